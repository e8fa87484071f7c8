"""Parts of a scheme on one line, as YAML in flow form: what a table cell holds.

In: a value of the model. Out: text such as ``{kind: at_least, target: 2}``, which the strict
reader reads back as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from gkeval.numbers import plain
from gkeval.spec import Spec

_BARE = re.compile(
    r"[^\W_][\w.+/%（）()《》〔〕、；-]*( [\w.+/%（）()《》〔〕、；-]+)*|[+-]?[0-9.]+"
)
_RESERVED = {"null", "Null", "NULL"}


def written(spec: Spec) -> dict[str, Any]:
    """Return what a value of the model says, by the keys of a file, without its defaults.

    >>> from gkeval.rules.kinds import Deduct
    >>> written(Deduct(kind="deduct", per_case=5))
    {'kind': 'deduct', 'per_case': Decimal('5')}
    """
    said: dict[str, Any] = {}
    for name, field in type(spec).model_fields.items():
        value = getattr(spec, name)
        if (
            name != "kind"
            and not field.is_required()
            and value == field.get_default(call_default_factory=True)
        ):
            continue
        said[field.alias or name] = _parts(value)
    return {"kind": said.pop("kind"), **said} if "kind" in said else said


def _parts(value: Any) -> Any:
    if isinstance(value, Spec):
        return written(value)
    if isinstance(value, Mapping):
        return {key: _parts(item) for key, item in value.items()}
    return [_parts(item) for item in value] if isinstance(value, tuple | list) else value


def flow(value: Any) -> str:
    """Write plain data on one line.

    Examples
    --------
    >>> flow({"kind": "deadline", "by": {"county": date(2017, 6, 30)}, "late": []})
    '{kind: deadline, by: {county: 2017-06-30}, late: []}'
    >>> flow(["yes: no", "", "null", "1.10", "主体"])
    '["yes: no", "", "null", 1.10, 主体]'
    """
    if isinstance(value, Spec):
        return flow(written(value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    bare = _BARE.fullmatch(text) and text not in _RESERVED
    return text if bare else json.dumps(text, ensure_ascii=False)

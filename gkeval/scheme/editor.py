"""The JSON Schema of scheme files, with which editors complete keys and mark faults.

In: the model. Out: ``schema.json`` beside this file; ``python -m gkeval.scheme.editor`` writes it
anew. It knows the form of a scheme; that points add up, only the checks know.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from gkeval.scheme.model import Scheme

FILE = Path(__file__).with_name("schema.json")
"""The file that scheme files name in their first line."""

TITLE = str(Scheme.model_config["title"])
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """Types as they stand in a file: numbers as numbers, and text that may look like one."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Text; `1.10` and `no` are text as well, since a file gives every scalar as text."""
        return super().str_schema(schema) | {"type": ["string", "number", "boolean"]}

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """Return a number with its bounds; no text that looks like one."""
        names = {
            "ge": "minimum",
            "gt": "exclusiveMinimum",
            "le": "maximum",
            "lt": "exclusiveMaximum",
        }
        bounds = {name: float(schema[key]) for key, name in names.items() if key in schema}  # type: ignore[literal-required]
        return {"type": "number", **bounds}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave defaults that are not plain values out."""
        made = super().default_schema(schema)
        if isinstance(made.get("default"), dict | list | type(None)):
            made.pop("default", None)
        return made


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scheme file.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12, with the keys of the file and a description for every kind.

    Examples
    --------
    >>> schema = json_schema()
    >>> schema["required"][:3]
    ['scheme', 'title', 'source']
    >>> schema["$defs"]["AtLeast"]["description"]
    'All points from `target` upwards, none below.'
    """
    made = Scheme.model_json_schema(by_alias=True, schema_generator=_Generator)
    schema = {"$schema": DIALECT, **_tidy(made)}
    return dict(schema)


def _tidy(part: Any) -> Any:
    """Keep what helps an editor: short descriptions, no generated titles, no null."""
    if isinstance(part, list):
        return [_tidy(item) for item in part]
    if not isinstance(part, dict):
        return part
    tidy = {key: _tidy(value) for key, value in part.items()}
    if isinstance(description := tidy.get("description"), str):
        before = re.split(r"\n[^\n]+\n-{3,}|\n\s*>>>|\n\s*Examples", description)[0]
        tidy["description"] = " ".join(before.replace("``", "`").split())
    if isinstance(tidy.get("title"), str) and tidy["title"] != TITLE:
        del tidy["title"]
    if "oneOf" in tidy and tidy.pop("discriminator", None) is None:
        tidy["anyOf"] = tidy.pop("oneOf")  # 30 is a number of days, but could name a column
    if "anyOf" in tidy:
        forms = [form for form in tidy.pop("anyOf") if form != {"type": "null"}]
        tidy = {**forms[0], **tidy} if len(forms) == 1 else {"anyOf": forms, **tidy}
    return tidy


def main() -> None:
    """Write the file anew."""
    text = json.dumps(json_schema(), ensure_ascii=False, indent=1)
    FILE.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

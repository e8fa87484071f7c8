"""The JSON Schema of scheme files, with which editors complete keys and mark faults.

In: the model. Out: the schema, kept as ``schema.json`` beside this file; a test holds the two in
step and writes it anew. It knows the form of a scheme; that points add up, only the checks know.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from gkeval.scheme.model import Scheme

FILE = Path(__file__).with_name("schema.json")
"""The file that scheme files name in their first line."""

_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}

TITLE = str(Scheme.model_config["title"])
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """Types as they stand in a file: numbers as numbers, and text that may look like one."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Text; `1.10` and `no` are text as well, since a file gives every scalar as text."""
        return super().str_schema(schema) | {"type": ["string", "number", "boolean"]}

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """Return a number; no text that looks like one."""
        return {"type": "number", **{key: float(schema[key]) for key in _BOUNDS if key in schema}}  # type: ignore[literal-required]

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
    schema: dict[str, Any] = {"$schema": DIALECT, **_tidy(made)}
    indicator = schema["$defs"]["Indicator"]
    indicator["required"].remove("points")  # which a percentage of the parent may stand for
    indicator["anyOf"] = [{"required": ["points"]}, {"required": ["percent"]}]
    return schema


def _tidy(part: Any) -> Any:
    """Keep what helps an editor: short descriptions, no generated titles, no null."""
    if isinstance(part, list):
        return [_tidy(item) for item in part]
    if not isinstance(part, dict):
        return part
    tidy = {key: _tidy(value) for key, value in part.items()}
    if "type" in tidy:
        tidy = {_BOUNDS.get(key, key): value for key, value in tidy.items()}
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

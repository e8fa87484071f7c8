"""The parts of the guide that are made from the package: key tables, kinds in words, pictures.

In: the JSON Schema of scheme files, the kinds, the record tables, the commands; and `keys.yaml`,
which says in both languages what each key means. Out: Markdown. A key that `keys.yaml` does not
know, and a meaning of a key that is gone, stop the build.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gkeval.scheme import Scheme, json_schema
from gkeval.spec import Lang

HERE = Path(__file__).resolve().parent
SAME = {
    "ReconcileMedian": "gkeval__measures__ways__Median",
    "RuleStep": "gkeval__rules__kinds__Step",
    "AdjustmentStep": "gkeval__scheme__adjustments__Step",
    "CombineMedian": "gkeval__scheme__combining__Median",
}
"""Names in the guide of definitions whose class names occur twice."""

LITTLE: dict[str, Any] = {
    "scheme": "little",
    "title": {"zh": "例", "en": "Example"},
    "source": {"document": "例"},
    "period": {"from": "2024-01-01", "to": "2024-12-31"},
    "points": 100,
    "points_from": "proposed",
    "groups": {
        "county": {"title": {"zh": "县", "en": "Counties"}},
        "town": {"title": {"zh": "乡镇", "en": "Towns"}},
        "department": {"title": {"zh": "部门", "en": "Departments"}},
    },
}
"""What a short example stands in, so that it is a whole scheme."""


@cache
def definitions() -> dict[str, Any]:
    """Return every form that a scheme file can hold: name → its JSON Schema."""
    schema = json_schema()
    return {"Scheme": {key: schema[key] for key in ("properties", "required")}, **schema["$defs"]}


@cache
def meanings() -> dict[str, Any]:
    """Return what `keys.yaml` says: form → key → language → meaning; ``all`` for any form."""
    return yaml.safe_load((HERE / "keys.yaml").read_text("utf-8"))


def meaning(form: str, key: str, lang: Lang) -> str:
    """Return what a key means in a form.

    Raises
    ------
    KeyError
        When `keys.yaml` does not say it.
    """
    known = meanings()
    found = known.get(form, {}).get(key) or known["all"].get(key)
    if found is None:
        raise KeyError(f"docs/keys.yaml does not say what {key} means in {form}")
    return found[lang]


def stale() -> list[str]:
    """Return what `keys.yaml` explains and no form has."""
    forms = {form: set(definitions()[SAME.get(form, form)]["properties"]) for form in _forms()}
    found = []
    for form, keys in meanings().items():
        there = set().union(*forms.values()) if form == "all" else forms.get(form, set())
        found += [f"{form}.{key}" for key in keys if key not in there]
    return found


def _forms() -> list[str]:
    names = {there: here for here, there in SAME.items()}
    return [names.get(name, name) for name in definitions()]


def keys(form: str, lang: Lang, leave: tuple[str, ...] = ()) -> str:
    """Return a Markdown table of the keys of a form.

    Parameters
    ----------
    form
        Name of a definition of the JSON Schema, ``Scheme``, or one of `SAME`.
    lang
        ``"zh"`` or ``"en"``.
    leave
        Keys that are explained elsewhere.
    """
    definition = definitions()[SAME.get(form, form)]
    heads = ("键", "写法", "含义") if lang == "zh" else ("key", "what it holds", "meaning")
    rows = []
    for key, schema in definition["properties"].items():
        if (key == "kind" and "const" in schema) or key in leave:
            continue
        must = key in definition.get("required", ())
        name = f"`{key}`" + ("" if not must else " **必填**" if lang == "zh" else " **required**")
        rows.append((name, shown(schema, lang), meaning(form, key, lang)))
    if not rows:
        return "（没有其他键）" if lang == "zh" else "(no further keys)"
    return table(heads, rows)


_PLAIN = {
    "string": ("文本", "text"),
    "integer": ("整数", "whole number"),
    "number": ("数", "number"),
    "boolean": ("true / false", "true / false"),
}


def shown(schema: dict[str, Any], lang: Lang) -> str:
    """Return what a value may be, in words, with its default."""
    at = 0 if lang == "zh" else 1
    said = _form_of(schema, at)
    default = schema.get("default")
    if default not in (None, ""):
        written = str(default).lower() if isinstance(default, bool) else default
        said += (f"；默认 `{written}`", f"; default `{written}`")[at]
    return said


def _form_of(schema: dict[str, Any], at: int) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return {
            "Text": ("`{zh: …, en: …}`",) * 2,
            "Period": ("`{from: 日期, to: 日期}`", "`{from: day, to: day}`"),
        }.get(name, (f"见 {_title(name)}", f"see {_title(name)}"))[at]
    if "enum" in schema:
        return " / ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "oneOf" in schema:
        return ("一种 `kind`", "one `kind`")[at]
    if "anyOf" in schema:
        forms = dict.fromkeys(_form_of(one, at) for one in schema["anyOf"])
        return (" 或 ", " or ")[at].join(forms)
    kind = schema.get("type")
    if kind == "array":
        inner = _form_of(schema.get("items", {}), at)
        return (f"列表：{inner}", f"list of: {inner}")[at]
    if kind == "object":
        inner = _form_of(_values(schema), at)
        return (f"映射：名称 → {inner}", f"mapping: name → {inner}")[at]
    if isinstance(kind, list):
        return _PLAIN["string"][at]
    if schema.get("format") == "date":
        return ("日期", "day")[at]
    return _PLAIN[kind][at] + _bounds(schema, at)


def _values(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the values of a mapping."""
    named = schema.get("patternProperties")
    return next(iter(named.values())) if named else schema["additionalProperties"]


def _bounds(schema: dict[str, Any], at: int) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return (f"，{low:g} 至 {high:g}", f" from {low:g} to {high:g}")[at]
    if schema.get("exclusiveMinimum") is not None:
        return (f"，大于 {schema['exclusiveMinimum']:g}", f" above {schema['exclusiveMinimum']:g}")[
            at
        ]
    return (f"，不小于 {low:g}", f" from {low:g}")[at] if low is not None else ""


def _title(name: str) -> str:
    names = {there: here for here, there in SAME.items()}
    return f"`{names.get(name, name)}`"


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    cells = [heads, ("---",) * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
        for row in cells
    )


def whole(block: str) -> dict[str, Any]:
    """Return the scheme that a short example of the guide stands in.

    A block that names a ``scheme`` is whole already. Keys of an indicator alone become one
    indicator; other keys are keys of the scheme.
    """
    from gkeval.scheme.strict_yaml import read

    data = read(block).data
    if isinstance(data, list):
        data = {"adjustments": data} if "kind" in data[0] else {"indicators": data}
    if "scheme" in data:
        return data
    if set(data) & {"measure", "rule"} or "draw" in data:
        leaf = {"id": "example", "title": {"zh": "例", "en": "Example"}, "points": 10, **data}
        if "measure" in data and "rule" not in data:
            leaf["rule"] = {"kind": "proportion"}
        return {**LITTLE, "points": leaf["points"], "indicators": [leaf]}
    made = {**LITTLE, **data}
    if "indicators" not in made:
        made["indicators"] = [
            {"id": name, "title": {"zh": name}, "points": 50, "rule": {"kind": "expert"}}
            for name in ("disclosure", "requests")
        ]
    return made


def loaded(block: str) -> Scheme:
    """Return the checked scheme of a short example."""
    from gkeval.scheme.loading import parse_scheme

    return parse_scheme(whole(block), source="example of the guide")

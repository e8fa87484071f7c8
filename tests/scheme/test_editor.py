"""The JSON Schema: in step with the model, and true of the schemes that there are."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import gkeval as gk
from gkeval.scheme import strict_yaml
from gkeval.scheme.editor import FILE
from gkeval.scheme.loading import built_in
from tests.scheme.builders import counted, leaf, scheme

SCHEMA = gk.json_schema()
CHECK = jsonschema.Draft202012Validator(SCHEMA)


def typed(data: Any) -> Any:
    """What an editor's YAML parser makes of a file: numbers and truth values by their look."""
    if isinstance(data, dict):
        return {key: typed(value) for key, value in data.items()}
    if isinstance(data, list):
        return [typed(value) for value in data]
    try:
        return (
            {"true": True, "false": False}.get(data) if data in ("true", "false") else float(data)
        )
    except ValueError:
        return data


def test_the_file_is_in_step_with_the_model():
    kept = json.loads(FILE.read_text("utf-8"))
    assert kept == SCHEMA, "write it anew: python -m tests.scheme.test_editor"


def test_it_is_a_json_schema():
    CHECK.check_schema(SCHEMA)


@pytest.mark.parametrize("name", sorted(built_in()))
def test_every_built_in_scheme_fits(name: str):
    data = strict_yaml.read(built_in()[name].read_bytes()).data
    assert [error.message for error in CHECK.iter_errors(typed(data))] == []


@pytest.mark.parametrize("name", sorted(built_in()))
def test_a_scheme_that_names_the_schema_names_it_where_it_is(name: str):
    first = built_in()[name].read_text("utf-8").splitlines()[0]
    if first.startswith("# yaml-language-server: $schema="):
        assert (built_in()[name].parent / first.partition("=")[2]).resolve() == FILE.resolve()


def test_keys_are_those_of_the_file():
    period = SCHEMA["$defs"]["Period"]["properties"]
    assert set(period) == {"from", "to"}
    assert {"is", "in", "not"} <= set(SCHEMA["$defs"]["Test"]["properties"])
    assert "as" in SCHEMA["$defs"]["Change"]["properties"]


def test_every_kind_is_described():
    silent = [name for name, part in SCHEMA["$defs"].items() if not part.get("description")]
    assert silent == []
    assert not any(">>>" in part["description"] for part in SCHEMA["$defs"].values())


@pytest.mark.parametrize(
    "faulty",
    [
        scheme() | {"rouding": {}},
        scheme(leaf("a", points=-1)),
        scheme(leaf("a", points="six")),
        scheme(leaf("a", rule={"kind": "at_lest", "target": 1})),
        scheme(leaf("a", rule={"kind": "levels", "levels": {"优": 1.5}})),
        scheme(counted({"kind": "proportion"}, where={"kind": {"iz": "x"}})),
        scheme(grades={"good": 90}),
        {key: value for key, value in scheme().items() if key != "period"},
    ],
)
def test_an_editor_marks_faults_of_form(faulty: dict[str, Any]):
    assert not CHECK.is_valid(faulty)


def test_an_editor_accepts_what_the_reader_takes_as_text():
    """A clause 1.10 is text for the strict reader, and a number for an editor."""
    assert CHECK.is_valid(scheme(leaf("a", clause=1.10, covers=[2017])))
    fresh = {"kind": "staleness", "table": "columns", "when_empty": "zero"}
    for at_most in (30, "interval_days"):
        assert CHECK.is_valid(scheme(counted({"kind": "proportion"}, **fresh, at_most=at_most)))


def test_the_schema_travels_with_the_package():
    assert Path(gk.__file__).parent / "scheme" / "schema.json" == FILE


if __name__ == "__main__":
    FILE.write_text(json.dumps(SCHEMA, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

"""Record sets with faults: each is told with its place, none ends in another exception.

Every folder of tests/broken/records holds one set and `expected.yaml`: all problems that are
reported (each key stands for a part of the Problem; found and remedy for a piece of their text),
the rows kept and set aside per table when the rest is used, and the units that lost a row.
"""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from gkeval.errors import InputError, Problem
from gkeval.records import check_records, read_records

BROKEN = Path(__file__).parent.parent / "broken" / "records"
SETS = sorted(path for path in BROKEN.iterdir() if path.is_dir())


def expected(folder: Path) -> dict:
    return yaml.safe_load((folder / "expected.yaml").read_text("utf-8"))


def place(problem: Problem) -> tuple:
    return (
        problem.code,
        problem.severity,
        problem.source,
        problem.table,
        problem.line,
        problem.column,
    )


def stated(entry: dict, problem: Problem) -> tuple:
    """Give the place an entry states; parts that it leaves out are those of the problem."""
    source = entry.get("source", problem.source if entry["code"] == "duplicate_table" else "")
    return (
        entry["code"],
        entry.get("severity", "error"),
        source,
        entry.get("table", ""),
        entry.get("row"),
        entry.get("column", ""),
    )


def test_there_are_at_least_twenty_sets():
    assert len(SETS) >= 20


@pytest.mark.parametrize("folder", SETS, ids=lambda path: path.name)
def test_every_fault_is_told_with_its_place(folder: Path):
    entries = expected(folder)["problems"]
    problems = list(check_records(folder))
    assert len(problems) == len(entries), "\n".join(map(repr, problems))
    for entry in entries:
        found = [problem for problem in problems if place(problem) == stated(entry, problem)]
        assert len(found) == 1, f"{entry} is not among\n" + "\n".join(map(repr, problems))
        problem = found[0]
        assert str(entry.get("found", "")) in problem.found
        assert str(entry.get("remedy", "")) in problem.remedy
        assert problem.unit == entry.get("unit", problem.unit)
        assert problem.found
        assert problem.allowed
        assert problem.remedy


@pytest.mark.parametrize("folder", SETS, ids=lambda path: path.name)
def test_nothing_but_an_input_error_is_raised(folder: Path):
    with pytest.raises(InputError) as caught:
        read_records(folder)
    assert caught.value.problems == check_records(folder)


@pytest.mark.parametrize("folder", SETS, ids=lambda path: path.name)
def test_the_rest_loads_in_report_mode(folder: Path):
    wanted = expected(folder)
    records = read_records(folder, on_error="report")
    assert {name: len(frame) for name, frame in records.tables.items()} == wanted["kept"]
    rejected = {name: len(frame) for name, frame in records.rejected.items()}
    assert rejected == wanted.get("rejected", {})
    if "provisional" in wanted:
        assert records.provisional == set(wanted["provisional"])
    for frame in records.rejected.values():
        assert list(frame.columns[:2]) == ["source", "row"]
        assert all(isinstance(kind, pd.StringDtype) for kind in frame.dtypes.drop("row"))
    # what was kept stands by itself: read again, it has no fault left
    if "units" in records.tables:
        again = check_records(dict(records.tables))
        assert not again.errors, str(again)


@pytest.mark.parametrize("folder", SETS, ids=lambda path: path.name)
def test_no_message_shows_what_is_personal(folder: Path):
    hidden = expected(folder).get("never_shown")
    if hidden:
        records = read_records(folder, on_error="report")
        shown = [str(records.problems), records.problems._repr_html_(), records._repr_html_()]
        assert all(hidden not in text for text in shown)
        assert hidden in records.rejected["requests"].to_csv()

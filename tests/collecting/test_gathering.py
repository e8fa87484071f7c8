"""Many workbooks as one set of records: every fault keeps its file, sheet and row."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from gkeval.collecting import read_workbooks
from gkeval.errors import GkevalError, InputError

UNITS = [["unit", "group"], ["A", "city"], ["B", "city"]]
ACTIVITIES = ["unit", "record", "kind", "date"]


def book(path: Path, **sheets: list[list[object]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)
    return path


def test_equal_units_count_once_and_others_are_named_by_their_place(tmp_path: Path):
    book(tmp_path / "a.xlsx", units=UNITS)
    book(tmp_path / "b.xlsx", units=[*UNITS[:2], ["C", "city"]])
    assert read_workbooks(tmp_path).units["unit"].tolist() == ["A", "B", "C"]
    book(tmp_path / "b.xlsx", units=[UNITS[0], ["A", "county"]])
    with pytest.raises(InputError) as told:
        read_workbooks(tmp_path)
    assert str(told.value).startswith("records in 2 workbooks: 2 problems")
    assert [(p.source, p.line, p.found) for p in told.value.problems] == [
        ("a.xlsx [units]", 2, "A, also in b.xlsx [units], row 2"),
        ("b.xlsx [units]", 2, "A, also in a.xlsx [units], row 2"),
    ]


def test_a_record_twice_in_one_workbook_is_told_without_its_file(tmp_path: Path):
    twice = [ACTIVITIES, ["A", "1", "x", "2017-03-01"], ["A", "1", "y", "2017-03-02"]]
    book(tmp_path / "a.xlsx", units=UNITS, activities=twice)
    records = read_workbooks(tmp_path, on_error="report")
    assert [(p.line, p.found) for p in records.problems] == [
        (2, "1, also in row 3"), (3, "1, also in row 2"),
    ]  # fmt: skip
    rejected = records.rejected["activities"]
    assert rejected[["source", "row", "kind"]].to_numpy().tolist() == [
        ["a.xlsx [activities]", 2, "x"], ["a.xlsx [activities]", 3, "y"],
    ]  # fmt: skip
    assert records.provisional == {"A"}


def test_columns_of_several_types_are_put_together(tmp_path: Path):
    header = [*ACTIVITIES, "participants"]
    book(tmp_path / "a.xlsx", units=UNITS, activities=[header, ["A", "1", "x", "2017-03-01", 12]])
    book(
        tmp_path / "b.xlsx",
        units=UNITS,
        activities=[[*header, "备注"], ["B", "2", "x", "2017-03-01", "3", "雨"]],
    )
    read = read_workbooks(tmp_path).tables["activities"]
    assert read["participants"].tolist() == [12, 3]
    assert read["备注"].fillna("").tolist() == ["", "雨"]


def test_a_column_that_no_workbook_has_is_told_once(tmp_path: Path):
    for name in ("a", "b"):
        book(tmp_path / f"{name}.xlsx", units=UNITS, activities=[ACTIVITIES[:3], ["A", name, "x"]])
    [problem] = read_workbooks(tmp_path, on_error="report").problems
    assert (problem.code, problem.column) == ("missing_column", "date")
    assert problem.source == "a.xlsx [activities]、b.xlsx [activities]"


def test_a_sheet_whose_columns_contradict_each_other_is_set_aside_whole(tmp_path: Path):
    book(tmp_path / "a.xlsx", units=UNITS, activities=[ACTIVITIES, ["A", "1", "x", "2017-03-01"]])
    wrong = [[*ACTIVITIES, "活动日期"], ["B", "2", "x", "2017-03-01", "2017-03-02"]]
    book(tmp_path / "b.xlsx", units=UNITS, activities=wrong)
    records = read_workbooks(tmp_path, on_error="report")
    assert [p.code for p in records.problems] == ["duplicate_column"]
    assert records.tables["activities"]["record"].tolist() == ["1"]
    aside = records.rejected["activities"]
    assert aside[["source", "row", "unit"]].to_numpy().tolist() == [["b.xlsx [activities]", 2, "B"]]
    assert records.provisional == {"B"}


def test_columns_called_source_and_row_are_kept_beside_the_place(tmp_path: Path):
    rows = [[*ACTIVITIES, "source", "row"], ["nobody", "1", "x", "2017-03-01", "web", "7"]]
    book(tmp_path / "a.xlsx", units=UNITS, activities=rows)
    aside = read_workbooks(tmp_path, on_error="report").rejected["activities"]
    assert aside[["source", "row"]].to_numpy().tolist() == [["a.xlsx [activities]", 2]]
    assert aside["source (2)"].tolist() == ["web"]


def test_what_is_no_set_of_workbooks_is_told(tmp_path: Path):
    with pytest.raises(ValueError, match="on_error is 'stop'"):
        read_workbooks(tmp_path, on_error="stop")
    with pytest.raises(GkevalError, match="name the folder that holds"):
        read_workbooks(tmp_path)
    one = book(tmp_path / "one" / "a.xlsx", units=UNITS)
    with pytest.raises(GkevalError, match=r"a\.xlsx is no folder.*read_records"):
        read_workbooks(one)
    other = book(tmp_path / "other" / "a.xlsx", units=UNITS)
    with pytest.raises(GkevalError, match="two workbooks bear the same name"):
        read_workbooks([one, other])
    assert read_workbooks([one]).units["unit"].tolist() == ["A", "B"]


def test_what_programs_leave_beside_an_open_workbook_is_passed_over(tmp_path: Path):
    book(tmp_path / "a.xlsx", units=UNITS)
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    records = read_workbooks(tmp_path)
    assert [name for name, _ in records.hashes] == ["a.xlsx"]
    pd.testing.assert_series_equal(
        records.units["unit"], pd.Series(["A", "B"], name="unit", dtype="str")
    )

"""What cannot be opened, read or taken at its name is a Problem that says what to do."""

import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from gkeval.limits import Limits
from gkeval.records import check_records, read_records, sources, workbooks
from gkeval.records.cells import from_objects
from gkeval.records.headers import find_header
from gkeval.records.workbooks import UnreadableWorkbookError, Workbook
from gkeval.tables import TABLES
from tests.records.builders import TABLES as FRAMES

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE + b"\0" * 504 + "Workbook".encode("utf-16-le"), "the form of Excel 97-2003 (.xls)"),
    ],
)
def test_a_password_and_an_old_form_are_told_apart(tmp_path: Path, content: bytes, found: str):
    (tmp_path / "a.xlsx").write_bytes(content)
    [problem] = check_records(tmp_path / "a.xlsx")
    assert problem.code == "unreadable_file"
    assert found in problem.found
    assert problem.allowed.startswith("a CSV or Parquet file, an .xlsx workbook without a password")


def test_a_workbook_beyond_the_limits_is_not_read(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with pd.ExcelWriter(path) as book:
        for name, frame in FRAMES.items():
            frame.to_excel(book, sheet_name=name, index=False)
    size = path.stat().st_size
    for limits in (Limits(file_bytes=size - 1), Limits(sheets=3), Limits(members=2)):
        [problem] = check_records(path, limits=limits)
        assert (problem.code, problem.source) == ("too_large", "a.xlsx")
    with pytest.raises(UnreadableWorkbookError, match="too many sheets"):
        Workbook(path, Limits(sheets=3))
    assert not check_records(path, limits=Limits(file_bytes=size, sheets=4))


@pytest.mark.parametrize("size", [64, 500, 1 << 22])
def test_cells_are_found_in_whatever_pieces_a_sheet_is_read(tmp_path: Path, monkeypatch, size):
    monkeypatch.setattr(workbooks, "_CHUNK", size)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "requests"
    sheet.append(["unit", "record", "received", "备注"])
    for number in range(40):
        sheet.append(["A", f"R{number}", "2017-03-05", "x"])
    sheet["D20"] = "=1/0"
    sheet["D31"], sheet["D31"].data_type = "#REF!", "e"
    units = book.create_sheet("units")
    units.append(["unit", "group"])
    units.append(["A", "city"])
    book.save(tmp_path / "a.xlsx")
    problems = check_records(tmp_path / "a.xlsx")
    assert [(p.line, p.column, p.code) for p in problems] == [
        (20, "备注", "error_cell"),
        (31, "备注", "error_cell"),
    ]
    assert [problem.found for problem in problems] == ["#UNCALCULATED!", "#REF!"]


def test_a_sheet_whose_part_is_missing_is_told(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "units"
    book.active.append(["unit", "group"])
    book.active.append(["A", "city"])
    book.save(tmp_path / "whole.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "a.xlsx", "w") as part,
    ):
        for name in whole.namelist():
            if name != "xl/worksheets/sheet1.xml":
                part.writestr(name, whole.read(name))
    first = check_records(tmp_path / "a.xlsx")[0]
    assert (first.code, first.source) == ("unreadable_file", "a.xlsx [units]")
    assert "open the workbook in Excel or WPS" in first.remedy


def test_a_file_that_goes_away_is_told(tmp_path: Path, monkeypatch):
    for name in ("units", "requests"):
        FRAMES[name].to_csv(tmp_path / f"{name}.csv", index=False)

    def gone(path: Path, *more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(sources, "read_csv", gone)
    told = check_records(tmp_path)
    assert {(p.code, p.source, p.found) for p in told if p.source} == {
        ("unreadable_file", "units.csv", "Permission denied"),
        ("unreadable_file", "requests.csv", "Permission denied"),
    }


def test_a_folder_that_cannot_be_named_is_told():
    [problem] = check_records("x" * 5000)
    assert problem.found == "File name too long"
    assert len(problem.source) == 80


def test_only_the_frames_asked_for_are_read():
    faulty = FRAMES | {"activities": "no table"}
    assert list(read_records(faulty, tables=["requests"]).tables) == ["units", "requests"]
    [problem] = check_records(faulty)
    assert problem.found == "a value of type str"


@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_parts_of_parquet_that_are_broken_are_named(tmp_path: Path, engine: str):
    FRAMES["units"].to_parquet(tmp_path / "units.parquet", index=False)
    (tmp_path / "requests").mkdir()
    FRAMES["requests"].to_parquet(tmp_path / "requests" / "a.parquet", index=False)
    (tmp_path / "requests" / "b.parquet").write_bytes(b"PAR1 nothing")
    [problem] = check_records(tmp_path, engine=engine)
    assert (problem.source, problem.found) == (
        "requests/b.parquet", "bytes that are no Parquet table",
    )  # fmt: skip


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_a_parquet_file_with_a_column_twice_is_refused(tmp_path: Path, engine: str):
    import pyarrow as pa
    import pyarrow.parquet as pq

    FRAMES["units"].to_parquet(tmp_path / "units.parquet", index=False)
    cells = [pa.array(["A"]), pa.array(["1"]), pa.array(["2017-03-05"]), pa.array(["x"])]
    twice = pa.table(cells, names=["unit", "record", "received", "unit"])
    pq.write_table(twice, tmp_path / "requests.parquet")
    [problem] = check_records(tmp_path, engine=engine)
    assert (problem.code, problem.column) == ("duplicate_column", "unit")
    assert problem.remedy == "rename all but one, or leave them out"


def test_wide_characters_in_ids_and_ratings_are_plain_ones():
    rows = pd.DataFrame(
        {
            "unit": ["A", "A"], "record": ["1", "2"], "rater": ["甲", "甲"],
            "indicator": ["ｑｕａｌｉｔｙ", "quality"], "value": ["７．５", "优（良）"],
        }
    )  # fmt: skip
    read = read_records({"units": FRAMES["units"], "judgements": rows}).tables["judgements"]
    assert read["indicator"].tolist() == ["quality", "quality"]
    assert read["value"].tolist() == ["7.5", "优（良）"]  # words keep their form


def test_headers_may_stand_below_a_row_of_keys_that_lacks_some():
    rows = [["unit", "group", ""], ["评估对象", "类别", "单位名称"], ["A", "县", "甲"]]
    header = find_header(rows, TABLES["units"])
    assert (header.first, header.after) == (0, 2)
    assert header.keys == ("unit", "group", "name")
    assert find_header([], TABLES["units"]).texts == ()


def test_numbers_too_large_for_a_column_of_numbers_stay_texts():
    assert from_objects(np.array([10**30, 1], dtype=object)).tolist() == [
        "1000000000000000000000000000000",
        "1",
    ]

"""Workbooks as people leave them: every row is read, or the cell at fault is named."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from gkeval.errors import Problems
from gkeval.records import Records, check_records, read_records
from gkeval.records.workbooks import _lost_in
from tests.records.builders import CHINESE, TABLES, write_workbook

UNITS = [["unit", "group"], ["A", "city"], ["B", "county"]]


def book(path: Path, **sheets: list[list[object]]) -> Path:
    """Write rows of cells as sheets; units are added."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in {"units": UNITS, **sheets}.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def told(problems: Problems) -> list[tuple]:
    return [(p.code, p.source, p.line, p.column, p.found) for p in problems]


def requests(path: Path, *rows: list[object]) -> Records:
    return read_records(book(path / "set.xlsx", requests=list(rows)), on_error="report")


HEADER = ["unit", "record", "received", "备注"]


def test_cells_of_every_type(tmp_path: Path):
    records = requests(
        tmp_path,
        HEADER,
        ["A", 1, dt.date(2017, 3, 5), 1.5],
        ["A", 2.0, dt.datetime(2017, 3, 6, 14, 22, 10), None],
        ["A", "3", "2017年3月7日", True],
    )
    assert not records.problems
    frame = records.tables["requests"]
    assert frame["record"].tolist() == ["1", "2", "3"]
    assert frame["received"].dt.day.tolist() == [5, 6, 7]
    assert frame["备注"].dropna().tolist() == ["1.5", "True"]


def test_error_cells_are_not_taken_for_empty_ones(tmp_path: Path):
    path = tmp_path / "set.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("units")
        for number, row in enumerate(UNITS):
            sheet.write_row(number, 0, row)
        sheet = workbook.add_worksheet("requests")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["A", "1", "2017-03-05"])
        sheet.write_formula(1, 3, "=A1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["B", "2"])
        sheet.write_formula(2, 2, "=Sheet9!A1", None, "#REF!")
        sheet.write_row(3, 0, ["B", "3"])
        sheet.write_formula(3, 2, '="2017-03-"&"08"', None, "2017-03-08")
    source = "set.xlsx [requests]"
    assert told(check_records(path)) == [
        ("error_cell", source, 2, "备注", "#DIV/0!"),
        ("error_cell", source, 3, "received", "#REF!"),
    ]
    records = read_records(path, on_error="report")
    assert records.tables["requests"]["record"].tolist() == ["3"]
    assert records.rejected["requests"]["row"].tolist() == [2, 3]


def test_formulas_without_a_result_are_not_taken_for_empty_cells(tmp_path: Path):
    records = requests(tmp_path, HEADER, ["A", "1", "=TODAY()"], ["A", "2", "2017-03-05"])
    assert told(records.problems) == [
        ("error_cell", "set.xlsx [requests]", 2, "received", "#UNCALCULATED!")
    ]
    assert "let it calculate" in records.problems[0].remedy
    assert len(records.tables["requests"]) == 1


@pytest.mark.parametrize(
    ("cell", "lost"),
    [
        (b'<c r="AA7" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', [(6, 26, "#DIV/0!")]),
        (b'<x:c t="e" r="B2"><x:v>#N/A</x:v></x:c>', [(1, 1, "#N/A")]),
        (b'<c r="A1"><f>B1</f><v/></c>', [(0, 0, "#UNCALCULATED!")]),
        (b'<c r="A1"><f>B1</f></c>', [(0, 0, "#UNCALCULATED!")]),
        (b'<c r="A1"><f t="shared" si="0"/><v></v></c>', [(0, 0, "#UNCALCULATED!")]),
        (b'<c r="A1" t="str"><f>""</f><v></v></c>', []),
        (b'<c r="A1"><f>B1</f><v>3</v></c>', []),
        (b'<c r="A1" t="s"><v>0</v></c><c r="B1"/>', []),
    ],
)
def test_cells_that_the_reader_loses(cell: bytes, lost: list):
    assert list(_lost_in(b'<row r="1">' + cell + b'<c r="B9"><v>1</v></c></row>')) == lost


def test_captions_keys_and_blank_rows_are_no_records(tmp_path: Path):
    records = requests(
        tmp_path,
        ["依申请公开底稿（2017 年）"],
        [],
        ["*评估对象", "底稿编号", "收到\n日期", "备注"],
        ["unit", "record", "received"],
        ["A", "1", "2017-03-05", "x"],
        [None, " ", None, None],
        ["B", "2", "soon", "y"],
    )
    assert told(records.problems) == [("bad_date", "set.xlsx [requests]", 7, "received", "soon")]
    assert list(records.tables["requests"].columns) == ["unit", "record", "received", "备注"]
    assert len(records.tables["requests"]) == 1


def test_a_header_sorted_into_the_rows_is_no_record(tmp_path: Path):
    records = requests(
        tmp_path,
        ["评估对象", "底稿编号", "收到日期", "备注"],
        ["A", "1", "2017-03-05", "x"],
        ["unit", "record", "received", None],
        ["B", "2", "2017-03-06", "y"],
    )
    assert not records.problems
    assert records.tables["requests"]["record"].tolist() == ["1", "2"]


def test_the_hidden_keys_name_columns_whose_header_was_changed(tmp_path: Path):
    records = requests(
        tmp_path,
        ["单位名称（必填）", "底稿编号", "什么时候收到的"],
        ["unit", "record", "received"],
        ["A", "1", "2017-03-05"],
    )
    assert not records.problems
    assert len(records.tables["requests"]) == 1


def test_headers_that_contradict_their_keys_are_told(tmp_path: Path):
    records = requests(
        tmp_path,
        ["评估对象", "底稿编号", "答复日期", "收到日期"],
        ["unit", "record", "received", "answered"],
        ["A", "1", "2017-03-05", "2017-03-05"],
    )
    assert {p.code for p in records.problems} == {"duplicate_column"}
    assert "requests" not in records.tables
    assert len(records.rejected["requests"]) == 1


def test_inserted_columns_are_kept(tmp_path: Path):
    records = requests(
        tmp_path,
        ["序号", "unit", None, "record", "received", None, "序号"],
        [1, "A", None, "1", "2017-03-05", "note", 9],
        [2, "B", None, "2", "2017-03-06", None, 8],
    )
    assert [(p.code, p.severity, p.column) for p in records.problems] == [
        ("unnamed_column", "warning", "column 6"),
        ("duplicate_column", "warning", "序号"),
    ]
    frame = records.tables["requests"]
    assert list(frame.columns) == ["unit", "record", "received", "序号", "column 6", "序号 (2)"]
    assert frame["序号 (2)"].tolist() == [9.0, 8.0]


def test_hidden_rows_and_sheets_are_read(tmp_path: Path):
    path = write_workbook(tmp_path / "set.xlsx", TABLES)
    workbook = openpyxl.load_workbook(path)
    workbook["requests"].sheet_state = "hidden"
    workbook["requests"].row_dimensions[3].hidden = True
    workbook.create_sheet("_codes").append(["当面", "in_person"])
    workbook.create_sheet("说明").append(["怎样填报"])
    workbook.create_sheet("草稿").append(["x"])
    workbook.save(path)
    records = read_records(path)
    assert records.fingerprint == read_records(TABLES).fingerprint
    assert [(p.code, p.severity, p.source) for p in records.problems] == [
        ("unknown_table", "warning", "set.xlsx [草稿]")
    ]


def test_an_empty_sheet_has_no_header(tmp_path: Path):
    path = book(tmp_path / "set.xlsx", requests=[], activities=[["单位", "编号", "类型", "日期"]])
    assert told(check_records(path)) == [
        ("no_header", "set.xlsx [requests]", 1, "", "an empty sheet")
    ]
    records = read_records(path, on_error="report")
    assert list(records.tables) == ["units", "activities"]
    assert len(records.tables["activities"]) == 0


def test_two_sheets_of_one_table(tmp_path: Path):
    rows = [HEADER, ["A", "1", "2017-03-05", None]]
    records = read_records(
        book(tmp_path / "set.xlsx", requests=rows, 依申请公开=rows), on_error="report"
    )
    assert [p.code for p in records.problems] == ["duplicate_table"]
    assert len(records.rejected["requests"]) == 2


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_files_that_are_no_workbooks(tmp_path: Path, content: bytes):
    path = tmp_path / "set.xlsx"
    path.write_bytes(content)
    assert [(p.code, p.source) for p in check_records(path)] == [("unreadable_file", "set.xlsx")]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert [p.code for p in check_records(path)] == ["unreadable_file"]


def test_sheets_with_chinese_headers_and_full_width_digits(tmp_path: Path):
    frames = {zh: TABLES[name].set_axis(headers, axis=1) for name, (zh, headers) in CHINESE.items()}
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    frame = frames["依申请公开"]
    frames["依申请公开"] = frame.assign(收到日期=frame["收到日期"].str.translate(wide) + " ")
    read = read_records(write_workbook(tmp_path / "set.xlsx", frames))
    assert read.fingerprint == read_records(TABLES).fingerprint


def test_a_missing_reader_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = book(tmp_path / "set.xlsx")
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    with pytest.raises(Exception, match=r'pip install "gkeval\[excel\]"'):
        read_records(path)


def test_a_sheet_wider_than_z(tmp_path: Path):
    header = [*HEADER[:3], *[f"extra {i}" for i in range(40)]]
    row: list[object] = ["A", "1", "2017-03-05", *range(39), "=1/0"]
    records = requests(tmp_path, header, row)
    assert told(records.problems) == [
        ("error_cell", "set.xlsx [requests]", 2, "extra 39", "#UNCALCULATED!")
    ]
    assert isinstance(records.rejected["requests"], pd.DataFrame)


@pytest.mark.parametrize("from_1904", [False, True])
def test_numbers_that_a_format_made_dates_of_are_numbers(tmp_path: Path, from_1904: bool):
    path = tmp_path / "set.xlsx"
    numbers = [0, 1, 12, 59, 60, 1200]
    with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as workbook:
        workbook.add_worksheet("units").write_row("A1", UNITS[0])
        workbook.get_worksheet_by_name("units").write_row("A2", UNITS[1])
        sheet = workbook.add_worksheet("activities")
        day, hour = (workbook.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "[h]:mm"))
        header = ["unit", "record", "kind", "date", "participants", "open", "budget"]
        sheet.write_row("A1", header)
        for row, number in enumerate(numbers, start=1):
            sheet.write_row(row, 0, ["A", f"{row}", "meeting", "2017-03-05"])
            sheet.write_number(row, 4, number, day if row % 2 else hour)
            sheet.write_number(row, 5, number % 2, day)
        sheet.write_row(7, 0, ["A", "7", "meeting", "2017-03-05"])
        sheet.write_datetime(7, 4, dt.datetime(2017, 3, 5), day)
    records = read_records(path, on_error="report")
    frame = records.tables["activities"]
    assert frame["participants"].tolist() == numbers
    assert frame["open"].tolist() == [bool(number % 2) for number in numbers]
    # a real date is no number of participants
    assert told(records.problems) == [
        ("bad_number", "set.xlsx [activities]", 8, "participants", "2017-03-05")
    ]


def test_ratings_that_a_format_made_dates_of_are_numbers(tmp_path: Path):
    path = tmp_path / "set.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("units").write_row("A1", UNITS[0])
        workbook.get_worksheet_by_name("units").write_row("A2", UNITS[1])
        sheet = workbook.add_worksheet("judgements")
        sheet.write_row("A1", ["unit", "record", "indicator", "rater", "value"])
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for row, value in enumerate([8.5, 60, 0.25], start=1):
            sheet.write_row(row, 0, ["A", f"{row}", "i", "x"])
            sheet.write_number(row, 4, value, day)
        sheet.write_row(4, 0, ["A", "4", "i", "x", "优"])
    values = read_records(path).tables["judgements"]["value"]
    assert values.tolist() == ["8.5", "60", "0.25", "优"]

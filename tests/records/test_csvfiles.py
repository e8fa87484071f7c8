"""CSV files: separators, row numbers, rows that do not fit, encodings."""

from pathlib import Path

import pytest

from gkeval.records import check_records, read_records

UNITS = "unit,group\nA,city\nB,county\n"


def folder(path: Path, requests: str | bytes, name: str = "requests.csv") -> Path:
    (path / "units.csv").write_text(UNITS, "utf-8")
    content = requests if isinstance(requests, bytes) else requests.encode()
    (path / name).write_bytes(content)
    return path


def places(path: Path) -> list[tuple]:
    return [(p.code, p.line, p.column, p.found) for p in check_records(path)]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(tmp_path: Path, separator: str, ending: str):
    rows = ["unit,record,received,备注", 'A,1,2017-03-05,"a ""b"" c"', "B,2,x,"]
    text = "".join(row.replace(",", separator) + ending for row in rows)
    path = folder(tmp_path, text, "requests.tsv" if separator == "\t" else "requests.csv")
    assert places(path) == [("bad_date", 3, "received", "x")]
    records = read_records(path, on_error="report")
    assert records.tables["requests"]["备注"].tolist() == ['a "b" c']


def test_rows_are_records_and_blank_lines_count(tmp_path: Path):
    text = 'unit,record,received,备注\n\nA,1,2017-03-05,"two\nlines"\n\n\nB,2,bad,\n'
    assert places(folder(tmp_path, text)) == [("bad_date", 6, "received", "bad")]


def test_rows_are_numbered_behind_rows_that_do_not_fit(tmp_path: Path):
    text = "unit,record,received\nA,1\nA,2,2017-03-05\nA,3,2017-03-05,x\n\nB,4,bad\n"
    assert places(folder(tmp_path, text)) == [
        ("ragged_row", 2, "", "2 cells"),
        ("ragged_row", 4, "", "4 cells"),
        ("bad_date", 6, "received", "bad"),
    ]
    records = read_records(tmp_path, on_error="report")
    rejected = records.rejected["requests"]
    assert rejected["row"].tolist() == [2, 4, 6]
    assert rejected["column 4"].dropna().tolist() == ["x"]
    assert records.provisional == {"A", "B"}


def test_cells_that_hold_nothing_do_not_make_a_row_ragged(tmp_path: Path):
    text = "unit,record,received,,\nA,1,2017-03-05,,\nA,2,2017-03-05\nA,3,2017-03-05,,,,\n"
    path = folder(tmp_path, text)
    assert places(path) == []
    assert read_records(path).tables["requests"]["record"].tolist() == ["1", "2", "3"]


def test_captions_above_the_header(tmp_path: Path):
    text = "依申请公开底稿,,\n2017 年\n评估对象,底稿编号,收到日期\nA,1,2017-03-05\nB,2,x\n"
    assert places(folder(tmp_path, text)) == [("bad_date", 5, "received", "x")]


def test_texts_stay_what_they_are(tmp_path: Path):
    text = "unit,record,received,条款,网址\nA,0010,2017-03-05,1.10,NA\nB,1e5,2017-03-05,1.9,null\n"
    frame = read_records(folder(tmp_path, text)).tables["requests"]
    assert frame["record"].tolist() == ["0010", "1e5"]
    assert frame["条款"].tolist() == ["1.10", "1.9"]
    assert frame["evidence"].tolist() == ["NA", "null"]


def test_an_odd_quote_inside_a_text_is_a_text(tmp_path: Path):
    text = 'unit,record,received,备注\nA,1,2017-03-05,5" screen\nB,2,2017-03-06,\n'
    records = read_records(folder(tmp_path, text))
    assert records.tables["requests"]["备注"].tolist()[0] == '5" screen'
    assert len(records.tables["requests"]) == 2


def test_a_header_without_rows_is_an_empty_table(tmp_path: Path):
    records = read_records(folder(tmp_path, "unit,record,received"))
    assert len(records.tables["requests"]) == 0


@pytest.mark.parametrize("text", ["", "\n\n", " , \n", "\ufeff"])
def test_a_file_of_nothing_has_no_header(tmp_path: Path, text: str):
    assert [p.code for p in check_records(folder(tmp_path, text))] == ["no_header"]


def test_a_file_without_known_headers_lacks_its_columns(tmp_path: Path):
    assert [p.code for p in check_records(folder(tmp_path, "a,b\n1,2\n"))] == ["missing_column"] * 3


@pytest.mark.parametrize(
    ("content", "row", "found"),
    [
        ("unit,record,received\nA,1,2017-03-05\n".encode("utf-16-le"), 1, "U+0000"),
        (b"unit,record,received\nA,1,\x01\xff\xff\n", 2, "not UTF-8 or GB18030"),
        ("单位,编号,收到日期\nA,1,2017".encode() + b"\xe6\n", 2, "UTF-8 with damaged bytes"),
        ("單位,編號\n".encode("big5"), 1, ""),
    ],
)
def test_wrong_encodings(tmp_path: Path, content: bytes, row: int, found: str):
    problems = check_records(folder(tmp_path, content))
    assert [(p.code, p.line) for p in problems] == [("wrong_encoding", row)]
    assert found in problems[0].found


def test_long_files_are_numbered_and_decoded_across_pieces(tmp_path: Path):
    # several pieces of 8 and 16 MiB, with characters of three bytes at their seams
    lines = [f"A,{i},2017-03-05,{'政务公开' * 30}\n" for i in range(60_000)]
    lines[45_000] = "A,45000,2017-02-30,x\n"
    lines[50_000] = "A,50000\n"
    text = "unit,record,received,备注\n" + "".join(lines)
    expected = [
        ("bad_date", 45_002, "received", "2017-02-30"),
        ("ragged_row", 50_002, "", "2 cells"),
    ]
    assert sorted(places(folder(tmp_path, text))) == expected
    assert sorted(places(folder(tmp_path, text.encode("gb18030")))) == expected

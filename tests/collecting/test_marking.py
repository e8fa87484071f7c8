"""The checked workbook: every faulty cell marked and commented, a list with links, nothing lost."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from gkeval.collecting import mark
from gkeval.collecting.problem_list import ERROR, WARNING
from gkeval.errors import GkevalError
from gkeval.records import read_records
from tests.collecting.builders import fill, scheme

SPOILT = {
    ("依申请公开", "received", 4): "2017年2月30日",
    ("依申请公开", "channel", 6): "信鸽",
    ("活动", "participants", 3): "12人",
    ("活动", "unit", 5): "不存在县",
    ("评分", "value", 3): "良好",
    ("评分", "value", 12): 99,
}
"""What is written into which sheet, column and row."""


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "filled.xlsx"
    fill(path, 2)
    book = openpyxl.load_workbook(path)
    for (sheet, column, row), value in SPOILT.items():
        cell_of(book, sheet, column, row).value = value
    book.save(path)
    return path


def cell_of(book, sheet: str, column: str, row: int):
    keys = {cell.value: cell.column for cell in book[sheet][1]}
    return book[sheet].cell(row, keys[column])


def marked_cells(book) -> dict[tuple[str, str], str]:
    """Text of every comment, by sheet and cell."""
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def places(book) -> set[tuple[str, str]]:
    return {(sheet, cell_of(book, sheet, column, row).coordinate) for sheet, column, row in SPOILT}


def test_every_faulty_cell_is_marked_and_no_other(filled: Path, tmp_path: Path):
    before = filled.read_bytes()
    problems = mark(filled, tmp_path / "marked.xlsx", scheme=scheme())
    assert filled.read_bytes() == before
    assert len(problems) == len(SPOILT)
    copy = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert set(marked_cells(copy)) == places(copy)
    for (sheet, column, row), value in SPOILT.items():
        cell = cell_of(copy, sheet, column, row)
        assert cell.value == value
        assert cell.fill.fgColor.rgb == ERROR
        assert cell.comment.text.startswith(f"问题：{value}\n应为：")
        assert "\n处理：" in cell.comment.text
    coloured = {
        (sheet.title, cell.coordinate)
        for sheet in copy.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in (ERROR, WARNING)
    }
    assert coloured == places(copy)


def test_the_list_leads_to_every_cell(filled: Path, tmp_path: Path):
    mark(filled, tmp_path / "marked.xlsx", scheme=scheme())
    copy = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    sheet = copy.worksheets[0]
    assert sheet.title == "问题清单"
    assert sheet["A1"].value == "共6处问题：错误6处（红色），提醒0处（黄色）"
    head = next(row for row in sheet.iter_rows() if row[0].value == "序号")
    assert [cell.value for cell in head][1:6] == ["工作表", "单元格", "列", "评估对象", "程度"]
    rows = list(sheet.iter_rows(min_row=head[0].row + 1))
    links = {(row[1].value, row[2].value): row[2].hyperlink.location for row in rows}
    assert set(links) == places(copy)
    assert all(to == f"'{name}'!{at}" for (name, at), to in links.items())
    by_place = {(row[1].value, row[2].value): [cell.value for cell in row[3:]] for row in rows}
    at = cell_of(copy, "活动", "participants", 3).coordinate
    assert by_place["活动", at] == [
        "参加人数", by_place["活动", at][1], "错误", "12人", "0 或正整数",
        "只写数字；不知道的留空",
    ]  # fmt: skip


def test_marks_in_english(filled: Path, tmp_path: Path):
    mark(filled, tmp_path / "marked.xlsx", scheme=scheme(), lang="en")
    copy = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert copy.worksheets[0].title == "problem list"
    text = cell_of(copy, "评分", "value", 12).comment.text
    assert text == (
        "Found: 99\nAllowed: a number from 0 to 10, or a state such as 不适用, 未评估\n"
        "Remedy: correct the judgement"
    )


def test_the_copy_can_be_corrected_and_handed_in(filled: Path, tmp_path: Path):
    once, twice = tmp_path / "marked.xlsx", tmp_path / "again.xlsx"
    mark(filled, once, scheme=scheme())
    assert {str(p).partition(" ")[2] for p in read_records(once, on_error="report").problems} == {
        str(p).partition(" ")[2] for p in read_records(filled, on_error="report").problems
    }
    book = openpyxl.load_workbook(once)
    for (sheet, column, row), value in {
        ("依申请公开", "received", 4): "2017年2月28日",
        ("依申请公开", "channel", 6): "当面",
        ("活动", "participants", 3): 12,
        ("活动", "unit", 5): "长河县",
        ("评分", "value", 3): "良",
    }.items():
        cell_of(book, sheet, column, row).value = value
    book.save(once)
    [left] = mark(once, twice, scheme=scheme())
    assert (left.line, left.column, left.found) == (12, "value", "99")
    copy = openpyxl.load_workbook(twice)
    assert set(marked_cells(copy)) == {("评分", cell_of(copy, "评分", "value", 12).coordinate)}
    assert copy.worksheets[0]["A1"].value.startswith("共1处问题")
    assert copy.sheetnames.count("问题清单") == 1


def test_comments_of_people_stay(filled: Path, tmp_path: Path):
    from openpyxl.comments import Comment

    book = openpyxl.load_workbook(filled)
    cell_of(book, "活动", "participants", 3).comment = Comment("电话核实过", "甲")
    cell_of(book, "活动", "topic", 4).comment = Comment("见附件", "甲")
    book.save(filled)
    mark(filled, tmp_path / "marked.xlsx")
    copy = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    both = cell_of(copy, "活动", "participants", 3).comment.text
    assert both.startswith("电话核实过")
    assert "问题：12人" in both
    assert cell_of(copy, "活动", "topic", 4).comment.text == "见附件"


def test_a_missing_column_is_marked_at_the_header(tmp_path: Path):
    path = tmp_path / "set.xlsx"
    book = openpyxl.Workbook()
    units, requests = book.active, book.create_sheet("依申请公开")
    units.title = "评估对象"
    for row in (["评估对象", "类别"], ["甲", "county"]):
        units.append(row)
    for row in (["评估对象", "底稿编号", "收到时间", None], ["甲", "1", "2017-03-05", "无表头"]):
        requests.append(row)
    book.save(path)
    problems = mark(path, tmp_path / "marked.xlsx")
    assert [(p.code, p.severity) for p in problems] == [
        ("unnamed_column", "warning"), ("missing_column", "error"),
    ]  # fmt: skip
    copy = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert copy["依申请公开"]["D1"].fill.fgColor.rgb == WARNING
    rows = list(copy.worksheets[0].iter_rows(values_only=True))
    told = next(row for row in rows if row[6] and "没有“收到日期”列" in str(row[6]))
    assert told[8] == "把“收到时间”列改名为“收到日期”"


def test_equal_workbooks_give_equal_copies(filled: Path, tmp_path: Path):
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    mark(filled, one)
    mark(filled, other)
    assert one.read_bytes() == other.read_bytes()


def test_a_sound_workbook_says_so(tmp_path: Path):
    path = tmp_path / "filled.xlsx"
    fill(path, 1)
    assert not mark(path, tmp_path / "marked.xlsx", scheme=scheme())
    copy = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert copy.worksheets[0]["A1"].value == "没有问题"
    assert not marked_cells(copy)


def test_nothing_is_written_over(filled: Path, tmp_path: Path):
    with pytest.raises(GkevalError, match="must be another file"):
        mark(filled, filled)
    with pytest.raises(GkevalError, match=r"must end in \.xlsx"):
        mark(filled, tmp_path / "marked.xls")
    (tmp_path / "filled.csv").write_text("x", "utf-8")
    with pytest.raises(GkevalError, match="no workbook that can be marked"):
        mark(tmp_path / "filled.csv", tmp_path / "marked.csv")
    marked = tmp_path / "marked.xlsx"
    mark(filled, marked)
    mark(filled, marked)  # nobody has worked in it
    book = openpyxl.load_workbook(marked)
    book["活动"]["A3"] = "清水市"
    book.save(marked)
    with pytest.raises(GkevalError, match="somebody may have worked in it"):
        mark(filled, marked)


@pytest.mark.full
def test_libreoffice_shows_the_marks_and_comments_where_they_belong(filled: Path, tmp_path: Path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: install libreoffice-calc")
    mark(filled, tmp_path / "marked.xlsx", scheme=scheme())
    out = tmp_path / "out"
    for kind in ("xlsx:Calc MS Excel 2007 XML", "pdf"):
        done = subprocess.run(
            [
                *(office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
                *("--convert-to", kind, "--outdir", str(out), str(tmp_path / "marked.xlsx")),
            ],
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert done.returncode == 0, done.stderr
    ours = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    theirs = openpyxl.load_workbook(out / "marked.xlsx")
    said, kept = marked_cells(ours), marked_cells(theirs)
    assert {place: text.strip() for place, text in kept.items()} == said
    for sheet, place in said:
        assert theirs[sheet][place].fill.fgColor.rgb == ERROR
    links = [row[2].hyperlink for row in theirs.worksheets[0].iter_rows() if row[2].hyperlink]
    assert len(links) == len(SPOILT)
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", "-f", "1", "-l", "1", "-layout", str(out / "marked.pdf"), "-"],
            capture_output=True,
            text=True,
        ).stdout
        assert "共6处问题" in text
        assert all(str(value) in text for value in SPOILT.values())

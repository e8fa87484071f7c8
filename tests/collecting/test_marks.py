"""Marking workbooks as people have made them: merged cells, notes of theirs, many faults."""

import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from gkeval.collecting import mark, problem_list
from gkeval.collecting.boxes import beside_cells
from gkeval.collecting.problem_list import ERROR, WARNING
from gkeval.errors import GkevalError, Problem, Problems

SHEETS = {
    "units": [["unit", "group"], ["A", "city"], ["B", "city"]],
    "activities": [
        ["unit", "record", "kind", "date", "participants"],
        ["A", "1", "x", "2017-02-30", "12人"],
        ["A", "2", "x", "2017-03-01", 3],
    ],
}


def book(path: Path, **more: list[list[object]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in {**SHEETS, **more}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def opened(path: Path, copy: Path, **how: object):
    mark(path, copy, **how)
    return openpyxl.load_workbook(copy)


def at(line: int | None, column: str, sheet: str = "activities", **more: str) -> Problem:
    return Problem(
        "bad_date", "x", "y", "z", f"a.xlsx [{sheet}]", line, "activities", column, **more
    )


def test_a_cell_that_is_merged_is_marked_at_its_first_cell(tmp_path: Path):
    path = book(tmp_path / "a.xlsx")
    changed = openpyxl.load_workbook(path)
    changed["activities"].merge_cells("A9:B9")
    changed["activities"].merge_cells("C2:D3")
    changed.save(path)
    copy = opened(path, tmp_path / "m.xlsx", problems=Problems([at(3, "date")]))
    assert copy["activities"]["C2"].fill.fgColor.rgb == ERROR
    assert "x" in copy["activities"]["C2"].comment.text


def test_a_note_of_somebody_stays_above_ours(tmp_path: Path):
    path = book(tmp_path / "a.xlsx")
    changed = openpyxl.load_workbook(path)
    changed["activities"]["D2"].comment = Comment("问过办公室", "某甲")
    changed.save(path)
    said = opened(path, tmp_path / "m.xlsx")["activities"]["D2"].comment.text
    assert said.startswith("问过办公室\n\n问题：2017-02-30")


def test_a_warning_does_not_hide_an_error_in_the_same_cell(tmp_path: Path):
    path = book(tmp_path / "a.xlsx")
    both = Problems(
        [at(2, "date"), at(2, "date", severity="warning"), at(3, "date", severity="warning")]
    )
    cells = opened(path, tmp_path / "m.xlsx", problems=both)["activities"]
    assert cells["D2"].fill.fgColor.rgb == ERROR
    assert cells["D3"].fill.fgColor.rgb == WARNING
    assert cells["D2"].comment.text.count("问题：x") == 2


def test_only_so_many_cells_bear_a_comment_and_the_list_has_all(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("gkeval.collecting.marking.MOST_NOTES", 1)
    monkeypatch.setattr(problem_list, "MOST_NOTES", 1)
    path = book(tmp_path / "a.xlsx")
    for lang, said in (("zh", "批注只加在前1处"), ("en", "Only the first 1 bear comments")):
        copy = opened(path, tmp_path / f"{lang}.xlsx", lang=lang)
        cells = copy["activities"]
        assert cells["D2"].comment is not None
        assert cells["E2"].comment is None
        assert cells["E2"].fill.fgColor.rgb == ERROR
        assert any(said in str(cell.value) for cell in copy.worksheets[0]["A"])


@pytest.mark.parametrize(("lang", "said"), [("zh", "没有问题"), ("en", "No problems")])
def test_a_sound_workbook_says_so_in_both_languages(tmp_path: Path, lang: str, said: str):
    path = book(tmp_path / "a.xlsx", activities=SHEETS["activities"][:1])
    copy = opened(path, tmp_path / "m.xlsx", lang=lang)
    assert copy.worksheets[0]["A1"].value == said


def test_problems_without_a_cell_are_in_the_list_alone(tmp_path: Path):
    path = book(tmp_path / "a.xlsx", notes=[["a"], ["b"]])
    given = Problems(
        [
            Problem("missing_file", "none", "y", "z", "elsewhere.csv", 3, "units", "unit"),
            at(2, "date", "gone"),  # a sheet that is not there
            at(2, "a", "notes"),  # a sheet that is no record table
            at(2, "nothing"),  # a column that is not there
        ]
    )
    copy = opened(path, tmp_path / "m.xlsx", problems=given)
    listed = copy.worksheets[0]
    rows = [
        [cell.value for cell in row[1:3]]
        for row in listed.iter_rows()
        if row[0].value in (1, 2, 3, 4)
    ]
    assert rows == [
        ["elsewhere.csv", None],
        ["a.xlsx [gone]", None],
        ["notes", "A2"],
        ["activities", "A2"],
    ]
    assert not [c for sheet in copy.worksheets[1:] for row in sheet for c in row if c.comment]


def test_columns_that_bear_one_name_or_none_are_told_apart(tmp_path: Path):
    rows = [
        ["unit", "record", "kind", "date", "备注", "备注", None],
        ["A", "1", "x", "2017-03-01", "a", "b", "c"],
    ]
    path = book(tmp_path / "a.xlsx", activities=rows)
    changed = openpyxl.load_workbook(path)
    changed["activities"]["F2"].data_type = "e"
    changed["activities"]["F2"].value = "#REF!"
    changed.save(path)
    cells = opened(path, tmp_path / "m.xlsx")["activities"]
    marked = {c.coordinate: c.comment.text for row in cells for c in row if c.comment}
    # two headers alike, a column without any, and a cell of the second of the two
    assert set(marked) == {"E1", "G1", "F2"}
    assert "#REF!" in marked["F2"]


def test_a_hidden_header_row_is_not_where_a_mark_goes(tmp_path: Path):
    rows = [["unit", "record", "kind"], ["评估对象", "底稿编号", "活动类型"], ["A", "1", "x"]]
    path = book(tmp_path / "a.xlsx", activities=rows)
    changed = openpyxl.load_workbook(path)
    changed["activities"].row_dimensions[1].hidden = True
    changed.save(path)
    missing = Problems([at(None, "unit")])
    cells = opened(path, tmp_path / "m.xlsx", problems=missing)["activities"]
    assert cells["A2"].comment is not None
    assert cells["A1"].comment is None


def test_what_was_mended_loses_its_mark_when_it_is_marked_again(tmp_path: Path):
    path = book(tmp_path / "a.xlsx")
    first = opened(path, tmp_path / "b.xlsx")
    first["activities"]["D2"] = "2017-02-28"
    first["activities"]["E2"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF00FF00")
    first["activities"]["E2"] = 12
    first.save(tmp_path / "b.xlsx")
    again = opened(tmp_path / "b.xlsx", tmp_path / "c.xlsx")
    assert again.sheetnames.count("问题清单") == 1
    mended = again["activities"]
    assert (mended["D2"].comment, mended["D2"].fill.fill_type) == (None, None)
    assert mended["E2"].comment is None
    assert mended["E2"].fill.fgColor.rgb == "FF00FF00"  # a colour that somebody chose


def test_what_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    with pytest.raises(GkevalError, match=r"a\.xlsx cannot be opened: "):
        mark(tmp_path / "a.xlsx", tmp_path / "m.xlsx", problems=Problems())
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(GkevalError, match=r'install openpyxl: pip install "gkeval\[excel\]"'):
        mark(tmp_path / "a.xlsx", tmp_path / "m.xlsx", problems=Problems())
    assert not (tmp_path / "m.xlsx").exists()


def test_a_scheme_may_be_named_by_its_id(tmp_path: Path):
    rows = [["unit", "record", "indicator", "rater", "value"], ["A", "1", "services", "甲", 99]]
    path = book(tmp_path / "a.xlsx", judgements=rows, activities=SHEETS["activities"][:1])
    [problem] = mark(path, tmp_path / "m.xlsx", scheme="sichuan-land-2011")
    assert (problem.code, problem.found) == ("judgement_out_of_range", "99")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "原表中的这些内容没有进入副本：切片器、自定义 XML"),
        ("en", "Not in this copy: slicers, custom XML"),
    ],
)
def test_what_is_not_in_the_copy_is_named(tmp_path: Path, lang: str, said: str):
    path = book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/slicers/slicer1.xml", "<a/>")
        archive.writestr("customXml/item1.xml", "<a/>")
    copy = opened(path, tmp_path / "m.xlsx", lang=lang)
    assert said in [cell.value for cell in copy.worksheets[0]["A"]]


def test_a_box_among_hidden_cells_ends_somewhere():
    shape = (
        b"<v:shape style='width:340px;height:30px'><x:ClientData>"
        b"<x:Row>4</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>"
    )
    placed = beside_cells(shape, columns=lambda at: 0.0, rows=lambda at: 20.0)
    # from the cell on the right of column 1; 500 hidden columns further; 34 pixels are two rows
    assert b"<x:Anchor>2, 12, 3, 4, 502, 352, 4, 14</x:Anchor><x:Row>4" in placed

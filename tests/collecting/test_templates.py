"""The collection workbook: what is in it, that it is read back without loss, what it never does."""

import shutil
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import gkeval as gk
from gkeval.collecting import read_workbooks, template
from gkeval.errors import GkevalError, InputError
from gkeval.records import read_records
from tests.collecting.builders import RATERS, SHEETS, UNITS, fill, scheme


def compared(frames: dict[str, pd.DataFrame], columns: dict[str, list[str]]) -> dict[str, list]:
    """Rows as sorted lists of texts, of the columns that were filled."""
    return {
        name: sorted(map(tuple, frames[name][own].astype("str").fillna("").to_numpy().tolist()))
        for name, own in columns.items()
    }


@pytest.mark.parametrize("seed", range(5))
def test_what_is_filled_is_read_back_without_loss(tmp_path: Path, seed: int):
    held = fill(tmp_path / "filled.xlsx", seed)
    records = read_records(tmp_path / "filled.xlsx")
    assert not records.problems
    expected = read_records(held)
    columns = {name: list(frame.columns) for name, frame in held.items()}
    assert compared(records.tables, columns) == compared(expected.tables, columns)
    # nothing was added to the tables that stayed empty
    assert {n for n, f in records.tables.items() if len(f)} == set(held)


def test_an_empty_template_holds_every_sheet_and_every_unit(tmp_path: Path):
    [path] = template(scheme(), UNITS, tmp_path / "empty.xlsx")
    records = read_records(path, on_error="report")
    assert list(records.tables) == [
        "units", "documents", "interpretations", "requests", "pauses", "activities", "absences",
        "judgements", "rectifications",
    ]  # fmt: skip
    units = records.units[UNITS.columns].fillna("")
    assert units.to_numpy().tolist() == UNITS.to_numpy().tolist()
    # every prefilled judgement says what is missing: the rater and the value
    assert len(records.rejected["judgements"]) == 4 + 4 + 2
    assert {(p.code, p.column) for p in records.problems} == {
        ("empty_cell", "rater"), ("empty_cell", "value"),
    }  # fmt: skip


def test_further_columns_of_the_units_are_kept(tmp_path: Path):
    units = UNITS.assign(人口=["120", "30", "25", "18"])
    [path] = template(scheme(), units, tmp_path / "empty.xlsx", tables=["units"])
    assert read_records(path).units["人口"].tolist() == [120.0, 30.0, 25.0, 18.0]


def test_judgements_stand_beside_their_standard(tmp_path: Path):
    [path] = template(scheme(), UNITS, tmp_path / "a.xlsx", raters=RATERS)
    sheet = openpyxl.load_workbook(path)["评分"]
    head = [cell.value for cell in sheet[2]][:9]
    assert head == [
        "*评估对象", "单位名称", "*指标", "指标名称", "分值", "评分标准", "条款", "*评估员",
        "*得分",
    ]  # fmt: skip
    first = [cell.value for cell in sheet[3]][:9]
    assert first == [
        "清水市", "清水市人民政府", "judged.quality", "解读质量", 15,
        "看是否讲清来龙去脉。按评定等次：“优”得满分，“良”得12分，“差”不得分。",
        "二(一)", "甲", None,
    ]  # fmt: skip
    # 4 units × 2 indicators and 2 pilots × 1, by 2 raters
    assert sheet.max_row - 2 == (4 * 2 + 2) * 2


def test_sheets_are_protected_without_formulas_and_people_can_work(tmp_path: Path):
    [path] = template(scheme(), UNITS, tmp_path / "a.xlsx", raters=RATERS)
    book = openpyxl.load_workbook(path)
    for name in SHEETS.values():
        sheet = book[name]
        assert sheet.row_dimensions[1].hidden
        assert sheet.freeze_panes.endswith("3")
        assert sheet.auto_filter.ref.startswith("A2:")
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert all(cell.protection.locked for row in sheet["A1:D2"] for cell in row)
        assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    # openpyxl says what is forbidden: False means that people may
    assert not book["文件"].protection.sort
    assert not book["文件"].protection.insertRows
    # drop-downs of judgements belong to their rows, so these keep their order
    assert book["评分"].protection.sort
    assert not book["评分"].protection.autoFilter
    judged = book["评分"]
    assert judged["A3"].protection.locked
    assert not judged.column_dimensions["I"].protection.locked
    assert not book["文件"].column_dimensions["A"].protection.locked


def test_cells_accept_what_they_can_hold(tmp_path: Path):
    [path] = template(scheme(), UNITS, tmp_path / "a.xlsx", raters=RATERS)
    book = openpyxl.load_workbook(path)

    def rules(sheet: str) -> dict[str, object]:
        keys = {cell.column_letter: cell.value for cell in book[sheet][1] if cell.value}
        found = {}
        for rule in book[sheet].data_validations.dataValidation:
            column = str(rule.sqref).rstrip("0123456789:").split(":")[0].rstrip("0123456789")
            found.setdefault(keys[column], []).append(rule)
        return found

    documents = rules("文件")
    assert documents["unit"][0].formula1 == '"清水市,长河县,青山县,白石县"'
    assert documents["attribute"][0].formula1.startswith('"主动公开,依申请公开')
    assert documents["major"][0].formula1 == '"是,否"'
    # other words than those that indicators look for can be written
    assert documents["kind"][0].formula1 == '"policy,rule"'
    assert not documents["kind"][0].showErrorMessage
    assert documents["issued"][0].type == "date"
    assert str(documents["issued"][0].sqref) == "I3:I1048576"
    assert rules("活动")["participants"][0].type == "whole"
    assert rules("政策解读")["document"][0].formula1 == "'文件'!$B$3:$B$1048576".replace("'", "")
    levels, points, percent = rules("评分")["value"]
    assert levels.formula1 == '"优,良,差,不适用,未评估"'
    assert str(levels.sqref) == "I3:I10"
    assert points.formula1 == ('OR(AND(ISNUMBER(I11),I11>=0,I11<=10),I11="不适用",I11="未评估")')
    assert str(points.sqref) == "I11:I18"
    assert "<=100)" in percent.formula1
    assert percent.promptTitle == "可填"
    assert percent.prompt == "0到100的数，或：不适用、未评估"


def test_many_units_are_chosen_from_a_hidden_sheet(tmp_path: Path):
    units = pd.DataFrame({"unit": [f"第{n:03}县" for n in range(200)], "group": "county"})
    [path] = template(scheme(), units, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    rule = book["文件"].data_validations.dataValidation[0]
    assert rule.formula1 == "_名单!$A$1:$A$200"
    assert book["_名单"].sheet_state == "hidden"
    assert [book["_名单"][f"A{n}"].value for n in (1, 200)] == ["第000县", "第199县"]


def test_texts_keep_their_form(tmp_path: Path):
    [path] = template(scheme(), UNITS, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path)["文件"]
    keys = [cell.value for cell in sheet[1]]

    def form(name: str) -> str:
        place = keys.index(name) + 1
        styles = sheet.column_dimensions.values()
        return next(one.number_format for one in styles if one.min <= place <= one.max)

    assert {form(name) for name in ("unit", "record", "doc_no", "title")} == {"@"}
    assert [form("issued"), form("captured")] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


def test_english_templates_are_read_too(tmp_path: Path):
    [path] = template(scheme(), UNITS, tmp_path / "a.xlsx", lang="en", raters=["A"])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:4] == ["instructions", "_indicators", "units", "documents"]
    assert [cell.value for cell in book["requests"][2]][:3] == ["*unit", "*record", "channel"]
    records = read_records(path, on_error="report")
    assert len(records.rejected["judgements"]) == 10
    assert not [p for p in records.problems if p.code != "empty_cell"]


def test_one_workbook_per_unit(tmp_path: Path):
    files = template(scheme(), UNITS, tmp_path / "units", per="unit", raters=RATERS)
    assert [path.name for path in files] == [f"{unit}.xlsx" for unit in UNITS["unit"]]
    records = read_records(tmp_path / "units" / "青山县.xlsx", on_error="report")
    # its parent is there, for its row names it; but only its own rows are to be judged
    assert records.units["unit"].tolist() == ["清水市", "青山县"]
    assert set(records.rejected["judgements"]["unit"]) == {"青山县"}
    assert len(records.rejected["judgements"]) == 3 * 2


def test_one_workbook_per_rater(tmp_path: Path):
    files = template(scheme(), UNITS, tmp_path / "raters", per="rater", raters=RATERS)
    assert [path.name for path in files] == ["甲.xlsx", "乙.xlsx"]
    books = [read_records(path, on_error="report") for path in files]
    assert [list(one.tables) for one in books] == [["units", "absences", "judgements"]] * 2
    rows = [one.rejected["judgements"] for one in books]
    assert [set(one["rater"]) for one in rows] == [{"甲"}, {"乙"}]
    assert not set(rows[0]["record"]) & set(rows[1]["record"])
    both = read_workbooks(tmp_path / "raters", on_error="report")
    assert len(both.units) == 4
    assert len(both.rejected["judgements"]) == 20


def test_equal_arguments_give_equal_bytes(tmp_path: Path):
    one, other = (
        template(scheme(), UNITS, tmp_path / name, raters=RATERS)[0].read_bytes()
        for name in ("one.xlsx", "other.xlsx")
    )
    assert one == other


def test_units_must_be_sound_and_of_the_scheme(tmp_path: Path):
    with pytest.raises(InputError, match="village"):
        template(scheme(), UNITS.assign(group="village"), tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="each unit once"):
        template(scheme(), pd.concat([UNITS, UNITS.assign(name="x")]), tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"per": "rater"}, "needs raters"),
        ({"raters": ["甲", "甲"]}, "names that differ"),
        ({"tables": ["nothing"]}, "there is no record table 'nothing'"),
        ({"per": "rater", "raters": ["甲"], "tables": ["requests"]}, "nothing is judged"),
    ],
)
def test_what_cannot_be_written_is_told(tmp_path: Path, options: dict, said: str):
    with pytest.raises(GkevalError, match=said):
        template(scheme(), UNITS, tmp_path / "a.xlsx", **options)


def test_wrong_kinds_of_arguments(tmp_path: Path):
    with pytest.raises(ValueError, match="per is 'group'"):
        template(scheme(), UNITS, tmp_path / "a.xlsx", per="group")
    with pytest.raises(TypeError, match="must be a list"):
        template(scheme(), UNITS, tmp_path / "a.xlsx", raters="甲乙")


def test_a_missing_writer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(GkevalError, match=r'pip install "gkeval\[excel\]"'):
        template(scheme(), UNITS, tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", sorted(gk.schemes()["scheme"]))
def test_every_built_in_scheme_has_a_template_that_is_read(tmp_path: Path, name: str):
    built = gk.load_scheme(name)
    ranked = [group for group, one in built.groups.items() if not one.within]
    units = pd.DataFrame({"unit": [f"{group}-1" for group in ranked], "group": ranked})
    for lang in ("zh", "en"):
        [path] = template(built, units, tmp_path / f"{lang}.xlsx", raters=["甲"], lang=lang)
        records = read_records(path, on_error="report")
        assert {p.code for p in records.problems} <= {"empty_cell"}
        assert len(records.units) == len(units)
    shutil.rmtree(tmp_path)

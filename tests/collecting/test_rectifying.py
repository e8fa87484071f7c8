"""Rectification lists: out of a result, out to the units, in again with answers and re-checks."""

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import gkeval as gk
from gkeval.collecting import absences_behind, rectification_lists, to_rectify, with_answers
from gkeval.errors import GkevalError, InputError
from gkeval.scheme import parse_scheme
from tests.collecting.builders import SCHEME, UNITS

DUE = date(2018, 6, 30)
LEAVES = [SCHEME["indicators"][3], SCHEME["indicators"][4]["indicators"][1]]
TWO = {"kind": "proportion", "target": 2}
SMALL = {
    **SCHEME,
    "points": 20,
    "indicators": [
        {**LEAVES[0], "rule": TWO, "remedy": {"zh": "每年至少开放两次会议。"}},
        LEAVES[1],
    ],
}
ROSTER = UNITS[["unit", "group"]].head(2)


@pytest.fixture(scope="module")
def records() -> gk.Records:
    """清水市 held one meeting of two; 长河县 none, and lost points for the form of its answers."""
    tables = {
        "units": ROSTER,
        "activities": pd.DataFrame(
            [["清水市", "A1", "meeting", "2017-03-01"]], columns=["unit", "record", "kind", "date"]
        ),
        "judgements": pd.DataFrame(
            [
                ["清水市", "J1", "judged.form", "甲", "10", None, None],
                ["长河县", "J2", "judged.form", "甲", "8.5", "未写救济途径", "https://c.invalid/1"],
            ],
            columns=["unit", "record", "indicator", "rater", "value", "reason", "evidence"],
        ),
        "absences": pd.DataFrame(
            [["长河县", "N1", "meetings", "门户 / 会议公开", "会议", "2018-01-09 10:20", "n1.png"]],
            columns=[
                "unit", "record", "indicator", "path", "keywords", "searched", "screenshot",
            ],
        ),
    }  # fmt: skip
    return gk.read_records(tables)


@pytest.fixture(scope="module")
def result(records: gk.Records) -> gk.Assessment:
    return gk.assess(parse_scheme(SMALL), records)


@pytest.fixture(scope="module")
def listed(result: gk.Assessment, records: gk.Records) -> pd.DataFrame:
    return to_rectify(result, records, due=DUE)


def test_every_lost_point_is_listed_with_its_reason(listed: pd.DataFrame):
    assert listed["record"].tolist() == ["清水市/meetings", "长河县/meetings", "长河县/judged.form"]
    assert listed["points_lost"].tolist() == [5, 10, 1.5]
    assert listed["problem"].tolist() == [
        "会议开放；每年至少开放两次会议。",
        "会议开放；未查到：门户 / 会议公开；每年至少开放两次会议。",
        "答复规范；未写救济途径",
    ]
    assert listed["evidence"].tolist() == ["", "", "https://c.invalid/1"]
    assert set(listed["due"].dt.date) == {DUE}


def test_small_losses_can_be_left_out(result: gk.Assessment, records: gk.Records):
    listed = to_rectify(result, records, due=DUE, least=2)
    assert listed["indicator"].tolist() == ["meetings", "meetings"]


def test_lists_go_out_and_come_back(tmp_path: Path, listed: pd.DataFrame):
    files = rectification_lists(listed, ROSTER, tmp_path / "整改", per_unit=True)
    assert [path.name for path in files] == ["清水市.xlsx", "长河县.xlsx"]
    book = openpyxl.load_workbook(files[1])
    sheet = book["整改"]
    # a unit sees its own problems only
    assert "清水市" not in {cell.value for row in sheet.iter_rows() for cell in row}
    keys = {cell.value: cell.column for cell in sheet[1] if cell.value}
    assert sheet.cell(3, keys["problem"]).protection.locked
    assert not sheet.column_dimensions["H"].protection.locked
    for row in (3, 4):
        sheet.cell(row, keys["responsible"]).value = "县政府办"
        sheet.cell(row, keys["answered"]).value = "2018年5月28日"
    sheet.cell(3, keys["rechecked"]).value = date(2018, 7, 2)
    sheet.cell(3, keys["result"]).value = "已整改"
    book.save(files[1])
    back = gk.read_workbooks(tmp_path / "整改")
    done = with_answers(listed, back.tables["rectifications"]).set_index("record")
    assert list(done.index) == list(listed["record"])
    assert done["responsible"].fillna("").tolist() == ["", "县政府办", "县政府办"]
    assert done["answered"].dropna().dt.date.tolist() == [date(2018, 5, 28)] * 2
    assert done.loc["长河县/meetings", "result"] == "done"
    assert done.loc["长河县/meetings", "rechecked"].date() == date(2018, 7, 2)
    assert done["problem"].tolist() == listed["problem"].tolist()
    assert done["points_lost"].tolist() == [5, 10, 1.5]


def test_what_was_protected_cannot_be_changed(listed: pd.DataFrame):
    back = listed.assign(points_lost=[0, 10, 1.5])
    strange = pd.DataFrame([{**listed.iloc[0], "record": "清水市/other"}])
    with pytest.raises(InputError) as error:
        with_answers(listed, pd.concat([back, strange, back.head(1)]))
    told = [(p.code, p.column, p.found) for p in error.value.problems]
    assert ("unknown_record", "record", "清水市/other") in told
    assert ("duplicate_record", "record", "清水市/meetings") in told
    assert ("protected_cell", "points_lost", "0") in told


def test_one_workbook_for_all(tmp_path: Path, listed: pd.DataFrame):
    [path] = rectification_lists(listed, ROSTER, tmp_path / "all.xlsx", lang="en")
    assert openpyxl.load_workbook(path).sheetnames[1] == "rectifications"
    back = gk.read_records(path).tables["rectifications"]
    assert back["record"].tolist() == listed["record"].tolist()
    book = openpyxl.load_workbook(path)
    book["rectifications"]["H3"] = "x"
    book.save(path)
    with pytest.raises(GkevalError, match="somebody may have worked in it"):
        rectification_lists(listed, ROSTER, path)


def test_behind_each_not_found_stands_a_search(result: gk.Assessment, records: gk.Records):
    found = absences_behind(result, records)
    row = found.iloc[0]
    assert len(found) == 1
    assert row[["unit", "indicator", "lost", "documented"]].tolist() == [
        "长河县", "meetings", 10, True,
    ]  # fmt: skip
    assert row[["path", "keywords", "screenshot"]].tolist() == ["门户 / 会议公开", "会议", "n1.png"]
    assert str(row["searched"]) == "2018-01-09 10:20:00"


def test_a_not_found_without_a_search_stands_first(records: gk.Records):
    tables = dict(records.tables)
    tables["activities"] = tables["activities"].iloc[:0]
    without = gk.read_records(tables)
    found = absences_behind(gk.assess(parse_scheme(SMALL), without), without)
    assert found[["unit", "documented"]].to_numpy().tolist() == [
        ["清水市", False], ["长河县", True],
    ]  # fmt: skip
    assert found["path"].isna().tolist() == [True, False]

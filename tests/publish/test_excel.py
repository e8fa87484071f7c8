"""The results workbook as it is written: sheets, values beside formulas, formats, texts."""

import re
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.errors import GkevalError
from gkeval.publish.excel import write_workbook
from gkeval.publish.excel.terms import Term, choose, least, most, rounded, term, whole
from tests.publish.calculating import calculated
from tests.publish.recalculating import checked
from tests.publish.recalculating import column as below
from tests.scoring.builders import act, branch, leaf, scheme, scored

openpyxl = pytest.importorskip("openpyxl")


def opened(result, path, **options):
    return openpyxl.load_workbook(str(write_workbook(result, path, **options)))


@pytest.fixture(scope="module")
def book(five, tmp_path_factory):
    return opened(five, tmp_path_factory.mktemp("excel") / "r.xlsx")


def column(sheet, head):
    heads = [cell.value for cell in sheet[5]]
    return {row[0].value: row[heads.index(head)].value for row in sheet.iter_rows(min_row=6)}


def test_there_is_a_sheet_for_every_level_and_for_what_was_given(book):
    assert book.sheetnames == [
        "说明",
        "排名",
        "总分",
        "一级指标得分",
        "二级指标得分",
        "得分率",
        "可得分",
        "待定分",
        "指标值",
        "指标体系",
    ]


def test_formulas_say_what_an_auditor_would_write(book):
    assert column(book["二级指标得分"], "及时公开")["甲县"] == "=N('得分率'!D8)*'可得分'!G8"
    assert column(book["一级指标得分"], "主动公开")["甲县"] == "=SUM('二级指标得分'!D8:E8)"
    assert column(book["总分"], "加权合计")["甲县"] == "=SUM('一级指标得分'!D8:E8)"
    assert column(book["总分"], "名次")["甲县"].startswith("=IF(ISNUMBER(")
    assert column(book["可得分"], "主动公开")["甲县"] == "=D8*E$4/SUM(E$4:F$4)"
    # requests do not apply to 丙县: the form has all 40 points of its branch
    assert column(book["可得分"], "答复规范")["丙县"] == "=F6*J$4/(J$4)"


def test_values_stand_beside_the_formulas(five, tmp_path):
    write_workbook(five, tmp_path / "r.xlsx")
    values = openpyxl.load_workbook(str(tmp_path / "r.xlsx"), data_only=True)
    totals = column(values["总分"], "总分")
    assert {k: totals[k] for k in ("甲县", "乙县", "丙县", "丁局")} == {
        "甲县": 94,
        "乙县": 46,
        "丙县": 88,
        "丁局": 58,
    }
    assert totals["戊局"] in (None, "")
    assert column(values["总分"], "总分下限")["戊局"] == 28
    assert column(values["总分"], "总分上限")["戊局"] == 88
    assert column(values["总分"], "等级")["乙县"] == "未达等级"
    assert column(values["得分率"], "及时公开")["戊局"] == "未评估"


def test_sheets_are_frozen_filtered_protected_and_coloured(book):
    for name in ("排名", "总分", "一级指标得分", "得分率"):
        sheet = book[name]
        assert sheet.freeze_panes == "C6"
        assert sheet.auto_filter.ref.startswith("A5:")
        assert sheet.print_title_rows == "$3:$5"
        assert sheet.protection.sheet == (name != "排名")
    assert book["得分率"].conditional_formatting
    assert "dataBar" in str(
        [rule.type for area in book["排名"].conditional_formatting for rule in area.rules]
    )
    given = book["得分率"]["D6"]
    assert not given.protection.locked
    assert book["二级指标得分"]["D6"].protection.locked


def test_texts_from_data_are_never_formulas(five_scheme, five_values, tmp_path):
    names = dict(zip(five_values["unit"], ("=1+1", "+A1", "-2", "@SUM(A1)", "a\x01"), strict=True))
    values = five_values.assign(unit=five_values["unit"].map(names))
    problem = gk.Problem("x", found="=cmd|' /C calc'!A0", allowed="-", remedy="@x", source="+s")
    made = five_scheme.replace(title={"zh": "=1+1"})
    result = replace(gk.score(made, values), problems=gk.Problems([problem]))
    book = opened(result, tmp_path / "r.xlsx")
    formulas = [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    known = r"=(SUM|N|IF|ROUND|INDEX|COUNTIFS|[A-Z]+\d+[*+]|'[^']+'![A-Z]+\d+|D\$4)"
    assert [text for text in formulas if not re.match(known, text)] == []
    assert "=1+1" in [cell.value for cell in book["排名"]["B"]]
    assert {cell.data_type for cell in book["排名"]["B"]} <= {"s", "n"}
    assert "a�" in [cell.value for cell in book["排名"]["B"]]
    found = [cell.value for cell in book["数据问题"]["D"]]
    assert "=cmd|' /C calc'!A0" in found


def test_equal_results_give_equal_bytes(five_scheme, five_values, five, tmp_path):
    one = write_workbook(five, tmp_path / "1.xlsx")
    again = gk.score(five_scheme, five_values.sample(frac=1, random_state=5))
    two = write_workbook(again, tmp_path / "2.xlsx")
    assert one.read_bytes() == two.read_bytes()
    core = zipfile.ZipFile(one).read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2000-01-01T00:00:00Z"}


def test_english(five, tmp_path):
    book = opened(five, tmp_path / "r.xlsx", lang="en")
    assert book.sheetnames[:5] == ["About", "Ranking", "Totals", "Level 1", "Level 2"]
    assert [cell.value for cell in book["Ranking"][5]][:5] == [
        "group",
        "unit",
        "id",
        "rank",
        "total",
    ]
    with pytest.raises(GkevalError, match="lang is 'fr'"):
        write_workbook(five, tmp_path / "x.xlsx", lang="fr")


def test_more_than_a_sheet_holds_is_refused(five, tmp_path, monkeypatch):
    from gkeval.publish import excel

    monkeypatch.setattr(excel, "MOST_UNITS", 4)
    with pytest.raises(GkevalError, match="one workbook per group"):
        write_workbook(five, tmp_path / "x.xlsx")


def test_a_changed_rate_moves_score_total_rank_and_grade(five_scheme, five_values, tmp_path):
    """An auditor gives 乙县 0.9 for 及时公开: 36 instead of 20 points, 62 in all, and a pass."""
    result = gk.score(five_scheme, five_values)
    book = opened(result, tmp_path / "r.xlsx")
    rates = book["得分率"]
    row = next(cell.row for cell in rates["A"] if cell.value == "乙县")
    assert rates.cell(row, 4).value == 0.5
    rates.cell(row, 4).value = 0.9
    book.save(str(tmp_path / "changed.xlsx"))
    after = calculated(tmp_path / "changed.xlsx")
    assert below(after["二级指标得分"], "及时公开")["乙县"] == pytest.approx(36)
    assert below(after["总分"], "总分")["乙县"] == 62
    assert below(after["总分"], "等级")["乙县"] == "合格"
    assert after["排名"][7][1:6] == ["乙县", "乙县", 3, 62, 62]


def test_adjustments_follow_each_other_as_formulas(tmp_path):
    """30 + 54 = 84; a share of the branch, then the bonus that opens above 80, then the cap."""
    made = scheme(
        branch("p", 60, leaf("a", 40), leaf("b", 20)),
        leaf("c", 40),
        adjustments=[
            act("deduction", "late", on="p", per_case=2, cap=5),
            act("bonus", "praise", per_case=3, opens_above=80),
            act("cap", "ceiling", at=85),
        ],
    )
    rows = {
        "u1": {"a": 34, "b": 20, "c": 30, "late": 1, "praise": 2, "ceiling": 1},  # 84 82 88 85
        "u2": {"a": 34, "b": 20, "c": 30, "late": 3, "praise": 2, "ceiling": 0},  # 84 79 79 79
    }
    after = checked(scored(made, **rows), tmp_path)
    sheet = after["加减分"]
    assert sheet[4][3:] == [
        "late：认定",
        "late：计后“p”",
        "late：计后“加权合计”",
        "late：计后“总分”",
        "praise：认定",
        "praise：计后",
        "ceiling：认定",
        "ceiling：计后",
    ]
    assert sheet[5] == ["u1", "u1", "unit", 1, 52, 82, 82, 2, 88, 1, 85]
    assert sheet[6] == ["u2", "u2", "unit", 3, 49, 79, 79, 2, 79, 0, 79]
    level = after["一级指标得分"]
    assert below(level, "p（加减分前）") == {"u1": 54, "u2": 54}
    assert below(level, "p") == {"u1": 52, "u2": 49}


def test_values_are_shown_as_what_they_are(tmp_path):
    """A level as its word, a day as a day, a share as one; nothing where there was no record."""
    made = scheme(
        leaf("a", 40, rule={"kind": "levels", "levels": {"优": 1, "差": "0.5"}}),
        leaf(
            "b",
            30,
            measure={"kind": "first_date", "table": "documents", "date": "published"},
            rule={"kind": "deadline", "by": "2020-03-31"},
        ),
        leaf(
            "c",
            30,
            measure={"kind": "count", "table": "documents"},
            rule={"kind": "at_least", "target": 4},
        ),
    )
    day = pd.Timestamp("2020-03-31")
    documents = pd.DataFrame(
        {"unit": "u1", "record": list("1234"), "kind": "policy", "published": "2020-03-31"}
    )
    judged = {"unit": ["u1", "u2"], "record": ["j1", "j2"], "indicator": "a", "rater": "r"}
    frames = {
        "units": pd.DataFrame({"unit": ["u1", "u2"], "group": "unit"}),
        "documents": documents,
        "judgements": pd.DataFrame(judged | {"value": ["优", "差"]}),
    }
    result = gk.assess(made, gk.read_records(frames))
    values = opened(result, tmp_path / "r.xlsx", lang="zh")["指标值"]
    assert column(values, "a") == {"u1": "优", "u2": "差"}
    assert column(values, "b") == {"u1": day.to_pydatetime(), "u2": None}
    assert column(values, "c") == {"u1": 4, "u2": 0}
    assert values["E6"].number_format == "yyyy-mm-dd"


def test_without_the_writer_of_workbooks_it_is_said_what_to_install(five, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(GkevalError, match=r'pip install "gkeval\[excel\]"'):
        write_workbook(five, tmp_path / "r.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_terms_hold_the_formula_and_its_value():
    a = Term("A{r}", np.array([1.0, 2.5, np.nan]))
    b = Term("B{r}", np.array([2.0, 2.0, 2.0]))
    made = (a + b) * 2 - most(a, 0) / (b + 1)
    assert made.text == "(A{r}+B{r})*2-MAX(A{r},0)/(B{r}+1)"
    assert made.values[0] == 6 - 1 / 3
    assert (a - (b - 1)).text == "A{r}-(B{r}-1)"
    assert choose(a >= b, least(a, b), term(0)).text == "IF(A{r}>=B{r},MIN(A{r},B{r}),0)"
    assert choose(a >= b, 1, 0).values.tolist() == [0, 1, 0]
    assert rounded(a, 0).values.tolist()[:2] == [1, 3]
    assert whole(a).values.tolist()[:2] == [1, 2]
    assert pd.isna((a + b).values[2])
    assert (a / 1).text == (a * 1).text == "A{r}"

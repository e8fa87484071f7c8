"""What is written into cells: values of every kind, limits of a sheet, what may be typed."""

import copy
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import gkeval as gk
from gkeval.collecting import check_judgements, template, writing
from gkeval.collecting.asked import Answer, answer, judged
from gkeval.collecting.grids import standard
from gkeval.collecting.sheets import Field, Sheet
from gkeval.collecting.validations import of_answer
from gkeval.collecting.writing import Book, write_book
from gkeval.errors import GkevalError, InputError
from gkeval.scheme import parse_scheme
from tests.collecting.builders import SCHEME, UNITS, scheme


def sheet(values: list[object], kind: str = "") -> Sheet:
    column = pd.DataFrame({"a": pd.Series(values, dtype=object)})
    return Sheet("rows", (Field("列", "a", kind, 12),), column, sortable=True, frozen=0)


def test_values_of_every_kind_stand_in_their_cells(tmp_path: Path):
    values = [
        "文字", "", None, pd.NA, pd.NaT, float("nan"), 3, np.float64(2.5), True,
        pd.Timestamp(2017, 3, 5, 9, 30), datetime(2017, 3, 6), date(2017, 3, 7), Decimal("1.10"),
    ]  # fmt: skip
    path = write_book(Book("t", (), (sheet(values),)), tmp_path / "a.xlsx")
    held = openpyxl.load_workbook(path)
    assert held.sheetnames == ["rows"]  # without instructions, indicators and samples
    assert [held["rows"].cell(row, 1).value for row in range(3, 16)] == [
        "文字", None, None, None, None, None, 3, 2.5, 1,
        datetime(2017, 3, 5, 9, 30), datetime(2017, 3, 6), datetime(2017, 3, 7), "1.10",
    ]  # fmt: skip


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 2)
    write_book(Book("t", (), (sheet([1, 2]),)), tmp_path / "a.xlsx")
    with pytest.raises(GkevalError, match=r"sheet rows: found 3 rows; allowed: 2\. Remedy: one wo"):
        write_book(Book("t", (), (sheet([1, 2, 3]),)), tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


def test_a_choice_of_many_words_stands_in_the_hint_alone():
    few = of_answer(Answer(("不适用",), Decimal(6)), "I3", lambda choice: [], "zh")
    assert few["validate"] == "custom"
    many = Answer(tuple(f"很长的情形说明之{number:02}" for number in range(30)), Decimal(6))
    said = of_answer(many, "I3", lambda choice: [], "zh")
    assert said["validate"] == "any"  # a condition of Excel has at most 255 characters
    assert said["input_message"].startswith("0到6的数，或：很长的情形说明之00")
    assert len(said["input_message"]) == 255
    listed = of_answer(Answer(many.words), "I3", lambda choice: list(choice.words), "en")
    assert (listed["validate"], len(listed["source"])) == ("list", 30)


def test_days_in_further_columns_are_shown_and_come_back_as_days(tmp_path: Path):
    rows = pd.DataFrame(
        {"unit": "清水市", "record": ["1", "2"], "received": "2018-01-10",
         "送达": [date(2018, 1, 15), None], "记录": pd.Timestamp(2018, 1, 15, 9, 30)}
    )  # fmt: skip
    [path] = template(scheme(), UNITS, tmp_path / "a.xlsx", rows={"requests": rows})
    cells = openpyxl.load_workbook(path)["依申请公开"]
    heads = {cell.value: cell.column for cell in cells[2]}
    shown = [cells.cell(3, heads[name]).number_format for name in ("送达", "记录")]
    assert shown == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    read = gk.read_records(path, on_error="report").tables["requests"]
    assert read["送达"].fillna("").tolist() == ["2018-01-15", ""]
    assert read["记录"].tolist() == ["2018-01-15 09:30:00"] * 2


def with_explanations():
    """A judged indicator that says itself what earns something where it does not apply."""
    made = copy.deepcopy(SCHEME)
    own = {"kind": "explained", "rates": {"已说明": "0.8", "未说明": 0}}
    made["indicators"][4]["indicators"][1]["not_applicable"] = own
    return made


def test_a_branch_has_no_standard_of_its_own():
    made = scheme()
    assert standard(made.by_id["judged"], made, "zh") == ""
    assert standard(made.by_id["judged.form"], made, "zh").startswith("所评分数即为得分")


ADJUSTED = {
    **SCHEME,
    "adjustments": [
        {"id": "praise", "kind": "bonus", "judged_up_to": 5, "title": {"zh": "亮点"}},
        {"id": "cases", "kind": "deduction", "per_case": 1, "title": {"zh": "差错"}},
        {"id": "warned", "kind": "deduction", "per_case": 1, "title": {"zh": "通报"},
         "measure": {"kind": "count", "table": "incidents"}},
    ],
}  # fmt: skip


def ratings(*given: tuple[str, object], **more: object) -> pd.DataFrame:
    rows = pd.DataFrame(given, columns=["indicator", "value"], dtype=object)
    record = [str(number) for number in range(len(rows))]
    return rows.assign(unit="清水市", record=record, rater="甲", **more)


def test_a_judged_bonus_is_held_against_its_most():
    made = parse_scheme(ADJUSTED)
    rows = ratings(("praise", 5), ("praise", 5.5), ("praise", "不适用"), ("praise", "many"),
                   ("cases", 300), ("cases", -1))  # fmt: skip
    told = check_judgements({"units": UNITS, "judgements": rows}, made)
    assert [(p.line, p.found, p.allowed) for p in told] == [
        (1, "5.5", "a number from 0 to 5, or a state such as 不适用, 未评估"),
        (3, "many", "a number from 0 to 5, or a state such as 不适用, 未评估"),
        (5, "-1", "a number from 0, or a state such as 不适用, 未评估"),
    ]


def test_without_units_nothing_is_said_of_what_applies():
    rows = ratings(("judged.pilot", 50), ("judged.pilot", 101))
    told = check_judgements({"judgements": rows}, scheme())
    assert [(p.code, p.line) for p in told] == [("judgement_out_of_range", 1)]
    both = check_judgements({"units": UNITS, "judgements": rows}, scheme())
    assert [(p.code, p.severity) for p in both] == [
        ("does_not_apply", "warning"), ("judgement_out_of_range", "error"),
        ("does_not_apply", "warning"),
    ]  # fmt: skip


def test_a_table_of_ratings_without_their_columns_is_left_to_the_reader():
    rows = ratings(("judged.form", 99)).drop(columns="value")
    assert not check_judgements({"units": UNITS, "judgements": rows}, scheme())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"nothing": pd.DataFrame({"unit": []})}, "rows are given for 'nothing'; allowed: doc"),
        ({"units": pd.DataFrame({"unit": []})}, "rows are given for 'units'"),
        ({"requests": pd.DataFrame({"record": ["1"]})}, "rows of requests have no column 'unit'"),
    ],
)
def test_rows_that_no_sheet_takes_are_told(tmp_path: Path, rows: dict, said: str):
    with pytest.raises(GkevalError, match=said):
        template(scheme(), UNITS, tmp_path / "a.xlsx", rows=rows)


def test_rows_of_unknown_units_are_told_once_each(tmp_path: Path):
    rows = pd.DataFrame({"unit": ["甲乡", "甲乡", "清水市"], "record": ["1", "2", "3"]})
    with pytest.raises(InputError) as told:
        template(scheme(), UNITS, tmp_path / "a.xlsx", rows={"requests": rows})
    assert [(p.code, p.found, p.source) for p in told.value.problems] == [
        ("unknown_unit", "甲乡", "rows of requests")
    ]


def test_units_of_an_earlier_collection_are_taken_and_one_table_may_be_named(tmp_path: Path):
    earlier = gk.read_records({"units": UNITS})
    [path] = template(scheme(), earlier, tmp_path / "a.xlsx", tables="requests")
    assert openpyxl.load_workbook(path).sheetnames[-2:] == ["评估对象", "依申请公开"]
    read = gk.read_records(path)
    assert list(read.tables) == ["units", "requests"]
    assert read.units["unit"].tolist() == UNITS["unit"].tolist()


def test_explanations_of_an_indicator_may_be_given_for_it():
    made = parse_scheme(with_explanations())
    form = next(leaf for leaf in judged(made) if leaf.id == "judged.form")
    pilot = next(leaf for leaf in judged(made) if leaf.id == "judged.pilot")
    assert answer(form, made, "zh").words == ("已说明", "未说明", "不适用", "未评估")
    assert answer(pilot, made, "en").words == ("not applicable", "not assessed")

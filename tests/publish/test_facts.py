"""What pages show of one unit: values in words, open and missing scores, the records behind."""

import math

import pandas as pd
import pytest

import gkeval as gk
from gkeval.publish.evidence import Records
from gkeval.publish.facts import Facts
from tests.scoring.builders import act, leaf, scheme, scored

FIRST = {
    "measure": {"kind": "first_date", "table": "documents", "where": {"kind": "annual_report"}},
    "rule": {"kind": "deadline", "by": "2020-03-31"},
}
LEVELS = {"rule": {"kind": "levels", "levels": {"优": 1, "中": "0.5", "差": 0}}}
COUNT = {
    "measure": {"kind": "count", "table": "activities", "where": {"kind": "meeting"}},
    "rule": {"kind": "at_least", "target": 2},
}
TWO = {"groups": {"county": {}, "office": {}}}


def facts_of(result, lang="zh", **more):
    """The facts of every unit by its name."""
    facts = Facts(result, lang, **more)
    return {unit.rank.name: unit for unit in facts.units(facts.ranking)}


def row_of(facts, indicator):
    return next(row for row in facts.rows if row.line.id == indicator)


@pytest.fixture(scope="module")
def recorded():
    """One unit with a report on time and one meeting, one with neither; all tables are there."""
    made = scheme(
        leaf("report", 50, **FIRST), leaf("meetings", 30, **COUNT), leaf("site", 20, **LEVELS)
    )
    document = {"unit": "有", "record": "D1", "kind": "annual_report", "published": "2020-03-30"}
    meeting = {"unit": "有", "record": "A1", "kind": "meeting", "date": "2020-05-06"}
    judged = {"indicator": "site", "rater": "R"}
    tables = {
        "units": [{"unit": name, "group": "unit"} for name in ("有", "无")],
        "documents": [document],
        "activities": [meeting],
        "judgements": [
            {"unit": "有", "record": "J1", "value": "优"} | judged,
            {"unit": "无", "record": "J2", "value": "差"} | judged,
        ],
    }
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    return gk.assess(made, gk.read_records(frames))


def test_values_are_told_in_words(recorded):
    zh, en = facts_of(recorded), facts_of(recorded, "en")
    assert row_of(zh["有"], "report").value == "2020年3月30日"
    assert row_of(en["有"], "report").value == "30 March 2020"
    assert (row_of(zh["无"], "report").value, row_of(en["无"], "report").value) == (
        "未完成",
        "not done",
    )
    assert [row_of(zh[name], "site").value for name in ("有", "无")] == ["优", "差"]


def test_a_unit_without_records_has_no_table_of_them(recorded):
    units = facts_of(recorded)
    assert row_of(units["有"], "meetings").records.total == 1
    assert row_of(units["无"], "meetings").records is None
    assert units["无"].has_records  # what a rater noted
    records = Records(recorded, "zh")
    assert {indicator for _, indicator in records.of(["无"])} == {"site"}
    assert records.of(["nobody"]) == {}


def test_an_indicator_for_other_groups_leaves_its_column_empty():
    made = scheme(leaf("a", 60), leaf("b", 40, groups=["county"]), **TWO)
    units = facts_of(
        scored(made, k={"a": 60, "b": 40, "group": "county"}, d={"a": 30, "group": "office"})
    )
    assert units["k"].rank.parts == (("60.000000", 60.0), ("40.000000", 40.0))
    # 30 of 60 points: half of the 100 that are passed on to it
    first, second = units["d"].rank.parts
    assert first == ("50.000000", 50.0)
    assert second[0] == ""
    assert math.isnan(second[1])
    assert (row_of(units["d"], "a").passed_on, row_of(units["k"], "a").passed_on) == ("60", "")


def test_a_score_that_is_open_is_an_interval_everywhere():
    made = scheme(leaf("a", 60), leaf("b", 40), rounding={"decimals": 1})
    units = facts_of(scored(made, u={"a": "未评估", "b": 30}, n={"a": "不适用", "b": "不适用"}))
    row = row_of(units["u"], "a")
    assert (row.score, row.lost, row.rate, row.state_title) == (
        "0.0–60.0",
        "0.0–60.0",
        "",
        "未评估",
    )
    assert (units["u"].rank.total, units["u"].rank.rank) == ("30.0–90.0", "")
    assert (units["u"].rank.low_width, units["u"].rank.open_width) == (30.0, 60.0)
    row = row_of(units["n"], "a")
    assert (row.score, row.available, row.lost, row.rate) == ("", "", "", "")
    assert (units["n"].rank.total, units["n"].rank.grade_class) == ("—", "plain")


def test_a_mean_is_told_where_enough_units_stand_behind_it():
    made = scheme(leaf("a", 60), leaf("b", 40), rounding={"decimals": 1})
    result = scored(made, u={"a": 60, "b": 30}, v={"a": 30, "b": "未评估"})
    two, three = facts_of(result)["u"], facts_of(result, fewest=3)["u"]
    # (1 + 0.5) ÷ 2 over both units at a; one total alone is no mean
    assert row_of(two, "a").mean_width == 75.0
    assert (row_of(three, "a").mean_width, two.mean, three.mean) == (None, "", "")


def test_an_adjustment_that_left_no_total_is_shown_with_the_score_before_it():
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[act("veto", "leak", result="fail")])
    struck = facts_of(scored(made, u={"a": 60, "b": 30, "leak": 1}))["u"]
    assert [(row.title, row.change) for row in struck.adjustments] == [("leak", "90 → —")]
    assert (struck.vetoed, struck.rank.total, struck.rank.rank) == ("leak", "—", "")

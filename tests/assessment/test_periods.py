"""Several quarters into a year: worked by hand."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.assessment.periods import combine_periods
from tests.scoring.builders import act, branch, grade, leaf, scheme, scored, totals


def made(**more):
    return scheme(
        branch("a", 60, leaf("a.x", 60)),
        leaf("b", 40),
        rounding={"decimals": 2},
        **more,
    )


def quarter(scores, **more):
    """An assessment in which every unit has this total, or the state or cells that are given."""
    units = {}
    for unit, total in scores.items():
        cells = total if isinstance(total, dict) else {"a.x": total * 0.6, "b": total * 0.4}
        units[unit] = cells
    return scored(made(**more), **units)


EVEN = dict.fromkeys(("Q1", "Q2", "Q3", "Q4"), "0.25")


def test_four_quarters():
    totals_of = [
        {"甲": 80, "乙": 90},
        {"甲": 90, "乙": 60},
        {"甲": 85, "乙": 90},
        {"甲": 95, "乙": 90},
    ]
    results = {name: quarter(t) for name, t in zip(EVEN, totals_of, strict=True)}
    year = combine_periods(results, EVEN)
    assert totals(year) == {"甲": 87.5, "乙": 82.5}
    assert totals(year, "rank") == {"甲": 1, "乙": 2}
    assert [leaf.id for leaf in year.scheme.leaves] == list(EVEN)
    assert [float(leaf.points) for leaf in year.scheme.leaves] == [25] * 4
    scores = year.scores.set_index(["unit", "indicator"])
    assert scores.loc[("乙", "Q2"), ["score", "rate"]].to_list() == [15, 0.6]


def test_unequal_weights_and_chinese_names():
    results = {"上半年": quarter({"甲": 80}), "下半年": quarter({"甲": 60})}
    year = combine_periods(results, {"上半年": 0.3, "下半年": "0.7"})
    assert totals(year) == {"甲": 66}
    assert [leaf.title.zh for leaf in year.scheme.leaves] == ["上半年", "下半年"]
    assert [leaf.id for leaf in year.scheme.leaves] == ["period1", "period2"]


def test_published_totals_count():
    # 200 ÷ 3 of 100 was published as 66.67, and that is what the year is made of
    thirds = quarter({"甲": {"a.x": 40, "b": 80 / 3}})
    assert totals(thirds) == {"甲": 66.67}
    year = combine_periods({"x": thirds, "y": thirds}, {"x": "0.5", "y": "0.5"})
    assert totals(year, "exact") == {"甲": 66.67}


def test_the_period_of_the_year_is_that_of_all():
    first = quarter({"甲": 80}, period={"from": "2020-01-01", "to": "2020-03-31"})
    second = quarter({"甲": 80}, period={"from": "2020-04-01", "to": "2020-06-30"})
    year = combine_periods({"Q1": first, "Q2": second}, {"Q1": "0.5", "Q2": "0.5"})
    assert str(year.scheme.period.start) == "2020-01-01"
    assert str(year.scheme.period.end) == "2020-06-30"


def test_an_open_quarter_opens_the_year():
    results = {"Q1": quarter({"甲": 80}), "Q2": quarter({"甲": {"a.x": 60, "b": "未评估"}})}
    year = combine_periods(results, {"Q1": "0.5", "Q2": "0.5"})
    row = year.totals.iloc[0]
    assert (row["low"], row["high"]) == (40, 90)
    assert np.isnan(row["total"])


def test_a_quarter_in_which_nothing_applied_passes_its_points_on():
    results = {"Q1": quarter({"甲": 80}), "Q2": quarter({"甲": {"a.x": "不适用", "b": "不适用"}})}
    year = combine_periods(results, {"Q1": "0.5", "Q2": "0.5"})
    assert totals(year) == {"甲": 80}


VETO = [act("veto", "leak", result="fail"), act("gate", "pass", below=60)]


@pytest.mark.parametrize(
    ("verdicts", "expected", "verdict"),
    [
        (
            "fail",
            {"甲": np.nan, "乙": np.nan, "丙": 80},
            {"甲": "vetoed", "乙": "vetoed", "丙": ""},
        ),
        ("score", {"甲": 40, "乙": 65, "丙": 80}, {"甲": "", "乙": "", "丙": ""}),
    ],
)
def test_a_veto_or_a_failure_in_one_quarter(verdicts, expected, verdict):
    # 甲 is vetoed in the second quarter and has no total there; 乙 fails with 50
    good = quarter({"甲": 80, "乙": 80, "丙": 80}, adjustments=VETO)
    bad = quarter({"甲": {"a.x": 60, "b": 40, "leak": 1}, "乙": 50, "丙": 80}, adjustments=VETO)
    assert totals(bad, "verdict") == {"甲": "vetoed", "乙": "failed", "丙": ""}
    year = combine_periods({"Q1": good, "Q2": bad}, {"Q1": "0.5", "Q2": "0.5"}, verdicts=verdicts)
    assert totals(year) == pytest.approx(expected, nan_ok=True)
    assert totals(year, "verdict") == verdict
    if verdicts == "fail":
        told = year.adjustments.set_index("unit")
        assert told["adjustment"].to_dict() == {"甲": "verdict", "乙": "verdict"}
        assert told["before"].to_dict() == {"甲": 40, "乙": 65}


def test_a_total_above_the_full_mark_comes_in_as_a_bonus():
    bonus = [act("bonus", "x", per_case=10)]
    results = {
        "Q1": quarter({"甲": {"a.x": 60, "b": 40, "x": 2}, "乙": 90}, adjustments=bonus),
        "Q2": quarter({"甲": 90, "乙": 90}, adjustments=bonus),
    }
    assert totals(results["Q1"]) == {"甲": 120, "乙": 90}
    year = combine_periods(results, {"Q1": "0.5", "Q2": "0.5"})
    assert totals(year) == {"甲": 105, "乙": 90}
    assert year.adjustments[["unit", "adjustment", "before", "after"]].to_numpy().tolist() == [
        ["甲", "above.Q1", 95, 105]
    ]


def test_explain_shows_what_a_period_was_made_of():
    results = {"Q1": quarter({"甲": 80}), "Q2": quarter({"甲": 90})}
    year = combine_periods(results, {"Q1": "0.5", "Q2": "0.5"})
    told = year.explain("甲", "Q2")
    assert told.records[["record", "available", "score"]].to_numpy().tolist() == [
        ["a", 60, 54],
        ["b", 40, 36],
    ]
    assert (told.low, told.available) == (45, 50)


def test_the_year_is_saved_and_read_back(tmp_path):
    results = {"Q1": quarter({"甲": 80, "乙": 70}), "Q2": quarter({"甲": 90, "乙": 91})}
    year = combine_periods(results, {"Q1": "0.5", "Q2": "0.5"})
    year.save(tmp_path / "year.zip")
    again = gk.load(tmp_path / "year.zip")
    assert again.fingerprint == year.fingerprint
    pd.testing.assert_frame_equal(again.totals, year.totals)
    assert again.explain("甲", "Q1").records["score"].to_list() == [48, 32]


def test_grades_keep_their_lines_and_conditions_on_indicators_are_reported():
    grades = [
        grade("excellent", at_least=85, needs={"no_veto": True, "rates": {"a": "0.9"}}),
        grade("rest", at_least=0),
    ]
    ranking = {"ties": "ordinal", "break_by": ["a", "order"]}
    results = {
        name: quarter({"甲": 90, "乙": 80}, grades=grades, ranking=ranking) for name in ("Q1", "Q2")
    }
    year = combine_periods(results, {"Q1": "0.5", "Q2": "0.5"})
    assert totals(year, "grade") == {"甲": "excellent", "乙": "rest"}
    left_out = [p.column for p in year.problems if p.code == "condition_left_out"]
    assert left_out == ["grades.excellent.needs", "ranking.break_by"]
    assert year.scheme.ranking.break_by == ("order",)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"Q1": "0.5"}, "must be the same periods"),
        ({"Q1": "0.5", "Q2": "0.4"}, "that are 1 together"),
        ({"Q1": "1.5", "Q2": "-0.5"}, "above 0"),
        ({"Q1": "x", "Q2": "0.5"}, "weights are 'x', 0.5, must be"),
        ({"Q1": float("nan"), "Q2": "0.5"}, "weights are nan, 0.5, must be"),
        (["0.5", "0.5"], "weights is list"),
    ],
)
def test_weights_are_shares_of_one(weights, message):
    results = {"Q1": quarter({"甲": 80}), "Q2": quarter({"甲": 90})}
    with pytest.raises(gk.GkevalError, match=message):
        combine_periods(results, weights)


def test_what_is_no_period_is_refused():
    half, one = {"Q1": "0.5", 2: "0.5"}, quarter({"甲": 80})
    with pytest.raises(gk.GkevalError, match="results: 2 is Assessment; must map the name"):
        combine_periods({"Q1": one, 2: one}, half)
    with pytest.raises(gk.GkevalError, match="'Q2' is dict; must map"):
        combine_periods({"Q1": one, "Q2": {}}, EVEN)
    with pytest.raises(gk.GkevalError, match="verdicts is 'no', must be 'fail' or 'score'"):
        combine_periods({"Q1": one, "Q2": one}, {"Q1": "0.5", "Q2": "0.5"}, verdicts="no")


def test_every_period_has_an_id_of_its_own():
    """Names that cannot be ids are numbered, and no number is the name of another period."""
    names = ["period2", "第二", "verdict", "above.Q1"]
    results = {name: quarter({"甲": 40 + 10 * place}) for place, name in enumerate(names)}
    year = combine_periods(results, dict.fromkeys(names, "0.25"))
    assert [leaf.id for leaf in year.scheme.leaves] == ["period2", "period2_", "period3", "period4"]
    assert [leaf.title.zh for leaf in year.scheme.leaves] == names
    assert totals(year) == {"甲": 55}


def test_one_period_is_no_combination():
    with pytest.raises(gk.GkevalError, match="two or more"):
        combine_periods({"Q1": quarter({"甲": 80})}, {"Q1": "1"})


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (quarter({"甲": 90, "乙": 80}), "乙: units or their groups differ between Q1 and Q2"),
        (quarter({"甲": 90}, scheme="other"), "different schemes"),
        (quarter({"甲": 90}, scale_to=120), "different schemes"),
        (quarter({"甲": 90}, groups={"county": {}}), "different schemes"),
    ],
)
def test_periods_are_of_one_scheme_and_the_same_units(second, message):
    results = {"Q1": quarter({"甲": 80}), "Q2": second}
    with pytest.raises(gk.GkevalError, match=message):
        combine_periods(results, {"Q1": "0.5", "Q2": "0.5"})


def test_a_unit_that_changed_its_group_is_not_combined():
    groups = {"county": {}, "city": {}}
    one = quarter({"甲": {"group": "county", "a.x": 30, "b": 30}}, groups=groups)
    two = quarter({"甲": {"group": "city", "a.x": 30, "b": 30}}, groups=groups)
    with pytest.raises(gk.GkevalError, match="甲: units or their groups differ"):
        combine_periods({"Q1": one, "Q2": two}, {"Q1": "0.5", "Q2": "0.5"})

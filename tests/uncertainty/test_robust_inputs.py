"""Arguments that make no sense are refused by name, wherever a robustness takes one."""

import math

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from tests.scoring.builders import act, leaf, scheme, scored
from tests.uncertainty.test_chance import shares

MADE = scheme(leaf("a", 60), leaf("b", 40))
RESULT = scored(MADE, 甲={"a": 60, "b": 30}, 乙={"a": 30, "b": 30}, 丙={"a": 30, "b": 0})
ROBUST = gk.robustness(RESULT, 20, seed=1)

NO_WHOLE = [math.nan, math.inf, None, "10", "", True, 1.5, -1, [1], pd.NA, np.array([1, 2])]
NO_NUMBER = [math.nan, math.inf, -math.inf, None, "0.9", "a", [0.9], True, pd.NA]


@pytest.mark.parametrize("value", NO_WHOLE)
@pytest.mark.parametrize("name", ["draws", "seed", "workers"])
def test_numbers_of_robustness(name, value):
    if name == "workers" and value is None:
        assert gk.robustness(RESULT, 5, workers=None).draws == 5
        return
    with pytest.raises(gk.GkevalError, match=f"^{name} is .*, must be a whole number from "):
        gk.robustness(RESULT, **{name: value})


@pytest.mark.parametrize("value", [None, 1, "x", ROBUST, pd.DataFrame()])
def test_only_an_assessment_is_repeated(value):
    for asked in (gk.robustness, gk.sensitivity):
        with pytest.raises(gk.GkevalError, match=r"^result is .*, must be an Assessment"):
            asked(value)


def test_whole_numbers_of_any_kind_do_the_same():
    one, other = gk.robustness(RESULT, 20, 1), gk.robustness(RESULT, 20.0, np.uint8(1), workers=1.0)
    assert one.intervals.equals(other.intervals)
    assert (other.draws, other.seed) == (20, 1)


@pytest.mark.parametrize("value", ["x", 1, True, ["draw"], math.nan])
def test_raters_of_robustness_and_of_sensitivity(value):
    for asked in (gk.robustness, gk.sensitivity):
        with pytest.raises(gk.GkevalError, match=r"^raters is .*, must be 'draw', 'bootstrap' or"):
            asked(RESULT, raters=value)


@pytest.mark.parametrize("value", ["noise", [1], (0.1,), {}, True, gk.Noise])
def test_weights_of_robustness_and_of_sensitivity(value):
    for asked in (gk.robustness, gk.sensitivity):
        with pytest.raises(gk.GkevalError, match=r"^weights is .*, must be a number from 0 to 1"):
            asked(RESULT, weights=value)


@pytest.mark.parametrize("value", [5, "texts", ["texts"], 0.5])
def test_samples_must_be_yes_or_no_or_numbers_by_indicator(value):
    for asked in (gk.robustness, gk.sensitivity):
        with pytest.raises(gk.GkevalError, match=r"^samples is .*, must be True, False, or"):
            asked(shares(a=(9, 12, None)), samples=value)


@pytest.mark.parametrize("value", ["a", math.nan, math.inf, 0, -1, 12.5, [14]])
def test_a_number_of_cases_is_a_whole_one(value):
    with pytest.raises(gk.GkevalError, match=r"^samples of texts is .*, must be a whole number"):
        gk.robustness(shares(a=(9, 12, None)), samples={"texts": value})


@pytest.mark.parametrize("value", [0, 1, 2, -1, *NO_NUMBER])
def test_levels_of_intervals(value):
    for asked in (ROBUST.at, ROBUST.errors):
        with pytest.raises(gk.GkevalError, match=r"^level is .*, must be a number more than 0 and"):
            asked(value)


@pytest.mark.parametrize("value", [0, 2, 1.001, -1, *NO_NUMBER])
def test_levels_of_tiers(value):
    with pytest.raises(gk.GkevalError, match=r"^level is .*, must be a number more than 0 and at"):
        ROBUST.tiers(level=value)


def test_a_tier_can_ask_for_every_draw():
    # 甲 is above 乙 and 乙 above 丙 under any weights
    assert ROBUST.tiers(level=1)["tier"].to_list() == [1, 2, 3]


@pytest.mark.parametrize("value", [2, -1, *NO_NUMBER])
def test_shares_that_leave_no_doubt(value):
    with pytest.raises(gk.GkevalError, match=r"^at_least is .*, must be a number from 0 to 1"):
        ROBUST.doubtful(value)


@pytest.mark.parametrize("value", [0, 4, *NO_WHOLE])
def test_first_places(value):
    with pytest.raises(gk.GkevalError, match=r"^k is .*, must be a whole number from 1 to 3"):
        ROBUST.top(value)


@pytest.mark.parametrize("value", [0, -1, 1e-9, *NO_NUMBER])
@pytest.mark.parametrize("name", ["ranks", "share"])
def test_errors_that_are_small_enough(name, value):
    with pytest.raises(gk.GkevalError, match=f"^{name} is .*, must be a finite number at least"):
        ROBUST.enough(**{name: value})


@pytest.mark.parametrize("value", ["x", 1, "", ["unit"], math.nan])
def test_groups(value):
    for asked in (ROBUST.rank_probabilities, ROBUST.above, ROBUST.tiers, RESULT.ranking):
        with pytest.raises(gk.GkevalError, match=r"^group is .*, must be one of: unit"):
            asked(value)


@pytest.mark.parametrize("value", ["甲", 1, {"甲"}, {"甲": 1}])
def test_units_that_are_no_list(value):
    with pytest.raises(gk.GkevalError, match=r"^units is .*, must be a list of units"):
        ROBUST.above(units=value)


@pytest.mark.parametrize("value", [[], (), pd.Series([], dtype=str)])
def test_no_units_at_all(value):
    with pytest.raises(gk.GkevalError, match=r"^units is empty, must name one or more"):
        ROBUST.above(units=value)


def test_units_of_a_column():
    some = pd.Series(["丙", "甲"], index=[7, 8])
    assert ROBUST.above(units=some).to_numpy().tolist() == [[0, 0], [1, 0]]
    found = gk.sensitivity(RESULT, 8, units=some).table["output"]
    assert found.unique().tolist() == ["mean rank shift: unit", "丙", "甲"]


@pytest.mark.parametrize("value", [["x"], [1], [None], [["甲"]], [math.nan], [{}]])
def test_units_that_are_unknown(value):
    for asked in (
        lambda: ROBUST.above(units=value),
        lambda: gk.sensitivity(RESULT, 8, units=value),
        lambda: RESULT.row(value[0]),
    ):
        with pytest.raises(gk.GkevalError, match=r"^unit is .*, must be one of the 3 units"):
            asked()


@pytest.mark.parametrize("value", ["fr", "", 1, True, ["zh"]])
def test_languages(value):
    for asked in (ROBUST.summary, ROBUST.varied):
        with pytest.raises(gk.GkevalError, match=r"^lang is .*, must be 'zh', 'en' or None"):
            asked(value)


def test_why_nobody_has_a_rank():
    gone, still = {"a": "不适用", "b": "不适用"}, {"a": 1, "b": "未评估"}
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[act("veto", "v", result="fail")])
    struck = {"a": 1, "b": 1, "v": 1}
    for units, said in (
        ({"甲": gone, "乙": gone}, r"nothing applies: 2 of 2\)"),
        ({"甲": still}, r"something is not assessed: 1 of 1\)"),
        ({"甲": struck, "乙": struck}, r"vetoed: 2 of 2\)"),
        (
            {"甲": struck, "乙": gone, "丙": still, "丁": still},
            r"something is not assessed: 2; vetoed: 1; nothing applies: 1 of 4\)",
        ),
    ):
        for asked in (gk.robustness, gk.sensitivity):
            with pytest.raises(gk.GkevalError, match=rf"^no unit has a rank \({said}$"):
                asked(scored(made, **units))

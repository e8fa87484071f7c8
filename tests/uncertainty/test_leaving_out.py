"""Leaving out each indicator: by hand, and against the scheme without it."""

import pytest
from hypothesis import given, settings

import gkeval as gk
from tests.scoring.builders import branch, leaf, scheme, scored
from tests.uncertainty.builders import assessments, exact


@pytest.fixture
def result():
    made = scheme(branch("a", 60, leaf("a.x", 40), leaf("a.y", 20)), leaf("b", 40), lang="zh")
    return scored(
        made,
        甲={"a.x": 40, "a.y": 0, "b": 20},  # 60
        乙={"a.x": 10, "a.y": 20, "b": 20},  # 50
        丙={"a.x": 10, "a.y": 5, "b": 40},  # 55
    )


def test_by_hand(result):
    found = gk.leave_one_out(result)
    # without a.x its 40 points go to a.y: 甲 0 + 20, 乙 60 + 20, 丙 15 + 40
    assert found.scores["a.x"].to_dict() == {"甲": 20, "乙": 80, "丙": 55}
    assert found.ranks["a.x"].to_dict() == {"甲": 3, "乙": 1, "丙": 2}
    # without b all goes to a: 甲 40 of 60, 乙 30, 丙 15
    assert found.scores["b"].to_dict() == pytest.approx(
        {"甲": 200 / 3, "乙": 50, "丙": 25}, abs=1e-6
    )
    rows = found.indicators.set_index("indicator")
    assert rows.index.to_list() == ["a.x", "b", "a.y"]
    assert rows.loc["a.x", ["mean_shift", "largest_shift", "moved", "new_first"]].to_list() == [
        4 / 3,
        2,
        2,
        True,
    ]
    assert rows.loc["b", ["mean_shift", "moved", "new_first"]].to_list() == [2 / 3, 2, False]
    # without a.y: 甲 60 + 20, 乙 15 + 20, 丙 15 + 40
    assert rows.loc["a.y", ["mean_shift", "unit"]].to_list() == [0, ""]
    units = found.units.set_index("unit")
    assert units.loc["乙", ["rank", "best", "worst", "indicator"]].to_list() == [3, 1, 3, "a.x"]
    assert units.loc["甲", "mean_shift"] == pytest.approx(2 / 3)
    moved = found.to_frame().set_index(["unit", "indicator"])["moved"]
    assert (moved["甲", "a.x"], moved["乙", "a.x"]) == (-2, 2)
    assert "第一名易位" in found._repr_html_()


def test_an_only_child_takes_its_branch_along():
    made = scheme(branch("a", 60, leaf("a.x", 60)), leaf("b", 40))
    result = scored(made, 甲={"a.x": 60, "b": 0}, 乙={"a.x": 0, "b": 40})
    assert gk.leave_one_out(result).scores["a.x"].to_dict() == {"甲": 0, "乙": 100}


def test_an_open_indicator_left_out_gives_a_rank():
    made = scheme(leaf("a", 60), leaf("b", 40))
    result = scored(made, 甲={"a": 60, "b": None}, 乙={"a": 0, "b": 40})
    found = gk.leave_one_out(result)
    assert found.ranks.loc["甲", "b"] == 1
    assert found.units["unit"].to_list() == ["乙"]


def test_who_has_no_rank_without_any_indicator_has_no_best_and_no_worst():
    result = scored(scheme(leaf("a", 100)), 甲={"a": 60}, 乙={"a": 40})
    found = gk.leave_one_out(result)
    assert found.units["rank"].to_list() == [2, 1]
    assert found.units[["best", "worst"]].isna().all(axis=None)
    assert found.units["mean_shift"].to_list() == [0, 0]
    assert found.ranks["a"].isna().all()


def test_the_mean_of_a_unit_is_over_the_indicators_without_which_it_has_a_rank():
    # 甲 has only b: 1st with 100 against 40, 60 against 100 without a, no total without b
    made = scheme(leaf("a", 60), leaf("b", 40))
    result = scored(made, 甲={"a": "不适用", "b": 40}, 乙={"a": 60, "b": 0}, 丙={"a": 0, "b": 0})
    assert result.totals.set_index("unit")["rank"].to_dict() == {"甲": 1, "乙": 2, "丙": 3}
    found = gk.leave_one_out(result)
    # without a: 甲 100, 乙 0, 丙 0: 乙 keeps the second place; without b: 乙 100, 丙 0, 甲 none
    assert found.ranks.loc["乙"].to_dict() == {"a": 2, "b": 1}
    assert found.ranks.loc["丙"].to_dict() == {"a": 2, "b": 2}
    units = found.units.set_index("unit")
    assert units.loc["甲", ["best", "worst", "mean_shift"]].to_list() == [1, 1, 0]
    assert units.loc["乙", ["best", "worst", "mean_shift"]].to_list() == [1, 2, 0.5]
    assert units.loc["丙", ["best", "worst", "mean_shift"]].to_list() == [2, 2, 1]


def test_it_shows_itself_in_the_language_asked_for(result):
    found = gk.leave_one_out(result, lang="en")
    assert repr(found) == "<LeaveOneOut: 3 indicators, 3 units>"
    shown = found._repr_html_()
    assert "<th>another first</th>" in shown
    assert (shown.count("<td>yes</td>"), shown.count("<td>no</td>")) == (1, 2)


def test_a_group_that_is_not_ranked_is_refused(result):
    with pytest.raises(gk.GkevalError, match="group is 'city', must be one of: unit"):
        gk.leave_one_out(result, "city")


@pytest.mark.parametrize(
    "asked",
    [gk.leave_one_out, gk.dethrone, lambda result, group: gk.one_weight(result, "a", group)],
)
def test_a_group_in_which_nobody_was_assessed_is_refused(asked):
    made = scheme(leaf("a", 60), leaf("b", 40), groups={"city": {}, "county": {}})
    result = scored(made, 甲={"a": 1, "b": 2, "group": "city"})
    with pytest.raises(gk.GkevalError) as error:
        asked(result, "county")
    assert str(error.value) == (
        "group is 'county', which has no units in this assessment, must be one of: city"
    )


@settings(max_examples=15)
@given(assessments(gaps=False, adjusted=False))
def test_as_the_scheme_without_it(result):
    indicators = result.scheme.model_dump(by_alias=True)["indicators"]
    first = indicators[0]
    first["indicators"] = first["indicators"][1:]  # a.x of 20 points goes to a.y and a.z
    for child in first["indicators"]:
        child["points"] *= 2
    values = result.values[result.values["indicator"] != "a.x"].copy()
    values.loc[values["indicator"].isin(["a.y", "a.z"]), "value"] *= 2
    again = gk.score(result.scheme.replace(indicators=indicators), values, result.units)
    found = gk.leave_one_out(result).scores["a.x"].to_numpy()
    assert found == pytest.approx(exact(again), abs=2e-7)

"""What a target asks: better grades, quotas, gates and bonuses of indicators, ties, open leaves."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gkeval as gk
from tests.scoring.builders import act, branch, grade, leaf, scheme, scored
from tests.uncertainty.test_improving import GRADES, ids, made, result_of

FULL = {"a.x": 40, "a.y": 20, "b": 30, "c": 10}


def test_a_gate_of_an_indicator_is_passed_by_raising_it():
    # 甲 has 70 points, enough to pass, and fails by the 10 of a.x; 40 of it give 100 in all
    gate = act("gate", "low", on="a.x", below=20)
    own = {"a.x": 10, "a.y": 20, "b": 30, "c": 10}
    result = result_of(adjustments=[gate], units={"甲": own})
    assert result.totals.set_index("unit").loc["甲", ["total", "grade"]].to_list() == [70, "failed"]
    found = gk.improve(result, "甲", to="pass")
    assert ids(found) == [["a.x"]]
    assert (found.sets[0].grade, found.sets[0].score) == ("good", 100)


def test_a_passed_gate_asks_for_nothing():
    # a.x passes with 22, then 5 are taken off it: 17 is no reason to ask for more of it
    acts = [act("gate", "low", on="a.x", below=20), act("deduction", "off", on="a.x", amount=5)]
    own = {"a.x": 22, "a.y": 10, "b": 20, "c": 5, "off": 1}  # 52
    found = gk.improve(result_of(adjustments=acts, units={"甲": own}), "甲", to="pass")
    assert ids(found) == [["a.x"], ["a.y"], ["b"]]


def test_what_stands_behind_a_gate_counts_once_it_is_passed():
    # 66 and failed; a.x at 20 passes and opens the bonus of 4 behind the gate, so that 76 + 4 = 80
    acts = [act("gate", "low", on="a.x", below=20), act("bonus", "more", on="b", amount=4)]
    steps = [{"at_least": 1, "rate": "0.25"}, {"at_least": 2, "rate": "0.5"}]
    counted = {
        "id": "a.x",
        "title": {"en": "a.x"},
        "points": 40,
        "rule": {"kind": "steps", "steps": steps},
        "measure": {"kind": "count", "table": "activities"},
    }
    tree = branch("a", 60, counted, leaf("a.y", 20)), leaf("b", 30), leaf("c", 10)
    small = scheme(*tree, grades=GRADES, adjustments=acts)
    result = scored(small, 甲={"a.x": 1, "a.y": 20, "b": 26, "c": 10, "more": 1})
    found = gk.improve(result, "甲", to=80.0)
    assert ids(found) == [["a.x"]]
    assert found.sets[0].score == 80


def test_a_bonus_that_grows_with_its_indicator_counts():
    half = act("bonus", "half", on="b", share="0.5")
    own = {"a.x": 20, "a.y": 10, "b": 10, "c": 5, "half": 1}  # 45, and 5 for half of b
    result = result_of(adjustments=[half], units={"甲": own})
    # b at 30 is 20 points more, and 10 more of bonus
    assert ids(gk.improve(result, "甲", to=80.0, most=1)) == [["b"]]


def test_a_better_grade_that_asks_for_less_will_do():
    # 优秀 is a quota, and asks nothing of a; 良好 asks for 85 points, and nearly all of a
    grades = [
        grade("top", title={"zh": "优秀"}, top="0.3"),
        grade("good", title={"zh": "良好"}, at_least=85, needs={"rates": {"a": "0.99"}}),
    ]
    weak = {"a.x": 10, "a.y": 0, "b": 20, "c": 0}  # 30
    units = {"甲": weak, "乙": weak | {"c": 5}, "丙": weak | {"c": 6}}
    result = result_of(grades=grades, units=units)
    found = gk.improve(result, "甲", to="良好")
    assert found.sets[0].grade == "top"
    assert ids(found) == [["a.x"], ["a.y"], ["b"], ["c"]]


def test_what_does_not_apply_is_not_asked_for():
    needy = [grade("good", title={"zh": "优秀"}, at_least=80, needs={"rates": {"c": 1}})]
    own = {"c": "not_applicable", "a.x": 25, "a.y": 20, "b": 20}  # 65 of 90: 72.22
    result = result_of(grades=needy, units={"甲": own})
    assert ids(gk.improve(result, "甲", to="good")) == [["a.x"], ["b"]]


@pytest.mark.parametrize(
    ("ties", "sets"),
    # dense: behind 90, 90 and 60 stands the third place of 60; else there are two above that
    [("dense", [["x"]]), ("competition", [["x", "y"]])],
)
def test_a_rank_is_counted_as_the_scheme_ranks_ties(ties, sets):
    small = scheme(leaf("x", 50), leaf("y", 50), ranking={"ties": ties})
    result = scored(
        small,
        甲={"x": 10, "y": 20},
        乙={"x": 50, "y": 40},
        丙={"x": 50, "y": 40},
        丁={"x": 30, "y": 30},
    )
    assert ids(gk.improve(result, "甲", to=2, most=1)) == sets


def test_a_quota_for_all_asks_for_the_points_alone():
    all_of = [grade("good", title={"zh": "优秀"}, at_least=80, top=1)]
    assert ids(gk.improve(result_of(grades=all_of), "甲", to="good")) == [
        ["a.y"],
        ["b"],
        ["a.x", "c"],
    ]


def test_a_leaf_of_other_groups_and_one_not_yet_due_cannot_be_raised():
    groups = {"unit": {}, "other": {}}
    small = scheme(leaf("x", 40, groups=["other"]), leaf("y", 30), leaf("z", 30), groups=groups)
    own = {"y": 15, "z": "未到期", "group": "unit"}
    result = scored(small, 甲=own, 乙={"x": 1, "y": 1, "z": 1, "group": "other"})
    assert gk.improve(result, "甲", to=100.0).worth["indicator"].to_list() == ["y"]


def test_where_nobody_in_the_group_has_a_value_there_is_none_to_match():
    rule = {"kind": "relative", "method": "max"}
    measure = {"kind": "count", "table": "documents"}
    small = scheme(leaf("x", 40, rule=rule, measure=measure), leaf("y", 60), missing="zero")
    result = scored(small, 甲={"x": None, "y": 30}, 乙={"x": None, "y": 60})
    found = gk.improve(result, "甲", to=60.0)
    assert found.worth["indicator"].to_list() == ["y"]
    assert ids(found) == [["y"]]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"to": -1.0}, "to (a score) is -1.0, must be a finite number at least 0"),
        ({"to": float("nan")}, "to (a score) is nan, must be a finite number at least 0"),
        ({"to": float("inf")}, "to (a score) is inf, must be a finite number at least 0"),
        (
            {"to": True},
            "to is True, must be a grade of the scheme: good (优秀), pass (合格); a rank",
        ),
        (
            {"to": None},
            "to is None, must be a grade of the scheme: good (优秀), pass (合格); a rank",
        ),
        (
            {"to": [1]},
            "to is a list, must be a grade of the scheme: good (优秀), pass (合格); a rank",
        ),
        ({"to": 4}, "to is 4, a rank, must be from 1 to 3. Remedy: for a score write 4.0"),
        ({"to": 80.0, "most": 0}, "most is 0, must be a whole number from 1"),
        ({"to": 80.0, "most": None}, "most is None, must be a whole number from 1"),
        ({"to": 80.0, "most": "2"}, "most is '2', must be a whole number from 1"),
        ({"to": 80.0, "lang": "fr"}, "lang is 'fr', must be 'zh', 'en' or None"),
        (
            {"to": 80.0, "costs": {"c": 0, "b": -1, "a.x": "a", "a.y": None}},
            "costs of a.x ('a'), a.y (None), b (-1), c (0) must be finite numbers above 0",
        ),
        (
            {"to": 80.0, "costs": {"c": float("inf")}},
            "costs of c (inf) must be finite numbers above 0",
        ),
        ({"to": 80.0, "costs": ["c"]}, "costs is a list, must be a dict: leaf to cost"),
        ({"to": 80.0, "costs": {1: 2}}, "costs names 1, must be leaves of the scheme"),
        (
            {"to": 80.0, "costs": {"b": 1e15}},
            "costs go from 1 to 1e+15, 1 where not given; the highest must be at most 1e+09 times",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(given, said):
    with pytest.raises(gk.GkevalError) as error:
        gk.improve(result_of(), "甲", **given)
    assert str(error.value).startswith(said)


ACTS = (
    act("gate", "part", on="a", below=30),
    act("gate", "leaf", on="b", below=15),
    act("bonus", "share", on="b", share="0.5", cap=9),
    act("bonus", "late", on="c", amount=4, opens_at=5),
    act("deduction", "off", on="a.x", amount=8),
    act("gate", "whole", below=50),
    act("bonus", "last", amount=5, opens_above=60),
)


@st.composite
def one_unit(draw):
    kept = draw(st.lists(st.sampled_from(ACTS), unique_by=lambda one: one["id"], max_size=4))
    rates = draw(st.lists(st.integers(0, 4), min_size=4, max_size=4))
    own = {
        name: points * rate / 4 for (name, points), rate in zip(FULL.items(), rates, strict=True)
    }
    own |= {one["id"]: draw(st.integers(0, 1)) for one in kept if one["kind"] != "gate"}
    needs = draw(st.sampled_from([{}, {"rates": {"a": "0.75"}}]))
    grades = [grade("good", at_least=80), grade("pass", at_least=60, needs=needs)]
    return scored(made(grades=grades, adjustments=kept), 甲=own, 乙=dict.fromkeys(FULL, 5))


@settings(max_examples=8)
@given(one_unit(), st.sampled_from(["good", "pass", 65.0]))
def test_no_smaller_set_is_enough_whatever_indicators_carry(result, to):
    values = result.values

    def reaches(raised):
        changed = values.copy()
        mine = (changed["unit"] == "甲") & changed["indicator"].isin(raised)
        changed.loc[mine, "value"] = changed.loc[mine, "indicator"].map(FULL).astype(float)
        totals = gk.score(result.scheme, changed, result.units).totals.set_index("unit")
        if isinstance(to, float):
            return totals.at["甲", "total"] >= to
        return totals.at["甲", "grade"] in ("good", "pass")[: 1 if to == "good" else 2]

    found = gk.improve(result, "甲", to=to, most=1)
    least = next((size for size in range(5) if any(map(reaches, combinations(FULL, size)))), None)
    if least is None:
        assert not found.able
    elif least == 0:
        assert found.already
    else:
        assert len(found.sets[0].remedies) == least

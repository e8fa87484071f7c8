"""What it would take: sets by hand, and every set and no smaller one by brute force."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gkeval as gk
from tests.scoring.builders import act, branch, grade, leaf, scheme, scored
from tests.uncertainty.builders import LEAVES, assessments

GRADES = [
    grade("good", title={"zh": "优秀", "en": "Good"}, at_least=80),
    grade("pass", title={"zh": "合格", "en": "Pass"}, at_least=60),
]


def made(**more):
    tree = branch("a", 60, leaf("a.x", 40), leaf("a.y", 20)), leaf("b", 30), leaf("c", 10)
    return scheme(*tree, **{"grades": GRADES, "rounding": {"decimals": 2}, "lang": "zh"} | more)


def ids(found):
    return [[remedy.indicator for remedy in one.remedies] for one in found.sets]


def result_of(**more):
    """甲 70 = 35 + 10 + 20 + 5; it lacks 5, 10, 10 and 5."""
    units = {"甲": {"a.x": 35, "a.y": 10, "b": 20, "c": 5}, "乙": {"a.x": 40, "a.y": 20, "b": 25}}
    units["乙"]["c"] = 0  # 85
    units["丙"] = {"a.x": 40, "a.y": 5, "b": 20, "c": 10}  # 75
    own = more.pop("units", {})
    return scored(made(**more), **{name: units[name] | own.get(name, {}) for name in units})


def test_smallest_sets_by_hand():
    found = gk.improve(result_of(), "甲", to="优秀")
    assert ids(found) == [["a.y"], ["b"], ["a.x", "c"]]
    assert [one.score for one in found.sets] == [80, 80, 80]
    assert found.complete
    assert found.sets[0].gained == 10
    assert (found.sets[0].rank, found.sets[0].grade) == (2, "good")
    assert found.sentence() == (
        "甲要达到优秀，最少需提升1项指标：a.y；可增加10分，达到80分、第2名。"
    )
    rows = found.to_frame()
    assert rows["set"].to_list() == [1, 2, 3, 3]
    assert rows.loc[0, ["rate", "to_rate"]].to_list() == [0.5, 1]


def test_costs_decide():
    found = gk.improve(result_of(), "甲", to="good", costs={"a.y": 5, "b": 4, "c": 0.5}, most=1)
    assert ids(found) == [["a.x", "c"]]
    assert found.sets[0].cost == 1.5


def test_a_rank_and_a_score():
    # to the second place, 75: any two of the small ones, or one of 10; ties share the better rank
    assert ids(gk.improve(result_of(), "甲", to=2)) == [["a.y"], ["b"], ["a.x"], ["c"]]
    assert ids(gk.improve(result_of(), "甲", to=1)) == [
        ["a.y", "b"],
        ["a.x", "a.y"],
        ["a.x", "b"],
        ["a.y", "c"],
        ["b", "c"],
    ]
    assert ids(gk.improve(result_of(), "甲", to=100.0)) == [["a.x", "a.y", "b", "c"]]


def test_worth_of_each():
    worth = gk.improve(result_of(), "甲", to="good").worth.set_index("indicator")
    assert worth["gained"].to_dict() == {"a.y": 10, "b": 10, "a.x": 5, "c": 5}
    assert worth["places"].to_dict() == {"a.y": 1, "b": 1, "a.x": 1, "c": 1}
    assert worth["rank"].to_dict() == {"a.y": 2, "b": 2, "a.x": 2, "c": 2}


def test_a_bonus_that_opens_counts():
    bonus = act("bonus", "extra", amount=6, opens_at=74)
    result = result_of(adjustments=[bonus], units={"甲": {"extra": 1}})
    # 75 opens the 6: one of the small ones is enough for 80
    assert ids(gk.improve(result, "甲", to="good")) == [["a.y"], ["b"], ["a.x"], ["c"]]


def test_needs_of_a_grade():
    needy = [
        grade("good", title={"zh": "优秀"}, at_least=80, needs={"rates": {"a": "0.9"}}),
        GRADES[1],
    ]
    # a is at 45 of 60 and needs 54: a.y it is, alone
    assert ids(gk.improve(result_of(grades=needy), "甲", to="good")) == [["a.y"]]


def test_a_quota():
    quota = [grade("top", title={"zh": "优秀"}, top="0.3"), GRADES[1]]
    found = gk.improve(result_of(grades=quota), "甲", to="优秀")
    assert all(len(one) == 2 for one in ids(found))
    assert all(one.rank == 1 for one in found.sets)


def test_what_no_indicator_heals():
    veto = act("veto", "leak", title={"zh": "泄密"}, result="fail")
    found = gk.improve(result_of(adjustments=[veto], units={"甲": {"leak": 1}}), "甲", to="pass")
    assert not found.able
    assert found.sets == ()
    assert found.sentence() == (
        "甲即使各项指标全部提升，也达不到合格：没有总分。以下事项不因指标提升而消除：泄密。"
    )
    cap = act("cap", "lid", title={"zh": "封顶"}, at=75)
    found = gk.improve(result_of(adjustments=[cap], units={"甲": {"lid": 1}}), "甲", to="good")
    assert not found.able
    assert found.best["total"] == 75
    assert "最高可达75分、第2名" in found.sentence()


def test_already_there():
    found = gk.improve(result_of(), "乙", to="good", lang="en")
    assert found.already
    assert found.sentence() == "乙 has reached Good already."


def test_steps_of_a_rule():
    steps = [
        {"at_least": 1, "rate": "0.4"},
        {"at_least": 2, "rate": "0.8"},
        {"at_least": 5, "rate": 1},
    ]
    counted = {
        "id": "n",
        "title": {"en": "n"},
        "points": 50,
        "rule": {"kind": "steps", "steps": steps},
    }
    counted["measure"] = {"kind": "count", "table": "activities"}
    result = scored(scheme(counted, leaf("b", 50)), 甲={"n": 0, "b": 30})
    found = gk.improve(result, "甲", to=70.0, steps=True, lang="en")
    first = found.sets[0].remedies[0]
    assert (first.indicator, first.to_rate, first.to_value) == ("n", 0.8, "2")
    assert first.cost == pytest.approx(1 / 3)
    assert found.sets[0].cost == pytest.approx(2 / 3)
    assert "<table" in found._repr_html_()


def test_refusals():
    with pytest.raises(gk.GkevalError, match="must be a grade of the scheme: good"):
        gk.improve(result_of(), "甲", to="best")
    with pytest.raises(gk.GkevalError, match=r"For a score write 80.0|for a score write 80.0"):
        gk.improve(result_of(), "甲", to=80)
    with pytest.raises(gk.GkevalError, match="costs names z"):
        gk.improve(result_of(), "甲", to="good", costs={"z": 1})
    open_ = result_of(units={"甲": {"c": None}})
    with pytest.raises(gk.GkevalError, match="has no total: c not assessed"):
        gk.improve(open_, "甲", to="good")
    least = branch("a", 60, leaf("a.x", 30), leaf("a.y", 30), combine={"kind": "minimum"})
    combined = scored(scheme(least, leaf("b", 40)), 甲={"a.x": 10, "a.y": 20, "b": 20})
    with pytest.raises(gk.GkevalError, match="combined otherwise"):
        gk.improve(combined, "甲", to=90.0)


def test_to_whom_nothing_applies_there_is_nothing_to_raise():
    none = dict.fromkeys(["a.x", "a.y", "b", "c"], "不适用")
    with pytest.raises(gk.GkevalError) as error:
        gk.improve(result_of(units={"甲": none}), "甲", to="good")
    assert str(error.value) == (
        "unit 甲 has no total: no indicator applies to it, or none is due yet, so there is nothing "
        "to raise. Remedy: ask about another unit"
    )


def test_what_is_open_below_a_unit_is_told_apart():
    one = scheme(
        leaf("a", 60),
        leaf("b", 40),
        groups={"county": {}, "township": {}},
        rollup={"groups": ["county"], "own": "0.5", "children": ["township"]},
    )
    result = scored(
        one,
        县={"group": "county", "a": 60, "b": 20},
        乡={"group": "township", "parent": "县", "a": 48, "b": None},
    )
    with pytest.raises(gk.GkevalError, match="unit 县 has no total: units below it have open ones"):
        gk.improve(result, "县", to=90.0)


@settings(max_examples=12)
@given(assessments(), st.sampled_from([45.0, 60.0, 75.0]))
def test_no_smaller_set_is_enough(result, to):
    if pd.isna(result.totals["exact"].iloc[0]):
        return
    found = gk.improve(result, "u0", to=to, most=1)
    values = result.values

    def total(raised):
        changed = values.copy()
        mine = (changed["unit"] == "u0") & changed["indicator"].isin(raised)
        changed.loc[mine, "value"] = changed.loc[mine, "indicator"].map(LEAVES).astype(float)
        return gk.score(result.scheme, changed, result.units).totals["total"].iloc[0]

    mine = values[(values["unit"] == "u0") & (values["state"] == "scored")]
    names = [name for name in LEAVES if name in set(mine["indicator"])]
    for size in range(len(names) + 1):
        if any(total(some) >= to for some in combinations(names, size)):
            assert found.already if size == 0 else len(found.sets[0].remedies) == size
            return
    assert not found.able
    assert found.best["total"] == pytest.approx(total(names))

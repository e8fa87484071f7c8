"""The smallest change of weights that puts another first: by hand, by grids, scored again."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gkeval as gk
from gkeval.uncertainty.dethroning import _reached
from gkeval.uncertainty.rescoring import Parts
from tests.scoring.builders import act, branch, leaf, scheme, scored
from tests.uncertainty.builders import assessments


@pytest.fixture
def two():
    """甲 0.8 and 0.5, 乙 0.4 and 0.7: 68 against 52; a point from a to b closes 0.6."""
    return scored(
        scheme(leaf("a", 60), leaf("b", 40), lang="zh"),
        甲={"a": 48, "b": 20},
        乙={"a": 24, "b": 28},
        丙={"a": 6, "b": 4},
    )


def test_by_hand(two):
    found = gk.dethrone(two)
    assert (found.first, found.challenger) == ("甲", "乙")
    assert found.distance == pytest.approx(16 / 0.6)
    assert found.weights["changed"].to_list() == pytest.approx([60 - 16 / 0.6, 40 + 16 / 0.6])
    assert found.score == found.first_score == pytest.approx(60)
    assert found.exact
    assert found.sentence() == "至少需移动26.6667分权重，乙才能追上甲。"
    assert gk.dethrone(two, lang="en").sentence() == (
        "It takes at least 26.6667 points of weight for 乙 to reach 甲."
    )
    assert "<table" in found._repr_html_()


def test_who_is_worse_everywhere_never_gets_there(two):
    found = gk.dethrone(two, to="丙")
    assert (found.asked, found.challenger) == ("丙", "")
    assert np.isinf(found.distance)
    assert found.exact
    # of 丙 alone: 乙 does get there
    assert found.sentence() == "在给定范围内，没有哪种权重能使丙追上甲。"


def test_bounds(two):
    # from 60 down to 36 and from 40 up to 56 at most: 16 points at ±40 %, 26⅔ needed
    none = gk.dethrone(two, within=0.4)
    assert (none.asked, none.challenger, none.exact) == ("", "", True)
    assert none.sentence() == "在给定范围内，没有哪种权重能使其他对象追上甲。"
    assert gk.dethrone(two, within=0.7).distance == pytest.approx(16 / 0.6)


def test_levels_and_branches():
    made = scheme(branch("a", 60, leaf("a.x", 30), leaf("a.y", 30)), leaf("b", 40))
    # 甲 1, 0.5, 0.5 = 65; 乙 0, 1, 0.75 = 60. Leaves: a.x to a.y closes 1.5 a point
    result = scored(made, 甲={"a.x": 30, "a.y": 15, "b": 20}, 乙={"a.x": 0, "a.y": 30, "b": 30})
    assert gk.dethrone(result).distance == pytest.approx(5 / 1.5)
    assert gk.dethrone(result, branches=True).distance == pytest.approx(5 / 1.5)
    # first level: a is 0.75 against 0.5, b 0.5 against 0.75: a to b closes 0.5 a point
    found = gk.dethrone(result, level=1)
    assert found.distance == pytest.approx(10)
    assert found.weights["indicator"].to_list() == ["a", "b"]
    assert found.weights["changed"].to_list() == pytest.approx([50, 50])


def test_a_bonus_counts():
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[act("bonus", "plus", per_case=4)])
    result = scored(made, 甲={"a": 48, "b": 20}, 乙={"a": 24, "b": 28, "plus": 1})
    found = gk.dethrone(result)
    assert found.distance == pytest.approx(12 / 0.6)
    assert found.score == pytest.approx(found.first_score)
    assert not found.exact


def test_points_passed_on():
    # 乙 has no b: its a counts for all, 0.75 whatever the weights; 甲 0.9 w + 0.5 (100 − w)
    made = scheme(leaf("a", 80), leaf("b", 20))
    result = scored(made, 甲={"a": 72, "b": 10}, 乙={"a": 60, "b": "not_applicable"})
    found = gk.dethrone(result)
    assert found.weights["changed"].to_list() == pytest.approx([62.5, 37.5])
    assert found.score == pytest.approx(75)
    assert not found.exact


@settings(max_examples=15)
@given(assessments(gaps=False, adjusted=False), st.sampled_from([None, 0.3]))
def test_no_nearer_weights_on_a_grid(result, within):
    ranks = result.ranking()
    if ranks["rank"].iloc[-1] == 1:
        return
    found = gk.dethrone(result, within=within, tries=50)
    assert found.exact
    points = np.array([float(one.points) for one in result.scheme.leaves])
    rates = result.scores.pivot(index="unit", columns="indicator", values="rate")
    rates = rates[[one.id for one in result.scheme.leaves]].to_numpy()
    row = {unit: at for at, unit in enumerate(sorted(result.units["unit"]))}
    first = row[found.first]
    leading = set(ranks.loc[ranks["rank"] == 1, "unit"])
    others = [at for unit, at in row.items() if unit not in leading]
    rng = np.random.default_rng(3)
    low = points * (1 - (within or 1))
    high = points * (1 + within) if within else np.full(6, 100.0)
    least = np.inf
    for _ in range(400):  # random directions, as far as bounds allow
        way = rng.normal(size=6) * (rng.random(6) < 0.5)
        way -= way[way != 0].mean() * (way != 0) if (way != 0).any() else 0
        if np.abs(way).max() < 1e-9:
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(
                way > 0, (high - points) / way, np.where(way < 0, (low - points) / way, np.inf)
            )
        moved = points + way * room.min()
        start, end = ((rates[others] - rates[first]) @ one for one in (points, moved))
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(end >= -1e-9, -start / (end - start), np.inf)
        least = min(least, np.nanmin(part, initial=np.inf) * np.abs(moved - points).sum() / 2)
    assert found.distance <= least + 1e-6
    if found.challenger:
        weights = found.weights["changed"].to_numpy()
        assert weights.sum() == pytest.approx(100)
        assert (weights >= low - 1e-9).all()
        assert (weights <= high + 1e-9).all()
        again = rates @ weights
        assert again[row[found.challenger]] >= again[first] - 1e-6


def test_refusals(two):
    with pytest.raises(gk.GkevalError, match="behind the first"):
        gk.dethrone(two, to="甲")
    groups = {"city": {}, "county": {}}
    made = scheme(leaf("a", 60), leaf("b", 40), groups=groups)
    two_groups = scored(
        made, 甲={"a": 1, "b": 2, "group": "city"}, 乙={"a": 1, "b": 1, "group": "county"}
    )
    with pytest.raises(gk.GkevalError, match="group must be one of: city, county"):
        gk.dethrone(two_groups)


def test_a_bonus_that_opens_on_the_way_is_met_as_near_as_was_found():
    # d points from a to b: 甲 68 − 0.8 d, 乙 54 + 0.1 d, and 9 more from 55 on
    bonus = act("bonus", "plus", amount=9, opens_at=55)
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[bonus])
    result = scored(made, 甲={"a": 60, "b": 8}, 乙={"a": 30, "b": 24, "plus": 1})
    found = gk.dethrone(result, lang="en")
    assert found.challenger == "乙"
    assert found.score > found.first_score  # the jump: never level
    assert found.distance == pytest.approx(10)  # 乙 is at 55 there, and 甲 at 60
    assert not found.exact
    assert found.sentence() == (
        "A change was found: moving 10 points of weight lets 乙 reach 甲; a smaller one may exist."
    )
    assert repr(found) == found.sentence()
    assert found.to_frame()["indicator"].to_list() == ["a", "b"]


def test_a_weight_of_nothing_leaves_what_was_passed_on_to_it():
    # 乙 has no a.x, so that a.y at 0.6 speaks for a, even where a.y itself weighs nothing:
    # 36 + 10 against 15 + 30 + 20 for 甲. From a.y to a.x closes 0.5 a point: 15 with all 30;
    # the other 4 go from b, 0.35 a point
    made = scheme(branch("a", 60, leaf("a.x", 30), leaf("a.y", 30)), leaf("b", 40))
    result = scored(
        made, 甲={"a.x": 15, "a.y": 30, "b": 20}, 乙={"a.x": "不适用", "a.y": 18, "b": 10}
    )
    found = gk.dethrone(result)
    more = 4 / 0.35
    assert found.challenger == "乙"
    assert found.weights["changed"].to_list() == pytest.approx([60 + more, 0, 40 - more])
    assert found.weights["changed"].min() == 0
    assert (found.score, found.first_score) == pytest.approx((50, 50))


class Short:
    """Two weights and two units, 68 − 0.8 d and 54 + 0.1 d; a programme that stops a hair short."""

    now = np.array([60.0, 40.0])
    parts = SimpleNamespace(result=SimpleNamespace(scheme=SimpleNamespace(full_mark=100)))

    def totals(self, weights):
        moved = weights[1] - 40
        return np.array([68 - 0.8 * moved, 54 + 0.1 * moved])

    def slopes(self, weights, rows):
        return np.array([[0.0, 0.0], [-0.8, 0.1]])

    def solved(self, gain, gap, at):
        moved = at[1] - 40 + (gap - 3e-7) / 0.9
        return np.array([60 - moved, 40 + moved])


def test_the_last_bit_that_a_programme_leaves_open_is_closed():
    found = _reached(Short(), 0, 1, np.array([0.0, 0.9]))
    first, other = Short().totals(found)
    assert first - other < 1e-7
    assert found[1] - 40 == pytest.approx(14 / 0.9, abs=1e-6)


@pytest.fixture
def adjusted():
    """As `two`, with 丁 and a vetoed 戊: adjustments, so that totals have to be scored again."""
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[act("veto", "leak", score=40)])
    return scored(
        made,
        甲={"a": 48, "b": 20},
        乙={"a": 24, "b": 28},
        丁={"a": 18, "b": 28},
        戊={"a": 0, "b": 40, "leak": 1},
    )


def test_all_that_were_tried_are_listed_the_nearest_first(adjusted):
    tried = gk.dethrone(adjusted).challengers
    # 丁 0.3 and 0.7: 22 behind, 0.7 closed by a point; 戊 is held at 40, whatever the weights,
    # and 甲 has never less than 50
    assert tried["unit"].to_list() == ["乙", "丁", "戊"]
    assert tried["distance"].to_list() == pytest.approx([16 / 0.6, 22 / 0.7, np.inf])
    assert tried["gap"].to_list() == pytest.approx([16, 22, 28])


def test_a_search_of_one_challenger_says_that_others_may_be_nearer(adjusted):
    found = gk.dethrone(adjusted, tries=1)
    assert len(found.challengers) == 1
    assert not found.exact


def test_who_cannot_be_reached_is_said_in_english_too(two):
    assert gk.dethrone(two, to="丙", lang="en").sentence() == (
        "No weights within the bounds let 丙 reach 甲."
    )


def test_no_ranks_and_no_sums_are_refused():
    made = scheme(leaf("a", 60), leaf("b", 40))
    with pytest.raises(gk.GkevalError, match="nobody in unit has a rank, so nobody can be"):
        gk.dethrone(scored(made, 甲={"a": 60, "b": None}))
    least = branch("a", 60, leaf("a.x", 30), leaf("a.y", 30), combine={"kind": "minimum"})
    result = scored(scheme(least, leaf("b", 40)), 甲={"a.x": 1, "a.y": 2, "b": 3})
    with pytest.raises(gk.GkevalError, match="a combines its indicators otherwise than by adding"):
        gk.dethrone(result)
    whole = scheme(leaf("a", 60), leaf("b", 40), combine={"kind": "minimum"})
    with pytest.raises(gk.GkevalError, match="the whole combines its indicators otherwise"):
        gk.dethrone(scored(whole, 甲={"a": 60, "b": 1}))


def test_a_cap_that_flattens_the_first_is_met_on_the_way():
    cap = act("cap", "lid", at=59)
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[cap])
    result = scored(made, 甲={"a": 54, "b": 24, "lid": 1}, 乙={"a": 18, "b": 40})
    # 甲 0.9 w + 0.6 (100 − w), at least 60, so 59 whatever the weights; 乙 0.3 w + (100 − w) is at
    # 58 now: 1 ÷ 0.7 points from a to b. Before the cap 甲 falls too, by 0.3 a point
    found = gk.dethrone(result)
    assert found.distance == pytest.approx(1 / 0.7)
    assert (found.first_score, found.score) == pytest.approx((59, 59))


def test_what_only_the_last_corner_brings_is_found():
    # 乙 has no a, nothing in b and 0.2 in c, as 甲 has: level only where c has all 100
    made = scheme(leaf("a", 60), leaf("b", 20), leaf("c", 20))
    result = scored(
        made,
        甲={"a": 24, "b": 8, "c": 4},
        乙={"a": "不适用", "b": 0, "c": 4},
    )
    found = gk.dethrone(result)
    assert (found.challenger, found.exact) == ("乙", False)
    assert found.distance == pytest.approx(80)
    assert (found.score, found.first_score) == pytest.approx((20, 20))


def test_a_search_that_finds_nothing_makes_no_claim(adjusted):
    found = gk.dethrone(adjusted, to="戊")
    assert (found.challenger, found.exact) == ("", False)
    assert found.sentence() == "在给定范围内，未找到能使戊追上甲的权重，但不能排除其存在。"
    assert gk.dethrone(adjusted, to="戊", lang="en").sentence() == (
        "No weights within the bounds were found that let 戊 reach 甲; there may be some."
    )
    assert gk.dethrone(adjusted, lang="zh").sentence() == (
        "找到的方案：移动26.6667分权重，乙即可追上甲；不排除有移动更少的方案。"
    )


def test_a_unit_rolled_up_from_others_is_exact_only_where_all_applies_to_those_too():
    # 县 is half its own and half 乡: 乡 has no b, so its a speaks for all
    made = scheme(
        leaf("a", 60),
        leaf("b", 40),
        groups={"county": {}, "township": {}},
        rollup={"groups": ["county"], "own": "0.5", "children": ["township"]},
    )
    units = {
        "县": {"group": "county", "a": 60, "b": 20},
        "乡": {"group": "township", "parent": "县", "a": 48, "b": 20},
        "城": {"group": "county", "a": 30, "b": 32},
    }
    assert gk.dethrone(scored(made, **units), "county").exact
    units["乡"]["b"] = "不适用"
    assert not gk.dethrone(scored(made, **units), "county").exact


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"level": 0}, "level is 0, must be a whole number from 1 to 1"),
        ({"level": 2}, "level is 2, must be a whole number from 1 to 1"),
        ({"level": "1"}, "level is '1', must be a whole number from 1 to 1"),
        ({"level": True}, "level is True, must be a whole number from 1 to 1"),
        ({"within": 0}, "within is 0, must be a finite number more than 0"),
        ({"within": "a"}, "within is 'a', must be a finite number more than 0"),
        ({"within": float("nan")}, "within is nan, must be a finite number more than 0"),
        ({"within": float("inf")}, "within is inf, must be a finite number more than 0"),
        ({"tries": 0}, "tries is 0, must be a whole number from 1"),
        ({"tries": -1}, "tries is -1, must be a whole number from 1"),
        ({"tries": 1.5}, "tries is 1.5, must be a whole number from 1"),
        ({"tries": None}, "tries is None, must be a whole number from 1"),
        ({"tries": "a"}, "tries is 'a', must be a whole number from 1"),
        ({"lang": "fr"}, "lang is 'fr', must be 'zh', 'en' or None"),
        ({"to": 1}, "unit is 1, must be one of the 3 units"),
        ({"group": ["unit"]}, "group is ['unit'], must be one of: unit"),
    ],
)
def test_what_makes_no_sense_is_refused(two, given, said):
    with pytest.raises(gk.GkevalError) as error:
        gk.dethrone(two, **given)
    assert str(error.value) == said


@settings(max_examples=6)
@given(assessments(), st.sampled_from([None, 0.5]))
def test_whatever_is_found_holds_when_it_is_scored_again(result, within):
    if (result.totals["rank"] != 1).sum() == 0 or result.totals["rank"].isna().all():
        return
    found = gk.dethrone(result, within=within, tries=2)
    if not found.challenger:
        assert np.isinf(found.distance)
        return
    weights = found.weights.set_index("indicator")
    assert weights["changed"].sum() == pytest.approx(100)
    assert (weights["changed"] >= (1 - (within or 1)) * weights["points"] - 1e-9).all()
    assert found.distance == pytest.approx(weights["change"].abs().sum() / 2)
    assert found.score >= found.first_score
    parts = Parts.of(result)
    worth = result.tree.worth.copy()
    worth[[result.tree.ids.index(name) for name in weights.index]] = weights["changed"]
    worth[worth == 0] = 1e-10  # none is a limit
    for name in ("a", "b"):  # a branch is worth what its children add up to
        node = result.tree.ids.index(name)
        worth[node] = worth[list(result.tree.children[node])].sum()
    again = parts.reweighed(worth).totals.set_index("unit")["exact"]
    assert again[found.challenger] == found.score
    assert again[found.challenger] >= again[found.first]

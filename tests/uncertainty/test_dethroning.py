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
    assert found.sentence() == "至少移动26.6667分权重，乙即可追上甲。"
    assert "<table" in found._repr_html_()


def test_who_is_worse_everywhere_never_gets_there(two):
    found = gk.dethrone(two, to="丙")
    assert found.challenger == ""
    assert np.isinf(found.distance)
    assert found.sentence() == "在给定范围内，没有哪种权重能使其他对象追上甲。"


def test_bounds(two):
    # from 60 down to 36 and from 40 up to 56 at most: 16 points at ±40 %, 26⅔ needed
    assert gk.dethrone(two, within=0.4).challenger == ""
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
    with pytest.raises(gk.GkevalError, match="must be from 1 to 1"):
        gk.dethrone(two, level=2)
    with pytest.raises(gk.GkevalError, match="must be above 0"):
        gk.dethrone(two, within=0)
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
    assert 10 <= found.distance <= 14 / 0.9 + 1e-9
    assert not found.exact
    assert found.sentence() == "Moving 15.5556 points of weight lets 乙 reach 甲."
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
    found = _reached(Short(), 0, 1, np.array([0.0, 0.9]), straight=True)
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
        "No weights within the bounds let anyone reach 甲."
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


@settings(max_examples=8)
@given(assessments(), st.sampled_from([None, 0.5]))
def test_whatever_is_found_holds_when_it_is_scored_again(result, within):
    if (result.totals["rank"] != 1).sum() == 0 or result.totals["rank"].isna().all():
        return
    found = gk.dethrone(result, within=within, tries=3)
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

"""The smallest change of weights that puts another first: by hand, by grids, scored again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gkeval as gk
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

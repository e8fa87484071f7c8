"""One weight from nothing to all: numbers worked by hand, and every total scored again."""

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gkeval as gk
from gkeval.uncertainty.rescoring import Parts, shared_with_siblings
from tests import samples
from tests.scoring.builders import act, branch, leaf, scheme, scored
from tests.uncertainty.builders import assessments, exact


@pytest.fixture
def two():
    """甲 wins by a, 乙 by b: 0.8 w + 0.5 (100 − w) against 0.4 w + 0.7 (100 − w)."""
    return scored(
        scheme(leaf("a", 60), leaf("b", 40)),
        甲={"a": 48, "b": 20},
        乙={"a": 24, "b": 28},
        丙={"a": 6, "b": 4},
    )


def test_break_point_by_hand(two):
    # 0.3 w + 50 = −0.3 w + 70  →  w = 33⅓, both at 60
    found = gk.one_weight(two, "a")
    assert (found.weight, found.all) == (60, 100)
    assert found.lines.set_index("unit").loc["甲", ["score", "at_none", "at_all"]].to_list() == [
        68,
        50,
        80,
    ]
    row = found.breaks.iloc[0]
    assert len(found.breaks) == 1
    assert row["weight"] == pytest.approx(100 / 3, abs=1e-12)
    assert row[["ahead", "behind", "rank"]].to_list() == ["甲", "乙", 1]
    holds = found.holds.iloc[0]
    assert (holds["first"], holds["first_to"]) == ("甲", 100)
    assert holds["first_from"] == pytest.approx(100 / 3, abs=1e-12)


def test_rank_at_any_weight(two):
    found = gk.one_weight(two, "a")
    below, meeting, above = (found.at(weight) for weight in (33, Decimal(100) / 3, 34))
    assert below["unit"].to_list() == ["乙", "甲", "丙"]
    assert above["unit"].to_list() == ["甲", "乙", "丙"]
    assert meeting["rank"].to_list() == [1, 1, 3]
    assert meeting["tied"].to_list() == [True, True, False]


def test_points_passed_on_bend_the_line():
    # in a, half-and-half by weight; 乙 has no a.y, so that a.x alone speaks for a
    made = scheme(branch("a", 60, leaf("a.x", 20), leaf("a.y", 20), leaf("a.z", 20)), leaf("b", 40))
    result = scored(
        made,
        甲={"a.x": 10, "a.y": 10, "a.z": 10, "b": 20},
        乙={"a.x": 20, "a.y": "not_applicable", "a.z": 0, "b": 20},
    )
    found = gk.one_weight(result, "a.x")
    # 乙: a.x at w of 60, a.z at (60 − w)/2: rate w ÷ (w + (60 − w)/2) = 2w ÷ (60 + w), ½ at w = 20
    assert found.breaks["weight"].to_list() == pytest.approx([20])
    assert sorted(found.curves.at(0.5, 2)[0]) == pytest.approx([50, 60 * 2 / 3 + 20])


def test_a_bonus_that_opens_makes_a_jump():
    # 甲 0.9 w, 乙 50: with the 6 points that open at 45, 甲 passes at w = 50 (45 + 6 > 50)
    made = scheme(
        leaf("a", 60), leaf("b", 40), adjustments=[act("bonus", "extra", amount=6, opens_at=45)]
    )
    result = scored(made, 甲={"a": 54, "b": 0, "extra": 1}, 乙={"a": 30, "b": 20, "extra": 0})
    found = gk.one_weight(result, "a")
    assert found.breaks["weight"].to_list() == pytest.approx([50])
    assert found.at(49.9)["unit"].to_list() == ["乙", "甲"]
    assert found.at(50)["unit"].to_list() == ["甲", "乙"]


def test_only_those_asked_for(two):
    assert gk.one_weight(two, "a", units=["丙"]).breaks.empty
    assert len(gk.one_weight(two, "a", top=1).breaks) == 1
    assert "甲" in str(gk.one_weight(two, "a"))
    assert "<table" in gk.one_weight(two, "a")._repr_html_()


@settings(max_examples=25)
@given(assessments(), st.sampled_from(["a", "c", "a.x", "b.y"]), st.floats(0.01, 0.99))
def test_lines_are_what_scoring_gives(result, indicator, share):
    found = gk.one_weight(result, indicator)
    again = exact(found.parts.reweighed(shared_with_siblings(result.tree, found.node, share)))
    # a share at which a condition turns belongs to one side of it in scoring, to both here
    edges = np.concatenate([found.curves.start, found.curves.end])
    if np.abs(edges - share).min() > 1e-7:
        assert found.curves.at(share, len(again))[0] == pytest.approx(again, abs=2e-7, nan_ok=True)


@settings(max_examples=15)
@given(assessments(), st.sampled_from(["a", "c", "a.y"]))
def test_break_points_are_where_brute_force_sees_the_order_change(result, indicator):
    found = gk.one_weight(result, indicator)
    bounds = np.unique(np.concatenate([[0, 1], found.breaks["share"]]))
    bounds = bounds[np.concatenate([[True], np.diff(bounds) > 1e-6])]
    ids = result.roster.ids.to_numpy()
    seen = {}
    for low, high in pairwise(bounds):
        orders = []
        for share in np.linspace(low, high, 7)[1:-1]:
            worth = shared_with_siblings(result.tree, found.node, float(share))
            orders.append(exact(found.parts.reweighed(worth)))
        gaps = np.array(orders)[:, :, None] - np.array(orders)[:, None, :]
        above, below = (gaps > 1e-5).any(axis=0), (gaps < -1e-5).any(axis=0)
        assert not (above & below).any()  # no order changes between two break points
        seen[low, high] = above
    steps = list(seen.values())
    for (before, after), edge in zip(pairwise(steps), bounds[1:-1], strict=True):
        here = found.breaks[np.abs(found.breaks["share"] - edge) < 2e-6]
        told = {(row["ahead"], row["behind"]) for row in here.to_dict("records")}
        for one, other in zip(*np.nonzero(after & before.T), strict=True):
            assert (ids[one], ids[other]) in told


@settings(max_examples=15)
@given(assessments(gaps=False), st.sampled_from([10, 25, 60]))
def test_at_a_weight_is_assessing_the_replaced_scheme(result, weight):
    """The first level has 40, 30 and 30 points: with c at 10, a and b get 90 in the ratio 4 : 3."""
    if weight != 25 and weight != 60:
        weight = 30  # 70 points in the ratio 4 : 3 print exactly
    factor = (100 - Decimal(weight)) / 70
    if factor * 40 != (factor * 40).quantize(Decimal("0.001")):
        weight, factor = 65, Decimal("0.5")
    scheme_ = result.scheme
    indicators = scheme_.model_dump(by_alias=True)["indicators"]
    for indicator in indicators:
        if indicator["id"] == "c":
            indicator["points"] = Decimal(weight)
        else:
            indicator["points"] *= factor
            for child in indicator["indicators"]:
                child["points"] *= factor
    changed = scheme_.replace(indicators=indicators)
    values = result.values
    old = {one.id: one.points for one in scheme_.leaves}
    new = {one.id: one.points for one in changed.leaves}
    values["value"] = [
        value * float(new[name] / old[name]) if name in new else value
        for name, value in zip(values["indicator"], values["value"], strict=True)
    ]
    again = gk.score(changed, values, result.units).ranking()
    found = gk.one_weight(result, "c").at(weight)
    assert found["unit"].to_list() == again["unit"].to_list()
    assert found["score"].to_numpy() == pytest.approx(again["score"].to_numpy(), abs=1e-6)
    assert found["rank"].to_list() == again["rank"].to_list()


def test_refusals(two):
    with pytest.raises(gk.GkevalError, match="must be one of"):
        gk.one_weight(two, "z")
    alone = scored(scheme(branch("a", 60, leaf("a.x", 60)), leaf("b", 40)), 甲={"a.x": 1, "b": 2})
    with pytest.raises(gk.GkevalError, match="must have siblings"):
        gk.one_weight(alone, "a.x")


@pytest.mark.parametrize("weight", [-1, 101, None, "a", float("nan"), float("inf"), True])
def test_no_weight_is_refused(two, weight):
    with pytest.raises(gk.GkevalError, match=r"weight is .*, must be a number from 0 to 100"):
        gk.one_weight(two, "a").at(weight)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"top": 0}, "top is 0, must be a whole number from 1"),
        ({"top": "a"}, "top is 'a', must be a whole number from 1"),
        ({"top": 1.5}, "top is 1.5, must be a whole number from 1"),
        ({"units": "甲"}, "units is '甲', must be a list of ids of units"),
        ({"units": 1}, "units is 1, must be a list of ids of units"),
        ({"units": [None]}, "unit is None, must be one of the 3 units"),
        ({"lang": "fr"}, "lang is 'fr', must be 'zh', 'en' or None"),
        ({"group": 1}, "group is 1, must be one of: unit"),
    ],
)
def test_what_makes_no_sense_is_refused(two, given, said):
    with pytest.raises(gk.GkevalError) as error:
        gk.one_weight(two, "a", **given)
    assert str(error.value) == said


def test_a_branch_that_does_not_add_up_is_refused():
    made = scheme(
        branch("a", 60, leaf("a.x", 30), leaf("a.y", 30), combine={"kind": "minimum"}),
        leaf("b", 40),
    )
    result = scored(made, 甲={"a.x": 10, "a.y": 20, "b": 20}, 乙={"a.x": 30, "a.y": 0, "b": 40})
    with pytest.raises(gk.GkevalError, match="minimum, where points do not add up"):
        gk.one_weight(result, "a.x")
    # from outside, what the branch comes to is a rate like any other
    assert gk.one_weight(result, "b").lines["at_none"].to_list() == pytest.approx([0, 100 / 3])


@pytest.mark.full
def test_a_sample_scheme_with_the_present_weight_is_as_published():
    result = samples.assessed("ningxia-2017")
    indicator = result.scheme.indicators[0]
    found = gk.one_weight(result, indicator.id)
    again = found.at(float(indicator.points))
    assert again["rank"].tolist() == result.ranking()["rank"].tolist()
    assert again["unit"].tolist() == result.ranking()["unit"].tolist()
    shares = found.curves.at(found.weight / found.all, len(result.units))[0]
    ranked = result.totals["rank"].notna().to_numpy()
    assert shares[ranked] == pytest.approx(exact(result)[ranked], abs=1e-6)


@pytest.mark.full
def test_three_thousand_units():
    rng = np.random.default_rng(5)
    made = scheme(*[branch(f"b{i}", 10, *[leaf(f"b{i}.{j}", 1 + 4 * (j == 5)) for j in range(6)])
                    for i in range(10)])  # fmt: skip
    points = np.array([float(one.points) for one in made.leaves])
    names = [one.id for one in made.leaves]
    units = {
        f"u{at}": dict(zip(names, row, strict=True))
        for at, row in enumerate((rng.integers(0, 5, (3000, 60)) / 4 * points).tolist())
    }
    result = scored(made, **units)
    found = gk.one_weight(result, "b3")
    again = exact(Parts.of(result).reweighed(shared_with_siblings(result.tree, found.node, 0.4)))
    assert found.curves.at(0.4, 3000)[0] == pytest.approx(again, abs=2e-7)

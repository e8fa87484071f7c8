"""Branches that combine their children otherwise than by adding up, worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.scheme.combining import KINDS, Owa
from gkeval.scoring.combining import combined
from tests.scoring.builders import act, branch, leaf, scheme, score_of, scored, totals

GEOMETRIC = {"kind": "geometric", "floor": "0.01"}
POINTS = st.lists(st.integers(0, 8), min_size=3, max_size=3)
"""Eighths that the children earned."""


def made(combine, *, whole=None, **more):
    """A branch of 20 points with children of 4, 8 and 8, beside a leaf of 10."""
    below = [leaf("b.x", 4), leaf("b.y", 8), leaf("b.z", 8)]
    own = {} if combine is None else {"combine": combine}
    root = {} if whole is None else {"combine": whole}
    return scheme(branch("b", 20, *below, **own), leaf("a", 10), **root, **more)


CASES = [
    # rates 0.25, 1 and 0.5 with weights 0.2, 0.4 and 0.4
    (None, 0.05 + 0.4 + 0.2),
    (GEOMETRIC, 0.25**0.2 * 1**0.4 * 0.5**0.4),
    ({"kind": "geometric", "zero": 1, "full": 5}, (2**0.2 * 5**0.4 * 3**0.4 - 1) / 4),
    ({"kind": "harmonic", "floor": 0}, 1 / (0.2 / 0.25 + 0.4 / 1 + 0.4 / 0.5)),
    ({"kind": "power", "exponent": 2}, math.sqrt(0.2 / 16 + 0.4 + 0.4 / 4)),
    ({"kind": "power", "exponent": -2, "floor": 0}, (0.2 * 16 + 0.4 + 0.4 * 4) ** -0.5),
    ({"kind": "median"}, 0.5),
    ({"kind": "minimum"}, 0.25),
    ({"kind": "maximum"}, 1),
    ({"kind": "mean_min"}, 0.65 - 0.5 * 0.4),
    ({"kind": "mean_min", "alpha": "0.2", "beta": "0.3"}, 0.65 - 0.2 * (0.5 - 0.3)),
    # the best weighs 0.4, the next 0.4: of the curve 1/2, 5/6, 1 at thirds that is 17/30 and 9/10
    ({"kind": "owa", "order": [3, 2, 1]}, 17 / 30 * 1 + (0.9 - 17 / 30) * 0.5 + 0.1 * 0.25),
    ({"kind": "owa", "exponent": 2}, 0.16 * 1 + (0.64 - 0.16) * 0.5 + (1 - 0.64) * 0.25),
]  # fmt: skip


@pytest.mark.parametrize(("combine", "rate"), CASES)
def test_every_kind_by_hand(combine, rate):
    result = scored(made(combine), u={"b.x": 1, "b.y": 8, "b.z": 4, "a": 3})
    assert score_of(result, "u", "b", "rate") == pytest.approx(rate)
    assert score_of(result, "u", "b") == pytest.approx(20 * rate)
    assert totals(result)["u"] == pytest.approx(20 * rate + 3, abs=1e-6)


def test_every_kind_is_tried_above():
    names = {kind.model_fields["kind"].annotation.__args__[0] for kind in KINDS}
    assert names == {combine["kind"] for combine, _ in CASES if combine}


def test_the_whole_combines_the_first_level():
    result = scored(
        made(GEOMETRIC, whole={"kind": "harmonic", "floor": 0}),
        u={"b.x": 1, "b.y": 2, "b.z": 2, "a": 10},
        v={"b.x": 0, "b.y": 0, "b.z": 0, "a": 10},
        w={"b.x": 4, "b.y": 8, "b.z": 8, "a": 10},
    )
    both = 1 / (2 / 3 / 0.25 + 1 / 3)
    assert totals(result)["u"] == pytest.approx(30 * both)
    assert totals(result)["v"] == pytest.approx(30 / (2 / 3 / 0.01 + 1 / 3))
    assert totals(result)["w"] == 30


def test_what_does_not_apply_leaves_its_weight_to_its_siblings():
    result = scored(made(GEOMETRIC), u={"b.x": 1, "b.y": "不适用", "b.z": 4, "a": 3})
    assert score_of(result, "u", "b", "available") == 20
    assert score_of(result, "u", "b") == pytest.approx(20 * 0.25 ** (1 / 3) * 0.5 ** (2 / 3))
    gone = scored(made(GEOMETRIC), u={"b.x": "不适用", "b.y": "不适用", "b.z": "不适用", "a": 3})
    assert totals(gone)["u"] == 9
    assert gone.scores.set_index("indicator").loc["b", "state"] == "not_applicable"


def test_weights_are_what_is_left_under_every_policy():
    """8 of the 20 points leave the branch, and all grow by 30 ÷ 22; weights within stay 4 to 8."""
    whole = made(GEOMETRIC, not_applicable={"kind": "whole_tree"})
    result = scored(whole, u={"b.x": 1, "b.y": "不适用", "b.z": 4, "a": 5})
    rate = 0.25 ** (1 / 3) * 0.5 ** (2 / 3)
    assert score_of(result, "u", "b", "available") == pytest.approx(12 * 30 / 22)
    assert totals(result)["u"] == pytest.approx(30 / 22 * (12 * rate + 5), abs=1e-6)
    full = made(GEOMETRIC, not_applicable={"kind": "share", "rate": "0.6"})
    result = scored(full, u={"b.x": 1, "b.y": "不适用", "b.z": 4, "a": 5})
    assert score_of(result, "u", "b", "rate") == pytest.approx(0.25**0.2 * 0.6**0.4 * 0.5**0.4)


def test_a_nested_leaf_that_goes_to_the_whole_changes_the_weights_of_that_unit_alone():
    """In b.y, a branch of 8, a leaf of 6 goes: it weighs 2 beside the 4 and 8 of its siblings."""
    nested = scheme(
        branch(
            "b", 20, leaf("b.x", 4), branch("b.y", 8, leaf("b.y.m", 6), leaf("b.y.n", 2)),
            leaf("b.z", 8), combine=GEOMETRIC,
        ),
        leaf("a", 10),
        not_applicable={"kind": "whole_tree"},
    )  # fmt: skip
    values = {"b.x": 1, "b.y.n": 2, "b.z": 4, "a": 5}
    result = scored(nested, u=values | {"b.y.m": "不适用"}, v=values | {"b.y.m": 6})
    assert score_of(result, "u", "b", "rate") == pytest.approx(0.25 ** (4 / 14) * 0.5 ** (8 / 14))
    assert score_of(result, "v", "b", "rate") == pytest.approx(0.25**0.2 * 0.5**0.4)


def test_leaves_of_other_groups_are_absent():
    groups = {"county": {}, "department": {}}
    both = scheme(
        branch("b", 20, leaf("b.x", 4), leaf("b.y", 8, groups=["county"]), leaf("b.z", 8),
               combine=GEOMETRIC),
        groups=groups,
    )  # fmt: skip
    values = {"b.x": 1, "b.y": 8, "b.z": 4}
    result = scored(both, u=values | {"group": "county"}, v=values | {"group": "department"})
    assert totals(result)["u"] == pytest.approx(20 * 0.25**0.2 * 0.5**0.4, abs=1e-6)
    rate = 0.25 ** (1 / 3) * 0.5 ** (2 / 3)
    assert totals(result)["v"] == pytest.approx(20 * rate, abs=1e-6)


def test_what_is_open_bounds_the_combined_score():
    result = scored(made(GEOMETRIC), u={"b.x": 1, "b.y": "未评估", "b.z": 4, "a": 3})
    kept = 20 * 0.25**0.2 * 0.5**0.4
    assert score_of(result, "u", "b", "low") == pytest.approx(kept * 0.01**0.4)
    assert score_of(result, "u", "b", "high") == pytest.approx(kept)
    assert np.isnan(score_of(result, "u", "b", "rate"))
    assert np.isnan(totals(result)["u"])


def test_what_is_open_and_does_not_matter_leaves_the_score_settled():
    result = scored(made({"kind": "minimum"}), u={"b.x": 0, "b.y": "未评估", "b.z": 4, "a": 3})
    assert totals(result)["u"] == 3
    states = result.scores.set_index("indicator")["state"]
    assert (states["b"], states["b.y"]) == ("scored", "not_assessed")


def test_an_adjustment_of_a_child_moves_the_branch_by_what_it_combines_to():
    more = {"adjustments": [act("deduction", "late", on="b.y", per_case=1)]}
    result = scored(made(GEOMETRIC, **more), u={"b.x": 1, "b.y": 8, "b.z": 4, "a": 3, "late": 4})
    after = 20 * 0.25**0.2 * 0.5**0.4 * 0.5**0.4
    assert score_of(result, "u", "b") == pytest.approx(after)
    assert totals(result)["u"] == pytest.approx(after + 3, abs=1e-6)
    capped = {
        "adjustments": [
            act("deduction", "late", on="b.y", per_case=1),
            act("deduction", "own", on="b", per_case=1),
        ]
    }
    result = scored(
        made(GEOMETRIC, **capped), u={"b.x": 1, "b.y": 8, "b.z": 4, "a": 3, "late": 4, "own": 2}
    )
    assert score_of(result, "u", "b") == pytest.approx(after - 2)


def test_above_a_cap_a_combined_branch_moves_no_other_way_than_its_child():
    """x of 16 is open, y is 8 of 8; the cap leaves 20 of at most 24 + 4. What then takes 2 of y
    takes 6 of the branch or less, and nothing where nothing is found."""
    scored_at = {
        late: scored(
            scheme(
                branch("b", 24, leaf("b.x", 16), leaf("b.y", 8), combine={"kind": "minimum"}),
                leaf("a", 4),
                adjustments=[
                    act("cap", "most", at=20),
                    act("deduction", "late", on="b.y", per_case=2),
                ],
            ),
            u={"b.x": "未评估", "b.y": 8, "a": 4, "most": 1, "late": late},
            v={"b.x": 16, "b.y": 8, "a": 4, "most": 1, "late": late},
            w={"b.x": 8, "b.y": 8, "a": 4, "most": 1, "late": late},
        )
        for late in (0, 1)
    }
    assert totals(scored_at[0]) == {"u": pytest.approx(np.nan, nan_ok=True), "v": 20, "w": 16}
    assert totals(scored_at[1]) == {"u": pytest.approx(np.nan, nan_ok=True), "v": 14, "w": 16}
    for late, low, high in ((0, 4, 20), (1, 0, 20)):
        ends = scored_at[late].totals.set_index("unit").loc["u", ["low", "high"]]
        assert ends.tolist() == [low, high]


@pytest.mark.parametrize("combine", [combine for combine, _ in CASES if combine])
@given(earned=POINTS, more=POINTS)
def test_no_kind_falls_where_a_child_rises(combine, earned, more):
    """On this rests how far a branch can move when its child does."""
    kind = made(combine).by_id["b"].combine
    available = np.array([[4.0, 8.0, 8.0]])
    lower, higher = (
        combined(kind, np.array([points]) * available / 8, available, np.array([20.0]))
        for points in (earned, np.maximum(earned, more))
    )
    assert (higher >= lower - 1e-9).all()


def test_a_branch_is_rolled_up_after_it_is_combined():
    rollup = {"groups": ["county"], "own": "0.5", "children": ["town"]}
    own = {"combine": {"kind": "minimum"}, "rollup": rollup}
    made_ = scheme(
        branch("b", 10, leaf("b.x", 5), leaf("b.y", 5), **own),
        groups={"county": {}, "town": {}},
    )
    result = scored(
        made_,
        c={"group": "county", "b.x": 5, "b.y": 2},
        t={"group": "town", "b.x": 1, "b.y": 5, "parent": "c"},
    )
    assert totals(result) == {"c": pytest.approx(0.5 * 4 + 0.5 * 2), "t": 2}


def test_full_marks_are_full_marks_under_every_kind():
    for combine, _ in CASES:
        result = scored(made(combine), u={"b.x": 4, "b.y": 8, "b.z": 8, "a": 10})
        assert totals(result)["u"] == 30


def test_children_that_nobody_has_may_be_left_out():
    order = Owa(kind="owa", order=[3, 2, 1])
    earned, available = np.array([[1.0, 4.0]]), np.array([[2.0, 4.0]])
    whole = np.array([10.0])
    gap = np.array([[np.nan]])
    all_three = combined(order, np.hstack([earned, gap]), np.hstack([available, gap]), whole)
    assert combined(order, earned, available, whole).tolist() == all_three.tolist()
    nothing = combined(order, np.full((1, 3), 0.0), np.full((1, 3), np.nan), np.array([np.nan]))
    assert nothing.tolist() == [0.0]

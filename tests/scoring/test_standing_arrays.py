"""Ranks, places and grades straight from arrays, at the edges that whole schemes seldom reach."""

from dataclasses import replace

import numpy as np
import pytest

from gkeval.scheme.combining import Minimum
from gkeval.scheme.model import NotApplicable
from gkeval.scoring.combining import combined
from gkeval.scoring.grades import FAILED, Standing, grade_places, grades_of, published, ranks_within
from gkeval.scoring.points import CODE, Rolled, Sheet, add_up
from gkeval.scoring.tree import Tree, tree_of
from tests.scoring.builders import act, branch, grade, leaf, scheme, score_of, scored, totals

NAN = float("nan")


def standing(totals, ranks=None, **more):
    n = len(totals)
    totals = np.array(totals, dtype=float)
    groups = np.zeros(n, dtype=np.intp)
    if ranks is None:
        ranks, _ = ranks_within(totals, more.get("groups", groups), 100)
    known = {
        "totals": totals,
        "ranks": np.array(ranks, dtype=float),
        "verdicts": np.full(n, "", dtype=object),
        "groups": groups,
        "members": {},
        "subsets": frozenset(),
        "rates": {},
    }
    return Standing(**(known | more))


def with_grades(*grades, **more):
    return scheme(leaf("a", 100), grades=list(grades), **more)


def test_a_subset_goes_before_its_group_in_grade_lines_whatever_their_names():
    for lead, county in (("a_lead", "county"), ("z_lead", "county")):
        made = with_grades(
            grade("good", at_least={county: 80, lead: 60}),
            groups={"county": {}, lead: {"within": "county"}, "city": {}},
        )
        members = {
            county: np.array([True, True, False]),
            lead: np.array([False, True, False]),
            "city": np.array([False, False, True]),
        }
        known = standing([79, 60, 100], members=members, subsets=frozenset({lead}))
        assert grades_of(made, known).tolist() == ["", "good", ""]  # a city has no line at all


def test_grades_are_numbered_in_the_order_of_the_list():
    made = with_grades(grade("a", at_least=90), grade("b", at_least=80), grade("c", at_least=10))
    verdicts = np.array(["", "", "", "", "", "vetoed", "failed"], dtype=object)
    known = standing([90, 89.9999999, 80, 9, NAN, NAN, 95], verdicts=verdicts)
    found = grade_places(made, known)
    assert (found.tolist(), found.dtype) == ([0, 1, 1, 4, 4, 3, 3], np.int8)
    assert grades_of(made, known).tolist() == ["a", "b", "b", "", "", FAILED, FAILED]
    assert grade_places(made, standing([])).tolist() == []


def test_needs_no_veto_is_asked_of_the_verdict():
    made = with_grades(grade("a", needs={"no_veto": True}), grade("b"))
    verdicts = np.array(["", "vetoed"], dtype=object)
    assert grades_of(made, standing([50, 50], verdicts=verdicts)).tolist() == ["a", FAILED]


def test_places_are_counted_in_units_of_the_group():
    made = with_grades(grade("top", top="0.5"), grade("rest"))
    totals = [90, 80, 80, 70, 60, 50]
    groups = np.array([0, 0, 0, 0, 2, 2])
    dense, _ = ranks_within(np.array(totals, float), groups, 100, "dense")
    assert dense.tolist() == [1, 2, 2, 3, 1, 2]
    known = standing(totals, dense, groups=groups)
    assert grades_of(made, known).tolist() == ["top", "top", "top", "rest", "top", "rest"]
    # places of their own go before those that follow from the ranks
    places = np.array([4.0, 3, 2, 1, 2, 1])
    known = standing(totals, dense, groups=groups, places=places)
    assert grades_of(made, known).tolist() == ["rest", "rest", "top", "top", "rest", "top"]


@pytest.mark.parametrize(
    ("share", "units", "places"), [("0.25", 2, 1), ("0.2", 2, 0), ("0.5", 3, 2), ("0.1", 5, 1)]
)
def test_half_a_place_is_one(share, units, places):
    made = with_grades(grade("top", top=share), grade("rest"))
    found = grades_of(made, standing(range(90, 90 - units, -1)))
    assert found.tolist() == ["top"] * places + ["rest"] * (units - places)


def test_rates_are_reached_noise_aside():
    made = scheme(leaf("a", 60), leaf("b", 40), grades=[grade("x", needs={"rates": {"a": "0.3"}})])
    rates = {"a": np.array([0.1 + 0.2, 0.3 - 1e-12, 0.29, NAN])}
    assert grades_of(made, standing([50] * 4, rates=rates)).tolist() == ["x", "x", "", ""]


def test_published_totals_are_rounded_half_up():
    made = scheme(leaf("a", 100), rounding={"decimals": 1})
    assert published(made, np.array([80.05, 80.04999, NAN]))[:2].tolist() == [80.1, 80.0]


def test_ordinal_ranks_of_several_keys_and_groups():
    totals, groups = np.array([80, 80, 80, 80, NAN, 70]), np.array([0, 0, 1, 1, 1, 1])
    keys = [np.array([1.0, 1, 2, 1, 9, 1]), np.array([1.0, 2, NAN, 3, 9, 1])]
    found, tied = ranks_within(totals, groups, 100, "ordinal", keys)
    assert found[[0, 1, 2, 3, 5]].tolist() == [2, 1, 1, 2, 3]
    assert np.isnan(found[4])
    assert not tied.any()
    found, tied = ranks_within(totals, groups, 100, "ordinal")
    assert found[[0, 1, 2, 3, 5]].tolist() == [1, 1, 1, 1, 3]
    assert tied.tolist() == [True, True, True, True, False, False]
    dense, tied = ranks_within(totals, groups, 100, "dense")
    assert dense[[0, 1, 2, 3, 5]].tolist() == [1, 1, 1, 1, 2]
    assert tied.tolist() == [True, True, True, True, False, False]


def test_the_tree_of_a_scheme_by_hand():
    made = scheme(
        branch(
            "a",
            60,
            branch("a.x", 50, leaf("a.x.1", 30), leaf("a.x.2", 20), out_of=50),
            leaf("a.y", 50, not_applicable={"kind": "within", "of": "a"}),
            out_of=100,
        ),
        branch("b", 40, leaf("b.1", 40, not_applicable={"kind": "whole_tree"})),
    )
    tree = tree_of(made)
    assert tree.ids == ("", "a", "a.x", "a.x.1", "a.x.2", "a.y", "b", "b.1")
    assert tree.parent.tolist() == [-1, 0, 1, 2, 2, 1, 0, 6]
    assert tree.level.tolist() == [0, 1, 2, 3, 3, 2, 1, 2]
    assert tree.points.tolist() == [100, 60, 50, 30, 20, 50, 40, 40]
    assert tree.worth.tolist() == [100, 60, 30, 18, 12, 30, 40, 40]
    assert tree.children == ((1, 6), (2, 5), (3, 4), (), (), (), (7,), ())
    assert tree.leaves.tolist() == [3, 4, 5, 7]
    assert tree.homes.tolist() == [2, 2, 1, 0]
    assert [policy.kind for policy in tree.policies] == [
        "siblings",
        "siblings",
        "within",
        "whole_tree",
    ]
    assert (tree.own_trees, dict(tree.combines)) == (frozenset(), {})


SIBLINGS = NotApplicable(kind="siblings")
ONE = Tree(
    ("", "a"), np.array([-1, 0]), np.array([0, 1]), np.array([10.0, 10]), np.array([10.0, 10]),
    ((1,), ()), np.array([1]), (SIBLINGS,), np.array([0]),
)  # fmt: skip


def test_a_chain_of_parents_is_mixed_from_the_deepest_on():
    """c of 2 and 6 mixes 4; b of 8 then mixes (8 + 4) ÷ 2 = 6; a of 0 mixes 3; d has none."""
    rates = np.array([[0.0], [0.8], [0.2], [0.6], [0.5]])
    parents = np.array([-1, 0, 1, 2, -1])
    rows, children = np.array([1, 1, 1, 0, 1], dtype=bool), np.ones(5, dtype=bool)
    rolled = Rolled(0, 0.5, rows, children, parents)
    sheet = add_up(ONE, rates, np.zeros((5, 1), dtype=np.int8), rollups=[rolled])
    assert sheet.low[:, 0].tolist() == [3, 6, 4, 6, 5]
    assert sheet.high[:, 0].tolist() == [3, 6, 4, 6, 5]
    assert sheet.own_shares[0].tolist() == [0.5, 0.5, 0.5, 1, 1]
    three = add_up(
        ONE, rates, np.zeros((5, 1), dtype=np.int8),
        rollups=[Rolled(0, 0.25, rows, children, np.array([-1, 0, 0, 0, -1]))],
    )  # fmt: skip
    assert three.low[0, 0] == pytest.approx(0.75 * 16 / 3)  # the mean of 8, 2 and 6


def test_what_is_open_below_opens_the_mixed_parent():
    states = np.array([[CODE["scored"]], [CODE["not_assessed"]]], dtype=np.int8)
    rolled = Rolled(0, 0.5, np.array([True, False]), np.array([False, True]), np.array([-1, 0]))
    sheet = add_up(ONE, np.array([[0.4], [NAN]]), states, rollups=[rolled])
    assert (sheet.low[:, 0].tolist(), sheet.high[:, 0].tolist()) == ([2, 0], [7, 10])
    assert sheet.states[:, 0].tolist() == [CODE["not_assessed"]] * 2
    assert np.isnan(sheet.rates[:, 0]).all()


def test_units_in_a_ring_end_too():
    rolled = Rolled(0, 0.5, np.ones(2, dtype=bool), np.ones(2, dtype=bool), np.array([1, 0]))
    sheet = add_up(ONE, np.array([[0.4], [0.8]]), np.zeros((2, 1), dtype=np.int8), rollups=[rolled])
    assert np.isfinite(sheet.low).all()


def test_a_unit_with_nothing_yet_due_says_so():
    two = Tree(
        ("", "a", "b"), np.array([-1, 0, 0]), np.array([0, 1, 1]), np.array([10.0, 6, 4]),
        np.array([10.0, 6, 4]), ((1, 2), (), ()), np.array([1, 2]), (SIBLINGS, SIBLINGS),
        np.array([0, 0]),
    )  # fmt: skip
    names = [("not_applicable", "not_yet_due"), ("not_applicable", "not_applicable")]
    states = np.array([[CODE[name] for name in row] for row in names], dtype=np.int8)
    sheet = add_up(two, np.full((2, 2), NAN), states)
    assert sheet.states[:, 0].tolist() == [CODE["not_yet_due"], CODE["not_applicable"]]
    assert np.isnan(sheet.available[:, 0]).all()
    assert np.isnan(sheet.scores).all()
    none = add_up(two, np.empty((0, 2)), np.empty((0, 2), dtype=np.int8))
    assert none.low.shape == (0, 3)


def test_a_cap_that_takes_nothing_holds_nothing():
    """x is open from 0 to 10 and halved: 0 to 5. Under a cap that took something, the whole of 6
    more would range over 0 to 10 less what x can lose; under one that takes nothing it does not."""
    made = scheme(
        branch("b", 20, leaf("b.x", 10), leaf("b.y", 10)),
        leaf("a", 80),
        adjustments=[
            act("cap", "ceiling", on="b", at=20),
            act("deduction", "half", on="b.x", share="0.5"),
        ],
    )
    result = scored(made, u={"b.x": "未评估", "b.y": 6, "a": 0, "ceiling": 1, "half": 1})
    assert (score_of(result, "u", "b", "low"), score_of(result, "u", "b", "high")) == (6, 11)
    assert (totals(result, "low")["u"], totals(result, "high")["u"]) == (6, 11)


def test_noise_is_taken_off_every_array_of_a_sheet():
    noisy, exact = np.array([[0.1 + 0.2, 0.7]]), [[0.3, 0.7]]
    states = np.zeros((1, 2), dtype=np.int8)
    sheet = Sheet(noisy * 10, noisy, noisy + 1, states, noisy).snapped(1)
    assert (sheet.low.tolist(), sheet.high.tolist()) == (exact, [[1.3, 1.7]])
    assert sheet.available.tolist() == [[3, 7]]
    one = Sheet(noisy, noisy, noisy, states, noisy).snapped(1)
    assert one.high is one.low


def test_a_deduction_of_less_than_a_point_is_told():
    made = scheme(leaf("a", 100), adjustments=[act("deduction", "late", per_case="0.5")])
    result = scored(made, u={"a": 80, "late": 1}, v={"a": 80, "late": 0}, w={"a": 0, "late": 1})
    assert totals(result) == {"u": 79.5, "v": 80, "w": 0}
    told = result.adjustments.set_index("unit")["outcome"].to_dict()
    assert told == {"u": "applied", "w": "applied"}


def test_a_share_of_nothing_earns_nothing():
    for rate, earned in (("0", 0), ("0.25", 2.5), ("1", 10)):
        share = NotApplicable(kind="share", rate=rate)
        tree = replace(ONE, policies=(share,))
        sheet = add_up(tree, np.array([[NAN]]), np.array([[CODE["not_applicable"]]], dtype=np.int8))
        assert (sheet.available[0, 0], sheet.low[0, 0]) == (10, earned)
    told = replace(ONE, policies=(NotApplicable(kind="explained"),))
    sheet = add_up(told, np.array([[NAN]]), np.array([[CODE["not_applicable"]]], dtype=np.int8))
    assert sheet.low[0, 0] == 0


@pytest.mark.parametrize(
    "adjustment",
    [
        act("deduction", "x", on="b", share="0.5"),
        act("deduction", "x", on="b", per_case=1),
        act("bonus", "x", on="b", share="0.5"),
        act("cap", "x", on="b", share="0.5"),
    ],
)
def test_what_does_not_apply_is_left_alone_without_a_warning(adjustment):
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[adjustment])
    result = scored(made, u={"a": 30, "b": "不适用", "x": 1}, v={"a": 30, "b": 20, "x": 0})
    assert totals(result) == {"u": 50, "v": 50}
    assert result.adjustments.empty


def test_a_cap_that_only_the_high_end_reaches_is_told():
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[act("cap", "most", at=50)])
    result = scored(
        made,
        u={"a": 20, "b": "未评估", "most": 1},
        v={"a": 5, "b": "未评估", "most": 1},
        w={"a": 40, "b": 40, "most": 1},
    )
    assert totals(result, "low") == {"u": 20, "v": 5, "w": 50}
    assert totals(result, "high") == {"u": 50, "v": 45, "w": 50}
    assert result.adjustments["unit"].tolist() == ["u", "w"]


def test_half_a_point_left_is_all_that_can_be_lost():
    made = scheme(
        branch("b", 20, leaf("b.x", 10), leaf("b.y", 10)),
        leaf("a", 80),
        adjustments=[
            act("cap", "most", on="b", at="0.5"),
            act("deduction", "late", on="b.x", per_case=2),
        ],
    )
    result = scored(made, u={"b.x": 10, "b.y": 10, "a": 7, "most": 1, "late": 1})
    assert score_of(result, "u", "b.x") == 8
    assert score_of(result, "u", "b") == 0
    assert totals(result)["u"] == 7


def test_above_a_cap_that_took_something_the_ends_hold_every_outcome():
    """x is open, y is 6, their sum at most 10; then x loses half. With x = 10, 10 - 5 are left,
    with x = 4, 10 - 2, with x = 0, 6: the ends move by 0 and 5, whichever is the wider."""
    made = scheme(
        branch("b", 20, leaf("b.x", 10), leaf("b.y", 10)),
        leaf("a", 80),
        adjustments=[
            act("cap", "most", on="b", at=10),
            act("deduction", "half", on="b.x", share="0.5"),
        ],
    )
    known = {"b.y": 6, "a": 0, "most": 1, "half": 1}
    result = scored(
        made, u={"b.x": "未评估"} | known, **{f"v{x}": {"b.x": x} | known for x in (0, 4, 10)}
    )
    assert [totals(result)[f"v{x}"] for x in (0, 4, 10)] == [6, 8, 5]
    assert (score_of(result, "u", "b", "low"), score_of(result, "u", "b", "high")) == (1, 10)


@pytest.mark.parametrize(
    ("gate", "points", "failed"),
    [
        ({"below": 50}, 499.999995, True),  # 5 · 10⁻⁷ short of 50 of 100
        ({"below": 50}, 499.9999995, False),  # 5 · 10⁻⁸
        ({"below": 500, "on": "a"}, 499.999998, True),  # 2 · 10⁻⁶ short of 500 of 1,000
        ({"below": 500, "on": "a"}, 499.9999992, False),  # 8 · 10⁻⁷
    ],
)
def test_noise_is_a_billionth_of_what_is_looked_at(gate, points, failed):
    made = scheme(leaf("a", 1000), scale_to=100, adjustments=[act("gate", "pass", **gate)])
    found = scored(made, u={"a": points})
    assert (totals(found, "grade")["u"] == FAILED) is failed


def test_a_bonus_of_less_than_a_point_is_told():
    made = scheme(leaf("a", 100), adjustments=[act("bonus", "extra", per_case="0.5")])
    result = scored(made, u={"a": 80, "extra": 1}, v={"a": 80, "extra": 0})
    assert totals(result) == {"u": 80.5, "v": 80}
    assert result.adjustments["unit"].tolist() == ["u"]


def test_children_of_half_a_point_combine_too():
    lowest = Minimum(kind="minimum")
    earned, available = np.array([[0.25, 0.5]]), np.array([[0.5, 0.5]])
    assert combined(lowest, earned, available, np.array([1.0])).tolist() == [0.5]


def test_a_share_of_the_score_is_taken_in_points_of_the_whole():
    half = act("deduction", "half", on="a", share="0.5")
    made = scheme(branch("c", 70, leaf("a", 100), out_of=100), leaf("b", 30), adjustments=[half])
    assert totals(scored(made, u={"a": 80, "b": 0, "half": 1})) == {"u": 28}  # half of 80 × 0.7

"""Points up the tree against exact fractions, policy by policy."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.numbers import clean
from gkeval.scheme.model import NotApplicable
from gkeval.scoring.points import CODE, add_up
from gkeval.scoring.tree import Tree

SIBLINGS = NotApplicable(kind="siblings")
WHOLE = NotApplicable(kind="whole_tree")
FULL = NotApplicable(kind="full")
SHARE = NotApplicable(kind="share", rate="0.8")


def tree(nested, policies):
    """A tree from nested lists of points; policies by leaf."""
    parent, level, points, children, leaves = [-1], [0], [0.0], [[]], []

    def add(item, above):
        node = len(parent)
        parent.append(above)
        level.append(level[above] + 1)
        children.append([])
        children[above].append(node)
        points.append(0.0)
        if isinstance(item, list):
            for child in item:
                add(child, node)
            points[node] = sum(points[child] for child in children[node])
        else:
            points[node] = float(item)
            leaves.append(node)

    for item in nested:
        add(item, 0)
    points[0] = sum(points[child] for child in children[0])
    return Tree(
        tuple(str(node) for node in range(len(parent))),
        np.array(parent),
        np.array(level),
        np.array(points),
        np.array(points),
        tuple(map(tuple, children)),
        np.array(leaves),
        tuple(policies),
        np.array(
            [
                0 if p.kind == "whole_tree" else parent[n]
                for n, p in zip(leaves, policies, strict=True)
            ]
        ),
    )


def codes(*states):
    return np.array([[CODE[state] for state in states]], dtype=np.int8)


NESTED = [[6, 4], [10, 20, 60]]


def available(policies, *states):
    made = tree(NESTED, policies)
    sheet = add_up(made, np.ones((1, 5)), codes(*states))
    return sheet.available[0, made.leaves].tolist(), sheet


def test_points_of_a_leaf_that_does_not_apply_go_to_its_siblings():
    found, _ = available([SIBLINGS] * 5, "scored", "not_applicable", *["scored"] * 3)
    assert found[0] == 10
    assert np.isnan(found[1])
    assert found[2:] == [10, 20, 60]


def test_points_go_to_the_whole_tree():
    found, sheet = available([WHOLE] * 5, "not_applicable", *["scored"] * 4)
    assert found[1:] == pytest.approx([4 * 100 / 94, 10 * 100 / 94, 20 * 100 / 94, 60 * 100 / 94])
    assert sheet.available[0, 0] == 100


def test_a_branch_in_which_nothing_applies_passes_its_points_on():
    found, sheet = available([SIBLINGS] * 5, "not_applicable", "not_yet_due", *["scored"] * 3)
    assert found[2:] == pytest.approx([100 / 9, 200 / 9, 600 / 9])
    assert np.isnan(sheet.available[0, 1])
    assert sheet.scores[0, 0] == 100


def test_full_and_share_earn_where_the_leaf_does_not_apply():
    made = tree([5, 5, 90], [FULL, SHARE, SIBLINGS])
    sheet = add_up(
        made, np.array([[np.nan, np.nan, 0.5]]), codes("not_applicable", "not_applicable", "scored")
    )
    assert sheet.low[0].tolist() == [54.0, 5.0, 4.0, 45.0]


def test_not_yet_due_earns_nothing_even_where_not_applicable_would():
    made = tree([5, 5, 90], [FULL, SHARE, SIBLINGS])
    states = codes("not_yet_due", "scored", "scored")
    sheet = add_up(made, np.array([[np.nan, 1.0, 1.0]]), states).snapped(100)
    assert np.isnan(sheet.available[0, 1])
    assert sheet.scores[0, 0] == 100


def test_what_is_open_makes_an_interval():
    _, sheet = available([SIBLINGS] * 5, "scored", "not_assessed", "scored", "disputed", "scored")
    assert (sheet.low[0, 0], sheet.high[0, 0]) == (76, 100)
    assert np.isnan(sheet.scores[0, 0])


def test_nothing_applies_at_all():
    _, sheet = available([SIBLINGS] * 5, *["not_applicable"] * 5)
    assert np.isnan(sheet.available[0, 0])
    assert sheet.states[0, 0] == CODE["not_applicable"]


def exact_available(made, states):
    """The same sharing out, one unit at a time, in fractions."""
    excused = {
        int(leaf): state in (1, 2) and not (state == 1 and policy.kind in ("full", "share"))
        for leaf, state, policy in zip(made.leaves, states, made.policies, strict=True)
    }
    kind = dict(zip(made.leaves.tolist(), (p.kind for p in made.policies), strict=True))

    def alive(node):
        below = made.children[node]
        return any(alive(child) for child in below) if below else not excused[node]

    def weight(node):
        def leaves_below(at):
            below = made.children[at]
            return [leaf for child in below for leaf in leaves_below(child)] if below else [at]

        gone = [n for n in leaves_below(node) if excused[n] and kind[n] == "whole_tree"]
        return Fraction(made.points[node]) - sum(
            Fraction(made.points[n]) for n in gone if n != node
        )

    result = {0: Fraction(made.points[0]) if alive(0) else None}
    for node, below in enumerate(made.children):
        total = sum((weight(child) for child in below if alive(child)), Fraction(0))
        for child in below:
            lives = alive(child) and result[node] is not None
            result[child] = result[node] * weight(child) / total if lives else None
    return result


@st.composite
def cases(draw):
    nested = draw(
        st.lists(
            st.one_of(st.integers(1, 9), st.lists(st.integers(1, 9), min_size=1, max_size=4)),
            min_size=1,
            max_size=4,
        )
    )
    leaves = sum(len(item) if isinstance(item, list) else 1 for item in nested)
    policies = draw(
        st.lists(st.sampled_from([SIBLINGS, WHOLE, FULL, SHARE]), min_size=leaves, max_size=leaves)
    )
    states = draw(
        st.lists(
            st.lists(st.integers(0, 4), min_size=leaves, max_size=leaves), min_size=1, max_size=4
        )
    )
    quarters = draw(
        st.lists(
            st.lists(st.integers(0, 4), min_size=leaves, max_size=leaves),
            min_size=len(states),
            max_size=len(states),
        )
    )
    return tree(nested, policies), np.array(states, dtype=np.int8), np.array(quarters) / 4


@given(cases())
def test_points_equal_exact_fractions_and_children_add_up(case):
    made, states, rates = case
    full = made.points[0]
    sheet = add_up(made, rates, states).snapped(full)
    for unit, row in enumerate(states):
        expected = exact_available(made, row)
        for node, points in expected.items():
            found = sheet.available[unit, node]
            assert np.isnan(found) if points is None else found == clean([float(points)], full)[0]
        for node, below in enumerate(made.children):
            if below and not np.isnan(sheet.available[unit, node]):
                assert np.nansum(sheet.available[unit, list(below)]) == pytest.approx(
                    sheet.available[unit, node], abs=1e-7 * full
                )
                assert sheet.low[unit, list(below)].sum() == pytest.approx(
                    sheet.low[unit, node], abs=1e-7 * full
                )
        assert (sheet.low[unit] <= sheet.high[unit]).all()


@given(cases())
def test_a_unit_does_not_depend_on_the_other_units(case):
    made, states, rates = case
    together = add_up(made, rates, states)
    for unit in range(len(states)):
        alone = add_up(made, rates[[unit]], states[[unit]])
        assert np.array_equal(alone.low[0], together.low[unit])
        assert np.array_equal(alone.available[0], together.available[unit], equal_nan=True)

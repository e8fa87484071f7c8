"""Equal is equal: 3,000 units against exact rational arithmetic, at every depth.

With whole-number points and rates in quarters thousands of units share a few hundred totals. A sum
of floating-point products tells many of them apart that are equal, and ranks go wrong.
"""

from collections import Counter
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from tests.scoring.builders import branch, leaf, scheme

UNITS = 3_000
FULL = 100


def split(total, rng):
    """Split a whole number into two or three whole parts."""
    parts = min(total, int(rng.integers(2, 4)))
    cuts = np.sort(rng.choice(np.arange(1, total), size=parts - 1, replace=False))
    return [int(part) for part in np.diff([0, *cuts, total])]


def tree(depth, rng):
    """A tree of this depth whose points are whole; its names say where a leaf stands."""

    def grow(name, points, level):
        if level == depth or points < 4:
            return leaf(name, points, rule={"kind": "expert", "scale": "rate"})
        below = [grow(f"{name}.{n}", part, level + 1) for n, part in enumerate(split(points, rng))]
        return branch(name, points, *below)

    first = split(FULL, rng) if depth > 1 else [7, 13, 5, 11, 3, 17, 9, 15, 8, 12]
    return [grow(f"n{n}", part, 1) for n, part in enumerate(first)]


def made_up(depth):
    rng = np.random.default_rng(depth)
    made = scheme(*tree(depth, rng), rounding={"decimals": 2, "rank_on": "exact"})
    quarters = rng.integers(0, 5, size=(UNITS, len(made.leaves)))
    ids = [item.id for item in made.leaves]
    values = pd.DataFrame(quarters / 4, columns=ids)
    values.insert(0, "unit", [f"{n:04d}" for n in range(UNITS)])
    points = [int(item.points) for item in made.leaves]
    exact = [sum(map(int, row * points)) for row in quarters]  # in quarter points
    return made, values, exact


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5])
def test_totals_and_ranks_are_those_of_exact_arithmetic(depth):
    made, values, quarters = made_up(depth)
    assert max(level for _, level in made.walk()) == depth
    totals = gk.score(made, values).totals
    exact = [Fraction(n, 4) for n in quarters]
    assert totals["exact"].to_list() == [float(total) for total in exact]
    assert totals["exact"].nunique() == len(set(exact)) < 400

    above, ranks = 0, {}
    for total, number in sorted(Counter(exact).items(), reverse=True):
        ranks[total] = above + 1
        above += number
    assert totals["rank"].to_list() == [ranks[total] for total in exact]
    shared = Counter(exact)
    assert totals["tied"].to_list() == [shared[total] > 1 for total in exact]


@pytest.mark.parametrize("ties", ["dense", "ordinal"])
def test_other_kinds_of_rank(ties):
    made, values, exact = made_up(3)
    made = made.replace(
        ranking={"ties": ties, "break_by": ["order"]} if ties == "ordinal" else {"ties": ties}
    )
    order = np.random.default_rng(1).permutation(UNITS)
    totals = gk.score(made, values.assign(order=order, group="unit")).totals
    totals = totals.set_index("unit").loc[values["unit"]]
    if ties == "dense":
        places = {total: n for n, total in enumerate(sorted(set(exact), reverse=True), 1)}
        expected = [places[total] for total in exact]
    else:
        keys = sorted(zip((-total for total in exact), order, strict=True))
        places = {key: n for n, key in enumerate(keys, 1)}
        expected = [places[-total, place] for total, place in zip(exact, order, strict=True)]
    assert totals["rank"].to_list() == expected


def test_a_plain_sum_of_products_is_not_enough():
    """What the snapping of scores is for; without noise this test would prove nothing."""
    rng = np.random.default_rng(0)
    points = np.array([7, 13, 5, 11, 3, 17, 9, 15, 8, 12]) / 100
    quarters = rng.integers(0, 5, size=(UNITS, 10))
    exact = {sum(map(int, row)) for row in quarters * (points * 100).round().astype(int)}
    assert len(np.unique((quarters / 4) @ points)) > len(exact)

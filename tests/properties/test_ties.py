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


def made_up(depth, form="plain"):
    """A scheme, ready values, and the exact totals of its units.

    plain: points as they are. converted: the same on a full mark of 1. channels: the tree is marked
    out of 100 in a channel of 70 points, beside one of 30 that is marked out of 16.
    """
    rng = np.random.default_rng(depth)
    nested, more = tree(depth, rng), {"scale_to": 1} if form == "converted" else {}
    if form == "channels":
        daily = leaf("daily.only", 16, rule={"kind": "expert", "scale": "rate"})
        nested = [
            branch("tree", 70, *nested, out_of=100),
            branch("daily", 30, daily, out_of=16),
        ]
    made = scheme(*nested, rounding={"decimals": 2, "rank_on": "exact"}, **more)
    quarters = rng.integers(0, 5, size=(UNITS, len(made.leaves)))
    values = pd.DataFrame(quarters / 4, columns=[item.id for item in made.leaves])
    values.insert(0, "unit", [f"{n:04d}" for n in range(UNITS)])
    worth = [_worth(made, item.id) for item in made.leaves]
    exact = [
        sum((Fraction(int(q), 4) * part for q, part in zip(row, worth, strict=True)), Fraction(0))
        for row in quarters
    ]
    return made, values, exact


def _worth(made, name):
    """What a leaf is worth of the full mark, exactly."""
    part, above = Fraction(made.by_id[name].points), made.parents[name]
    while above:
        indicator = made.by_id[above]
        part = part / Fraction(indicator.marked_out_of) * Fraction(indicator.points)
        above = made.parents[above]
    return part * Fraction(made.full_mark) / Fraction(made.points)


@pytest.mark.parametrize("form", ["plain", "converted", "channels"])
@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5])
def test_totals_and_ranks_are_those_of_exact_arithmetic(depth, form):
    made, values, exact = made_up(depth, form)
    assert max(level for _, level in made.walk()) == depth + (form == "channels")
    totals = gk.score(made, values).totals
    full = float(made.full_mark)
    assert (abs(totals["exact"] - [float(total) for total in exact]) <= 1e-9 * full).all()
    assert totals["exact"].nunique() == len(set(exact)) < UNITS / 2

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

"""What scoring has to know of units and scheme together: absent leaves, grants, roll-ups."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt

from gkeval.assessment.cells import Cells
from gkeval.assessment.roster import Roster
from gkeval.errors import Problem, Problems
from gkeval.numbers import plain
from gkeval.scheme.model import Rollup, Scheme
from gkeval.scoring.adjustments import Given
from gkeval.scoring.points import SCORED, Rolled
from gkeval.scoring.tree import Tree

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def absent_leaves(scheme: Scheme, roster: Roster, tree: Tree) -> Bools:
    """Return which leaves are no part of a unit's tree, shape (units, leaves).

    Under a branch whose children add up for each group by itself, those of the other groups are
    absent; so are indicators that a draw left out.

    Raises
    ------
    InputError
        When a unit is in several subsets whose indicators add up to more than their branch.
    """
    _trees_add_up(scheme, roster, tree).raise_if_any("units")
    absent = np.zeros((len(roster), len(tree.leaves)), dtype=bool)
    for column, leaf in enumerate(tree.leaves):
        node = int(leaf)
        while node > 0:
            if int(tree.parent[node]) in tree.own_trees:
                absent[:, column] |= ~roster.bound(scheme.by_id[tree.ids[node]])
            node = int(tree.parent[node])
    return absent


def _trees_add_up(scheme: Scheme, roster: Roster, tree: Tree) -> Problems:
    """Find units whose own indicators under a branch do not add up: nothing is rescaled."""
    problems = []
    for node in sorted(tree.own_trees):
        below = [scheme.by_id[tree.ids[child]] for child in tree.children[node]]
        branch = scheme.by_id.get(tree.ids[node])
        if branch is not None and branch.draw is not None:
            continue
        whole = scheme.points if branch is None else branch.marked_out_of
        mine = np.column_stack([roster.bound_to(child.groups) for child in below])
        patterns, unit_of = np.unique(mine, axis=0, return_index=True)
        for pattern, first in zip(patterns, unit_of, strict=True):
            together = sum((c.points for c, on in zip(below, pattern, strict=True) if on), start=0)
            if together not in (0, whole):
                problems.append(_too_many(roster, int(first), tree.ids[node], together, whole))
    return Problems(problems)


def _too_many(
    roster: Roster, row: int, branch: str, together: Decimal | int, whole: Decimal
) -> Problem:
    unit, subsets = roster.frame.loc[row, ["unit", "subsets"]]
    return Problem(
        "points_do_not_add_up",
        found=f"indicators {f'under {branch} ' if branch else ''}that add up to "
        f"{plain(Decimal(together))} points for unit {unit}, in the subsets {subsets or 'none'}",
        allowed=f"exactly {plain(whole)}, as for each subset by itself",
        remedy="leave the unit in one of these subsets, or give the scheme one for both",
        source="units",
        table="units",
        column="subsets",
        unit=str(unit),
    )


def granted_rates(tree: Tree, cells: Cells) -> Floats:
    """Return the rate that each leaf earns where it does not apply, shape (units, leaves).

    Missing where its points are passed on instead.
    """
    granted = np.full((len(cells.values), len(tree.leaves)), np.nan)
    for column, policy in enumerate(tree.policies):
        if policy.kind == "full":
            granted[:, column] = 1.0
        elif policy.kind == "share":
            granted[:, column] = float(policy.rate or 0)
        elif policy.kind == "explained":
            granted[:, column] = 0.0
            for level, rate in policy.rates.items():
                granted[cells.levels[:, column] == level, column] = float(rate)
    return granted


def rolled_up(scheme: Scheme, roster: Roster, tree: Tree) -> list[Rolled]:
    """Return the roll-ups of the scheme for these units, the deepest first."""
    stated: list[tuple[int, Rollup]] = [
        (tree.ids.index(indicator.id), indicator.rollup)
        for indicator, _ in scheme.walk()
        if indicator.rollup is not None
    ]
    if scheme.rollup is not None:
        stated.append((0, scheme.rollup))
    return [
        Rolled(
            node,
            float(rollup.own),
            np.any([roster.members[name] for name in rollup.groups], axis=0),
            np.any([roster.members[name] for name in rollup.children], axis=0),
            roster.parents,
        )
        for node, rollup in stated
    ]


def adjustments_given(scheme: Scheme, roster: Roster, cells: Cells) -> Given:
    """Return what the adjustments look at, in the order of the scheme."""
    columns = {item.id: column for column, item in enumerate(scheme.measured)}
    shape = (len(roster), len(scheme.adjustments))
    values, bound = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    for position, adjustment in enumerate(scheme.adjustments):
        bound[:, position] = roster.bound_to(adjustment.groups)
        if adjustment.id in columns:
            column = columns[adjustment.id]
            scored = cells.states[:, column] == SCORED
            values[:, position] = np.where(scored, cells.values[:, column], np.nan)
    return Given(values, bound, roster.parents)

"""The same assessment scored again, with other weights, other cells or one indicator less.

In: an assessment. Out: assessments of the same units, by the very functions that made the first
(`scoring.points.add_up`, `scoring.adjustments.adjust`). A weight says how much a rate counts and
never changes the rate itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from gkeval.assessment.binding import absent_leaves, adjustments_given, granted_rates, rolled_up
from gkeval.assessment.cells import Cells
from gkeval.assessment.result import Assessment
from gkeval.assessment.run import known_to, leaf_rates
from gkeval.errors import GkevalError
from gkeval.rules.rates import rate
from gkeval.scheme.model import Indicator, Scheme
from gkeval.scoring.adjustments import Given, adjust
from gkeval.scoring.points import SCORED, Rolled, Sheet, add_up
from gkeval.scoring.tree import Tree

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Parts:
    """What scoring takes, read off an assessment; arrays over units and leaves in its order."""

    result: Assessment
    tree: Tree
    rates: Floats
    absent: Bools
    granted: Floats
    rollups: tuple[Rolled, ...]
    given: Given

    @classmethod
    def of(cls, result: Assessment) -> Parts:
        """Read off an assessment."""
        scheme, roster, cells = result.scheme, result.roster, result.cells
        tree = result.tree
        return cls(
            result,
            tree,
            leaf_rates(scheme, roster, cells),
            absent_leaves(scheme, roster, tree),
            granted_rates(tree, cells),
            tuple(rolled_up(scheme, roster, tree)),
            adjustments_given(scheme, roster, cells),
        )

    @property
    def states(self) -> npt.NDArray[np.int8]:
        """State codes of the leaves, shape (units, leaves)."""
        return self.result.cells.states[:, : len(self.tree.leaves)]

    def sheet(
        self,
        worth: Floats | None = None,
        rows: npt.NDArray[np.intp] | None = None,
    ) -> Sheet:
        """Return points before adjustments, noise not taken off, with nodes of another worth.

        Parameters
        ----------
        worth : array of float, shape (nodes,)
            In points of the whole; as in the scheme when not given.
        rows : array of int
            Only these units; all of them where units are rolled up from others.
        """
        tree = self.tree if worth is None else replace(self.tree, worth=worth)
        cells = self.rates, self.states, self.absent, self.granted
        if rows is not None:
            cells = self.rates[rows], self.states[rows], self.absent[rows], self.granted[rows]
        return add_up(tree, *cells, self.rollups if rows is None else ())

    def reweighed(self, worth: Floats) -> Assessment:
        """Return the assessment with nodes of another worth, shape (nodes,)."""
        scheme = with_worth(self.result.scheme, self.tree, worth)
        tree = replace(self.tree, worth=worth)
        adjusted = adjust(scheme, tree, self.sheet(worth), self.given)
        return replace(self.result, scheme=scheme, adjusted=adjusted)

    def without(self, leaf: int) -> Assessment:
        """Return the assessment without one leaf (its column): its siblings take its points."""
        absent = self.absent.copy()
        absent[:, leaf] = True
        sheet = add_up(self.tree, self.rates, self.states, absent, self.granted, self.rollups)
        adjusted = adjust(self.result.scheme, self.tree, sheet, self.given)
        return replace(self.result, adjusted=adjusted)

    def recast(self, cells: Cells, columns: Sequence[int]) -> Assessment:
        """Return the assessment with other cells; `columns` are the leaves in which they differ."""
        result, rates = self.result, self.rates.copy()
        scheme, roster = result.scheme, result.roster
        for column in columns:
            leaf = scheme.leaves[column]
            assert leaf.rule is not None
            scored = cells.states[:, column] == SCORED
            values = np.where(scored, cells.values[:, column], np.nan)
            levels = np.where(scored, cells.levels[:, column], "")
            earned = rate(leaf.rule, values, known_to(leaf, roster), levels)
            rates[:, column] = np.where(scored, earned, np.nan)
        states = cells.states[:, : len(self.tree.leaves)]
        granted = granted_rates(self.tree, cells)
        sheet = add_up(self.tree, rates, states, self.absent, granted, self.rollups)
        adjusted = adjust(scheme, self.tree, sheet, self.given)
        return replace(result, cells=cells, adjusted=adjusted)


def node_of(result: Assessment, indicator: str) -> int:
    """Return the node of an indicator.

    Raises
    ------
    GkevalError
        For one that the scheme does not have.
    """
    if indicator not in result.scheme.by_id:
        known = ", ".join(list(result.scheme.by_id)[:12])
        raise GkevalError(f"indicator is {indicator!r}, must be one of: {known} …")
    return result.tree.ids.index(indicator)


def groups_of(result: Assessment, group: str | None) -> list[str]:
    """Return the ranked groups that are asked about: one, or all that have units.

    Raises
    ------
    GkevalError
        For a group that the scheme does not rank, or in which nobody was assessed.
    """
    ranked = [name for name, one in result.scheme.groups.items() if not one.within]
    present = [name for name in ranked if result.roster.members[name].any()]
    if group is None:
        return present
    if group not in present:
        empty = ", which has no units in this assessment" if group in ranked else ""
        raise GkevalError(f"group is {group!r}{empty}, must be one of: {', '.join(present)}")
    return [group]


def below(tree: Tree, node: int) -> Bools:
    """Return which nodes stand below a node, itself included; shape (nodes,)."""
    found = np.zeros(len(tree.ids), dtype=bool)
    found[node] = True
    for at in range(node + 1, len(tree.ids)):  # parents stand before their children
        found[at] = found[tree.parent[at]]
    return found


def shared_with_siblings(tree: Tree, node: int, share: float) -> Floats:
    """Return the worth of all nodes when one has this share of what its parent is worth.

    Its siblings keep their proportions, and so does everything below each of them.

    >>> import gkeval as gk
    >>> from gkeval.scoring.tree import tree_of
    >>> tree = tree_of(gk.load_scheme("sichuan-land-2011"))  # 77, 9, 7, 4 and 3 points
    >>> shared_with_siblings(tree, 1, 0.54).tolist()
    [100.0, 54.0, 18.0, 14.0, 8.0, 6.0]
    """
    parent = int(tree.parent[node])
    now = tree.worth[node] / tree.worth[parent]
    worth = tree.worth.copy()
    for child in tree.children[parent]:
        factor = share / now if child == node else (1.0 - share) / (1.0 - now)
        worth[below(tree, child)] *= factor
    return worth


def marks(scheme: Scheme, tree: Tree, worth: Floats) -> tuple[Floats, Floats]:
    """Return the printed points of all nodes, and what their children are marked out of.

    A branch with a number of its own (`out_of`) keeps it; elsewhere printed points follow worth.
    """
    points, out_of = np.empty(len(worth)), np.empty(len(worth))
    points[0] = out_of[0] = float(scheme.points)
    for node in range(1, len(worth)):
        above = int(tree.parent[node])
        scale = worth[above] / out_of[above] if worth[above] > 0 else 1.0
        points[node] = worth[node] / scale
        own = scheme.by_id[tree.ids[node]].out_of
        out_of[node] = points[node] if own is None else float(own)
    return points, out_of


def with_worth(scheme: Scheme, tree: Tree, worth: Floats) -> Scheme:
    """Return a scheme whose indicators have the printed points that follow from a worth.

    It is not checked: a share of points may have no end of decimals.
    """
    points, _ = marks(scheme, tree, worth)
    printed = dict(zip(tree.ids, points.tolist(), strict=True))

    def changed(indicator: Indicator) -> Indicator:
        return indicator.model_copy(
            update={
                "points": Decimal(repr(printed[indicator.id])),
                "indicators": tuple(changed(child) for child in indicator.indicators),
            }
        )

    fields = {name: getattr(scheme, name) for name in type(scheme).model_fields}
    fields["indicators"] = tuple(changed(indicator) for indicator in scheme.indicators)
    return Scheme.model_construct(**fields)

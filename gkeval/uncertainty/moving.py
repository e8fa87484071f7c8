"""Weights that move: what totals do then, and the least move that closes a gap.

In: the nodes whose weights move, and how far they may. Out: totals, their slopes, a lower bound for
every unit at once, and the solution of the linear programme (HiGHS) for one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from gkeval.errors import GkevalError
from gkeval.scheme.adjustments import Veto
from gkeval.scoring.adjustments import Given, adjust
from gkeval.scoring.tree import Tree
from gkeval.uncertainty.rescoring import Parts, below, with_worth

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

STEP = 1e-5
"""Share of all points by which a weight moves when slopes are measured."""

COARSE = 1e-3
"""Likewise after adjustments, where scores are rounded to one part in 10⁹ of the full mark."""

INFEASIBLE = 2
"""What `scipy.optimize.linprog` says of a programme without a solution."""


class Moves:
    """Changes of the worth of some nodes, and what they do to totals."""

    def __init__(self, parts: Parts, nodes: Ints, within: float | None, branches: bool) -> None:
        tree = parts.tree
        self.parts, self.tree, self.nodes = parts, tree, nodes
        self.now = tree.worth[nodes]
        self.low = np.zeros(len(nodes)) if within is None else self.now * max(0.0, 1.0 - within)
        room = np.inf if within is None else within
        self.high = np.full(len(nodes), tree.worth[0]) if within is None else self.now * (1 + room)
        self.masks = np.array([below(tree, int(node)) for node in nodes])
        self.kept = _together(tree, nodes) if branches else np.ones((1, len(nodes)))
        self.scale = float(parts.result.scheme.full_mark) / tree.worth[0]

    def worth(self, weights: Floats) -> Floats:
        """Return the worth of all nodes when the chosen ones weigh this much."""
        worth = self.tree.worth.copy()
        for mask, weight, now in zip(self.masks, weights, self.now, strict=True):
            worth[mask] *= weight / now
        for node in range(len(worth) - 1, 0, -1):  # branches above: moved by what moves below
            above = int(self.tree.parent[node])
            if not self.masks[:, above].any():
                worth[above] += worth[node] - self.tree.worth[node]
        worth[0] = self.tree.worth[0]
        return worth

    def raw(self, weights: Floats, rows: Ints | None = None) -> Floats:
        """Return totals before adjustments, without rounding, of all units or of some."""
        few = None if self.parts.rollups else rows
        low = self.parts.sheet(self.worth(weights), rows=few).low[:, 0] * self.scale
        result: Floats = low if rows is None or few is not None else low[rows]
        return result

    def totals(self, weights: Floats) -> Floats:
        """Return exact totals as scoring gives them, shape (units,)."""
        return self.parts.reweighed(self.worth(weights)).totals["exact"].to_numpy()

    def totals_of(self, weights: Floats, rows: Ints) -> Floats:
        """Return the exact totals of some units, as scoring gives them, shape (rows,)."""
        parts, scheme = self.parts, self.parts.result.scheme
        if parts.rollups or any(isinstance(x, Veto) and x.parent_too for x in scheme.adjustments):
            return self.totals(weights)[rows]  # other units have a say in these
        worth, given = self.worth(weights), parts.given
        alone = Given(given.values[rows], given.bound[rows], np.full(len(rows), -1, dtype=np.intp))
        sheet = parts.sheet(worth, rows=rows)
        tree = replace(self.tree, worth=worth)
        if any(getattr(x, "on", None) for x in scheme.adjustments):  # what a printed point is worth
            scheme = with_worth(scheme, self.tree, worth)
        done = adjust(scheme, tree, sheet, alone, log=False)
        if scheme.missing == "zero":
            return done.low
        return np.where(done.low == done.high, done.low, np.nan)

    def slopes(self, weights: Floats, rows: Ints | None = None) -> Floats:
        """Return what a point more for each node does to totals before adjustments.

        The shape is (nodes, units).
        """
        step = STEP * float(self.tree.worth[0])
        base = self.raw(weights, rows)
        found = []
        for at in range(len(weights)):
            up = weights.copy()
            up[at] += step
            found.append((self.raw(up, rows) - base) / step)
        return np.array(found)

    def slopes_adjusted(self, weights: Floats, rows: Ints) -> Floats:
        """Return what a point more for each node does to totals, shape (nodes, rows)."""
        step = COARSE * float(self.tree.worth[0])
        base = self.totals_of(weights, rows)
        found = []
        for at in range(len(weights)):
            up = weights.copy()
            up[at] += step
            found.append((self.totals_of(up, rows) - base) / step)
        return np.nan_to_num(np.array(found))

    def bound(self, gains: Floats, gaps: Floats) -> Floats:
        """Return the least points that must move so that a gap closes, shape (units,).

        Points go from the nodes that gain least to those that gain most, whatever their branches.
        gains has shape (nodes, units), gaps (units,). Infinite where it never closes.
        """
        order = np.argsort(gains, axis=0, kind="stable")
        gain = np.take_along_axis(gains, order, axis=0)
        give = np.cumsum(np.take(self.now - self.low, order), axis=0)
        take = np.cumsum(np.take(self.high - self.now, order)[::-1], axis=0)
        moved = np.sort(np.concatenate([give, take]), axis=0)
        moved = np.minimum(moved, np.minimum(give[-1], take[-1]))
        count = len(gain) - 1
        middle = moved - np.diff(moved, axis=0, prepend=0.0) / 2
        from_ = np.minimum((give[None] <= middle[:, None]).sum(axis=1), count)
        to = count - np.minimum((take[None] <= middle[:, None]).sum(axis=1), count)
        rate = np.take_along_axis(gain, to, axis=0) - np.take_along_axis(gain, from_, axis=0)
        closed = np.cumsum(np.maximum(rate, 0.0) * np.diff(moved, axis=0, prepend=0.0), axis=0)
        before = np.vstack([np.zeros(closed.shape[1]), closed[:-1]])
        at = (closed >= gaps - 1e-12).argmax(axis=0)
        units = np.arange(closed.shape[1])
        start = np.where(at > 0, moved[at - 1, units], 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            more = np.where(
                gaps > before[at, units], (gaps - before[at, units]) / rate[at, units], 0
            )
        enough = closed[-1] >= gaps - 1e-12
        return np.where(enough, start + np.nan_to_num(more), np.inf)

    def solved(self, gain: Floats, gap: float, at: Floats) -> Floats | None:
        """Return the weights nearest to the present ones from which a gap closes, or None.

        The gap is that at the weights `at`; `gain` is what a point more for each node closes.
        """
        from scipy.optimize import linprog

        count = len(self.now)
        needed = gap + float(gain @ (at - self.now))
        size = max(float(np.abs(gain).max()), 1e-12)
        solved = linprog(
            np.ones(2 * count),
            A_ub=-np.concatenate([gain, -gain])[None] / size,
            b_ub=[-needed / size],
            A_eq=np.hstack([self.kept, -self.kept]),
            b_eq=np.zeros(len(self.kept)),
            bounds=[(0, limit) for limit in (*(self.high - self.now), *(self.now - self.low))],
            method="highs",
        )
        if solved.status == INFEASIBLE:
            return None
        if not solved.success:
            raise GkevalError(f"the linear programme has no answer: {solved.message}")
        result: Floats = self.now + solved.x[:count] - solved.x[count:]
        return np.clip(result, self.low, self.high)

    def farthest(self, gain: Floats) -> Floats:
        """Return the weights, as far off as bounds allow, that close most of a gap."""
        weights = self.low.copy()
        for mates in self.kept > 0:  # points go to those that gain most, up to their bounds
            order = np.flatnonzero(mates)[np.argsort(-gain[mates], kind="stable")]
            room = (self.high - self.low)[order]
            left = self.now[order].sum() - self.low[order].sum()
            weights[order] += np.clip(left - (np.cumsum(room) - room), 0.0, room)
        return weights


def _together(tree: Tree, nodes: Ints) -> Floats:
    """Return which nodes share a parent, shape (parents, nodes)."""
    parents = tree.parent[nodes]
    return np.array([parents == parent for parent in np.unique(parents)], dtype=np.float64)

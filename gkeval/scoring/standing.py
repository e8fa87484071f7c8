"""What stands while adjustments are applied: scores of nodes, totals, verdicts, the log.

In: new scores of one indicator or of the total. Out: the same, with all that lies above it moved.

A part's move reaches the whole as it is, so that the ends of the one move the ends of the other.
Not so above what a cap or a deduction has held: a whole at its cap no longer grows with its part,
but loses what the part loses, and a better part loses more. There the whole's ends move by the
least and by the most that the part can move, so that they hold every outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gkeval.numbers import clean, reaches
from gkeval.scheme.model import Scheme
from gkeval.scoring.combining import combined
from gkeval.scoring.points import Sheet
from gkeval.scoring.tree import Tree

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ends = tuple[Floats, Floats]

TOTAL = -1
"""Stands for the total on the full mark where nodes are named."""


@dataclass(frozen=True)
class Entry:
    """One adjustment that took effect for one unit; points before and after of what it works on.

    `child` is the row of the unit below that caused it (``parent_too``), else −1.
    """

    row: int
    position: int
    before: float
    after: float
    value: float
    outcome: str
    child: int = -1


@dataclass
class Standing:
    """What changes while adjustments are applied; arrays over units.

    Parameters
    ----------
    low, high
        Totals on the full mark; the nodes' points are in `sheet`.
    held
        By node, or `TOTAL`: the units for which a cap or deduction has changed its points.
    """

    scheme: Scheme
    tree: Tree
    sheet: Sheet
    low: Floats
    high: Floats
    scale: float
    verdicts: npt.NDArray[np.object_]
    log: list[Entry] | None
    stopped_low: Floats
    stopped_high: Floats
    held: dict[int, Bools] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    def read(self, on: str | None) -> tuple[Floats, Floats, Floats, Floats]:
        """Return low, high, available and the worth of a printed point, of a node or the total.

        The points of an indicator are those that its children are marked in (`marked_out_of`).
        """
        if on is None:
            available = np.where(np.isnan(self.low), np.nan, float(self.scheme.full_mark))
            return self.low, self.high, available, np.ones(self.low.shape)
        node = self.tree.ids.index(on)
        available = self.sheet.available[:, node]
        worth = np.nan_to_num(available / float(self.scheme.by_id[on].marked_out_of))
        return self.sheet.low[:, node], self.sheet.high[:, node], available, worth

    def hold(self, on: str | None, low: Floats, high: Floats) -> None:
        """Set the points of a node, or the total, by a cap or a deduction."""
        node = TOTAL if on is None else self.tree.ids.index(on)
        before = self.read(on)
        changed = (low != before[0]) | (high != before[1])
        self.write(on, low, high)
        self.held[node] = self.held.get(node, False) | changed

    def write(self, on: str | None, low: Floats, high: Floats) -> None:
        """Set the points of a node, with all above it, or the total.

        What was capped or reduced above a node may hold less than the node loses: it falls to 0.
        """
        if on is None:
            self.low, self.high = low, high
            return
        node = self.tree.ids.index(on)
        ends = low - self.sheet.low[:, node], high - self.sheet.high[:, node]
        # how much an indicator is moved rises with its score, or falls: the ends are the extremes
        reach = np.minimum(*ends), np.maximum(*ends)
        held: Bools | None = None
        while True:
            above = int(self.tree.parent[node])
            before = self._combined(above)
            stood = self.sheet.low[:, node], self.sheet.high[:, node]
            ends, reach = _moved(stood, ends, reach, held)
            self.sheet.low[:, node] += ends[0]
            self.sheet.high[:, node] += ends[1]
            self.touched.add(node)
            if node == 0:
                break
            if before is not None:  # what a combined branch moves by is not what its child does
                after = self._combined(above)
                assert after is not None
                ends = after[0] - before[0], after[1] - before[1]
                reach = combined_reach(before, after, reach)
            node = above
            own = self.sheet.own_shares.get(node, 1.0)
            ends, reach = (ends[0] * own, ends[1] * own), (reach[0] * own, reach[1] * own)
            held = self.held.get(node)
        scale = self.scale
        ends, reach = (ends[0] * scale, ends[1] * scale), (reach[0] * scale, reach[1] * scale)
        ends, _ = _moved((self.low, self.high), ends, reach, self.held.get(TOTAL))
        self.low, self.high = self.low + ends[0], self.high + ends[1]

    def _combined(self, node: int) -> Ends | None:
        """Return what a branch's children combine to now; None where their points add up."""
        if node not in self.tree.combines:
            return None
        nodes, sheet = list(self.tree.children[node]), self.sheet
        low, high = (
            combined(
                self.tree.combines[node],
                points[:, nodes],
                sheet.available[:, nodes],
                sheet.available[:, node],
            )
            for points in (sheet.low, sheet.high)
        )
        return low, high

    def reached(self, on: str | None, scores: Floats, limits: npt.ArrayLike) -> Bools:
        """Return where scores reach limits, noise of one part in 10⁹ of the full mark aside."""
        full = self._full(on)
        return reaches(scores / full, np.asarray(limits, dtype=np.float64) / full)

    def differs(self, on: str | None, before: Floats, after: Floats) -> Bools:
        """Return where scores differ by more than noise."""
        full = self._full(on)
        return np.asarray(clean(before, full) != clean(after, full))

    def _full(self, on: str | None) -> float:
        return float(self.scheme.full_mark if on is None else self.scheme.points)

    def settled(self) -> Sheet:
        """Return the sheet with the rates that follow from its scores, and without noise."""
        for node in self.touched:
            with np.errstate(invalid="ignore", divide="ignore"):
                rates = self.sheet.low[:, node] / self.sheet.available[:, node]
            known = ~np.isnan(self.sheet.rates[:, node])
            self.sheet.rates[known, node] = rates[known]
        return self.sheet.snapped(float(self.scheme.points))

    def note(
        self,
        position: int,
        before: Floats,
        after: Floats,
        values: Floats,
        where: Bools,
        outcome: str,
        child: npt.NDArray[np.intp] | None = None,
    ) -> None:
        """Log the units in `where`."""
        if self.log is None:
            return
        full = float(self.scheme.full_mark)
        before, after = clean(before, full), clean(after, full)
        self.log += [
            Entry(
                int(row),
                position,
                float(before[row]),
                float(after[row]),
                float(values[row]),
                outcome,
                -1 if child is None else int(child[row]),
            )
            for row in np.flatnonzero(where)
        ]


def combined_reach(before: Ends, after: Ends, child: Ends) -> Ends:
    """Return the least and the most that a branch moves when it combines its children.

    It moves from any of its scores before to any after, but never the other way than its child:
    no kind of combination falls where a child rises.

    Parameters
    ----------
    before, after
        The ends of the branch.
    child
        The least and the most that the child moves.

    Examples
    --------
    >>> ends = np.array([2.0]), np.array([8.0])
    >>> same = np.array([0.0]), np.array([0.0])  # nothing was taken from the child
    >>> [end.tolist() for end in combined_reach(ends, ends, same)]
    [[0.0], [0.0]]
    """
    least, most = after[0] - before[1], after[1] - before[0]
    return (
        np.where(child[0] >= 0, np.maximum(least, 0.0), least),
        np.where(child[1] <= 0, np.minimum(most, 0.0), most),
    )


def _moved(stood: Ends, ends: Ends, reach: Ends, held: Bools | None) -> tuple[Ends, Ends]:
    """Return by how much two ends move, and the least and the most that any outcome does.

    Points never fall below 0: what holds less than it is to lose loses less.

    >>> stood = np.array([60.0]), np.array([60.0])
    >>> ends = np.array([0.0]), np.array([-3.0])  # a part without points loses none, a full one 3
    >>> moved, _ = _moved(stood, ends, (ends[1], ends[0]), np.array([True]))
    >>> [float(stood[end][0] + moved[end][0]) for end in (0, 1)]
    [57.0, 60.0]
    """
    if held is not None:
        ends = np.where(held, reach[0], ends[0]), np.where(held, reach[1], ends[1])
    return (
        (_at_most_all(stood[0], ends[0]), _at_most_all(stood[1], ends[1])),
        (_at_most_all(stood[1], reach[0]), _at_most_all(stood[0], reach[1])),
    )


def _at_most_all(points: Floats, by: Floats) -> Floats:
    return np.maximum(by, -np.maximum(points, 0.0))

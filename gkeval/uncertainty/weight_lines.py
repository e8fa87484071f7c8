"""Totals as functions of one weight, in closed form; adjustments cut them into pieces.

In: an assessment and a node whose share t of its parent goes from 0 to 1. Out: `Lines`. Before
adjustments the total of a unit is (a + b t) ÷ (c + d t): a straight line where every indicator
applies to it, a bent one where points were passed on. The coefficients are solved from sums at two
shares and proved at two more. Every adjustment then adds to a piece, scales it or cuts it off, and
pieces are split at the shares where it begins or ceases to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gkeval.errors import GkevalError
from gkeval.numbers import reaches
from gkeval.scheme.adjustments import Bonus, Cap, Deduction, Gate, Veto, _Points
from gkeval.scoring.adjustments import holds, points_of
from gkeval.uncertainty.rescoring import Parts, marks, shared_with_siblings

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]

SHARES = np.array([0.125, 0.875, 0.375, 0.625])
"""Where sums are made: the first two give the coefficients, the others prove them."""

EXACT = 1e-9


@dataclass(frozen=True, eq=False)
class Lines:
    """Totals on the full mark as functions of the share, in pieces.

    Parameters
    ----------
    row : array of int, shape (pieces,)
        The unit; the pieces of a unit follow each other.
    start, end : array of float, shape (pieces,)
        From which share to which a piece holds.
    top, under : array of float, shape (pieces, 2)
        Coefficients: the total is (top₀ + top₁ t) ÷ (under₀ + under₁ t); missing without a total.
    """

    row: Ints
    start: Floats
    end: Floats
    top: Floats
    under: Floats

    def at(self, shares: npt.ArrayLike, units: int) -> Floats:
        """Return totals at these shares, shape (shares, units)."""
        at = np.atleast_1d(np.asarray(shares, dtype=np.float64))
        found = np.full((len(at), units), np.nan)
        last = self.end >= 1.0
        here = (self.start <= at[:, None]) & ((at[:, None] < self.end) | last)
        which, piece = np.nonzero(here)
        found[which, self.row[piece]] = value_at(self.top[piece], self.under[piece], at[which])
        return found


def value_at(top: Floats, under: Floats, shares: Floats) -> Floats:
    """Return (top₀ + top₁ t) ÷ (under₀ + under₁ t), row by row."""
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = (top[:, 0] + top[:, 1] * shares) / (under[:, 0] + under[:, 1] * shares)
    return result


def lines_of(parts: Parts, node: int) -> Lines:
    """Return the totals of all units as functions of the share of a node in its parent.

    Units that have no total are left out; so are those whose total has open parts.

    Raises
    ------
    GkevalError
        Where no closed form holds: a branch above that does not add its children up, points that
        leave a branch while others stay in it, a parent unit with children whose points move.
    """
    result, tree = parts.result, parts.tree
    ons = _adjusted_nodes(parts)
    _refuse_combined(parts, [node, *ons])
    earned: dict[int, list[Floats]] = {at: [] for at in (0, *ons)}
    available: dict[int, list[Floats]] = {at: [] for at in (0, *ons)}
    unit: dict[int, list[Floats]] = {at: [] for at in (0, *ons)}
    ratios = []
    rows = np.arange(len(result.roster))
    own_shares = {}
    for share in SHARES:
        worth = shared_with_siblings(tree, node, float(share))
        sheet = parts.sheet(worth)
        own_shares = dict(sheet.own_shares)
        out_of = marks(result.scheme, tree, worth)[1]
        kin = list(tree.children[int(tree.parent[node])])
        alive = ~np.isnan(sheet.available[:, kin])
        first = np.array(kin)[alive.argmax(axis=1)]
        ratio = worth[first] / sheet.available[rows, first]
        ratios.append(np.where(alive.any(axis=1), ratio, 1.0))
        for at in (0, *ons):
            earned[at].append(sheet.low[:, at])
            available[at].append(sheet.available[:, at])
            unit[at].append(np.nan_to_num(sheet.available[:, at] / out_of[at]))
    settled = parts.result.adjusted.low == parts.result.adjusted.high
    if result.scheme.missing == "zero":
        settled = np.ones(len(settled), dtype=bool)
    settled &= ~np.isnan(available[0][0])
    under, wrong = _affine(np.array(ratios))
    under = np.where(
        (np.abs(under[:, 1]) < 1e-12 * np.abs(under[:, 0]))[:, None], [1.0, 0.0], under
    )
    if not ons:  # a sibling that has all in any case: constant, and known at the ends too
        ends = np.abs(np.stack([under[:, 0], under.sum(axis=1)]))
        vanish = (ends < 1e-12 * ends.max(axis=0)).any(axis=0)
        under = np.where(vanish[:, None], [1.0, 0.0], under)
    bottom = under[:, 0] + under[:, 1] * SHARES[:, None]

    def over(values: list[Floats]) -> Floats:
        found, off = _affine(np.array(values) * bottom)
        wrong[:] |= off
        return found

    functions = {at: (over(earned[at]), over(available[at]), over(unit[at])) for at in (0, *ons)}
    wrong &= settled
    if wrong.any():
        names = ", ".join(map(str, result.roster.ids[wrong][:5]))
        counted = f"{wrong.sum()} unit{'' if wrong.sum() == 1 else 's'}"
        raise GkevalError(
            f"no closed form for {counted} ({names}): points are passed on within one "
            "branch and out of it at once, or a unit is rolled up from units whose points move. "
            "Remedy: use .at on single weights by scheme.replace, or gk.robustness"
        )
    return _Pieces(parts, settled, under, functions, own_shares).adjusted()


def _affine(values: Floats) -> tuple[Floats, Bools]:
    """Return the coefficients of straight lines through values at `SHARES`, and where they fail."""
    slope = (values[1] - values[0]) / (SHARES[1] - SHARES[0])
    start = values[0] - slope * SHARES[0]
    found = np.stack([start, slope], axis=1)
    off = np.abs(start + slope * SHARES[2:, None] - values[2:]).max(axis=0)
    size = np.maximum(np.abs(values).max(axis=0), 1.0)
    return found, off > EXACT * size


def _adjusted_nodes(parts: Parts) -> list[int]:
    """Return the nodes that adjustments work on, and those above them, without the whole."""
    tree = parts.tree
    found = set()
    for adjustment in parts.result.scheme.adjustments:
        on = getattr(adjustment, "on", None)
        node = tree.ids.index(on) if on else 0
        while node > 0:
            found.add(node)
            node = int(tree.parent[node])
    return sorted(found)


def _refuse_combined(parts: Parts, nodes: list[int]) -> None:
    tree = parts.tree
    above = set()
    for node in nodes:
        while node > 0:
            node = int(tree.parent[node])
            above.add(node)
    for node in sorted(above & set(tree.combines)):
        name = tree.ids[node] or "the whole"
        raise GkevalError(
            f"no closed form: {name} combines its indicators by {tree.combines[node].kind}, where "
            "points do not add up. Remedy: use gk.robustness, or scheme.replace and gk.compare"
        )


class _Pieces:
    """Pieces while adjustments are applied; `score[node]` are the functions of adjusted nodes."""

    def __init__(
        self,
        parts: Parts,
        settled: Bools,
        under: Floats,
        functions: dict[int, tuple[Floats, Floats, Floats]],
        own_shares: dict[int, Floats],
    ) -> None:
        scheme = parts.result.scheme
        self.parts, self.own_shares, self.functions = parts, own_shares, functions
        self.scale = float(scheme.full_mark) / float(scheme.points)
        self.full, self.points = float(scheme.full_mark), float(scheme.points)
        self.row: Ints = np.flatnonzero(settled)
        self.start, self.end = np.zeros(len(self.row)), np.ones(len(self.row))
        self.under = under
        self.score = {at: functions[at][0][self.row] for at in functions}
        self.total = self.score[0] * self.scale
        self.stopped = np.zeros(len(self.row), dtype=bool)

    def adjusted(self) -> Lines:
        """Apply the scheme's adjustments in their order."""
        given = self.parts.given
        for position, adjustment in enumerate(self.parts.result.scheme.adjustments):
            bound, values = given.bound[:, position], given.values[:, position]
            if isinstance(adjustment, Veto):
                self._veto(adjustment, values, bound)
            elif isinstance(adjustment, Gate):
                self._gate(adjustment, bound)
            else:
                self._move(adjustment, values, bound)
        order = np.lexsort((self.start, self.row))
        return Lines(
            self.row[order],
            self.start[order],
            self.end[order],
            self.total[order],
            self.under[self.row[order]],
        )

    def _read(self, on: str | None) -> tuple[Floats, Floats, Floats]:
        """Return score, available and the worth of a printed point, as top coefficients."""
        if on is None:
            under = self.under[self.row]
            return self.total, under * self.full, under
        at = self.parts.tree.ids.index(on)
        _, available, unit = self.functions[at]
        return self.score[at], np.nan_to_num(available[self.row]), unit[self.row]

    def _middle(self, top: Floats) -> Floats:
        middle = (self.start + self.end) / 2
        return value_at(top, self.under[self.row], middle)

    def _split(self, on: str | None, limit: tuple[float, float, float]) -> None:
        """Cut pieces where a·score + b·available + c·worth of a point is 0."""
        score, available, unit = self._read(on)
        self._cut(limit[0] * score + limit[1] * available + limit[2] * unit)

    def _cut(self, top: Floats) -> None:
        with np.errstate(invalid="ignore", divide="ignore"):
            root = -top[:, 0] / top[:, 1]
        tiny = 1e-13
        inside = (root > self.start + tiny) & (root < self.end - tiny)
        if not inside.any():
            return
        chosen = np.concatenate([np.arange(len(self.row)), np.flatnonzero(inside)])
        count = len(self.row)
        start, end = self.start[chosen], self.end[chosen]
        end[:count][inside] = root[inside]
        start[count:] = root[inside]
        self.row, self.start, self.end = self.row[chosen], start, end
        self.total, self.stopped = self.total[chosen], self.stopped[chosen]
        self.score = {at: top[chosen] for at, top in self.score.items()}

    def _reached(self, on: str | None, limit: float) -> Bools:
        """Return where the score reaches so many printed points, at the middle of each piece."""
        full = self.full if on is None else self.points
        score, _, unit = self._read(on)
        return reaches(self._middle(score) / full, limit * self._middle(unit) / full)

    def _move(self, adjustment: Bonus | Deduction | Cap, values: Floats, bound: Bools) -> None:
        on = adjustment.on
        if isinstance(adjustment, Cap):
            if adjustment.at is not None:
                self._split(on, (1.0, 0.0, -float(adjustment.at)))
            else:
                self._split(on, (1.0, -float(adjustment.share or 0), 0.0))
            score, available, unit = self._read(on)
            at, share = adjustment.at, float(adjustment.share or 0)
            most = unit * float(at) if at is not None else available * share
            held = self._active(bound) & holds(adjustment.when, values)[self.row]
            held &= self._middle(score) > self._middle(most)
            self._write(on, np.where(held[:, None], most, score))
            return
        amount = self._amount(adjustment, values)
        score, _, _ = self._read(on)
        if isinstance(adjustment, Deduction):
            self._cut(score - amount)
            self._cut(self._read(on)[0])
            amount = self._amount(adjustment, values)
            score = self._read(on)[0]
            held = self._active(bound)
            left = np.where(self._middle(score - amount)[:, None] > 0, score - amount, 0.0)
            left = np.where(self._middle(score)[:, None] < 0, score, left)
            self._write(on, np.where(held[:, None], left, score))
            return
        for limit in (adjustment.opens_above, adjustment.opens_at):
            if limit is not None:
                self._split(on, (1.0, 0.0, -float(limit)))
        amount, score = self._amount(adjustment, values), self._read(on)[0]
        is_open = self._active(bound)
        if adjustment.opens_at is not None:
            is_open &= self._reached(on, float(adjustment.opens_at))
        if adjustment.opens_above is not None:
            full = self.full if on is None else self.points
            gate, unit = float(adjustment.opens_above), self._read(on)[2]
            is_open &= ~reaches(-self._middle(score) / full, -gate * self._middle(unit) / full)
        self._write(on, np.where(is_open[:, None], score + amount, score))

    def _active(self, bound: Bools) -> Bools:
        active: Bools = bound[self.row] & ~self.stopped
        return active

    def _amount(self, adjustment: _Points, values: Floats) -> Floats:
        """Return the points that a bonus or deduction is about, as top coefficients."""
        on = adjustment.on
        if adjustment.share is None:
            points = points_of(adjustment, values, np.zeros(values.shape))
            result: Floats = points[self.row, None] * self._read(on)[2]
            return result
        held = holds(adjustment.when, values)
        share = float(adjustment.share)
        if adjustment.cap is not None:
            self._split(on, (share, 0.0, -float(adjustment.cap)))
        score, _, unit = self._read(on)
        amount = score * share
        if adjustment.cap is not None:
            most = unit * float(adjustment.cap)
            over = self._middle(amount) > self._middle(most)
            amount = np.where(over[:, None], most, amount)
        return np.where(held[self.row, None], amount, 0.0)

    def _write(self, on: str | None, after: Floats) -> None:
        """Set the points of a node, with all above it, or the total; none falls below 0."""
        if on is None:
            self.total = after
            return
        tree = self.parts.tree
        at = node = tree.ids.index(on)
        self.score[-1] = after - self.score[node]  # the move goes along when pieces are cut
        while True:
            if node != at and node in self.own_shares:
                self.score[-1] = self.score[-1] * self.own_shares[node][self.row, None]
            self.score[-1] = self._held(node)
            self.score[node] = self.score[node] + self.score[-1]
            if node == 0:
                break
            node = int(tree.parent[node])
        self.score[-1] = self.score[-1] * self.scale
        self.total = self.total + self._held(None)
        del self.score[-1]

    def _held(self, node: int | None) -> Floats:
        """Return the move that the points of a node can take: at most down to 0."""
        self._cut(self._of(node))
        self._cut(self._of(node) + self.score[-1])
        points, move = self._of(node), self.score[-1]
        short = self._middle(points + move) < 0
        down = short & (self._middle(move) < 0)
        most = np.where(self._middle(points)[:, None] > 0, -points, 0.0)
        return np.where(down[:, None], most, move)

    def _of(self, node: int | None) -> Floats:
        return self.total if node is None else self.score[node]

    def _veto(self, veto: Veto, values: Floats, bound: Bools) -> None:
        causes = bound & holds(veto.when, values)
        struck = causes.copy()
        if veto.parent_too:
            parents = self.parts.given.parents[causes]
            struck[parents[parents >= 0]] = True
        hit = struck[self.row] & ~self.stopped
        score = np.nan if veto.score is None else float(veto.score)
        self.total = np.where(hit[:, None], self.under[self.row] * score, self.total)
        self.stopped |= hit

    def _gate(self, gate: Gate, bound: Bools) -> None:
        self._split(gate.on, (1.0, 0.0, -float(gate.below)))
        self.stopped |= self._active(bound) & ~self._reached(gate.on, float(gate.below))

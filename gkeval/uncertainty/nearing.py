"""Where totals bend: a search for the nearest weights that put one unit level with another.

In: weights that may move, and two units. Out: the nearest weights that were found, each confirmed
by scoring, or None. No claim that there are none nearer: passed-on points bend totals, adjustments
cut them off and make them jump.

Three ways are tried: linear programmes, solved again from where they came to; straight moves
between the weights that promise most; and everything for or without one weight. Whatever they find
is drawn back towards the present weights as far as it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from gkeval.numbers import ticks
from gkeval.uncertainty.moving import Moves

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

ROUNDS = 8
"""How often a programme is solved again from where it came to."""

FEW = 6
"""Weights between which straight moves are tried: half of them promise most, half least."""

STEPS = 8, 2
"""Points of a straight move at which it is scored: before weights are found, and once some are."""

LIMIT = 1e-12
"""Share of all points that stands for none: where others were passed on, nothing has no share."""


class Nearing:
    """A search for one challenger."""

    def __init__(self, moves: Moves, first: int, other: int) -> None:
        self.moves, self.pair = moves, np.array([first, other], dtype=np.intp)
        self.full = float(moves.parts.result.scheme.full_mark)
        self.least = LIMIT * float(moves.now.sum())
        self.best: Floats | None = None
        self.distance = np.inf

    def found(self) -> Floats | None:
        """Return the nearest weights that were found."""
        moves, now = self.moves, self.moves.now
        slopes: Callable[[Floats, Ints], Floats] = moves.slopes
        self._walk(slopes, now)
        if moves.parts.result.scheme.adjustments:
            slopes = moves.slopes_adjusted
            self._walk(slopes, now)
        walked = self.best
        for end in self._straight(slopes(now, self.pair)):
            self._draw_back(end)
        if self.best is not None and self.best is not walked:
            self._walk(slopes, self.best)
        return self.best

    def _gap(self, weights: Floats) -> float:
        first, other = ticks(self.moves.totals_of(weights, self.pair), self.full)
        return float(first - other)

    def _walk(self, slopes: Callable[[Floats, Ints], Floats], start: Floats) -> None:
        """Solve linear programmes, each with the slopes where the one before came to."""
        at, ease = start, 0.0
        for _ in range(ROUNDS):
            first, other = self.moves.totals_of(at, self.pair)
            if np.isnan(first - other):  # what is open in one of them shows at these weights
                return
            measured = slopes(at, self.pair)
            gain = measured[:, 1] - measured[:, 0]
            solved = self.moves.solved(gain, float(first - other) + ease, at)
            if solved is None:
                solved = self.moves.farthest(gain)
            solved = np.maximum(solved, self.least)
            still = np.abs(solved - at).max() < 1e-7 * self.full
            if self._gap(solved) <= 0:
                self._draw_back(solved)
            elif still:
                ease = 2 * ease + 2e-9 * self.full  # the last bit of the programme
            if still and ease == 0:
                return
            at = solved

    def _straight(self, measured: Floats) -> Iterator[Floats]:
        """Yield the ends of straight moves: between two weights, and for or without one."""
        moves, now = self.moves, self.moves.now
        order = np.argsort(measured[:, 1] - measured[:, 0], kind="stable")
        few = (
            order if len(order) <= FEW else np.concatenate([order[: FEW // 2], order[-FEW // 2 :]])
        )
        for node in few:
            mates = moves.kept[:, node] @ moves.kept > 0
            mates[node] = False
            unit = np.eye(len(now))[node]
            others = np.where(mates, now, 0.0) / max(float(now[mates].sum()), 1e-300)
            ways = [
                others,
                *(np.eye(len(now))[mate] for mate in few if mates[mate] and mate > node),
            ]
            for way in ways if mates.any() else []:
                for change in (unit - way, way - unit):
                    room = np.where(change > 0, moves.high - now, now - moves.low)
                    with np.errstate(divide="ignore", invalid="ignore"):
                        size = np.nanmin(np.where(change != 0, room / np.abs(change), np.inf))
                    yield now + size * change

    def _draw_back(self, end: Floats) -> None:
        """Keep the nearest weights on the way to an end that hold, if none nearer are known."""
        now = self.moves.now
        far = float(np.abs(end - now).sum() / 2)
        if far <= 0:
            return
        high = min(1.0, self.distance / far)
        steps = STEPS[self.best is not None]
        shares = np.linspace(0.0, high, steps + 1)[1:]
        holding = (at for at in range(steps) if self._gap(self._on_the_way(end, shares[at])) <= 0)
        at = next(holding, -1)
        if at < 0:
            return
        low, high = (shares[at - 1] if at else 0.0), shares[at]
        while high - low > 1e-9:
            middle = (low + high) / 2
            if self._gap(self._on_the_way(end, middle)) <= 0:
                high = middle
            else:
                low = middle
        if high > 1.0 - 1e-6 and self._gap(self._on_the_way(end, 1.0)) <= 0:
            high = 1.0  # a corner, to the last bit
        nearest = self._on_the_way(end, high)
        distance = float(np.abs(nearest - now).sum() / 2)
        if distance < self.distance - 1e-9:
            self.best, self.distance = nearest, distance

    def _on_the_way(self, end: Floats, share: float) -> Floats:
        now = self.moves.now
        weights: Floats = np.maximum(now + share * (end - now), self.least)
        return weights

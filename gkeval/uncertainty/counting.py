"""How often every unit had every rank, kept in memory that does not grow with the draws.

In: ranks of one tile after the other. Out: `RankCounts`, from which intervals, means and
probabilities are read. Few draws are kept as they are; many are counted by unit and rank.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

UNITS = 256
"""Units whose counts are added up at once."""


@dataclass(frozen=True, eq=False)
class RankCounts:
    """Ranks of one group in all draws.

    Parameters
    ----------
    rows : array of int, shape (units,)
        The units of the group, as rows of the assessment.
    draws
        How many draws.
    kept : array of int
        Ranks in ascending order for every unit, shape (draws, units); None when counted.
    counted : array of int
        How often every unit had every rank, shape (units, ranks); None when kept.
    mean, sd : array of float, shape (units,)
        Of the ranks.
    """

    rows: npt.NDArray[np.intp]
    draws: int
    kept: npt.NDArray[np.unsignedinteger] | None
    counted: npt.NDArray[np.int32] | None
    mean: Floats
    sd: Floats

    def ordered(self, place: int) -> Ints:
        """Return the rank of every unit that stands at a place (from 0) of its ordered draws."""
        place = min(max(place, 0), self.draws - 1)
        if self.kept is not None:
            return np.asarray(self.kept[place], dtype=np.int64)
        assert self.counted is not None
        result = np.empty(len(self.rows), dtype=np.int64)
        for start in range(0, len(result), UNITS):  # some at a time, which bounds the memory
            some = self.counted[start : start + UNITS]
            result[start : start + UNITS] = (np.cumsum(some, axis=1) > place).argmax(axis=1) + 1
        return result

    def interval(self, level: float) -> tuple[Ints, Ints]:
        """Return the lowest and highest rank; at most (1 − level) ÷ 2 of the draws lie beyond each.

        Source: order statistics, both ends rounded outwards.
        """
        outside = int(np.floor((1.0 - level) / 2.0 * self.draws + 1e-9))
        return self.ordered(outside), self.ordered(self.draws - 1 - outside)

    def median(self) -> Floats:
        """Return the median rank; between two ranks when the draws are even."""
        low, high = self.ordered((self.draws - 1) // 2), self.ordered(self.draws // 2)
        return (low + high) / 2.0

    def at_most(self, rank: npt.ArrayLike) -> Floats:
        """Return the share of draws in which a unit has this rank or a better one."""
        limit = np.broadcast_to(np.asarray(rank), self.rows.shape)
        if self.kept is not None:
            return np.asarray((self.kept <= limit).sum(axis=0) / self.draws, dtype=np.float64)
        assert self.counted is not None
        inside = np.zeros(len(limit), dtype=np.int64)
        for start in range(0, len(limit), UNITS):
            some = self.counted[start : start + UNITS]
            upto = np.cumsum(some, axis=1)
            place = np.clip(limit[start : start + UNITS] - 1, 0, some.shape[1] - 1).astype(np.intp)
            inside[start : start + UNITS] = np.take_along_axis(upto, place[:, None], axis=1)[:, 0]
        return np.asarray(np.where(limit >= 1, inside, 0) / self.draws, dtype=np.float64)

    def exactly(self, rank: npt.ArrayLike) -> Floats:
        """Return the share of draws in which a unit has this rank."""
        same = np.rint((self.at_most(rank) - self.at_most(np.asarray(rank) - 1)) * self.draws)
        return np.asarray(same / self.draws, dtype=np.float64)

    def shares(self) -> Floats:
        """Return the share of draws with every rank, shape (units, ranks)."""
        if self.counted is not None:
            return np.asarray(self.counted / self.draws, dtype=np.float64)
        assert self.kept is not None
        units = len(self.rows)
        flat = np.arange(units) * units + self.kept.astype(np.int64) - 1
        counts = np.bincount(flat.reshape(-1), minlength=units * units)
        return np.asarray(counts.reshape(units, units) / self.draws, dtype=np.float64)


class RankCounter:
    """Takes ranks tile by tile."""

    def __init__(self, rows: npt.NDArray[np.intp], draws: int) -> None:
        units = len(rows)
        self._rows, self._draws, self._done = rows, draws, 0
        self._kind = np.uint16 if units < 2**16 else np.uint32
        many = draws > units
        self._kept = None if many else np.empty((draws, units), dtype=self._kind)
        self._counted = np.zeros((units, units), dtype=np.int32) if many else None
        self._sum, self._squares = np.zeros(units), np.zeros(units)

    def take(self, ranks: Ints) -> None:
        """Take the ranks of a tile, shape (draws, units)."""
        end = self._done + len(ranks)
        if self._kept is not None:
            self._kept[self._done : end] = ranks
        else:
            assert self._counted is not None
            units = len(self._rows)
            flat = (np.arange(units) * units + ranks - 1).reshape(-1)
            np.add.at(self._counted.reshape(-1), flat, np.int32(1))
        # whole numbers below 2⁵³ add up exactly, in whatever order
        self._sum += ranks.sum(axis=0)
        self._squares += (ranks * ranks).sum(axis=0)
        self._done = end

    def finished(self) -> RankCounts:
        """Return what was counted."""
        mean = self._sum / self._draws
        variance = self._squares / self._draws - mean**2
        if self._kept is not None:
            self._kept.sort(axis=0)
        sd = np.sqrt(np.maximum(variance, 0.0))
        return RankCounts(self._rows, self._draws, self._kept, self._counted, mean, sd)

"""Rows of a table while they are drawn: the unit of each row, chances, days, lists and ids.

Only uniform draws are used, so that a seed gives the same records under every version of NumPy
that keeps its generator. No loop over rows anywhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval import workdays
from gkeval.synthetic.cast import Cast

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]
Dates = npt.NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class Clock:
    """The working days around a period, counted from 0 on the period's first.

    Parameters
    ----------
    start, end
        The period, both days included.
    worked
        All working days that are known.
    first, last
        Positions in `worked` of the period's first and last working day.
    """

    start: date
    end: date
    worked: Dates
    first: int
    last: int

    @classmethod
    def of(cls, start: date, end: date) -> Clock:
        """Return the clock of a period, by the national calendar."""
        days, counts = workdays.table()
        worked = days[np.diff(counts, prepend=0) > 0]
        first = int(np.searchsorted(worked, np.datetime64(start)))
        last = int(np.searchsorted(worked, np.datetime64(end), side="right")) - 1
        return cls(start, end, worked, first, last)

    @property
    def length(self) -> int:
        """Working days in the period."""
        return self.last - self.first + 1

    def dates(self, positions: npt.ArrayLike, known: Bools | None = None) -> Dates:
        """Return the days at positions counted from the period's start; missing where not known."""
        days = self.worked.take(np.asarray(positions, dtype=np.int64) + self.first)
        result = days.astype("datetime64[us]")
        return result if known is None else np.where(known, result, np.datetime64("NaT", "us"))


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the random numbers of one part of a sample, independent of every other part."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows that are being drawn.

    Parameters
    ----------
    rng
        Their random numbers.
    cast
        The units.
    clock
        The period.
    unit
        Position in the cast of each row's unit.
    """

    rng: np.random.Generator
    cast: Cast
    clock: Clock
    unit: Ints

    def __len__(self) -> int:
        return len(self.unit)

    @property
    def quality(self) -> Floats:
        """Of each row's unit."""
        return self.cast.quality[self.unit]

    @property
    def units(self) -> pd.Series[str]:
        """Name of each row's unit."""
        return self.cast.frame["unit"].take(self.unit).reset_index(drop=True)

    @property
    def heads(self) -> Objects:
        """Post of the head of each row's unit."""
        return self.cast.heads[self.unit]

    def where(self, mask: Bools) -> Rows:
        """Return some of the rows."""
        return replace(self, unit=self.unit[mask])

    def again(self, times: Ints) -> tuple[Rows, Ints]:
        """Return every row so many times, and the position each came from."""
        source = np.repeat(np.arange(len(self)), times)
        return replace(self, unit=self.unit[source]), source

    def uniform(self) -> Floats:
        """Return one number from 0 to 1 per row."""
        return self.rng.random(len(self))

    def chance(self, low: float, high: float) -> Bools:
        """Return for each row whether it happens: `low` for the worst unit, `high` for the best."""
        return self.uniform() < low + (high - low) * self.quality

    def whole(self, low: int, high: int) -> Ints:
        """Return whole numbers from `low` to `high`, both included."""
        return (low + np.floor(self.uniform() * (high - low + 1))).astype(np.int64)

    def lag(self, mean_bad: float, mean_good: float) -> Ints:
        """Return lags from 0, geometric, with a mean by quality."""
        mean = mean_bad + (mean_good - mean_bad) * self.quality
        return np.floor(np.log1p(-self.uniform()) / np.log(mean / (1 + mean))).astype(np.int64)

    def pick(self, choices: Sequence[str], weights: Sequence[float] = ()) -> Objects:
        """Return one of the choices per row."""
        shares = np.array(weights or [1.0] * len(choices))
        edges = np.cumsum(shares / shares.sum())
        at = np.minimum(np.searchsorted(edges, self.uniform(), side="right"), len(choices) - 1)
        return np.array(choices, dtype=object)[at]

    def turn(self, choices: Sequence[str]) -> Objects:
        """Return the choices in turn within each unit, so that a unit has them all."""
        return np.array(choices, dtype=object)[self.place() % len(choices)]

    def place(self) -> Ints:
        """Return the place of each row among the rows of its unit, from 0; rows are in order."""
        starts = np.flatnonzero(np.diff(self.unit, prepend=-1))
        return np.arange(len(self)) - np.repeat(starts, np.diff([*starts, len(self)]))

    def days(self, before: int = 0, after: int = 0) -> Ints:
        """Return working days of the period, as positions; it may be widened on both sides."""
        return self.whole(-before, self.clock.length - 1 + after)

    def elements(self, chances: Mapping[str, tuple[float, float]]) -> Objects:
        """Return lists of the elements that are there; None where none is.

        `chances` gives each element the chance that it is there for the worst unit and the best.
        """
        present = np.zeros(len(self), dtype=np.int64)
        for position, (low, high) in enumerate(chances.values()):
            present |= self.chance(low, high).astype(np.int64) << position
        return joined(list(chances))[present]

    def frame(self, **columns: Any) -> pd.DataFrame:
        """Return the rows as a frame with their unit first; text columns get the text type."""
        return pd.DataFrame({"unit": self.units} | {k: _typed(v) for k, v in columns.items()})


def only(values: npt.ArrayLike, mask: Bools) -> Objects:
    """Return the values where the mask is true, None elsewhere.

    >>> only(["a", "b"], np.array([True, False])).tolist()
    ['a', None]
    """
    result = np.array(values, dtype=object)
    result[~mask] = None
    return result


def nothing(size: int) -> Objects:
    """Return a column of missing texts."""
    return np.full(size, None, dtype=object)


def same(text: str, size: int) -> Objects:
    """Return a column that holds one text."""
    return np.full(size, text, dtype=object)


def joined(names: Sequence[str]) -> Objects:
    """Return the list of every set of names, by the number whose bits are the set.

    >>> joined(["a", "b"]).tolist()
    [None, 'a', 'b', 'a;b']
    """
    sets: list[str] = [""]
    for name in names:
        sets += [f"{start};{name}" if start else name for start in sets]
    result = np.array(sets, dtype=object)
    result[0] = None
    return result


def _typed(values: Any) -> Any:
    if isinstance(values, np.ndarray) and values.dtype == object:
        return pd.array(values, dtype="str")
    if isinstance(values, np.ndarray) and values.dtype == bool:
        return pd.array(values, dtype="boolean")
    return values


def rows(
    rng: np.random.Generator,
    cast: Cast,
    clock: Clock,
    mean: float,
    *,
    groups: Sequence[str] = (),
    exactly: bool = False,
    by_quality: bool = False,
) -> Rows:
    """Start a table: how many rows each unit has.

    Parameters
    ----------
    mean
        Rows per unit of size 1.
    groups
        Groups or subsets whose units have rows; all when empty.
    exactly
        That many for every unit, else about that many (Poisson, by the size of the unit).
    by_quality
        Good units have more rows.
    """
    members = cast.members(groups)
    if exactly:
        counts = np.where(members, round(mean), 0)
    else:
        expected = mean * cast.size * (0.3 + cast.quality if by_quality else 1.0)
        counts = np.where(members, _poisson(rng.random(len(cast)), expected), 0)
    return Rows(rng, cast, clock, np.repeat(np.arange(len(cast), dtype=np.int64), counts))


def _poisson(uniform: Floats, mean: Floats) -> Ints:
    """Return Poisson counts by inversion; the loop runs over counts, not rows."""
    counts = np.zeros(len(mean), dtype=np.int64)
    weight = np.exp(-mean)
    reached = weight.copy()
    count, most = 1, int(np.max(mean, initial=0.0) * 2 + 40)
    while count < most and (more := uniform > reached).any():
        counts += more
        weight = weight * mean / count
        reached += weight
        count += 1
    return counts


def finished(table: str, frames: Sequence[pd.DataFrame], captured: date) -> pd.DataFrame:
    """Return the frames of a table in one, with record ids and where each record was seen.

    Ids count the rows in their order. `captured` is the first day of collecting, which takes
    twenty days.
    """
    frame = pd.concat(frames, ignore_index=True)
    size = len(frame)
    number = pd.Series(np.arange(1, size + 1)).astype("str").str.zfill(len(str(size)))
    frame.insert(1, "record", (table[0].upper() + number).astype("str"))
    frame["evidence"] = "https://example.invalid/" + table + "/" + number
    if "captured" not in frame:
        minutes = (np.arange(size) * 7) % (8 * 60)
        days = (np.arange(size) * 20) // max(size, 1)
        seen = np.datetime64(captured).astype("datetime64[us]") + np.timedelta64(9, "h")
        frame["captured"] = seen + days.astype("timedelta64[D]") + minutes.astype("timedelta64[m]")
    names = np.array(["甲", "乙", "丙"], dtype=object)
    frame["recorded_by"] = pd.array(names[np.arange(size) % 3], dtype="str")
    return frame

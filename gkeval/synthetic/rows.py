"""Rows of a table while they are drawn: the unit of each row, chances, days, lists and ids.

Comes in: a lot (how many records of a kind each unit has) and random numbers. Goes out: columns,
frames, and a table finished with its record ids.

Only uniform draws are used, so that a seed gives the same records under every version of NumPy
that keeps its generator. No loop over rows anywhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.synthetic.cast import Bools, Cast, Floats
from gkeval.synthetic.clock import Clock

Ints = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]
Chances = Mapping[str, tuple[float, float]]
"""How likely each element is there, for the worst unit and the best."""


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the random numbers of one part of a sample, independent of every other part."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


@dataclass(frozen=True)
class Lot:
    """Records of one kind: how many each unit has.

    Parameters
    ----------
    kind
        Their kind; of entries the catalogue, of statistics the item.
    mean
        About how many per unit of size 1 in a sample of volume 1.
    groups
        Groups or subsets whose units have them; all when empty.
    times
        Without a mean: how many every unit has, whatever the volume.
    by_quality
        Good units have more.
    part
        Name of their random numbers, where not the kind. It seeds them: another name, other
        records.
    """

    kind: str
    mean: float | None = None
    groups: tuple[str, ...] = ()
    times: int = field(default=1, kw_only=True)
    by_quality: bool = field(default=False, kw_only=True)
    part: str = field(default="", kw_only=True)


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
    kind
        What they are, as their lot says.
    """

    rng: np.random.Generator
    cast: Cast
    clock: Clock
    unit: Ints
    kind: str = ""

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

    @property
    def kinds(self) -> Objects:
        """Kind of each row."""
        return same(self.kind, len(self))

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

    def numbers(self) -> pd.Series[str]:
        """Return the place of each row among the rows of its unit, from 1, as text."""
        return pd.Series(self.place() + 1).astype("str")

    def in_order(self, days: Ints) -> Ints:
        """Return the days sorted within each unit."""
        return days[np.lexsort((days, self.unit))]

    def days(self, before: int = 0, after: int = 0) -> Ints:
        """Return working days of the period, as positions; it may be widened on both sides."""
        return self.whole(-before, self.clock.length - 1 + after)

    def elements(self, chances: Chances) -> Objects:
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


def likely(chance: tuple[float, float], *names: str) -> dict[str, tuple[float, float]]:
    """Return the same chance for several elements.

    >>> likely((0.5, 1.0), "主体", "内容")
    {'主体': (0.5, 1.0), '内容': (0.5, 1.0)}
    """
    return dict.fromkeys(names, chance)


def minutes(values: Ints) -> npt.NDArray[np.timedelta64]:
    """Return whole numbers as minutes."""
    return values.astype("timedelta64[m]")


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


def rows(rng: np.random.Generator, cast: Cast, clock: Clock, lot: Lot, volume: float = 1.0) -> Rows:
    """Start a table: how many rows of a lot each unit has, by Poisson unless it says exactly."""
    members = cast.members(lot.groups)
    if lot.mean is None:
        counts = np.where(members, lot.times, 0)
    else:
        expected = lot.mean * volume * cast.size * (0.3 + cast.quality if lot.by_quality else 1.0)
        counts = np.where(members, _poisson(rng.random(len(cast)), expected), 0)
    unit = np.repeat(np.arange(len(cast), dtype=np.int64), counts)
    return Rows(rng, cast, clock, unit, lot.kind)


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
        days = (np.arange(size) * 20) // max(size, 1)
        seen = np.datetime64(captured).astype("datetime64[us]") + np.timedelta64(9, "h")
        frame["captured"] = (
            seen + days.astype("timedelta64[D]") + minutes(np.arange(size) * 7 % 480)
        )
    names = np.array(["甲", "乙", "丙"], dtype=object)
    frame["recorded_by"] = pd.array(names[np.arange(size) % 3], dtype="str")
    return frame

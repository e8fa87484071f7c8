"""Ratings as a table of codes, and the different patterns of codes that its items show.

In: any array (items × raters), ratings missing or not. Out: a `RatingTable`, from which every
coefficient is computed. Coefficients that do not care who gave a rating work on the different
patterns and how often each occurs, so that the order of items and raters cannot matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.numbers import plain

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DIGITS = 9
"""Decimal places at which two numbers that raters gave are told apart."""


@dataclass(frozen=True, eq=False)
class Patterns:
    """The different sets of ratings that items received.

    Parameters
    ----------
    codes : array of int, shape (patterns, slots)
        Codes from 0, in rising order; -1 after the last.
    sizes : array of int, shape (patterns,)
        How many ratings a pattern has, 1 or more.
    times : array of int, shape (patterns,)
        How many items show it.
    """

    codes: Ints
    sizes: Ints
    times: Ints

    @cached_property
    def pairable(self) -> Patterns:
        """Only the patterns with two ratings or more."""
        kept = self.sizes >= 2
        return Patterns(self.codes[kept], self.sizes[kept], self.times[kept])

    def pair_sums(self, weigh: Callable[[Ints, Ints], npt.NDArray[Any]]) -> Floats:
        """Return, per pattern, the sum of `weigh(code, code)` over its unordered pairs."""
        result = np.zeros(len(self.sizes))
        for later in range(1, self.codes.shape[1]):
            there = self.codes[:, later] >= 0  # missing ones stand last: the earlier is there too
            for earlier in range(later):
                weighed = weigh(self.codes[:, earlier], self.codes[:, later])
                result += np.where(there, weighed, 0.0)
        return result

    def slot_sums(self, values: Floats) -> Floats:
        """Return, per pattern, the sum of `values[code]` over its ratings."""
        result: Floats = np.where(self.codes >= 0, values[self.codes], 0.0).sum(axis=1)
        return result


def patterns(codes: npt.NDArray[Any], different: int) -> Patterns:
    """Return the patterns of `codes`; items without a rating have none.

    Parameters
    ----------
    codes : array of int, shape (items, raters)
        From 0 to `different` - 1; -1 where there is no rating.

    Examples
    --------
    >>> found = patterns(np.array([[0, 1], [1, 0], [2, -1], [-1, -1]]), 3)
    >>> found.codes.tolist(), found.times.tolist()
    ([[0, 1], [2, -1]], [2, 1])
    """
    small = np.int16 if different < 2**15 - 1 else np.int32
    filled = np.where(codes < 0, different, codes).astype(small)
    filled.sort(axis=1)
    slots = int(np.max(np.sum(codes >= 0, axis=1), initial=0))
    filled = filled[np.any(codes >= 0, axis=1), :slots]
    rows, times = _count(filled, different + 1)
    there = rows < different
    return Patterns(np.where(there, rows, -1), there.sum(axis=1), times)


def _count(rows: npt.NDArray[Any], base: int) -> tuple[Ints, Ints]:
    """Return the different rows in rising order, and how often each occurs."""
    slots = rows.shape[1]
    if not len(rows):
        return np.zeros((0, slots), dtype=np.int64), np.zeros(0, dtype=np.int64)
    if base**slots >= 2**62:
        different, times = np.unique(rows, axis=0, return_counts=True)
        return different.astype(np.int64), times.astype(np.int64)
    keys = np.zeros(len(rows), dtype=np.int64)
    for slot in range(slots):
        keys = keys * base + rows[:, slot]
    if base**slots <= 4 * len(rows) + 1024:
        every = np.bincount(keys, minlength=1)
        keys = np.flatnonzero(every)
        times = every[keys]
    else:
        keys, times = np.unique(keys, return_counts=True)
    powers = base ** np.arange(slots - 1, -1, -1, dtype=np.int64)
    return keys[:, None] // powers % base, times.astype(np.int64)


@dataclass(frozen=True, eq=False)
class RatingTable:
    """Ratings in the form that coefficients take.

    Parameters
    ----------
    codes : array of int, shape (items, raters)
        Positions in `labels`; -1 where there is no rating.
    values : array of float, shape (labels,)
        The number behind each label, rising; for levels in words: their positions from 0.
    labels : tuple of str
        What the codes stand for.
    numeric : bool
        Whether `values` are numbers that raters gave (or that levels are worth), not positions.
    """

    codes: Ints
    values: Floats
    labels: tuple[str, ...]
    numeric: bool

    @property
    def different(self) -> int:
        """How many labels there are."""
        return len(self.labels)

    @cached_property
    def patterns(self) -> Patterns:
        """The different patterns of ratings."""
        return patterns(self.codes, self.different)

    @cached_property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How often each label was given."""
        found = np.bincount(self.codes[self.codes >= 0].ravel(), minlength=self.different)
        return tuple(zip(self.labels, found.tolist(), strict=True))

    @cached_property
    def n_raters(self) -> int:
        """How many raters gave a rating."""
        return int(np.any(self.codes >= 0, axis=0).sum())

    @cached_property
    def percent(self) -> float:
        """Share of agreeing pairs, averaged over the items with two ratings or more."""
        found = self.patterns.pairable
        if not len(found.times):
            return float("nan")
        pairs = found.sizes * (found.sizes - 1) / 2
        agreeing = found.pair_sums(np.equal) / pairs
        return float(found.times @ agreeing / found.times.sum())

    @cached_property
    def numbers(self) -> Floats:
        """The values given, shape (items, raters); missing where there is no rating."""
        if not self.different:
            return np.full(self.codes.shape, np.nan)
        return np.where(self.codes >= 0, self.values[self.codes], np.nan)

    def part(self, rows: Any, columns: Any = slice(None)) -> RatingTable:
        """Return the table of some items and raters, with the same labels."""
        return RatingTable(self.codes[rows][:, columns], self.values, self.labels, self.numeric)

    def only_given(self) -> RatingTable:
        """Return the table without labels that nobody gave; positions are counted anew."""
        given = np.bincount(self.codes[self.codes >= 0].ravel(), minlength=self.different) > 0
        if given.all():
            return self
        place = np.append(np.cumsum(given) - 1, -1)  # the last one is found by code -1
        values = self.values[given] if self.numeric else np.arange(given.sum(), dtype=np.float64)
        labels = tuple(label for label, kept in zip(self.labels, given, strict=True) if kept)
        return RatingTable(place[self.codes], values, labels, self.numeric)

    def in_steps(self) -> RatingTable:
        """Return the table with positions from 0 in place of numbers."""
        steps = np.arange(self.different, dtype=np.float64)
        return RatingTable(self.codes, steps, self.labels, numeric=False)


def rating_table(ratings: npt.ArrayLike | RatingTable, levels: Sequence[Any] | None) -> RatingTable:
    """Return ratings as a table of codes.

    Parameters
    ----------
    ratings : array, shape (items, raters)
        Numbers (missing: NaN) or texts (missing: None, NaN or an empty text).
    levels : sequence, optional
        All levels that could be given, from the lowest to the highest. Then a rating counts by
        its position in them. Without it: the numbers given, or the texts in sorted order.

    Raises
    ------
    ValueError
        When the array has not two dimensions, holds an infinite number, or a value that is not
        among `levels`.

    Examples
    --------
    >>> table = rating_table([["良", "优"], ["中", None]], levels=["中", "良", "优"])
    >>> table.codes.tolist(), table.values.tolist()
    ([[1, 2], [0, -1]], [0.0, 1.0, 2.0])
    """
    if isinstance(ratings, RatingTable):
        return ratings
    array = np.asarray(ratings)
    if array.ndim != 2:
        raise ValueError(f"ratings have {array.ndim} dimensions, must be 2: items by raters")
    if levels is not None:
        return _by_levels(array, tuple(levels))
    if array.dtype.kind in "biuf":
        return number_table(array.astype(np.float64))
    texts = np.array(array, dtype=object)
    missing = pd.isna(texts) | (texts == "")
    if all(isinstance(value, int | float) for value in texts[~missing].tolist()):
        return number_table(np.where(missing, np.nan, texts).astype(np.float64))
    texts[~missing] = texts[~missing].astype(str)
    return _by_levels(texts, tuple(sorted(set(texts[~missing].tolist()))))


def number_table(numbers: Floats) -> RatingTable:
    """Return numbers (missing: NaN) as a table of codes."""
    if np.isinf(numbers).any():
        raise ValueError("ratings hold an infinite number, must be finite or missing")
    rounded = np.round(numbers, DIGITS) + 0.0
    found, values = pd.factorize(rounded.ravel(), sort=True)
    labels = tuple(plain(float(value)) for value in values)
    return RatingTable(found.reshape(numbers.shape), values, labels, numeric=True)


def _by_levels(array: npt.NDArray[Any], levels: tuple[Any, ...]) -> RatingTable:
    if len(set(levels)) < len(levels):
        raise ValueError(f"levels are {list(levels)}, must all differ")
    cells = array.astype(object).ravel()
    codes = pd.Index(levels, dtype=object).get_indexer(pd.Index(cells, dtype=object))
    unknown = (codes < 0) & ~pd.isna(cells) & (cells != "")
    if unknown.any():
        shown = ", ".join(map(str, pd.unique(cells[unknown])[:5]))
        raise ValueError(f"ratings hold {shown}, must be among the levels {list(levels)}")
    labels = tuple(plain(v) if isinstance(v, float) else str(v) for v in levels)
    steps = np.arange(len(levels), dtype=np.float64)
    return RatingTable(codes.reshape(array.shape).astype(np.int64), steps, labels, numeric=False)

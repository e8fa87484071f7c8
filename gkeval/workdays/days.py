"""Days as users hold them become whole numbers: days since 1970-01-01, in the same shape.

What is no date is refused here, with its position; nothing is guessed from text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from gkeval.errors import GkevalError

Integers: TypeAlias = npt.NDArray[np.int64]
Dates: TypeAlias = npt.NDArray[np.datetime64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Day: TypeAlias = dt.date | np.datetime64

MISSING = np.iinfo(np.int64).min  # NaT, seen as an integer
SHOWN = 5

_ALLOWED = "allowed: dates, or datetimes in local time without a zone; convert them first"


class DayColumn(Protocol):
    """A column of days: a NumPy array, or a Series of pandas, Polars or narwhals."""

    def __len__(self) -> int: ...
    def __array__(self) -> npt.NDArray[Any]: ...


Days: TypeAlias = DayColumn | Sequence[Day | None]


def ordinal(day: dt.date) -> int:
    """Days from 1970-01-01 to one date."""
    return day.toordinal() - 719_163


def ordinals(days: Day | Days) -> Integers:
    """Days since 1970-01-01 (int64), in the shape of `days`; `MISSING` for NaT in an array.

    Raises
    ------
    GkevalError
        Anything but dates: text, numbers, whole months, times with a zone, missing objects.

    Examples
    --------
    >>> ordinals([dt.date(1970, 1, 2), dt.datetime(1970, 1, 3, 23, 59)])
    array([1, 2])
    """
    kind = getattr(days, "dtype", None)
    zone = getattr(kind, "tz", None) or getattr(kind, "time_zone", None)
    if zone is not None:
        raise GkevalError(f"days: found times in zone {zone}; {_ALLOWED}")
    array = np.asarray(days)
    if not array.size:
        return np.empty(array.shape, dtype=np.int64)
    if array.dtype == object:
        array = _from_objects(array)
    unit = np.datetime_data(array.dtype)[0] if array.dtype.kind == "M" else ""
    if not unit or unit in "YMW":
        raise GkevalError(f"days: found {array.flat[0]} ({array.dtype}); {_ALLOWED}")
    return array.astype("M8[D]", copy=False).view(np.int64)


def refuse(bad: npt.ArrayLike, what: str, remedy: str) -> None:
    """Raise `GkevalError` when any of `bad` is True, naming the positions."""
    if np.any(bad):
        raise GkevalError(f"days: found {what} ({where(bad)}); {remedy}")


def refuse_missing(found: npt.ArrayLike) -> None:
    """Raise `GkevalError` when any of these ordinals is `MISSING`."""
    refuse(np.equal(found, MISSING), "a missing day", "select the rows that have one first")


def where(bad: npt.ArrayLike) -> str:
    """Which of the days it is, in words.

    Examples
    --------
    >>> where([False, True, True])
    '2 of 3 days, positions 1, 2'
    """
    flags = np.asarray(bad)
    if flags.ndim == 0:
        return "the only day given"
    places = np.flatnonzero(flags)
    return f"{places.size} of {flags.size} days, positions {few(places)}"


def few(found: npt.NDArray[Any]) -> str:
    """Name the first of many, and say that there are more.

    Examples
    --------
    >>> few(np.arange(9))
    '0, 1, 2, 3, 4, …'
    """
    return ", ".join(map(str, found[:SHOWN])) + (", …" if found.size > SHOWN else "")


def plain(found: npt.NDArray[Any] | np.generic) -> Any:
    """One result as a Python value, many as they are."""
    return found.item() if found.ndim == 0 else found


def _from_objects(array: npt.NDArray[Any]) -> Dates:
    if set(map(type, array.flat)) == {dt.date}:
        return array.astype("M8[D]")

    def which(test: Callable[[Any], bool]) -> Flags:
        return np.fromiter(map(test, array.flat), bool, array.size).reshape(array.shape)

    missing = which(lambda day: day is None or str(day) in ("NaT", "nan", "<NA>"))
    refuse_missing(np.where(missing, MISSING, 0))
    refuse(which(lambda day: not isinstance(day, dt.date)), "something that is no date", _ALLOWED)
    zoned = which(lambda day: getattr(day, "tzinfo", None) is not None)
    refuse(zoned, "a time with a zone", _ALLOWED)
    return array.astype("M8[us]").astype("M8[D]")

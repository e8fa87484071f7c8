"""Working days counted: lookups in the calendar's cumulative counts, for one day or millions.

One day gives a Python value, many give an array of the same shape. Every function raises
`UnannouncedDayError` for a day outside the calendar and `GkevalError`, with the positions, for
days that are missing or no dates: what a missing day means is for the caller to say.
"""

from __future__ import annotations

import datetime as dt
from typing import cast, overload

import numpy as np
import numpy.typing as npt

from gkeval.errors import GkevalError
from gkeval.workdays.calendars import Calendar, national, offsets, unannounced
from gkeval.workdays.days import Dates, Day, Days, Flags, Integers, ordinal, plain


def table(calendar: Calendar | None = None) -> tuple[Dates, npt.NDArray[np.int32]]:
    """All days (datetime64[D]) and their `index` (int32), to be joined by an engine.

    Examples
    --------
    >>> days, counts = table()
    >>> days[3:6].astype(str).tolist(), counts[3:6].tolist()
    (['2004-01-04', '2004-01-05', '2004-01-06'], [1, 2, 3])
    """
    known = _known(calendar)
    return np.arange(ordinal(known.first), ordinal(known.last) + 1).view("M8[D]"), known.counts


@overload
def is_workday(days: Day, calendar: Calendar | None = None) -> bool: ...
@overload
def is_workday(days: Days, calendar: Calendar | None = None) -> Flags: ...
def is_workday(days: Day | Days, calendar: Calendar | None = None) -> bool | Flags:
    """Whether each day is worked.

    Raises
    ------
    UnannouncedDayError, GkevalError
        A day outside the calendar; a day that is missing or no date.

    Examples
    --------
    >>> is_workday([dt.date(2019, 2, 3), dt.date(2019, 2, 4)])  # a Sunday, New Year's Eve (除夕)
    array([ True, False])
    """
    known = _known(calendar)
    return cast("bool | Flags", plain(known.working[offsets(days, known)]))


@overload
def index(days: Day, calendar: Calendar | None = None) -> int: ...
@overload
def index(days: Days, calendar: Calendar | None = None) -> Integers: ...
def index(days: Day | Days, calendar: Calendar | None = None) -> int | Integers:
    """Working days from the calendar's first day up to and including each day (int64).

    Raises
    ------
    UnannouncedDayError, GkevalError
        A day outside the calendar; a day that is missing or no date.

    Examples
    --------
    >>> index(np.array(["2004-01-01", "2004-01-02", "2004-01-03"], dtype="datetime64[D]"))
    array([0, 1, 1])
    """
    return cast("int | Integers", plain(_counts(days, _known(calendar)).astype(np.int64)))


@overload
def between(start: Day, end: Day, calendar: Calendar | None = None) -> int: ...
@overload
def between(start: Days, end: Day | Days, calendar: Calendar | None = None) -> Integers: ...
@overload
def between(start: Day | Days, end: Days, calendar: Calendar | None = None) -> Integers: ...
def between(start: Day | Days, end: Day | Days, calendar: Calendar | None = None) -> int | Integers:
    """Working days in (start, end], negative when `end` comes first (int64).

    ``between(a, b) == -between(b, a)`` and ``between(a, b) + between(b, c) == between(a, c)``.
    `start` and `end` are broadcast against each other, by position.

    Raises
    ------
    UnannouncedDayError, GkevalError
        A day outside the calendar; a day that is missing or no date.

    Examples
    --------
    >>> between(dt.date(2017, 9, 29), [dt.date(2017, 9, 30), dt.date(2017, 10, 9)])
    array([1, 2])
    """
    known = _known(calendar)
    found = np.subtract(_counts(end, known), _counts(start, known), dtype=np.int64)
    return cast("int | Integers", plain(found))


@overload
def add(days: Day, n: int, calendar: Calendar | None = None) -> dt.date: ...
@overload
def add(days: Days, n: npt.ArrayLike, calendar: Calendar | None = None) -> Dates: ...
@overload
def add(days: Day, n: Integers | list[int], calendar: Calendar | None = None) -> Dates: ...
def add(days: Day | Days, n: npt.ArrayLike, calendar: Calendar | None = None) -> dt.date | Dates:
    """Find the n-th working day after each day, the day after being day 1.

    Parameters
    ----------
    days
        One day or many.
    n
        Whole numbers, broadcast against the days. 0: the day itself or, on a day off, the working
        day before it. Negative: back from there.

    Returns
    -------
    date or datetime64[D] array
        Always working days.

    Raises
    ------
    UnannouncedDayError, GkevalError
        A day or a result outside the calendar; a day that is missing or no date; an n that is not
        a whole number.

    Examples
    --------
    >>> add(dt.date(2017, 9, 30), 1)
    datetime.date(2017, 10, 9)
    >>> add(dt.date(2017, 10, 8), 0), add(dt.date(2017, 10, 9), -1)
    (datetime.date(2017, 9, 30), datetime.date(2017, 9, 30))
    """
    known = _known(calendar)
    steps = np.asarray(n)
    if steps.size and steps.dtype.kind not in "iu":
        raise GkevalError(f"n: found {steps.dtype}; allowed: whole numbers of working days")
    worked = np.flatnonzero(known.working)
    target = np.asarray(_counts(days, known) + steps.astype(np.int64) - 1)
    outside = [known.first.year - 1] if target.size and target.min() < 0 else []
    outside += [known.last.year + 1] if target.size and target.max() >= worked.size else []
    if outside:
        raise unannounced(np.array(outside), known, "the days counted to lie there or beyond")
    found = np.asarray(worked[target] + ordinal(known.first)).view("M8[D]")
    return cast("dt.date | Dates", plain(found))


def _known(calendar: Calendar | None) -> Calendar:
    return national() if calendar is None else calendar


def _counts(days: Day | Days, known: Calendar) -> npt.NDArray[np.int32]:
    # the offsets are checked already; "clip" spares the lookup a second check
    return np.asarray(known.counts.take(offsets(days, known), mode="clip"))

"""Which days are worked: the national calendar, an organisation's own, and the end of both.

The national one comes from the yearly notices of the General Office of the State Council
(国务院办公厅关于部分节假日安排的通知), as the package chinesecalendar carries them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.errors import GkevalError
from gkeval.workdays.days import (
    Day,
    Days,
    Flags,
    Integers,
    few,
    ordinal,
    ordinals,
    refuse_missing,
    where,
)


class UnannouncedDayError(GkevalError):
    """A result depends on a day whose holidays are not known.

    Attributes
    ----------
    years : tuple of int
        The years concerned.
    """

    def __init__(self, message: str, years: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.years = years


@dataclass(frozen=True, eq=False)
class Calendar:
    """Which days are worked, from `first` on, without gaps; equal when all days agree.

    Parameters
    ----------
    first
        First day.
    working
        One bool per day from `first`: True when it is worked. Copied and made read-only.

    Attributes
    ----------
    counts : int32, one per day
        Working days from `first` up to and including each day.

    Raises
    ------
    GkevalError
        When `working` is not a non-empty, one-dimensional bool array.

    Examples
    --------
    >>> week = Calendar(dt.date(2024, 1, 1), np.array([0, 1, 1, 1, 1, 0, 0], dtype=bool))
    >>> week.counts.tolist(), week.last
    ([0, 1, 2, 3, 4, 4, 4], datetime.date(2024, 1, 7))
    """

    first: dt.date
    working: Flags
    counts: npt.NDArray[np.int32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        working = np.array(self.working)
        if working.ndim != 1 or working.dtype != np.bool_ or not working.size:
            raise GkevalError(
                f"working: found shape {working.shape}, {working.dtype}; "
                "allowed: one bool per day, at least one day"
            )
        counts = np.cumsum(working, dtype=np.int32)
        for name, array in (("working", working), ("counts", counts)):
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    @property
    def last(self) -> dt.date:
        """Last day."""
        return self.first + dt.timedelta(days=self.working.size - 1)

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits, the same for equal calendars on every machine."""
        content = self.first.isoformat().encode() + self.working.tobytes()
        return hashlib.sha256(content).hexdigest()[:12]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Calendar):
            return NotImplemented
        return self.first == other.first and np.array_equal(self.working, other.working)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> tuple[Any, ...]:
        return Calendar, (self.first, self.working)  # so that copies in workers stay read-only


def announced() -> tuple[dt.date, dt.date]:
    """First and last day that the installed holiday data knows; whole years.

    The notice for one year may still move the last days of the year before it: 2018-12-29, a
    Saturday, was worked by the notice for 2019.

    Examples
    --------
    >>> announced()[0]
    datetime.date(2004, 1, 1)
    """
    return national().first, national().last


def calendar(
    days_off: Iterable[Day] = (),
    days_on: Iterable[Day] = (),
    extend: Mapping[int, tuple[Iterable[Day], Iterable[Day]]] | None = None,
) -> Calendar:
    """Build the national calendar, with an organisation's own days and newly announced years.

    Parameters
    ----------
    days_off, days_on
        Days that this organisation has off, or works, whatever the nation does: regional holidays
        (Eid in Ningxia, 开斋节) are `days_off`.
    extend
        Year → (days off, make-up workdays) as its notice lists them, for a year announced after
        the installed data was made. The days lie in that year or in the December before it. Once
        the data knows the year, the list is compared with it, so old scripts keep running.

    Raises
    ------
    UnannouncedDayError
        A day of `days_off` or `days_on` lies outside the calendar.
    GkevalError
        A day is both off and on; `extend` leaves out a year, lists no day off or a day of another
        year, or contradicts the data.

    Examples
    --------
    >>> eid = dt.date(2017, 6, 26)
    >>> ningxia = calendar(days_off=[eid])
    >>> position = (eid - ningxia.first).days
    >>> bool(calendar().working[position]), bool(ningxia.working[position])
    (True, False)

    The notice for the next year, before the data has it:

    >>> year = announced()[1].year + 1
    >>> new_year = dt.date(year, 1, 1)
    >>> calendar(extend={year: ([new_year], [])}).last == dt.date(year, 12, 31)
    True
    """
    result = national()
    for year, (off, on) in sorted((extend or {}).items(), key=lambda item: item[0]):
        result = _extended(result, year, list(off), list(on))
    return _marked(result, list(days_off), list(days_on))


@cache
def national() -> Calendar:
    """Build the calendar of the whole country, once."""
    import chinese_calendar

    holidays, made_up = set(chinese_calendar.holidays), set(chinese_calendar.workdays)
    first = dt.date(min(holidays).year, 1, 1)
    last = dt.date(max(holidays).year, 12, 31)
    plain = Calendar(first, _weekdays(first, last))
    return _marked(plain, list(holidays - made_up), list(made_up))


def offsets(days: Day | Days, known: Calendar) -> Integers:
    """Position of each day in the calendar (int64, the shape of `days`); every one is inside.

    Raises
    ------
    UnannouncedDayError, GkevalError
        A day outside the calendar; a day that is missing or not a date.
    """
    found = ordinals(days)
    result = np.asarray(found - ordinal(known.first))
    # seen as unsigned, negative offsets (and missing days) are huge: one pass checks both ends
    if result.size and result.view(np.uint64).max() >= known.working.size:
        refuse_missing(found)
        outside = (result < 0) | (result >= known.working.size)
        years = found[outside].view("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
        raise unannounced(np.unique(years), known, where(outside))
    return result


def unannounced(years: Integers, known: Calendar, which: str) -> UnannouncedDayError:
    """Make the error for days or results in these years, ascending, all outside the calendar."""
    after = known.last + dt.timedelta(days=1)
    later = years[years >= after.year]
    remedy = f"there is no holiday data before {known.first}: check the dates"
    if later.size:
        remedy = (
            f"holidays of {later[0]} are not announced yet, or not in this data: update the "
            f"package chinesecalendar, give the notice's days yourself in calendar(extend="
            f"{{{after.year}: (days_off, days_on)}}), or check the dates"
        )
    return UnannouncedDayError(
        f"{few(years)}: outside the calendar, known from {known.first} to {known.last} ({which}); "
        f"{remedy}",
        tuple(years.tolist()),
    )


def _weekdays(first: dt.date, last: dt.date) -> Flags:
    days = np.arange(ordinal(first), ordinal(last) + 1)
    return (days + 3) % 7 < 5  # 1970-01-01 was a Thursday


def _marked(known: Calendar, off: list[Day], on: list[Day]) -> Calendar:
    twice = np.intersect1d(ordinals(off), ordinals(on)).view("M8[D]")
    if twice.size:
        raise GkevalError(f"days both off and on: found {few(twice)}; allowed: one of the two")
    working = known.working.copy()
    working[offsets(off, known)] = False
    working[offsets(on, known)] = True
    return Calendar(known.first, working)


def _extended(known: Calendar, year: int, off: list[Day], on: list[Day]) -> Calendar:
    if not known.first.year <= year <= known.last.year + 1:
        raise GkevalError(
            f"extend: found {year}; allowed: {known.last.year + 1}, the year after {known.last}"
        )
    listed = ordinals(off + on)
    outside = (listed < ordinal(dt.date(year - 1, 12, 1))) | (
        listed > ordinal(dt.date(year, 12, 31))
    )
    if outside.any() or not off:
        found = few(listed[outside].view("M8[D]")) if outside.any() else "no day off"
        raise GkevalError(
            f"extend, {year}: found {found}; allowed: what its notice lists, days from "
            f"{year - 1}-12-01 to {year}-12-31"
        )
    new = year > known.last.year
    # the notice for the next year may move days of December, so a known December is left alone
    fresh = _weekdays(dt.date(year, 1, 1), dt.date(year, 12 if new else 11, 31 if new else 30))
    start = ordinal(dt.date(year, 1, 1)) - ordinal(known.first)
    parts = known.working[:start], fresh, known.working[start + fresh.size :]
    result = _marked(Calendar(known.first, np.concatenate(parts)), off, on)
    differing = np.flatnonzero(result.working[: known.working.size] != known.working)
    if differing.size and not new:
        days = (differing + ordinal(known.first)).view("M8[D]")
        raise GkevalError(
            f"extend, {year}: found {days.size} days other than in the holiday data, which has "
            f"this year by now: {few(days)}; leave the year out, or use days_off and days_on"
        )
    return result

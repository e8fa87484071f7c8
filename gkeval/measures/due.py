"""Due days: for every day that can start an item, the day by which it is to be done.

The table covers the days whose items fall due in the period, no more, so that it needs the calendar
no further than the period's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval import workdays
from gkeval.spec import Period
from gkeval.workdays import Calendar

Days = npt.NDArray[np.datetime64]

_LONGEST_MONTH = 31


@dataclass(frozen=True)
class Due:
    """When items fall due, by the day that starts them.

    Attributes
    ----------
    table : pandas.DataFrame
        _day (of the start), _due and, where too early is wrong too, _earliest; one row per day
        whose items fall due in the period, consecutive days.
    last : date
        The last day whose items fall due by the end of the period; later ones are not yet due.
    unknown : tuple of (first, last) days
        Days of which the calendar does not say when their items fall due, although that may be in
        the period.
    """

    table: pd.DataFrame
    last: date
    unknown: tuple[tuple[date, date], ...] = ()


def due(
    unit: str,
    at_most: int,
    at_least: int | None,
    period: Period,
    calendar: Calendar,
    since: date | None = None,
) -> Due:
    """Return the due days of a period.

    Parameters
    ----------
    unit
        ``workdays``, ``days``, ``weeks`` or ``months``.
    at_most, at_least
        The limits; the day after the start is day 1, and 0 is the day itself.
    period
        The items that fall due in it are asked for.
    calendar
        For working days.
    since
        The earliest start, when items that fell due before the period are asked for as well.

    Examples
    --------
    >>> week = Period(start=date(2017, 10, 9), end=date(2017, 10, 13))
    >>> found = due("workdays", 5, None, week, workdays.calendar())
    >>> found.table.iloc[0].dt.date.to_list()
    [datetime.date(2017, 9, 26), datetime.date(2017, 10, 9)]
    >>> found.last
    datetime.date(2017, 10, 8)
    """
    if unit == "workdays" and at_most > 0:
        starts, unknown = _workday_starts(at_most, period, calendar, since)
    else:
        starts = _days(since or period.start - timedelta(days=_span(unit, at_most)), period.end)
        unknown = ()
    ends = after(starts, unit, at_most, calendar)
    in_time = ends <= np.datetime64(period.end)
    starts, ends = starts[in_time], ends[in_time]
    last = starts.max().item() if starts.size else (since or period.start) - timedelta(days=1)
    given = ends >= np.datetime64(period.start)
    if since is not None:
        given = starts >= np.datetime64(since)
    starts, ends = starts[given], ends[given]
    columns = {"_day": starts, "_due": ends}
    if at_least is not None:
        columns["_earliest"] = after(starts, unit, at_least, calendar)
    table = pd.DataFrame({name: days.astype("datetime64[us]") for name, days in columns.items()})
    return Due(table, last, unknown)


def after(starts: Days, unit: str, n: int, calendar: Calendar) -> Days:
    """Return the days that lie n units after these (datetime64[D]); 0 is the day itself.

    Examples
    --------
    >>> day = np.array(["2017-01-31"], dtype="datetime64[D]")
    >>> after(day, "months", 1, workdays.calendar()), after(day, "weeks", 1, workdays.calendar())
    (array(['2017-02-28'], dtype='datetime64[D]'), array(['2017-02-07'], dtype='datetime64[D]'))
    """
    if n == 0:
        return starts
    if unit == "workdays":
        return workdays.add(starts, n, calendar)
    if unit == "months":
        return _months_after(starts, n)
    return starts + (n * 7 if unit == "weeks" else n)


def _months_after(starts: Days, n: int) -> Days:
    """Return the same day n months later, or the last of that month where it is shorter."""
    months = starts.astype("M8[M]")
    target = months + n
    day = (starts - months.astype("M8[D]")).astype(np.int64)
    length = ((target + 1).astype("M8[D]") - target.astype("M8[D]")).astype(np.int64)
    return np.asarray(target.astype("M8[D]") + np.minimum(day, length - 1))


def _workday_starts(
    n: int, period: Period, calendar: Calendar, since: date | None
) -> tuple[Days, tuple[tuple[date, date], ...]]:
    """Return the days that the calendar knows to start items due in the period, or earlier."""
    first, counts = calendar.first, calendar.counts

    def index(day: date) -> int:
        place = min((day - first).days, counts.size - 1)
        return int(counts[place]) if place >= 0 else 0

    unknown: list[tuple[date, date]] = []
    # a term of n days has run out by a day exactly when its index is n more than that of the start
    stop = int(np.searchsorted(counts, index(period.end) - n, side="right"))
    begin = int(np.searchsorted(counts, index(period.start - timedelta(days=1)) - n + 1))
    if since is not None:
        begin = max((since - first).days, 0)
    if begin == 0:
        unknown.append((since or date.min, first - timedelta(days=1)))
    if period.end > calendar.last:
        unknown.append((first + timedelta(days=stop), period.end))
    # one day more, whose items fell due before the period: it tells where the others begin
    begin = max(min(begin, stop) - 1, 0)
    days = _days(first + timedelta(days=begin), first + timedelta(days=stop - 1))
    return days, tuple(unknown)


def _span(unit: str, n: int) -> int:
    """Return a number of days that is at least as long as n units."""
    return n * {"weeks": 7, "months": _LONGEST_MONTH}.get(unit, 1)


def _days(first: date, last: date) -> Days:
    return np.arange(np.datetime64(first), np.datetime64(last) + 1)

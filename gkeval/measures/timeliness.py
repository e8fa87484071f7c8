"""Share within: which part of the items was done in time.

An item starts on `start`, falls due `at_most` days after it (the day after is day 1; working days,
days, weeks, or months, the day clipped to the end of a shorter month) and is done on `end`.

* It enters in the period in which it falls due. Due later: not yet due, left out, even if it is
  done already; a unit that has nothing else is not yet due itself. Due earlier: left out, unless
  ``during`` is ``until_end`` or ``any``, which mean the same here.
* It is in time when `end` is not after the due day. So what is done on a Saturday after a term
  that ended on Friday is late: the term of working days has run out.
* With `at_least` it is too early before the day that lies so many units after `start`;
  ``at_least: 0`` asks that it is not done before it starts. Without, early is in time.
* No end: it counts as late. No start: it enters nowhere.
* Hours run from moment to moment: in time is at most so many hours after `start`.
* The calendar is needed to the end of the period only: what is done after the due day is late,
  whatever the days in between are. An item whose due day depends on an unannounced year is refused.

`lag` of an item is said in working days for working days, in hours for hours, else in days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval import workdays
from gkeval.measures import request_clock
from gkeval.measures.columns import named_columns
from gkeval.measures.conditions import holds
from gkeval.measures.context import Context
from gkeval.measures.due import Due, due
from gkeval.measures.expressions import always, day, moment
from gkeval.measures.frames import Frame, collected, gather, looked_up
from gkeval.measures.kinds import ShareWithin
from gkeval.measures.literals import midnight
from gkeval.measures.marks import (
    Marks,
    in_order,
    period_of,
    shown,
    totals,
    with_provenance,
)
from gkeval.measures.results import of_units, shares
from gkeval.tables import Kind

_DAY = timedelta(days=1)


def share_within(measure: ShareWithin, context: Context) -> pd.DataFrame | None:
    """Return the share in time of every unit; None when the table was not supplied."""
    marks = mark(measure, context)
    if marks is None:
        return None
    found = collected(totals(marks))
    n = of_units(found, context, "_n")
    return shares(
        context,
        of_units(found, context, "_hits"),
        n,
        n,
        measure.when_empty,
        pending=of_units(found, context, "_pending"),
    )


def items(
    measure: ShareWithin, context: Context, units: Sequence[str] | None
) -> pd.DataFrame | None:
    """Return the items that were looked at, with their due day and lag."""
    marks = mark(measure, context, provenance=True)
    if marks is None:
        return None
    found = shown(marks, context, units)
    if measure.clock == "request":
        found["due_day"] = request_clock.due_days(found["due_day"], context.calendar)
        found["lag"] = found["lag"].astype("Int64")
        steps = [name for name in request_clock.STEPS if name in found]
        return found.drop(columns=[name for name in steps if found[name].isna().all()])
    found["lag"] = _lag(measure, found.pop("_from"), found.pop("_to"), context)
    return in_order(found, list(found["unit"].unique()))


def mark(measure: ShareWithin, context: Context, provenance: bool = False) -> Marks | None:
    """Mark the items that fell due in the period and those done in time."""
    if measure.clock == "request":
        return request_clock.mark(measure, context, provenance)
    names = [name for _, name in named_columns(measure)]
    rows = gather(context, measure.table, with_provenance(names, provenance))
    if rows is None:
        return None
    where = holds(rows, measure.where)
    if measure.unit == "hours":
        frame = rows.frame.with_columns(
            _from=moment(rows, measure.start), _to=moment(rows, measure.end)
        )
        return _by_hours(measure, context, frame, where, rows.kinds)
    frame = rows.frame.with_columns(_from=day(rows, measure.start), _to=moment(rows, measure.end))
    return _by_days(measure, context, frame, where, rows.kinds)


def _by_days(
    measure: ShareWithin,
    context: Context,
    frame: Frame,
    where: nw.Expr,
    kinds: Mapping[str, Kind],
) -> Marks:
    started, ended = ~nw.col("_from").is_null(), ~nw.col("_to").is_null()
    found = _due(measure, context, frame.filter(where & started).select("_from"))
    table = found.table.assign(_until=found.table["_due"] + _DAY)
    frame = looked_up(frame, "_from", table)
    base = ~nw.col("_due").is_null()
    in_time = base & ended & (nw.col("_to") < nw.col("_until"))
    too_early = base & ended
    if measure.at_least is None:
        too_early = ~always()
    else:
        too_early = too_early & (nw.col("_to") < nw.col("_earliest"))
    later = started & (nw.col("_from") >= midnight(found.last) + _DAY)
    return _marks(frame, where, base, in_time, too_early, later, kinds)


def _by_hours(
    measure: ShareWithin,
    context: Context,
    frame: Frame,
    where: nw.Expr,
    kinds: Mapping[str, Kind],
) -> Marks:
    started, ended = ~nw.col("_from").is_null(), ~nw.col("_to").is_null()
    period, limit = period_of(measure, context), timedelta(hours=measure.at_most or 0)
    later = started & (nw.col("_from") >= midnight(period.end) + _DAY - limit)
    base = started & ~later
    if measure.during == "period":
        base = base & (nw.col("_from") >= midnight(period.start) - limit)
    frame = frame.with_columns(_due=nw.col("_from") + limit)
    in_time = base & ended & (nw.col("_to") <= nw.col("_due"))
    too_early = ~always()
    if measure.at_least is not None:
        earliest = nw.col("_from") + timedelta(hours=measure.at_least)
        too_early = base & ended & (nw.col("_to") < earliest)
    return _marks(frame, where, base, in_time, too_early, later, kinds)


def _marks(
    frame: Frame,
    where: nw.Expr,
    base: nw.Expr,
    in_time: nw.Expr,
    too_early: nw.Expr,
    later: nw.Expr,
    kinds: Mapping[str, Kind],
) -> Marks:
    return Marks(
        frame=frame,
        where=where,
        base=base,
        hit=in_time & ~too_early,
        why=(
            ("no_date", nw.col("_from").is_null()),
            ("not_yet_due", later),
            ("due_earlier", ~base),
            ("too_early", too_early),
            ("in_time", in_time),
            ("overdue_unanswered", nw.col("_to").is_null()),
            ("late", always()),
        ),
        kinds=kinds,
        pending=later,
        extra={name: nw.col(column) for name, column in _EXTRA.items()},
    )


_EXTRA = {"due_day": "_due", "_from": "_from", "_to": "_to"}


def _due(measure: ShareWithin, context: Context, starts: Frame) -> Due:
    """Return the due days that the items need; refuse items whose due day is not known."""
    period, since = period_of(measure, context), None
    if measure.during != "period":
        since = _first(starts) or period.start
    found = due(
        measure.unit, measure.at_most or 0, measure.at_least, period, context.calendar, since
    )
    for first, last in found.unknown:
        inside = nw.col("_from") < midnight(last) + _DAY
        if first > date.min:
            inside = inside & (nw.col("_from") >= midnight(first))
        if (day := _first(starts.filter(inside))) is not None:
            # it says which years are missing, and what to do
            workdays.add(day, measure.at_most or 0, context.calendar)
    return found


def _first(starts: Frame) -> date | None:
    found = collected(starts.select(nw.col("_from").min()))["_from"].iloc[0]
    return None if pd.isna(found) else pd.Timestamp(found).date()


def _lag(measure: ShareWithin, start: pd.Series[Any], end: pd.Series[Any], context: Context) -> Any:
    """Return the lag of items; missing where it is not known."""
    begun, done = start.to_numpy("datetime64[us]"), end.to_numpy("datetime64[us]")
    there = ~np.isnat(begun) & ~np.isnat(done)
    if measure.unit == "hours":
        return np.where(there, (done - begun) / np.timedelta64(1, "h"), np.nan)
    result = np.zeros(len(start), dtype=np.int64)
    if measure.unit == "workdays":
        there &= _inside(begun, context) & _inside(done, context)
        result[there] = workdays.between(begun[there], done[there], context.calendar)
    else:
        days = done[there].astype("M8[D]") - begun[there].astype("M8[D]")
        result[there] = days.astype(np.int64)
    return pd.arrays.IntegerArray(result, ~there)


def _inside(days: npt.NDArray[np.datetime64], context: Context) -> npt.NDArray[np.bool_]:
    first: datetime = midnight(context.calendar.first)
    last = midnight(context.calendar.last) + _DAY
    return np.asarray((days >= np.datetime64(first)) & (days < np.datetime64(last)))

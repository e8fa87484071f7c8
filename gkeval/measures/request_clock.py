"""The statutory clock of requests for information (依申请公开), as marks for share_within.

Everything is counted on the index of working days: a term of n working days that starts on a day
with index i is over on the working day with index i + n, and what happens on a day off belongs to
the next working day.

1. Term. The Regulation in force on the day of receipt sets it: 15 working days to 2019-05-14, 20
   since; `at_most` replaces it. A request from before the first Regulation, 2008-05-01, has none.
2. Clarification. Under the revised Regulation (art. 30), asked for within 7 working days of receipt
   and returned: the term starts afresh on the day it came back. Asked for later, or under the
   Regulation of 2007, which has no such rule: it changes nothing. Not returned: the request is left
   out, as abandoned when the answer says so or the time to clarify was over, else as waiting.
3. Fee. Notified from 2021 (国办函〔2020〕109号) and within the term: the term starts afresh on the
   day it is paid. Not paid: the request is left out. Notified too late: it changes nothing.
4. Consultation. The working days inside the intervals of the table `pauses`, as far as the term is
   running, do not count; overlapping intervals count once. An interval that begins when the term
   is over changes nothing.
5. Extension. It adds as much as the law allows (15, then 20) when it was notified, and approved as
   far as that is noted, not after the first due day; one for an earlier run of the term still
   holds after a restart. Notified later: it changes nothing.
6. Answer. In time on the due day at the latest. An answer without any of this that calls the
   request abandoned is an answer like others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from gkeval import workdays
from gkeval.measures import pauses
from gkeval.measures.columns import conditions
from gkeval.measures.conditions import holds
from gkeval.measures.context import Context
from gkeval.measures.expressions import always, day, either, known, never
from gkeval.measures.frames import Frame, collected, gather, looked_up
from gkeval.measures.kinds import ShareWithin
from gkeval.measures.literals import midnight
from gkeval.measures.marks import Marks, period_of, with_provenance
from gkeval.tables import Kind
from gkeval.workdays import Calendar

FEE_FROM = date(2021, 1, 1)
"""From here on a fee notice restarts the clock (国办函〔2020〕109号)."""

STEPS = (
    "clarification_asked",
    "clarification_due",
    "clarification_returned",
    "extension_approved",
    "extension_notified",
    "fee_notified",
    "fee_paid",
)
"""The columns of a request that can move its due day."""

_DAY = timedelta(days=1)
_BEYOND = date(2100, 12, 31)


@dataclass(frozen=True)
class _Clock:
    """What the clock is wound with.

    Attributes
    ----------
    frame
        The requests; every step adds what it found as columns. _from, _to: days of receipt and
        answer. _start, _done: their indexes, the second of the first working day from it on.
        _term, _more: length of the term and of an extension. _due: index of the due day.
    measure, context
        What is asked.
    days : pandas.DataFrame
        _day, _upto (index of working days up to it), _onward (that of the first working day from it
        on). After the calendar's last day both are one more than there: enough to say that
        something comes after a due day inside the calendar.
    noted
        The columns that the records have.
    pauses
        request, _began, _ended: the intervals that do not count, as indexes.
    flags
        What the steps found, as closed conditions: waiting and unpaid (left out), given_up,
        asked_late, extended_late, charged_late.
    stood
        Working days on which the clock stood still.
    """

    frame: Frame
    measure: ShareWithin
    context: Context
    days: pd.DataFrame
    noted: frozenset[str]
    pauses: Frame | None
    flags: Mapping[str, nw.Expr] = field(default_factory=dict)
    stood: nw.Expr = field(default_factory=lambda: nw.lit(0))

    def flag(self, name: str) -> nw.Expr:
        """Return a flag; no row has one that no step set."""
        return self.flags.get(name, never())

    def having(self, frame: Frame, **flags: nw.Expr) -> _Clock:
        """Return the clock after a step."""
        return replace(self, frame=frame, flags={**self.flags, **flags})

    def index(self, of: str, alias: str, column: str) -> _Clock:
        """Add the index of a column of days, unless an earlier run of the term did."""
        if alias in self.frame.collect_schema():
            return self
        table = self.days[["_day", column]].rename(columns={column: alias})
        return replace(self, frame=looked_up(self.frame, of, table))

    def upto(self, last: date) -> int:
        """Return the index of a day, or of the calendar's first or last where it lies outside."""
        calendar = self.context.calendar
        return workdays.index(min(max(last, calendar.first), calendar.last), calendar)


def mark(measure: ShareWithin, context: Context, provenance: bool) -> Marks | None:
    """Mark the requests that fell due in the period and those answered in time."""
    named = [name for _, where in conditions(measure) for name in where]
    names = [*named, measure.start, *STEPS, measure.end, "answer"]
    if context.tables.get("pauses") is not None:
        names.append("record")
    rows = gather(context, measure.table, with_provenance(names, provenance))
    if rows is None:
        return None
    days = {"_from": day(rows, measure.start), "_to": day(rows, measure.end)}
    days |= {f"_{name}": day(rows, name) for name in STEPS if name in rows.kinds}
    table = _days(context.calendar)
    clock = _Clock(
        frame=rows.frame.with_columns(**days),
        measure=measure,
        context=context,
        days=table,
        noted=frozenset(rows.kinds),
        pauses=pauses.gathered(context, table),
    )
    for step in (_received, _clarified, _run, _charged):
        clock = step(clock)
    return _marks(clock, holds(rows, measure.where), rows.kinds, provenance)


def due_days(indexes: pd.Series[Any], calendar: Calendar) -> pd.Series[Any]:
    """Return the due days of indexes; missing where there is none or the calendar ends before."""
    worked = np.flatnonzero(calendar.working)
    found = indexes.to_numpy(np.float64, na_value=np.nan)
    inside = (found >= 1) & (found <= worked.size)
    result = np.full(len(found), np.datetime64("NaT"), dtype="M8[D]")
    places = worked[found[inside].astype(np.int64) - 1]
    result[inside] = np.datetime64(calendar.first) + places
    return pd.Series(result.astype("M8[us]"), index=indexes.index)


def _days(calendar: Calendar) -> pd.DataFrame:
    days, upto = workdays.table(calendar)
    later = np.arange(days[-1] + 1, np.datetime64(_BEYOND))
    beyond = np.full(later.size, upto[-1] + 1)
    return pd.DataFrame(
        {
            "_day": np.concatenate([days, later]).astype("M8[us]"),
            "_upto": np.concatenate([upto, beyond]).astype(np.int64),
            "_onward": np.concatenate([[1], upto[:-1] + 1, beyond]).astype(np.int64),
        }
    )


def _received(clock: _Clock) -> _Clock:
    """Set the term by the day of receipt."""
    clock = clock.index("_from", "_start", "_upto").index("_to", "_done", "_onward")
    most = clock.measure.at_most
    columns = {"_term": _term("answer") if most is None else nw.lit(most)}
    if "extension_notified" in clock.noted:
        columns["_more"] = _term("extension")
    return replace(clock, frame=clock.frame.with_columns(**columns))


def _clarified(clock: _Clock) -> _Clock:
    """Start afresh where a clarification was asked for in time and came back."""
    if "clarification_asked" not in clock.noted:
        return clock
    clock = clock.index("_clarification_asked", "_asked", "_onward")
    limit = _term("clarification")
    bound = known("_asked", "_start") & (limit > 0)
    in_time = bound & (nw.col("_asked") <= nw.col("_start") + limit)
    frame = clock.frame.with_columns(_asked_in_time=in_time, _asked_late=bound & ~in_time)
    clock = clock.having(frame, asked_late=nw.col("_asked_late"))
    back = never()
    if "clarification_returned" in clock.noted:
        clock = clock.index("_clarification_returned", "_returned", "_upto")
        back = nw.col("_asked_in_time") & known("_returned")
    given_up = never()
    if "clarification_due" in clock.noted:
        end = midnight(period_of(clock.measure, clock.context).end) + _DAY
        given_up = known("_clarification_due") & (nw.col("_clarification_due") < end)
    frame = clock.frame.with_columns(_waiting=nw.col("_asked_in_time") & ~back)
    if "clarification_returned" in clock.noted:
        frame = frame.with_columns(_start=either(back, nw.col("_returned"), nw.col("_start")))
    return clock.having(frame, waiting=nw.col("_waiting"), given_up=given_up)


def _run(clock: _Clock) -> _Clock:
    """Let the term run from `_start`: consultations, then an extension notified in time."""
    frame, still, still_longer = clock.frame, nw.lit(0), nw.lit(0)
    if clock.pauses is not None:
        more = nw.col("_more") if "extension_notified" in clock.noted else nw.lit(0)
        frame = pauses.stopped(frame, clock.pauses, nw.col("_term") + more)
        still, still_longer = nw.col("_still"), nw.col("_still_longer")
    frame = frame.with_columns(_due=nw.col("_start") + nw.col("_term") + still)
    clock = replace(clock, frame=frame)
    if "extension_notified" not in clock.noted:
        return replace(clock, stood=still)
    clock = clock.index("_extension_notified", "_notified", "_onward")
    noted = known("_notified", "_due")
    granted = noted & (nw.col("_notified") <= nw.col("_due"))
    if "extension_approved" in clock.noted:
        clock = clock.index("_extension_approved", "_approved", "_onward")
        granted = granted & ~(known("_approved") & (nw.col("_approved") > nw.col("_due")))
    frame = clock.frame.with_columns(_granted=granted, _extended_late=noted & ~granted)
    longer = nw.col("_start") + nw.col("_term") + nw.col("_more") + still_longer
    frame = frame.with_columns(_due=either(nw.col("_granted"), longer, nw.col("_due")))
    stood = either(nw.col("_granted"), still_longer, still)
    return replace(clock.having(frame, extended_late=nw.col("_extended_late")), stood=stood)


def _charged(clock: _Clock) -> _Clock:
    """Start afresh where a fee was notified in time and paid, and let the term run again."""
    if "fee_notified" not in clock.noted:
        return clock
    clock = clock.index("_fee_notified", "_charged", "_onward")
    bound = known("_charged", "_due") & (nw.col("_fee_notified") >= midnight(FEE_FROM))
    in_time = bound & (nw.col("_charged") <= nw.col("_due"))
    frame = clock.frame.with_columns(_fee=in_time, _charged_late=bound & ~in_time)
    clock = clock.having(frame, unpaid=nw.col("_fee"), charged_late=nw.col("_charged_late"))
    if "fee_paid" not in clock.noted:
        return clock
    clock = clock.index("_fee_paid", "_paid", "_upto")
    paid = nw.col("_fee") & known("_paid")
    frame = clock.frame.with_columns(_unpaid=nw.col("_fee") & ~paid, _again=paid)
    frame = frame.with_columns(_start=either(nw.col("_again"), nw.col("_paid"), nw.col("_start")))
    return _run(clock.having(frame, unpaid=nw.col("_unpaid")))


def _marks(clock: _Clock, where: nw.Expr, kinds: Mapping[str, Kind], provenance: bool) -> Marks:
    measure, context = clock.measure, clock.context
    period = period_of(measure, context)
    if provenance:
        upto = clock.days[clock.days["_day"] < midnight(context.calendar.last) + _DAY]
        upto = upto[["_day", "_upto"]].rename(columns={"_upto": "_end"})
        clock = replace(clock, frame=looked_up(clock.frame, "_to", upto))
    out = clock.flag("waiting") | clock.flag("unpaid")
    no_term = known("_from") & (nw.col("_term") == 0)
    running = known("_due") & ~no_term & ~out
    frame = clock.frame.with_columns(_running=running)
    _refuse_unknown(frame.filter(where), measure, context)
    later = nw.col("_running") & (nw.col("_due") > clock.upto(period.end))
    due = nw.col("_running") & (nw.col("_due") <= clock.upto(period.end))
    if measure.during == "period" and period.start > context.calendar.first:
        due = due & (nw.col("_due") > clock.upto(period.start - _DAY))
    called = never()
    if "answer" in clock.noted:
        called = known("answer") & (nw.col("answer") == "abandoned")
    given_up = out & (called | (clock.flag("waiting") & clock.flag("given_up")))
    in_time = known("_done", "_due") & (nw.col("_done") <= nw.col("_due"))
    return Marks(
        frame=frame,
        where=where,
        base=due,
        hit=in_time,
        why=(
            ("no_date", nw.col("_from").is_null()),
            ("before_regulation", no_term),
            ("abandoned", given_up),
            ("awaiting_clarification", clock.flag("waiting")),
            ("awaiting_payment", clock.flag("unpaid")),
            ("not_yet_due", later),
            ("due_earlier", ~due),
            ("in_time", in_time),
            ("overdue_unanswered", nw.col("_to").is_null()),
            ("extension_not_in_time", clock.flag("extended_late")),
            ("clarification_not_in_time", clock.flag("asked_late")),
            ("fee_notice_not_in_time", clock.flag("charged_late")),
            ("late", always()),
        ),
        kinds=kinds,
        pending=later,
        extra={"due_day": nw.col("_due"), "lag": nw.col("_end") - nw.col("_start") - clock.stood},
    )


def _refuse_unknown(frame: Frame, measure: ShareWithin, context: Context) -> None:
    """Refuse requests whose due day depends on days that the calendar does not know."""
    period, calendar = period_of(measure, context), context.calendar
    days = []
    if period.end > calendar.last:
        open_ = nw.col("_running") & (nw.col("_due") > int(calendar.counts[-1]))
        days.append((open_ & (nw.col("_from") < midnight(period.end) + _DAY), period.end))
    if measure.during != "period" and measure.at_most is not None:
        before = known("_from") & (nw.col("_from") < midnight(calendar.first))
        days.append((before, calendar.first - _DAY))
    for condition, unknown in days:
        found = collected(frame.filter(condition).select(nw.len().alias("_n")))["_n"]
        if found.iloc[0]:
            workdays.index(unknown, calendar)  # it says which years are missing, and what to do


def _term(id: str) -> nw.Expr:
    """Return the length of a term on the day of receipt; 0 where none was in force."""
    found = nw.lit(0)
    for version in workdays.terms():
        if version.id == id:
            held = known("_from") & (nw.col("_from") >= midnight(version.valid_from))
            if version.valid_to is not None:
                held = held & (nw.col("_from") < midnight(version.valid_to) + _DAY)
            found = found + held.cast(nw.Int64) * version.value
    return found

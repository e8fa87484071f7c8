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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from gkeval import workdays
from gkeval.measures.columns import conditions
from gkeval.measures.conditions import holds
from gkeval.measures.context import Context
from gkeval.measures.expressions import always, day, either, known, never
from gkeval.measures.frames import Frame, collected, gather, small
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


@dataclass(frozen=True)
class _Clock:
    """What the steps look things up in.

    days: every day of the calendar with the index of working days up to it (`_upto`) and that of
    the first working day from it on (`_onward`). pauses: `request`, `_began`, `_ended` as indexes.
    """

    calendar: Calendar
    days: pd.DataFrame
    noted: frozenset[str]
    pauses: Frame | None = None

    def index(self, frame: Frame, of: str, alias: str, column: str, capped: bool = True) -> Frame:
        """Add the index of a column of days; after the calendar's last day, one more than there.

        That is enough to say that something comes after a due day inside the calendar. Uncapped:
        missing there.
        """
        table = self.days[["_day", column]].rename(columns={column: alias})
        frame = frame.join(small(table, frame), left_on=of, right_on="_day", how="left")
        if not capped:
            return frame
        after = known(of) & (nw.col(of) >= midnight(self.calendar.last) + _DAY)
        beyond = int(self.calendar.counts[-1]) + 1
        return frame.with_columns(either(after, beyond, nw.col(alias)).alias(alias))

    def upto(self, last: date) -> int:
        """Return the index of a day, or of the calendar's first or last where it lies outside."""
        inside = min(max(last, self.calendar.first), self.calendar.last)
        return workdays.index(inside, self.calendar)


def mark(measure: ShareWithin, context: Context, provenance: bool) -> Marks | None:
    """Mark the requests that fell due in the period and those answered in time."""
    named = [name for _, where in conditions(measure) for name in where]
    names = ["record", *named, measure.start, *STEPS, measure.end, "answer"]
    rows = gather(context, measure.table, with_provenance(names, provenance))
    if rows is None:
        return None
    clock = _clock(context, frozenset(rows.kinds))
    days = {"_from": day(rows, measure.start), "_to": day(rows, measure.end)}
    days |= {f"_{name}": day(rows, name) for name in STEPS if name in rows.kinds}
    where = holds(rows, measure.where)
    frame = _received(rows.frame.with_columns(**days), measure, clock)
    frame = _run(_clarified(frame, context, clock, measure), clock)
    frame = _charged(frame, clock)
    return _marks(frame, where, measure, context, clock, rows.kinds)


def due_days(indexes: pd.Series[Any], calendar: Calendar) -> pd.Series[Any]:
    """Return the due days of indexes; missing where there is none or the calendar ends before."""
    worked = np.flatnonzero(calendar.working)
    found = indexes.to_numpy(np.float64, na_value=np.nan)
    inside = (found >= 1) & (found <= worked.size)
    result = np.full(len(found), np.datetime64("NaT"), dtype="M8[D]")
    places = worked[found[inside].astype(np.int64) - 1]
    result[inside] = np.datetime64(calendar.first) + places
    return pd.Series(result.astype("M8[us]"), index=indexes.index)


def _clock(context: Context, noted: frozenset[str]) -> _Clock:
    days, upto = workdays.table(context.calendar)
    onward = np.concatenate([[0], upto[:-1]]) + 1
    table = pd.DataFrame(
        {
            "_day": days.astype("M8[us]"),
            "_upto": upto.astype(np.int64),
            "_onward": onward.astype(np.int64),
        }
    )
    clock = _Clock(context.calendar, table, noted)
    rows = gather(context, "pauses", ["request", "began", "ended"])
    if rows is None or set(rows.kinds) != {"request", "began", "ended"}:
        return clock
    frame = rows.frame.with_columns(_first=day(rows, "began"), _last=day(rows, "ended"))
    frame = clock.index(frame, "_first", "_began", "_onward")
    frame = clock.index(frame, "_last", "_ended", "_upto")
    frame = frame.filter(known("request", "_began", "_ended"))
    pauses = frame.select("request", "_began", "_ended")
    return _Clock(context.calendar, table, noted, pauses)


def _received(frame: Frame, measure: ShareWithin, clock: _Clock) -> Frame:
    """Set the term by the day of receipt.

    _start: index of the day it starts on. _term, _more: its length and that of an extension.
    """
    frame = clock.index(frame, "_from", "_start", "_upto")
    frame = clock.index(frame, "_to", "_end", "_upto", capped=False)
    frame = clock.index(frame, "_to", "_done", "_onward")
    term = _term("answer") if measure.at_most is None else nw.lit(measure.at_most)
    return frame.with_columns(
        _term=term,
        _more=either(_in_force("extension"), _term("extension"), 0),
        _no_term=known("_from") & ~_in_force("answer") if measure.at_most is None else never(),
    )


def _clarified(frame: Frame, context: Context, clock: _Clock, measure: ShareWithin) -> Frame:
    """Start afresh where a clarification was asked for in time and came back."""
    if "clarification_asked" not in clock.noted:
        return frame.with_columns(_asked_late=never(), _waiting=never(), _given_up=never())
    frame = clock.index(frame, "_clarification_asked", "_asked", "_onward")
    frame = frame.with_columns(_asked_until=nw.col("_start") + _term("clarification"))
    bound = known("_asked", "_asked_until")
    in_time = bound & (nw.col("_asked") <= nw.col("_asked_until"))
    frame = frame.with_columns(_asked_in_time=in_time, _asked_late=bound & ~in_time)
    back = never()
    if "clarification_returned" in clock.noted:
        frame = clock.index(frame, "_clarification_returned", "_returned", "_upto")
        back = nw.col("_asked_in_time") & known("_returned")
        frame = frame.with_columns(_start=either(back, nw.col("_returned"), nw.col("_start")))
    given_up = never()
    if "clarification_due" in clock.noted:
        end = midnight(period_of(measure, context).end) + _DAY
        given_up = known("_clarification_due") & (nw.col("_clarification_due") < end)
    return frame.with_columns(_waiting=nw.col("_asked_in_time") & ~back, _given_up=given_up)


def _run(frame: Frame, clock: _Clock) -> Frame:
    """Let the term run from `_start`: consultations, then an extension notified in time.

    _due: index of the due day. _stood: working days on which the clock stood still.
    """
    frame = _stopped(frame, clock)
    frame = frame.with_columns(_first=nw.col("_start") + nw.col("_term") + nw.col("_still"))
    granted = noted = never()
    if "extension_notified" in clock.noted:
        frame = _once(frame, clock, "_extension_notified", "_notified")
        noted = known("_notified", "_first")
        granted = noted & (nw.col("_notified") <= nw.col("_first"))
        if "extension_approved" in clock.noted:
            frame = _once(frame, clock, "_extension_approved", "_approved")
            late = known("_approved", "_first") & (nw.col("_approved") > nw.col("_first"))
            granted = granted & ~late
    frame = frame.with_columns(_granted=granted, _extended_late=noted & ~granted)
    longer = nw.col("_start") + nw.col("_term") + nw.col("_more") + nw.col("_still_longer")
    return frame.with_columns(
        _due=either(nw.col("_granted"), longer, nw.col("_first")),
        _stood=either(nw.col("_granted"), nw.col("_still_longer"), nw.col("_still")),
    )


def _charged(frame: Frame, clock: _Clock) -> Frame:
    """Start afresh where a fee was notified in time and paid, and let the term run again."""
    if "fee_notified" not in clock.noted:
        return frame.with_columns(_unpaid=never(), _charged_late=never())
    frame = clock.index(frame, "_fee_notified", "_charged", "_onward")
    bound = known("_charged", "_due") & (nw.col("_fee_notified") >= midnight(FEE_FROM))
    in_time = bound & (nw.col("_charged") <= nw.col("_due"))
    frame = frame.with_columns(_fee=in_time, _charged_late=bound & ~in_time)
    if "fee_paid" not in clock.noted:
        return frame.with_columns(_unpaid=nw.col("_fee"))
    frame = clock.index(frame, "_fee_paid", "_paid", "_upto")
    paid = nw.col("_fee") & known("_paid")
    frame = frame.with_columns(_unpaid=nw.col("_fee") & ~paid, _again=paid)
    start = either(nw.col("_again"), nw.col("_paid"), nw.col("_start"))
    return _run(frame.with_columns(_start=start), clock)


def _stopped(frame: Frame, clock: _Clock) -> Frame:
    """Add the working days on which the clock stands still, for the term alone and when extended.

    Every interval is cut to what is new after those before it, then to what lies in the running
    term: it takes effect when fewer days than the term has were counted before it begins.
    """
    if clock.pauses is None:
        return frame.with_columns(_still=nw.lit(0), _still_longer=nw.lit(0))
    sides = frame.select("unit", "record", "_start", "_term", "_more")
    sides = sides.filter(known("record", "_start", "_term")).rename({"record": "request"})
    stops = clock.pauses.join(sides, on="request", how="inner")
    opened = nw.col("_start") + 1
    stops = stops.with_columns(
        _began=either(nw.col("_began") > opened, nw.col("_began"), opened)
    ).with_columns(_top=nw.col("_ended").cum_max().over("request", order_by=_ORDER))
    stops = stops.with_columns(_before=nw.col("_top").shift(1).over("request", order_by=_ORDER))
    covered = known("_before") & (nw.col("_before") >= nw.col("_began"))
    stops = stops.with_columns(_new=either(covered, nw.col("_before") + 1, nw.col("_began")))
    some = nw.col("_ended") >= nw.col("_new")
    stops = stops.with_columns(_long=either(some, nw.col("_ended") - nw.col("_new") + 1, 0))
    earlier = nw.col("_long").cum_sum().over("request", order_by=_ORDER) - nw.col("_long")
    stops = stops.with_columns(_earlier=earlier)
    counted = nw.col("_new") - opened - nw.col("_earlier")
    longer = nw.col("_term") + nw.col("_more")
    sums = stops.select(
        "request",
        _still=either(counted < nw.col("_term"), nw.col("_long"), 0),
        _still_longer=either(counted < longer, nw.col("_long"), 0),
    )
    sums = sums.group_by("request").agg(nw.col("_still").sum(), nw.col("_still_longer").sum())
    frame = frame.drop("_still", "_still_longer", strict=False)
    frame = frame.join(sums, left_on="record", right_on="request", how="left")
    return frame.with_columns(nw.col("_still", "_still_longer").fill_null(0))


_ORDER: Sequence[str] = ("_began", "_ended")


def _once(frame: Frame, clock: _Clock, of: str, alias: str) -> Frame:
    """Add an index unless an earlier run of the term did."""
    if alias in frame.collect_schema():
        return frame
    return clock.index(frame, of, alias, "_onward")


def _marks(
    frame: Frame,
    where: nw.Expr,
    measure: ShareWithin,
    context: Context,
    clock: _Clock,
    kinds: Mapping[str, Kind],
) -> Marks:
    period = period_of(measure, context)
    out = nw.col("_waiting") | nw.col("_unpaid")
    frame = frame.with_columns(
        _out=out, _running=known("_from", "_due") & ~nw.col("_no_term") & ~out
    )
    _refuse_unknown(frame.filter(where), measure, context)
    due = nw.col("_running") & (nw.col("_due") <= clock.upto(period.end))
    later = nw.col("_running") & ~due
    if measure.during == "period" and period.start > clock.calendar.first:
        due = due & (nw.col("_due") > clock.upto(period.start - _DAY))
    frame = frame.with_columns(_enters=due, _later=later)
    in_time = nw.col("_enters") & known("_done") & (nw.col("_done") <= nw.col("_due"))
    called = never()
    if "answer" in clock.noted:
        called = known("answer") & (nw.col("answer") == "abandoned")
    given_up = nw.col("_out") & (called | (nw.col("_waiting") & nw.col("_given_up")))
    return Marks(
        frame=frame,
        where=where,
        base=nw.col("_enters"),
        hit=in_time,
        why=(
            ("no_date", nw.col("_from").is_null()),
            ("before_regulation", nw.col("_no_term")),
            ("abandoned", given_up),
            ("awaiting_clarification", nw.col("_waiting")),
            ("awaiting_payment", nw.col("_out")),
            ("not_yet_due", nw.col("_later")),
            ("due_earlier", ~nw.col("_enters")),
            ("in_time", in_time),
            ("overdue_unanswered", nw.col("_to").is_null()),
            ("extension_not_in_time", nw.col("_extended_late")),
            ("clarification_not_in_time", nw.col("_asked_late")),
            ("fee_notice_not_in_time", nw.col("_charged_late")),
            ("late", always()),
        ),
        kinds=kinds,
        pending=nw.col("_later"),
        extra={"due": nw.col("_due"), "lag": nw.col("_end") - nw.col("_start") - nw.col("_stood")},
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


def _in_force(id: str) -> nw.Expr:
    """Return whether a term of the law was in force on the day of receipt."""
    result = never()
    for version in (version for version in workdays.terms() if version.id == id):
        result = result | _held(version)
    return known("_from") & result


def _term(id: str) -> nw.Expr:
    """Return the length of a term on the day of receipt; missing where none was in force."""
    versions = [version for version in workdays.terms() if version.id == id]
    result = nw.lit(None, dtype=nw.Float64)
    for version in versions:
        result = either(known("_from") & _held(version), float(version.value), result)
    return result


def _held(version: workdays.Term) -> nw.Expr:
    held: nw.Expr = nw.col("_from") >= midnight(version.valid_from)
    if version.valid_to is not None:
        held = held & (nw.col("_from") < midnight(version.valid_to) + _DAY)
    return held

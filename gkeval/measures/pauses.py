"""Intervals on which the clock of a request stands still: their union, cut to the running term.

Everything is counted on the index of working days: an interval is the first and the last index
that lie in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals.stable.v2 as nw
import pandas as pd

from gkeval.measures.context import Context
from gkeval.measures.expressions import day, either, known
from gkeval.measures.frames import Frame, gather, looked_up

_ORDER: Sequence[str] = ("_began", "_ended")


def gathered(context: Context, days: pd.DataFrame) -> Frame | None:
    """Return the intervals of the table `pauses`; None when it was not supplied.

    Parameters
    ----------
    days
        _day, _upto, _onward: the indexes of every day, as the request clock has them.

    Returns
    -------
    frame
        request, _began, _ended (indexes).
    """
    names = ("request", "began", "ended")
    rows = gather(context, "pauses", names)
    if rows is None or set(rows.kinds) != set(names):
        return None
    frame = rows.frame.with_columns(_first=day(rows, "began"), _last=day(rows, "ended"))
    for of, alias, column in (("_first", "_began", "_onward"), ("_last", "_ended", "_upto")):
        frame = looked_up(frame, of, days[["_day", column]].rename(columns={column: alias}))
    return frame.filter(known("request", "_began", "_ended")).select("request", "_began", "_ended")


def stopped(frame: Frame, pauses: Frame, longer: nw.Expr) -> Frame:
    """Add the working days on which the clock of every request stands still.

    Every interval is cut to what is new after those before it, then to what lies in the running
    term: it takes effect when fewer days than the term has were counted before it begins.

    Parameters
    ----------
    frame
        record, _start (index of the day the term starts on), _term.
    pauses
        What `gathered` returned.
    longer
        The term when it is extended.

    Returns
    -------
    frame
        With _still (in the term) and _still_longer (in the extended term).
    """
    running = frame.filter(known("record", "_start", "_term"))
    running = running.select("_start", "_term", request=nw.col("record"), _longer=longer)
    stops = pauses.join(running, on="request", how="inner")
    opened = nw.col("_start") + 1
    began = either(nw.col("_began") > opened, nw.col("_began"), opened)
    stops = stops.with_columns(_began=began)
    top = nw.col("_ended").cum_max().over("request", order_by=_ORDER)
    stops = stops.with_columns(_top=top)
    stops = stops.with_columns(_before=nw.col("_top").shift(1).over("request", order_by=_ORDER))
    covered = known("_before") & (nw.col("_before") >= nw.col("_began"))
    stops = stops.with_columns(_new=either(covered, nw.col("_before") + 1, nw.col("_began")))
    some = nw.col("_ended") >= nw.col("_new")
    stops = stops.with_columns(_long=either(some, nw.col("_ended") - nw.col("_new") + 1, 0))
    earlier = nw.col("_long").cum_sum().over("request", order_by=_ORDER) - nw.col("_long")
    counted = nw.col("_new") - opened - nw.col("_earlier")
    sums = stops.with_columns(_earlier=earlier).select(
        "request",
        _still=either(counted < nw.col("_term"), nw.col("_long"), 0),
        _still_longer=either(counted < nw.col("_longer"), nw.col("_long"), 0),
    )
    sums = sums.group_by("request").agg(nw.col("_still").sum(), nw.col("_still_longer").sum())
    frame = frame.drop("_still", "_still_longer", strict=False)
    frame = frame.join(sums, left_on="record", right_on="request", how="left")
    return frame.with_columns(nw.col("_still", "_still_longer").fill_null(0))

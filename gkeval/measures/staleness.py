"""Staleness: which share of the columns of a site was fresh when it was checked.

Fresh is a column whose last update lies at most `at_most` days before its check date; a missing
check date stands for the end of the period. Undated counts as not updated. An update after the
check date was not there to be seen: not fresh. Where `at_most` names a column and a row has none,
nothing was required of it: it enters nowhere. With ``explained: true`` a column that has an
explanation page is fresh whatever its date.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals.stable.v2 as nw
import pandas as pd

from gkeval.measures.columns import named_columns
from gkeval.measures.conditions import holds
from gkeval.measures.context import Context
from gkeval.measures.expressions import always, day, day_number, either, known, never, number
from gkeval.measures.frames import collected, gather
from gkeval.measures.kinds import Staleness
from gkeval.measures.literals import midnight
from gkeval.measures.marks import Marks, dated, period_of, shown, totals, with_provenance
from gkeval.measures.results import of_units, shares


def staleness(measure: Staleness, context: Context) -> pd.DataFrame | None:
    """Return the share of fresh columns of every unit; None when the table was not supplied."""
    marks = mark(measure, context)
    if marks is None:
        return None
    found = collected(totals(marks))
    n = of_units(found, context, "_n")
    return shares(context, of_units(found, context, "_hits"), n, n, measure.when_empty)


def items(measure: Staleness, context: Context, units: Sequence[str] | None) -> pd.DataFrame | None:
    """Return the columns that were looked at; `lag` is the days from the update to the check."""
    marks = mark(measure, context, provenance=True)
    return None if marks is None else shown(marks, context, units).astype({"lag": "Int64"})


def mark(measure: Staleness, context: Context, provenance: bool = False) -> Marks | None:
    """Mark the columns that enter and those that are fresh."""
    names = [name for _, name in named_columns(measure)]
    rows = gather(context, measure.table, with_provenance(names, provenance))
    if rows is None:
        return None
    period = dated(rows, measure, context)
    end = nw.lit(midnight(period_of(measure, context).end))
    frame = rows.frame.with_columns(_updated=day(rows, measure.updated))
    if measure.checked is not None and measure.checked in rows.kinds:
        frame = frame.with_columns(_seen=day(rows, measure.checked))
        frame = frame.with_columns(_seen=either(known("_seen"), nw.col("_seen"), end))
    else:
        frame = frame.with_columns(_seen=end)
    limit = number(rows, measure.at_most) if isinstance(measure.at_most, str) else None
    frame = frame.with_columns(
        _lag=day_number("_seen") - day_number("_updated"),
        _limit=nw.lit(measure.at_most) if limit is None else limit,
    )
    seen = known("_lag", "_limit") & (nw.col("_lag") >= 0)
    fresh = seen & (nw.col("_lag") <= nw.col("_limit"))
    explained = never()
    if measure.explained and "explained" in rows.kinds:
        explained = known("explained") & nw.col("explained")
    limited = known("_limit")
    return Marks(
        frame=frame,
        where=holds(rows, measure.where),
        base=period.inside & limited,
        hit=fresh | explained,
        why=(
            *period.why,
            ("no_limit", ~limited),
            ("fresh", fresh),
            ("explained", explained),
            ("undated", ~known("_updated")),
            ("updated_after_check", ~seen),
            ("stale", always()),
        ),
        kinds=rows.kinds,
        extra={"lag": nw.col("_lag")},
    )

"""First date: the first day on which there is such a record, as days since 1970-01-01.

A unit without one has no value and is scored all the same: for a deadline that is not done. A
record without a date counts nowhere. Unlike other kinds it looks at records of any date unless
`during` says otherwise, because a duty may be done before the period begins.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from gkeval.measures.columns import date_column, named_columns
from gkeval.measures.conditions import holds
from gkeval.measures.context import Context
from gkeval.measures.expressions import always, day, known
from gkeval.measures.frames import collected, gather
from gkeval.measures.kinds import FirstDate
from gkeval.measures.marks import Marks, dated, shown, with_provenance
from gkeval.measures.results import of_units, values


def first_date(measure: FirstDate, context: Context) -> pd.DataFrame | None:
    """Return the first date of every unit; None when the table was not supplied."""
    marks = mark(measure, context)
    if marks is None:
        return None
    frame = marks.frame.filter(marks.where & marks.base).group_by("unit")
    found = collected(frame.agg(nw.col("_day").min(), nw.len().alias("_n")))
    days = found["_day"].to_numpy(dtype="M8[us]").astype("M8[D]").astype(np.int64)
    first = of_units(found.assign(_day=days), context, "_day", np.nan)
    return values(context, first, n=of_units(found, context, "_n"))


def items(measure: FirstDate, context: Context, units: Sequence[str] | None) -> pd.DataFrame | None:
    """Return the records that were looked at; the first one counts."""
    marks = mark(measure, context, provenance=True)
    if marks is None:
        return None
    found = shown(marks, context, units)
    days = found.pop("_day")
    earliest = days.where(found["base"]).groupby(found["unit"]).transform("min")
    first = found["base"] & (days == earliest)
    first &= ~found.assign(_first=first).duplicated(["unit", "_first"])
    found["why"] = found["why"].mask(found["base"], "later").mask(first, "first")
    return found.assign(counted=first)[list(found.columns)]


def mark(measure: FirstDate, context: Context, provenance: bool = False) -> Marks | None:
    """Mark the records that have a date; `_day` is their day."""
    names = [name for _, name in named_columns(measure)]
    rows = gather(context, measure.table, with_provenance(names, provenance))
    if rows is None:
        return None
    period = dated(rows, measure, context)
    return Marks(
        frame=rows.frame.with_columns(_day=day(rows, date_column(measure) or "")),
        where=holds(rows, measure.where),
        base=period.inside & known("_day"),
        hit=None,
        why=(*period.why, ("no_date", ~known("_day")), ("first", always())),
        kinds=rows.kinds,
        extra={"_day": nw.col("_day")},
    )

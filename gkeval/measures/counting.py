"""Count and distinct: how many records, how many different ones.

A unit without records has 0. A record without the date that decides is in no period. For distinct,
a record that lacks one of the columns `of` counts nowhere, because it cannot be told from others;
of records that are the same in all of them, the first by date and record is shown as the one that
counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals.stable.v2 as nw
import pandas as pd

from gkeval.measures.columns import inner, named_columns
from gkeval.measures.conditions import holds
from gkeval.measures.context import Context
from gkeval.measures.expressions import always, known, never
from gkeval.measures.frames import collected, gather
from gkeval.measures.kinds import Count, Distinct
from gkeval.measures.marks import Marks, dated, shown, totals, with_provenance
from gkeval.measures.results import of_units, values


def count(measure: Count, context: Context) -> pd.DataFrame | None:
    """Return how many records every unit has; None when the table was not supplied."""
    marks = mark(measure, context)
    if marks is None:
        return None
    number = of_units(collected(totals(marks)), context, "_n")
    return values(context, number, numerator=number, n=number)


def distinct(measure: Distinct, context: Context) -> pd.DataFrame | None:
    """Return how many different records every unit has."""
    marks = mark(measure, context)
    if marks is None:
        return None
    keys = [inner(name) for name in _keys(measure) if name in marks.kinds]
    frame = marks.frame.select("unit", *keys, _in=marks.where & marks.base)
    each = frame.filter(nw.col("_in")).group_by("unit", *keys).agg(nw.len().alias("_n"))
    found = collected(each.group_by("unit").agg(nw.len().alias("_different"), nw.col("_n").sum()))
    number = of_units(found, context, "_different")
    return values(context, number, numerator=number, n=of_units(found, context, "_n"))


def items(
    measure: Count | Distinct, context: Context, units: Sequence[str] | None
) -> pd.DataFrame | None:
    """Return the records that were looked at."""
    marks = mark(measure, context, provenance=True)
    if marks is None:
        return None
    found = shown(marks, context, units)
    if isinstance(measure, Distinct):
        keys = [name for name in _keys(measure) if name in found]
        again = found[found["base"]].duplicated(["unit", *keys])
        repeated = again[again].index
        found.loc[repeated, "counted"] = False
        found.loc[repeated, "why"] = "duplicate"
    return found


def mark(measure: Count | Distinct, context: Context, provenance: bool = False) -> Marks | None:
    """Mark the records that enter."""
    names = [name for _, name in named_columns(measure)]
    rows = gather(context, measure.table, with_provenance(names, provenance))
    if rows is None:
        return None
    period = dated(rows, measure, context)
    keyed = always()
    if isinstance(measure, Distinct):
        keys = _keys(measure)
        keyed = known("unit", *keys) if set(keys) <= set(rows.kinds) else never()
    return Marks(
        frame=rows.frame,
        where=holds(rows, measure.where),
        base=period.inside & keyed,
        hit=None,
        why=(*period.why, ("no_key", ~keyed), ("counted", always())),
        kinds=rows.kinds,
    )


def _keys(measure: Distinct) -> list[str]:
    return list(dict.fromkeys(name for name in measure.of if name != "unit"))

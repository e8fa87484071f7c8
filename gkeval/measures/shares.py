"""Share: which part of the records meets a condition, counted or weighted.

A unit without records takes what `when_empty` says. A cell that is missing fails a condition
(``known: false`` and ``not`` aside), so the record enters and does not count. With `weight`, a
record without one counts nowhere; weights must be whole numbers that are not negative.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals.stable.v2 as nw
import pandas as pd

from gkeval.errors import Problem, Problems
from gkeval.measures.columns import named_columns, split
from gkeval.measures.conditions import holds
from gkeval.measures.context import Context
from gkeval.measures.expressions import always, number
from gkeval.measures.frames import Frame, Rows, collected, gather
from gkeval.measures.kinds import Share
from gkeval.measures.marks import Marks, dated, shown, totals, with_provenance
from gkeval.measures.results import of_units, shares


def share(measure: Share, context: Context) -> pd.DataFrame | None:
    """Return the share of every unit; None when the table was not supplied."""
    marks = mark(measure, context)
    if marks is None:
        return None
    found = collected(totals(marks))
    weighted = measure.weight is not None
    return shares(
        context,
        of_units(found, context, "_numerator" if weighted else "_hits"),
        of_units(found, context, "_denominator" if weighted else "_n"),
        of_units(found, context, "_n"),
        measure.when_empty,
    )


def items(measure: Share, context: Context, units: Sequence[str] | None) -> pd.DataFrame | None:
    """Return the records that were looked at."""
    marks = mark(measure, context, provenance=True)
    return None if marks is None else shown(marks, context, units)


def mark(measure: Share, context: Context, provenance: bool = False) -> Marks | None:
    """Mark the records that enter and those that count."""
    names = [name for _, name in named_columns(measure)]
    rows = gather(context, measure.table, with_provenance(names, provenance))
    if rows is None:
        return None
    period = dated(rows, measure, context)
    where, hit = holds(rows, measure.where), holds(rows, measure.hit)
    base, weight, why = period.inside, None, period.why
    frame = rows.frame
    if measure.weight is not None:
        frame = frame.with_columns(_weight=number(rows, measure.weight))
        there = ~nw.col("_weight").is_null()
        _refuse_parts(rows, frame.filter(where & base & there), measure.weight)
        base, why = base & there, (*why, ("no_weight", ~there))
        weight = nw.when(there).then(nw.col("_weight")).otherwise(nw.lit(0.0)).cast(nw.Int64)
    return Marks(
        frame=frame,
        where=where,
        base=base,
        hit=hit,
        why=(*why, ("met", hit), ("not_met", always())),
        kinds=rows.kinds,
        numerator=weight,
        denominator=weight,
    )


def _refuse_parts(rows: Rows, frame: Frame, name: str) -> None:
    """Refuse weights that are negative or no whole numbers; the smallest is shown."""
    weight = nw.col("_weight")
    wrong = frame.filter((weight < 0) | (weight != weight.round(0)))
    smallest = collected(wrong.select(weight.min()))["_weight"]
    if smallest.isna().all():
        return
    other, column = split(name)
    problem = Problem(
        "wrong_weight",
        found=f"{smallest.iloc[0]:g}",
        allowed="whole numbers from 0 as weights",
        remedy="correct the cells, or use a measure of kind statistic for other numbers",
        table=other or rows.table,
        column=column,
    )
    Problems([problem]).raise_if_any(f"table {rows.table}")

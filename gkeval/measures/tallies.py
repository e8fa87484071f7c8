"""Tally: what the records are worth together, by a code or by a number of their own.

A unit without records has 0. A record whose code is not listed enters and is worth nothing; one
that lacks its code or number counts nowhere. Points are summed as whole numbers of their last
place (numbers of a column: of the sixth decimal), so that sums are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import narwhals.stable.v2 as nw
import pandas as pd

from gkeval.measures.columns import named_columns
from gkeval.measures.conditions import holds
from gkeval.measures.context import Context
from gkeval.measures.expressions import always, either, known, never, number
from gkeval.measures.frames import Rows, collected, gather
from gkeval.measures.kinds import Tally
from gkeval.measures.marks import Marks, dated, shown, totals, with_provenance
from gkeval.measures.results import of_units, values

_PLACES = 6


def tally(measure: Tally, context: Context) -> pd.DataFrame | None:
    """Return what the records of every unit are worth; None when the table was not supplied."""
    marks = mark(measure, context)
    if marks is None:
        return None
    found, scale = collected(totals(marks)), 10 ** places(measure)
    worth = of_units(found, context, "_numerator") / scale
    whole = worth if scale == 1 else None
    return values(context, worth, numerator=whole, n=of_units(found, context, "_n"))


def items(measure: Tally, context: Context, units: Sequence[str] | None) -> pd.DataFrame | None:
    """Return the records that were looked at, with what each is worth."""
    marks = mark(measure, context, provenance=True)
    if marks is None or marks.numerator is None:
        return None
    worth = marks.numerator.cast(nw.Float64) / nw.lit(float(10 ** places(measure)))
    counts = marks.base & marks.hit
    points = {"points": either(counts, worth, 0.0)}
    return shown(replace(marks, numerator=None, extra=points), context, units)


def places(measure: Tally) -> int:
    """Return to how many decimals the points are summed.

    >>> places(Tally(kind="tally", table="checks", by="item", points={"late": "2.5", "bare": 1}))
    1
    """
    if measure.column is not None:
        return _PLACES
    parts = (worth.normalize().as_tuple().exponent for worth in measure.points.values())
    return max(0, *(-int(part) for part in parts))


def mark(measure: Tally, context: Context, provenance: bool = False) -> Marks | None:
    """Mark the records that enter, and what each is worth."""
    names = [name for _, name in named_columns(measure)]
    rows = gather(context, measure.table, with_provenance(names, provenance))
    if rows is None:
        return None
    period = dated(rows, measure, context)
    there, listed, worth = _worth(rows, measure)
    return Marks(
        frame=rows.frame,
        where=holds(rows, measure.where),
        base=period.inside & there,
        hit=listed,
        why=(*period.why, ("no_code", ~there), ("worthless", ~listed), ("counted", always())),
        kinds=rows.kinds,
        numerator=worth,
    )


def _worth(rows: Rows, measure: Tally) -> tuple[nw.Expr, nw.Expr, nw.Expr]:
    """Return whether a record has its code or number, whether it is listed, what it is worth."""
    scale = 10 ** places(measure)
    if measure.column is not None:
        found = number(rows, measure.column)
        there = ~found.is_null()
        scaled = (found * nw.lit(float(scale))).round(0)
        return there, always(), either(there, scaled, 0.0).cast(nw.Int64)
    name = str(measure.by)
    if name not in rows.kinds:
        return never(), never(), nw.lit(0)
    there, listed, worth = known(name), never(), nw.lit(0)
    for code, points in measure.points.items():
        mine = holds(rows, {name: code})
        listed = listed | mine
        worth = either(mine, int(points * scale), worth)
    return there, listed, worth.cast(nw.Int64)

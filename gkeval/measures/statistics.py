"""Statistic and change: reported numbers, their sums, quotients and changes.

* An item stands for the sum of its rows: over all parts where no `part` is given, and over all
  periods where no `at` is given.
* The same item, part and period twice with the same number is taken once; with different numbers it
  is a contradiction, which is refused. Only the rows that the measure uses are looked at.
* A unit without one of the items (for change: in one of the two periods) is not assessed.
* `when_empty` holds where a quotient is taken of 0: the sum of `over`, or the number before.
* Sums are exact: the numbers of a unit with up to six decimals are added as whole numbers of their
  last place. Numerator and denominator are given where both are whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from gkeval.errors import Problem, Problems
from gkeval.measures.context import Context
from gkeval.measures.expressions import known, number, with_texts
from gkeval.measures.frames import Frame, collected, gather
from gkeval.measures.kinds import Change, Statistic
from gkeval.measures.marks import PROVENANCE, in_order
from gkeval.measures.results import Floats, of_units, values, when_nothing
from gkeval.numbers import plain

_CELL = ["unit", "item", "part", "period"]
_PLACES = 6
_EXACT = 2.0**53


def statistic(measure: Statistic, context: Context) -> pd.DataFrame | None:
    """Return the number of every unit; None when the table was not supplied."""
    named = (*measure.plus, *measure.minus, *measure.over)
    cells = _cells(context, measure)
    if cells is None:
        return None
    sums, scale = _sums(cells, "item", named, context)
    upper = _total(sums, measure.plus) - _total(sums, measure.minus)
    lower = _total(sums, measure.over) if measure.over else None
    return _result(context, upper, lower, scale, measure.when_empty, _count(cells, context))


def change(measure: Change, context: Context) -> pd.DataFrame | None:
    """Return the change of every unit; None when the table was not supplied."""
    cells = _cells(context, measure)
    if cells is None:
        return None
    sums, scale = _sums(cells, "period", (measure.before, measure.now), context)
    before, now = sums[measure.before], sums[measure.now]
    if measure.as_ == "difference":
        now = np.where(np.isnan(before), np.nan, now)
    lower = before if measure.as_ == "ratio" else None
    return _result(context, now - before, lower, scale, measure.when_empty, _count(cells, context))


def items(
    measure: Statistic | Change, context: Context, units: Sequence[str] | None
) -> pd.DataFrame | None:
    """Return the rows that were looked at and what each is to the number."""
    frame = _rows(context, measure, provenance=True)
    if frame is None:
        return None
    wanted = [str(unit) for unit in (context.units["unit"] if units is None else units)]
    found = collected(frame.filter(nw.col("unit").is_in(wanted)))
    found = found.sort_values(["record"], kind="stable")
    repeated = found.duplicated(_CELL)
    found["base"] = found["counted"] = ~repeated
    column, roles = _roles(measure)
    found["why"] = found[column].map(roles).where(~repeated, "repeated").astype("str")
    return in_order(found.reset_index(drop=True), wanted)


def _roles(measure: Statistic | Change) -> tuple[str, dict[str, str]]:
    """Return the column that says what a row is to the number, and the codes by its cells."""
    if isinstance(measure, Change):
        return "period", {measure.now: "now", measure.before: "before"}
    roles = dict.fromkeys(measure.over, "divisor")
    for code, named in (("subtracted", measure.minus), ("added", measure.plus)):
        roles |= {item: f"{code}_divisor" if item in measure.over else code for item in named}
    return "item", roles


def _rows(context: Context, measure: Statistic | Change, provenance: bool = False) -> Frame | None:
    """Return the rows that the measure uses: unit, item, part, period, value."""
    names = ["item", "part", "period", "value"]
    rows = gather(context, "statistics", [*PROVENANCE, *names] if provenance else names)
    if rows is None:
        return None
    chosen = known("item", "period", "value")
    if isinstance(measure, Change):
        wanted, periods = [measure.item], [measure.before, measure.now]
    else:
        wanted = [*measure.plus, *measure.minus, *measure.over]
        periods = [measure.at] if measure.at is not None else []
    chosen = chosen & nw.col("item").is_in(wanted)
    if periods:
        chosen = chosen & nw.col("period").is_in(periods)
    frame = with_texts(rows, ["item", "part", "period"]).with_columns(value=number(rows, "value"))
    frame = frame.filter(chosen).with_columns(nw.col("part").fill_null(""))
    return frame if measure.part is None else frame.filter(nw.col("part") == measure.part)


def _cells(context: Context, measure: Statistic | Change) -> pd.DataFrame | None:
    """Return the numbers, one per unit, item, part and period, in that order.

    Raises
    ------
    InputError
        Different numbers for the same cell.
    """
    frame = _rows(context, measure)
    if frame is None:
        return None
    value = nw.col("value")
    found = collected(
        frame.group_by(*_CELL).agg(value.min().alias("_low"), value.max().alias("_high"))
    )
    found = found[found["unit"].isin(context.units["unit"])]
    found = found.sort_values(_CELL, ignore_index=True)
    apart = found[found["_low"] != found["_high"]]
    Problems(
        Problem(
            "contradiction",
            found=f"{plain(row['_low'])} and {plain(row['_high'])} for {row['item']}"
            + (f", {row['part']}" if row["part"] else "")
            + f", {row['period']}",
            allowed="one number per unit, item, part and period",
            remedy="correct one of the rows or remove it",
            table="statistics",
            column="value",
            unit=row["unit"],
        )
        for row in apart.to_dict("records")
    ).raise_if_any("table statistics")
    return found.drop(columns="_high").rename(columns={"_low": "value"})


def _sums(
    cells: pd.DataFrame, by: str, names: Iterable[str], context: Context
) -> tuple[dict[str, Floats], Floats]:
    """Return the sums by name for all units, as multiples of 1/scale, and that scale by unit.

    A sum is missing where a unit has no such row. The scale is missing where the numbers have too
    many decimals, or are too large, to be added as whole numbers; the sums are plain then.
    """
    value = cells["value"].to_numpy(dtype=np.float64)
    places = np.full(len(value), np.nan)
    for k in reversed(range(_PLACES + 1)):
        whole = np.rint(value * 10.0**k)
        places[(whole / 10.0**k == value) & (np.abs(whole) < _EXACT)] = k
    worst = cells.assign(_k=places).groupby("unit")["_k"].agg(lambda k: k.max(skipna=False))
    scale = of_units(
        pd.DataFrame({"unit": worst.index, "_k": worst.to_numpy(np.float64)}), context, "_k"
    )
    own = 10.0 ** cells["unit"].map(worst).to_numpy(dtype=np.float64)
    scaled = np.where(np.isnan(own), value, np.rint(value * own))
    sums = cells.assign(_sum=scaled).groupby(["unit", by], as_index=False)["_sum"].sum()
    result = {name: of_units(sums[sums[by] == name], context, "_sum", np.nan) for name in names}
    return result, 10.0**scale


def _total(sums: Mapping[str, Floats], names: Iterable[str]) -> Any:
    return sum((sums[name] for name in names), start=np.float64(0))


def _count(cells: pd.DataFrame, context: Context) -> Floats:
    found = cells.groupby("unit", as_index=False).agg(_n=("value", "size"))
    return of_units(found, context, "_n")


def _result(
    context: Context,
    upper: Floats,
    lower: Floats | None,
    scale: Floats,
    when_empty: Any,
    n: Floats,
) -> pd.DataFrame:
    """Divide; a unit without one of the sums is not assessed."""
    unit = np.where(np.isnan(scale), 1.0, scale)
    missing = np.isnan(upper) | (np.isnan(lower) if lower is not None else False)
    whole = ~missing & ~np.isnan(scale) & (upper % unit == 0)
    if lower is None:
        value, state = upper / unit, np.full(len(unit), "scored", dtype=object)
        numerator, denominator = np.where(whole, upper / unit, np.nan), None
    else:
        empty = ~missing & (lower == 0)
        share = np.divide(upper, lower, out=np.full(len(unit), np.nan), where=~missing & ~empty)
        value, state = when_nothing(share, empty, when_empty)
        whole &= lower % unit == 0
        numerator = np.where(whole, upper / unit, np.nan)
        denominator = np.where(whole, lower / unit, np.nan)
    return values(
        context,
        value,
        numerator=numerator,
        denominator=denominator,
        n=n,
        state=np.where(missing, "not_assessed", state),
    )

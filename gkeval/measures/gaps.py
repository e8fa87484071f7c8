"""Longest gap: the longest time without a record, in days.

* A stretch runs from one day with a record to the next (its length is the difference of the days),
  from the first day of the period to the first record, and from the last record to the last day.
* Nothing at all in the period: every day of it, one more than any other stretch can have.
* With `by`, the longest of all its combinations counts. Where `by` is the one column that refers to
  a register (such as ``updates.column``), every registered row of the unit counts, those without
  records too, from the day it was opened where the register notes that; conditions on the
  register's own columns (``columns.kind``) choose among the registered rows.
* A record that lacks a `by` column, or a date, counts nowhere.

The engine reduces the records to the days on which there is one; the rest runs on those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from gkeval.measures.columns import date_column, declared, inner, named_columns, split
from gkeval.measures.conditions import holds
from gkeval.measures.context import Context
from gkeval.measures.expressions import always, day, known, never
from gkeval.measures.frames import collected, gather
from gkeval.measures.kinds import LongestGap
from gkeval.measures.marks import Marks, dated, in_order, period_of, shown, typed, with_provenance
from gkeval.measures.results import of_units, values
from gkeval.tables import TABLES


def longest_gap(measure: LongestGap, context: Context) -> pd.DataFrame | None:
    """Return the longest gap of every unit in days; None when a table was not supplied."""
    marks = mark(measure, context)
    if marks is None:
        return None
    stretches = _stretches(measure, context, marks)
    found = stretches.groupby("unit", as_index=False)[["lag"]].max()
    records = stretches.groupby("unit", as_index=False)[["_n"]].sum()
    longest = of_units(found, context, "lag")
    return values(context, longest, numerator=longest, n=of_units(records, context, "_n"))


def items(
    measure: LongestGap, context: Context, units: Sequence[str] | None
) -> pd.DataFrame | None:
    """Return the records with the stretch before each, and the stretches that no record ends.

    The stretch that is the longest counts; of equal ones the first.
    """
    marks = mark(measure, context, provenance=True)
    if marks is None:
        return None
    wanted = [str(unit) for unit in (context.units["unit"] if units is None else units)]
    keys = ["unit", *(name for name in measure.by if name in marks.kinds), "_day"]
    if units is not None:
        marks = replace(marks, frame=marks.frame.filter(nw.col("unit").is_in(wanted)))
    stretches = _stretches(measure, context, marks)
    found = shown(marks, context, units).astype({"_day": "datetime64[us]"})
    ended = found["base"].to_numpy()
    before = found[keys].merge(stretches, on=keys, how="left", suffixes=("", "_"))
    found["lag"] = np.where(ended, before["lag"].to_numpy(np.float64), np.nan)
    found["why"] = np.where(ended, before["why"], found["why"])
    open_ = stretches[stretches["_day"].isna() & stretches["unit"].isin(wanted)]
    open_ = open_.drop(columns="_n").assign(base=True, counted=False)
    found = in_order(pd.concat([found, open_], ignore_index=True), wanted)
    longest = found["lag"].where(found["base"]).groupby(found["unit"]).transform("max")
    top = found["base"] & (found["lag"] == longest)
    found["counted"] = top & ~found.assign(_top=top).duplicated(["unit", "_top"])
    return found.drop(columns="_day").astype({"lag": "Int64", "why": "str", "base": bool})


def mark(measure: LongestGap, context: Context, provenance: bool = False) -> Marks | None:
    """Mark the records that lie in the period; `_day` is their day."""
    names = [name for _, name in named_columns(measure)]
    rows = gather(context, measure.table, with_provenance(names, provenance))
    if rows is None:
        return None
    period = dated(rows, measure, context)
    keyed = always()
    if measure.by:
        keyed = known(*measure.by) if set(measure.by) <= set(rows.kinds) else never()
    return Marks(
        frame=rows.frame.with_columns(_day=day(rows, date_column(measure) or "")),
        where=holds(rows, measure.where),
        base=period.inside & keyed,
        hit=always(),
        why=(*period.why, ("no_key", ~keyed), ("counted", always())),
        kinds=rows.kinds,
        extra={"_day": nw.col("_day")},
    )


def _stretches(measure: LongestGap, context: Context, marks: Marks) -> pd.DataFrame:
    """Return the stretches of all units.

    unit, `by`, _day (on which a record ends it; missing where none does), lag, why, _n (records).
    """
    period, by = period_of(measure, context), [n for n in measure.by if n in marks.kinds]
    start, end, keys = _number(period.start), _number(period.end), ["unit", *by]
    frame = marks.frame.filter(marks.where & marks.base)
    days = collected(
        frame.group_by(*(inner(name) for name in keys), "_day").agg(nw.len().alias("_n"))
    )
    days = typed(days, marks.kinds).astype({"_day": "datetime64[us]"})
    days = days.merge(_registered(measure, context, by, start, end), on=keys, how="outer")
    days = days[days["unit"].isin(context.units["unit"])]
    days = days.sort_values([*keys, "_day"], ignore_index=True)
    never_ = days["_day"].isna().to_numpy()
    since = days["_opened"].fillna(start).to_numpy(np.int64)
    number = np.where(never_, since, days["_day"].to_numpy("M8[D]").astype(np.int64))
    number = np.maximum(number, since)
    first = ~days.duplicated(keys).to_numpy()
    lag = np.where(first, number - since, np.diff(number, prepend=0))
    ended = days[[*keys, "_day", "_n"]].assign(lag=lag)
    ended["why"] = np.where(first, "since_start", "since_previous")
    last = ~days.duplicated(keys, keep="last").to_numpy()
    tail = end - number + never_
    open_ = days[keys].assign(lag=tail, why=np.where(never_, "never", "until_end"))
    silent = context.units.loc[~context.units["unit"].isin(days["unit"]), ["unit"]]
    silent = silent.assign(lag=end - start + 1, why="never")
    found = pd.concat([ended[~never_], open_[last], silent], ignore_index=True)
    return found.fillna({"_n": 0}).astype({"_day": "datetime64[us]", "lag": "int64"})


def _registered(
    measure: LongestGap, context: Context, by: list[str], start: int, end: int
) -> pd.DataFrame:
    """Return the registered rows that `by` leads to, with the day they are looked at from."""
    none = pd.DataFrame({name: pd.Series(dtype="str") for name in ("unit", *by)})
    none["_opened"] = pd.Series(dtype="int64")
    column = declared(measure.table, by[0]) if len(by) == 1 else None
    register = column.refers if column else ""
    if register not in TABLES or register == "units":
        return none
    own = {split(n)[1]: c for n, c in measure.where.items() if split(n)[0] == register}
    dates = ["opened"] if "opened" in TABLES[register].by_name else []
    rows = gather(context, register, ["record", *own, *dates])
    if rows is None:
        return none
    frame = rows.frame.filter(holds(rows, own)).with_columns(_from=day(rows, "opened"))
    found = collected(frame.select("unit", "record", "_from")).rename(columns={"record": by[0]})
    opened = found.pop("_from").astype("datetime64[us]").to_numpy("M8[D]")
    since = np.where(np.isnat(opened), start, np.maximum(opened.astype(np.int64), start))
    return found.assign(_opened=since)[since <= end]


def _number(day: date) -> int:
    """Return the days since 1970-01-01."""
    number: int = np.datetime64(day).astype(np.int64).item()
    return number

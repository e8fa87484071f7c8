"""Longest gap: the longest time without a record, in days.

* A stretch runs from one day with a record to the next (its length is the difference of the days),
  from the first day of the period to the first record, and from the last record to the last day.
* Nothing at all in the period: every day of it, one more than any other stretch can have.
* With `by`, the longest of all its combinations counts. Where `by` is the one column that refers to
  a register (such as ``updates.column``), every registered row of the unit counts, those without
  records too, from the day it was opened where the register notes that; conditions on the
  register's own columns (``columns.kind``) choose among the registered rows.
* A record that lacks a `by` column, or a date, counts nowhere.

The engine reduces the records to the days on which there is one before it compares them.
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
from gkeval.measures.expressions import always, day, day_number, either, known, never
from gkeval.measures.frames import Frame, collected, gather
from gkeval.measures.kinds import LongestGap
from gkeval.measures.marks import Marks, dated, in_order, period_of, shown, typed, with_provenance
from gkeval.measures.results import of_units, values
from gkeval.measures.stretches import stretches
from gkeval.tables import TABLES


def longest_gap(measure: LongestGap, context: Context) -> pd.DataFrame | None:
    """Return the longest gap of every unit in days; None when the table was not supplied."""
    marks = mark(measure, context)
    if marks is None:
        return None
    period = period_of(measure, context)
    start, end = _number(period.start), _number(period.end)
    registered = _registered(measure, context, _keys(measure, marks), start, end)
    if registered.empty:
        found = _by_unit(measure, marks, start, end)
        silent = float(end - start + 1)
    else:
        found = _by_key(measure, context, marks)
        lag = found[["_inner", "_first_lag", "_last_lag"]].max(axis=1)
        by_unit = found.assign(_lag=lag).groupby("unit", as_index=False)
        found, silent = by_unit.agg({"_lag": "max", "_n": "sum"}), 0.0
    longest = of_units(found, context, "_lag", silent)
    return values(context, longest, numerator=longest, n=of_units(found, context, "_n"))


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
    if units is not None:
        marks = replace(marks, frame=marks.frame.filter(nw.col("unit").is_in(wanted)))
    keys = ["unit", *_keys(measure, marks)]
    found = shown(marks, context, units)
    days = typed(collected(_days(measure, marks)), marks.kinds)
    by_key = _by_key(measure, context, marks)
    by_key = by_key[by_key["unit"].isin(wanted)]
    told = (
        found[[*keys, "_day"]]
        .merge(
            days[[*keys, "_day", "_inner"]].astype({"_day": "datetime64[us]"}),
            on=[*keys, "_day"],
            how="left",
        )
        .merge(by_key[[*keys, "_first_lag"]], on=keys, how="left")
    )
    base, inner_ = found["base"].to_numpy(), told["_inner"].to_numpy(np.float64, na_value=np.nan)
    first = np.isnan(inner_)
    found["lag"] = np.where(base, np.where(first, told["_first_lag"], inner_), np.nan)
    found["why"] = np.where(base, np.where(first, "since_start", "since_previous"), found["why"])
    open_ = by_key[keys].assign(
        lag=by_key["_last_lag"],
        base=True,
        counted=False,
        why=np.where(by_key["_n"] == 0, "never", "until_end"),
    )
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
        hit=None,
        why=(*period.why, ("no_key", ~keyed), ("counted", always())),
        kinds=rows.kinds,
        extra={"_day": nw.col("_day")},
    )


def _keys(measure: LongestGap, marks: Marks) -> list[str]:
    return [name for name in measure.by if name in marks.kinds]


def _distinct(measure: LongestGap, marks: Marks) -> Frame:
    """Return the days with a record, by unit and `by`: _day, _number (since 1970-01-01), _n."""
    keys = ["unit", *(inner(name) for name in _keys(measure, marks))]
    frame = marks.frame.filter(marks.where & marks.base)
    days = frame.group_by(*keys, "_day").agg(nw.len().alias("_n"))
    return days.with_columns(_number=day_number("_day"))


def _days(measure: LongestGap, marks: Marks) -> Frame:
    """Return these with _inner: days since the one before, missing for the first."""
    keys = ["unit", *(inner(name) for name in _keys(measure, marks))]
    before = nw.col("_number").shift(1).over(*keys, order_by="_number")
    return _distinct(measure, marks).with_columns(_inner=nw.col("_number") - before)


def _runs(measure: LongestGap, marks: Marks, start: int, end: int) -> Frame:
    """Return by unit and `by`: _first and _last day, the longest stretch between (_inner), _n."""
    keys = ["unit", *(inner(name) for name in _keys(measure, marks))]
    if marks.frame.implementation.is_duckdb() and measure.during == "period":
        held = marks.frame.filter(marks.where & marks.base).select(*keys, "_day")
        return _runs_in_bits(held, keys, start, end)
    if marks.frame.implementation.is_polars():
        import polars as pl

        # sorts all days of a group, equal ones too, which is quicker than to reduce them first
        number = pl.col("_day").dt.date().cast(pl.Int64)
        ends = (number.min().alias("_first"), number.max().alias("_last"))
        longest = number.sort().diff().max().alias("_inner")
        held = marks.frame.filter(marks.where & marks.base).select(*keys, "_day").to_native()
        found: Frame = nw.from_native(held.group_by(keys).agg(*ends, longest, _n=pl.len()))
        return found
    first, last = nw.col("_number").min(), nw.col("_number").max()
    return (
        _days(measure, marks)
        .group_by(*keys)
        .agg(first.alias("_first"), last.alias("_last"), nw.col("_inner").max(), nw.col("_n").sum())
    )


def _runs_in_bits(held: Frame, keys: list[str], start: int, end: int) -> Frame:
    """Return the same on DuckDB: a bit for every day of the period, which few bytes of memory hold.

    Between two records lie as many zeros as days less one; those at the ends lie between none.
    """
    named = ", ".join(f'"{key}"' for key in keys)
    number = "date_diff('day', DATE '1970-01-01', _day::DATE)"
    bits = held.to_native().aggregate(
        f"{named}, min({number})::BIGINT AS _first, max({number})::BIGINT AS _last, "
        f"count(*)::BIGINT AS _n, "
        f"bitstring_agg({number}::INTEGER, {start}, {end})::VARCHAR AS _bits",
        named,
    )
    zeros = "list_max(list_transform(string_split(trim(_bits, '0'), '1'), lambda run: len(run)))"
    between = f"CASE WHEN _first < _last THEN {zeros}::BIGINT + 1 END AS _inner"
    found: Frame = nw.from_native(bits.project(f"{named}, _first, _last, _n, {between}"))
    return found


def _by_unit(measure: LongestGap, marks: Marks, start: int, end: int) -> pd.DataFrame:
    """Return the longest stretch (_lag) and the records (_n) of the units that have some.

    Everything is reduced on the engine; on pandas by sorting numbers, which takes half the time.
    """
    keys = ["unit", *(inner(name) for name in _keys(measure, marks))]
    if marks.frame.implementation.is_pandas():
        frame = collected(marks.frame.filter(marks.where & marks.base).select(*keys, "_day"))
        if (found := stretches(frame, keys, start, end)) is not None:
            return found
    stretch = nw.col("_inner").fill_null(0)
    each = _runs(measure, marks, start, end)
    for other in (nw.col("_first") - start, end - nw.col("_last")):
        stretch = either(other > stretch, other, stretch)
    each = each.select("unit", "_n", _lag=stretch)
    return collected(each.group_by("unit").agg(nw.col("_lag").max(), nw.col("_n").sum()))


def _by_key(measure: LongestGap, context: Context, marks: Marks) -> pd.DataFrame:
    """Return the stretches of every unit and `by`, registered ones and silent units too.

    _first_lag (from the start to the first record), _inner (the longest between records),
    _last_lag (from the last record, or the start, to the end), _n (records).
    """
    period, by = period_of(measure, context), _keys(measure, marks)
    start, end, keys = _number(period.start), _number(period.end), ["unit", *by]
    found = typed(collected(_runs(measure, marks, start, end)), marks.kinds)
    found = found.merge(_registered(measure, context, by, start, end), on=keys, how="outer")
    found = found[found["unit"].isin(context.units["unit"])]
    silent = context.units.loc[~context.units["unit"].isin(found["unit"]), ["unit"]]
    found = pd.concat([found, silent.astype("str")], ignore_index=True)
    since = found.pop("_opened").fillna(start)
    first, last = found.pop("_first"), found.pop("_last")
    return found.assign(
        _first_lag=(first - since).clip(lower=0).astype("float64"),
        _last_lag=(end - last).fillna(end - since + 1).astype("int64"),
        _inner=found["_inner"].astype("float64"),
        _n=found["_n"].fillna(0).astype("int64"),
    )


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

"""Marked rows: what every record means for a measure. Values and items are both made from them.

A family of kinds marks rows by expressions: which records the measure is about, which of those
enter (`base`), which of those count (`hit`), and why. `totals` sums them by unit, `shown` lists
them; neither decides anything itself, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from gkeval.measures.columns import date_column, inner
from gkeval.measures.context import Context
from gkeval.measures.expressions import always, either, moment
from gkeval.measures.frames import Frame, Rows, collected
from gkeval.measures.literals import midnight
from gkeval.spec import Period
from gkeval.tables import Kind

Why = tuple[tuple[str, nw.Expr], ...]

PROVENANCE = ("record", "evidence")
"""The columns that items show beside those a measure names."""

_TYPES = {
    "text": "str",
    "code": "str",
    "list": "str",
    "date": "datetime64[us]",
    "time": "datetime64[us]",
    "count": "Int64",
    "number": "float64",
    "flag": "boolean",
}

_LAST = ("due_day", "lag", "base", "counted", "numerator", "denominator", "why")


@dataclass(frozen=True)
class Marks:
    """Rows of one table and what they mean; every expression is a closed condition.

    Parameters
    ----------
    frame
        One row per record, with `unit`.
    where
        Which rows the measure is about; the others are not shown.
    base
        Which of those enter: the denominator of a share.
    hit
        Which of those that enter count: the numerator of a share. None: all of them.
    why
        Codes of `reasons.REASONS` with their conditions; the first that holds is given, and the
        last holds always.
    kinds
        The columns to show and what they hold.
    pending
        Rows that fall due when the period is over.
    numerator, denominator
        What a row that counts, or enters, contributes, where that is not 1: whole numbers.
    extra
        Further columns to show, by name.
    """

    frame: Frame
    where: nw.Expr
    base: nw.Expr
    hit: nw.Expr | None
    why: Why
    kinds: Mapping[str, Kind]
    pending: nw.Expr | None = None
    numerator: nw.Expr | None = None
    denominator: nw.Expr | None = None
    extra: Mapping[str, nw.Expr] = field(default_factory=dict)


@dataclass(frozen=True)
class Dated:
    """Which rows lie in the period of a measure, and why the others do not."""

    inside: nw.Expr
    why: Why


def period_of(measure: Any, context: Context) -> Period:
    """Return the period that a measure looks at."""
    own: Period | None = measure.period
    return own or context.period


def dated(rows: Rows, measure: Any, context: Context) -> Dated:
    """Return which rows lie in the period, by the measure's `date` and `during`.

    A row without that date lies in no period; with ``during: any``, or in a register, which has
    no such date, every row does.
    """
    name = date_column(measure)
    if name is None or measure.during == "any":
        return Dated(always(), ())
    period = period_of(measure, context)
    found = moment(rows, name)
    there = ~found.is_null()
    inside = there & (found < midnight(period.end) + timedelta(days=1))
    if measure.during == "period":
        inside = inside & (found >= midnight(period.start))
    return Dated(inside, (("no_date", ~there), ("outside_period", ~inside)))


def totals(marks: Marks) -> Frame:
    """Sum the marks by unit: whole numbers only.

    Returns
    -------
    frame
        unit, ``_n`` (rows that enter) and, where the marks have them, ``_hits``, ``_numerator``,
        ``_denominator``, ``_pending``.
    """
    frame, inside = marks.frame, nw.col("_in")
    if marks.pending is None and not frame.implementation.is_pandas():
        # a filter by columns of a file is pushed down to it, one by a column made of them is not
        frame, inside = frame.filter(marks.where & marks.base), always()
    else:
        frame = frame.with_columns(_in=marks.where & marks.base)
    sums: dict[str, nw.Expr] = {}
    if marks.hit is not None:
        sums["_hits"] = (inside & marks.hit).cast(nw.Int64)
    if marks.numerator is not None:
        counts = inside if marks.hit is None else inside & marks.hit
        sums["_numerator"] = either(counts, marks.numerator, 0)
    if marks.denominator is not None:
        sums["_denominator"] = either(inside, marks.denominator, 0)
    if marks.pending is None:
        frame = frame.select("unit", _in=inside, **sums).filter(nw.col("_in"))
        number = nw.len().alias("_n")
    else:
        sums["_pending"] = (marks.where & marks.pending).cast(nw.Int64)
        frame = frame.select("unit", _n=inside.cast(nw.Int64), **sums)
        number = nw.col("_n").sum()
    return frame.group_by("unit").agg(number, *(nw.col(name).sum() for name in sums))


def shown(marks: Marks, context: Context, units: Sequence[str] | None) -> pd.DataFrame:
    """List the rows of a measure, in the order of the units, then by date and record.

    Parameters
    ----------
    units
        The units to list; None: all of the context.

    Returns
    -------
    pandas.DataFrame
        unit, record, evidence, the columns that matter, extras, base, counted, why; and numerator,
        denominator (Int64) where a row can contribute something else than 1.
    """
    wanted = [str(unit) for unit in (context.units["unit"] if units is None else units)]
    frame = marks.frame.filter(marks.where)
    if units is not None:
        frame = frame.filter(nw.col("unit").is_in(wanted))
    place = nw.lit(len(marks.why) - 1)
    for position, (_, condition) in reversed(list(enumerate(marks.why[:-1]))):
        place = either(condition, position, place)
    parts = {"_numerator": marks.numerator, "_denominator": marks.denominator}
    extra = {**marks.extra, **{name: part for name, part in parts.items() if part is not None}}
    # an extra column of the records that bears the name of one of ours is not shown
    kinds = {name: kind for name, kind in marks.kinds.items() if name not in (*_LAST, *extra)}
    found = collected(
        frame.select(
            "unit",
            *(inner(name) for name in kinds),
            **extra,
            base=marks.base,
            counted=marks.base if marks.hit is None else marks.base & marks.hit,
            _why=place,
        )
    )
    found = typed(found, kinds)
    codes = np.array([code for code, _ in marks.why], dtype=object)
    found["why"] = pd.array(codes[found.pop("_why").to_numpy(dtype=np.int64)], dtype="str")
    for name in ("base", "counted"):
        found[name] = found[name].to_numpy(dtype=bool)
    for name, flag in (("numerator", "counted"), ("denominator", "base")):
        if f"_{name}" in found:
            part = found.pop(f"_{name}").to_numpy(np.float64, na_value=0)
            found[name] = pd.array(np.where(found[flag], part, 0).astype(np.int64), dtype="Int64")
    return in_order(found, wanted)


def typed(found: pd.DataFrame, kinds: Mapping[str, Kind]) -> pd.DataFrame:
    """Give collected columns the names that measures use and one type on every engine."""
    names = {inner(name): name for name in kinds if inner(name) in found}
    types = {name: _TYPES[kinds[name]] for name in names.values()}
    return found.rename(columns=names).astype({"unit": "str", **types})


def in_order(found: pd.DataFrame, units: Sequence[str]) -> pd.DataFrame:
    """Put items in the order of the units, then by their first date and record, and their columns.

    unit, record, evidence; what they hold; base, counted, numerator, denominator, why.
    """
    for name in PROVENANCE:
        if name not in found:
            found[name] = pd.Series(np.nan, index=found.index, dtype="str")
    first, last = ["unit", *PROVENANCE], [name for name in _LAST if name in found]
    middle = [str(name) for name in found if name not in (*first, *last)]
    dates = [name for name in middle if pd.api.types.is_datetime64_any_dtype(found[name])]
    found = found[[*first, *middle, *last]]
    found = found[found["unit"].isin(units)]
    place = pd.Index(units).get_indexer(pd.Index(found["unit"].astype(object)))
    found = found.assign(_place=place).sort_values(
        ["_place", *dates[:1], "record", *(name for name in middle if name not in dates[:1])],
        kind="stable",
    )
    return found.drop(columns="_place").reset_index(drop=True)


def with_provenance(names: Sequence[str], provenance: bool) -> list[str]:
    """Return the columns to gather: those named, and for items those that say what a record is."""
    return [*PROVENANCE, *names] if provenance else list(names)

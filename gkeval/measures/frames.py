"""Record tables of any engine → one lazy frame with the columns that a measure needs, typed.

The engines' differences end here: dates and times are datetimes in microseconds without a zone,
numbers are integers or float64, flags are booleans, all else is text; linked columns are joined;
a declared column that was not supplied is missing throughout. Nothing is computed before
`collect`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from gkeval.engines import host_of
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.measures.columns import (
    NUMERIC,
    TEMPORAL,
    declared,
    inner,
    link,
    split,
    unknown_column,
    unlinked_table,
)
from gkeval.measures.context import Context
from gkeval.tables import Kind

if TYPE_CHECKING:
    import pandas as pd

Integers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Frame: TypeAlias = "nw.LazyFrame[Any]"

MOMENT = nw.Datetime("us")


@dataclass(frozen=True)
class Rows:
    """The rows of one table, with `unit` and the needed columns.

    Attributes
    ----------
    table
        Its name.
    frame
        One row per record.
    kinds
        What each needed column holds, in the order they were asked for; a column that the records
        do not have is not in it. In the frame, linked columns have their `inner` name.
    """

    table: str
    frame: Frame
    kinds: Mapping[str, Kind]


def gather(context: Context, table: str, names: Iterable[str]) -> Rows | None:
    """Return the rows of a table with these columns; None when a table was not supplied.

    Raises
    ------
    InputError
        A column that is neither declared nor there, a table that is not linked, or a column that
        holds another type than declared.
    """
    names = [name for name in dict.fromkeys(names) if name != "unit"]
    others = list(dict.fromkeys(split(name)[0] for name in names if split(name)[0]))
    Problems(
        unlinked_table(table, name)
        for name in names
        if split(name)[0] and not link(table, split(name)[0])
    ).raise_if_any(f"table {table}")
    if any(_native(context, name) is None for name in (table, *others)):
        return None
    links = {other: link(table, other) for other in others}
    keys = [found.own for found in links.values() if found]
    own = [name for name in names if not split(name)[0]]
    rows = _typed(context, table, list(dict.fromkeys(["unit", *own, *keys])))
    frame, kinds = rows.frame, dict(rows.kinds)
    for other, found in links.items():
        if found is None or found.own not in kinds:
            continue
        wanted = [split(name)[1] for name in names if split(name)[0] == other]
        joined = _typed(context, other, list(dict.fromkeys(["unit", found.other, *wanted])))
        if found.other not in joined.kinds:
            continue
        columns = {f"{other}→{name}": nw.col(name) for name in wanted if name in joined.kinds}
        if not columns:
            continue
        side = joined.frame.select(nw.col(found.other).alias("→"), **columns)
        if found.kind == "child":
            side = _earliest(joined, side, wanted)
        kinds |= {f"{other}.{name}": joined.kinds[name] for name in wanted if name in joined.kinds}
        frame = frame.join(brought(side, frame), left_on=found.own, right_on="→", how="left")
    present = {name: kinds[name] for name in names if name in kinds}
    return Rows(table, frame.select("unit", *(inner(name) for name in present)), present)


def _native(context: Context, table: str) -> Any:
    if table == "units":
        return context.tables.get("units", context.units)
    return context.tables.get(table)


def _typed(context: Context, table: str, names: list[str]) -> Rows:
    """Select columns of one table in their plain types; those that are not there are left out."""
    frame = _lazy(_native(context, table))
    schema = frame.collect_schema()
    problems: list[Problem] = []
    kinds: dict[str, Kind] = {}
    columns: list[nw.Expr] = []
    for name in names:
        column = declared(table, name)
        if name in schema and not isinstance(schema[name], nw.Unknown):
            kind = _kind(schema[name], column.kind if column else None)
            if kind is None:
                problems.append(_wrong_type(table, name, schema[name]))
                continue
            kinds[name] = kind
            columns.append(_plain(name, schema[name], kind))
        elif column is None and name not in schema:
            problems.append(unknown_column(table, name, schema))
    Problems(problems).raise_if_any(f"table {table}")
    return Rows(table, frame.select(*columns), kinds)


def _lazy(native: Any) -> Frame:
    frame: Frame = nw.from_native(native).lazy()
    return frame


def _kind(dtype: Any, wanted: Kind | None) -> Kind | None:
    """Return what a column holds, by its type and its declaration; None when they do not fit."""
    if isinstance(dtype, nw.Datetime) and dtype.time_zone is not None:
        return None
    if isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
        fits: tuple[Kind, ...] = ("text", "code", "list")
    elif isinstance(dtype, nw.Boolean):
        fits = ("flag",)
    elif isinstance(dtype, nw.Date):
        fits = ("date", "time")
    elif isinstance(dtype, nw.Datetime):
        # only what is declared as a day is known to be one
        fits = ("time", "date")
    elif dtype.is_integer():
        fits = ("count", "number")
    elif dtype.is_numeric():
        fits = ("number", "count")
    else:
        return None
    if wanted is None:
        return fits[0]
    return wanted if wanted in fits else None


def _plain(name: str, dtype: Any, kind: Kind) -> nw.Expr:
    column = nw.col(name)
    if kind in TEMPORAL and dtype != MOMENT:
        return column.cast(MOMENT)
    if kind in NUMERIC and isinstance(dtype, nw.Decimal | nw.Float32):
        return column.cast(nw.Float64)
    if isinstance(dtype, nw.Categorical | nw.Enum):
        return column.cast(nw.String)
    return column


def _wrong_type(table: str, name: str, dtype: Any) -> Problem:
    column = declared(table, name)
    return Problem(
        "wrong_type",
        found=f"a column of type {dtype}",
        allowed={
            "date": "dates",
            "time": "dates with times, without a zone",
            "count": "whole numbers",
            "number": "numbers",
            "flag": "true and false",
        }.get(column.kind if column else "", "text"),
        remedy="read the records with gkeval.read_records, which converts and checks them",
        table=table,
        column=name,
    )


def _earliest(joined: Rows, side: Frame, wanted: list[str]) -> Frame:
    """Reduce linked rows to one per record that they refer to: the earliest of their dates."""
    there = [name for name in wanted if name in joined.kinds]
    Problems(
        Problem(
            "not_a_date",
            found=f"{joined.table}.{name}, of which a record can have several",
            allowed="a date of the linked table, which stands for the earliest",
            remedy=f"measure the table {joined.table} itself",
            table=joined.table,
            column=name,
        )
        for name in there
        if joined.kinds[name] not in TEMPORAL
    ).raise_if_any(f"table {joined.table}")
    found = side.filter(~nw.col("→").is_null()).group_by("→")
    return found.agg(*(nw.col(f"{joined.table}→{name}").min() for name in there))


def brought(side: Frame, frame: Frame) -> Frame:
    """Return a frame in the engine of another; only pandas frames change their engine."""
    target, own = frame.implementation, side.implementation
    if own == target:
        return side
    if not own.is_pandas():
        raise GkevalError(
            f"a table of {own.value} is linked to one of {target.value}. "
            "Remedy: give both tables in one engine, or the linked one as a pandas frame"
        )
    return small(collected(side), frame)


def small(content: pd.DataFrame, frame: Frame) -> Frame:
    """Return a pandas table in the engine of a frame, to be joined to it."""
    return _lazy(host_of(frame.to_native()).hold(content))


def looked_up(frame: Frame, of: str, days: pd.DataFrame) -> Frame:
    """Add what a table says of the days in a column; missing for days that it does not have.

    Parameters
    ----------
    of
        A column of datetimes at midnight.
    days
        ``_day``, consecutive days as datetime64[us], and the columns to add: datetimes or numbers.
    """
    columns = [str(name) for name in days if name != "_day"]
    if not frame.implementation.is_pandas():
        return frame.join(small(days, frame), left_on=of, right_on="_day", how="left")
    # the same join, as a lookup by position: it copies no other column
    native = frame.to_native()
    first = days["_day"].to_numpy("M8[D]")[:1].astype(np.int64)
    place = native[of].to_numpy("M8[D]").astype(np.int64) - (first if len(days) else 0)
    inside = (place >= 0) & (place < len(days))
    added = {name: _at(days[name], place, inside) for name in columns}
    return _lazy(native.assign(**added))


def _at(column: pd.Series[Any], place: Integers, inside: Flags) -> Any:
    dated = column.dtype.kind == "M"
    values = column.to_numpy() if dated else column.to_numpy(np.float64)
    missing = np.datetime64("NaT", "us") if dated else np.nan
    if not len(values):
        return np.full(len(place), missing, dtype=values.dtype)
    found = values.take(place, mode="clip")
    found[~inside] = missing
    return found


def collected(frame: Frame) -> pd.DataFrame:
    """Run what was planned and return it as a pandas frame."""
    if frame.implementation.is_pandas():
        here: pd.DataFrame = frame.collect().to_native()
        return here
    if frame.implementation.is_pyspark():
        held = frame.to_native().toArrow()
    elif frame.implementation.is_polars():
        held = frame.to_native().collect(engine="streaming").to_arrow()
    else:
        held = frame.collect(backend="pyarrow").to_native()
    found: pd.DataFrame = held.to_pandas()
    return found

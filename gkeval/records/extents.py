"""What a table holds at a glance, and the rows of one unit; on whatever engine the table is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from gkeval.engines import engine_of
from gkeval.records.models import TYPES
from gkeval.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd


def extent(table: Any, name: str) -> tuple[int, str]:
    """Return how many rows a table has, and the first and last day of its leading date.

    Parameters
    ----------
    table
        A record table of any engine.
    name
        Its name.
    """
    frame = nw.from_native(table).lazy()
    dates = sorted(
        (c for c in TABLES[name].columns if c.kind in ("date", "time") and c.name != "captured"),
        key=lambda column: not column.required,
    )
    named = [column.name for column in dates if column.name in frame.collect_schema()]
    ends = [nw.col(n).min().alias(f"_first_{n}") for n in named]
    ends += [nw.col(n).max().alias(f"_last_{n}") for n in named]
    (row,) = (
        frame.select(nw.len().alias("_rows"), *ends).collect(backend="pyarrow").rows(named=True)
    )
    for one in named:
        first, last = row[f"_first_{one}"], row[f"_last_{one}"]
        if first is not None:
            return row["_rows"], f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"
    return row["_rows"], ""


def rows_of(table: Any, name: str, unit: str) -> pd.DataFrame:
    """Return the rows of one unit, in pandas."""
    if engine_of(table) == "pandas":
        mine: pd.DataFrame = table[table["unit"] == unit]
        return mine
    return in_pandas(nw.from_native(table).lazy().filter(nw.col("unit") == unit).to_native(), name)


def in_pandas(table: Any, name: str) -> pd.DataFrame:
    """Return a table of any engine in pandas, with the types that it has there."""
    if engine_of(table) == "pandas":
        frame: pd.DataFrame = table
        return frame
    held = nw.from_native(table).lazy().collect(backend="pyarrow").to_native()
    return in_plain_types(held.to_pandas(), name)


def in_plain_types(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return rows that came from an engine with the types that they have in pandas."""
    declared = TABLES[name].by_name
    return frame.astype({c: TYPES[declared[c].kind] for c in frame if c in declared})

"""Part of a table on an engine → which of its rows need a look, and what the others add up to.

The checks are those of `gkeval.records.checking`, on some hundred thousand rows at a time. Rows
with a fault are kept as they were read; the rest is counted, hashed and let go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gkeval.limits import DEFAULT, Limits
from gkeval.records.bounds import without_long_cells
from gkeval.records.checking import Checked, check_table
from gkeval.records.dataframes import from_arrow
from gkeval.records.faults import Positions
from gkeval.records.fingerprint import Content
from gkeval.records.parsing import Seen, parse, seen
from gkeval.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Part:
    """What some rows of a table show.

    Parameters
    ----------
    first, rows
        Number of the first row, and how many there are.
    looked, ids
        The rows that need a look, as they were read, and their numbers.
    further
        By further column: what it shows of whether it is one of numbers.
    unchanged
        Whether reading changes nothing, so that the engine's own table can be used.
    content
        What the typed rows say.
    filled
        By column that refers to another table: how many rows fill it.
    """

    first: int
    rows: int
    looked: pa.Table
    ids: Positions
    further: Mapping[str, Seen] = field(default_factory=dict)
    unchanged: bool = True
    content: Content | None = None
    filled: Mapping[str, int] = field(default_factory=dict)


def examine(
    held: pa.Table,
    ids: Positions,
    *,
    table: str,
    source: str,
    units: Sequence[str] | None,
    numbers: Mapping[str, bool] | None,
    limits: Limits = DEFAULT,
) -> Part:
    """Check some rows of a table by themselves.

    Parameters
    ----------
    held, ids
        The rows, and the number of each.
    table, source
        Which record table, and the name of its file or data frame.
    units
        The names of all units; None when there is no table of them.
    numbers
        Which further columns are columns of numbers, where that is known of the whole table.
    limits
        How long a cell may be.
    """
    raw = without_long_cells(from_arrow(held, source, TABLES[table]), limits)
    checked = check_table(raw, numbers)
    frame = checked.frame
    look = checked.bad | checked.again
    refers = [column for column in raw.table.columns if column.refers and column.name in frame]
    for column in refers:
        if column.refers == "units" and units is not None:
            values = frame[column.name]
            look |= (values.notna() & ~values.isin(units)).to_numpy(dtype=bool)
    places = np.union1d(raw.rows[look], raw.aside.index.to_numpy(np.int64))
    return Part(
        int(ids[0]) if len(ids) else 0,
        held.num_rows,
        held.take(places),
        ids[places],
        {str(n): seen(raw.frame[n]) for n in raw.frame if n not in raw.table.by_name},
        checked.usable and _unchanged(held, checked),
        Content.of(frame),
        {column.name: int(frame[column.name].notna().sum()) for column in refers},
    )


def find(
    held: pa.Table,
    ids: Positions,
    *,
    table: str,
    source: str,
    wanted: Mapping[str, frozenset[str]],
) -> Part:
    """Return the rows whose key or reference is one of those wanted, by column."""
    raw = from_arrow(held, source, TABLES[table])
    look = np.zeros(len(raw.frame), dtype=bool)
    for name, values in wanted.items():
        named, _ = parse(raw.table.by_name[name], raw.frame[name])
        look |= named.isin(values).to_numpy(dtype=bool)
    places = raw.rows[look]
    return Part(int(ids[0]) if len(ids) else 0, held.num_rows, held.take(places), ids[places])


def typed(
    held: pa.Table,
    ids: Positions,
    *,
    table: str,
    source: str,
    numbers: Mapping[str, bool],
    without: Positions,
    limits: Limits = DEFAULT,
) -> pa.Table:
    """Return rows as they are read, with canonical columns and types, without some of them."""
    raw = without_long_cells(from_arrow(held, source, TABLES[table]), limits)
    checked = check_table(raw, numbers)
    kept = ~np.isin(ids[checked.raw.rows], without)
    return as_arrow(checked.frame if kept.all() else checked.frame[kept])


def as_arrow(frame: pd.DataFrame) -> pa.Table:
    """Return typed rows as an Arrow table of canonical types; missing is null."""
    import pyarrow as pa

    columns = {
        str(name): pa.array(frame[name], arrow_type(frame[name].dtype), from_pandas=True)
        for name in frame
    }
    return pa.table(columns)


def arrow_type(kind: Any) -> Any:
    """Return the Arrow type for one of the types that typed columns have."""
    import pyarrow as pa

    if pd.api.types.is_datetime64_dtype(kind):
        return pa.timestamp("us")
    if isinstance(kind, pd.BooleanDtype):
        return pa.bool_()
    if isinstance(kind, pd.StringDtype):
        return pa.large_string()
    return pa.int64() if pd.api.types.is_integer_dtype(kind) else pa.float64()


def _unchanged(held: pa.Table, checked: Checked) -> bool:
    """Say whether the typed rows are what the engine has, types of numbers and dates aside."""
    import pyarrow as pa
    import pyarrow.compute as pc

    frame = checked.frame
    if len(frame) != held.num_rows or len(checked.raw.frame.columns) != held.num_columns:
        return False
    for name, column in zip(checked.raw.frame.columns, held.columns, strict=True):
        wanted = arrow_type(frame[name].dtype)
        if not _fits(column.type, wanted):
            return False
        read = pa.chunked_array([pa.array(frame[name], wanted, from_pandas=True)])
        # whole numbers above 2**53 are rounded by pandas, and by every engine in the same way
        if not pc.cast(column, wanted, safe=not pa.types.is_floating(wanted)).equals(read):
            return False
    return True


def _fits(kind: Any, wanted: Any) -> bool:
    """Say whether an engine turns a type into another as pandas does."""
    from pyarrow import types

    if types.is_large_string(wanted):
        held = kind.value_type if types.is_dictionary(kind) else kind
        fits = types.is_string(held) or types.is_large_string(held)
    elif types.is_timestamp(wanted):
        known = types.is_timestamp(kind) and kind.tz is None and kind.unit in ("s", "ms", "us")
        fits = known or types.is_date32(kind)
    elif types.is_boolean(wanted):
        fits = types.is_boolean(kind)
    else:
        whole = types.is_integer(kind) and not types.is_uint64(kind)
        fits = whole or (types.is_floating(kind) and types.is_floating(wanted))
    return bool(fits)

"""A table on an engine → what its parts add up to, and the rows that need a look.

Faults that one row shows are found part by part (`examining`); repeated keys and references that
lead nowhere by aggregation on the engine. The rows concerned, and only those, come to pandas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from gkeval.records.bounds import bounded, without_long_cells
from gkeval.records.checking import Checked, check_table
from gkeval.records.copies import copied
from gkeval.records.dataframes import from_arrow
from gkeval.records.examining import Part, arrow_type, examine, find
from gkeval.records.faults import Positions
from gkeval.records.fingerprint import Content
from gkeval.records.parsing import are_numbers
from gkeval.records.raw import Raw
from gkeval.records.scanning import Scan, dense, each, empty
from gkeval.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

Progress = Callable[[int], Any]
"""Is told how many rows were looked at."""


@dataclass(frozen=True, eq=False)
class Looked:
    """A table on an engine after its rows were gone through.

    Parameters
    ----------
    scan
        The table.
    numbers
        Which of its further columns are columns of numbers.
    native
        All of its rows on the engine, with canonical columns and types.
    content
        What all of its rows say.
    filled
        By column that refers to another table: how many rows fill it.
    sizes
        First number and number of rows of the parts, which close the gaps of Spark's numbers.
    rows, ids
        The rows that need a look, as they were read, and their numbers; in order.
    changed
        Whether `native` is a copy, because reading changes what the engine has.
    """

    scan: Scan
    numbers: Mapping[str, bool]
    native: Any
    content: Content
    filled: Mapping[str, int]
    sizes: tuple[tuple[int, int], ...]
    rows: pa.Table
    ids: Positions
    changed: bool

    @property
    def table(self) -> Table:
        """The declaration of the table."""
        return self.scan.table

    def checked(self) -> Checked:
        """Return the rows that need a look, typed and checked."""
        raw = from_arrow(self.rows, self.scan.source, self.scan.table)
        raw = replace(raw, rows=dense(self.ids[raw.rows], self.sizes))
        raw = without_long_cells(raw, self.scan.limits)
        return replace(check_table(raw, self.numbers), filled=self.filled)

    def ids_of(self, checked: Checked) -> Positions:
        """Return the numbers of checked rows as the engine counts them."""
        return self.ids[np.searchsorted(dense(self.ids, self.sizes), checked.raw.rows)]

    def with_rows(self, parts: Sequence[Part]) -> Looked:
        """Return the table with further rows that need a look."""
        import pyarrow as pa

        ids = np.concatenate([self.ids, *(part.ids for part in parts)])
        tables = [self.rows, *(part.looked for part in parts)]
        rows = pa.concat_tables(tables, promote_options="permissive")
        ids, first = np.unique(ids, return_index=True)
        return replace(self, rows=rows.take(first), ids=ids)


def whole(scan: Scan) -> Raw:
    """Read a table into memory, as it is read where it is not on an engine."""
    import pyarrow as pa

    parts = sorted(each(scan, _all), key=lambda part: part.first)
    tables = [empty(scan), *(part.looked for part in parts)]
    held = pa.concat_tables(tables, promote_options="permissive")
    raw = from_arrow(held, scan.source, scan.table)
    return bounded(replace(raw, usable=raw.usable and scan.usable), scan.limits)


def stays(scan: Scan) -> bool:
    """Say whether the rows of a table can be checked part by part.

    Not those of a table whose columns cannot be told apart or are not all there: every one of its
    rows is set aside.
    """
    held = empty(scan)
    if not scan.usable or held.num_columns > scan.limits.columns:
        return False
    if any(not name.strip() for name in held.column_names):
        return False
    return check_table(from_arrow(held, scan.source, scan.table)).usable


def look(scan: Scan, units: Sequence[str] | None, progress: Progress) -> Looked:
    """Go through a table once; twice where its columns turn out to hold something else.

    Parameters
    ----------
    units
        The names of all units; None when there is no table of them.
    progress
        Is told how many rows were looked at.
    """
    numbers: dict[str, bool] | None = None
    while True:
        work = partial(
            examine,
            table=scan.table.name,
            source=scan.source,
            units=units,
            numbers=numbers,
            limits=scan.limits,
        )
        parts = []
        for part in each(scan, work):
            parts.append(part)
            progress(part.rows)
        none = np.zeros(0, dtype=np.int64)
        parts = sorted(parts, key=lambda part: part.first) or [work(empty(scan), none)]
        further = {n: are_numbers([part.further[n] for part in parts]) for n in parts[0].further}
        if numbers == further or all(
            are_numbers([part.further[n]]) == held for part in parts for n, held in further.items()
        ):
            break
        numbers = further
    changed = not all(part.unchanged for part in parts)
    if not scan.fixed and (changed or any(len(part.ids) for part in parts)):
        return look(scan.fixed_in_place(), units, progress)
    held = empty(scan)
    found = Looked(
        scan,
        further,
        None,
        _added(parts),
        {n: sum(part.filled[n] for part in parts) for n in parts[0].filled},
        tuple((part.first, part.rows) for part in parts if part.rows),
        held.slice(0, 0),
        none,
        changed,
    )
    return replace(found.with_rows(parts), native=_native(found, held))


def found_by_key(looked: Looked, wanted: Mapping[str, frozenset[str]]) -> Looked:
    """Add the rows whose key or reference is one of those wanted, by column."""
    scan = looked.scan
    work = partial(find, table=scan.table.name, source=scan.source, wanted=wanted)
    return looked.with_rows([part for part in each(scan, work) if part.looked.num_rows])


def repeated(looked: Looked) -> frozenset[str]:
    """Return the keys that more than one row of a table bears."""
    (key,) = looked.scan.table.key
    frame = lazy(looked.native).filter(~nw.col(key).is_null())
    counted = frame.group_by(key).agg(nw.len().alias("_n")).filter(nw.col("_n") > 1)
    return texts(counted.select(key))


def dangling(native: Any, column: str, target: Any) -> frozenset[str]:
    """Return what a column names that no row of another table bears.

    Parameters
    ----------
    native, column
        A table on an engine, and its column.
    target
        The other table on the same engine, with its keys in a column ``record``.
    """
    named = lazy(native).filter(~nw.col(column).is_null()).select(nw.col(column).alias("_named"))
    keys = lazy(target).select(nw.col("record").alias("_key"))
    return texts(named.unique().join(keys, left_on="_named", right_on="_key", how="anti"))


def lazy(native: Any) -> nw.LazyFrame[Any]:
    """Return a table of an engine as narwhals plans on it."""
    frame: nw.LazyFrame[Any] = nw.from_native(native).lazy()
    return frame


def texts(frame: nw.LazyFrame[Any]) -> frozenset[str]:
    """Return the texts in the one column of a frame."""
    (column,) = frame.collect(backend="pyarrow").to_native().columns
    return frozenset(column.to_pylist())


def _all(held: pa.Table, ids: Positions) -> Part:
    return Part(int(ids[0]) if len(ids) else 0, held.num_rows, held, ids)


def _added(parts: Sequence[Part]) -> Content:
    contents = [part.content for part in parts if part.content is not None]
    total = Content(contents[0].columns)
    for content in contents:
        total = total.plus(content)
    return total


def _native(looked: Looked, held: pa.Table) -> Any:
    """Return all rows of a table on its engine, with canonical columns and types."""
    checked = check_table(
        from_arrow(held, looked.scan.source, looked.scan.table), dict(looked.numbers)
    )
    if looked.changed:
        return copied(looked.scan, looked.numbers, _schema(checked.frame), looked.ids[:0])
    names = dict(zip(checked.raw.frame.columns, held.column_names, strict=True))
    frame = lazy(looked.scan.native)
    columns = []
    for name in checked.frame.columns:
        kind, column = checked.frame[name].dtype, nw.col(names[name])
        wanted = _narwhals(kind)
        if frame.collect_schema()[names[name]] != wanted:
            column = column.cast(wanted)
        columns.append(column.alias(str(name)))
    return frame.select(*columns).to_native()


def schema_of(looked: Looked) -> Any:
    """Return the columns and types of a table as it is read."""
    held = empty(looked.scan)
    raw = from_arrow(held, looked.scan.source, looked.scan.table)
    return _schema(check_table(raw, dict(looked.numbers)).frame)


def _schema(frame: pd.DataFrame) -> Any:
    import pyarrow as pa

    return pa.schema([(str(name), arrow_type(frame[name].dtype)) for name in frame])


def _narwhals(kind: Any) -> Any:
    if pd.api.types.is_datetime64_dtype(kind):
        return nw.Datetime("us")
    if isinstance(kind, pd.BooleanDtype):
        return nw.Boolean()
    if isinstance(kind, pd.StringDtype):
        return nw.String()
    return nw.Int64() if pd.api.types.is_integer_dtype(kind) else nw.Float64()

"""Tables that stay on an engine, gone through part by part as Arrow tables.

A `Scan` is a table that was found and not read. `each` hands its rows, some hundred thousand at a
time and with their row numbers, to a function and yields what that returns: on Spark where the rows
are, else here, in the order of the rows.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

import numpy as np

from gkeval.engines import Host
from gkeval.errors import Problem
from gkeval.limits import DEFAULT, Limits
from gkeval.records.arrow import without_views
from gkeval.records.faults import Positions
from gkeval.records.parts import Parts, parts_of
from gkeval.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
Work = Callable[["pa.Table", Positions], T]

ROWS = 200_000
"""Rows that are looked at together."""

_FILE, _ROW = "gkeval→file", "gkeval→row"
_WITHIN = 33
"""Spark numbers the rows of partition p from p * 2**33."""


@dataclass(frozen=True, eq=False)
class Scan:
    """A table on an engine.

    Parameters
    ----------
    table, source
        Which record table, and the name of its file or data frame.
    host
        The engine.
    native
        The table as the engine has it.
    parts
        Its Parquet files, where it comes from files.
    usable
        Whether it is the only one of its name.
    in_place
        Whether Spark holds its rows.
    limits
        How many columns it may have and how long its cells may be; its rows are not limited.
    """

    table: Table
    source: str
    host: Host
    native: Any
    parts: Parts | None = None
    usable: bool = True
    in_place: bool = False
    limits: Limits = DEFAULT

    @property
    def rows(self) -> int:
        """How many rows there are, as far as that is known without a look."""
        return 0 if self.parts is None else sum(self.parts.rows)

    @property
    def fixed(self) -> bool:
        """Whether every look at the table finds a row in the same place."""
        return self.in_place or self.parts is not None or self.host.engine != "spark"

    def fixed_in_place(self) -> Scan:
        """Return the table with its rows held where they are: Spark may shuffle them anew."""
        return replace(self, native=self.native.localCheckpoint(), in_place=True)


@contextmanager
def bar(tables: Iterable[Any], shown: bool) -> Iterator[Callable[[int], Any]]:
    """Show a bar over the rows of all tables on engines; what is yielded moves it on."""
    if not shown:
        yield lambda rows: None
        return
    from tqdm import tqdm

    total = sum(table.rows for table in tables if isinstance(table, Scan))
    with tqdm(total=total or None, desc="records: check", unit="row", unit_scale=True) as moving:
        yield moving.update


def scan_parquet(
    path: Path, source: str, table: Table, host: Host, limits: Limits = DEFAULT
) -> tuple[Scan | None, tuple[tuple[str, str], ...], list[Problem]]:
    """Return a table of Parquet files, its hashes, and the problems if it cannot be read."""
    parts, problems = parts_of(path, table.name, limits)
    if parts is None:
        return None, (), problems
    native = host.scan([str(file.resolve()) for file in parts.files])
    return Scan(table, source, host, native, parts, limits=limits), parts.hashes, []


def scan_frame(
    native: Any, source: str, table: Table, host: Host, limits: Limits = DEFAULT
) -> Scan:
    """Return a data frame of the user's engine."""
    if host.engine == "polars" and type(native).__name__ == "DataFrame":
        native = native.lazy()
    return Scan(table, source, host, native, limits=limits)


def each(scan: Scan, work: Work[T]) -> Iterator[T]:
    """Yield what a function returns for the rows of a table, part by part.

    Parameters
    ----------
    work
        Takes an Arrow table and the number of each of its rows. On Spark the numbers of a data
        frame leave gaps, which `dense` closes, and the order is not that of the rows.
    """
    if scan.host.engine == "spark":
        yield from _each_on_spark(scan, work)
        return
    first = 0
    for batch in map(without_views, together(_batches(scan))):
        yield work(batch, np.arange(first, first + batch.num_rows, dtype=np.int64))
        first += batch.num_rows


def on_spark(scan: Scan, change: Callable[[pa.Table, Positions], pa.Table], schema: Any) -> Any:
    """Return a Spark table of what a function makes of the rows, computed where they are."""
    from pyspark.sql.pandas.types import from_arrow_schema

    told = from_arrow_schema(schema, prefer_timestamp_ntz=True)
    changed = partial(_changed, change=change, starts=_starts(scan))
    return _numbered(scan).mapInArrow(changed, told)


def dense(ids: Positions, sizes: Iterable[tuple[int, int]]) -> Positions:
    """Return row numbers without the gaps that Spark leaves between partitions.

    Parameters
    ----------
    ids
        Numbers as `each` gave them.
    sizes
        The first number and the number of rows of everything that was gone through.

    Examples
    --------
    >>> dense(np.array([1, 2**33]), [(0, 2), (2, 1), (2**33, 5)])
    array([1, 3])
    """
    known = np.array(sorted(sizes), dtype=np.int64).reshape(-1, 2)
    before = np.cumsum(known[:, 1]) - known[:, 1]
    place = np.searchsorted(known[:, 0], ids, side="right") - 1
    return np.asarray(ids - known[place, 0] + before[place]) if len(known) else ids


def together(batches: Iterable[Any]) -> Iterator[pa.Table]:
    """Put Arrow batches together until there are about as many rows as are looked at together."""
    import pyarrow as pa

    held: list[pa.Table] = []
    count = 0
    for batch in batches:
        held.append(batch if isinstance(batch, pa.Table) else pa.Table.from_batches([batch]))
        count += batch.num_rows
        if count >= ROWS:
            yield pa.concat_tables(held)
            held, count = [], 0
    if held:
        yield pa.concat_tables(held)


def empty(scan: Scan) -> pa.Table:
    """Return the columns of a table without its rows."""
    if scan.parts is not None:
        held = scan.parts.schema.empty_table()
    elif scan.host.engine == "polars":
        held = scan.native.collect_schema().to_frame().to_arrow()
    else:
        few = scan.native.limit(0)
        held = few.toArrow() if scan.host.engine == "spark" else few.to_arrow_table()
    return without_views(held)


def _batches(scan: Scan) -> Iterator[Any]:
    import pyarrow.parquet as pq

    if scan.parts is not None:
        for file in scan.parts.files:
            with pq.ParquetFile(file) as part:
                for batch in part.iter_batches(batch_size=ROWS):
                    yield batch.replace_schema_metadata(None)
    elif scan.host.engine == "polars":
        for frame in scan.native.collect_batches(chunk_size=ROWS, maintain_order=True):
            yield frame.to_arrow()
    else:
        yield from scan.native.to_arrow_reader(ROWS)


def _starts(scan: Scan) -> dict[str, int]:
    """Return the number of the first row of each part."""
    if scan.parts is None:
        return {}
    first = np.cumsum([0, *scan.parts.rows]).tolist()
    return {file.name: start for file, start in zip(scan.parts.files, first, strict=False)}


def _numbered(scan: Scan) -> Any:
    """Return the Spark table with what its rows are numbered by."""
    from pyspark.sql import functions

    if scan.parts is not None:
        file = functions.col("_metadata.file_name").alias(_FILE)
        return scan.native.select("*", file, functions.col("_metadata.row_index").alias(_ROW))
    return scan.native.withColumn(_ROW, functions.monotonically_increasing_id())


def _each_on_spark(scan: Scan, work: Work[T]) -> Iterator[T]:
    told = partial(_told, work=work, starts=_starts(scan))
    results = _numbered(scan).mapInArrow(told, "found binary")
    for row in results.toLocalIterator():
        yield pickle.loads(row["found"])


def _told(
    batches: Iterable[pa.RecordBatch], work: Work[Any], starts: dict[str, int]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for ids, held in _parts_of_partition(batches, starts):
        found = pickle.dumps(work(held, ids))
        yield pa.RecordBatch.from_pydict({"found": pa.array([found], pa.binary())})


def _changed(
    batches: Iterable[pa.RecordBatch],
    change: Callable[[pa.Table, Positions], pa.Table],
    starts: dict[str, int],
) -> Iterator[pa.RecordBatch]:
    for ids, held in _parts_of_partition(batches, starts):
        yield from change(held, ids).to_batches()


def _parts_of_partition(
    batches: Iterable[pa.RecordBatch], starts: dict[str, int]
) -> Iterator[tuple[Positions, pa.Table]]:
    for held in together(batches):
        ids = held.column(_ROW).to_numpy().astype(np.int64)
        if starts:
            files = held.column(_FILE).to_pylist()
            ids = ids + np.array([starts[unquote(name)] for name in files], dtype=np.int64)
            held = held.drop_columns([_FILE])
        yield ids, held.drop_columns([_ROW])

"""Data frames and Parquet files → raw tables.

Neither has a header row: rows are counted by their position, from 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gkeval.errors import Problem
from gkeval.limits import DEFAULT, Limits
from gkeval.records.arrow import to_frame
from gkeval.records.headers import Header, column_named
from gkeval.records.parts import damaged, parts_of
from gkeval.records.raw import Raw, assemble
from gkeval.tables import Table

Hashes = tuple[tuple[str, str], ...]
"""Name and SHA-256 of files."""


def from_any(data: object, source: str, table: Table) -> Raw:
    """Return the rows of a pandas, Polars or PyArrow frame, or of any other that narwhals knows.

    Raises
    ------
    TypeError
        When it is no frame.
    """
    if isinstance(data, pd.DataFrame):
        return from_frame(data, source, table)
    import narwhals.stable.v2 as nw

    frame = nw.from_native(data)  # type: ignore[call-overload]
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    return from_arrow(frame.to_arrow(), source, table)


def from_frame(frame: pd.DataFrame, source: str, table: Table) -> Raw:
    """Return the rows of a pandas frame; an index that bears a name is a column like the others."""
    names = frame.index.names
    if all(name is not None and name not in frame.columns for name in names):
        frame = frame.reset_index()
    texts = ["" if name is None else str(name).strip() for name in frame.columns]
    # the index that pandas stores with a frame has no name and no meaning
    places = [i for i, text in enumerate(texts) if not text.startswith("__index_level_")]
    header = Header(
        tuple(texts[i] for i in places), tuple(column_named(table, texts[i]) for i in places)
    )
    columns = [frame.iloc[:, i] for i in places]
    rows = np.arange(len(frame), dtype=np.int64)
    return assemble(table, source, header, columns, rows, header_row=None)


def read_parquet(
    path: Path, source: str, table: Table, limits: Limits = DEFAULT
) -> tuple[Raw | None, Hashes, list[Problem]]:
    """Read one Parquet file, or the folder of its parts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts, problems = parts_of(path, table.name, limits)
    if parts is None:
        return None, (), problems
    # a few bytes of Parquet can stand for any number of rows
    if (rows := sum(parts.rows)) > limits.rows:
        return None, parts.hashes, [limits.exceeded("rows", f"{rows} rows", source, table.name)]
    try:
        pieces = [pq.read_table(file, partitioning=None) for file in parts.files]
        held = pa.concat_tables(pieces, promote_options="permissive") if pieces[1:] else pieces[0]
        return from_arrow(held, source, table), parts.hashes, []
    except (pa.ArrowException, OSError, ValueError, TypeError, OverflowError):
        return None, parts.hashes, [damaged(source, table.name)]


def from_arrow(held: Any, source: str, table: Table) -> Raw:
    """Return the rows of an Arrow table."""
    return from_frame(to_frame(held), source, table)

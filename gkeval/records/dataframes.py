"""Data frames and Parquet files → raw tables.

Neither has a header row: rows are counted by their position, from 0.
"""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path

import numpy as np
import pandas as pd

from gkeval.errors import Problem
from gkeval.records.headers import Header, column_named
from gkeval.records.raw import Raw, Read, assemble
from gkeval.tables import Table


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
    return from_frame(frame.to_pandas(), source, table)


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


def read_parquet(path: Path, source: str, table: Table) -> Read:
    """Read one Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    try:
        frame = pq.read_table(path, partitioning=None).to_pandas(
            date_as_object=False, ignore_metadata=True
        )
    except (pa.ArrowException, OSError, ValueError):
        problem = Problem(
            "unreadable_file",
            "bytes that are no Parquet table",
            "a Parquet file",
            "write the file again",
            source,
            None,
            table.name,
        )
        return None, digest, [problem]
    return from_frame(frame, source, table), digest, []

"""Copies of tables as they are read: Parquet files beside which the engine's own table is let be.

A copy is made where reading changes a table (dates that were text, spaces around a name) or sets
rows aside. Copies lie in `own_folder` until Python ends. On Spark nothing is written: the rows are
changed where they are, whenever they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import count
from typing import Any

from gkeval.files import own_folder
from gkeval.records.examining import typed
from gkeval.records.faults import Positions
from gkeval.records.scanning import Scan, each, on_spark

_NUMBERS = count()


def copied(scan: Scan, numbers: Mapping[str, bool], schema: Any, without: Positions) -> Any:
    """Return a table on its engine as it is read, without some of its rows.

    Parameters
    ----------
    scan
        The table.
    numbers
        Which further columns are columns of numbers.
    schema
        Columns and types of the copy (Arrow).
    without
        Numbers of the rows to leave out.
    """
    name = scan.table.name
    work = partial(
        typed,
        table=name,
        source=scan.source,
        numbers=dict(numbers),
        without=without,
        limits=scan.limits,
    )
    if scan.host.engine == "spark":
        return on_spark(scan, work, schema).persist()
    import pyarrow.parquet as pq

    path = own_folder() / f"{name}-{next(_NUMBERS)}.parquet"
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for held in each(scan, work):
            writer.write_table(held.cast(schema))
    return scan.host.scan([str(path)])

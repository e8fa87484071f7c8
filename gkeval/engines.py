"""Engines that hold and compute record tables: pandas, Polars, DuckDB and Spark.

The name of an engine, or a table that is on one, comes in; a `Host` goes out, which scans Parquet
files lazily and takes small tables in. Heavy libraries load on first use.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, cast

from gkeval.errors import GkevalError
from gkeval.files import own_folder

if TYPE_CHECKING:
    import pandas as pd

Engine = Literal["pandas", "polars", "duckdb", "spark"]

ENGINES: tuple[Engine, ...] = ("pandas", "polars", "duckdb", "spark")
"""Where measures run; pandas needs nothing more."""

_MODULES = {"polars": "polars", "duckdb": "duckdb", "spark": "pyspark"}
_OWNERS: dict[str, Engine] = {
    "pandas": "pandas",
    "polars": "polars",
    "duckdb": "duckdb",
    "_duckdb": "duckdb",
    "pyspark": "spark",
}

_TABLES = ("DataFrame", "LazyFrame", "DuckDBPyRelation")

_TIMESTAMPS = "spark.sql.timestampType"

_LOCAL_SPARK = {
    "spark.app.name": "gkeval",
    "spark.master": "local[*]",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
}


@dataclass(frozen=True, eq=False)
class Host:
    """An engine that is running.

    Parameters
    ----------
    engine
        Its name.
    anchor
        What leads to its tables: a DuckDB relation, a Spark session; None for the others.
    """

    engine: Engine
    anchor: Any = None

    def scan(self, files: Sequence[str]) -> Any:
        """Return the table in Parquet files, unread as far as the engine can."""
        if self.engine == "polars":
            return _library("polars").scan_parquet(list(files), hive_partitioning=False)
        if self.engine == "duckdb":
            listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
            read = f"SELECT * FROM read_parquet([{listed}], hive_partitioning = false)"
            return self.anchor.query("_records", read)
        if self.engine == "spark":
            return self.anchor.read.parquet(*files)
        raise AssertionError("pandas reads files with `gkeval.records`")

    def hold(self, content: pd.DataFrame) -> Any:
        """Return a pandas table as a table of this engine; NaN is missing there."""
        if self.engine == "pandas":
            return content
        import pyarrow as pa

        held = pa.Table.from_pandas(content, preserve_index=False).replace_schema_metadata()
        if self.engine == "polars":
            return _library("polars").from_arrow(held).lazy()
        if self.engine == "duckdb":
            # DuckDB finds `held` by its Python name
            return self.anchor.query("_records", "SELECT * FROM held")
        from pyspark.sql.pandas.types import from_arrow_schema

        schema = from_arrow_schema(held.schema, prefer_timestamp_ntz=True)
        return self.anchor.createDataFrame(held, schema)


def host(
    engine: str, *, memory_limit: str | None = None, session: Any = None, folder: str | None = None
) -> Host:
    """Return an engine, started when it is not there yet.

    Parameters
    ----------
    engine
        One of `ENGINES`.
    memory_limit
        For DuckDB: how much memory the process takes, such as ``"4GB"``; the rest goes to disk.
        Below some 1 GB what Python takes by itself comes on top.
    session
        For Spark: your session. Without one, the active session, or a new one on this machine.
    folder
        For DuckDB: where it puts what does not fit into memory; a temporary folder by default.

    Raises
    ------
    GkevalError
        Another name, an option of another engine, a library or Java that is not installed.
    """
    if engine not in ENGINES:
        raise GkevalError(f"engine is {engine!r}, must be one of: {', '.join(ENGINES)}")
    if memory_limit is not None and engine != "duckdb":
        raise GkevalError(
            f"memory_limit is {memory_limit!r} on {engine}; allowed with the engine duckdb. "
            "Remedy: leave it out, or choose engine='duckdb'"
        )
    if session is not None and engine != "spark":
        raise GkevalError(f"session is given for {engine}; allowed with the engine spark")
    if engine == "duckdb":
        return Host("duckdb", _duckdb(memory_limit, folder))
    if engine == "spark":
        return Host("spark", session if session is not None else _spark())
    if engine == "polars":
        _library("polars")
    return Host(cast("Engine", engine))


def host_of(table: Any) -> Host:
    """Return the engine that a table is on; it needs no start.

    Raises
    ------
    GkevalError
        When it is a table of another library.

    Examples
    --------
    >>> import pandas as pd
    >>> host_of(pd.DataFrame()).engine
    'pandas'
    """
    engine = engine_of(table)
    if engine is None:
        allowed = "pandas, Polars, DuckDB and Spark"
        name = type(table).__module__.partition(".")[0]
        raise GkevalError(f"records of {name} cannot be measured; allowed: {allowed}")
    if engine == "duckdb":
        return Host("duckdb", table)
    return Host(engine, table.sparkSession if engine == "spark" else None)


def engine_of(table: Any) -> Engine | None:
    """Return the name of the engine of a table; None for what is no table of one.

    >>> engine_of("requests.csv") is None
    True
    """
    if type(table).__name__ not in _TABLES:
        return None
    return _OWNERS.get(type(table).__module__.partition(".")[0])


@contextmanager
def without_zones(tables: Iterable[Any]) -> Iterator[None]:
    """Let Spark read plain dates and times as local ones while a plan is made, whatever its zone.

    By default Spark takes a date of Python for a moment in the zone of this machine and compares it
    in the zone of the session: where the two differ, days shift without a word.
    """
    session = next((table.sparkSession for table in tables if engine_of(table) == "spark"), None)
    if session is None:
        yield
        return
    before = session.conf.get(_TIMESTAMPS)
    session.conf.set(_TIMESTAMPS, "TIMESTAMP_NTZ")
    try:
        yield
    finally:
        session.conf.set(_TIMESTAMPS, before)


def _library(engine: str) -> Any:
    module = _MODULES[engine]
    try:
        return import_module(module)
    except ImportError as error:
        raise GkevalError(
            f"the engine {engine} needs {module}, which is not installed. "
            f'Remedy: pip install "gkeval[{engine}]"'
        ) from error


def _duckdb(memory_limit: str | None, folder: str | None) -> Any:
    duckdb = _library("duckdb")
    spill = folder or str(own_folder() / "duckdb")
    config: dict[str, str] = {"temp_directory": spill}
    if memory_limit is not None:
        if not isinstance(memory_limit, str):
            raise _no_size(memory_limit)
        config["memory_limit"] = _buffers(memory_limit)
        # keeping the order of rows takes memory
        config["preserve_insertion_order"] = "false"
    try:
        return duckdb.connect(config=config).query("SELECT 1 AS one")
    except duckdb.Error as error:
        raise _no_size(memory_limit) from error


def _no_size(memory_limit: object) -> GkevalError:
    return GkevalError(f"memory_limit is {memory_limit!r}, must be a size such as '4GB' or '800MB'")


def _buffers(memory_limit: str) -> str:
    """Return what of a limit DuckDB may fill: it counts its buffers, not all that it takes.

    >>> _buffers("4GB"), _buffers("much")
    ('3.400GB', 'much')
    """
    size = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z%]+)\s*", memory_limit)
    return f"{float(size[1]) * 0.85:.3f}{size[2]}" if size else memory_limit


def _spark() -> Any:
    sql = import_module("pyspark.sql") if _library("spark") else None
    assert sql is not None
    if (active := sql.SparkSession.getActiveSession()) is not None:
        return active
    # workers run the Python that the driver runs, or nothing of gkeval is there
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    builder = sql.SparkSession.builder
    for key, value in _LOCAL_SPARK.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("pyspark", "py4j", "builtins"):
            raise
        raise GkevalError(
            "Spark did not start; it needs Java 17 or later. Remedy: install a Java runtime "
            "(Debian: apt-get install default-jre-headless), or set JAVA_HOME"
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session

"""Engines: which one a table is on, what is refused, and what is said when something is missing."""

import os
import subprocess
import sys

import duckdb
import pandas as pd
import polars as pl
import pytest

from gkeval.engines import ENGINES, engine_of, host, host_of
from gkeval.errors import GkevalError

FRAME = pd.DataFrame({"unit": ["a", None], "n": pd.array([1, None], dtype="Int64")})


def test_the_engine_of_a_table():
    assert engine_of(FRAME) == "pandas"
    assert engine_of(pl.from_pandas(FRAME)) == engine_of(pl.from_pandas(FRAME).lazy()) == "polars"
    assert engine_of(duckdb.from_df(FRAME)) == "duckdb"
    assert [engine_of(other) for other in ({}, "x", None, FRAME["n"])] == [None] * 4
    with pytest.raises(GkevalError, match="records of builtins cannot be measured"):
        host_of({})


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_small_table_is_taken_in_and_missing_stays_missing(engine):
    to = host(engine)
    held = to.hold(FRAME)
    rows = held.collect().rows() if engine == "polars" else held.fetchall()
    assert rows == [("a", 1), (None, None)]
    assert host_of(held).engine == engine


def test_files_with_a_quote_in_their_name_are_scanned(tmp_path):
    path = tmp_path / "o'brien 县.parquet"
    FRAME.to_parquet(path, index=False)
    assert host("duckdb").scan([str(path)]).fetchall() == [("a", 1), (None, None)]
    assert host("polars").scan([str(path)]).collect().height == 2


@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine != "pandas"])
def test_a_missing_library_is_named_with_its_extra(engine, monkeypatch):
    module = "pyspark" if engine == "spark" else engine
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(GkevalError, match=rf'pip install "gkeval\[{engine}\]"'):
        host(engine)


def test_options_of_another_engine_are_refused():
    with pytest.raises(GkevalError, match="session is given for duckdb"):
        host("duckdb", session=object())


@pytest.mark.parametrize("limit", ["4GB", "4000000KB", "4000000000B", "4.0 GB"])
def test_a_limit_of_memory_in_any_unit(limit):
    read = "SELECT current_setting('memory_limit')"
    # 85 % of 4 billion bytes
    assert host("duckdb", memory_limit=limit).anchor.query("t", read).fetchall() == [("3.1 GiB",)]


@pytest.mark.parametrize("limit", [4, 4e9, "much"])
def test_a_limit_of_memory_that_is_no_size_is_refused(limit):
    with pytest.raises(GkevalError, match=f"memory_limit is {limit!r}, must be a size"):
        host("duckdb", memory_limit=limit)


@pytest.mark.full
def test_missing_java_is_said():
    pytest.importorskip("pyspark", reason='PySpark is not installed: pip install "gkeval[spark]"')
    code = (
        "from gkeval.engines import host\nfrom gkeval.errors import GkevalError\n"
        "try:\n    host('spark')\nexcept GkevalError as error:\n    print(error)"
    )
    environment = {**os.environ, "JAVA_HOME": os.devnull}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Spark did not start; it needs Java 17 or later.")

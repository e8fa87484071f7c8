"""Records on an engine: the same problems, rows, values and fingerprint as in pandas."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gkeval.engines import ENGINES
from gkeval.errors import GkevalError, InputError
from gkeval.records import Records, check_records, read_records, scanning
from gkeval.records.csvfiles import read_csv
from gkeval.records.extents import in_plain_types
from gkeval.records.headers import table_named
from tests.engines.faulty import with_every_fault
from tests.records.builders import TABLES, in_chinese, typed

BROKEN = Path(__file__).parent.parent / "broken" / "records"
ON = [engine for engine in ENGINES if engine in ("polars", "duckdb")]
SIZES = [3, *(pytest.param(size, marks=pytest.mark.full) for size in (1, 200_000))]


def in_pandas(records: Records) -> dict[str, pd.DataFrame]:
    frames = {}
    for name, held in records.tables.items():
        if not isinstance(held, pd.DataFrame):
            held = held.collect().to_arrow() if isinstance(held, pl.LazyFrame) else held
            held = held.to_arrow_table() if hasattr(held, "to_arrow_table") else held
            held = in_plain_types(held.to_pandas(), name)
        frames[name] = held
    return frames


def assert_same(found: Records, wanted: Records) -> None:
    assert list(found.problems) == list(wanted.problems)
    assert found.provisional == wanted.provisional
    assert found.fingerprint == wanted.fingerprint
    assert found.hashes == wanted.hashes
    for own, other in ((in_pandas(found), wanted.tables), (found.rejected, wanted.rejected)):
        assert list(own) == list(other)
        for name, frame in other.items():
            got = own[name].sort_values(list(frame.columns)).reset_index(drop=True)
            frame = frame.sort_values(list(frame.columns)).reset_index(drop=True)
            pd.testing.assert_frame_equal(got, frame, check_exact=True, obj=name)
    assert repr(found) == repr(wanted)


def broken_frames(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of a broken set as text, as far as they can be read at all."""
    frames = {}
    for path in sorted(folder.glob("*.csv")):
        table = table_named(path.stem)
        raw = read_csv(path, path.name, table)[0] if table else None
        if raw is not None and raw.frame.columns.is_unique:
            frames[table.name] = raw.frame
    return frames


CONVERT: dict[str, Callable[[pd.DataFrame], Any]] = {
    "polars": lambda frame: pl.from_pandas(frame).lazy(),
    "duckdb": lambda frame: duckdb.from_df(frame),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("engine", ON)
@pytest.mark.parametrize(
    "folder", sorted(p for p in BROKEN.iterdir() if p.is_dir()), ids=lambda p: p.name
)
def test_faults_are_told_in_the_same_words_and_places(folder, engine, size, monkeypatch):
    monkeypatch.setattr(scanning, "ROWS", size)
    frames = broken_frames(folder)
    wanted = read_records(frames, on_error="report")
    on = {name: CONVERT[engine](frame) for name, frame in frames.items()}
    assert_same(read_records(on, on_error="report"), wanted)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("engine", ON)
@pytest.mark.parametrize(
    "frames", [TABLES, in_chinese(), typed(), with_every_fault()], ids=range(4)
)
def test_folders_of_parquet_are_read_alike(frames, engine, size, tmp_path, monkeypatch):
    monkeypatch.setattr(scanning, "ROWS", size)
    for name, frame in frames.items():
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
    wanted = read_records(tmp_path, on_error="report")
    assert_same(read_records(tmp_path, on_error="report", engine=engine), wanted)
    assert check_records(tmp_path, engine=engine) == wanted.problems


@pytest.mark.parametrize("engine", ["pandas", *ON])
def test_parts_of_a_table_are_counted_through(engine, tmp_path):
    frames = with_every_fault()
    for name, frame in frames.items():
        (tmp_path / name).mkdir()
        for start in range(0, len(frame), 5):
            part = tmp_path / name / f"part-{start:02}.parquet"
            pq.write_table(
                pa.Table.from_pandas(frame, preserve_index=False)[start : start + 5], part
            )
    wanted = read_records(frames, on_error="report")
    found = read_records(tmp_path, on_error="report", engine=engine)
    assert [(p.code, p.line, p.column, p.unit, p.found) for p in found.problems] == [
        (p.code, p.line, p.column, p.unit, p.found) for p in wanted.problems
    ]
    assert found.fingerprint == wanted.fingerprint
    assert ("requests/part-05.parquet") in dict(found.hashes)


@pytest.mark.parametrize("engine", ["pandas", *ON])
def test_parts_that_differ_are_refused(engine, tmp_path):
    folder = tmp_path / "requests"
    folder.mkdir()
    TABLES["requests"].to_parquet(folder / "a.parquet", index=False)
    TABLES["requests"].drop(columns="备注").to_parquet(folder / "b.parquet", index=False)
    TABLES["units"].to_parquet(tmp_path / "units.parquet", index=False)
    (problem,) = check_records(tmp_path, engine=engine)
    assert (problem.code, problem.source) == ("unreadable_file", "requests/b.parquet")
    assert problem.found == "no 备注 (string), other than in requests/a.parquet"
    (folder / "b.parquet").rename(folder / "b.txt")
    (problem,) = check_records(tmp_path, engine=engine)
    assert "b.txt beside the parts" in problem.found


@pytest.mark.parametrize("engine", ON)
def test_a_table_without_faults_stays_where_it_is(engine, tmp_path):
    """Nothing is copied: the plan still names the file that was given."""
    records = read_records(TABLES)
    for name, frame in records.tables.items():
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
    found = read_records(tmp_path, engine=engine)
    assert_same(found, read_records(tmp_path))
    held = found.tables["requests"]
    plan = held.explain()
    assert "gkeval-" not in plan
    assert found.engine == engine
    assert_same(records.on(engine), records)


def test_what_cannot_be_had_is_refused(tmp_path):
    with pytest.raises(GkevalError, match="engine is 'dask', must be one of: pandas, polars"):
        read_records(TABLES, engine="dask")
    with pytest.raises(GkevalError, match="memory_limit is '4GB' on polars"):
        read_records(TABLES, engine="polars", memory_limit="4GB")
    with pytest.raises(GkevalError, match="must be a size such as '4GB'"):
        read_records(TABLES, engine="duckdb", memory_limit="viel")
    with pytest.raises(GkevalError, match="the records are on polars and stay there"):
        read_records(TABLES, engine="polars").on("duckdb")
    with pytest.raises(InputError, match=r"requests.parquet|data frame 'requests'"):
        read_records(with_every_fault(), engine="duckdb")

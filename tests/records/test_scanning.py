"""Tables on engines, gone through part by part: nothing is lost or counted twice."""

import pickle
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from gkeval.engines import Host
from gkeval.limits import Limits
from gkeval.records import check_records, read_records, reading, scanning
from gkeval.records.fingerprint import Content, content_hash
from gkeval.records.scanning import Scan, bar, dense, each, empty, scan_frame, together
from gkeval.tables import TABLES
from tests.records.builders import TABLES as FRAMES

polars = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")


def batch(*numbers: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"n": list(numbers)})


def rows(held: pa.Table, numbers: np.ndarray) -> list[tuple[int, int]]:
    return list(zip(numbers.tolist(), held.column("n").to_pylist(), strict=True))


@pytest.mark.parametrize(
    ("size", "parts"), [(1, [[1, 2], [3], [4]]), (3, [[1, 2, 3], [4]]), (9, [[1, 2, 3, 4]])]
)
def test_batches_are_put_together_to_about_the_size(monkeypatch, size, parts):
    monkeypatch.setattr(scanning, "ROWS", size)
    found = list(together([batch(1, 2), batch(3), pa.table({"n": [4]})]))
    assert [part.column("n").to_pylist() for part in found] == parts


def test_no_rows_are_no_part():
    assert list(together([])) == []


@pytest.mark.parametrize("eager", [True, False])
def test_frames_of_polars_are_numbered_through(monkeypatch, eager):
    monkeypatch.setattr(scanning, "ROWS", 2)
    frame = polars.DataFrame({"n": [7, 8, 9]})
    scan = scan_frame(frame if eager else frame.lazy(), "f", TABLES["requests"], Host("polars"))
    assert list(chain.from_iterable(each(scan, rows))) == [(0, 7), (1, 8), (2, 9)]
    assert empty(scan).column_names == ["n"]
    assert empty(scan).num_rows == 0
    assert scan.rows == 0  # not known without a look
    assert scan.fixed


def test_relations_of_duckdb_are_numbered_through(monkeypatch):
    monkeypatch.setattr(scanning, "ROWS", 2)
    relation = duckdb.sql("SELECT * FROM (VALUES (7), (8), (9)) AS t(n)")
    scan = scan_frame(relation, "f", TABLES["requests"], Host("duckdb", relation))
    assert list(chain.from_iterable(each(scan, rows))) == [(0, 7), (1, 8), (2, 9)]
    assert empty(scan).column_names == ["n"]


def test_row_numbers_of_partitions_are_closed_up():
    found = dense(np.array([2**33, 1, 2**34 + 1]), [(2**33, 5), (0, 2), (2**34, 2)])
    assert found.tolist() == [2, 1, 8]
    assert dense(np.array([3, 4]), []).tolist() == [3, 4]


def test_a_partition_of_spark_is_told_by_file_and_row():
    """What runs on Spark's workers, given what Spark hands over."""
    held = pa.RecordBatch.from_pydict(
        {"n": [7, 8, 9], "gkeval→file": ["a%20b.parquet"] * 2 + ["c"], "gkeval→row": [0, 1, 0]}
    )
    [told] = scanning._told([held], work=rows, starts={"a b.parquet": 10, "c": 12})
    assert pickle.loads(told["found"][0].as_py()) == [(10, 7), (11, 8), (12, 9)]


def test_a_frame_on_spark_is_changed_where_it_is():
    held = pa.RecordBatch.from_pydict({"n": [7, 8], "gkeval→row": [2**33, 2**33 + 1]})

    def kept(part: pa.Table, numbers: np.ndarray) -> pa.Table:
        assert numbers.tolist() == [2**33, 2**33 + 1]
        return part.filter(pa.array([False, True]))

    [changed] = scanning._changed([held], change=kept, starts={})
    assert changed.to_pydict() == {"n": [8]}


class Spark:
    """A data frame of Spark as far as it is looked at before it is computed."""

    def localCheckpoint(self) -> str:  # noqa: N802 (Spark's name)
        return "held"


def test_a_frame_on_spark_is_held_in_place_before_rows_are_named_by_number():
    scan = Scan(TABLES["requests"], "f", Host("spark"), Spark())
    assert not scan.fixed
    held = scan.fixed_in_place()
    assert held.native == "held"
    assert held.fixed


def test_the_bar_counts_the_rows_of_tables_on_engines(tmp_path: Path, capsys):
    FRAMES["requests"].to_parquet(tmp_path / "requests.parquet", index=False)
    scan, _, _ = scanning.scan_parquet(
        tmp_path / "requests.parquet", "requests.parquet", TABLES["requests"], Host("polars")
    )
    assert scan.rows == 4
    with bar([scan, "a table in memory"], shown=True) as moved:
        moved(3)
    assert "3.00/4.00" in capsys.readouterr().err
    with bar([scan], shown=False) as moved:
        assert moved(3) is None
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_limits_hold_for_the_parts_of_a_table_on_every_engine(tmp_path: Path, engine: str):
    FRAMES["units"].to_parquet(tmp_path / "units.parquet", index=False)
    (tmp_path / "requests").mkdir()
    FRAMES["requests"].to_parquet(tmp_path / "requests" / "a.parquet", index=False)
    size = (tmp_path / "requests" / "a.parquet").stat().st_size
    [told] = check_records(tmp_path, engine=engine, limits=Limits(file_bytes=size - 1))
    assert (told.code, told.source) == ("too_large", "requests/a.parquet")
    assert not check_records(tmp_path, engine=engine, limits=Limits(file_bytes=size))


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_blank_rows_and_rows_of_one_unit_are_the_same_on_engines(engine: str):
    blank = pd.DataFrame([dict.fromkeys(FRAMES["requests"], "")])
    frames = FRAMES | {"requests": pd.concat([FRAMES["requests"], blank], ignore_index=True)}
    wanted = read_records(frames)
    held = wanted.on(engine)
    assert len(read_records(dict(held.tables)).on(engine).for_unit("B")["requests"]) == 2
    pd.testing.assert_frame_equal(
        held.for_unit("B")["requests"].reset_index(drop=True),
        wanted.for_unit("B")["requests"].reset_index(drop=True),
    )
    native = polars.from_pandas(frames["requests"])
    if engine == "duckdb":
        native = duckdb.from_df(frames["requests"])
    found = read_records(frames | {"requests": native})
    assert found.fingerprint == wanted.fingerprint
    assert found.engine == engine


def test_the_engine_follows_from_what_is_asked(tmp_path: Path):
    FRAMES["units"].to_csv(tmp_path / "units.csv", index=False)
    FRAMES["requests"].to_parquet(tmp_path / "requests.parquet", index=False)
    assert read_records(tmp_path).engine == "pandas"
    assert read_records(tmp_path, memory_limit="200MB").engine == "duckdb"


def test_contents_of_other_columns_are_not_added_up():
    one, other = Content.of(pd.DataFrame({"a": [1]})), Content.of(pd.DataFrame({"b": [1]}))
    with pytest.raises(AssertionError, match="columns"):
        one.plus(other)
    assert one.plus(one).plus(one, -1) == one


def test_a_table_without_columns_has_a_content_of_its_own():
    none = content_hash({"t": pd.DataFrame(index=range(2))})
    assert none == content_hash({"t": pd.DataFrame(index=[5, 6])})
    assert none != content_hash({"t": pd.DataFrame(index=range(3))})


def test_rows_of_several_files_are_numbered_through(tmp_path: Path):
    (tmp_path / "requests").mkdir()
    for name, rows in (("a", 3), ("b", 1)):
        file = tmp_path / "requests" / f"{name}.parquet"
        FRAMES["requests"].head(rows).to_parquet(file, index=False)
    scan, *_ = scanning.scan_parquet(
        tmp_path / "requests", "requests", TABLES["requests"], Host("polars")
    )
    assert scanning._starts(scan) == {"a.parquet": 0, "b.parquet": 3}
    native = scan_frame(polars.DataFrame(), "f", TABLES["requests"], Host("polars"))
    assert scanning._starts(native) == {}


def test_a_session_asks_for_spark():
    session = object()
    host = reading._host(FRAMES, None, None, session)
    assert (host.engine, host.anchor) == ("spark", session)


PAPERS = {
    "units": FRAMES["units"],
    "documents": pd.DataFrame(
        {"unit": "A", "record": ["D1", "D2"], "kind": "rule", "issued": "2017-03-01"}
    ),
    "interpretations": pd.DataFrame(
        {"unit": "A", "record": ["I1", "I2"], "document": ["D1", "D9"], "published": "2017-03-02"}
    ),
}


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
@pytest.mark.parametrize("kept", ["documents", "interpretations"])
def test_references_between_a_table_in_memory_and_one_on_an_engine(tmp_path, engine, kept):
    for name, frame in PAPERS.items():
        if name == kept:
            frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
        else:
            frame.to_csv(tmp_path / f"{name}.csv", index=False)
    records = read_records(tmp_path, on_error="report", engine=engine)
    assert [(p.code, p.column, p.found) for p in records.problems] == [
        ("dangling_reference", "document", "D9")
    ]
    assert records.rejected["interpretations"]["record"].tolist() == ["I2"]
    assert records.provisional == {"A"}


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_a_table_without_keys_beside_one_that_names_them(tmp_path, engine):
    PAPERS["documents"].drop(columns="record").to_csv(tmp_path / "documents.csv", index=False)
    for name in ("units", "interpretations"):
        PAPERS[name].to_parquet(tmp_path / f"{name}.parquet", index=False)
    problems = check_records(tmp_path, engine=engine)
    assert [(p.code, p.source, p.column) for p in problems] == [
        ("missing_column", "documents.csv", "record")
    ]


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_a_table_that_is_there_twice_is_not_used(tmp_path, engine):
    for name in ("units", "requests"):
        FRAMES[name].to_parquet(tmp_path / f"{name}.parquet", index=False)
    FRAMES["requests"].to_csv(tmp_path / "requests.csv", index=False)
    records = read_records(tmp_path, on_error="report", engine=engine)
    assert [p.code for p in records.problems] == ["duplicate_table"]
    assert list(records.tables) == ["units"]
    assert len(records.rejected["requests"]) == 8


@pytest.mark.parametrize("limits", [Limits(rows=3), Limits(columns=9)])
def test_a_table_of_too_many_rows_or_columns_is_not_read(tmp_path, limits):
    FRAMES["units"].to_parquet(tmp_path / "units.parquet", index=False)
    FRAMES["requests"].to_parquet(tmp_path / "requests.parquet", index=False)
    [problem] = check_records(tmp_path, limits=limits)
    assert problem.code == "too_large"
    assert problem.found in ("4 rows", "10 columns")
    assert not check_records(tmp_path, limits=Limits(rows=4, columns=10))

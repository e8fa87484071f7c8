"""What one engine could read otherwise than another: the same problems, rows and values on each."""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gkeval.limits import Limits
from gkeval.records import Records, check_records, read_records, scanning
from tests.engines.test_records import assert_same
from tests.measures.lab import made, values

ENGINES = ("polars", "duckdb")
UNITS = pd.DataFrame({"unit": ["甲", "乙"], "group": ["county"] * 2})


def folder(path: Path, **tables: pa.Table) -> Path:
    """A folder of Parquet files beside two units."""
    UNITS.to_csv(path / "units.csv", index=False)
    for name, table in tables.items():
        pq.write_table(table, path / f"{name}.parquet")
    return path


def documents(rows: int = 3, **columns: Any) -> pa.Table:
    plain = {"unit": ["甲"] * rows, "record": [str(n) for n in range(rows)], "kind": ["k"] * rows}
    return pa.table(plain | columns)


def assert_alike(path: Path, **given: Any) -> Records:
    """The records as pandas reads them; the others read the same."""
    wanted = read_records(path, on_error="report", **given)
    for engine in ENGINES:
        assert_same(read_records(path, on_error="report", engine=engine, **given), wanted)
    return wanted


def test_two_columns_of_one_meaning_set_the_table_aside(tmp_path):
    found = assert_alike(folder(tmp_path, documents=documents(单位=["乙"] * 3)))
    assert [p.code for p in found.problems] == ["duplicate_column"]
    assert list(found.tables) == ["units"]
    assert len(found.rejected["documents"]) == 3
    assert found.provisional == {"甲"}


@pytest.mark.parametrize("name", ["Extra", "Kind"])
def test_columns_that_differ_in_case_are_refused_in_parquet(tmp_path, name):
    twice = documents(extra=["a"] * 3, **{name: ["b"] * 3})
    found = assert_alike(folder(tmp_path, documents=twice))
    (problem,) = found.problems
    assert problem.code == "duplicate_column"
    assert problem.found in ("2 columns extra、Extra", "2 columns kind、Kind")
    assert list(found.tables) == ["units"]


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_that_differ_in_case_get_names_that_every_engine_tells_apart(engine):
    frame = documents(Extra=["a"] * 3, extra=["b"] * 3, EXTRA=["c"] * 3).to_pandas()
    wanted = read_records({"units": UNITS, "documents": frame})
    assert [p.found for p in wanted.problems] == ["a second column extra", "a second column EXTRA"]
    assert list(wanted.tables["documents"])[-3:] == ["Extra", "extra (2)", "EXTRA (3)"]
    held = read_records({"units": UNITS, "documents": pl.from_pandas(frame)})
    assert_same(held, wanted)
    moved = wanted.on(engine)
    where = made(kind="count", table="documents", where={"extra (2)": "b"}, during="any")
    assert values(where, moved.tables, "甲 乙") == {"甲": 3, "乙": 0}


def test_whole_numbers_that_floats_round(tmp_path):
    large = pa.table(
        {"unit": ["甲"] * 3, "record": ["1", "2", "3"], "item": ["x"] * 3, "period": ["2017"] * 3}
        | {"value": pa.array([2**62, 2**53 + 1, None], pa.int64())}
    )
    found = assert_alike(folder(tmp_path, statistics=large))
    assert found.tables["statistics"]["value"].tolist()[:2] == [2.0**62, 2.0**53]


@pytest.mark.parametrize("size", [2, 200_000])
@pytest.mark.parametrize(
    "more",
    [
        pa.array(["a", " b", None], pa.string_view()),
        pa.array([b"a", b"b", None], pa.binary_view()),
        pa.array([["a"], ["b"], None], pa.list_(pa.string_view())),
        pa.array([["a"], ["b"], None], pa.large_list(pa.string_view())),
        pa.array([{"a": "x"}, None, {"a": "y"}], pa.struct([("a", pa.string_view())])),
        pa.array([[("k", "v")], None, []], pa.map_(pa.string(), pa.string_view())),
        pa.array([{"a": 1}, {"a": 2}, None]),
        pa.array([[1, 2], [3], [4, None]]),
    ],
    ids=lambda more: str(more.type),
)
def test_views_and_nested_values(tmp_path, monkeypatch, more, size):
    """Also where the rows that have no value stand in another part than the others."""
    monkeypatch.setattr(scanning, "ROWS", size)
    cells = documents(unit=pa.array(["甲", "乙", "丁"], pa.string_view()), more=more)
    found = assert_alike(folder(tmp_path, documents=cells))
    assert [p.code for p in found.problems] == ["unknown_unit"]
    if "int64" in str(more.type):
        assert found.tables["documents"]["more"][0] in ("{'a': 1}", "1;2")


@pytest.mark.parametrize("size", [2, 200_000])
def test_overlong_cells_are_set_aside(tmp_path, monkeypatch, size):
    monkeypatch.setattr(scanning, "ROWS", size)
    cells = documents(5, title=["a", "b" * 21, "c", "d" * 20, "e"])
    found = assert_alike(folder(tmp_path, documents=cells), limits=Limits(cell_chars=20))
    assert [(p.code, p.line, p.column) for p in found.problems] == [("cell_too_long", 1, "title")]
    assert found.rejected["documents"]["record"].tolist() == ["1"]
    assert found.tables["documents"]["record"].tolist() == ["0", "2", "3", "4"]


@pytest.mark.parametrize("engine", ["pandas", *ENGINES])
def test_limits_of_columns_and_rows(tmp_path, engine):
    path = folder(tmp_path, documents=documents(5))
    (problem,) = check_records(path, engine=engine, limits=Limits(columns=2))
    assert (problem.code, problem.found) == ("too_large", "3 columns")
    # what stays on an engine is gone through part by part, and may have any number of rows
    rows = check_records(path, engine=engine, limits=Limits(rows=4))
    assert [p.found for p in rows] == (["5 rows"] if engine == "pandas" else [])
    folder(tmp_path, documents=documents(5, 单位=["乙"] * 5))  # which comes to memory
    (problem,) = check_records(path, engine=engine, limits=Limits(rows=4))
    assert problem.found == "5 rows"


def test_limits_hold_for_frames_on_an_engine():
    frame = documents(2, title=["a", "b" * 21]).to_pandas()
    on = [frame, pl.from_pandas(frame), pl.from_pandas(frame).lazy(), duckdb.from_df(frame)]
    for limits, codes in (
        (Limits(cell_chars=20), "cell_too_long"),
        (Limits(columns=3), "too_large"),
    ):
        wanted = read_records(
            {"units": UNITS, "documents": frame}, on_error="report", limits=limits
        )
        assert [p.code for p in wanted.problems] == [codes]
        for held in on[1:]:
            tables = {"units": UNITS, "documents": held}
            assert_same(read_records(tables, on_error="report", limits=limits), wanted)


def test_control_characters_are_told_with_their_place(tmp_path):
    cells = documents(
        4, unit=["甲\x01", "甲", "乙", "甲"], title=["t", "t\x0bu", "t\tu\nv", "t\uffff"]
    )
    found = assert_alike(folder(tmp_path, documents=cells))
    assert [(p.code, p.line, p.column, p.found) for p in found.problems] == [
        ("control_character", 0, "unit", "甲␁"),
        ("control_character", 1, "title", "t␋u"),
        ("control_character", 3, "title", "t\uffff"),
    ]
    assert found.tables["documents"]["record"].tolist() == ["2"]


def test_control_characters_in_headers_are_left_out(tmp_path):
    found = assert_alike(folder(tmp_path, documents=documents(**{"no\x02te": ["a", "b", "c"]})))
    (problem,) = found.problems
    assert (problem.severity, problem.found, problem.column) == (
        "warning",
        "a header no␂te",
        "note",
    )
    assert found.tables["documents"]["note"].tolist() == ["a", "b", "c"]


SPACES = ["\u3000", "\u00a0", "\u2003", "\t", "\n", "\x0b", "\u2028", " \u3000"]


@pytest.mark.parametrize("engine", ["pandas", *ENGINES])
def test_an_element_may_stand_among_spaces_of_any_kind(tmp_path, engine):
    texts = [f"教育;{space}医疗{space}、养老" for space in SPACES if space != "\x0b"]
    other = ["教育;x医疗", "医\u200b疗", "教育 医疗", "医疗卫生"]
    cells = documents(len(texts + other), field=texts + other)
    tables = read_records(folder(tmp_path, documents=cells), engine=engine).tables
    counted = made(kind="count", table="documents", where={"field": {"has": "医疗"}}, during="any")
    assert values(counted, tables, "甲 乙") == {"甲": len(texts), "乙": 0}


@pytest.mark.parametrize("space", SPACES)
def test_spaces_around_elements_and_numbers_in_frames_as_they_are(space):
    frame = documents(1, field=[f"教育;{space}医疗"], score=[f"{space}5{space}"]).to_pandas()
    frame = frame.astype("str")
    has = made(kind="count", table="documents", where={"field": {"has": "医疗"}}, during="any")
    more = made(kind="count", table="documents", where={"score": {"at_least": "4"}}, during="any")
    for held in (frame, pl.from_pandas(frame), duckdb.from_df(frame)):
        assert values(has, {"documents": held}, "甲") == {"甲": 1}
        assert values(more, {"documents": held}, "甲") == {"甲": 1}

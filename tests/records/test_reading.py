"""The same records in every form are the same; what is read is typed; nothing vanishes."""

import pickle
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.errors import GkevalError, InputError
from gkeval.records import Records, check_records, read_records
from tests.records.builders import TABLES, in_chinese, typed, write_csv, write_workbook


@pytest.fixture(scope="module")
def records() -> Records:
    return read_records(TABLES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("frames", [TABLES, in_chinese()], ids=["english", "chinese"])
def test_csv_in_every_encoding_gives_the_same_records(
    tmp_path: Path, records: Records, encoding: str, frames: dict[str, pd.DataFrame]
):
    read = read_records(write_csv(tmp_path / "set", frames, encoding))
    assert read.fingerprint == records.fingerprint
    assert not read.problems
    assert len(read.hashes) == 4
    assert all(len(digest) == 64 for _, digest in read.hashes)


@pytest.mark.parametrize(
    "frames", [TABLES, in_chinese(), typed()], ids=["english", "chinese", "typed"]
)
def test_workbook_and_parquet_give_the_same_records(
    tmp_path: Path, records: Records, frames: dict[str, pd.DataFrame]
):
    book = read_records(write_workbook(tmp_path / "records.xlsx", frames))
    assert book.fingerprint == records.fingerprint
    assert [name for name, _ in book.hashes] == ["records.xlsx"]
    for name, frame in frames.items():
        frame.to_parquet(tmp_path / f"{name}.parquet")
    (tmp_path / "records.xlsx").unlink()
    assert read_records(tmp_path).fingerprint == records.fingerprint


@pytest.mark.parametrize(
    "convert",
    [
        lambda frame: frame,
        lambda frame: frame.astype(object),
        lambda frame: frame.astype("category"),
        lambda frame: frame.astype("string[pyarrow]"),
        lambda frame: frame.set_index("unit"),
        pl.from_pandas,
        lambda frame: pl.from_pandas(frame).lazy(),
        pa.Table.from_pandas,
        lambda frame: duckdb.from_df(frame),
        lambda frame: frame.convert_dtypes(dtype_backend="pyarrow"),
    ],
    ids="pandas objects categories string index polars lazy arrow duckdb arrow_types".split(),
)
@pytest.mark.parametrize("frames", [TABLES, typed()], ids=["text", "typed"])
def test_frames_of_every_library_give_the_same_records(records: Records, convert, frames):
    read = read_records({name: convert(frame) for name, frame in frames.items()})
    assert read.fingerprint == records.fingerprint
    assert read.hashes == ()


def test_order_of_rows_and_columns_does_not_matter(records: Records):
    mixed = {
        name: frame.sample(frac=1, random_state=1).iloc[:, ::-1]
        for name, frame in reversed(TABLES.items())
    }
    read = read_records(mixed)
    assert read.fingerprint == records.fingerprint
    assert list(read.tables) == list(records.tables)
    assert list(read.tables["requests"].columns[:3]) == ["unit", "record", "channel"]


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("requests", 0, "received", "2017-03-04"),
        ("requests", 0, "mock", ""),
        ("requests", 0, "备注", "第1.1条"),
        ("requests", 1, "页数", "2.6"),
        ("activities", 0, "participants", "1201"),
        ("units", 2, "group", "city"),
    ],
)
def test_another_value_is_another_fingerprint(records: Records, table, row, column, value):
    frames = {name: frame.copy() for name, frame in TABLES.items()}
    frames[table].loc[row, column] = value
    assert read_records(frames).fingerprint != records.fingerprint


def test_a_missing_table_is_not_an_empty_one(records: Records):
    fewer = {name: frame for name, frame in TABLES.items() if name != "updates"}
    read = read_records(fewer)
    assert "updates" not in read.tables
    assert len(records.tables["updates"]) == 0
    assert read.fingerprint != records.fingerprint


def test_columns_have_their_declared_types(records: Records):
    requests = records.tables["requests"]
    assert {name: str(kind) for name, kind in requests.dtypes.items()} == {
        "unit": "str",
        "record": "str",
        "channel": "str",
        "received": "datetime64[us]",
        "answered": "datetime64[us]",
        "mock": "boolean",
        "elements": "str",
        "captured": "datetime64[us]",
        "页数": "float64",
        "备注": "str",
    }
    assert requests["mock"].tolist() == [True, False, pd.NA, True]
    assert requests["备注"].tolist()[0] == "第1.10条"
    assert requests["channel"].isna().tolist() == [False, False, True, False]
    assert str(records.tables["activities"]["participants"].dtype) == "Int64"
    assert records.tables["activities"]["participants"].tolist() == [1200]
    empty = records.tables["updates"]
    assert str(empty["date"].dtype) == "datetime64[us]"


def test_records_are_shown_and_pickled(records: Records):
    lines = repr(records).splitlines()
    assert lines[0] == "Records: 4 tables, no problems"
    assert lines[2] == "  requests         4 rows, 2017-03-05 – 2017-04-01"
    assert "依申请公开" in records._repr_html_()
    again = pickle.loads(pickle.dumps(records))
    assert again.fingerprint == records.fingerprint
    with pytest.raises(TypeError):
        records.tables["requests"] = pd.DataFrame()
    with pytest.raises(AttributeError):
        records.provisional = frozenset()


def test_rows_of_one_unit(records: Records):
    rows = records.for_unit("B")
    assert {name: len(frame) for name, frame in rows.items()} == {
        "units": 1,
        "requests": 2,
        "activities": 0,
        "updates": 0,
    }
    with pytest.raises(GkevalError, match="no unit 'X' among the 3 units"):
        records.for_unit("X")


def test_only_the_tables_asked_for_are_read(tmp_path: Path):
    write_csv(tmp_path, TABLES)
    (tmp_path / "activities.csv").write_bytes(b"\xff\xff")
    assert list(read_records(tmp_path, tables=["依申请公开"]).tables) == ["units", "requests"]
    assert list(read_records(tmp_path, tables="requests").tables) == ["units", "requests"]
    with pytest.raises(GkevalError, match="did you mean requests"):
        read_records(tmp_path, tables=["request"])


def test_a_folder_may_hold_more_than_tables(tmp_path: Path):
    write_csv(tmp_path, TABLES)
    write_csv(tmp_path / "last year", TABLES)
    for name in ("README.md", "readme.csv", ".hidden.csv", "~$units.xlsx", "_codes.csv", "a.yaml"):
        (tmp_path / name).write_text("x")
    assert not check_records(tmp_path)
    (tmp_path / "notes.csv").write_text("x")
    problems = check_records(tmp_path)
    assert [(p.code, p.severity, p.source) for p in problems] == [
        ("unknown_table", "warning", "notes.csv")
    ]
    assert read_records(tmp_path).problems == problems


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("no/such/folder", "missing_source"),
        ({}, "no_tables"),
        ({"request": TABLES["requests"]}, "unknown_table"),
        ({"units": 3}, "unreadable_file"),
        ({"requests": TABLES["requests"]}, "missing_table"),
    ],
)
def test_sources_without_records_are_problems(source, code: str):
    assert [problem.code for problem in check_records(source)] == [code]
    with pytest.raises(InputError):
        read_records(source)


def test_a_source_that_is_not_there_is_never_merely_reported():
    with pytest.raises(InputError, match="no file or folder no"):
        read_records("no/such/folder", on_error="report")


def test_a_file_that_is_no_source_is_a_problem(tmp_path: Path):
    write_csv(tmp_path, TABLES)
    assert [p.code for p in check_records(tmp_path / "units.csv")] == ["missing_source"]
    assert [p.code for p in check_records(tmp_path / "units.csv" / "x")] == ["missing_source"]


def test_arguments_are_checked():
    with pytest.raises(GkevalError, match="on_error is 'ignore', must be 'raise' or 'report'"):
        read_records(TABLES, on_error="ignore")
    for source, found in ((3, "3"), (None, "None"), ([], "a list")):
        with pytest.raises(GkevalError, match=f"records are {found}, must be a folder"):
            read_records(source)


def test_a_folder_without_a_table_and_units_without_a_unit_are_refused(tmp_path):
    (tmp_path / "foo.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    found = check_records(tmp_path)
    assert [(p.code, p.severity) for p in found] == [
        ("unknown_table", "warning"),
        ("no_tables", "error"),
    ]
    (tmp_path / "units.csv").write_text("unit,group\n", encoding="utf-8")
    (problem,) = check_records(tmp_path).errors
    assert (problem.code, problem.source) == ("no_units", "units.csv")
    assert problem.remedy == "add the units"
    TABLES["requests"].to_csv(tmp_path / "requests.csv", index=False)
    assert "no_units" in [p.code for p in check_records(tmp_path).errors]


BESIDE = {
    "requests.txt": [("unknown_table", "error")],
    "依申请公开.PDF": [("unknown_table", "error")],
    "documents/a.csv": [("unknown_table", "error")],
    "文件/a.pdf": [("unknown_table", "error")],
    "units/a.csv": [("unknown_table", "warning")],  # beside the table itself
    "units.md": [],
    "units.xlsx": [("unknown_table", "error")],
    "notes.txt": [],
    "pictures/a.csv": [],
    "readme.txt": [],
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_bears_the_name_of_a_table_is_never_passed_over_without_a_word(tmp_path, name):
    TABLES["units"].to_csv(tmp_path / "units.csv", index=False)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("unit,record\n", encoding="utf-8")
    found = check_records(tmp_path)
    assert [(p.code, p.severity) for p in found] == BESIDE[name]
    if found and "/" in name:
        assert found[0].found.startswith(f"a folder {name.split('/')[0]} without Parquet files")
    if name.startswith("doc"):  # not when it is another table that is asked for
        assert not check_records(tmp_path, tables=["requests"])


def test_data_frames_are_counted_from_zero():
    frame = TABLES["requests"].copy()
    frame.loc[2, "received"] = "x"
    problem = check_records({**TABLES, "requests": frame})[0]
    assert problem.where == "data frame 'requests', row 2, received"
    assert problem.unit == "B"


CELLS = st.sampled_from(["A", "B", "X", "", " "])
DATES = st.sampled_from(["2017-03-05", "2017-03-09", "2017/3/9", "2017-02-30", "", "soon"])
ROWS = st.lists(
    st.tuples(
        CELLS,
        st.sampled_from(["1", "2", "3", "4", "5", "6", ""]),
        DATES,
        DATES,
        st.sampled_from(["fax", "传真", "?", ""]),
        st.sampled_from(["是", "no", "maybe", ""]),
        st.sampled_from(["", "x"]),
    ),
    max_size=12,
)
PAUSES = st.lists(st.tuples(CELLS, st.sampled_from("1234"), st.sampled_from("123456")), max_size=6)
UNITS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["g", "h", ""]), st.sampled_from("ABCD")),
    max_size=5,
)


@given(ROWS, PAUSES, UNITS, st.booleans())
def test_no_row_vanishes(rows, pauses, units, parents: bool):
    frames = {
        "units": pd.DataFrame(units, columns=["unit", "group", "parent"], dtype="str"),
        "requests": pd.DataFrame(
            rows,
            columns=["unit", "record", "received", "answered", "channel", "mock", "备注"],
            dtype="str",
        ),
        "pauses": pd.DataFrame(pauses, columns=["unit", "record", "request"], dtype="str").assign(
            began="2017-03-05", ended="2017-03-06"
        ),
    }
    if not parents:
        frames["units"]["parent"] = ""
    records = read_records(frames, on_error="report")
    repeated = [p.table for p in records.problems if p.code == "duplicate_row"]
    for name, frame in frames.items():
        blank = (frame.map(str.strip) == "").all(axis=1).sum()
        kept, rejected = records.tables[name], records.rejected.get(name, [])
        assert len(frame) - blank == len(kept) + len(rejected) + repeated.count(name)
        if len(rejected):
            # every row set aside is told of: itself, or the row that it names
            told = {p.line for p in records.problems.errors if p.table == name}
            told_of = {
                (p.column, p.found.split(",")[0])
                for p in records.problems
                if p.code == "reference_set_aside" and p.table == name
            }
            for row in rejected.to_dict("records"):
                hangs = any((column, value) in told_of for column, value in row.items())
                assert row["row"] in told or hangs
    # what is kept hangs together: read again, nothing is wrong with it, save that nobody is left
    again = read_records(dict(records.tables), on_error="report")
    nobody = ["no_units"] if records.tables["units"].empty else []
    assert [problem.code for problem in again.problems] == nobody
    assert again.fingerprint == records.fingerprint
    lost = {unit for frame in records.rejected.values() for unit in frame["unit"].dropna()}
    assert records.provisional == lost & set(records.units["unit"])


@given(st.permutations(range(6)))
def test_what_is_set_aside_does_not_depend_on_the_order(order: list[int]):
    frame = pd.DataFrame(
        {
            "unit": ["A", "A", "B", "B", "X", "C"],
            "record": ["1", "1", "2", "2", "3", "4"],
            "received": ["2017-03-05"] * 5 + ["?"],
            "备注": ["a", "b", "c", "c", "", ""],
        },
        dtype="str",
    ).iloc[order]
    records = read_records({"units": TABLES["units"], "requests": frame}, on_error="report")
    assert records.tables["requests"]["record"].tolist() == ["2"]
    assert sorted(records.rejected["requests"]["record"]) == ["1", "1", "3", "4"]
    assert records.provisional == {"A", "C"}


def test_many_faulty_rows_are_read_in_bulk():
    size = 20_000
    frame = pd.DataFrame(
        {
            "unit": np.where(np.arange(size) % 2, "A", "X"),
            "record": np.arange(size) // 2,
            "received": "2017-02-30",
            "answered": "2017-03-01",
        }
    )
    problems = check_records({"units": TABLES["units"], "requests": frame})
    assert len(problems) == size + size + size // 2

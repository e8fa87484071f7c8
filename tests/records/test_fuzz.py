"""Whatever a file or frame holds, there are problems or records, never another exception."""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.records import Records, check_records, read_records
from gkeval.tables import TABLES

HEADER = "unit,record,received,备注"
PIECES = st.sampled_from(
    [
        *(HEADER, "评估对象,底稿编号,收到日期\n", "A,1,2017-03-05\n", "A", "1", "2017-03-05"),
        *(",", ";", "\t", '"', '""', "\n", "\r", "\r\n", " ", "\x00", "\ufeff", "\ufffd"),
        *("政", "１", "#REF!"),
    ]
)


def survives(content: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "units.csv").write_text("unit,group\nA,g\n", "utf-8")
        (Path(folder) / name).write_bytes(content)
        assert isinstance(read_records(folder, on_error="report"), Records)


@given(st.binary(max_size=200), st.sampled_from(["requests.csv", "requests.parquet"]))
def test_any_bytes(content: bytes, name: str):
    survives(content, name)
    survives(HEADER.encode() + b"\n" + content, name)


@given(st.lists(PIECES, max_size=30), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_arrangement_of_csv(pieces: list[str], encoding: str):
    survives("".join(pieces).encode(encoding, "replace"), "requests.csv")


@given(st.binary(max_size=300))
def test_any_bytes_as_a_workbook(content: bytes):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "set.xlsx"
        path.write_bytes(content)
        assert [p.code for p in check_records(path)] == ["unreadable_file"]


CELLS = (
    st.text(max_size=12)
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=-5))]))
    | st.times()
    | st.timedeltas()
    | st.binary(max_size=4)
    | st.lists(st.text(max_size=3), max_size=3)
    | st.sets(st.integers(), max_size=3)
    | st.dictionaries(st.text(max_size=2), st.integers(), max_size=2)
    | st.sampled_from([pd.NaT, pd.NA, np.nan, np.datetime64("NaT"), np.int8(3), np.array([1, 2])])
    | st.builds(object)
)


@given(st.sampled_from(list(TABLES)), st.data())
def test_any_objects_in_any_column(name: str, data: st.DataObject):
    table = TABLES[name]
    size = data.draw(st.integers(0, 4))
    columns = data.draw(
        st.lists(st.sampled_from([*(c.name for c in table.columns), "备注"]), unique=True)
    )
    frame = pd.DataFrame(index=range(size))
    for column in columns:
        cells = np.empty(size, dtype=object)
        cells[:] = data.draw(st.lists(CELLS, min_size=size, max_size=size))
        frame[column] = pd.Series(cells, dtype=object)
    records = read_records({name: frame}, on_error="report")
    kept, rejected = records.tables.get(name, []), records.rejected.get(name, [])
    repeated = sum(p.code == "duplicate_row" for p in records.problems)
    blank = records_without_content(frame)
    assert len(kept) + len(rejected) + repeated + blank == size


def records_without_content(frame: pd.DataFrame) -> int:
    """Count rows in which every cell is missing or blank."""

    def empty(cell: object) -> bool:
        if isinstance(cell, str):
            # characters that no one sees
            return not cell.strip().strip("\u200b\u200c\u200d\ufeff").strip()
        if isinstance(cell, (list, set, np.ndarray)):
            return len(cell) == 0 or not ";".join(map(str, cell)).strip()
        return bool(np.all(pd.isna(cell))) if not isinstance(cell, dict) else False

    if not len(frame.columns):
        return len(frame)
    return int(frame.map(empty).all(axis=1).sum())


KINDS = """
    int8 uint64 float32 Float64 Int16 bool boolean datetime64[ns] datetime64[s] timedelta64[ns]
    category string object complex128 Sparse[float] period[M]
""".split()


@pytest.mark.parametrize("kind", [*KINDS, "datetime64[ns, UTC]"])
def test_any_type_of_column(kind: str):
    if kind == "period[M]":
        held = pd.Series(pd.period_range("2017-01", periods=3, freq="M"))
    else:
        held = pd.Series([1, 0, 1]).astype(kind)
    for name in ("requests", "activities", "statistics"):
        columns = [column.name for column in TABLES[name].columns]
        frame = pd.DataFrame(dict.fromkeys([*columns, "备注"], held))
        records = read_records({"units": frame[["unit"]], name: frame}, on_error="report")
        assert len(records.rejected[name]) == 3

"""What days may look like: columns of many kinds, single days, shapes; and what is refused."""

import datetime as dt
from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pytest

from gkeval.errors import GkevalError
from gkeval.workdays import add, between, index, is_workday, term
from tests.workdays.lab import as_days


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(as_days(["2017-09-30", "2017-10-09"]), index=[7, 3]),
        pd.Series(["2017-09-30T23:59:59.999999999", "2017-10-09"]).astype("datetime64[ns]"),
        pd.Series([date(2017, 9, 30), date(2017, 10, 9)]),
        pd.Series([date(2017, 9, 30), date(2017, 10, 9)], dtype="date32[pyarrow]"),
        pd.DatetimeIndex(["2017-09-30", "2017-10-09"]),
        pl.Series([date(2017, 9, 30), date(2017, 10, 9)]),
        np.array(["2017-09-30T23:59", "2017-10-09T00:00"], dtype="datetime64[m]"),
        [np.datetime64("2017-09-30"), np.datetime64("2017-10-09")],
        [dt.datetime(2017, 9, 30, 23, 59), date(2017, 10, 9)],
    ],
)
def test_columns_of_days(column):
    assert between(date(2017, 9, 29), column).tolist() == [1, 2]
    assert add(column, 1).tolist() == [date(2017, 10, 9), date(2017, 10, 10)]
    assert add(column, 1).dtype == np.dtype("datetime64[D]")
    assert is_workday(column).dtype == np.bool_
    assert between(column, column).dtype == index(column).dtype == np.int64


@pytest.mark.parametrize(
    "day",
    [
        date(2017, 9, 30),
        dt.datetime(2017, 9, 30, 23, 59),
        np.datetime64("2017-09-30"),
        pd.Timestamp("2017-09-30 12:00"),
    ],
)
def test_single_days_give_python_values(day):
    assert (is_workday(day), between(date(2017, 9, 29), day)) == (True, 1)
    assert type(is_workday(day)) is bool
    assert type(index(day)) is type(term("answer", day)) is int
    assert type(add(day, 1)) is date


def test_shapes_are_kept_and_broadcast():
    square = as_days([["2017-09-29", "2017-09-30"], ["2017-10-01", "2017-10-09"]])
    assert index(square.T).tolist() == index(square).T.tolist()
    assert between(square[:, :1], square[0]).tolist() == [[0, 1], [-1, 0]]
    assert add(date(2017, 9, 29), np.array([[1], [2]])).shape == (2, 1)
    empty = np.array([], dtype="datetime64[D]")
    assert between(empty, empty).shape == add([], 20).shape == term("answer", []).shape == (0,)


@pytest.mark.parametrize("nothing", [np.datetime64("NaT"), pd.NaT, None])
def test_missing_days_are_refused_with_their_positions(nothing):
    known = np.datetime64("2017-09-29")
    columns = [
        [known, nothing, known, nothing],
        pd.Series([known, nothing, known, nothing], dtype="datetime64[s]"),
    ]
    for column in columns:
        for call in (is_workday, index, lambda c: between(known, c), lambda c: add(c, 1)):
            with pytest.raises(GkevalError, match=r"missing day \(2 of 4 days, positions 1, 3\)"):
                call(column)
        with pytest.raises(GkevalError, match=r"missing day \(2 of 4 days, positions 1, 3\)"):
            term("answer", column)
    with pytest.raises(GkevalError, match="missing day"):
        index(nothing)


@pytest.mark.parametrize(
    ("strange", "said"),
    [
        ("2017-10-01", "<U10"),
        (["2017-10-01"], "<U10"),
        (pd.Series(["2017-10-01"]), "positions 0"),
        ([date(2017, 10, 1), 20171001], "1 of 2 days, positions 1"),
        (20171001, "int64"),
        (np.array(["2017-10"], dtype="datetime64[M]"), r"datetime64\[M\]"),
        (pd.Series(pd.to_datetime(["2017-10-01"]).tz_localize("Asia/Shanghai")), "Asia/Shanghai"),
        (pl.Series([dt.datetime(2017, 10, 1)]).dt.replace_time_zone("UTC"), "zone UTC"),
        (dt.datetime(2017, 10, 1, tzinfo=dt.UTC), "time with a zone"),
    ],
)
def test_what_is_no_local_date_is_refused(strange, said):
    with pytest.raises(GkevalError, match=said):
        index(strange)


@pytest.mark.parametrize("n", [1.0, [1.5], True, "1"])
def test_steps_are_whole_numbers(n):
    with pytest.raises(GkevalError, match="whole numbers"):
        add(date(2017, 9, 29), n)

"""Each kind of column: what is read, and what is refused rather than guessed."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.records.cells import as_text, from_objects, normal
from gkeval.records.parsing import parse, parse_extra
from gkeval.tables import TABLES, Column

DAY = pd.Timestamp(2017, 3, 5)


def read(kind: str, *cells: object, **more) -> tuple[list, list[tuple[str, str]]]:
    """Parse cells; return the values and the (code, found) of every fault."""
    column = Column("cell", "格", kind, **more)
    values, faults = parse(column, normal(pd.Series(list(cells), dtype=object)))
    told = sorted(
        (int(place), fault.code, text)
        for fault in faults
        for place, text in zip(fault.positions, fault.found, strict=True)
    )
    return values.tolist(), [(code, text) for _, code, text in told]


@pytest.mark.parametrize(
    "text",
    [
        "2017-03-05",
        "2017-3-5",
        "2017/3/5",
        "2017/03/05",
        "2017.3.5",
        "20170305",
        "2017年3月5日",
        "2017年03月05日",
        "2017 年 3 月 5 日",
        "２０１７年３月５日",
        "２０１７－０３－０５",
        " 2017-03-05　",
        "2017-03-05 14:22:10",
        "2017-03-05T14:22:10",
        "2017/3/5 9:05",
        "2017年3月5日14时22分",
        "2017年3月5日 14:22",
        "20170305 14:22",
        "2017-03-05T23:59:59.123456",
        "2017-03-04T23:30:00Z",
        "2017-03-05T00:30:00+08:00",
        20170305,
        20170305.0,
        dt.date(2017, 3, 5),
        dt.datetime(2017, 3, 5, 14, 22, 10),
        dt.datetime(2017, 3, 4, 23, 30, tzinfo=dt.UTC),
        pd.Timestamp("2017-03-05 01:00", tz="Asia/Shanghai"),
    ],
)
def test_forms_of_a_date(text):
    # beside another cell, so that columns of one type and of several are both tried
    assert read("date", text) == ([DAY], [])
    assert read("date", text, "2017/3/5") == ([DAY, DAY], [])


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2017-03-05 14:22:10", "2017-03-05 14:22:10"),
        ("2017-03-05T14:22", "2017-03-05 14:22"),
        ("2017/3/5 9:05:07", "2017-03-05 09:05:07"),
        ("2017年3月5日14时22分", "2017-03-05 14:22"),
        ("2017年3月5日14时22分10秒", "2017-03-05 14:22:10"),
        ("2017/3/5 14:22:10.5", "2017-03-05 14:22:10.500000"),
        ("2017-03-05 14:22:10.25", "2017-03-05 14:22:10.250000"),
        ("2017-03-05", "2017-03-05"),
        ("2017-03-05T06:22:10Z", "2017-03-05 14:22:10"),
        ("2017-03-05T06:22:10+0000", "2017-03-05 14:22:10"),
        ("2017-03-04T22:22:10-08:00", "2017-03-05 14:22:10"),
    ],
)
def test_forms_of_a_time(text: str, time: str):
    assert read("time", text) == ([pd.Timestamp(time)], [])


@pytest.mark.parametrize(
    "text",
    [
        "2017-02-30",
        "2017/2/29",
        "2017年13月1日",
        "2017-00-10",
        "20171301",
        "2017-03-05 24:00",
        "2017/3/5 14:60",
        "3/5/2017",
        "05-03-2017",
        "17-03-05",
        "2017-03",
        "2017年3月",
        "2017",
        "2017-03/05",
        "42799",
        "三月五日",
        "—",
        "2017-03-05 下午2:22",
    ],
)
def test_dates_that_are_refused(text: str):
    assert read("date", text, "2017-03-05") == ([pd.NaT, DAY], [("bad_date", text)])


def test_a_serial_number_is_no_date():
    assert read("date", 42799.0) == ([pd.NaT], [("bad_date", "42799")])


@given(
    st.datetimes(dt.datetime(1949, 1, 1), dt.datetime(2100, 12, 31)),
    st.sampled_from(
        [
            "{0.year}-{0.month}-{0.day} {0.hour}:{0.minute}:{0.second}",
            "{0.year}/{0.month:02}/{0.day} {0.hour}:{0.minute:02}:{0.second:02}",
            "{0.year}.{0.month}.{0.day:02} {0.hour:02}:{0.minute}:{0.second}",
            "{0.year}年{0.month}月{0.day}日{0.hour}时{0.minute}分{0.second}秒",
            "{0:%Y%m%d} {0:%H:%M:%S}",
            "{0:%Y-%m-%dT%H:%M:%S}",
        ]
    ),
)
def test_every_time_is_read_back(time: dt.datetime, form: str):
    assert read("time", form.format(time)) == ([pd.Timestamp(time).floor("s")], [])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0),
        ("12.50", 12.5),
        ("-3", -3.0),
        ("+3", 3.0),
        ("1,234", 1234.0),
        ("1,234,567.5", 1234567.5),
        ("１，２３４", 1234.0),
        ("１２．５", 12.5),
        ("−2", -2.0),
        ("1e3", 1000.0),
        (".5", 0.5),
        (7, 7.0),
        (0.1, 0.1),
        (np.int32(5), 5.0),
        (Decimal("2.50"), 2.5),
    ],
)
def test_numbers(text, number: float):
    assert read("number", text) == ([number], [])
    assert read("number", text, "0") == ([number, 0.0], [])


@pytest.mark.parametrize(
    "text", ["85%", "12人", "1,23", "12,34,567", "1 234", "—", "无", "NaN", "inf", "1e999", "0x1F"]
)
def test_numbers_that_are_refused(text: str):
    values, faults = read("number", text, "1")
    assert np.isnan(values[0])
    assert values[1] == 1.0
    assert faults == [("bad_number", text)]


def test_infinity_is_refused_in_columns_of_numbers():
    values, faults = read("number", 1.0, float("inf"), None)
    assert np.isnan(values[1:]).all()
    assert faults == [("bad_number", "inf")]


def test_counts():
    values, faults = read("count", "1,200", "3.0", "2.5", "-1", "many", None, "1" * 18)
    assert values == [1200, 3, pd.NA, -1, pd.NA, pd.NA, pd.NA]
    assert faults == [("not_whole", "2.5"), ("bad_number", "many"), ("bad_number", "1" * 18)]


def test_flags():
    yes = ["是", "yes", "Y", "TRUE", "1", "√", "✔", "１", True, 1, 1.0]
    no = ["否", "no", "n", "False", "0", "×", "X", False, 0, 0.0]
    assert read("flag", *yes) == ([True] * len(yes), [])
    assert read("flag", *no) == ([False] * len(no), [])
    assert read("flag", True, None, False) == ([True, pd.NA, False], [])
    assert read("flag", "有", "2", "") == (
        [pd.NA] * 3,
        [("bad_flag", "有"), ("bad_flag", "2")],
    )


def test_codes():
    codes = (("in_person", "当面"), ("fax", "传真"))
    cells = ["当面", "in_person", "In Person", " ＦＡＸ ", "电报"]
    values, faults = read("code", *cells, codes=codes)
    assert values == ["in_person", "in_person", "in_person", "fax", "电报"]
    assert faults == []


def test_lists():
    cells = [
        "a;b",
        "a；b、 c",
        " a ,b，c ",
        "a|b｜c",
        "甲\n乙\r\n丙",
        ";a;;b;",
        ";",
        "",
        ["a", "b"],
    ]
    values, faults = read("list", *cells)
    assert values[:6] == ["a;b", "a;b;c", "a;b;c", "a;b;c", "甲;乙;丙", "a;b"]
    assert pd.isna(values[6])
    assert pd.isna(values[7])
    assert values[8] == "a;b"
    assert faults == []


def test_text_keeps_its_inner_form():
    text = "《关于…的意见》（宁政办发〔2017〕74号）　第1.10条"
    assert read("text", f" \u3000{text}\ufeff\n")[0] == [text]
    assert read("text", "ＡＢ１")[0] == ["ＡＢ１"]
    assert read("text", "ＡＢ１", refers="units")[0] == ["AB1"]
    assert read("text", 2017.0, 2017.5, dt.date(2017, 3, 5), True)[0] == [
        "2017",
        "2017.5",
        "2017-03-05",
        "True",
    ]


@pytest.mark.parametrize("kind", ["text", "list", "code", "date", "time", "number", "flag"])
def test_errors_of_spreadsheets_are_told_once(kind: str):
    for text in ("#REF!", "#N/A", "#DIV/0!", "#NAME?"):
        assert read(kind, text)[1] == [("error_cell", text)]
    assert read(kind, "\ufffd")[1] == [("damaged_text", "\ufffd")]
    assert read("text", "#1 of the list", "# REF")[1] == []


@pytest.mark.parametrize(
    ("cells", "read_as"),
    [
        (["1", "2.5", "", "-3"], [1.0, 2.5, np.nan, -3.0]),
        (["1.50", "20.00"], [1.5, 20.0]),
        (["1.9", "1.10"], ["1.9", "1.10"]),
        (["0012", "7"], ["0012", "7"]),
        (["640100198001011234"], ["640100198001011234"]),
        (["1", "x"], ["1", "x"]),
        (["", ""], [np.nan, np.nan]),
        ([3, 4], [3.0, 4.0]),
        ([640100198001011234, 1], ["640100198001011234", "1"]),
        ([True, False], ["True", "False"]),
        ([dt.date(2017, 3, 5)], ["2017-03-05"]),
    ],
)
def test_further_columns(cells: list, read_as: list):
    values, faults = parse_extra("备注", normal(pd.Series(cells)))
    assert faults == []
    expected = pd.Series(read_as, dtype="float64" if values.dtype == "float64" else "str")
    pd.testing.assert_series_equal(values, expected, check_names=False)


def test_errors_in_further_columns_are_told():
    _, faults = parse_extra("备注", normal(pd.Series(["1", "#REF!"])))
    assert [(fault.code, fault.positions.tolist()) for fault in faults] == [("error_cell", [1])]


def test_missing_in_all_its_forms():
    missing = [None, np.nan, pd.NA, pd.NaT, "", " ", "\u3000", "\u200b"]
    assert normal(pd.Series(missing, dtype=object)).isna().all()
    for kind in {column.kind for table in TABLES.values() for column in table.columns}:
        values, faults = read(kind, *missing)
        assert pd.isna(pd.Series(values)).all()
        assert faults == []


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.none(), min_size=1))
def test_numbers_survive_being_written(numbers: list):
    text = as_text(normal(pd.Series(numbers, dtype="float64")))
    assert read("number", *text.tolist())[1] == []
    back = [None if pd.isna(value) else float(value) for value in text]
    assert back == numbers


def test_objects_of_one_type_keep_it():
    def kind(*cells: object) -> str:
        held = np.empty(len(cells), dtype=object)
        held[:] = cells
        return str(from_objects(held).dtype)

    assert kind(1, 2.5, None) == "float64"
    assert kind(1, 2) == "int64"
    assert kind(True, None) == "boolean"
    assert kind(dt.date(2017, 3, 5), None) == "datetime64[us]"
    assert kind("a", None) == "str"
    assert kind("a", 1) == "str"
    assert kind(dt.time(9, 30), dt.timedelta(hours=1)) == "str"

"""Words: labels in both languages, numbers and days as people write them, aligned text."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.words import (
    LABELS,
    day,
    inert,
    label,
    listed,
    number,
    padded,
    percent,
    sentence,
    text_table,
    width,
    wrapped,
)


def test_every_label_is_in_both_languages():
    assert [key for key, pair in LABELS.items() if not (pair[0].strip() and pair[1].strip())] == []
    assert label("rank", "zh") == "名次"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("6.50"), "6.5"),
        (Decimal("100"), "100"),
        (Decimal("1E+2"), "100"),
        (0.1, "0.1"),
        (1e-9, "0"),
        (-1e-9, "0"),
        (-0.0, "0"),
        (Decimal("-0"), "0"),
        (Decimal("-0.0000005"), "-0.000001"),
        (2 / 3, "0.666667"),
        (Decimal("-0.5"), "-0.5"),
        (float("nan"), "—"),
        (float("inf"), "—"),
    ],
)
def test_numbers_are_plain(value: Decimal | float, said: str):
    assert number(value) == said


def test_per_cents_are_shown_half_up():
    assert percent(Decimal("0.00125"), "zh") == "0.13%"
    assert percent(Decimal("0.8"), "en") == "80 %"


def test_days_lists_and_sentences():
    assert day(date(2017, 12, 31), "en") == "31 December 2017"
    assert listed([], "zh") == ""
    assert listed(["甲"], "zh") == "甲"
    assert listed(["甲", "乙", "丙"], "zh", "or") == "甲、乙或丙"
    assert sentence([], "zh") == sentence([""], "en") == ""
    assert sentence(["iOS is not changed"], "en") == "IOS is not changed."


def test_chinese_takes_two_columns():
    assert width("政务公开 A") == 10
    assert width(padded("政务", 7)) == width(padded("政务", 7, right=True)) == 7


@given(st.text("政务公开ab， 。（）“”", max_size=80), st.integers(10, 40))
def test_wrapped_text_loses_nothing_but_spaces(text: str, columns: int):
    lines = wrapped(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text("政务公开解读ab ", min_size=1, max_size=80), st.integers(10, 40))
def test_wrapped_lines_fit_where_words_do(text: str, columns: int):
    for line in wrapped(text, columns):
        assert width(line) <= columns or line.isascii()


def test_stops_stay_with_the_word_before_them_and_brackets_with_the_word_after():
    assert wrapped("一二三四五，六（七）", 10) == ["一二三四", "五，六", "（七）"]
    assert wrapped("see https://example.org/a/b, then", 10) == [
        "see",
        "https://example.org/a/b,",
        "then",
    ]


def test_a_table_may_show_its_index_or_hold_nothing():
    frame = pd.DataFrame({"n": [1, 12]}, index=pd.Index(["甲", "B"], name="unit"))
    assert text_table(frame, index=True).splitlines() == ["unit   n", "甲     1", "B     12"]
    assert text_table(frame.head(0)) == "n"
    assert text_table(pd.DataFrame()) == ""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-x", "'-x"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("＝1", "'＝1"),
        ("-2.5", "-2.5"),
        ("+3e-4", "+3e-4"),
        ("-12%", "-12%"),
        ("a=b", "a=b"),
        ("", ""),
        (None, None),
    ],
)
def test_no_text_is_a_formula_where_a_spreadsheet_opens_it(text, written):
    frame = pd.DataFrame({"name": pd.Series([text], dtype=object), "=score": [-1.5]})
    safe = inert(frame)
    assert safe["name"].to_list() == [written]
    assert list(safe.columns) == ["name", "'=score"]
    assert safe["'=score"].to_list() == [-1.5]


def test_tables_are_aligned():
    frame = pd.DataFrame(
        {"单位": ["成都市", "A\nB", None], "得分": [96.4, 7.0, float("nan")], "名次": [1, 2, 3]}
    )
    assert text_table(frame).splitlines() == [
        "单位    得分  名次",
        "成都市  96.4     1",
        "A B        7     2",
        "                 3",
    ]

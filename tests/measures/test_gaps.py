"""Longest gap: stretches between records, to the start and to the end of the period."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.measures.evaluate import evaluate, items
from tests.measures.lab import YEAR, context, day, lists, made, period, row, values

MARCH = period("2017-03-01", "2017-03-31")


def updates(*days, column="c1", unit="甲", start=1):
    return [
        {"unit": unit, "record": f"u{column}{n:02d}", "column": column, "date": f"2017-03-{d:02d}"}
        for n, d in enumerate(days, start)
    ]


def gap(**more):
    return made(kind="longest_gap", table="updates", **more)


@pytest.mark.parametrize(
    ("days", "longest"),
    [
        ([10, 20], 11),  # 20 to 31
        ([16], 15),  # 1 to 16 and 16 to 31
        ([1], 30),
        ([31], 30),
        ([1, 31], 30),
        ([1, 8, 15, 22, 29, 31], 7),
        ([2, 2, 2, 20, 20], 18),
        ([], 31),  # every day of March
    ],
)
def test_the_longest_stretch_of_march(days, longest):
    tables = lists(updates=updates(*days))
    assert values(gap(), tables, during=MARCH)["甲"] == longest
    said = row(gap(), tables, during=MARCH)
    assert (said["numerator"], said["denominator"], said["n"]) == (longest, None, len(days))


def test_records_outside_the_period_or_without_a_date_do_not_count():
    tables = lists(
        updates=[
            {"column": "c", "date": "2017-02-28"},
            {"column": "c", "date": "2017-04-01"},
            {"column": "c", "date": None},
        ]
    )
    assert values(gap(), tables, during=MARCH)["甲"] == 31
    found = items(gap(), context(tables, during=MARCH), units=["甲"])
    assert sorted(found["why"]) == ["never", "no_date", "outside_period", "outside_period"]


def test_each_column_on_its_own():
    tables = lists(updates=updates(5, 15, 25) + updates(10, 30, column="c2"))
    assert values(gap(by=["column"]), tables, during=MARCH)["甲"] == 20
    assert values(gap(), tables, during=MARCH)["甲"] == 10


def registered(*rows):
    return [{"site": "s", "path": "p"} | one for one in rows]


def test_registered_columns_without_updates_count():
    tables = lists(
        updates=updates(5, 15, 25),
        columns=registered({"record": "c1"}, {"record": "c2"}, {"unit": "乙", "record": "c3"}),
    )
    assert values(gap(by=["column"]), tables, during=MARCH) == {"甲": 31, "乙": 31, "丙": 31}
    without = {"updates": tables["updates"]}
    assert values(gap(by=["column"]), without, during=MARCH)["甲"] == 10


def test_conditions_on_the_register_choose_its_rows():
    tables = lists(
        updates=updates(5, 15, 25) + updates(30, column="c2"),
        columns=registered({"record": "c1", "kind": "news"}, {"record": "c2", "kind": "law"}),
    )
    measure = gap(by=["column"], where={"columns.kind": "news"})
    assert values(measure, tables, during=MARCH)["甲"] == 10


def test_a_column_that_opened_in_the_period_is_looked_at_from_then_on():
    tables = lists(
        updates=updates(20, 28),
        columns=registered(
            {"record": "c1", "opened": "2017-03-15"},
            {"record": "c2", "opened": "2017-04-15"},
            {"record": "c3", "opened": "2017-03-30"},
        ),
    )
    assert values(gap(by=["column"]), tables, during=MARCH)["甲"] == 8  # 20 to 28
    found = items(gap(by=["column"]), context(tables, during=MARCH), units=["甲"])
    told = list(zip(found["column"], found["lag"], found["why"], strict=True))
    assert sorted(told) == [
        ("c1", 3, "until_end"),
        ("c1", 5, "since_start"),
        ("c1", 8, "since_previous"),
        ("c3", 2, "never"),  # 30 and 31 March
    ]


def test_rows_without_a_key_count_nowhere():
    tables = lists(updates=[{"column": None, "date": "2017-03-05"}, *updates(10, start=5)])
    assert values(gap(by=["column"]), tables, during=MARCH)["甲"] == 21
    assert "no_key" in items(gap(by=["column"]), context(tables, during=MARCH))["why"].to_list()


def test_one_item_counts_the_first_of_the_longest():
    tables = lists(updates=updates(1, 11, 21, 31))
    found = items(gap(), context(tables, during=MARCH), units=["甲"])
    assert found["lag"].to_list() == [0, 10, 10, 10, 0]
    assert found["counted"].to_list() == [False, True, False, False, False]
    assert found["why"].to_list()[0] == "since_start"


def test_a_table_that_was_not_supplied():
    assert set(values(gap(), {}).values()) == {"not_assessed"}


def test_two_columns_as_key():
    tables = lists(
        activities=[
            {"kind": "open", "topic": "a", "date": "2017-03-10"},
            {"kind": "open", "topic": "b", "date": "2017-03-20"},
        ]
    )
    measure = made(kind="longest_gap", table="activities", by=["kind", "topic"])
    assert values(measure, tables, during=MARCH)["甲"] == 21


@given(
    st.lists(
        st.tuples(st.sampled_from("甲乙"), st.sampled_from(["a", "b"]), st.integers(1, 31)),
        max_size=15,
    ),
    st.booleans(),
)
def test_values_are_those_of_looking_at_every_day(rows, by_column):
    tables = lists(
        updates=[
            {"unit": unit, "column": column, "date": f"2017-03-{one:02d}"}
            for unit, column, one in rows
        ]
    )

    def longest(days):
        if not days:
            return 31
        stops = sorted({1, 31, *days})
        return max(b - a for a, b in pairwise(stops))

    found = values(gap(by=["column"] if by_column else []), tables, during=MARCH)
    for unit in "甲乙丙":
        mine = [(column, one) for own, column, one in rows if own == unit]
        keys = {column for column, _ in mine} if by_column else {"all"}
        parts = [[one for column, one in mine if column == key or not by_column] for key in keys]
        assert found[unit] == max([longest(part) for part in parts], default=31)


def test_the_whole_year():
    found = evaluate(gap(), context(lists(updates=[]), during=YEAR))
    assert found["value"].to_list() == [(YEAR.end - day("2016-12-31")).days] * 3

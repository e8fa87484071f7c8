"""Types that only other engines have, and the way round memory: the same values as pandas."""

from datetime import date
from decimal import Decimal

import pytest

from gkeval.errors import InputError
from gkeval.measures import stretches as module
from gkeval.measures.evaluate import evaluate, items
from tests.measures.lab import context, lists, made, period, row, share_within, values

MARCH = period("2017-03-01", "2017-03-31")
UPDATES = lists(
    updates=[
        {"column": "c1", "date": "2017-03-05"},
        {"column": "c1", "date": "2017-03-05"},
        {"column": "c1", "date": "2017-03-20"},
        {"column": "c2", "date": "2017-03-28"},
        {"unit": "乙", "column": "c1", "date": "2017-03-16"},
        {"unit": "丙", "column": "c1", "date": None},
    ]
)


@pytest.mark.parametrize("by", [{}, {"by": ["column"]}])
@pytest.mark.parametrize("engine", ["polars", "duckdb", "crowded"])
def test_the_longest_gap_is_the_same_on_every_engine(monkeypatch, by, engine):
    measure = made(kind="longest_gap", table="updates", **by)
    expected = values(measure, UPDATES, during=MARCH)
    # 甲: 20 to 31 over all columns is 8 days to the 28th, 15 from the 5th; c2 alone 27 from the 1st
    assert expected == {"甲": 27 if by else 15, "乙": 15, "丙": 31}
    if engine == "crowded":  # as with more keys than there are numbers for
        monkeypatch.setattr(module, "_MOST", 0)
        tables = UPDATES
    elif engine == "polars":
        tables = {"updates": pytest.importorskip("polars").from_pandas(UPDATES["updates"])}
    else:
        frame = UPDATES["updates"]
        tables = {"updates": pytest.importorskip("duckdb").from_df(frame)}
    assert values(measure, tables, during=MARCH) == expected


def test_days_and_numbers_in_the_types_of_polars():
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame(
        {
            "unit": ["甲", "甲", "乙"],
            "record": ["1", "2", "3"],
            "item": ["spend", "spend", "spend"],
            "period": ["2017", "2018", "2017"],
            "value": [Decimal("1.5"), Decimal("2.0"), Decimal("0.25")],
        }
    )
    measure = made(kind="statistic", plus=["spend"], at="2017")
    assert values(measure, {"statistics": frame}) == {"甲": 1.5, "乙": 0.25, "丙": "not_assessed"}
    narrow = frame.with_columns(pl.col("value").cast(pl.Float32))
    assert values(measure, {"statistics": narrow})["乙"] == 0.25
    dated = pl.DataFrame(
        {"unit": ["甲", "甲"], "record": ["1", "2"], "kind": ["a", "a"],
         "published": [date(2017, 5, 1), date(2018, 5, 1)]}
    )  # fmt: skip
    assert values(made(kind="count", table="documents"), {"documents": dated})["甲"] == 1


def test_a_column_of_lists_is_no_number():
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame(
        {"unit": ["甲"], "record": ["1"], "kind": [["a", "b"]], "published": [date(2017, 5, 1)]}
    )
    measure = made(kind="count", table="documents", where={"kind": "a"})
    with pytest.raises(InputError, match=r"found a column of type List\(String\); allowed: text"):
        values(measure, {"documents": frame})


def test_a_gap_without_any_dated_record_is_the_whole_period():
    none = lists(updates=[{"column": "c1", "date": None}])
    found = row(made(kind="longest_gap", table="updates"), none, during=MARCH)
    assert (found["value"], found["n"]) == (31, 0)


def test_hours_count_from_whenever_they_began_where_the_scheme_says_any():
    requests = lists(
        requests=[
            {"received": "2016-12-01 09:00", "answered": "2016-12-01 10:00"},
            {"received": "2017-06-01 09:00", "answered": "2017-06-02 10:00"},
        ]
    )

    def told(**more):
        within = share_within("requests", "received", "answered", at_most=2, unit="hours", **more)
        return row(within, requests)

    inside, ever = told(), told(during="any")
    assert (inside["numerator"], inside["denominator"]) == (0, 1)
    assert (ever["numerator"], ever["denominator"]) == (1, 2)


def test_where_no_item_starts_there_is_none_to_be_in_time():
    documents = lists(documents=[{"kind": "rule", "issued": None, "published": "2017-05-01"}])
    found = row(share_within(at_most=20, when_empty="full"), documents)
    assert (found["value"], found["denominator"]) == (1, 0)


def test_items_of_a_table_that_was_not_supplied_are_none():
    tally = made(kind="tally", table="checks", by="item", points={"late": 1})
    found = items(tally, context({}), "i")
    assert found.empty
    assert found.columns.to_list() == ["unit", "record", "evidence", "base", "counted", "why"]
    assert evaluate(tally, context({}), "i")["state"].unique().tolist() == ["not_assessed"]

"""Staleness at the check date, with a look-back."""

import pytest

from gkeval.measures.evaluate import items
from tests.measures.lab import context, lists, made, row, values, why


def fresh(at_most=14, **more):
    return made(
        kind="staleness", table="columns", at_most=at_most, when_empty="not_applicable", **more
    )


def columns(*rows):
    return lists(columns=[{"site": "s", "path": "p"} | one for one in rows])


@pytest.mark.parametrize(
    ("updated", "checked", "expected"),
    [
        ("2017-11-01", "2017-11-15", "fresh"),
        ("2017-11-01", "2017-11-16", "stale"),
        ("2017-11-15", "2017-11-15", "fresh"),
        ("2017-11-16", "2017-11-15", "updated_after_check"),
        (None, "2017-11-15", "undated"),
        ("2017-12-17", None, "fresh"),  # the period ends on 31 December
        ("2017-12-16", None, "stale"),
    ],
)
def test_a_look_back_of_two_weeks(updated, checked, expected):
    tables = columns({"last_update": updated, "checked": checked})
    assert why(fresh(), tables) == [expected]
    assert values(fresh(), tables)["甲"] == (expected == "fresh")


def test_without_a_check_date_the_end_of_the_period_holds():
    tables = columns({"last_update": "2017-12-20", "checked": "2018-06-01"})
    assert why(fresh(), tables) == ["stale"]
    assert why(fresh(checked=None), tables) == ["fresh"]


def test_every_column_with_an_interval_of_its_own():
    tables = columns(
        {"last_update": "2017-10-15", "checked": "2017-11-15", "interval_days": 31},
        {"last_update": "2017-10-15", "checked": "2017-11-15", "interval_days": 30},
        {"last_update": "2017-10-15", "checked": "2017-11-15", "interval_days": None},
        {"unit": "乙", "last_update": "2017-10-15", "interval_days": None},
    )
    measure = fresh("interval_days")
    assert why(measure, tables) == ["fresh", "stale", "no_limit", "no_limit"]
    said = {"value": 0.5, "numerator": 1, "denominator": 2, "n": 2, "state": "scored"}
    assert row(measure, tables) == said
    assert values(measure, tables)["乙"] == "not_applicable"


def test_an_explanation_page_where_it_is_accepted():
    tables = columns(
        {"last_update": None, "explained": True},
        {"last_update": None, "explained": False},
        {"last_update": None, "explained": None},
    )
    assert values(fresh(), tables)["甲"] == 0
    assert why(fresh(explained=True), tables) == ["explained", "undated", "undated"]
    assert row(fresh(explained=True), tables)["numerator"] == 1


def test_the_lag_crosses_years_and_leap_days():
    tables = columns({"last_update": "2015-12-31", "checked": "2017-03-01"})
    assert items(fresh(), context(tables))["lag"].to_list() == [366 + 60]


def test_nothing_dated_at_all():
    assert why(fresh(), columns({"kind": "news"})) == ["undated"]

"""First date, as days since 1970-01-01."""

from gkeval.measures.evaluate import items
from tests.measures.lab import context, lists, made, row, values, why

RULES = lists(
    documents=[
        {"kind": "rule", "published": "2017-05-01"},
        {"kind": "rule", "published": "2016-12-31"},
        {"kind": "rule", "published": "2016-12-31"},
        {"kind": "rule", "published": None},
        {"kind": "plan", "published": "2015-01-01"},
        {"unit": "乙", "kind": "rule", "published": None},
    ]
)


def first(**more):
    return made(kind="first_date", table="documents", where={"kind": "rule"}, **more)


def test_the_first_day_of_any_year():
    said = {"value": 17166, "numerator": None, "denominator": None, "n": 3, "state": "scored"}
    assert row(first(), RULES) == said  # 2016-12-31
    assert row(first(during="period"), RULES)["value"] == 17287  # 2017-05-01


def test_no_date_is_scored_without_a_value():
    said = {"value": None, "numerator": None, "denominator": None, "n": 0, "state": "scored"}
    assert row(first(), RULES, unit="乙") == said
    assert row(first(), RULES, unit="丙") == said
    assert set(values(first(), {}).values()) == {"not_assessed"}


def test_the_first_record_counts():
    found = items(first(), context(RULES)).set_index("record")
    assert found.loc["002", ["counted", "why"]].to_list() == [True, "first"]
    assert found.loc["003", ["counted", "why"]].to_list() == [False, "later"]
    assert found.loc["004", ["base", "why"]].to_list() == [False, "no_date"]


def test_a_moment_gives_its_day():
    tables = lists(incidents=[{"kind": "x", "occurred": "1970-01-02 23:59"}])
    assert values(made(kind="first_date", table="incidents"), tables)["甲"] == 1


def test_another_date_and_an_earlier_end():
    tables = lists(documents=[{"kind": "rule", "issued": "2018-01-01"}])
    assert row(first(date="issued"), tables)["value"] == 17532
    assert why(first(date="issued", during="until_end"), tables) == ["outside_period"]

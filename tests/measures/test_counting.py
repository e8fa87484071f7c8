"""Count and distinct."""

from gkeval.measures.evaluate import items
from tests.measures.lab import context, lists, made, period, row, values, why

MEETINGS = lists(
    activities=[
        {"kind": "meeting", "date": "2016-12-31"},
        {"kind": "meeting", "date": "2017-01-01"},
        {"kind": "meeting", "date": "2017-12-31"},
        {"kind": "meeting", "date": "2018-01-01"},
        {"kind": "meeting", "date": None},
        {"kind": "training", "date": "2017-05-01"},
        {"unit": "乙", "kind": "training", "date": "2017-05-01"},
    ]
)


def meetings(**more):
    return made(kind="count", table="activities", where={"kind": "meeting"}, **more)


def test_the_period_includes_its_first_and_last_day():
    assert values(meetings(), MEETINGS) == {"甲": 2, "乙": 0, "丙": 0}
    assert why(meetings(), MEETINGS) == [
        "outside_period",
        "counted",
        "counted",
        "outside_period",
        "no_date",
    ]


def test_during_and_period_of_the_measure():
    assert values(meetings(during="until_end"), MEETINGS)["甲"] == 3
    assert values(meetings(during="any"), MEETINGS)["甲"] == 5
    own = meetings(period={"from": "2016-12-01", "to": "2017-01-01"})
    assert values(own, MEETINGS)["甲"] == 2


def test_a_time_on_the_last_day_lies_in_the_period():
    tables = lists(incidents=[{"kind": "leak", "occurred": "2017-12-31 23:59:59"}])
    assert values(made(kind="count", table="incidents"), tables)["甲"] == 1


def test_another_date_decides_when_it_is_named():
    tables = lists(documents=[{"kind": "rule", "issued": "2017-12-30", "published": "2018-01-05"}])
    assert values(made(kind="count", table="documents"), tables)["甲"] == 0
    assert values(made(kind="count", table="documents", date="issued"), tables)["甲"] == 1


def test_registers_count_whatever_the_date():
    tables = lists(
        entries=[{"catalogue": "c", "item": "x", "published": None}],
        columns=[{"site": "s", "path": "p", "checked": "2019-01-01"}],
    )
    assert values(made(kind="count", table="entries"), tables)["甲"] == 1
    assert values(made(kind="count", table="columns"), tables)["甲"] == 1


def test_no_table_is_not_the_same_as_no_rows():
    assert set(values(meetings(), {}).values()) == {"not_assessed"}
    assert set(values(meetings(), lists(activities=[])).values()) == {0}


def test_what_is_said_of_a_unit():
    said = {"value": 2, "numerator": 2, "denominator": None, "n": 2, "state": "scored"}
    assert row(meetings(), MEETINGS) == said
    said = {"value": 0, "numerator": 0, "denominator": None, "n": 0, "state": "scored"}
    assert row(meetings(), MEETINGS, unit="丙") == said


def test_records_of_other_units_are_left_aside():
    assert values(meetings(), MEETINGS, units="丙 乙") == {"丙": 0, "乙": 0}
    assert items(meetings(), context(MEETINGS, units="丙 乙")).empty


SPEECHES = lists(
    interpretations=[
        {"post": "局长", "policy": "p1", "event": "e1", "published": "2017-03-02"},
        {"post": "局长", "policy": "p1", "event": "e1", "published": "2017-03-01"},
        {"post": "局长", "policy": "p2", "event": "e1", "published": "2017-03-02"},
        {"post": None, "policy": "p2", "event": "e1", "published": "2017-03-02"},
        {"post": "局长", "policy": "p3", "event": "e3", "published": "2018-03-02"},
        {"unit": "乙", "post": "局长", "policy": "p1", "event": "e1", "published": "2017-03-02"},
    ]
)
DIFFERENT = made(kind="distinct", table="interpretations", of=["post", "policy", "event"])


def test_reprints_count_once_and_rows_without_a_key_nowhere():
    assert values(DIFFERENT, SPEECHES) == {"甲": 2, "乙": 1, "丙": 0}
    assert row(DIFFERENT, SPEECHES)["n"] == 3


def test_the_first_of_equal_records_is_the_one_that_counts():
    found = items(DIFFERENT, context(SPEECHES)).set_index("record")
    assert found.loc["002", "why"] == "counted"
    assert found.loc["001", ["counted", "base", "why"]].to_list() == [False, True, "duplicate"]
    assert found.loc["004", ["base", "why"]].to_list() == [False, "no_key"]
    assert found.loc["005", "why"] == "outside_period"


def test_a_key_column_that_no_record_has():
    tables = lists(interpretations=[{"published": "2017-03-02"}])
    assert values(DIFFERENT, tables)["甲"] == 0
    assert why(DIFFERENT, tables) == ["no_key"]


def test_distinct_over_a_linked_column():
    tables = lists(
        documents=[{"record": "d1", "kind": "rule"}, {"record": "d2", "kind": "rule"}],
        interpretations=[
            {"document": "d1", "published": "2017-03-02"},
            {"document": "d2", "published": "2017-03-02"},
        ],
    )
    measure = made(kind="distinct", table="interpretations", of=["documents.kind"])
    assert values(measure, tables)["甲"] == 1
    assert why(measure, tables) == ["counted", "duplicate"]


def test_period_of_one_day():
    assert values(meetings(), MEETINGS, during=period("2017-01-01", "2017-01-01"))["甲"] == 1

"""Coverage of required elements, in each record and in all together."""

from gkeval.measures.evaluate import items
from tests.measures.lab import context, lists, made, row, values, why

TEXTS = lists(
    interpretations=[
        {"published": "2017-03-01", "elements": "背景;依据;范围"},
        {"published": "2017-03-02", "elements": " 背景 ; 范围说明"},
        {"published": "2017-03-03", "elements": None},
        {"published": "2018-03-03", "elements": "背景;依据;范围"},
        {"unit": "乙", "published": "2017-03-01", "elements": "其他"},
    ]
)


def covered(over="each", **more):
    spec = {"elements": ["背景", "依据", "范围"], "when_empty": "not_assessed"} | more
    return made(kind="coverage", table="interpretations", over=over, **spec)


def test_each_record_is_asked_for_every_element():
    said = {"value": 4 / 9, "numerator": 4, "denominator": 9, "n": 3, "state": "scored"}
    assert row(covered(), TEXTS) == said
    assert values(covered(), TEXTS) == {"甲": 4 / 9, "乙": 0, "丙": "not_assessed"}


def test_what_each_record_lacks():
    found = items(covered(), context(TEXTS), units=["甲"])
    assert found["why"].to_list() == [
        "complete",
        "missing_element:依据;范围",
        "missing_element:背景;依据;范围",
        "outside_period",
    ]
    assert found["numerator"].to_list() == [3, 1, 0, 0]
    assert found["denominator"].to_list() == [3, 3, 3, 0]


def test_all_records_together():
    said = {"value": 1, "numerator": 3, "denominator": 3, "n": 3, "state": "scored"}
    assert row(covered("all"), TEXTS) == said
    assert why(covered("all"), TEXTS) == [
        "has_element:背景;依据;范围",
        "has_element:背景",
        "no_element",
        "outside_period",
        "no_element",
    ]


def test_weights():
    weighted = covered(weights={"背景": 3})
    assert (row(weighted, TEXTS)["numerator"], row(weighted, TEXTS)["denominator"]) == (8, 15)
    tables = lists(interpretations=[{"published": "2017-03-02", "elements": "依据"}])
    assert values(covered("all", weights={"背景": 3}), tables)["甲"] == 1 / 5


def test_an_element_is_matched_whole_and_literally():
    tables = lists(
        interpretations=[
            {"published": "2017-03-01", "elements": "a.c;b+"},
            {"published": "2017-03-02", "elements": "abc;bb"},
            {"published": "2017-03-03", "elements": "x a.c、b+ "},
        ]
    )
    measure = covered(elements=["a.c", "b+"])
    assert why(measure, tables) == [
        "complete",
        "missing_element:a.c;b+",
        "missing_element:a.c",
    ]


def test_a_column_of_lists_that_no_record_has():
    tables = lists(interpretations=[{"published": "2017-03-01"}])
    assert values(covered(), tables)["甲"] == 0
    assert values(covered("all"), tables)["甲"] == 0

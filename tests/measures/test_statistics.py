"""Statistics and changes: sums, quotients, contradictions, exactness."""

import numpy as np
import pytest

from gkeval.errors import InputError
from gkeval.measures.evaluate import items
from gkeval.measures.reasons import REASONS
from tests.measures.lab import context, lists, made, row, values, why


def reported(*rows, unit="甲"):
    names = ("item", "part", "period", "value")
    return [{"unit": unit} | dict(zip(names, one, strict=True)) for one in rows]


YEARS = lists(
    statistics=[
        *reported(
            ("new", "natural", "2016", 8),
            ("new", "legal", "2016", 2),
            ("new", "natural", "2017", 10),
            ("new", "legal", "2017", 5),
            ("late", "natural", "2017", 3),
            ("late", "legal", "2017", 0),
        ),
        *reported(("new", "natural", "2017", 4), unit="乙"),
    ]
)


def statistic(**more):
    return made(kind="statistic", **more)


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ({"plus": ["new"]}, 25),
        ({"plus": ["new"], "at": "2017"}, 15),
        ({"plus": ["new"], "at": "2017", "part": "legal"}, 5),
        ({"plus": ["new", "late"], "at": "2017"}, 18),
        ({"plus": ["new"], "minus": ["late"], "at": "2017"}, 12),
        ({"plus": ["late"], "over": ["new"], "at": "2017"}, 0.2),
        ({"plus": ["new"], "minus": ["late"], "over": ["new"], "at": "2017"}, 0.8),
    ],
)
def test_sums_and_quotients(measure, value):
    assert values(statistic(**measure), YEARS)["甲"] == value


def test_numerator_and_denominator_of_a_quotient():
    said = row(statistic(plus=["late"], over=["new"], at="2017"), YEARS)
    assert (said["numerator"], said["denominator"], said["n"]) == (3, 15, 4)


def test_an_item_that_was_not_reported():
    measure = statistic(plus=["late"], over=["new"], at="2017", when_empty="zero")
    assert values(measure, YEARS) == {"甲": 0.2, "乙": "not_assessed", "丙": "not_assessed"}
    assert values(statistic(plus=["new"], at="2017"), YEARS)["乙"] == 4


@pytest.mark.parametrize(
    ("when_empty", "expected"),
    [("full", 1), ("zero", 0), ("not_applicable", "not_applicable")],
)
def test_a_quotient_of_nothing(when_empty, expected):
    tables = lists(statistics=reported(("a", None, "2017", 0), ("b", None, "2017", 0)))
    measure = statistic(plus=["a"], over=["b"], when_empty=when_empty)
    assert values(measure, tables)["甲"] == expected
    assert values(statistic(plus=["a"], over=["b"]), tables)["甲"] == "not_assessed"


def test_the_same_number_twice_is_taken_once():
    tables = lists(
        statistics=reported(("a", None, "2017", 7), ("a", None, "2017", 7), ("a", "x", "2017", 1))
    )
    assert values(statistic(plus=["a"]), tables)["甲"] == 8
    assert why(statistic(plus=["a"]), tables) == ["added", "repeated", "added"]


def test_different_numbers_for_one_cell_are_refused():
    tables = lists(
        statistics=reported(("a", "p", "2017", 7), ("a", "p", "2017", 8.5), ("b", None, "2017", 1))
    )
    with pytest.raises(InputError) as caught:
        values(statistic(plus=["a"]), tables)
    (problem,) = caught.value.problems
    assert (problem.code, problem.unit) == ("contradiction", "甲")
    assert problem.found == "7 and 8.5 for a, p, 2017"
    assert values(statistic(plus=["b"]), tables)["甲"] == 1
    assert values(statistic(plus=["a"]), tables, units="乙") == {"乙": "not_assessed"}


def test_decimals_add_up_exactly():
    tables = lists(
        statistics=[
            *reported(*(("a", str(part), "2017", 0.1) for part in range(3))),
            *reported(("b", None, "2017", 0.3)),
            *reported(("a", None, "2017", 3), ("b", None, "2017", 1), unit="乙"),
        ]
    )
    measure = statistic(plus=["a"], minus=["b"])
    assert values(measure, tables) == {"甲": 0, "乙": 2, "丙": "not_assessed"}
    quotient = statistic(plus=["a"], over=["b"])
    assert values(quotient, tables)["甲"] == 1
    assert row(statistic(plus=["b"], over=["a"]), tables, unit="乙")["numerator"] == 1
    assert row(quotient, tables)["numerator"] is None


def test_numbers_with_many_decimals_or_digits_are_added_as_they_are():
    tables = lists(
        statistics=[
            *reported(("a", "1", "2017", 1 / 3), ("a", "2", "2017", 1 / 3)),
            *reported(("a", "1", "2017", 1e17), ("a", "2", "2017", 1e17), unit="乙"),
        ]
    )
    assert values(statistic(plus=["a"]), tables) == {"甲": 2 / 3, "乙": 2e17, "丙": "not_assessed"}
    assert row(statistic(plus=["a"]), tables)["numerator"] is None


def test_roles_of_items():
    measure = statistic(plus=["a"], minus=["b"], over=["a", "b", "c"])
    tables = lists(statistics=reported(*((item, None, "2017", 2) for item in "abcd")))
    codes = why(measure, tables)
    assert codes == ["added_divisor", "subtracted_divisor", "divisor"]
    assert set(codes) <= set(REASONS)


def change(**more):
    return made(kind="change", item="new", before="2016", now="2017", **more)


def test_change_from_year_to_year():
    assert values(change(), YEARS) == {"甲": 0.5, "乙": "not_assessed", "丙": "not_assessed"}
    assert values(change(**{"as": "difference"}), YEARS)["甲"] == 5
    assert values(change(part="legal"), YEARS)["甲"] == 1.5
    said = row(change(), YEARS)
    assert (said["numerator"], said["denominator"], said["n"]) == (5, 10, 4)
    found = items(change(), context(YEARS), units=["甲"])
    assert found["why"].to_list() == ["before", "before", "now", "now"]


def test_change_from_nothing():
    tables = lists(statistics=reported(("new", None, "2016", 0), ("new", None, "2017", 5)))
    assert values(change(), tables)["甲"] == "not_assessed"
    assert values(change(when_empty="full"), tables)["甲"] == 1
    assert values(change(**{"as": "difference"}), tables)["甲"] == 5


def test_a_missing_number_was_not_reported():
    tables = lists(statistics=reported(("new", None, "2016", 1), ("new", None, "2017", np.nan)))
    assert values(change(), tables)["甲"] == "not_assessed"


def test_no_table_and_no_part_column():
    assert set(values(change(), {}).values()) == {"not_assessed"}
    tables = {"statistics": YEARS["statistics"].drop(columns="part").iloc[[0, 2]]}
    assert values(change(), tables)["甲"] == 0.25
    assert values(change(part="legal"), tables)["甲"] == "not_assessed"

"""Share, counted and weighted."""

import pytest

from gkeval.errors import InputError
from gkeval.measures.evaluate import items
from tests.measures.lab import context, lists, made, row, values, why

ATTRIBUTED = lists(
    documents=[
        {"kind": "rule", "attribute": "public", "published": "2017-02-01"},
        {"kind": "rule", "attribute": None, "published": "2017-02-01"},
        {"kind": "rule", "attribute": "not_public", "published": "2017-02-01"},
        {"kind": "rule", "attribute": "public", "published": "2018-02-01"},
        {"kind": "plan", "attribute": "public", "published": "2017-02-01"},
    ]
)


def attributed(when_empty="zero", **more):
    hit = {"attribute": {"known": "true"}}
    where = {"kind": "rule"}
    return made(
        kind="share", table="documents", where=where, hit=hit, when_empty=when_empty, **more
    )


def test_a_share_and_what_is_said_of_it():
    said = {"value": 2 / 3, "numerator": 2, "denominator": 3, "n": 3, "state": "scored"}
    assert row(attributed(), ATTRIBUTED) == said
    assert why(attributed(), ATTRIBUTED) == ["met", "not_met", "met", "outside_period"]


@pytest.mark.parametrize(
    ("when_empty", "expected"),
    [
        ("full", 1),
        ("zero", 0),
        ("not_applicable", "not_applicable"),
        ("not_assessed", "not_assessed"),
    ],
)
def test_a_share_of_nothing(when_empty, expected):
    assert values(attributed(when_empty), ATTRIBUTED)["乙"] == expected
    said = row(attributed(when_empty), ATTRIBUTED, unit="乙")
    assert (said["numerator"], said["denominator"], said["n"]) == (0, 0, 0)


WEIGHTED = lists(
    checks=[
        {"kind": "link", "passed": True, "found": 3, "checked": "2017-05-01"},
        {"kind": "link", "passed": False, "found": 1, "checked": "2017-05-01"},
        {"kind": "link", "passed": True, "found": None, "checked": "2017-05-01"},
        {"kind": "link", "passed": None, "found": 2, "checked": "2017-05-01"},
        {"unit": "乙", "kind": "link", "passed": True, "found": 0, "checked": "2017-05-01"},
    ]
)
PASSED = made(
    kind="share",
    table="checks",
    hit={"passed": "true"},
    weight="found",
    when_empty="not_applicable",
)


def test_weights_are_summed_and_rows_without_one_left_out():
    said = {"value": 0.5, "numerator": 3, "denominator": 6, "n": 3, "state": "scored"}
    assert row(PASSED, WEIGHTED) == said
    found = items(PASSED, context(WEIGHTED), units=["甲"])
    assert found["why"].to_list() == ["met", "not_met", "no_weight", "not_met"]
    assert found["numerator"].to_list() == [3, 0, 0, 0]
    assert found["denominator"].to_list() == [3, 1, 0, 2]


def test_only_weights_of_nothing_are_nothing():
    assert values(PASSED, WEIGHTED)["乙"] == "not_applicable"


def test_weights_in_an_extra_column_of_text():
    tables = {"checks": WEIGHTED["checks"].assign(cases=["3", "1", None, " 2", "0"])}
    tables["checks"] = tables["checks"].astype({"cases": "str"})
    assert row(PASSED.model_copy(update={"weight": "cases"}), tables)["value"] == 0.5


@pytest.mark.parametrize("weight", ["-1", "0.5"])
def test_weights_are_whole_numbers_from_0(weight):
    tables = {"checks": WEIGHTED["checks"].assign(cases=weight).astype({"cases": "str"})}
    with pytest.raises(InputError) as caught:
        values(PASSED.model_copy(update={"weight": "cases"}), tables)
    (problem,) = caught.value.problems
    assert (problem.code, problem.table, problem.column) == ("wrong_weight", "checks", "cases")
    assert problem.found == weight


def test_a_weight_that_is_no_number():
    tables = {"checks": WEIGHTED["checks"].assign(cases="many").astype({"cases": "str"})}
    with pytest.raises(InputError, match="'many'"):
        values(PASSED.model_copy(update={"weight": "cases"}), tables)

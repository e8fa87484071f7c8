"""Conditions: every test on every type of column, missing cells, refusals."""

import pytest

from gkeval.errors import InputError
from gkeval.measures.evaluate import items
from tests.measures.lab import context, lists, made, values

CHECKS = lists(
    checks=[
        {"kind": "link", "item": "首页", "found": 0, "passed": True, "checked": "2017-03-01"},
        {"kind": "link", "item": None, "found": 3, "passed": False, "checked": "2017-03-02"},
        {"kind": "search", "item": "a.b", "found": None, "passed": None, "checked": "2017-03-03"},
    ]
)
EXTRA = {
    "checks": CHECKS["checks"]
    .assign(pages=["2", " 10 ", None], seen=["2017-01-05", None, "2017-12-31"], tags="x;y")
    .astype({"pages": "str", "seen": "str", "tags": "str"})
}


def chosen(where, tables=CHECKS):
    """The records that meet the conditions, by their last digit."""
    measure = made(kind="count", table="checks", where=where, during="any")
    return [record[-1] for record in items(measure, context(tables))["record"]]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, "123"),
        ({"kind": "link"}, "12"),
        ({"kind": ["link", "search"]}, "123"),
        ({"kind": ["call"]}, ""),
        ({"kind": "link", "item": "首页"}, "1"),
        ({"item": "a.b"}, "3"),
        ({"item": {"not": "首页"}}, "23"),  # a missing cell is not 首页
        ({"item": {"known": "true"}}, "13"),
        ({"item": {"known": "false"}}, "2"),
        ({"item": {"in": ["首页", "x"]}}, "1"),
        ({"found": "3"}, "2"),
        ({"found": "0"}, "1"),
        ({"found": {"at_least": "0"}}, "12"),
        ({"found": {"at_least": "1", "at_most": "3"}}, "2"),
        ({"found": {"not": "3"}}, "13"),
        ({"found": ["0", "3"]}, "12"),
        ({"passed": "true"}, "1"),
        ({"passed": "false"}, "2"),
        ({"passed": ["true", "false"]}, "12"),
        ({"passed": {"not": "true"}}, "23"),
        ({"checked": "2017-03-02"}, "2"),
        ({"checked": {"at_least": "2017-03-02"}}, "23"),
        ({"checked": {"at_most": "2017-03-02"}}, "12"),
        ({"checked": {"not": "2017-03-02"}}, "13"),
        ({"units.group": "county"}, "123"),
        ({"units.group": "city"}, ""),
        # declared, but these records do not have it
        ({"elements": {"has": "x"}}, ""),
        ({"elements": {"known": "false"}}, "123"),
    ],
)
def test_conditions(where, expected):
    assert "".join(chosen(where)) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"pages": {"at_least": "3"}}, "2"),  # as numbers: 10 is more than 3
        ({"pages": {"at_most": "2.5"}}, "1"),
        ({"pages": "2"}, "1"),  # as text
        ({"pages": "2.0"}, ""),
        ({"seen": {"at_least": "2017-01-06"}}, "3"),
        ({"seen": {"at_most": "2017-12-31"}}, "13"),
        ({"tags": {"has": "y"}}, "123"),
    ],
)
def test_columns_of_the_records_own(where, expected):
    assert "".join(chosen(where, EXTRA)) == expected


def test_own_columns_that_are_typed():
    typed = {"checks": CHECKS["checks"].assign(pages=[1, 2, 3], fine=[True, False, True])}
    assert chosen({"pages": "2"}, typed) == ["2"]
    assert chosen({"fine": "true", "pages": {"at_least": "2"}}, typed) == ["3"]


def test_times_within_a_day():
    tables = lists(
        incidents=[
            {"kind": "x", "occurred": "2017-03-01 00:00"},
            {"kind": "x", "occurred": "2017-03-01 23:59:59"},
            {"kind": "x", "occurred": "2017-03-02 00:00"},
        ]
    )

    def counted(condition):
        where = {"occurred": condition}
        return values(made(kind="count", table="incidents", where=where), tables)["甲"]

    assert counted("2017-03-01") == 2
    assert counted({"at_most": "2017-03-01"}) == 2
    assert counted({"at_least": "2017-03-01T23:59"}) == 2
    assert counted("2017-03-01 23:59:59") == 1


@pytest.mark.parametrize(
    ("where", "code", "column"),
    [
        ({"found": "many"}, "not_a_number", "found"),
        ({"passed": "yes"}, "not_true_or_false", "passed"),
        ({"checked": "2017-02-30"}, "not_a_date", "checked"),
        ({"checked": {"at_least": "March"}}, "not_a_date", "checked"),
        ({"passed": {"at_least": "1"}}, "unfit_condition", "passed"),
        ({"found": {"has": "1"}}, "unfit_condition", "found"),
        ({"elements": "x"}, "unfit_condition", "elements"),
        ({"pages": {"at_least": "few"}}, "not_a_number", "pages"),
    ],
)
def test_conditions_that_do_not_fit_their_column(where, code, column):
    with pytest.raises(InputError) as caught:
        chosen(where, EXTRA)
    (problem,) = caught.value.problems
    assert (problem.code, problem.table, problem.column) == (code, "checks", column)
    assert problem.remedy


def test_codes_are_checked_against_their_list():
    tables = lists(requests=[{"received": "2017-03-01", "channel": "fax"}])
    measure = made(kind="count", table="requests", where={"channel": "fex"})
    with pytest.raises(InputError, match="fax"):
        values(measure, tables)


def test_every_fault_of_a_measure_is_said_at_once():
    with pytest.raises(InputError) as caught:
        chosen({"found": "x", "passed": "y"})
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("cells", "where", "found"),
    [
        (["2", "3,5"], {"at_least": "1"}, "'3,5'"),
        (["many", "2"], {"at_most": "1"}, "'many'"),
        (["2017-01-01", "2017-13-01"], {"at_least": "2017-01-01"}, "'2017-13-01'"),
        (["2016-02-29", "2017-02-29"], {"at_least": "2017-01-01"}, "'2017-02-29'"),
    ],
)
def test_text_that_is_no_number_or_day_is_never_passed_over(cells, where, found):
    pages = CHECKS["checks"].assign(pages=[*cells, None]).astype({"pages": "str"})
    with pytest.raises(InputError) as caught:
        chosen({"pages": where}, {"checks": pages})
    (problem,) = caught.value.problems
    assert (problem.code, problem.found) == ("wrong_type", found)

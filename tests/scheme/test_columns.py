"""Measures name columns, codes and dates that the record tables have."""

from typing import Any

import pytest

from gkeval.measures.kinds import KINDS, Staleness
from gkeval.scheme.columns import columns_used
from tests.scheme.builders import counted
from tests.scheme.test_checks import codes, faults

RULE = {"kind": "at_least", "target": 1}
PROPORTION = {"kind": "proportion"}


def found(measure: dict[str, Any]) -> list[tuple[str, tuple[Any, ...]]]:
    rule = RULE if measure.get("kind", "count") in ("count", "distinct") else PROPORTION
    return [(code, path[3:]) for code, path in codes(counted(rule, **measure))]


@pytest.mark.parametrize(
    ("measure", "path"),
    [
        ({"where": {"tpic": "x"}}, ("where", "tpic")),
        ({"date": "dat"}, ("date",)),
        ({"kind": "distinct", "of": ["topic", "pst"]}, ("of", 1)),
        ({"kind": "longest_gap", "by": ["kinds"]}, ("by", 0)),
        ({"where": {"units.grp": "x"}}, ("where", "units.grp")),
    ],
)
def test_an_undeclared_column_is_a_warning(measure: dict[str, Any], path: tuple[Any, ...]):
    rule = PROPORTION if measure.get("kind") == "longest_gap" else RULE
    (fault,) = faults(counted(rule, **measure))
    assert (fault.code, fault.severity) == ("undeclared_column", "warning")
    assert fault.path[3:] == path


def test_the_nearest_declared_column_is_the_remedy():
    (fault,) = faults(counted(RULE, where={"tpic": "x"}))
    assert fault.remedy == "write topic, if that is meant"
    (fault,) = faults(counted(RULE, where={"own_column": "x"}))
    assert fault.remedy == "keep it if your records have this column of their own"


def test_columns_of_linked_tables_are_known_in_both_directions():
    there = {"table": "interpretations", "where": {"documents.kind": "policy"}}
    back = {"table": "documents", "where": {"interpretations.published": {"known": "true"}}}
    assert found(there) == found(back) == []


@pytest.mark.parametrize(
    "name", ["requests.answered", "activities.topic", "nowhere.kind", "documents.kind.more"]
)
def test_columns_of_other_tables_are_refused(name: str):
    assert found({"where": {name: "x"}}) == [("unlinked_table", ("where", name))]


@pytest.mark.parametrize(
    ("measure", "path"),
    [
        ({"date": "topic"}, ("date",)),
        (
            {"kind": "share", "hit": {"open": "true"}, "weight": "topic", "when_empty": "zero"},
            ("weight",),
        ),
        (
            {
                "kind": "share_within",
                "table": "documents",
                "start": "issued",
                "end": "title",
                "at_most": 5,
                "when_empty": "zero",
            },
            ("end",),
        ),
        (
            {
                "kind": "coverage",
                "table": "documents",
                "elements": ["主体"],
                "column": "title",
                "when_empty": "zero",
            },
            ("column",),
        ),
    ],
)
def test_columns_have_the_kind_that_is_needed(measure: dict[str, Any], path: tuple[Any, ...]):
    assert found(measure) == [("wrong_column", path)]


def test_hours_need_times():
    lag = {"kind": "share_within", "at_most": 48, "unit": "hours", "when_empty": "zero"}
    times = {"table": "incidents", "start": "occurred", "end": "responded"}
    days = {"table": "documents", "start": "issued", "end": "published"}
    assert found(lag | times) == []
    assert found(lag | days) == [("wrong_column", ("start",)), ("wrong_column", ("end",))]


@pytest.mark.parametrize(
    ("column", "condition", "code", "below"),
    [
        ("author_role", "principal", None, ()),
        ("author_role", ["principal", "chief"], "unknown_code", (1,)),
        ("author_role", {"in": ["principal", "chief"]}, "unknown_code", ("in", 1)),
        ("author_role", {"not": "chief"}, "unknown_code", ("not",)),
        ("author_role", {"known": "true"}, None, ()),
        ("author_role", {"at_least": "chief"}, "condition_does_not_fit", ("at_least",)),
        ("author_role", {"has": "principal"}, "condition_does_not_fit", ("has",)),
        ("published", {"at_least": "2017-03-05", "at_most": "2017-12-31"}, None, ()),
        ("published", {"at_least": "2017-3-5"}, "not_a_date", ("at_least",)),
        ("published", "2017-02-30", "not_a_date", ()),
        ("documents.major", "true", None, ()),
        ("documents.major", "ja", "not_true_or_false", ()),
        ("elements", {"has": "背景"}, None, ()),
        ("policy", {"has": "办法"}, None, ()),
        ("own", {"at_least": "3"}, "undeclared_column", ()),
    ],
)
def test_conditions_fit_their_columns(column: str, condition: Any, code: Any, below: Any):
    wanted = [(code, ("where", column, *below))] if code else []
    assert found({"table": "interpretations", "where": {column: condition}}) == wanted


def test_a_chinese_word_for_a_code_is_told_the_code():
    where = {"author_role": "主要负责人"}
    (fault,) = faults(counted(RULE, table="interpretations", where=where))
    assert fault.remedy == "write principal"


def test_numbers_are_compared_with_numbers():
    assert found({"where": {"participants": {"at_least": "20"}}}) == []
    assert found({"where": {"participants": {"at_least": "20人"}}}) == [
        ("not_a_number", ("where", "participants", "at_least"))
    ]


def test_every_key_that_names_a_column_is_looked_at():
    """A new key of a measure that holds a column must be added to `columns_used`."""
    known = {"kind", "table", "during", "period", "when_empty", "unit", "clock", "explained"}
    known |= {"elements", "over", "weights", "at_least", "plus", "minus", "part", "at", "item"}
    known |= {"before", "now", "as_", "points"}
    columns = {"where", "hit", "date", "of", "by", "weight", "start", "end"}
    columns |= {"updated", "checked", "at_most", "column"}
    assert {name for kind in KINDS for name in kind.model_fields} == known | columns
    assert columns_used.__doc__


def test_a_check_date_may_be_the_end_of_the_period():
    fresh = {"kind": "staleness", "table": "columns", "at_most": 30, "when_empty": "zero"}
    named, none = (
        [used.name for used in columns_used(Staleness(**fresh, **more), ())]
        for more in ({}, {"checked": None})
    )
    assert named == ["last_update", "checked"]
    assert none == ["last_update"]

"""Faults in the meaning of a measure, found without records."""

import pytest

from gkeval.measures.checks import check_measure
from tests.measures.lab import made

KNOWN = {"known": "true"}
JANUARY = {"from": "2017-01-01", "to": "2017-01-31"}


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (
            {"kind": "share", "table": "documents", "hit": {"published": KNOWN}},
            ("decided_by_date", "hit.published"),
        ),
        (
            {"kind": "share_within", "table": "documents", "date": "issued", "at_most": 5},
            ("unused_key", "date"),
        ),
        ({"kind": "longest_gap", "table": "entries"}, ("no_date", "date")),
        ({"kind": "first_date", "table": "columns"}, ("no_date", "date")),
        (
            {
                "kind": "count",
                "table": "entries",
                "period": {"from": "2017-01-01", "to": "2017-02-01"},
            },
            ("no_date", "date"),
        ),
        ({"kind": "count", "table": "entries", "during": "until_end"}, ("no_date", "date")),
        (
            {"kind": "longest_gap", "table": "updates", "during": "any"},
            ("gap_without_period", "during"),
        ),
        (
            {"kind": "count", "table": "documents", "where": {"interpretations.form": "图解"}},
            ("not_a_date", "where.interpretations.form"),
        ),
        (
            {"kind": "share", "table": "documents", "hit": {"interpretations.form": "图解"}},
            ("not_a_date", "hit.interpretations.form"),
        ),
    ],
)
def test_faults(measure, expected):
    more = {"when_empty": "zero"} if measure["kind"].startswith("share") else {}
    if measure["kind"] == "share_within":
        more |= {"start": "issued", "end": "published"}
    (problem,) = check_measure(made(**measure, **more))
    assert (problem.code, problem.column) == expected
    assert problem.table == measure["table"]
    (placed,) = check_measure(made(**measure, **more), "leaf.measure")
    assert placed.column == f"leaf.measure.{expected[1]}"


@pytest.mark.parametrize(
    "measure",
    [
        {"kind": "share", "table": "documents", "hit": {"published": KNOWN}, "during": "any"},
        {"kind": "share", "table": "documents", "hit": {"published": KNOWN}, "date": "issued"},
        {"kind": "share", "table": "documents", "hit": {"published": {"at_most": "2017-06-30"}}},
        {"kind": "share", "table": "entries", "hit": {"published": KNOWN}},
        {"kind": "share", "table": "documents", "hit": {"interpretations.published": KNOWN}},
        {"kind": "longest_gap", "table": "entries", "date": "published"},
        {"kind": "count", "table": "interpretations", "where": {"documents.kind": "rule"}},
        {"kind": "count", "table": "entries", "during": "any"},
        {"kind": "statistic", "plus": ["a"]},
        {"kind": "judgement"},
    ],
)
def test_measures_without_fault(measure):
    more = {"when_empty": "zero"} if measure["kind"] == "share" else {}
    assert check_measure(made(**measure, **more)) == []

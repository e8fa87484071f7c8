"""Judgements: raters who agree, who differ, and the leader's ruling."""

import pytest

from gkeval.measures.evaluate import evaluate, items
from tests.measures.lab import context, lists, made, row

JUDGED = made(kind="judgement")


def given(*cells, unit="甲", indicator="i"):
    """Cells: rater, value and, where it matters, kind."""
    names = ("rater", "value", "kind")
    return [
        {"unit": unit, "indicator": indicator} | dict(zip(names, cell, strict=False))
        for cell in cells
    ]


@pytest.mark.parametrize(
    ("cells", "value", "level", "state", "codes"),
    [
        ([("A", "4.5")], 4.5, "4.5", "scored", ["agreed"]),
        ([("A", "4.5"), ("B", "4.50")], 4.5, "4.5", "scored", ["agreed", "agreed"]),
        ([("A", "优"), ("B", " 优 ")], None, "优", "scored", ["agreed", "agreed"]),
        ([("A", "4"), ("B", "5")], None, None, "disputed", ["disputed", "disputed"]),
        ([("A", "优"), ("B", "4")], None, None, "disputed", ["disputed", "disputed"]),
        (
            [("A", "4"), ("B", "5"), ("L", "5", "leader")],
            5,
            "5",
            "scored",
            ["overruled", "overruled", "ruling"],
        ),
        (
            [("A", "4"), ("B", "4"), ("L", "3", "leader")],
            3,
            "3",
            "scored",
            ["overruled", "overruled", "ruling"],
        ),
        ([("A", "4"), ("L", "4", "leader")], 4, "4", "scored", ["agreed", "agreed"]),
        (
            [("A", "4"), ("L", "3", "leader"), ("M", "2", "leader")],
            None,
            None,
            "disputed",
            ["disputed"] * 3,
        ),
        (
            [("A", "4", "third_party"), ("S", "10", "self")],
            4,
            "4",
            "scored",
            ["agreed", "self_assessment"],
        ),
        ([("S", "10", "self")], None, None, "not_assessed", ["self_assessment"]),
        ([("A", "nan")], None, "nan", "scored", ["agreed"]),
        ([("A", "-1")], -1, "-1", "scored", ["agreed"]),
    ],
)
def test_what_stands(cells, value, level, state, codes):
    tables = lists(judgements=given(*cells))
    said = row(JUDGED, tables)
    assert (said["value"], said["level"] or None, said["state"]) == (value, level, state)
    raters = {cell[0] for cell in cells if cell[2:] != ("self",)}
    assert said["n"] == len(raters)
    found = items(JUDGED, context(tables), "i")
    assert found.sort_values("rater")["why"].to_list() == [
        code for _, code in sorted(zip([c[0] for c in cells], codes, strict=True))
    ]


def test_indicators_and_units_are_kept_apart():
    rows = given(("A", "4")) + given(("A", "9"), indicator="k") + given(("A", "7"), unit="丙")
    tables = lists(judgements=rows)
    found = evaluate(JUDGED, context(tables), "i")
    assert found["value"].fillna(-1).to_list() == [4, -1, 7]
    assert found["state"].to_list() == ["scored", "not_assessed", "scored"]
    assert found["level"].to_list() == ["4", "", "7"]


def test_one_rater_twice_is_one_rater():
    assert row(JUDGED, lists(judgements=given(("A", "4"), ("A", "4"))))["n"] == 1
    assert row(JUDGED, lists(judgements=given(("A", "4"), ("A", "5"))))["state"] == "disputed"


def test_without_a_table_or_rows_nothing_is_assessed():
    for tables in ({}, lists(judgements=[])):
        found = evaluate(JUDGED, context(tables), "i")
        assert set(found["state"]) == {"not_assessed"}
        assert found["level"].to_list() == ["", "", ""]
        assert items(JUDGED, context(tables), "i").empty

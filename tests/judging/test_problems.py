"""Every fault of judgements, cases and answers, with all that is said about it."""

import pandas as pd
import pytest

from gkeval.errors import InputError, Problem
from gkeval.judging import (
    disputes,
    draw,
    judged_rates,
    ratings_from,
    reconcile,
    reconcile_judgements,
    survey_means,
    survey_shares,
)
from gkeval.judging.worths import points_of
from gkeval.measures.ways import Leader, Median
from tests.scoring.builders import leaf, scheme

JUDGED = pd.DataFrame(
    {"unit": "a", "indicator": "i", "rater": ["x", "y"], "value": [3, 4], "kind": ""}
)
ANSWERS = pd.DataFrame(
    {"unit": "a", "item": "s", "period": "p", "value": [80, 90], "weight": [1, 2]}
)
CASES = pd.DataFrame({"unit": "a", "record": ["r1", "r2"]})


def problems(compute, *given, **rest):
    """What is said, and about which input."""
    with pytest.raises(InputError) as caught:
        compute(*given, **rest)
    return caught.value.what, list(caught.value.problems)


def changed(frame, row, **cells):
    frame = frame.astype(object)
    for name, cell in cells.items():
        frame.loc[row, name] = cell
    return frame


def judgement(code, row, column, found, allowed, remedy):
    return Problem(code, found, allowed, remedy, "judgements", row, "judgements", column)


def test_judgements_that_cannot_be_read():
    title, found = problems(ratings_from, JUDGED.drop(columns=["rater", "value"]))
    assert title == "judgements"
    assert found == [
        Problem(
            "missing_column",
            f"no column {name}",
            "unit, indicator, rater, value",
            "add the column",
            source="judgements",
            table="judgements",
            column=name,
        )
        for name in ("rater", "value")
    ]
    empty = changed(JUDGED, 1, rater="", kind="third")
    title, found = problems(ratings_from, empty)
    assert title == "judgements"
    kinds = "third_party, self, leader"
    assert found == [
        judgement("missing", 1, "rater", "nothing", "a name in every row", "fill in the cell"),
        judgement("unknown_code", 1, "kind", "third", kinds, "use one of them"),
    ]
    _, found = problems(ratings_from, changed(JUDGED, 1, value="好"), words=False)
    allowed, remedy = "a finite number, or one of the levels", "correct the value, or add it to the"
    assert found == [judgement("unknown_value", 1, "value", "好", allowed, f"{remedy} levels")]


def test_a_cell_judged_twice():
    twice = pd.concat([JUDGED, JUDGED.assign(kind="leader"), JUDGED[1:]])
    title, found = problems(ratings_from, twice)
    assert title == "judgements"
    assert found == [
        judgement(
            "duplicate_judgement",
            4,
            "rater",
            "a second row of y for a, i",
            "one rating of a cell by a rater",
            "keep the row that holds",
        ),
        judgement(
            "two_decisions",
            3,
            "value",
            "a second, other decision for a, i",
            "one decision of a cell, or several that agree",
            "keep the decision that holds",
        ),
    ]


def test_ways_that_do_not_fit():
    words = JUDGED.assign(value=["优", "良"])
    title, found = problems(reconcile, ratings_from(words), Median())
    assert title == "reconciling"
    assert found == [
        Problem(
            "words_averaged",
            "ratings in words (优, 良) and the way median",
            "numbers, or levels with what each is worth",
            "give levels as a mapping of level to number, or use majority or leader",
            source="judgements",
            table="judgements",
            column="value",
        )
    ]
    title, found = problems(reconcile_judgements, words, {"j": Leader()})
    assert title == "ways"
    assert found == [
        Problem(
            "no_way",
            "indicator i without a way of reconciling",
            "a way for every judged indicator",
            "add it to the mapping of indicators to ways",
            source="ways",
        )
    ]
    title, _ = problems(reconcile_judgements, changed(JUDGED, 0, unit=None), Leader())
    assert title == "judgements"


def test_points_that_are_missing():
    for compute in (
        lambda points: points_of(JUDGED["indicator"].to_numpy(dtype=object), points),
        lambda points: disputes(JUDGED, points),
    ):
        title, found = problems(compute, {"j": 3})
        assert title == "points"
        assert found == [
            Problem(
                "no_points",
                "indicator i without points",
                "points for every judged indicator",
                "add it to the mapping of indicators to points",
                source="points",
            )
        ]


def test_judgements_that_are_no_rates():
    levels = {"kind": "levels", "levels": {"优": 1, "良": "0.8"}}
    counted = {"kind": "count", "table": "activities"}
    made = scheme(
        leaf("i", 10, rule=levels),
        leaf("j", 10, rule={"kind": "expert", "scale": "points"}),
        leaf("k", 10, rule={"kind": "at_least", "target": 2}, measure=counted),
    )
    judged = pd.DataFrame({"indicator": list("ijk"), "value": ["中", 10.1, 1]})
    title, found = problems(judged_rates, judged, made)
    assert title == "judgements"
    allowed = "a leaf of the scheme with a rule levels or expert"
    remedy = "correct the indicator, or remove the row"
    code, fix = "judgement_out_of_range", "correct the judgement"
    assert found == [
        judgement("not_a_judged_indicator", 2, "indicator", "indicator k", allowed, remedy),
        judgement(code, 0, "value", "中", "one of 优, 良", fix),
        judgement(code, 1, "value", "10.1", "a number from 0 to 10", fix),
    ]
    title, found = problems(judged_rates, judged.drop(columns="indicator"), made)
    assert title == "judgements"
    assert [(p.code, p.allowed, p.column) for p in found] == [
        ("missing_column", "indicator, value", "indicator")
    ]
    rates = judged_rates(pd.DataFrame({"indicator": "j", "value": ["", 10 + 1e-9, 0]}), made)
    assert rates["value"].fillna(-1).tolist() == [-1, 1, 0]


def test_cases_that_cannot_be_drawn():
    title, found = problems(draw, CASES.drop(columns="record"), size=1, seed=1)
    assert title == "cases"
    assert found == [
        Problem(
            "missing_column",
            "no such column",
            "unit, record",
            "add it",
            source="cases",
            column="record",
        )
    ]
    _, found = problems(draw, changed(CASES, 1, unit=None), size=1, seed=1)
    said = "nothing", "a value in every row", "fill in the cell"
    assert found == [Problem("missing", *said, source="cases", line=1, column="unit")]
    _, found = problems(draw, changed(CASES, 1, record="r1"), size=1, seed=1)
    said = (
        "a, r1 once more",
        "every case once",
        "remove the repetition, or name the columns that tell cases apart",
    )
    assert found == [Problem("duplicate_case", *said, source="cases", line=1, column="record")]
    title, found = problems(draw, CASES, size={"b": 1}, seed=1)
    assert title == "size"
    said = (
        "stratum a without a size",
        "a size for every stratum",
        "add it to the mapping of strata to sizes; 0 draws nothing",
    )
    assert found == [Problem("no_size", *said, source="size")]


def test_answers_that_cannot_be_read():
    title, found = problems(survey_means, ANSWERS.drop(columns=["item", "weight"]), weight="weight")
    assert title == "answers"
    columns = "unit, item, period, value, weight"
    assert found == [
        Problem(
            "missing_column",
            f"no column {name}",
            columns,
            "add the column",
            source="answers",
            column=name,
        )
        for name in ("item", "weight")
    ]

    def answer(code, row, column, found, allowed):
        return Problem(
            code, found, allowed, "correct the cell", source="answers", line=row, column=column
        )

    faulty = changed(changed(ANSWERS, 1, period=None, weight=float("inf")), 0, weight="x")
    title, found = problems(survey_means, faulty, weight="weight")
    assert title == "answers"
    assert found == [
        answer("missing", 1, "period", "nothing", "a name in every row"),
        answer("bad_weight", 0, "weight", "x", "a number above 0"),
        answer("bad_weight", 1, "weight", "inf", "a number above 0"),
    ]
    code = "value_out_of_range"
    for value, found in (("好", "好"), (float("inf"), "inf")):
        title, told = problems(survey_means, changed(ANSWERS, 1, value=value))
        assert title == "answers"
        assert told == [answer(code, 1, "value", found, "a number")]
    for value in (59, 101):
        _, told = problems(survey_means, changed(ANSWERS, 0, value=value), bounds=(60, 100))
        assert told == [answer(code, 0, "value", str(value), "a number from 60 to 100")]
    edges = changed(changed(ANSWERS, 0, value=60), 1, value=100)
    assert survey_means(edges, bounds=(60, 100))["value"].tolist() == [80]
    title, found = problems(survey_shares, ANSWERS, [80, 70])
    assert title == "hits"
    said = "answer 70, which nobody gave", "80, 90", "correct it, or leave it out of hits"
    assert found == [Problem("unknown_answer", *said, source="hits")]

"""The annex on ranks: intervals as text and bars, grades in doubt, what an interval means."""

from types import SimpleNamespace

import pandas as pd
import pytest

import gkeval as gk
from gkeval.publish.facts import Facts
from gkeval.publish.robustness import (
    check,
    doubtful_grid,
    interval_words,
    robustness_grid,
    robustness_notes,
)
from tests.scoring.builders import grade, leaf, scheme, scored

GRADES = [grade("good", at_least=80), grade("pass", at_least=60)]


@pytest.fixture(scope="module")
def result():
    """Four ranked units and one that is open."""
    made = scheme(leaf("a", 60), leaf("b", 40), grades=GRADES, rounding={"decimals": 1})
    points = {"u": (60, 20), "v": (30, 40), "w": (20, 40), "x": (0, 0)}
    rows = {name: {"a": a, "b": b} for name, (a, b) in points.items()}
    return scored(made, **rows, open={"a": "未评估", "b": 3})


def tried(result, **columns):
    """A robustness whose table says what is asked for."""
    ranked = result.ranking().dropna(subset=["rank"])
    count = len(ranked)
    frame = pd.DataFrame({"unit": ranked["unit"], "group": ranked["group"]} | columns)
    return SimpleNamespace(
        intervals=frame.head(count),
        draws=100,
        doubtful=lambda: pd.DataFrame(
            [("v", "good", 0.4, "pass", 0.6)], columns="unit grade kept other share".split()
        ),
    )


@pytest.fixture(scope="module")
def sure(result):
    return tried(
        result,
        low=[1, 1, 3, 4],
        high=[2, 3, 3, 4],
        median_rank=[1.0, 2.0, 3.0, 4.0],
        mean_rank=[1.25, 1.75, 3.0, 4.0],
        kept=[0.75, 0.625, 1.0, 1.0],
    )


def test_an_interval_is_text_and_a_bar_over_the_ranks_of_its_group(result, sure):
    grid = robustness_grid(sure, Facts(result, "zh"))
    assert [head.title for head in grid.heads] == [
        "名次", "评估对象", "名次区间", "名次中位数", "平均名次", "名次不变",
    ]  # fmt: skip
    assert [row[0][0] for row in grid.rows] == ["1", "2", "3", "4"]
    # five units share the width: ranks 1 to 2 are its first two fifths, rank 3 its third
    assert [row[2][0] for row in grid.rows] == ["1–2", "1–3", "3", "4"]
    assert [row[2][2:] for row in grid.rows] == [(0, 40), (0, 60), (40, 20), (60, 20)]
    assert [row[4] for row in grid.rows][:2] == [("1.3", 1.25), ("1.8", 1.75)]
    assert grid.rows[1][5] == ("62.5%", 0.625)
    assert grid.rows[0][1] == ("u", "units/u.html", "u")


def test_chosen_units_may_stand_in_the_table_without_links(result, sure):
    grid = robustness_grid(sure, Facts(result, "en"), frozenset(["w"]), links=False)
    assert [row[1] for row in grid.rows] == ["w"]
    assert [head.kind for head in grid.heads][:3] == ["number", "text", "range"]


def test_grades_in_doubt_are_listed_with_the_other_grade(result, sure):
    grid = doubtful_grid(sure, Facts(result, "zh"))
    assert grid.rows == (
        (("v", "units/v.html", "v"), "good", ("40.0%", 0.4), "pass", ("60.0%", 0.6)),
    )


def test_without_a_grade_in_doubt_there_is_no_table_of_them(result):
    fixed = gk.robustness(result, 10, 1, weights=None)
    assert doubtful_grid(fixed, Facts(result, "zh")) is None
    assert interval_words(fixed) == {"u": "1", "v": "2", "w": "3", "x": "4"}
    assert interval_words(None) == {}


def test_the_meaning_of_an_interval_is_told_in_both_languages(result):
    fixed = gk.robustness(result, 10, 1, weights=None)
    zh, en = (robustness_notes(fixed, lang, found=False) for lang in ("zh", "en"))
    assert zh == ["名次区间：重复评估10次，名次有90%的情况落在该区间之内；区间越宽，名次越不确定。"]
    assert en == [
        "Rank interval: assessed 10 times, the rank lies in it 90 % of the time; the wider it is, "
        "the less sure the rank."
    ]
    assert robustness_notes(fixed, "zh")[0].endswith("。")
    assert robustness_notes(fixed, "en") == [f"{fixed.summary('en')}.", *en]


def test_intervals_of_another_result_are_refused(result, five):
    other = gk.robustness(result, 10, 1, weights=None)
    check(other, result)
    check(None, five)
    with pytest.raises(gk.GkevalError, match="robustness is of another assessment"):
        check(other, five)

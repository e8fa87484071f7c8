"""Ranks and grades: ties of every kind, tie-breaks, quotas, grade lines by group, conditions."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gkeval as gk
from gkeval.scoring.grades import Standing, grades_of, ranks_within
from tests.scoring.builders import act, branch, grade, leaf, scheme, scored, totals

NAN = float("nan")


def ranked(values, ties="competition", breakers=(), groups=None):
    places = np.zeros(len(values), dtype=int) if groups is None else np.array(groups)
    found, tied = ranks_within(
        np.array(values, dtype=float), places, 100, ties, [np.array(b, float) for b in breakers]
    )
    return found.tolist(), tied.tolist()


@pytest.mark.parametrize(
    ("ties", "ranks"),
    [
        ("competition", [1, 2, 2, 2, 5]),
        ("dense", [1, 2, 2, 2, 3]),
        ("ordinal", [1, 2, 2, 2, 5]),
    ],
)
def test_ties(ties, ranks):
    found, tied = ranked([90, 80, 80, 80, 70], ties)
    assert found == ranks
    assert tied == [False, True, True, True, False]


def test_ordinal_ranks_break_ties_by_one_key_after_another():
    first = [5, 5, 9, 1, 0]
    order = [-3, -1, -2, -4, -5]
    assert ranked([90, 80, 80, 80, 70], "ordinal", [first, order])[0] == [1, 3, 2, 4, 5]
    found, tied = ranked([80, 80, 80], "ordinal", [[5, 5, 9], [-2, -1, -3]])
    assert (found, tied) == ([3, 2, 1], [False] * 3)


def test_what_is_equal_in_every_key_shares_a_rank_and_a_missing_key_comes_last():
    assert ranked([80, 80, 80, 80], "ordinal", [[5, NAN, 5, 9]]) == (
        [2, 4, 2, 1],
        [True, False, True, False],
    )


def test_groups_are_ranked_by_themselves_and_missing_totals_not_at_all():
    found, tied = ranked([90, 80, NAN, 90], groups=[0, 0, 0, 1])
    assert found[:2] == [1, 2]
    assert np.isnan(found[2])
    assert found[3] == 1
    assert tied == [False] * 4


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=30))
def test_ordinal_agrees_with_sorting(pairs):
    scores, keys = zip(*pairs, strict=True)
    found, _ = ranked(scores, "ordinal", [keys])
    expected = [1 + sum(other > pair for other in pairs) for pair in pairs]
    assert found == expected


def test_the_order_column_and_an_indicator_break_ties_in_a_scheme():
    made = scheme(
        leaf("a", 60), leaf("b", 40), ranking={"ties": "ordinal", "break_by": ["b", "order"]}
    )
    result = scored(
        made,
        w={"a": 40, "b": 30, "order": 4},
        x={"a": 30, "b": 40, "order": 9},
        y={"a": 40, "b": 30, "order": 2},
        z={"a": 60, "b": 40, "order": 7},
    )
    assert totals(result, "rank") == {"z": 1, "x": 2, "y": 3, "w": 4}
    assert result.ranking()["unit"].to_list() == ["z", "x", "y", "w"]


@pytest.mark.parametrize(("rank_on", "ranks"), [("published", [1, 1]), ("exact", [1, 2])])
def test_ranks_from_published_or_exact_totals(rank_on, ranks):
    made = scheme(leaf("a", 100), rounding={"decimals": 1, "rank_on": rank_on})
    result = scored(made, x={"a": 80.04}, y={"a": 80.01})
    assert list(totals(result, "rank").values()) == ranks
    assert totals(result) == {"x": 80, "y": 80}


# Grades


def with_grades(*grades, **more):
    return scheme(leaf("a", 60), leaf("b", 40), grades=list(grades), **more)


def graded(made, scores):
    units = {f"u{n}": {"a": score * 0.6, "b": score * 0.4} for n, score in enumerate(scores)}
    found = totals(scored(made, **units), "grade")
    return [found[name] for name in units]


TOP = grade("excellent", top="0.2")
REST = grade("good", at_least=0)


@pytest.mark.parametrize("ties", ["competition", "dense"])
@pytest.mark.parametrize(
    ("scores", "excellent"),
    [
        ([99, 90, 80, 70, 60], 1),
        ([99, 99, 80, 70, 60], 2),  # tied at the border: both
        ([99, 90, 90, 80, 70, 60, 50, 40, 30, 20], 3),  # two places, tied at the second
        ([99, 90, 80, 70, 60, 50, 40, 30], 2),  # 1.6 places are two
        ([99, 90], 0),  # 0.4 of a place is none
        ([99, 90, 80], 1),  # 0.6 of a place is one
        ([90, 90, 90, 80, 80, 80, 70, 70, 70, 70], 3),
    ],
)
def test_the_best_fifth(scores, excellent, ties):
    made = with_grades(TOP, REST, ranking={"ties": ties})
    found = graded(made, scores)
    assert found == ["excellent"] * excellent + ["good"] * (len(scores) - excellent)


def test_a_quota_is_of_the_ranked_units_of_each_group():
    made = scheme(leaf("a", 100), grades=[TOP, REST], groups={"x": {}, "y": {}})
    units = {f"x{n}": {"group": "x", "a": 90 - n} for n in range(5)}
    units |= {f"y{n}": {"group": "y", "a": 50 - n} for n in range(10)}
    units |= {f"z{n}": {"group": "x", "a": "未评估"} for n in range(20)}
    found = totals(scored(made, **units), "grade")
    assert {u for u, name in found.items() if name == "excellent"} == {"x0", "y0", "y1"}
    assert {found[f"z{n}"] for n in range(20)} == {""}


def test_grade_lines_by_group_and_by_subset():
    made = scheme(
        leaf("a", 100),
        groups={"city": {}, "county": {}, "poor": {"within": "county"}},
        grades=[
            grade("excellent", at_least={"city": 90, "county": 75, "poor": 70}),
            grade("rest", at_least=0),
        ],
    )
    result = scored(
        made,
        c={"group": "city", "a": 89.99},
        d={"group": "county", "a": 75},
        e={"group": "county", "a": 74.99},
        f={"group": "county", "subsets": "poor", "a": 70},
    )
    assert totals(result, "grade") == {"c": "rest", "d": "excellent", "e": "rest", "f": "excellent"}


def test_grade_lines_are_crossed_by_published_totals():
    made = with_grades(
        grade("good", at_least=80), grade("rest", at_least=0), rounding={"decimals": 1}
    )
    assert graded(made, [79.95, 79.94, 80]) == ["good", "rest", "good"]


def test_excellent_needs_no_veto_and_eighty_per_cent_of_interpretation():
    made = scheme(
        branch("i", 40, leaf("i.x", 30), leaf("i.y", 10)),
        leaf("other", 60),
        grades=[
            grade("excellent", at_least=80, needs={"no_veto": True, "rates": {"i": "0.8"}}),
            grade("good", at_least=70),
            grade("rest", at_least=0),
        ],
        adjustments=[
            act("deduction", "late", per_case=4, on="i"),
            act("veto", "leak", score=90),
        ],
    )
    full = {"other": 60, "i.x": 30, "i.y": 10}
    result = scored(
        made,
        just=full | {"i.x": 22},
        under=full | {"i.x": 21},
        # 40 of 40 less three times 4 is 70 per cent
        reduced=full | {"late": 3},
        vetoed=full | {"leak": 1},
        excused=full | {"i.x": "不适用", "i.y": "不适用"},
    )
    assert totals(result, "grade") == {
        "just": "excellent",
        "under": "good",
        "reduced": "good",
        "vetoed": "failed",
        "excused": "excellent",
    }


def test_a_grade_that_asks_nothing_takes_the_rest():
    made = with_grades(grade("good", at_least=80), grade("passed"))
    assert graded(made, [80, 3]) == ["good", "passed"]


def test_no_grade_without_a_total():
    made = with_grades(grade("passed"))
    result = scored(made, u={"a": 60, "b": "未评估"})
    assert totals(result, "grade") == {"u": ""}


@given(st.lists(st.integers(0, 20), min_size=1, max_size=40), st.integers(1, 99))
def test_a_quota_takes_at_least_its_places_and_only_ties_more(scores, percent):
    made = with_grades(grade("top", top=str(percent / 100)), REST)
    given_totals, one = np.array(scores, dtype=float), np.zeros(len(scores), dtype=int)
    ranks, _ = ranks_within(given_totals, one, 100, "dense")
    members = {"unit": np.ones(len(scores), dtype=bool)}
    verdicts = np.full(len(scores), "", dtype=object)
    standing = Standing(given_totals, ranks, verdicts, one, members, frozenset(), {})
    found = grades_of(made, standing)
    places = int(len(scores) * percent / 100 + 0.5 + 1e-9)
    taken = given_totals[found == "top"]
    rest = given_totals[found != "top"]
    assert len(taken) >= places
    if len(taken):
        assert (rest < taken.min()).all()
        assert (taken > taken.min()).sum() < places


def test_ranking_of_a_subset_keeps_the_rank_in_the_group():
    made = scheme(
        leaf("a", 100), groups={"county": {}, "pilot": {"within": "county"}}, grades=[REST]
    )
    result = scored(
        made,
        x={"group": "county", "a": 90},
        y={"group": "county", "subsets": "pilot", "a": 80},
        z={"group": "county", "a": 80},
    )
    ranking = result.ranking("pilot")
    assert ranking[["rank", "unit", "tied"]].to_numpy().tolist() == [[2, "y", True]]
    with pytest.raises(gk.GkevalError, match="group is 'towns'"):
        result.ranking("towns")


def test_ranks_are_whole_numbers_or_missing():
    made = with_grades(REST)
    result = scored(made, u={"a": 60, "b": 40}, v={"a": 60, "b": "未评估"})
    assert str(result.totals["rank"].dtype) == "Int64"
    assert pd.isna(totals(result, "rank")["v"])

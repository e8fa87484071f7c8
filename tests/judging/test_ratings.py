import numpy as np
import pandas as pd
import pytest

from gkeval.errors import InputError
from gkeval.judging import ratings_from
from gkeval.judging.ratings import numbers_of


def frame(*rows):
    return pd.DataFrame(rows, columns=["unit", "indicator", "rater", "value", "kind"])


def codes_of(judgements):
    with pytest.raises(InputError) as caught:
        ratings_from(judgements)
    return [(problem.code, problem.line, problem.column) for problem in caught.value.problems]


def test_items_and_raters_are_sorted_and_missing_cells_stay_missing():
    ratings = ratings_from(
        frame(
            ("b", "j", "z", "2", None),
            ("a", "k", "y", 3, ""),
            ("b", "i", "y", 1.0, "third_party"),
            ("a", "k", "z", None, "third_party"),
        )
    )
    assert list(zip(ratings.units, ratings.indicators, strict=True)) == [
        ("a", "k"),
        ("b", "i"),
        ("b", "j"),
    ]
    assert ratings.raters == ("y", "z")
    assert ratings.table.labels == ("1", "2", "3")
    assert ratings.table.codes.tolist() == [[2, -1], [0, -1], [-1, 1]]


def test_self_is_left_out_and_the_leader_stands_apart():
    ratings = ratings_from(
        frame(
            ("a", "i", "x", 4, "third_party"),
            ("a", "i", "unit", 9, "self"),
            ("a", "i", "head", 5, "leader"),
            ("b", "i", "head", 3, "leader"),
        )
    )
    assert ratings.raters == ("x",)
    assert ratings.table.labels == ("3", "4", "5")
    assert ratings.decisions.tolist() == [2, 0]
    assert ratings.deciders.tolist() == ["head", "head"]
    assert ratings.table.codes.tolist() == [[1], [-1]]


def test_the_same_number_in_two_spellings_is_one_level():
    rows = [("a", "i", "x", "3", ""), ("a", "i", "y", "3.0", ""), ("a", "i", "z", 0.1 + 0.2, "")]
    assert ratings_from(frame(*rows)).table.labels == ("0.3", "3")
    words = [("a", "i", "x", 3.0, ""), ("a", "i", "y", " 3", ""), ("a", "i", "z", "优", "")]
    assert ratings_from(frame(*words)).table.labels == ("3", "优")


def test_levels_as_worths_are_numbers():
    rows = frame(("a", "i", "x", "良", ""), ("a", "i", "y", "优", ""))
    table = ratings_from(rows, {"优": 1, "良": "0.8", "差": 0}).table
    assert (table.labels, table.values.tolist(), table.numeric) == (
        ("差", "良", "优"),
        [0.0, 0.8, 1.0],
        True,
    )
    assert table.numbers.tolist() == [[0.8, 1.0]]


def test_all_faults_at_once_with_their_rows():
    assert codes_of(
        frame(
            ("a", "i", "x", 1, "thirdparty"),
            (None, "i", "x", 2, ""),
            ("a", "", "x", 3, ""),
        )
    ) == [("missing", 1, "unit"), ("missing", 2, "indicator"), ("unknown_code", 0, "kind")]


def test_a_cell_is_rated_once_by_a_rater_and_decided_once():
    assert codes_of(
        frame(
            ("a", "i", "x", 1, ""),
            ("b", "i", "x", 1, ""),
            ("a", "i", "x", 1, ""),
            ("a", "i", "head", 1, "leader"),
            ("a", "i", "boss", 2, "leader"),
        )
    ) == [("duplicate_judgement", 2, "rater"), ("two_decisions", 4, "value")]


def test_unknown_values_are_named():
    rows = frame(
        ("a", "i", "x", "良好", ""), ("b", "i", "x", "良", ""), ("c", "i", "x", np.inf, "")
    )
    with pytest.raises(InputError, match="found 良好"):
        ratings_from(rows, ["良", "优", "inf"])
    with pytest.raises(InputError) as caught:
        ratings_from(rows, words=False)
    assert [problem.line for problem in caught.value.problems] == [0, 1, 2]
    with pytest.raises(ValueError, match="must all differ"):
        ratings_from(rows, ["良", "良"])


def test_missing_columns():
    with pytest.raises(InputError, match="no column rater"):
        ratings_from(frame().drop(columns="rater"))


def test_text_columns_of_every_kind_read_alike():
    rows = frame(("a", "i", "x", "1", "third_party"), ("b", "i", "x", "2", "third_party"))
    for dtype in ("str", "category", object):
        ratings = ratings_from(rows.astype(dtype))
        assert ratings.table.codes.tolist() == [[0], [1]]
        assert ratings.units.tolist() == ["a", "b"]


def test_leaders_who_agree_are_named_together():
    ratings = ratings_from(
        frame(
            ("a", "i", "head", 2, "leader"),
            ("a", "i", "boss", "2.0", "leader"),
            ("b", "i", "head", 3, "leader"),
        )
    )
    assert ratings.deciders.tolist() == ["boss/head", "head"]
    assert ratings.decisions.tolist() == [0, 1]
    assert ratings.raters == ()


def test_no_rows_with_and_without_levels():
    for levels in (None, ["中", "良"], {"中": 0.5, "良": 1}):
        ratings = ratings_from(frame(), levels)
        assert (len(ratings), ratings.raters) == (0, ())
        assert ratings.table.codes.shape == (0, 0)
        assert ratings.table.labels == (() if levels is None else ("中", "良"))
        assert (ratings.decisions.tolist(), ratings.deciders.tolist()) == ([], [])


def test_kind_may_be_missing_and_words_keep_their_order():
    rows = frame(("a", "i", "x", "良", ""), ("a", "i", "y", " 优 ", ""), ("b", "i", "x", "", ""))
    table = ratings_from(rows.drop(columns="kind"), ["中", "良", "优"]).table
    assert (table.codes.tolist(), table.values.tolist()) == ([[1, 2]], [0, 1, 2])
    assert (table.labels, table.numeric) == (("中", "良", "优"), False)
    words = ratings_from(rows).table
    assert (words.labels, words.values.tolist(), words.numeric) == (("优", "良"), [0, 1], False)
    numbers = ratings_from(frame(("a", "i", "x", -0.0, ""), ("a", "i", "y", 0.1 + 0.2, ""))).table
    assert (numbers.labels, numbers.values.tolist(), numbers.numeric) == (
        ("0", "0.3"),
        [0, 0.3],
        True,
    )
    levels = ratings_from(frame(("a", "i", "x", 3.0, ""), ("a", "i", "y", "1", "")), [1, 2.0, 3])
    assert levels.table.codes.tolist() == [[2, 0]]
    with pytest.raises(ValueError, match="must all differ"):
        ratings_from(rows, ["良", "良 "])
    assert len(ratings_from(rows[:1], ["良"])) == 1


def test_three_leaders_who_agree_and_cells_without_one():
    rows = [("b", "i", name, 2, "leader") for name in ("丁", "a", "c", "a")]
    ratings = ratings_from(frame(("a", "i", "x", 1, ""), *rows, ("c", "i", "a", 1, "leader")))
    assert ratings.deciders.tolist() == ["", "a/c/丁", "a"]
    assert ratings.decisions.tolist() == [-1, 1, 0]
    assert ratings.units.tolist() == ["a", "b", "c"]
    assert set(ratings.indicators) == {"i"}


def test_the_index_of_the_judgements_means_nothing():
    rows = frame(("b", "i", "x", 1, ""), ("a", "i", "x", 2, "")).set_index("unit", drop=False)
    assert ratings_from(rows).table.codes.tolist() == [[1], [0]]
    assert numbers_of(pd.Series([], dtype=object)).shape == (0,)
    assert numbers_of(pd.Series(["1", "x", 2.5])).tolist()[::2] == [1, 2.5]

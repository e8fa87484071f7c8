import numpy as np
import pytest

from gkeval.judging.patterns import patterns, rating_table
from tests.judging.tables import NAN, random_table


@pytest.mark.parametrize("different", [3, 2000, 70_000])
def test_patterns_are_the_sorted_rows_and_how_often_each_occurs(different):
    """Few different keys are counted, many are sorted, and rows too long for a key compared."""
    generator = np.random.default_rng(0)
    codes = generator.integers(-1, 3, (500, 4))
    codes[codes == 2] = different - 1
    found = patterns(codes, different)
    rows = [tuple(sorted(row[row >= 0])) for row in codes]
    expected = {row: rows.count(row) for row in set(rows) if row}
    got = {
        tuple(row[row >= 0].tolist()): times
        for row, times in zip(found.codes, found.times.tolist(), strict=True)
    }
    assert got == expected
    assert (found.sizes == (found.codes >= 0).sum(axis=1)).all()


def test_sums_over_pairs_and_slots():
    found = patterns(np.array([[0, 1, 2], [1, 1, -1]]), 3)
    by_size = dict(zip(found.sizes.tolist(), found.pair_sums(np.not_equal), strict=True))
    assert by_size == {3: 3.0, 2: 0.0}
    assert sorted(found.slot_sums(np.array([1.0, 10.0, 100.0]))) == [20.0, 111.0]


def test_equal_numbers_are_equal_noise_aside():
    table = rating_table([[0.1 + 0.2, 0.3], [NAN, -0.0], [0.0, 1.5]], None)
    assert table.labels == ("0", "0.3", "1.5")
    assert table.codes.tolist() == [[1, 1], [-1, 0], [0, 2]]
    assert table.numbers[0].tolist() == [0.3, 0.3]


def test_words_are_sorted_numbers_among_objects_are_numbers():
    assert rating_table([["b", "a"], [None, ""]], None).codes.tolist() == [[1, 0], [-1, -1]]
    table = rating_table(np.array([[3, 2.5], [None, 3.0]], dtype=object), None)
    assert (table.numeric, table.labels) == (True, ("2.5", "3"))


def test_only_given_drops_labels_and_counts_positions_anew():
    words = rating_table([["差", "优"], ["优", None]], ["差", "中", "优"]).only_given()
    assert words.labels == ("差", "优")
    assert (words.values.tolist(), words.codes.tolist()) == ([0, 1], [[0, 1], [1, -1]])
    numbers = rating_table([[1, 5], [7, NAN]], None).part([0]).only_given()
    assert (numbers.values.tolist(), numbers.in_steps().values.tolist()) == ([1, 5], [0, 1])
    assert (numbers.numeric, numbers.in_steps().numeric, words.numeric) == (True, False, False)
    whole = rating_table(random_table(0), None)
    assert whole.only_given() is whole


def test_facts_of_a_table():
    table = rating_table([[1, 1, NAN], [1, 2, NAN], [NAN, NAN, NAN]], None)
    assert (table.different, table.n_raters, table.percent) == (2, 2, 0.5)
    assert table.counts == (("1", 3), ("2", 1))
    empty = rating_table(np.full((2, 2), NAN), None)
    assert (empty.different, empty.n_raters, empty.counts) == (0, 0, ())
    assert np.isnan(empty.percent)
    assert empty.numbers.shape == (2, 2)
    assert np.isnan(empty.numbers).all()
    assert empty.only_given() is empty


def test_texts_numbers_and_objects_are_told_apart():
    booleans = rating_table(np.array([[True, False], [True, True]]), None)
    assert (booleans.labels, booleans.numeric) == (("0", "1"), True)
    mixed = rating_table(np.array([[3, "优"], [None, 3.5]], dtype=object), None)
    assert (mixed.labels, mixed.numeric) == (("3", "3.5", "优"), False)
    assert mixed.codes.tolist() == [[0, 2], [-1, 1]]
    levels = rating_table([[0.5, 2.0], [2.0, NAN]], [0.5, 2.0, 10])
    assert (levels.labels, levels.values.tolist()) == (("0.5", "2", "10"), [0, 1, 2])
    assert (levels.codes.tolist(), levels.numeric) == ([[0, 1], [1, -1]], False)
    blank = rating_table(np.array([["a", ""], [None, NAN]], dtype=object), ["a", "b"])
    assert blank.codes.tolist() == [[0, -1], [-1, -1]]
    assert rating_table(levels, ["other"]) is levels


def test_refusals_show_five_values():
    ratings = np.array([list("gfedcba")])
    with pytest.raises(ValueError, match="ratings hold f, e, d, c, b, must be among the levels"):
        rating_table(ratings, ["g"])
    with pytest.raises(ValueError, match="ratings have 3 dimensions, must be 2"):
        rating_table(np.zeros((1, 1, 1)), None)
    for wrong in (np.inf, -np.inf):
        with pytest.raises(ValueError, match="infinite number, must be finite"):
            rating_table([[1, wrong]], None)


def test_numbers_a_billionth_apart_are_two():
    table = rating_table([[0.1, 0.1 + 1e-9, 0.1 + 1e-10]], None)
    assert table.labels == ("0.1", "0.100000001")
    assert table.codes.tolist() == [[0, 1, 0]]

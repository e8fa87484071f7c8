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
    whole = rating_table(random_table(0), None)
    assert whole.only_given() is whole

import numpy as np
import pytest

from gkeval.judging import krippendorff_alpha
from gkeval.judging.alphas import SCALES, redraws
from gkeval.judging.patterns import patterns
from tests.judging.tables import (
    KRIPPENDORFF_2011,
    KRIPPENDORFF_BINARY,
    KRIPPENDORFF_NOMINAL,
    NAN,
    random_table,
)


def value(ratings, scale="nominal", **rest):
    return krippendorff_alpha(ratings, scale, draws=0, **rest).value


@pytest.mark.parametrize(
    ("scale", "printed"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_krippendorff_2011_with_missing_cells(scale, printed):
    assert value(KRIPPENDORFF_2011, scale) == pytest.approx(printed, abs=5e-4)


def test_krippendorff_2011_two_observers():
    assert value(KRIPPENDORFF_BINARY) == pytest.approx(0.095, abs=5e-4)
    assert value(KRIPPENDORFF_NOMINAL) == pytest.approx(0.692, abs=5e-4)


@pytest.mark.parametrize("scale", SCALES)
def test_two_hundred_random_tables_equal_the_oracle(scale):
    oracle = pytest.importorskip("krippendorff")
    for seed in range(200):
        ratings = random_table(seed)
        theirs = oracle.alpha(reliability_data=ratings.T, level_of_measurement=scale)
        assert value(ratings, scale) == pytest.approx(theirs, abs=1e-9), seed


@pytest.mark.parametrize("scale", SCALES)
def test_fractional_numbers_equal_the_oracle(scale):
    oracle = pytest.importorskip("krippendorff")
    generator = np.random.default_rng(5)
    ratings = np.round(generator.gamma(2.0, 3.0, (60, 1)) + generator.random((60, 4)), 2)
    ratings[generator.random(ratings.shape) < 0.2] = NAN
    theirs = oracle.alpha(reliability_data=ratings.T, level_of_measurement=scale)
    assert value(ratings, scale) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("scale", SCALES)
def test_order_of_items_and_raters_changes_nothing_not_even_the_interval(scale):
    generator = np.random.default_rng(1)
    for seed in range(20):
        ratings = random_table(seed)
        shuffled = ratings[generator.permutation(len(ratings))]
        shuffled = shuffled[:, generator.permutation(ratings.shape[1])]
        one, other = (krippendorff_alpha(r, scale, draws=50) for r in (ratings, shuffled))
        assert (one.value, one.low, one.high) == (other.value, other.low, other.high)


def test_names_of_nominal_codes_never_matter():
    for seed in range(20):
        ratings = random_table(seed)
        words = np.array(["中", "z", "A", "9", "优", "m"], dtype=object)
        named = np.where(np.isnan(ratings), None, words[np.nan_to_num(ratings).astype(int)])
        assert value(named) == pytest.approx(value(ratings), abs=1e-12)


def test_ordinal_takes_the_order_of_the_levels_and_ignores_those_that_nobody_gave():
    words = np.array([["中", "良"], ["优", "优"], ["差", "中"], ["良", "良"]])
    numbers = np.array([[1, 2], [4, 4], [0, 1], [2, 2]])
    levels = ["差", "中", "良", "未用", "优"]
    assert value(words, "ordinal", levels=levels) == pytest.approx(value(numbers, "ordinal"))
    assert value(words, "ordinal") != pytest.approx(value(numbers, "ordinal"))


def test_interval_does_not_depend_on_zero_and_unit_and_ratio_not_on_unit():
    ratings = random_table(3)
    assert value(ratings * 10 - 7, "interval") == pytest.approx(value(ratings, "interval"))
    assert value(ratings * 10, "ratio") == pytest.approx(value(ratings, "ratio"))
    assert value(ratings + 1000000.0, "interval") == pytest.approx(value(ratings, "interval"))
    # squares of numbers near 10¹² would leave nothing of the differences
    assert value(ratings + 1e12, "interval") == pytest.approx(value(ratings, "interval"))


@pytest.mark.parametrize("scale", SCALES)
def test_full_agreement_is_exactly_one_and_no_variation_is_undefined(scale):
    agreed = krippendorff_alpha(np.tile([[0.1], [0.7], [0.1], [5.0]], 3), scale, draws=100)
    assert (agreed.value, agreed.low, agreed.high) == (1.0, 1.0, 1.0)
    constant = krippendorff_alpha(np.full((5, 3), 0.3), scale)
    assert np.isnan([constant.value, constant.low, constant.high]).all()
    assert "every rating is the same" in constant.reason
    assert constant.percent == 1.0
    assert constant.counts == (("0.3", 15),)


def test_without_pairs_it_is_undefined():
    alone = krippendorff_alpha([[1, NAN], [NAN, 2], [NAN, NAN]])
    assert np.isnan(alone.value)
    assert (alone.n_items, alone.left_out, alone.n_ratings) == (0, 2, 2)
    assert alone.reason == "no item has two ratings"
    assert np.isnan(krippendorff_alpha(np.empty((0, 3))).value)
    assert np.isnan(krippendorff_alpha(np.empty((4, 0))).value)


def test_one_item_has_a_value_but_no_interval():
    one = krippendorff_alpha([[1, 2]])
    assert one.value == 0.0
    assert np.isnan(one.low)
    assert one.reason == "one item: no interval"


def test_items_with_one_rating_do_not_count():
    ratings = np.array([[1, 1], [2, 2], [1, 2], [2, 2.0]])
    alone = np.vstack([ratings, [[1, NAN], [NAN, 1]]])
    found = krippendorff_alpha(alone, draws=0)
    assert found.value == value(ratings)
    assert (found.n_items, found.left_out) == (4, 2)


def test_interval_is_that_of_redrawing_items():
    """A plain loop that redraws the rows themselves gives the same interval, chance aside."""
    ratings = random_table(11, raters=3)
    generator = np.random.default_rng(3)
    pairable = ratings[(~np.isnan(ratings)).sum(axis=1) > 1]
    redrawn = [
        value(pairable[generator.integers(0, len(pairable), len(pairable))], "ordinal")
        for _ in range(1500)
    ]
    found = krippendorff_alpha(ratings, "ordinal", draws=4000, seed=8)
    low, high = np.nanquantile(redrawn, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.03)
    assert found.high == pytest.approx(high, abs=0.03)


@pytest.mark.parametrize("scale", SCALES)
def test_every_draw_equals_alpha_of_the_drawn_items(scale):
    ratings = random_table(4)
    found = patterns(np.where(np.isnan(ratings), -1, ratings).astype(int), 6).pairable
    drawn = next(redraws(found, 6, seed=2))
    rows = np.where(found.codes >= 0, found.codes, NAN)
    expected = [value(np.repeat(rows, times.astype(int), axis=0), scale) for times in drawn]
    found_interval = krippendorff_alpha(ratings, scale, draws=6, seed=2)
    ends = np.nanquantile(expected, [0.025, 0.975])
    assert [found_interval.low, found_interval.high] == pytest.approx(ends, abs=1e-12)


@pytest.mark.parametrize(("items", "ways"), [(2000, 3), (30, 1000)])
def test_draws_hold_as_many_items_as_there_are(items, ways):
    """Few patterns are drawn by their numbers, many by the item: both draw every item alike."""
    codes = np.random.default_rng(0).integers(0, ways, (items, 3))
    found = patterns(codes, ways).pairable
    drawn = np.concatenate(list(redraws(found, 400, seed=1)))
    assert (drawn.sum(axis=1) == items).all()
    assert drawn.mean(axis=0) == pytest.approx(
        found.times, abs=6 * np.sqrt(found.times.max() / 400)
    )


def test_blocks_of_draws_do_not_change_the_interval(monkeypatch):
    ratings = random_table(9)
    whole = krippendorff_alpha(ratings, "ratio", draws=100)
    monkeypatch.setattr("gkeval.judging.alphas.BLOCK", 64)
    blocks = krippendorff_alpha(ratings, "ratio", draws=100)
    assert blocks.low == pytest.approx(whole.low, abs=1e-12)
    assert blocks.value == pytest.approx(whole.value, abs=1e-12)


def test_draws_without_variation_are_left_out_and_said():
    found = krippendorff_alpha([[1, 1]] * 9 + [[1, 2]], draws=300)
    both = patterns(np.array([[0, 0]] * 9 + [[0, 1]]), 2).pairable
    (drawn,) = redraws(both, 300, seed=0)
    lost = int((drawn[:, both.codes[:, 1] == 1] == 0).sum())  # the odd item was not drawn
    assert 60 < lost < 150
    assert found.reason == f"{lost} of 300 draws had no variation and are left out"
    assert found.high < 1


def test_seed_decides():
    ratings = random_table(2)
    one, same, other = (krippendorff_alpha(ratings, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert (one.low, one.high) != (other.low, other.high)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scale": "metric"}, "scale is 'metric'"),
        ({"draws": -1}, "draws is -1"),
        ({"confidence": 95}, "confidence is 95"),
        ({"ratings": [[1, -1]], "scale": "ratio"}, "below 0"),
        ({"ratings": [["a", "b"]], "scale": "ratio"}, "levels in words"),
        ({"ratings": [1, 2]}, "must be 2"),
        ({"ratings": [[1, np.inf]]}, "infinite"),
        ({"levels": [1]}, "ratings hold 2"),
        ({"levels": [1, 2, 1]}, "must all differ"),
    ],
)
def test_refusals_say_what_is_allowed(change, said):
    with pytest.raises(ValueError, match=said):
        krippendorff_alpha(**({"ratings": [[1, 2], [2, 2]]} | change))


def test_two_items_have_an_interval():
    found = krippendorff_alpha([[1, 1], [2, 2]], draws=50)
    assert (found.value, found.low, found.high, found.interval) == (1, 1, 1, "bootstrap")
    none = krippendorff_alpha([[1, 1], [2, 2]], draws=0)
    assert (none.interval, none.reason, none.value) == ("", "", 1)
    assert krippendorff_alpha([[1, 2]], draws=0).reason == ""


def test_confidence_is_that_of_the_percentiles():
    ratings = random_table(11, raters=3)
    found = krippendorff_alpha(ratings, draws=200, confidence=0.5)
    wide = krippendorff_alpha(ratings, draws=200)
    assert wide.low < found.low < found.value < found.high <= wide.high
    assert (found.confidence, wide.confidence) == (0.5, 0.95)
    pairable = patterns(np.where(np.isnan(ratings), -1, ratings).astype(int), 6).pairable
    rows = np.where(pairable.codes >= 0, pairable.codes, NAN)
    (drawn,) = redraws(pairable, 200, seed=0)
    every = [value(np.repeat(rows, times.astype(int), axis=0)) for times in drawn]
    assert [found.low, found.high] == pytest.approx(np.nanquantile(every, [0.25, 0.75]))


def test_zeros_on_a_ratio_scale():
    """0 beside 0 does not differ, 0 beside 3 differs by 1: (3 - 0) ÷ (3 + 0)."""
    ratings = [[0, 0], [0, 3], [3, 3]]
    # observed 1 of 3 pairs; expected, over 30 ordered pairs of different ratings: 18 of 30
    assert value(ratings, "ratio") == pytest.approx(1 - (1 / 3) / (18 / 30))
    assert value(ratings, "nominal") == pytest.approx(1 - (1 / 3) / (18 / 30))


def test_blocks_hold_every_draw_once(monkeypatch):
    found = patterns(np.array([[0, 1], [1, 1], [0, 0]]), 2).pairable
    whole = np.concatenate(list(redraws(found, 10, seed=3)))
    for cells in (1, 6, 12, 18):
        monkeypatch.setattr("gkeval.judging.alphas.BLOCK", cells)
        blocks = list(redraws(found, 10, seed=3))
        assert sum(map(len, blocks)) == 10
        assert max(map(len, blocks)) == max(1, cells // 6)
        assert np.array_equal(np.concatenate(blocks), whole)

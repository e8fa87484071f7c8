"""Noise, rounding and ranks against exact decimals."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.numbers import clean, half_up, plain, ranks, reaches, resolution, ticks


@pytest.mark.parametrize(
    ("full", "places"), [(1, 9), (9.99, 9), (10, 8), (100, 7), (100.64, 7), (120, 7), (1000, 6)]
)
def test_resolution_is_a_power_of_ten_within_one_part_in_a_billion(full, places):
    assert resolution(full) == places
    assert Fraction(1, 10**places) <= Fraction(full) / 10**9


def test_full_mark_must_be_positive():
    with pytest.raises(ValueError, match="must be > 0"):
        resolution(0)


@given(st.integers(-10_000_000, 100_000_000), st.integers(0, 4))
def test_half_up_equals_decimal_rounding(millionths, decimals):
    exact = Decimal(millionths) / 1_000_000
    expected = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert half_up([float(exact)], decimals, 100)[0] == float(expected)


def test_half_up_refuses_more_decimals_than_scores_can_tell_apart():
    with pytest.raises(ValueError, match="must be from 0 to 7"):
        half_up([1.0], 8, 100)


def test_noise_below_the_resolution_never_parts_equals():
    scores = np.array([0.1] * 10).cumsum()[-1:] * 100
    assert ticks(scores, 100)[0] == ticks([100.0], 100)[0]
    assert clean([80.1 + 0.2], 100)[0] == 80.3


def test_half_a_tick_with_noise_on_both_sides_lands_on_one_tick():
    half = 12.34765625  # half way between two ticks of 10⁻⁷
    assert len(set(ticks([half - 3e-14, half, half + 3e-14], 100))) == 1


def test_ranks_of_missing_scores_are_missing():
    assert np.isnan(ranks([np.nan, 3.0], 100)[0])
    assert ranks([np.nan, 3.0], 100)[1] == 1


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_competition_rank_is_one_plus_the_number_better(quarters):
    scores = np.array(quarters) / 4
    expected = [1 + sum(other > mine for other in quarters) for mine in quarters]
    assert ranks(scores, 100).tolist() == expected


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_dense_rank_counts_distinct_better_scores(quarters):
    expected = [1 + len({other for other in quarters if other > mine}) for mine in quarters]
    assert ranks(np.array(quarters) / 4, 100, ties="dense").tolist() == expected


def test_unknown_tie_rule_is_refused():
    with pytest.raises(ValueError, match="'competition' or 'dense'"):
        ranks([1.0], 100, ties="ordinal")


@given(st.integers(1, 200), st.integers(0, 200))
def test_a_share_reaches_the_limit_that_it_equals(denominator, numerator):
    numerator = min(numerator, denominator)
    limit = float(Decimal(numerator) / Decimal(denominator))
    assert reaches([numerator / denominator], limit)[0]
    assert not reaches([numerator / denominator - 0.001], limit)[0]


@pytest.mark.parametrize(
    ("number", "text"),
    [(Decimal("1E+2"), "100"), (0.1, "0.1"), (float("nan"), "—"), (Decimal("0.640"), "0.64")],
)
def test_plain_numbers_carry_no_exponent_and_no_needless_zero(number, text):
    assert plain(number) == text


def test_one_score_is_taken_like_an_array_of_one():
    assert float(ticks(0.1 + 0.2, 1)) == 300_000_000
    assert float(clean(0.1 + 0.2, 1)) == 0.3
    # a single product that is noise short of half a tick goes where its tick goes
    assert float(ticks(0.5e-9 - 1e-17, 1)) == float(ticks([0.5e-9 - 1e-17], 1)[0]) == 0
    assert float(clean(59.99999999999, 100)) == 60


def test_noise_is_a_billionth_and_grows_with_limits_above_one():
    for limit, noise in [(0.5, 1e-9), (1, 1e-9), (80, 80e-9)]:
        found = reaches([limit - 0.9 * noise, limit - 1.5 * noise], limit)
        assert found.tolist() == [True, False]


def test_no_minus_zero_is_written():
    assert (plain(-0.0), plain(-0.0, 2), plain(Decimal("-0"))) == ("0", "0.00", "0")


def test_a_limit_less_its_noise_is_reached():
    """The billionth itself still counts as noise, on a limit that float64 holds exactly."""
    assert reaches([1 - 1e-9, np.nextafter(1 - 1e-9, 0)], 1).tolist() == [True, False]


def test_numbers_of_any_kind_are_taken_as_float64():
    values = np.array([None, Decimal("0.3"), 1], dtype=object)
    found = reaches(values, np.array([Decimal("0.3")], dtype=object))
    assert (found.tolist(), found.dtype) == ([False, True, True], bool)
    assert reaches([1.0, 1.0], np.array([None, 1], dtype=object)).tolist() == [False, True]
    single = np.array([80.1], dtype=np.float32)  # 80.09999847… in float64
    assert ticks(single, 100).tolist() == [800_999_985.0]
    assert ticks(single, 100).dtype == np.float64


def test_half_up_gives_no_minus_zero():
    rounded = half_up([-0.001, -0.0, 0.001], 2, 100)
    assert rounded.tolist() == [0, 0, 0]
    assert not np.signbit(rounded).any()

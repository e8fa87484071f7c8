import numpy as np
import pytest

from gkeval.judging import exact, wilson

# R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I: hits, n, then Wilson's
# interval (method 3) and Clopper and Pearson's (method 5).
NEWCOMBE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]


@pytest.mark.parametrize(("hits", "n", "score", "clopper"), NEWCOMBE)
def test_newcombe_1998(hits, n, score, clopper):
    assert wilson(hits, n) == pytest.approx(score, abs=5e-5)
    assert exact(hits, n) == pytest.approx(clopper, abs=5e-5)


@pytest.mark.parametrize(("method", "name"), [(wilson, "wilson"), (exact, "beta")])
def test_many_shares_equal_the_oracle(method, name):
    oracle = pytest.importorskip("statsmodels.stats.proportion")
    generator = np.random.default_rng(0)
    n = generator.integers(1, 400, 300)
    hits = generator.integers(0, n + 1)
    for confidence in (0.9, 0.95, 0.99):
        theirs = oracle.proportion_confint(hits, n, alpha=1 - confidence, method=name)
        ours = method(hits, n, confidence=confidence)
        assert np.array(ours) == pytest.approx(np.array(theirs), abs=1e-9)


def test_exact_interval_of_a_finite_population_is_the_inverted_test():
    """Against a plain search over every number of cases that the population could hold."""
    hypergeom = pytest.importorskip("scipy.stats").hypergeom
    for whole, n in ((12, 5), (40, 12), (97, 30), (8, 8)):
        cases = np.arange(whole + 1)
        for hits in range(n + 1):
            above = hypergeom.sf(hits - 1, whole, cases, n) > 0.025
            below = hypergeom.cdf(hits, whole, cases, n) > 0.025
            expected = cases[above].min() / whole, cases[below].max() / whole
            assert exact(hits, n, whole) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("method", "at_least"), [(exact, 0.95), (wilson, 0.88)])
def test_intervals_hold_every_share_as_often_as_they_say(method, at_least):
    """Wilson's holds 95 % on average over shares, the exact one for every share."""
    hypergeom = pytest.importorskip("scipy.stats").hypergeom
    whole, n = 60, 20
    hits = np.arange(n + 1)
    low, high = method(hits, n, whole)
    held = [
        hypergeom.pmf(hits, whole, cases, n)[
            (low <= cases / whole + 1e-12) & (cases / whole <= high + 1e-12)
        ].sum()
        for cases in range(whole + 1)
    ]
    assert min(held) >= at_least - 1e-9
    assert np.mean(held) >= 0.945


@pytest.mark.parametrize("method", [wilson, exact])
def test_a_finite_population_narrows_the_interval_down_to_the_share(method):
    hits, n = np.array([0, 3, 9, 12]), 12
    before = method(hits, n)
    for whole in (10_000_000, 400, 40, 20, 13):
        low, high = method(hits, n, whole)
        assert (low >= before[0] - 1e-6).all()
        assert (high <= before[1] + 1e-6).all()
        assert (low * whole >= hits - 1e-9).all()
        assert ((1 - high) * whole >= n - hits - 1e-9).all()
        before = low, high
    low, high = method(hits, n, n)
    assert low == pytest.approx(hits / n)
    assert high == pytest.approx(hits / n)
    assert np.array(method(9, 12, np.inf)) == pytest.approx(np.array(method(9, 12)))


@pytest.mark.parametrize("method", [wilson, exact])
def test_turning_hits_around_turns_the_interval_around(method):
    for whole in (None, 50):
        hits = np.arange(31)
        low, high = method(hits, 30, whole)
        assert 1 - high[::-1] == pytest.approx(low, abs=1e-9)


@pytest.mark.parametrize("method", [wilson, exact])
def test_nothing_checked_has_no_interval(method):
    low, high = method([0, 0, 1], [0, np.nan, 1], [10, 10, np.nan])
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, True, False]


def test_blocks_do_not_change_the_exact_interval(monkeypatch):
    hits = np.arange(21)
    whole = exact(hits, 20, 50)
    monkeypatch.setattr("gkeval.judging.proportions.BLOCK", 40)
    assert np.array_equal(exact(hits, 20, 50), whole)


@pytest.mark.parametrize(
    ("hits", "n", "population", "said"),
    [
        (3, 2, None, "hits must be from 0 to n"),
        (-1, 2, None, "hits must be from 0 to n"),
        (1, 3, 2, "population must be at least n"),
    ],
)
def test_refusals(hits, n, population, said):
    for method in (wilson, exact):
        with pytest.raises(ValueError, match=said):
            method(hits, n, population)
    with pytest.raises(ValueError, match="whole numbers"):
        exact(0.5, 2)
    with pytest.raises(ValueError, match="confidence is 95"):
        wilson(1, 2, confidence=95)


def test_wilson_by_hand_for_a_finite_population():
    """5 of 10 checked, of 20: effective 10 × 19 ÷ 10 = 19, z²/19 = 0.20219; half an interval
    = root of (0.20219 ÷ 4 + 0.20219² ÷ 4) ÷ 1.20219 = 0.20505."""
    low, high = wilson(5, 10, 20)
    assert [float(low), float(high)] == pytest.approx([0.29495, 0.70505], abs=5e-6)
    low, high = wilson(50, 100, 200)
    weight = 1.959963984540054**2 / (100 * 199 / 100)
    half = np.sqrt(weight / 4 + weight**2 / 4) / (1 + weight)
    assert [float(low), float(high)] == pytest.approx([0.5 - half, 0.5 + half])
    assert float(wilson(1, 2, 3)[0]) == pytest.approx(1 / 3)
    assert float(wilson(1, 2, 3)[1]) == pytest.approx(2 / 3)


def test_shares_of_all_and_of_none_end_at_the_ends():
    for method in (wilson, exact):
        low, high = method([0, 4], 4)
        assert (low[0], high[1]) == (0, 1)
        assert 0 < high[0] < 1
        assert 0 < low[1] < 1
        low, high = method([0, 4], 4, 4)
        assert (low.tolist(), high.tolist()) == ([0, 1], [0, 1])
        low, high = method([0, 1], 1, [1, 2])
        assert (low.tolist(), high[0]) == ([0, 0.5], 0)
        assert method(0, 0, 0)[0].shape == ()
        assert np.isnan(method(0, 0, 0)).all()


def test_exact_interval_of_a_small_population_by_counting():
    """3 of 4 checked pass, of 6. With 3 passing cases, 3 are seen in 3 of the 15 samples; with 4,
    in 8, or 4 in 1 of them; at 80 % either end may leave out 10 %."""
    low, high = exact(3, 4, 6, confidence=0.8)
    assert (float(low) * 6, float(high) * 6) == (3, 5)
    # 3 in 15 is a fifth: beyond one tenth, so that 3 stays; at 50 % (a quarter) it goes
    assert float(exact(3, 4, 6, confidence=0.5)[0]) * 6 == 4

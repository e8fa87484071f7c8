"""Aggregation against textbooks, published examples and independent implementations."""

import numpy as np
import pytest
from scipy import stats

from gkeval import GkevalError
from gkeval.composite import aggregate, normalise

RNG = np.random.default_rng(11)
VALUES = RNG.uniform(1, 10, size=(30, 5))
WEIGHTS = np.array([0.3, 0.1, 0.25, 0.15, 0.2])
GAPS = np.where(RNG.random(VALUES.shape) < 0.2, np.nan, VALUES)

MEANS = {
    "arithmetic": ({}, lambda x, w: np.average(x, weights=w)),
    "geometric": ({}, lambda x, w: stats.gmean(x, weights=w)),
    "harmonic": ({}, lambda x, w: stats.hmean(x, weights=w)),
    "power": ({"exponent": 3}, lambda x, w: stats.pmean(x, 3, weights=w)),
    "minimum": ({}, lambda x, w: x.min()),
    "maximum": ({}, lambda x, w: x.max()),
}


@pytest.mark.parametrize("name", sorted(MEANS))
def test_means_are_those_of_scipy_with_and_without_gaps(name):
    options, one = MEANS[name]
    for values in (VALUES, GAPS):
        expected = [one(x[~np.isnan(x)], WEIGHTS[~np.isnan(x)]) for x in values]
        found = aggregate.METHODS[name](values, WEIGHTS, **options)
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_power_means_meet_the_named_ones():
    for exponent, named in (
        (1, aggregate.arithmetic),
        (0, aggregate.geometric),
        (-1, aggregate.harmonic),
        (np.inf, aggregate.maximum),
        (-np.inf, aggregate.minimum),
    ):
        np.testing.assert_allclose(
            aggregate.power(GAPS, WEIGHTS, exponent=exponent), named(GAPS, WEIGHTS)
        )
    np.testing.assert_allclose(
        aggregate.power(VALUES, WEIGHTS, exponent=-2),
        stats.pmean(VALUES, -2, axis=1, weights=WEIGHTS),
    )
    assert aggregate.power([[10.0, 20]], exponent=2000)[0] == pytest.approx(20, abs=0.01)


def test_a_generalised_mean_does_not_vanish_with_one_value():
    for exponent in (-1, 0, 0.5, 2):
        assert aggregate.power([[4.0, np.nan, 4.0]], exponent=exponent)[0] == pytest.approx(4)


def test_median_is_numpys_with_equal_weights_and_repeats_with_whole_ones():
    np.testing.assert_allclose(aggregate.median(GAPS), np.nanmedian(GAPS, axis=1))
    whole = np.array([3, 1, 2, 4, 1])
    expected = [np.median(np.repeat(x, whole)) for x in VALUES]
    np.testing.assert_allclose(aggregate.median(VALUES, whole), expected)


@pytest.mark.parametrize("name", ["geometric", "harmonic"])
def test_zeros_need_a_stated_floor(name):
    method = aggregate.METHODS[name]
    with pytest.raises(GkevalError, match=r"1 are 0. Remedy: state floor="):
        method([[0, 4.0], [1, 1]])
    assert method([[0, 4.0], [1, 1]], floor=0).tolist() == [0, 1]
    assert method([[0, 4.0]], floor=1)[0] == pytest.approx(method([[1, 4.0]])[0])
    with pytest.raises(GkevalError, match="1 values are negative"):
        method([[-1, 4.0]])


def test_a_zero_without_weight_does_not_count():
    assert aggregate.geometric([[0.0, 4.0]], [0, 1], floor=0).tolist() == [4]
    assert aggregate.minimum([[0.0, 4.0]], [0, 1]).tolist() == [4]
    assert aggregate.median([[0.0, 4.0]], [0, 1]).tolist() == [4]


def test_mazziotta_pareto_by_the_formula_of_the_paper():
    """Mazziotta and Pareto (2016): MPI = M - S·cv of values with mean 100, deviation 10."""
    z = normalise.zscore(VALUES, 100, 10, ddof=0)
    mean, deviation = z.mean(axis=1), z.std(axis=1)
    cv = deviation / mean
    np.testing.assert_allclose(aggregate.mazziotta_pareto(z), mean - deviation * cv)
    np.testing.assert_allclose(
        aggregate.mazziotta_pareto(z, penalty="positive"), mean + deviation * cv
    )
    weighted = np.average(z, axis=1, weights=WEIGHTS)
    spread = np.average((z - weighted[:, None]) ** 2, axis=1, weights=WEIGHTS)
    np.testing.assert_allclose(aggregate.mazziotta_pareto(z, WEIGHTS), weighted - spread / weighted)
    assert aggregate.mazziotta_pareto([[0.0, 0.0]]).tolist() == [0]
    with pytest.raises(GkevalError, match="scale above 0"):
        aggregate.mazziotta_pareto([[-1.0, 2]])


def test_mean_min_by_the_formula_of_the_paper():
    """Casadio Tarabusi and Guarini (2013): M - a(sqrt((M - m)^2 + b^2) - b)."""
    mean, least = VALUES.mean(axis=1), VALUES.min(axis=1)
    expected = mean - 0.7 * (np.sqrt((mean - least) ** 2 + 4) - 2)
    np.testing.assert_allclose(aggregate.mean_min(VALUES, alpha=0.7, beta=2), expected)
    np.testing.assert_allclose(aggregate.mean_min(GAPS, alpha=0), aggregate.arithmetic(GAPS))
    np.testing.assert_allclose(aggregate.mean_min(GAPS, alpha=1), aggregate.minimum(GAPS))


def test_owa_by_yager():
    """Yager (1988), p. 184: weights 0.2, 0.3, 0.1, 0.4 of the arguments 0.6, 1.0, 0.3, 0.5."""
    found = aggregate.owa([[0.6, 1.0, 0.3, 0.5]], order=[0.2, 0.3, 0.1, 0.4])
    assert found[0] == pytest.approx(0.2 * 1.0 + 0.3 * 0.6 + 0.1 * 0.5 + 0.4 * 0.3)
    assert aggregate.owa(VALUES, order=[1, 0, 0, 0, 0]) == pytest.approx(VALUES.max(axis=1))
    assert aggregate.owa(VALUES, order=[1] * 5) == pytest.approx(VALUES.mean(axis=1))
    ordered = -np.sort(-VALUES, axis=1)
    places = (np.arange(1, 6) / 5) ** 2 - (np.arange(5) / 5) ** 2
    assert aggregate.owa(VALUES, exponent=2) == pytest.approx(ordered @ places)
    assert aggregate.owa(GAPS, WEIGHTS, exponent=1) == pytest.approx(
        aggregate.arithmetic(GAPS, WEIGHTS)
    )


def outranked(values, weights):
    """The outranking matrix, pair by pair."""
    n = len(values)
    result = np.full((n, n), 0.5)
    for i in range(n):
        for j in range(n):
            have = ~np.isnan(values[i]) & ~np.isnan(values[j])
            if i != j and weights[have].sum() > 0:
                better = weights[have & (values[i] > values[j])].sum()
                alike = weights[have & (values[i] == values[j])].sum()
                result[i, j] = (better + alike / 2) / weights[have].sum()
    return result


@pytest.mark.parametrize("block", [7, 256])
def test_outranking_and_copeland_pair_by_pair(block, monkeypatch):
    monkeypatch.setattr("gkeval.composite.aggregate.pairwise.BLOCK", block)
    values = np.round(GAPS)
    expected = outranked(values, WEIGHTS)
    found = aggregate.outranking(values, WEIGHTS)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    np.testing.assert_allclose(found + found.T, 1)
    signs = np.sign(np.round(expected - 0.5, 9))
    wins_less_losses = signs.sum(axis=1)
    np.testing.assert_allclose(
        (2 * aggregate.copeland(values, WEIGHTS) - 1) * (len(values) - 1), wins_less_losses
    )
    share = (expected.sum(axis=1) - 0.5) / (len(values) - 1)
    np.testing.assert_allclose(aggregate.copeland(values, WEIGHTS, score="share"), share)


def test_condorcets_sixty_voters():
    """Condorcet (1785), in OECD/JRC Handbook (2008), step 6: 23 abc, 17 bca, 2 bac, 10 cab, 8 cba.

    Voters are indicators, candidates units. Borda: b 69, a 58, c 53 of 60 voters; pairwise a beats
    b by 33 to 27, b beats c by 42 to 18, c beats a by 35 to 25: a cycle, all three even.
    """
    ballots = [("abc", 23), ("bca", 17), ("bac", 2), ("cab", 10), ("cba", 8)]
    values = np.array([[2 - order.index(name) for order, _ in ballots] for name in "abc"], float)
    votes = np.array([n for _, n in ballots], float)
    assert (aggregate.borda(values, votes) * 2 * 60).round(9).tolist() == [58, 69, 53]
    duel = aggregate.outranking(values, votes) * 60
    assert [duel[0, 1], duel[1, 2], duel[2, 0]] == pytest.approx([33, 42, 35])
    assert aggregate.copeland(values, votes).tolist() == [0.5, 0.5, 0.5]


def test_units_without_values_and_alone():
    values = np.array([[1.0, 2], [np.nan, np.nan], [0, 1]])
    for method in (aggregate.copeland, aggregate.borda):
        found = method(values)
        assert found[[0, 2]].tolist() == [1, 0]
        assert np.isnan(found[1])
    assert aggregate.copeland([[1.0]]).tolist() == [0.5]


def test_topsis_of_hwang_and_yoon():
    """Hwang and Yoon (1981), the fighter aircraft: 0.643, 0.268, 0.613, 0.312."""
    aircraft = [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ]
    scaled = normalise.vector(aircraft, direction=[1, 1, 1, -1, 1, 1])
    found = aggregate.topsis(scaled, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3])
    np.testing.assert_allclose(found, [0.643, 0.268, 0.613, 0.312], atol=1e-3)


def test_topsis_and_vikor_are_those_of_pymcdm():
    methods = pytest.importorskip("pymcdm.methods")
    types = np.array([1, -1, 1, 1, -1])
    scaled = normalise.minmax(VALUES, direction=types)
    theirs = methods.TOPSIS()(VALUES, WEIGHTS, types)
    np.testing.assert_allclose(aggregate.topsis(scaled, WEIGHTS), theirs)
    theirs = methods.VIKOR()(VALUES, WEIGHTS, types)
    np.testing.assert_allclose(1 - aggregate.vikor(scaled, WEIGHTS), theirs, atol=1e-12)


def test_vikor_of_opricovic_and_tzeng():
    """Opricovic and Tzeng (2004), section 5: the mountain climber; S, R and Q of three routes."""
    risk_and_height = [[-1, 3000], [-2, 3750], [-5, 4500]]
    together, largest = aggregate.vikor_regrets(risk_and_height)
    assert together.tolist() == [0.5, 0.375, 0.5]
    assert largest.tolist() == [0.5, 0.25, 0.5]
    assert aggregate.vikor(risk_and_height).tolist() == [0, 1, 0]


def test_topsis_with_gaps_and_stated_ends():
    stated = aggregate.topsis([[0.5, np.nan], [1, 1]], ideal=1, worst=0)
    assert stated.tolist() == [0.5, 1]
    alone = aggregate.topsis([[0.5, 0.5]], ideal=1, worst=0)
    assert alone.tolist() == [0.5]
    assert aggregate.topsis([[3.0, 3.0], [3.0, 3.0]]).tolist() == [1, 1]


@pytest.mark.parametrize("name", sorted(aggregate.METHODS))
def test_a_unit_without_values_is_missing_and_weights_are_checked(name):
    method = aggregate.METHODS[name]
    options = {"owa": {"exponent": 2}}.get(name, {})
    found = method(np.array([[np.nan, np.nan], [1, 2], [3, 4]]), **options)
    assert np.isnan(found).tolist() == [True, False, False]
    for weights in ([1, -1], [0, 0], [1, np.nan], [1]):
        with pytest.raises(GkevalError, match="weights"):
            method([[1.0, 2], [2, 3]], weights, **options)


@pytest.mark.parametrize(
    "call",
    [
        lambda: aggregate.geometric([[1, 2]], floor=-1),
        lambda: aggregate.power([[1, 2]], exponent=np.nan),
        lambda: aggregate.mean_min([[1, 2]], alpha=2),
        lambda: aggregate.owa([[1, 2]]),
        lambda: aggregate.owa([[1, 2]], exponent=0),
        lambda: aggregate.owa([[1, 2]], order=[1, 2, 3]),
        lambda: aggregate.copeland([[1, 2]], score="sum"),
        lambda: aggregate.vikor([[1, 2]], v=2),
        lambda: aggregate.mazziotta_pareto([[1, 2]], penalty="none"),
    ],
)
def test_what_cannot_be_is_refused(call):
    with pytest.raises(GkevalError):
        call()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("arithmetic", {}),
        ("geometric", {}),
        ("harmonic", {}),
        ("power", {"exponent": 2.5}),
        ("power", {"exponent": -3}),
        ("median", {}),
        ("minimum", {}),
        ("maximum", {}),
        ("mazziotta_pareto", {}),
        ("mean_min", {"alpha": 0.3, "beta": 1}),
        ("owa", {"exponent": 2}),
        ("owa", {"order": [4, 3, 2, 1, 0]}),
    ],
)
def test_weights_of_every_unit_are_those_of_the_unit_alone(name, options):
    method = aggregate.METHODS[name]
    weights = np.random.default_rng(3).integers(0, 4, GAPS.shape) * 1.0
    weights[0] = 0
    found = method(GAPS, weights, **options)
    assert np.isnan(found[0])
    for row in range(1, len(GAPS)):
        if weights[row].any():
            alone = method(GAPS[row : row + 1], weights[row], **options)
            np.testing.assert_allclose(found[row], alone[0], rtol=1e-12)
    for wrong in (weights[:-1], -weights, weights * np.nan):
        with pytest.raises(GkevalError, match="weights"):
            method(GAPS, wrong, **options)


def test_a_low_power_does_not_overflow_and_nears_the_minimum():
    values = [[1e-4, 0.5, 1.0]]
    assert aggregate.power(values, exponent=-200)[0] == pytest.approx(1e-4, rel=0.01)
    assert aggregate.power([[0.0, 1.0]], exponent=-2, floor=0).tolist() == [0]
    assert aggregate.power([[1e-9, 1.0]], [0, 1], exponent=-80).tolist() == [1]

"""Normalisation against published worked examples and independent implementations."""

import math

import numpy as np
import pytest
from scipy import stats

from gkeval import GkevalError
from gkeval.composite import normalise

RNG = np.random.default_rng(5)
VALUES = RNG.gamma(2, size=(40, 4))
VALUES[RNG.random(VALUES.shape) < 0.1] = np.nan
SIGN = np.array([1, -1, 1, -1])


def column_wise(function, values=VALUES):
    """Apply to the present values of each column, in plain Python."""
    result = np.full(values.shape, np.nan)
    for j in range(values.shape[1]):
        have = ~np.isnan(values[:, j])
        result[have, j] = function(values[have, j])
    return result


def test_minmax_is_that_of_scikit_learn():
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    expected = preprocessing.MinMaxScaler((10, 90)).fit_transform(VALUES)
    np.testing.assert_allclose(normalise.minmax(VALUES, 10, 90), expected, atol=1e-12)
    np.testing.assert_allclose(
        normalise.minmax(VALUES, 10, 90, direction=-np.ones(4)), 100 - expected, atol=1e-12
    )


def test_zscore_is_that_of_scikit_learn_and_scipy():
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    expected = preprocessing.StandardScaler().fit_transform(VALUES)
    np.testing.assert_allclose(normalise.zscore(VALUES, ddof=0), expected, atol=1e-12)
    sample = column_wise(lambda x: stats.zscore(x, ddof=1) * 10 + 50)
    np.testing.assert_allclose(normalise.zscore(VALUES, 50, 10), sample, atol=1e-12)


@pytest.mark.parametrize("ties", ["average", "min", "max", "dense"])
def test_ranks_are_those_of_scipy(ties):
    values = np.round(VALUES)
    np.testing.assert_array_equal(
        normalise.rank(values, ties=ties),
        column_wise(lambda x: stats.rankdata(x, method=ties), values),
    )


def test_percentile_rank_and_borda_follow_from_ranks():
    values = np.round(VALUES)
    expected = column_wise(lambda x: (stats.rankdata(x, "min") - 1) / (len(x) - 1), values)
    np.testing.assert_allclose(normalise.percentile_rank(values, ties="min"), expected)
    beaten = column_wise(
        lambda x: np.array([(x < v).sum() + ((x == v).sum() - 1) / 2 for v in x]), values
    )
    np.testing.assert_allclose(normalise.borda(values), beaten)


def test_values_equal_but_for_noise_share_a_rank():
    assert normalise.rank([[0.1 + 0.2], [0.3], [0.4]]).ravel().tolist() == [1.5, 1.5, 3]


def test_goalposts_give_the_indices_of_the_human_development_report():
    """UNDP, HDR 2014, technical note 1: Costa Rica, goalposts 20-85, 0-15, 0-18, $100-75,000."""
    values = [[79.9, 8.4, 13.5, math.log(13012)]]
    found = normalise.goalposts(values, [20, 0, 0, math.log(100)], [85, 15, 18, math.log(75000)])
    assert found.round(3).tolist() == [[0.922, 0.56, 0.75, 0.735]]


def test_goalposts_cap_and_turn():
    values = [[-5], [0], [25], [100], [120]]
    assert normalise.goalposts(values, 0, 100, scale=(0, 10)).ravel().tolist() == [
        0,
        0,
        2.5,
        10,
        10,
    ]
    turned = normalise.goalposts(values, 0, 100, scale=(0, 10), direction=[-1], cap=False)
    assert turned.ravel() == pytest.approx([10.5, 10, 7.5, 0, -2])
    assert normalise.scaled(values, 0, 100).ravel().tolist() == [-0.05, 0, 0.25, 1, 1.2]


def test_distances_by_hand():
    values = np.array([[10.0, 2.0], [20.0, 4.0], [40.0, 8.0]])
    sign = [1, -1]
    best = normalise.distance_to_maximum(values, direction=sign)
    assert best.tolist() == [[0.25, 1], [0.5, 0.5], [1, 0.25]]
    span = normalise.distance_to_maximum(values, kind="span", direction=sign)
    np.testing.assert_allclose(span, normalise.minmax(values, direction=sign))
    to_second = normalise.distance_to_reference(values, 1, kind="difference", direction=sign)
    assert to_second.tolist() == [[-0.5, 0.5], [0, 0], [1, -1]]
    target = normalise.distance_to_target(values, [30, 4], direction=sign)
    np.testing.assert_allclose(target, [[0, 1], [0.5, 1], [1, 0]])
    beyond = normalise.distance_to_target(values, [30, 4], direction=sign, cap=False)
    np.testing.assert_allclose(beyond, [[0, 1.5], [0.5, 1], [1.5, 0]])


def test_vector_and_maximum_are_those_of_pymcdm():
    theirs = pytest.importorskip("pymcdm.normalizations")
    values = RNG.gamma(2, size=(10, 3))
    for j in range(3):
        x = values[:, j]
        for sign, cost in ((1, False), (-1, True)):
            np.testing.assert_allclose(
                normalise.vector(values, direction=[sign] * 3)[:, j],
                theirs.vector_normalization(x, cost),
            )
            np.testing.assert_allclose(
                normalise.minmax(values, direction=[sign] * 3)[:, j],
                theirs.minmax_normalization(x, cost),
            )
            np.testing.assert_allclose(
                normalise.distance_to_maximum(values, direction=[sign] * 3)[:, j],
                theirs.linear_normalization(x, cost),
            )


def test_categories_keep_equal_values_together():
    values = np.array([[1.0], [1], [1], [2], [3], [9], [np.nan]])
    found = normalise.categories(values, cuts=(0.25, 0.5, 0.75), points=(0, 1, 2, 3)).ravel()
    assert found[:6].tolist() == [1, 1, 1, 2, 3, 3]
    assert np.isnan(found[6])
    quantile = np.nanquantile(values, 0.5)
    assert ((found[:6] >= 2) == (values[:6, 0] >= quantile)).all()


def test_above_mean_of_the_handbook():
    """OECD/JRC Handbook (2008), section 1.5: 1 above (1+p) of the mean, -1 below (1-p), else 0."""
    values = np.array([[50.0], [79], [80], [100], [120], [121], [150]])
    assert normalise.above_mean(values, 0.2).ravel().tolist() == [-1, -1, 0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("constant", "expected"), [("high", 100), ("low", 0), ("middle", 50), (30, 30)]
)
def test_an_indicator_that_all_publish_stays_in_the_score(constant, expected):
    found = normalise.minmax([[1, 5], [1, 7], [np.nan, 9]], 0, 100, constant=constant)
    assert found[:2, 0].tolist() == [expected, expected]
    assert np.isnan(found[2, 0])


@pytest.mark.parametrize("name", sorted(normalise.METHODS))
def test_no_method_loses_a_constant_indicator_or_fills_a_gap(name):
    options = {
        "goalposts": {"low": 0, "high": 10},
        "scaled": {"low": 0, "high": 10},
        "distance_to_target": {"target": 8},
        "distance_to_reference": {"reference": 0},
    }.get(name, {})
    values = np.array([[3.0, 1], [3, 2], [3, np.nan]])
    found = normalise.within(values, None, name, **options)
    assert np.isnan(found).tolist() == np.isnan(values).tolist()
    assert found.shape == values.shape
    assert len(set(found[:, 0])) == 1


def test_within_groups_and_own_functions():
    values = np.array([[1.0], [3], [10], [30]])
    groups = ["b", "a", "b", "a"]
    found = normalise.within(values, groups, "rank")
    assert found.ravel().tolist() == [1, 1, 2, 2]
    own = normalise.within(values, None, lambda x: x / 2, direction=[-1])
    assert own.ravel().tolist() == [-0.5, -1.5, -5, -15]
    with pytest.raises(GkevalError, match="shape"):
        normalise.within(values, None, lambda x: x[:2])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: normalise.minmax([1, 2]), "2: units, indicators"),
        (lambda: normalise.minmax([[1], [np.inf]]), "infinite"),
        (lambda: normalise.minmax([[1], [2]], 1, 1), "low must be below high"),
        (lambda: normalise.minmax([[1], [2]], direction=[0]), "must be 1 or -1"),
        (lambda: normalise.minmax([[1], [1]], constant="best"), "'high', 'low', 'middle'"),
        (lambda: normalise.minmax([[1], [1]], constant=2), "from 0.0 to 1.0"),
        (lambda: normalise.zscore([[1], [2]], sd=0), "above 0"),
        (lambda: normalise.goalposts([[1]], 3, 2), "below high"),
        (lambda: normalise.goalposts([[1]], 3, np.nan), "neither missing"),
        (lambda: normalise.distance_to_target([[1]], np.nan), "missing"),
        (lambda: normalise.distance_to_target([[1]], 1, kind="far"), "kind is 'far'"),
        (lambda: normalise.distance_to_maximum([[-1], [-2]]), "0 or less"),
        (lambda: normalise.distance_to_reference([[1], [2]], 2), "row from 0 to 1"),
        (lambda: normalise.distance_to_reference([[1], [np.nan]], 1), "missing"),
        (lambda: normalise.rank([[1]], ties="first"), "'average'"),
        (lambda: normalise.categories([[1]], cuts=(0.5, 0.2)), "must rise"),
        (lambda: normalise.categories([[1]], cuts=(0.5,), points=(1,)), "must be 2"),
        (lambda: normalise.within([[1]], None, "minmix"), "'minmix', must be one of"),
        (lambda: normalise.within([[1]], None, "minmax", hihg=3), "no option hihg"),
        (lambda: normalise.within([[1]], ["a", "b"]), "one per unit"),
    ],
)
def test_what_cannot_be_is_said(call, said):
    with pytest.raises(GkevalError, match=said):
        call()


def test_the_best_of_a_span_is_exactly_the_best():
    """49, 98 and 103 are spans of which the reciprocal times themselves is not 1."""
    for most in (49.0, 98.0, 103.0, 107.0):
        assert normalise.minmax([[0.0], [most]]).ravel().tolist() == [0.0, 1.0]

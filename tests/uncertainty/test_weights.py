"""Drawn weights: within bounds, adding up, and as often as they should."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gkeval.errors import GkevalError
from gkeval.scoring.tree import tree_of
from gkeval.uncertainty import Dirichlet, Feasible, Noise
from gkeval.uncertainty.weights import CONCENTRATIONS, draw_worth, known_bounds, known_weights
from tests.scoring.builders import branch, leaf, scheme

NESTED = tree_of(scheme(branch("a", 60, leaf("a1", 40), leaf("a2", 20)), leaf("b", 40)))
THREE = tree_of(scheme(leaf("x", 50), leaf("y", 30), leaf("z", 20)))
KINDS = [Noise(0.5), Noise(1), Dirichlet(20), Feasible(), Feasible(within=0.1)]


def drawn(tree, weights, n=2000, seed=1):
    return draw_worth(tree, weights, np.random.default_rng(seed), n)


@pytest.mark.parametrize("weights", KINDS, ids=str)
def test_every_branch_keeps_adding_up(weights):
    worth = drawn(NESTED, weights)
    np.testing.assert_allclose(worth[:, 1] + worth[:, 4], 100)
    np.testing.assert_allclose(worth[:, 2] + worth[:, 3], worth[:, 1])
    assert (worth >= 0).all()
    assert worth[:, 1].std() > 0


def test_without_uncertainty_weights_are_the_schemes():
    assert (drawn(NESTED, None, 2) == NESTED.worth).all()


def test_only_the_levels_asked_for_vary():
    first = drawn(NESTED, Noise(0.5, levels=(1,)))
    np.testing.assert_allclose(first[:, 2] / first[:, 1], 2 / 3)
    second = drawn(NESTED, Noise(0.5, levels=(2,)))
    assert (second[:, 1] == 60).all()
    assert second[:, 2].std() > 1
    with pytest.raises(GkevalError, match="levels holds 3, must be from 1 to 2"):
        drawn(NESTED, Noise(0.5, levels=(3,)))


def test_noise_stays_within_what_its_factors_allow():
    worth = drawn(THREE, Noise(0.25))
    low = 50 * 0.75 / (50 * 0.75 + 50 * 1.25)
    high = 50 * 1.25 / (50 * 1.25 + 50 * 0.75)
    assert (worth[:, 1] >= 100 * low).all()
    assert (worth[:, 1] <= 100 * high).all()
    assert np.ptp(worth[:, 1]) > 20


def test_dirichlet_has_the_mean_and_variance_that_it_states():
    share = drawn(THREE, Dirichlet(9), 40_000)[:, 1] / 100
    assert share.mean() == pytest.approx(0.5, abs=0.005)
    assert share.var() == pytest.approx(0.5 * 0.5 / 10, rel=0.05)


def test_numbers_are_taken_however_they_are_written():
    assert Noise(Decimal("0.5"), levels=[1]) == Noise(0.5, levels=(1,))
    assert Feasible(within=np.float32(0.5)) == Feasible(within=0.5)
    assert known_weights(np.float64(0.1)) == known_weights(0.1) == Noise(0.1)
    assert known_weights(None) is None


@pytest.mark.parametrize("concentration", CONCENTRATIONS)
def test_the_ends_of_the_concentration_give_weights(concentration):
    worth = drawn(THREE, Dirichlet(concentration), 50)
    np.testing.assert_allclose(worth[:, 1:].sum(axis=1), 100)
    if concentration == max(CONCENTRATIONS):
        np.testing.assert_allclose(worth, np.tile(THREE.worth, (50, 1)), atol=0.001)


def test_nearly_all_weight_on_one_leaves_the_others_something():
    worth = drawn(NESTED, Dirichlet(0.01), 500)
    assert (worth > 0).all()
    np.testing.assert_allclose(worth[:, 2] + worth[:, 3], worth[:, 1])
    np.testing.assert_allclose(worth[:, 1] + worth[:, 4], 100)


def test_feasible_weights_are_evenly_spread():
    # the share of one of three evenly spread shares is beta(1, 2)
    share = drawn(THREE, Feasible(), 5000)[:, 1] / 100
    assert stats.kstest(share, stats.beta(1, 2).cdf).pvalue > 0.001


def test_walking_within_tight_bounds_is_even_too():
    # 25 siblings of 4 points: free draws hardly ever fall within ±2 %, so pairs trade instead
    many = tree_of(scheme(*(leaf(f"s{n:02}", 4) for n in range(25))))
    worth = drawn(many, Feasible(within=0.02), 1000)[:, 1:]
    assert (worth >= 3.92 - 1e-9).all()
    assert (worth <= 4.08 + 1e-9).all()
    np.testing.assert_allclose(worth.sum(axis=1), 100)
    np.testing.assert_allclose(worth.mean(axis=0), 4, atol=0.01)
    # evenly spread shares are exchangeable: each has the same distribution as another
    assert stats.ks_2samp(worth[:, 0], worth[:, 24]).pvalue > 0.001


@pytest.mark.parametrize(
    "weights",
    [Feasible(within=0), Feasible(bounds={"x": (50, 50), "y": (30, 30), "z": (20, 20)})],
    ids=str,
)
def test_bounds_without_room_leave_the_scheme_s_weights(weights):
    assert drawn(THREE, weights, 3).tolist() == [[100, 50, 30, 20]] * 3


def test_both_ways_to_draw_within_bounds_agree():
    from gkeval.uncertainty import weights as module

    own = np.array([0.5, 0.3, 0.2])
    low, high = own * 0.6, own * 1.4
    rng = np.random.default_rng(3)
    walked = module._walked(own, low, high, rng, 4000)
    rejected = module._rejected(low, high, rng, 4000)
    for at in range(3):
        assert stats.ks_2samp(walked[:, at], rejected[:, at]).pvalue > 0.001


def test_bounds_hold_and_are_refused_when_they_cannot():
    worth = drawn(THREE, Feasible(bounds={"x": (45, 55), "z": (4, 100)}))
    assert (worth[:, 1] >= 45 - 1e-9).all()
    assert (worth[:, 1] <= 55 + 1e-9).all()
    assert (worth[:, 3] >= 4 - 1e-9).all()
    with pytest.raises(
        GkevalError, match="bounds of x are 60 to 70 points, must hold the scheme's own 50"
    ):
        drawn(THREE, Feasible(bounds={"x": (60, 70)}))
    with pytest.raises(GkevalError, match="bounds names nobody, must be among: x, y, z"):
        known_bounds(THREE, Feasible(bounds={"nobody": (1, 2)}))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Noise(1.5), "by is 1.5, must be a number from 0 to 1"),
        (lambda: Noise("a"), "by is 'a', must be a number from 0 to 1"),
        (lambda: Noise(math.nan), "by is nan, must be a number from 0 to 1"),
        (lambda: Noise(levels=1), "levels is 1, must be levels of the tree"),
        (lambda: Noise(levels="1"), "levels is '1', must be levels of the tree"),
        (lambda: Noise(levels=("a",)), "level is 'a', must be a whole number from 1"),
        (lambda: Noise(levels=(0,)), "level is 0, must be a whole number from 1"),
        (lambda: Dirichlet(0), "concentration is 0, must be a number from 0.000001 to"),
        (lambda: Dirichlet(math.inf), "concentration is inf, must be a number from"),
        (lambda: Dirichlet(levels=None), "levels is None, must be levels of the tree"),
        (lambda: Feasible(within=-1), "within is -1, must be a number from 0 to 1"),
        (lambda: Feasible(within=math.nan), "within is nan, must be a number from 0 to 1"),
        (lambda: Feasible(levels=1.5), "levels is 1.5, must be levels of the tree"),
        (lambda: Feasible(bounds=[("x", (1, 2))]), "bounds is a list, must be the lowest and the"),
        (lambda: Feasible(bounds={"x": (1,)}), "bounds of x is a tuple, must be two numbers"),
        (lambda: Feasible(bounds={"x": 5}), "bounds of x is 5, must be two numbers"),
        (lambda: Feasible(bounds={"x": "12"}), "bounds of x is '12', must be two numbers"),
        (lambda: Feasible(bounds={"x": (math.nan, 60)}), "lowest of the bounds of x is nan, must"),
        (lambda: Feasible(bounds={"x": (40, math.inf)}), "highest of the bounds of x is inf, must"),
        (lambda: Feasible(bounds={"x": (-1, 60)}), "x is -1, must be a finite number at least 0"),
        (lambda: Feasible(bounds={"x": (60, 40)}), "x is 40, must be a finite number at least 60"),
        (lambda: known_weights("noise"), "weights is 'noise', must be a number from 0 to 1, Noise"),
        (lambda: known_weights([1]), "weights is a list, must be a number from 0 to 1, Noise"),
        (lambda: known_weights(True), "weights is True, must be a number from 0 to 1, Noise"),
        (lambda: known_weights(math.nan), "by is nan, must be a number from 0 to 1"),
    ],
)
def test_numbers_out_of_range_are_refused(make, said):
    with pytest.raises(GkevalError, match=said):
        make()


@given(st.integers(0, 2**32), st.sampled_from(KINDS))
def test_the_seed_alone_decides(seed, weights):
    first, second = (drawn(NESTED, weights, 5, seed) for _ in range(2))
    assert (first == second).all()

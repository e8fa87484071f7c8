"""Treatment of outliers: moments, winsorisation, transformations, and the report of each cell."""

import numpy as np
import pytest
from scipy import stats

from gkeval import GkevalError
from gkeval.composite import treat
from gkeval.composite.moments import kurtosis, skewness

RNG = np.random.default_rng(8)
HEAVY = RNG.lognormal(0, 1.6, size=(60, 3))
FLAT = RNG.normal(size=(60, 1))


def test_moments_are_those_of_scipy():
    values = np.column_stack([HEAVY, FLAT])
    values[::7, 0] = np.nan
    for ours, theirs in ((skewness, stats.skew), (kurtosis, stats.kurtosis)):
        expected = theirs(values, bias=False, nan_policy="omit")
        np.testing.assert_allclose(ours(values), expected)
    assert np.isnan(skewness(np.ones((5, 1)))).all()
    assert np.isnan(kurtosis(np.array([[1.0], [2], [4]]))).all()


def test_winsorisation_of_coinr():
    """COINr, `winsorise`: 1 to 10, 30, 100: one value is set to the next, and both limits hold."""
    values = np.array([*range(1, 11), 30, 100], float)[:, None]
    found = treat.winsorise(values)
    assert found.values.ravel().tolist() == [*range(1, 11), 30, 30]
    assert found.methods == ("winsorise(low=0, high=1)",)
    assert found.passed.tolist() == [True]
    table = found.table(["发布数"])
    assert table.loc[0, ["indicator", "cells"]].to_list() == ["发布数", 1]
    assert table.loc[0, "skewness_before"] == pytest.approx(stats.skew(values, bias=False)[0])


def test_winsorising_sets_the_most_extreme_to_the_next():
    for sign in (1, -1):
        found = treat.winsorise(sign * HEAVY, most=10)
        for j in range(3):
            before, after = sign * sign * HEAVY[:, j], sign * found.values[:, j]
            changed = int(found.changed[:, j].sum())
            expected = np.minimum(before, np.sort(before)[len(before) - 1 - changed])
            np.testing.assert_array_equal(after, expected)
            assert changed <= 10


def test_never_more_cells_than_allowed_and_equal_cells_alike():
    values = np.array([1, 2, 3, 4, 5, 6, 7, 8, 90, 90, 90], float)[:, None]
    values = np.vstack([values, np.arange(1.0, 30)[:, None] / 10])
    assert not treat.winsorise(values, most=2).changed.any()
    three = treat.winsorise(values, most=3)
    assert three.changed.sum() == 3
    assert set(three.values[8:11, 0]) == {8}
    share = treat.winsorise(values, most=0.08)
    assert share.changed.sum() == 3


def test_what_is_fit_is_left_alone():
    for method in (treat.winsorise, treat.log, treat.boxcox, treat.signed, treat.stepwise):
        found = method(FLAT)
        assert not found.changed.any()
        assert found.methods == ("",)
        np.testing.assert_array_equal(found.values, FLAT)


def test_stepwise_transforms_the_original_where_winsorising_is_not_enough():
    found = treat.stepwise(HEAVY, most=1)
    rest = ~treat.winsorise(HEAVY, most=1).passed
    assert rest.any()
    np.testing.assert_allclose(found.values[:, rest], np.log(HEAVY[:, rest]))
    assert found.passed.all()
    other = treat.stepwise(HEAVY, most=1, then={"method": "log", "shift": "span"})
    low, high = HEAVY.min(axis=0), HEAVY.max(axis=0)
    expected = np.log(HEAVY - low + 0.01 * (high - low))
    np.testing.assert_allclose(other.values[:, rest], expected[:, rest])


def test_boxcox_is_that_of_scipy():
    found = treat.boxcox(HEAVY, every=True)
    for j in range(3):
        values, exponent = stats.boxcox(HEAVY[:, j])
        said = float(found.methods[j].split("exponent=")[1].split(",")[0])
        assert said == pytest.approx(exponent, abs=1e-4)
        np.testing.assert_allclose(found.values[:, j], values, rtol=1e-3, atol=1e-4)
    given = treat.boxcox(HEAVY, exponent=0.5, every=True)
    np.testing.assert_allclose(given.values, 2 * (np.sqrt(HEAVY) - 1))
    np.testing.assert_allclose(treat.boxcox(HEAVY, exponent=0, every=True).values, np.log(HEAVY))


@pytest.mark.parametrize(
    "method",
    [
        lambda x: treat.log(x, every=True),
        lambda x: treat.log(x, shift="span", every=True),
        lambda x: treat.boxcox(x, every=True),
        lambda x: treat.boxcox(x, exponent=-2, every=True),
        lambda x: treat.signed(x, every=True),
        lambda x: treat.winsorise(x, most=9),
    ],
)
def test_no_treatment_turns_an_order_round(method):
    values = np.concatenate([HEAVY[:, :1] / 100, -HEAVY[:20, 1:2] / 50])
    found = method(values).values.ravel()
    order = np.argsort(values.ravel())
    assert (np.diff(found[order]) >= 0).all()


def test_gaps_stay_gaps():
    values = HEAVY.copy()
    values[3, 1] = np.nan
    for method in (treat.winsorise, treat.stepwise):
        assert np.isnan(method(values).values).tolist() == np.isnan(values).tolist()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: treat.log([[0.0], [1.0]], shift=0, every=True), "lowest value 0 must be above"),
        (lambda: treat.log([[1.0]], shift="some", every=True), "'auto' or 'span'"),
        (lambda: treat.signed([[1.0]], scale=0, every=True), "above 0"),
        (lambda: treat.winsorise([[1.0]], most=-1), "0 or more"),
        (lambda: treat.stepwise(HEAVY, most=0, then="root"), "'root', must be one of"),
    ],
)
def test_what_cannot_be_is_said(call, said):
    with pytest.raises(GkevalError, match=said):
        call()

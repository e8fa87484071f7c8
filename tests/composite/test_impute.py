"""Imputation and screening: every filled cell is marked, nothing else changes."""

import numpy as np
import pandas as pd
import pytest

from gkeval import GkevalError
from gkeval.composite import Screening, impute
from gkeval.composite.screening import availability, screened, zeros

RNG = np.random.default_rng(2)
GAP = np.nan


def test_mean_and_median_of_groups_are_those_of_pandas():
    values = RNG.normal(size=(40, 3))
    values[RNG.random(values.shape) < 0.3] = GAP
    groups = np.array(["西", "东"] * 20)
    frame = pd.DataFrame(values)
    for method, name in ((impute.mean, "mean"), (impute.median, "median")):
        by_group = frame.fillna(frame.groupby(groups).transform(name))
        np.testing.assert_allclose(method(values, groups).values, by_group)
        np.testing.assert_allclose(method(values).values, frame.fillna(getattr(frame, name)()))
        found = method(values, groups)
        np.testing.assert_array_equal(found.marks, np.isnan(values))
        assert found.left == 0


def test_a_group_without_values_stays_without_unless_said():
    values, groups = [[1.0], [GAP], [3.0]], ["a", "b", "a"]
    assert impute.mean(values, groups).left == 1
    assert impute.mean(values, groups, fallback="all").values.ravel().tolist() == [1, 2, 3]


def test_carry_is_that_of_pandas():
    units = np.repeat(["甲", "乙", "丙"], 6)
    years = np.tile([2015, 2016, 2018, 2019, 2020, 2023], 3)
    values = RNG.normal(size=(18, 2))
    values[RNG.random(values.shape) < 0.5] = GAP
    shuffle = RNG.permutation(18)
    frame = pd.DataFrame(values)
    for how, expected in (
        ("forward", frame.groupby(units).ffill()),
        ("backward", frame.groupby(units).bfill()),
    ):
        found = impute.carry(values[shuffle], units[shuffle], years[shuffle], how=how)
        np.testing.assert_array_equal(found.values, expected.to_numpy()[shuffle])
    linear = frame.copy()
    for unit in np.unique(units):
        mine = units == unit
        part = pd.DataFrame(values[mine], index=years[mine])
        linear[mine] = part.interpolate("index", limit_area="inside").to_numpy()
    found = impute.carry(values, units, years, how="linear")
    np.testing.assert_allclose(found.values, linear)


def test_carry_by_hand():
    units, years = ["a"] * 5, [2010, 2011, 2012, 2016, 2017]
    values = [[1.0], [GAP], [GAP], [GAP], [9.0]]

    def found(**options):
        return impute.carry(values, units, years, **options).values.ravel().tolist()

    assert found(how="nearest") == [1, 1, 1, 9, 9]
    assert found(how="linear") == pytest.approx([1, 15 / 7, 23 / 7, 55 / 7, 9])
    limited = found(how="forward", limit=1)
    assert limited[:2] == [1, 1]
    assert np.isnan(limited[2:4]).all()


def test_siblings_take_the_units_own_mean_of_the_branch():
    values = [[1.0, 3, GAP, 5, GAP], [GAP, GAP, GAP, 2, 4]]
    found = impute.siblings(values, ["p", "p", "p", "q", "q"], [1, 3, 1, 1, 1])
    assert found.values[0].tolist() == pytest.approx([1, 3, 2.5, 5, 5])
    assert np.isnan(found.values[1, :3]).all()
    assert found.marks.sum() == 2


def test_em_by_regression_when_one_indicator_has_gaps():
    """With gaps in one indicator alone, EM gives the least-squares prediction from the others.

    Little and Rubin (2002), section 7.2: the pattern is monotone, and the likelihood factors.
    """
    values = RNG.normal(size=(50, 3)) @ RNG.normal(size=(3, 3)) + [5, 100, -3]
    missing = np.arange(0, 50, 5)
    values[missing, 2] = GAP
    have = ~np.isnan(values[:, 2])
    design = np.column_stack([np.ones(50), values[:, :2]])
    slope, *_ = np.linalg.lstsq(design[have], values[have, 2], rcond=None)
    found = impute.em(values)
    np.testing.assert_allclose(found.values[missing, 2], design[missing] @ slope, rtol=1e-6)
    assert found.marks.sum() == 10


def test_em_raises_the_likelihood_and_recovers_a_hidden_line():
    common = RNG.normal(size=(200, 1))
    full = common @ np.array([[1, 2, -1, 0.5]]) + 0.01 * RNG.normal(size=(200, 4))
    gaps = np.where(RNG.random(full.shape) < 0.25, GAP, full)
    found = impute.em(gaps)
    have_one = ~np.isnan(gaps).all(axis=1)
    assert np.abs(found.values - full)[have_one].max() < 0.1
    branches = impute.em(gaps, ["a", "a", "b", "b"])
    assert branches.left >= found.left


def test_em_leaves_what_nothing_is_known_of():
    found = impute.em([[1.0, 2.0], [2.0, 4.1], [3.0, 5.9], [GAP, GAP]])
    assert np.isnan(found.values[3]).all()
    alone = impute.em([[1.0, GAP], [2.0, GAP]])
    assert alone.left == 2


def test_screening_by_unit_branch_and_zeros():
    values = [[1, GAP, 0, 0], [1, 2, GAP, GAP], [1, 2, 3, 4]]
    branches = ["p", "p", "q", "q"]
    assert availability(values).tolist() == [0.75, 0.5, 1]
    assert availability(values, branches).tolist() == [[0.5, 1], [1, 0], [1, 1]]
    assert zeros(values) == pytest.approx([2 / 3, 0, 0])
    assert screened(values, Screening(0.75)).tolist() == [True, False, True]
    assert screened(values, Screening(in_branch=0.6), branches).tolist() == [False, False, True]
    assert screened(values, Screening(zeros=0.5)).tolist() == [False, True, True]
    due = np.array([[True] * 4, [True, True, False, False], [True] * 4])
    assert availability(values, applicable=due).tolist() == [0.75, 1, 1]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: impute.mean([[1]], ["a", "b"]), "one per unit"),
        (lambda: impute.mean([[1]], fallback="some"), "'all' or 'none'"),
        (lambda: impute.carry([[1]], ["a"], [1], how="up"), "how is 'up'"),
        (lambda: impute.carry([[1], [2]], ["a", "a"], [1, 1]), "two rows for one period"),
        (lambda: impute.carry([[1]], ["a"], [GAP]), "none missing"),
        (lambda: impute.siblings([[1, 2]], ["a"]), "must be 2"),
        (lambda: impute.em([[1, 2]], ["a"]), "one per indicator"),
        (lambda: impute.em([[1, GAP], [GAP, 2], [3, 4]], rounds=1), "not settled after 1 rounds"),
        (lambda: Screening(at_least=2), "share from 0 to 1"),
    ],
)
def test_what_cannot_be_is_said(call, said):
    with pytest.raises(GkevalError, match=said):
        call()

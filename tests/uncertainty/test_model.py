"""Many draws at once give what scoring gives for each of them alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gkeval as gk
from gkeval.assessment.binding import absent_leaves, adjustments_given, granted_rates, rolled_up
from gkeval.assessment.run import leaf_rates
from gkeval.numbers import ticks
from gkeval.scoring.adjustments import adjust
from gkeval.scoring.points import OPEN, add_up
from gkeval.uncertainty import Dirichlet, Feasible, Noise, robustness
from gkeval.uncertainty.model import Model
from gkeval.uncertainty.weights import draw_worth
from tests.properties.test_whole_schemes import worlds
from tests.twin.test_twin import by_gkeval
from tests.twin.worlds import world


def scored(result, worth, rates):
    """Totals and verdicts by the way that `gk.score` takes, with other weights and rates."""
    scheme, roster, cells = result.scheme, result.roster, result.cells
    tree = replace(result.tree, worth=worth)
    sheet = add_up(
        tree,
        rates,
        cells.states[:, : len(tree.leaves)],
        absent=absent_leaves(scheme, roster, tree),
        granted=granted_rates(tree, cells),
        rollups=rolled_up(scheme, roster, tree),
    )
    done = adjust(scheme, tree, sheet, adjustments_given(scheme, roster, cells))
    return done.low, done.verdicts != ""


def same(result, seed, weights):
    model = Model.of(result)
    rng = np.random.default_rng(seed)
    worth = draw_worth(model.tree, weights, rng, 3)
    rates = leaf_rates(result.scheme, result.roster, result.cells)
    # a unit may be settled although a leaf is open (nothing is left to lose), but not under other
    # weights: a draw takes what is open as lost then, where scoring gives an interval
    leaves = result.cells.states[:, : rates.shape[1]]
    compared = model.ranked[~np.isin(leaves, OPEN).any(axis=1)[model.ranked]]
    varied, drawn = {}, {}
    for leaf in rng.permutation(rates.shape[1])[:2]:
        known = ~np.isnan(rates[:, leaf])
        drawn[leaf] = rng.integers(0, 5, size=(3, len(rates))) / 4
        varied[leaf] = np.where(known, drawn[leaf], model.rates[leaf])
    for given_rates in ({}, varied):
        got = model.totals(worth, given_rates)
        for draw in range(3):
            own = rates.copy()
            for leaf in given_rates:
                own[:, leaf] = np.where(np.isnan(own[:, leaf]), np.nan, drawn[leaf][draw])
            # siblings whose weights are all 0 share nothing out; drawn weights are never so
            expected, failed = scored(result, worth[draw], own)
            full = result.scheme.full_mark
            np.testing.assert_array_equal(
                ticks(got.totals[draw], full)[compared], ticks(expected, full)[compared]
            )
            if got.failed is not None:
                np.testing.assert_array_equal(got.failed[draw][compared], failed[compared])


@pytest.mark.parametrize("seed", range(40))
def test_a_draw_is_what_scoring_gives_with_its_weights(seed, tmp_path):
    same(by_gkeval(world(seed), tmp_path), seed, Noise(0.5))


@pytest.mark.full
@pytest.mark.parametrize("seed", range(40, 600))
def test_many_more_draws_are_what_scoring_gives(seed, tmp_path):
    same(by_gkeval(world(seed), tmp_path), seed, Noise(0.5))


@given(worlds(), st.integers(0, 100), st.sampled_from([Noise(0.9), Dirichlet(3), Feasible()]))
@settings(deadline=None)
def test_so_do_schemes_that_combine_their_branches(made, seed, weights):
    scheme, values, _ = made
    same(gk.score(scheme, values), seed, weights)


@pytest.mark.parametrize("seed", range(40))
def test_without_anything_varied_every_draw_is_the_assessment(seed, tmp_path):
    result = by_gkeval(world(seed), tmp_path)
    totals = result.totals
    ranked = totals[totals["exact"].notna()]
    if ranked.empty:
        with pytest.raises(gk.GkevalError, match="no unit has a rank"):
            robustness(result, 3, weights=None)
        return
    robust = robustness(result, 3, weights=None)
    frame = robust.intervals.set_index("unit").loc[ranked["unit"]]
    assert frame["low"].tolist() == frame["high"].tolist() == ranked["rank"].tolist()
    assert (frame["kept"] == 1).all()
    if result.scheme.grades:
        grades = robust.grades
        assert all(
            grades.at[unit, grade] == 1.0
            for unit, grade in ranked[["unit", "grade"]].itertuples(index=False)
        )

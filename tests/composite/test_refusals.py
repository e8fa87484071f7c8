"""What makes no sense in weights and combinations is refused with what is allowed."""

import re

import numpy as np
import pytest

from gkeval import GkevalError
from gkeval.composite import diagnostics, normalise, screening, weights
from gkeval.composite.correlations import correlation
from gkeval.composite.methods import choose

VALUES = np.random.default_rng(5).normal(size=(30, 4))


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: weights.given([[1, 2]]), "weights have shape (1, 2), must be (indicators,)"),
        (lambda: weights.given([]), "weights have shape (0,), must be (indicators,)"),
        (
            lambda: weights.budget_allocation([[1, 2]], combine="mode"),
            "combine is 'mode', must be 'mean' or",
        ),
        (lambda: weights.budget_allocation([[0, 0]]), "not all 0 for an expert"),
        (lambda: weights.combined(), "combined takes at least one set of weights"),
        (lambda: weights.combined([1, 2], parts=[1]), "a product has none"),
        (lambda: weights.combined([1, 2], method="sum"), "method is 'sum', must be 'mean', 'prod"),
        (lambda: weights.factors(VALUES, keep=5), "keep is 5, must be 'kaiser' or 1 to 4"),
        (lambda: weights.factors(VALUES, rotation="oblimin"), "rotation is 'oblimin', must be"),
        (lambda: weights.pca(VALUES, use="signs"), "use is 'signs', must be 'squares' or 'load"),
        (
            lambda: weights.group([[[1, 2], [0.5, 1]]], of="votes"),
            "of is 'votes', must be 'judgements' or 'priorities'",
        ),
        (
            lambda: weights.hierarchy({"p": (["a"], [[1]]), "q": (["a"], [[1]])}),
            "a stands below two branches, must below one",
        ),
        (
            lambda: normalise.distance_to_target(VALUES, [1, 2, 3]),
            "target has shape (3,), must be one number or 4, one per indicator",
        ),
        (
            lambda: normalise.distance_to_target(VALUES, 0, kind="difference"),
            "kind='difference' divides by a reference of 0; use kind='span'",
        ),
        (
            lambda: normalise.distance_to_target([[1], [2]], -4, kind="ratio", direction=-1),
            "kind='ratio' compares with a value of 0 or less; use kind='span'",
        ),
        (lambda: normalise.above_mean(VALUES, band=-1), "band is -1, must be 0 or more"),
        (lambda: diagnostics.outliers(VALUES, reach=-1), "reach is -1, must be 0 or more"),
        (
            lambda: diagnostics.first_order_effects(VALUES, [1, 2]),
            "output has shape (2,), must be (30,)",
        ),
        (
            lambda: diagnostics.regression([1, 2], [1, 2, 3]),
            "covariates have 3 units, must have 2",
        ),
        (lambda: correlation(VALUES, VALUES[:5]), "others has 5 units, must have 30"),
        (
            lambda: screening.availability(VALUES, ["p", "q"]),
            "branches are 2, must be 4",
        ),
        (lambda: choose(7, {}, "weight"), "weight is 7, must be one of: "),
        (lambda: choose({"method": "x"}, {}, "weight"), "weight is 'x', must be one of: "),
    ],
)
def test_faults_are_named(ask, said):
    with pytest.raises(GkevalError, match=re.escape(said)):
        ask()


def test_budgets_of_experts_by_mean_and_by_median():
    points = [[50, 50], [60, 40], [90, 10]]
    assert weights.budget_allocation(points).tolist() == pytest.approx([200 / 300, 100 / 300])
    assert weights.budget_allocation(points, combine="median").tolist() == pytest.approx([0.6, 0.4])


def test_one_factor_without_rotation_is_its_squared_loadings():
    found = weights.factors(VALUES, keep=1, rotation="none")
    np.testing.assert_allclose(found.weights, found.loadings[:, 0] ** 2 / found.explained / 4)
    assert weights.factor(VALUES, keep=1, rotation="none").sum() == pytest.approx(1)


def test_a_chosen_method_is_taken_as_it_is():
    method = choose({"method": np.mean, "axis": 0}, {}, "aggregate")
    assert choose(method, {}, "aggregate") is method
    assert method.own
    assert method(np.array([[1.0, 2], [3, 4]])).tolist() == [2, 3]
    assert method.names(("a", "b")) == {}

"""Weights against published examples and independent implementations."""

import numpy as np
import pytest
from scipy import optimize, stats

from gkeval import GkevalError
from gkeval.composite import aggregate, normalise, weights

RNG = np.random.default_rng(3)
COMMON = RNG.normal(size=(80, 1))
VALUES = normalise.minmax(COMMON + RNG.normal(size=(80, 5)) * [0.3, 0.6, 1, 1.5, 2])

# Saaty, Decision making with the analytic hierarchy process, International Journal of Services
# Sciences 1 (2008), table 3: drink consumption in the United States
DRINKS = [
    [1, 9, 5, 2, 1, 1, 1 / 2],
    [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [1, 9, 4, 2, 1, 2, 1 / 2],
    [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [2, 9, 9, 3, 2, 3, 1],
]


def test_ahp_of_saatys_drinks():
    found = weights.ahp(DRINKS)
    assert found.weights.round(3).tolist() == [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert round(found.ratio, 3) == 0.022
    assert found.consistent


def test_ahp_is_that_of_ahpy_and_of_the_eigenvector():
    ahpy = pytest.importorskip("ahpy")
    names = "abcdefg"
    pairs = {(names[i], names[j]): DRINKS[i][j] for i in range(7) for j in range(7) if i < j}
    theirs = ahpy.Compare("drinks", pairs, precision=6, random_index="saaty")
    found = weights.ahp(DRINKS)
    for place, name in enumerate(names):
        assert found.weights[place] == pytest.approx(theirs.target_weights[name], abs=2e-6)
    values, vectors = np.linalg.eig(np.array(DRINKS))
    first = np.argmax(values.real)
    vector = np.abs(vectors[:, first].real)
    np.testing.assert_allclose(found.weights, vector / vector.sum(), atol=1e-12)
    assert found.largest == pytest.approx(values[first].real)


def test_judgements_that_run_in_a_circle_have_priorities_too():
    """a far above b, b above c, c above d, d above a: plain powers of the matrix hardly settle."""
    far = 1000.0
    circle = np.array(
        [[1, far, 1, 1 / far], [1 / far, 1, 1.7 * far, 1], [1, 1 / far / 1.7, 1, far],
         [far, 1, 1 / far, 1]]
    )  # fmt: skip
    found = weights.ahp(circle)
    values, vectors = np.linalg.eig(circle)
    vector = np.abs(vectors[:, np.argmax(values.real)].real)
    np.testing.assert_allclose(found.weights, vector / vector.sum(), atol=1e-12)
    np.testing.assert_allclose(circle @ found.weights, found.largest * found.weights, rtol=1e-9)
    assert not found.consistent


def test_consistent_judgements_are_so_at_any_size():
    given = np.arange(1.0, 17.0)
    assert weights.ahp(given[:, None] / given).consistent


def test_ahp_by_geometric_means_of_rows():
    found = weights.ahp(DRINKS, "geometric")
    rows = stats.gmean(np.array(DRINKS), axis=1)
    np.testing.assert_allclose(found.weights, rows / rows.sum())
    assert weights.ahp([[1, 2], [1 / 2, 1]], "geometric").geometric_index == 0


def test_consistent_judgements_give_their_weights_back():
    given = np.array([0.4, 0.3, 0.2, 0.1])
    for method in ("eigenvector", "geometric"):
        found = weights.ahp(given[:, None] / given[None, :], method)
        np.testing.assert_allclose(found.weights, given)
        assert found.ratio == pytest.approx(0, abs=1e-12)
    half = np.array([[1, 3.0], [np.nan, 1]])
    assert weights.ahp(half).weights == pytest.approx([0.75, 0.25])


def test_a_group_of_experts():
    first, second = np.array([[1, 2], [1 / 2, 1]]), np.array([[1, 8], [1 / 8, 1]])
    for of in ("judgements", "priorities"):
        assert weights.group([first, second], of=of).weights == pytest.approx([0.8, 0.2])
    only = weights.group([first, second], [0, 1])
    assert only.weights == pytest.approx([8 / 9, 1 / 9])


def test_a_hierarchy_of_judgements():
    found, priorities = weights.hierarchy(
        {"index": (["p", "q"], [[1, 3], [1 / 3, 1]]), "p": (["a", "b", "c"], np.ones((3, 3)))}
    )
    assert found == pytest.approx({"p": 0.75, "q": 0.25, "a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    assert set(priorities) == {"index", "p"}


def test_rank_order_weights_of_barron_and_barrett():
    """Barron and Barrett (1996), table 1: centroid weights for n = 4 and 5; rank sums by hand."""
    assert weights.rank_order([1, 2, 3, 4]).round(4).tolist() == [0.5208, 0.2708, 0.1458, 0.0625]
    five = weights.rank_order([1, 2, 3, 4, 5]).round(4).tolist()
    assert five == [0.4567, 0.2567, 0.1567, 0.09, 0.04]
    assert weights.rank_order([1, 2, 3, 4], "sum").round(9).tolist() == [0.4, 0.3, 0.2, 0.1]
    assert weights.rank_order([2, 1], "reciprocal").tolist() == pytest.approx([1 / 3, 2 / 3])
    assert weights.rank_order([3, 1, 2], "exponent", exponent=0).tolist() == pytest.approx(
        [1 / 3] * 3
    )


def test_objective_weights_are_those_of_pymcdm():
    theirs = pytest.importorskip("pymcdm.weights")
    np.testing.assert_allclose(weights.entropy(VALUES + 0.1), theirs.entropy_weights(VALUES + 0.1))
    np.testing.assert_allclose(weights.critic(VALUES), theirs.critic_weights(VALUES))
    np.testing.assert_allclose(
        weights.standard_deviation(VALUES), theirs.standard_deviation_weights(VALUES)
    )
    for rank in (4, 6):
        places = np.arange(1, rank + 1)
        assert weights.rank_order(places).size == rank


def test_objective_weights_with_gaps_and_constants():
    values = np.column_stack([VALUES, np.ones(80)])
    values[:10, 0] = np.nan
    for method in (weights.entropy, weights.critic, weights.standard_deviation):
        found = method(values)
        assert found[-1] == 0
        assert found.sum() == pytest.approx(1)
        assert (found >= 0).all()
        assert method(np.ones((4, 3))).tolist() == pytest.approx([1 / 3] * 3)
    with pytest.raises(GkevalError, match="negative"):
        weights.entropy(VALUES - 1)


def test_components_are_those_of_scikit_learn():
    decomposition = pytest.importorskip("sklearn.decomposition")
    theirs = decomposition.PCA().fit(stats.zscore(VALUES))
    found = weights.components(VALUES)
    np.testing.assert_allclose(found.explained, theirs.explained_variance_ratio_)
    np.testing.assert_allclose(np.abs(found.vectors), np.abs(theirs.components_.T), atol=1e-10)
    np.testing.assert_allclose(weights.pca(VALUES), theirs.components_[0] ** 2)
    np.testing.assert_allclose((found.loadings**2).sum(axis=1), 1)
    loadings = np.abs(theirs.components_[0])
    np.testing.assert_allclose(weights.pca(VALUES, use="loadings"), loadings / loadings.sum())


def test_varimax_is_that_of_factor_analyzer():
    rotator = pytest.importorskip("factor_analyzer.rotator")
    loadings = weights.components(RNG.normal(size=(60, 6))).loadings[:, :3]
    theirs = rotator.Rotator(method="varimax", tol=1e-12, max_iter=5000).fit_transform(loadings)
    found = weights.varimax(loadings)
    np.testing.assert_allclose(
        np.sort((found**2).sum(axis=0)), np.sort((theirs**2).sum(axis=0)), atol=1e-5
    )
    np.testing.assert_allclose((found**2).sum(axis=1), (loadings**2).sum(axis=1))


def test_factor_weights_by_hand():
    """Handbook, step 6: squared loadings scaled to 1 within a factor, times its explained part."""
    first = RNG.normal(size=(400, 1)) + 0.3 * RNG.normal(size=(400, 3))
    second = RNG.normal(size=(400, 1)) + 0.3 * RNG.normal(size=(400, 2))
    found = weights.factors(np.column_stack([first, second]))
    assert found.factor.tolist() == [0, 0, 0, 1, 1]
    squares = found.loadings**2
    explained = squares.sum(axis=0)
    by_hand = [squares[j, f] / explained[f] * explained[f] for j, f in enumerate(found.factor)]
    np.testing.assert_allclose(found.weights, np.array(by_hand) / np.sum(by_hand))
    assert found.explained.sum() > 0.9


def test_pca_refuses_what_points_the_other_way():
    turned = VALUES * [1, 1, 1, 1, -1]
    with pytest.raises(GkevalError, match=r"\[4\] load negatively"):
        weights.pca(turned, use="loadings")
    with pytest.raises(GkevalError, match="same for all units"):
        weights.components(np.column_stack([VALUES, np.ones(80)]))


def test_regression_gives_back_the_weights_of_a_sum():
    true = np.array([0.4, 0.3, 0.2, 0.1, 0.0])
    found = weights.regression(VALUES, 5 + 3 * VALUES @ true)
    np.testing.assert_allclose(found, true, atol=1e-10)
    gaps = VALUES.copy()
    gaps[:5, 0] = np.nan
    np.testing.assert_allclose(weights.regression(gaps, VALUES @ true), true, atol=1e-10)
    against = weights.regression(VALUES, VALUES @ [1, 1, 1, 1, -1])
    assert against[4] == 0
    with pytest.raises(GkevalError, match="rises with the reference"):
        weights.regression(VALUES, -VALUES.sum(axis=1))


def bodies(values, i, lower, upper, on):
    """One unit's programme, with all units as bounds and nothing left out."""
    k = values.shape[1]
    unit = np.ones(k) if on == "weights" else values[i]
    a = np.concatenate(
        [
            values,
            np.outer(np.full(k, lower), unit) - np.diag(unit),
            np.diag(unit) - np.outer(np.full(k, upper), unit),
        ]
    )
    b = np.concatenate([np.ones(len(values)), np.zeros(2 * k)])
    return -optimize.linprog(-values[i], A_ub=a, b_ub=b, method="highs").fun


@pytest.mark.parametrize("on", ["weights", "shares"])
def test_benefit_of_the_doubt_is_the_whole_programme(on):
    values = VALUES[:40]
    found = weights.benefit_of_the_doubt(values, lower=0.04, upper=0.5, on=on)
    expected = [bodies(values, i, 0.04, 0.5, on) for i in range(len(values))]
    np.testing.assert_allclose(found.scores, expected, atol=2e-9)
    bounded = found.weights if on == "weights" else found.shares[found.scores > 0]
    assert bounded.min() >= 0.04 - 1e-9
    assert bounded.max() <= 0.5 + 1e-9


def test_benefit_of_the_doubt_by_hand():
    """Two leaders and one between them, on the line through (1, 0) and (0, 1): 0.5 + 0.25."""
    found = weights.benefit_of_the_doubt([[1, 0], [0, 1], [0.5, 0.25], [0.5, 0.25]])
    assert found.scores.tolist() == [1, 1, 0.75, 0.75]
    alone = weights.benefit_of_the_doubt([[0.2, 0.1]])
    assert alone.scores.tolist() == [1]


def test_benefit_of_the_doubt_with_gaps():
    found = weights.benefit_of_the_doubt([[1, np.nan], [0.5, 1], [np.nan, np.nan], [0.5, 0.5]])
    assert found.scores[:2].tolist() == [1, 1]
    assert np.isnan(found.scores[2])
    assert found.scores[3] == pytest.approx(0.75)
    assert found.weights[0].tolist() == [1, 0]


def test_optimised_weights_reach_the_importance_and_are_never_negative():
    values = VALUES[:, 1:]
    found = weights.optimised(values)
    assert found.largest_gap < 1e-5
    index = aggregate.arithmetic(values, found.weights)
    each = [np.corrcoef(values[:, j], index)[0, 1] for j in range(4)]
    np.testing.assert_allclose(found.correlations, each)
    assert (found.weights >= 0).all()
    twice = weights.optimised(VALUES[:, :3], [2, 1, 1])
    assert twice.achieved[0] > found.achieved[0]
    out_of_reach = weights.optimised(VALUES)
    assert out_of_reach.weights[0] == 0
    assert out_of_reach.largest_gap > 0.005
    against = weights.optimised(VALUES * [1, 1, 1, 1, -1])
    assert (against.weights >= 0).all()
    assert against.weights.sum() == pytest.approx(1)
    assert weights.optimised(VALUES, lower=0.1, upper=0.3).weights.min() >= 0.1


def test_combined_weights():
    subjective, objective = [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]
    product = np.array(subjective) * objective
    np.testing.assert_allclose(weights.combined(subjective, objective), product / product.sum())
    mean = weights.combined(subjective, objective, method="mean", parts=[3, 1])
    np.testing.assert_allclose(mean, [0.425, 0.3, 0.275])
    root = np.sqrt(product)
    geometric = weights.combined(subjective, objective, method="geometric")
    np.testing.assert_allclose(geometric, root / root.sum())


def test_budgets_give_every_expert_one_say():
    found = weights.budget_allocation([[10, 10], [300, 100]])
    assert found.tolist() == pytest.approx([0.625, 0.375])
    middle = weights.budget_allocation([[1, 0], [1, 0], [0, 1]], combine="median")
    assert middle.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: weights.given([1, -1]), "0 or more"),
        (lambda: weights.given([0, 0]), "all 0"),
        (lambda: weights.equal(0), "1 or more"),
        (lambda: weights.rank_order([1, np.nan]), "none missing"),
        (lambda: weights.rank_order([1, 2], "middle"), "'middle', must be"),
        (lambda: weights.rank_order([1, 2], "exponent", exponent=-1), "must be 0 or more"),
        (lambda: weights.budget_allocation([[0, 0]]), "not all 0"),
        (lambda: weights.ahp([[1, 2], [2, 1]]), "not reciprocal"),
        (lambda: weights.ahp([[1, -2], [-0.5, 1]]), "above 0"),
        (lambda: weights.ahp([[1, 2, 3]]), "square"),
        (lambda: weights.ahp([[1]], "mean"), "'eigenvector' or 'geometric'"),
        (lambda: weights.group([]), "one expert"),
        (lambda: weights.group([[[1]], [[1, 2], [0.5, 1]]]), "differ in size"),
        (lambda: weights.hierarchy({"x": (["a"], [[1, 2], [0.5, 1]])}), "matrix of 2"),
        (lambda: weights.combined([1, 0], [0, 1]), "in common"),
        (lambda: weights.combined([1, 1], parts=[1]), "a product has none"),
        (lambda: weights.pca(VALUES, component=9), "1 to 5"),
        (lambda: weights.factors(VALUES, keep=0), "'kaiser' or 1 to 5"),
        (lambda: weights.regression(VALUES[:2], [1, 2]), "3 or more"),
        (lambda: weights.regression(VALUES, [1]), "shape"),
        (lambda: weights.optimised(VALUES, lower=0.3), "leave room"),
        (lambda: weights.optimised(np.ones((4, 2))), "same for all units"),
        (lambda: weights.benefit_of_the_doubt([[-1.0]]), "negative"),
        (lambda: weights.benefit_of_the_doubt(VALUES, lower=0.3), "adding up to 1"),
        (lambda: weights.benefit_of_the_doubt(VALUES, on="money"), "'weights' or 'shares'"),
    ],
)
def test_what_cannot_be_is_said(call, said):
    with pytest.raises(GkevalError, match=said):
        call()


def test_without_scipy_the_remedy_is_named(monkeypatch):
    import builtins

    real = builtins.__import__

    def without(name, *rest, **more):
        if name.split(".")[0] == "scipy":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(GkevalError, match=r'pip install "gkeval\[stats\]"'):
        weights.benefit_of_the_doubt([[1.0, 2.0]])

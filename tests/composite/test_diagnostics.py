"""Diagnostics against textbooks, published values and independent implementations."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from gkeval import GkevalError
from gkeval.composite import build, diagnostics

RNG = np.random.default_rng(21)
COMMON = RNG.normal(size=(120, 1))
VALUES = COMMON + RNG.normal(size=(120, 4)) * [0.5, 0.8, 1, 1.4]
GAPS = np.where(RNG.random(VALUES.shape) < 0.1, np.nan, VALUES)


def test_statistics_are_those_of_pandas_and_scipy():
    found = diagnostics.statistics(GAPS, list("abcd"))
    frame = pd.DataFrame(GAPS)
    for name, expected in (
        ("n", frame.count()),
        ("missing", frame.isna().mean()),
        ("minimum", frame.min()),
        ("median", frame.median()),
        ("mean", frame.mean()),
        ("maximum", frame.max()),
        ("sd", frame.std()),
        ("skewness", frame.skew()),
        ("kurtosis", frame.kurt()),
    ):
        np.testing.assert_allclose(found[name], expected, err_msg=name)


def test_flags_say_what_to_look_at():
    column = np.arange(30.0)
    values = np.column_stack(
        [
            np.ones(30),
            np.where(column < 20, 0, column),
            np.where(column == 29, 1e4, column),
            np.where(column < 15, np.nan, column),
            np.full(30, np.nan),
        ]
    )
    found = diagnostics.statistics(values)
    assert found["flags"].to_list() == ["constant", "repeated", "skewed", "gaps", "empty, gaps"]
    assert found.loc[1, "zeros"] == pytest.approx(2 / 3)
    assert found.loc[2, "outliers"] == 1


def test_outliers_by_tukeys_fences():
    values = np.concatenate([RNG.normal(size=60), [9, -9]])[:, None]
    first, third = np.percentile(values, [25, 75])
    expected = (values < first - 1.5 * (third - first)) | (values > third + 1.5 * (third - first))
    np.testing.assert_array_equal(diagnostics.outliers(values), expected)
    assert diagnostics.outliers(values, 3).sum() == 2


@pytest.mark.parametrize("kind", ["pearson", "spearman", "kendall"])
def test_correlations_are_those_of_pandas(kind):
    values = np.round(GAPS * 3)
    expected = pd.DataFrame(values).corr(kind)
    np.testing.assert_allclose(diagnostics.correlation(values, kind=kind), expected, atol=1e-12)
    part = diagnostics.correlation(values[:, :2], values[:, 2:], kind=kind)
    np.testing.assert_allclose(part, expected.to_numpy()[:2, 2:], atol=1e-12)


def test_correlation_of_unlike_sizes_and_of_constants():
    values = np.column_stack([VALUES[:, 0] * 1e9 + 1e12, VALUES[:, 1] / 1e9, np.ones(120)])
    found = diagnostics.correlation(values)
    expected = np.corrcoef(VALUES[:, 0], VALUES[:, 1])[0, 1]
    assert found[0, 1] == pytest.approx(expected, abs=1e-6)
    assert np.isnan(found[2]).all()


def test_cronbachs_alpha_by_hand():
    """Sum 3, 5, 8, 8 has variance 6; the parts have 5/3 and 5/3: 2 · (1 - (10/3)/6)."""
    values = [[1, 2], [2, 3], [3, 5], [4, 4]]
    assert diagnostics.cronbach_alpha(values) == pytest.approx(2 * (1 - (10 / 3) / 6))
    r = np.corrcoef(np.array(values).T)[0, 1]
    assert diagnostics.cronbach_alpha(values, standardised=True) == pytest.approx(2 * r / (1 + r))
    covariance = np.cov(VALUES.T)
    mean = (covariance.sum() - np.trace(covariance)) / 12
    by_covariances = 4 * mean / (np.trace(covariance) / 4 + 3 * mean)
    assert diagnostics.cronbach_alpha(VALUES) == pytest.approx(by_covariances)
    without = diagnostics.alpha_without(VALUES)
    assert without[3] == pytest.approx(diagnostics.cronbach_alpha(VALUES[:, :3]))
    assert np.isnan(diagnostics.cronbach_alpha([[1.0], [2.0]]))


def test_omega_of_a_known_factor():
    """With one factor of loadings 0.9, 0.8, 0.7, 0.6: (3.0)² / (3.0² + 1.7) = 0.841."""
    loadings = np.array([0.9, 0.8, 0.7, 0.6])
    factor = RNG.normal(size=(200_000, 1))
    values = factor * loadings + RNG.normal(size=(200_000, 4)) * np.sqrt(1 - loadings**2)
    np.testing.assert_allclose(diagnostics.one_factor(values), loadings, atol=0.01)
    assert diagnostics.omega(values) == pytest.approx(9 / (9 + 1.7), abs=0.003)
    with pytest.raises(GkevalError, match="3 or more"):
        diagnostics.omega(values[:, :2])


def test_one_factor_has_the_smallest_residuals():
    found = diagnostics.one_factor(VALUES)
    related = np.corrcoef(VALUES.T)
    off = ~np.eye(4, dtype=bool)

    def residual(loadings):
        return ((related - np.outer(loadings, loadings))[off] ** 2).sum()

    for _ in range(50):
        assert residual(found) <= residual(found + RNG.normal(size=4) * 0.01)


def test_variance_inflation_and_redundancy():
    values = np.column_stack([VALUES, VALUES[:, 0] + 0.05 * VALUES[:, 1]])
    inflation = diagnostics.variance_inflation(VALUES)
    for column in range(4):
        design = np.column_stack([np.ones(120), np.delete(VALUES, column, axis=1)])
        fitted = design @ np.linalg.lstsq(design, VALUES[:, column], rcond=None)[0]
        r2 = ((fitted - fitted.mean()) ** 2).sum() / (
            (VALUES[:, column] - VALUES[:, column].mean()) ** 2
        ).sum()
        assert inflation[column] == pytest.approx(1 / (1 - r2))
    assert np.isinf(diagnostics.variance_inflation(values)[[0, 1, 4]]).all()
    pairs = diagnostics.redundancy(values, list("abcde"))
    assert pairs.loc[0, ["one", "other"]].to_list() == ["a", "e"]
    assert pairs["correlation"].is_monotonic_decreasing


def test_scree_and_sampling_adequacy():
    table = diagnostics.scree(VALUES)
    assert table["eigenvalue"].sum() == pytest.approx(4)
    assert table["cumulative"].iloc[-1] == pytest.approx(1)
    found = diagnostics.sampling(VALUES)
    oracle = pytest.importorskip("factor_analyzer.factor_analyzer")
    statistic, p = oracle.calculate_bartlett_sphericity(VALUES)
    assert found.bartlett == pytest.approx(statistic)
    assert found.p == pytest.approx(p)
    _, kmo = oracle.calculate_kmo(VALUES)
    assert found.kmo == pytest.approx(kmo)


def test_mardia_by_the_double_sum_of_the_paper():
    """Mardia (1970): b1 = (1/n²) ΣΣ ((x-m)' S⁻¹ (y-m))³, b2 = (1/n) Σ ((x-m)' S⁻¹ (x-m))²."""
    values = VALUES[:30, :2]
    off = values - values.mean(axis=0)
    inverse = np.linalg.inv(off.T @ off / 30)
    cubes = [(x @ inverse @ y) ** 3 for x in off for y in off]
    squares = [(x @ inverse @ x) ** 2 for x in off]
    found = diagnostics.mardia(values)
    assert found.skewness == pytest.approx(np.mean(cubes))
    assert found.kurtosis == pytest.approx(np.mean(squares))
    assert diagnostics.mardia(VALUES).p_skewness > 0.001
    assert diagnostics.mardia(np.exp(VALUES)).p_skewness < 1e-6


def test_first_order_effects_of_the_ishigami_function():
    """Ishigami and Homma (1990), a = 7, b = 0.1: S = 0.3139, 0.4424, 0."""
    x = RNG.uniform(-np.pi, np.pi, size=(40_000, 3))
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = diagnostics.first_order_effects(x, y, knots=14)
    np.testing.assert_allclose(found["effect"], [0.3139, 0.4424, 0], atol=0.02)
    assert found.loc[1, "linear"] < 0.01


def test_first_order_effects_of_few_distinct_values_are_group_means():
    x = RNG.integers(0, 3, size=90).astype(float)
    y = np.array([1.0, 5, 2])[x.astype(int)] + RNG.normal(size=90)
    groups = [y[x == k] for k in range(3)]
    between = sum(len(g) * (g.mean() - y.mean()) ** 2 for g in groups)
    found = diagnostics.first_order_effects(x[:, None], y)
    assert found.loc[0, "effect"] == pytest.approx(between / ((y - y.mean()) ** 2).sum())


def test_variance_shares_add_up():
    weights = np.array([4, 3, 2, 1])
    found = diagnostics.variance_shares(VALUES, weights)
    whole = VALUES @ (weights / 10)
    expected = [np.cov(VALUES[:, j] * weights[j] / 10, whole)[0, 1] for j in range(4)]
    np.testing.assert_allclose(found, np.array(expected) / whole.var(ddof=1))
    assert found.sum() == pytest.approx(1)
    assert diagnostics.variance_shares(GAPS, weights).sum() == pytest.approx(1)


def test_regression_is_that_of_scipy():
    y = 2 + 3 * VALUES[:, 0] + RNG.normal(size=120)
    y[5] = np.nan
    found = diagnostics.regression(y, VALUES[:, 0], ["income"])
    have = ~np.isnan(y)
    line = stats.linregress(VALUES[have, 0], y[have])
    assert found["term"].to_list() == ["intercept", "income"]
    assert found["coefficient"].to_list() == pytest.approx([line.intercept, line.slope])
    assert found["standard_error"].to_list() == pytest.approx([line.intercept_stderr, line.stderr])
    assert found["p"].iloc[1] == pytest.approx(line.pvalue)
    assert found["r_squared"].iloc[0] == pytest.approx(line.rvalue**2)
    assert found["n"].iloc[0] == 119
    with pytest.raises(GkevalError, match="no covariate twice"):
        diagnostics.regression(y, np.column_stack([VALUES[:, 0], VALUES[:, 0]]))


@pytest.fixture(scope="module")
def index():
    frame = pd.DataFrame(GAPS, columns=list("abcd")).assign(
        e=RNG.normal(size=120), unit=[f"u{k:03d}" for k in range(120)]
    )
    frame["f"] = frame["a"] * 2 + 0.01 * frame["e"]
    tree = pd.DataFrame(
        {
            "id": ["p", "q", *"abcdef"],
            "parent": ["", "", "p", "p", "q", "q", "q", "p"],
            "weight": [2, 1, 3, 1, 1, 1, 1, 2],
        }
    )
    return build(frame, tree)


def test_correlations_in_a_tree_are_flagged(index):
    found = diagnostics.correlations(index).set_index(["node", "other"])
    assert found.loc[("a", "f"), ["relation", "flag"]].to_list() == ["sibling", "collinear"]
    pair = np.column_stack([index.score("a"), index.score("p")])
    pair = pair[~np.isnan(pair).any(axis=1)]
    assert found.loc[("a", "p"), "correlation"] == pytest.approx(np.corrcoef(pair.T)[0, 1])
    assert found.loc[("e", "index"), "flag"] in ("weak", "negative")
    assert set(found["relation"]) == {"sibling", "parent", "index"}
    assert ("p", "index") in found.index


def test_parts_add_up_to_the_index(index):
    parts = diagnostics.additive_parts(index)
    np.testing.assert_allclose(parts.sum(axis=1), index.total, atol=1e-8)
    assert (parts[np.isnan(index.normalised)] == 0).all()
    effects = diagnostics.effects(index).set_index("indicator")
    assert effects["variance_share"].sum() == pytest.approx(1)
    assert effects["weight"].sum() == pytest.approx(1)
    other = build(
        pd.DataFrame({"unit": ["x", "y"], "a": [1, 2], "b": [2, 1]}),
        pd.DataFrame({"id": ["a", "b"], "parent": ""}),
        aggregate="minimum",
    )
    with pytest.raises(GkevalError, match=r"not additive.*minimum"):
        diagnostics.additive_parts(other)
    assert diagnostics.effects(other)["variance_share"].isna().all()


def test_branches_tell_whether_children_belong_together(index):
    found = diagnostics.branches(index).set_index("branch")
    assert found["children"].to_dict() == {"index": 2, "p": 3, "q": 3}
    values = np.column_stack([index.score(name) for name in "abf"])
    assert found.loc["p", "alpha"] == pytest.approx(diagnostics.cronbach_alpha(values))
    assert found.loc["q", "without"] == "e"
    assert found.loc["q", "alpha_without"] > found.loc["q", "alpha"]


def test_strengths_and_weaknesses_of_a_unit(index):
    best = index.units["unit"].iloc[int(np.nanargmax(index.score("a")))]
    found = diagnostics.strengths(index, best, top=2)
    assert found["kind"].to_list() == ["strength", "strength", "weakness", "weakness"]
    top = found[found["indicator"] == "a"].iloc[0]
    assert (top["kind"], top["rank"]) == ("strength", 1)
    assert found.loc[0, "rank"] <= found.loc[3, "rank"]
    alike = build(
        pd.DataFrame({"unit": list("xyz"), "a": [1, 1, 1], "b": [1, 2, 3], "c": [3, 2, 1]}),
        pd.DataFrame({"id": list("abc"), "parent": ""}),
    )
    assert "a" not in diagnostics.strengths(alike, "z")["indicator"].to_list()


def test_without_correlations_it_is_said():
    flat = np.column_stack([VALUES, np.ones(120)])
    for call in (diagnostics.variance_inflation, diagnostics.omega, diagnostics.scree):
        with pytest.raises(GkevalError, match="same for all units"):
            call(flat)
    for call in (diagnostics.sampling, diagnostics.mardia):
        with pytest.raises(GkevalError, match="follow"):
            call(flat)

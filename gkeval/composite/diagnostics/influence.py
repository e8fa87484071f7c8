"""What moves the index: parts of the variance, first-order effects, regression on covariates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.composite.arrays import Floats, matrix, needs_scipy, shares
from gkeval.errors import GkevalError


def variance_shares(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Floats:
    """Return which share of the variance of a weighted mean comes from each indicator.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Normalised; a missing value leaves its weight to the others.
    weights : array of shape (indicators,)

    Returns
    -------
    array of shape (indicators,)
        Covariance of the indicator's part with the whole over the variance of the whole; they add
        up to 1, and one that goes against the others is negative.

    Examples
    --------
    >>> variance_shares([[0, 0], [1, 0], [0, 1], [1, 1]], [3, 1]).round(3).tolist()
    [0.9, 0.1]
    """
    values = matrix(values)
    given = shares(weights, values.shape[1])
    have = ~np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = np.where(have, values * given, 0.0) / (have @ given)[:, None]
    return part_shares(parts)


def part_shares(parts: Floats) -> Floats:
    """Return the share of each part in the variance of their sum, shape (parts,)."""
    parts = parts[~np.isnan(parts).any(axis=1)]
    whole = parts.sum(axis=1)
    off = whole - whole.mean()
    variance = off @ off
    if not variance > 0:
        return np.full(parts.shape[1], np.nan)
    result: Floats = off @ (parts - parts.mean(axis=0)) / variance
    return result


def first_order_effects(
    values: npt.ArrayLike, output: npt.ArrayLike, *, knots: int | None = None
) -> pd.DataFrame:
    """Return how much of the variance of the index each indicator explains alone.

    Parameters
    ----------
    values : array of shape (units, indicators)
    output : array of shape (units,)
        The index.
    knots : int
        Inner knots of the spline; one per 15 units, at most 8, when not given.

    Returns
    -------
    pandas.DataFrame
        column, linear (the squared correlation), effect (first-order sensitivity
        V(E(index | indicator)) / V(index), by a natural cubic spline, or by group means where an
        indicator has few distinct values), n. Over the units that have both values; missing where
        one does not vary.

    Notes
    -----
    Paruolo, Saisana and Saltelli, Ratings and rankings: voodoo or science? Journal of the Royal
    Statistical Society A 176 (2013): "main effects" as the measure of importance.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 101)
    >>> first_order_effects(x[:, None], x**2).round(2)[["linear", "effect"]]
       linear  effect
    0     0.0     1.0
    """
    values, y = matrix(values), np.asarray(output, dtype=np.float64)
    if y.shape != (len(values),):
        raise GkevalError(f"output has shape {y.shape}, must be ({len(values)},)")
    rows = []
    for column in range(values.shape[1]):
        have = ~np.isnan(values[:, column]) & ~np.isnan(y)
        x, z = values[have, column], y[have]
        linear, effect = _explained(x, z, knots)
        rows.append((column, linear, effect, int(have.sum())))
    return pd.DataFrame(rows, columns=["column", "linear", "effect", "n"])


def regression(
    output: npt.ArrayLike, covariates: npt.ArrayLike, names: Sequence[str] | None = None
) -> pd.DataFrame:
    """Regress the index on covariates, such as income or population, by least squares.

    Parameters
    ----------
    output : array of shape (units,)
    covariates : array of shape (units,) or (units, k)
        Units that lack a value are left out.
    names : sequence of str
        Of the covariates.

    Returns
    -------
    pandas.DataFrame
        term (``intercept`` first), coefficient, standard_error, t, p; and, the same in every row,
        r_squared, adjusted and n.

    Raises
    ------
    GkevalError
        When scipy is not there, or when there are too few units or a covariate follows from others.

    Examples
    --------
    >>> found = regression([1, 3, 5, 7.5], [0, 1, 2, 3])
    >>> found["coefficient"].round(2).to_list()
    [0.9, 2.15]
    """
    y = np.asarray(output, dtype=np.float64)
    x = np.asarray(covariates, dtype=np.float64)
    x = matrix(x[:, None] if x.ndim == 1 else x, "covariates")
    if len(x) != len(y):
        raise GkevalError(f"covariates have {len(x)} units, must have {len(y)}")
    labels = list(names) if names is not None else [f"x{k + 1}" for k in range(x.shape[1])]
    complete = ~np.isnan(x).any(axis=1) & ~np.isnan(y)
    design = np.column_stack([np.ones(complete.sum()), x[complete]])
    y = y[complete]
    size, count = design.shape
    if size <= count or np.linalg.matrix_rank(design) < count:
        raise GkevalError(f"{size} complete units, must be above {count}, no covariate twice")
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ y
    rest = y - design @ coefficients
    squares = float(rest @ rest)
    total = float(((y - y.mean()) ** 2).sum())
    errors = np.sqrt(np.diag(inverse) * squares / (size - count))
    with np.errstate(divide="ignore"):
        t = coefficients / errors
    fit = 1 - squares / total if total > 0 else np.nan
    return pd.DataFrame(
        {
            "term": ["intercept", *labels],
            "coefficient": coefficients,
            "standard_error": errors,
            "t": t,
            "p": 2 * needs_scipy("regression").stats.t.sf(np.abs(t), size - count),
            "r_squared": fit,
            "adjusted": 1 - (1 - fit) * (size - 1) / (size - count),
            "n": size,
        }
    )


def _explained(x: Floats, y: Floats, knots: int | None) -> tuple[float, float]:
    distinct, group = np.unique(x, return_inverse=True)
    variance = float(((y - y.mean()) ** 2).sum()) if len(y) else 0.0
    if len(y) < 3 or len(distinct) < 2 or not variance > 0:
        return np.nan, np.nan
    linear = float(np.corrcoef(x, y)[0, 1] ** 2)
    inner = min(8, len(y) // 15) if knots is None else knots
    if len(distinct) <= inner + 2:
        sizes = np.bincount(group)
        means = np.bincount(group, y) / sizes
        return linear, float((sizes * (means - y.mean()) ** 2).sum() / variance)
    basis = _natural_spline(x, np.quantile(distinct, np.linspace(0, 1, inner + 2)))
    fitted = basis @ np.linalg.lstsq(basis, y, rcond=None)[0]
    return linear, float(np.clip(((fitted - y.mean()) ** 2).sum() / variance, 0.0, 1.0))


def _natural_spline(x: Floats, knots: Floats) -> Floats:
    """Return the basis of natural cubic splines; Hastie, Tibshirani and Friedman (2009), 5.2.1."""
    scaled = (x - knots[0]) / (knots[-1] - knots[0])
    at = (knots - knots[0]) / (knots[-1] - knots[0])

    def bend(k: int) -> Floats:
        above = np.maximum(scaled - at[k], 0.0) ** 3 - np.maximum(scaled - at[-1], 0.0) ** 3
        bent: Floats = above / (at[-1] - at[k])
        return bent

    bends = [bend(k) - bend(len(at) - 2) for k in range(len(at) - 2)]
    return np.column_stack([np.ones_like(scaled), scaled, *bends])

"""Weights fitted to an outcome: regression on a reference, correlations that match importance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gkeval.composite.aggregate.means import arithmetic
from gkeval.composite.arrays import Floats, matrix, needs_scipy, per_indicator, shares
from gkeval.composite.correlations import correlation
from gkeval.errors import GkevalError


def regression(values: npt.ArrayLike, reference: npt.ArrayLike) -> Floats:
    """Return weights in proportion to the coefficients of a regression on a reference.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Normalised, more is better.
    reference : array of shape (units,)
        What the index should explain, more being better. Units that lack a value or the reference
        are left out.

    Returns
    -------
    array of shape (indicators,)
        From least squares with an intercept in which no coefficient may be negative.

    Raises
    ------
    GkevalError
        When scipy is not there, when fewer than three units are complete, or when no indicator
        goes with the reference.

    Notes
    -----
    OECD/JRC Handbook (2008), step 6: regression approach; Lawson and Hanson, Solving Least Squares
    Problems (1974), chapter 23.

    Examples
    --------
    >>> regression([[0, 1], [1, 0], [2, 2], [3, 1]], [1, 3, 8, 10]).round(2).tolist()
    [0.75, 0.25]
    """
    values = matrix(values)
    wanted = np.asarray(reference, dtype=np.float64)
    if wanted.shape != (len(values),):
        raise GkevalError(f"reference has shape {wanted.shape}, must be ({len(values)},)")
    complete = ~np.isnan(values).any(axis=1) & ~np.isnan(wanted)
    if complete.sum() < 3:
        raise GkevalError(f"{complete.sum()} units have all values, must be 3 or more")
    x, y = values[complete], wanted[complete]
    x, y = x - x.mean(axis=0), y - y.mean()
    coefficients, _ = needs_scipy("regression").optimize.nnls(x, y)
    if not coefficients.any():
        raise GkevalError("no indicator rises with the reference: check the directions")
    return shares(coefficients, coefficients.size)


@dataclass(frozen=True, eq=False)
class Optimised:
    """Weights under which correlations with the index match stated importance.

    Attributes
    ----------
    weights : array of shape (indicators,)
    importance : array of shape (indicators,)
        As stated, adding up to 1.
    correlations : array of shape (indicators,)
        Between each indicator and the index with these weights.
    achieved : array of shape (indicators,)
        The correlations, as shares of their sum.
    largest_gap : float
        The largest difference between achieved and stated importance.
    """

    weights: Floats
    importance: Floats
    correlations: Floats
    achieved: Floats
    largest_gap: float


def optimised(
    values: npt.ArrayLike,
    importance: npt.ArrayLike | None = None,
    *,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = 1.0,
) -> Optimised:
    """Find weights so that each indicator's correlation with the index matches its importance.

    Weights are not importance: an indicator that goes with all others moves the index even with a
    small weight.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Normalised, more is better; the index is their weighted arithmetic mean.
    importance : array of shape (indicators,)
        0 or more; equal when not given.
    lower, upper : float, or array of shape (indicators,)
        Bounds of the weights, from 0 to 1. Weights are never negative.

    Returns
    -------
    Optimised
        Where the importance cannot be reached (an indicator that goes against the others), the
        nearest that can, and how far off it is.

    Raises
    ------
    GkevalError
        When scipy is not there, for bounds that no weights meet, or for a constant indicator.

    Notes
    -----
    Becker, Saisana, Paruolo and Vandecasteele, Weights and importance in composite indicators:
    closing the gap, Ecological Indicators 80 (2017), here with linear correlations.

    Examples
    --------
    >>> found = optimised([[1, 5, 2], [2, 4, 1], [3, 2, 3], [4, 3, 5], [5, 1, 4]])
    >>> bool((found.weights >= 0).all()), round(float(found.weights.sum()), 9)
    (True, 1.0)
    """
    values = matrix(values)
    count = values.shape[1]
    wanted = shares(importance, count)
    low, high = per_indicator(lower, count, "lower"), per_indicator(upper, count, "upper")
    if (low < 0).any() or (high > 1).any() or low.sum() > 1 or high.sum() < 1 or (low > high).any():
        raise GkevalError("bounds: must be from 0 to 1, lower at most upper, and leave room for 1")
    related = correlation(values)
    if np.isnan(np.diag(related)).any():
        raise GkevalError("an indicator is the same for all units: leave it out, it has no say")

    def correlations(weights: Floats) -> Floats:
        index = arithmetic(values, np.maximum(weights, 0.0))
        return np.nan_to_num(correlation(values, index[:, None])[:, 0])

    def gap(weights: Floats) -> float:
        found = correlations(weights)
        total = np.abs(found).sum()
        return float(((found / total - wanted) ** 2).sum()) if total > 0 else 1.0

    minimize = needs_scipy("optimised weights").optimize.minimize
    best: tuple[float, Floats] | None = None
    for start in (wanted, np.full(count, 1.0 / count), _against(related, wanted)):
        found = minimize(
            gap,
            _bounded(start, low, high),
            method="SLSQP",
            bounds=list(zip(low, high, strict=True)),
            constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1.0},
            options={"maxiter": 500, "ftol": 1e-14},
        )
        held = np.where(found.x < low + 1e-12, low, np.minimum(found.x, high))  # noise aside
        weights = _bounded(held, low, high)
        if best is None or gap(weights) < best[0] - 1e-15:
            best = gap(weights), weights
    assert best is not None
    weights = best[1]
    reached = correlations(weights)
    achieved = reached / np.abs(reached).sum()
    return Optimised(weights, wanted, reached, achieved, float(np.abs(achieved - wanted).max()))


def _against(related: Floats, wanted: Floats) -> Floats:
    """Return a start that gives less weight to what goes with all others anyway."""
    together = np.maximum(np.nan_to_num(related).mean(axis=1), 0.05)
    return shares(np.maximum(wanted, 1e-6) / together, wanted.size)


def _bounded(weights: Floats, low: Floats, high: Floats) -> Floats:
    """Return weights within bounds that add up to 1, moved as little as one shift for all needs."""
    least, most = float((low - weights).min()) - 1.0, float((high - weights).max()) + 1.0
    for _ in range(100):
        middle = (least + most) / 2
        if np.clip(weights + middle, low, high).sum() < 1.0:
            least = middle
        else:
            most = middle
    return np.clip(weights + most, low, high)

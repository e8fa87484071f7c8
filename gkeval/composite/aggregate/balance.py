"""Combinations that reward balance: Mazziotta-Pareto, mean-min penalty, ordered averages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite.aggregate.means import minimum, weighted_moments
from gkeval.composite.arrays import Floats, matrix, shares, shares_by_unit
from gkeval.errors import GkevalError


def mazziotta_pareto(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    penalty: Literal["negative", "positive"] = "negative",
) -> Floats:
    """Return the mean of a unit's values less (or plus) a penalty for their imbalance, M ∓ S·cv.

    Parameters
    ----------
    values : array of shape (units, indicators)
        On a scale above 0: the authors take z-scores with mean 100 and standard deviation 10
        (`normalise.zscore(values, 100, 10, ddof=0)`) for one year, and 70 to 130 by goalposts
        (`normalise.minmax(values, 70, 130)`) to compare years.
    weights : array of shape (indicators,)
        Weighted means and deviations, where weights are given.
    penalty : 'negative' or 'positive'
        ``'negative'`` when more of the index is better, ``'positive'`` when it measures something
        bad.

    Returns
    -------
    array of shape (units,)
        M - S²/M, in which M and S are the mean and the standard deviation (divided by the number
        of indicators) of a unit's values, and cv = S / M.

    Raises
    ------
    GkevalError
        For a negative value.

    Notes
    -----
    Mazziotta and Pareto, On a generalized non-compensatory composite index for measuring
    socio-economic phenomena, Social Indicators Research 127 (2016). With weights: Mazziotta and
    Pareto, Weighting in composite indices construction, RIEDS 76 (2022).

    Examples
    --------
    >>> mazziotta_pareto([[100, 100], [110, 90]]).tolist()
    [100.0, 99.0]
    """
    values = matrix(values)
    if penalty not in ("negative", "positive"):
        raise GkevalError(f"penalty is {penalty!r}, must be 'negative' or 'positive'")
    if (values < 0).any():
        raise GkevalError(
            "mazziotta_pareto: values are negative. Remedy: normalise to a scale above 0, such as "
            "70 to 130"
        )
    mean, variance = weighted_moments(values, shares_by_unit(weights, values))
    with np.errstate(invalid="ignore", divide="ignore"):
        off = np.where(mean > 0, variance / mean, mean * 0.0)
    return mean - off if penalty == "negative" else mean + off


def mean_min(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    alpha: float = 0.5,
    beta: float = 0.0,
) -> Floats:
    """Return the mean less a share of how far the lowest value falls short of it.

    Parameters
    ----------
    values : array of shape (units, indicators)
    weights : array of shape (indicators,)
    alpha : float
        From 0 (the mean) to 1 (with beta 0: the minimum).
    beta : float
        0 or more; above 0 a small shortfall is compensated almost in full. In units of the scale.

    Returns
    -------
    array of shape (units,)
        M - α(√((M - m)² + β²) - β), M being the mean and m the minimum.

    Notes
    -----
    Casadio Tarabusi and Guarini, An unbalance adjustment method for development indicators, Social
    Indicators Research 112 (2013).

    Examples
    --------
    >>> mean_min([[2.0, 6.0]]).tolist()
    [3.0]
    """
    if not 0 <= alpha <= 1 or not beta >= 0:
        raise GkevalError(f"alpha is {alpha} and beta {beta}, must be 0 to 1, and 0 or more")
    values = matrix(values)
    mean, _ = weighted_moments(values, shares_by_unit(weights, values))
    short = mean - minimum(values, weights)
    result: Floats = mean - alpha * (np.sqrt(short**2 + beta**2) - beta)
    return result


def owa(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    order: Sequence[float] | None = None,
    exponent: float | None = None,
) -> Floats:
    """Return an ordered weighted average: weights belong to the best, the second best, ….

    Parameters
    ----------
    values : array of shape (units, indicators)
    weights : array of shape (indicators,)
        Importance; equal when not given. Unequal importance moves the places at which the order
        weights are read (Yager 1996).
    order : sequence of float
        Weight of the best value, of the second best, …; one for each indicator, 0 or more.
    exponent : float
        Instead of `order`: Q(r) = rᵉ gives the weight of the best share r of the values; above 1
        the weak values count for more, below 1 the strong ones.

    Returns
    -------
    array of shape (units,)
        Where values are missing, order weights are read off the same curve for those present.

    Notes
    -----
    Yager, On ordered weighted averaging aggregation operators in multicriteria decisionmaking, IEEE
    Transactions on Systems, Man, and Cybernetics 18 (1988); Yager, Quantifier guided aggregation
    using OWA operators, International Journal of Intelligent Systems 11 (1996).

    Examples
    --------
    Half for the best, half for the worst value:

    >>> owa([[1.0, 2.0, 9.0]], order=[0.5, 0, 0.5]).tolist()
    [5.0]
    """
    values = matrix(values)
    count = values.shape[1]
    given = shares_by_unit(weights, values)
    if (order is None) == (exponent is None):
        raise GkevalError("owa takes either order= (one weight per place) or exponent=")
    if exponent is not None and not exponent > 0:
        raise GkevalError(f"exponent is {exponent}, must be above 0")
    worst_last = np.argsort(-values, axis=1, kind="stable")  # missing values come last
    ordered = np.take_along_axis(values, worst_last, axis=1)
    placed = given[worst_last] if given.ndim == 1 else np.take_along_axis(given, worst_last, axis=1)
    carried = np.where(np.isnan(ordered), 0.0, placed)
    reached = np.cumsum(carried, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        reached /= reached[:, -1:]
    if exponent is not None:
        curve = reached**exponent
    else:
        places = np.concatenate([[0.0], np.cumsum(shares(order, count))])
        curve = np.interp(reached, np.linspace(0.0, 1.0, count + 1), places)
    parts = np.diff(curve, axis=1, prepend=0.0)
    total = np.where(np.isnan(ordered), 0.0, ordered * parts).sum(axis=1)
    return np.where(carried.any(axis=1), total, np.nan)

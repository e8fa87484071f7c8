"""Distances to the best and the worst: TOPSIS and VIKOR.

Values are normalised before and more is better; the scale they are on is the user's choice.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, matrix, per_indicator, shares
from gkeval.errors import GkevalError


def topsis(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    ideal: npt.ArrayLike | None = None,
    worst: npt.ArrayLike | None = None,
) -> Floats:
    """Return closeness to the ideal: distance to the worst over the sum of both distances.

    Parameters
    ----------
    values : array of shape (units, indicators)
        The authors divide by vector length first: `normalise.vector`.
    weights : array of shape (indicators,)
    ideal, worst : float, or array of shape (indicators,)
        The best and the worst value observed when not given. Stated ones make a unit's score
        independent of the other units.

    Returns
    -------
    array of shape (units,)
        From 0 to 1; 1 for a unit at the ideal, also when all units are there. Distances over the
        values present are scaled up to all weights.

    Notes
    -----
    C.-L. Hwang and K. Yoon, Multiple Attribute Decision Making (1981), section 2.2.

    Examples
    --------
    >>> topsis([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]).tolist()
    [1.0, 0.5, 0.0]
    """
    values = matrix(values)
    count = values.shape[1]
    given = shares(weights, count)
    lowest = np.fmin.reduce(values, axis=0, initial=np.nan)
    highest = np.fmax.reduce(values, axis=0, initial=np.nan)
    best = highest if ideal is None else per_indicator(ideal, count, "ideal")
    least = lowest if worst is None else per_indicator(worst, count, "worst")
    above = _distance(values, best, given)
    below = _distance(values, least, given)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(
            above <= 1e-12 * below, np.where(np.isnan(above), np.nan, 1.0), below / (above + below)
        )


def vikor(values: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, v: float = 0.5) -> Floats:
    """Return 1 - Q of VIKOR: nearness to the ideal that weighs all regrets against the largest.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Any scale: each indicator is set between its worst and best value again.
    weights : array of shape (indicators,)
    v : float
        From 0 (only the largest regret of a unit counts) to 1 (only their sum).

    Returns
    -------
    array of shape (units,)
        From 0 to 1, 1 for the best unit.

    Notes
    -----
    Opricovic and Tzeng, Compromise solution by MCDM methods: a comparative analysis of VIKOR and
    TOPSIS, European Journal of Operational Research 156 (2004).

    Examples
    --------
    >>> vikor([[3.0, 0.0], [2.0, 2.0], [0.0, 3.0]]).round(3).tolist()
    [0.0, 1.0, 0.0]
    """
    if not 0 <= v <= 1:
        raise GkevalError(f"v is {v}, must be from 0 to 1")
    together, largest = vikor_regrets(values, weights)
    result: Floats = 1.0 - (v * _spanned(together) + (1.0 - v) * _spanned(largest))
    return result


def vikor_regrets(
    values: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """Return S and R of VIKOR: the weighted sum of a unit's regrets, and the largest of them.

    Parameters
    ----------
    values, weights
        As in `vikor`.

    Returns
    -------
    pair of arrays of shape (units,)
        Less is better. An indicator that is the same for all units gives no regret.
    """
    values = matrix(values)
    given = shares(weights, values.shape[1])
    best = np.fmax.reduce(values, axis=0, initial=np.nan)
    least = np.fmin.reduce(values, axis=0, initial=np.nan)
    span = best - least
    with np.errstate(invalid="ignore", divide="ignore"):
        regret = np.where(span > 1e-12 * np.abs(best), (best - values) / span, values * 0.0)
    missing = np.isnan(regret)
    carried = np.einsum("ij,j->i", ~missing, given)
    with np.errstate(invalid="ignore", divide="ignore"):
        together = np.einsum("ij,j->i", np.where(missing, 0.0, regret), given) / carried
    return together, np.fmax.reduce(regret * given, axis=1, initial=np.nan)


def _spanned(regret: Floats) -> Floats:
    low = np.fmin.reduce(regret, initial=np.nan)
    span = np.fmax.reduce(regret, initial=np.nan) - low
    return (regret - low) / span if span > 1e-12 else regret * 0.0


def _distance(values: Floats, point: Floats, weights: Floats) -> Floats:
    squares = (weights * (values - point)) ** 2
    missing = np.isnan(squares)
    carried = np.einsum("ij,j->i", ~missing, weights**2)
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.where(missing, 0.0, squares).sum(axis=1) * ((weights**2).sum() / carried)
    result: Floats = np.sqrt(scaled)
    return result

"""Outranking: units are compared pair by pair, so that only the order of values counts.

Values count as equal when they differ by less than one part in 10⁹ of the largest. A pair is
compared on the indicators that both units have, whatever the order of rows.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite.aggregate.means import arithmetic
from gkeval.composite.arrays import Floats, matrix, rank_columns, shares
from gkeval.errors import GkevalError
from gkeval.numbers import ticks

BLOCK = 256
"""Units compared with all others at a time: bounds memory."""

NOISE = 1e-9


def outranking(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Floats:
    """Return the outranking matrix: the share of weight for which a unit is better than another.

    Parameters
    ----------
    values : array of shape (units, indicators)
        More is better.
    weights : array of shape (indicators,)

    Returns
    -------
    array of shape (units, units)
        From 0 to 1; an indicator on which both are equal counts one half for each. Weights are
        those of the indicators that both units have; 0.5 where they share none, and on the
        diagonal. A cell and its mirror add up to 1.

    Notes
    -----
    OECD/JRC Handbook (2008), step 6: non-compensatory multi-criteria approach; Munda and Nardo,
    Non-compensatory/non-linear composite indicators for ranking countries, Applied Economics 41
    (2009).

    Examples
    --------
    >>> outranking([[1, 2, 3], [2, 2, 1]]).round(3).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    counted, given = _compared(values, weights)
    rows = np.arange(0, len(counted), BLOCK)
    blocks = [_contest(counted, given, slice(start, start + BLOCK)) for start in rows]
    if not blocks:
        return np.zeros((0, 0))
    balance = np.concatenate([block[0] for block in blocks])
    shared = np.concatenate([block[1] for block in blocks])
    with np.errstate(invalid="ignore", divide="ignore"):
        result = np.where(shared > NOISE, (balance / shared + 1.0) / 2.0, 0.5)
    np.fill_diagonal(result, 0.5)
    return result


def copeland(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    score: Literal["majority", "share"] = "majority",
) -> Floats:
    """Return how many of the other units a unit beats pair by pair, as a share from 0 to 1.

    Parameters
    ----------
    values, weights
        As in `outranking`.
    score : 'majority' or 'share'
        ``'majority'``: a contest is won by the larger weight, a draw counts one half (the order is
        that of wins minus losses). ``'share'``: the mean of the outranking shares.

    Returns
    -------
    array of shape (units,)
        Missing for a unit without any value; 0.5 for one that meets no other.

    Notes
    -----
    Copeland (1951); Al-Sharrah, Ranking using the Copeland score, Journal of Chemical Information
    and Modeling 50 (2010). Wins minus losses is (2 · score - 1) · (n - 1).

    Examples
    --------
    >>> copeland([[3, 3, 1], [2, 2, 2], [1, 1, 3]]).tolist()
    [1.0, 0.5, 0.0]
    """
    if score not in ("majority", "share"):
        raise GkevalError(f"score is {score!r}, must be 'majority' or 'share'")
    counted, given = _compared(values, weights)
    present = ~np.isnan(counted[:, given > 0]).all(axis=1)
    result = np.full(len(counted), np.nan)
    some, size = counted[present], int(present.sum())
    parts = []
    for start in range(0, size, BLOCK):
        balance, shared = _contest(some, given, slice(start, start + BLOCK))
        if score == "majority":
            won = np.where(balance > NOISE, 1.0, np.where(balance < -NOISE, 0.0, 0.5))
        else:
            with np.errstate(invalid="ignore", divide="ignore"):
                won = np.where(shared > NOISE, (balance / shared + 1.0) / 2.0, 0.5)
        # sorted, so that the sum is the same in any order of the units; itself: one half
        parts.append(np.sort(won, axis=1).sum(axis=1) - 0.5)
    if size:
        result[present] = np.concatenate(parts) / (size - 1) if size > 1 else 0.5
    return result


def borda(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Floats:
    """Return the weighted mean share of the other units that a unit beats on each indicator.

    Parameters
    ----------
    values, weights
        As in `outranking`.

    Returns
    -------
    array of shape (units,)
        From 0 to 1; (n - 1) times that are Borda points. Where values are missing, an indicator
        compares the units that have it, and the weight goes to the other indicators of the unit.

    Notes
    -----
    J.-C. de Borda, Mémoire sur les élections au scrutin (1781).

    Examples
    --------
    >>> borda([[3, 3, 1], [2, 2, 2], [1, 1, 3]]).round(3).tolist()
    [0.667, 0.5, 0.333]
    """
    counted, given = _compared(values, weights)
    size = (~np.isnan(counted)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        beaten = np.where(size > 1, (rank_columns(counted) - 1.0) / (size - 1.0), 0.5)
    return arithmetic(np.where(np.isnan(counted), np.nan, beaten), given)


def _compared(values: npt.ArrayLike, weights: npt.ArrayLike | None) -> tuple[Floats, Floats]:
    """Return values as whole numbers of what counts as a difference, and weights."""
    values = matrix(values)
    size = np.fmax.reduce(np.abs(values), axis=0, initial=0.0)
    counted = np.full(values.shape, np.nan)
    for column, full in enumerate(size):
        counted[:, column] = ticks(values[:, column], full if full > 0 else 1.0)
    return counted, shares(weights, values.shape[1])


def _contest(counted: Floats, weights: Floats, rows: slice) -> tuple[Floats, Floats]:
    """Weight for which each of `rows` is better less that for which it is worse; weight shared."""
    ours = counted[rows]
    balance = np.zeros((len(ours), len(counted)))
    shared = np.zeros_like(balance)
    for column in np.argsort(weights, kind="stable"):  # adds alike in any order of the columns
        if weights[column] > 0:
            difference = ours[:, column, None] - counted[None, :, column]
            missing = np.isnan(difference)
            balance += weights[column] * np.where(missing, 0.0, np.sign(difference))
            shared += weights[column] * ~missing
    return balance, shared

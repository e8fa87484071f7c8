"""Correlation between indicators, over the units that have both values."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, matrix, means, needs_scipy, rank_columns, spread
from gkeval.errors import GkevalError

Kind = Literal["pearson", "spearman", "kendall"]


def correlation(
    values: npt.ArrayLike, others: npt.ArrayLike | None = None, kind: Kind = "pearson"
) -> Floats:
    """Return correlations between columns.

    Parameters
    ----------
    values : array of shape (units, k)
    others : array of shape (units, m)
        The columns to correlate with; `values` themselves when not given.
    kind : 'pearson', 'spearman' or 'kendall'
        Kendall's is tau-b, and needs scipy.

    Returns
    -------
    array of shape (k, m)
        From -1 to 1, over the units that have both values (pairwise); missing where there are
        fewer than two, or where a column is the same for all of them.

    Examples
    --------
    >>> correlation([[1, 2], [2, 4], [3, 6], [4, np.nan]]).round(6).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    left = matrix(values)
    right = left if others is None else matrix(others, "others")
    if len(left) != len(right):
        raise GkevalError(f"others has {len(right)} units, must have {len(left)}")
    if kind not in ("pearson", "spearman", "kendall"):
        raise GkevalError(f"kind is {kind!r}, must be 'pearson', 'spearman' or 'kendall'")
    if kind == "pearson":
        return _pearson(left, right)
    result = np.full((left.shape[1], right.shape[1]), np.nan)
    for i in range(left.shape[1]):
        for j in range(right.shape[1]):
            pair = np.column_stack([left[:, i], right[:, j]])
            pair = pair[~np.isnan(pair).any(axis=1)]
            if len(pair) > 1 and not spread(pair)[2].any():
                result[i, j] = _of_ranks(pair, kind)
    return result


def _of_ranks(pair: Floats, kind: Kind) -> float:
    ranks = rank_columns(pair)
    if kind == "spearman":
        return float(_pearson(ranks[:, :1], ranks[:, 1:])[0, 0])
    scipy = needs_scipy("Kendall's correlation")
    return float(scipy.stats.kendalltau(ranks[:, 0], ranks[:, 1]).statistic)


def _pearson(left: Floats, right: Floats) -> Floats:
    """Correlate over complete pairs; centred first, so that large means cost no digits."""
    have, also = ~np.isnan(left), ~np.isnan(right)
    x = np.where(have, left - np.where(have.any(axis=0), means(left), 0.0), 0.0)
    y = np.where(also, right - np.where(also.any(axis=0), means(right), 0.0), 0.0)
    # of unlike sizes (people and shares): one scale keeps the squares within range
    x /= np.where(np.abs(x).max(axis=0, initial=0.0) > 0, np.abs(x).max(axis=0, initial=0.0), 1.0)
    y /= np.where(np.abs(y).max(axis=0, initial=0.0) > 0, np.abs(y).max(axis=0, initial=0.0), 1.0)
    m, n = have.astype(np.float64), also.astype(np.float64)
    both = m.T @ n
    with np.errstate(invalid="ignore", divide="ignore"):
        sx, sy = x.T @ n, m.T @ y
        covariance = x.T @ y - sx * sy / both
        vx = (x**2).T @ n - sx**2 / both
        vy = m.T @ y**2 - sy**2 / both
        flat = (vx <= 1e-20 * both) | (vy <= 1e-20 * both) | (both < 2)
        result = covariance / np.sqrt(np.maximum(vx, 0.0) * np.maximum(vy, 0.0))
    return np.where(flat, np.nan, np.clip(result, -1.0, 1.0))

"""Values onto a common scale by their order: ranks, percentile ranks, Borda points, categories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import (
    Floats,
    RankTies,
    counts,
    directions,
    matrix,
    means,
    rank_columns,
    significant,
)
from gkeval.errors import GkevalError


def rank(
    values: npt.ArrayLike,
    *,
    ties: RankTies = "average",
    direction: npt.ArrayLike | None = None,
) -> Floats:
    """Return ranks, 1 for the worst value: the best has the highest number, so that more is better.

    Parameters
    ----------
    values : array of shape (units, indicators)
    ties : 'average', 'min', 'max' or 'dense'
        What equal values share. Values are equal when they agree in 12 significant digits.
    direction : array of shape (indicators,)

    Notes
    -----
    OECD/JRC Handbook (2008), section 1.5: ranking.

    Examples
    --------
    >>> rank([[5], [7], [7], [1]], ties="min").ravel().tolist()
    [2.0, 3.0, 3.0, 1.0]
    """
    values = matrix(values)
    return rank_columns(values * directions(direction, values.shape[1]), ties)


def percentile_rank(
    values: npt.ArrayLike,
    *,
    ties: RankTies = "average",
    direction: npt.ArrayLike | None = None,
) -> Floats:
    """Return (rank - 1) / (n - 1): 0 for the worst value, 1 for the best.

    Parameters
    ----------
    values : array of shape (units, indicators)
    ties
        As in `rank`. With ``'average'`` an indicator that is the same for all gets 0.5.
    direction : array of shape (indicators,)

    Returns
    -------
    array of shape (units, indicators)
        A single value gets 0.5.

    Examples
    --------
    >>> percentile_rank([[5], [7], [7], [1], [9]]).ravel().tolist()
    [0.25, 0.625, 0.625, 0.0, 1.0]
    """
    values = matrix(values)
    ranked = rank(values, ties=ties, direction=direction)
    size = counts(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = (ranked - 1.0) / (size - 1.0)
    return np.where((size == 1) & ~np.isnan(values), 0.5, shares)


def borda(values: npt.ArrayLike, *, direction: npt.ArrayLike | None = None) -> Floats:
    """Return Borda points: how many units are worse, those that are equal counting one half.

    Notes
    -----
    J.-C. de Borda, Mémoire sur les élections au scrutin (1781); OECD/JRC Handbook (2008), step 6.

    Examples
    --------
    >>> borda([[5], [7], [7], [1]]).ravel().tolist()
    [1.0, 2.5, 2.5, 0.0]
    """
    return rank(values, direction=direction) - 1.0


def categories(
    values: npt.ArrayLike,
    cuts: Sequence[float] = (0.2, 0.4, 0.6, 0.8),
    points: Sequence[float] | None = None,
    *,
    direction: npt.ArrayLike | None = None,
) -> Floats:
    """Give points by category, the categories being cut at quantiles of the indicator.

    Parameters
    ----------
    values : array of shape (units, indicators)
    cuts : sequence of float
        Quantiles between 0 and 1, rising; fifths when not given.
    points : sequence of float
        One number more than there are cuts, from the worst category to the best; equal steps from
        0 to 1 when not given.
    direction : array of shape (indicators,)

    Returns
    -------
    array of shape (units, indicators)
        Who reaches a quantile is in the category above it; equal values are never torn apart.

    Notes
    -----
    OECD/JRC Handbook (2008), section 1.5: categorical scales. Quantiles are linearly interpolated.

    Examples
    --------
    >>> categories([[1], [2], [3], [4], [5]], cuts=(0.5,), points=(0, 100)).ravel().tolist()
    [0.0, 0.0, 100.0, 100.0, 100.0]
    """
    values = matrix(values)
    if list(cuts) != sorted(set(cuts)) or not cuts or not 0 < cuts[0] <= cuts[-1] < 1:
        raise GkevalError(f"cuts are {list(cuts)}, must rise and lie between 0 and 1")
    given = np.linspace(0.0, 1.0, len(cuts) + 1) if points is None else np.asarray(points, float)
    if given.shape != (len(cuts) + 1,):
        raise GkevalError(f"points are {given.size} numbers, must be {len(cuts) + 1}")
    turned = significant(values * directions(direction, values.shape[1]))
    present = ~np.isnan(values)
    limits = np.full((len(cuts), values.shape[1]), np.inf)
    some = present.any(axis=0)
    if some.any():
        limits[:, some] = significant(np.nanquantile(turned[:, some], list(cuts), axis=0))
    reached = (turned[None, :, :] >= limits[:, None, :]).sum(axis=0)
    return np.where(present, given[reached], np.nan)


def above_mean(
    values: npt.ArrayLike, band: float = 0.2, *, direction: npt.ArrayLike | None = None
) -> Floats:
    """Return 1 above, -1 below and 0 around the mean of each indicator.

    Parameters
    ----------
    values : array of shape (units, indicators)
    band : float
        Half the width of "around", as a share of the absolute mean; 0 or more.
    direction : array of shape (indicators,)

    Notes
    -----
    OECD/JRC Handbook (2008), section 1.5: indicators above or below the mean.

    Examples
    --------
    >>> above_mean([[1], [10], [19]]).ravel().tolist()
    [-1.0, 0.0, 1.0]
    """
    values = matrix(values)
    if band < 0:
        raise GkevalError(f"band is {band}, must be 0 or more")
    middle = means(values)
    half = np.abs(middle) * band
    with np.errstate(invalid="ignore"):
        off = significant(values) - significant(middle)
        side = np.where(off > half * (1 + 1e-9), 1.0, np.where(off < -half * (1 + 1e-9), -1.0, 0.0))
    return np.where(np.isnan(values), np.nan, side * directions(direction, values.shape[1]))


def vector(values: npt.ArrayLike, *, direction: npt.ArrayLike | None = None) -> Floats:
    """Divide each indicator by the length of its vector, √Σx²; less is better: 1 minus that.

    Notes
    -----
    C.-L. Hwang and K. Yoon, Multiple Attribute Decision Making (1981), section 2.2: the scale of
    TOPSIS. An indicator that is 0 for all units stays 0.

    Examples
    --------
    >>> vector([[3.0], [4.0]]).ravel().tolist()
    [0.6, 0.8]
    """
    values = matrix(values)
    length = np.sqrt(np.nansum(np.sort(values**2, axis=0), axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = np.where(length > 0, values / length, values * 0.0)
    return np.where(directions(direction, values.shape[1]) > 0, parts, 1.0 - parts)

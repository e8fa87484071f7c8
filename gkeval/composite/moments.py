"""Moments of indicators: mean, deviation, skewness, kurtosis; missing values left out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, column_sums, counts, matrix, means, spread


def skewness(values: npt.ArrayLike) -> Floats:
    """Return the skewness of each indicator, as spreadsheets give it (adjusted Fisher-Pearson G1).

    Missing with fewer than three values, or where all are the same.

    Notes
    -----
    Joanes and Gill, Comparing measures of sample skewness and kurtosis, The Statistician 47 (1998).

    Examples
    --------
    >>> skewness([[1], [2], [3], [10]]).round(4).item()
    1.7636
    """
    values = matrix(values)
    n, second, third, _ = _central(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        result = third / second**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    return np.where((n > 2) & ~spread(values)[2], result, np.nan)


def kurtosis(values: npt.ArrayLike) -> Floats:
    """Return the excess kurtosis of each indicator, as spreadsheets give it (G2); normal is 0.

    Missing with fewer than four values, or where all are the same.

    Notes
    -----
    Joanes and Gill (1998).

    Examples
    --------
    >>> kurtosis([[1], [2], [3], [10]]).round(4).item()
    3.228
    """
    values = matrix(values)
    n, second, _, fourth = _central(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        excess = fourth / second**2 - 3.0
        result = ((n + 1) * excess + 6) * (n - 1) / ((n - 2) * (n - 3))
    return np.where((n > 3) & ~spread(values)[2], result, np.nan)


def _central(values: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    n = counts(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        off = values - means(values)
        size = np.fmax.reduce(np.abs(off), axis=0, initial=0.0)
        off = off / np.where(size > 0, size, 1.0)  # the ratios below have no unit
        second = column_sums(off**2) / n
        third = column_sums(off**3) / n
        fourth = column_sums(off**4) / n
    return n, second, third, fourth

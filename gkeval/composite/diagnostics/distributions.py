"""Each indicator alone: moments, gaps, repeated values, outliers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.composite.arrays import Bools, counts, deviations, matrix, means, significant, spread
from gkeval.composite.moments import kurtosis, skewness
from gkeval.composite.treat.reports import KURTOSIS, SKEWNESS
from gkeval.errors import GkevalError


def statistics(values: npt.ArrayLike, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Return one row per indicator: how it is spread, and what to look at.

    Parameters
    ----------
    values : array of shape (units, indicators)
    names : sequence of str
        Of the indicators; numbers when not given.

    Returns
    -------
    pandas.DataFrame
        indicator, n, missing (share), minimum, median, mean, maximum, sd (n - 1), skewness,
        kurtosis (excess), distinct (share of the values), mode_share (of the most frequent value),
        zeros (share), outliers (beyond 1.5 times the quartile distance), flags: ``constant``,
        ``skewed`` (skewness beyond 2 and kurtosis beyond 3.5), ``repeated`` (one value in more
        than half of the units), ``gaps`` (more than a third missing).

    Examples
    --------
    >>> statistics([[1, 5], [2, 5], [6, None]], ["a", "b"])[["indicator", "mean", "mode_share"]]
      indicator  mean  mode_share
    0         a   3.0    0.333333
    1         b   5.0    1.000000
    """
    values = matrix(values)
    size, units = counts(values), len(values)
    low, high, same = spread(values)
    compared = significant(values)
    distinct, mode = np.zeros(values.shape[1]), np.zeros(values.shape[1])
    middle = np.full(values.shape[1], np.nan)
    for column in range(values.shape[1]):
        present = compared[~np.isnan(compared[:, column]), column]
        _, repeats = np.unique(present, return_counts=True)
        distinct[column], mode[column] = len(repeats), repeats.max(initial=0)
        middle[column] = np.median(present) if present.size else np.nan
    skew, kurt = skewness(values), kurtosis(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(size > 0, 1.0 / size, np.nan)
        flags = {
            "constant": same & (size > 0),
            "empty": size == 0,
            "skewed": (np.abs(skew) > SKEWNESS) & (kurt > KURTOSIS),
            "repeated": (mode * share > 0.5) & ~same,
            "gaps": size < 2 / 3 * units,
        }
    return pd.DataFrame(
        {
            "indicator": list(names) if names is not None else list(range(values.shape[1])),
            "n": size.astype(int),
            "missing": 1.0 - size / max(units, 1),
            "minimum": low,
            "median": middle,
            "mean": means(values),
            "maximum": high,
            "sd": deviations(values),
            "skewness": skew,
            "kurtosis": kurt,
            "distinct": distinct * share,
            "mode_share": mode * share,
            "zeros": (values == 0).sum(axis=0) * share,
            "outliers": outliers(values).sum(axis=0),
            "flags": [
                ", ".join(name for name, marks in flags.items() if marks[column])
                for column in range(values.shape[1])
            ],
        }
    )


def outliers(values: npt.ArrayLike, reach: float = 1.5) -> Bools:
    """Return which values lie beyond the quartiles by more than `reach` quartile distances.

    Parameters
    ----------
    values : array of shape (units, indicators)
    reach : float
        1.5 for outliers, 3 for far ones.

    Notes
    -----
    Tukey, Exploratory Data Analysis (1977). Quartiles are linearly interpolated.

    Examples
    --------
    >>> outliers([[1], [2], [3], [4], [50]]).ravel().tolist()
    [False, False, False, False, True]
    """
    values = matrix(values)
    if reach < 0:
        raise GkevalError(f"reach is {reach}, must be 0 or more")
    some = ~np.isnan(values).all(axis=0)
    marks = np.zeros(values.shape, dtype=bool)
    if some.any():
        first, third = np.nanquantile(values[:, some], [0.25, 0.75], axis=0)
        fence = reach * (third - first) * (1 + 1e-12)
        marks[:, some] = (values[:, some] < first - fence) | (values[:, some] > third + fence)
    return marks

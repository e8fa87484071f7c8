"""Weights that the data suggest: entropy, CRITIC, standard deviation.

Every function takes values of shape (units, indicators), NaN for missing, and returns weights of
shape (indicators,) that are 0 or more and add up to 1. What does not tell units apart gets no
weight: read it as "not needed for the ranking", not as "unimportant".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import (
    Floats,
    column_sums,
    counts,
    deviations,
    matrix,
    shares,
    spread,
)
from gkeval.composite.correlations import correlation
from gkeval.errors import GkevalError


def entropy(values: npt.ArrayLike) -> Floats:
    """Return weights by how unevenly an indicator is spread over the units.

    Parameters
    ----------
    values : array of shape (units, indicators)
        0 or more (entropy reads shares of a total, so the zero of the scale matters: values
        normalised by z-score are refused).

    Returns
    -------
    array of shape (indicators,)
        In proportion to 1 - e, with e = -Σ p ln p / ln n over the units that have a value, and p
        its share of the indicator's total; equal when no indicator tells units apart.

    Notes
    -----
    Shannon (1948); Hwang and Yoon, Multiple Attribute Decision Making (1981), section 3.2.

    Examples
    --------
    >>> entropy([[1, 1], [1, 3], [1, 8]]).tolist()
    [0.0, 1.0]
    """
    values = matrix(values)
    if (values < 0).any():
        raise GkevalError(
            "entropy: values are negative. Remedy: normalise to a scale from 0, such as min-max"
        )
    total, size = column_sums(values), counts(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = values / total
        parts = np.where(share > 0, share * np.log(share), 0.0)
        evenness = -column_sums(parts) / np.log(size)
    different = np.where((size > 1) & (total > 0), 1.0 - evenness, 0.0)
    return _or_equal(np.where(different < 1e-12, 0.0, different))


def critic(values: npt.ArrayLike) -> Floats:
    """Return weights by contrast and conflict: σ Σ(1 - r) over the other indicators.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Normalised, more is better; the authors take min-max.

    Returns
    -------
    array of shape (indicators,)
        Correlations are taken over the units that have both values; an indicator that is the same
        for all gets 0. Equal when no indicator tells units apart.

    Notes
    -----
    Diakoulaki, Mavrotas and Papayannakis, Determining objective weights in multiple criteria
    problems: the CRITIC method, Computers & Operations Research 22 (1995).

    Examples
    --------
    >>> critic([[0, 0, 1], [0.5, 0.5, 0], [1, 1, 0.5]]).round(3).tolist()
    [0.25, 0.25, 0.5]
    """
    values = matrix(values)
    conflict = np.nan_to_num(1.0 - correlation(values)).sum(axis=1)
    contrast = np.nan_to_num(deviations(values))
    contrast[spread(values)[2]] = 0.0
    information = contrast * conflict
    return _or_equal(np.where(information < 1e-12, 0.0, information))


def standard_deviation(values: npt.ArrayLike) -> Floats:
    """Return weights in proportion to the standard deviation of normalised values.

    Notes
    -----
    Diakoulaki, Mavrotas and Papayannakis (1995), as the method CRITIC is compared with.

    Examples
    --------
    >>> standard_deviation([[0, 0], [1, 3]]).round(9).tolist()
    [0.25, 0.75]
    """
    values = matrix(values)
    contrast = np.nan_to_num(deviations(values))
    contrast[spread(values)[2]] = 0.0
    return _or_equal(contrast)


def _or_equal(raw: Floats) -> Floats:
    return shares(raw if raw.any() else None, raw.size)

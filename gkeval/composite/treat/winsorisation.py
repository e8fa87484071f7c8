"""Winsorisation: the most extreme values are set to the next ones, until the moments are fit."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, matrix
from gkeval.composite.methods import Choice, choose
from gkeval.composite.moments import skewness
from gkeval.composite.treat.reports import KURTOSIS, SKEWNESS, Treated, failing, treated
from gkeval.composite.treat.transforms import boxcox, log, signed
from gkeval.errors import GkevalError


def winsorise(
    values: npt.ArrayLike,
    *,
    skew: float = SKEWNESS,
    kurt: float = KURTOSIS,
    most: int | float = 5,
) -> Treated:
    """Set the most extreme values of an indicator to the next one until its moments are fit.

    Parameters
    ----------
    values : array of shape (units, indicators)
    skew, kurt : float
        Limits of the absolute skewness and of the excess kurtosis; an indicator beyond both is
        treated.
    most : int, or float below 1
        How many cells of an indicator may be changed; a share of its values when below 1. Equal
        values are changed together or not at all.

    Returns
    -------
    Treated
        `passed` tells which indicators are fit; those that are not even with `most` cells changed
        keep what was changed (`stepwise` goes on with them).

    Notes
    -----
    Each step works at the end where the skewness points. JRC, Your 10-Step Pocket Guide to
    Composite Indicators & Scoreboards (2019): |skewness| > 2 and kurtosis > 3.5, at most 5 values.

    Examples
    --------
    >>> found = winsorise([[1], [2], [3], [4], [5], [6], [7], [8], [9], [10], [30], [100]])
    >>> found.values.ravel().tolist()[-3:], found.changed.sum().item()
    ([10.0, 30.0, 30.0], 1)
    """
    values = matrix(values)
    if most < 0 or skew < 0:
        raise GkevalError(f"most is {most} and skew {skew}, must be 0 or more")
    result = values.copy()
    waiting = failing(values, skew, kurt)
    methods = [""] * values.shape[1]
    for column in np.flatnonzero(waiting):
        present = ~np.isnan(values[:, column])
        allowed = math.floor(most * present.sum() + 1e-9) if 0 < most < 1 else int(most)
        done = _winsorised(values[present, column], skew, kurt, allowed)
        result[present, column] = done
        low, high = (values[present, column] < done).sum(), (values[present, column] > done).sum()
        methods[column] = f"winsorise(low={low}, high={high})" if low or high else ""
    return treated(values, result, methods, skew, kurt)


def stepwise(
    values: npt.ArrayLike,
    *,
    skew: float = SKEWNESS,
    kurt: float = KURTOSIS,
    most: int | float = 5,
    then: Choice = "log",
) -> Treated:
    """Winsorise; where that is not enough, transform the original values instead.

    Parameters
    ----------
    values, skew, kurt, most
        As in `winsorise`.
    then
        What to do with the rest: ``"log"``, ``"boxcox"``, ``"signed"``, or a mapping with options.

    Returns
    -------
    Treated

    Notes
    -----
    The two steps of the JRC's COIN tool.

    Examples
    --------
    >>> found = stepwise([[2.0 ** k] for k in range(20)], most=1)
    >>> found.methods, bool(found.passed[0])
    (('log(shift=0)',), True)
    """
    values = matrix(values)
    first = winsorise(values, skew=skew, kurt=kurt, most=most)
    rest = ~first.passed
    if not rest.any():
        return first
    method = choose(then, {"log": log, "boxcox": boxcox, "signed": signed}, "then")
    second = method(values[:, rest], skew=skew, kurt=kurt)
    result, methods = first.values.copy(), list(first.methods)
    result[:, rest] = second.values
    for column, name in zip(np.flatnonzero(rest), second.methods, strict=True):
        methods[column] = name
    return treated(values, result, methods, skew, kurt)


def _winsorised(values: Floats, skew: float, kurt: float, allowed: int) -> Floats:
    """Winsorise the present values of one indicator."""
    result = values
    while failing(result[:, None], skew, kurt)[0]:
        if skewness(result[:, None])[0] >= 0:
            step = np.minimum(result, result[result < result.max()].max())
        else:
            step = np.maximum(result, result[result > result.min()].min())
        if (step != values).sum() > allowed:
            break
        result = step
    return result

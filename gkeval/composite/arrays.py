"""Arrays as every function of this room takes them: checks, noise, and sums that ignore order.

Values are arrays of shape (units, indicators) in which NaN means missing. What is wrong with an
argument is said in one form: what it is, and what it must be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gkeval.errors import GkevalError

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
RankTies = Literal["average", "min", "max", "dense"]

DIGITS = 12
"""Significant digits in which two values are compared: quotients carry noise beyond them."""


def matrix(values: npt.ArrayLike, name: str = "values") -> Floats:
    """Return values as floats of shape (units, indicators); infinite values are refused.

    >>> matrix([[1, None], [2, 3]]).shape
    (2, 2)
    """
    result = np.asarray(values, dtype=np.float64)
    if result.ndim != 2:
        raise GkevalError(f"{name} has {result.ndim} dimensions, must have 2: units, indicators")
    if np.isinf(result).any():
        raise GkevalError(f"{name} holds infinite values, must be numbers, or NaN for missing")
    return result


def directions(direction: npt.ArrayLike | None, count: int) -> Floats:
    """Return 1 (more is better) or -1 (less is better) for each of `count` indicators.

    >>> directions(None, 2).tolist(), directions([1, -1], 2).tolist()
    ([1.0, 1.0], [1.0, -1.0])
    """
    if direction is None:
        return np.ones(count)
    result = np.broadcast_to(np.asarray(direction, dtype=np.float64), (count,))
    if not np.isin(result, (-1.0, 1.0)).all():
        raise GkevalError(f"direction is {direction}, must be 1 or -1 for each indicator")
    return result


def per_indicator(number: npt.ArrayLike, count: int, name: str) -> Floats:
    """Return one number for each of `count` indicators, from one for all or one for each.

    >>> per_indicator(5, 2, "target").tolist()
    [5.0, 5.0]
    """
    result = np.asarray(number, dtype=np.float64)
    if result.ndim > 1 or (result.ndim == 1 and result.shape != (count,)):
        raise GkevalError(
            f"{name} has shape {result.shape}, must be one number or {count}, one per indicator"
        )
    return np.broadcast_to(result, (count,))


def shares(weights: npt.ArrayLike | None, count: int) -> Floats:
    """Return weights that add up to 1; equal ones when none are given.

    Raises
    ------
    GkevalError
        For a negative or missing weight, or when all are 0.

    >>> shares([2, 1, 1], 3).tolist(), shares(None, 2).tolist()
    ([0.5, 0.25, 0.25], [0.5, 0.5])
    """
    if weights is None:
        return np.full(count, 1.0 / max(count, 1))
    result = np.asarray(weights, dtype=np.float64)
    if result.shape != (count,):
        raise GkevalError(f"weights have shape {result.shape}, must be ({count},)")
    if not np.isfinite(result).all() or (result < 0).any():
        raise GkevalError(f"weights are {result.tolist()}, must be numbers of 0 or more")
    total = np.sort(result).sum()
    if not total > 0:
        raise GkevalError("weights are all 0, at least one must be above 0")
    scaled: Floats = result / total
    return scaled


def shares_by_unit(weights: npt.ArrayLike | None, values: Floats) -> Floats:
    """Return weights as `shares` does, or those of every unit where each has its own.

    Parameters
    ----------
    weights : array of shape (indicators,) or (units, indicators)
        Of the latter, a row of zeros is a unit that has nothing to combine.
    values : array of shape (units, indicators)

    Raises
    ------
    GkevalError
        For another shape, or a negative or missing weight.

    >>> shares_by_unit([[1, 3], [0, 0]], np.ones((2, 2))).tolist()
    [[0.25, 0.75], [0.0, 0.0]]
    """
    if weights is None or np.ndim(weights) < 2:
        return shares(weights, values.shape[1])
    result = np.asarray(weights, dtype=np.float64)
    if result.shape != values.shape:
        raise GkevalError(
            f"weights have shape {result.shape}, must be ({values.shape[1]},) or {values.shape}"
        )
    if not np.isfinite(result).all() or (result < 0).any():
        raise GkevalError("weights of some units are negative or missing, must be 0 or more")
    total = np.sort(result, axis=1).sum(axis=1, keepdims=True)
    scaled: Floats = result / np.where(total > 0, total, 1.0)
    return scaled


def significant(values: Floats, digits: int = DIGITS) -> Floats:
    """Return values without the noise beyond so many significant digits of each.

    >>> a, b = significant(np.array([0.1 + 0.2, 0.3]))
    >>> bool(a == b)
    True
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        exponent = np.floor(np.log10(np.abs(values)))
        factor = 10.0 ** (digits - 1 - exponent)
        rounded: Floats = np.rint(values * factor) / factor
    return np.where(np.isfinite(rounded), rounded, values)


def spread(values: Floats) -> tuple[Floats, Floats, Bools]:
    """Return the lowest and the highest value of each indicator, and whether they are the same.

    An indicator without any value counts as constant; both are then missing.
    """
    empty = np.full(values.shape[1], np.nan)
    low = np.fmin.reduce(values, axis=0) if len(values) else empty
    high = np.fmax.reduce(values, axis=0) if len(values) else empty
    size = np.maximum(np.abs(low), np.abs(high))
    return low, high, ~(high - low > size * 10.0**-DIGITS)


def column_sums(values: Floats) -> Floats:
    """Return column sums, missing left out: the same to the last bit in any order of the rows."""
    sums: Floats = np.nansum(np.sort(values, axis=0), axis=0)
    return sums


def counts(values: Floats) -> Floats:
    """Return how many values each indicator has."""
    present: Floats = (~np.isnan(values)).sum(axis=0).astype(np.float64)
    return present


def means(values: Floats) -> Floats:
    """Return the mean of each indicator, missing left out."""
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = column_sums(values) / counts(values)
    return result


def deviations(values: Floats, ddof: int = 1) -> Floats:
    """Return the standard deviation of each indicator, missing left out.

    `ddof` 1 divides by n - 1 (a sample), 0 by n (all there are).
    """
    squares = column_sums((values - means(values)) ** 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = np.sqrt(squares / np.maximum(counts(values) - ddof, 0.0))
    return result


def rank_columns(values: Floats, ties: RankTies = "average") -> Floats:
    """Return ascending ranks within each indicator, from 1 for the lowest; missing stays NaN.

    >>> rank_columns(np.array([[3.0], [1.0], [3.0], [np.nan]])).ravel().tolist()
    [2.5, 1.0, 2.5, nan]
    """
    if ties not in ("average", "min", "max", "dense"):
        raise GkevalError(f"ties is {ties!r}, must be 'average', 'min', 'max' or 'dense'")
    result = np.full(values.shape, np.nan)
    compared = significant(values)
    for column in range(values.shape[1]):
        present = ~np.isnan(values[:, column])
        _, inverse, count = np.unique(
            compared[present, column], return_inverse=True, return_counts=True
        )
        last = np.cumsum(count).astype(np.float64)
        by_ties = {
            "average": last - (count - 1) / 2,
            "min": last - count + 1,
            "max": last,
            "dense": np.arange(1.0, len(count) + 1),
        }
        result[present, column] = by_ties[ties][inverse]
    return result


def needs_scipy(task: str) -> Any:
    """Return the package scipy, which is an extra.

    Raises
    ------
    GkevalError
        When it is not installed; the message says what to install.
    """
    try:
        import scipy
        import scipy.optimize
        import scipy.stats
    except ImportError as error:
        raise GkevalError(
            f'{task} needs scipy, which is not installed. Remedy: pip install "gkeval[stats]"'
        ) from error
    return scipy


def by_label(
    values: Floats, labels: npt.NDArray[Any] | None, function: Callable[[Floats], Floats]
) -> Floats:
    """Apply a function to the rows of each label apart; to all rows when there are no labels."""
    if labels is None:
        return function(values)
    if len(labels) != len(values):
        raise GkevalError(f"there are {len(labels)} labels, must be {len(values)}, one per unit")
    result = np.full(values.shape, np.nan)
    _, inverse = np.unique(labels, return_inverse=True)
    for label in range(inverse.max(initial=-1) + 1):
        chosen = inverse == label
        result[chosen] = function(values[chosen])
    return result

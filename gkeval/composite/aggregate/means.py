"""Means: many values of a unit become one, from full compensation to none.

Every function takes values of shape (units, indicators) in which more is better, and weights of
shape (indicators,), or (units, indicators) where every unit has its own, that are scaled to add up
to 1 (equal when not given). A missing value leaves its weight to the others of its unit; a unit
without any value is missing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Bools, Floats, matrix, shares_by_unit
from gkeval.errors import GkevalError


def arithmetic(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Floats:
    """Return the weighted arithmetic mean Σwx: what is lost here can be made good there.

    Notes
    -----
    OECD/JRC Handbook (2008), step 6: additive aggregation.

    Examples
    --------
    >>> arithmetic([[1, 3], [1, np.nan]], [1, 3]).tolist()
    [2.5, 1.0]
    """
    values = matrix(values)
    return _weighted_sum(values, shares_by_unit(weights, values))


def geometric(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    floor: float | None = None,
) -> Floats:
    """Return the weighted geometric mean Πxʷ: a weak part weighs more than a strong one.

    Parameters
    ----------
    values : array of shape (units, indicators)
        0 or more.
    weights : array of shape (indicators,)
    floor : float
        What lower values are lifted to. 0 says that one zero makes the whole zero. There is no
        default: when a value is 0, it must be stated.

    Raises
    ------
    GkevalError
        For a negative value without a floor; for a 0 without a stated floor.

    Notes
    -----
    OECD/JRC Handbook (2008), step 6: geometric aggregation.

    Examples
    --------
    >>> geometric([[1, 4], [0, 4]], floor=0).tolist()
    [2.0, 0.0]
    >>> geometric([[0, 4]], floor=0.01).round(6).tolist()
    [0.2]
    """
    values = lifted(matrix(values), floor, "geometric")
    with np.errstate(divide="ignore"):
        logs = np.log(values)
    result: Floats = np.exp(_weighted_sum(logs, shares_by_unit(weights, values)))
    return result


def harmonic(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    floor: float | None = None,
) -> Floats:
    """Return the weighted harmonic mean 1 / Σ(w/x); harder on weak parts than the geometric one.

    Parameters
    ----------
    values, weights, floor
        As in `geometric`.

    Examples
    --------
    >>> harmonic([[1.0, 3.0]]).tolist()
    [1.5]
    """
    values = lifted(matrix(values), floor, "harmonic")
    with np.errstate(divide="ignore"):
        result: Floats = 1.0 / _weighted_sum(1.0 / values, shares_by_unit(weights, values))
    return result


def power(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    exponent: float = 1.0,
    floor: float | None = None,
) -> Floats:
    """Return the generalised mean (Σwxᵖ)^(1/p); the lower the exponent, the less is compensated.

    Parameters
    ----------
    values, weights, floor
        As in `geometric`; a floor is needed for zeros when the exponent is 0 or less.
    exponent : float
        p: 1 gives the arithmetic mean, 0 the geometric, -1 the harmonic, -inf the minimum.

    Notes
    -----
    Decancq and Lugo, Weights in multidimensional indices of wellbeing, Econometric Reviews 32
    (2013).

    Examples
    --------
    >>> power([[3.0, 4.0]], exponent=2).round(6).tolist()
    [3.535534]
    """
    if np.isnan(exponent):
        raise GkevalError("exponent is missing, must be a number")
    if exponent == 1:
        return arithmetic(values, weights)
    if exponent == 0:
        return geometric(values, weights, floor=floor)
    if np.isinf(exponent):
        return (maximum if exponent > 0 else minimum)(values, weights)
    values = lifted(matrix(values), floor, "power", zeros=exponent > 0)
    # scaled by the value that counts most, so that no power overflows
    size = (maximum if exponent > 0 else minimum)(values, weights)
    size = np.where(size > 0, size, 1.0)
    with np.errstate(divide="ignore", over="ignore"):
        powers = (values / size[:, None]) ** exponent
        mean = _weighted_sum(powers, shares_by_unit(weights, values)) ** (1.0 / exponent)
    result: Floats = mean * size
    return result


def median(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Floats:
    """Return the weighted median: half of the weight lies at or below it.

    Where exactly half lies at a value, the mean of that value and the next is taken, so that equal
    weights give the ordinary median.

    Examples
    --------
    >>> median([[1, 2, 10], [1, 3, np.nan]]).tolist()
    [2.0, 2.0]
    """
    values = matrix(values)
    given = shares_by_unit(weights, values)
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    placed = given[order] if given.ndim == 1 else np.take_along_axis(given, order, axis=1)
    carried = np.where(np.isnan(ordered), 0.0, placed)
    reached = np.cumsum(carried, axis=1)
    half = reached[:, -1:] / 2.0
    noise = 1e-12 * np.maximum(half, 1e-300)
    with_weight = carried > 0
    first = np.argmax(with_weight & (reached >= half - noise), axis=1)[:, None]
    beyond = with_weight & (reached > half + noise)
    second = np.argmax(beyond, axis=1)[:, None]
    middle = (
        np.take_along_axis(ordered, first, axis=1) + np.take_along_axis(ordered, second, axis=1)
    ) / 2.0
    return np.where(with_weight.any(axis=1), middle[:, 0], np.nan)


def minimum(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Floats:
    """Return the lowest value that has weight: nothing is compensated.

    Examples
    --------
    >>> minimum([[1, 3], [np.nan, 2]]).tolist()
    [1.0, 2.0]
    """
    lowest: Floats = np.fmin.reduce(_with_weight(values, weights), axis=1, initial=np.nan)
    return lowest


def maximum(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Floats:
    """Return the highest value that has weight.

    Examples
    --------
    >>> maximum([[1, 3], [np.nan, 2]]).tolist()
    [3.0, 2.0]
    """
    highest: Floats = np.fmax.reduce(_with_weight(values, weights), axis=1, initial=np.nan)
    return highest


def weighted_moments(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the weighted mean and variance (divided by the weight) of every unit."""
    mean = _weighted_sum(values, weights)
    return mean, _weighted_sum((values - mean[:, None]) ** 2, weights)


def lifted(values: Floats, floor: float | None, method: str, zeros: bool = False) -> Floats:
    """Return values with those below the floor lifted to it; refuse what has no stated floor."""
    if floor is not None:
        if not floor >= 0:
            raise GkevalError(f"floor is {floor}, must be 0 or more")
        return np.where(values < floor, floor, values)
    below = (values < 0).sum()
    none = 0 if zeros else (values == 0).sum()
    if below or none:
        raise GkevalError(
            f"{method}: {below} values are negative and {none} are 0. Remedy: state floor= (0: one "
            "zero makes the whole zero; 0.01: lower values are lifted to it), or normalise to a "
            "scale above 0"
        )
    return values


def _weighted_sum(values: Floats, weights: Floats) -> Floats:
    """Return Σwx / Σw over what is present, for every unit."""
    if weights.ndim == 2:
        return _own_sum(values, weights)
    used = weights > 0  # a weight of 0 must not meet an infinite logarithm
    if not used.all():
        values, weights = values[:, used], weights[used]
    missing: Bools = np.isnan(values)
    if not missing.any():
        total: Floats = np.einsum("ij,j->i", values, weights)
        return total
    total = np.einsum("ij,j->i", np.where(missing, 0.0, values), weights)
    carried = np.einsum("ij,j->i", ~missing, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = total / carried
    return result


def _own_sum(values: Floats, weights: Floats) -> Floats:
    """Return Σwx / Σw over what is present and has weight, every unit with its own weights."""
    absent: Bools = np.isnan(values) | (weights <= 0)
    total = np.einsum("ij,ij->i", np.where(absent, 0.0, values), weights)
    carried = np.where(absent, 0.0, weights).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = total / carried
    return result


def _with_weight(values: npt.ArrayLike, weights: npt.ArrayLike | None) -> Floats:
    values = matrix(values)
    return np.where(shares_by_unit(weights, values) > 0, values, np.nan)

"""Values onto a common scale by their range, mean, goalposts or a reference point.

Every function takes values of shape (units, indicators), NaN for missing, and a direction for each
indicator (1 or -1); in what it returns more is better.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import (
    Floats,
    deviations,
    directions,
    matrix,
    means,
    per_indicator,
    spread,
)
from gkeval.errors import GkevalError

Kind = Literal["ratio", "difference", "span"]
Constant = Literal["high", "low", "middle"] | float


def minmax(
    values: npt.ArrayLike,
    low: float = 0.0,
    high: float = 1.0,
    *,
    direction: npt.ArrayLike | None = None,
    constant: Constant = "high",
) -> Floats:
    """Rescale each indicator from its lowest and highest value to `low` and `high`.

    Parameters
    ----------
    values : array of shape (units, indicators)
        NaN for missing.
    low, high : float
        The ends of the scale; `low` below `high`.
    direction : array of shape (indicators,)
        1 where more is better (for all when not given), -1 where less is.
    constant : 'high', 'low', 'middle' or a number of the scale
        What an indicator gets that is the same for all units. It must not become missing, for
        then an item that every unit publishes would leave the score unseen; ``'high'`` says that
        all have earned it.

    Returns
    -------
    array of shape (units, indicators)

    Notes
    -----
    OECD/JRC, Handbook on Constructing Composite Indicators (2008), section 1.5 and step 5.

    Examples
    --------
    >>> minmax([[10, 3], [20, 3], [40, 3]], 0, 100, direction=[-1, 1]).round(2).tolist()
    [[100.0, 100.0], [66.67, 100.0], [0.0, 100.0]]
    """
    values = matrix(values)
    least, most, same = spread(values * directions(direction, values.shape[1]))
    if not low < high:
        raise GkevalError(f"low is {low} and high {high}, low must be below high")
    sign = directions(direction, values.shape[1])
    with np.errstate(invalid="ignore", divide="ignore"):
        result = values * sign
        result -= least
        result /= most - least  # before it is stretched: the best is exactly 1
    result *= high - low
    result += low
    if same.any():
        stated = constant_value(constant, low, high)
        result[:, same] = np.where(np.isnan(values[:, same]), np.nan, stated)
    return np.clip(result, low, high, out=result)


def zscore(
    values: npt.ArrayLike,
    mean: float = 0.0,
    sd: float = 1.0,
    *,
    ddof: int = 1,
    direction: npt.ArrayLike | None = None,
) -> Floats:
    """Standardise each indicator to a mean and a standard deviation.

    Parameters
    ----------
    values : array of shape (units, indicators)
    mean, sd : float
        Those of the result; `sd` above 0. Mazziotta and Pareto take 100 and 10, with `ddof` 0.
    ddof : 1 or 0
        Whether a standard deviation is that of a sample (n - 1) or of all there are (n).
    direction : array of shape (indicators,)

    Returns
    -------
    array of shape (units, indicators)
        An indicator that is the same for all units gets the mean.

    Notes
    -----
    OECD/JRC Handbook (2008), section 1.5.

    Examples
    --------
    >>> zscore([[1.0], [2.0], [3.0]], 100, 10).ravel().tolist()
    [90.0, 100.0, 110.0]
    """
    values = matrix(values)
    if not sd > 0 or ddof not in (0, 1):
        raise GkevalError(f"sd is {sd} and ddof {ddof}, sd must be above 0, ddof 0 or 1")
    sign = directions(direction, values.shape[1])
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = (values - means(values)) / deviations(values, ddof) * (sign * sd) + mean
    same = spread(values)[2]
    result[:, same] = np.where(np.isnan(values[:, same]), np.nan, mean)
    return result


def goalposts(
    values: npt.ArrayLike,
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    *,
    scale: tuple[float, float] = (0.0, 1.0),
    cap: bool = True,
    direction: npt.ArrayLike | None = None,
) -> Floats:
    """Rescale between goalposts that are set beforehand, so that no unit's score moves another's.

    Parameters
    ----------
    values : array of shape (units, indicators)
    low, high : float, or array of shape (indicators,)
        Goalposts, the lower one first; direction -1 turns them.
    scale : pair of float
        What the goalposts become.
    cap : bool
        Whether values beyond a goalpost get what the goalpost gets.
    direction : array of shape (indicators,)

    Returns
    -------
    array of shape (units, indicators)

    Notes
    -----
    UNDP, Human Development Report, technical notes; OECD/JRC Handbook (2008), section 1.5.

    Examples
    --------
    Life expectancy of 73.5 years between 20 and 83.2 (Human Development Report 2010):

    >>> goalposts([[73.5]], 20, 83.2).round(3).item()
    0.847
    """
    values = matrix(values)
    count = values.shape[1]
    lower, upper = per_indicator(low, count, "low"), per_indicator(high, count, "high")
    if not (lower < upper).all():
        raise GkevalError("goalposts: low must be below high for each indicator, neither missing")
    least, most = scale
    rates = (values - lower) / (upper - lower)
    rates = np.where(directions(direction, count) > 0, rates, 1.0 - rates)
    if cap:
        rates = np.clip(rates, 0.0, 1.0)
    result: Floats = least + rates * (most - least)
    return result


def scaled(
    values: npt.ArrayLike,
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    *,
    scale: tuple[float, float] = (0.0, 1.0),
    direction: npt.ArrayLike | None = None,
) -> Floats:
    """Rescale linearly between two stated values, beyond them too: `goalposts` without a cap.

    Examples
    --------
    >>> scaled([[0], [5], [20]], 0, 10, scale=(0, 100)).ravel().tolist()
    [0.0, 50.0, 200.0]
    """
    return goalposts(values, low, high, scale=scale, cap=False, direction=direction)


def distance_to_maximum(
    values: npt.ArrayLike,
    *,
    kind: Kind = "ratio",
    direction: npt.ArrayLike | None = None,
    constant: float = 1.0,
) -> Floats:
    """Compare each value with the best one of its indicator.

    Parameters
    ----------
    values : array of shape (units, indicators)
    kind : 'ratio', 'difference' or 'span'
        How a value is compared with the reference; see `distance_to_target`.
    direction : array of shape (indicators,)
        Where less is better, the best value is the lowest.
    constant : float
        What the best value gets under ``'span'`` when all are the same.

    Notes
    -----
    OECD/JRC Handbook (2008), section 1.5: distance to a reference, here the leader.

    Examples
    --------
    >>> distance_to_maximum([[20, 4], [40, 5]], direction=[1, -1]).tolist()
    [[0.5, 1.0], [1.0, 0.8]]
    """
    values = matrix(values)
    sign = directions(direction, values.shape[1])
    best = spread(values * sign)[1] * sign
    return _compared(values, best, kind, False, sign, constant)


def distance_to_reference(
    values: npt.ArrayLike,
    reference: int,
    *,
    kind: Kind = "ratio",
    cap: bool = False,
    direction: npt.ArrayLike | None = None,
    constant: float = 1.0,
) -> Floats:
    """Compare each value with that of a reference unit.

    Parameters
    ----------
    values : array of shape (units, indicators)
    reference : int
        The row of the reference unit.
    kind, cap, direction, constant
        As in `distance_to_target`.

    Raises
    ------
    GkevalError
        When the reference unit has no value for an indicator.

    Examples
    --------
    >>> distance_to_reference([[20.0], [40.0], [50.0]], 1).ravel().tolist()
    [0.5, 1.0, 1.25]
    """
    values = matrix(values)
    if not 0 <= reference < len(values):
        raise GkevalError(f"reference is {reference}, must be a row from 0 to {len(values) - 1}")
    if np.isnan(values[reference]).any():
        raise GkevalError("reference: the unit has missing values, must have all of them")
    sign = directions(direction, values.shape[1])
    return _compared(values, values[reference], kind, cap, sign, constant)


def distance_to_target(
    values: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    kind: Kind = "span",
    cap: bool = True,
    direction: npt.ArrayLike | None = None,
    constant: float = 1.0,
) -> Floats:
    """Compare each value with a target.

    Parameters
    ----------
    values : array of shape (units, indicators)
    target : float, or array of shape (indicators,)
    kind
        ``'ratio'``: value / target (target / value where less is better). ``'difference'``:
        (value - target) divided by the size of the target, turned where less is better.
        ``'span'``: 0 at the worst value observed and 1 at the target.
    cap : bool
        Whether what goes beyond the target counts no more than reaching it.
    direction : array of shape (indicators,)
    constant : float
        What a value gets under ``'span'`` when the worst value is the target already.

    Returns
    -------
    array of shape (units, indicators)

    Notes
    -----
    OECD/JRC Handbook (2008), section 1.5.

    Examples
    --------
    >>> distance_to_target([[20], [60], [90]], 80).round(3).ravel().tolist()
    [0.0, 0.667, 1.0]
    """
    values = matrix(values)
    count = values.shape[1]
    target = per_indicator(target, count, "target")
    if np.isnan(target).any():
        raise GkevalError("target is missing for an indicator, must be a number")
    return _compared(values, target, kind, cap, directions(direction, count), constant)


def _compared(
    values: Floats, reference: Floats, kind: str, cap: bool, sign: Floats, constant: float
) -> Floats:
    best = {"ratio": 1.0, "difference": 0.0, "span": 1.0}
    if kind not in best:
        raise GkevalError(f"kind is {kind!r}, must be one of: {', '.join(best)}")
    with np.errstate(invalid="ignore", divide="ignore"):
        if kind == "ratio":
            divisor = np.where(sign > 0, reference, values)
            if (divisor <= 0).any() or (reference <= 0).any():
                raise GkevalError(
                    "kind='ratio' compares with a value of 0 or less; use kind='span'"
                )
            result = np.where(sign > 0, values / reference, reference / values)
        elif kind == "difference":
            if (reference == 0).any():
                raise GkevalError("kind='difference' divides by a reference of 0; use kind='span'")
            result = sign * (values - reference) / np.abs(reference)
        else:
            turned, goal = values * sign, reference * sign
            worst = spread(turned)[0]
            same = ~(goal - worst > np.maximum(np.abs(goal), np.abs(worst)) * 1e-12)
            result = np.where(same, constant, (turned - worst) / (goal - worst))
            result = np.where(np.isnan(values), np.nan, result)
    if cap:
        result = np.minimum(result, best[kind])
    return result


def constant_value(constant: Constant, low: float, high: float) -> float:
    """Return what an indicator gets that is the same for all units."""
    named = {"high": high, "low": low, "middle": (low + high) / 2}
    if isinstance(constant, str):
        if constant not in named:
            raise GkevalError(
                f"constant is {constant!r}, must be 'high', 'low', 'middle' or a number"
            )
        return named[constant]
    if not low <= constant <= high:
        raise GkevalError(f"constant is {constant}, must be from {low} to {high}")
    return float(constant)

"""Transformations that never turn an order round: logarithm, Box-Cox, signed."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Bools, Floats, matrix
from gkeval.composite.treat.reports import KURTOSIS, SKEWNESS, Treated, failing, treated
from gkeval.errors import GkevalError
from gkeval.numbers import plain


def log(
    values: npt.ArrayLike,
    *,
    shift: float | Literal["auto", "span"] = "auto",
    every: bool = False,
    skew: float = SKEWNESS,
    kurt: float = KURTOSIS,
) -> Treated:
    """Take the natural logarithm ln(x + shift).

    Parameters
    ----------
    values : array of shape (units, indicators)
    shift : float, 'auto' or 'span'
        ``'auto'``: 0 where all values are above 0, else what brings the lowest to 1. ``'span'``:
        what brings the lowest to 1 % of the span (the COIN tool's logarithm).
    every : bool
        Whether to treat every indicator, or only those beyond both limits.
    skew, kurt : float
        The limits; see `winsorise`.

    Returns
    -------
    Treated

    Raises
    ------
    GkevalError
        When a stated shift leaves a value at 0 or below.

    Examples
    --------
    >>> log([[0.0], [math.e - 1]], every=True).values.ravel().tolist()
    [0.0, 1.0]
    """
    values = matrix(values)
    chosen = _chosen(values, every, skew, kurt)
    result, methods = values.copy(), [""] * values.shape[1]
    for column in np.flatnonzero(chosen):
        one = values[:, column]
        by = _shift(one, shift)
        if np.nanmin(one) + by <= 0:
            raise GkevalError(
                f"log: shift is {shift}, the lowest value {np.nanmin(one):g} must be above "
                f"{-by:g}. Remedy: shift='auto'"
            )
        result[:, column] = np.log(one + by)
        methods[column] = f"log(shift={plain(round(by, 12))})"
    return treated(values, result, methods, skew, kurt)


def boxcox(
    values: npt.ArrayLike,
    *,
    exponent: float | Literal["likely"] = "likely",
    every: bool = False,
    skew: float = SKEWNESS,
    kurt: float = KURTOSIS,
) -> Treated:
    """Apply the Box-Cox transformation (xᵉ - 1) / e, or ln x for e = 0.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Where a value is 0 or below, all are shifted so that the lowest is 1.
    exponent : float or 'likely'
        ``'likely'``: the one between -5 and 5 that makes the values most like a normal sample.
    every, skew, kurt
        As in `log`.

    Returns
    -------
    Treated

    Notes
    -----
    Box and Cox, An analysis of transformations, Journal of the Royal Statistical Society B 26
    (1964).

    Examples
    --------
    >>> boxcox([[1.0], [3.0]], exponent=2, every=True).values.round(9).ravel().tolist()
    [0.0, 4.0]
    """
    values = matrix(values)
    chosen = _chosen(values, every, skew, kurt)
    result, methods = values.copy(), [""] * values.shape[1]
    for column in np.flatnonzero(chosen):
        one = values[:, column]
        by = _shift(one, "auto")
        power = _likely(one[~np.isnan(one)] + by) if exponent == "likely" else float(exponent)
        result[:, column] = _raised(one + by, power)
        methods[column] = f"boxcox(exponent={power:.6g}, shift={plain(round(by, 12))})"
    return treated(values, result, methods, skew, kurt)


def signed(
    values: npt.ArrayLike,
    *,
    scale: float | Literal["median"] = "median",
    every: bool = False,
    skew: float = SKEWNESS,
    kurt: float = KURTOSIS,
) -> Treated:
    """Take the signed logarithm sign(x) · ln(1 + |x| / scale): for values on both sides of 0.

    Parameters
    ----------
    values : array of shape (units, indicators)
    scale : float or 'median'
        The size around which it passes from linear to logarithmic; ``'median'`` takes that of the
        sizes above 0.
    every, skew, kurt
        As in `log`.

    Returns
    -------
    Treated

    Notes
    -----
    John and Draper, An alternative family of transformations, Applied Statistics 29 (1980).

    Examples
    --------
    >>> signed([[-1.0], [0.0], [1.0]], scale=1, every=True).values.round(4).ravel().tolist()
    [-0.6931, 0.0, 0.6931]
    """
    values = matrix(values)
    chosen = _chosen(values, every, skew, kurt)
    result, methods = values.copy(), [""] * values.shape[1]
    for column in np.flatnonzero(chosen):
        one = values[:, column]
        sizes = np.abs(one[~np.isnan(one) & (one != 0)])
        unit = float(np.median(sizes)) if scale == "median" and sizes.size else 1.0
        unit = unit if scale == "median" else float(scale)
        if not unit > 0:
            raise GkevalError(f"scale is {scale}, must be above 0")
        result[:, column] = np.sign(one) * np.log1p(np.abs(one) / unit)
        methods[column] = f"signed(scale={unit:.6g})"
    return treated(values, result, methods, skew, kurt)


def _chosen(values: Floats, every: bool, skew: float, kurt: float) -> Bools:
    some: Bools = np.logical_not(np.isnan(values).all(axis=0))
    return some if every else failing(values, skew, kurt)


def _shift(values: Floats, shift: float | str) -> float:
    lowest = float(np.nanmin(values))
    if shift == "span":
        return 0.01 * (float(np.nanmax(values)) - lowest) - lowest
    if shift == "auto":
        return 0.0 if lowest > 0 else 1.0 - lowest
    if isinstance(shift, str) or not math.isfinite(shift):
        raise GkevalError(f"shift is {shift!r}, must be a number, 'auto' or 'span'")
    return float(shift)


def _raised(values: Floats, power: float) -> Floats:
    if abs(power) < 1e-9:
        return np.log(values)
    raised: Floats = np.expm1(power * np.log(values)) / power
    return raised


def _likely(values: Floats) -> float:
    """Return the exponent of the highest profile likelihood: a grid, then golden sections."""
    total = float(np.sort(np.log(values)).sum())

    def likelihood(power: float) -> float:
        raised = _raised(values, power)
        variance = float(np.sort((raised - np.sort(raised).mean()) ** 2).mean())
        if not 0 < variance < math.inf:
            return -math.inf
        return (power - 1) * total - values.size / 2 * math.log(variance)

    if values.min() == values.max():
        return 1.0
    grid = np.linspace(-5, 5, 201)
    best = float(grid[int(np.argmax([likelihood(float(power)) for power in grid]))])
    low, high = max(-5.0, best - 0.05), min(5.0, best + 0.05)
    golden = (math.sqrt(5) - 1) / 2
    for _ in range(60):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if likelihood(left) < likelihood(right):
            low = left
        else:
            high = right
    return round((low + high) / 2, 8)

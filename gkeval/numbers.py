"""Exact decimals, noise removal, half-up rounding, ranks with ties: the only place that does these.

Scores are sums of points (exact decimals) times rates (quotients computed in float64). Two scores
that are equal on paper can differ in their last bits, so every score is first snapped to a
resolution of one part in 10⁹ of the full mark; equality, ties, rounding and grade lines are
defined on the snapped number.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ties = Literal["competition", "dense"]


def resolution(full: Decimal | float) -> int:
    """Return k such that scores out of `full` are told apart at 10⁻ᵏ.

    That is the power of ten at or just below one part in 10⁹ of the full mark.

    >>> resolution(100), resolution(120), resolution(1000), resolution(1)
    (7, 7, 6, 9)
    """
    if not full > 0:
        raise ValueError(f"full mark is {full}, must be > 0")
    return 9 - math.floor(math.log10(float(full)))


def ticks(scores: npt.ArrayLike, full: Decimal | float) -> Floats:
    """Return scores as whole numbers of their resolution (float64 integers, missing stays NaN).

    >>> ticks([0.1 + 0.2, 0.3], 1).tolist()
    [300000000.0, 300000000.0]
    """
    places = resolution(full)
    # a finer step first: noise on either side of half a tick must not land on different ticks
    counted: Floats = np.multiply(scores, 10.0 ** (places + 3), dtype=np.float64)
    if counted.ndim == 0:
        return np.rint(np.rint(counted) / 1000.0)
    np.rint(counted, out=counted)
    np.divide(counted, 1000.0, out=counted)
    return np.rint(counted, out=counted)


def clean(scores: npt.ArrayLike, full: Decimal | float) -> Floats:
    """Return scores without floating-point noise.

    >>> clean([0.1 + 0.2], 1).tolist()
    [0.3]
    """
    counted = ticks(scores, full)
    step = 10.0 ** resolution(full)
    return np.divide(counted, step, out=counted) if counted.ndim else counted / step


def half_up(scores: npt.ArrayLike, decimals: int, full: Decimal | float) -> Floats:
    """Round half away from zero (四舍五入), after removing noise.

    Parameters
    ----------
    scores : array of float
    decimals : int
        Decimal places, at most the resolution of the full mark.
    full : Decimal or float
        The full mark of the scores.

    >>> half_up([2.5, 0.125, 2.675, -2.5], 2, 100).tolist()
    [2.5, 0.13, 2.68, -2.5]
    >>> half_up([2.5, -2.5], 0, 100).tolist()
    [3.0, -3.0]
    """
    places = resolution(full)
    if not 0 <= decimals <= places:
        raise ValueError(f"decimals is {decimals}, must be from 0 to {places}")
    step = 10.0 ** (places - decimals)
    counted = ticks(scores, full)
    # floor(|q| / step + 1/2) in whole numbers: no quotient is rounded on the way
    half = np.floor_divide(np.abs(counted) * 2 + step, 2 * step)
    rounded: Floats = np.copysign(half, counted) / 10.0**decimals + 0.0
    return rounded


def ranks(scores: npt.ArrayLike, full: Decimal | float, ties: Ties = "competition") -> Floats:
    """Return ranks, the highest score first; equal scores share a rank; missing stays NaN.

    Parameters
    ----------
    scores : array of float, shape (n,)
    full : Decimal or float
        The full mark, which sets what counts as equal.
    ties
        ``"competition"`` (1, 2, 2, 4) or ``"dense"`` (1, 2, 2, 3).

    >>> ranks([90, 80.1 + 0.2, 80.3, 70], 100).tolist()
    [1.0, 2.0, 2.0, 4.0]
    >>> ranks([90, 80.3, 80.3, 70], 100, ties="dense").tolist()
    [1.0, 2.0, 2.0, 3.0]
    """
    counted = ticks(scores, full)
    present = ~np.isnan(counted)
    result = np.full(counted.shape, np.nan)
    distinct, inverse, counts = np.unique(
        -counted[present], return_inverse=True, return_counts=True
    )
    if ties == "dense":
        first = np.arange(1, len(distinct) + 1)
    elif ties == "competition":
        first = np.cumsum(counts) - counts + 1
    else:
        raise ValueError(f"ties is {ties!r}, must be 'competition' or 'dense'")
    result[present] = first[inverse]
    return result


def reaches(values: npt.ArrayLike, limits: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return where a value is at least its limit, noise aside; a missing value reaches nothing.

    Noise is what lies below one part in 10⁹ of the limit, or below 10⁻⁹ for limits below 1.

    >>> reaches([0.1 + 0.2, 0.29, float("nan")], 0.3).tolist()
    [True, False, False]
    >>> reaches([0.3], 0.1 + 0.2).tolist()
    [True]
    """
    limit = np.asarray(limits, dtype=np.float64)
    noise = 1e-9 * np.maximum(1.0, np.abs(limit))
    reached: npt.NDArray[np.bool_] = np.asarray(values, dtype=np.float64) >= limit - noise
    return reached


def plain(number: Decimal | float, decimals: int | None = None) -> str:
    """Return a number as people write it: no exponent, no needless zeros.

    >>> plain(Decimal("20.50")), plain(3.0), plain(81.3, 2)
    ('20.5', '3', '81.30')
    """
    if isinstance(number, float) and math.isnan(number):
        return "—"
    number = number + 0  # no minus zero
    if decimals is not None:
        return f"{number:.{decimals}f}"
    text = f"{Decimal(repr(float(number))) if isinstance(number, float) else Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""Quantiles that intervals are made of: SciPy is asked for on first use only.

In: a confidence and degrees of freedom. Out: two-sided quantiles, as numbers or arrays.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.errors import GkevalError

Floats = npt.NDArray[np.float64]


def special() -> Any:
    """Return `scipy.special`.

    Raises
    ------
    GkevalError
        When SciPy is not installed; the message says how to install it.
    """
    try:
        import scipy.special
    except ImportError as error:
        raise GkevalError(
            'this interval needs SciPy, which is not installed: pip install "gkeval[stats]"'
        ) from error
    return scipy.special


def tail(confidence: float) -> float:
    """Return the probability below the upper limit of a two-sided interval.

    >>> round(tail(0.95), 9)
    0.975
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, must be between 0 and 1, such as 0.95")
    return (1 + confidence) / 2


def normal(confidence: float) -> float:
    """Return the two-sided quantile of the normal distribution.

    >>> round(normal(0.95), 6)
    1.959964
    """
    return NormalDist().inv_cdf(tail(confidence))


def student(confidence: float, freedom: npt.ArrayLike) -> Floats:
    """Return the two-sided quantile of Student's t; missing where `freedom` is not above 0.

    >>> student(0.95, [1, 10, 0]).round(4).tolist()
    [12.7062, 2.2281, nan]
    """
    degrees = np.asarray(freedom, dtype=np.float64)
    valid = degrees > 0
    found = special().stdtrit(np.where(valid, degrees, 1.0), tail(confidence))
    return np.where(valid, found, np.nan)


def fisher(confidence: float, above: float, below: float) -> float:
    """Return the upper quantile of the F distribution for a two-sided interval.

    >>> round(fisher(0.95, 5, 15), 4)
    3.5764
    """
    return float(special().fdtri(above, below, tail(confidence)))

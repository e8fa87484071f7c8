"""Intervals of a share: Wilson's, and the exact one; of a large population or of a finite one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.judging.quantiles import normal, special, tail

Floats = npt.NDArray[np.float64]

BLOCK = 2**21
"""Most probabilities worked out at once, which bounds the memory."""


def wilson(
    hits: npt.ArrayLike,
    n: npt.ArrayLike,
    population: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """Return Wilson's score interval of a share seen in a simple random sample.

    Parameters
    ----------
    hits, n : array of float
        Cases that pass, from 0 to `n`, and cases looked at; they broadcast. With n = 0 the
        interval is missing. Both may be fractions, as effective sizes of weighted samples are.
    population : array of float, optional
        Cases there are, at least `n`; inf or None for many. The interval then shrinks, to the
        share itself when all were looked at, and never denies what was seen.
    confidence
        Of the interval.

    Returns
    -------
    (low, high)
        Arrays of the common shape.

    Raises
    ------
    ValueError
        Numbers out of range.

    Notes
    -----
    Source: E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212. The
    finite population enters as the effective size n (N - 1) ÷ (N - n), after the variance of a
    share in W. G. Cochran (1977), Sampling Techniques, 3rd ed., section 3.2.

    Examples
    --------
    >>> low, high = wilson(81, 263)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2553, 0.3662)
    >>> low, high = wilson([9, 12], 12, population=[40, 12])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.51, 1.0], [0.896, 1.0])
    """
    quantile = normal(confidence)
    hit, size, whole = _checked(hits, n, population)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hit / size
        finite = np.isfinite(whole)
        stretch = np.where(finite, (whole - 1) / np.where(finite, whole - size, 1.0), 1.0)
        weight = quantile**2 / (size * stretch)
        weight = np.where(whole == size, 0.0, weight)
        centre = (share + weight / 2) / (1 + weight)
        half = np.sqrt(weight * share * (1 - share) + weight**2 / 4) / (1 + weight)
        seen = np.where(finite, hit / whole, 0.0)
        unseen = np.where(finite, (size - hit) / whole, 0.0)
    low = np.where(hit == 0, 0.0, np.maximum(centre - half, seen))
    high = np.where(hit == size, 1.0, np.minimum(centre + half, 1 - unseen))
    return np.where(size > 0, low, np.nan), np.where(size > 0, high, np.nan)


def exact(
    hits: npt.ArrayLike,
    n: npt.ArrayLike,
    population: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """Return the exact interval of a share: Clopper-Pearson, or hypergeometric when finite.

    It holds the true share at least as often as `confidence` says, whatever that share is.

    Parameters
    ----------
    hits, n, population
        As in `wilson`, but whole numbers.
    confidence
        Of the interval.

    Raises
    ------
    ValueError
        Numbers out of range or not whole.
    GkevalError
        When SciPy is not installed.

    Notes
    -----
    Source: C. J. Clopper, E. S. Pearson (1934), Biometrika 26, 404-413. Finite population: the
    smallest and largest number of cases in the population under which what was seen is not too
    unlikely; J. P. Buonaccorsi (1987), The American Statistician 41, 215-218.

    Examples
    --------
    >>> low, high = exact([81, 0], [263, 20])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.2527, 0.0], [0.3676, 0.1684])
    >>> low, high = exact(9, 12, population=40)
    >>> float(low) * 40, float(high) * 40
    (19.0, 36.0)
    """
    outside = 1 - tail(confidence)
    hit, size, whole = _checked(hits, n, population)
    if not all(np.array_equal(a, np.rint(a)) for a in (hit, size, whole[np.isfinite(whole)])):
        raise ValueError("hits, n and population must be whole numbers for the exact interval")
    sp: Any = special()
    rest = size - hit
    inside = np.maximum(hit, 1), np.maximum(rest, 1)
    low = np.where(hit > 0, sp.betaincinv(inside[0], rest + 1, outside), 0.0)
    high = np.where(rest > 0, sp.betaincinv(hit + 1, inside[1], 1 - outside), 1.0)
    low, high = (np.where(size > 0, limit, np.nan) for limit in (low, high))
    finite = np.isfinite(whole) & (size > 0)
    if finite.any():
        hit, size, whole = hit[finite], size[finite], whole[finite]
        low[finite] = _fewest(hit, size, whole, outside)
        high[finite] = 1 - _fewest(size - hit, size, whole, outside)
    return low, high


def _fewest(hit: Floats, size: Floats, whole: Floats, outside: float) -> Floats:
    """Return the smallest share of cases under which `hit` or more are not too unlikely to see."""
    rows = max(1, BLOCK // (int(np.max(size - hit, initial=0)) + 1))
    if len(hit) > rows:
        parts = [slice(start, start + rows) for start in range(0, len(hit), rows)]
        return np.concatenate([_fewest(hit[p], size[p], whole[p], outside) for p in parts])
    low, high = hit.copy(), whole - size + hit
    for _ in range(int(np.ceil(np.log2(np.max(high - low, initial=0) + 1))) + 1):
        middle = np.floor((low + high) / 2)
        likely = _at_least(hit, size, whole, middle) > outside
        high = np.where(likely, middle, high)
        low = np.where(likely, low, np.minimum(middle + 1, high))
    return high / whole


def _at_least(hit: Floats, size: Floats, whole: Floats, cases: Floats) -> Floats:
    """Return the probability of `hit` or more in a sample of `size` from `whole` with `cases`."""
    log = special().gammaln
    span = np.arange(int(np.max(size - hit, initial=0)) + 1)
    seen = hit[:, None] + span
    n, N, K = size[:, None], whole[:, None], cases[:, None]
    possible = (seen <= np.minimum(n, K)) & (n - seen <= N - K)
    seen = np.where(possible, seen, np.maximum(0, n + K - N))

    def choose(total: Floats, taken: Floats) -> Floats:
        ways: Floats = log(total + 1) - log(taken + 1) - log(total - taken + 1)
        return ways

    likely = np.exp(choose(K, seen) + choose(N - K, n - seen) - choose(N, n))
    chance: Floats = np.where(possible, likely, 0.0).sum(axis=1)
    return chance


def _checked(
    hits: npt.ArrayLike, n: npt.ArrayLike, population: npt.ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    whole = np.inf if population is None else population
    hit, size, total = np.broadcast_arrays(
        *(np.asarray(array, dtype=np.float64) for array in (hits, n, whole))
    )
    size, total = np.where(np.isnan(size), 0.0, size), np.where(np.isnan(total), np.inf, total)
    hit = np.where(size == 0, 0.0, hit)
    if not ((hit >= 0) & (hit <= size)).all():
        raise ValueError("hits must be from 0 to n")
    if not (total >= size).all():
        raise ValueError("population must be at least n")
    return hit, size, total

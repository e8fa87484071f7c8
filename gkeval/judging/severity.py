"""Severe and lenient raters: how far each lies from the others on the same items.

In: judgements. Out: a frame, one row per rater, with the mean deviation from the others and the
effect in an additive model (rating = item + rater), which also compares raters who shared few
items through those they shared with third ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.judging.quantiles import student
from gkeval.judging.ratings import Ladder, ratings_from
from gkeval.judging.worths import Given, in_rates

Floats = npt.NDArray[np.float64]


class Effects(NamedTuple):
    """Effects of raters, every array of shape (raters,).

    effect: severity, below 0 when a rater gives less; the effects of raters that are linked by
    common items add up to 0. error: its standard error. n: ratings of items that others rated
    too. linked: number of the set of linked raters; effects of different sets cannot be compared,
    and a rater alone has none. freedom: degrees of freedom of the errors.
    """

    effect: Floats
    error: Floats
    n: Floats
    linked: npt.NDArray[np.int64]
    freedom: int


def rater_effects(numbers: npt.ArrayLike) -> Effects:
    """Return the least-squares effects of raters in the additive model, with cells missing.

    Parameters
    ----------
    numbers : array of float, shape (items, raters)
        Missing ratings are NaN.

    Returns
    -------
    Effects
        Missing for a rater who shares no item with another; errors also where no degree of
        freedom is left.

    Notes
    -----
    Items are eliminated first: with z the pattern of who rated an item and s their number, the
    normal equations of the raters have the matrix diag(n) - sum of z z' ÷ s, and its
    pseudo-inverse gives the effects that add up to 0. Source: the intra-block analysis of
    incomplete blocks in H. Scheffé (1959), The Analysis of Variance, section 5.2.

    Examples
    --------
    >>> found = rater_effects([[4, 5, 6], [1, 2, 3], [7, 8, np.nan]])
    >>> found.effect.round(9).tolist(), found.n.tolist()
    ([-1.0, 0.0, 1.0], [3.0, 3.0, 2.0])
    """
    array = np.asarray(numbers, dtype=np.float64)
    there = ~np.isnan(array)
    there[there.sum(axis=1) < 2] = False
    kept = there.any(axis=1)
    shown = there[kept].astype(np.float64)
    sizes = shown.sum(axis=1)
    array = np.where(there, array, 0.0)[kept]
    centred = np.where(there[kept], array - (array.sum(axis=1) / sizes)[:, None], 0.0)
    counts = shown.sum(axis=0)
    normal = np.diag(counts) - shown.T @ (shown / sizes[:, None])
    linked = _linked(normal)
    inverse = np.linalg.pinv(normal, rcond=1e-12, hermitian=True)
    alone = counts == 0
    effect = np.where(alone, np.nan, inverse @ centred.sum(axis=0))
    own = np.where(alone, 0.0, effect)
    fitted = own - ((shown * own).sum(axis=1) / sizes)[:, None]
    left = np.where(there[kept], centred - fitted, 0.0)
    sets = len(np.unique(linked[~alone]))
    freedom = int(counts.sum()) - int(kept.sum()) - (int((~alone).sum()) - sets)
    spread = float((left**2).sum()) / freedom if freedom > 0 else np.nan
    error = np.sqrt(np.maximum(np.diag(inverse), 0.0) * spread)
    return Effects(effect, np.where(alone, np.nan, error), counts, linked, freedom)


def deviations(numbers: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return each rater's mean deviation from the mean of the others, and its standard error.

    Parameters
    ----------
    numbers : array of float, shape (items, raters)
        Missing ratings are NaN; only items that others rated too count.

    Examples
    --------
    >>> mean, error = deviations([[4, 5, 6], [1, 2, 3], [7, 8, np.nan]])
    >>> mean.round(3).tolist()
    [-1.333, 0.333, 1.5]
    """
    array = np.asarray(numbers, dtype=np.float64)
    sizes = (~np.isnan(array)).sum(axis=1)
    others = np.where(sizes > 1, sizes - 1, np.nan)[:, None]
    apart = array - (np.nansum(array, axis=1)[:, None] - array) / others
    n = (~np.isnan(apart)).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.nansum(apart, axis=0) / n
        spread = np.nansum((apart - mean) ** 2, axis=0) / np.where(n > 1, n - 1, np.nan)
        return mean, np.sqrt(spread / n)


def raters(
    judgements: pd.DataFrame,
    *,
    levels: Ladder | None = None,
    points: Mapping[str, Any] | None = None,
    given: Given = "points",
    confidence: float = 0.95,
    simultaneous: bool = True,
) -> pd.DataFrame:
    """Return which raters are severe and which are lenient.

    Parameters
    ----------
    judgements : data frame
        As in `agreement`; values are numbers, or words with `levels`.
    levels
        Levels from the lowest to the highest (a step counts 1), or what each is worth.
    points
        Points by indicator. With them ratings are compared as rates, 0 to 1, so that indicators
        of many points do not outweigh the others; `given` says what raters gave.
    given
        ``points``, ``percent`` or ``rate``.
    confidence
        Of the intervals. With `simultaneous` it holds for all raters at once (Bonferroni), as it
        should where a finding has consequences for a person.

    Returns
    -------
    data frame
        One row per rater: rater, n (items shared with others), mean (of those ratings), deviation
        (from the mean of the others) and effect (least squares), each with low and high; linked
        (effects of different sets cannot be compared); finding (``severe``, ``lenient`` or
        empty: the interval of the effect lies below or above 0).

    Raises
    ------
    InputError
        Judgements that cannot be used; an indicator without points.
    GkevalError
        When SciPy is not installed.

    Examples
    --------
    >>> judgements = pd.DataFrame({
    ...     "unit": list("aabbccdd"), "indicator": "i", "rater": ["x", "y"] * 4,
    ...     "value": [5, 3, 4, 3, 5, 3, 4, 2]})
    >>> raters(judgements)[["rater", "deviation", "effect", "low", "high", "finding"]].round(2)
      rater  deviation  effect   low  high  finding
    0     x       1.75    0.87  0.35  1.40  lenient
    1     y      -1.75   -0.87 -1.40 -0.35   severe
    """
    ratings = ratings_from(judgements, levels, words=False)
    numbers = in_rates(ratings.table.numbers, ratings.indicators, points, given)
    count = len(ratings.raters)
    single = 1 - (1 - confidence) / count if simultaneous and count else confidence
    effects = rater_effects(numbers)
    mean, error = deviations(numbers)
    shared = (~np.isnan(numbers)).sum(axis=1) > 1
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.nansum(numbers[shared], axis=0) / effects.n
    half = student(single, effects.freedom) * effects.error
    apart = student(single, effects.n - 1) * error
    low, high = effects.effect - half, effects.effect + half
    noise = 1e-9 * max(1.0, float(np.nanmax(np.abs(numbers), initial=0.0)))
    finding = np.select([high < -noise, low > noise], ["severe", "lenient"], "")
    return pd.DataFrame(
        {
            "rater": ratings.raters,
            "n": effects.n.astype(np.int64),
            "mean": own,
            "deviation": mean,
            "deviation_low": mean - apart,
            "deviation_high": mean + apart,
            "effect": effects.effect,
            "low": low,
            "high": high,
            "linked": effects.linked,
            "finding": finding,
        }
    )


def _linked(normal: Floats) -> npt.NDArray[np.int64]:
    """Return the set of each rater: linked are raters who share items, also through others."""
    reach = (np.abs(normal) > 1e-12) | np.eye(len(normal), dtype=bool)
    for _ in range(max(1, int(np.ceil(np.log2(max(len(normal), 2)))))):
        reach = (reach.astype(np.float64) @ reach) > 0
    first = reach.argmax(axis=1) if len(normal) else np.empty(0, dtype=np.int64)
    found: npt.NDArray[np.int64] = np.unique(first, return_inverse=True)[1].astype(np.int64)
    return found

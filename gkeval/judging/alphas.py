"""Krippendorff's alpha, for four scales of measurement and with ratings missing.

In: ratings (items × raters). Out: an `Agreement`; its interval comes from redrawing items. All
draws of a block are one array operation: a draw only says how often each pattern of ratings
occurs, and alpha follows from sums over the patterns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gkeval.judging.patterns import Ints, Patterns, RatingTable, rating_table
from gkeval.judging.quantiles import tail
from gkeval.judging.results import Agreement, result

Floats = npt.NDArray[np.float64]
Scale = Literal["nominal", "ordinal", "interval", "ratio"]
SCALES: tuple[Scale, ...] = ("nominal", "ordinal", "interval", "ratio")

BLOCK = 2**22
"""Most cells of one block of draws, which bounds the memory."""


def krippendorff_alpha(
    ratings: npt.ArrayLike | RatingTable,
    scale: Scale = "nominal",
    *,
    levels: Sequence[Any] | None = None,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> Agreement:
    """Return Krippendorff's alpha: 1 - disagreement observed ÷ disagreement expected.

    Parameters
    ----------
    ratings : array, shape (items, raters)
        Numbers or texts, missing ones NaN or None; items with one rating are left out.
    scale
        How far apart two ratings are. ``nominal``: 0 or 1; ``ordinal``: by how many ratings lie
        between them; ``interval``: squared difference; ``ratio``: squared quotient of difference
        and sum, for numbers from 0.
    levels : sequence, optional
        Levels from the lowest to the highest; needed for texts in an order.
    confidence
        Of the interval.
    draws, seed
        How many times items are drawn anew with replacement, and the seed of the draws; with 0
        draws there is no interval. The order of items and raters does not change the interval.

    Returns
    -------
    Agreement
        Undefined when every rating is the same. Draws in which that happens are left out of the
        interval, and `reason` says how many they were.

    Raises
    ------
    ValueError
        An unknown scale; scale ``ratio`` with levels in words or numbers below 0; ratings outside
        `levels`; a negative number of draws.

    Notes
    -----
    Source: K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of
    Pennsylvania. Ordinal distances are differences of mid-ranks, which his formula amounts to.
    Interval: percentiles of the redrawn coefficients; A. Zapf et al. (2016), BMC Medical Research
    Methodology 16, 93, found its coverage good.

    Examples
    --------
    >>> found = krippendorff_alpha([[0, 0], [1, 1], [0, 1], [0, 0], [1, 1], [0, 0]], draws=200)
    >>> round(found.value, 4), found.interval
    (0.6857, 'bootstrap')
    """
    upper = tail(confidence)
    if scale not in SCALES:
        raise ValueError(f"scale is {scale!r}, must be one of {', '.join(SCALES)}")
    if draws < 0:
        raise ValueError(f"draws is {draws}, must be at least 0")
    table = rating_table(ratings, levels)
    if scale == "ratio":
        if not table.numeric and table.different:
            raise ValueError("scale is ratio, must be another one for levels in words")
        if (table.values < 0).any():
            raise ValueError("ratings hold a number below 0, must be at least 0 on a ratio scale")
    name = "krippendorff_alpha"
    found = table.patterns.pairable
    items = int(found.times.sum())
    if not items:
        return result(name, table, confidence=confidence, reason="no item has two ratings")
    value = float(_alphas(found, found.times[None].astype(np.float64), table, scale)[0])
    if np.isnan(value):
        reason = "every rating is the same: no disagreement is expected"
        return result(name, table, confidence=confidence, reason=reason)
    if not draws or items < 2:
        reason = "one item: no interval" if draws else ""
        return result(name, table, value, confidence=confidence, reason=reason)
    redrawn = np.concatenate(
        [_alphas(found, block, table, scale) for block in redraws(found, draws, seed)]
    )
    defined = redrawn[~np.isnan(redrawn)]
    low, high = np.quantile(defined, [1 - upper, upper]) if len(defined) else (np.nan, np.nan)
    lost = draws - len(defined)
    return result(
        name,
        table,
        value,
        float(low),
        float(high),
        confidence=confidence,
        interval="bootstrap",
        reason=f"{lost} of {draws} draws had no variation and are left out" if lost else "",
    )


def redraws(found: Patterns, draws: int, seed: int) -> Iterator[Floats]:
    """Yield blocks (draws of the block × patterns): how often each pattern is drawn."""
    generator = np.random.default_rng(seed)
    items, count = int(found.times.sum()), len(found.times)
    size = max(1, BLOCK // max(items, found.codes.size))
    few = 8 * count < items
    owner = np.empty(0, dtype=np.int64) if few else np.repeat(np.arange(count), found.times)
    for start in range(0, draws, size):
        block = min(size, draws - start)
        if few:
            drawn = generator.multinomial(items, found.times / items, size=block)
        else:
            chosen = owner[generator.integers(0, items, size=(block, items))]
            chosen += np.arange(block)[:, None] * count
            drawn = np.bincount(chosen.ravel(), minlength=block * count).reshape(block, count)
        yield drawn.astype(np.float64)


def _alphas(found: Patterns, drawn: Floats, table: RatingTable, scale: Scale) -> Floats:
    """Return alpha for every row of `drawn` (draws × patterns); NaN without variation."""
    given = _given(found, drawn, table.different)
    total = given.sum(axis=1)
    if scale == "ordinal":
        middle = np.cumsum(given, axis=1) - given / 2
        observed = _observed_ordinal(found, drawn, middle)
        expected = _squared(given, middle - total[:, None] / 2)
    else:
        values = table.values - table.values.mean() if scale == "interval" else table.values
        far = found.pair_sums(lambda one, other: _distance(values[one], values[other], scale))
        observed = drawn @ (2 * far / (found.sizes - 1))
        expected = _expected(given, values, scale)
    varied = (given > 0).sum(axis=1) > 1
    with np.errstate(divide="ignore", invalid="ignore"):
        alphas: Floats = np.where(varied, 1 - (total - 1) * observed / expected, np.nan)
    return alphas


def _given(found: Patterns, drawn: Floats, different: int) -> Floats:
    """Return how often each label is given in each draw, shape (draws, labels)."""
    pattern, slot = np.nonzero(found.codes >= 0)
    labels = found.codes[pattern, slot]
    order = np.argsort(labels, kind="stable")
    present, starts = np.unique(labels[order], return_index=True)
    result = np.zeros((len(drawn), different))
    result[:, present] = np.add.reduceat(drawn[:, pattern[order]], starts, axis=1)
    return result


def _distance(one: Floats, other: Floats, scale: Scale) -> Floats:
    apart = one - other
    if scale == "nominal":
        return np.where(apart == 0, 0.0, 1.0)
    if scale == "ratio":
        both = one + other
        apart = apart / np.where(both > 0, both, 1.0)
    squared: Floats = apart**2
    return squared


def _observed_ordinal(found: Patterns, drawn: Floats, middle: Floats) -> Floats:
    """Return the observed disagreement of each draw, whose mid-ranks are its own."""
    result = np.zeros(len(drawn))
    share = drawn * (2 / (found.sizes - 1))
    codes: Ints = found.codes
    for later in range(1, codes.shape[1]):
        rows = np.flatnonzero(codes[:, later] >= 0)
        for earlier in range(later):
            apart = middle[:, codes[rows, earlier]] - middle[:, codes[rows, later]]
            result += np.einsum("dp,dp->d", share[:, rows], apart**2)
    return result


def _expected(given: Floats, values: Floats, scale: Scale) -> Floats:
    if scale == "nominal":
        differing: Floats = given.sum(axis=1) ** 2 - (given**2).sum(axis=1)
        return differing
    if scale == "interval":
        return _squared(given, values)
    result = np.zeros(len(given))
    size = max(1, BLOCK // len(values))
    for start in range(0, len(values), size):  # of values, to bound the memory
        part = slice(start, start + size)
        far = _distance(values[part, None], values[None, :], scale)
        result += np.einsum("dv,dv->d", given[:, part], given @ far.T)
    return result


def _squared(given: Floats, values: Floats) -> Floats:
    """Return the sum of squared differences over all ordered pairs of ratings."""
    total, sums = given.sum(axis=1), (given * values).sum(axis=1)
    expected: Floats = 2 * (total * (given * values**2).sum(axis=1) - sums**2)
    return expected

"""Per cent agreement, and agreement corrected for chance: Cohen, Fleiss, Gwet.

In: ratings (items × raters). Out: an `Agreement` with an analytic interval. Cohen's kappa is for
two raters; Fleiss' kappa and Gwet's AC1 and AC2 for any number, with ratings missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gkeval.judging.patterns import Patterns, RatingTable, rating_table
from gkeval.judging.proportions import wilson
from gkeval.judging.quantiles import normal, student, tail
from gkeval.judging.results import Agreement, result
from gkeval.judging.weights import MOST, Weights, weights_of

Floats = npt.NDArray[np.float64]
Ratings = npt.ArrayLike | RatingTable

ONE_VALUE = "every rating is the same: chance alone would give full agreement"
NO_PAIRS = "no item has two ratings"
ONE_ITEM = "one item: no interval"


def percent_agreement(
    ratings: Ratings, *, levels: Sequence[Any] | None = None, confidence: float = 0.95
) -> Agreement:
    """Return the share of agreeing pairs of ratings, averaged over items.

    Parameters
    ----------
    ratings : array, shape (items, raters)
        Numbers or texts, missing ones NaN or None; items with one rating are left out.
    levels : sequence, optional
        All levels that could be given, from the lowest to the highest.
    confidence
        Of the interval: Wilson's, taking every item as one yes or no. That is exact for two
        raters and on the safe side for more, whose shares vary less.

    Raises
    ------
    ValueError
        A rating that is not among `levels`, an infinite number, a confidence outside 0 to 1.

    Examples
    --------
    >>> found = percent_agreement([[1, 1], [2, 2], [1, 2], [3, 3]])
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (0.75, 0.301, 0.954)
    """
    tail(confidence)
    table = rating_table(ratings, levels)
    items = int(table.patterns.pairable.times.sum())
    name = "percent_agreement"
    if not items:
        return result(name, table, confidence=confidence, reason=NO_PAIRS)
    low, high = wilson(table.percent * items, items, confidence=confidence)
    return result(
        name,
        table,
        table.percent,
        float(low),
        float(high),
        confidence=confidence,
        interval="wilson",
    )


def cohen_kappa(
    ratings: Ratings,
    weights: Weights | npt.ArrayLike = "identity",
    *,
    levels: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> Agreement:
    """Return Cohen's kappa of two raters, weighted or not.

    Parameters
    ----------
    ratings : array, shape (items, 2)
        Items with one rating are left out.
    weights
        See `weights.weights_of`; with ``identity`` it is the kappa of 1960.
    levels, confidence
        As in `percent_agreement`.

    Returns
    -------
    Agreement
        Undefined when both raters gave one and the same value throughout, and for more than two
        raters.

    Raises
    ------
    ValueError
        As in `percent_agreement`; weights that are none.

    Notes
    -----
    Source: J. Cohen (1960), Educational and Psychological Measurement 20, 37-46; J. Cohen (1968),
    Psychological Bulletin 70, 213-220. Standard error: J. L. Fleiss, J. Cohen, B. S. Everitt
    (1969), Psychological Bulletin 72, 323-327, equation 13.

    Examples
    --------
    >>> cohen_kappa([[1, 1], [2, 2], [1, 2], [2, 2]]).value
    0.5
    """
    quantile = normal(confidence)
    table = rating_table(ratings, levels)
    named = isinstance(weights, str) and weights == "identity"
    name = "cohen_kappa" if named else "weighted_kappa"
    if table.codes.shape[1] != 2:
        reason = f"for two raters, there are {table.codes.shape[1]}"
        return result(name, table, confidence=confidence, reason=reason)
    both = table.codes[(table.codes >= 0).all(axis=1)]
    if refusal := _refusal(table, len(both)):
        return result(name, table, confidence=confidence, reason=refusal)
    count = table.different
    crossed = np.bincount(both[:, 0] * count + both[:, 1], minlength=count * count)
    shares = crossed.reshape(count, count) / len(both)
    first, second = shares.sum(axis=1), shares.sum(axis=0)
    agreed = weights_of(table, weights)
    observed = float((agreed * shares).sum())
    expected = float(first @ agreed @ second)
    if _is_one(expected):
        return result(name, table, confidence=confidence, reason=ONE_VALUE)
    kappa = (observed - expected) / (1 - expected)
    margins = np.add.outer(agreed @ second, first @ agreed)
    spread = (shares * (agreed - margins * (1 - kappa)) ** 2).sum()
    variance = spread - (kappa - expected * (1 - kappa)) ** 2
    error = np.sqrt(max(variance, 0.0) / len(both)) / (1 - expected)
    one = len(both) < 2
    return result(
        name,
        table,
        kappa,
        np.nan if one else kappa - quantile * error,
        min(kappa + quantile * error, 1.0),
        confidence=confidence,
        interval="analytic",
        reason=ONE_ITEM if one else "",
    )


def fleiss_kappa(
    ratings: Ratings,
    weights: Weights | npt.ArrayLike = "identity",
    *,
    levels: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> Agreement:
    """Return Fleiss' kappa of any number of raters, who need not be the same for every item.

    Parameters
    ----------
    ratings : array, shape (items, raters)
        Items with one rating take part in how often each value is given, not in the agreement.
    weights, levels, confidence
        As in `cohen_kappa`.

    Returns
    -------
    Agreement
        Undefined when every rating is the same.

    Raises
    ------
    ValueError
        As in `cohen_kappa`.

    Notes
    -----
    Source: J. L. Fleiss (1971), Psychological Bulletin 76, 378-382; with missing ratings, and the
    standard error that holds for kappa above 0: K. L. Gwet (2014), Handbook of Inter-Rater
    Reliability, 4th ed., chapters 2 and 5; K. L. Gwet (2021), Educational and Psychological
    Measurement 81, 781-790.

    Examples
    --------
    >>> round(fleiss_kappa([[1, 1, 1], [2, 2, 2], [1, 2, 2], [1, 1, None]]).value, 4)
    0.6571
    """
    return _corrected("fleiss_kappa", ratings, weights, levels, confidence)


def gwet_ac1(
    ratings: Ratings, *, levels: Sequence[Any] | None = None, confidence: float = 0.95
) -> Agreement:
    """Return Gwet's AC1, which stays near the per cent agreement when one value prevails.

    Parameters
    ----------
    ratings : array, shape (items, raters)
        As in `fleiss_kappa`.
    levels : sequence, optional
        All levels that could be given. AC1 depends on how many there are: without `levels` it
        counts those that were given.
    confidence
        Of the interval.

    Returns
    -------
    Agreement
        Undefined when there is only one level.

    Raises
    ------
    ValueError
        As in `percent_agreement`.

    Notes
    -----
    Source: K. L. Gwet (2008), British Journal of Mathematical and Statistical Psychology 61,
    29-48; with missing ratings: Handbook of Inter-Rater Reliability, 4th ed. (2014), chapter 5.

    Examples
    --------
    >>> ratings = [[1, 1]] * 118 + [[1, 2]] * 5 + [[2, 1]] * 2
    >>> round(gwet_ac1(ratings).value, 4), round(cohen_kappa(ratings).value, 4)
    (0.9408, -0.0234)
    """
    return _corrected("gwet_ac1", ratings, "identity", levels, confidence)


def gwet_ac2(
    ratings: Ratings,
    weights: Weights | npt.ArrayLike = "quadratic",
    *,
    levels: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> Agreement:
    """Return Gwet's AC2: AC1 with weights, for levels in an order or for numbers.

    Parameters
    ----------
    ratings, levels, confidence
        As in `gwet_ac1`.
    weights
        See `weights.weights_of`.

    Raises
    ------
    ValueError
        As in `cohen_kappa`.

    Notes
    -----
    Source: as for `gwet_ac1`.

    Examples
    --------
    >>> round(gwet_ac2([[1, 1], [2, 3], [3, 3], [1, 2]], "linear").value, 4)
    0.4483
    """
    return _corrected("gwet_ac2", ratings, weights, levels, confidence)


def _corrected(
    name: Literal["fleiss_kappa", "gwet_ac1", "gwet_ac2"],
    ratings: Ratings,
    weights: Weights | npt.ArrayLike,
    levels: Sequence[Any] | None,
    confidence: float,
) -> Agreement:
    """(observed - chance) ÷ (1 - chance), where chance follows from how often values are given."""
    tail(confidence)
    table = rating_table(ratings, levels)
    found = table.patterns
    pairs = np.where(found.sizes >= 2, found.sizes * (found.sizes - 1) / 2, 0)
    compared = int(found.times[pairs > 0].sum())
    if refusal := _refusal(table, compared):
        return result(name, table, confidence=confidence, reason=refusal)
    agreed = weights_of(table, weights)
    agreeing = found.pair_sums(lambda one, other: agreed[one, other]) / np.maximum(pairs, 1)
    observed = float(found.times @ agreeing) / compared
    n = int(found.times.sum())
    given = _given(found, table.different) / n
    if name == "fleiss_kappa":
        by_label = agreed @ given
    elif table.different < 2:
        reason = "only one level: state all levels that could be given"
        return result(name, table, confidence=confidence, reason=reason)
    else:
        by_label = agreed.sum() / (table.different * (table.different - 1)) * (1 - given)
    expected = float(by_label @ given)
    if _is_one(expected):
        return result(name, table, confidence=confidence, reason=ONE_VALUE)
    value = (observed - expected) / (1 - expected)
    own = found.slot_sums(by_label) / found.sizes  # chance of agreement with the item's ratings
    pull = n / compared * (agreeing - expected * (pairs > 0)) / (1 - expected)
    pull -= 2 * (1 - value) * (own - expected) / (1 - expected)
    one = n < 2
    variance = float(found.times @ (pull - value) ** 2) / (n * max(n - 1, 1))
    half = np.nan if one else float(student(confidence, n - 1)) * np.sqrt(variance)
    return result(
        name,
        table,
        value,
        value - half,
        min(value + half, 1.0),
        confidence=confidence,
        interval="analytic",
        reason=ONE_ITEM if one else "",
    )


def _given(found: Patterns, different: int) -> Floats:
    """Return how often each label is given when every item counts once, however many ratings."""
    there = found.codes >= 0
    shares = np.broadcast_to((found.times / found.sizes)[:, None], there.shape)
    given = np.bincount(found.codes[there], weights=shares[there], minlength=different)
    return given.astype(np.float64)


def _refusal(table: RatingTable, compared: int) -> str:
    if not compared:
        return NO_PAIRS
    if table.different > MOST:
        return (
            f"{table.different} different values, at most {MOST}: use alpha or an intraclass "
            "correlation"
        )
    return ""


def _is_one(chance: float) -> bool:
    return chance > 1 - 1e-12

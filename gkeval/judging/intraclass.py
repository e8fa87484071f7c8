"""Intraclass correlation: how far numbers from several raters tell items apart, in six forms.

In: numbers (items × raters). Out: an `Agreement` with the analytic interval. Items that a rater
did not rate are left out: the forms rest on a complete table.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from gkeval.judging.patterns import RatingTable, rating_table
from gkeval.judging.quantiles import fisher, tail
from gkeval.judging.results import Agreement, result

Form = Literal["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]
NAN = float("nan")


class Squares(NamedTuple):
    """Mean squares of a complete table.

    Between items, within items, between raters, and what is left.
    """

    items: float
    within: float
    raters: float
    rest: float


def icc(
    ratings: npt.ArrayLike | RatingTable, form: Form = "2,1", *, confidence: float = 0.95
) -> Agreement:
    """Return an intraclass correlation.

    Parameters
    ----------
    ratings : array of float, shape (items, raters)
        Items with a missing rating are left out.
    form
        ``1``: every item has other raters, drawn at random. ``2``: the same raters, drawn at
        random from many: a rater's severity counts as disagreement. ``3``: these very raters:
        severity does not count. ``,1``: one rating; ``,k``: the mean of all k ratings.
    confidence
        Of the interval.

    Returns
    -------
    Agreement
        Undefined when no item or rater differs, or with fewer than two complete items or raters.

    Raises
    ------
    ValueError
        An unknown form, texts in place of numbers, a confidence outside 0 to 1.
    GkevalError
        When SciPy is not installed.

    Notes
    -----
    Source: P. E. Shrout, J. L. Fleiss (1979), Psychological Bulletin 86, 420-428; K. O. McGraw,
    S. P. Wong (1996), Psychological Methods 1, 30-46.

    Examples
    --------
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> [round(icc(ratings, form).value, 2) for form in ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")]
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    tail(confidence)
    if form not in get_args(Form):
        raise ValueError(f"form is {form!r}, must be one of {', '.join(get_args(Form))}")
    table = rating_table(ratings, None)
    if not table.numeric and table.different:
        raise ValueError("ratings hold texts, must be numbers for an intraclass correlation")
    name = f"icc_{form.replace(',', '_')}"
    numbers = table.numbers[~np.isnan(table.numbers).any(axis=1)]
    n, k = numbers.shape
    if n < 2 or k < 2:
        reason = f"complete table of {n} items by {k} raters, must be at least 2 by 2"
        return result(name, table, confidence=confidence, n_items=n, reason=reason)
    squares = mean_squares(numbers)
    value, low, high = _estimate(squares, n, k, form, confidence)
    reason = ""
    if np.isnan(value):
        reason = "items do not differ" if max(squares) > 0 else "every rating is the same"
    elif np.isnan(low):
        reason = "items do not differ: no interval"
    return result(
        name,
        table,
        value,
        low,
        high,
        confidence=confidence,
        interval="analytic",
        n_items=n,
        reason=reason,
    )


def mean_squares(numbers: npt.NDArray[np.float64]) -> Squares:
    """Return the mean squares of a complete table (items × raters); noise counts as 0.

    >>> mean_squares(np.array([[1.0, 2.0], [3.0, 4.0]]))
    Squares(items=4.0, within=0.5, raters=1.0, rest=0.0)
    """
    n, k = numbers.shape
    centred = numbers - numbers.mean()
    by_item, by_rater = centred.mean(axis=1), centred.mean(axis=0)
    left = centred - by_item[:, None] - by_rater
    noise = 1e-26 * float((numbers**2).sum())
    sums = (
        (k * float((by_item**2).sum()), n - 1),
        (float(((centred - by_item[:, None]) ** 2).sum()), n * (k - 1)),
        (n * float((by_rater**2).sum()), k - 1),
        (float((left**2).sum()), (n - 1) * (k - 1)),
    )
    return Squares(*(0.0 if total <= noise else total / freedom for total, freedom in sums))


def _estimate(
    squares: Squares, n: int, k: int, form: Form, confidence: float
) -> tuple[float, float, float]:
    """Return value, low and high; all NaN where there is nothing to divide by."""
    if form.startswith("2"):
        single = _two_way(squares, n, k, confidence)
    else:
        one_way = form.startswith("1")
        error = squares.within if one_way else squares.rest
        freedom = n * (k - 1) if one_way else (n - 1) * (k - 1)
        single = _by_quotient(squares.items, error, n - 1, freedom, k, confidence)
    if form.endswith("1"):
        return single
    value, low, high = (_of_mean(one, k) for one in single)
    return (value, low, high) if np.isfinite(value) else (NAN, NAN, NAN)


def _of_mean(single: float, k: int) -> float:
    """Return the correlation of means of k ratings (Spearman and Brown), -inf where it ends."""
    below = 1 + (k - 1) * single
    return k * single / below if not below <= 1e-12 else -np.inf


def _by_quotient(
    items: float, error: float, above: int, below: int, k: int, confidence: float
) -> tuple[float, float, float]:
    if error == 0:
        return (1.0, 1.0, 1.0) if items > 0 else (NAN, NAN, NAN)
    quotient = items / error
    low = quotient / fisher(confidence, above, below)
    high = quotient * fisher(confidence, below, above)
    value, low, high = ((f - 1) / (f + k - 1) for f in (quotient, low, high))
    return value, low, high


def _two_way(squares: Squares, n: int, k: int, confidence: float) -> tuple[float, float, float]:
    items, within, raters, rest = squares
    if within == 0:
        return (1.0, 1.0, 1.0) if items > 0 else (NAN, NAN, NAN)
    all_raters = k * raters + (k * n - k - n) * rest
    total = items + (k - 1) * rest + k * (raters - rest) / n
    if total <= 1e-12 * within:
        return NAN, NAN, NAN
    value = (items - rest) / total
    share = n * (1 + (k - 1) * value) - k * value
    top = (k - 1) * (n - 1) * (k * value * raters + share * rest) ** 2
    bottom = (n - 1) * (k * value * raters) ** 2 + (share * rest) ** 2
    if bottom == 0:
        return value, NAN, NAN
    freedom = top / bottom
    upper, lower = fisher(confidence, n - 1, freedom), fisher(confidence, freedom, n - 1)
    low = n * (items - upper * rest) / (upper * all_raters + n * items)
    high = n * (lower * items - rest) / (all_raters + n * lower * items)
    return value, low, high

"""Weights that people state: given, equal, by rank order, by budgets of experts.

Every function returns weights of shape (indicators,) that are 0 or more and add up to 1.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, matrix, shares
from gkeval.errors import GkevalError

RankOrder = Literal["centroid", "sum", "reciprocal", "exponent"]


def given(weights: npt.ArrayLike) -> Floats:
    """Return stated weights, scaled to add up to 1; a negative one is refused.

    Examples
    --------
    >>> given([30, 50, 20]).tolist()
    [0.3, 0.5, 0.2]
    """
    stated = np.asarray(weights, dtype=np.float64)
    if stated.ndim != 1 or not stated.size:
        raise GkevalError(f"weights have shape {stated.shape}, must be (indicators,)")
    return shares(stated, stated.size)


def equal(count: int) -> Floats:
    """Return equal weights for so many indicators.

    Examples
    --------
    >>> equal(4).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    if count < 1:
        raise GkevalError(f"count is {count}, must be 1 or more")
    return np.full(count, 1.0 / count)


def rank_order(
    ranks: npt.ArrayLike, method: RankOrder = "centroid", *, exponent: float = 2.0
) -> Floats:
    """Return weights from an order of importance.

    Parameters
    ----------
    ranks : array of shape (indicators,)
        1 for the most important; what shares a place shares the mean of its weights.
    method
        ``'centroid'``: w = (1/n) Σ 1/k from the place to n, the centre of all weights in that
        order. ``'sum'``: in proportion to n + 1 - place. ``'reciprocal'``: to 1/place.
        ``'exponent'``: to (n + 1 - place)ᵉ.
    exponent : float
        e; 0 gives equal weights, 1 those of ``'sum'``.

    Returns
    -------
    array of shape (indicators,)

    Notes
    -----
    Stillwell, Seaver and Edwards, A comparison of weight approximation techniques in
    multiattribute utility decision making, Organizational Behavior and Human Performance 28
    (1981); Barron and Barrett, Decision quality using ranked attribute weights, Management Science
    42 (1996).

    Examples
    --------
    >>> rank_order([1, 2, 3]).round(4).tolist()
    [0.6111, 0.2778, 0.1111]
    >>> rank_order([2, 1, 2], "sum").round(4).tolist()
    [0.25, 0.5, 0.25]
    """
    places = np.asarray(ranks, dtype=np.float64)
    if places.ndim != 1 or not places.size or np.isnan(places).any():
        raise GkevalError("ranks must be one number for each indicator, none missing")
    if not exponent >= 0:
        raise GkevalError(f"exponent is {exponent}, must be 0 or more")
    count = places.size
    step = np.arange(1.0, count + 1)
    by_method = {
        "centroid": np.cumsum(1.0 / step[::-1])[::-1] / count,
        "sum": count + 1.0 - step,
        "reciprocal": 1.0 / step,
        "exponent": (count + 1.0 - step) ** exponent,
    }
    if method not in by_method:
        raise GkevalError(f"method is {method!r}, must be one of: {', '.join(by_method)}")
    scale = by_method[method]
    _, inverse, sizes = np.unique(places, return_inverse=True, return_counts=True)
    ends = np.cumsum(sizes)
    sums = np.concatenate([[0.0], np.cumsum(scale)])
    shared = (sums[ends] - sums[ends - sizes]) / sizes
    return shares(shared[inverse], count)


def budget_allocation(
    points: npt.ArrayLike, *, combine: Literal["mean", "median"] = "mean"
) -> Floats:
    """Return weights from the points that each expert shared out.

    Parameters
    ----------
    points : array of shape (experts, indicators)
        0 or more; every expert's points are scaled to one budget, so that nobody has more say.
    combine : 'mean' or 'median'
        Of the experts, for each indicator.

    Returns
    -------
    array of shape (indicators,)

    Notes
    -----
    OECD/JRC Handbook (2008), step 6: budget allocation process.

    Examples
    --------
    >>> budget_allocation([[50, 50, 0], [60, 20, 20]]).tolist()
    [0.55, 0.35, 0.1]
    """
    budgets = matrix(points, "points")
    if np.isnan(budgets).any() or (budgets < 0).any() or not (budgets.sum(axis=1) > 0).all():
        raise GkevalError("points must be 0 or more, none missing, and not all 0 for an expert")
    each = np.sort(budgets / budgets.sum(axis=1, keepdims=True), axis=0)
    if combine == "mean":
        return shares(each.mean(axis=0), budgets.shape[1])
    if combine == "median":
        return shares(np.median(each, axis=0), budgets.shape[1])
    raise GkevalError(f"combine is {combine!r}, must be 'mean' or 'median'")


def combined(
    *weights: npt.ArrayLike,
    method: Literal["mean", "product", "geometric"] = "product",
    parts: npt.ArrayLike | None = None,
) -> Floats:
    """Return one set of weights from several, such as subjective and objective ones.

    Parameters
    ----------
    *weights : arrays of shape (indicators,)
    method
        ``'mean'``: Σ part · weight. ``'product'``: in proportion to the product. ``'geometric'``:
        in proportion to Π weight^part.
    parts : array, one number for each set
        What each set counts for; equal when not given. Not for ``'product'``.

    Returns
    -------
    array of shape (indicators,)

    Examples
    --------
    >>> combined([0.5, 0.5], [0.2, 0.8]).tolist()
    [0.2, 0.8]
    >>> combined([0.5, 0.5], [0.2, 0.8], method="mean").tolist()
    [0.35, 0.65]
    """
    if not weights:
        raise GkevalError("combined takes at least one set of weights")
    sets = np.stack([given(one) for one in weights])
    if method == "product" and parts is not None:
        raise GkevalError("parts are for 'mean' and 'geometric'; a product has none")
    each = shares(parts, len(sets))
    if method == "mean":
        return shares(each @ sets, sets.shape[1])
    if method not in ("product", "geometric"):
        raise GkevalError(f"method is {method!r}, must be 'mean', 'product' or 'geometric'")
    powers = np.ones(len(sets)) if method == "product" else each
    with np.errstate(divide="ignore", invalid="ignore"):
        product = np.prod(sets ** powers[:, None], axis=0)
    if not product.sum() > 0:
        raise GkevalError("the sets have no indicator in common with a weight above 0 in each")
    return shares(product, sets.shape[1])

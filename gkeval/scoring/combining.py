"""Rates of the children of a branch combined into its own, as the scheme's `combine` says.

In: points of all units at the children of one branch. Out: points at the branch. Arrays only.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gkeval.scheme import combining
from gkeval.scheme.combining import Combine, OnScale

Floats = npt.NDArray[np.float64]


def combined(combine: Combine, earned: Floats, available: Floats, whole: Floats) -> Floats:
    """Return the points of a branch from those of its children.

    Parameters
    ----------
    combine
        How the branch combines its children.
    earned, available : array of float, shape (units, children)
        Points earned, and points that could be: the weights. What does not apply to a unit has no
        points available (missing); a child that no unit has may be left out.
    whole : array of float, shape (units,)
        Points available at the branch; missing where nothing under it applies.

    Returns
    -------
    array of float, shape (units,)
        The combined rate × `whole`; 0 where nothing applies.

    Examples
    --------
    A quarter of 8 points and all of 8 make half of the 20 of the branch:

    >>> from gkeval.scheme.combining import Geometric
    >>> earned, available = np.array([[2.0, 8.0]]), np.array([[8.0, 8.0]])
    >>> combined(Geometric(kind="geometric", floor=0), earned, available, np.array([20.0])).tolist()
    [10.0]
    """
    weights = np.nan_to_num(available)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = np.where(weights > 0, earned / available, np.nan)
    points: Floats = np.nan_to_num(_of_rates(combine, rates, weights) * whole)
    return points


def _of_rates(combine: Combine, rates: Floats, weights: Floats) -> Floats:
    from gkeval.composite import aggregate  # loaded only by schemes that combine so

    if isinstance(combine, OnScale):
        return _on_scale(combine, rates, weights)
    if isinstance(combine, combining.MeanMin):
        alpha, beta = float(combine.alpha), float(combine.beta)
        return aggregate.mean_min(rates, weights, alpha=alpha, beta=beta)
    if isinstance(combine, combining.Owa):
        order = None if combine.order is None else [float(weight) for weight in combine.order]
        if order and len(order) > rates.shape[1]:  # children that nobody has may be left out
            room = ((0, 0), (0, len(order) - rates.shape[1]))
            rates = np.pad(rates, room, constant_values=np.nan)
            weights = np.pad(weights, room)
        exponent = None if combine.exponent is None else float(combine.exponent)
        return aggregate.owa(rates, weights, order=order, exponent=exponent)
    if isinstance(combine, combining.Median):
        return aggregate.median(rates, weights)
    if isinstance(combine, combining.Minimum):
        return aggregate.minimum(rates, weights)
    return aggregate.maximum(rates, weights)


def _on_scale(combine: OnScale, rates: Floats, weights: Floats) -> Floats:
    """Combine on the scale from `zero` to `full`, and return the rate there.

    A stated floor may lie below the scale; lower values are lifted to it all the same.
    """
    from gkeval.composite import aggregate

    zero, full = float(combine.zero), float(combine.full)
    floor = None if combine.floor is None else float(combine.floor)
    values = zero + rates * (full - zero)
    if isinstance(combine, combining.Power):
        exponent = float(combine.exponent)
        mean = aggregate.power(values, weights, exponent=exponent, floor=floor)
    elif isinstance(combine, combining.Geometric):
        mean = aggregate.geometric(values, weights, floor=floor)
    else:
        mean = aggregate.harmonic(values, weights, floor=floor)
    result: Floats = (mean - zero) / (full - zero)
    return result

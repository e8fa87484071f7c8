"""Normalisation: every method as a function of values (units, indicators); more is better after.

``normalise.minmax(values, 0, 100, direction=[1, -1])``; `within` applies one by group or by year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, by_label, directions, matrix
from gkeval.composite.methods import Choice, Method, choose
from gkeval.composite.normalise.order import (
    above_mean,
    borda,
    categories,
    percentile_rank,
    rank,
    vector,
)
from gkeval.composite.normalise.scale import (
    distance_to_maximum,
    distance_to_reference,
    distance_to_target,
    goalposts,
    minmax,
    scaled,
    zscore,
)
from gkeval.errors import GkevalError

__all__ = [
    "above_mean",
    "borda",
    "categories",
    "distance_to_maximum",
    "distance_to_reference",
    "distance_to_target",
    "goalposts",
    "minmax",
    "none",
    "percentile_rank",
    "rank",
    "scaled",
    "vector",
    "within",
    "zscore",
]


def none(values: npt.ArrayLike, *, direction: npt.ArrayLike | None = None) -> Floats:
    """Leave values as they are, turned where less is better.

    Examples
    --------
    >>> none([[1.0, 2.0]], direction=[1, -1]).tolist()
    [[1.0, -2.0]]
    """
    values = matrix(values)
    return values * directions(direction, values.shape[1])


METHODS: Mapping[str, Callable[..., Floats]] = {
    "minmax": minmax,
    "zscore": zscore,
    "rank": rank,
    "percentile_rank": percentile_rank,
    "distance_to_maximum": distance_to_maximum,
    "distance_to_reference": distance_to_reference,
    "distance_to_target": distance_to_target,
    "goalposts": goalposts,
    "scaled": scaled,
    "borda": borda,
    "categories": categories,
    "above_mean": above_mean,
    "vector": vector,
    "none": none,
}
"""Every method by name, as `build` takes it."""


def within(
    values: npt.ArrayLike,
    labels: npt.ArrayLike | None,
    method: Choice = "minmax",
    *,
    direction: npt.ArrayLike | None = None,
    **options: Any,
) -> Floats:
    """Normalise the units of each group, or of each year, apart.

    Parameters
    ----------
    values : array of shape (units, indicators)
    labels : array of shape (units,)
        The group or year of every unit; all units jointly when None.
    method
        One of `METHODS` by name, a mapping with its options, or a function of values (turned so
        that more is better) that returns values of the same shape.
    direction : array of shape (indicators,)
    **options
        Options of the method.

    Raises
    ------
    GkevalError
        For an unknown method or option, or an own function that returns another shape.

    Examples
    --------
    >>> within([[1], [3], [10], [30]], ["a", "a", "b", "b"]).ravel().tolist()
    [0.0, 1.0, 0.0, 1.0]
    """
    values = matrix(values)
    sign = directions(direction, values.shape[1])
    chosen = choose(choice_with(method, options), METHODS, "normalise")
    names = None if labels is None else np.asarray(labels)
    return by_label(values, names, lambda part: apply(chosen, part, sign))


def choice_with(choice: Choice, options: Mapping[str, Any]) -> Choice:
    """Return a choice with further options."""
    if not options:
        return choice
    return {**(choice if isinstance(choice, Mapping) else {"method": choice}), **options}


def apply(method: Method, values: Floats, direction: Floats, **known: Any) -> Floats:
    """Apply a chosen method; `known` gives what the tree states, where the method takes it."""
    if not method.own:
        more = {name: value for name, value in known.items() if method.takes(name)}
        return np.asarray(method(values, direction=direction, **more), dtype=np.float64)
    result = np.asarray(method(values * direction), dtype=np.float64)
    if result.shape != values.shape:
        raise GkevalError(f"{method} returned shape {result.shape}, must be {values.shape}")
    return result


def scale_of(method: Method) -> tuple[float, float] | None:
    """Return the ends of the scale that a method maps onto; None where it has none."""
    if method.own:
        return None
    if method.name == "minmax":
        return float(method.option("low")), float(method.option("high"))
    if method.name == "goalposts" and method.option("cap"):
        low, high = method.option("scale")
        return float(low), float(high)
    if method.name == "distance_to_target":
        capped_span = method.option("cap") and method.option("kind") == "span"
        return (0.0, 1.0) if capped_span else None
    if method.name == "categories":
        points = method.option("points")
        return (0.0, 1.0) if points is None else (float(min(points)), float(max(points)))
    return (0.0, 1.0) if method.name == "percentile_rank" else None

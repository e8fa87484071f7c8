"""Aggregation: every method as a function of values (units, indicators) and weights (indicators,).

``aggregate.geometric(values, weights, floor=0.01)``; `up` goes up a whole tree, with any method at
any node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gkeval.composite.aggregate.balance import mazziotta_pareto, mean_min, owa
from gkeval.composite.aggregate.distance import topsis, vikor, vikor_regrets
from gkeval.composite.aggregate.means import (
    arithmetic,
    geometric,
    harmonic,
    maximum,
    median,
    minimum,
    power,
)
from gkeval.composite.aggregate.pairwise import borda, copeland, outranking
from gkeval.composite.arrays import Floats

__all__ = [
    "arithmetic",
    "borda",
    "copeland",
    "geometric",
    "harmonic",
    "maximum",
    "mazziotta_pareto",
    "mean_min",
    "median",
    "minimum",
    "outranking",
    "owa",
    "power",
    "topsis",
    "vikor",
    "vikor_regrets",
]

METHODS: Mapping[str, Callable[..., Floats]] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "power": power,
    "median": median,
    "minimum": minimum,
    "maximum": maximum,
    "mazziotta_pareto": mazziotta_pareto,
    "mean_min": mean_min,
    "owa": owa,
    "copeland": copeland,
    "borda": borda,
    "topsis": topsis,
    "vikor": vikor,
}
"""Every method by name."""

RELATIVE = ("copeland", "borda", "topsis", "vikor")
"""Methods in which a unit's score depends on the other units; they give scores from 0 to 1."""

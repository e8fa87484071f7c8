"""Weights: stated by people, suggested by data, fitted to an outcome, or the unit's own best.

All are 0 or more and add up to 1. ``weights.critic(values)``; ``weights.ahp(judgements).weights``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gkeval.composite.arrays import Floats
from gkeval.composite.weights.doubt import BestWeights, benefit_of_the_doubt
from gkeval.composite.weights.factoring import (
    Components,
    Factors,
    components,
    factor,
    factors,
    pca,
    varimax,
)
from gkeval.composite.weights.fitted import Optimised, optimised, regression
from gkeval.composite.weights.hierarchies import Priorities, ahp, group, hierarchy
from gkeval.composite.weights.objective import critic, entropy, standard_deviation
from gkeval.composite.weights.stated import (
    budget_allocation,
    combined,
    equal,
    given,
    rank_order,
)

__all__ = [
    "BestWeights",
    "Components",
    "Factors",
    "Optimised",
    "Priorities",
    "ahp",
    "benefit_of_the_doubt",
    "budget_allocation",
    "combined",
    "components",
    "critic",
    "entropy",
    "equal",
    "factor",
    "factors",
    "given",
    "group",
    "hierarchy",
    "optimised",
    "pca",
    "rank_order",
    "regression",
    "standard_deviation",
    "varimax",
]


def _equal(values: Floats) -> Floats:
    return equal(values.shape[1])


METHODS: Mapping[str, Callable[..., Floats]] = {
    "equal": _equal,
    "entropy": entropy,
    "critic": critic,
    "standard_deviation": standard_deviation,
    "pca": pca,
    "factor": factor,
}
"""Methods that find the weights of a branch from the values of its children."""

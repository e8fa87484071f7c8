"""Diagnostics: each indicator, how they hang together, what moves the index, where a unit stands.

Functions of arrays (units, indicators): `statistics`, `outliers`, `correlation`, `cronbach_alpha`,
`omega`, `scree`, `redundancy`, `first_order_effects`, `regression`, …; of an `Index`:
`correlations`, `branches`, `effects`, `strengths`, `additive_parts`.
"""

from __future__ import annotations

from gkeval.composite.correlations import correlation
from gkeval.composite.diagnostics.distributions import outliers, statistics
from gkeval.composite.diagnostics.influence import (
    first_order_effects,
    regression,
    variance_shares,
)
from gkeval.composite.diagnostics.of_index import (
    additive_parts,
    branches,
    correlations,
    effects,
    strengths,
)
from gkeval.composite.diagnostics.reliability import (
    alpha_without,
    cronbach_alpha,
    omega,
    one_factor,
)
from gkeval.composite.diagnostics.structure import (
    Mardia,
    Sampling,
    mardia,
    redundancy,
    sampling,
    scree,
    variance_inflation,
)

__all__ = [
    "Mardia",
    "Sampling",
    "additive_parts",
    "alpha_without",
    "branches",
    "correlation",
    "correlations",
    "cronbach_alpha",
    "effects",
    "first_order_effects",
    "mardia",
    "omega",
    "one_factor",
    "outliers",
    "redundancy",
    "regression",
    "sampling",
    "scree",
    "statistics",
    "strengths",
    "variance_inflation",
    "variance_shares",
]

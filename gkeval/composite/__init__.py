"""Composite indices: a tree, missing data, any normalisation, weighting and aggregation per node.

`build` makes an `Index` from a frame and a flat table; `normalise`, `weights`, `aggregate`,
`treat`, `impute`, `diagnostics` hold the methods as functions of arrays (units, indicators);
`comparison` sets indices side by side, `coin` reads and writes the tables of COINr.
"""

from __future__ import annotations

from gkeval.composite import (
    aggregate,
    coin,
    comparison,
    diagnostics,
    impute,
    normalise,
    screening,
    treat,
    weights,
)
from gkeval.composite.building import build
from gkeval.composite.combination import Missing
from gkeval.composite.index import Index
from gkeval.composite.screening import Screening
from gkeval.composite.tree import Tree

__all__ = [
    "Index",
    "Missing",
    "Screening",
    "Tree",
    "aggregate",
    "build",
    "coin",
    "comparison",
    "diagnostics",
    "impute",
    "normalise",
    "screening",
    "treat",
    "weights",
]

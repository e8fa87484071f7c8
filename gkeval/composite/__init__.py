"""Composite indices: a tree, missing data, any normalisation, weighting and aggregation per node.

`build` makes an `Index` from a frame and a flat table; `normalise`, `weights`, `aggregate`,
`treat`, `impute`, `diagnostics`, … hold the methods as functions of arrays (units, indicators).
"""

from __future__ import annotations

from gkeval.composite import aggregate, impute, normalise, treat, weights
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
    "impute",
    "normalise",
    "treat",
    "weights",
]

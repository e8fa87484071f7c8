"""What a treatment gives back: values, marks, and moments before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gkeval.composite.arrays import Bools, Floats
from gkeval.composite.moments import kurtosis, skewness

SKEWNESS = 2.0
KURTOSIS = 3.5
"""An indicator needs treatment when it is beyond both (the rule of the JRC's COIN tool)."""


@dataclass(frozen=True, eq=False)
class Treated:
    """Values after treatment, and what was done to get there.

    Attributes
    ----------
    values : array of shape (units, indicators)
    changed : array of bool, shape (units, indicators)
        Cells whose value was changed.
    methods : tuple of str
        What was done to each indicator; empty where nothing was.
    before, after : pair of arrays of shape (indicators,)
        Skewness and excess kurtosis.
    passed : array of bool, shape (indicators,)
        Whether skewness or kurtosis is within its limit now; true as well where there are too few
        values to tell.
    """

    values: Floats
    changed: Bools
    methods: tuple[str, ...]
    before: tuple[Floats, Floats]
    after: tuple[Floats, Floats]
    passed: Bools

    def table(self, indicators: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one row per indicator: what was done, how many cells changed, moments."""
        names = indicators if indicators is not None else range(len(self.methods))
        return pd.DataFrame(
            {
                "indicator": list(names),
                "method": self.methods,
                "cells": self.changed.sum(axis=0),
                "skewness_before": self.before[0],
                "kurtosis_before": self.before[1],
                "skewness_after": self.after[0],
                "kurtosis_after": self.after[1],
                "passed": self.passed,
            }
        )


def failing(values: Floats, skew: float, kurt: float) -> Bools:
    """Return which indicators are beyond both limits.

    >>> failing(np.array([[1.0], [2], [3], [4], [5], [6], [90]]), 2.0, 3.5).tolist()
    [True]
    """
    with np.errstate(invalid="ignore"):
        return (np.abs(skewness(values)) > skew) & (kurtosis(values) > kurt)


def report(before: Floats, after: Floats, methods: Sequence[str], passed: Bools) -> Treated:
    """Return the report of a treatment that tells itself whether indicators are fit."""
    return Treated(
        after,
        (before != after) & ~np.isnan(before),
        tuple(methods),
        (skewness(before), kurtosis(before)),
        (skewness(after), kurtosis(after)),
        passed,
    )


def treated(
    before: Floats, after: Floats, methods: Sequence[str], skew: float, kurt: float
) -> Treated:
    """Return the report of a treatment; fit is what is within one of the limits."""
    return report(before, after, methods, ~failing(after, skew, kurt))

"""What an imputation gives back: values, and a mark on every cell that was filled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gkeval.composite.arrays import Bools, Floats


@dataclass(frozen=True, eq=False)
class Imputed:
    """Values with gaps filled.

    Attributes
    ----------
    values : array of shape (units, indicators)
    marks : array of bool, shape (units, indicators)
        Cells that were filled.
    method : str
        How, in words that go into the report.
    """

    values: Floats
    marks: Bools
    method: str

    @property
    def left(self) -> int:
        """How many cells are still missing."""
        return int(np.isnan(self.values).sum())


def filled(values: Floats, found: Floats, method: str) -> Imputed:
    """Return values whose gaps are filled with what was found for them."""
    marks = np.isnan(values) & ~np.isnan(found)
    return Imputed(np.where(marks, found, values), marks, method)

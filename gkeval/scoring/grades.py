"""Totals become published totals, ranks within groups, and grades."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gkeval.numbers import Ties, clean, half_up, ranks, ticks
from gkeval.scheme.model import Grade, Scheme

Floats = npt.NDArray[np.float64]


def published(scheme: Scheme, points: Floats) -> Floats:
    """Return points of the whole as totals on the scheme's full mark, rounded half up."""
    return half_up(exact(scheme, points), scheme.rounding.decimals, scheme.full_mark)


def exact(scheme: Scheme, points: Floats) -> Floats:
    """Return points of the whole as totals on the scheme's full mark, without noise."""
    if scheme.scale_to is None:
        return clean(points, scheme.full_mark)
    return clean(points * float(scheme.scale_to) / float(scheme.points), scheme.full_mark)


def ranks_within(
    totals: Floats, groups: npt.NDArray[np.intp], full: float, ties: Ties
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the rank of every unit within its group, and whether another unit shares it.

    >>> ranks_within(np.array([90.0, 80, 80, 70]), np.array([0, 0, 0, 1]), 100, "competition")
    (array([1., 2., 2., 1.]), array([False,  True,  True, False]))
    """
    result = np.full(totals.shape, np.nan)
    tied = np.zeros(totals.shape, dtype=bool)
    for group in np.unique(groups):
        chosen = (groups == group) & ~np.isnan(totals)
        result[chosen] = ranks(totals[chosen], full, ties)
        _, inverse, counts = np.unique(
            ticks(totals[chosen], full), return_inverse=True, return_counts=True
        )
        tied[chosen] = counts[inverse] > 1
    return result, tied


def grades_of(totals: Floats, grades: Sequence[Grade], full: float) -> npt.NDArray[np.object_]:
    """Return the id of the grade of every published total; empty below the lowest and where \
missing."""
    result = np.full(totals.shape, "", dtype=object)
    counted = ticks(totals, full)
    for grade in sorted(grades, key=lambda grade: grade.at_least):
        reached = counted >= ticks(float(grade.at_least), full)
        result[reached] = grade.id
    return result

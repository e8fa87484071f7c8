"""Totals become published totals, ranks within groups, and grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gkeval.numbers import half_up, ranks, reaches, ticks
from gkeval.scheme.model import Grade, Scheme

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FAILED = "failed"
"""The grade of a unit that a veto or a gate failed; `Scheme.failed` is its title."""


def published(scheme: Scheme, totals: Floats) -> Floats:
    """Return totals on the full mark as they are published: rounded half up."""
    return half_up(totals, scheme.rounding.decimals, scheme.full_mark)


def ranks_within(
    totals: Floats,
    groups: npt.NDArray[np.intp],
    full: float,
    ties: str = "competition",
    breakers: Sequence[Floats] = (),
) -> tuple[Floats, Bools]:
    """Return the rank of every unit within its group, and whether another unit shares it.

    Parameters
    ----------
    totals : array of float, shape (units,)
    groups : array of int, shape (units,)
    full
        The full mark, which sets what counts as equal.
    ties
        ``competition``, ``dense`` or ``ordinal``; the last ranks equal totals by `breakers`.
    breakers
        For ``ordinal``: arrays of shape (units,), the higher first; a missing one comes last.

    Examples
    --------
    >>> ranks_within(np.array([90.0, 80, 80, 70]), np.array([0, 0, 0, 1]), 100)
    (array([1., 2., 2., 1.]), array([False,  True,  True, False]))
    """
    result = np.full(totals.shape, np.nan)
    tied = np.zeros(totals.shape, dtype=bool)
    for group in np.unique(groups):
        chosen = (groups == group) & ~np.isnan(totals)
        if not chosen.any():
            continue
        if ties == "ordinal":
            keys = [ticks(totals[chosen], full)]
            keys += [np.nan_to_num(ticks(key[chosen], full), nan=-np.inf) for key in breakers]
            order = _joint(keys)
        else:
            order = ticks(totals[chosen], full)
        result[chosen] = ranks(order, 1e9, "dense" if ties == "dense" else "competition")
        _, inverse, counts = np.unique(order, return_inverse=True, return_counts=True)
        tied[chosen] = counts[inverse] > 1
    return result, tied


def _joint(keys: Sequence[Floats]) -> Floats:
    """Return one number per unit that orders units as the keys do, the first key foremost."""
    _, inverse = np.unique(np.column_stack(keys), axis=0, return_inverse=True)
    return inverse.reshape(-1).astype(np.float64)


@dataclass(frozen=True)
class Standing:
    """What grades look at; arrays over units.

    Parameters
    ----------
    totals
        Published totals; missing without one.
    ranks
        Ranks within the group; missing without one.
    verdicts
        Empty, ``vetoed`` or ``failed``.
    groups
        The ranked group of every unit as a number.
    members
        By group or subset: which units belong to it.
    subsets
        Those of `members` that are subsets.
    rates
        By indicator: the rate of every unit.
    places
        Rank counted in units, however the scheme ranks ties; from `ranks` when not given.
    """

    totals: Floats
    ranks: Floats
    verdicts: npt.NDArray[np.object_]
    groups: npt.NDArray[np.intp]
    members: Mapping[str, Bools]
    subsets: frozenset[str]
    rates: Mapping[str, Floats]
    places: Floats | None = None


def grades_of(scheme: Scheme, standing: Standing) -> npt.NDArray[np.object_]:
    """Return the id of the grade of every unit.

    The first grade of the list that the unit earns; `FAILED` for a unit that failed; empty where
    there is no total or no grade is earned.
    """
    names = np.array([*(grade.id for grade in scheme.grades), FAILED, ""], dtype=object)
    result: npt.NDArray[np.object_] = names[grade_places(scheme, standing)]
    return result


def grade_places(scheme: Scheme, standing: Standing) -> npt.NDArray[np.int8]:
    """Return the place of every unit's grade in the scheme's list.

    The number of grades stands for a unit that failed; one more where there is none.
    """
    full = float(scheme.full_mark)
    count = len(scheme.grades)
    result = np.full(standing.totals.shape, count + 1, dtype=np.int8)
    for place in range(count - 1, -1, -1):
        result[_earned(scheme.grades[place], standing, full)] = place
    result[np.isnan(standing.totals)] = count + 1
    result[standing.verdicts != ""] = count
    return result


def _earned(grade: Grade, standing: Standing, full: float) -> Bools:
    earned: Bools = ~np.isnan(standing.totals)
    if grade.at_least is not None:
        limit = np.full(standing.totals.shape, np.inf)
        if isinstance(grade.at_least, dict):
            for name in sorted(grade.at_least, key=lambda name: name in standing.subsets):
                limit = np.where(standing.members[name], float(grade.at_least[name]), limit)
        else:
            limit[:] = float(grade.at_least)
        earned &= ticks(standing.totals, full) >= ticks(limit, full)
    if grade.top is not None:
        # places are counted in units, however the scheme ranks ties
        place = standing.places
        if place is None:
            place, _ = ranks_within(-standing.ranks, standing.groups, 1e9)
        earned &= place <= _places(float(grade.top), standing)
    if grade.needs.no_veto:
        earned &= standing.verdicts == ""
    for indicator, rate in grade.needs.rates.items():
        earned &= reaches(standing.rates[indicator], float(rate))
    return earned


def _places(share: float, standing: Standing) -> Floats:
    """How many units of each unit's group a quota takes, of those that have a rank."""
    ranked = ~np.isnan(standing.ranks)
    sizes = np.bincount(standing.groups[ranked], minlength=int(standing.groups.max(initial=0)) + 1)
    places: Floats = np.floor(sizes * share + 0.5 + 1e-9)
    return places[standing.groups]

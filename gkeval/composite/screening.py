"""Screening: how much of each unit is there, overall and by branch, before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Bools, Floats, matrix
from gkeval.errors import GkevalError


@dataclass(frozen=True)
class Screening:
    """What a unit must have to be in the index; a unit that fails is listed without a score.

    Parameters
    ----------
    at_least : float
        Share of its indicators that must be there, from 0 to 1.
    in_branch : float
        The same, for every branch above indicators.
    zeros : float
        Share of its values that may be 0, from 0 to 1.
    """

    at_least: float = 0.0
    in_branch: float = 0.0
    zeros: float = 1.0

    def __post_init__(self) -> None:
        for name in ("at_least", "in_branch", "zeros"):
            share = getattr(self, name)
            if not 0 <= share <= 1:
                raise GkevalError(f"{name} is {share}, must be a share from 0 to 1")


def availability(
    values: npt.ArrayLike,
    branches: npt.ArrayLike | None = None,
    applicable: Bools | None = None,
) -> Floats:
    """Return the share of its indicators that each unit has.

    Parameters
    ----------
    values : array of shape (units, indicators)
    branches : array of shape (indicators,)
        The branch of every indicator, for one column per branch, in sorted order.
    applicable : array of bool, shape (units, indicators)
        Indicators that do not apply to a unit are not missed.

    Returns
    -------
    array of shape (units,), or (units, branches)
        1 where nothing applies.

    Examples
    --------
    >>> availability([[1, np.nan, 3], [1, 2, 3]], ["a", "a", "b"]).tolist()
    [[0.5, 1.0], [1.0, 1.0]]
    """
    values = matrix(values)
    due = np.ones(values.shape, dtype=bool) if applicable is None else applicable
    have = ~np.isnan(values) & due
    if branches is None:
        return _share(have.sum(axis=1), due.sum(axis=1))
    names = np.asarray(branches)
    if len(names) != values.shape[1]:
        raise GkevalError(f"branches are {len(names)}, must be {values.shape[1]}")
    each = [names == name for name in np.unique(names)]
    return np.column_stack(
        [_share(have[:, mine].sum(axis=1), due[:, mine].sum(axis=1)) for mine in each]
    )


def zeros(values: npt.ArrayLike) -> Floats:
    """Return the share of each unit's values that are 0; 0 for a unit without values.

    Examples
    --------
    >>> zeros([[0, 0, 3, np.nan]]).round(3).tolist()
    [0.667]
    """
    values = matrix(values)
    present = (~np.isnan(values)).sum(axis=1)
    return np.where(present > 0, (values == 0).sum(axis=1) / np.maximum(present, 1), 0.0)


def screened(
    values: npt.ArrayLike,
    screening: Screening,
    branches: npt.ArrayLike | None = None,
    applicable: Bools | None = None,
) -> Bools:
    """Return which units pass.

    Examples
    --------
    >>> screened([[1, np.nan], [1, 2]], Screening(at_least=0.6)).tolist()
    [False, True]
    """
    enough = availability(values, applicable=applicable) >= screening.at_least - 1e-9
    if branches is not None and screening.in_branch > 0:
        each = availability(values, branches, applicable)
        enough &= (each >= screening.in_branch - 1e-9).all(axis=1)
    passed: Bools = enough & (zeros(values) <= screening.zeros + 1e-9)
    return passed


def _share(part: npt.NDArray[np.int_], whole: npt.NDArray[np.int_]) -> Floats:
    return np.where(whole > 0, part / np.maximum(whole, 1), 1.0)

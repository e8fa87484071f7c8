"""Imputation: missing values are filled by a stated method, and every filled cell is marked.

Values are arrays of shape (units, indicators). What a method cannot fill stays missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite.aggregate.means import arithmetic
from gkeval.composite.arrays import Bools, Floats, matrix, means, shares
from gkeval.composite.expectation import em
from gkeval.composite.filling import Imputed, filled
from gkeval.errors import GkevalError

__all__ = ["Imputed", "carry", "em", "mean", "median", "siblings"]


def mean(
    values: npt.ArrayLike,
    groups: npt.ArrayLike | None = None,
    *,
    fallback: Literal["all", "none"] = "none",
) -> Imputed:
    """Fill with the mean of the indicator, or of the indicator in the unit's group.

    Parameters
    ----------
    values : array of shape (units, indicators)
    groups : array of shape (units,)
        The group of every unit; all units together when not given.
    fallback : 'all' or 'none'
        What a group without any value gets: the mean of all units, or nothing.

    Returns
    -------
    Imputed

    Notes
    -----
    OECD/JRC Handbook (2008), section 1.3: unconditional mean imputation. It draws units together:
    the variance shrinks.

    Examples
    --------
    >>> found = mean([[1.0], [3.0], [np.nan]])
    >>> found.values.ravel().tolist(), found.marks.ravel().tolist()
    ([1.0, 3.0, 2.0], [False, False, True])
    """
    return _by_group(matrix(values), groups, fallback, means)


def median(
    values: npt.ArrayLike,
    groups: npt.ArrayLike | None = None,
    *,
    fallback: Literal["all", "none"] = "none",
) -> Imputed:
    """Fill with the median of the indicator, or of the indicator in the unit's group.

    Parameters and result as in `mean`.

    Examples
    --------
    >>> median([[1.0], [2.0], [9.0], [np.nan]]).values.ravel().tolist()
    [1.0, 2.0, 9.0, 2.0]
    """
    return _by_group(matrix(values), groups, fallback, _medians)


def carry(
    values: npt.ArrayLike,
    units: npt.ArrayLike,
    periods: npt.ArrayLike,
    *,
    how: Literal["forward", "backward", "nearest", "linear"] = "forward",
    limit: float | None = None,
) -> Imputed:
    """Fill from other years of the same unit; no value of another unit is used.

    Parameters
    ----------
    values : array of shape (rows, indicators)
        One row per unit and period.
    units : array of shape (rows,)
    periods : array of numbers, shape (rows,)
    how
        ``'forward'``: the last year before. ``'backward'``: the next year after. ``'nearest'``:
        the nearer of the two, the earlier one where both are as near. ``'linear'``: on the line
        between both; nothing where one is missing.
    limit : float
        How far away a year may be, in the unit of `periods`.

    Returns
    -------
    Imputed

    Examples
    --------
    >>> found = carry([[1.0], [np.nan], [np.nan], [4.0]], ["a", "a", "a", "b"], [1, 2, 3, 3])
    >>> found.values.ravel().tolist()
    [1.0, 1.0, 1.0, 4.0]
    """
    values = matrix(values)
    if how not in ("forward", "backward", "nearest", "linear"):
        raise GkevalError(f"how is {how!r}, must be 'forward', 'backward', 'nearest' or 'linear'")
    when = np.asarray(periods, dtype=np.float64)
    _, unit = np.unique(np.asarray(units), return_inverse=True)
    if len(when) != len(values) or len(unit) != len(values) or np.isnan(when).any():
        raise GkevalError("units and periods must be one for each row, none missing")
    order = np.lexsort((when, unit))
    if ((np.diff(unit[order]) == 0) & (np.diff(when[order]) == 0)).any():
        raise GkevalError("a unit has two rows for one period, must be one")
    ordered, at, who = values[order], when[order], unit[order]
    before = _last_known(ordered, who)
    after = len(values) - 1 - _last_known(ordered[::-1], who[::-1])[::-1]
    has_before, has_after = before >= 0, after < len(values)
    columns = np.arange(values.shape[1])
    earlier = np.where(has_before, ordered[before, columns], np.nan)
    later = np.where(has_after, ordered[np.minimum(after, len(values) - 1), columns], np.nan)
    since = np.where(has_before, at[:, None] - at[before], np.inf)
    until = np.where(has_after, at[np.minimum(after, len(values) - 1)] - at[:, None], np.inf)
    reach = np.inf if limit is None else limit
    near_before, near_after = since <= reach, until <= reach
    if how == "forward":
        found = np.where(near_before, earlier, np.nan)
    elif how == "backward":
        found = np.where(near_after, later, np.nan)
    elif how == "nearest":
        found = np.where(
            near_before & (since <= until), earlier, np.where(near_after, later, np.nan)
        )
    else:
        with np.errstate(invalid="ignore", divide="ignore"):
            line = earlier + (later - earlier) * since / (since + until)
        found = np.where(near_before & near_after, line, np.nan)
    back = np.empty_like(found)
    back[order] = found
    return filled(values, back, f"carry({how})")


def siblings(
    values: npt.ArrayLike, branches: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> Imputed:
    """Fill with the unit's own mean of the indicators of the same branch, after normalisation.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Normalised: on one scale, more is better.
    branches : array of shape (indicators,)
        The branch of every indicator.
    weights : array of shape (indicators,)
        Equal when not given.

    Returns
    -------
    Imputed
        A unit without any value in the branch stays without.

    Examples
    --------
    >>> siblings([[1.0, 3.0, np.nan, 9.0]], ["a", "a", "a", "b"]).values.tolist()
    [[1.0, 3.0, 2.0, 9.0]]
    """
    values = matrix(values)
    names = np.asarray(branches)
    given = shares(weights, values.shape[1])
    if len(names) != values.shape[1]:
        raise GkevalError(f"branches are {len(names)}, must be {values.shape[1]}")
    found = np.full(values.shape, np.nan)
    for name in np.unique(names):
        mine = np.flatnonzero(names == name)
        ordered = mine[np.argsort(given[mine], kind="stable")]
        found[:, mine] = arithmetic(values[:, ordered], given[ordered])[:, None]
    return filled(values, found, "siblings")


METHODS: Mapping[str, Callable[..., Imputed]] = {
    "mean": mean,
    "median": median,
    "carry": carry,
    "siblings": siblings,
    "em": em,
}
"""Every method by name, as `build` takes it; ``siblings`` is done after normalisation."""


def _by_group(
    values: Floats,
    groups: npt.ArrayLike | None,
    fallback: str,
    function: Callable[[Floats], Floats],
) -> Imputed:
    if fallback not in ("all", "none"):
        raise GkevalError(f"fallback is {fallback!r}, must be 'all' or 'none'")
    name = function.__name__.strip("_").removesuffix("s")
    everyone = np.broadcast_to(function(values), values.shape)
    if groups is None:
        return filled(values, everyone, name)
    names = np.asarray(groups)
    if len(names) != len(values):
        raise GkevalError(f"groups are {len(names)}, must be {len(values)}, one per unit")
    found = np.full(values.shape, np.nan)
    _, inverse = np.unique(names, return_inverse=True)
    for group in range(inverse.max(initial=-1) + 1):
        mine = inverse == group
        found[mine] = function(values[mine])
    if fallback == "all":
        found = np.where(np.isnan(found), everyone, found)
    return filled(values, found, f"group {name}")


def _medians(values: Floats) -> Floats:
    result = np.full(values.shape[1], np.nan)
    some: Bools = np.logical_not(np.isnan(values).all(axis=0))
    if some.any():
        result[some] = np.nanmedian(values[:, some], axis=0)
    return result


def _last_known(ordered: Floats, unit: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return the row of the last known value of the same unit at or above each row, or -1."""
    rows = np.arange(len(ordered))
    first = np.zeros(len(ordered), dtype=np.intp)
    new = np.flatnonzero(np.diff(unit) != 0) + 1
    first[new] = new
    first = np.maximum.accumulate(first)
    known = np.where(np.isnan(ordered), -1, rows[:, None])
    last = np.maximum.accumulate(known, axis=0)
    return np.where(last >= first[:, None], last, -1)

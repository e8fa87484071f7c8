"""Imputation by expectation-maximisation: what the unit's other indicators let one expect."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, deviations, matrix, means, spread
from gkeval.composite.filling import Imputed, filled
from gkeval.errors import GkevalError


def em(
    values: npt.ArrayLike,
    branches: npt.ArrayLike | None = None,
    *,
    tolerance: float = 1e-8,
    rounds: int = 1000,
) -> Imputed:
    """Fill with what is expected, given the unit's other values of the branch.

    The values of a branch are taken as draws from one multivariate normal distribution, whose mean
    and covariance are estimated by the EM algorithm from all units; a missing value becomes its
    conditional mean, a linear function of the values that the unit has.

    Parameters
    ----------
    values : array of shape (units, indicators)
    branches : array of shape (indicators,)
        The branch of every indicator; all are one branch when not given.
    tolerance : float
        Largest change of a mean or covariance, in standard deviations, at which it stops.
    rounds : int
        When this many rounds are not enough, it is an error.

    Returns
    -------
    Imputed
        A unit without any value in the branch stays without: nothing is known of it. So does an
        indicator without any value.

    Raises
    ------
    GkevalError
        When it does not settle: there are too few values for so many indicators.

    Notes
    -----
    Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm,
    Journal of the Royal Statistical Society B 39 (1977); Little and Rubin, Statistical Analysis
    with Missing Data (2002), section 11.2.

    Examples
    --------
    >>> found = em([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, np.nan]])
    >>> found.values[3, 1].round(4).item()
    8.0
    """
    values = matrix(values)
    count = values.shape[1]
    names = np.zeros(count) if branches is None else np.asarray(branches)
    if len(names) != count:
        raise GkevalError(f"branches are {len(names)}, must be {count}, one per indicator")
    found = np.full(values.shape, np.nan)
    for name in np.unique(names):
        mine = np.flatnonzero(names == name)
        found[:, mine] = _expected(values[:, mine], tolerance, rounds)
    return filled(values, found, "em")


def _expected(values: Floats, tolerance: float, rounds: int) -> Floats:
    """Return the conditional means of one branch, in standard units on the way."""
    centre, width = means(values), deviations(values, 0)
    width = np.where(spread(values)[2] | ~(width > 0), 1.0, width)
    known = ~np.isnan(centre)
    result = np.full(values.shape, np.nan)
    standard = ((values - centre) / width)[:, known]
    rows = ~np.isnan(standard).all(axis=1)
    if not rows.any() or known.sum() < 2:
        return result
    solved = _settled(standard[rows], tolerance, rounds)
    result[np.ix_(rows, known)] = solved * width[known] + centre[known]
    return result


def _settled(standard: Floats, tolerance: float, rounds: int) -> Floats:
    size, count = standard.shape
    missing = np.isnan(standard)
    patterns, which = np.unique(missing, axis=0, return_inverse=True)
    which = np.ravel(which)
    centre = np.nan_to_num(np.nanmean(standard, axis=0))
    covariance = np.diag(np.nan_to_num(np.nanvar(standard, axis=0)))
    full = np.where(missing, 0.0, standard)
    for _ in range(rounds):
        extra = np.zeros((count, count))
        for position, gaps in enumerate(patterns):
            if not gaps.any():
                continue
            mine = which == position
            have = ~gaps
            slope = covariance[np.ix_(gaps, have)] @ np.linalg.pinv(
                covariance[np.ix_(have, have)], hermitian=True
            )
            expected = centre[gaps] + (full[np.ix_(mine, have)] - centre[have]) @ slope.T
            full[np.ix_(mine, gaps)] = expected
            rest = covariance[np.ix_(gaps, gaps)] - slope @ covariance[np.ix_(have, gaps)]
            extra[np.ix_(gaps, gaps)] += mine.sum() * rest
        new_centre = full.mean(axis=0)
        off = full - new_centre
        new_covariance = (off.T @ off + extra) / size
        change = max(
            float(np.abs(new_centre - centre).max()),
            float(np.abs(new_covariance - covariance).max()),
        )
        centre, covariance = new_centre, new_covariance
        if change < tolerance:
            return full
    raise GkevalError(
        f"em: not settled after {rounds} rounds ({missing.mean():.0%} of the cells are missing, "
        f"{size} units, {count} indicators). Remedy: impute smaller branches, or by group means"
    )

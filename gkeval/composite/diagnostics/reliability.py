"""Do indicators measure one thing: Cronbach's alpha, McDonald's omega."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, matrix
from gkeval.composite.correlations import correlation
from gkeval.errors import GkevalError


def cronbach_alpha(values: npt.ArrayLike, *, standardised: bool = False) -> float:
    """Return Cronbach's alpha: k/(k - 1) · (1 - sum of variances / variance of the sum).

    Parameters
    ----------
    values : array of shape (units, indicators)
        Normalised, more is better. Units with a missing value are left out.
    standardised : bool
        From the mean correlation instead of variances: k r / (1 + (k - 1) r).

    Returns
    -------
    float
        At most 1; missing with fewer than two indicators or units, or when the sum is constant.

    Notes
    -----
    Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951);
    OECD/JRC Handbook (2008), step 4.

    Examples
    --------
    >>> round(cronbach_alpha([[1, 2], [2, 3], [3, 5], [4, 4]]), 4)
    0.8889
    """
    complete = _complete(values)
    size, count = complete.shape
    if size < 2 or count < 2:
        return float("nan")
    if standardised:
        related = correlation(complete)
        mean = related[np.triu_indices(count, 1)].mean()
        below = 1 + (count - 1) * mean
        return float(count * mean / below) if below > 1e-12 else float("nan")
    parts = complete.var(axis=0, ddof=1).sum()
    whole = complete.sum(axis=1).var(ddof=1)
    if not whole > 0:
        return float("nan")
    return float(count / (count - 1) * (1 - parts / whole))


def alpha_without(values: npt.ArrayLike, *, standardised: bool = False) -> Floats:
    """Return alpha without each indicator in turn: higher than alpha means that it does not fit.

    Examples
    --------
    >>> alpha_without([[1, 2, 9], [2, 3, 1], [3, 5, 5], [4, 4, 0]]).round(2).tolist()
    [-0.61, -1.4, 0.89]
    """
    values = matrix(values)
    return np.array(
        [
            cronbach_alpha(np.delete(values, column, axis=1), standardised=standardised)
            for column in range(values.shape[1])
        ]
    )


def omega(values: npt.ArrayLike) -> float:
    """Return McDonald's omega: the share of the sum's variance that one common factor explains.

    Parameters
    ----------
    values : array of shape (units, indicators)
        At least three indicators; correlations are taken over the units that have both values.

    Returns
    -------
    float
        (Σλ)² / ((Σλ)² + Σ(1 - λ²)) with the loadings of one factor on standardised indicators,
        estimated by minimum residuals.

    Raises
    ------
    GkevalError
        With fewer than three indicators, or one that is the same for all units.

    Notes
    -----
    McDonald, Test Theory: A Unified Treatment (1999), chapter 6; Harman and Jones, Factor analysis
    by minimizing residuals, Psychometrika 31 (1966).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> common = rng.normal(size=(500, 1))
    >>> round(omega(common + rng.normal(size=(500, 4))), 1)
    0.8
    """
    loadings = one_factor(values)
    common = loadings.sum() ** 2
    return float(common / (common + (1 - loadings**2).sum()))


def one_factor(values: npt.ArrayLike) -> Floats:
    """Return the loadings of one common factor, by minimum residuals, shape (indicators,).

    The sum of squared residual correlations off the diagonal is smallest; loadings lie between -1
    and 1, and their sum is positive.
    """
    values = matrix(values)
    count = values.shape[1]
    if count < 3:
        raise GkevalError(f"{count} indicators, one factor needs 3 or more")
    related = correlation(values)
    if np.isnan(related).any():
        raise GkevalError("an indicator is the same for all units: leave it out")
    eigenvalues, vectors = np.linalg.eigh(related)
    loadings: Floats = vectors[:, -1] * np.sqrt(eigenvalues[-1])
    for _ in range(5000):
        before = loadings.copy()
        for column in range(count):  # each loading by least squares, given the others
            others = np.delete(loadings, column)
            loadings[column] = np.delete(related[column], column) @ others / (others @ others)
            loadings[column] = np.clip(loadings[column], -1.0, 1.0)
        if np.abs(loadings - before).max() < 1e-12:
            break
    return loadings if loadings.sum() >= 0 else -loadings


def _complete(values: npt.ArrayLike) -> Floats:
    values = matrix(values)
    complete: Floats = values[~np.isnan(values).any(axis=1)]
    return complete

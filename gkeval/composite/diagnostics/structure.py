"""How indicators hang together: components, redundancy, hints of normality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.composite.arrays import Floats, matrix, needs_scipy
from gkeval.composite.correlations import correlation
from gkeval.composite.weights.factoring import components
from gkeval.errors import GkevalError


def scree(values: npt.ArrayLike) -> pd.DataFrame:
    """Return the components of the correlation matrix: eigenvalue, explained, cumulative, kept.

    A component is kept by Kaiser's rule when its eigenvalue is above 1.

    Examples
    --------
    >>> scree([[1, 2, 1], [2, 4, 0], [3, 6, 1]])[["component", "cumulative"]].round(2)
       component  cumulative
    0          1        0.67
    1          2        1.00
    2          3        1.00
    """
    found = components(values)
    return pd.DataFrame(
        {
            "component": np.arange(1, found.eigenvalues.size + 1),
            "eigenvalue": found.eigenvalues,
            "explained": found.explained,
            "cumulative": np.cumsum(found.explained),
            "kept": found.eigenvalues > 1 + 1e-9,
        }
    )


def variance_inflation(values: npt.ArrayLike) -> Floats:
    """Return how far each indicator is explained by the others: 1 / (1 - R²).

    Parameters
    ----------
    values : array of shape (units, indicators)

    Returns
    -------
    array of shape (indicators,)
        1 for an indicator that goes with no other; above 10 it adds little of its own; infinite
        where the others explain all of it.

    Examples
    --------
    >>> variance_inflation([[1, 1], [2, -1], [3, -1], [4, 1]]).tolist()
    [1.0, 1.0]
    """
    related = correlation(values)
    if np.isnan(related).any():
        raise GkevalError("an indicator is the same for all units: leave it out")
    eigenvalues, vectors = np.linalg.eigh(related)
    with np.errstate(divide="ignore"):
        inverse = np.where(eigenvalues > 1e-10, 1.0 / np.maximum(eigenvalues, 1e-300), np.inf)
    parts = np.where(np.abs(vectors) > 1e-7, vectors**2, 0.0)
    with np.errstate(invalid="ignore"):
        result: Floats = np.where(parts > 0, parts * inverse, 0.0).sum(axis=1)
    return np.maximum(result, 1.0)


def redundancy(
    values: npt.ArrayLike, names: Sequence[str] | None = None, *, limit: float = 0.9
) -> pd.DataFrame:
    """Return the pairs of indicators that say almost the same, the closest first.

    Parameters
    ----------
    values : array of shape (units, indicators)
    names : sequence of str
    limit : float
        From which absolute correlation on.

    Returns
    -------
    pandas.DataFrame
        one, other, correlation, inflation (the larger of the two variance inflations).

    Examples
    --------
    >>> redundancy([[1, 2, 1], [2, 4, 0], [3, 6, 1]], ["a", "b", "c"])[["one", "other"]]
      one other
    0   a     b
    """
    values = matrix(values)
    labels = list(names) if names is not None else list(range(values.shape[1]))
    related = np.nan_to_num(correlation(values))
    varies = np.diag(related) > 0
    inflation = np.ones(len(labels))
    if varies.sum() > 1:
        inflation[varies] = variance_inflation(values[:, varies])
    rows, columns = np.nonzero(np.triu(np.abs(related) >= limit - 1e-9, 1))
    table = pd.DataFrame(
        {
            "one": [labels[i] for i in rows],
            "other": [labels[j] for j in columns],
            "correlation": related[rows, columns],
            "inflation": np.maximum(inflation[rows], inflation[columns]),
        }
    )
    order = np.lexsort((columns, rows, -np.round(np.abs(related[rows, columns]), 9)))
    return table.iloc[order].reset_index(drop=True)


@dataclass(frozen=True)
class Sampling:
    """Whether a factor analysis makes sense.

    Attributes
    ----------
    kmo : float
        Kaiser, Meyer and Olkin's measure of sampling adequacy, from 0 to 1; 0.6 and more is fair.
    bartlett, degrees, p : float
        Bartlett's test of sphericity: chi-square, its degrees of freedom, and the probability of
        such correlations between indicators that have nothing to do with each other.
    """

    kmo: float
    bartlett: float
    degrees: int
    p: float


def sampling(values: npt.ArrayLike) -> Sampling:
    """Return the measure of sampling adequacy and Bartlett's test.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Units with a missing value are left out.

    Raises
    ------
    GkevalError
        When scipy is not there, or when an indicator follows from the others.

    Notes
    -----
    Kaiser, An index of factorial simplicity, Psychometrika 39 (1974); Bartlett, Properties of
    sufficiency and statistical tests (1937).
    """
    complete = matrix(values)
    complete = complete[~np.isnan(complete).any(axis=1)]
    size, count = complete.shape
    related = correlation(complete)
    sign, logarithm = np.linalg.slogdet(np.nan_to_num(related))
    if np.isnan(related).any() or sign <= 0 or logarithm < -60:
        raise GkevalError("an indicator is constant or follows from the others: leave it out")
    inverse = np.linalg.inv(related)
    partial = inverse / np.sqrt(np.outer(np.diag(inverse), np.diag(inverse)))
    off = ~np.eye(count, dtype=bool)
    total, rest = (related[off] ** 2).sum(), (partial[off] ** 2).sum()
    statistic = -logarithm * (size - 1 - (2 * count + 5) / 6)
    degrees = count * (count - 1) // 2
    p = needs_scipy("Bartlett's test").stats.chi2.sf(statistic, degrees)
    return Sampling(float(total / (total + rest)), float(statistic), degrees, float(p))


@dataclass(frozen=True)
class Mardia:
    """Mardia's multivariate skewness and kurtosis, and how unlikely they are of a normal sample."""

    skewness: float
    kurtosis: float
    p_skewness: float
    p_kurtosis: float


def mardia(values: npt.ArrayLike) -> Mardia:
    """Return hints of multivariate normality.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Units with a missing value are left out.

    Returns
    -------
    Mardia
        Small probabilities speak against a multivariate normal distribution.

    Raises
    ------
    GkevalError
        When scipy is not there, or when an indicator follows from the others.

    Notes
    -----
    Mardia, Measures of multivariate skewness and kurtosis with applications, Biometrika 57 (1970).
    Skewness: n b₁ / 6 is chi-square with k(k+1)(k+2)/6 degrees of freedom; kurtosis: (b₂ - k(k+2))
    / √(8k(k+2)/n) is standard normal, for large n.
    """
    complete = matrix(values)
    complete = complete[~np.isnan(complete).any(axis=1)]
    size, count = complete.shape
    off = complete - complete.mean(axis=0)
    covariance = off.T @ off / max(size, 1)
    if size <= count or np.linalg.matrix_rank(covariance) < count:
        raise GkevalError("mardia: needs more units than indicators, none following from others")
    distances = off @ np.linalg.solve(covariance, off.T)
    skew = float((distances**3).mean())
    kurt = float((np.diag(distances) ** 2).mean())
    stats = needs_scipy("Mardia's test").stats
    z = (kurt - count * (count + 2)) / np.sqrt(8 * count * (count + 2) / size)
    return Mardia(
        skew,
        kurt,
        float(stats.chi2.sf(size * skew / 6, count * (count + 1) * (count + 2) / 6)),
        float(2 * stats.norm.sf(abs(z))),
    )

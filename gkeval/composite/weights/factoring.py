"""Weights from principal components and rotated factors of the correlation matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, matrix, shares
from gkeval.composite.correlations import correlation
from gkeval.errors import GkevalError


@dataclass(frozen=True, eq=False)
class Components:
    """Principal components of the correlation matrix, the largest first.

    Attributes
    ----------
    eigenvalues : array of shape (indicators,)
    explained : array of shape (indicators,)
        Their share of all variance.
    vectors : array of shape (indicators, components)
        Of length 1 each; the sign is such that they point where most indicators do.
    """

    eigenvalues: Floats
    explained: Floats
    vectors: Floats

    @property
    def loadings(self) -> Floats:
        """Correlations between indicators and components, shape (indicators, components)."""
        loadings: Floats = self.vectors * np.sqrt(self.eigenvalues)
        return loadings


@dataclass(frozen=True, eq=False)
class Factors:
    """Factors of the correlation matrix, and the weights that follow from them.

    Attributes
    ----------
    weights : array of shape (indicators,)
    loadings : array of shape (indicators, factors)
        After rotation.
    explained : array of shape (factors,)
        Variance that each factor explains after rotation, as a share of all variance.
    factor : array of int, shape (indicators,)
        The factor that each indicator loads on most.
    """

    weights: Floats
    loadings: Floats
    explained: Floats
    factor: npt.NDArray[np.intp]


def components(values: npt.ArrayLike) -> Components:
    """Return the principal components of standardised indicators.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Correlations are taken over the units that have both values.

    Returns
    -------
    Components

    Raises
    ------
    GkevalError
        When an indicator is the same for all units, or two share fewer than two units.

    Notes
    -----
    OECD/JRC Handbook (2008), step 4: principal components analysis.

    Examples
    --------
    >>> components([[1, 2], [2, 4], [3, 6]]).explained.round(6).tolist()
    [1.0, 0.0]
    """
    values = matrix(values)
    related = correlation(values)
    if np.isnan(related).any():
        flat = [column for column in range(len(related)) if np.isnan(related[column]).any()]
        raise GkevalError(
            f"indicators {flat} have no correlation with another: they are the same for all units, "
            "or share no units. Remedy: leave them out, or impute missing values first"
        )
    eigenvalues, vectors = np.linalg.eigh(related)
    eigenvalues = np.maximum(eigenvalues[::-1], 0.0)
    vectors = vectors[:, ::-1]
    sums = vectors.sum(axis=0)
    sign = np.where(np.abs(sums) > 1e-9, np.sign(sums), np.sign(vectors[0] + 1e-300))
    return Components(eigenvalues, eigenvalues / eigenvalues.sum(), vectors * sign)


def pca(
    values: npt.ArrayLike, *, component: int = 1, use: Literal["squares", "loadings"] = "squares"
) -> Floats:
    """Return weights from one principal component.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Normalised, more is better.
    component : int
        1 for the first.
    use : 'squares' or 'loadings'
        Squared loadings are the shares of the indicators in the component, never negative;
        loadings themselves are refused where one is negative.

    Returns
    -------
    array of shape (indicators,)

    Raises
    ------
    GkevalError
        With ``use='loadings'``, for an indicator that points the other way.

    Notes
    -----
    OECD/JRC Handbook (2008), step 6: weights based on principal components analysis.

    Examples
    --------
    >>> pca([[1, 1, 2], [2, 2, 1], [3, 3, 3]]).round(4).tolist()
    [0.3943, 0.3943, 0.2113]
    """
    found = components(values)
    if not 1 <= component <= found.eigenvalues.size:
        raise GkevalError(f"component is {component}, must be 1 to {found.eigenvalues.size}")
    vector = found.vectors[:, component - 1]
    if use == "squares":
        return shares(vector**2, vector.size)
    if use != "loadings":
        raise GkevalError(f"use is {use!r}, must be 'squares' or 'loadings'")
    if (vector < -1e-9).any():
        raise GkevalError(
            f"indicators {np.flatnonzero(vector < -1e-9).tolist()} load negatively on component "
            f"{component}. Remedy: check their direction, or use='squares'"
        )
    return shares(np.maximum(vector, 0.0), vector.size)


def factors(
    values: npt.ArrayLike,
    *,
    keep: int | Literal["kaiser"] = "kaiser",
    rotation: Literal["varimax", "none"] = "varimax",
) -> Factors:
    """Return weights from rotated factors: each indicator counts with the factor it loads on most.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Normalised, more is better.
    keep : int or 'kaiser'
        How many factors; ``'kaiser'`` keeps those with an eigenvalue above 1.
    rotation : 'varimax' or 'none'

    Returns
    -------
    Factors
        An indicator's weight is the share of its squared loading in its factor, times the share
        of the variance that the factor explains among those kept, scaled to add up to 1.

    Notes
    -----
    Nicoletti, Scarpetta and Boylaud, Summary indicators of product market regulation, OECD
    Economics Department Working Papers 226 (2000); OECD/JRC Handbook (2008), step 6.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> common = rng.normal(size=(200, 1))
    >>> factors(common + rng.normal(size=(200, 3))).weights.round(1).tolist()
    [0.3, 0.3, 0.3]
    """
    found = components(values)
    if keep == "kaiser":
        number = max(1, int((found.eigenvalues > 1 + 1e-9).sum()))
    elif isinstance(keep, int) and 1 <= keep <= found.eigenvalues.size:
        number = keep
    else:
        raise GkevalError(f"keep is {keep!r}, must be 'kaiser' or 1 to {found.eigenvalues.size}")
    loadings = found.loadings[:, :number]
    if rotation == "varimax":
        loadings = varimax(loadings)
    elif rotation != "none":
        raise GkevalError(f"rotation is {rotation!r}, must be 'varimax' or 'none'")
    squares = loadings**2
    explained = squares.sum(axis=0)
    own = np.argmax(np.round(squares, 9), axis=1)
    parts = squares[np.arange(len(own)), own] / explained[own] * explained[own] / explained.sum()
    return Factors(shares(parts, parts.size), loadings, explained / len(own), own)


def factor(
    values: npt.ArrayLike,
    *,
    keep: int | Literal["kaiser"] = "kaiser",
    rotation: Literal["varimax", "none"] = "varimax",
) -> Floats:
    """Return the weights alone of `factors`."""
    return factors(values, keep=keep, rotation=rotation).weights


def varimax(loadings: npt.ArrayLike, *, kaiser: bool = True) -> Floats:
    """Rotate loadings so that each indicator loads on few factors.

    Parameters
    ----------
    loadings : array of shape (indicators, factors)
    kaiser : bool
        Whether rows are brought to length 1 for the rotation.

    Returns
    -------
    array of shape (indicators, factors)
        Factors ordered by the variance they explain; signs such that most loadings are positive.

    Notes
    -----
    Kaiser, The varimax criterion for analytic rotation in factor analysis, Psychometrika 23 (1958).

    Examples
    --------
    >>> (varimax([[0.7, 0.7], [0.7, -0.7]]).round(4) + 0.0).tolist()
    [[0.9899, 0.0], [0.0, 0.9899]]
    """
    given = matrix(loadings, "loadings")
    count, number = given.shape
    length = np.sqrt((given**2).sum(axis=1, keepdims=True)) if kaiser else np.ones((count, 1))
    length = np.where(length > 0, length, 1.0)
    turned = given / length
    # one plane at a time, by the angle that is best in it: never stuck where the slope is 0
    for _ in range(500):
        widest = 0.0
        for i in range(number):
            for j in range(i + 1, number):
                x, y = turned[:, i].copy(), turned[:, j].copy()
                u, v = x**2 - y**2, 2 * x * y
                above = 2 * (u @ v) - 2 * u.sum() * v.sum() / count
                beside = u @ u - v @ v - (u.sum() ** 2 - v.sum() ** 2) / count
                angle = np.arctan2(above, beside) / 4 if max(abs(above), abs(beside)) > 1e-15 else 0
                turned[:, i] = x * np.cos(angle) + y * np.sin(angle)
                turned[:, j] = y * np.cos(angle) - x * np.sin(angle)
                widest = max(widest, abs(angle))
        if widest < 1e-12:
            break
    turned = turned * length
    order = np.argsort(-np.round((turned**2).sum(axis=0), 9), kind="stable")
    turned = turned[:, order]
    sums = turned.sum(axis=0)
    result: Floats = turned * np.where(sums < 0, -1.0, 1.0)
    return result

"""The benefit of the doubt: every unit is scored with the weights that suit it best.

One small linear programme per distinct row of values. Few units bind: programmes start with the
leaders of each indicator, and a unit whose bound is broken joins them, for all that follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, matrix, needs_scipy, per_indicator
from gkeval.errors import GkevalError
from gkeval.numbers import clean

On = Literal["weights", "shares"]


@dataclass(frozen=True, eq=False)
class BestWeights:
    """Scores with each unit's own best weights.

    Attributes
    ----------
    scores : array of shape (units,)
        From 0 to 1; 1 for a unit that no other beats with its own weights.
    weights : array of shape (units, indicators)
        Adding up to 1 for each unit; the score does not follow from them alone, for the best score
        that they give to any unit is set to 1. Where several sets of weights give a unit the same
        score, one of them is shown.
    shares : array of shape (units, indicators)
        The part of the score that comes from each indicator.
    """

    scores: Floats
    weights: Floats
    shares: Floats


def benefit_of_the_doubt(
    values: npt.ArrayLike,
    *,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = 1.0,
    on: On = "weights",
) -> BestWeights:
    """Score each unit with the weights that put it in the best light.

    Parameters
    ----------
    values : array of shape (units, indicators)
        Normalised, more is better, 0 or more.
    lower, upper : float, or array of shape (indicators,)
        Bounds, from 0 to 1: ``lower=0.04`` says that no indicator (or theme) counts for less than
        4 %. Without bounds a unit may be scored on the one indicator in which it is best.
    on : 'weights' or 'shares'
        What is bounded: the weights (of values on a common scale), or the share of each indicator
        in the unit's score (Cherchye and others), with which a unit that has 0 in an indicator
        with a lower bound gets the score 0.

    Returns
    -------
    BestWeights
        A missing value is left out of its unit's programme (bounds are met by the others), and
        its unit bounds the others only with what it has.

    Raises
    ------
    GkevalError
        When scipy is not there, for negative values, or for bounds that no weights meet.

    Notes
    -----
    max Σ wₖ xᵢₖ with Σ wₖ xⱼₖ ≤ 1 for every unit j and w ≥ 0. Melyn and Moesen (1991); Cherchye,
    Moesen, Rogge and Van Puyenbroeck, An introduction to "benefit of the doubt" composite
    indicators, Social Indicators Research 82 (2007).

    Examples
    --------
    >>> benefit_of_the_doubt([[1.0, 0.0], [0.0, 1.0], [0.5, 0.25]]).scores.tolist()
    [1.0, 1.0, 0.75]
    """
    values = matrix(values)
    count = values.shape[1]
    if (values < 0).any():
        raise GkevalError("benefit_of_the_doubt: values are negative; normalise to 0 or more")
    low, high = per_indicator(lower, count, "lower"), per_indicator(upper, count, "upper")
    if (low < 0).any() or (high > 1).any() or (low > high).any() or low.sum() > 1 + 1e-12:
        raise GkevalError("bounds: must be from 0 to 1, lower at most upper, lower adding up to 1")
    if on not in ("weights", "shares"):
        raise GkevalError(f"on is {on!r}, must be 'weights' or 'shares'")
    needs_scipy("benefit of the doubt")

    # equal rows are one programme, and so get one score; sorted, so that row order is no matter
    full = float(np.fmax.reduce(values, axis=None, initial=0.0)) or 1.0
    rounded = clean(values, full)
    rows, back = np.unique(np.where(np.isnan(rounded), -1.0, rounded), axis=0, return_inverse=True)
    rows = np.where(rows < 0, np.nan, rows)
    weights = _solved(rows, low, high, on)[np.ravel(back)]
    parts = np.nan_to_num(values) * weights
    scores = parts.sum(axis=1)
    scores = np.where(np.isnan(values).all(axis=1), np.nan, clean(np.minimum(scores, 1.0), 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return BestWeights(
            scores,
            weights / weights.sum(axis=1, keepdims=True),
            parts / parts.sum(axis=1, keepdims=True),
        )


def _solved(rows: Floats, low: Floats, high: Floats, on: On) -> Floats:
    """Return the best weights of each row, scaled so that no row scores above 1 with them."""
    known = np.nan_to_num(rows)
    binding = sorted({int(j) for j in known.argmax(axis=0)} | {int(known.sum(axis=1).argmax())})
    result = np.zeros(rows.shape)
    for position, row in enumerate(rows):
        present = ~np.isnan(row)
        if not present.any():
            result[position] = np.nan
            continue
        while True:
            found = _programme(known, row, present, binding, low, high, on)
            beaten = known[:, present] @ found
            worst = int(np.argmax(np.round(beaten, 10)))
            if beaten[worst] <= 1 + 1e-9 or worst in binding:
                break
            binding.append(worst)
        result[position, present] = found
    return result


def _programme(
    known: Floats,
    row: Floats,
    present: npt.NDArray[np.bool_],
    binding: list[int],
    low: Floats,
    high: Floats,
    on: On,
) -> Floats:
    """Solve one row's programme over the values it has."""
    mine = row[present]
    least, most = _room(low[present], high[present])
    # lower: lₖ Σ wₗ aₗ - wₖ aₖ ≤ 0; upper: wₖ aₖ - uₖ Σ wₗ aₗ ≤ 0; a is 1 for weights, x for shares
    unit = np.ones(mine.size) if on == "weights" else mine
    floors = np.outer(least, unit) - np.diag(unit)
    caps = np.diag(unit) - np.outer(most, unit)
    sides = np.concatenate([floors[least > 0], caps[most < 1]])
    peers = known[binding][:, present]
    needed: Any = needs_scipy("benefit of the doubt").optimize.linprog(
        -mine,
        A_ub=np.concatenate([peers, sides]),
        b_ub=np.concatenate([np.ones(len(peers)), np.zeros(len(sides))]),
        bounds=(0, None),
        method="highs",
    )
    if needed.status != 0:
        raise GkevalError(f"benefit_of_the_doubt: no solution for values {mine}: {needed.message}")
    found: Floats = np.maximum(needed.x, 0.0)
    return found


def _room(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return bounds that can be met by the indicators present alone."""
    if high.sum() < 1:
        high = np.minimum(high / max(high.sum(), 1e-300), 1.0)
    return low, np.maximum(high, low)

"""Disputed cells: where raters differ, those first that matter most for a total.

In: judgements and the points of the indicators. Out: a frame, one row per cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from gkeval.errors import GkevalError
from gkeval.judging.ratings import Ladder, ratings_from
from gkeval.judging.worths import Given, in_rates, points_of
from gkeval.numbers import reaches


def disputes(
    judgements: pd.DataFrame,
    points: Mapping[str, Any],
    *,
    given: Given = "points",
    levels: Mapping[str, Any] | None = None,
    tolerance: float = 0.0,
    total: float | None = None,
) -> pd.DataFrame:
    """Return the cells whose ratings lie apart, by the points at stake.

    Parameters
    ----------
    judgements : data frame
        As in `agreement`; values are numbers, or words with `levels`.
    points : mapping
        Points by indicator, for every judged indicator.
    given
        What raters gave: ``points`` of the indicator, ``percent`` or ``rate``. Use ``rate`` after
        `judged_rates`.
    levels : mapping, optional
        The rate from 0 to 1 that each level earns; `given` then has no meaning.
    tolerance
        Points at stake that are no dispute yet: only cells with more are listed.
    total
        The full mark, for the column ``share``; by default the sum of `points`.

    Returns
    -------
    data frame
        unit, indicator, n (ratings), lowest, highest (as given), at_stake (points between them:
        spread as a rate × points), share (of the full mark), decided (the leader's decision, as
        given; empty where there is none), ratings (who gave what). Sorted by at_stake, then
        unit and indicator.

    Raises
    ------
    InputError
        Judgements that cannot be used; an indicator without points.
    GkevalError
        Levels that are no rates.

    Examples
    --------
    >>> judgements = pd.DataFrame({
    ...     "unit": list("aabb"), "indicator": ["i", "i", "j", "j"], "rater": list("xyxy"),
    ...     "value": [2, 6, 9, 10]})
    >>> disputes(judgements, {"i": 6, "j": 10})[["unit", "indicator", "at_stake", "ratings"]]
      unit indicator  at_stake    ratings
    0    a         i       4.0   x 2, y 6
    1    b         j       1.0  x 9, y 10
    """
    ladder: Ladder | None = levels
    if levels is not None:
        _refuse_no_rates(levels)
    ratings = ratings_from(judgements, ladder, words=False)
    worth = points_of(ratings.indicators, points)
    table, codes = ratings.table, ratings.table.codes
    rated = (codes >= 0).sum(axis=1)
    highest = codes.max(axis=1, initial=-1)
    lowest = np.where(codes >= 0, codes, highest[:, None]).min(axis=1, initial=table.different)
    lowest = np.where(rated > 0, lowest, -1)
    ends = np.append(table.values, 0.0)[np.column_stack([lowest, highest])]
    ends = in_rates(ends, ratings.indicators, points, given if levels is None else "rate")
    at_stake = np.round((ends[:, 1] - ends[:, 0]) * worth, 9)
    chosen = np.flatnonzero(~reaches(tolerance, at_stake))
    chosen = chosen[np.argsort(-at_stake[chosen], kind="stable")]
    full = float(sum(float(one) for one in points.values())) if total is None else total
    shown = np.array([*table.labels, ""], dtype=object)  # the last one is found by -1
    return pd.DataFrame(
        {
            "unit": ratings.units[chosen],
            "indicator": ratings.indicators[chosen],
            "n": rated[chosen],
            "lowest": shown[lowest[chosen]],
            "highest": shown[highest[chosen]],
            "at_stake": at_stake[chosen],
            "share": at_stake[chosen] / full,
            "decided": shown[ratings.decisions[chosen]],
            "ratings": said(codes[chosen], ratings.raters, table.labels),
        }
    )


def _refuse_no_rates(levels: Any) -> None:
    rates = levels.values() if isinstance(levels, Mapping) else [None]
    if not all(isinstance(rate, int | float | Decimal) and 0 <= rate <= 1 for rate in rates):
        raise GkevalError(
            f"levels is {levels!r}, must map each level to the rate from 0 to 1 that it earns. "
            'Remedy: levels={"优": 1, "良": 0.8, …}'
        )


def said(codes: Any, raters: tuple[str, ...], labels: tuple[str, ...]) -> Any:
    """Return who gave what as text, one per item; a loop over raters, not over items.

    >>> said(np.array([[0, 1], [-1, 1]]), ("x", "y"), ("3", "5")).tolist()
    ['x 3, y 5', 'y 5']
    """
    result = np.full(len(codes), "", dtype=object)
    for column, rater in enumerate(raters):
        words = np.array([*(f"{rater} {label}" for label in labels), ""], dtype=object)
        there = codes[:, column] >= 0
        comma = np.where(there & (result != ""), ", ", "").astype(object)
        result = result + comma + words[codes[:, column]]
    return result

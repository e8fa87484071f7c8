"""What a judgement is worth: its rate from 0 to 1, and the points at stake.

In: judgements and the scheme, or points by indicator. Out: judgements as rates; points per item.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.errors import Problem, Problems
from gkeval.judging.ratings import missing_columns, numbers_of, row_problem
from gkeval.numbers import plain
from gkeval.rules.kinds import Expert, Levels

if TYPE_CHECKING:
    from gkeval.scheme.model import Scheme

Floats = npt.NDArray[np.float64]
Given = Literal["points", "percent", "rate"]
"""What raters gave: points of the indicator, a per cent of them, or a rate from 0 to 1."""


def judged_rates(judgements: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """Return the judgements with rates from 0 to 1 in place of what raters gave.

    So levels in words and points of unequal indicators become comparable: a level becomes its
    rate, points are divided by the points of the indicator.

    Parameters
    ----------
    judgements : data frame
        As in `ratings_from`.
    scheme
        Whose indicators say, with a rule ``levels`` or ``expert``, what a value means.

    Raises
    ------
    InputError
        An indicator that is not judged, an unknown level, no number, or a rate beyond 0 to 1.

    Examples
    --------
    >>> from gkeval.scheme.model import Scheme
    >>> scheme = Scheme.model_validate({
    ...     "scheme": "s", "title": {"zh": "例"}, "source": {"document": "d"}, "points": 10,
    ...     "points_from": "proposed", "period": {"from": "2017-01-01", "to": "2017-12-31"},
    ...     "groups": {"g": {"title": {"zh": "组"}}}, "indicators": [{
    ...         "id": "i", "title": {"zh": "评"}, "points": 10,
    ...         "rule": {"kind": "levels", "levels": {"优": 1, "良": "0.8"}}}]})
    >>> judgements = pd.DataFrame({"unit": "a", "indicator": "i", "rater": ["x", "y"],
    ...                            "value": ["优", "良"]})
    >>> judged_rates(judgements, scheme)["value"].tolist()
    [1.0, 0.8]
    """
    Problems(missing_columns(judgements, ("indicator", "value"))).raise_if_any("judgements")
    frame = judgements.reset_index(drop=True)
    value, indicator = frame["value"].astype(object), frame["indicator"].astype(object)
    filled = (value.notna() & (value != "")).to_numpy()
    rates = np.full(len(frame), np.nan)
    judged = {leaf.id: leaf for leaf in scheme.leaves if isinstance(leaf.rule, Levels | Expert)}
    strange = ~indicator.isin(list(judged)).to_numpy() & filled
    for name, leaf in judged.items():
        rows = filled & (indicator == name).to_numpy()
        if isinstance(leaf.rule, Levels):
            worth = {level: float(rate) for level, rate in leaf.rule.levels.items()}
            rates[rows] = value[rows].map(worth).to_numpy(dtype=np.float64)
        elif isinstance(leaf.rule, Expert):
            full = full_mark(leaf.rule.scale, float(leaf.points))
            rates[rows] = numbers_of(value[rows]) / full
    off = filled & ~strange & ~((rates >= 0) & (rates <= 1 + 1e-9))
    Problems(
        [
            *(
                row_problem(
                    "not_a_judged_indicator",
                    row,
                    "indicator",
                    f"indicator {indicator[row]}",
                    "a leaf of the scheme with a rule levels or expert",
                    "correct the indicator, or remove the row",
                )
                for row in np.flatnonzero(strange)
            ),
            *(
                row_problem(
                    "judgement_out_of_range",
                    row,
                    "value",
                    str(value[row]),
                    _allowed(judged[indicator[row]].rule, judged[indicator[row]].points),
                    "correct the judgement",
                )
                for row in np.flatnonzero(off)
            ),
        ]
    ).raise_if_any("judgements")
    return frame.assign(value=np.minimum(rates, 1.0))


def full_mark(given: Given, points: float) -> float:
    """Return what a rater gives for a perfect cell.

    >>> full_mark("points", 6), full_mark("percent", 6), full_mark("rate", 6)
    (6, 100.0, 1.0)
    """
    marks = {"points": points, "percent": 100.0, "rate": 1.0}
    if given not in marks:
        raise ValueError(f"given is {given!r}, must be one of {', '.join(marks)}")
    return marks[given]


def points_of(indicators: npt.NDArray[np.object_], points: Mapping[str, Any]) -> Floats:
    """Return the points of every item's indicator, shape (items,).

    Raises
    ------
    InputError
        When an indicator has no points.
    """
    codes, names = pd.factorize(indicators)
    missing = [name for name in names if name not in points]
    Problems(
        Problem(
            "no_points",
            found=f"indicator {name} without points",
            allowed="points for every judged indicator",
            remedy="add it to the mapping of indicators to points",
            source="points",
        )
        for name in missing
    ).raise_if_any("points")
    return np.array([float(points[name]) for name in names])[codes] if len(names) else np.empty(0)


def _allowed(rule: Any, points: Any) -> str:
    if isinstance(rule, Levels):
        return "one of " + ", ".join(rule.levels)
    return f"a number from 0 to {plain(full_mark(rule.scale, float(points)))}"


def in_rates(
    numbers: Floats,
    indicators: npt.NDArray[np.object_],
    points: Mapping[str, Any] | None,
    given: Given,
) -> Floats:
    """Return what raters gave as rates where `points` are known, else as it is.

    `numbers` has the shape (items, any), `indicators` the shape (items,).
    """
    full_mark(given, 1.0)
    if points is None or given == "rate":
        return numbers
    if given == "percent":
        return numbers / 100.0
    return numbers / points_of(indicators, points)[:, None]

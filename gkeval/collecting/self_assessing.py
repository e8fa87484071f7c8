"""Self-assessment (自评) beside the third party's score (第三方评分), with the gaps.

In: judgements of kind ``self``, a result. Out: one row per unit and indicator that was
self-assessed, in points; the largest overstatement first.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gkeval.collecting.results import Result, leaf_scores
from gkeval.errors import Problem, Problems
from gkeval.judging.ratings import numbers_of
from gkeval.judging.worths import full_mark
from gkeval.records import Records
from gkeval.rules.kinds import Expert, Levels
from gkeval.scheme.model import Indicator
from gkeval.tables import STATES

_STATES = tuple(word for state in STATES for word in state)


def self_gaps(records: Records | pd.DataFrame, result: Result) -> pd.DataFrame:
    """Return what units gave themselves beside what they were given.

    Parameters
    ----------
    records
        Records, or a table of judgements; its rows of kind ``self`` (自评) are taken. For judged
        indicators they give what raters give (a level, a number); for all others, points.
    result
        From `gkeval.assess`; self-assessment never counts in it.

    Returns
    -------
    data frame
        unit, indicator, title, available (points that the unit could earn), self_score, score,
        gap (self_score - score; missing where the score is open), sorted by gap, the largest
        overstatement first. Self-assessments that name a state, such as 不适用, have no
        self_score.

    Raises
    ------
    InputError
        Every self-assessment that cannot be read: unknown indicator, unit or level, no number,
        more than the full mark, two of one cell.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> own = pd.DataFrame({"unit": ["成都市", "自贡市"], "indicator": "disclosure",
    ...                     "rater": "自评", "value": [76, 60], "kind": "self"})
    >>> self_gaps(own, result)[["unit", "self_score", "score", "gap"]]
      unit  self_score  score   gap
    0  自贡市        60.0   50.0  10.0
    1  成都市        76.0   74.4   1.6
    """
    judgements = records.tables.get("judgements") if isinstance(records, Records) else records
    columns = ["unit", "indicator", "title", "available", "self_score", "score", "gap"]
    if judgements is None or "kind" not in judgements:
        return pd.DataFrame(columns=columns)
    own = judgements[judgements["kind"] == "self"].reset_index(drop=True)
    leaves = {leaf.id: leaf for leaf in result.scheme.leaves}
    rates = _rates(own, leaves)
    scores = leaf_scores(result).set_index(["unit", "indicator"])
    cells = pd.MultiIndex.from_frame(own[["unit", "indicator"]].astype(object))
    place = scores.index.get_indexer(cells)
    _check(own, rates, leaves, place)
    found = scores.iloc[place].reset_index()
    points = np.array([float(leaves[name].points) for name in found["indicator"]])
    # what a unit says of 10 points is a share of them; points may have been passed on to it
    said = rates * np.where(found["available"].isna(), points, found["available"])
    found = found.assign(self_score=said.round(9), gap=(said - found["score"]).round(9))
    found = found.sort_values(["gap", "unit", "indicator"], ascending=[False, True, True])
    return found[columns].reset_index(drop=True)


def _rates(own: pd.DataFrame, leaves: dict[str, Indicator]) -> np.ndarray:
    """Return the rate of each self-assessment, missing for states and what cannot be read."""
    value = own["value"].astype(object)
    rates = np.full(len(own), np.nan)
    for name in own["indicator"].unique():
        if (leaf := leaves.get(name)) is None:
            continue
        rows = (own["indicator"] == name).to_numpy()
        if isinstance(leaf.rule, Levels):
            worth = {level: float(rate) for level, rate in leaf.rule.levels.items()}
            rates[rows] = value[rows].map(worth).to_numpy(dtype=np.float64)
            continue
        scale = leaf.rule.scale if isinstance(leaf.rule, Expert) else "points"
        rates[rows] = numbers_of(value[rows]) / full_mark(scale, float(leaf.points))
    return rates


def _check(
    own: pd.DataFrame, rates: np.ndarray, leaves: dict[str, Indicator], place: np.ndarray
) -> None:
    states = own["value"].isin(_STATES).to_numpy()
    unknown = ~own["indicator"].isin(list(leaves)).to_numpy()
    strange = ~unknown & (place < 0)
    with np.errstate(invalid="ignore"):
        fits = (rates >= 0) & (rates <= 1 + 1e-9)
    twice = own.duplicated(["unit", "indicator"]).to_numpy()
    faults = (
        (unknown, "unknown_indicator", "indicator", "a leaf of the scheme", "correct the id"),
        (strange, "does_not_apply", "indicator", "an indicator of the unit's group", "remove it"),
        (~unknown & ~states & ~fits, "judgement_out_of_range", "value",
         "a level of the indicator, or a number up to its full mark", "correct the value"),
        (twice, "duplicate_judgement", "unit", "one self-assessment a cell", "remove one"),
    )  # fmt: skip
    Problems(
        Problem(
            code,
            found=f"{own['unit'][row]}, {own['indicator'][row]}: {own['value'][row]}",
            allowed=allowed,
            remedy=remedy,
            source="self-assessment",
            line=row,
            table="judgements",
            column=column,
            unit=str(own["unit"][row]),
        )
        for mask, code, column, allowed, remedy in faults
        for row in np.flatnonzero(mask).tolist()
    ).raise_if_any("self-assessment")

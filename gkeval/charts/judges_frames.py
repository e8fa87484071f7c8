"""The tables behind figures of raters: the judged cells in which they differ, and severity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.errors import GkevalError
from gkeval.judging.severity import raters as severity
from gkeval.judging.worths import judged_rates
from gkeval.measures.kinds import Judgement
from gkeval.rules.kinds import Expert, Levels


@dataclass(frozen=True, eq=False)
class Disputes:
    """Judged cells in which raters differ.

    Parameters
    ----------
    cells
        One row per cell with two ratings or more that differ: unit, indicator, n (raters), low,
        high (rates), points, at_stake (points between them), counted (the rate that counts, missing
        while disputed), ratings (who gave what, as text); most points at stake first.
    ratings
        One row per rating of these cells: cell (position), rater, given, rate.
    judged, several
        How many cells were judged at all, and by two raters or more.
    """

    cells: pd.DataFrame
    ratings: pd.DataFrame
    judged: int
    several: int


def judgements_of(result: Assessment, group: str | None = None) -> pd.DataFrame:
    """Return the judgements behind an assessment, each as given and as a rate.

    Returns
    -------
    pandas.DataFrame
        unit, indicator, rater, kind, given, value (the rate).

    Raises
    ------
    GkevalError
        When the assessment holds none.
    """
    leaves = [
        leaf.id
        for leaf in result.scheme.leaves
        if isinstance(leaf.measured, Judgement) and isinstance(leaf.rule, Levels | Expert)
    ]
    parts = [
        about.assign(indicator=leaf)
        for leaf in leaves
        if not (about := result.evidence.about(leaf)).empty and "rater" in about
    ]
    if not parts:
        raise GkevalError(
            "the assessment holds no judgements. Remedy: assess from records with the table "
            "judgements; ready values do not tell who judged"
        )
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[frame["unit"].isin(result.ranking(group)["unit"])]
    columns = ["unit", "indicator", "rater", "value"]
    kind = frame["kind"] if "kind" in frame else pd.Series("third_party", index=frame.index)
    frame = frame[columns].assign(kind=kind.fillna("third_party"))
    frame = frame[frame["value"].notna() & (frame["value"].astype(str) != "")]
    rated = judged_rates(frame.reset_index(drop=True), result.scheme)
    return rated.assign(given=frame["value"].to_numpy())


def disputes_frame(result: Assessment, group: str | None = None) -> Disputes:
    """Return the judged cells in which raters differ.

    Raises
    ------
    GkevalError
        For an unknown group, or without judgements.
    """
    judgements = judgements_of(result, group)
    judgements = judgements[~judgements["kind"].isin(["self", "leader"])]
    judgements = judgements.sort_values(["unit", "indicator", "rater"], kind="stable")
    key = ["unit", "indicator"]
    cells = judgements.groupby(key, as_index=False).agg(
        n=("value", "size"), low=("value", "min"), high=("value", "max")
    )
    points = {leaf.id: float(leaf.points) for leaf in result.scheme.leaves}
    factor = float(result.scheme.full_mark) / float(result.scheme.points)
    cells["points"] = cells["indicator"].map(points) * factor
    cells["at_stake"] = np.round((cells["high"] - cells["low"]) * cells["points"], 9)
    apart = cells[cells["at_stake"] > 0]
    apart = apart.sort_values(["at_stake", *key], ascending=[False, True, True], kind="stable")
    apart = apart.reset_index(drop=True)
    scores = result.scores.set_index(key)["rate"]
    apart["counted"] = scores.reindex(pd.MultiIndex.from_frame(apart[key])).to_numpy()
    place = pd.MultiIndex.from_frame(apart[key]).get_indexer(
        pd.MultiIndex.from_frame(judgements[key])
    )
    ratings = judgements.assign(cell=place, rate=judgements["value"])
    ratings = ratings.loc[ratings["cell"] >= 0, ["cell", "rater", "given", "rate"]]
    ratings = ratings.sort_values(["cell", "rater"], kind="stable").reset_index(drop=True)
    said = ratings["rater"].astype(str) + " " + ratings["given"].astype(str)
    told = said.groupby(ratings["cell"]).agg("、".join)
    apart["ratings"] = told.reindex(apart.index).fillna("")
    return Disputes(apart, ratings, len(cells), int((cells["n"] > 1).sum()))


def severity_frame(result: Assessment, group: str | None = None) -> pd.DataFrame:
    """Return how severe each rater is: the frame of `gkeval.judging.raters`, on rates from 0 to 1.

    Raises
    ------
    GkevalError
        For an unknown group, or without judgements.
    """
    judgements = judgements_of(result, group).drop(columns="given")
    points = {leaf.id: float(leaf.points) for leaf in result.scheme.leaves}
    return severity(judgements, points=points, given="rate")

"""The tables behind the figures: an Assessment in, one frame per figure out.

Figures draw these frames and nothing else, so that what is drawn can be checked against them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts.setting import shortened
from gkeval.errors import GkevalError
from gkeval.spec import Lang

LONGEST = 60
"""Of a name, in units of its font size: more than the longest name of an office takes."""


def ranking_frame(
    result: Assessment, group: str | None = None, top: int | None = None, lang: Lang | None = None
) -> pd.DataFrame:
    """Return the rows of a ranking in order, with each unit's name in `lang`.

    Parameters
    ----------
    group, top
        Only this group; only ranks up to `top` (ties at the border included).

    Returns
    -------
    pandas.DataFrame
        The columns of `Assessment.ranking`, and `named`: the name as reports and figures show it,
        cut where nobody would read it to its end.

    Raises
    ------
    GkevalError
        For an unknown group, or `top` below 1.
    """
    frame = result.ranking(group)
    if top is not None:
        frame = frame[(frame["rank"] <= at_least_one(top)).fillna(False).to_numpy(dtype=bool)]
    units = result.units.set_index("unit")
    named = units["name"]
    if (lang or result.scheme.lang) == "en":
        named = units["name_en"].where(units["name_en"] != "", named)
    long = named.str.len() > LONGEST
    if long.any():
        named = named.mask(long, named[long].map(lambda name: shortened(name, LONGEST)))
    return frame.assign(named=frame["unit"].map(named)).reset_index(drop=True)


def at_least_one(top: int) -> int:
    """Return how many rows a figure is to show at the most.

    Raises
    ------
    GkevalError
        For less than 1.
    """
    if top < 1:
        raise GkevalError(f"top is {top}, must be at least 1")
    return top


def parts_frame(result: Assessment, units: pd.Index | None = None) -> pd.DataFrame:
    """Return what each first-level indicator adds to each unit's total, on the full mark.

    Returns
    -------
    pandas.DataFrame
        unit, indicator, earned, open (what may still be earned), available; one row per unit and
        first-level indicator that is for its group.
    """
    scores = result.scores
    first = scores[scores["level"] == 1]
    if units is not None:
        first = first[first["unit"].isin(units)]
    factor = float(result.scheme.full_mark) / float(result.scheme.points)
    return pd.DataFrame(
        {
            "unit": first["unit"],
            "indicator": first["indicator"],
            "earned": first["low"] * factor,
            "open": (first["high"] - first["low"]) * factor,
            "available": first["available"] * factor,
            "state": first["state"],
        }
    ).reset_index(drop=True)


def attainment_frame(
    result: Assessment, group: str | None = None, level: int | None = None
) -> pd.DataFrame:
    """Return the rate (得分率) of each indicator over all units it was scored for.

    The rate is the sum of the points earned ÷ the sum of the points available.

    Parameters
    ----------
    group
        Only units of this group or subset.
    level
        Indicators of this level; leaves when not given.

    Returns
    -------
    pandas.DataFrame
        indicator, branch (its first-level indicator), points, units, rate, full and none (how
        many units earned all and nothing); highest rate first, equal rates in the scheme's order.

    Raises
    ------
    GkevalError
        For an unknown group or level.
    """
    scheme = result.scheme
    chosen = chosen_indicators(result, level)
    scores = result.scores
    if group is not None:
        scores = scores[scores["unit"].isin(result.ranking(group)["unit"])]
    scored = scores[(scores["state"] == "scored") & scores["indicator"].isin(chosen)]
    scored = scored.assign(full=scored["rate"] > 1 - 1e-9, none=scored["rate"] < 1e-9)
    sums = scored.groupby("indicator").agg(
        units=("unit", "size"),
        score=("score", "sum"),
        available=("available", "sum"),
        full=("full", "sum"),
        none=("none", "sum"),
    )
    frame = sums.reindex([node for node in chosen if node in sums.index]).reset_index()
    frame["rate"] = np.round(frame["score"] / frame["available"], 12)
    frame["branch"] = [branch_of(result, node) for node in frame["indicator"]]
    frame["points"] = [float(scheme.by_id[node].points) for node in frame["indicator"]]
    ordered = frame.sort_values("rate", ascending=False, kind="stable").reset_index(drop=True)
    return ordered["indicator branch points units rate full none".split()]


def distribution_frame(result: Assessment) -> pd.DataFrame:
    """Return how the published totals of each ranked group are spread.

    Returns
    -------
    pandas.DataFrame
        group, units (with a total), open (without), lowest, lower, median, upper, highest, mean;
        in the order of the scheme. Quartiles by linear interpolation.
    """
    totals = result.totals
    rows = []
    for name, group in result.scheme.groups.items():
        mine = totals[totals["group"] == name]
        if group.within or mine.empty:
            continue
        known = mine["total"].dropna().to_numpy(dtype=np.float64)
        marks = np.quantile(known, [0, 0.25, 0.5, 0.75, 1]) if len(known) else [np.nan] * 5
        mean = np.sort(known).mean() if len(known) else np.nan
        rows.append([name, len(known), len(mine) - len(known), *marks, mean])
    columns = "group units open lowest lower median upper highest mean".split()
    return pd.DataFrame(rows, columns=columns)


def groups_of(frame: pd.DataFrame, result: Assessment) -> list[str]:
    """Return the groups that a ranking holds, in the order of the scheme."""
    held = set(frame["group"])
    return [name for name in result.scheme.groups if name in held]


def chosen_indicators(result: Assessment, level: int | None) -> list[str]:
    """Return the indicators of a level, or the leaves, in the order of the scheme.

    Raises
    ------
    GkevalError
        For a level that the scheme does not have.
    """
    walked = list(result.scheme.walk())
    deepest = max(depth for _, depth in walked)
    if level is not None and not 1 <= level <= deepest:
        raise GkevalError(f"level is {level}, must be from 1 to {deepest}, or None for leaves")
    return [n.id for n, depth in walked if (n.is_leaf if level is None else depth == level)]


def branch_of(result: Assessment, indicator: str) -> str:
    """Return the first-level indicator above an indicator, or itself."""
    while above := result.scheme.parents[indicator]:
        indicator = above
    return indicator

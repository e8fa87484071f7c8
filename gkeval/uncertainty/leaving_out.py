"""Leaving out one indicator after the other: what each moves (逐项剔除).

In: an assessment. Out: a `LeaveOneOut`: score and rank of every unit without each leaf.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.arguments import one_of
from gkeval.assessment.result import Assessment
from gkeval.numbers import clean
from gkeval.scheme.model import Indicator
from gkeval.spec import Lang
from gkeval.uncertainty.rescoring import Parts, groups_of
from gkeval.words import number

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LeaveOneOut:
    """What every unit scores, and where it stands, without each leaf.

    Attributes
    ----------
    scores, ranks : pandas.DataFrame
        Units × leaves: the exact total, and the rank in the group, without the leaf.
    indicators : pandas.DataFrame
        One row per leaf, the most telling first: indicator, title, points, mean_shift (mean of
        places moved, up or down), largest_shift, unit (who moves most), moved (how many units),
        new_first (whether another unit comes first in a group).
    units : pandas.DataFrame
        One row per unit that has a rank: unit, name, group, rank, mean_shift, best, worst (ranks
        over all leaves; missing where it has none without any), indicator (the one that moves it
        most).
    """

    scores: pd.DataFrame
    ranks: pd.DataFrame
    indicators: pd.DataFrame
    units: pd.DataFrame
    changes: pd.DataFrame
    lang: Lang = "zh"

    def to_frame(self) -> pd.DataFrame:
        """Return one row per unit and leaf: unit, indicator, score, change, rank, moved.

        moved counts places up (negative: down) when the leaf is left out.
        """
        return self.changes.copy()

    def __repr__(self) -> str:
        return f"<LeaveOneOut: {len(self.indicators)} indicators, {len(self.units)} units>"

    def _repr_html_(self) -> str:
        zh = self.lang == "zh"
        heads = {
            "title": "剔除的指标" if zh else "indicator left out",
            "points": "分值" if zh else "points",
            "mean_shift": "平均名次变动" if zh else "mean rank shift",
            "largest_shift": "最大变动" if zh else "largest shift",
            "unit": "变动最大者" if zh else "who moves most",
            "moved": "变动个数" if zh else "units moved",
            "new_first": "第一名易位" if zh else "another first",
        }
        shown = self.indicators[list(heads)].copy()
        for column in ("points", "mean_shift", "largest_shift"):
            shown[column] = [number(value, 2) for value in shown[column]]
        words = ("是", "否") if zh else ("yes", "no")
        shown["new_first"] = [words[0] if new else words[1] for new in shown["new_first"]]
        return shown.rename(columns=heads).to_html(index=False, border=0)


def leave_one_out(
    result: Assessment, group: str | None = None, *, lang: Lang | None = None
) -> LeaveOneOut:
    """Return what each indicator moves: scores and ranks without it.

    The points of the indicator pass to those under the same parent, in proportion, and where there
    are none, the parent's points pass to its own siblings. Rates stay as they are; adjustments are
    applied again. A unit whose only open indicator is left out has a rank then.

    Parameters
    ----------
    result
        The assessment.
    group
        A ranked group; all of them when not given.
    lang
        Of the table in a notebook; the scheme's own language when not given.

    Returns
    -------
    LeaveOneOut

    Raises
    ------
    GkevalError
        For an unknown group, or one in which nobody was assessed.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> gk.leave_one_out(result).indicators[["indicator", "moved", "new_first"]].head(2)
           indicator  moved  new_first
    0     disclosure     17      False
    1  participation     12      False
    """
    scheme, parts = result.scheme, Parts.of(result)
    lang = one_of("lang", lang, ("zh", "en", None)) or scheme.lang
    now = result.totals
    inside = now["group"].isin(groups_of(result, group)).to_numpy()
    rows = np.flatnonzero(inside)
    leaves = [leaf for leaf in scheme.leaves if result.roster.bound(leaf)[rows].any()]
    scores = np.empty((len(rows), len(leaves)))
    ranks = np.empty((len(rows), len(leaves)))
    for at, leaf in enumerate(leaves):
        totals = parts.without(scheme.leaves.index(leaf)).totals
        scores[:, at] = totals["exact"].to_numpy()[rows]
        ranks[:, at] = _ranks(totals)[rows]
    before = _ranks(now)[rows]
    moved = before[:, None] - ranks
    columns = pd.Index([leaf.id for leaf in leaves], name="indicator")
    index = pd.Index(now["unit"].to_numpy()[rows], name="unit")
    exact = now["exact"].to_numpy()[rows]
    full = float(scheme.full_mark)
    changes = pd.DataFrame(
        {
            "unit": np.repeat(index.to_numpy(), len(leaves)),
            "indicator": np.tile(columns.to_numpy(), len(rows)),
            "score": scores.reshape(-1),
            "change": clean(scores - exact[:, None], full).reshape(-1),
            "rank": pd.array(ranks.reshape(-1), dtype="Float64").astype("Int64"),
            "moved": pd.array(moved.reshape(-1), dtype="Float64").astype("Int64"),
        }
    )
    return LeaveOneOut(
        pd.DataFrame(scores, index=index, columns=columns),
        pd.DataFrame(ranks, index=index, columns=columns).astype("Float64").astype("Int64"),
        _by_indicator(result, leaves, rows, moved, before, ranks, lang),
        _by_unit(now.iloc[rows], columns, moved, ranks),
        changes,
        lang,
    )


def _ranks(totals: pd.DataFrame) -> Floats:
    return totals["rank"].to_numpy(dtype=np.float64, na_value=np.nan)


def _by_indicator(
    result: Assessment,
    leaves: list[Indicator],
    rows: npt.NDArray[np.intp],
    moved: Floats,
    before: Floats,
    after: Floats,
    lang: Lang,
) -> pd.DataFrame:
    size = np.nan_to_num(np.abs(moved), nan=-1.0)  # who has no rank, before or after, is not moved
    known = size >= 0
    counts = known.sum(axis=0)
    names = result.roster.frame["name"].to_numpy()[rows]
    most = size.argmax(axis=0) if len(rows) else np.zeros(len(leaves), dtype=np.intp)
    largest = size.max(axis=0, initial=0.0)
    firsts = (before == 1)[:, None]
    new = ((after == 1) & ~firsts).any(axis=0)
    order = result.scheme.leaves
    frame = pd.DataFrame(
        {
            "indicator": [leaf.id for leaf in leaves],
            "title": [leaf.title.to(lang) for leaf in leaves],
            "points": [float(leaf.points) for leaf in leaves],
            "mean_shift": np.where(known, size, 0.0).sum(axis=0) / np.maximum(counts, 1),
            "largest_shift": largest,
            "unit": np.where(largest > 0, names[most] if len(rows) else "", ""),
            "moved": (size > 0).sum(axis=0),
            "new_first": new,
        }
    )
    frame = frame.assign(_place=[order.index(leaf) for leaf in leaves])
    frame = frame.sort_values(["mean_shift", "_place"], ascending=[False, True], kind="stable")
    return frame.drop(columns="_place").reset_index(drop=True)


def _by_unit(now: pd.DataFrame, columns: pd.Index, moved: Floats, ranks: Floats) -> pd.DataFrame:
    ranked = now["rank"].notna().to_numpy()
    moved, ranks, now = moved[ranked], ranks[ranked], now[ranked]
    size = np.nan_to_num(np.abs(moved))
    most = size.argmax(axis=1) if len(columns) else np.zeros(len(now), dtype=np.intp)
    none = size.max(axis=1, initial=0.0) == 0
    best = np.fmin.reduce(ranks, axis=1, initial=np.nan)
    worst = np.fmax.reduce(ranks, axis=1, initial=np.nan)
    return pd.DataFrame(
        {
            "unit": now["unit"].to_numpy(),
            "name": now["name"].to_numpy(),
            "group": now["group"].to_numpy(),
            "rank": now["rank"].to_numpy(),
            "mean_shift": size.sum(axis=1) / np.maximum((~np.isnan(moved)).sum(axis=1), 1),
            "best": pd.array(best, dtype="Float64"),
            "worst": pd.array(worst, dtype="Float64"),
            "indicator": np.where(none, "", columns.to_numpy()[most] if len(columns) else ""),
        }
    ).astype({"best": "Int64", "worst": "Int64"})

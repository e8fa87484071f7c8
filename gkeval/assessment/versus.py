"""Why one unit stands above another, indicator by indicator (两个对象的差距).

In: an assessment and two units. Out: a `Versus`: one row per leaf and per adjustment of the total,
whose differences add up to the difference of the totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gkeval.errors import GkevalError
from gkeval.numbers import clean
from gkeval.spec import Lang
from gkeval.words import LABELS, label, listed, number, text_table

if TYPE_CHECKING:
    from gkeval.assessment.result import Assessment

SAID = 3
"""How many reasons the sentence names."""

WORDS = {
    "equal": ("{one}与{other}同为{score}分", "{one} and {other} both score {score}"),
    "above": ("{one}高于{other}{gap}分", "{one} stands {gap} points above {other}"),
    "below": ("{one}低于{other}{gap}分", "{one} stands {gap} points below {other}"),
    "mostly": ("，主要因为{reasons}", ", mostly by {reasons}"),
    "though": ("；{reasons}则相反", "; against that, {reasons}"),
    "rounding": ("其他（上下级合成、四舍五入等）", "other (roll-up, rounding)"),
    "difference": ("差距", "difference"),
}


@dataclass(frozen=True, eq=False)
class Versus:
    """Two totals side by side.

    Attributes
    ----------
    unit, other : str
    score, other_score : float
        Their exact totals on the full mark.
    rows : pandas.DataFrame
        What makes the difference, the largest first: kind (``indicator``, ``adjustment``,
        ``other``), indicator (its id, or that of the adjustment), title, rate, other_rate, points,
        other_points (on the full mark), difference. The differences add up to that of the totals.
    lang : 'zh' or 'en'
    """

    unit: str
    other: str
    name: str
    other_name: str
    score: float
    other_score: float
    rows: pd.DataFrame
    lang: Lang

    @property
    def difference(self) -> float:
        """Score of the one minus that of the other."""
        return float(self.score - self.other_score)

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        at = 0 if self.lang == "zh" else 1
        names = {"one": self.name, "other": self.other_name}
        gap = self.difference
        if abs(gap) < 1e-9:
            said = WORDS["equal"][at].format(score=number(self.score, 4), **names)
        else:
            words = WORDS["above" if gap > 0 else "below"][at]
            said = words.format(gap=number(abs(gap), 4), **names)
        with_it = self._reasons(1.0 if gap > 0 else -1.0) if abs(gap) >= 1e-9 else ""
        against = self._reasons(-1.0 if gap > 0 else 1.0) if abs(gap) >= 1e-9 else ""
        said += WORDS["mostly"][at].format(reasons=with_it) if with_it else ""
        said += WORDS["though"][at].format(reasons=against) if against else ""
        return said + ("。" if self.lang == "zh" else ".")

    def _reasons(self, sign: float) -> str:
        found = self.rows[self.rows["difference"] * sign > 1e-9].head(SAID)
        brackets = "（{}）" if self.lang == "zh" else " ({})"
        return listed(
            [
                row["title"] + brackets.format(f"{row['difference']:+.4f}".rstrip("0").rstrip("."))
                for row in found.to_dict("records")
            ],
            self.lang,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the rows."""
        return self.rows.copy()

    def shown(self) -> pd.DataFrame:
        """Return the rows that differ, with heads and numbers in words."""
        lang = self.lang
        rows = self.rows[self.rows["difference"].abs() > 1e-9]

        def told(column: str) -> list[str]:
            return [number(float(value), 4) for value in rows[column]]

        heads = {
            LABELS["indicator"][lang == "en"]: rows["title"].to_list(),
            f"{self.name} {label('rate', lang)}": told("rate"),
            f"{self.other_name} {label('rate', lang)}": told("other_rate"),
            f"{self.name} {label('score', lang)}": told("points"),
            f"{self.other_name} {label('score', lang)}": told("other_points"),
            WORDS["difference"][lang == "en"]: told("difference"),
        }
        return pd.DataFrame(heads)

    def __str__(self) -> str:
        return f"{self.sentence()}\n\n{text_table(self.shown())}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        table = self.shown().to_html(index=False, border=0)
        return f"<p>{escape(self.sentence())}</p>{table}"


def versus(result: Assessment, unit: str, other: str, lang: Lang | None = None) -> Versus:
    """Return why a unit's total is what it is beside another's.

    Raises
    ------
    GkevalError
        For an unknown unit, the same unit twice, or one without a total.
    """
    if unit == other:
        raise GkevalError(f"unit and versus are both {unit!r}, must be two units")
    lang = lang or result.scheme.lang
    rows = [result.row(unit), result.row(other)]
    exact = result.totals["exact"].to_numpy()[rows]
    for name, score in zip((unit, other), exact, strict=True):
        if np.isnan(score):
            raise GkevalError(
                f"unit {name} has no total, so nothing adds up to a difference. Remedy: assess "
                "what is open (result.scores, state), or explain one indicator"
            )
    leaves, points = _leaves(result, rows, lang)
    changes = _adjustments(result, rows, lang)
    # what neither explains: a unit's children in its score, caps above, the last bit
    rest = exact - points - changes[["points", "other_points"]].sum().to_numpy()
    full = float(result.scheme.full_mark)
    rest = clean(rest, full)
    parts = [leaves, changes]
    if np.abs(rest).max() > 0:
        title = WORDS["rounding"][0 if lang == "zh" else 1]
        parts.append(_row("other", "", title, np.array([np.nan, np.nan]), rest))
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
    frame["difference"] = clean(frame["points"] - frame["other_points"], full)
    frame = frame.assign(_size=-frame["difference"].abs())
    frame = frame.sort_values("_size", kind="stable").drop(columns="_size").reset_index(drop=True)
    names = result.roster.frame["name"].iloc[rows].astype("str").to_list()
    scores = [float(score) for score in exact]
    return Versus(unit, other, names[0], names[1], scores[0], scores[1], frame, lang)


def _row(kind: str, name: str, title: str, rates: np.ndarray, points: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": [kind],
            "indicator": [name],
            "title": [title],
            "rate": [rates[0]],
            "other_rate": [rates[1]],
            "points": [points[0]],
            "other_points": [points[1]],
        }
    )


def _frontier(result: Assessment) -> list[int]:
    """Return the nodes whose points add up: leaves, and branches that combine them otherwise."""
    tree = result.tree
    found, waiting = [], [0]
    while waiting:
        node = waiting.pop()
        if tree.children[node] and node not in tree.combines:
            waiting += tree.children[node][::-1]
        else:
            found.append(node)
    return found


def _reach(result: Assessment, node: int, rows: list[int]) -> np.ndarray:
    """Return what a point of a node is worth in the totals of two units: roll-ups, full mark."""
    tree, shares = result.tree, result.sheet.own_shares
    scale = float(result.scheme.full_mark) / float(result.scheme.points)
    worth = np.full(2, scale)
    above = int(tree.parent[node])
    while above >= 0:
        if above in shares:
            worth = worth * shares[above][rows]
        above = int(tree.parent[above])
    return worth


def _moves(result: Assessment, row: int) -> dict[int, float]:
    """Return by adjustment (its position) by how many points it moved what it works on."""
    log = result.adjusted.log
    return {entry.position: entry.after - entry.before for entry in log if entry.row == row}


def _leaves(result: Assessment, rows: list[int], lang: Lang) -> tuple[pd.DataFrame, np.ndarray]:
    """Return one row per indicator, its points before adjustments, and their sum."""
    scheme, tree, sheet = result.scheme, result.tree, result.sheet
    moves = [_moves(result, row) for row in rows]
    frontier = _frontier(result)
    low = np.nan_to_num(sheet.low[np.ix_(rows, frontier)])
    for at, node in enumerate(frontier):
        for position, adjustment in enumerate(scheme.adjustments):
            if node and getattr(adjustment, "on", None) == tree.ids[node]:
                low[:, at] -= [moved.get(position, 0.0) for moved in moves]
    low *= np.column_stack([_reach(result, node, rows) for node in frontier])
    titles = [(scheme.by_id[tree.ids[node]] if node else scheme).title for node in frontier]
    frame = pd.DataFrame(
        {
            "kind": "indicator",
            "indicator": [tree.ids[node] for node in frontier],
            "title": [title.to(lang) for title in titles],
            "rate": sheet.rates[rows[0], frontier],
            "other_rate": sheet.rates[rows[1], frontier],
            "points": low[0],
            "other_points": low[1],
        }
    )
    return frame, low.sum(axis=1)


def _adjustments(result: Assessment, rows: list[int], lang: Lang) -> pd.DataFrame:
    """Return one row per adjustment that moved one of the two totals."""
    tree = result.tree
    moves = [_moves(result, row) for row in rows]
    parts = [_row("adjustment", "", "", np.full(2, np.nan), np.zeros(2)).head(0)]
    for position, adjustment in enumerate(result.scheme.adjustments):
        moved = np.nan_to_num([move.get(position, 0.0) for move in moves])
        if not moved.any():
            continue
        on = getattr(adjustment, "on", None)
        if on:
            node = tree.ids.index(on)
            moved = moved * _reach(result, node, rows)
        title = adjustment.title.to(lang)
        parts.append(_row("adjustment", adjustment.id, title, np.full(2, np.nan), moved))
    return pd.concat(parts, ignore_index=True)

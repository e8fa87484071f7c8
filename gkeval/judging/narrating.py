"""How a reconciled cell came about, in words: one sentence per kind of case, Chinese and English.

In: the reasons and roles that `reconciling` found. Out: texts. Cells that came about alike share
their text, so that as many sentences are built as there are different cases, not cells.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.judging.ratings import Ratings
from gkeval.measures.ways import Leader, Way
from gkeval.numbers import plain
from gkeval.spec import Lang

NARRATED: tuple[tuple[str, str, str, str], ...] = (
    ("no_ratings", "not_assessed", "没有评分", "no rating"),
    (
        "too_few",
        "not_assessed",
        "仅有 {n} 个评分，少于 {at_least} 个",
        "{n} of at least {at_least} ratings",
    ),
    ("only", "scored", "仅 {kept} 评分", "only {kept} gave a rating"),
    ("agreed", "scored", "{kept} 评分一致", "{kept} gave the same value"),
    ("mean", "scored", "取 {kept} 的平均分", "mean of {kept}"),
    ("median", "scored", "取 {kept} 的中位数", "median of {kept}"),
    (
        "trimmed",
        "scored",
        "去掉{dropped}后取 {kept} 的平均分",
        "mean of {kept}; dropped {dropped}",
    ),
    (
        "majority",
        "scored",
        "取 {kept} 的多数意见，不取 {dropped} 的意见",
        "majority of {kept} against {dropped}",
    ),
    (
        "within",
        "scored",
        "评分相差不超过 {tolerance}，取 {kept} 的平均分",
        "at most {tolerance} apart: mean of {kept}",
    ),
    ("leader", "scored", "由组长 {leader} 裁定", "decided by the leader {leader}"),
    (
        "beyond",
        "disputed",
        "{dropped} 评分相差超过 {tolerance}，待组长裁定",
        "{dropped} lie more than {tolerance} apart: a decision is due",
    ),
    (
        "no_majority",
        "disputed",
        "{dropped} 的评分没有多数意见，待组长裁定",
        "no majority among {dropped}: a decision is due",
    ),
    (
        "awaits",
        "disputed",
        "{dropped} 评分不一致，待组长裁定",
        "{dropped} differ: a decision is due",
    ),
)
"""Every case: its name, the state it leads to, and its sentence in Chinese and English."""

BY = {name: place for place, (name, _, _, _) in enumerate(NARRATED)}


def narrate(
    reasons: npt.NDArray[np.int64],
    roles: npt.NDArray[np.int8],
    ratings: Ratings,
    way: Way,
    n: npt.NDArray[np.int64],
    lang: Lang,
    part: slice = slice(None),
) -> npt.NDArray[np.object_]:
    """Return one sentence per cell, shape (items,).

    Parameters
    ----------
    reasons : array of int, shape (items,)
        Positions in `NARRATED`.
    roles : array of int, shape (items, raters)
        What became of every rating: 1 kept, 2 dropped, 3 dropped as lowest, 4 as highest.
    ratings, way, n
        The raters' and leaders' names, the way, and the number of ratings per cell.
    part
        Which items of `ratings` these cells are.
    """
    leaders, names = pd.factorize(ratings.deciders[part])
    first, case = _cases([reasons, leaders, n, *roles.T])
    texts = [
        _sentence(int(reasons[at]), roles[at], ratings.raters, names[leaders[at]], way, n[at], lang)
        for at in first
    ]
    result: npt.NDArray[np.object_] = np.array([*texts, ""], dtype=object)[case]
    return result


def _cases(columns: list[npt.NDArray[Any]]) -> tuple[Any, Any]:
    """Return the first row of every different case, and the case of every row."""
    case = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        case, _ = pd.factorize(case * (int(column.max(initial=0)) + 1) + column)
    return np.unique(case, return_index=True)[1], case


def _sentence(
    reason: int,
    roles: npt.NDArray[np.int8],
    raters: tuple[str, ...],
    leader: str,
    way: Way,
    n: int,
    lang: Lang,
) -> str:
    name, _, zh, en = NARRATED[reason]
    comma = "、" if lang == "zh" else ", "

    def those(role: int) -> str:
        return comma.join(raters[at] for at in np.flatnonzero(roles == role))

    dropped = those(2)
    if name == "trimmed":
        low, high = (
            ("最低分（{}）", "最高分（{}）")
            if lang == "zh"
            else ("the lowest ({})", "the highest ({})")
        )
        said = [text.format(those(role)) for text, role in ((low, 3), (high, 4)) if those(role)]
        dropped = comma.join(said)
    tolerance = None if isinstance(way, Leader) else way.tolerance
    return (zh if lang == "zh" else en).format(
        kept=those(1),
        dropped=dropped,
        leader=leader,
        n=n,
        at_least=way.at_least,
        tolerance="" if tolerance is None else plain(tolerance),
    )

"""What `gk.improve` returns: sets of remedies in words, frames and tables (提升建议).

In: scored sets. Out: sentences in Chinese and English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from gkeval.spec import Lang
from gkeval.words import listed, number, percent


@dataclass(frozen=True)
class Remedy:
    """One indicator to raise.

    Attributes
    ----------
    indicator, title, clause : str
    rate, to_rate : float
        Rate now, and then.
    value, to_value : str
        The value now, and the one that is needed, in words.
    cost : float
    remedy : str
        What to do, as the scheme says.
    records : tuple of str
        Ids of the records behind the loss: those that were looked at and did not count.
    """

    indicator: str
    title: str
    rate: float
    to_rate: float
    value: str
    to_value: str
    cost: float
    remedy: str
    clause: str
    records: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """One set of remedies that reaches the target, and what comes of it.

    Attributes
    ----------
    remedies : tuple of Remedy
    cost : float
    score, gained : float
        The published total then, and the points gained (before rounding).
    rank : int or None
    grade : str
        Id of the grade then; empty where none.
    """

    remedies: tuple[Remedy, ...]
    cost: float
    score: float
    gained: float
    rank: int | None
    grade: str


@dataclass(frozen=True, eq=False)
class Improvement:
    """What it would take.

    Attributes
    ----------
    unit, name, target : str
    already : bool
        Whether the unit is there already.
    able : bool
        Whether it gets there at all, when every indicator is raised or by one of the sets.
    sets : tuple of Advice
        Minimal sets, the cheapest first.
    complete : bool
        False when the search was cut short before it had as many sets as were asked for.
    now, best : pandas.Series
        The unit's row of `Assessment.totals`: now, and with everything raised.
    held : tuple of str
        What keeps the total down with everything raised: vetoes, caps, deductions.
    relative : bool
        Whether a rule measures the unit against the others, whose values stay as they are.
    """

    unit: str
    name: str
    target: str
    already: bool
    able: bool
    sets: tuple[Advice, ...]
    complete: bool
    now: pd.Series[Any]
    best: pd.Series[Any]
    held: tuple[str, ...]
    relative: bool
    grades: Mapping[str, str]
    lang: Lang
    score_alone: Callable[[], pd.DataFrame] = field(repr=False)

    @cached_property
    def worth(self) -> pd.DataFrame:
        """What each remedy is worth alone, the most first.

        indicator, title, gained (points), score, rank, places (ranks gained), grade, remedy.
        """
        return self.score_alone()

    def to_frame(self) -> pd.DataFrame:
        """Return one row per set and remedy.

        set (from 1), indicator, title, rate, to_rate, value, to_value, cost, remedy, clause,
        records, then those of the set: gained, score, rank, grade.
        """
        rows = [
            {"set": at}
            | {name: getattr(remedy, name) for name in Remedy.__dataclass_fields__}
            | {"records": ";".join(remedy.records)}
            | {"gained": one.gained, "score": one.score, "rank": one.rank, "grade": one.grade}
            for at, one in enumerate(self.sets, start=1)
            for remedy in one.remedies
        ]
        columns = ["set", *Remedy.__dataclass_fields__, "gained", "score", "rank", "grade"]
        return pd.DataFrame(rows, columns=columns).astype({"rank": "Int64"})

    def sentence(self) -> str:
        """Return the answer in one or two sentences."""
        zh = self.lang == "zh"
        name, target = self.name, self.target
        if self.already:
            return f"{name}已达到{target}。" if zh else f"{name} has reached {target} already."
        if self.sets:
            least = self.sets[0]
            titles = listed([remedy.title for remedy in least.remedies], self.lang)
            gained, score = number(least.gained, 4), number(least.score, 4)
            rank = self._rank(least.rank)
            many = "s" if len(least.remedies) > 1 else ""
            said = (
                f"{name}要达到{target}，最少需提升{len(least.remedies)}项指标：{titles}；"
                f"可增加{gained}分，达到{score}分{rank}。"
                if zh
                else f"To reach {target}, {name} has to raise at least {len(least.remedies)} "
                f"indicator{many}: {titles}. "
                f"That adds {gained} points and makes {score}{rank}."
            )
        else:
            most = f"{number(float(self.best['total']), 4)}"
            rank = self._rank(None if pd.isna(self.best["rank"]) else int(self.best["rank"]))
            no_total = pd.isna(self.best["total"])
            if zh:
                far = "没有总分" if no_total else f"最高可达{most}分{rank}"
                said = f"{name}即使各项指标全部提升，也达不到{target}：{far}。"
                if self.able:
                    said = f"未能在限定次数内找到{name}达到{target}的组合；全部提升后{far}。"
            else:
                far = "there is no total" if no_total else f"it gets to {most}{rank}"
                said = f"Raising every indicator does not take {name} to {target}: {far}."
                if self.able:
                    said = f"No set found for {name} to reach {target}; with all raised {far}."
            if self.held:
                titles = listed(self.held, self.lang)
                said += f"以下事项不因指标提升而消除：{titles}。" if zh else ""
                said += "" if zh else f" No indicator heals: {titles}."
        if self.relative:
            said += (
                "其中有与其他对象比较的指标，此处假定其他对象的指标值不变。"
                if zh
                else " Some rules compare units; the others are taken to keep their values."
            )
        return said

    def _rank(self, rank: int | None) -> str:
        if rank is None:
            return ""
        return f"、第{rank}名" if self.lang == "zh" else f" and rank {rank}"

    def shown(self) -> pd.DataFrame:
        """Return the sets with heads and numbers in words."""
        zh = self.lang == "zh"
        heads = (
            tuple("方案 指标 现状 目标值 得分率 提升后 改进办法 得分 名次 等级".split())
            if zh
            else (
                "set",
                "indicator",
                "now",
                "then",
                "rate",
                "rate then",
                "how to earn it",
                "score",
                "rank",
                "grade",
            )
        )
        rows = [
            (
                at,
                remedy.title,
                remedy.value,
                remedy.to_value,
                percent(round(remedy.rate, 6), self.lang),
                percent(round(remedy.to_rate, 6), self.lang),
                remedy.remedy,
                number(one.score, 4),
                "—" if one.rank is None else str(one.rank),
                self.grades.get(one.grade, "—"),
            )
            for at, one in enumerate(self.sets, start=1)
            for remedy in one.remedies
        ]
        return pd.DataFrame(rows, columns=list(heads))

    def __str__(self) -> str:
        from gkeval.words import text_table

        table = f"\n\n{text_table(self.shown())}" if self.sets else ""
        return self.sentence() + table

    __repr__ = __str__

    def _repr_html_(self) -> str:
        table = self.shown().to_html(index=False, border=0) if self.sets else ""
        return f"<p>{escape(self.sentence())}</p>{table}"

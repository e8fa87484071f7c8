"""The chapters of the Word report on what was lost, and on how to earn it.

In: an Assessment, its ranking and the rates of its leaves. Out: parts of the template's context.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings
from gkeval.measures.reasons import reason
from gkeval.publish.word.wording import subheading
from gkeval.spec import Lang
from gkeval.words import number

MOST_PROBLEMS = 10
"""Indicators that the chapter on problems takes up, those that cost most first."""

LOSING = (
    "outside_period", "no_date", "not_met", "late", "overdue_unanswered", "too_early",
    "extension_not_in_time", "clarification_not_in_time", "fee_notice_not_in_time", "stale",
    "undated", "never", "missing_element", "no_element",
)  # fmt: skip
"""Reasons of `measures.reasons` that say what was wrong with a record."""

MOST_EXAMPLES = 3


class Losses:
    """Finds the indicators that cost most, and says who lost on them, why, and what helps."""

    def __init__(
        self, result: Assessment, lang: Lang, ranking: pd.DataFrame, leaves: pd.DataFrame
    ) -> None:
        self.result, self.lang, self.zh = result, lang, lang == "zh"
        self.leaves = leaves
        self.names = dict(zip(ranking["unit"], ranking["named"], strict=True))
        scores = result.scores
        own = scores["indicator"].isin([leaf.id for leaf in result.scheme.leaves])
        lost = scores["available"] - scores["score"]
        self.lost = scores.assign(lost=lost)[own & (lost > 1e-9)]
        self.why = self._reasons()

    def _costly(self) -> list[str]:
        """Return the indicators that cost most points, the most costly first."""
        sums = self.lost.groupby("indicator", sort=False)["lost"].sum()
        order = {leaf.id: at for at, leaf in enumerate(self.result.scheme.leaves)}
        known = [(-round(float(total), 9), order[str(id)], str(id)) for id, total in sums.items()]
        return [id for _, _, id in sorted(known)][:MOST_PROBLEMS]

    def problems(self) -> dict[str, Any]:
        """Return the chapter on problems: counts, examples, what the records show."""
        costly = self._costly()
        rows = []
        for at, id in enumerate(costly, start=1):
            title = findings.indicator_title(self.result, id, self.lang)
            rows.append(
                {"heading": subheading(5, at, title, self.lang), "texts": self._problem_texts(id)}
            )
        every = self.lost["indicator"].nunique()
        if not rows:
            text = self._nothing_lost()
        elif self.zh:
            text = f"共有{every}项末级指标存在失分，以下按失分总数列出前{len(rows)}项。"
        else:
            text = f"Points were lost on {every} indicators; the {len(rows)} that cost most follow."
        return {"problems": rows, "problems_text": [text]}

    def _nothing_lost(self) -> str:
        """Return why the chapter on problems lists none."""
        if self.leaves.empty:
            return "尚无已评分的指标。" if self.zh else "No indicator is scored yet."
        if (self.result.scores["high"] > self.result.scores["low"]).any():
            return (
                "已评定的指标均得满分，没有失分。"
                if self.zh
                else "Every indicator that is settled earned full marks: nothing was lost."
            )
        return (
            "各项指标均得满分，没有失分。"
            if self.zh
            else "Every indicator earned full marks: nothing was lost."
        )

    def _problem_texts(self, id: str) -> list[str]:
        line: Any = self.leaves.set_index("indicator").loc[id]
        mine = self.lost[self.lost["indicator"] == id]
        rate, units = findings.percent(float(line["rate"])), int(line["units"])
        losers, none = len(mine), int(line["none"])
        ordered = mine.assign(kept=(-mine["lost"]).round(9)).sort_values("kept", kind="stable")
        examples = [
            (self.names[unit], number(float(lost), 2))
            for unit, lost in zip(
                ordered["unit"].head(MOST_EXAMPLES), ordered["lost"], strict=False
            )
        ]
        average = number(float(mine["lost"].sum()) / losers, 2)
        if self.zh:
            text = f"平均得分率{rate}，{units}个评估对象中{losers}个失分，失分的平均失{average}分"
            text += f"，其中{none}个未得分" if none else ""
            text += "。如：" + "、".join(f"{name}失{lost}分" for name, lost in examples)
            text += "等。" if losers > len(examples) else "。"
        else:
            text = f"Mean rate {rate}; {losers} of {units} units lost points, {average} on average"
            text += f", and {none} earned nothing" if none else ""
            text += ". For example: " + ", ".join(f"{name} ({lost})" for name, lost in examples)
            text += "."
        texts = [text]
        if found := self.why.get(id):
            words = [
                f"{reason(code, self.lang)}（{count}条）"
                if self.zh
                else f"{reason(code, self.lang)} ({count})"
                for code, count in found[:3]
            ]
            texts.append(
                f"主要情形：{'；'.join(words)}。"
                if self.zh
                else f"What was found in the records: {'; '.join(words)}."
            )
        return texts

    def _reasons(self) -> dict[str, list[tuple[str, int]]]:
        """Return why records did not count, by leaf: code and number, the most frequent first."""
        found: dict[str, list[tuple[str, int]]] = {}
        for id in self._costly():
            records = self.result.evidence.about(id)
            if "why" not in records:  # ready values come without records
                continue
            out = records[records["base"].astype(bool) & ~records["counted"].astype(bool)]
            counts = out["why"].dropna().value_counts()
            pairs = [
                (str(code), int(count))
                for code, count in counts.items()
                if str(code).startswith(LOSING)
            ]
            found[id] = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
        return found

    def recommendations(self) -> dict[str, Any]:
        """Return the chapter of advice: the remedies of the scheme, by first-level indicator."""
        scheme = self.result.scheme
        costly = self._costly()
        branch = dict(zip(self.leaves["indicator"], self.leaves["branch"], strict=True))
        rows: list[dict[str, Any]] = []
        for node in scheme.indicators:
            texts: list[str] = []
            for id in costly:
                leaf = scheme.by_id[id]
                if branch.get(id) != node.id or leaf.remedy is None:
                    continue
                title, remedy = leaf.title.to(self.lang), leaf.remedy.to(self.lang).rstrip("。.")
                losers = int((self.lost["indicator"] == id).sum())
                texts.append(
                    f"{len(texts) + 1}.{title}（{losers}个评估对象失分）：{remedy}。"
                    if self.zh
                    else f"{len(texts) + 1}. {title} ({losers} units lost points): {remedy}."
                )
            if texts:
                title = node.title.to(self.lang)
                rows.append(
                    {"heading": subheading(6, len(rows) + 1, title, self.lang), "texts": texts}
                )
        if rows:
            text = (
                "针对失分较多的指标，建议如下。"
                if self.zh
                else "For the indicators that cost most, the scheme advises as follows."
            )
        elif costly:
            text = (
                "指标体系没有为失分的指标列出改进办法。"
                if self.zh
                else "The scheme states no remedy for the indicators that lost points."
            )
        elif self.leaves.empty:
            text = self._nothing_lost()
        else:
            text = "没有需要改进的指标。" if self.zh else "Nothing was lost, so nothing is advised."
        return {"recommendations": rows, "recommendations_text": [text]}

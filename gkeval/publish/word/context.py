"""What the Word report says, written from the result: the context of its template.

Names that a template may use:

title, foot : text
overview : list of text
rankings : list of group, with heading, text, caption, rows (rank, name, total, grade, remark),
    image and figure_caption (empty without images)
dimensions_text : list of text; dimensions_caption : text
dimensions : list of row, with title, heading, text, points, rate, units, full, none
strengths : list of text
problems_text : list of text; problems : list of row, with heading and texts
recommendations_text : list of text; recommendations : list of row, with heading and texts
notes : list of row, with name and text; scheme : list of row, with title, points, measure, rule,
    clause
data_text : list of text; data : list of row, with where, severity, found, remedy
sure_text : list of text; sure : list of row, with rank, name, group, interval, mean, kept (empty
    without `robustness`)
figures : distribution, attainment, contributions, intervals, each with image and caption, or
    nothing
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.assessment.showing import grade_titles
from gkeval.charts import findings
from gkeval.charts.frames import attainment_frame, groups_of, ranking_frame
from gkeval.collecting.phrases import said as told
from gkeval.errors import Problem, Problems
from gkeval.numbers import plain
from gkeval.publish.robustness import interval_words, robustness_notes
from gkeval.publish.sentences import overview
from gkeval.publish.telling import place
from gkeval.publish.word.losses import Losses
from gkeval.publish.word.wording import said, subheading
from gkeval.scheme.description import describe
from gkeval.spec import Lang
from gkeval.words import label, number, width

if TYPE_CHECKING:
    from gkeval.uncertainty import Robustness

GOOD = 0.9
"""From this mean rate on, an indicator counts as a strength."""

MOST_STRENGTHS = 6
MOST_DATA = 300
"""Data problems that the annex lists; the rest is counted."""


class Report:
    """Reads an Assessment once and writes the chapters of its report."""

    def __init__(
        self,
        result: Assessment,
        lang: Lang,
        title: str | None,
        robustness: Robustness | None = None,
    ) -> None:
        self.robustness = robustness
        self.result, self.lang, self.zh = result, lang, lang == "zh"
        self.title = title or result.scheme.title.to(lang)
        self.ranking = ranking_frame(result, lang=lang)
        self.leaves = attainment_frame(result)
        self.losses = Losses(result, lang, self.ranking, self.leaves)
        self.tables = 0

    def context(self, extra: Problems) -> dict[str, Any]:
        """Return everything but the images; `extra` are problems of the report itself."""
        result = self.result
        return {
            "title": broken(self._report_title(), self.lang),
            "overview": self._overview(),
            "rankings": self._rankings(),
            "dimensions_caption": self._caption("各一级指标得分情况", "First-level indicators"),
            **self._dimensions(),
            "strengths": self._strengths(),
            **self.losses.problems(),
            **self.losses.recommendations(),
            "notes": [{"name": n, "text": t} for n, t in describe(result.scheme, self.lang).notes],
            "scheme": self._scheme(),
            **self._data(extra),
            **self._sure(),
            "foot": self._foot(),
        }

    def _report_title(self) -> str:
        if not self.zh or self.title.endswith("报告"):
            return self.title
        return f"{self.title}报告"

    def _caption(self, zh: str, en: str) -> str:
        self.tables += 1
        return f"表{self.tables}　{zh}" if self.zh else f"Table {self.tables}  {en}"

    def _overview(self) -> list[str]:
        # the pages of the site have another name here
        swaps = {"“数据问题”页": "附件2", "listed on their own page": "listed in annex 2"}
        texts = overview(self.result, self.lang)
        for old, new in swaps.items():
            texts = [text.replace(old, new) for text in texts]
        return texts

    def _rankings(self) -> list[dict[str, Any]]:
        result, lang = self.result, self.lang
        titles = grade_titles(result.scheme, lang)
        groups = []
        for at, group in enumerate(groups_of(self.ranking, result), start=1):
            block = self.ranking[self.ranking["group"] == group]
            title = findings.group_title(result, group, lang)
            rows = [
                {
                    "rank": "—" if pd.isna(rank) else f"{int(rank)}",
                    "name": name,
                    "total": self._total(score, low, high),
                    "grade": titles.get(grade, "") if titles and (grade or score == score) else "—",
                    "remark": self._remark(tied, provisional, score),
                }
                for rank, name, score, low, high, grade, tied, provisional in zip(
                    *(
                        block[key]
                        for key in "rank named score low high grade tied provisional".split()
                    ),
                    strict=True,
                )
            ]
            groups.append(
                {
                    "group": group,
                    "heading": subheading(2, at, title, lang),
                    "text": self._group_text(block, title, titles),
                    "caption": self._caption(f"{title}评估结果", f"Results: {title}"),
                    "rows": rows,
                    "image": None,
                    "figure_caption": "",
                }
            )
        return groups

    def _total(self, score: float, low: float, high: float) -> str:
        if pd.isna(low):
            return "—"
        marks = [findings.marks(self.result, float(one)) for one in (low, high)]
        return findings.marks(self.result, float(score)) if score == score else "–".join(marks)

    def _remark(self, tied: bool, provisional: bool, score: float) -> str:
        parts = ["并列" if self.zh else "tied"] if tied else []
        parts += [said("no_rank", self.lang)] if score != score else []
        parts += [said("provisional", self.lang)] if provisional else []
        return ("、" if self.zh else ", ").join(parts)

    def _group_text(self, block: pd.DataFrame, title: str, titles: Mapping[str, str]) -> str:
        known = np.sort(block["score"].dropna().to_numpy(dtype=np.float64))
        if not len(known):
            return (
                f"{title}共{len(block)}个，总分均未确定。"
                if self.zh
                else f"{title}: {len(block)} units, none with a settled total."
            )
        first = findings.leaders(self.result, block, self.lang)
        mean, median, low, high = (
            findings.marks(self.result, float(one))
            for one in (known.mean(), np.median(known), known[0], known[-1])
        )
        counts = block[block["score"].notna()]["grade"].value_counts()
        held = [(titles[g], int(counts[g])) for g in titles if g in counts] if titles else []
        if self.zh:
            text = f"{title}共{len(block)}个，{first or '名次未定'}"
            if len(known) > 1:
                text += f"；平均{mean}分，中位数{median}分，最高{high}分，最低{low}分"
            if held:
                text += "。其中" + "、".join(f"{name}{count}个" for name, count in held)
            return text + "。"
        text = f"{title}: {len(block)} units. {first or 'No rank is settled'}"
        if len(known) > 1:
            text += f"; mean {mean}, median {median}, highest {high}, lowest {low}"
        if held:
            text += ". Grades: " + ", ".join(f"{name} {count}" for name, count in held)
        return text + "."

    def _dimensions(self) -> dict[str, Any]:
        result, lang = self.result, self.lang
        frame = attainment_frame(result, level=1).set_index("indicator")
        rows: list[dict[str, str]] = []
        for node in result.scheme.indicators:
            if node.id not in frame.index:
                continue
            line: Any = frame.loc[node.id]
            title = node.title.to(lang)
            rows.append(
                {
                    "title": title,
                    "heading": subheading(3, len(rows) + 1, title, lang),
                    "text": self._dimension_text(node.id, title, line),
                    "points": number(float(line["points"]), 2),
                    "rate": findings.percent(float(line["rate"])),
                    "units": str(int(line["units"])),
                    "full": str(int(line["full"])),
                    "none": str(int(line["none"])),
                }
            )
        text = (
            "各一级指标的平均得分率按全部已评分对象的得分之和除以可得分之和计算。"
            if self.zh
            else "A mean rate is the sum of points earned over the sum of points available."
        )
        return {"dimensions": rows, "dimensions_text": [text]}

    def _dimension_text(self, id: str, title: str, line: Any) -> str:
        rate = findings.percent(float(line["rate"]))
        mine = self.leaves[self.leaves["branch"] == id]
        points = number(float(line["points"]), 2)
        text = (
            f"“{title}”{points}分，平均得分率{rate}"
            if self.zh
            else f"{title} ({points} points): mean rate {rate}"
        )
        if len(mine) > 1:
            best, worst = mine.iloc[0], mine.iloc[-1]
            high, low = (findings.percent(float(one["rate"])) for one in (best, worst))
            names = [
                findings.indicator_title(self.result, str(one["indicator"]), self.lang)
                for one in (best, worst)
            ]
            if high != low:
                text += (
                    f"。末级指标中，“{names[0]}”得分率最高（{high}），“{names[1]}”最低（{low}）"
                    if self.zh
                    else f". Highest: {names[0]} ({high}); lowest: {names[1]} ({low})"
                )
        full, units = int(line["full"]), int(line["units"])
        if full:
            text += (
                f"；{units}个评估对象中{full}个得满分"
                if self.zh
                else f"; {full} of {units} units earned full marks"
            )
        return text + ("。" if self.zh else ".")

    def _strengths(self) -> list[str]:
        good = self.leaves[self.leaves["rate"] >= GOOD].head(MOST_STRENGTHS)
        if good.empty:
            top = self.leaves.head(1)
            if top.empty:
                return ["尚无已评分的指标。" if self.zh else "No indicator is scored yet."]
            intro = (
                "没有平均得分率达到90%的指标，得分率最高的是："
                if self.zh
                else "No indicator has a mean rate of 90% or more. The best:"
            )
            good = top
        else:
            count = int((self.leaves["rate"] >= GOOD).sum())
            intro = (
                f"{len(self.leaves)}项末级指标中，{count}项平均得分率达到90%以上，主要有："
                if self.zh
                else f"{count} of {len(self.leaves)} indicators have a mean rate of 90% or more:"
            )
        texts = [intro]
        rows = zip(*(good[k] for k in ("indicator", "rate", "full", "units")), strict=True)
        for at, (id, rate, full, units) in enumerate(rows, start=1):
            title = findings.indicator_title(self.result, str(id), self.lang)
            share = findings.percent(float(rate))
            texts.append(
                f"{at}.{title}：平均得分率{share}，{units}个评估对象中{full}个得满分。"
                if self.zh
                else f"{at}. {title}: mean rate {share}; {full} of {units} units earned full marks."
            )
        return texts

    def _scheme(self) -> list[dict[str, str]]:
        lines = describe(self.result.scheme, self.lang).lines
        return [
            {
                "title": "　" * (line.level - 1) + line.title,
                "points": line.points,
                "measure": line.measure,
                "rule": line.rule,
                "clause": line.clause,
            }
            for line in lines
        ]

    def _data(self, extra: Problems) -> dict[str, Any]:
        found = [*self.result.problems, *extra]
        if not found:
            text = "数据检查没有发现问题。" if self.zh else "No problems were found in the data."
            return {"data": [], "data_text": [text]}
        errors = sum(problem.severity == "error" for problem in found)
        more = len(found) - MOST_DATA
        if self.zh:
            text = f"共{len(found)}个问题，其中错误{errors}个（该行未计入得分），"
            text += f"提醒{len(found) - errors}个。"
            text += f"以下列出前{MOST_DATA}个，另有{more}个见结果工作簿。" if more > 0 else ""
        else:
            text = (
                f"{len(found)} problems: {errors} errors (the row was not counted), "
                f"{len(found) - errors} warnings."
            )
            text += (
                f" The first {MOST_DATA} follow; {more} more are in the workbook."
                if more > 0
                else ""
            )
        return {"data": [self._problem(one) for one in found[:MOST_DATA]], "data_text": [text]}

    def _sure(self) -> dict[str, Any]:
        """Return the rank interval of every unit."""
        sure = self.robustness
        if sure is None:
            return {"sure": [], "sure_text": []}
        intervals = interval_words(sure)
        lines: Iterable[Any] = sure.intervals.itertuples(index=False)
        found = {str(line.unit): line for line in lines}
        rows = [
            {
                "rank": str(found[unit].rank),
                "name": name,
                "group": findings.group_title(self.result, str(found[unit].group), self.lang),
                "interval": intervals.get(unit, "—"),
                "mean": plain(float(found[unit].mean_rank), 1),
                "kept": findings.percent(float(found[unit].kept)),
            }
            for unit, name in zip(self.ranking["unit"], self.ranking["named"], strict=True)
            if unit in found
        ]
        return {"sure": rows, "sure_text": robustness_notes(sure, self.lang)}

    def _problem(self, problem: Problem) -> dict[str, str]:
        found, _, remedy = told(problem, self.lang)
        where = place(problem, self.lang) + (f" · {problem.unit}" if problem.unit else "")
        severity = label(problem.severity, self.lang)
        return {"where": where, "severity": severity, "found": found, "remedy": remedy}

    def _foot(self) -> str:
        colon, apart = ("：", "　") if self.zh else (": ", "  ·  ")
        return apart.join(
            (
                f"{label('fingerprint', self.lang)}{colon}{self.result.fingerprint}",
                label("made_with", self.lang),
            )
        )


_ONE_LINE = 20
"""Characters of a title that fit in a line of 二号."""

_BREAKS = ("评估", "考评", "考核", "测评", "评价", "评议", "检查")


def broken(title: str, lang: Lang) -> str:
    """Break a title that is too long for one line where its sense allows, the upper line longer.

    >>> broken("宁夏全面推进政务公开重点工作评估（2017年）报告", "zh").split()
    ['宁夏全面推进政务公开重点工作', '评估（2017年）报告']
    """
    if lang != "zh" or width(title) <= 2 * _ONE_LINE:
        return title
    places = [title.rfind(word) for word in _BREAKS]
    fitting = [at for at in places if 0 < width(title[:at]) <= 2 * _ONE_LINE]
    if not fitting:
        return title
    at = max(fitting)
    return f"{title[:at]}\n{title[at:]}"

"""What the figures say in words: the finding of each as a sentence, and the note at its foot."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts.frames import attainment_frame, distribution_frame, groups_of
from gkeval.errors import GkevalError
from gkeval.numbers import half_up, plain
from gkeval.spec import Lang
from gkeval.words import in_points


def marks(result: Assessment, score: float) -> str:
    """Return a total as it is published."""
    rounded = float(half_up([score], result.scheme.rounding.decimals, result.scheme.full_mark)[0])
    return plain(rounded, result.scheme.rounding.decimals)


def group_title(result: Assessment, group: str, lang: Lang) -> str:
    """Return a group's title."""
    return result.scheme.groups[group].title.to(lang)


def leaders(result: Assessment, frame: pd.DataFrame, lang: Lang) -> str:
    """Say who leads these units, and with how many points; empty when nobody is ranked.

    The units of a subset keep their rank in the group, so the leader may have another than 1.
    """
    first = frame[(frame["rank"] == frame["rank"].min()).fillna(False).to_numpy(dtype=bool)]
    if first.empty:
        return ""
    score = marks(result, float(first["score"].iloc[0]))
    names = [str(name) for name in first["named"]]
    if lang == "zh":
        if len(names) == 1:
            return f"{names[0]}以{score}分居首"
        if len(names) <= 3:
            return f"{'、'.join(names)}以{score}分并列第一"
        return f"{names[0]}等{len(names)}个以{score}分并列第一"
    points = in_points(score, lang)
    if len(names) == 1:
        return f"{names[0]} leads with {points}"
    if len(names) <= 3:
        return f"{', '.join(names[:-1])} and {names[-1]} share first place with {points}"
    return f"{names[0]} and {len(names) - 1} others share first place with {points}"


def ranking_finding(
    result: Assessment, frame: pd.DataFrame, lang: Lang, chosen: str | None = None
) -> str:
    """Say who leads and what the mean is; for several groups, who leads each."""
    groups = [chosen] if chosen else groups_of(frame, result)
    if len(groups) == 1:
        whole = result.ranking(groups[0])
        title = group_title(result, groups[0], lang)
        first = leaders(result, frame, lang)
        if not first:
            return (
                f"{len(whole)}个{title}的名次均未确定"
                if lang == "zh"
                else f"{title}: none of {len(whole)} units has a rank yet"
            )
        known = whole["score"].dropna()
        mean = marks(result, float(np.sort(known.to_numpy(dtype=np.float64)).mean()))
        if len(known) == 1:
            return first
        return (
            f"{first}，{len(known)}个{title}平均{mean}分"
            if lang == "zh"
            else f"{first}; mean of {len(known)} ({title}): {mean}"
        )
    parts = []
    for group in groups:
        first = leaders(result, frame[frame["group"] == group], lang)
        title = group_title(result, group, lang)
        none = "名次未定" if lang == "zh" else "no rank yet"
        parts.append(f"{title}{'：' if lang == 'zh' else ': '}{first or none}")
    return ("；" if lang == "zh" else "; ").join(parts)


def attainment_finding(result: Assessment, frame: pd.DataFrame, lang: Lang) -> str:
    """Say which indicator is met best and which worst."""
    if frame.empty:
        return "尚无已评分的指标" if lang == "zh" else "No indicator has been scored yet"
    best, worst = frame.iloc[0], frame.iloc[-1]
    high, low = percent(float(best["rate"])), percent(float(worst["rate"]))
    best_title, worst_title = (
        indicator_title(result, str(row["indicator"]), lang) for row in (best, worst)
    )
    if len(frame) == 1:
        return (
            f"“{best_title}”得分率{high}" if lang == "zh" else f"{best_title}: {high} of its points"
        )
    if high == low:
        return f"各项指标得分率均为{high}" if lang == "zh" else f"Every indicator earned {high}"
    if lang == "zh":
        return f"“{worst_title}”得分率最低，为{low}；“{best_title}”最高，为{high}"
    return f"Weakest: {worst_title} ({low} of its points); strongest: {best_title} ({high})"


def contributions_finding(
    result: Assessment, frame: pd.DataFrame, lang: Lang, chosen: str | None = None
) -> str:
    """Say on which first-level indicator most points were lost."""
    group = [chosen] if chosen else groups_of(frame, result)
    rates = attainment_frame(result, group[0] if len(group) == 1 else None, level=1)
    known = rates[rates["units"] > 0]
    if known.empty:
        return "尚无已评分的一级指标" if lang == "zh" else "No first-level indicator is scored yet"
    if (known["rate"] > 1 - 1e-9).all():
        return "各项指标均得满分" if lang == "zh" else "Every indicator earned full marks"
    lost = known.assign(lost=(1 - known["rate"]) * known["points"])
    most = lost.iloc[int(lost["lost"].to_numpy().argmax())]
    title = indicator_title(result, str(most["indicator"]), lang)
    full = float(result.scheme.full_mark)
    scale = full / float(result.scheme.points)  # the bars stand on the full mark
    rate, points = percent(float(most["rate"])), plain(round(float(most["points"]) * scale, 6))
    average = plain(float(half_up([most["lost"] * scale], 1, full)[0]), 1)
    if lang == "zh":
        return f"失分主要在“{title}”：{points}分中平均失{average}分，得分率{rate}"
    return f"Most points are lost on {title}: {average} of {points} on average ({rate} earned)"


def distribution_finding(result: Assessment, lang: Lang) -> str:
    """Say how far apart the units of each group are."""
    frame = distribution_frame(result)
    known = frame[frame["units"] > 0]
    if known.empty:
        return "尚无已确定的总分" if lang == "zh" else "No total is settled yet"
    spread = known["highest"] - known["lowest"]
    row = known.iloc[int(spread.to_numpy().argmax())]
    title = group_title(result, str(row["group"]), lang)
    low, high, middle = (marks(result, float(row[k])) for k in ("lowest", "highest", "median"))
    if low == high:
        if len(known) > 1:
            return "各组内总分相同" if lang == "zh" else "Totals are the same within every group"
        if row["units"] == 1:
            return (
                f"{title}只有一个总分：{low}分" if lang == "zh" else f"One total ({title}): {low}"
            )
        return f"{title}总分均为{low}分" if lang == "zh" else f"All totals ({title}) are {low}"
    if len(known) == 1:
        if lang == "zh":
            return f"{row['units']}个{title}总分从{low}到{high}，中位数{middle}分"
        return f"{row['units']} totals ({title}) run from {low} to {high}, median {middle}"
    if lang == "zh":
        return f"{title}内部差距最大：从{low}到{high}，中位数{middle}分"
    return f"{title} differ most among themselves: {low} to {high}, median {middle}"


def percent(rate: float) -> str:
    """Return a rate as a percentage with one decimal.

    >>> percent(0.7125)
    '71.3%'
    """
    return f"{plain(float(half_up([rate * 100], 1, 100)[0]), 1)}%"


def indicator_title(result: Assessment, indicator: str, lang: Lang) -> str:
    """Return an indicator's title."""
    return result.scheme.by_id[indicator].title.to(lang)


def note(
    result: Assessment, lang: Lang, shown: pd.DataFrame | None = None, cut: int = 0
) -> tuple[str, ...]:
    """Return the note at the foot of a figure: its signs, then scheme, period and fingerprint.

    Parameters
    ----------
    shown
        Rows of a ranking whose signs need explaining.
    cut
        How many units are left out.
    """
    scheme = result.scheme
    zh = lang == "zh"
    signs = []
    if shown is not None and bool(shown["tied"].any()):
        signs.append("名次后“=”：并列" if zh else "“=” after a rank: tied")
    if shown is not None and bool((shown["score"].isna() & shown["low"].notna()).any()):
        signs.append(
            "斜纹：有指标未评定，总分在此区间内，不排名"
            if zh
            else "hatched: some indicators are open, the total lies in this interval, no rank"
        )
    if shown is not None and bool(shown["low"].isna().any()):
        signs.append(
            "“—”：没有总分（一票否决或无适用指标），不排名"
            if zh
            else "“—”: no total (vetoed, or nothing applies), no rank"
        )
    if shown is not None and bool(shown["provisional"].any()):
        signs.append(
            "*：部分底稿有误未计入，得分为暂定"
            if zh
            else "*: some records were rejected, the score is provisional"
        )
    if cut:
        signs.append(f"另有{cut}个评估对象未列出" if zh else f"{cut} more units are not shown")
    start, end = scheme.period.start.isoformat(), scheme.period.end.isoformat()
    title, document = scheme.title.to(lang), scheme.source.document
    if zh:
        proposed = "（分值为拟定）" if scheme.points_from == "proposed" else ""
        foot = f"指标体系：{title}{proposed}　评估期：{start}至{end}　指纹：{result.fingerprint}"
    else:
        proposed = " (points proposed)" if scheme.points_from == "proposed" else ""
        foot = (
            f"Scheme: {title}{proposed} · Period: {start} to {end} · "
            f"Fingerprint: {result.fingerprint}"
        )
    source = f"{'依据' if zh else 'Source'}{'：' if zh else ': '}{document}"
    lines = [("；" if zh else "; ").join(signs), foot, source if document not in title else ""]
    return tuple(line for line in lines if line)


def lang_of(result: Assessment, lang: str | None) -> Lang:
    """Return the language asked for, or the scheme's own.

    Raises
    ------
    GkevalError
        For a language other than zh and en.
    """
    if lang not in (None, "zh", "en"):
        raise GkevalError(f"lang is {lang!r}, must be 'zh' or 'en'")
    return cast("Lang", lang or result.scheme.lang)

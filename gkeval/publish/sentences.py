"""Sentences that write themselves from a result: the overview, and a unit's summary."""

from __future__ import annotations

import numpy as np

from gkeval.assessment import Assessment
from gkeval.charts import findings
from gkeval.charts.frames import attainment_frame, groups_of, ranking_frame
from gkeval.numbers import plain
from gkeval.publish.editions import FEWEST, Edition
from gkeval.publish.facts import UnitFacts
from gkeval.spec import Lang
from gkeval.words import counted


def overview(result: Assessment, lang: Lang) -> list[str]:
    """Return the overview as a few paragraphs: what was assessed, who leads, where points go."""
    texts = [_what(result, lang), *_groups(result, lang), _dimensions(result, lang)]
    return [text for text in [*texts, _open(result, lang)] if text]


def public_overview(
    result: Assessment, edition: Edition, lang: Lang, means: frozenset[str]
) -> list[str]:
    """Return the overview for the public: nobody is named but the first, and only where ranks are.

    Parameters
    ----------
    means
        The groups whose mean can be told.
    """
    zh = lang == "zh"
    texts = [_what(result, lang)]
    ranking = ranking_frame(result, lang=lang)
    several = ranking["group"].nunique() > 1
    for group in groups_of(ranking, result):
        block = ranking[ranking["group"] == group]
        known = np.sort(block["score"].dropna().to_numpy(dtype=np.float64))
        title = findings.group_title(result, group, lang)
        head = f"{title}{'：' if zh else ': '}" if several else ""
        leads = edition.show == "top" and edition.named(len(block))
        first, mean = findings.leaders(result, block, lang) if leads else "", ""
        if group in means:
            mean = findings.marks(result, float(known.mean()))
            mean = f"平均{mean}分" if zh else f"{'mean' if head or first else 'Mean'} {mean}"
        if first or mean:
            between = ("，" if zh else "; ") if first and mean else ""
            texts.append(f"{head}{first}{between}{mean}{'。' if zh else '.'}")
    # where a group is small, rates of all units would tell on it beside those of the large ones
    if bool((ranking["group"].value_counts() >= FEWEST).all()):
        texts.append(_dimensions(result, lang, FEWEST))
    return [text for text in texts if text]


def summary(facts: UnitFacts, result: Assessment, lang: Lang) -> str:
    """Return one unit's result in a sentence or two."""
    rank, zh = facts.rank, lang == "zh"
    full = plain(result.scheme.full_mark)
    veto = ""
    if facts.vetoed:
        veto = f"因“{facts.vetoed}”被一票否决，" if zh else f"Vetoed ({facts.vetoed}): "
    if not rank.rank:
        if veto:
            return veto + ("不计总分，不排名。" if zh else "no total and no rank.")
        if rank.total == "—":
            return "没有适用的指标。" if zh else "No indicator applies."
        return (
            f"总分在{rank.total}分之间（满分{full}分），因有指标未评定，暂不排名。"
            if zh
            else f"The total lies between {rank.total.replace('–', ' and ')} of {full}: some "
            "indicators are open, so there is no rank yet."
        )
    place = rank.rank.rstrip("=")
    tied = rank.rank.endswith("=")
    if zh:
        text = f"{veto}总分{rank.total}分（满分{full}分），在{facts.in_group}个{rank.group_title}中"
        text += f"{'并列' if tied else '列'}第{place}位"
        if facts.mean:
            text += f"；本类平均{facts.mean}分"
    else:
        text = (
            f"{veto}{rank.total} of {full} points, rank {place}{' (tied)' if tied else ''} among "
        )
        text += f"{facts.in_group} ({rank.group_title})"
        text += f"; the group's mean is {facts.mean}" if facts.mean else ""
    most = facts.losses[:1]
    if most:
        title, lost = most[0].line.title, most[0].lost
        text += (
            f"。失分最多的是“{title}”，失{lost}分" if zh else f". Most was lost on {title}: {lost}"
        )
    return text + ("。" if zh else ".")


def _what(result: Assessment, lang: Lang) -> str:
    scheme = result.scheme
    count, leaves, first = len(result.roster), len(scheme.leaves), len(scheme.indicators)
    start, end = scheme.period.start.isoformat(), scheme.period.end.isoformat()
    full = plain(scheme.full_mark)
    groups = [scheme.groups[name].title.to(lang) for name in groups_of(result.ranking(), result)]
    if lang == "zh":
        kinds = f"{len(groups)}类（{'、'.join(groups)}）共" if len(groups) > 1 else ""
        tree = f"{first}项一级指标" + (f"、{leaves}项末级指标" if leaves > first else "")
        return (
            f"本次评估依据{scheme.source.document}，对{kinds}{count}个评估对象评分，"
            f"评估期为{start}至{end}，设{tree}，满分{full}分。"
        )
    kinds = f" in {len(groups)} groups ({', '.join(groups)})" if len(groups) > 1 else ""
    tree = f"{first} first-level indicator{'' if first == 1 else 's'}"
    tree += f" and {leaves} that are scored" if leaves > first else ""
    return (
        f"This assessment follows {scheme.source.document}. It covers {_units(count)}{kinds} from "
        f"{start} to {end} on {tree}, out of {full} points."
    )


def _groups(result: Assessment, lang: Lang) -> list[str]:
    ranking = ranking_frame(result, lang=lang)
    lines = []
    several = ranking["group"].nunique() > 1
    for group in groups_of(ranking, result):
        block = ranking[ranking["group"] == group]
        known = np.sort(block["score"].dropna().to_numpy(dtype=np.float64))
        if not len(known):
            continue
        title = findings.group_title(result, group, lang)
        first = findings.leaders(result, block, lang)
        mean, low = (findings.marks(result, float(x)) for x in (known.mean(), known[0]))
        if lang == "zh":
            head = f"{title}：" if several else ""
            more = f"，平均{mean}分，最低{low}分" if len(known) > 1 else ""
            lines.append(f"{head}{first}{more}。")
        else:
            head = f"{title}: " if several else ""
            more = f"; mean {mean}, lowest {low}" if len(known) > 1 else ""
            lines.append(f"{head}{first}{more}.")
    return lines


def _dimensions(result: Assessment, lang: Lang, fewest: int = 1) -> str:
    frame = attainment_frame(result, level=1)
    frame = frame[frame["units"] >= fewest]
    if len(frame) < 2:
        return ""
    best, worst = frame.iloc[0], frame.iloc[-1]
    high, low = findings.percent(float(best["rate"])), findings.percent(float(worst["rate"]))
    if high == low:
        return ""
    top, last = (
        findings.indicator_title(result, str(row["indicator"]), lang) for row in (best, worst)
    )
    if lang == "zh":
        return f"一级指标中，“{top}”得分率最高（{high}），“{last}”最低（{low}）。"
    return f"Of the first-level indicators, {top} was met best ({high}), {last} least ({low})."


def _open(result: Assessment, lang: Lang) -> str:
    totals = result.totals
    waiting = int((totals["total"].isna() & totals["low"].notna()).sum())
    provisional, problems = int(totals["provisional"].sum()), len(result.problems)
    zh = lang == "zh"
    struck = int((totals["verdict"] == "vetoed").sum())
    parts = []
    if struck:
        parts.append(f"{struck}个评估对象被一票否决" if zh else f"vetoed: {_units(struck)}")
    if waiting:
        parts.append(
            f"{waiting}个评估对象有指标未评定，总分以区间表示，不排名"
            if zh
            else f"{_units(waiting)} with open indicators: an interval for a total, and no rank"
        )
    if provisional:
        parts.append(
            f"{provisional}个评估对象有底稿因错误未计入，得分为暂定（*）"
            if zh
            else f"{_units(provisional)} with rejected records: the score is provisional (*)"
        )
    if problems:
        parts.append(
            f"数据检查共发现{problems}个问题，列于“数据问题”页"
            if zh
            else f"problems found in the data: {problems}, listed on their own page"
        )
    if not parts:
        return ""
    text = ("；" if zh else "; ").join(parts)
    return text + "。" if zh else f"{text[0].upper()}{text[1:]}."


def _units(count: int) -> str:
    """Return a number of units in English."""
    return counted(count, "unit")

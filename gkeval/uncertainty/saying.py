"""Robustness in words, in Chinese and English, and as a table for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from gkeval.numbers import plain
from gkeval.spec import Lang
from gkeval.uncertainty.draws import Plan
from gkeval.uncertainty.weights import Dirichlet, Feasible, Noise, Weights

if TYPE_CHECKING:
    from gkeval.uncertainty.results import Robustness


def what_varied(plan: Plan, lang: Lang) -> str:
    """Return in words what a plan varies.

    >>> from gkeval.uncertainty.weights import Noise
    >>> what_varied(Plan((), Noise(0.25), None, 10, 0), "zh")
    '各指标权重在 ±25% 内随机变动'
    """
    zh = lang == "zh"
    parts = [] if plan.weights is None else [_weights(plan.weights, zh)]
    if plan.raters is not None:
        parts.append(_RATERS[plan.raters][0 if zh else 1])
    if any(one.sampled for one in plan.scenarios):
        cells = sum(len(sampled.rows) for sampled in plan.scenarios[0].sampled)
        parts.append(
            f"抽样核查的 {cells} 个得分按抽样误差变动" if zh else f"{cells} sampled shares"
        )
    others = [one.name for one in plan.scenarios[1:]]
    if others:
        parts.append(
            ("改用其他方法：" if zh else "other methods: ") + ("、" if zh else ", ").join(others)
        )
    if not parts:
        return "无变动" if zh else "nothing"
    return ("；" if zh else "; ").join(parts)


def _weights(weights: Weights, zh: bool) -> str:
    within = f"第 {'、'.join(map(str, weights.levels))} 级指标" if weights.levels else "各指标"
    levels = f" of level {', '.join(map(str, weights.levels))}" if weights.levels else ""
    if isinstance(weights, Noise):
        by = plain(round(weights.by * 100, 6))
        return f"{within}权重在 ±{by}% 内随机变动" if zh else f"weights{levels} ±{by} %"
    if isinstance(weights, Dirichlet):
        of = plain(weights.concentration)
        return (
            f"{within}权重服从狄利克雷分布（集中度 {of}）"
            if zh
            else f"weights{levels} of a Dirichlet distribution (concentration {of})"
        )
    assert isinstance(weights, Feasible)
    if weights.within is not None:
        by = plain(round(weights.within * 100, 6))
        return (
            f"{within}权重在 ±{by}% 内等可能取值" if zh else f"any weights{levels} within ±{by} %"
        )
    return f"{within}权重在允许范围内等可能取值" if zh else f"any feasible weights{levels}"


_RATERS = {
    "draw": ("每个评分随机取一名评估员", "one rater per judged cell"),
    "bootstrap": ("评估员有放回重抽样", "raters drawn with replacement"),
}


def finding(robust: Robustness, lang: Lang) -> str:
    """Return what was found, as a sentence."""
    frame = robust.intervals
    widths = frame["width"].to_numpy()
    firm = int((widths == 1).sum())
    doubtful = len(robust.doubtful())
    middle = plain(float(np.median(widths)))
    varied = what_varied(robust.plan, lang)
    if lang == "zh":
        said = (
            f"{robust.draws:,} 次模拟（{varied}）：{len(frame)} 个评估对象中 {firm} 个名次不变"
            f"（90% 区间），区间宽度中位数为 {middle} 位"
        )
        return said + (f"；{doubtful} 个等级存疑" if robust.result.scheme.grades else "")
    said = (
        f"{robust.draws:,} draws ({varied}): {firm} of {len(frame)} units keep one rank "
        f"(90 % interval), the median interval is {middle} ranks wide"
    )
    return said + (f"; {doubtful} grades in doubt" if robust.result.scheme.grades else "")


def as_html(robust: Robustness) -> str:
    """Return the finding and the first units as HTML."""
    frame = robust.intervals
    zh = robust.result.scheme.lang == "zh"
    heads = {
        "name": ("评估对象", "unit"),
        "rank": ("名次", "rank"),
        "low": ("最好", "best"),
        "high": ("最差", "worst"),
        "mean_rank": ("平均名次", "mean rank"),
        "kept": ("名次不变", "kept"),
    }
    shown = frame[list(heads)].head(30).copy()
    shown["mean_rank"] = shown["mean_rank"].map(lambda rank: f"{rank:.1f}")
    shown["kept"] = shown["kept"].map(lambda share: f"{share:.0%}")
    shown.columns = [pair[0 if zh else 1] for pair in heads.values()]
    more = len(frame) - len(shown)
    tail = (f"<p>…… 另有 {more} 个</p>" if zh else f"<p>… and {more} more</p>") if more else ""
    return f"<p>{escape(robust.summary())}</p>{shown.to_html(index=False, border=0)}{tail}"

"""How a branch combines its children, said in a sentence.

In: a kind of combination. Out: text in Chinese or English.
"""

from __future__ import annotations

from gkeval.scheme.combining import Combine, MeanMin, OnScale, Owa, Power
from gkeval.spec import Lang
from gkeval.words import listed, number, percent

_NAMES: dict[str, tuple[str, str]] = {
    "geometric": (
        "按下级得分率的加权几何平均合成",
        "weighted geometric mean of the rates below it",
    ),
    "harmonic": ("按下级得分率的加权调和平均合成", "weighted harmonic mean of the rates below it"),
    "power": (
        "按下级得分率的加权广义平均（{p}次）合成",
        "weighted generalised mean (power {p}) of the rates below it",
    ),
    "median": ("按下级得分率的加权中位数合成", "weighted median of the rates below it"),
    "minimum": ("按下级得分率的最低值合成（取短板）", "lowest of the rates below it"),
    "maximum": ("按下级得分率的最高值合成（取长板）", "highest of the rates below it"),
}


def say_combine(combine: Combine | None, lang: Lang) -> str:
    """Say how a branch combines its children; nothing where points add up.

    >>> from gkeval.scheme.combining import Geometric
    >>> say_combine(Geometric(kind="geometric", floor="0.01"), "zh")
    '按下级得分率的加权几何平均合成，低于1%的按1%计'
    >>> say_combine(MeanMin(kind="mean_min"), "en")
    'mean of the rates below it, less 50 % of the gap to the lowest'
    """
    zh = lang == "zh"
    if combine is None:
        return ""
    if isinstance(combine, MeanMin):
        alpha = percent(combine.alpha, lang)
        more = ""
        if combine.beta:
            beta = percent(combine.beta, lang)
            more = f"，差距在{beta}以内的从轻" if zh else f", gentle within {beta}"
        return (
            f"按下级平均得分率，减去其与最低得分率之差的{alpha}合成{more}"
            if zh
            else f"mean of the rates below it, less {alpha} of the gap to the lowest{more}"
        )
    if isinstance(combine, Owa):
        if combine.order is None:
            e = number(combine.exponent or 0)
            more = f"次序权重按累计比例的{e}次方" if zh else f"order weights from r to the {e}"
        else:
            weights = listed([number(weight) for weight in combine.order], lang)
            more = f"由高到低权重依次为{weights}" if zh else f"weights {weights}, the best first"
        return (
            f"按下级得分率由高到低排序加权合成，{more}"
            if zh
            else f"ordered weighted mean of the rates below it; {more}"
        )
    said = _NAMES[combine.kind][0 if zh else 1]
    if isinstance(combine, Power):
        said = said.format(p=number(combine.exponent))
    if isinstance(combine, OnScale):
        said += _scale(combine, lang)
    return said


def _scale(combine: OnScale, lang: Lang) -> str:
    """Say the scale where it is not that of rates, and the floor."""
    zh = lang == "zh"
    of_rates = combine.zero == 0 and combine.full == 1
    said = ""
    if not of_rates:
        low, high = number(combine.zero), number(combine.full)
        said += f"（得分率先换算到{low}至{high}）" if zh else f", rates set on {low} to {high}"
    if combine.floor is None:
        return said
    if combine.floor == 0 and combine.zero == 0:
        return said + ("，一项无分则全无" if zh else "; one without points leaves none")
    floor = number(combine.floor)
    if of_rates:
        floor = number(combine.floor * 100) + ("%" if zh else " %")
    return said + (f"，低于{floor}的按{floor}计" if zh else f"; below {floor} counts as {floor}")

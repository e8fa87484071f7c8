"""What a key of a scheme file is called, and its value in words, as far as there are any.

In: a key, its value and the scheme that it stands in. Out: a sentence or a number; what has no
words is shown as the file would write it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gkeval.measures.sentences import say_measure
from gkeval.rules.sentences import say_rule
from gkeval.scheme.combining_words import say_combine
from gkeval.scheme.flow import flow
from gkeval.scheme.model import Indicator, Scheme
from gkeval.scheme.notes import say_not_applicable
from gkeval.spec import Lang, Text
from gkeval.words import label, listed, number

KEYS: dict[str, tuple[str, str]] = {
    "title": ("名称", "title"),
    "percent": ("占上级百分比", "per cent of its parent"),
    "out_of": ("按多少分计", "marked out of"),
    "draw": ("随机抽取", "draw"),
    "parent": ("上级指标", "parent"),
    "children": ("下级指标", "children"),
    "order": ("顺序", "order"),
    "not_applicable": ("不适用时的处理", "where it does not apply"),
    "adjustment": ("内容", "what it does"),
    "scale_to": ("折算满分", "converted to"),
    "points_from": ("分值来源", "source of the points"),
    "missing": ("未评估的处理", "what is not assessed"),
    "rounding": ("修约", "rounding"),
    "calendar": ("日历", "calendar"),
    "failed": ("不合格的称谓", "what a failure is called"),
    "lang": ("语言", "language"),
    "format": ("文件格式", "file format"),
    "within": ("所属类别", "within"),
    "at_least": ("分数线", "score from"),
    "top": ("名额比例", "best share"),
    "needs": ("附加条件", "conditions"),
    "kind": ("种类", "kind"),
    "reason": ("理由", "reason"),
    "reconcile": ("多名评估员的处理", "several raters"),
}


def key_word(key: str, lang: Lang) -> str:
    """Return what a key is called; the key itself where it has no word."""
    if key in KEYS:
        return KEYS[key][lang != "zh"]
    try:
        return label(key, lang)
    except KeyError:
        return key


def told_apart(said: str, now: str, before: Any, after: Any) -> tuple[str, str]:
    """Return words, or what the file writes where words do not show the difference."""
    if said != now:
        return said, now
    return as_written(before), as_written(after)


def say_value(scheme: Scheme, owner: Any, key: str, value: Any, lang: Lang) -> str:
    """Say the value of a key in words, as far as there are any."""
    written = as_written(value)
    if not written:
        return ""
    if isinstance(value, Text):
        return value.to(lang)
    if isinstance(owner, Indicator):
        if key == "measure":
            return say_measure(value, lang, scheme.words)
        if key == "rule":
            titles = {name: group.title for name, group in scheme.groups.items()}
            points = owner.points
            return say_rule(value, lang, points=points, measure=owner.measured, groups=titles)
        if key == "groups":
            return listed((scheme.groups[name].title.to(lang) for name in value), lang)
    if key == "not_applicable":
        return say_not_applicable(scheme, value, lang)
    if key == "combine":
        return say_combine(value, lang)
    if written == "{}":  # nothing but defaults
        return "默认" if lang == "zh" else "default"
    return written


def as_written(value: Any) -> str:
    """Return a value as the file writes it; empty for none."""
    if value is None or value in ((), {}, ""):
        return ""
    return number(value) if isinstance(value, Decimal) else flow(value)

"""A rule said in a sentence, in Chinese and English, so that a lawyer can proofread it.

In: a rule of a scheme, and what is known beside it (points, measure, groups). Out: text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gkeval.measures.kinds import Measure, Scale
from gkeval.measures.phrases import counting_word
from gkeval.rules import kinds
from gkeval.rules.kinds import Rule
from gkeval.spec import Lang, Text
from gkeval.words import day, in_points, number, percent, sentence

METHODS: dict[tuple[str, str], tuple[str, str]] = {
    ("max", "more"): (
        "与同类别最高值之比为得分率",
        "rate is the value divided by the highest of the group",
    ),
    ("minmax", "more"): (
        "同类别最高的得满分，最低的不得分，其间按比例计分",
        "full points for the highest of the group, none for the lowest, in proportion between",
    ),
    ("minmax", "less"): (
        "同类别最低的得满分，最高的不得分，其间按比例计分",
        "full points for the lowest of the group, none for the highest, in proportion between",
    ),
    ("rank", "more"): (
        "按同类别从高到低的名次计分，第一名得满分，末名不得分，逐名等距递减",
        "by rank within the group, the highest first: full points for the first, none for the "
        "last, in equal steps",
    ),
    ("rank", "less"): (
        "按同类别从低到高的名次计分，第一名得满分，末名不得分，逐名等距递减",
        "by rank within the group, the lowest first: full points for the first, none for the "
        "last, in equal steps",
    ),
    ("percentile", "more"): (
        "得分率为同类别中不高于本单位的单位所占比例",
        "rate is the share of the group that is not higher",
    ),
    ("percentile", "less"): (
        "得分率为同类别中不低于本单位的单位所占比例",
        "rate is the share of the group that is not lower",
    ),
}
"""What `relative` does by method and by what is better: Chinese, English."""


@dataclass(frozen=True)
class _Known:
    """What a sentence may use beside the rule."""

    lang: Lang
    points: Decimal | None
    scale: Scale | None
    word: str
    groups: Mapping[str, str]
    span: str

    def pick(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def amount(self, value: Decimal | date) -> str:
        """Say a limit in the unit of the measure."""
        if isinstance(value, date):
            return day(value, self.lang)
        if self.scale == "share":
            return percent(value, self.lang)
        if self.scale == "days":
            return number(value) + self.pick("天", " days")
        return number(value) + self.word

    def limit(self, limit: Any, template: str) -> str:
        """Say a limit, or every group's own; `template` holds one `{}`."""
        if not isinstance(limit, Mapping):
            return template.format(self.amount(limit))
        said = []
        for name, value in limit.items():
            group, one = self.groups.get(name, name), template.format(self.amount(value))
            said.append(self.pick(f"{group}{one}", f"{one} ({group})"))
        return self.pick("、", ", ").join(said)

    def earned(self, rate: Decimal) -> str:
        """Say what a rate earns: points where they are known."""
        if rate in (0, 1):
            return self.pick(*(("得满分", "full points") if rate else ("不得分", "no points")))
        if self.points is None:
            return self.pick(f"得{percent(rate, 'zh')}的分", f"{percent(rate, 'en')} of the points")
        points = number(rate * self.points)
        return self.pick(f"得{points}分", in_points(points, "en"))


def say_rule(
    rule: Rule,
    lang: Lang,
    *,
    points: Decimal | None = None,
    measure: Measure | None = None,
    groups: Mapping[str, Text] | None = None,
    span: str = "",
) -> str:
    """Say how a value becomes points.

    Parameters
    ----------
    rule
        Any of `rules.kinds.KINDS`.
    lang
        ``"zh"`` or ``"en"``.
    points
        What the indicator is worth; without it, rates are said as a share of the points.
    measure
        The indicator's measure: shares are then said as per cents, days as days, whole numbers
        with their Chinese counting word.
    groups
        Titles of the groups, for limits by group.
    span
        Words for the period that begin the sentence, such as 全年.

    Examples
    --------
    >>> from gkeval.measures.kinds import Count
    >>> rule = kinds.AtLeast(kind="at_least", target=2)
    >>> say_rule(rule, "zh", measure=Count(kind="count", table="interpretations"), span="全年")
    '全年不少于2次得满分，否则不得分。'
    >>> say_rule(rule, "en")
    'Full points for at least 2; otherwise none.'
    """
    known = _Known(
        lang,
        points,
        measure.scale if measure is not None else None,
        counting_word(measure, lang),
        {name: title.to(lang) for name, title in (groups or {}).items()},
        span,
    )
    return sentence(_SAY[type(rule)](rule, known), lang)


def _at_least(rule: kinds.AtLeast, known: _Known) -> Iterator[str]:
    if known.lang == "zh":
        yield f"{known.span}{known.limit(rule.target, '不少于{}')}得满分"
        yield "否则不得分"
    else:
        yield f"full points for {known.limit(rule.target, 'at least {}')}{_in(known)}"
        yield "otherwise none"


def _at_most(rule: kinds.AtMost, known: _Known) -> Iterator[str]:
    if known.lang == "zh":
        yield f"{known.span}{known.limit(rule.target, '不超过{}')}得满分"
        yield "超过不得分"
    else:
        yield f"full points for {known.limit(rule.target, 'at most {}')}{_in(known)}"
        yield "none above"


def _in(known: _Known) -> str:
    return f" {known.span}" if known.span else ""


def _proportion(rule: kinds.Proportion, known: _Known) -> Iterator[str]:
    if known.scale == "share" and rule.target == 1:
        yield known.pick("按比例得分", "points in proportion to the share")
        return
    if known.lang == "zh":
        yield f"{known.span}{known.limit(rule.target, '达到{}')}得满分"
        yield "不足的按比例得分"
    else:
        yield f"full points for {known.limit(rule.target, '{}')} or more{_in(known)}"
        yield "below in proportion"


def _linear(rule: kinds.Linear, known: _Known) -> Iterator[str]:
    full, zero = known.amount(rule.full), known.amount(rule.zero)
    up = rule.full > rule.zero
    more, less = known.pick("不少于", "at least "), known.pick("不超过", "at most ")
    full = (more if up else less) + full
    if rule.zero or known.scale == "number":  # nothing lies below 0 elsewhere
        zero = (less if up else more) + zero
    yield known.pick(f"{known.span}{full}得满分", f"full points for {full}{_in(known)}")
    yield known.pick(f"{zero}不得分", f"none for {zero}")
    yield known.pick("其间按比例得分", "in proportion between")


def _steps(rule: kinds.Steps, known: _Known) -> Iterator[str]:
    up = rule.steps[0].at_least is not None
    ordered = sorted(
        rule.steps, key=lambda s: -(s.at_least or 0) if s.at_least is not None else s.at_most or 0
    )
    words = known.pick(*(("不少于", "at least ") if up else ("不超过", "at most ")))
    for step in (step for step in ordered if step.rate):
        limit = step.at_least if step.at_least is not None else step.at_most
        amount = known.amount(limit if limit is not None else Decimal(0))
        earned = known.earned(step.rate)
        yield known.pick(f"{words}{amount}{earned}", f"{earned} for {words}{amount}")
    if not (up and ordered[-1].at_least == 0 and ordered[-1].rate and known.scale != "number"):
        yield known.pick("其余不得分", "otherwise none")


def _levels(rule: kinds.Levels, known: _Known) -> Iterator[str]:
    said = [
        known.pick(f"“{level}”{known.earned(rate)}", f"“{level}” {known.earned(rate)}")
        for level, rate in rule.levels.items()
    ]
    yield known.pick(f"按评定等次：{'，'.join(said)}", f"by the level given: {', '.join(said)}")


def _checklist(rule: kinds.Checklist, known: _Known) -> Iterator[str]:
    yield known.pick("要素齐全得满分", "full points when every element is there")
    if known.points is None:
        lost = known.pick(f"{percent(rule.lost, 'zh')}的分", f"{percent(rule.lost, 'en')} of them")
    else:
        lost = in_points(number(rule.lost * known.points), known.lang)
    yield known.pick(f"每缺一项扣{lost}", f"{lost} off for each that is missing")
    yield known.pick("扣完为止", "until none are left")


def _deadline(rule: kinds.Deadline, known: _Known) -> Iterator[str]:
    if known.lang == "zh":
        yield f"{known.limit(rule.by, '{}（含）前')}完成得满分"
    else:
        yield f"full points when done {known.limit(rule.by, 'by {}')}"
    for late in rule.late:
        earned = known.earned(late.rate)
        yield known.pick(f"迟{late.days}天以内{earned}", f"{earned} up to {late.days} days late")
    yield known.pick("更迟或未完成不得分" if rule.late else "逾期或未完成不得分", "otherwise none")


def _deduct(rule: kinds.Deduct, known: _Known) -> Iterator[str]:
    points, word = number(rule.per_case), known.word or known.pick("次", "")
    free = f"{rule.free}{word}" if rule.free else ""
    if known.scale == "number":  # points that were added up are no cases
        beyond = number(rule.free) if rule.free else ""
        times = points if rule.per_case != 1 else ""
        over = known.pick(f"超过{beyond}的部分", f" beyond {beyond}") if beyond else ""
        more = known.pick(f"的{times}倍", f" times {times}") if times else ""
        yield known.pick(f"按取数结果{over}{more}扣分", f"points off: the value{over}{more}")
        yield known.pick("扣完为止", "until none are left")
        return
    if known.lang == "zh":
        yield f"超过{free}的，每{word}扣{points}分" if free else f"每{word}扣{points}分"
        yield "扣完为止"
    else:
        off = in_points(points, "en")
        yield f"{off} off for every case{f' after the first {free}' if free else ''}"
        yield "until none are left"


def _trend(rule: kinds.Trend, known: _Known) -> Iterator[str]:
    up, flat, down = (known.earned(rate) for rate in (rule.up, rule.flat, rule.down))
    yield known.pick(f"上升{up}", f"{up} for a rise")
    yield known.pick(f"持平{flat}", f"{flat} for no change")
    yield known.pick(f"下降{down}", f"{down} for a fall")
    if rule.tolerance:
        tolerance = number(rule.tolerance)
        yield known.pick(f"增减不超过{tolerance}算持平", f"changes up to {tolerance} being none")


def _relative(rule: kinds.Relative, known: _Known) -> Iterator[str]:
    yield known.pick(*METHODS[rule.method, rule.better])
    if rule.method == "max" and known.scale == "number":
        yield known.pick("不高于0的不得分", "none for 0 or less")
    if rule.method != "percentile":
        yield known.pick("各单位相同的均得满分", "full points for all when all are equal")


def _expert(rule: kinds.Expert, known: _Known) -> Iterator[str]:
    full = "" if known.points is None else number(known.points)
    if rule.scale == "points":
        most = known.pick(f"，最高{full}分", f", at most {full}") if full else ""
        yield known.pick(f"所评分数即为得分{most}", f"the points given are the score{most}")
    elif rule.scale == "percent":
        yield known.pick("按百分制评定，折算为得分", "given out of 100 and converted into points")
    else:
        yield known.pick("评定得分率（0到1），折算为得分", "given as a rate from 0 to 1")


_SAY: dict[type, Callable[[Any, _Known], Iterator[str]]] = {
    kinds.AtLeast: _at_least,
    kinds.AtMost: _at_most,
    kinds.Proportion: _proportion,
    kinds.Linear: _linear,
    kinds.Steps: _steps,
    kinds.Levels: _levels,
    kinds.Checklist: _checklist,
    kinds.Deadline: _deadline,
    kinds.Deduct: _deduct,
    kinds.Trend: _trend,
    kinds.Relative: _relative,
    kinds.Expert: _expert,
}

"""Adjustments said in words: what is added, taken off, capped or vetoed, and when.

In: an adjustment of a scheme. Out: a sentence, in Chinese or English.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from gkeval.measures.kinds import Judgement, Measure
from gkeval.measures.phrases import counting_word
from gkeval.measures.sentences import say_measure
from gkeval.scheme.adjustments import Adjustment, Bonus, Cap, Deduction, Veto, When
from gkeval.spec import Lang
from gkeval.words import in_points, number, percent, sentence

if TYPE_CHECKING:
    from gkeval.scheme.model import Scheme

KINDS: dict[str, tuple[str, str]] = {
    "bonus": ("加分", "bonus"),
    "deduction": ("扣分", "deduction"),
    "cap": ("封顶", "cap"),
    "veto": ("一票否决", "veto"),
    "gate": ("门槛", "gate"),
}
"""Kinds of adjustment: Chinese, English."""


def say_adjustment(adjustment: Adjustment, scheme: Scheme, lang: Lang) -> str:
    """Say what an adjustment does, and when.

    Parameters
    ----------
    adjustment
        Any of `scheme.adjustments.ADJUSTMENTS`.
    scheme
        Gives the titles of indicators.
    lang
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> import gkeval as gk
    >>> from gkeval.scheme.adjustments import Gate
    >>> gate = Gate(id="pass", title={"zh": "基础分"}, kind="gate", below=60)
    >>> say_adjustment(gate, gk.load_scheme("sichuan-land-2011"), "zh")
    '此时得分低于60分的不合格，其后各项不再计。'
    """
    words = _Words(lang, getattr(adjustment, "measured", None))
    parts = list(words.of(adjustment))
    if on := getattr(adjustment, "on", None):
        title = scheme.by_id[on].title.to(lang) if on in scheme.by_id else on
        parts.append(words.pick(f"只作用于指标“{title}”", f"on the indicator “{title}” only"))
    if words.measure is not None and not isinstance(words.measure, Judgement):
        counted = say_measure(words.measure, lang, scheme.words).rstrip("。.")
        parts.append(
            words.pick(f"取数口径：{counted}", f"measured as {counted[:1].lower()}{counted[1:]}")
        )
    return sentence(parts, lang)


class _Words:
    """Words for one adjustment in one language."""

    def __init__(self, lang: Lang, measure: Measure | None) -> None:
        self.lang = lang
        self.measure = measure

    def pick(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def points(self, value: Decimal) -> str:
        return in_points(number(value), self.lang)

    def value(self, value: Decimal) -> str:
        """Say a measured value in its unit."""
        if self.measure is not None and self.measure.scale == "share":
            return percent(value, self.lang)
        return number(value) + counting_word(self.measure, self.lang)

    def when(self, when: When) -> str:
        """Say a condition on the measured value."""
        words = (
            (when.at_least, "不少于", "at least"),
            (when.at_most, "不超过", "at most"),
            (when.above, "高于", "above"),
            (when.below, "低于", "below"),
        )
        said = [
            self.pick(f"{zh}{self.value(limit)}", f"{en} {self.value(limit)}")
            for limit, zh, en in words
            if limit is not None
        ]
        return self.pick("且", " and ").join(said)

    def of(self, adjustment: Adjustment) -> Iterator[str]:
        """Yield the clauses that say what it does."""
        if isinstance(adjustment, Bonus | Deduction):
            yield from self._amount(adjustment)
        elif isinstance(adjustment, Cap):
            most = (
                self.points(adjustment.at)
                if adjustment.at is not None
                else self.pick("可得分的", "") + percent(adjustment.share or 0, self.lang)
            )
            when = self.when(adjustment.when)
            yield self.pick(f"{when}时得分不超过{most}", f"score at most {most} when {when}")
        elif isinstance(adjustment, Veto):
            when = self.when(adjustment.when)
            yield self.pick(f"{when}即否决", f"vetoed when {when}")
            if adjustment.score is not None:
                score = self.points(adjustment.score)
                yield self.pick(f"总分定为{score}", f"the total becomes {score}")
            else:
                yield self.pick("评定为不合格", "the unit fails")
            if adjustment.parent_too:
                yield self.pick("上级单位同时否决", "the parent unit as well")
        else:
            below = self.points(adjustment.below)
            yield self.pick(
                f"此时得分低于{below}的不合格", f"a score so far below {below} fails the unit"
            )
            yield self.pick("其后各项不再计", "nothing after it counts")

    def _amount(self, adjustment: Bonus | Deduction) -> Iterator[str]:
        act = self.pick("加", "add") if adjustment.kind == "bonus" else self.pick("扣", "take off")
        gap = self.pick("", " ")

        def does(points: Decimal) -> str:
            return f"{act}{gap}{self.points(points)}"

        word = counting_word(self.measure, self.lang) or self.pick("次", "")
        if adjustment.per_case is not None:
            each = does(adjustment.per_case)
            yield self.pick(f"每{word}{each}", f"{each} for each")
        elif adjustment.ladder is not None:
            ladder = adjustment.ladder
            start, first = self.value(ladder.start), does(ladder.points)
            yield self.pick(f"达到{start}{first}", f"{first} from {start} on")
            if ladder.each is not None:
                again = does(ladder.each_points or ladder.points)
                each = self.value(ladder.each)
                yield self.pick(
                    f"每再增加{each}再{again}", f"{again} again for each further {each}"
                )
        elif adjustment.steps is not None:
            for step in adjustment.steps:
                said, limit = does(step.points), self.value(step.at_least)
                yield self.pick(f"不少于{limit}{said}", f"{said} for at least {limit}")
        elif adjustment.judged_up_to is not None:
            most = self.points(adjustment.judged_up_to)
            yield self.pick(
                f"由评估员酌情{act}分，最多{most}", f"{act} what is judged, at most {most}"
            )
        else:
            when = self.when(adjustment.when)
            if adjustment.amount is not None:
                said = does(adjustment.amount)
            else:
                share = percent(adjustment.share or 0, self.lang)
                said = self.pick(f"{act}得分的{share}", f"{act} {share} of the score")
            yield self.pick(f"{when}时{said}", f"{said} when {when}")
        if adjustment.cap is not None:
            cap = self.points(adjustment.cap)
            yield self.pick(f"合计不超过{cap}", f"at most {cap} in all")
        if isinstance(adjustment, Bonus) and adjustment.opens_above is not None:
            gate = self.points(adjustment.opens_above)
            yield self.pick(
                f"此前得分高于{gate}才计", f"only when the score so far is above {gate}"
            )
        if isinstance(adjustment, Bonus) and adjustment.opens_at is not None:
            gate = self.points(adjustment.opens_at)
            yield self.pick(
                f"此前得分达到{gate}才计", f"only when the score so far is at least {gate}"
            )

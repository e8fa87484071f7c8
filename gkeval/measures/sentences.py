"""A measure said in a sentence, in Chinese and English, so that a lawyer can proofread it.

In: a measure of a scheme, or a value of one. Out: text. Tables, columns and codes are shown with
the words of `gkeval.tables`; columns that records bring themselves are shown by their name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from gkeval.measures import kinds
from gkeval.measures.columns import DATES
from gkeval.measures.kinds import Measure, Scale
from gkeval.measures.phrases import (
    NOUNS,
    noun,
    say_cell,
    say_column,
    say_columns,
    say_where,
)
from gkeval.measures.wording import Words, worded
from gkeval.spec import Lang
from gkeval.words import day, listed, number, percent, sentence

Pair = tuple[str, str]

UNITS: dict[str, Pair] = {
    "workdays": ("个工作日", "working days"),
    "days": ("天", "days"),
    "weeks": ("周", "weeks"),
    "months": ("个月", "months"),
    "hours": ("小时", "hours"),
}
"""Units of a lag: Chinese, English."""

_EMPTY: dict[str, Pair] = {
    "full": ("没有可计的记录时视为全部达到", "fully met when there is nothing to count"),
    "zero": ("没有可计的记录时按零计", "zero when there is nothing to count"),
    "not_applicable": ("没有可计的记录时不适用", "not applicable when there is nothing to count"),
    "not_assessed": ("没有可计的记录时按未评估处理", "not assessed when there is nothing to count"),
}
_DURING: dict[str, Pair] = {
    "period": ("只计评估期内的", "within the period"),
    "until_end": ("截至评估期末", "up to the end of the period"),
    "any": ("不限日期", "whatever the date"),
}
_EPOCH = date(1970, 1, 1)


def say_value(scale: Scale, value: float, numerator: float, denominator: float, lang: Lang) -> str:
    """Say a value, with what it was made of.

    Parameters
    ----------
    scale
        What the measure's values are.
    value
        The value; dates as days since 1970-01-01; NaN where there is none.
    numerator, denominator
        Whole numbers, or NaN where the measure has none.
    lang
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> say_value("share", 0.75, 3, 4, "zh")
    '3 ÷ 4 = 75%'
    >>> say_value("share", 0.0, 0, 0, "zh")
    '没有应评的事项'
    >>> say_value("date", 17531, float("nan"), float("nan"), "en")
    '31 December 2017'
    """
    if denominator == 0:
        return "没有应评的事项" if lang == "zh" else "nothing to take a share of"
    if value != value:
        return "—"
    if scale == "date":
        return day(_EPOCH + timedelta(days=int(value)), lang)
    if scale == "days":
        return f"{number(value)}天" if lang == "zh" else f"{number(value)} days"
    said = percent(value, lang) if scale == "share" else number(value, 4)
    if scale in ("share", "number") and numerator == numerator and denominator == denominator:
        return f"{number(numerator)} ÷ {number(denominator)} = {said}"
    return said


def say_measure(measure: Measure, lang: Lang, words: Words | None = None) -> str:
    """Say what is counted, and how.

    Parameters
    ----------
    measure
        Any of `measures.kinds.KINDS`.
    lang
        ``"zh"`` or ``"en"``.
    words
        The scheme's own, for the codes that it names.

    Examples
    --------
    >>> measure = kinds.Distinct(
    ...     kind="distinct", table="interpretations", of=["post", "policy", "event"],
    ...     where={"author_role": "principal"})
    >>> print(say_measure(measure, "zh"))
    解读人身份为主要负责人的政策解读次数，职务、政策和原始活动都相同的只计一次。
    >>> print(say_measure(measure, "en"))
    Number of interpretations of policy with author role principal; those alike in post, policy \
and event counting once.
    """
    measure = worded(measure, words or {}, lang)
    parts = [*_SAY[type(measure)](measure, lang), *_when(measure, lang)]
    if isinstance(measure, kinds.Share | kinds.ShareWithin | kinds.Staleness | kinds.Coverage):
        parts.append(_pick(_EMPTY[measure.when_empty], lang))
    return sentence(parts, lang)


def _pick(pair: Pair, lang: Lang) -> str:
    return pair[0] if lang == "zh" else pair[1]


def _rows(measure: Any, lang: Lang) -> str:
    """Name the records that a measure looks at: those that pass its conditions."""
    said, rows = say_where(measure.where, measure.table, lang), noun(measure.table, lang)
    if not said:
        return rows
    return f"{said}的{rows}" if lang == "zh" else f"{rows} with {said}"


def _when(measure: Any, lang: Lang) -> Iterator[str]:
    """Say which dates count, where that is not the usual."""
    fields = type(measure).model_fields
    if "during" not in fields:
        return
    own = measure.period
    lag, first = isinstance(measure, kinds.ShareWithin), isinstance(measure, kinds.FirstDate)
    if measure.date not in (None, DATES[measure.table]) and not first and measure.during != "any":
        word = say_column(measure.table, measure.date, lang)
        during = "归入评估期" if measure.during == "period" else ""
        yield _pick((f"按{word}{during}", f"dated by {word}"), lang)
    if measure.during != fields["during"].default and not lag:
        yield _pick(_DURING[measure.during], lang)
    if own:
        ends = [day(end, lang) for end in (own.start, own.end)]
        yield _pick((f"期间为{'至'.join(ends)}", f"from {' to '.join(ends)}"), lang)


def _count(measure: kinds.Count | kinds.Distinct, lang: Lang) -> Iterator[str]:
    rows = _rows(measure, lang)
    yield _pick((f"{rows}{NOUNS[measure.table][1]}数", f"number of {rows}"), lang)
    if isinstance(measure, kinds.Distinct):
        of = say_columns(measure.table, measure.of, lang)
        all_of = "都" if len(measure.of) > 1 else ""
        yield _pick(
            (
                f"{of}{all_of}相同的只计一{NOUNS[measure.table][1]}",
                f"those alike in {of} counting once",
            ),
            lang,
        )


def _tally(measure: kinds.Tally, lang: Lang) -> Iterator[str]:
    rows = _rows(measure, lang)
    if measure.column is not None:
        column = say_column(measure.table, measure.column, lang)
        yield _pick((f"{rows}的{column}合计", f"sum of {column} of {rows}"), lang)
        return
    by = say_column(measure.table, str(measure.by), lang)
    worth = [
        f"{say_cell(measure.table, str(measure.by), code, lang)} {number(points)}"
        for code, points in measure.points.items()
    ]
    yield _pick(
        (
            f"{rows}按{by}记分后合计（{listed(worth, lang)}，其余不计）",
            f"points of {rows} by {by}, added up ({listed(worth, lang)}; others nothing)",
        ),
        lang,
    )


def _share(measure: kinds.Share, lang: Lang) -> Iterator[str]:
    rows, hit = _rows(measure, lang), say_where(measure.hit, measure.table, lang)
    yield _pick((f"{rows}中{hit}的所占比例", f"share of {rows} that have {hit}"), lang)
    if measure.weight:
        weight = say_column(measure.table, measure.weight, lang)
        yield _pick((f"按{weight}合计计算", f"summed by {weight}"), lang)


def _share_within(measure: kinds.ShareWithin, lang: Lang) -> Iterator[str]:
    rows, unit = _rows(measure, lang), _pick(UNITS[measure.unit], lang)
    start, end = (say_column(measure.table, c, lang) for c in (measure.start, measure.end))
    gap = "" if lang == "zh" else " "
    most = "" if measure.at_most is None else f"{measure.at_most}{gap}{unit}"
    if measure.clock == "request":
        term = most or _pick(("法定期限", "the term of the law"), lang)
        yield _pick(
            (f"{rows}中在{term}内答复的所占比例", f"share of {rows} answered within {term}"), lang
        )
        yield _pick(
            (
                "补正、征求意见、缴费和延期按《政府信息公开条例》计算期限",
                "clarification, consultation, fees and extension as the Regulation reckons them",
            ),
            lang,
        )
    else:
        least = "" if measure.at_least is None else f"{measure.at_least}{gap}{unit}"
        lag = _pick((f"不超过{most}", f"at most {most}"), lang)
        if least:
            lag = _pick((f"不少于{least}、{lag}", f"at least {least} and {lag}"), lang)
        yield _pick(
            (
                f"{rows}中从{start}到{end}{lag}的所占比例",
                f"share of {rows} with {lag} from {start} to {end}",
            ),
            lang,
        )
    yield _pick(
        (
            "评估期内到期的才计，到期未完成的算超期",
            "counting what falls due in the period, late when it is due and not done",
        ),
        lang,
    )


def _longest_gap(measure: kinds.LongestGap, lang: Lang) -> Iterator[str]:
    rows = _rows(measure, lang)
    yield _pick(
        (
            f"相邻两次{rows}之间最长的间隔天数，期初和期末也计",
            f"longest time in days between two {rows}, both ends of the period included",
        ),
        lang,
    )
    if measure.by:
        by = say_columns(measure.table, measure.by, lang)
        yield _pick((f"按{by}分别计算后取最长", f"for each {by}, the longest of all"), lang)


def _staleness(measure: kinds.Staleness, lang: Lang) -> Iterator[str]:
    rows, updated = _rows(measure, lang), say_column(measure.table, measure.updated, lang)
    if isinstance(measure.at_most, str):
        own = say_column(measure.table, measure.at_most, lang)
        within = _pick((f"各自{own}内", f"its own {own}"), lang)
    else:
        within = _pick((f"{measure.at_most}天内", f"{measure.at_most} days"), lang)
    yield _pick(
        (
            f"{rows}中检查日期前{within}有更新的所占比例，以{updated}为准，无日期的算未更新",
            f"share of {rows} updated within {within} before the check date, by {updated}, "
            "undated ones not counting as updated",
        ),
        lang,
    )
    if measure.explained:
        yield _pick(("有说明页的也算", "those with an explanation page counting as well"), lang)


def _coverage(measure: kinds.Coverage, lang: Lang) -> Iterator[str]:
    rows = _rows(measure, lang)
    weighted = [
        element + (f"×{measure.weights[element]}" if element in measure.weights else "")
        for element in measure.elements
    ]
    elements = listed(weighted, lang)
    yield _pick(
        (
            f"{rows}应有的{len(measure.elements)}项要素（{elements}）的齐备比例",
            f"share of the {len(measure.elements)} elements ({elements}) that {rows} have",
        ),
        lang,
    )
    together = ("同一单位的合并计算", "those of a unit taken together")
    each = ("逐条计算后合计", "summed over each of them")
    yield _pick(together if measure.over == "all" else each, lang)


def _first_date(measure: kinds.FirstDate, lang: Lang) -> Iterator[str]:
    rows = _rows(measure, lang)
    one = NOUNS[measure.table][1]
    yield _pick((f"{rows}中最早一{one}的日期", f"first date of {rows}"), lang)
    if measure.date not in (None, DATES[measure.table]):
        word = say_column(measure.table, measure.date, lang)
        yield _pick((f"以{word}为准", f"by {word}"), lang)


def _statistic(measure: kinds.Statistic, lang: Lang) -> Iterator[str]:
    sign = ("＋", "－", "÷") if lang == "zh" else (" + ", " − ", " ÷ ")
    above = sign[0].join(f"“{item}”" for item in measure.plus)
    above += "".join(f"{sign[1]}“{item}”" for item in measure.minus)
    below = sign[0].join(f"“{item}”" for item in measure.over)
    if below:
        above = f"({above})" if len(measure.plus) + len(measure.minus) > 1 else above
        above += sign[2] + (f"({below})" if len(measure.over) > 1 else below)
    yield _pick((f"统计数据{above}", f"reported number {above}"), lang)
    yield from _part(measure.part, lang)
    if measure.at:
        yield _pick((f"时期为{measure.at}", f"for {measure.at}"), lang)


def _change(measure: kinds.Change, lang: Lang) -> Iterator[str]:
    item, before, now = f"“{measure.item}”", measure.before, measure.now
    if measure.as_ == "ratio":
        said = (f"统计数据{item}从{before}到{now}的增减比例", f"relative change of {item}")
    else:
        said = (f"统计数据{item}从{before}到{now}的增减量", f"difference of {item}")
    yield said[0] if lang == "zh" else f"{said[1]} from {before} to {now}"
    yield from _part(measure.part, lang)


def _part(part: str | None, lang: Lang) -> Iterator[str]:
    if part:
        yield _pick((f"分项为“{part}”", f"part “{part}”"), lang)


def _judgement(measure: kinds.Judgement, lang: Lang) -> Iterator[str]:
    yield _pick(("由评估员评定", "what the raters give"), lang)


_SAY: dict[type, Callable[[Any, Lang], Iterator[str]]] = {
    kinds.Count: _count,
    kinds.Distinct: _count,
    kinds.Tally: _tally,
    kinds.Share: _share,
    kinds.ShareWithin: _share_within,
    kinds.LongestGap: _longest_gap,
    kinds.Staleness: _staleness,
    kinds.Coverage: _coverage,
    kinds.FirstDate: _first_date,
    kinds.Statistic: _statistic,
    kinds.Change: _change,
    kinds.Judgement: _judgement,
}

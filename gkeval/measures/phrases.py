"""Tables, columns and conditions of measures in words, Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gkeval.measures.columns import declared, split
from gkeval.measures.kinds import Measure, Test, Where
from gkeval.spec import Lang
from gkeval.tables import Column
from gkeval.words import day, listed

NOUNS: dict[str, tuple[str, str, str]] = {
    "documents": ("文件", "件", "documents"),
    "interpretations": ("政策解读", "次", "interpretations of policy"),
    "requests": ("依申请公开", "件", "requests for information"),
    "pauses": ("征求意见", "次", "consultations"),
    "incidents": ("事件", "起", "incidents"),
    "activities": ("活动", "次", "activities"),
    "columns": ("网站栏目", "个", "site columns"),
    "updates": ("栏目更新", "次", "column updates"),
    "checks": ("检查", "次", "checks"),
    "absences": ("未查到记录", "条", "searches that found nothing"),
    "entries": ("目录条目", "条", "catalogue entries"),
    "statistics": ("统计数据", "项", "statistics"),
    "judgements": ("评分", "条", "judgements"),
    "samples": ("抽样说明", "条", "statements of samples"),
    "rectifications": ("整改事项", "项", "problems to correct"),
    "units": ("评估对象", "个", "units"),
}
"""What the rows of a table are called: Chinese, the Chinese counting word, English plural."""


def noun(table: str, lang: Lang) -> str:
    """Return what the rows of a table are called.

    >>> noun("documents", "zh"), noun("documents", "en")
    ('文件', 'documents')
    """
    return NOUNS[table][0 if lang == "zh" else 2]


def counting_word(measure: Measure | None, lang: Lang) -> str:
    """Return the word that follows a measure's whole numbers; English and other scales have none.

    >>> from gkeval.measures.kinds import Count
    >>> counting_word(Count(kind="count", table="incidents"), "zh")
    '起'
    """
    if lang == "en" or measure is None or measure.scale != "whole":
        return ""
    return NOUNS[measure.table][1]


def say_column(table: str, name: str, lang: Lang) -> str:
    """Return a column in words; one that is not declared by its own name.

    >>> say_column("interpretations", "author_role", "zh")
    '解读人身份'
    >>> say_column("interpretations", "documents.kind", "en")
    'kind (documents)'
    """
    other, own = split(name)
    column = declared(table, name)
    if lang == "zh":
        words = column.zh if column else own
        return f"{noun(other, lang)}的{words}" if other else words
    words = own.replace("_", " ")
    return f"{words} ({noun(other, lang)})" if other else words


def say_columns(table: str, names: tuple[str, ...], lang: Lang) -> str:
    """Return several columns in words.

    >>> say_columns("interpretations", ("post", "event"), "zh")
    '职务和原始活动'
    """
    return listed((say_column(table, name, lang) for name in names), lang)


def say_cell(table: str, name: str, value: str, lang: Lang) -> str:
    """Return what a cell of a column holds, in words.

    >>> say_cell("interpretations", "author_role", "principal", "zh")
    '主要负责人'
    """
    return _cell(declared(table, name), value, lang)


def say_where(where: Where, table: str, lang: Lang) -> str:
    """Return conditions in words, all of which must hold; an empty text for none.

    >>> where = {"author_role": ("principal", "leader"), "policy": Test(known=True)}
    >>> say_where(where, "interpretations", "zh")
    '解读人身份为主要负责人或领导班子成员且政策已填写'
    >>> say_where(where, "interpretations", "en")
    'author role principal or leader and policy filled in'
    """
    said = [
        phrase
        for name, condition in where.items()
        for phrase in _phrases(table, name, condition, lang)
    ]
    return ("且" if lang == "zh" else " and ").join(said)


def _phrases(
    table: str, name: str, condition: str | tuple[str, ...] | Test, lang: Lang
) -> Iterator[str]:
    column, word = declared(table, name), say_column(table, name, lang)
    if isinstance(condition, str):
        condition = Test(equal=condition)
    elif isinstance(condition, tuple):
        condition = Test(one_of=condition)

    def cells(*values: str) -> str:
        return listed((_cell(column, value, lang) for value in values), lang, "or")

    zh = lang == "zh"
    dated = column is not None and column.kind in ("date", "time")
    flagged = column is not None and column.kind == "flag"
    if condition.equal is not None:
        said = cells(condition.equal)
        yield f"{word}为{said}" if zh else f"{word}{':' if flagged else ''} {said}"
    if condition.one_of is not None:
        said = cells(*condition.one_of)
        yield f"{word}为{said}" if zh else f"{word} {said}"
    if condition.differs is not None:
        said = cells(condition.differs)
        yield f"{word}不为{said}" if zh else f"{word} other than {said}"
    if condition.at_least is not None:
        said = cells(condition.at_least)
        words = ("不早于", "not before") if dated else ("不少于", "at least")
        yield f"{word}{words[0]}{said}" if zh else f"{word} {words[1]} {said}"
    if condition.at_most is not None:
        said = cells(condition.at_most)
        words = ("不晚于", "not after") if dated else ("不超过", "at most")
        yield f"{word}{words[0]}{said}" if zh else f"{word} {words[1]} {said}"
    if condition.has is not None:
        said = cells(condition.has)
        yield f"{word}含{said}" if zh else f"{word} including {said}"
    if condition.known is not None:
        words = ("已填写", "filled in") if condition.known else ("未填写", "left empty")
        yield f"{word}{words[0]}" if zh else f"{word} {words[1]}"


def _cell(column: Column | None, value: str, lang: Lang) -> str:
    """Return what a cell holds in words: codes and flags by their words, texts in quotes."""
    kind = column.kind if column else "text"
    if kind == "code" and column is not None:
        word = dict(column.codes).get(value, value)
        return word if lang == "zh" else value.replace("_", " ")
    if kind == "flag":
        yes = value == "true"
        return ("是" if yes else "否") if lang == "zh" else ("yes" if yes else "no")
    if kind in ("date", "time") and len(value) == 10:
        try:
            return day(date.fromisoformat(value), lang)
        except ValueError:
            return value
    return value if kind in ("count", "number", "date", "time") else f"“{value}”"

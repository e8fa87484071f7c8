"""What a cell accepts as it is typed: drop-downs, limits, and the hint that says so.

In: a field of a sheet, or what may be answered for an indicator. Out: options of XlsxWriter's
``data_validation``. Conditions look at their own row only, so that they hold after filtering.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from gkeval.collecting import wording
from gkeval.collecting.asked import Answer
from gkeval.collecting.sheets import Choice, Field
from gkeval.spec import Lang
from gkeval.words import number

Options = dict[str, Any]
ListOf = Callable[[Choice], "list[str] | str"]
"""Gives the words of a drop-down, or the cells that hold them."""

_EARLIEST, _LATEST = datetime(1949, 1, 1), datetime(2100, 12, 31, 23, 59, 59)
_DATE = {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST}
_BY_KIND: dict[str, Options] = {
    "date": _DATE,
    "time": _DATE,
    "count": {"validate": "integer", "criteria": ">=", "value": 0},
    "number": {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15},
}
_LONGEST, _TITLE = 255, 32


def of_field(field: Field, list_of: ListOf) -> Options:
    """Return what a column of records accepts; nothing for what stands beside the records.

    >>> field = Field("*收到日期", "received", "date", 13, hint="日期，如 2017-03-05")
    >>> options = of_field(field, lambda choice: [])
    >>> options["validate"], options["input_title"]
    ('date', '收到日期')
    """
    if not field.key:
        return {}
    options: Options = {"validate": "any"}
    if field.choice is not None:
        options = {"validate": "list", "source": list_of(field.choice)}
        options |= {} if field.choice.strict else {"show_error": False}
    elif field.kind in _BY_KIND:
        options = dict(_BY_KIND[field.kind])
    elif not field.hint:
        return {}
    return options | _said(field.header.lstrip("*"), field.hint)


def of_answer(answer: Answer, cell: str, list_of: ListOf, lang: Lang) -> Options:
    """Return what the cells of judgements of one kind accept; `cell` is the first of them.

    >>> from decimal import Decimal
    >>> of_answer(Answer(("不适用",), Decimal(6)), "I3", lambda choice: [], "zh")["value"]
    '=OR(AND(ISNUMBER(I3),I3>=0,I3<=6),I3="不适用")'
    """
    options: Options = {"validate": "any"}
    if answer.most is not None:
        formula = _number_or_words(cell, number(answer.most), answer.words)
        if len(formula) <= _LONGEST:
            options = {"validate": "custom", "value": formula}
    else:
        options = {"validate": "list", "source": list_of(Choice(answer.words))}
    return options | _said(wording.pick(("可填", "allowed"), lang), answer.say(lang))


def _number_or_words(cell: str, most: str, words: Sequence[str]) -> str:
    """Return the condition that a cell holds a number from 0 to `most`, or one of the words."""
    parts = [f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<={most})"]
    for word in words:
        quoted = word.replace('"', '""')
        parts.append(f'{cell}="{quoted}"')
    return f"=OR({','.join(parts)})"


def _said(title: str, hint: str) -> Options:
    """Return the texts that are shown when a cell is selected, and when it is refused."""
    if not hint:
        return {}
    short = hint if len(hint) <= _LONGEST else hint[: _LONGEST - 1] + "…"
    names = ("input_title", "input_message", "error_title", "error_message")
    return dict(zip(names, (title[:_TITLE], short) * 2, strict=True))

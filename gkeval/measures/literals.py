"""What a condition compares with: the text in a scheme file → a value of the column's type."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from gkeval.spec import Refused
from gkeval.tables import Column, Kind

SPACES = "\t\n\v\f\r \u0085\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
SPACES += "\u2028\u2029\u202f\u205f\u3000"
"""What Unicode calls white space: ``\\s`` is that on some engines, and on others ASCII alone."""

NUMBER = f"^[{SPACES}]*[+-]?[0-9]{{1,15}}(?:[.][0-9]{{1,15}})?[{SPACES}]*$"
"""Text that is a number, for every engine's regular expressions."""

_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
DAY = (
    "^(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP}-02-29)$"
)
"""Text that is a day which exists, such as 2017-03-05."""

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_INSTANT = timedelta(microseconds=1)


def number(text: str) -> float:
    """Return a number.

    >>> number("2.5")
    2.5
    """
    if re.fullmatch(NUMBER, text):
        return float(text)
    raise Refused(
        "not_a_number",
        found=repr(text),
        allowed="a number such as 2 or 0.8",
        remedy="write a number, or compare with a column of another type",
    )


def span(text: str) -> tuple[datetime, datetime]:
    """Return the moments from which and before which a day, or a moment, lasts.

    >>> span("2017-12-31")[1]
    datetime.datetime(2018, 1, 1, 0, 0)
    >>> span("2017-12-31T08:30")[0]
    datetime.datetime(2017, 12, 31, 8, 30)
    """
    if re.fullmatch(DAY, text):
        start = datetime.fromisoformat(text)
        return start, start + timedelta(days=1)
    if _MOMENT.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return moment, moment + _INSTANT
    raise Refused(
        "not_a_date",
        found=repr(text),
        allowed="a day such as 2017-03-05, or a moment such as 2017-03-05T08:30",
        remedy="correct the date",
    )


def flag(text: str) -> bool:
    """Return a truth value.

    >>> flag("true")
    True
    """
    if text in ("true", "false"):
        return text == "true"
    raise Refused(
        "not_true_or_false",
        found=repr(text),
        allowed="true or false",
        remedy="write true or false, in lower case",
    )


def code(text: str, column: Column) -> str:
    """Return a code of a column."""
    if text in dict(column.codes):
        return text
    raise Refused(
        "unknown_code",
        found=repr(text),
        allowed=", ".join(f"{name} ({zh})" for name, zh in column.codes),
        remedy="write one of the codes",
    )


def is_day(text: str) -> bool:
    """Tell whether a text is a day or a moment."""
    return bool(re.fullmatch(DAY, text) or _MOMENT.fullmatch(text))


def parse(text: str, kind: Kind, column: Column | None = None) -> Any:
    """Return the value that a text stands for in a column of that kind.

    Dates and times give the moments from which and before which they last.

    Raises
    ------
    Refused
        When the text is no such value.
    """
    if kind == "code" and column is not None and column.codes:
        return code(text, column)
    if kind in ("text", "code", "list"):
        return text
    if kind in ("count", "number"):
        return number(text)
    return flag(text) if kind == "flag" else span(text)


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins."""
    return datetime(day.year, day.month, day.day)

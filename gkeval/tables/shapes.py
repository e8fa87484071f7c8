"""What a record table is: its columns, and what each of them holds.

In: nothing. Out: the frozen values that a declaration of a table is made of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "code", "list", "date", "time", "count", "number", "flag"]
"""What a column holds.

text: any text. code: one of a fixed set. list: several short texts, separated by ``;`` or ``、``.
date: a day; exports often carry a time of day in such columns, and then the day counts. time: a day
with a time of day, or a day alone for its midnight. count: a whole number from 0. number: any
number. flag: yes or no.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a record table.

    Parameters
    ----------
    name, zh
        The column's English key and Chinese header; `also` lists further headers that are
        recognised when a file is read.
    kind
        What it holds.
    required
        Whether the column must be there and every row must fill it.
    codes
        For kind ``code``: the allowed codes with their Chinese words.
    refers
        Table whose `record` (or, for ``units``, whose `unit`) this column must name.
    personal
        Whether it may name a person: never shown in a report, a log or a message.
    """

    name: str
    zh: str
    kind: Kind = "text"
    required: bool = False
    codes: tuple[tuple[str, str], ...] = ()
    refers: str = ""
    also: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One record table.

    Parameters
    ----------
    name, zh
        English key (also the file name) and Chinese name (also the sheet name).
    about
        What one row is.
    columns
        Its columns, the common ones included.
    key
        Columns that together occur once.
    orders
        Pairs of date columns (earlier, later) that may not be the other way round.
    """

    name: str
    zh: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("record",)
    orders: tuple[tuple[str, str], ...] = ()
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

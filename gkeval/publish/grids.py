"""Tables that a page sorts, filters, searches and turns page by page.

In: heads and rows of plain values. Out: a `Grid`: its first rows are written into the page, all of
them stand beside it as JSON, from which ``table.js`` shows one page at a time. So 3,000 units open
as fast as 30, and the first rows are there without scripts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

PAGE = 100
"""Rows on a page of a table."""

Kind = Literal["text", "link", "number", "total", "grade", "range"]
"""What the cells of a column hold.

text: a str. link: (text, address, more text to search in). number: (text, value to sort by).
total: (text, value, provisional, low and open width in per cent, shade). grade: (text, place,
shade). range: (text, value, start and width in per cent).
"""


@dataclass(frozen=True, slots=True)
class Head:
    """One column.

    Parameters
    ----------
    title, small
        Its words, and smaller ones below.
    kind
        What its cells hold.
    down
        Whether the first press sorts the highest to the top.
    filter
        Words of a filter by this column (of kind text or grade); empty for none.
    part
        Whether it is a narrow column of points.
    """

    title: str
    kind: Kind = "text"
    small: str = ""
    down: bool = False
    filter: str = ""
    part: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with all its rows.

    Parameters
    ----------
    id
        Of its element; unique on the page.
    heads
        The columns.
    rows
        Cells by column, in the order of `heads`.
    named
        The column (from 0) that names a row.
    find
        The label of the search field; empty for no search.
    """

    id: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Any, ...], ...]
    named: int = 0
    find: str = ""

    @property
    def first(self) -> tuple[tuple[Any, ...], ...]:
        """The rows that are written into the page."""
        return self.rows[:PAGE]

    @property
    def filters(self) -> list[tuple[int, str, list[str]]]:
        """Column, label and choices of every filter that leaves a choice."""
        found = []
        for place, head in enumerate(self.heads):
            cells = [row[place] for row in self.rows] if head.filter else []
            texts = [cell if isinstance(cell, str) else cell[0] for cell in cells]
            choices = [text for text in dict.fromkeys(texts) if text]
            if len(choices) > 1:
                found.append((place, head.filter, choices))
        return found

    @property
    def json(self) -> str:
        """Everything that the script needs, safe inside a script element."""
        return embedded(
            {
                "kinds": [head.kind for head in self.heads],
                "named": self.named,
                "page": PAGE,
                "rows": self.rows,
            }
        )


def embedded(value: Any) -> str:
    r"""Return JSON that no text from data can end or break, inside a script element.

    >>> embedded({"name": "</script>", "gap": float("nan")})
    '{"name":"\\u003c/script>","gap":null}'
    """
    text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _finite(value: Any) -> Any:
    """Return a value without what JSON cannot say: not-a-number becomes null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_finite(entry) for entry in value]
    return value

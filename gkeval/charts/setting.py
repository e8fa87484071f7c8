"""Setting text in pixels: how wide it is, where a line breaks, what is cut, what is escaped.

plotly breaks no lines and foresees no widths; figures are laid out with the estimates made here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from html import escape
from itertools import accumulate, pairwise


def em(text: str) -> float:
    """Return about how wide a text is, in units of its font size.

    >>> em("成都市"), em("abc ")
    (3.0, 2.32)
    """
    return sum(map(_advance, text))


def _advance(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.58


def wrapped(text: str, size: int, width: float) -> list[str]:
    """Break a text into lines of at most `width` pixels.

    English breaks at spaces; Chinese anywhere, but after a semicolon or comma where one stands in
    the second half of the line.

    >>> wrapped("政务公开排名", 10, 40)
    ['政务公开', '排名']
    >>> wrapped("open government", 10, 60)
    ['open', 'government']
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and em(line + piece.rstrip()) * size > width:
            stops = [line.rfind(mark) + 1 for mark in "；，"]
            stop = next((s for s in stops if em(line[:s]) * size > width / 2), len(line))
            lines.append(line[:stop].rstrip())
            line = line[stop:].lstrip()
        line += piece
    return [*lines, line.rstrip()] if line else lines


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may end: after each wide character, and after spaces."""
    starts = [
        at
        for at, (before, char) in enumerate(pairwise(text), 1)
        if char not in "，。；、：！？）》”’% "
        and before not in "（《“‘"
        and (_is_wide(char) or _is_wide(before) or before == " ")
    ]
    return [text[start:end] for start, end in pairwise([0, *starts, len(text)])] if text else []


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def shortened(title: str, most: float = 26) -> str:
    """Cut a label that would leave no room for bars; hover and tables show it whole.

    >>> shortened("政府信息公开", most=4)
    '政府信…'
    """
    ends: list[float] = []
    for end in accumulate(map(_advance, title)):
        if end > most:
            return f"{title[: bisect_right(ends, most - 1)].rstrip()}…"
        ends.append(end)
    return title


def said(text: object) -> str:
    """Return a text from data so that a figure shows it letter for letter."""
    return escape(str(text), quote=False)


def upright(text: str, most: int = 10) -> str:
    """Set a column head: Chinese from top to bottom, sign by sign; cut after `most` signs.

    Two digits stand side by side.

    >>> upright("政策解读", 3)
    '政<br>策<br>…'
    >>> upright("24小时")
    '24<br>小<br>时'
    """
    signs = re.findall(r"\d{1,2}|[^\d\s]", text)
    if len(signs) > most:
        signs = [*signs[: most - 1], "…"]
    turned = {"（": "︵", "）": "︶", "“": "﹁", "”": "﹂", "《": "︽", "》": "︾", "—": "︱"}
    return "<br>".join(said(turned.get(char, char)) for char in signs)

"""Which record table a file or sheet is, and which column a header names.

Text as people type it comes in (English key, Chinese word or a synonym; full width, spaces, line
breaks and the star of required columns do not matter), canonical names come out.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from gkeval.tables import TABLES, Table

# Zero-width characters and byte-order marks, besides the marks that templates put into headers.
_DROPPED = str.maketrans("", "", "_-*\u200b\u200c\u200d\ufeff")
_SEARCHED = 20
_NOTES = ("必填", "选填", "可填", "请", "如", "例", "格式", "required", "optional")


def plain(text: str) -> str:
    """Return a name without what does not tell names apart: width, case, spaces, ``_ - *``.

    >>> plain(" 收到申请 日期* "), plain("Ｅxtension_Approved"), plain("应更新周期（天）")
    ('收到申请日期', 'extensionapproved', '应更新周期(天)')
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_DROPPED)
    return "".join(folded.split())


@cache
def _tables() -> dict[str, Table]:
    return {plain(word): table for table in TABLES.values() for word in (table.name, table.zh)}


_WORDS: dict[int, tuple[Table, dict[str, str]]] = {}


def _columns(table: Table) -> dict[str, str]:
    # by identity: to hash a declaration takes longer than to look a header up
    if id(table) not in _WORDS:
        words = {
            plain(word): column.name
            for column in table.columns
            for word in header_words(table, column.name)
        }
        _WORDS[id(table)] = table, words
    return _WORDS[id(table)][1]


def table_named(text: str) -> Table | None:
    """Return the record table that a file, a sheet or a key is named after, if any.

    >>> table_named("依申请公开").name, table_named("Requests").name, table_named("notes")
    ('requests', 'requests', None)
    """
    return _tables().get(plain(text))


def column_named(table: Table, header: str) -> str:
    """Return the canonical name of a column, or ``""`` for a header that the table does not know.

    >>> from gkeval.tables import REQUESTS
    >>> column_named(REQUESTS, "收到日期"), column_named(REQUESTS, "备注")
    ('received', '')
    """
    return _columns(table).get(plain(header), "")


def header_words(table: Table, column: str) -> tuple[str, ...]:
    """Return every header that a column of the table may bear; none for further columns."""
    declared = table.by_name.get(column)
    return (declared.name, declared.zh, *declared.also) if declared else ()


def nearest(text: str, allowed: Sequence[str], alike: float = 0.75) -> str:
    """Return the allowed word most like `text`, or ``""`` when none shares `alike` of it.

    >>> nearest("request", ["requests", "documents"])
    'requests'
    """
    found = difflib.get_close_matches(plain(text), [plain(word) for word in allowed], 1, alike)
    return next((word for word in allowed if plain(word) == found[0]), "") if found else ""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table as found in a file.

    Parameters
    ----------
    texts
        Header of each column as people see it, ``""`` where there is none.
    keys
        Canonical name of each column, ``""`` for further columns.
    first, after
        Position of the header's first row, and of the first row after the header.
    conflicts
        Positions of columns whose two header rows name different columns.
    """

    texts: tuple[str, ...]
    keys: tuple[str, ...]
    first: int = 0
    after: int = 1
    conflicts: tuple[int, ...] = ()


def find_header(rows: Sequence[Sequence[str]], table: Table) -> Header:
    """Return the header among the first rows of a file or sheet.

    The header is the row with the most known headers; captions above it are passed over. A
    neighbouring row of headers belongs to it, such as the hidden row of English keys below the
    Chinese headers of a collection workbook. Without two known headers in a row, the first row
    that is not blank is the header.

    Parameters
    ----------
    rows
        The first rows, cell by cell, as text.
    table
        The record table that the file holds.

    Examples
    --------
    >>> from gkeval.tables import UNITS
    >>> find_header([["2017 年评估对象"], ["评估对象", "类别"], ["unit", "group"]], UNITS)
    Header(texts=('评估对象', '类别'), keys=('unit', 'group'), first=1, after=3, conflicts=())
    """
    searched = rows[:_SEARCHED]
    named = [[column_named(table, cell) for cell in row] for row in searched]
    scores = [len({key for key in keys if key}) for keys in named]
    best = max(range(len(scores)), key=scores.__getitem__, default=0)
    if not searched or scores[best] < 2:
        best = next((i for i, row in enumerate(searched) if any(map(str.strip, row))), 0)
        if not searched:
            return Header((), ())

    naming = [i for i, key in enumerate(named[best]) if key in ("unit", "record")]

    def belongs(position: int) -> bool:
        row = searched[position]
        # people add notes to headers: 收到日期（必填）
        alike = [
            bool(named[position][i])
            or (i < len(named[best]) and _begins_like(table, named[best][i], cell))
            for i, cell in enumerate(row)
        ]
        cells = sum(bool(cell.strip()) for cell in row)
        # a record names its unit and itself, a row of headers does not
        record = any(i < len(row) and row[i].strip() and not alike[i] for i in naming)
        return sum(alike) >= 2 and 2 * sum(alike) >= cells and not record

    first = last = best
    while first > 0 and belongs(first - 1):
        first -= 1
    while last + 1 < len(searched) and belongs(last + 1):
        last += 1
    block = range(first, last + 1)
    width = max(len(searched[i]) for i in block)
    texts, keys, conflicts = [], [], []
    for column in range(width):
        in_row = [i for i in block if column < len(searched[i])]
        found = list(dict.fromkeys(named[i][column] for i in in_row if named[i][column]))
        shown = [searched[i][column].strip() for i in sorted(in_row, key=lambda i: i != best)]
        texts.append(next(filter(None, shown), ""))
        keys.append(found[0] if found else "")
        if len(found) > 1:
            conflicts.append(column)
    return Header(tuple(texts), tuple(keys), first, last + 1, tuple(conflicts))


def _begins_like(table: Table, key: str, text: str) -> bool:
    """Say whether a text is a header of a column, perhaps with a note behind it."""
    said = plain(text)
    words = [plain(word) for word in header_words(table, key)]
    rests = [said.removeprefix(word) for word in words if word and said.startswith(word)]
    # a unit may be called 单位1 and a record unit-1: a note stands in brackets, or says so
    return any(not rest[:1].isalnum() or rest.startswith(_NOTES) for rest in rests)

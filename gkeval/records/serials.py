"""Numbers in cells that are formatted as dates: 12 participants are not 1900-01-12.

Sorting, pasting and conversion carry formats along, and a reader of workbooks then returns dates.
In: the cells of columns that hold numbers, and the XML of their sheet. Out: the numbers as saved.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from gkeval.records.cells import Objects
from gkeval.tables import Table

_TIMES = (dt.date, dt.time, dt.timedelta)  # a datetime is a date
_FIRST_DATE = 16_437
"""From this number on a cell may hold a real date: 1949 in workbooks that count from 1904."""

_RATED = ("judgements", "value")


def number_columns(keys: Sequence[str], table: Table) -> list[int]:
    """Return the positions of the columns whose cells are numbers, flags or ratings.

    >>> from gkeval.tables import ACTIVITIES
    >>> number_columns(["unit", "participants", "date", "open", ""], ACTIVITIES)
    [1, 3]
    """
    found = []
    for position, key in enumerate(keys):
        column = table.by_name.get(key)
        kind = "" if column is None else column.kind
        if kind in ("count", "number", "flag") or (table.name, key) == _RATED:
            found.append(position)
    return found


def shown_as_dates(values: Objects) -> list[int]:
    """Return the positions of cells that the reader returned as dates or times.

    >>> import numpy as np
    >>> shown_as_dates(np.array([12.0, dt.date(1900, 1, 12), "a", dt.time(0)], dtype=object))
    [1, 3]
    """
    types = set(map(type, values.tolist()))
    if not any(issubclass(kind, _TIMES) for kind in types):
        return []
    return [place for place, value in enumerate(values.tolist()) if isinstance(value, _TIMES)]


def saved_numbers(
    pieces: Iterable[bytes], columns: Iterable[str]
) -> Iterator[tuple[int, str, float]]:
    """Yield row (from 1), column and number of the cells of some columns, where it is no date.

    Parameters
    ----------
    pieces
        The XML of a sheet, no cell divided.
    columns
        Their letters.

    Examples
    --------
    >>> piece = b'<c r="B3" s="4"><v>12.5</v></c><c r="B4" s="4"><v>42799</v></c>'
    >>> list(saved_numbers([piece], ["B"]))
    [(3, 'B', 12.5)]
    """
    letters = "|".join(columns).encode()
    cell = re.compile(
        rb'<(?:\w+:)?c\s[^>]*\br="(' + letters + rb')([0-9]+)"[^>/]*>'
        rb"(?:<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*)?"
        rb"<(?:\w+:)?v>(-?[0-9.]+(?:[eE][+-]?[0-9]+)?)<"
    )
    for piece in pieces:
        for match in cell.finditer(piece):
            number = float(match[3])
            if number < _FIRST_DATE:
                yield int(match[2]), match[1].decode(), number

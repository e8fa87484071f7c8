"""Rows of a flat table put back into a tree, with what is wrong in any cell.

In: a data frame, from a workbook, a CSV file or Python. Out: nested data as in a scheme file, and
the row of every path.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gkeval.limits import DEFAULT
from gkeval.numbers import plain
from gkeval.scheme import strict_yaml
from gkeval.scheme.faults import Fault, Path, nearest
from gkeval.spec import Refused

if TYPE_CHECKING:
    import pandas as pd

TEXTS = ("title", "about", "evidence", "remedy")
"""Keys that have a column in Chinese and one in English."""

LISTS = ("groups", "covers")
"""Keys whose cells hold several names; as a list of YAML where one holds what parts names."""

CELLS = ("rule", "measure", "not_applicable", "reconcile", "rollup", "draw", "combine")
"""Keys whose cells hold one line of YAML."""

NUMBERS = ("points", "percent", "out_of")
"""Keys whose cells hold a number."""

COLUMNS = tuple(
    "id parent level title_zh title_en points percent out_of clause groups rule measure "
    "not_applicable reconcile rollup draw combine covers about_zh about_en evidence_zh evidence_en "
    "remedy_zh remedy_en".split()
)

SELDOM = ("percent", "out_of", "reconcile", "rollup", "draw", "combine")
"""Columns that a table has only where a scheme uses them."""

DEEPEST = DEFAULT.scheme_levels // 2
"""Levels of indicators, as many as a file can hold."""

_DIGITS = 15
_MISSING = {"nan", "NaN", "NaT", "<NA>", "None"}


@dataclass
class Row:
    """One row: its number from 0, where it belongs, its data by the keys of a file."""

    number: int
    parent: str = ""
    level: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def take(self, column: str, cell: Any) -> None:
        """Read one cell; an empty one says nothing."""
        if column in NUMBERS:
            if (number := _number(cell)) != "":
                self.data[column] = number
            return
        text = _text(cell)
        if column in ("parent", "level"):
            setattr(self, column, text.strip())
        elif not text.strip():
            return
        elif column == "id":
            self.data[column] = text.strip()
        elif column in LISTS:
            if text.lstrip().startswith("["):
                self._read(column, text)
            else:
                self.data[column] = names_in(text)
        elif column in CELLS:
            self._read(column, text)
        elif column == "clause":
            self.data[column] = text
        else:
            key, lang = column.rsplit("_", 1)
            self.data.setdefault(key, {})[lang] = text

    def _read(self, column: str, text: str) -> None:
        parsed = strict_yaml.read(text)
        self.data[column] = parsed.data
        self.faults += [replace(f, path=(column, *f.path)) for f in parsed.faults]


def names_in(text: str) -> list[str]:
    """Return the names that a cell lists.

    >>> names_in("nx-1.1; nx-1.2、nx-2")
    ['nx-1.1', 'nx-1.2', 'nx-2']
    """
    return [name for name in re.split(r"[;；,，、\s]+", text) if name]


def read_rows(table: pd.DataFrame) -> tuple[list[Row], list[Fault]]:
    """Read the rows of a table.

    Returns
    -------
    rows : list of Row
        With the faults of their cells.
    faults : list of Fault
        Of the columns as a whole.
    """
    kept = table.loc[:, [str(name) in COLUMNS for name in table.columns]]
    kept = kept.loc[:, ~kept.columns.duplicated()]
    rows = []
    for number, cells in enumerate(kept.to_dict("records")):
        row = Row(number)
        for column, cell in cells.items():
            try:
                row.take(str(column), cell)
            except Refused as no:
                row.faults.append(Fault(no.code, (str(column),), no.found, no.allowed, no.remedy))
        rows.append(row)
    return rows, list(_columns(table))


def _columns(table: pd.DataFrame) -> Iterator[Fault]:
    names = [str(name) for name in table.columns]
    for name in dict.fromkeys(names):
        if name not in COLUMNS:
            remedy = nearest(name, [c for c in COLUMNS if c not in names], "remove the column")
            found = f"the column {name}"
            yield Fault("unknown_column", (name,), found, ", ".join(COLUMNS), remedy)
        elif names.count(name) > 1:
            found, allowed = f"the column {name} {names.count(name)} times", "every column once"
            yield Fault("duplicate_column", (name,), found, allowed, "remove what is repeated")
    for either in (("id",), ("points", "percent"), ("title_zh", "title_en")):
        if not set(either) & set(names):
            found = f"no column {' or '.join(either)}"
            allowed = "at least id, points (or percent), and title_zh or title_en"
            yield Fault("missing_column", (either[0],), found, allowed, "add the column")
    if not len(table):
        yield Fault("empty_table", (), "no rows", "one row per indicator", "add the indicators")


def decimal_of(value: float) -> Decimal:
    """Return the decimal that a workbook shows for a float, of at most 15 digits.

    >>> decimal_of(0.1 + 0.2), decimal_of(6.0)
    (Decimal('0.3'), Decimal('6'))
    """
    return Decimal(plain(Decimal(f"{value:.{_DIGITS}g}")))


def _number(cell: Any) -> Any:
    """Return a number as it was meant; an empty text for an empty cell."""
    if isinstance(cell, float) and math.isfinite(cell):
        return decimal_of(cell)
    if isinstance(cell, str):
        return cell.strip()
    return "" if str(cell) in _MISSING else cell


def _text(cell: Any) -> str:
    """Return a cell as text; refuse what a spreadsheet has turned into something else."""
    if isinstance(cell, str):
        return cell
    if str(cell) in _MISSING:
        return ""
    whole = isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell // 1
    if whole:
        return str(int(cell))
    raise Refused(
        "not_text",
        found=f"{cell} ({type(cell).__name__})",
        allowed="text",
        remedy="format the column as text, or read the file with dtype=str: 1.10 is not 1.1",
    )


class Tree:
    """Rows put below their parents.

    Attributes
    ----------
    indicators : list of dict
        Nested data as in a scheme file.
    row_of : dict
        The number of the row by path.
    faults : list of Fault
        Of cells and of places, by path and row; a row whose place is not known stands on the first
        level.
    """

    def __init__(self, rows: list[Row]) -> None:
        self.indicators: list[dict[str, Any]] = []
        self.row_of: dict[Path, int] = {}
        self.faults: list[Fault] = []
        parents = self._parents(rows)
        self._open_cycles(rows, parents)
        sound = not any(fault.path == ("parent",) for row in rows for fault in row.faults)
        below: dict[int, list[Row]] = defaultdict(list)
        for row, parent in zip(rows, parents, strict=True):
            below[parent].append(row)
        waiting: deque[tuple[Row, Path, list[dict[str, Any]]]] = deque()
        waiting += ((row, (), self.indicators) for row in below[-1])
        while waiting:
            row, path, siblings = waiting.popleft()
            here: Path = (*path, "indicators", len(siblings))
            level = len(here) // 2
            siblings.append(row.data)
            self.row_of[here] = row.number
            self.faults += [replace(f, path=(*here, *f.path), line=row.number) for f in row.faults]
            if sound and row.level not in ("", str(level)):
                found, allowed = f"level {row.level}", f"{level}, by its parents"
                remedy = "correct the parent, or leave the level empty"
                self.faults.append(
                    Fault("wrong_level", (*here, "level"), found, allowed, remedy, line=row.number)
                )
            if below[row.number] and level == DEEPEST:
                found, allowed = f"more than {DEEPEST} levels", f"at most {DEEPEST} levels"
                self.faults.append(Fault("too_deep", here, found, allowed, "check the parents"))
            elif below[row.number]:
                row.data["indicators"] = []
                waiting += ((child, here, row.data["indicators"]) for child in below[row.number])

    def _parents(self, rows: list[Row]) -> list[int]:
        """Return the row of every row's parent; −1 on the first level."""
        first: dict[str, int] = {}
        for row in rows:
            first.setdefault(str(row.data.get("id", "")), row.number)
        parents = []
        for row in rows:
            if row.parent and row.parent not in first:
                remedy = nearest(row.parent, first, "name the id of a row, or leave it empty")
                allowed = "the id of another row, or nothing on the first level"
                found = f"the parent {row.parent}"
                row.faults.append(Fault("unknown_parent", ("parent",), found, allowed, remedy))
            parents.append(first.get(row.parent, -1) if row.parent else -1)
        return parents

    def _open_cycles(self, rows: list[Row], parents: list[int]) -> None:
        """Put one row of every circle of parents on the first level, and say so for all of it."""
        seen = [0] * len(rows)
        for start in range(len(rows)):
            chain = []
            current = start
            while current >= 0 and not seen[current]:
                seen[current] = 1
                chain.append(current)
                current = parents[current]
            if current >= 0 and seen[current] == 1:
                circle = chain[chain.index(current) :]
                names = " → ".join(rows[n].parent for n in circle)
                for number in circle:
                    rows[number].faults.append(
                        Fault(
                            "parent_cycle",
                            ("parent",),
                            f"parents in a circle: {names}",
                            "parents that lead up to the first level",
                            "correct one of these parents",
                        )
                    )
                parents[circle[0]] = -1
            for number in chain:
                seen[number] = 2

"""Sheets as plain values: columns of inputs, texts and formulas, before anything is written.

All sheets with one row per unit keep a unit in the same row, so that a formula is read along it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gkeval.publish.excel.terms import Floats, Term

HEADS = 5
"""Rows above the first unit: title, note, id, points, heading."""

FIRST = HEADS + 1
"""The number of the row of the first unit."""

Style = Literal[
    "text", "points", "published", "breaker", "order", "rate", "share", "whole", "flag", "day",
    "value",
]  # fmt: skip


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    said = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(ord("A") + rest) + said
    return said


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a sheet.

    Parameters
    ----------
    head
        Its heading.
    cells
        What stands in the rows: numbers, texts, or None for an empty cell; beside a formula, what
        it comes to.
    formulas
        By row the text of a formula with ``{r}`` for the row's number; None where there is none.
    style
        How a cell is shown.
    id, points
        What stands above the heading.
    given
        Whether an auditor may change it: an input of the formulas.
    """

    head: str
    cells: Sequence[Any] | npt.NDArray[Any]
    formulas: Sequence[str | None] | None = None
    style: Style = "text"
    id: str = ""
    points: float | None = None
    given: bool = False
    wide: float = 11.0


@dataclass(eq=False)
class Table:
    """A sheet that is being filled.

    Parameters
    ----------
    name
        Of the sheet.
    title, note
        Stand above its head.
    columns
        In order.
    frozen
        How many columns stay in sight.
    bars
        Columns that show a bar behind their numbers, with the number that fills it.
    locked
        Whether it is protected against slips: its rows may be filtered, not sorted.
    """

    name: str
    title: str
    note: str
    columns: list[Column] = field(default_factory=list)
    frozen: int = 2
    bars: dict[int, float] = field(default_factory=dict)
    locked: bool = True
    points_head: str = ""

    def add(self, column: Column) -> Term:
        """Add a column; return what refers to its cells."""
        self.columns.append(column)
        values = [cell if isinstance(cell, int | float) else np.nan for cell in column.cells]
        return Term(self.at(len(self.columns) - 1), np.array(values, dtype=np.float64))

    def at(self, column: int, row: str = "{r}") -> str:
        """Return the address of a cell as another sheet writes it."""
        return f"{self.sheet}{letters(column)}{row}"

    @property
    def sheet(self) -> str:
        """The sheet as it stands before an address."""
        return "'" + self.name.replace("'", "''") + "'!"

    def calculated(
        self, head: str, value: Term, *, where: npt.NDArray[np.bool_], **options: Any
    ) -> Term:
        """Add a column of one formula; rows outside `where` show a dash."""
        shown: list[Any] = _cells(value.values)
        shown = [one if here else "—" for one, here in zip(shown, where, strict=True)]
        formulas = [value.text if here else None for here in where]
        return self.add(Column(head, shown, formulas, **({"style": "points"} | options)))


def _cells(values: Floats) -> list[float | str]:
    return ["" if np.isnan(one) else float(one) for one in values.tolist()]


def range_of(table: Table, columns: Sequence[int]) -> str:
    """Return the cells of some columns in one row, runs of neighbours as ranges.

    >>> table = Table("L", "", "")
    >>> range_of(table, [2, 3, 4, 7])
    "'L'!C{r}:E{r},'L'!H{r}"
    """
    runs: list[list[int]] = []
    for column in columns:
        if runs and runs[-1][1] == column - 1:
            runs[-1][1] = column
        else:
            runs.append([column, column])
    return ",".join(
        table.at(first) if first == last else f"{table.at(first)}:{letters(last)}{{r}}"
        for first, last in runs
    )

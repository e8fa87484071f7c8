"""One table as it was read: its columns named, nothing interpreted yet.

A reader of files hands over a header and the columns below it; what goes out is a `Raw` table
whose columns bear canonical names, without the rows that hold nothing, every row with the number
that its file gives it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.errors import Problem
from gkeval.records.cells import CONTROLS, normal
from gkeval.records.faults import Positions, shown
from gkeval.records.headers import Header, header_words
from gkeval.tables import Table

_CONTROL = re.compile(f"[{CONTROLS}]")

Misfit = tuple[int, list[str]]
"""A row that does not fit the header: its number, and its cells."""


@dataclass(frozen=True)
class Raw:
    """A record table as its file holds it.

    Parameters
    ----------
    table, source
        Which record table, and the name of its file, sheet or data frame.
    frame
        Columns of plain types under canonical names (further columns under their own), with
        positions from 0 as index.
    rows
        Number of each row as the file counts it.
    aside
        Rows that do not fit the header, as text; the index is their number.
    problems
        What is wrong with the file and its header.
    usable
        Whether every column can be told from the others.
    """

    table: Table
    source: str
    frame: pd.DataFrame
    rows: Positions
    aside: pd.DataFrame = field(default_factory=pd.DataFrame)
    problems: tuple[Problem, ...] = ()
    usable: bool = True


Read = tuple[Raw | None, str, list[Problem]]
"""A file's table unless it cannot be read, its SHA-256, and the problems if it cannot be read."""


def assemble(
    table: Table,
    source: str,
    header: Header,
    columns: Sequence[pd.Series[Any]],
    rows: Positions,
    *,
    misfits: Sequence[Misfit] = (),
    header_row: int | None = 1,
) -> Raw:
    """Return the columns below a header as a `Raw` table.

    Rows without any content are left out, and so are repetitions of the header among the rows
    (a sheet whose hidden header row was sorted into its data).

    Parameters
    ----------
    table, source, rows
        As in `Raw`.
    header
        Its columns, in the order of `columns`.
    columns
        The values below each header.
    misfits
        Rows with more or fewer cells than the header.
    header_row
        Number of the header's row, for messages; missing for data frames.
    """
    plain_columns = [normal(column) for column in columns]
    kept = [
        (position, column)
        for position, column in enumerate(plain_columns)
        if header.texts[position] or header.keys[position] or bool(column.notna().any())
    ]
    names, found, usable = _names(table, source, header, [i for i, _ in kept], header_row)
    frame = pd.DataFrame(
        {name: column for name, (_, column) in zip(names, kept, strict=True)},
        index=pd.RangeIndex(len(rows)),
        copy=False,
    )
    content = _has_content(table, frame, [header.texts[i] for i, _ in kept])
    if not content.all():
        frame = frame[content].reset_index(drop=True)
        rows = rows[content]
    return Raw(
        table,
        source,
        frame,
        rows,
        _aside(misfits, {i: name for name, (i, _) in zip(names, kept, strict=True)}),
        (*found, *_ragged(misfits, len(header.texts), source, table)),
        usable,
    )


def _aside(misfits: Sequence[Misfit], names: dict[int, str]) -> pd.DataFrame:
    """Return the rows that do not fit the header, each cell under the header at its place."""
    width = max((len(cells) for _, cells in misfits), default=0)
    aside = pd.DataFrame(
        [[*cells, *[""] * (width - len(cells))] for _, cells in misfits],
        columns=[names.get(i, f"column {i + 1}") for i in range(width)],
        index=pd.Index([row for row, _ in misfits], dtype="int64"),
        dtype="str",
    )
    return aside.mask(aside == "")


def _ragged(misfits: Sequence[Misfit], width: int, source: str, table: Table) -> list[Problem]:
    return [
        Problem(
            "ragged_row",
            f"{len(cells)} cells",
            f"{width} cells, one under each header",
            "quote the cells that contain the separator, or add the cells that are missing",
            source,
            row,
            table.name,
        )
        for row, cells in misfits
    ]


def _names(
    table: Table, source: str, header: Header, kept: Sequence[int], row: int | None
) -> tuple[list[str], list[Problem], bool]:
    """Name the columns that are kept, each name once."""
    problems: list[Problem] = []
    names: list[str] = []
    held: set[str] = set()
    usable = True

    def problem(code: str, found: str, allowed: str, remedy: str, key: str, **more: Any) -> None:
        problems.append(Problem(code, found, allowed, remedy, source, row, table.name, key, **more))

    for position in kept:
        key, text = header.keys[position], header.texts[position]
        name = key or _CONTROL.sub("", text) or f"column {position + 1}"
        if not key and _CONTROL.search(text):
            problem(
                "control_character",
                f"a header {shown(text)}",
                "headers without control characters",
                "delete the control character; it is read without",
                name,
                severity="warning",
            )
        if position in header.conflicts:
            usable = False
            problem(
                "duplicate_column",
                f"two headers of different columns above each other, at {text}",
                "one column under each header",
                "correct the header that is wrong",
                key,
            )
        # DuckDB and Spark hold names for one that differ in nothing but case
        if name.casefold() in held:
            if key:
                usable = False
                others = [header.texts[i] for i in kept if header.keys[i] == key]
                problem(
                    "duplicate_column",
                    f"{len(others)} columns for {key}: {'、'.join(others)}",
                    "each column once",
                    "delete the column that does not hold, or rename it",
                    key,
                )
            else:
                problem(
                    "duplicate_column",
                    f"a second column {text}",
                    "each column once",
                    "rename one of the two",
                    text,
                    severity="warning",
                )
            count = 2
            while f"{name} ({count})".casefold() in held:
                count += 1
            name = f"{name} ({count})"
        if not (key or text):
            problem(
                "unnamed_column",
                f"values without a header in column {position + 1}",
                "a header above every column",
                "name the column, or delete it",
                name,
                severity="warning",
            )
        names.append(name)
        held.add(name.casefold())
    return names, problems, usable


def _has_content(
    table: Table, frame: pd.DataFrame, headers: Sequence[str]
) -> npt.NDArray[np.bool_]:
    """Mark the rows that are neither blank nor a repetition of the header."""
    filled = [frame[name].notna().to_numpy() for name in frame.columns]
    if not filled:
        return np.zeros(len(frame), dtype=bool)
    content: npt.NDArray[np.bool_] = np.logical_or.reduce(filled)
    repeated = content.copy()
    cells = np.zeros(len(frame), dtype=np.int64)
    for name, header, present in zip(frame.columns, headers, filled, strict=True):
        if not repeated.any():
            return content
        same = np.zeros(len(frame), dtype=bool)
        if isinstance(frame[name].dtype, pd.StringDtype):
            words = [header, *header_words(table, name)]
            same = frame[name].isin(words).to_numpy(dtype=bool) & present
        repeated &= same | ~present
        cells += same
    return content & ~(repeated & (cells >= 2))

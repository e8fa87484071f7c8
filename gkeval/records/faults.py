"""Faults of one table, many rows at a time, and how they become Problems.

Checks work on whole columns and return `Fault` values: one kind of fault, all the rows it is in.
Here they are turned into one Problem per cell, in the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gkeval.errors import Problem, Severity

if TYPE_CHECKING:
    import pandas as pd

    from gkeval.tables import Table

Positions = npt.NDArray[np.int64]

_SHOWN = 80
_VISIBLE = {code: 0x2400 + code for code in range(32) if chr(code) != "\t"}
_WITHHELD = "a text that is not shown (it may name a person)"


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault in one column.

    Parameters
    ----------
    code
        Name of the kind of fault.
    column
        Canonical name of the column.
    positions
        Positions of the rows concerned, from 0, in the table as it was read.
    found
        What stands in each of these rows.
    allowed, remedy
        The same for all of them.
    """

    code: str
    column: str
    positions: Positions
    found: Sequence[str]
    allowed: str
    remedy: str
    severity: Severity = "error"

    def __len__(self) -> int:
        return len(self.positions)


def positions(mask: npt.ArrayLike) -> Positions:
    """Return the positions at which a mask is true."""
    return np.flatnonzero(np.asarray(mask, dtype=bool)).astype(np.int64)


def rows_at_fault(faults: Iterable[Fault], size: int, column: str = "") -> npt.NDArray[np.bool_]:
    """Return a mask of the rows that have an error, in any column or in one."""
    mask = np.zeros(size, dtype=bool)
    for fault in faults:
        if fault.severity == "error" and (not column or fault.column == column):
            mask[fault.positions] = True
    return mask


def shown(text: str) -> str:
    r"""Return a found text short enough for a message, its breaks and control characters visible.

    >>> shown("a\nb\x01")
    'a⏎b␁'
    """
    flat = text.replace("\r", "").replace("\n", "⏎").translate(_VISIBLE)
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"


def problems_of(
    faults: Sequence[Fault],
    table: Table,
    source: str,
    rows: Positions,
    units: pd.Series[str] | None,
) -> list[Problem]:
    """Return one Problem per faulty cell, in the order of the file.

    Parameters
    ----------
    faults
        What the checks found in one table.
    source
        Name of its file, sheet or data frame.
    rows
        Number of each row, as the file counts it.
    units
        Unit of each row, missing where it is unknown.
    """
    place = {column.name: number for number, column in enumerate(table.columns)}
    entries = []
    for fault in faults:
        declared = table.by_name.get(fault.column)
        hidden = declared is not None and declared.personal
        named: list[str] = [""] * len(fault)
        if units is not None:
            named = units.iloc[fault.positions].fillna("").astype(object).tolist()
        found = [_WITHHELD] * len(fault) if hidden else [shown(text) for text in fault.found]
        rank = place.get(fault.column, len(place))
        for row, text, unit in zip(rows[fault.positions].tolist(), found, named, strict=True):
            problem = Problem(
                fault.code,
                text,
                fault.allowed,
                fault.remedy,
                source,
                row,
                table.name,
                fault.column,
                unit,
                fault.severity,
            )
            entries.append((row, rank, problem))
    entries.sort(key=lambda entry: entry[:2])
    return [problem for _, _, problem in entries]

"""`Records`: the checked tables of one assessment, frozen.

What `read_records` returns: every supplied table as a typed data frame, what was set aside, every
problem found, and a fingerprint of the content that no order of rows or columns changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from types import MappingProxyType
from typing import Any

import pandas as pd

from gkeval.errors import GkevalError, Problems
from gkeval.records.fingerprint import content_hash
from gkeval.tables import TABLES


@dataclass(frozen=True, repr=False, eq=False)
class Records:
    """The record tables of an assessment.

    Parameters
    ----------
    tables
        Canonical name → data frame with canonical columns: declared ones first, further ones in
        the order of the file. Text, codes and lists (``a;b``) are ``str``, days and times
        ``datetime64[us]`` (a day at its midnight), counts ``Int64``, numbers ``float64``, flags
        ``boolean``. A table that was supplied without rows is there and empty; one that was not
        supplied, or could not be used, is absent.
    problems
        Everything that was found wrong, warnings included.
    rejected
        Canonical name → rows that were set aside, as text, with ``source`` and ``row`` first.
    provisional
        Units that lost a row: their scores may change when the row is corrected.
    hashes
        Name and SHA-256 of each file that was read.

    Examples
    --------
    >>> from gkeval.records import read_records
    >>> units = pd.DataFrame({"unit": ["A", "B"], "group": ["county", "county"]})
    >>> records = read_records({"units": units})
    >>> records
    Records: 1 table, no problems
      units            2 rows
    >>> records.units["unit"].tolist()
    ['A', 'B']
    """

    tables: Mapping[str, pd.DataFrame]
    problems: Problems = field(default_factory=Problems)
    rejected: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    provisional: frozenset[str] = frozenset()
    hashes: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for name in ("tables", "rejected"):
            held = getattr(self, name)
            ordered = {key: held[key] for key in TABLES if key in held}
            object.__setattr__(self, name, MappingProxyType(ordered))

    def __reduce__(self) -> tuple[Callable[..., Records], tuple[Any, ...]]:
        # a mapping proxy cannot be pickled, and workers are sent records
        held = dict(self.tables), self.problems, dict(self.rejected), self.provisional, self.hashes
        return Records, held

    @property
    def units(self) -> pd.DataFrame:
        """The units assessed; empty when no usable table of units was supplied."""
        empty = pd.DataFrame({"unit": [], "group": []}, dtype="str")
        return self.tables.get("units", empty)

    def for_unit(self, unit: str) -> dict[str, pd.DataFrame]:
        """Return the rows of one unit, by table.

        Parameters
        ----------
        unit
            A unit of the table of units.

        Raises
        ------
        GkevalError
            When there is no such unit.
        """
        if unit not in set(self.units["unit"]):
            raise GkevalError(f"there is no unit {unit!r} among the {len(self.units)} units")
        return {name: frame[frame["unit"] == unit] for name, frame in self.tables.items()}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hexadecimal) of the content of all tables.

        Equal for equal content, whatever the order of rows and columns and the kind of file.
        """
        return content_hash(self.tables)

    def __repr__(self) -> str:
        count = len(self.tables)
        lines = [f"Records: {count} table{'' if count == 1 else 's'}, {self._verdict()}"]
        for name, _, rows, period, lost in self._summary():
            aside = f", {lost} set aside" if lost else ""
            covered = f", {period}" if period else ""
            lines.append(f"  {name:<17}{rows}{covered}{aside}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        words = ("数据表 / table", "", "行数 / rows", "期间 / period", "剔除 / set aside")
        head = "".join(f"<th>{word}</th>" for word in words)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
            for row in self._summary()
        )
        problems = self.problems._repr_html_() if self.problems else ""
        return (
            f"<p><b>检测底稿 / Records</b>: {escape(self._verdict())}</p>"
            f"<table><tr>{head}</tr>{body}</table>{problems}"
        )

    def _verdict(self) -> str:
        count = len(self.problems)
        if not count:
            return "no problems"
        units = len(self.provisional)
        words = f"{count} problem{'' if count == 1 else 's'}"
        return f"{words}, {units} provisional unit{'' if units == 1 else 's'}" if units else words

    def _summary(self) -> list[tuple[str, str, str, str, int]]:
        """Name, Chinese name, rows, period covered and rows set aside of each table."""
        lines = []
        for name, table in TABLES.items():
            frame, lost = self.tables.get(name), len(self.rejected.get(name, ()))
            if frame is not None:
                rows = f"{len(frame)} row{'' if len(frame) == 1 else 's'}"
                lines.append((name, table.zh, rows, _period(name, frame), lost))
            elif lost:
                lines.append((name, table.zh, "not usable", "", lost))
        return lines


def _period(name: str, frame: pd.DataFrame) -> str:
    """Return the first and last day of a table's leading date."""
    dates = sorted(
        (c for c in TABLES[name].columns if c.kind in ("date", "time") and c.name != "captured"),
        key=lambda column: not column.required,
    )
    for column in dates:
        if column.name in frame and frame[column.name].notna().any():
            first, last = frame[column.name].min(), frame[column.name].max()
            return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"
    return ""

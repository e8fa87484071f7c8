"""`Records`: the checked tables of one assessment, frozen.

What `read_records` returns: every supplied table as a typed data frame, what was set aside, every
problem found, and a fingerprint of the content that no order of rows or columns changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from types import MappingProxyType
from typing import Any

import pandas as pd

from gkeval.engines import Engine, engine_of, host
from gkeval.errors import GkevalError, Problems
from gkeval.records.extents import extent, rows_of
from gkeval.records.fingerprint import Content, content_hash
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
        supplied, or could not be used, is absent. Read on another engine, all tables but the units
        are tables of that engine, with the same columns.
    problems
        Everything that was found wrong, warnings included.
    rejected
        Canonical name → rows that were set aside, as text, with ``source`` and ``row`` first.
    provisional
        Units that lost a row: their scores may change when the row is corrected.
    hashes
        Name and SHA-256 of each file that was read.
    contents
        What tables that stay on another engine than pandas say, for the fingerprint.

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

    tables: Mapping[str, Any]
    problems: Problems = field(default_factory=Problems)
    rejected: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    provisional: frozenset[str] = frozenset()
    hashes: tuple[tuple[str, str], ...] = ()
    contents: Mapping[str, Content] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("tables", "rejected"):
            held = getattr(self, name)
            ordered = {key: held[key] for key in TABLES if key in held}
            object.__setattr__(self, name, MappingProxyType(ordered))

    def __reduce__(self) -> tuple[Callable[..., Records], tuple[Any, ...]]:
        # a mapping proxy cannot be pickled, and workers are sent records
        frames = dict(self.tables), self.problems, dict(self.rejected)
        return Records, (*frames, self.provisional, self.hashes, dict(self.contents))

    @property
    def units(self) -> pd.DataFrame:
        """The units assessed; empty when no usable table of units was supplied."""
        empty = pd.DataFrame({"unit": [], "group": []}, dtype="str")
        units: pd.DataFrame = self.tables.get("units", empty)
        return units

    @property
    def engine(self) -> Engine:
        """The engine that the tables are on, the units aside: they are always in pandas."""
        others = [engine_of(held) for name, held in self.tables.items() if name != "units"]
        return next((engine for engine in others if engine is not None), "pandas")

    def on(self, engine: str, *, memory_limit: str | None = None, session: Any = None) -> Records:
        """Return the same records with their tables on another engine.

        Parameters
        ----------
        engine
            ``"pandas"``, ``"polars"``, ``"duckdb"`` or ``"spark"``. The records must be in pandas;
            tables that do not fit into memory are read with ``read_records(engine=…)``.
        memory_limit, session
            As for `read_records`.

        Raises
        ------
        GkevalError
            When the records are on another engine already, or the engine cannot be had.
        """
        if engine == self.engine:
            return self
        if self.engine != "pandas":
            raise GkevalError(
                f"the records are on {self.engine} and stay there. "
                f"Remedy: read_records(…, engine={engine!r})"
            )
        to = host(engine, memory_limit=memory_limit, session=session)
        tables = {n: held if n == "units" else to.hold(held) for n, held in self.tables.items()}
        contents = {n: Content.of(held) for n, held in self.tables.items() if n != "units"}
        return replace(self, tables=tables, contents=contents)

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
        return {name: rows_of(held, name, unit) for name, held in self.tables.items()}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hexadecimal) of the content of all tables.

        Equal for equal content, whatever the order of rows and columns and the kind of file.
        """
        return content_hash({}, self._contents)

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 (hexadecimal) of the content of each table, by its name."""
        return {name: content_hash({}, {name: own}) for name, own in self._contents.items()}

    @cached_property
    def _contents(self) -> dict[str, Content]:
        return {
            name: self.contents[name] if name in self.contents else Content.of(held)
            for name, held in self.tables.items()
        }

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
            held, lost = self.tables.get(name), len(self.rejected.get(name, ()))
            if held is not None:
                count, period = extent(held, name)
                rows = f"{count} row{'' if count == 1 else 's'}"
                lines.append((name, table.zh, rows, period, lost))
            elif lost:
                lines.append((name, table.zh, "not usable", "", lost))
        return lines

"""Records of which some tables stay on an engine: every check that `reading` makes, all the same.

What is wrong is told by the checks for tables in memory, given the rows that need a look: those at
fault by themselves, those whose key is repeated, those that name something that is not there or was
set aside. As rows that are set aside make others hang in the air, this is repeated until no further
row needs a look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from gkeval.engines import Host
from gkeval.errors import Problem
from gkeval.records.checking import Checked, check_table
from gkeval.records.copies import copied
from gkeval.records.fingerprint import Content
from gkeval.records.looking import (
    Looked,
    Progress,
    dangling,
    found_by_key,
    look,
    repeated,
    schema_of,
    stays,
    whole,
)
from gkeval.records.raw import Raw
from gkeval.records.references import check_references, known
from gkeval.records.scanning import Scan
from gkeval.tables import Column

Looking = Looked | Checked
"""A table that stays, or one in memory."""

Wanted = dict[tuple[str, str], frozenset[str]]
"""By table and column: names that are looked for there."""


@dataclass(frozen=True, slots=True)
class Staying:
    """What was found, and the tables that stay.

    Parameters
    ----------
    checked
        Every table, or those of its rows that need a look.
    across
        Problems between tables.
    tables, contents
        By name: the tables that stay, without rows that are set aside, and what they say.
    """

    checked: tuple[Checked, ...]
    across: list[Problem]
    tables: Mapping[str, Any]
    contents: Mapping[str, Content]


def examine_staying(
    raws: Sequence[Raw | Scan], broken: frozenset[str], host: Host, progress: Progress
) -> Staying:
    """Check tables of which some stay on an engine.

    Parameters
    ----------
    raws
        The tables, in order.
    broken
        Names of tables that were supplied but could not be read.
    host
        The engine.
    progress
        Is told how many rows were looked at.
    """
    entries: list[Checked | Scan] = [
        raw if isinstance(raw, Scan) and stays(raw) else check_table(_raw(raw)) for raw in raws
    ]
    inside = [entry for entry in entries if isinstance(entry, Checked)]
    units = next((known(entry) for entry in inside if entry.table.name == "units"), None)
    names = None if units is None else tuple(units.unique())
    tables: list[Looking] = [
        look(entry, names, progress) if isinstance(entry, Scan) else entry for entry in entries
    ]
    gone = _gone(tables, host)
    wanted: Wanted = {(one.table.name, "record"): repeated(one) for one in _looked(tables)}
    for key, missing in gone.items():
        wanted[key] = wanted.get(key, frozenset()) | missing
    done: Wanted = {}
    while True:
        tables = [_with(table, wanted, names, progress) for table in tables]
        for key, keys in wanted.items():
            done[key] = done.get(key, frozenset()) | keys
        checked = [_fresh(table) for table in tables]
        _tell_names(tables, checked, gone)
        across = check_references(checked, broken)
        wanted = {
            key: more
            for key, lost in _hanging(tables, checked).items()
            if (more := lost - done.get(key, frozenset()))
        }
        if not wanted:
            break
    left = {
        table.table.name: _left(table, rows)
        for table, rows in zip(tables, checked, strict=True)
        if isinstance(table, Looked)
    }
    return Staying(
        tuple(checked),
        across,
        {name: native for name, (native, _) in left.items()},
        {name: content for name, (_, content) in left.items()},
    )


def _raw(raw: Raw | Scan) -> Raw:
    return whole(raw) if isinstance(raw, Scan) else raw


def _looked(tables: Sequence[Looking]) -> list[Looked]:
    return [table for table in tables if isinstance(table, Looked)]


def _references(table: Looking) -> list[Column]:
    """Return the columns of a table that name records of another."""
    held = table.filled if isinstance(table, Looked) else table.frame
    return [c for c in table.table.columns if c.refers and c.name in held]


def _gone(tables: Sequence[Looking], host: Host) -> Wanted:
    """Return what references to records name that is not there, where an engine holds a side."""
    by_name = {table.table.name: table for table in tables}
    found: Wanted = {}
    for table in tables:
        for column in _references(table):
            target = by_name.get(column.refers)
            if column.refers == "units" or target is None:
                continue
            if not isinstance(table, Looked) and not isinstance(target, Looked):
                continue
            named, keys = _held(table, column.name, host), _held(target, "record", host)
            if named is not None and keys is not None:
                found[table.table.name, column.name] = dangling(named, column.name, keys)
    return found


def _held(table: Looking, column: str, host: Host) -> Any:
    """Return a table on the engine, or of one in memory the column that is needed."""
    if isinstance(table, Looked):
        return table.native
    return host.hold(table.frame[[column]]) if column in table.frame else None


def _with(
    table: Looking, wanted: Wanted, units: Sequence[str] | None, progress: Progress
) -> Looking:
    """Return a table with the rows whose key or reference is wanted among those looked at."""
    if not isinstance(table, Looked):
        return table
    mine = {c: keys for (name, c), keys in wanted.items() if name == table.table.name and keys}
    if not mine:
        return table
    if not table.scan.fixed:
        table = look(table.scan.fixed_in_place(), units, progress)
    return found_by_key(table, mine)


def _fresh(table: Looking) -> Checked:
    """Return a table as checked by itself: references are checked anew each time."""
    if isinstance(table, Looked):
        return table.checked()
    return replace(
        table,
        faults=list(table.faults),
        problems=list(table.problems),
        bad=table.bad.copy(),
        again=table.again.copy(),
    )


def _tell_names(tables: Sequence[Looking], checked: Sequence[Checked], gone: Wanted) -> None:
    """Say what rows may name of a table of which only some rows are here."""
    for table, rows in zip(tables, checked, strict=True):
        if not isinstance(table, Looked):
            continue
        name = table.table.name
        named = [rows.frame["record"]]
        missing: set[str] = set()
        for other, frame in ((one.table, one.frame) for one in checked):
            for column in other.columns:
                if column.refers == name and column.name in frame:
                    named.append(frame[column.name])
                    missing |= gone.get((other.name, column.name), frozenset())
        names = pd.concat(named).dropna().drop_duplicates()
        rows.names = names[~names.isin(missing)]


def _hanging(tables: Sequence[Looking], checked: Sequence[Checked]) -> Wanted:
    """Return what is named by rows of tables that stay, and was set aside."""
    lost = {
        rows.table.name: frozenset(rows.frame[rows.table.key[0]][rows.bad].dropna())
        for rows in checked
        if rows.usable and rows.bad.any()
    }
    return {
        (table.table.name, column.name): lost[column.refers]
        for table in _looked(tables)
        for column in _references(table)
        if column.refers in lost
    }


def _left(table: Looked, rows: Checked) -> tuple[Any, Content]:
    """Return a table without the rows that are set aside, and what it says."""
    out = rows.bad | rows.again
    if not out.any():
        return table.native, table.content
    native = copied(table.scan, table.numbers, schema_of(table), table.ids_of(rows)[out])
    return native, table.content.plus(Content.of(rows.frame[out]), -1)

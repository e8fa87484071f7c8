"""The rows of a flat tree table: each cell read in one way, every fault reported with its row."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gkeval.errors import Problem

COLUMNS = (
    "id parent weight direction goalposts target denominator per transform group method "
    "title title_en level share effective"
).split()
"""Columns with a meaning; level, share and effective are computed, and only read over."""

DIRECTIONS = {"1": 1.0, "-1": -1.0, "more": 1.0, "less": -1.0, "": 1.0}
TRANSFORMS = ("", "log")

MISSING = float("nan")


@dataclass(frozen=True)
class Row:
    """One node as its row states it."""

    id: str
    parent: str = ""
    weight: float = 1.0
    direction: float = 1.0
    goalposts: tuple[float, float] = (MISSING, MISSING)
    target: float = MISSING
    denominator: str = ""
    per: float = 1.0
    transform: str = ""
    groups: tuple[str, ...] = ()
    method: str = ""
    title: str = ""
    title_en: str = ""


class _RefusedError(Exception):
    """A cell that cannot stand: what is allowed, and what to do."""

    def __init__(self, code: str, allowed: str, remedy: str) -> None:
        self.code, self.allowed, self.remedy = code, allowed, remedy
        super().__init__(code)


def read_rows(table: pd.DataFrame, source: str) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a flat table, and every fault of it.

    The rows can be used only when there is no error among the faults.
    """
    faults: list[Problem] = []

    def report(
        code: str, found: str, allowed: str, remedy: str, line: int | None, column: str, **more: Any
    ) -> None:
        faults.append(
            Problem(
                code,
                found=found,
                allowed=allowed,
                remedy=remedy,
                source=source,
                line=line,
                table="tree",
                column=column,
                **more,
            )
        )

    for needed in ("id", "parent"):
        if needed not in table:
            columns = ", ".join(map(str, table.columns)) or "no columns"
            report("missing_column", columns, f"a column {needed}", "name the column", None, needed)
    if faults:
        return [], faults
    for column in table.columns:
        if column not in COLUMNS:
            report(
                "unknown_column",
                str(column),
                ", ".join(COLUMNS[:13]),
                "rename it, or leave it: it is not used",
                None,
                str(column),
                severity="warning",
            )
    rows: list[Row] = []
    for line, cells in enumerate(table.to_dict("records")):
        values: dict[str, Any] = {}
        for column, (name, read) in _READERS.items():
            if column not in table:
                continue
            try:
                values[name] = read(cells[column])
            except _RefusedError as refused:
                report(
                    refused.code,
                    _shown(cells[column]),
                    refused.allowed,
                    refused.remedy,
                    line,
                    column,
                )
        values.setdefault("id", "")
        rows.append(Row(**values))
    _shape_faults(rows, table, report)
    return rows, faults


def _shown(cell: Any) -> str:
    return "nothing" if _is_empty(cell) else str(cell)


def _is_empty(cell: Any) -> bool:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return True
    return not isinstance(cell, str | list | tuple) and bool(pd.isna(cell))


def _text(cell: Any) -> str:
    if _is_empty(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _number(cell: Any, allowed: str = "a number") -> float:
    try:
        number = MISSING if isinstance(cell, bool) else float(cell)
    except (TypeError, ValueError):
        number = MISSING
    if not math.isfinite(number):
        raise _RefusedError("not_a_number", allowed, "write digits and a point, without a unit")
    return number


def _weight(cell: Any) -> float:
    if _is_empty(cell):
        return MISSING  # the whole needs none; `_weight_faults` reports the others
    number = _number(cell, "a number of 0 or more")
    if number < 0:
        raise _RefusedError(
            "negative_weight",
            "a number of 0 or more",
            "say direction -1 where less is better; a weight is never negative",
        )
    return number


def _direction(cell: Any) -> float:
    text = _text(cell).lower()
    if text not in DIRECTIONS:
        raise _RefusedError(
            "bad_direction", "1 or more, -1 or less", "say 1 where more is better, -1 where less is"
        )
    return DIRECTIONS[text]


def _goalposts(cell: Any) -> tuple[float, float]:
    if _is_empty(cell):
        return MISSING, MISSING
    parts = cell.split(";") if isinstance(cell, str) else cell
    allowed = "two numbers, the lower one first, such as 0;100"
    if not isinstance(parts, list | tuple) or len(parts) != 2:
        raise _RefusedError("bad_goalposts", allowed, "write the lower and the upper goalpost")
    low, high = _number(parts[0], allowed), _number(parts[1], allowed)
    if not low < high:
        raise _RefusedError(
            "bad_goalposts", allowed, "write the lower one first; say direction -1 to turn them"
        )
    return low, high


def _target(cell: Any) -> float:
    return MISSING if _is_empty(cell) else _number(cell)


def _per(cell: Any) -> float:
    number = 1.0 if _is_empty(cell) else _number(cell, "a number above 0")
    if not number > 0:
        raise _RefusedError("bad_per", "a number above 0", "write 10000 for 'per ten thousand'")
    return number


def _transform(cell: Any) -> str:
    text = _text(cell)
    if text not in TRANSFORMS:
        raise _RefusedError("unknown_transform", "log, or nothing", "correct the name")
    return text


def _names(cell: Any) -> tuple[str, ...]:
    return tuple(name.strip() for name in _text(cell).split(";") if name.strip())


_READERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "id": ("id", _text),
    "parent": ("parent", _text),
    "weight": ("weight", _weight),
    "direction": ("direction", _direction),
    "goalposts": ("goalposts", _goalposts),
    "target": ("target", _target),
    "denominator": ("denominator", _text),
    "per": ("per", _per),
    "transform": ("transform", _transform),
    "group": ("groups", _names),
    "method": ("method", _text),
    "title": ("title", _text),
    "title_en": ("title_en", _text),
}


def _shape_faults(rows: list[Row], table: pd.DataFrame, report: Callable[..., None]) -> None:
    """Report what is wrong between rows: ids, parents, cycles, weights of siblings."""
    if not rows:
        report("empty_tree", "no row", "at least one indicator", "add rows", None, "id")
    first: dict[str, int] = {}
    for line, row in enumerate(rows):
        if not row.id:
            report("missing_id", "nothing", "an id", "give the node an id", line, "id")
        elif row.id in first:
            report(
                "duplicate_id",
                row.id,
                "every id once",
                f"rename it, or row {first[row.id]}",
                line,
                "id",
            )
        first.setdefault(row.id, line)
    for line, row in enumerate(rows):
        if row.parent and row.parent not in first:
            report(
                "unknown_parent",
                row.parent,
                "the id of another row, or nothing",
                "correct the parent, or add its row",
                line,
                "parent",
            )
    parents = {row.id: row.parent for row in rows if row.id}
    for circle in _circles(parents):
        report(
            "cycle",
            " → ".join((*circle, circle[0])),
            "a parent that is not below its child",
            "correct one of these parents",
            first[circle[0]],
            "parent",
        )
    branches = {row.parent for row in rows if row.parent}
    for line, row in enumerate(rows):
        if row.id in branches and row.direction < 0:
            report(
                "direction_of_a_branch",
                "-1",
                "1 for a node with children",
                "state the direction of its indicators",
                line,
                "direction",
            )
    if "weight" in table:
        _weight_faults(rows, report)


def _circles(parents: dict[str, str]) -> Iterable[tuple[str, ...]]:
    settled: set[str] = set()
    for start in parents:
        path: list[str] = []
        node = start
        while node in parents and node not in settled:
            if node in path:
                yield tuple(path[path.index(node) :])
                break
            path.append(node)
            node = parents[node]
        settled.update(path)


def _weight_faults(rows: list[Row], report: Callable[..., None]) -> None:
    siblings: dict[str, list[int]] = {}
    for line, row in enumerate(rows):
        siblings.setdefault(row.parent, []).append(line)
    branches = {row.parent for row in rows if row.parent}
    for parent, lines in siblings.items():
        if not parent and len(lines) == 1 and rows[lines[0]].id in branches:
            continue
        for line in lines:
            if math.isnan(rows[line].weight):
                report(
                    "missing_weight",
                    "nothing",
                    "a number of 0 or more",
                    "give every node a weight, or leave the column out for equal weights",
                    line,
                    "weight",
                )
        if all(rows[line].weight == 0 for line in lines):
            report(
                "no_weight",
                f"weight 0 for every child of {parent or 'the whole'}",
                "at least one above 0",
                "give one of them a weight",
                lines[0],
                "weight",
            )

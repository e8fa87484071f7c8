"""Tables of the R package COINr and workbooks of the JRC's COIN tool, in; COINr's tables, out.

COINr keeps an index in two tables: iData (one row per unit) and iMeta (one row per column of
iData and per aggregate). The COIN tool keeps it in the sheets Database and Framework.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gkeval.composite.tree import Tree
from gkeval.errors import GkevalError, Problem, Problems

TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
NEEDED = ("iCode", "Parent", "Weight", "Direction", "Type")

# Where the COIN tool keeps things in the sheet Database, counted as Excel counts.
FIRST_COLUMN = 5  # E: the first indicator
UNIT_NAMES, UNIT_CODES = 2, 3
WEIGHT, DIRECTION, LOWER, UPPER = 7, 8, 9, 10
AGGREGATES = (14, 13, 12, 11)  # sub-pillar, pillar, sub-index, index
NAME, CODE, FIRST_UNIT = 15, 16, 17
NOTHING = ("", "n/a", "--")


@dataclass(frozen=True, eq=False)
class Coin:
    """What was read: ``build(coin.frame, coin.tree, **coin.columns)``.

    Attributes
    ----------
    frame : pandas.DataFrame
    tree : Tree
    columns : dict
        The columns of units, groups and periods, as `build` takes them.
    """

    frame: pd.DataFrame
    tree: Tree
    columns: dict[str, str]


def from_coinr(i_data: pd.DataFrame, i_meta: pd.DataFrame, *, group: str | None = None) -> Coin:
    """Read COINr's tables.

    Parameters
    ----------
    i_data : pandas.DataFrame
        uCode, and uName, Time, groups, denominators and indicators.
    i_meta : pandas.DataFrame
        iCode, Parent, Weight, Direction, Type, and iName, Target, Denominator, goalpost_lower and
        goalpost_upper where there are such. Level is not needed: it follows from Parent.
    group : str
        The group to use, where iMeta names several; the first when not given.

    Returns
    -------
    Coin

    Raises
    ------
    InputError
        Every fault of iMeta at once.

    Notes
    -----
    Becker, Caperna, Del Sorbo, Norlén, Papadimitriou and Saisana, COINr: an R package for
    developing composite indicators, Journal of Open Source Software 7 (2022).
    """
    faults = [
        _fault("missing_column", f"no column {name}", f"a column {name}", "name the column", table)
        for table, frame, names in (("iMeta", i_meta, NEEDED), ("iData", i_data, ("uCode",)))
        for name in names
        if name not in frame
    ]
    Problems(faults).raise_if_any("COINr tables")
    kind = i_meta["Type"].astype("str")
    faults = [
        _fault(
            "unknown_type",
            str(found),
            ", ".join(TYPES),
            "correct the Type",
            "iMeta",
            line=int(line),
            column="Type",
        )
        for line, found in enumerate(kind)
        if found not in TYPES
    ]
    Problems(faults).raise_if_any("COINr tables")
    nodes = i_meta[kind.isin(["Indicator", "Aggregate"])].reset_index(drop=True)
    table = pd.DataFrame(
        {
            "id": nodes["iCode"],
            "parent": nodes["Parent"],
            "weight": nodes["Weight"],
            # COINr writes a direction for aggregates as well, and does not use it
            "direction": nodes["Direction"].where(nodes["Type"] == "Indicator", 1),
        }
    )
    for ours, theirs in (("title", "iName"), ("target", "Target"), ("denominator", "Denominator")):
        if theirs in nodes:
            table[ours] = nodes[theirs]
    if {"goalpost_lower", "goalpost_upper"} <= set(nodes):
        table["goalposts"] = _pairs(nodes["goalpost_lower"], nodes["goalpost_upper"])
    columns = {"unit": "uCode"}
    groups = [str(name) for name in i_meta.loc[kind == "Group", "iCode"] if name in i_data]
    if group is not None and group not in groups:
        raise GkevalError(f"group is {group!r}, must be one of: {', '.join(groups) or 'none'}")
    if groups:
        columns["group"] = group or groups[0]
    if "Time" in i_data and i_data["Time"].nunique() > 1:
        columns["period"] = "Time"
    frame = i_data.rename(columns={"uName": "name"})
    return Coin(frame, Tree.from_table(table, source="iMeta"), columns)


def to_coinr(
    frame: pd.DataFrame,
    tree: Tree,
    *,
    unit: str = "unit",
    group: str | None = None,
    period: str | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return iData and iMeta as COINr reads them.

    Parameters
    ----------
    frame, tree, unit, group, period
        As in `build`.

    Returns
    -------
    i_data, i_meta : pandas.DataFrame
        COINr wants every indicator at level 1: an indicator that stands higher gets aggregates
        of its own below its parent (``id_2``, ``id_3``, …), which change no score.
    """
    extra = [name for name in dict.fromkeys(tree.denominators) if name]
    named = {unit: "uCode"} | ({period: "Time"} if period else {})
    named |= {"name": "uName"} if "name" in frame else {}
    kept = [*named, *([group] if group else []), *extra, *tree.indicators]
    i_data = frame[kept].rename(columns=named)
    i_data["uCode"] = i_data["uCode"].astype("str")

    deepest = int(tree.level.max())
    rows: list[dict[str, Any]] = []
    for node, name in enumerate(tree.ids):
        level = deepest - int(tree.level[node]) + 1
        parent = "" if node == 0 else tree.ids[tree.parent[node]]
        leaf = not tree.children[node]
        weight = float(tree.given[node]) if node else 1.0
        if leaf:
            for step in range(level, 1, -1):
                rows.append(_aggregate(f"{name}_{step}", tree.titles[node], step, parent, weight))
                parent, weight = f"{name}_{step}", 1.0
        if not leaf:
            rows.append(_aggregate(name, tree.titles[node], level, parent, weight))
            continue
        low, high = tree.goalposts[node]
        rows.append(
            {
                "Level": 1,
                "iCode": name,
                "iName": tree.titles[node] or name,
                "Parent": parent,
                "Direction": int(tree.direction[node]),
                "Weight": weight,
                "Type": "Indicator",
                "Target": tree.target[node],
                "Denominator": tree.denominators[node] or None,
                "goalpost_lower": low,
                "goalpost_upper": high,
            }
        )
    others = [(name, "Denominator") for name in extra] + ([(group, "Group")] if group else [])
    rows += [{"iCode": name, "iName": name, "Type": kind} for name, kind in others]
    i_meta = pd.DataFrame(rows)
    i_meta["Parent"] = i_meta["Parent"].replace("", None)
    return i_data.reset_index(drop=True), i_meta


def read_coin_tool(path: str | os.PathLike[str]) -> Coin:
    """Read a workbook of the COIN tool.

    Parameters
    ----------
    path
        The workbook, with the sheets Database (units from row 17, indicators from column E,
        weight, direction, goalposts and aggregates above them) and Framework.

    Returns
    -------
    Coin
        Levels that the workbook does not use are left out.

    Raises
    ------
    GkevalError
        When the extra ``excel`` is not installed, when there is no such file or sheet, or when the
        sheets are not laid out so.
    InputError
        Every fault of the framework at once.

    Notes
    -----
    European Commission, Joint Research Centre: COIN tool, user guide (2019).
    """
    database, framework = _sheets(path)
    codes = [_text(_cell(database, CODE, column)) for column in _columns(database)]
    used = [column for column, code in zip(_columns(database), codes, strict=True) if code]
    if not used:
        raise GkevalError(
            f"{Path(path).name}, sheet Database: row {CODE} holds no indicator codes from column E "
            "on. Remedy: take the workbook as the COIN tool lays it out"
        )
    rows = [row for row in range(FIRST_UNIT, len(database) + 1) if _text_in(database, row)]
    frame = pd.DataFrame(
        {
            "unit": [_text(_cell(database, row, UNIT_CODES)) for row in rows],
            "name": [_text(_cell(database, row, UNIT_NAMES)) for row in rows],
            **{
                _text(_cell(database, CODE, column)): [
                    _value(_cell(database, row, column)) for row in rows
                ]
                for column in used
            },
        }
    )
    tree = Tree.from_table(_framework(database, framework, used), source=Path(path).name)
    return Coin(frame, tree, {"unit": "unit"})


def _framework(
    database: Sequence[Sequence[Any]], framework: Sequence[Sequence[Any]], used: list[int]
) -> pd.DataFrame:
    """Return the flat table of a COIN tool's indicators and of the levels that it uses."""
    lines = {row: [_text(_cell(database, row, column)) for column in used] for row in AGGREGATES}
    # a level in which all indicators share one code is one that the workbook does not use
    levels = [row for row in AGGREGATES[:-1] if len(set(lines[row]) - {""}) > 1]
    levels.append(AGGREGATES[-1])
    names, stated = _aggregates(framework)
    parents: dict[str, str] = {lines[levels[-1]][0]: ""}
    for below, above in zip(levels, levels[1:], strict=False):
        parents |= dict(zip(lines[below], lines[above], strict=True))
    branches = pd.DataFrame(
        {
            "id": list(parents),
            "parent": list(parents.values()),
            "weight": [stated.get(name, 1.0) for name in parents],
            "title": [names.get(name, "") for name in parents],
        }
    )
    leaves = pd.DataFrame(
        {
            "id": [_text(_cell(database, CODE, column)) for column in used],
            "parent": lines[levels[0]],
            "weight": [_value(_cell(database, WEIGHT, column)) for column in used],
            "title": [_text(_cell(database, NAME, column)) for column in used],
            "direction": [_value(_cell(database, DIRECTION, column)) for column in used],
            "goalposts": _pairs(
                [_value(_cell(database, LOWER, column)) for column in used],
                [_value(_cell(database, UPPER, column)) for column in used],
            ),
        }
    )
    return pd.concat([branches, leaves], ignore_index=True)


def _aggregates(framework: Sequence[Sequence[Any]]) -> tuple[dict[str, str], dict[str, float]]:
    """Return names and weights of aggregates: code in column C, weight in E, name in H."""
    names: dict[str, str] = {}
    weights: dict[str, float] = {}
    for row in range(1, len(framework) + 1):
        code, name = _text(_cell(framework, row, 3)), _text(_cell(framework, row, 8))
        weight = _value(_cell(framework, row, 5))
        if code in NOTHING or name in NOTHING:
            continue
        names[code] = name
        if not np.isnan(weight):
            weights[code] = weight
    return names, weights


def _sheets(path: str | os.PathLike[str]) -> tuple[list[list[Any]], list[list[Any]]]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        raise GkevalError(
            'reading workbooks needs python-calamine. Remedy: pip install "gkeval[excel]"'
        ) from error
    name = Path(path).name
    if not Path(path).exists():
        raise GkevalError(f"there is no file {name}. Remedy: check the path")
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise GkevalError(f"{name} is no workbook ({error}). Remedy: save it as .xlsx") from error
    lacking = [sheet for sheet in ("Database", "Framework") if sheet not in workbook.sheet_names]
    if lacking:
        raise GkevalError(
            f"{name} has no sheet {', '.join(lacking)}; there are: "
            f"{', '.join(workbook.sheet_names)}. Remedy: take the workbook of the COIN tool"
        )
    read = [
        workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for sheet in ("Database", "Framework")
    ]
    return read[0], read[1]


def _columns(sheet: Sequence[Sequence[Any]]) -> range:
    return range(FIRST_COLUMN, max((len(row) for row in sheet), default=0) + 1)


def _cell(sheet: Sequence[Sequence[Any]], row: int, column: int) -> Any:
    """Return a cell by row and column as Excel counts them; empty beyond the sheet."""
    if row > len(sheet) or column > len(sheet[row - 1]):
        return ""
    return sheet[row - 1][column - 1]


def _text_in(sheet: Sequence[Sequence[Any]], row: int) -> bool:
    return bool(_text(_cell(sheet, row, UNIT_CODES)))


def _text(cell: Any) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return "" if text in NOTHING else text


def _value(cell: Any) -> float:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return float("nan")


def _pairs(low: Iterable[Any], high: Iterable[Any]) -> list[tuple[float, float] | None]:
    pairs = [(_value(a), _value(b)) for a, b in zip(low, high, strict=True)]
    return [None if np.isnan(a) or np.isnan(b) else (a, b) for a, b in pairs]


def _aggregate(code: str, title: str, level: int, parent: str, weight: float) -> dict[str, Any]:
    return {
        "Level": level,
        "iCode": code,
        "iName": title or code,
        "Parent": parent,
        "Direction": 1,
        "Weight": weight,
        "Type": "Aggregate",
    }


def _fault(code: str, found: str, allowed: str, remedy: str, table: str, **place: Any) -> Problem:
    return Problem(
        code, found=found, allowed=allowed, remedy=remedy, source=table, table=table, **place
    )

"""The workbook of the JRC's COIN tool: indicators in the sheet Database, levels in Framework."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gkeval.composite.coin.cells import Coin, pairs_of, value_of
from gkeval.composite.tree import Tree
from gkeval.errors import GkevalError, InputError, Problems
from gkeval.limits import DAMAGED, DEFAULT, Limits, refused, spreads_too_far, unpacks_to_much

# Where the sheet Database keeps things, counted as Excel counts.
FIRST_COLUMN = 5  # E: the first indicator
UNIT_NAMES, UNIT_CODES = 2, 3
WEIGHT, DIRECTION, LOWER, UPPER = 7, 8, 9, 10
AGGREGATES = (14, 13, 12, 11)  # sub-pillar, pillar, sub-index, index
NAME, CODE, FIRST_UNIT = 15, 16, 17
NOTHING = ("", "n/a", "--")


def read_coin_tool(path: str | os.PathLike[str], *, limits: Limits = DEFAULT) -> Coin:
    """Read a workbook of the COIN tool.

    Parameters
    ----------
    path
        The workbook, with the sheets Database (units from row 17, indicators from column E,
        weight, direction, goalposts and aggregates above them) and Framework.
    limits
        How large the workbook may be.

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
    database, framework = _sheets(path, limits)
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
                    value_of(_cell(database, row, column)) for row in rows
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
    for below, above in pairwise(levels):
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
            "weight": [value_of(_cell(database, WEIGHT, column)) for column in used],
            "title": [_text(_cell(database, NAME, column)) for column in used],
            "direction": [value_of(_cell(database, DIRECTION, column)) for column in used],
            "goalposts": pairs_of(
                [value_of(_cell(database, LOWER, column)) for column in used],
                [value_of(_cell(database, UPPER, column)) for column in used],
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
        weight = value_of(_cell(framework, row, 5))
        if code in NOTHING:
            continue
        if name not in NOTHING:
            names[code] = name
        if not np.isnan(weight):
            weights[code] = weight
    return names, weights


def _sheets(
    path: str | os.PathLike[str], limits: Limits
) -> tuple[list[list[Any]], list[list[Any]]]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        raise GkevalError(
            'reading workbooks needs python-calamine. Remedy: pip install "gkeval[excel]"'
        ) from error
    name = Path(path).name
    if not os.path.lexists(path):
        raise GkevalError(f"there is no file {name}. Remedy: check the path")
    if over := refused(path, name, limits):
        raise InputError(name, Problems([over]))
    try:
        _bounded(path, name, limits)
        workbook = CalamineWorkbook.from_path(str(path))
    except GkevalError:
        raise
    except (CalamineError, *DAMAGED) as error:
        raise GkevalError(f"{name} is no workbook ({error}). Remedy: save it as .xlsx") from error
    lacking = [sheet for sheet in ("Database", "Framework") if sheet not in workbook.sheet_names]
    if lacking:
        raise GkevalError(
            f"{name} has no sheet {', '.join(lacking)}; there are: "
            f"{', '.join(workbook.sheet_names)}. Remedy: take the workbook of the COIN tool"
        )
    try:
        read = [
            workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            for sheet in ("Database", "Framework")
        ]
    except (CalamineError, *DAMAGED) as error:
        raise GkevalError(
            f"{name} has a sheet that cannot be read ({error}). Remedy: save the workbook again"
        ) from error
    return read[0], read[1]


def _bounded(path: str | os.PathLike[str], name: str, limits: Limits) -> None:
    """Refuse a workbook that would unpack to more than its limits."""
    if not zipfile.is_zipfile(path):
        return  # an .xls or .ods, or nothing that can be read
    with zipfile.ZipFile(path) as archive:
        over = unpacks_to_much(archive, name, limits)
        # any part may hold a sheet, and two parts may bear one name
        for part in [] if over else archive.infolist():
            with archive.open(part) as xml:
                over = over or spreads_too_far(xml, f"{name} [{part.filename}]", limits)
    if over:
        raise InputError(name, Problems([over]))


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

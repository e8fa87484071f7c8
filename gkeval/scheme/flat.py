"""The tree of a scheme as a flat table, one row per indicator, that evaluators can keep in Excel.

In: a scheme, or a table. Out: a table, or a scheme; the two round-trip, also through CSV and
workbooks. Siblings stand in the order of their rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gkeval.errors import InputError, Problem, Problems
from gkeval.numbers import plain
from gkeval.scheme.faults import Fault, indicator_path, named
from gkeval.scheme.flat_rows import (
    CELLS,
    COLUMNS,
    LISTS,
    NUMBERS,
    SELDOM,
    TEXTS,
    Tree,
    decimal_of,
    names_in,
    read_rows,
)
from gkeval.scheme.flow import flow
from gkeval.scheme.loading import examine, plain_data
from gkeval.scheme.model import Indicator, Scheme

if TYPE_CHECKING:
    import pandas as pd


def to_table(scheme: Scheme) -> pd.DataFrame:
    """Return the tree as a flat table.

    Parameters
    ----------
    scheme
        Any scheme.

    Returns
    -------
    pandas.DataFrame
        One row per indicator, parents first: id, parent, level, title_zh, title_en, points, clause,
        groups and covers (separated by ``;``; a list of YAML where a name holds a space or ``;``
        itself), rule, measure and not_applicable (one line of YAML
        such as ``{kind: at_least, target: 2}``), about, evidence and remedy in both languages;
        percent, out_of, rollup, draw and combine where the scheme uses them. Empty cells are empty
        texts. Points are floats that stand for the decimals they are written as; should one have
        more than 15 digits, all are texts.

    Examples
    --------
    >>> import gkeval as gk
    >>> table = to_table(gk.load_scheme("sichuan-land-2011"))
    >>> table[["id", "level", "points", "rule"]].head(2)
               id  level  points            rule
    0  disclosure      1    77.0  {kind: expert}
    1    services      1     9.0  {kind: expert}
    """
    import pandas as pd

    rows = [
        _row(indicator, scheme.parents[indicator.id], level) for indicator, level in scheme.walk()
    ]
    used = [name for name in COLUMNS if name not in SELDOM or any(row[name] for row in rows)]
    table = pd.DataFrame(rows, columns=used)
    numbers = {name: _numbers(table[name].tolist()) for name in NUMBERS if name in used}
    return table.assign(**numbers)


def _numbers(cells: list[Any]) -> list[Any]:
    """Return decimals as floats where each comes back from its float, else all as texts."""
    given = [cell for cell in cells if cell != ""]
    exact = all(decimal_of(float(number)) == number for number in given)
    return [cell if cell == "" else float(cell) if exact else plain(cell) for cell in cells]


def _names(names: tuple[str, ...]) -> str:
    """Return names as a cell that reads back as they are."""
    cell = ";".join(names)
    plainly = names_in(cell) == list(names) and not cell.startswith("[")
    return cell if plainly else flow(names)


def _row(indicator: Indicator, parent: str, level: int) -> dict[str, Any]:
    row = {"id": indicator.id, "parent": parent, "level": level, "clause": indicator.clause}
    for key in TEXTS:
        text = getattr(indicator, key)
        row |= {f"{key}_zh": text.zh if text else "", f"{key}_en": text.en if text else ""}
    for key in LISTS:
        row[key] = _names(getattr(indicator, key))
    for key in NUMBERS:
        number = getattr(indicator, key)
        row[key] = "" if number is None else number
    for key in CELLS:
        value = getattr(indicator, key)
        row[key] = "" if value is None else flow(value)
    return row


def from_table(scheme: Scheme, table: pd.DataFrame) -> Scheme:
    """Return the same scheme with the tree that a table holds.

    Parameters
    ----------
    scheme
        Gives everything but the tree.
    table
        As `to_table` gives it; columns may stand in another order, and all but id, a title and
        points may be left out (`level` is only compared with the parents). A CSV file is best read
        with ``dtype=str, keep_default_na=False``, so that ids keep their zeros.

    Raises
    ------
    InputError
        With every fault of the table, by row (counted from 0) and column.

    Examples
    --------
    >>> import gkeval as gk
    >>> scheme = gk.load_scheme("sichuan-land-2011")
    >>> table = scheme.to_table()
    >>> scheme.from_table(table) == scheme
    True
    >>> table.loc[table["id"] == "services", "points"] = 10
    >>> scheme.from_table(table)
    Traceback (most recent call last):
    gkeval.errors.InputError: table of sichuan-land-2011: 1 problem
      indicators, points: found the indicators of the first level add up to 101 points, ...
    """
    rows, faults = read_rows(table)
    tree = Tree(rows)
    faults += tree.faults
    data = plain_data(scheme) | {"indicators": tree.indicators}
    known = frozenset(fault.path for fault in tree.faults if indicator_path(fault.path))
    made, found = examine(data, known)
    if faults:  # rows that are missing or stand in the wrong place make no sums
        found = [fault for fault in found if fault.code != "points_do_not_add_up"]
    said = [_problem(fault, tree, data) for fault in dict.fromkeys([*faults, *found])]
    problems = Problems(sorted(said, key=lambda p: -1 if p.line is None else p.line))
    if made is None or problems.errors:
        raise InputError(f"table of {scheme.scheme}", problems)
    return made


def _problem(fault: Fault, tree: Tree, data: Any) -> Problem:
    """Return a fault with the row and column of the table."""
    inside = indicator_path(fault.path)
    row = fault.line if fault.line is not None else tree.row_of.get(inside)
    keys = fault.path[len(inside) :]
    column = str(keys[0]) if keys else ""
    column = f"{column}_zh" if column in TEXTS else column
    below = named(keys[1:]) if keys and keys[0] in CELLS else ""
    found = f"{below}: {fault.found}" if below not in ("", "kind") else fault.found
    return Problem(
        fault.code,
        found,
        fault.allowed,
        fault.remedy,
        line=row,
        table="indicators",
        column=column,
        severity=fault.severity,
    )

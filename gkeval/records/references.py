"""Checks between tables: units and records that are named must be there.

A row that names an unknown unit or record is set aside. So is a row that names one which was itself
set aside, for it would hang in the air; this is said once for each such unit or record and table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.errors import Problem
from gkeval.records.checking import Checked
from gkeval.records.faults import Fault, positions, shown
from gkeval.tables import Column


def check_references(tables: Sequence[Checked], broken: frozenset[str]) -> list[Problem]:
    """Check what the tables say of each other; faults are added to the tables.

    Parameters
    ----------
    tables
        Every table that was read.
    broken
        Names of tables that were supplied but could not be read: what refers to them is let be.

    Returns
    -------
    list of Problem
        Tables that are missing.
    """
    by_name = {checked.table.name: checked for checked in tables}
    problems = []
    for checked in tables:
        if checked.table.name == "units":
            checked.add(_parents(checked))
        for column in _references(checked):
            target = by_name.get(column.refers)
            if target is not None:
                checked.add(_unknown(checked, column, target))
            elif column.refers not in broken and column.refers != "units":
                problems += _not_supplied(checked, column)
    if tables and "units" not in by_name and "units" not in broken:
        problems.insert(
            0,
            Problem(
                "missing_table",
                "no table units (评估对象)",
                "a table of the units that are assessed",
                "add units with the columns unit (评估对象) and group (类别)",
                table="units",
            ),
        )
    units = by_name.get("units")
    if units is not None and units.usable and not len(units.frame):
        problems.insert(0, _no_units(units))
    if "units" in by_name and by_name["units"].usable:
        problems += _set_aside_too(tables, by_name)
    return problems


def _no_units(units: Checked) -> Problem:
    return Problem(
        "no_units",
        "a header without a row below it",
        "one row for each unit that is assessed (评估对象)",
        "add the units",
        units.raw.source,
        None,
        "units",
    )


def known(target: Checked) -> pd.Series[str]:
    """Return the names that rows of other tables may use for the rows of a table."""
    if target.names is not None:
        return target.names
    key = target.table.key[0]
    if key not in target.frame:
        return pd.Series([], dtype="str")
    return target.frame[key].dropna()


def _references(checked: Checked) -> list[Column]:
    return [c for c in checked.table.columns if c.refers and c.name in checked.frame]


def _unknown(checked: Checked, column: Column, target: Checked) -> list[Fault]:
    if target.table.key[0] not in target.frame:
        return []
    values = checked.frame[column.name]
    bad = (values.notna() & ~values.isin(known(target).unique())).to_numpy(dtype=bool)
    where = positions(bad & ~checked.faulty(column.name))
    if not len(where):
        return []
    unit = column.refers == "units"
    return [
        Fault(
            "unknown_unit" if unit else "dangling_reference",
            column.name,
            where,
            values.iloc[where].astype(object).tolist(),
            f"a {target.table.key[0]} of the table {column.refers} ({target.table.zh})",
            f"correct the name, or add it to {column.refers}",
        )
    ]


def _not_supplied(checked: Checked, column: Column) -> list[Problem]:
    count = checked.filled.get(column.name, int(checked.frame[column.name].notna().sum()))
    if not count:
        return []
    return [
        Problem(
            "missing_table",
            f"no table {column.refers}, which {count} rows refer to",
            f"the table {column.refers} beside {checked.table.name}",
            f"add {column.refers}; until then the references are not checked",
            checked.raw.source,
            None,
            checked.table.name,
            column.name,
            severity="warning",
        )
    ]


def _parents(units: Checked) -> list[Fault]:
    """Return the units that are their own parent, or their own parent's parent, and so on."""
    frame = units.frame
    if not {"unit", "parent"} <= set(frame.columns):
        return []
    own = ((frame["unit"] == frame["parent"]) & frame["parent"].notna()).to_numpy(dtype=bool)
    firsts = frame["unit"].drop_duplicates()
    index = pd.Series(firsts.index, index=firsts.to_numpy())
    index = index[index.index.notna()]
    size = len(frame)
    # position of the parent's row; `size` stands for none
    up = frame["parent"].map(index).fillna(size).to_numpy(dtype=np.int64)
    up = np.append(np.where(own, size, up), size)
    ancestor = up
    for _ in range(max(size, 1).bit_length()):
        ancestor = ancestor[ancestor]
    # after more steps than there are units, only those on a circle are still reached
    circle = np.zeros(size + 1, dtype=bool)
    circle[ancestor] = True
    circle = circle[:size]
    faults = []
    for code, mask, allowed in (
        ("own_parent", own, "a parent other than the unit itself"),
        ("parent_cycle", circle, "a parent that does not itself stand below the unit"),
    ):
        where = positions(mask)
        if len(where):
            found = frame["parent"].iloc[where].astype(object).tolist()
            remedy = "correct the parent, or leave it empty"
            faults.append(Fault(code, "parent", where, found, allowed, remedy))
    return faults


def _set_aside_too(tables: Sequence[Checked], by_name: Mapping[str, Checked]) -> list[Problem]:
    """Set aside what names a row that was set aside, until nothing more changes."""
    problems: list[Problem] = []
    changed = True
    while changed:
        changed = False
        for checked in tables:
            for column in _references(checked):
                target = by_name.get(column.refers)
                if target is None or not target.usable or not target.bad.any():
                    continue
                lost = target.frame[target.table.key[0]][target.bad].dropna().unique()
                values = checked.frame[column.name]
                named: npt.NDArray[np.bool_] = values.isin(lost).to_numpy(dtype=bool)
                more = named & ~checked.bad & ~checked.again
                if more.any():
                    checked.bad |= more
                    problems += _hanging(checked, column, values[more])
                    changed = True
    return problems


def _hanging(checked: Checked, column: Column, values: pd.Series[str]) -> list[Problem]:
    rows = pd.Series(checked.raw.rows[values.index], index=values.index)
    groups = rows.groupby(values, sort=False).agg(["min", "size"])
    return [
        Problem(
            "reference_set_aside",
            f"{shown(str(name))}, which was set aside (rows that name it: {size})",
            f"a row of {column.refers} without problems",
            f"correct the row of {column.refers}",
            checked.raw.source,
            int(row),
            checked.table.name,
            column.name,
            str(name) if column.refers == "units" else "",
        )
        for name, row, size in groups.itertuples()
    ]

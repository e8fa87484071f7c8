"""A frame of indicator data becomes arrays in one order: by period, then unit.

In: one row per unit (and period), one column per indicator, and the columns that denominators,
groups and names are in. Out: arrays, or every fault of the frame at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.composite.arrays import Bools, Floats
from gkeval.composite.tree import Tree
from gkeval.errors import Problem, Problems

SHOWN = 12


@dataclass(frozen=True, eq=False)
class Data:
    """Indicator data as arrays.

    Attributes
    ----------
    units : pandas.DataFrame
        unit, and where there are such columns group, period, and all that are no indicator.
    values : array of shape (units, indicators)
        After denominators and logarithms.
    applicable : array of bool, shape (units, indicators), or None
        Which indicators are for a unit's group; None where all are for all.
    groups, periods : array of shape (units,), or None
    problems : Problems
        Warnings: cells that became missing because they could not be divided.
    """

    units: pd.DataFrame
    values: Floats
    applicable: Bools | None
    groups: npt.NDArray[Any] | None
    periods: npt.NDArray[Any] | None
    problems: Problems


def read_frame(
    frame: pd.DataFrame, tree: Tree, *, unit: str, group: str | None, period: str | None
) -> Data:
    """Return the data of the tree's indicators.

    Raises
    ------
    InputError
        Columns that are missing, cells that are no numbers, units twice in a period, …
    """
    if unit not in frame and frame.index.name == unit:
        frame = frame.reset_index()
    faults = _column_faults(frame, tree, unit, group, period)
    Problems(faults).raise_if_any("frame")
    faults = _key_faults(frame, unit, group, period)
    order = _order(frame, unit, period)
    frame = frame if order is None else frame.iloc[order]
    place = _Place(np.arange(len(frame)) if order is None else order, frame[unit])
    values, more = _numbers(frame[list(tree.indicators)], place)
    faults += more
    values, more = _divided(values, frame, tree, place)
    faults += more
    faults += _logarithms(values, tree, place)
    groups = None if group is None else frame[group].astype("str").to_numpy(dtype=object)
    applicable = _applicable(tree, groups)
    faults += _group_faults(tree, groups)
    Problems(faults).raise_if_any("frame")
    if applicable is not None:
        values[~applicable] = np.nan
    roles = {unit: "unit", group: "group", period: "period"}
    apart = {*tree.indicators, *(role for role in roles.values() if role not in roles)}
    kept = [name for name in frame.columns if name not in apart]
    units = frame[kept]
    units.columns = pd.Index([roles.get(name, name) for name in kept])
    units = units.assign(unit=units["unit"].astype("str"))
    return Data(
        units,
        values,
        applicable,
        groups,
        None if period is None else frame[period].to_numpy(),
        Problems(faults),
    )


def goals(tree: Tree) -> tuple[Floats, Floats]:
    """Return goalposts (indicators, 2) and targets (indicators,), in the form of the values."""
    posts, targets = tree.goalposts[tree.leaves].copy(), tree.target[tree.leaves].copy()
    logged = np.array([tree.transforms[node] == "log" for node in tree.leaves], dtype=bool)
    with np.errstate(invalid="ignore", divide="ignore"):
        posts[logged], targets[logged] = np.log(posts[logged]), np.log(targets[logged])
    return posts, targets


def _fault(code: str, found: str, allowed: str, remedy: str, **place: Any) -> Problem:
    return Problem(
        code, found=found, allowed=allowed, remedy=remedy, source="frame", table="frame", **place
    )


def _column_faults(
    frame: pd.DataFrame, tree: Tree, unit: str, group: str | None, period: str | None
) -> list[Problem]:
    faults = []
    known = ", ".join(map(str, frame.columns[:SHOWN]))
    denominators = {name for name in tree.denominators if name}
    wanted = [(unit, "unit"), (group, "group"), (period, "period")]
    wanted += [(name, "denominator") for name in sorted(denominators)]
    wanted += [(name, "indicator") for name in tree.indicators]
    there = set(frame.columns)
    for name, role in wanted:
        if name is not None and name not in there:
            faults.append(
                _fault(
                    "missing_column",
                    f"no column {name}",
                    f"a column for the {role} {name}; there are: {known}",
                    "name the column by the id of the tree, or correct the tree",
                    column=name,
                )
            )
    twice = frame.columns[frame.columns.duplicated()]
    faults += [
        _fault("duplicate_column", str(name), "every column once", "rename it", column=str(name))
        for name in dict.fromkeys(twice)
    ]
    if not len(frame):
        faults.append(_fault("empty_frame", "no row", "one row per unit", "give the data"))
    return faults


def _key_faults(
    frame: pd.DataFrame, unit: str, group: str | None, period: str | None
) -> list[Problem]:
    keys = [unit] if period is None else [unit, period]
    roles = {unit: "unit"} | ({group: "group"} if group else {})
    roles |= {period: "period"} if period else {}
    faults = []
    for key, role in roles.items():
        for line in np.flatnonzero(_blank(frame[key])):
            faults.append(
                _fault(
                    f"missing_{role}",
                    "nothing",
                    "a value",
                    "give the row one",
                    column=key,
                    line=int(line),
                )
            )
    if not frame[unit].is_unique:
        for line in np.flatnonzero(frame.duplicated(keys).to_numpy()):
            row = frame[keys].iloc[line]
            faults.append(
                _fault(
                    "duplicate_unit",
                    " / ".join(map(str, row)),
                    "one row per " + " and ".join(keys),
                    "remove one of the rows",
                    column=unit,
                    line=int(line),
                    unit=str(row[unit]),
                )
            )
    return faults


def _blank(cells: pd.Series[Any]) -> Bools:
    empty: Bools = cells.isna().to_numpy(dtype=bool)
    if cells.dtype.kind not in "iufbM":
        empty = empty | (cells == "").to_numpy(dtype=bool, na_value=False)
    return empty


@dataclass(frozen=True)
class _Place:
    """Where a row stood in the frame that was given, and whose it is."""

    lines: npt.NDArray[np.intp]
    units: pd.Series[Any]

    def fault(
        self, row: int, code: str, found: str, allowed: str, remedy: str, column: str, **more: Any
    ) -> Problem:
        return _fault(
            code,
            found,
            allowed,
            remedy,
            line=int(self.lines[row]),
            column=column,
            unit=str(self.units.iloc[row]),
            **more,
        )


def _order(frame: pd.DataFrame, unit: str, period: str | None) -> npt.NDArray[np.intp] | None:
    """Return the order by period and unit; None when the rows are in it.

    Whatever is summed over units is then the same to the bit, however the frame is ordered.
    """
    names = frame[unit].astype("str")
    if period is None and names.is_monotonic_increasing:
        return None
    keys = [pd.factorize(names, sort=True)[0]]
    if period is not None:
        keys.append(pd.factorize(frame[period], sort=True)[0])
    return np.lexsort(keys)


def _numbers(part: pd.DataFrame, place: _Place) -> tuple[Floats, list[Problem]]:
    """Return the indicator columns as floats, and what is no number."""
    faults: list[Problem] = []
    if all(isinstance(kind, np.dtype) and kind.kind in "iuf" for kind in part.dtypes):
        values = part.to_numpy(dtype=np.float64)
        if not values.flags.writeable:
            values = values.copy(order="K")  # columns stay in one stretch of memory each
    else:
        columns = [pd.to_numeric(part[name], errors="coerce") for name in part.columns]
        values = np.column_stack(
            [column.to_numpy(dtype=np.float64, na_value=np.nan) for column in columns]
        )
        blank = part.isna().to_numpy() | (part.astype("str") == "").to_numpy()
        for row, column in zip(*np.nonzero(np.isnan(values) & ~blank), strict=True):
            faults.append(
                place.fault(
                    row,
                    "not_a_number",
                    str(part.iat[row, column]),
                    "a number, or nothing",
                    "write digits and a point; leave what is missing empty",
                    str(part.columns[column]),
                )
            )
    infinite = np.isinf(values)
    for row, column in zip(*np.nonzero(infinite), strict=True) if infinite.any() else ():
        faults.append(
            place.fault(
                row,
                "infinite",
                str(values[row, column]),
                "a number, or nothing",
                "correct the cell",
                str(part.columns[column]),
            )
        )
    return values, faults


def _divided(
    values: Floats, frame: pd.DataFrame, tree: Tree, place: _Place
) -> tuple[Floats, list[Problem]]:
    """Divide by denominators; a cell without one above 0 becomes missing, and is reported."""
    faults = []
    for column, node in enumerate(tree.leaves):
        name = tree.denominators[node]
        if not name:
            continue
        whole = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64)
        usable = whole > 0
        for row in np.flatnonzero(~usable & ~np.isnan(values[:, column])):
            faults.append(
                place.fault(
                    int(row),
                    "bad_denominator",
                    f"{name} is {frame[name].iloc[row]}",
                    "a number above 0",
                    "give the denominator; until then the cell counts as missing",
                    tree.ids[node],
                    severity="warning",
                )
            )
        with np.errstate(invalid="ignore", divide="ignore"):
            divided = values[:, column] / whole * tree.per[node]
        values[:, column] = np.where(usable, divided, np.nan)
    return values, faults


def _logarithms(values: Floats, tree: Tree, place: _Place) -> list[Problem]:
    """Take logarithms in place where the tree says so."""
    faults = []
    for column, node in enumerate(tree.leaves):
        if tree.transforms[node] != "log":
            continue
        for row in np.flatnonzero(values[:, column] <= 0):
            faults.append(
                place.fault(
                    int(row),
                    "no_logarithm",
                    f"{values[row, column]:g}",
                    "a value above 0",
                    "correct the cell, or treat the indicator by a logarithm with a shift",
                    tree.ids[node],
                )
            )
        with np.errstate(invalid="ignore", divide="ignore"):
            values[:, column] = np.log(values[:, column])
    return faults


def _applicable(tree: Tree, groups: npt.NDArray[Any] | None) -> Bools | None:
    """Return which indicators are for each unit, by their groups and those of their branches."""
    if not any(tree.groups) or groups is None:
        return None
    result = np.ones((len(groups), len(tree.leaves)), dtype=bool)
    for column, leaf in enumerate(tree.leaves):
        node = int(leaf)
        while node >= 0:
            if tree.groups[node]:
                result[:, column] &= np.isin(groups, tree.groups[node])
            node = int(tree.parent[node])
    return result


def _group_faults(tree: Tree, groups: npt.NDArray[Any] | None) -> list[Problem]:
    named = {name for names in tree.groups for name in names}
    if not named:
        return []
    if groups is None:
        return [
            _fault(
                "missing_column",
                "indicators for groups, and no column of groups",
                "a column with the group of every unit",
                "give group=",
                column="group",
            )
        ]
    return [
        _fault(
            "unknown_group",
            name,
            ", ".join(sorted(set(map(str, groups)))[:SHOWN]),
            "correct the group in the tree",
            column="group",
            severity="warning",
        )
        for name in sorted(named - set(groups))
    ]

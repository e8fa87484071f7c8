"""The units of an assessment, in one order, with the groups they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment.cell_texts import numbers_in
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.scheme.model import Indicator, Scheme

COLUMNS = ("unit", "name", "name_en", "group", "subsets", "parent", "order")


@dataclass(frozen=True, eq=False)
class Roster:
    """The units, ordered by group (as the scheme lists them), given order, and id.

    Parameters
    ----------
    frame
        One row per unit: unit, name, name_en, group, subsets, parent, order, then any others.
    scheme
        The scheme whose groups they belong to.
    """

    frame: pd.DataFrame
    scheme: Scheme

    @classmethod
    def of(cls, units: pd.DataFrame, scheme: Scheme) -> Roster:
        """Order the units.

        Raises
        ------
        GkevalError
            When there are no units.
        InputError
            When a unit is in no ranked group or in an unknown subset of the scheme, stands in the
            table twice, has a parent that is no unit, itself or below it, or an order that is no
            number.
        """
        if not len(units):
            raise GkevalError(
                "there are no units to assess. Remedy: fill the units table, and look at the "
                "problems that its rows have"
            )
        frame = units.copy()
        for column in COLUMNS:
            if column not in frame:
                frame[column] = np.nan if column == "order" else ""
        for column in set(COLUMNS) - {"order"}:
            frame[column] = frame[column].astype("str").fillna("")
        frame["name"] = frame["name"].where(frame["name"] != "", frame["unit"])
        order, empty = numbers_in(frame["order"])
        unread = frame[(order.isna() & ~empty) | np.isinf(order)]
        (_order_problems(unread) + _group_problems(frame, scheme)).raise_if_any("units")
        frame["order"] = order
        place = {group: position for position, group in enumerate(scheme.groups)}
        frame = frame.assign(_place=frame["group"].map(place)).sort_values(
            ["_place", "order", "unit"], kind="stable", na_position="last"
        )
        others = [c for c in frame.columns if c not in COLUMNS and c != "_place"]
        return cls(frame[[*COLUMNS, *others]].reset_index(drop=True), scheme)

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def ids(self) -> pd.Index:
        """Unit ids in order."""
        units: pd.Index = pd.Index(self.frame["unit"])
        return units

    @cached_property
    def groups(self) -> npt.NDArray[np.intp]:
        """The number of each unit's group, as the scheme lists them."""
        return pd.Categorical(
            self.frame["group"], categories=list(self.scheme.groups)
        ).codes.astype(np.intp)

    @cached_property
    def members(self) -> dict[str, npt.NDArray[np.bool_]]:
        """By group and subset: which units belong to it."""
        wrapped = ";" + self.frame["subsets"] + ";"
        return {
            name: (
                wrapped.str.contains(f";{name};", regex=False).to_numpy(dtype=bool)
                if group.within
                else (self.frame["group"] == name).to_numpy(dtype=bool)
            )
            for name, group in self.scheme.groups.items()
        }

    @cached_property
    def subsets(self) -> frozenset[str]:
        """The groups of the scheme that lie within another."""
        return frozenset(name for name, group in self.scheme.groups.items() if group.within)

    @cached_property
    def parents(self) -> npt.NDArray[np.intp]:
        """The position of each unit's parent unit, −1 where it has none."""
        return self.ids.get_indexer(pd.Index(self.frame["parent"])).astype(np.intp)

    def bound_to(self, groups: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        """Which units belong to any of these groups; all of them when none is named."""
        if not groups:
            return np.ones(len(self), dtype=bool)
        result: npt.NDArray[np.bool_] = np.any([self.members[name] for name in groups], axis=0)
        return result

    def bound(self, indicator: Indicator) -> npt.NDArray[np.bool_]:
        """Which units an indicator applies to: by its `groups`, those of its parents, and draws."""
        result = np.ones(len(self), dtype=bool)
        current = indicator.id
        while current:
            if current in self.scheme.undrawn:
                result[:] = False
            result &= self.bound_to(self.scheme.by_id[current].groups)
            current = self.scheme.parents[current]
        return result


def _in_units(code: str, column: str, unit: str, **said: Any) -> Problem:
    return Problem(code, source="units", table="units", column=column, unit=unit, **said)


def _order_problems(unread: pd.DataFrame) -> Problems:
    return Problems(
        _in_units(
            "bad_order",
            "order",
            unit,
            found=f"order {order!r} of unit {unit}",
            allowed="a number, or nothing",
            remedy="number the units, or leave the column out",
        )
        for unit, order in unread[["unit", "order"]].to_numpy()
    )


def _group_problems(frame: pd.DataFrame, scheme: Scheme) -> Problems:
    ranked = [name for name, group in scheme.groups.items() if not group.within]
    subsets = [name for name in scheme.groups if name not in ranked]
    problems = [
        _in_units(
            "unknown_group",
            "group",
            unit,
            found=f"group {group!r} of unit {unit}",
            allowed=", ".join(ranked),
            remedy="correct the group, or add it to the scheme",
        )
        for unit, group in frame.loc[~frame["group"].isin(ranked), ["unit", "group"]].to_numpy()
    ]
    named = frame[["unit", "group", "subsets"]].assign(subset=frame["subsets"].str.split(";"))
    named = named.explode("subset")
    named = named[named["subset"].fillna("") != ""]
    within = named["subset"].map(lambda name: scheme.groups[name].within if name in subsets else "")
    wrong = named[(within != named["group"]).to_numpy()]
    problems += [
        _in_units(
            "unknown_subset",
            "subsets",
            unit,
            found=f"subset {subset!r} of unit {unit}, group {group!r}",
            allowed=", ".join(s for s in subsets if scheme.groups[s].within == group) or "none",
            remedy="correct the subset, or add it to the scheme",
            severity="warning" if subset not in subsets else "error",
        )
        for unit, group, subset in wrong[["unit", "group", "subset"]].to_numpy()
    ]
    problems += [
        _in_units(
            "duplicate_unit",
            "unit",
            unit,
            found=f"unit {unit} more than once",
            allowed="one row per unit",
            remedy="remove the duplicate row",
        )
        for unit in frame.loc[frame["unit"].duplicated(), "unit"].unique()
    ]
    return Problems([*problems, *_parent_problems(frame)])


def _parent_problems(frame: pd.DataFrame) -> list[Problem]:
    """Find parents that are no units, and units that stand above themselves."""
    parents = dict(zip(frame["unit"], frame["parent"], strict=True))
    problems = []
    for unit, parent in parents.items():
        above, steps = parent, 0
        while above in parents and above != unit and steps <= len(parents):
            above, steps = parents[above], steps + 1
        circle = above == unit
        if parent and (circle or parent not in parents):
            problems.append(
                _in_units(
                    "parent_cycle" if circle else "unknown_parent",
                    "parent",
                    unit,
                    found=f"parent {parent} of unit {unit}"
                    + (", which stands below it" if circle and parent != unit else ""),
                    allowed="another unit of the table, above it; or nothing",
                    remedy="correct the parent, or leave it empty",
                )
            )
    return problems

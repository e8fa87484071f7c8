"""The tables of the R package COINr: iData, a row per unit; iMeta, a row per column and node."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gkeval.composite.coin.cells import Coin, pairs_of
from gkeval.composite.tree import Tree
from gkeval.errors import GkevalError, Problem, Problems

TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
NEEDED = ("iCode", "Parent", "Weight", "Direction", "Type")


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
        table["goalposts"] = pairs_of(nodes["goalpost_lower"], nodes["goalpost_upper"])
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
        of its own below its parent (``id_2``, ``id_3``, …), which change no score. What COINr has
        no column for is left out: `per`, `transform`, `method` and groups of the tree.
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

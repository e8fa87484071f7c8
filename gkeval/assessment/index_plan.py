"""An index as the indicators, points, values and states of a scheme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.composite.index import Index
from gkeval.numbers import plain
from gkeval.spec import Lang

Bools = npt.NDArray[np.bool_]

PLACES = Decimal("0.000000000001")
"""Shares that have no end as decimals are cut here; what is left goes to the largest."""

KEPT, OPEN, LOWEST, PASSED_ON = range(4)
"""What becomes of a unit's cells below a node: they count, they wait, they count as the low end of
the scale, or they leave their weight to others."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Which nodes become branches and leaves of the scheme, and what they are called there."""

    branches: frozenset[int]
    nodes: Mapping[str, int]
    ids: Mapping[int, str]
    groups: dict[str, Any]

    @classmethod
    def of(cls, index: Index) -> Plan:
        """Keep branches from the top down as long as they are weighted means."""
        tree = index.tree
        branches: set[int] = set()
        leaves: list[int] = []

        def visit(node: int) -> None:
            if node in tree.column or not _is_mean(index, node):
                leaves.append(node)
                return
            branches.add(node)
            for child in range(len(tree.ids)):  # in the order of the table
                if tree.parent[child] == node and index.shares[child] > 0:
                    visit(child)

        visit(0)
        ids: dict[int, str] = {}
        taken: set[str] = set()
        for node in [*sorted(branches - {0}), *leaves]:
            name = re.sub(r"[^A-Za-z0-9_.\-]", "", tree.ids[node]).lstrip(".-")[:70]
            if name != tree.ids[node] or name in taken:
                name = f"i{node}"
            ids[node] = name
            taken.add(name)
        return cls(frozenset(branches), {ids[node]: node for node in leaves}, ids, {})


def _is_mean(index: Index, node: int) -> bool:
    """Whether a node's score is the sum of parts of its children, as scoring adds them up."""
    if index.methods[node].name != "arithmetic" or index.methods[node].own:
        return False
    zero = index.policies[node].policy == "zero"
    return not (zero and index.incomplete[:, index.branches.index(node)].any())


def indicators_of(
    index: Index, plan: Plan, mark: Decimal, scale: tuple[float, float], lang: Lang
) -> list[dict[str, Any]]:
    """Return the indicators of the scheme, as a scheme file would hold them."""
    tree = index.tree

    def written(node: int, points: Decimal) -> dict[str, Any]:
        names = {"zh": tree.titles[node], "en": tree.titles_en[node]}
        if lang == "en":
            names = {"en": tree.titles_en[node] or tree.titles[node]}
        shown = {key: text for key, text in names.items() if text} or {lang: tree.ids[node]}
        said = {"id": plan.ids[node], "title": shown, "points": plain(points)}
        if node in plan.branches:
            return {**said, "indicators": below(node, points)}
        method = "" if node in tree.column else str(index.methods[node])
        about = {"zh": f"由下级合成：{method}", "en": f"combined from its parts: {method}"}
        return {
            **said,
            **({"about": about} if method else {}),
            "measure": {"kind": "statistic", "plus": [tree.ids[node]]},
            "rule": {
                "kind": "linear",
                "zero": plain(Decimal(repr(scale[0]))),
                "full": plain(Decimal(repr(scale[1]))),
            },
        }

    def below(node: int, points: Decimal) -> list[dict[str, Any]]:
        children = [
            child
            for child in range(len(tree.ids))
            if tree.parent[child] == node and index.shares[child] > 0
        ]
        parts = _split(points, [float(index.shares[child]) for child in children])
        return [written(child, part) for child, part in zip(children, parts, strict=True)]

    return below(0, mark) if 0 in plan.branches else [written(0, mark)]


def _split(points: Decimal, shares: list[float]) -> list[Decimal]:
    """Split points by shares into decimals that add up exactly.

    >>> _split(Decimal(100), [0.5, 0.25, 0.25])
    [Decimal('50'), Decimal('25'), Decimal('25')]
    """
    total = sum(Decimal(repr(share)) for share in shares)
    parts = [
        (points * Decimal(repr(share)) / total).quantize(PLACES, ROUND_DOWN).normalize()
        for share in shares
    ]
    largest = max(range(len(parts)), key=lambda place: parts[place])
    parts[largest] += points - sum(parts)
    return [Decimal(plain(part)) for part in parts]


def values_of(
    index: Index, plan: Plan, rows: npt.NDArray[np.intp], scale: tuple[float, float]
) -> pd.DataFrame:
    """Return the values table: a score of every unit at every leaf of the scheme, and its state.

    Under a score, what is missing passes its weight on, as the index did; where there is no score,
    what is missing is not assessed, and the total stays open.
    """
    tree = index.tree
    scores = {node: index.score(tree.ids[node])[rows] for node in range(len(tree.ids))}
    due = {node: _due(index, node)[rows] for node in range(len(tree.ids))}
    has_whole = ~np.isnan(scores[0])
    modes = {0: np.where(has_whole, KEPT, OPEN)}
    for node in sorted(plan.branches):
        for child in tree.children[node]:
            mode = modes[node].copy()
            gap = (mode == KEPT) & np.isnan(scores[child])
            worst = index.policies[node].policy == "worst"
            mode[gap & due[child] & worst] = LOWEST
            mode[gap & ~(due[child] & worst)] = PASSED_ON
            modes[child] = mode
    parts = []
    for name, node in plan.nodes.items():
        mode, value = modes[node], scores[node]
        value = np.where(mode == LOWEST, scale[0], value)
        state = np.where(
            (mode == PASSED_ON) | ~due[node],
            "not_applicable",
            np.where(np.isnan(value), "not_assessed", "scored"),
        )
        parts.append(
            pd.DataFrame(
                {
                    "unit": index.units["unit"].to_numpy()[rows],
                    "indicator": name,
                    "value": np.where(state == "scored", value, np.nan),
                    "state": state,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _due(index: Index, node: int) -> Bools:
    if index.applicable is None:
        return np.ones(len(index.units), dtype=bool)
    below = index.applicable[:, index.tree.below(node)]
    some: Bools = np.logical_or.reduce(below, axis=1)
    return some

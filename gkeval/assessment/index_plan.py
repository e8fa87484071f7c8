"""An index as the indicators, points, values and states of a scheme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.composite.index import Index
from gkeval.composite.naming import say_choice
from gkeval.composite.tree import Tree
from gkeval.numbers import plain
from gkeval.spec import Lang
from gkeval.words import label

Bools = npt.NDArray[np.bool_]

PLACES = Decimal("0.000000000001")
"""Shares that have no end as decimals are cut here; what is left goes to the largest."""

KEPT, OPEN, LOWEST, PASSED_ON = range(4)
"""What becomes of a unit's cells below a node: they count, they wait, they count as the low end of
the scale, or they leave their weight to others."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Which nodes become branches and leaves of the scheme, and what they are called there.

    A branch is kept with how it combines its children (nothing for a weighted mean, which points
    add up to) as long as a scheme can say it; what stands below another one becomes its evidence.
    """

    branches: Mapping[int, dict[str, Any]]
    nodes: Mapping[str, int]
    ids: Mapping[int, str]
    groups: dict[str, Any]

    @classmethod
    def of(cls, index: Index, scale: tuple[float, float]) -> Plan:
        """Keep branches from the top down as long as a scheme can combine them so."""
        tree = index.tree
        branches: dict[int, dict[str, Any]] = {}
        leaves: list[int] = []

        def visit(node: int, lowest: bool) -> None:
            how = None if node in tree.column else combine_of(index, node, scale)
            if how is None or (lowest and _lifts(how, scale)):
                leaves.append(node)
                return
            branches[node] = how
            worst = index.policies[node].policy == "worst"
            for child in _kept_children(index, node):
                gaps = np.isnan(index.score(tree.ids[child])) & _due(index, child)
                visit(child, lowest or (worst and bool(gaps.any())))

        visit(0, lowest=False)
        ids: dict[int, str] = {}
        taken: set[str] = set()
        for node in [*sorted(set(branches) - {0}), *leaves]:
            name = re.sub(r"[^A-Za-z0-9_.\-]", "", tree.ids[node]).lstrip(".-")[:70]
            if name != tree.ids[node] or name in taken:
                name = f"i{node}"
            ids[node] = name
            taken.add(name)
        return cls(branches, {ids[node]: node for node in leaves}, ids, {})


def combine_of(index: Index, node: int, scale: tuple[float, float]) -> dict[str, Any] | None:
    """Return what the key `combine` of a branch says, empty for a weighted mean; None for neither.

    What a scheme cannot say: functions of one's own, methods that compare units or may fall when a
    child rises, weights of each unit's own, and a branch that is 0 as soon as a child is missing.
    """
    method = index.methods[node]
    zero = index.policies[node].policy == "zero"
    if method.own or (zero and index.incomplete[:, index.branches.index(node)].any()):
        return None
    if method.name == "arithmetic":
        return {}
    options = {name: value for name, value in method.options if value is not None}
    if method.name == "power" and np.isinf(options.get("exponent", 1.0)):
        return {"kind": "maximum" if options["exponent"] > 0 else "minimum"}
    if method.name in ("geometric", "harmonic", "power"):
        options = {"exponent": 1.0} | options if method.name == "power" else options
        if not _floor_said(options, scale):
            options["floor"] = 0.0  # no value was that low, or the index had been refused
        options |= {"zero": scale[0], "full": scale[1]} if scale != (0.0, 1.0) else {}
    elif method.name == "mean_min":
        options = {"alpha": 0.5} | options
        options["beta"] = options.get("beta", 0.0) / (scale[1] - scale[0])
        if options["beta"] > 1:
            return None
    elif method.name not in ("median", "minimum", "maximum", "owa"):
        return None
    if "order" in options and len(options["order"]) != len(_kept_children(index, node)):
        return None
    return {"kind": method.name, **{name: _written(value) for name, value in options.items()}}


def _lifts(how: Mapping[str, Any], scale: tuple[float, float]) -> bool:
    """Whether children at the low end of the scale give a branch more than that."""
    return float(how.get("floor", scale[0])) > scale[0]


def _floor_said(options: Mapping[str, Any], scale: tuple[float, float]) -> bool:
    positive = options.get("exponent", 0.0) > 0
    return "floor" in options or (scale[0] >= 0 if positive else scale[0] > 0)


def _written(value: Any) -> Any:
    """Return an option as a scheme file holds it."""
    if isinstance(value, Iterable):
        return [_written(item) for item in value]
    return plain(Decimal(repr(float(value))))


def _kept_children(index: Index, node: int) -> list[int]:
    """Return the children that have weight, in the order of the table."""
    tree = index.tree
    return [
        child
        for child in range(len(tree.ids))
        if tree.parent[child] == node and index.shares[child] > 0
    ]


def indicators_of(
    index: Index, plan: Plan, mark: Decimal, scale: tuple[float, float], lang: Lang
) -> list[dict[str, Any]]:
    """Return the indicators of the scheme, as a scheme file would hold them."""
    tree, titles = index.tree, titles_of(index.tree, lang)

    def written(node: int, points: Decimal) -> dict[str, Any]:
        names = {"zh": tree.titles[node], "en": tree.titles_en[node]}
        if lang == "en":
            names = {"en": tree.titles_en[node] or tree.titles[node]}
        shown = {key: text for key, text in names.items() if text} or {lang: tree.ids[node]}
        said = {"id": plan.ids[node], "title": shown, "points": plain(points)}
        if node in plan.branches:
            how = {"combine": plan.branches[node]} if plan.branches[node] else {}
            return {**said, **how, "indicators": below(node, points)}
        method = "" if node in tree.column else str(index.methods[node])
        about = {
            "zh": f"{label('combined_of', 'zh')}：{say_choice(method, 'zh')}",
            "en": f"{label('combined_of', 'en')}: {say_choice(method, 'en')}",
        }
        value_name = _normalised(titles[tree.ids[node]], lang)
        return {
            **said,
            **({"about": about} if method else {}),
            "measure": {
                "kind": "statistic",
                "plus": [value_name],
            },
            "rule": {
                "kind": "linear",
                "zero": plain(Decimal(repr(scale[0]))),
                "full": plain(Decimal(repr(scale[1]))),
            },
        }

    def below(node: int, points: Decimal) -> list[dict[str, Any]]:
        children = _kept_children(index, node)
        parts = _split(points, [float(index.shares[child]) for child in children])
        return [written(child, part) for child, part in zip(children, parts, strict=True)]

    return below(0, mark) if 0 in plan.branches else [written(0, mark)]


def titles_of(tree: Tree, lang: Lang) -> dict[str, str]:
    """Return what the nodes are called in a language, by id: the other name, or the id, if none."""
    pairs = zip(tree.titles, tree.titles_en, strict=True)
    names = [(zh or en) if lang == "zh" else (en or zh) for zh, en in pairs]
    return {node: name or node for node, name in zip(tree.ids, names, strict=True)}


def _normalised(title: str, lang: Lang) -> str:
    """Return what a leaf's value is: the indicator, set on the scale of the index."""
    said = label("normalised", lang)
    return f"{title}（{said}）" if lang == "zh" else f"{title} ({said})"


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

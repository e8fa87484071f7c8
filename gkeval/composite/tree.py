"""The tree of an index as evaluators keep it: a flat table, one row for each node.

In: a table with id, parent, weight, direction, goalposts, target, denominator and group. Out: a
frozen `Tree`, or every fault of the table at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.composite.arrays import Floats
from gkeval.composite.flat_table import Row, read_rows
from gkeval.errors import Problem, Problems

ROOT = "index"
"""The id of the whole where the table has no row for it."""


@dataclass(frozen=True, eq=False)
class Tree:
    """The nodes of an index, parents before children; node 0 is the whole.

    Attributes
    ----------
    ids, titles, titles_en : tuple of str
    parent, level : array of int, shape (nodes,)
        Parent node (-1 for the whole) and level (0 for the whole).
    given : array of float, shape (nodes,)
        Weights as the table states them.
    children : tuple of tuple of int
        The child nodes of every node, by id: sums are the same in whatever order the table is.
    leaves : array of int, shape (indicators,)
        The nodes that are indicators, in the order of the table.
    direction : array of float, shape (nodes,)
        1 where more is better, -1 where less is.
    goalposts : array of float, shape (nodes, 2)
        The value that earns nothing and the value that earns all (the lower one first, whatever
        the direction); missing where the table states none.
    target : array of float, shape (nodes,)
    denominators : tuple of str
        The column of the data that an indicator is divided by; empty for none.
    per : array of float, shape (nodes,)
        What a ratio is counted for: 10000 for "per ten thousand".
    transforms, methods : tuple of str
        ``log`` where the logarithm is taken first; how a branch combines its children.
    groups : tuple of tuple of str
        Groups of units that an indicator is for; all where empty.
    problems : Problems
        What was wrong with the table and was reported instead of refused.
    """

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    titles_en: tuple[str, ...]
    parent: npt.NDArray[np.intp]
    level: npt.NDArray[np.intp]
    given: Floats
    children: tuple[tuple[int, ...], ...]
    leaves: npt.NDArray[np.intp]
    direction: Floats
    goalposts: Floats
    target: Floats
    denominators: tuple[str, ...]
    per: Floats
    transforms: tuple[str, ...]
    methods: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    problems: Problems = field(default=Problems(), repr=False)

    @classmethod
    def from_table(cls, table: pd.DataFrame, *, source: str = "tree") -> Tree:
        """Read the tree from a flat table.

        Parameters
        ----------
        table
            One row per node, with columns ``id`` and ``parent`` (empty for the first level, or
            for one row that is the whole) and any of: ``weight`` (0 or more; equal without the
            column), ``direction`` (1 or -1), ``goalposts`` (two numbers: ``"0;100"`` or a pair),
            ``target``, ``denominator`` (a column of the data), ``per``, ``transform`` (``log``),
            ``group`` (the groups of units an indicator is for, separated by ``;``), ``method``
            (how a branch combines its children), ``title``, ``title_en``.
        source
            What the table is called in messages.

        Raises
        ------
        InputError
            Every fault of the table at once: unknown parents, cycles, negative weights, …

        Examples
        --------
        >>> table = pd.DataFrame({"id": ["a", "b", "b1", "b2"], "parent": ["", "", "b", "b"],
        ...                       "weight": [1, 3, 1, 1]})
        >>> tree = Tree.from_table(table)
        >>> dict(zip(tree.ids, tree.effective.tolist()))
        {'index': 1.0, 'a': 0.25, 'b': 0.75, 'b1': 0.375, 'b2': 0.375}
        """
        rows, faults = read_rows(table, source)
        Problems(faults).raise_if_any(source)
        below: dict[str, list[Row]] = {}
        for row in rows:
            below.setdefault(row.parent, []).append(row)
        tops = below.get("", [])
        if len(tops) == 1 and tops[0].id in below:
            root = tops[0]
        else:
            root = Row(id=_free_name({row.id for row in rows}))
            below[root.id] = tops
        return _walked(root, below, Problems(faults))

    @cached_property
    def position(self) -> dict[str, int]:
        """The node of every id."""
        return {name: node for node, name in enumerate(self.ids)}

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """The ids of the indicators, in the order of `leaves`."""
        return tuple(self.ids[node] for node in self.leaves)

    @cached_property
    def column(self) -> dict[int, int]:
        """The column of every leaf in arrays of shape (units, indicators)."""
        return {int(node): column for column, node in enumerate(self.leaves)}

    @cached_property
    def branches(self) -> tuple[int, ...]:
        """The nodes that have children, children before parents."""
        return tuple(node for node in range(len(self.ids) - 1, -1, -1) if self.children[node])

    @cached_property
    def shares(self) -> Floats:
        """Weights that add up to 1 among the children of every node, shape (nodes,)."""
        return normalised(self, self.given)

    @cached_property
    def effective(self) -> Floats:
        """The weight of every node in the whole: its share times those of its parents."""
        return multiplied(self, self.shares)

    def below(self, node: int) -> list[int]:
        """Return the leaves under a node, as columns."""
        if not self.children[node]:
            return [self.column[node]]
        return sorted(column for child in self.children[node] for column in self.below(child))

    def with_weights(self, weights: Mapping[str, float]) -> Tree:
        """Return the tree with other weights for these nodes.

        Raises
        ------
        InputError
            For an unknown id, or a weight that is negative or no number.

        Examples
        --------
        >>> table = pd.DataFrame({"id": ["a", "b"], "parent": ["", ""]})
        >>> Tree.from_table(table).with_weights({"a": 3}).shares.tolist()
        [1.0, 0.75, 0.25]
        """
        faults = [
            Problem(
                "unknown_node",
                found=str(name),
                allowed="an id of the tree: " + ", ".join(self.ids[:12]),
                remedy="correct the id",
                source="weights",
            )
            for name in weights
            if name not in self.position
        ]
        Problems(faults).raise_if_any("weights")
        table = self.to_table()
        stated = table["weight"].to_list()
        for name, weight in weights.items():
            stated[self.position[name]] = weight
        return Tree.from_table(table.assign(weight=stated), source="weights")

    def to_table(self) -> pd.DataFrame:
        """Return the flat table, one row per node, with the weights that result.

        Beside what was read: level, share (of the parent) and effective (of the whole).
        """
        return pd.DataFrame(
            {
                "id": self.ids,
                "parent": ["" if p < 0 else self.ids[p] for p in self.parent],
                "title": self.titles,
                "title_en": self.titles_en,
                "weight": self.given,
                "direction": self.direction.astype(int),
                "goalposts": [
                    None if np.isnan(low) else (float(low), float(high))
                    for low, high in self.goalposts
                ],
                "target": self.target,
                "denominator": self.denominators,
                "per": self.per,
                "transform": self.transforms,
                "group": [";".join(names) for names in self.groups],
                "method": self.methods,
                "level": self.level,
                "share": self.shares,
                "effective": self.effective,
            }
        )

    def __repr__(self) -> str:
        return (
            f"<Tree {self.ids[0]}: {len(self.leaves)} indicators, {len(self.branches)} branches, "
            f"{self.level.max()} levels>"
        )

    def _repr_html_(self) -> str:
        shown = self.to_table()[["id", "parent", "title", "weight", "share", "effective"]]
        return str(shown.to_html(index=False, border=0, float_format=lambda x: f"{x:.4g}"))


def normalised(tree: Tree, weights: Floats) -> Floats:
    """Return weights scaled to add up to 1 among the children of every node."""
    result = np.ones(len(tree.ids))
    for node in tree.branches:
        nodes = list(tree.children[node])
        result[nodes] = weights[nodes] / np.sort(weights[nodes]).sum()
    return result


def multiplied(tree: Tree, shares: Floats) -> Floats:
    """Return the weight of every node in the whole, from its share of its parent."""
    result = np.ones(len(tree.ids))
    for node in range(1, len(tree.ids)):
        result[node] = shares[node] * result[tree.parent[node]]
    return result


def _walked(root: Row, below: Mapping[str, list[Row]], problems: Problems) -> Tree:
    rows: list[Row] = []
    parent: list[int] = []
    level: list[int] = []
    children: list[list[int]] = []
    waiting = [(root, -1)]
    while waiting:
        row, above = waiting.pop()
        node = len(rows)
        rows.append(row)
        parent.append(above)
        level.append(0 if above < 0 else level[above] + 1)
        children.append([])
        if above >= 0:
            children[above].append(node)
        waiting += [(child, node) for child in reversed(below.get(row.id, []))]

    def floats(name: str) -> Any:
        return np.array([getattr(row, name) for row in rows], dtype=np.float64)

    return Tree(
        ids=tuple(row.id for row in rows),
        titles=tuple(row.title for row in rows),
        titles_en=tuple(row.title_en for row in rows),
        parent=np.array(parent, dtype=np.intp),
        level=np.array(level, dtype=np.intp),
        given=floats("weight"),
        children=tuple(tuple(sorted(nodes, key=lambda n: rows[n].id)) for nodes in children),
        leaves=np.array([node for node, nodes in enumerate(children) if not nodes], dtype=np.intp),
        direction=floats("direction"),
        goalposts=np.array([row.goalposts for row in rows], dtype=np.float64),
        target=floats("target"),
        denominators=tuple(row.denominator for row in rows),
        per=floats("per"),
        transforms=tuple(row.transform for row in rows),
        methods=tuple(row.method for row in rows),
        groups=tuple(row.groups for row in rows),
        problems=problems,
    )


def _free_name(taken: set[str]) -> str:
    name = ROOT
    while name in taken:
        name = f"_{name}"
    return name

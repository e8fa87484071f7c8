"""What the indicators of an index are made of, as the evidence that an explanation shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gkeval.assessment.evidence import joined
from gkeval.assessment.index_plan import titles_of
from gkeval.composite.index import Index
from gkeval.composite.tree import multiplied
from gkeval.spec import Lang


@dataclass(frozen=True, eq=False)
class Worked:
    """What each indicator of an index was made of: given, imputed, treated, normalised."""

    index: Index
    nodes: Mapping[str, int]
    rows: Mapping[str, int]
    lang: Lang

    def items(self, unit: str, indicator: str) -> pd.DataFrame:
        """Return the parts of one unit's indicator."""
        return self._parts([unit], indicator).drop(columns="unit")

    def about(self, indicator: str) -> pd.DataFrame:
        """Return the parts of one indicator for every unit."""
        return self._parts(list(self.rows), indicator)

    def by_indicator(self) -> dict[str, pd.DataFrame]:
        """Return the parts of every unit, by indicator."""
        return {name: self.about(name) for name in self.nodes}

    def everything(self) -> pd.DataFrame:
        """Return the parts of every unit and indicator, with columns unit and indicator first."""
        return joined(self.by_indicator())

    def _parts(self, units: list[str], indicator: str) -> pd.DataFrame:
        index, tree = self.index, self.index.tree
        titles = titles_of(tree, self.lang)
        below = _below(index, self.nodes[indicator])
        effective = multiplied(tree, index.shares)
        rows = np.array([self.rows[unit] for unit in units], dtype=np.intp)
        tables = []
        for node in below:
            column = tree.column.get(node)
            leaf = column is not None
            cells = {
                "unit": units,
                "record": tree.ids[node],
                "evidence": None,
                "component": titles[tree.ids[node]],
                "given": index.given[rows, column] if leaf else np.nan,
                "used": index.values[rows, column] if leaf else np.nan,
                "imputed": index.imputed[rows, column] if leaf else None,
                "treated": index.treated[rows, column] if leaf else None,
                "normalised": index.score(tree.ids[node])[rows],
                "weight": float(effective[node]),
            }
            tables.append(pd.DataFrame(cells).assign(_node=node))
        frame = pd.concat(tables, ignore_index=True)
        order = {unit: place for place, unit in enumerate(units)}
        frame = frame.assign(_unit=frame["unit"].map(order)).sort_values(["_unit", "_node"])
        return frame.drop(columns=["_unit", "_node"]).reset_index(drop=True)


def _below(index: Index, node: int) -> list[int]:
    """Return a leaf itself, or every node below a branch, in the order of the tree."""
    tree = index.tree
    if node in tree.column:
        return [node]
    found, inside = [], {node}
    for other in range(node + 1, len(tree.ids)):
        if tree.parent[other] in inside:
            inside.add(other)
            found.append(other)
    return found

"""The sheet of those below each unit whose scores are mixed in (上下级合成).

In: the sheets of the weighted sums. Out: one row per unit, unit below and node, and the formula
that mixes their mean rate into the score above.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from gkeval.publish.excel import words
from gkeval.publish.excel.tables import FIRST, Column, Table, letters
from gkeval.publish.excel.terms import Term
from gkeval.scoring.points import Rolled

if TYPE_CHECKING:
    from gkeval.publish.excel.points import Points


class Rollups:
    """The sheet of those below each unit whose scores are mixed in; filled when they are known."""

    def __init__(self, points: Points) -> None:
        self.points = points
        lang = points.lang
        name = words.pick(words.SHEETS["rollup"], lang)
        self.table = Table(name, name, words.pick(words.NOTES["rollup"], lang), frozen=3)
        points.tables.append(self.table)
        self.rows: list[tuple[int, int, int]] = []
        self.ranges: dict[tuple[int, int], tuple[int, int]] = {}
        for rolled in points.rolled:
            self._families(rolled)

    def _families(self, rolled: Rolled) -> None:
        points = self.points
        shares = points.sheet.own_shares.get(rolled.node)
        if shares is None:
            return
        applies = ~np.isnan(points.sheet.available[:, rolled.node])
        child = rolled.children & applies & (rolled.parents >= 0)
        for parent in np.flatnonzero(shares != 1).tolist():
            below = np.flatnonzero(child & (rolled.parents == parent)).tolist()
            start = FIRST + len(self.rows)
            self.rows += [(rolled.node, parent, one) for one in below]
            self.ranges[rolled.node, parent] = (start, start + len(below) - 1)

    def mixed(self, node: int, row: int, own: str, head: str, available: str) -> str:
        """Return the formula of a unit's mixed points at a node."""
        share = float(self.points.sheet.own_shares[node][row])
        first, last = self.ranges[node, row]
        column = letters(5 if head == "child_rate" else 7)
        mean = f"AVERAGE({self.table.sheet}${column}${first}:${column}${last})"
        return f"{share:.15g}*{own}+(1-{share:.15g})*{mean}*{available}"

    def fill(self, score: Callable[[int], Term], opened: Callable[[int], Term]) -> None:
        """Write the rows, once the cells of every node are known."""
        points, lang = self.points, self.points.lang
        ids = points.result.roster.ids

        def text(found: Term, row: int) -> str:
            return found.text.replace("{r}", str(FIRST + row))

        heads = ["indicator", "parent", "child", "child_score", "child_available", "child_rate"]
        heads += ["child_open", "child_open_rate"] if points.has_open else []
        sheet = points.sheet
        cells: dict[str, tuple[list[Any], list[str | None] | None]] = {
            "indicator": ([points.titles[node] for node, _, _ in self.rows], None),
            "parent": ([ids[parent] for _, parent, _ in self.rows], None),
            "child": ([ids[child] for _, _, child in self.rows], None),
            "child_score": (
                [float(sheet.low[child, node]) for node, _, child in self.rows],
                [text(score(node), child) for node, _, child in self.rows],
            ),
            "child_available": (
                [float(sheet.available[child, node]) for node, _, child in self.rows],
                [text(points.available[node], child) for node, _, child in self.rows],
            ),
            "child_rate": (
                [float(sheet.low[c, n] / sheet.available[c, n]) for n, _, c in self.rows],
                ["D{r}/E{r}" for _ in self.rows],
            ),
        }
        if points.has_open:
            gap = sheet.high - sheet.low
            cells["child_open"] = (
                [float(gap[child, node]) for node, _, child in self.rows],
                [text(opened(node), child) for node, _, child in self.rows],
            )
            cells["child_open_rate"] = (
                [float(gap[c, n] / sheet.available[c, n]) for n, _, c in self.rows],
                ["G{r}/E{r}" for _ in self.rows],
            )
        for key in heads:
            shown, formulas = cells[key]
            style = "rate" if "rate" in key else "points" if formulas else "text"
            self.table.add(
                Column(
                    words.pick(words.HEADS[key], lang), shown, formulas,
                    style=style, wide=18 if style == "text" else 13,  # type: ignore[arg-type]  # one of the three
                )
            )  # fmt: skip

"""The weighted sums as sheets: rates, points available, scores level by level, what is open.

In: an Assessment. Out: tables of formulas, and the cells that adjustments start from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.assessment import Assessment
from gkeval.assessment.binding import absent_leaves, granted_rates, rolled_up
from gkeval.assessment.run import leaf_rates
from gkeval.publish.excel import words
from gkeval.publish.excel.combining import combined_text
from gkeval.publish.excel.rollups import Rollups
from gkeval.publish.excel.tables import Column, Table, letters, range_of
from gkeval.publish.excel.terms import Floats, Term
from gkeval.scoring.points import CODE, EXCUSED, Sheet, add_up
from gkeval.spec import Lang
from gkeval.words import label

Bools = npt.NDArray[np.bool_]
POINTS_ROW = 4


@dataclass
class Points:
    """Makes the sheets of the weighted sums, in the order in which they refer to each other."""

    result: Assessment
    lang: Lang
    touched: frozenset[int]
    """Nodes whose score adjustments change: they have a column before and one after."""
    tables: list[Table] = field(default_factory=list)
    before: dict[int, Term] = field(default_factory=dict)
    """By node: the cells of its score before adjustments; node 0 is left to the totals."""
    after: dict[int, int] = field(default_factory=dict)
    """By touched node: its column that waits for the adjusted score."""
    opened: dict[int, Term] = field(default_factory=dict)

    def __post_init__(self) -> None:
        scheme, roster = self.result.scheme, self.result.roster
        self.tree = tree = self.result.tree
        cells = self.result.cells
        self.leaf_states = cells.states[:, : len(tree.leaves)]
        self.absent = absent_leaves(scheme, roster, tree)
        granted = granted_rates(tree, cells)
        self.rolled = rolled_up(scheme, roster, tree)
        rates = leaf_rates(scheme, roster, cells)
        sums = add_up(tree, rates, self.leaf_states, self.absent, granted, self.rolled)
        self.sheet: Sheet = sums.snapped(float(scheme.points))
        kept = (self.leaf_states == CODE["not_applicable"]) & ~self.absent & ~np.isnan(granted)
        self.excused = np.isin(self.leaf_states, EXCUSED) & ~kept & ~self.absent
        self.leaf_rates = np.where(kept, granted, rates)
        self.has_open = bool((self.sheet.high > self.sheet.low).any())
        self.titles = [scheme.title.to(self.lang)] + [
            scheme.by_id[node].title.to(self.lang) for node in tree.ids[1:]
        ]
        self.levels = [
            [node for node in range(1, len(tree.ids)) if tree.level[node] == level]
            for level in range(1, int(tree.level.max()) + 1)
        ]
        self._rates()
        self._available()
        self.level_tables = [
            self.table("level", words.level_name(level + 1, self.lang))
            for level in range(len(self.levels))
        ]
        self.open_table = self.table("open") if self.has_open else None
        self.rollup_table = Rollups(self) if self._mixed else None
        for level in range(len(self.levels) - 1, -1, -1):
            self._level(level)

    def table(self, key: str, name: str = "") -> Table:
        """Return a new sheet with one row per unit, its first columns filled."""
        lang = self.lang
        name = name or words.pick(words.SHEETS[key], lang)
        table = Table(name, name, words.pick(words.NOTES[key], lang), frozen=2)
        frame = self.result.roster.frame
        groups = self.result.scheme.groups
        table.add(Column(words.pick(words.HEADS["id"], lang), frame["unit"].tolist(), wide=14))
        table.add(Column(words.pick(words.HEADS["unit"], lang), self.names, wide=18))
        group = [groups[group].title.to(lang) for group in frame["group"]]
        table.add(Column(words.pick(words.HEADS["group"], lang), group, wide=10))
        table.points_head = words.pick(words.HEADS["points"], lang)
        self.tables.append(table)
        return table

    @cached_property
    def names(self) -> list[str]:
        """The units' names in the language of the workbook."""
        frame = self.result.roster.frame
        named = frame["name"]
        if self.lang == "en":
            named = frame["name_en"].where(frame["name_en"] != "", named)
        return [str(name) for name in named]

    @cached_property
    def units(self) -> int:
        """How many units there are."""
        return len(self.result.roster)

    @cached_property
    def _mixed(self) -> bool:
        return any((share != 1).any() for share in self.sheet.own_shares.values())

    def _states(self, node: int) -> list[str]:
        """Return the state of every unit at a node in words; empty where it is no part of it."""
        shown = {code: label(name, self.lang) for name, code in CODE.items()}
        said = [shown[code] for code in self.sheet.states[:, node].tolist()]
        leaf = np.flatnonzero(self.tree.leaves == node)
        gone = self.absent[:, leaf[0]] if len(leaf) else np.zeros(self.units, dtype=bool)
        indicator = self.result.scheme.by_id[self.tree.ids[node]]
        gone = gone | ~self.result.roster.bound(indicator)
        return ["—" if no else text for text, no in zip(said, gone, strict=True)]

    def _rates(self) -> None:
        table = self.table("rates")
        self.rates: dict[int, Term] = {}
        for position, node in enumerate(self.tree.leaves.tolist()):
            rates = self.leaf_rates[:, position]
            shown: list[Any] = [
                text if np.isnan(rate) else float(rate)
                for rate, text in zip(rates, self._states(node), strict=True)
            ]
            head = self.titles[node]
            self.rates[node] = table.add(
                Column(
                    head, shown, style="rate", id=self.tree.ids[node], given=True,
                    points=float(self.tree.points[node]),
                )
            )  # fmt: skip

    def _available(self) -> None:
        """Write how the points of every branch are shared among what applies to a unit."""
        table = self.table("available")
        table.points_head = words.pick(words.HEADS["worth"], self.lang)
        tree, available = self.tree, self.sheet.available
        order = [0, *(node for level in self.levels for node in level)]
        place = {node: 3 + at for at, node in enumerate(order)}
        self.available: dict[int, Term] = {}
        root = f"{letters(3)}${POINTS_ROW}"
        patterns, rows = _patterns(self.excused, self.absent)
        texts: dict[int, list[list[str | None]]] = {
            node: self._shares(node, place, patterns)
            for node in range(len(tree.ids))
            if tree.children[node]
        }
        for node in order:
            if node == 0:
                formulas: list[str | None] = [
                    root if known else None for known in ~np.isnan(available[:, 0])
                ]
            else:
                by_pattern = texts[int(tree.parent[node])]
                child = tree.children[int(tree.parent[node])].index(node)
                formulas = [by_pattern[pattern][child] for pattern in rows]
            shown: list[Any] = ["—" if np.isnan(one) else one for one in available[:, node]]
            self.available[node] = table.add(
                Column(
                    self.titles[node] if node else words.pick(words.HEADS["whole"], self.lang),
                    shown, formulas, style="points", id=tree.ids[node],
                    points=float(tree.worth[node]),
                )
            )  # fmt: skip

    def _shares(
        self, node: int, place: dict[int, int], patterns: list[tuple[Bools, Bools]]
    ) -> list[list[str | None]]:
        """Return, by pattern of what does not apply, the formula of every child of a node."""
        tree = self.tree
        below = tree.children[node]
        result = []
        for excused, absent in patterns:
            weights: list[str | None] = []
            for child in below:
                parts = [f"{letters(place[child])}${POINTS_ROW}"]
                under = self._leaves_under[child]
                if (excused | absent)[under].all():
                    weights.append(None)
                    continue
                parts += [
                    f"{letters(place[int(tree.leaves[leaf])])}${POINTS_ROW}"
                    for leaf in under
                    if excused[leaf] and self._passes(int(leaf), child)
                ]
                weights.append("-".join(parts))
            alive = [weight for weight in weights if weight]
            if len(alive) == len(below) and all("-" not in weight for weight in alive):
                first, last = letters(place[below[0]]), letters(place[below[-1]])
                total = f"SUM({first}${POINTS_ROW}:{last}${POINTS_ROW})"
            else:
                total = f"({'+'.join(alive)})"
            own = f"{letters(place[node])}{{r}}"
            result.append(
                [
                    None
                    if weight is None
                    else f"{own}*{f'({weight})' if '-' in weight else weight}/{total}"
                    for weight in weights
                ]
            )
        return result

    def _passes(self, leaf: int, branch: int) -> bool:
        """Tell whether an excused leaf takes its points past a branch above it."""
        node, home = int(self.tree.leaves[leaf]), int(self.tree.homes[leaf])
        above = int(self.tree.parent[node])
        while above not in (home, 0):
            if above == branch:
                return True
            above = int(self.tree.parent[above])
        return False

    @cached_property
    def _leaves_under(self) -> dict[int, npt.NDArray[np.intp]]:
        under: dict[int, list[int]] = {node: [] for node in range(len(self.tree.ids))}
        for position, leaf in enumerate(self.tree.leaves.tolist()):
            node = leaf
            while node >= 0:
                under[node].append(position)
                node = int(self.tree.parent[node])
        return {node: np.array(found, dtype=np.intp) for node, found in under.items()}

    def _level(self, level: int) -> None:
        table = self.level_tables[level]
        for node in self.levels[level]:
            options: dict[str, Any] = {
                "style": "points",
                "id": self.tree.ids[node],
                "points": float(self.tree.points[node]),
            }
            head = self.titles[node]
            if node in self.touched:
                head = words.pick(words.HEADS["before"], self.lang, head)
            formulas = self.formulas(node)
            shown = self._shown(node, self.sheet.low, formulas)
            self.before[node] = table.add(Column(head, shown, formulas, **options))
            if node in self.touched:
                self.after[node] = len(table.columns)
                table.add(Column(self.titles[node], [None] * self.units, **options))
            if self.open_table is not None:
                self._open(node, options)

    def _shown(self, node: int, points: Floats, formulas: list[str | None]) -> list[Any]:
        gone = np.isnan(self.sheet.available[:, node])
        states = self._states(node)
        return [
            states[row] if gone[row] else float(points[row, node]) for row in range(len(formulas))
        ]

    def final(self, node: int) -> str:
        """Return the cell of a node's score after all adjustments."""
        if node in self.after:
            return self.level_tables[int(self.tree.level[node]) - 1].at(self.after[node])
        return self.before[node].text

    def formulas(self, node: int) -> list[str | None]:
        """Return the formula of the score of every unit at a node; None where none applies."""
        return self._mixing(node, self._own(node, self.before, low=True), "child_rate")

    def open_formulas(self, node: int) -> list[str | None]:
        """Return the formula of what is open at a node."""
        return self._mixing(node, self._own(node, self.opened, low=False), "child_open_rate")

    def _own(self, node: int, cells: dict[int, Term], *, low: bool) -> list[str | None]:
        """Return the formula of a unit's own score, before those below it come in."""
        tree = self.tree
        gone = np.isnan(self.sheet.available[:, node])
        below = tree.children[node]
        if not below:
            rate, available = self.rates[node].text, self.available[node].text
            text = f"N({rate})*{available}" if low else f"IF(ISNUMBER({rate}),0,{available})"
        elif node in tree.combines:
            return self._combined(node, cells, low=low)
        else:
            table = self.level_tables[int(tree.level[node])] if low else self.open_table
            assert table is not None
            columns = [_column_of(cells[child].text) for child in below]
            text = f"SUM({range_of(table, columns)})"
        return [None if none else text for none in gone]

    def _combined(self, node: int, cells: dict[int, Term], *, low: bool) -> list[str | None]:
        """Return the formula of a branch that combines rates; None for kinds without one.

        What is open there is the difference of two combinations, which stays a number.
        """
        gone = np.isnan(self.sheet.available[:, node])
        alive = ~np.isnan(self.sheet.available[:, list(self.tree.children[node])])
        texts: list[str | None] = []
        for row in range(self.units):
            below = [
                (f"{cells[child].text}/{self.available[child].text}", self.available[child].text)
                for child, here in zip(self.tree.children[node], alive[row], strict=True)
                if here
            ]
            text = combined_text(self.tree.combines[node], below) if low else None
            whole = self.available[node].text
            texts.append(None if gone[row] or not text else f"{text}*{whole}")
        return texts

    def _mixing(self, node: int, own: list[str | None], head: str) -> list[str | None]:
        """Return a formula that mixes a unit's own points with the mean of those below it."""
        shares = self.sheet.own_shares.get(node)
        if shares is None or self.rollup_table is None:
            return own
        return [
            text
            if text is None or shares[row] == 1
            else self.rollup_table.mixed(node, row, text, head, self.available[node].text)
            for row, text in enumerate(own)
        ]

    def _open(self, node: int, options: dict[str, Any]) -> None:
        table = self.open_table
        assert table is not None
        column = 3 + len(self.opened)
        # what refers to a column must know it before its own formula is made
        formulas = self.open_formulas(node)
        gap = self.sheet.high - self.sheet.low
        shown = self._shown(node, gap, formulas)
        self.opened[node] = table.add(Column(self.titles[node], shown, formulas, **options))
        assert _column_of(self.opened[node].text) == column


def _column_of(text: str) -> int:
    """Return the number of the column that a reference names.

    >>> _column_of("'L'!AA{r}")
    26
    """
    name = text.rpartition("!")[2].removesuffix("{r}")
    column = 0
    for sign in name:
        column = column * 26 + ord(sign) - ord("A") + 1
    return column - 1


def _patterns(excused: Bools, absent: Bools) -> tuple[list[tuple[Bools, Bools]], list[int]]:
    """Return the different sets of leaves that do not apply, and which of them each unit has."""
    both = np.hstack([excused, absent])
    found, rows = np.unique(both, axis=0, return_inverse=True)
    half = excused.shape[1]
    return [(one[:half], one[half:]) for one in found], [int(row) for row in rows.reshape(-1)]

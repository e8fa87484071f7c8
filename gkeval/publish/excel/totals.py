"""The totals as a sheet of formulas: weighted sum, published total, rank within the group, grade.

In: the scores level by level, and the adjustments. Out: the sheet of totals, and the ranking that
looks it up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from gkeval.assessment.showing import grade_titles
from gkeval.numbers import resolution
from gkeval.publish.excel import words
from gkeval.publish.excel.chain import TOTAL, VETOED, Chain
from gkeval.publish.excel.points import Points
from gkeval.publish.excel.tables import FIRST, Column, Table, letters
from gkeval.publish.excel.terms import Term, choose, plainly, rounded
from gkeval.scheme.model import Grade
from gkeval.scoring.grades import FAILED

NOT_GIVEN = 1e15
"""Stands where a unit has no place in the given order; where it has no score, the opposite does."""


class Totals:
    """Fills the sheet of totals."""

    def __init__(self, points: Points, table: Table) -> None:
        self.points, self.table = points, table
        self.result, self.lang = points.result, points.lang
        self.scheme = self.result.scheme
        self.frame = self.result.totals
        self.some = ~np.isnan(points.sheet.available[:, 0])
        """Units that have anything to score; the rows of the others are not computed."""
        self.at: dict[str, int] = {}

    def _head(self, key: str, *inserted: object) -> str:
        return words.pick(words.HEADS[key], self.lang, *inserted)

    def sums(self) -> list[dict[int, Term]]:
        """Write the weighted sums; return the cells that the adjustments start from."""
        points = self.points
        scale = float(self.scheme.full_mark) / float(self.scheme.points)
        ends = []
        sheet = points.sheet
        formulas = points.formulas(0)
        low = self._sum("sum", formulas, sheet.low[:, 0])
        ends.append({**points.before, 0: low})
        if points.has_open:
            gap = self._sum("open_points", points.open_formulas(0), (sheet.high - sheet.low)[:, 0])
            points.opened[0] = gap
            high = self._calculated("highest_sum", low + gap)
            ends.append({0: high})
        for end, key in zip(ends, ("scaled", "highest_scaled"), strict=False):
            end[TOTAL] = end[0] if scale == 1 else self._calculated(key, end[0] * scale)
        if points.has_open:
            gates = {
                self.result.tree.ids.index(on)
                for a in self.scheme.adjustments
                if (on := getattr(a, "on", None))
            }
            for node in points.touched | gates:
                ends[1][node] = plainly(points.before[node]) + plainly(points.opened[node])
        return ends

    def _sum(self, key: str, formulas: list[str | None], values: Any) -> Term:
        shown = [float(v) if here else "—" for v, here in zip(values, self.some, strict=True)]
        self.at[key] = len(self.table.columns)
        head = self._head(key)
        return self.table.add(Column(head, shown, formulas, style="points"))

    def _calculated(self, key: str, value: Term, **options: Any) -> Term:
        self.at[key] = len(self.table.columns)
        return self.table.calculated(self._head(key), value, where=self.some, **options)

    def finish(self, chain: Chain | None, ends: list[dict[int, Term]]) -> None:
        """Write totals, ranks and grades."""
        places, decimals = resolution(self.scheme.full_mark), self.scheme.rounding.decimals
        lows = [chain.totals(end) if chain else ends[end][TOTAL] for end in range(len(ends))]
        exact = [rounded(end, places) for end in lows]
        kept = ("exact", "exact_high")
        if chain is not None and chain.verdict is not None:
            empty = Term('""', np.full(len(self.frame), np.nan))
            verdict = self._calculated("verdict", chain.verdict + 0, style="flag")
            exact = [choose(verdict.equals(VETOED), empty, end) for end in exact]
        cells = [self._calculated(key, end) for key, end in zip(kept, exact, strict=False)]
        ranges = [
            self._published(key, cell, self.frame[name], decimals)
            for key, cell, name in zip(
                ("published_low", "published_high"), cells, ("low", "high"), strict=False
            )
        ]
        if len(cells) > 1:
            settled = (
                f'IF({cells[0].text}={cells[1].text},{ranges[0].text},"")'
                if self.scheme.missing != "zero"
                else ranges[0].text
            )
            self._written("total", settled, self.frame["total"].tolist(), "published")
        else:
            self.at["total"] = self.at["published_low"]
            self.table.columns[-1] = _renamed(self.table.columns[-1], self._head("total"))
        self.table.bars[self.at["total"]] = float(self.scheme.full_mark)
        self._rank(cells[0].text)
        self._grade()
        self._remarks()

    def _published(self, key: str, cell: Term, known: Any, decimals: int) -> Term:
        text = f'IF(ISNUMBER({cell.text}),ROUND({cell.text},{decimals}),"")'
        return self._written(key, text, known.tolist(), "published")

    def _written(self, key: str, text: str, values: list[Any], style: str) -> Term:
        """Write a column of one formula with the values that the result holds."""
        self.at[key] = len(self.table.columns)
        shown = ["" if value is None or value != value else value for value in values]
        formulas = [text if here else None for here in self.some]
        return self.table.add(
            Column(self._head(key), shown, formulas, style=style)  # type: ignore[arg-type]  # one of the styles
        )

    def _span(self, column: int) -> str:
        last = FIRST + len(self.frame) - 1
        return f"${letters(column)}${FIRST}:${letters(column)}${last}"

    def _rank(self, exact: str) -> None:
        """Write the rank within the group, by total (or exact score), and what breaks ties."""
        ranking, rounding = self.scheme.ranking, self.scheme.rounding
        total = self.at["total"]
        by = total
        if rounding.rank_on == "exact":
            by = self.at["exact"]
            if self.points.has_open and self.scheme.missing != "zero":
                text = f'IF(ISNUMBER({letters(total)}{{r}}),{exact},"")'
                self._written("exact_ranked", text, self.frame["exact"].tolist(), "points")
                by = self.at["exact_ranked"]
        own, group, mine = f"{letters(by)}{{r}}", self._span(2), "$C{r}"
        alike = f"{group},{mine}"
        above = f'{self._span(by)},">"&{own}'
        if ranking.ties == "dense":
            first = letters(by)
            once = (
                f"IF(ISNUMBER({own}),IF(COUNTIFS($C${FIRST}:$C{{r}},{mine},"
                f"${first}${FIRST}:${first}{{r}},{own})=1,1,0),0)"
            )
            seen: set[tuple[str, float]] = set()
            counted = []
            values = self.frame["total" if rounding.rank_on == "published" else "exact"]
            for group_id, value in zip(self.frame["group"], values, strict=True):
                new = value == value and (group_id, value) not in seen
                seen.add((group_id, value))
                counted.append(int(new))
            self._written("first_of", once, counted, "whole")
            text = f"SUMIFS({self._span(self.at['first_of'])},{alike},{above})+1"
        else:
            text = f"COUNTIFS({alike},{above})+1"
            if ranking.ties == "ordinal":
                text = self._broken(alike, by, own)
        ranks = self.frame["rank"].to_numpy(dtype=np.float64, na_value=np.nan).tolist()
        self._written("rank", f'IF(ISNUMBER({own}),{text},"")', ranks, "whole")

    def _broken(self, alike: str, by: int, own: str) -> str:
        """Return the rank of totals whose ties are broken by other columns, in their order."""
        keys = [(by, own, ">")]
        places = resolution(self.scheme.full_mark)
        for name in self.scheme.ranking.break_by:
            column = len(self.table.columns)
            cell = f"{letters(column)}{{r}}"
            if name == "order":
                order = self.result.roster.frame["order"].tolist()
                head = self._head("breaker", self._head("order"))
                shown: list[Any] = [NOT_GIVEN if o != o else float(o) for o in order]
                self.table.add(Column(head, shown, style="order"))
                keys.append((column, cell, "<"))
            else:
                node = self.result.tree.ids.index(name)
                head = self._head("breaker", self.points.titles[node])
                scores = self.result.sheet.scores[:, node]
                shown = [-NOT_GIVEN if s != s else float(s) for s in scores]
                final = self.points.final(node)
                text = f"IF(ISNUMBER({final}),ROUND({final},{places}),-10^15)"
                formulas = [None if s != s else text for s in scores]
                self.table.add(Column(head, shown, formulas, style="breaker"))
                keys.append((column, cell, ">"))
        parts = []
        for depth, (column, cell, sign) in enumerate(keys):
            equal = "".join(f",{self._span(c)},{one}" for c, one, _ in keys[:depth])
            parts.append(f'COUNTIFS({alike}{equal},{self._span(column)},"{sign}"&{cell})')
        return "+".join(parts) + "+1"

    def _grade(self) -> None:
        if not self.scheme.grades:
            return
        titles = grade_titles(self.scheme, self.lang)
        total, rank = (f"{letters(self.at[key])}{{r}}" for key in ("total", "rank"))
        verdict = f"{letters(self.at['verdict'])}{{r}}" if "verdict" in self.at else ""
        formulas: list[str | None] = []
        for row in range(len(self.frame)):
            text = f'"{_quoted(titles.get("", ""))}"'
            for grade in reversed(self.scheme.grades):
                asked = self._asked(grade, row, total, rank)
                text = (
                    f'IF({asked},"{_quoted(titles[grade.id])}",{text})'
                    if asked
                    else (f'"{_quoted(titles[grade.id])}"')
                )
            text = f'IF(ISNUMBER({total}),{text},"")'
            if verdict:
                text = f'IF({verdict}>0,"{_quoted(titles[FAILED])}",{text})'
            formulas.append(text if self.some[row] else None)
        settled = self.frame["total"].notna() | (self.frame["grade"] != "")
        shown = [
            titles.get(grade, "") if known else ""
            for grade, known in zip(self.frame["grade"], settled, strict=True)
        ]
        self.at["grade"] = len(self.table.columns)
        self.table.add(Column(self._head("grade"), shown, formulas))

    def _asked(self, grade: Grade, row: int, total: str, rank: str) -> str:
        """Return the condition of a grade for one unit; empty when everybody earns it."""
        parts = []
        members = self.result.roster.members
        if isinstance(grade.at_least, dict):
            limit = None
            for name in sorted(grade.at_least, key=lambda n: n in self.result.roster.subsets):
                if members[name][row]:
                    limit = float(grade.at_least[name])
            parts.append("FALSE" if limit is None else f"{total}>={limit:.15g}")
        elif grade.at_least is not None:
            parts.append(f"{total}>={float(grade.at_least):.15g}")
        if grade.top is not None:
            ranks, group = self._span(self.at["rank"]), f"{self._span(2)},$C{{r}}"
            parts.append(
                f'COUNTIFS({group},{ranks},"<"&{rank})+1<='
                f'ROUND(COUNTIFS({group},{ranks},">0")*{float(grade.top):.15g},0)'
            )
        for name, rate in grade.needs.rates.items():
            node = self.result.tree.ids.index(name)
            if np.isnan(self.points.sheet.available[row, node]):
                continue  # what does not apply stands in no one's way
            score, available = self.points.final(node), self.points.available[node].text
            met = f"ROUND({score}/{available},9)>={float(rate):.15g}"
            if self.points.has_open:
                met = f"AND({met},N({self.points.opened[node].text})=0)"
            parts.append(met)
        if grade.needs.no_veto and "verdict" in self.at:
            parts.append(f"{letters(self.at['verdict'])}{{r}}=0")
        return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})" if parts else ""

    def _remarks(self) -> None:
        said = []
        rows: Iterable[Any] = self.frame.itertuples(index=False)
        for row in rows:
            parts = []
            if row.verdict:
                parts.append(self._head(str(row.verdict)))
            elif row.total != row.total and row.low == row.low:
                parts.append(self._head("open_remark"))
            if row.provisional:
                parts.append(self._head("provisional"))
            said.append(("；" if self.lang == "zh" else "; ").join(parts))
        self.at["remark"] = len(self.table.columns)
        self.table.add(Column(self._head("remark"), said, wide=30))


def ranking_table(points: Points, totals: Totals) -> Table:
    """Return the ranking: one row per unit in order, everything looked up in the totals."""
    lang, result = points.lang, points.result
    name = words.pick(words.SHEETS["ranking"], lang)
    table = Table(name, result.scheme.title.to(lang), words.pick(words.NOTES["ranking"], lang))
    table.locked = False
    order = result.ranking()["unit"].tolist()
    rows = [result.row(unit) for unit in order]
    last = FIRST + len(order) - 1
    sheet = totals.table.sheet
    keys = f"{sheet}$A${FIRST}:$A${last}"
    alike = _alike(order)

    def looked_up(key: str, style: str, wide: float) -> None:
        column = totals.at[key]
        source = totals.table.columns[column]
        shown = [source.cells[row] for row in rows]
        span = f"{sheet}${letters(column)}${FIRST}:${letters(column)}${last}"
        places = [row + 1 if alike else f"MATCH($C{{r}},{keys},0)" for row in rows]
        formulas = [
            f"INDEX({span},{place})" if totals.some[row] else None
            for row, place in zip(rows, places, strict=True)
        ]
        head = words.pick(words.HEADS[key], lang)
        if key == "total":
            table.bars[len(table.columns)] = float(result.scheme.full_mark)
        table.add(Column(head, shown, formulas, style=style, wide=wide))  # type: ignore[arg-type]  # one of the styles

    groups = result.scheme.groups
    frame = result.roster.frame
    group = [groups[frame["group"].iloc[row]].title.to(lang) for row in rows]
    table.add(Column(words.pick(words.HEADS["group"], lang), group, wide=12))
    table.add(
        Column(words.pick(words.HEADS["unit"], lang), [points.names[r] for r in rows], wide=26)
    )
    table.add(Column(words.pick(words.HEADS["id"], lang), order, wide=16))
    looked_up("rank", "whole", 8)
    looked_up("total", "published", 14)
    if "published_high" in totals.at:
        looked_up("published_low", "published", 12)
        looked_up("published_high", "published", 12)
    if "grade" in totals.at:
        looked_up("grade", "text", 12)
    remarks = totals.table.columns[totals.at["remark"]].cells
    table.add(Column(words.pick(words.HEADS["remark"], lang), [remarks[r] for r in rows], wide=34))
    return table


def _alike(ids: Sequence[str]) -> bool:
    """Whether MATCH may take one id for another: it knows no case, and patterns.

    >>> _alike(["u1", "u2"]), _alike(["u1", "U1"]), _alike(["u?", "u1"])
    (False, True, True)
    """
    return len({one.casefold() for one in ids}) < len(ids) or any(set("*?~") & {*i} for i in ids)


def _renamed(column: Column, head: str) -> Column:
    return Column(head, column.cells, column.formulas, column.style)


def _quoted(text: str) -> str:
    return text.replace('"', '""')

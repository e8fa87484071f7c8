"""The adjustments as a sheet of formulas: one column after the other, in the order of the scheme.

In: the cells of scores before adjustments. Out: the cells of the totals after them. The columns
follow `gkeval.scoring.adjustments` step by step; where something is open, the highest scores go
through the same steps beside the lowest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.assessment.binding import adjustments_given
from gkeval.numbers import resolution
from gkeval.publish.excel import words
from gkeval.publish.excel.amounts import amount, holds
from gkeval.publish.excel.parents import struck_below
from gkeval.publish.excel.points import Points
from gkeval.publish.excel.tables import Column, Table
from gkeval.publish.excel.terms import (
    Term,
    choose,
    either,
    every,
    least,
    most,
    negated,
    plainly,
    rounded,
    term,
)
from gkeval.scheme.adjustments import Bonus, Cap, Deduction, Gate, Veto
from gkeval.scoring.combining import combined
from gkeval.scoring.points import CODE
from gkeval.scoring.standing import combined_reach
from gkeval.words import label

VETOED, FAILED, VETOED_TO = 1, 2, 3
"""Numbers that stand for verdicts (the last: vetoed to a fixed total); cells show them as words."""

TOTAL = -1
"""Stands for the total where nodes are named."""


def touched_nodes(result: Any) -> frozenset[int]:
    """Return the nodes whose scores adjustments of single indicators change."""
    tree, found = result.tree, set()
    for adjustment in result.scheme.adjustments:
        on = getattr(adjustment, "on", None)
        if on is not None and not isinstance(adjustment, Gate):
            node = tree.ids.index(on)
            while node > 0:
                found.add(node)
                node = int(tree.parent[node])
    return frozenset(found)


@dataclass
class Chain:
    """Follows the scores through the adjustments.

    `ends` holds, for the lowest and (where something is open) the highest scores, the cells as they
    stand now, by node; `TOTAL` is the total on the full mark.
    """

    points: Points
    table: Table
    ends: list[dict[int, Term]]
    active: npt.NDArray[np.bool_]
    """Units that have anything to score; the others get no formulas."""
    verdict: Term | None = None
    stopped: list[list[Term]] = field(default_factory=lambda: [[], []])
    held: dict[int, Term] = field(default_factory=dict)
    """By node: where a cap or deduction has changed its scores."""

    def __post_init__(self) -> None:
        result = self.points.result
        self.scheme, self.tree, self.lang = result.scheme, result.tree, self.points.lang
        self.given = adjustments_given(result.scheme, result.roster, result.cells)
        self.full = float(self.scheme.full_mark)

    def follow(self) -> None:
        """Write the columns of every adjustment."""
        for position, adjustment in enumerate(self.scheme.adjustments):
            title = adjustment.title.to(self.lang)
            if isinstance(adjustment, Gate):
                self._gate(position, adjustment, title)
            else:
                found = self._found(position, adjustment.id, title)
                if isinstance(adjustment, Veto):
                    self._veto(position, adjustment, title, found)
                else:
                    self._points(adjustment, title, found)

    def _column(self, head: str, value: Term, id: str = "", style: str = "points") -> Term:
        return self.table.calculated(head, value, where=self.active, id=id, style=style)

    def _head(self, key: str, *inserted: object) -> str:
        return words.pick(words.HEADS[key], self.lang, *inserted)

    def _found(self, position: int, id: str, title: str) -> Term:
        """Write what was found: a number, or why there is none."""
        values, bound = self.given.values[:, position], self.given.bound[:, position]
        item = self.scheme.measured.index(self.scheme.adjustments[position])
        states = self.points.result.cells.states[:, item]
        said = {code: label(name, self.lang) for name, code in CODE.items()}
        none = label("not_applicable", self.lang)
        shown: list[Any] = [
            none if not here else said[int(state)] if np.isnan(value) else float(value)
            for value, here, state in zip(values, bound, states, strict=True)
        ]
        head = self._head("found", title)
        return self.table.add(Column(head, shown, style="value", id=id, given=True))

    def _untouched(self) -> list[Term]:
        """Return the condition that no veto or gate has struck yet, as far as any can have."""
        return [] if self.verdict is None else [self.verdict.equals(0)]

    def _score(self, end: int, on: str | None) -> tuple[Term, Term, Term]:
        """Return the score of what is adjusted, what it could be, and a printed point's worth."""
        if on is None:
            return plainly(self.ends[end][TOTAL]), term(self.full), term(1)
        node = self.tree.ids.index(on)
        available = plainly(self.points.available[node])
        marked = float(self.scheme.by_id[on].marked_out_of)
        return self._now(end, node), available, available / marked

    def _now(self, end: int, node: int) -> Term:
        return plainly(self.ends[end][node])

    def _points(self, adjustment: Bonus | Deduction | Cap, title: str, found: Term) -> None:
        afters = []
        for end in range(len(self.ends)):
            score, available, worth = self._score(end, adjustment.on)
            if isinstance(adjustment, Cap):
                limit = (
                    worth * float(adjustment.at)
                    if adjustment.at is not None
                    else available * float(adjustment.share or 0)
                )
                struck = every(*self._untouched(), *holds(adjustment.when, found))
                after = choose(struck, least(score, limit), score)
            elif isinstance(adjustment, Bonus):
                gain = amount(adjustment, found, score, worth)
                opened = [*self._untouched(), *self._opened(adjustment, score, worth)]
                after = choose(every(*opened), score + gain, score) if opened else score + gain
            else:
                loss = amount(adjustment, found, score, worth)
                after = most(score - loss, least(score, 0))
                if self._untouched():
                    after = choose(every(*self._untouched()), after, score)
            afters.append(after)
        node = TOTAL if adjustment.on is None else self.tree.ids.index(adjustment.on)
        before = [plainly(now[node]) for now in self.ends]
        self._write(adjustment.on, afters, title, adjustment.id)
        if not isinstance(adjustment, Bonus) and len(self.ends) > 1:
            changed = [
                negated(now[node].equals(old)) for now, old in zip(self.ends, before, strict=True)
            ]
            earlier = [self.held[node]] if node in self.held else []
            self.held[node] = either(*earlier, *changed)

    def _opened(self, bonus: Bonus, score: Term, worth: Term) -> list[Term]:
        places = resolution(self.full if bonus.on is None else self.scheme.points)
        conditions = []
        if bonus.opens_above is not None:
            conditions.append(rounded(score, places) > worth * float(bonus.opens_above))
        if bonus.opens_at is not None:
            conditions.append(rounded(score, places) >= worth * float(bonus.opens_at))
        return conditions

    def _write(self, on: str | None, afters: list[Term], title: str, id: str) -> None:
        """Write the new scores, and what they move above them, up to the total."""
        if on is None:
            for end, (now, after) in enumerate(zip(self.ends, afters, strict=True)):
                head = self._side(end, self._head("after", title))
                now[TOTAL] = self._column(head, after, id)
            return
        node = self.tree.ids.index(on)
        reach: tuple[Term, Term] | None = None
        while True:
            above = int(self.tree.parent[node])
            before = self._combination(above)
            moves = self._set(node, afters, title, id)
            reach = reach or (least(*moves), most(*moves))
            if node == 0:
                break
            if before is not None:
                moves, reach = self._combined_moves(above, before, reach, title)
            node = above
            own = self.points.sheet.own_shares.get(node)
            if own is not None and (own != 1).any():
                share = self._own_share(node, own)
                moves, reach = [by * share for by in moves], (reach[0] * share, reach[1] * share)
            moves, reach = self._moved(node, moves, reach)
            afters = self._plus(node, moves)
        scale = self.full / float(self.scheme.points)
        moves, reach = [by * scale for by in moves], (reach[0] * scale, reach[1] * scale)
        moves, _ = self._moved(TOTAL, moves, reach)
        self._set(TOTAL, self._plus(TOTAL, moves), title, id)

    def _plus(self, node: int, moves: list[Term]) -> list[Term]:
        return [plainly(now[node]) + by for now, by in zip(self.ends, moves, strict=True)]

    def _set(self, node: int, afters: list[Term], title: str, id: str) -> list[Term]:
        """Write the new scores of a node; return by how much they moved."""
        names = {TOTAL: label("total", self.lang), 0: self._head("sum")}
        head = self._head("after_at", title, names.get(node, self.points.titles[node]))
        moves = []
        for end, (now, after) in enumerate(zip(self.ends, afters, strict=True)):
            before = plainly(now[node])
            now[node] = self._column(self._side(end, head), after, id)
            moves.append(now[node] - before)
        return moves

    def _moved(
        self, node: int, moves: list[Term], reach: tuple[Term, Term]
    ) -> tuple[list[Term], tuple[Term, Term]]:
        """Return by how much scores move, and any between; never below 0 (see `standing`)."""
        stood = [plainly(now[node]) for now in self.ends]
        if node in self.held:
            moves = [choose(self.held[node], by, own) for by, own in zip(reach, moves, strict=True)]
        return (
            [_at_most_all(at, by) for at, by in zip(stood, moves, strict=True)],
            (_at_most_all(stood[-1], reach[0]), _at_most_all(stood[0], reach[1])),
        )

    def _combination(self, node: int) -> list[Any] | None:
        """Return what a branch's children combine to now; None where their points add up."""
        if node not in self.tree.combines:
            return None
        nodes, sheet = list(self.tree.children[node]), self.points.sheet
        found = []
        for now, start in zip(self.ends, (sheet.low, sheet.high), strict=False):
            earned = [now[at].values if at in now else start[:, at] for at in nodes]
            found.append(
                combined(
                    self.tree.combines[node],
                    np.nan_to_num(np.column_stack(earned)),
                    sheet.available[:, nodes],
                    sheet.available[:, node],
                )
            )
        return found

    def _combined_moves(
        self, node: int, before: list[Any], child: tuple[Term, Term], title: str
    ) -> tuple[list[Term], tuple[Term, Term]]:
        """Return by how much a branch moves that combines its children, as numbers."""
        after = self._combination(node)
        assert after is not None
        named = title, self.points.titles[node]

        def column(head: str, by: npt.NDArray[np.float64]) -> Term:
            return plainly(self.table.add(Column(head, by.tolist(), style="points")))

        moves = [
            column(self._side(end, self._head("combined", *named)), new - old)
            for end, (new, old) in enumerate(zip(after, before, strict=True))
        ]
        if not self.held or len(moves) == 1:
            return moves, (moves[0], moves[-1])
        ends = (before[0], before[1]), (after[0], after[1])
        reach = combined_reach(*ends, (child[0].values, child[1].values))
        return moves, (
            column(self._head("combined_least", *named), reach[0]),
            column(self._head("combined_most", *named), reach[1]),
        )

    def _own_share(self, node: int, own: npt.NDArray[np.float64]) -> Term:
        head = words.pick(("本级占比：{}", "own share: {}"), self.lang, self.points.titles[node])
        for column, known in enumerate(self.table.columns):
            if known.head == head:
                return Term(self.table.at(column), own)
        return self.table.add(Column(head, own.tolist(), style="rate"))

    def _side(self, end: int, head: str) -> str:
        return self._head("highest", head) if end else head

    def _veto(self, position: int, veto: Veto, title: str, found: Term) -> None:
        struck = every(*self._untouched(), *holds(veto.when, found))
        if veto.parent_too:
            below = struck_below(
                self.table,
                self.points.result.roster,
                self.given.bound[:, position],
                veto.when,
                found,
                self.lang,
            )
            untouched = self._untouched()
            struck = either(struck, every(*untouched, below) if untouched else below)
        earlier = self.verdict
        verdict = VETOED if veto.score is None else VETOED_TO
        code = choose(struck, verdict, 0 if earlier is None else earlier)
        self.verdict = self._column(self._head("state", title), code, veto.id, "flag")
        now_struck = self.verdict.equals(verdict)
        if earlier is not None:
            now_struck = every(now_struck, earlier.equals(0))
        score = 0.0 if veto.score is None else float(veto.score)
        for end, now in enumerate(self.ends):
            value = choose(now_struck, score, now[TOTAL])
            now[TOTAL] = self._column(self._side(end, self._head("after", title)), value, veto.id)

    def _gate(self, position: int, gate: Gate, title: str) -> None:
        bound = self.given.bound[:, position]
        conditions = self._untouched()
        if not bound.all():
            head = self._head("applies", title)
            applies = self.table.add(
                Column(head, bound.astype(float).tolist(), style="whole", id=gate.id)
            )
            conditions = [*conditions, applies.equals(1)]
        places = resolution(self.full if gate.on is None else self.scheme.points)
        below = []
        for end in range(len(self.ends)):
            score, _, worth = self._score(end, gate.on)
            below.append(
                every(
                    *conditions, rounded(worth * float(gate.below), places) > rounded(score, places)
                )
            )
        failed = below[0] if self.scheme.missing == "zero" else below[-1]
        earlier: Term | float = 0 if self.verdict is None else self.verdict
        code = choose(failed, FAILED, earlier)
        self.verdict = self._column(self._head("state", title), code, gate.id, "flag")
        if len(self.ends) < 2:
            return
        unsure = every(below[0], negated(failed))
        _, _, worth = self._score(1, gate.on)
        limits = self.ends[0][TOTAL], self.ends[1][TOTAL]
        highest = least(limits[1], worth * float(gate.below)) if gate.on is None else limits[1]
        for end, (bare, head) in enumerate(
            zip((limits[0], highest), ("published_low", "published_high"), strict=True)
        ):
            held = choose(unsure, bare, _nothing(bare))
            name = self._head("bound", title, self._head(head))
            self.stopped[end].append(self._column(name, held, gate.id))

    def totals(self, end: int) -> Term:
        """Return the total after all adjustments, over both outcomes of undecided gates."""
        now = self.ends[end][TOTAL]
        if not self.stopped[end]:
            return now
        return (most if end else least)(now, *self.stopped[end])


def _nothing(like: Term) -> Term:
    return Term('""', np.full(np.shape(like.values), np.nan))


def _at_most_all(points: Term, by: Term) -> Term:
    """Return by how much points move that never fall below 0."""
    return most(by, _negative(most(points, 0)))


def _negative(value: Term) -> Term:
    return Term(f"-{value.within(2)}", -value.values, 1)


__all__ = ["FAILED", "TOTAL", "VETOED", "VETOED_TO", "Chain", "touched_nodes"]

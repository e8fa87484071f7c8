"""A target in numbers: what a unit must score to reach a grade, a rank or a score (目标).

In: an assessment, a unit and a target. Out: a `Target`: limits on points that every set of remedies
must reach. They never ask for too much; whether a set is enough is found by scoring it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from numbers import Real

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.arguments import number as finite
from gkeval.arguments import shown
from gkeval.assessment.result import Assessment
from gkeval.errors import GkevalError
from gkeval.scheme.adjustments import Bonus, Gate
from gkeval.scheme.model import Grade
from gkeval.scoring.adjustments import Given, adjust, points_of
from gkeval.spec import Lang
from gkeval.uncertainty.rescoring import Parts
from gkeval.words import in_points, number

Floats = npt.NDArray[np.float64]

GRID = 400
"""Totals tried at once while the least one is bracketed; each round narrows it by as many."""


@dataclass(frozen=True, eq=False)
class Target:
    """What is to be reached.

    Parameters
    ----------
    kind
        ``grade``, ``rank`` or ``score``.
    said
        In words.
    rank, score, grade
        The one that is asked for; the place of the grade in the scheme's list.
    """

    kind: str
    said: str
    rank: int = 0
    score: float = 0.0
    grade: int = -1

    def reached(self, result: Assessment, totals: pd.DataFrame, row: int) -> bool:
        """Whether a unit reaches it in an assessment, given its totals."""
        mine = totals.iloc[row]
        if self.kind == "grade":
            ids = [grade.id for grade in result.scheme.grades]
            return mine["grade"] in ids and ids.index(mine["grade"]) <= self.grade
        if self.kind == "rank":
            return not pd.isna(mine["rank"]) and int(mine["rank"]) <= self.rank
        return bool(mine["total"] >= self.score - 1e-9)


def target_of(result: Assessment, row: int, to: object, lang: Lang) -> Target:
    """Return a target: a grade by id or title, a rank (a whole number), a score (with decimals).

    Raises
    ------
    GkevalError
        For a grade that the scheme does not have, or a rank or score out of range.
    """
    scheme = result.scheme
    if isinstance(to, bool) or not isinstance(to, Real | Decimal):
        for place, grade in enumerate(scheme.grades):
            if to in (grade.id, grade.title.zh, grade.title.en):
                return Target("grade", grade.title.to(lang), grade=place)
        known = ", ".join(f"{g.id} ({g.title.to(scheme.lang)})" for g in scheme.grades) or "none"
        raise GkevalError(
            f"to is {shown(to)}, must be a grade of the scheme: {known}; a rank (a whole number); "
            "a score (with decimals)"
        )
    if isinstance(to, int | np.integer):
        mates = int((result.roster.groups == result.roster.groups[row]).sum())
        if not 1 <= to <= mates:
            raise GkevalError(
                f"to is {to}, a rank, must be from 1 to {mates}. Remedy: for a score write "
                f"{float(to)}"
            )
        said = f"第{to}名" if lang == "zh" else f"rank {to}"
        return Target("rank", said, rank=int(to))
    score = finite("to (a score)", to, low=0)
    return Target("score", in_points(number(score), lang), score=score)


def least_total(result: Assessment, row: int, target: Target, least: Assessment | None) -> float:
    """Return the least exact total that can reach a target.

    Parameters
    ----------
    least
        The assessment in which the others have the least that they can come to; None where that is
        not known: ranks and quotas then set no limit.
    """
    if target.kind == "score":
        return target.score - _half(result)
    if target.kind == "rank":
        return _for_rank(least, row, target.rank)
    # a better grade will do as well, and may ask for less: a quota, in a weak group
    return min(_for_grade(result, row, grade, least) for grade in _good_enough(result, target))


def _half(result: Assessment) -> float:
    """Return by how much rounding can lift a total."""
    return 0.5 * float(10.0**-result.scheme.rounding.decimals)


def _good_enough(result: Assessment, target: Target) -> tuple[Grade, ...]:
    """Return the grade that is asked for, and the better ones."""
    return result.scheme.grades[: target.grade + 1]


def _for_grade(result: Assessment, row: int, grade: Grade, least: Assessment | None) -> float:
    limit = -np.inf
    if grade.at_least is not None:
        limit = _limit(grade, result, row) - _half(result)
    if grade.top is not None:
        ranked = result.totals["rank"].notna().to_numpy(copy=True)
        ranked[row] = True
        mates = result.roster.groups == result.roster.groups[row]
        places = int(np.floor((mates & ranked).sum() * float(grade.top) + 0.5 + 1e-9))
        limit = max(limit, _for_rank(least, row, places) if places else np.inf)
    return limit


def _limit(grade: Grade, result: Assessment, row: int) -> float:
    if not isinstance(grade.at_least, dict):
        return float(grade.at_least or 0)
    roster = result.roster
    names = sorted(grade.at_least, key=lambda name: name in roster.subsets)
    mine = [name for name in names if roster.members[name][row]]
    return float(grade.at_least[mine[-1]]) if mine else np.inf


def _for_rank(result: Assessment | None, row: int, rank: int) -> float:
    if result is None:
        return -np.inf
    scheme, totals = result.scheme, result.totals
    published = scheme.rounding.rank_on == "published"
    others = result.roster.groups == result.roster.groups[row]
    others[row] = False
    scores = totals["total" if published else "exact"].to_numpy()[others]
    ordered = np.sort(scores[~np.isnan(scores)])[::-1]
    if scheme.ranking.ties == "dense":
        ordered = np.unique(ordered)[::-1]
    if rank > len(ordered):
        return -np.inf
    return float(ordered[rank - 1]) - (_half(result) if published else 0.0)


def least_raw(parts: Parts, row: int, total: float, *, unfailed: bool) -> float:
    """Return the least total before adjustments from which adjustments make at least `total`.

    Points of adjusted indicators stay as they are now; what bonuses of indicators may add counts as
    there, and a gate of an indicator as passed where that helps, so that nothing is ruled out.

    Parameters
    ----------
    total
        On the full mark.
    unfailed
        Whether a gate must be passed too.
    """
    result = parts.result
    scheme = result.scheme
    sheet = parts.sheet()
    full, points = float(scheme.full_mark), float(scheme.points)
    low, high = 0.0, points
    more = _may_add(parts, row)
    ease = 2e-9 * full + more * full / points
    many = np.repeat(row, GRID)
    copies = replace(
        sheet,
        available=sheet.available[many],
        states=sheet.states[many],
        rates=sheet.rates[many],
        own_shares={node: own[many] for node, own in sheet.own_shares.items()},
    )
    gates = _gates(parts, row)
    for _ in range(5):
        grid = np.linspace(low, high, GRID)
        earned = sheet.low[many].copy()
        earned[:, 0] = grid
        enough = np.zeros(GRID, dtype=bool)
        for passed in range(len(gates) + 1):
            bound = parts.given.bound[many].copy()
            bound[:, gates[:passed]] = False
            given = Given(parts.given.values[many], bound, np.full(GRID, -1, dtype=np.intp))
            points_now = replace(copies, low=earned, high=earned.copy())
            done = adjust(scheme, parts.tree, points_now, given, log=False)
            enough |= (done.low >= total - ease) & ((done.verdicts == "") | (not unfailed))
        first = int(enough.argmax())
        low, high = grid[max(first - 1, 0)], grid[first]
    return float(high) - more


def _gates(parts: Parts, row: int) -> list[int]:
    """Return the places of the gates of single indicators that a unit has to pass."""
    return [
        position
        for position, item in enumerate(parts.result.scheme.adjustments)
        if isinstance(item, Gate) and item.on and parts.given.bound[row, position]
    ]


def _may_add(parts: Parts, row: int) -> float:
    """Return how many points bonuses of single indicators may add once indicators are raised.

    Those that are closed now, those that are a share of the score, and those behind a gate.
    """
    scheme, available = parts.result.scheme, parts.sheet().available[row]
    failed = parts.result.adjusted.verdicts[row] == "failed"
    most = 0.0
    for position, item in enumerate(scheme.adjustments):
        if not (isinstance(item, Bonus) and item.on and parts.given.bound[row, position]):
            continue
        if failed or item.share is not None or item.opens_above or item.opens_at:
            out_of = float(scheme.by_id[item.on].marked_out_of)
            value = parts.given.values[[row], position]
            points = points_of(item, value, np.full(1, out_of))
            worth = available[parts.tree.ids.index(item.on)] / out_of
            most += float(np.nan_to_num(points[0] * worth))
    return most


def needs(parts: Parts, row: int, target: Target) -> dict[int, float]:
    """Return by node how many points a grade asks of it, the gate of an indicator included."""
    result, tree = parts.result, parts.tree
    if target.kind != "grade":
        return {}
    available, more = result.sheet.available[row], _may_add(parts, row)
    wanted = [grade.needs.rates for grade in _good_enough(result, target)]
    asked = {}
    for name in wanted[-1]:  # what one of the grades does without, none of them needs
        node = tree.ids.index(name)
        if not np.isnan(available[node]):
            rate = min(float(rates.get(name, 0)) for rates in wanted)
            asked[node] = rate * float(available[node]) - more
    # the gate that failed the unit: those before it are passed, those behind it were not tried
    failing = {entry.position for entry in result.adjusted.log if entry.row == row}
    for position in set(_gates(parts, row)) & failing:
        gate = result.scheme.adjustments[position]
        assert isinstance(gate, Gate)
        assert gate.on is not None
        node = tree.ids.index(gate.on)
        worth = available[node] / float(result.scheme.by_id[gate.on].marked_out_of)
        limit = float(gate.below) * float(worth) - more
        asked[node] = max(asked.get(node, 0.0), limit)
    return asked

"""Adjustments after the weighted total, in the order of the file.

In: the sheet of points, and the value of every adjustment for every unit. Out: totals on the full
mark, verdicts, and a log with one entry per unit and adjustment that took effect.

* Low and high totals are carried side by side, so that what is not assessed stays an interval
  that holds every outcome.
* An adjustment of an indicator reaches the total through every node above it; above a roll-up only
  the unit's own share of it does. It never reaches the parent unit.
* A gate that the low total misses and the high one passes is undecided: the total then ranges over
  both outcomes.
* An adjustment whose value nobody assessed changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gkeval.numbers import clean, reaches
from gkeval.scheme.adjustments import (
    Adjustment,
    Bonus,
    Cap,
    Deduction,
    Gate,
    Veto,
    When,
    _Points,
)
from gkeval.scheme.model import Scheme
from gkeval.scoring.points import Sheet
from gkeval.scoring.standing import Entry, Standing
from gkeval.scoring.tree import Tree

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Given:
    """What the adjustments look at; arrays over units, in the order of the roster.

    Parameters
    ----------
    values : array of float, shape (units, adjustments)
        The measured value of each adjustment; missing where it was not assessed.
    bound : array of bool, shape (units, adjustments)
        Whether the adjustment is for the unit's group.
    parents : array of int, shape (units,)
        Position of the parent unit, −1 where there is none.
    """

    values: Floats
    bound: Bools
    parents: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Adjusted:
    """Totals on the full mark after adjustments.

    `verdicts` holds an empty text, ``vetoed`` or ``failed``; a vetoed unit without a score has
    missing totals. `sheet` has the scores of adjusted indicators and of what lies above them.
    """

    sheet: Sheet
    low: Floats
    high: Floats
    verdicts: npt.NDArray[np.object_]
    log: tuple[Entry, ...]


def adjust(scheme: Scheme, tree: Tree, sheet: Sheet, given: Given, *, log: bool = True) -> Adjusted:
    """Apply the scheme's adjustments in their order, then take noise off every score.

    Without `log`, its entries are not kept.
    """
    scale = float(scheme.full_mark) / float(scheme.points)
    nothing = np.isnan(sheet.available[:, 0])
    low = np.where(nothing, np.nan, sheet.low[:, 0] * scale)
    high = np.where(nothing, np.nan, sheet.high[:, 0] * scale)
    if any(getattr(adjustment, "on", None) for adjustment in scheme.adjustments):
        sheet = replace(
            sheet, low=sheet.low.copy(), high=sheet.high.copy(), rates=sheet.rates.copy()
        )
    state = Standing(
        scheme=scheme,
        tree=tree,
        sheet=sheet,
        low=low,
        high=high,
        scale=scale,
        verdicts=np.full(len(nothing), "", dtype=object),
        log=[] if log else None,
        stopped_low=np.full(len(nothing), np.inf),
        stopped_high=np.full(len(nothing), -np.inf),
    )
    for position, adjustment in enumerate(scheme.adjustments):
        values = given.values[:, position]
        active = given.bound[:, position] & (state.verdicts == "")
        if not isinstance(adjustment, Veto):  # a unit that is only inspected can be vetoed
            active &= ~nothing
        _APPLY[type(adjustment)](state, position, adjustment, values, active, given)
    full = float(scheme.full_mark)
    return Adjusted(
        state.settled(),
        clean(np.minimum(state.low, state.stopped_low), full),
        clean(np.maximum(state.high, state.stopped_high), full),
        state.verdicts,
        tuple(state.log or ()),
    )


def holds(when: When, values: Floats) -> Bools:
    """Return where a condition holds; a missing value holds nothing.

    >>> holds(When(at_least=1), np.array([0.0, 1.0, np.nan])).tolist()
    [False, True, False]
    """
    result = ~np.isnan(values)
    if when.at_least is not None:
        result &= reaches(values, float(when.at_least))
    if when.at_most is not None:
        result &= reaches(-values, -float(when.at_most))
    if when.above is not None:
        result &= ~reaches(-values, -float(when.above))
    if when.below is not None:
        result &= ~reaches(values, float(when.below))
    return result


def points_of(adjustment: _Points, values: Floats, score: Floats) -> Floats:
    """Return how many printed points a bonus or deduction is about, at most its `cap`.

    >>> ladder = {"from": "0.1", "points": 1, "each": "0.2", "each_points": 1}
    >>> bonus = Bonus(kind="bonus", id="quota", title={"en": "Quota"}, ladder=ladder)
    >>> points_of(bonus, np.array([0.09, 0.1, 0.3, 0.55]), np.zeros(4)).tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    known = np.nan_to_num(values)
    result = np.zeros(values.shape)
    if adjustment.per_case is not None:
        result = np.maximum(known, 0.0) * float(adjustment.per_case)
    elif adjustment.ladder is not None:
        ladder = adjustment.ladder
        reached = reaches(known, float(ladder.start))
        result = np.where(reached, float(ladder.points), 0.0)
        if ladder.each is not None:
            further = np.floor((known - float(ladder.start)) / float(ladder.each) + 1e-9)
            more = float(ladder.each_points or ladder.points)
            result += np.where(reached, np.maximum(further, 0.0) * more, 0.0)
    elif adjustment.steps is not None:
        for step in adjustment.steps:
            reached = reaches(known, float(step.at_least))
            result = np.where(reached, np.maximum(result, float(step.points)), result)
    elif adjustment.judged_up_to is not None:
        result = np.clip(known, 0.0, float(adjustment.judged_up_to))
    else:
        off = (
            np.full(values.shape, float(adjustment.amount))
            if adjustment.amount is not None
            else float(adjustment.share or 0) * np.nan_to_num(score)
        )
        result = np.where(holds(adjustment.when, values), off, 0.0)
    result = np.where(np.isnan(values), 0.0, result)
    return result if adjustment.cap is None else np.minimum(result, float(adjustment.cap))


def _bonus(
    state: Standing, position: int, bonus: Bonus, values: Floats, active: Bools, given: Given
) -> None:
    low, high, _, worth = state.read(bonus.on)
    after, opened = [], np.zeros(active.shape, dtype=bool)
    for score in (low, high):
        gain = points_of(bonus, values, score / np.where(worth == 0, 1, worth)) * worth
        is_open = active.copy()
        if bonus.opens_above is not None:
            is_open &= ~state.reached(bonus.on, -score, -float(bonus.opens_above) * worth)
        if bonus.opens_at is not None:
            is_open &= state.reached(bonus.on, score, float(bonus.opens_at) * worth)
        after.append(np.where(is_open, score + gain, score))
        opened |= is_open
    wanted = active & (worth > 0) & (points_of(bonus, values, np.ones(low.shape)) > 0)
    state.note(position, low, after[0], values, wanted & opened, "applied")
    state.note(position, low, after[0], values, wanted & ~opened, "closed")
    state.write(bonus.on, after[0], after[1])


def _deduction(
    state: Standing,
    position: int,
    deduction: Deduction,
    values: Floats,
    active: Bools,
    given: Given,
) -> None:
    low, high, _, worth = state.read(deduction.on)
    after = []
    for score in (low, high):
        loss = points_of(deduction, values, score / np.where(worth == 0, 1, worth)) * worth
        after.append(np.where(active, np.maximum(score - loss, np.minimum(score, 0.0)), score))
    wanted = active & (worth > 0) & (points_of(deduction, values, np.ones(low.shape)) > 0)
    state.note(position, low, after[0], values, wanted, "applied")
    state.hold(deduction.on, after[0], after[1])


def _cap(
    state: Standing, position: int, cap: Cap, values: Floats, active: Bools, given: Given
) -> None:
    low, high, available, worth = state.read(cap.on)
    limit = float(cap.at) * worth if cap.at is not None else float(cap.share or 0) * available
    held = active & holds(cap.when, values)
    below = np.where(held, np.fmin(low, limit), low)
    above = np.where(held, np.fmin(high, limit), high)
    took = state.differs(cap.on, low, below) | state.differs(cap.on, high, above)
    state.note(position, low, below, values, held & took, "applied")
    state.hold(cap.on, below, above)


def _veto(
    state: Standing, position: int, veto: Veto, values: Floats, active: Bools, given: Given
) -> None:
    own = active & holds(veto.when, values)
    struck, child = own.copy(), np.full(own.shape, -1, dtype=np.intp)
    if veto.parent_too:
        # whatever has become of the unit below by now, its parent answers for it
        causes = given.bound[:, position] & holds(veto.when, values) & (given.parents >= 0)
        rows = np.flatnonzero(causes)[::-1]
        child[given.parents[rows]] = rows
        struck |= (child >= 0) & (state.verdicts == "")
    total = np.nan if veto.score is None else float(veto.score)
    after = np.where(struck, total, state.low)
    state.note(position, state.low, after, values, own, "applied")
    state.note(position, state.low, after, values, struck & ~own, "by_child", child)
    state.low, state.high = after, np.where(struck, total, state.high)
    state.verdicts[struck] = "vetoed"


def _gate(
    state: Standing, position: int, gate: Gate, values: Floats, active: Bools, given: Given
) -> None:
    low, high, _, worth = state.read(gate.on)
    limit = float(gate.below) * worth
    below, above = (active & ~state.reached(gate.on, score, limit) for score in (low, high))
    failed = below if state.scheme.missing == "zero" else above
    state.note(position, low, low, low, failed, "applied")
    state.verdicts[failed] = "failed"
    unsure = below & ~failed
    most = np.minimum(state.high, limit) if gate.on is None else state.high
    state.stopped_low[unsure] = np.minimum(state.stopped_low, state.low)[unsure]
    state.stopped_high[unsure] = np.maximum(state.stopped_high, most)[unsure]


_APPLY: dict[type, Callable[..., None]] = {
    Bonus: _bonus,
    Deduction: _deduction,
    Cap: _cap,
    Veto: _veto,
    Gate: _gate,
}

__all__ = ["Adjusted", "Adjustment", "Entry", "Given", "adjust", "holds", "points_of"]

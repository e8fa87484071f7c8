"""What one adjustment comes to, as a formula: when it takes effect, and how many points it moves.

In: the cell of what was found, the score and the worth of a printed point. Out: terms.
"""

from __future__ import annotations

from gkeval.publish.excel.terms import (
    Term,
    choose,
    every,
    given,
    least,
    most,
    plainly,
    rounded,
    term,
    whole,
)
from gkeval.scheme.adjustments import When, _Points


def holds(when: When, found: Term) -> list[Term]:
    """Return the conditions under which an adjustment takes effect."""
    value = rounded(plainly(found), 9)
    conditions = [given(found)]
    if when.at_least is not None:
        conditions.append(value >= float(when.at_least))
    if when.at_most is not None:
        conditions.append(term(float(when.at_most)) >= value)
    if when.above is not None:
        conditions.append(value > float(when.above))
    if when.below is not None:
        conditions.append(value < float(when.below))
    return conditions


def amount(adjustment: _Points, found: Term, score: Term, worth: Term) -> Term:
    """Return the points of a bonus or deduction, on what it works on."""
    value = plainly(found)
    exact = rounded(value, 9)
    if adjustment.per_case is not None:
        points = most(value, 0) * float(adjustment.per_case)
    elif adjustment.ladder is not None:
        ladder = adjustment.ladder
        reached = term(float(ladder.points))
        if ladder.each is not None:
            more = float(ladder.each_points or ladder.points)
            further = rounded((value - float(ladder.start)) / float(ladder.each), 9)
            reached = reached + most(whole(further), 0) * more
        points = choose(exact >= float(ladder.start), reached, 0)
    elif adjustment.steps is not None:
        points = most(
            *(choose(exact >= float(s.at_least), float(s.points), 0) for s in adjustment.steps),
            0,
        )
    elif adjustment.judged_up_to is not None:
        points = least(most(value, 0), float(adjustment.judged_up_to))
    elif adjustment.amount is not None:
        points = choose(every(*holds(adjustment.when, found)), float(adjustment.amount), 0)
    else:
        share = choose(
            every(*holds(adjustment.when, found)),
            score * float(adjustment.share or 0),
            0,
        )
        if adjustment.cap is None:
            return share
        return least(share, worth * float(adjustment.cap))
    if adjustment.cap is not None:
        points = least(points, float(adjustment.cap))
    return points * worth

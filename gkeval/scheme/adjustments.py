"""What a scheme can do to scores after the weighted total: the kinds of adjustment.

加分、扣分、封顶、一票否决、门槛: they are applied in the order of the file. Parts should stand
before caps and deductions of what holds them, else a better part can lower the whole: a warning
says so.

Each looks at a measured value of the unit (its own
`measure`; without one, what the raters gave under the adjustment's id), and works on the total, or
on the score of one indicator (`on`). Points are points of what it works on: of the full mark, or of
the indicator as the scheme prints it, in a branch that is marked out of another number (`out_of`)
those marks. A value that nobody assessed changes nothing, and is a warning in the result.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gkeval.measures.kinds import Judgement, Measure
from gkeval.numbers import plain
from gkeval.spec import Flag, Number, Positive, Rate, Refused, Spec, Text

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.\-]*$", max_length=80)]


class When(Spec):
    """A condition on the measured value; every key that is given must hold."""

    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _says_something(self) -> When:
        if self.at_least is self.at_most is self.above is self.below is None:
            raise ValueError("a condition needs at_least, at_most, above or below")
        return self

    @model_validator(mode="after")
    def _can_hold(self) -> When:
        from_here = [(self.at_least, "at_least", False), (self.above, "above", True)]
        up_to = [(self.at_most, "at_most", False), (self.below, "below", True)]
        for low, first, open_low in from_here:
            for high, last, open_high in up_to:
                if low is None or high is None:
                    continue
                if low > high or (low == high and (open_low or open_high)):
                    raise Refused(
                        "limits_crossed",
                        found=f"{first}: {plain(low)} with {last}: {plain(high)}",
                        allowed="limits between which a value can lie",
                        remedy="correct one of the two, or swap them",
                        key=last,
                    )
        return self


ANY_CASE = When(at_least=Decimal(1))


class Ladder(Spec):
    """Points by steps of the value: `points` from `start` on, and again for each further `each`.

    With start 0.1, points 1, each 0.2: 1 point at 0.1, 2 at 0.3, 3 at 0.5.
    """

    start: Number = Field(alias="from")
    points: Positive
    each: Positive | None = None
    each_points: Positive | None = None

    @model_validator(mode="after")
    def _points_of_something(self) -> Ladder:
        if self.each_points is not None and self.each is None:
            raise Refused(
                "unused_key",
                found="each_points without each",
                allowed="each_points with each",
                remedy="add each: after how much more of the value, or remove each_points",
                key="each_points",
            )
        return self


class Step(Spec):
    """These points from this value on."""

    at_least: Number
    points: Annotated[Number, Field(ge=0)]


def _shown(step: Step) -> str:
    return f"{{at_least: {plain(step.at_least)}, points: {plain(step.points)}}}"


class _Adjustment(Spec):
    id: Id
    title: Text
    clause: str = ""
    covers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    remedy: Text | None = None


class _Measured(_Adjustment):
    measure: Measure | None = None

    @property
    def measured(self) -> Measure:
        """Its measure; without one, the raters' values."""
        return self.measure if self.measure is not None else Judgement()


_FORMS = ("per_case", "ladder", "steps", "judged_up_to", "amount", "share")
_CONDITIONAL = ("amount", "share")


class _Points(_Measured):
    """How many points: exactly one of the forms.

    per_case: this many for each 1 of the value. ladder, steps: by the size of the value; a larger
    value never gets fewer points.
    judged_up_to: the value itself, judged, at most this. amount: this many when `when` holds.
    share: this share of the score when `when` holds (0.5: half).
    """

    per_case: Positive | None = None
    ladder: Ladder | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1)] | None = None
    judged_up_to: Positive | None = None
    amount: Positive | None = None
    share: Rate | None = None
    when: When = ANY_CASE
    cap: Positive | None = None
    on: str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> _Points:
        given = [form for form in _FORMS if getattr(self, form) is not None]
        if len(given) != 1:
            raise ValueError(f"give one of {', '.join(_FORMS)}; found {', '.join(given) or 'none'}")
        if self.when != ANY_CASE and given[0] not in _CONDITIONAL:
            raise Refused(
                "unused_key",
                found=f"when with {given[0]}",
                allowed=f"when with {' or '.join(_CONDITIONAL)}",
                remedy="remove when, or say the amount or share that it decides about",
                key="when",
            )
        return self

    @model_validator(mode="after")
    def _steps_rise(self) -> _Points:
        ordered = sorted(self.steps or (), key=lambda step: step.at_least)
        for before, step in pairwise(ordered):
            if step.at_least == before.at_least:
                raise Refused(
                    "duplicate_step",
                    found=f"two steps with at_least: {plain(step.at_least)}",
                    allowed="every limit once",
                    remedy="remove one of the two",
                    key="steps",
                )
            if step.points < before.points:
                raise Refused(
                    "steps_not_rising",
                    found=f"{_shown(before)}, and fewer points with {_shown(step)}",
                    allowed="points that never fall as the value grows",
                    remedy="check the limits and points of the steps",
                    key="steps",
                )
        return self


class Bonus(_Points):
    """Points on top (加分), at most `cap`.

    It opens only when the score so far (of `on`, or the total) is above `opens_above`, or at least
    `opens_at`.
    """

    kind: Literal["bonus"]
    opens_above: Number | None = None
    opens_at: Number | None = None


class Deduction(_Points):
    """Points off (扣分), at most `cap`, and never more than the score there is."""

    kind: Literal["deduction"]


class Cap(_Measured):
    """While `when` holds, the score is at most `at` points, or `share` of the available (封顶)."""

    kind: Literal["cap"]
    at: Annotated[Number, Field(ge=0)] | None = None
    share: Rate | None = None
    when: When = ANY_CASE
    on: str | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> Cap:
        if (self.at is None) == (self.share is None):
            raise ValueError("give one of at, share")
        return self


class Veto(_Measured):
    """When `when` holds, the unit fails, whatever else it scored; nothing after it counts (否决).

    ``result: fail`` leaves no total and no rank; `score` sets the total instead. With
    ``parent_too: true`` the parent unit is vetoed as well (one account fails the county), whatever
    struck the unit itself before.
    """

    kind: Literal["veto"]
    when: When = ANY_CASE
    result: Literal["fail"] | None = None
    score: Annotated[Number, Field(ge=0)] | None = None
    parent_too: Flag = False

    @model_validator(mode="after")
    def _one_result(self) -> Veto:
        if (self.result is None) == (self.score is None):
            raise ValueError("give one of result: fail, score")
        return self


class Gate(_Adjustment):
    """When the score so far (of `on`, or the total) is below `below`, the unit fails (门槛).

    The total stays as it is, and nothing after the gate counts.
    """

    kind: Literal["gate"]
    below: Number
    on: str | None = None


ADJUSTMENTS = (Bonus, Deduction, Cap, Veto, Gate)
"""Every kind of adjustment; the only list of them."""

MeasuredAdjustment = Bonus | Deduction | Cap | Veto
"""The kinds that look at a measured value."""

Adjustment = Annotated[Bonus | Deduction | Cap | Veto | Gate, Field(discriminator="kind")]

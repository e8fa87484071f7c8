"""The kinds of rule a scheme file can name: how a value becomes a rate from 0 to 1 (评分标准).

Each class is the form of one kind; its fields are the keys of the YAML. `rules.rates` computes
them, `rules.sentences` says them in words.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from gkeval.measures.kinds import Scale
from gkeval.spec import Day, Number, Positive, Rate, Refused, Spec, Whole, shape

Limit = Annotated[
    Annotated[Number, Tag("one")]
    | Annotated[dict[str, Number], Field(min_length=1), Tag("mapping")],
    Discriminator(shape),
]
"""One number for every group, or a number by group."""

NUMERIC: tuple[Scale, ...] = ("whole", "share", "days", "number")


class AtLeast(Spec):
    """All points from `target` upwards, none below."""

    kind: Literal["at_least"]
    target: Limit
    takes: ClassVar[tuple[Scale, ...]] = NUMERIC
    more_is_better: ClassVar[bool | None] = True


class AtMost(Spec):
    """All points up to `target`, none above."""

    kind: Literal["at_most"]
    target: Limit
    takes: ClassVar[tuple[Scale, ...]] = NUMERIC
    more_is_better: ClassVar[bool | None] = False


class Proportion(Spec):
    """Points in proportion to value ÷ `target`, at most all of them."""

    kind: Literal["proportion"]
    target: Limit = Field(default=Decimal(1))
    takes: ClassVar[tuple[Scale, ...]] = NUMERIC
    more_is_better: ClassVar[bool | None] = True


class Linear(Spec):
    """No points at `zero`, all at `full`, in proportion between them; either may be the larger."""

    kind: Literal["linear"]
    zero: Number
    full: Number
    takes: ClassVar[tuple[Scale, ...]] = NUMERIC
    more_is_better: ClassVar[bool | None] = None

    @model_validator(mode="after")
    def _apart(self) -> Linear:
        if self.zero == self.full:
            raise Refused(
                "no_distance",
                found=f"zero and full are both {self.full}",
                allowed="two different values",
                remedy="give the value that earns nothing and the value that earns all",
                key="full",
            )
        return self


class Step(Spec):
    """One step: from this value on (`at_least`) or up to it (`at_most`), this rate."""

    at_least: Number | None = None
    at_most: Number | None = None
    rate: Rate


class Steps(Spec):
    """The rate of the best step that the value reaches, 0 when it reaches none.

    All steps say `at_least` (more is better), or all say `at_most` (less is better).
    """

    kind: Literal["steps"]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    takes: ClassVar[tuple[Scale, ...]] = NUMERIC
    more_is_better: ClassVar[bool | None] = None

    @model_validator(mode="after")
    def _one_direction(self) -> Steps:
        up = [step.at_least is not None for step in self.steps]
        down = [step.at_most is not None for step in self.steps]
        if not (all(up) and not any(down)) and not (all(down) and not any(up)):
            raise Refused(
                "mixed_steps",
                found="steps with at_least and steps with at_most, or with both, or neither",
                allowed="all steps with at_least, or all with at_most",
                remedy="say at_least in every step where more is better, else at_most",
                key="steps",
            )
        ordered = sorted(
            self.steps,
            key=lambda s: s.at_least if s.at_least is not None else -s.at_most,  # type: ignore[operator]
        )
        rates = [step.rate for step in ordered]
        limits = [step.at_least if up[0] else step.at_most for step in self.steps]
        if len(set(limits)) < len(limits):
            raise Refused(
                "duplicate_step",
                found="two steps with the same limit",
                allowed="every limit once",
                remedy="remove one of the two",
                key="steps",
            )
        if rates != sorted(rates):
            raise Refused(
                "steps_not_rising",
                found="a better value that gets a lower rate",
                allowed="rates that never fall as the value gets better",
                remedy="check the limits and rates, and whether at_least or at_most is meant",
                key="steps",
            )
        return self


class Levels(Spec):
    """The rate of the level that was given, such as 优, 良, 中, 差."""

    kind: Literal["levels"]
    levels: Annotated[dict[str, Rate], Field(min_length=1)]
    takes: ClassVar[tuple[Scale, ...]] = ("judged",)
    more_is_better: ClassVar[bool | None] = None


class Checklist(Spec):
    """All points when every element is there; `lost` of the points for each that is missing.

    Until the points are used up. `lost` is a share of the points of the indicator.
    """

    kind: Literal["checklist"]
    lost: Annotated[Rate, Field(gt=0)]
    takes: ClassVar[tuple[Scale, ...]] = ("share",)
    more_is_better: ClassVar[bool | None] = True


DayLimit = Annotated[
    Annotated[Day, Tag("one")] | Annotated[dict[str, Day], Field(min_length=1), Tag("mapping")],
    Discriminator(shape),
]
"""One day for every group, or a day by group."""


class Late(Spec):
    """A late date that still earns something: up to `days` natural days late, this rate."""

    days: Annotated[Whole, Field(gt=0)]
    rate: Rate


class Deadline(Spec):
    """All points when done on `by` or earlier; later as `late` says; none when not done.

    A deadline after the end of the period makes the indicator not yet due.
    """

    kind: Literal["deadline"]
    by: DayLimit
    late: tuple[Late, ...] = ()
    takes: ClassVar[tuple[Scale, ...]] = ("date",)
    more_is_better: ClassVar[bool | None] = False


class Deduct(Spec):
    """`per_case` points off for every case, after `free` cases, until the points are used up."""

    kind: Literal["deduct"]
    per_case: Positive
    free: Annotated[Whole, Field(ge=0)] = 0
    takes: ClassVar[tuple[Scale, ...]] = ("whole", "number")
    more_is_better: ClassVar[bool | None] = False


class Trend(Spec):
    """A rate by direction: above `tolerance` `up`, below −`tolerance` `down`, else `flat`."""

    kind: Literal["trend"]
    up: Rate
    flat: Rate
    down: Rate
    tolerance: Annotated[Number, Field(ge=0)] = Field(default=Decimal(0))
    takes: ClassVar[tuple[Scale, ...]] = ("number",)
    more_is_better: ClassVar[bool | None] = None


class Relative(Spec):
    """A rate against the other units of the group.

    max: value ÷ the group's highest. minmax: (value − lowest) ÷ (highest − lowest). rank: 1 for
    the first, falling in equal steps to 0 for the last, ties sharing the better rank. percentile:
    share of the group's units that are not better. With ``better: less`` a small value is good.
    A group in which every unit has the same value gets rate 1.
    """

    kind: Literal["relative"]
    method: Literal["max", "minmax", "rank", "percentile"]
    better: Literal["more", "less"] = "more"
    takes: ClassVar[tuple[Scale, ...]] = NUMERIC
    more_is_better: ClassVar[bool | None] = None

    @model_validator(mode="after")
    def _max_needs_more(self) -> Relative:
        if self.method == "max" and self.better == "less":
            raise Refused(
                "method_for_less",
                found="method: max with better: less",
                allowed="method: max with better: more",
                remedy="use minmax, rank or percentile where less is better",
                key="method",
            )
        return self


class Expert(Spec):
    """What the rater gave: points of the indicator, a per cent, or a rate."""

    kind: Literal["expert"]
    scale: Literal["points", "percent", "rate"] = "points"
    takes: ClassVar[tuple[Scale, ...]] = ("judged", "number", "whole", "share")
    more_is_better: ClassVar[bool | None] = True


KINDS = (
    AtLeast,
    AtMost,
    Proportion,
    Linear,
    Steps,
    Levels,
    Checklist,
    Deadline,
    Deduct,
    Trend,
    Relative,
    Expert,
)
"""Every kind of rule; the only list of them."""

Rule = Annotated[
    AtLeast
    | AtMost
    | Proportion
    | Linear
    | Steps
    | Levels
    | Checklist
    | Deadline
    | Deduct
    | Trend
    | Relative
    | Expert,
    Field(discriminator="kind"),
]

JUDGED = (Levels, Expert)
"""Rules that may stand without a measure: a rater's value is what they score."""

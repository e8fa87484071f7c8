"""How a branch combines its children otherwise than by adding up points: the tagged kinds.

In: the key `combine` of a branch or of the whole scheme. Out: a frozen value that scoring computes
with. Two things hold for every kind here, so that a score
stays absolute and what is open stays an interval: it needs no other unit, and it never falls when
a child rises. `REFUSED` says of the methods of `gkeval.composite` that do not hold to this why.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gkeval.spec import Number, Rate, Refused, Spec
from gkeval.words import number


class OnScale(Spec):
    """A mean of rates that are first set on a scale from `zero` to `full`.

    A rate below `floor`, which is a number on that scale, counts as the floor. With 0 on the scale
    a floor must be stated: 0 says that one child without points leaves the branch without.
    """

    zero: Number = Decimal(0)
    full: Number = Decimal(1)
    floor: Annotated[Number, Field(ge=0)] | None = None

    @property
    def needs_floor(self) -> bool:
        """Whether its lowest value has no mean of this kind."""
        return self.zero <= 0

    @model_validator(mode="after")
    def _on_a_scale(self) -> OnScale:
        if self.zero >= self.full:
            raise Refused(
                "scale_reversed",
                found=f"zero: {number(self.zero)} with full: {number(self.full)}",
                allowed="zero below full",
                remedy="write the lower end of the scale as zero",
                key="full",
            )
        if self.floor is None and self.needs_floor:
            raise Refused(
                "floor_missing",
                found="no floor, though a child may earn nothing",
                allowed="a floor of 0 or more, or a scale from above 0 (zero: 1, full: 10)",
                remedy="add floor: 0 where one child without points leaves the branch without, or "
                "floor: 0.01 where lower rates count as 0.01",
            )
        if self.floor is not None and self.floor >= self.full:
            raise Refused(
                "floor_too_high",
                found=f"floor: {number(self.floor)}",
                allowed=f"below {number(self.full)}, the end of the scale",
                remedy="lower the floor",
                key="floor",
            )
        return self


class Geometric(OnScale):
    """The weighted geometric mean of the children's rates: a weak part weighs more than a strong.

    Rates are set on the scale from `zero` to `full`; below `floor` they count as the floor.
    """

    kind: Literal["geometric"]


class Harmonic(OnScale):
    """The weighted harmonic mean of the children's rates; harder on weak parts than the geometric.

    Rates are set on the scale from `zero` to `full`; below `floor` they count as the floor.
    """

    kind: Literal["harmonic"]


class Power(OnScale):
    """The generalised mean (Σwxᵖ)^(1/p), p being the `exponent`: the lower, the less is made good.

    Rates are set on the scale from `zero` to `full`; below `floor` they count as the floor.
    """

    kind: Literal["power"]
    exponent: Number

    @property
    def needs_floor(self) -> bool:
        """Zeros are no obstacle to positive exponents; what is negative always is, but to 1."""
        return self.zero < 0 if self.exponent > 0 else self.zero <= 0


class Median(Spec):
    """The weighted median of the children's rates."""

    kind: Literal["median"]


class Minimum(Spec):
    """The lowest rate of the children: nothing is made good."""

    kind: Literal["minimum"]


class Maximum(Spec):
    """The highest rate of the children: one is enough."""

    kind: Literal["maximum"]


class MeanMin(Spec):
    """The mean rate less a share (`alpha`) of how far the lowest rate falls short of it.

    `beta` above 0, a rate, lets small shortfalls pass almost in full.
    """

    kind: Literal["mean_min"]
    alpha: Rate = Decimal("0.5")
    beta: Rate = Decimal(0)


class Owa(Spec):
    """An ordered weighted average: weights for the best child of a unit, the second best, ….

    Either `order`, one weight of 0 or more per child, or `exponent`: rᵉ of the weight lies on the
    best share r of the children, so that above 1 the weak ones count for more.
    """

    kind: Literal["owa"]
    order: Annotated[tuple[Annotated[Number, Field(ge=0)], ...], Field(min_length=1)] | None = None
    exponent: Annotated[Number, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Owa:
        if (self.order is None) == (self.exponent is None):
            raise Refused(
                "order_or_exponent",
                found="both order and exponent" if self.order else "no order and no exponent",
                allowed="one of the two",
                remedy="write order: [0.5, 0.3, 0.2], the best child first, or exponent: 2",
            )
        if self.order is not None and not any(self.order):
            raise Refused(
                "order_empty",
                found="order with weights of 0 only",
                allowed="at least one weight above 0",
                remedy="give the places that count a weight",
                key="order",
            )
        return self


KINDS = (Geometric, Harmonic, Power, Median, Minimum, Maximum, MeanMin, Owa)
"""Every kind of combination that a scheme can state."""

Combine = Annotated[
    Geometric | Harmonic | Power | Median | Minimum | Maximum | MeanMin | Owa,
    Field(discriminator="kind"),
]
"""How a branch combines its children; without it, points add up."""

_OTHERS = (
    "its scores depend on the other units: build such an index with gkeval.composite.build, and "
    "make an assessment of it with from_index"
)
REFUSED: dict[str, str] = {
    "arithmetic": "leave combine out: points add up, which is the weighted mean",
    "copeland": _OTHERS,
    "borda": _OTHERS,
    "topsis": _OTHERS,
    "vikor": _OTHERS,
    "benefit_of_the_doubt": _OTHERS,
    "mazziotta_pareto": "a higher rate of one child can lower it (its penalty grows with "
    "imbalance), which no score may do: write mean_min, or build an index with "
    "gkeval.composite.build",
}
"""Methods of `gkeval.composite.aggregate` that no branch can have, with the remedy."""

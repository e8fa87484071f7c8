"""The ways that a scheme file can name in which several ratings of a cell become one value.

Each class is the form of one way; its fields are the keys of the YAML. `reconciling` computes
them. In every way a decision of the leader (组长裁定), where there is one, settles the cell.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gkeval.numbers import plain
from gkeval.spec import Lang, Number, Rate, Refused, Spec, Whole

Tolerance = Annotated[Number, Field(ge=0)]
"""Largest distance between two ratings of a cell, in what raters give (levels: steps)."""


class _Way(Spec):
    """What every way has.

    at_least: ratings a cell needs; with fewer it is not assessed. tolerance: ratings further apart
    leave the cell disputed until the leader decides.
    """

    at_least: Annotated[Whole, Field(ge=1)] = 1
    tolerance: Tolerance | None = None


class Mean(_Way):
    """The mean of the ratings (平均分)."""

    kind: Literal["mean"] = "mean"


class Median(_Way):
    """The median of the ratings (中位数)."""

    kind: Literal["median"] = "median"


class Trimmed(_Way):
    """The mean without the highest and lowest ratings (去掉最高分和最低分).

    At least one rating must remain, so `at_least` is more than `highest` and `lowest` together.
    """

    kind: Literal["trimmed"] = "trimmed"
    highest: Annotated[Whole, Field(ge=0)] = 1
    lowest: Annotated[Whole, Field(ge=0)] = 1
    at_least: Annotated[Whole, Field(ge=1)] = 3

    @model_validator(mode="after")
    def _something_remains(self) -> Trimmed:
        dropped = self.highest + self.lowest
        if self.at_least <= dropped:
            raise Refused(
                "nothing_remains",
                found=f"at_least: {self.at_least} where {dropped} ratings are dropped",
                allowed=f"at_least: {dropped + 1} or more",
                remedy="ask for more ratings, or drop fewer",
                key="at_least",
            )
        return self


class Majority(_Way):
    """What more than the share `more_than` of the raters gave; else disputed (多数意见)."""

    kind: Literal["majority"] = "majority"
    more_than: Annotated[Rate, Field(lt=1)] = Decimal("0.5")


class Leader(Spec):
    """Where raters differ, only the leader decides (组长裁定); until then, disputed."""

    kind: Literal["leader"] = "leader"
    at_least: Annotated[Whole, Field(ge=1)] = 1


class Disputed(_Way):
    """The mean of ratings within `tolerance`; beyond it the cell is disputed (不予公布)."""

    kind: Literal["disputed"] = "disputed"
    tolerance: Tolerance = Decimal(0)


WAYS = (Mean, Median, Trimmed, Majority, Leader, Disputed)
"""Every way; the only list of them."""

Way = Annotated[Mean | Median | Trimmed | Majority | Leader | Disputed, Field(discriminator="kind")]


def way_in_words(way: Way, lang: Lang = "zh") -> str:
    """Return what a way does, as one sentence.

    >>> way_in_words(Trimmed())
    '去掉 1 个最高分和 1 个最低分后取平均分；评分少于 3 个的不予评分；组长有裁定的从其裁定'
    >>> way_in_words(Mean(tolerance=2), "en")
    "mean of the ratings; more than 2 apart: disputed; a leader's decision settles the cell"
    """
    zh = lang == "zh"
    if isinstance(way, Trimmed):
        said = (
            f"去掉 {way.highest} 个最高分和 {way.lowest} 个最低分后取平均分"
            if zh
            else f"mean without the {way.highest} highest and {way.lowest} lowest"
        )
    elif isinstance(way, Majority):
        share = plain(way.more_than * 100)
        said = (
            f"取超过 {share}% 评估员给出的评分，否则列为有争议"
            if zh
            else f"what more than {share} % of the raters gave, else disputed"
        )
    else:
        said = _SAID[way.kind][0 if zh else 1]
    parts = [said]
    tolerance = None if isinstance(way, Leader) else way.tolerance
    if tolerance is not None:
        apart = plain(tolerance)
        parts.append(
            f"评分相差超过 {apart} 的列为有争议" if zh else f"more than {apart} apart: disputed"
        )
    if way.at_least > 1:
        parts.append(
            f"评分少于 {way.at_least} 个的不予评分"
            if zh
            else f"fewer than {way.at_least} ratings: not assessed"
        )
    parts.append("组长有裁定的从其裁定" if zh else "a leader's decision settles the cell")
    return ("；" if zh else "; ").join(parts)


_SAID = {
    "mean": ("取各评分的平均分", "mean of the ratings"),
    "median": ("取各评分的中位数", "median of the ratings"),
    "leader": (
        "评分不一致的由组长裁定，裁定前列为有争议",
        "where ratings differ the leader decides; disputed until then",
    ),
    "disputed": ("取各评分的平均分", "mean of the ratings"),
}

"""Bases of what a scheme file can hold: frozen values, unknown keys refused, text in two languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Lang = Literal["zh", "en"]


class Spec(BaseModel):
    """A frozen value read from a scheme file."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Spec):
    """A text in Chinese and English; one may be missing, and then the other is shown.

    >>> Text(zh="政策解读", en="Interpretation").to("en")
    'Interpretation'
    """

    zh: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _has_one(self) -> Text:
        if not (self.zh or self.en):
            raise ValueError("a text needs zh or en")
        return self

    def to(self, lang: Lang) -> str:
        """Return the text in one language, or in the other when that one is missing."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


class Period(Spec):
    """Days from `start` to `end`, both included."""

    start: date = Field(alias="from")
    end: date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end < self.start:
            raise ValueError(f"the period ends on {self.end}, before it starts on {self.start}")
        return self


def _exact(value: object) -> object:
    """A float given from Python stands for the decimal that it is written as."""
    return Decimal(repr(value)) if isinstance(value, float) else value


Number = Annotated[Decimal, BeforeValidator(_exact), Field(allow_inf_nan=False)]
"""An exact decimal."""

Positive = Annotated[Decimal, BeforeValidator(_exact), Field(gt=0, allow_inf_nan=False)]
"""An exact decimal above 0."""

Rate = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1, allow_inf_nan=False)]
"""A share of the points, from 0 to 1."""

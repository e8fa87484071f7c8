"""Bases of what a scheme file can hold: frozen values, unknown keys refused, text in two languages.

A scheme file gives every scalar as text, exactly as written; the types here turn text into
numbers, days and truth values in one way each, and accept Python's own values as well.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from gkeval.arguments import shown
from gkeval.errors import InputError, Problem, Problems

Lang = Literal["zh", "en"]


class Refused(ValueError):  # noqa: N818 - it says what becomes of the value
    """A value that cannot stand, in the form of a `gkeval.errors.Problem` without its place.

    `key` names the key at fault within the mapping that refuses it.

    >>> print(Refused("empty", found="nothing", allowed="a title", remedy="write one"))
    found nothing; allowed: a title. Remedy: write one
    """

    def __init__(self, code: str, *, found: str, allowed: str, remedy: str, key: str = "") -> None:
        self.code = code
        self.key = key
        self.found = found
        self.allowed = allowed
        self.remedy = remedy
        super().__init__(f"found {found}; allowed: {allowed}. Remedy: {remedy}")


class Spec(BaseModel):
    """A frozen value read from a scheme file.

    >>> Period(start="2017-12-31", end="2017-01-01")
    Traceback (most recent call last):
    gkeval.errors.InputError: Period: 1 problem
      to: found a period from 2017-12-31 to 2017-01-01; allowed: an end on or after the start. ...
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def __init__(self, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            faults = Problems(map(_problem, error.errors(include_url=False)))
            raise InputError(type(self).__name__, faults) from None

    # else pydantic calls it for every part of a scheme, and faults lose their path
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]


def _problem(raw: Any) -> Problem:
    """Say what is wrong with a value that was made in Python; files have `scheme.form`."""
    context, path = raw.get("ctx", {}), [str(step) for step in raw["loc"]]
    refused = context.get("error")
    if isinstance(refused, Refused):
        column = ".".join(filter(None, (*path, refused.key)))
        return Problem(refused.code, refused.found, refused.allowed, refused.remedy, column=column)
    bounds = {"gt": "above", "ge": "of at least", "lt": "below", "le": "of at most"}
    words = {"missing": "a value", "extra_forbidden": "no such key", "literal_error": "one of "}
    allowed = words.get(raw["type"], "another form") + str(context.get("expected", ""))
    limits = [f"a number {word} {context[key]}" for key, word in bounds.items() if key in context]
    found = "nothing" if raw["type"] == "missing" else _shown(raw["input"])
    return Problem(
        "not_allowed",
        found,
        str(refused or "") or (limits or [allowed])[0],
        "correct the value",
        column=".".join(path),
    )


def shape(value: object) -> str:
    """Tell the forms of a value apart that a key may take: ``mapping``, ``list`` or ``one``.

    Unions in the model are told apart by shape (or by ``kind``), so that a fault is reported for
    the form that was written, not for every form there is.

    >>> shape({"county": 2}), shape(["a", "b"]), shape("2")
    ('mapping', 'list', 'one')
    """
    if isinstance(value, Mapping | BaseModel):
        return "mapping"
    return "list" if isinstance(value, list | tuple) else "one"


_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_MOST = 10**18
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _shown(value: object) -> str:
    if isinstance(value, str):
        return repr(value)
    # a whole number may be too long to be written out
    said = shown(value) if isinstance(value, int) else str(value)
    return f"{said} ({type(value).__name__})"


def _number(value: object) -> object:
    """Text must look like a number; a float from Python is the decimal that it is written as."""
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, float) and math.isfinite(value):
        return Decimal(repr(float(value)))
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if not isinstance(value, bool | str) and hasattr(value, "__index__"):
        return Decimal(operator.index(value))
    if isinstance(value, str) and value.endswith(("%", "％")):
        remedy = "write a per cent as a share: 0.8 for 80 %"
    elif isinstance(value, str) and re.search("[,，０-９．]", value):
        remedy = "write digits 0-9 and a point, without commas"
    elif isinstance(value, float | Decimal):
        remedy = "write a finite number"
    else:
        remedy = "write the number without quotes, unit or words"
    raise Refused(
        "not_a_number", found=_shown(value), allowed="a number such as 2 or 0.8", remedy=remedy
    )


def _whole(value: object) -> object:
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        value = Decimal(value)
    if isinstance(value, Decimal):
        if value.is_finite() and value.copy_abs() < _MOST and value == int(value):
            return int(value)
    elif not isinstance(value, bool | str) and hasattr(value, "__index__"):
        number: int = operator.index(value)
        if abs(number) < _MOST:
            return number
    raise Refused(
        "not_a_whole_number",
        found=_shown(value),
        allowed="a whole number such as 3",
        remedy="write digits only",
    )


def _day(value: object) -> object:
    if isinstance(value, datetime):
        if value.timetz() == time():
            return value.date()
    elif isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Refused(
        "not_a_date",
        found=_shown(value),
        allowed="a day such as 2017-03-05",
        remedy="write year-month-day with four, two and two digits, a day that exists",
    )


def _flag(value: object) -> object:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise Refused(
        "not_true_or_false",
        found=_shown(value),
        allowed="true or false",
        remedy="write true or false, in lower case",
    )


class _Reading:
    """A function that is shown by its name: signatures then read the same in every run."""

    def __init__(self, read: Callable[[object], object]) -> None:
        self.read = read

    def __call__(self, value: object) -> object:
        return self.read(value)

    def __repr__(self) -> str:
        return self.read.__name__.lstrip("_")


def _reader(read: Callable[[object], object]) -> BeforeValidator:
    return BeforeValidator(_Reading(read))


Number = Annotated[Decimal, _reader(_number), Field(allow_inf_nan=False)]
"""An exact decimal."""

Positive = Annotated[Decimal, _reader(_number), Field(gt=0, allow_inf_nan=False)]
"""An exact decimal above 0."""

Rate = Annotated[Decimal, _reader(_number), Field(ge=0, le=1, allow_inf_nan=False)]
"""A share of the points, from 0 to 1."""

Whole = Annotated[int, _reader(_whole)]
"""A whole number."""

Day = Annotated[date, _reader(_day)]
"""A day; in a file: year-month-day."""

Flag = Annotated[bool, _reader(_flag)]
"""Yes or no; in a file: true or false."""


class Text(Spec):
    """A text in Chinese and English; one may be missing, and then the other is shown.

    >>> Text(zh="政策解读", en="Interpretation").to("en")
    'Interpretation'
    """

    zh: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _has_one(self) -> Text:
        if not (self.zh.strip() or self.en.strip()):
            raise Refused(
                "empty_text",
                found="a text without words",
                allowed="zh, en or both",
                remedy="write {zh: …, en: …}",
            )
        return self

    def to(self, lang: Lang) -> str:
        """Return the text in one language, or in the other when that one is missing."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


class Period(Spec):
    """Days from `start` to `end`, both included."""

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end < self.start:
            raise Refused(
                "period_reversed",
                found=f"a period from {self.start} to {self.end}",
                allowed="an end on or after the start",
                remedy="correct one of the two days",
                key="to",
            )
        return self

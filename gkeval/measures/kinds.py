"""The kinds of measure a scheme file can name: how records become one value (取数口径).

Each class is the form of one kind; its fields are the keys of the YAML. What a kind computes, and
how its edge cases are decided, is written where it is computed, in the module named in its
docstring.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from gkeval.spec import Flag, Number, Period, Refused, Spec, Whole, shape
from gkeval.tables import TABLES

Scale = Literal["whole", "share", "days", "date", "number", "judged"]
"""What a value is: a whole number from 0, a share from 0 to 1, days from 0, a date, any number, \
or what a rater gave."""

WhenEmpty = Literal["full", "zero", "not_applicable", "not_assessed"]
"""What a share means when there is nothing to take a share of."""

During = Literal["period", "until_end", "any"]
"""Which records count: dated in the period; dated up to its end; whatever their date."""


class Test(Spec):
    """One condition on a column; every key that is given must hold.

    A missing cell fails every test but ``known: false`` and ``not``.
    """

    __test__: ClassVar[bool] = False

    equal: str | None = Field(default=None, alias="is")
    one_of: tuple[str, ...] | None = Field(default=None, alias="in")
    differs: str | None = Field(default=None, alias="not")
    at_least: str | None = None
    at_most: str | None = None
    has: str | None = None
    known: Flag | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Test:
        if not self.model_fields_set:
            raise Refused(
                "empty_condition",
                found="a condition that asks nothing",
                allowed="is, in, not, at_least, at_most, has or known",
                remedy="say what the column must hold, or leave the column out",
            )
        return self


Condition = Annotated[
    Annotated[str, Tag("one")]
    | Annotated[tuple[str, ...], Field(min_length=1), Tag("list")]
    | Annotated[Test, Tag("mapping")],
    Discriminator(shape),
]
"""A text (equal), a list (one of), or a `Test`."""

Where = dict[str, Condition]
"""Conditions by column: a text (equal), a list (one of), or a `Test`; all must hold.

A column of a linked table is written with a dot: ``documents.kind`` in ``interpretations``, or
``interpretations.published`` in ``documents`` (the earliest of the interpretations linked to it).
"""


class _Records(Spec):
    """What every measure over a record table has."""

    table: str
    where: Where = Field(default_factory=dict)
    date: str | None = None
    during: During = "period"
    period: Period | None = None

    @model_validator(mode="after")
    def _table_exists(self) -> _Records:
        if self.table not in TABLES or self.table == "units":
            known = [name for name in TABLES if name != "units"]
            near = get_close_matches(self.table, known, n=1)
            raise Refused(
                "unknown_table",
                found=f"table {self.table!r}",
                allowed=", ".join(known),
                remedy=f"write {near[0]}, if that is meant"
                if near
                else "name the record table that holds these facts",
                key="table",
            )
        return self


class Count(_Records):
    """How many records there are (`measures.counting`)."""

    kind: Literal["count"]
    scale: ClassVar[Scale] = "whole"


class Distinct(_Records):
    """How many different combinations of the columns `of` there are (`measures.counting`)."""

    kind: Literal["distinct"]
    of: Annotated[tuple[str, ...], Field(min_length=1)]
    scale: ClassVar[Scale] = "whole"


class Tally(_Records):
    """What the records are worth together (`measures.tallies`).

    A record is worth the `points` of its code in the column `by`, nothing when the code is not
    listed; or what its number column `column` says.
    """

    kind: Literal["tally"]
    by: str | None = None
    points: dict[str, Number] = Field(default_factory=dict)
    column: str | None = None
    scale: ClassVar[Scale] = "number"

    @model_validator(mode="after")
    def _one_form(self) -> Tally:
        coded = self.by is not None or bool(self.points)
        if coded == (self.column is not None) or (self.by is None) == bool(self.points):
            raise Refused(
                "tally_form",
                found=", ".join(sorted(self.model_fields_set & {"by", "points", "column"}))
                or "neither by nor column",
                allowed="by with points, or column",
                remedy="add by: level, points: {city: 3, office: 1}; or column: points_lost",
            )
        wrong = [
            name
            for name, worth in self.points.items()
            if worth != round(worth, 6) or abs(worth) > 1_000_000
        ]
        if wrong:
            raise Refused(
                "points_too_fine",
                found=f"{self.points[wrong[0]]} for {wrong[0]}",
                allowed="at most six decimals, up to a million",
                remedy="round it",
                key="points",
            )
        return self


class Share(_Records):
    """Which share of the records passes `hit` (`measures.shares`).

    `weight` names a whole-number column to be summed instead of counting rows.
    """

    kind: Literal["share"]
    hit: Annotated[Where, Field(min_length=1)]
    weight: str | None = None
    when_empty: WhenEmpty
    scale: ClassVar[Scale] = "share"


class ShareWithin(_Records):
    """Which share of the items was done in time (`measures.timeliness`).

    An item starts on `start`, falls due `at_most` days after it (in `unit`) and is in time when it
    is done on `end` and that is not after the due day (nor before the day that lies `at_least`
    after the start, where too early is wrong too). The item counts in the period in which it falls
    due; items that fall due later are left out, and items without an end that fell due count as
    late. `clock: request` is the statutory request clock (`measures.request_clock`): `at_most` may
    then be left out, and the term in force on the day of receipt holds.
    """

    kind: Literal["share_within"]
    start: str
    end: str
    at_most: Annotated[Whole, Field(ge=0)] | None = None
    at_least: Whole | None = None
    unit: Literal["workdays", "days", "weeks", "months", "hours"] = "workdays"
    clock: Literal["plain", "request"] = "plain"
    when_empty: WhenEmpty
    scale: ClassVar[Scale] = "share"

    @model_validator(mode="after")
    def _has_limit(self) -> ShareWithin:
        if self.clock == "plain" and self.at_most is None:
            raise Refused(
                "no_limit",
                found="share_within without at_most",
                allowed="at_most: the longest lag that is in time",
                remedy="add at_most, or clock: request where the term of the law holds",
            )
        if self.clock == "request" and self.table != "requests":
            raise Refused(
                "clock_of_other_table",
                found=f"clock: request with table: {self.table}",
                allowed="clock: request with table: requests",
                remedy="use table: requests, or leave clock out",
                key="clock",
            )
        if self.clock == "request" and self.at_most == 0:
            raise Refused(
                "clock_limits",
                found="at_most: 0 with clock: request",
                allowed="at_most from 1, in working days",
                remedy="write the term in working days, or leave it out for that of the law",
                key="at_most",
            )
        if self.clock == "request" and self.at_least is not None:
            raise Refused(
                "clock_limits",
                found="at_least with clock: request",
                allowed="no at_least with clock: request",
                remedy="leave it out: an answer is never too early",
                key="at_least",
            )
        if self.clock == "request" and self.unit != "workdays":
            raise Refused(
                "clock_unit",
                found=f"clock: request with unit: {self.unit}",
                allowed="unit: workdays, in which the terms of the law count",
                remedy="leave unit out",
                key="unit",
            )
        return self


class LongestGap(_Records):
    """The longest time without a record, in days, over all `by` (`measures.gaps`).

    The stretches from the start of the period to the first record and from the last record to the
    end of the period count as well.
    """

    kind: Literal["longest_gap"]
    by: tuple[str, ...] = ()
    scale: ClassVar[Scale] = "days"


def _days_or_column(value: object) -> str:
    """Tell a number of days from the name of a column; a file gives both as text."""
    return "column" if isinstance(value, str) and not value.strip("+-").isdigit() else "days"


DaysOrColumn = Annotated[
    Annotated[Whole, Field(ge=0), Tag("days")] | Annotated[str, Tag("column")],
    Discriminator(_days_or_column),
]


class Staleness(_Records):
    """Which share of the columns was fresh on the check date (`measures.gaps`).

    Fresh: the last update (`updated`) lies at most `at_most` days (a number, or a column that
    holds one) before the check date (`checked`, or the end of the period where that is missing).
    An undated column is not fresh; with ``explained: true`` a column with an explanation page is.
    """

    kind: Literal["staleness"]
    updated: str = "last_update"
    checked: str | None = "checked"
    at_most: DaysOrColumn
    explained: Flag = False
    when_empty: WhenEmpty
    scale: ClassVar[Scale] = "share"


class Coverage(_Records):
    """Which share of the required `elements` is present (`measures.coverage`).

    ``over: all`` looks at all records of a unit together (an element counts once it is in any);
    ``over: each`` looks at every record (elements present ÷ elements required, summed).
    `weights` gives elements unequal weight (whole numbers).
    """

    kind: Literal["coverage"]
    elements: Annotated[tuple[str, ...], Field(min_length=1)]
    column: str = "elements"
    over: Literal["all", "each"] = "each"
    weights: dict[str, Annotated[Whole, Field(gt=0)]] = Field(default_factory=dict)
    when_empty: WhenEmpty
    scale: ClassVar[Scale] = "share"

    @model_validator(mode="after")
    def _elements_differ(self) -> Coverage:
        if len(set(self.elements)) < len(self.elements):
            twice = [e for e in dict.fromkeys(self.elements) if self.elements.count(e) > 1]
            raise Refused(
                "duplicate_element",
                found=f"element {', '.join(twice)} more than once",
                allowed="every element once",
                remedy="remove the repetition",
                key="elements",
            )
        if unknown := set(self.weights) - set(self.elements):
            raise Refused(
                "unknown_element",
                found=f"a weight for {', '.join(sorted(unknown))}",
                allowed=f"the elements {', '.join(self.elements)}",
                remedy="give weights to listed elements only",
                key="weights",
            )
        return self


class FirstDate(_Records):
    """The first day on which there is such a record (`measures.dates`).

    Without any record the value is missing, which a ``deadline`` rule scores as not done.
    """

    kind: Literal["first_date"]
    during: During = "any"
    scale: ClassVar[Scale] = "date"


class Statistic(Spec):
    """A reported number, a sum of such numbers, or a quotient of sums (`measures.statistics`).

    value = (sum of `plus` − sum of `minus`) ÷ sum of `over`, over the items of that `part` and
    `at` (the `period` cell; every one when not given). An item that a unit did not report leaves
    the unit without a value.
    """

    kind: Literal["statistic"]
    plus: Annotated[tuple[str, ...], Field(min_length=1)]
    minus: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    part: str | None = None
    at: str | None = None
    when_empty: WhenEmpty = "not_assessed"
    table: ClassVar[str] = "statistics"
    scale: ClassVar[Scale] = "number"


class Change(Spec):
    """The change of a reported number from one period to another (`measures.statistics`).

    ``as: ratio`` gives (now − before) ÷ before, ``as: difference`` gives now − before.
    """

    kind: Literal["change"]
    item: str
    part: str | None = None
    before: str
    now: str
    as_: Literal["ratio", "difference"] = Field(default="ratio", alias="as")
    when_empty: WhenEmpty = "not_assessed"
    table: ClassVar[str] = "statistics"
    scale: ClassVar[Scale] = "number"


class Judgement(Spec):
    """What the raters gave (`measures.judged`); the default of a judged rule."""

    kind: Literal["judgement"] = "judgement"
    table: ClassVar[str] = "judgements"
    scale: ClassVar[Scale] = "judged"


KINDS = (
    Count,
    Distinct,
    Tally,
    Share,
    ShareWithin,
    LongestGap,
    Staleness,
    Coverage,
    FirstDate,
    Statistic,
    Change,
    Judgement,
)
"""Every kind of measure; the only list of them."""

Measure = Annotated[
    Count
    | Distinct
    | Tally
    | Share
    | ShareWithin
    | LongestGap
    | Staleness
    | Coverage
    | FirstDate
    | Statistic
    | Change
    | Judgement,
    Field(discriminator="kind"),
]

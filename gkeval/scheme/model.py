"""The scheme: one edition of an assessment as a frozen tree of indicators, and its fingerprint.

A scheme is a value: `Scheme.replace` gives a new one, so that a what-if is two assessments and a
comparison. What makes a scheme sound beyond the form of its parts is checked in `scheme.checks`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field

from gkeval.measures.kinds import Judgement, Measure
from gkeval.numbers import Ties, plain
from gkeval.rules.kinds import Rule
from gkeval.spec import Day, Lang, Number, Period, Positive, Rate, Spec, Text, Whole

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1
"""The format of scheme files that this version writes; older ones are migrated, newer refused."""

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.\-]*$", max_length=80)]


def _canonical(value: object) -> str:
    """Write 2.50 as 2.5, so that equal schemes have equal fingerprints."""
    return plain(value) if isinstance(value, Decimal) else str(value)


class Source(Spec):
    """The document a scheme comes from."""

    document: str
    title: Text | None = None
    issuer: str | None = None
    issued: Day | None = None
    url: str | None = None
    note: Text | None = None


class Group(Spec):
    """A class of units; a subset of a group (`within`) selects indicators but is not ranked."""

    title: Text
    within: str | None = None


class NotApplicable(Spec):
    """Where the points of an indicator go that does not apply to a unit.

    siblings: to the applicable indicators under the same parent, in proportion to their points.
    whole_tree: to all applicable indicators, in proportion. full: the unit earns them.
    share: the unit earns `rate` of them.
    """

    kind: Literal["siblings", "whole_tree", "full", "share"]
    rate: Rate | None = None


class Rounding(Spec):
    """Decimal places of published scores, and whether ranks are made from them or before."""

    decimals: Annotated[Whole, Field(ge=0, le=6)] = 2
    mode: Literal["half_up"] = "half_up"
    rank_on: Literal["published", "exact"] = "published"


class Ranking(Spec):
    """How ties are ranked: competition 1-2-2-4, dense 1-2-2-3."""

    ties: Ties = "competition"


class Grade(Spec):
    """A grade: the title and the lowest published score that earns it."""

    id: Id
    title: Text
    at_least: Number


class Constraint(Spec):
    """A duty of the assessor: a property of the assessment itself, such as its weight."""

    id: Id
    kind: Literal[
        "efficiency_weight",
        "inspections",
        "third_party_evaluations",
        "results_published",
        "results_used",
    ]
    at_least: Number
    title: Text | None = None
    clause: str = ""
    covers: tuple[str, ...] = ()
    remedy: Text | None = None


class Outside(Spec):
    """An obligation that no indicator scores, with the reason."""

    id: str
    reason: Text


class Calendar(Spec):
    """Days off or on beyond the national calendar, such as regional holidays."""

    days_off: tuple[Day, ...] = ()
    days_on: tuple[Day, ...] = ()


class Indicator(Spec):
    """A node of the tree: a branch has `indicators`, a leaf has a `rule` and mostly a `measure`."""

    id: Id
    title: Text
    points: Positive
    about: Text | None = None
    clause: str = ""
    covers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    measure: Measure | None = None
    rule: Rule | None = None
    not_applicable: NotApplicable | None = None
    evidence: Text | None = None
    remedy: Text | None = None
    indicators: tuple[Indicator, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether it is scored itself."""
        return not self.indicators

    @property
    def measured(self) -> Measure:
        """Its measure; a judged rule without one takes the raters' values."""
        return self.measure if self.measure is not None else Judgement()

    def walk(self, level: int = 1) -> Iterator[tuple[Indicator, int]]:
        """Yield this indicator and all below it, parents first, with their level from 1."""
        yield self, level
        for child in self.indicators:
            yield from child.walk(level + 1)


class Scheme(Spec):
    """One edition of an assessment: tree, points, rules, groups, grades, source.

    Load one with `gkeval.load_scheme`.

    Attributes
    ----------
    scheme : str
        Its id, such as ``ningxia-2017``.
    points : Decimal
        The full mark; `scale_to` gives the mark that totals are published on, when another.
    points_from
        ``printed`` (in the source) or ``proposed`` (the source prints none).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, title="gkeval scheme")

    scheme: Id
    format: Whole = FORMAT
    title: Text
    lang: Lang = "zh"
    source: Source
    period: Period
    points: Positive
    points_from: Literal["printed", "proposed"]
    scale_to: Positive | None = None
    groups: Annotated[dict[Id, Group], Field(min_length=1)]
    calendar: Calendar = Calendar()
    not_applicable: NotApplicable = NotApplicable(kind="siblings")
    missing: Literal["interval", "zero"] = "interval"
    rounding: Rounding = Rounding()
    ranking: Ranking = Ranking()
    grades: tuple[Grade, ...] = ()
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]
    constraints: tuple[Constraint, ...] = ()
    outside: tuple[Outside, ...] = ()

    def walk(self) -> Iterator[tuple[Indicator, int]]:
        """Yield every indicator with its level from 1, parents first, in the order of the file."""
        for indicator in self.indicators:
            yield from indicator.walk()

    @cached_property
    def by_id(self) -> dict[str, Indicator]:
        """Every indicator by its id."""
        return {indicator.id: indicator for indicator, _ in self.walk()}

    @cached_property
    def parents(self) -> dict[str, str]:
        """The id of the parent of every indicator; of the first level: an empty text."""
        parents = {indicator.id: "" for indicator in self.indicators}
        for indicator, _ in self.walk():
            parents |= {child.id: indicator.id for child in indicator.indicators}
        return parents

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        """The indicators that are scored themselves."""
        return tuple(indicator for indicator, _ in self.walk() if indicator.is_leaf)

    @property
    def full_mark(self) -> Decimal:
        """The mark that totals are published on."""
        return self.scale_to or self.points

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of what the scheme says (not of how its file is laid out), 16 hex digits."""
        said = self.model_dump(by_alias=True, exclude_defaults=True)
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=_canonical)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def replace(self, **changes: Any) -> Scheme:
        """Return a scheme with other values in these fields, checked like a file.

        Raises
        ------
        InputError
            When the changed scheme is not sound.

        Examples
        --------
        >>> import gkeval as gk
        >>> scheme = gk.load_scheme("sichuan-land-2011")
        >>> scheme.replace(ranking={"ties": "dense"}).ranking.ties
        'dense'
        """
        from gkeval.scheme.loading import parse_scheme

        return parse_scheme(
            self.model_dump(by_alias=True) | changes, source=f"scheme {self.scheme}"
        )

    def to_table(self) -> pd.DataFrame:
        """Return the tree as a flat table, one row per indicator; see `gkeval.scheme.flat`."""
        from gkeval.scheme.flat import to_table

        return to_table(self)

    def from_table(self, table: pd.DataFrame) -> Scheme:
        """Return this scheme with the tree that `table` holds; see `gkeval.scheme.flat`."""
        from gkeval.scheme.flat import from_table

        return from_table(self, table)

    def __repr__(self) -> str:
        return (
            f"<Scheme {self.scheme}: {self.title.to(self.lang)}, {len(self.leaves)} indicators, "
            f"{self.points} points ({self.points_from}), {self.fingerprint}>"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from gkeval.scheme.describe import describe

        return describe(self).to_html()

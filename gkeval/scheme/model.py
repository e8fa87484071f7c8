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
from gkeval.measures.ways import Leader, Way
from gkeval.numbers import plain
from gkeval.rules.kinds import Limit, Rule
from gkeval.scheme.adjustments import Adjustment, Gate, Id, MeasuredAdjustment
from gkeval.scheme.combining import Combine
from gkeval.spec import Day, Flag, Lang, Number, Period, Positive, Rate, Spec, Text, Whole

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1
"""The format of scheme files that this version writes; older ones are migrated, newer refused."""


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
    whole_tree: to all applicable indicators, in proportion. within: to those under the branch `of`,
    which stands above it.
    full: the unit earns them. share: the unit earns `rate` of them. explained: the unit earns what
    `rates` gives for the quality of its explanation (the level of the cell), nothing without one.
    """

    kind: Literal["siblings", "whole_tree", "within", "full", "share", "explained"]
    rate: Rate | None = None
    of: str | None = None
    rates: dict[str, Rate] = Field(default_factory=dict)


class Rounding(Spec):
    """Decimal places of published scores, and whether ranks are made from them or before."""

    decimals: Annotated[Whole, Field(ge=0, le=6)] = 2
    mode: Literal["half_up"] = "half_up"
    rank_on: Literal["published", "exact"] = "published"


class Ranking(Spec):
    """How ties are ranked: competition 1-2-2-4, dense 1-2-2-3, ordinal 1-2-3-4.

    ordinal needs `break_by`, the others take none: indicators, the higher score first, and at last
    ``order``, the column of the units table; units that are equal in all of them still share a
    rank.
    """

    ties: Literal["competition", "dense", "ordinal"] = "competition"
    break_by: tuple[str, ...] = ()


class Needs(Spec):
    """What a grade asks beyond the total: no veto, and rates of single indicators."""

    no_veto: Flag = False
    rates: dict[str, Rate] = Field(default_factory=dict)


class Grade(Spec):
    """A grade: who earns it.

    By score (`at_least`, one number or one by group), or by quota (`top`: the best share of the
    ranked units of a group, the number rounded half up, units tied at the border included). `needs`
    must hold as well; a unit that misses them gets the next grade that it earns.
    """

    id: Id
    title: Text
    at_least: Limit | None = None
    top: Rate | None = None
    needs: Needs = Needs()


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


class Rollup(Spec):
    """A unit's score at a branch from its own and its children's (上下级合成).

    Units of `groups` score `own` × their own rate + (1 − `own`) × the mean rate of the units of
    `children` whose parent they are; a unit without such children keeps its own.
    """

    groups: Annotated[tuple[str, ...], Field(min_length=1)]
    own: Rate
    children: Annotated[tuple[str, ...], Field(min_length=1)]


class Draw(Spec):
    """Only `take` of the children count, drawn at random with a recorded `seed` (随机抽取).

    The draw depends on the seed and on the ids of the children alone; each child has the points
    of the branch ÷ `take`.
    """

    take: Annotated[Whole, Field(gt=0)]
    seed: Annotated[Whole, Field(ge=0)]


class Indicator(Spec):
    """A node of the tree: a branch has `indicators`, a leaf has a `rule` and mostly a `measure`.

    A branch may be marked out of another number than its points (`out_of`: the children add up to
    it), as a channel of 70 points that is scored on 100. `percent` of the parent may stand for
    `points`. With `combine` its rate is made from its children's rates, of which their points are
    the weights; without, their points add up.
    """

    id: Id
    title: Text
    points: Positive
    percent: Positive | None = None
    about: Text | None = None
    clause: str = ""
    covers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    measure: Measure | None = None
    rule: Rule | None = None
    not_applicable: NotApplicable | None = None
    reconcile: Way | None = None
    evidence: Text | None = None
    remedy: Text | None = None
    out_of: Positive | None = None
    rollup: Rollup | None = None
    draw: Draw | None = None
    combine: Combine | None = None
    indicators: tuple[Indicator, ...] = ()

    @property
    def marked_out_of(self) -> Decimal:
        """What its children add up to: `out_of`, or its points."""
        return self.out_of or self.points

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
    combine
        How the first level is combined, where its points do not simply add up.
    words
        What people read for the codes and columns that its records bring themselves.
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
    words: dict[str, Text] = Field(default_factory=dict)
    calendar: Calendar = Calendar()
    not_applicable: NotApplicable = NotApplicable(kind="siblings")
    missing: Literal["interval", "zero"] = "interval"
    reconcile: Way = Leader()
    rounding: Rounding = Rounding()
    ranking: Ranking = Ranking()
    grades: tuple[Grade, ...] = ()
    failed: Text = Text(zh="不合格", en="Failed")
    rollup: Rollup | None = None
    combine: Combine | None = None
    adjustments: tuple[Adjustment, ...] = ()
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

    @cached_property
    def measured(self) -> tuple[Indicator | MeasuredAdjustment, ...]:
        """What has a value for every unit: the leaves, then the adjustments (gates have none)."""
        looking = (item for item in self.adjustments if not isinstance(item, Gate))
        return (*self.leaves, *looking)

    @cached_property
    def undrawn(self) -> frozenset[str]:
        """Indicators that a draw left out.

        Anybody can repeat it: SHA-256 of ``seed:id``, lowest `take` ids are drawn.
        """
        left = set()
        for branch, _ in self.walk():
            if branch.draw is not None:
                seed = branch.draw.seed
                ids = sorted(
                    (child.id for child in branch.indicators),
                    key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest(),
                )
                left.update(ids[branch.draw.take :])
        return frozenset(left)

    @property
    def full_mark(self) -> Decimal:
        """The mark that totals are published on."""
        return self.scale_to or self.points

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of what the scheme says (not of how its file is laid out), 16 hex digits."""
        said = self.model_dump(by_alias=True, exclude_defaults=True)
        said["groups"] = list(said["groups"].items())  # results stand in the order of the groups
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
        from gkeval.scheme.description import describe

        return describe(self).to_html()

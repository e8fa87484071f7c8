"""What the pages show, as plain values: `RankRow` in the ranking table, `UnitFacts` on a page.

Everything is text already, so that templates only place it. Frames are read once for all units; the
records behind the scores are told for a few units at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.assessment.showing import RAMP, grade_colours, grade_titles
from gkeval.charts.findings import percent
from gkeval.charts.frames import ranking_frame
from gkeval.measures.sentences import say_value
from gkeval.numbers import half_up, plain
from gkeval.publish.evidence import EvidenceTable, Records
from gkeval.publish.naming import file_stems
from gkeval.publish.reading import UnitBlocks, decimals_of, rows_by_unit
from gkeval.rules.kinds import Levels
from gkeval.scheme.description import Line, describe
from gkeval.spec import Lang
from gkeval.words import label, number


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One indicator of one unit.

    Parameters
    ----------
    line
        The indicator in words.
    leaf
        Whether it is scored itself.
    available, score, rate, value, lost
        As text; empty where there is none. `available` is what the unit could earn.
    passed_on
        The nominal points, where the unit could earn another number.
    width, mean_width
        Its rate, and the mean rate of the group, in per cent, for a bar.
    state, state_title
        Code and words.
    lost_points
        The points lost, to sort by.
    remedy
        What the unit does to earn them.
    records
        What was looked at.
    """

    line: Line
    leaf: bool
    available: str
    passed_on: str
    score: str
    rate: str
    width: float
    mean_width: float | None
    value: str
    state: str
    state_title: str
    lost: str
    lost_points: float
    remedy: str
    records: EvidenceTable | None = None


@dataclass(frozen=True, slots=True)
class RankRow:
    """One unit in the ranking table; widths in per cent of the full mark.

    `whole` is its name where `name` is cut.
    """

    unit: str
    name: str
    file: str
    group: str
    group_title: str
    rank: str
    rank_value: int
    total: str
    total_value: float
    low_width: float
    open_width: float
    grade: str
    grade_class: str
    provisional: bool
    parts: tuple[tuple[str, float], ...] = ()
    whole: str = ""


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """One adjustment that took effect for a unit: points before and after, and the records."""

    title: str
    change: str
    clause: str
    records: EvidenceTable | None


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """Everything on a unit's page.

    `combined` holds the titles above the losses whose children's points do not simply add up;
    `vetoed` the title of the veto that struck the unit.
    """

    rank: RankRow
    in_group: int
    mean: str
    rows: tuple[ScoreRow, ...]
    first: tuple[ScoreRow, ...] = field(default=())
    losses: tuple[ScoreRow, ...] = field(default=())
    adjustments: tuple[AdjustmentRow, ...] = field(default=())
    combined: tuple[str, ...] = field(default=())
    vetoed: str = ""

    @property
    def has_records(self) -> bool:
        """Whether any record was looked at."""
        return any(row.records for row in self.rows) or any(a.records for a in self.adjustments)


CHUNK = 50
"""Units whose records are turned into text together."""


class Facts:
    """Reads an Assessment once and gives out the facts of its pages.

    Parameters
    ----------
    result, lang
        What is shown, and how.
    hide
        Columns of records to leave out.
    fewest
        Means of a group are shown where at least so many units are behind them.
    """

    def __init__(
        self,
        result: Assessment,
        lang: Lang,
        *,
        hide: frozenset[str] = frozenset(),
        fewest: int = 2,
    ) -> None:
        self.result, self.lang, self.fewest = result, lang, fewest
        scheme = result.scheme
        self.files = file_stems(list(result.roster.ids))
        self.description = describe(scheme, lang)
        self.lines = {line.id: line for line in self.description.lines}
        self.first = [node.id for node in scheme.indicators]
        self._values, self._scores = UnitBlocks(result.values), UnitBlocks(result.scores)
        self.decimals = decimals_of(result)
        moved = (result.scores["available"] - result.scores["points"]).abs() > 1e-6
        # where points are passed on, all points stand in line
        self._passing = bool(moved.any())
        self._adjustments = rows_by_unit(result.adjustments)
        self._adjustment_titles = {item.id: item.title.to(lang) for item in scheme.adjustments}
        self._hide = hide
        self._group_rates = self._mean_rates()
        self.ranking = self._ranking()
        held = {row.group for row in self.ranking}
        self.groups = [name for name in scheme.groups if name in held]
        self._peers = {group: self._of_group(group) for group in held}

    def units(self, rows: Sequence[RankRow]) -> Iterator[UnitFacts]:
        """Yield what the page of each unit shows."""
        held = Records(self.result, self.lang, self._hide)
        for first in range(0, len(rows), CHUNK):
            some = rows[first : first + CHUNK]
            records = held.of([row.unit for row in some])
            for row in some:
                yield self._unit(row, records)

    def _unit(self, row: RankRow, records: dict[tuple[str, str], EvidenceTable]) -> UnitFacts:
        values = {line.indicator: line for line in self._values.of(row.unit)}
        rows = tuple(
            self.score_row(row, line, values.get(line.indicator), records)
            for line in self._scores.of(row.unit)
        )
        peers, mean = self._peers[row.group]
        losses = sorted((r for r in rows if r.leaf and r.lost), key=lambda r: -r.lost_points)
        moved = self._adjustments.get(row.unit, [])
        return UnitFacts(
            rank=row,
            in_group=peers,
            mean=mean,
            rows=rows,
            first=tuple(r for r in rows if r.line.level == 1),
            losses=tuple(losses),
            combined=self._combined(losses),
            vetoed="".join(
                self._adjustment_titles[line.adjustment] for line in moved if line.kind == "veto"
            ),
            adjustments=tuple(
                AdjustmentRow(
                    self._adjustment_titles[line.adjustment],
                    f"{_points(line.before)} → {_points(line.after)}",
                    line.clause,
                    records.get((row.unit, line.adjustment)),
                )
                for line in moved
            ),
        )

    def _combined(self, losses: Sequence[ScoreRow]) -> tuple[str, ...]:
        """Return what stands above these losses and is not the sum of what is below it."""
        scheme = self.result.scheme
        above: set[str] = set()
        for row in losses:
            at = row.line.id
            while at := scheme.parents[at]:
                above.add(at)
        found = [
            self.lines[node.id].title
            for node, _ in scheme.walk()
            if node.id in above and (node.combine or node.out_of)
        ]
        whole = losses and scheme.combine is not None
        return (*((label("total", self.lang),) if whole else ()), *found)

    def _ranking(self) -> list[RankRow]:
        scheme, lang = self.result.scheme, self.lang
        full = float(scheme.full_mark)
        colours, titles = grade_colours(scheme), grade_titles(scheme, lang)
        lines: Iterable[Any] = ranking_frame(self.result, lang=lang).itertuples(index=False)
        scores = self.result.scores
        first: dict[str, dict[str, Any]] = {}
        parts: Iterable[Any] = scores[scores["level"] == 1].itertuples(index=False)
        for part in parts:
            first.setdefault(part.unit, {})[part.indicator] = part
        rows = []
        for line in lines:
            settled = not pd.isna(line.score)
            low, high = (_width(end / full) for end in (line.low, line.high))
            mine = first.get(line.unit, {})
            rows.append(
                RankRow(
                    unit=line.unit,
                    name=line.named,
                    file=f"{self.files[line.unit]}.html",
                    group=line.group,
                    group_title=scheme.groups[line.group].title.to(lang),
                    rank="" if pd.isna(line.rank) else f"{line.rank}{'=' if line.tied else ''}",
                    rank_value=10**9 if pd.isna(line.rank) else int(line.rank),
                    total=self._total(line.score, line.low, line.high),
                    total_value=float(line.score) if settled else float("nan"),
                    low_width=low,
                    open_width=round(high - low, 2),
                    grade=titles.get(line.grade, "") if settled or line.grade else "",
                    grade_class=(
                        f"g{RAMP.index(colours[line.grade])}"
                        if line.grade in colours and (settled or line.grade)
                        else "plain"
                    ),
                    provisional=bool(line.provisional),
                    parts=tuple(self._part(mine.get(indicator)) for indicator in self.first),
                    whole=line.name if line.named.endswith("…") else "",
                )
            )
        return rows

    def score_row(
        self,
        row: RankRow,
        line: Any,
        value: Any,
        records: dict[tuple[str, str], EvidenceTable],
    ) -> ScoreRow:
        """Return one line of `Assessment.scores`, with the value behind it, in words."""
        node = self.result.scheme.by_id[line.indicator]
        applies = not pd.isna(line.available)
        is_open = applies and line.high - line.low > 1e-9
        rate = line.low / line.available if applies and line.available > 0 else float("nan")
        lost = line.available - line.low if applies else 0.0
        span = self._mark(lost)
        if is_open:
            span = f"{self._mark(line.available - line.high)}–{span}"
        mean = self._group_rates.get((row.group, line.indicator))
        nominal = _points(line.points) if applies else ""
        passed_on = applies and abs(line.available - line.points) > 1e-6
        return ScoreRow(
            line=self.lines[line.indicator],
            leaf=node.is_leaf,
            available=(
                (self._mark(line.available) if self._passing else nominal) if applies else ""
            ),
            passed_on=nominal if passed_on else "",
            score=self._span(line) if applies else "",
            rate="" if np.isnan(rate) or is_open else percent(rate),
            width=_width(rate),
            mean_width=None if mean is None else _width(mean),
            value=self._value(line.indicator, value),
            state=line.state,
            state_title=label(line.state, self.lang),
            lost=span if lost > 1e-9 else "",
            lost_points=lost,
            remedy=node.remedy.to(self.lang) if node.remedy else "",
            records=records.get((row.unit, line.indicator)) if node.is_leaf else None,
        )

    def _value(self, indicator: str, value: Any) -> str:
        leaf = self.result.scheme.by_id[indicator]
        if value is None or not leaf.is_leaf or value.state != "scored":
            return ""
        if isinstance(leaf.rule, Levels):
            return str(value.level)
        worth, numerator, denominator = (
            float("nan") if pd.isna(cell) else float(cell)
            for cell in (value.value, value.numerator, value.denominator)
        )
        if leaf.measured.scale == "date" and np.isnan(worth):
            return label("not_done", self.lang)
        return say_value(leaf.measured.scale, worth, numerator, denominator, self.lang)

    def _part(self, line: Any) -> tuple[str, float]:
        """Return the points of a first-level indicator, as text and to sort by."""
        if line is None or pd.isna(line.available):
            return "", float("nan")
        return self._span(line), float(line.low)

    def _span(self, line: Any) -> str:
        if line.high - line.low < 1e-9:
            return self._mark(line.low)
        return f"{self._mark(line.low)}–{self._mark(line.high)}"

    def _mark(self, points: float) -> str:
        """Return points with the decimals that all scores have."""
        rounded = half_up([float(points)], self.decimals, self.result.scheme.full_mark)[0]
        return plain(float(rounded) + 0.0, self.decimals)

    def _mean_rates(self) -> dict[tuple[str, str], float]:
        """Return the mean rate of every group at every first-level indicator."""
        scores = self.result.scores
        first = scores[(scores["level"] == 1) & scores["rate"].notna()]
        groups = first["unit"].map(self.result.units.set_index("unit")["group"])
        # sorted, so that the order of units cannot show in the last bit
        ordered = first.assign(group=groups).sort_values("rate", kind="stable")
        means = ordered.groupby(["group", "indicator"])["rate"].agg(["mean", "size"])
        lines: Iterable[Any] = means.reset_index().itertuples(index=False)
        return {
            (line.group, line.indicator): line.mean for line in lines if line.size >= self.fewest
        }

    def _of_group(self, group: str) -> tuple[int, str]:
        """Return how many units a group has, and their mean total."""
        totals = np.array([row.total_value for row in self.ranking if row.group == group])
        known = np.sort(totals[~np.isnan(totals)])
        return len(totals), (
            self._published(float(known.mean())) if len(known) >= self.fewest else ""
        )

    def _total(self, score: float, low: float, high: float) -> str:
        if pd.isna(low):
            return "—"
        if pd.isna(score):
            return f"{self._published(low)}–{self._published(high)}"
        return self._published(score)

    def _published(self, score: float) -> str:
        rounding = self.result.scheme.rounding
        rounded = half_up([score], rounding.decimals, self.result.scheme.full_mark)[0]
        return plain(float(rounded), rounding.decimals)


def _width(share: float) -> float:
    """Return a share as per cent from 0 to 100; 0 where it is missing."""
    return 0.0 if pd.isna(share) else round(max(0.0, min(1.0, float(share))) * 100, 2)


def _points(points: float) -> str:
    """Return points of an indicator with at most two decimals, half up.

    >>> _points(18.970588), _points(-0.0), _points(7.125)
    ('18.97', '0', '7.13')
    """
    return number(float(points) + 0.0, 2)

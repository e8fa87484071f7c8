"""How a score came about: the records that counted, the value, the rule, the points, the clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gkeval.assessment.legible import legible
from gkeval.errors import GkevalError
from gkeval.judging.proportions import wilson
from gkeval.measures.sentences import say_measure, say_value
from gkeval.rules.kinds import Levels
from gkeval.rules.sentences import say_rule
from gkeval.scheme.combining_words import say_combine
from gkeval.scheme.model import Indicator, Scheme
from gkeval.spec import Lang, Text
from gkeval.words import label, number, percent, text_table

if TYPE_CHECKING:
    from gkeval.assessment.result import Assessment


@dataclass(frozen=True, eq=False)
class Explanation:
    """One score, told from the records to the points.

    Attributes
    ----------
    unit, indicator, title : str
    points, available : float
        Nominal points, and those the unit could earn.
    low, high : float
        Points earned; equal unless something is open.
    state : str
    value : str
        The value in words, such as ``3 ÷ 4 = 75 %``; empty for a branch.
    rule, measure, clause, remedy : str
        In words; empty for a branch.
    combine : str
        How a branch combines its children, in words, where their points do not simply add up.
    records : pandas.DataFrame
        The very records that were looked at: whether each counted, and why (a code of
        `measures.reasons`). For a branch: the scores of the indicators below it.
    adjustments : pandas.DataFrame
        The adjustments of this score; see `Assessment.adjustments`.
    lang : 'zh' or 'en'
    words : dict
        The scheme's words for the codes of its records.
    """

    unit: str
    name: str
    indicator: str
    title: str
    points: float
    available: float
    low: float
    high: float
    state: str
    value: str
    measure: str
    rule: str
    clause: str
    remedy: str
    records: pd.DataFrame
    adjustments: pd.DataFrame
    table: str
    lang: Lang
    combine: str = ""
    words: Mapping[str, Text] = field(default_factory=dict, repr=False)

    @property
    def score(self) -> str:
        """The points in words: earned of available, or an interval, or the state."""
        if np.isnan(self.available):
            return label(self.state, self.lang)
        low, high, available = (number(n, 4) for n in (self.low, self.high, self.available))
        return f"{low if low == high else f'{low}–{high}'} / {available}"

    def facts(self) -> list[tuple[str, str]]:
        """Return what there is to say, as pairs of label and text, in order."""
        lang = self.lang
        passed_on = ""
        before, after = number(self.points, 4), number(self.available, 4)
        if not np.isnan(self.available) and before != after:
            passed_on = f"{before} → {after}"
        pairs = [
            (label("score", lang), self.score),
            (label("state", lang), label(self.state, lang)),
            (label("points_passed_on", lang), passed_on),
            (label("clause", lang), self.clause),
            (label("measure", lang), self.measure),
            (label("value", lang), self.value),
            (label("rule", lang), self.rule),
            (label("combine", lang), self.combine),
            (label("remedy", lang), self.remedy if self.lost else ""),
        ]
        pairs += [
            (
                row["reason"],
                f"{number(row['before'], 4)} → {number(row['after'], 4)} {row['clause']}".strip(),
            )
            for row in self.adjustments.to_dict("records")
        ]
        return [(name, text) for name, text in pairs if text]

    @property
    def lost(self) -> bool:
        """Whether points were, or may have been, lost."""
        return not np.isnan(self.available) and self.low < self.available - 1e-9

    def __str__(self) -> str:
        head = f"{self.name} · {self.title} ({self.indicator})".replace(" ()", "")
        lines = [head, *(f"  {name}: {text}" for name, text in self.facts())]
        if len(self.records):
            lines += ["", text_table(self.shown(50))]
        if len(self.records) > 50:
            lines.append(label("more", self.lang).format(len(self.records) - 50))
        return "\n".join(lines)

    __repr__ = __str__

    def shown(self, most: int) -> pd.DataFrame:
        """Return the first records with heads and cells in words."""
        if self.table:
            return legible(self.records.head(most), self.table, self.lang, self.words)
        heads = {"title": "indicator", "available": "available", "score": "score", "state": "state"}
        if self.combine:
            heads = {"title": "indicator", "available": "available", "rate": "rate"} | heads
        below = self.records[list(heads)].round(4).head(most)
        below["state"] = [label(state, self.lang) for state in below["state"]]
        return below.rename(columns={name: label(key, self.lang) for name, key in heads.items()})

    def _repr_html_(self) -> str:
        from gkeval.assessment.cards import explanation_html

        return explanation_html(self)


def explain(
    result: Assessment, unit: str, indicator: str | None, lang: Lang | None = None
) -> Explanation:
    """Return the explanation of a unit's score for an indicator, or of its total."""
    scheme, row = result.scheme, result.row(unit)
    if indicator is not None and indicator not in scheme.by_id:
        known = ", ".join(list(scheme.by_id)[:12])
        raise GkevalError(f"indicator is {indicator!r}, must be one of: {known} …")
    node = result.tree.ids.index(indicator or "")
    sheet = result.sheet
    found = scheme.by_id[indicator] if indicator else None
    leaf = found if found is not None and found.is_leaf else None
    lang = lang or scheme.lang
    points, available = float(result.tree.points[node]), float(sheet.available[row, node])
    low, high = float(sheet.low[row, node]), float(sheet.high[row, node])
    if not node:  # the whole: what adjustments of the total left, on the full mark
        points = float(scheme.full_mark)
        available = points if available == available else available
        low, high = float(result.adjusted.low[row]), float(result.adjusted.high[row])
    return Explanation(
        unit=unit,
        name=str(result.roster.frame["name"].iloc[row]),
        indicator=indicator or "",
        title=(found.title if found else scheme.title).to(lang),
        points=points,
        available=available,
        low=low,
        high=high,
        state=_state(result, row, node),
        value=_value(result, row, leaf, lang) if leaf else "",
        measure=say_measure(leaf.measured, lang, scheme.words) if leaf else "",
        rule=_rule(scheme, leaf, lang) if leaf else "",
        clause=found.clause if found else scheme.source.document,
        remedy=leaf.remedy.to(lang) if leaf and leaf.remedy else "",
        records=result.evidence.items(unit, leaf.id) if leaf else _below(result, row, node, lang),
        adjustments=_adjustments(result, unit, indicator),
        table=leaf.measured.table if leaf else "",
        lang=lang,
        combine=say_combine((found or scheme).combine, lang),
        words=scheme.words,
    )


def _rule(scheme: Scheme, leaf: Indicator, lang: Lang) -> str:
    assert leaf.rule is not None  # a scheme with a leaf without rule is refused
    titles = {name: group.title for name, group in scheme.groups.items()}
    return say_rule(leaf.rule, lang, points=leaf.points, measure=leaf.measured, groups=titles)


def _state(result: Assessment, row: int, node: int) -> str:
    from gkeval.assessment.result import STATE_CODES

    return str(STATE_CODES[result.sheet.states[row, node]])


def _value(result: Assessment, row: int, leaf: Indicator, lang: Lang) -> str:
    cells = result.cells
    column = result.scheme.leaves.index(leaf)
    if isinstance(leaf.rule, Levels):
        return str(cells.levels[row, column])
    hits, checked = float(cells.numerators[row, column]), float(cells.denominators[row, column])
    said = say_value(leaf.measured.scale, float(cells.values[row, column]), hits, checked, lang)
    if cells.populations is None or not cells.populations[row, column] > checked > 0:
        return said
    return said + _sampled(hits, checked, float(cells.populations[row, column]), lang)


def _sampled(hits: float, checked: float, there: float, lang: Lang) -> str:
    """Return how sure a share is that was found in a sample."""
    low, high = (percent(round(float(end), 3), lang) for end in wilson(hits, checked, there))
    if lang == "zh":
        return f"（抽查 {checked:.0f} 件，共 {there:.0f} 件；95% 置信区间 {low}～{high}）"
    return f" ({checked:.0f} of {there:.0f} checked; 95 % interval {low} to {high})"


def _adjustments(result: Assessment, unit: str, indicator: str | None) -> pd.DataFrame:
    frame = result.adjustments
    mine = (frame["unit"] == unit) & (frame["on"] == (indicator or ""))
    return frame[mine].reset_index(drop=True)


def _below(result: Assessment, row: int, node: int, lang: Lang) -> pd.DataFrame:
    tree, sheet, scheme = result.tree, result.sheet, result.scheme
    nodes = list(tree.children[node])
    return pd.DataFrame(
        {
            "indicator": [tree.ids[child] for child in nodes],
            "title": [scheme.by_id[tree.ids[child]].title.to(lang) for child in nodes],
            "available": sheet.available[row, nodes],
            "rate": sheet.rates[row, nodes],
            "score": sheet.scores[row, nodes],
            "state": [_state(result, row, child) for child in nodes],
        }
    )

"""What the pages of the indicators show: how each was met, by group, by rate and by unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts.findings import percent
from gkeval.publish.facts import Facts, RankRow
from gkeval.publish.grids import Grid, Head
from gkeval.publish.histograms import Histogram, histogram
from gkeval.publish.pages import said
from gkeval.scheme.description import Line
from gkeval.scheme.model import Indicator
from gkeval.spec import Lang


@dataclass(frozen=True, slots=True)
class GroupRate:
    """How one group met one indicator: rate in words and as a bar, and how many units."""

    title: str
    units: int
    rate: str
    width: float
    full: int
    none: int


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """Everything on an indicator's page.

    Parameters
    ----------
    line
        The indicator in words.
    file
        Of its page, from the folder of the report.
    above, below
        The indicator it is part of, and those that are part of it: title and file.
    about, remedy
        In words; empty where the scheme says nothing.
    groups
        By ranked group, and all of them where there are several.
    spread
        The units by rate; None when nothing is scored.
    grid
        Every unit it is for.
    """

    line: Line
    file: str
    above: tuple[str, str] | None
    below: tuple[tuple[str, str], ...]
    about: str
    remedy: str
    groups: tuple[GroupRate, ...]
    spread: Histogram | None
    grid: Grid


def indicator_files(result: Assessment) -> dict[str, str]:
    """Return the page of every indicator: its place in the tree, such as ``indicators/2.1.html``.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> list(indicator_files(result).values())[:2]
    ['indicators/1.html', 'indicators/2.html']
    """
    places: dict[str, str] = {}

    def walk(nodes: tuple[Indicator, ...], before: str) -> None:
        for number, node in enumerate(nodes, 1):
            place = f"{before}{number}"
            places[node.id] = f"indicators/{place}.html"
            walk(node.indicators, f"{place}.")

    walk(result.scheme.indicators, "")
    return places


def group_rates(result: Assessment, lang: Lang, fewest: int = 1) -> dict[str, list[GroupRate]]:
    """Return how the groups met every indicator, by indicator.

    The rate is the sum of the points earned ÷ the sum of the points available, over the units that
    were scored.

    Parameters
    ----------
    fewest
        Groups with fewer scored units are left out.
    """
    scores = result.scores
    scored = scores[scores["state"] == "scored"]
    scored = scored.assign(
        group=scored["unit"].map(result.units.set_index("unit")["group"]),
        full=scored["rate"] > 1 - 1e-9,
        none=scored["rate"] < 1e-9,
    )
    found: dict[str, list[GroupRate]] = {}
    several = scored["group"].nunique() > 1
    titles = {name: group.title.to(lang) for name, group in result.scheme.groups.items()}
    blocks = [(titles[name], scored[scored["group"] == name]) for name in titles]
    for title, block in [*blocks, *([(said("all_groups", lang), scored)] if several else [])]:
        # sums of sorted numbers, so that the order of units cannot show in the last bit
        ordered = block.sort_values(["indicator", "score", "available"], kind="stable")
        sums = ordered.groupby("indicator").agg(
            units=("unit", "size"),
            score=("score", "sum"),
            available=("available", "sum"),
            full=("full", "sum"),
            none=("none", "sum"),
        )
        rows: Iterable[Any] = sums[sums["units"] >= fewest].itertuples()
        for row in rows:
            rate = float(np.round(row.score / row.available, 12)) if row.available else 0.0
            found.setdefault(str(row.Index), []).append(
                GroupRate(
                    title,
                    int(row.units),
                    percent(rate),
                    round(max(0.0, min(1.0, rate)) * 100, 2),
                    int(row.full),
                    int(row.none),
                )
            )
    return found


def indicator_facts(facts: Facts) -> Iterator[IndicatorFacts]:
    """Yield the facts of every indicator, parents first."""
    result, lang, scheme = facts.result, facts.lang, facts.result.scheme
    pages, titles = indicator_files(result), {id: line.title for id, line in facts.lines.items()}
    rates = group_rates(result, lang)
    scores = {str(name): block for name, block in result.scores.groupby("indicator")}
    values = {str(name): block for name, block in result.values.groupby("indicator")}
    for node, _ in scheme.walk():
        above = scheme.parents[node.id]
        block = scores.get(node.id)
        yield IndicatorFacts(
            line=facts.lines[node.id],
            file=pages[node.id],
            above=(titles[above], pages[above]) if above else None,
            below=tuple((titles[child.id], pages[child.id]) for child in node.indicators),
            about=node.about.to(lang) if node.about else "",
            remedy=node.remedy.to(lang) if node.remedy else "",
            groups=tuple(rates.get(node.id, ())),
            spread=histogram(
                said("spread_of_rates", lang),
                [] if block is None else block["rate"].to_list(),
            ),
            grid=_by_unit(facts, node, block, values.get(node.id)),
        )


def _by_unit(
    facts: Facts, node: Indicator, block: pd.DataFrame | None, values: pd.DataFrame | None
) -> Grid:
    lang = facts.lang
    by_unit, found = _lines(block), _lines(values)
    several = len({row.group for row in facts.ranking}) > 1
    heads = [
        Head(said("unit", lang), "link"),
        *([Head(said("group", lang), filter=said("group", lang))] if several else []),
        *([Head(said("value", lang))] if node.is_leaf else []),
        Head(said("score", lang), "number", down=True),
        Head(said("available", lang), "number", down=True),
        Head(said("rate", lang), "total", down=True),
        Head(said("state", lang), filter=said("state", lang)),
    ]
    rows = [
        _row(facts, node, row, by_unit[row.unit], found.get(row.unit), several)
        for row in facts.ranking
        if row.unit in by_unit
    ]
    return Grid("units", tuple(heads), tuple(rows), find=said("find_unit", lang))


def _lines(block: pd.DataFrame | None) -> dict[str, Any]:
    lines: Iterable[Any] = () if block is None else block.itertuples(index=False)
    return {line.unit: line for line in lines}


def _row(
    facts: Facts, node: Indicator, row: RankRow, line: Any, value: Any, several: bool
) -> tuple[Any, ...]:
    score = facts.score_row(row, line, value, {})
    applies = bool(score.available)
    open_width = 0.0
    if applies and not score.rate and line.available > 0:
        open_width = round((line.high - line.low) / line.available * 100, 2)
    rate = line.low / line.available if score.rate else None
    shade = "plain"
    return (
        (row.name, f"../units/{row.file}", row.unit),
        *((row.group_title,) if several else ()),
        *((score.value,) if node.is_leaf else ()),
        (score.score, float(line.low) if applies else None),
        (score.available, float(line.available) if applies else None),
        (score.rate or "—", rate, "", score.width, open_width, shade),
        score.state_title,
    )

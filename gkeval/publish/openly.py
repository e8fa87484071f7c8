"""The public edition: names as far as they may be known, rates of whole groups, the method.

In: an Assessment and how its ranking is shown. Out: two pages without scripts. No score of a single
indicator, no record and no data problem of any unit is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gkeval.assessment import Assessment
from gkeval.publish.attainment import GroupRate, group_rates
from gkeval.publish.editions import FEWEST, Edition
from gkeval.publish.facts import Facts, RankRow
from gkeval.publish.histograms import Histogram, histogram
from gkeval.publish.pages import Pages, said, write_style
from gkeval.publish.robustness import interval_words, robustness_notes
from gkeval.publish.sentences import public_overview
from gkeval.scheme.description import Line
from gkeval.spec import Lang
from gkeval.uncertainty import Robustness


@dataclass(frozen=True, slots=True)
class PublicRow:
    """A unit as the public reads of it; `rank` is empty where no rank is told."""

    name: str
    rank: str
    total: str
    width: float
    grade: str
    shade: str
    interval: str


@dataclass(frozen=True, slots=True)
class Block:
    """One group: its units, or their names by grade, and how the totals are spread."""

    title: str
    note: str
    rows: tuple[PublicRow, ...]
    bands: tuple[tuple[str, str, tuple[str, ...]], ...]
    spread: Histogram | None


def write_public(
    result: Assessment,
    folder: Path,
    edition: Edition,
    *,
    lang: Lang,
    title: str | None,
    robustness: Robustness | None,
) -> None:
    """Write the pages of the public edition.

    Parameters
    ----------
    folder
        Empty.
    edition
        Its `show`: ``"top"`` names the first ranks of each group; ``"bands"`` names all units by
        grade, without points; ``"administrative"`` names all in their given order, with points and
        without ranks.
    robustness
        Rank intervals of the units that are named with points; none where it is not given.
    """
    pages = Pages(
        result, lang, title, links=(("results", "index.html"), ("methods", "methods.html"))
    )
    write_style(folder / "assets")
    facts = Facts(result, lang, fewest=FEWEST)
    sure = robustness if edition.show != "bands" else None
    blocks = public_blocks(facts, edition, sure)
    groups, indicators = _indicators(result, facts, lang)
    pages.write(
        folder,
        "public.html",
        to="index.html",
        paragraphs=public_overview(result, edition, lang, _means(facts, edition)),
        blocks=blocks,
        ranked=edition.show == "top",
        graded=bool(result.scheme.grades),
        sure=sure is not None,
        notes=robustness_notes(robustness, lang) if robustness is not None else [],
        groups=groups,
        indicators=indicators,
    )
    pages.write(folder, "methods.html", described=facts.description, pages={})


def _means(facts: Facts, edition: Edition) -> frozenset[str]:
    """Return the groups whose mean can be told."""
    if edition.show == "bands":
        return frozenset()
    return frozenset(
        group
        for group in facts.groups
        if tells_on_nobody([row for row in facts.ranking if row.group == group], edition)
    )


def public_blocks(facts: Facts, edition: Edition, sure: Robustness | None) -> list[Block]:
    """Return what is told of each group's units."""
    result, lang = facts.result, facts.lang
    full = float(result.scheme.full_mark)
    intervals = interval_words(sure)
    order = {str(unit): place for place, unit in enumerate(result.roster.ids)}
    blocks = []
    for group in facts.groups:
        mine = [row for row in facts.ranking if row.group == group]
        known = [row.total_value / full for row in mine if row.total_value == row.total_value]
        top = edition.named(len(mine))
        spread = None
        if edition.show != "bands" and tells_on_nobody(mine, edition):
            spread = histogram(said("spread_of_totals", lang), known, full, "")
        rows: tuple[PublicRow, ...] = ()
        bands: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
        note = ""
        if edition.show == "top":
            named = [row for row in mine if row.rank and row.rank_value <= top]
            rows = tuple(_row(row, intervals) for row in named)
            note = _rest(top, len(named), len(mine) - len(named), lang)
        else:
            given = sorted(mine, key=lambda row: order[row.unit])
            if edition.show == "bands":
                bands = _bands(given, lang)
            else:
                rows = tuple(replace(_row(row, intervals), rank="") for row in given)
        blocks.append(Block(result.scheme.groups[group].title.to(lang), note, rows, bands, spread))
    return blocks


def tells_on_nobody(mine: Sequence[RankRow], edition: Edition) -> bool:
    """Tell whether a mean or a spread of a group's totals can be told.

    At least `FEWEST` units must stand behind it, and as many that are not named with their points
    (or none): the total of a single one could be worked out from the others.
    """
    settled = [row for row in mine if row.total_value == row.total_value]
    if edition.show == "administrative":
        named = len(settled)
    elif edition.show == "top":
        named = sum(row.rank_value <= edition.named(len(mine)) for row in settled)
    else:
        named = 0
    rest = len(settled) - named
    return len(settled) >= FEWEST and (rest == 0 or rest >= FEWEST)


def _row(row: RankRow, intervals: dict[str, str]) -> PublicRow:
    settled = row.total_value == row.total_value
    return PublicRow(
        name=row.name,
        rank=row.rank,
        total=row.total if settled else "—",
        width=row.low_width if settled else 0.0,
        grade=row.grade,
        shade=row.grade_class,
        interval=intervals.get(row.unit, ""),
    )


def _bands(rows: Sequence[RankRow], lang: Lang) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return the grades from the best, each with the names in the given order."""
    names: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        key = (row.grade, row.grade_class) if row.grade else (said("no_grade", lang), "plain")
        names.setdefault(key, []).append(row.name)
    ordered = sorted(names, key=lambda key: (key[1] == "plain", key[1], key[0]))
    return tuple((title, shade, tuple(names[title, shade])) for title, shade in ordered)


def _rest(top: int, named: int, rest: int, lang: Lang) -> str:
    """Say how many units of a group are not named; nothing where all are."""
    zh = lang == "zh"
    if not rest:
        return ""
    if not named:
        return f"{rest}个评估对象均不列名。" if zh else "No unit of this group is named."
    if zh:
        return f"列出前{top}名，另有{rest}个评估对象不列名。"
    first = "The first rank" if top == 1 else f"The first {top} ranks"
    return f"{first}; {rest} more {'unit is' if rest == 1 else 'units are'} not named."


def _indicators(
    result: Assessment, facts: Facts, lang: Lang
) -> tuple[list[str], list[tuple[Line, list[GroupRate | None]]]]:
    """Return the groups that are large enough, and the rate of each at every indicator."""
    rates = group_rates(result, lang, FEWEST)
    found = {id: {rate.title: rate for rate in some} for id, some in rates.items()}
    titles = [result.scheme.groups[name].title.to(lang) for name in facts.groups]
    titles = [title for title in titles if any(title in some for some in found.values())]
    lines = [
        (line, [found.get(line.id, {}).get(title) for title in titles])
        for line in facts.description.lines
    ]
    return titles, lines

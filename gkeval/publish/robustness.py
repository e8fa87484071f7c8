"""How sure the ranks are, as a table of a page: the technical annex.

In: what `gkeval.robustness` returned. Out: a `Grid`, and notes on how it was made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gkeval.assessment import Assessment
from gkeval.assessment.showing import grade_titles
from gkeval.charts.findings import percent
from gkeval.errors import GkevalError
from gkeval.numbers import half_up, plain
from gkeval.publish.facts import Facts
from gkeval.publish.grids import Grid, Head
from gkeval.publish.pages import said
from gkeval.spec import Lang

if TYPE_CHECKING:
    from gkeval.uncertainty import Robustness


def check(sure: Robustness | None, result: Assessment) -> None:
    """Make sure that what is told about ranks is about this result.

    Raises
    ------
    GkevalError
        When it was made from another assessment.
    """
    if sure is not None and sure.result.fingerprint != result.fingerprint:
        raise GkevalError(
            f"robustness is of another assessment ({sure.result.fingerprint}, not "
            f"{result.fingerprint}). Remedy: robustness=gkeval.robustness(result)"
        )


def robustness_grid(
    sure: Robustness, facts: Facts, units: frozenset[str] | None = None, *, links: bool = True
) -> Grid:
    """Return the rank interval of units, in the order of the ranking.

    Parameters
    ----------
    units
        Only these; all when not given.
    links
        Whether names lead to the pages of the units.
    """
    lang = facts.lang
    lines: Iterable[Any] = sure.intervals.itertuples(index=False)
    by_unit = {str(line.unit): line for line in lines}
    shown = [
        row for row in facts.ranking if row.unit in by_unit and (units is None or row.unit in units)
    ]
    sizes = {group: sum(row.group == group for row in facts.ranking) for group in facts.groups}
    several = len({row.group for row in shown}) > 1
    heads = (
        Head(said("rank", lang), "number"),
        Head(said("unit", lang), "link" if links else "text"),
        *((Head(said("group", lang), filter=said("group", lang)),) if several else ()),
        Head(said("interval", lang), "range"),
        Head(said("median_rank", lang), "number"),
        Head(said("mean_rank", lang), "number"),
        Head(said("rank_kept", lang), "number", down=True),
    )
    rows = []
    for row in shown:
        line = by_unit[row.unit]
        rows.append(
            (
                (row.rank, row.rank_value),
                (row.name, f"units/{row.file}", row.unit) if links else row.name,
                *((row.group_title,) if several else ()),
                _range(line, sizes[row.group]),
                _number(line.median_rank),
                _number(line.mean_rank),
                (percent(line.kept), float(line.kept)),
            )
        )
    return Grid("intervals", heads, tuple(rows), named=1, find=said("find_unit", lang))


def doubtful_grid(sure: Robustness, facts: Facts) -> Grid | None:
    """Return the units whose grade is in doubt, the most doubtful first; None without any."""
    lang = facts.lang
    rows = {row.unit: row for row in facts.ranking}
    titles = grade_titles(facts.result.scheme, lang)
    lines: Iterable[Any] = sure.doubtful().itertuples(index=False)
    found = tuple(
        (
            (rows[line.unit].name, f"units/{rows[line.unit].file}", line.unit),
            titles[line.grade],
            (percent(line.kept), float(line.kept)),
            titles[line.other],
            (percent(line.share), float(line.share)),
        )
        for line in lines
    )
    heads = (
        Head(said("unit", lang), "link"),
        Head(said("grade", lang), filter=said("grade", lang)),
        Head(said("share_kept", lang), "number"),
        Head(said("next_grade", lang)),
        Head(said("share_next", lang), "number", down=True),
    )
    return Grid("doubtful", heads, found) if found else None


def robustness_notes(sure: Robustness, lang: Lang, *, found: bool = True) -> list[str]:
    """Return what a rank interval means, and what was found.

    Parameters
    ----------
    found
        Whether to say what was found over all units.
    """
    zh = lang == "zh"
    meaning = (
        f"名次区间：重复评估{sure.draws}次，名次有90%的情况落在该区间之内；区间越宽，名次越不确定。"
        if zh
        else f"Rank interval: assessed {sure.draws} times, the rank lies in it 90 % of the time; "
        "the wider it is, the less sure the rank."
    )
    if not found:
        return [meaning]
    finding = sure.summary(lang)
    return [finding + ("。" if zh else "."), meaning]


def interval_words(sure: Robustness | None) -> dict[str, str]:
    """Return the rank interval of every unit that has a rank, in words."""
    if sure is None:
        return {}
    lines: Iterable[Any] = sure.intervals.itertuples(index=False)
    return {str(line.unit): _span(line.low, line.high) for line in lines}


def _span(low: float, high: float) -> str:
    ends = plain(float(low)), plain(float(high))
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def _range(line: Any, size: int) -> tuple[str, float, float, float]:
    """Return an interval as text, the value to sort by, and where its bar stands, in per cent."""
    low, high = float(line.low), float(line.high)
    scale = 100 / size
    return (
        _span(low, high),
        low + high / 1e6,
        round((low - 1) * scale, 2),
        round((high - low + 1) * scale, 2),
    )


def _number(value: float) -> tuple[str, float]:
    return plain(float(half_up([float(value)], 1, 1e6)[0]), 1), float(value)

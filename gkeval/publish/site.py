"""The client edition as a site: pages that open from the disk, with nothing to fetch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkeval import charts
from gkeval.assessment import Assessment
from gkeval.charts.findings import percent
from gkeval.charts.frames import attainment_frame
from gkeval.errors import GkevalError
from gkeval.measures.kinds import LongestGap, ShareWithin
from gkeval.publish.attainment import indicator_facts, indicator_files
from gkeval.publish.facts import Facts
from gkeval.publish.figures import PageFigure, page_figure
from gkeval.publish.grids import Grid, Head
from gkeval.publish.pages import Pages, said, write_assets
from gkeval.publish.robustness import doubtful_grid, robustness_grid, robustness_notes
from gkeval.publish.sentences import overview, summary
from gkeval.publish.telling import told
from gkeval.spec import Lang
from gkeval.uncertainty import Robustness
from gkeval.words import label

if TYPE_CHECKING:
    import plotly.graph_objects as go

PROBLEMS_SHOWN = 2000
"""Problems that the page on the data lists; the rest is counted."""

DRAWN = 300
"""Units up to which the figures show every one of them; of more, the first `LEADERS`."""

LEADERS = 30


def write_site(
    result: Assessment,
    folder: Path,
    *,
    lang: Lang,
    title: str | None,
    robustness: Robustness | None,
    progress: bool,
) -> None:
    """Write the pages of the client edition.

    Parameters
    ----------
    folder
        Empty.
    title
        Of the report; the scheme's title when not given.
    robustness
        What `gkeval.robustness` returned, for a page on how sure the ranks are.
    progress
        Show a bar over the units where the terminal can.
    """
    from tqdm import tqdm

    facts = Facts(result, lang)
    links = [("overview", "index.html"), ("by_indicator", "indicators.html")]
    links += [("robustness", "robustness.html")] if robustness is not None else []
    links += [("methods", "methods.html")]
    links += [("problems", "problems.html")] if result.problems else []
    pages = Pages(result, lang, title, links=tuple(links))
    indicators = indicator_files(result)
    write_assets(folder / "assets")
    (folder / "units").mkdir()
    (folder / "indicators").mkdir()
    pages.write(folder, "index.html", **_index(result, facts))
    pages.write(folder, "indicators.html", **_indicators(result, facts, indicators))
    for indicator in indicator_facts(facts):
        figures = _timing(result, indicator.line.id, lang)
        pages.write(folder, "indicator.html", to=indicator.file, facts=indicator, figures=figures)
    pages.write(folder, "methods.html", described=facts.description, pages=indicators)
    if robustness is not None:
        pages.write(folder, "robustness.html", **_robustness(robustness, facts))
    if result.problems:
        pages.write(folder, "problems.html", **_problems(result, lang))
    units = facts.ranking
    quiet = None if progress else True  # None: no bar where stderr is no terminal
    bar = tqdm(facts.units(units), desc="pages", unit="unit", total=len(units), disable=quiet)
    for place, unit in enumerate(bar):
        pages.write(
            folder,
            "unit.html",
            to=f"units/{unit.rank.file}",
            facts=unit,
            sentence=summary(unit, result, lang),
            pages=indicators,
            before=units[place - 1] if place else None,
            after=units[place + 1] if place + 1 < len(units) else None,
        )


def ranking_grid(facts: Facts) -> Grid:
    """Return the ranking as a table to sort, filter and search."""
    lang, scheme = facts.lang, facts.result.scheme
    several = len({row.group for row in facts.ranking}) > 1
    heads = [
        Head(said("rank", lang), "number"),
        Head(said("unit", lang), "link"),
        *([Head(said("group", lang), filter=said("group", lang))] if several else []),
        Head(said("total", lang), "total", down=True),
        *(
            [Head(said("grade", lang), "grade", filter=said("grade", lang))]
            if scheme.grades
            else []
        ),
        *(
            Head(facts.lines[id].title, "number", facts.lines[id].points, down=True, part=True)
            for id in facts.first
        ),
    ]
    star = label("provisional", lang)
    rows = [
        (
            (row.rank, row.rank_value if row.rank else None),
            (row.name, f"units/{row.file}", row.unit),
            *((row.group_title,) if several else ()),
            (
                row.total,
                row.total_value,
                star if row.provisional else "",
                row.low_width,
                row.open_width,
                row.grade_class,
            ),
            *(((row.grade, _place(row.grade_class), row.grade_class),) if scheme.grades else ()),
            *row.parts,
        )
        for row in facts.ranking
    ]
    return Grid("ranking", tuple(heads), tuple(rows), named=1, find=said("find_unit", lang))


def _place(shade: str) -> int | None:
    return int(shade[1:]) if shade != "plain" else None


def _index(result: Assessment, facts: Facts) -> dict[str, Any]:
    top = None if len(facts.ranking) <= DRAWN else LEADERS
    return {
        "paragraphs": overview(result, facts.lang),
        "grid": ranking_grid(facts),
        "figures": [page_figure("chart-ranking", charts.ranking(result, lang=facts.lang, top=top))],
    }


def _indicators(result: Assessment, facts: Facts, pages: dict[str, str]) -> dict[str, Any]:
    lang = facts.lang
    top = None if len(facts.ranking) <= DRAWN else LEADERS
    keys = ("points", "rate", "units_scored", "full_count", "none_count")
    heads = (
        Head(said("indicator", lang), "link"),
        *(Head(said(key, lang), "total" if key == "rate" else "number", down=True) for key in keys),
    )
    rows = []
    met: Iterable[Any] = attainment_frame(result).itertuples(index=False)
    for row in met:
        line, rate = facts.lines[row.indicator], float(row.rate)
        rows.append(
            (
                (line.title, pages[row.indicator], row.indicator),
                (line.points, float(row.points)),
                (percent(rate), rate, "", round(max(0.0, min(1.0, rate)) * 100, 2), 0, "plain"),
                *((str(count), int(count)) for count in (row.units, row.full, row.none)),
            )
        )
    return {
        "figures": [
            page_figure("chart-attainment", charts.attainment(result, lang=lang)),
            page_figure("chart-heat", charts.heat_map(result, lang=lang)),
            page_figure("chart-contributions", charts.contributions(result, lang=lang, top=top)),
            page_figure("chart-distribution", charts.distribution(result, lang=lang)),
        ],
        "grid": Grid("rates", heads, tuple(rows), find=said("indicator", lang)),
        "tree": [(line, pages[line.id]) for line in facts.description.lines],
    }


def _robustness(robust: Robustness, facts: Facts) -> dict[str, Any]:
    lang, ranked = facts.lang, set(robust.intervals["group"])
    top = None if len(facts.ranking) <= DRAWN else LEADERS
    intervals = charts.rank_intervals(robust, top=top, lang=lang)
    figures = [page_figure("chart-intervals", intervals)]
    figures += [
        page_figure(
            f"chart-probabilities-{place}",
            charts.rank_probabilities(robust, group, top=2 * LEADERS, lang=lang),
        )
        for place, group in enumerate(facts.groups)
        if group in ranked
    ]
    return {
        "grid": robustness_grid(robust, facts),
        "doubtful": doubtful_grid(robust, facts),
        "notes": robustness_notes(robust, lang),
        "figures": figures,
    }


def _timing(result: Assessment, indicator: str, lang: Lang) -> list[PageFigure]:
    """Return what is drawn of an indicator about time: how soon things were done, or how long not.

    There is none without records, and gaps are not drawn for more units than anybody looks at.
    """
    node = result.scheme.by_id[indicator]
    draw: Callable[..., go.Figure] | None = None
    if node.is_leaf and isinstance(node.measured, ShareWithin):
        draw = charts.timeliness
    elif node.is_leaf and isinstance(node.measured, LongestGap) and len(result.roster) <= DRAWN:
        draw = charts.update_gaps
    if draw is None:
        return []
    try:
        return [page_figure("chart-time", draw(result, indicator, lang=lang))]
    except GkevalError:  # nothing was recorded
        return []


def _problems(result: Assessment, lang: Lang) -> dict[str, Any]:
    keys = ("severity", "where", "unit", "problem_found", "problem_allowed", "problem_remedy")
    heads = tuple(
        Head(said(key, lang), filter=said(key, lang) if key == "severity" else "") for key in keys
    )
    rows = tuple(
        (label(row.severity, lang), row.where, row.unit, row.found, row.allowed, row.remedy)
        for row in (told(problem, lang) for problem in result.problems.items[:PROBLEMS_SHOWN])
    )
    return {
        "grid": Grid("problems", heads, rows, named=1),
        "more": max(0, len(result.problems) - PROBLEMS_SHOWN),
    }

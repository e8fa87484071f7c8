"""The HTML report: a folder of pages that open from the disk, with nothing to fetch."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from gkeval import charts
from gkeval.assessment import Assessment
from gkeval.charts import theme
from gkeval.charts.findings import percent
from gkeval.charts.frames import attainment_frame
from gkeval.errors import GkevalError
from gkeval.files import whole_folder
from gkeval.places import version
from gkeval.publish.facts import Facts
from gkeval.publish.figures import DARK, PageFigure, page_figure
from gkeval.publish.sentences import overview, summary
from gkeval.spec import Lang
from gkeval.words import LABELS, label

PROBLEMS_SHOWN = 2000
"""Problems that the page on the data lists; the rest is counted."""

GENERATOR = 'name="generator" content="gkeval'
"""What tells a page of ours."""


def write_site(
    result: Assessment, folder: Path, *, lang: Lang, title: str | None, progress: bool
) -> None:
    """Write the pages; an earlier report stays whole until the new one is.

    Parameters
    ----------
    folder
        Takes the place of what is there.
    title
        Of the report; the scheme's title when not given.
    progress
        Show a bar over the units where the terminal can.

    Raises
    ------
    GkevalError
        When the folder holds anything but an earlier report, or cannot be written.
    """
    from tqdm import tqdm

    refuse_foreign(folder)
    facts = Facts(result, lang)
    pages = _Pages(result, facts, lang, title)
    with whole_folder(folder) as draft:
        _write_assets(draft / "assets")
        (draft / "units").mkdir()
        pages.write(draft, "index.html", **_index(result, facts, lang))
        pages.write(draft, "indicators.html", **_indicators(result, lang))
        pages.write(draft, "methods.html", described=facts.description)
        if result.problems:
            pages.write(
                draft,
                "problems.html",
                rows=result.problems.items[:PROBLEMS_SHOWN],
                more=max(0, len(result.problems) - PROBLEMS_SHOWN),
            )
        units = facts.ranking
        quiet = None if progress else True  # None: no bar where stderr is no terminal
        for place, row in enumerate(tqdm(units, desc="pages", unit="unit", disable=quiet)):
            unit = facts.unit(row)
            pages.write(
                draft,
                "unit.html",
                to=f"units/{row.file}",
                facts=unit,
                sentence=summary(unit, result, lang),
                before=units[place - 1] if place else None,
                after=units[place + 1] if place + 1 < len(units) else None,
            )


def refuse_foreign(folder: Path) -> None:
    """Make sure that a report takes the place of nothing but an earlier report.

    Raises
    ------
    GkevalError
        When the folder has no name of its own, is a file, or holds anything else.
    """
    if folder.name in ("", ".."):
        raise GkevalError(f"{folder} has no name of its own. Remedy: name a folder for the report")
    if folder.is_dir():
        index = folder / "index.html"
        ours = index.is_file() and GENERATOR in index.read_text("utf-8", "replace")[:1000]
        if not ours and any(folder.iterdir()):
            raise GkevalError(
                f"{folder} holds files that are no report of gkeval, and would be replaced. "
                "Remedy: name a new folder"
            )
    elif folder.exists():
        raise GkevalError(f"{folder} is a file. Remedy: name a folder")


class _Pages:
    """The templates, with what every page says."""

    def __init__(self, result: Assessment, facts: Facts, lang: Lang, title: str | None) -> None:
        from jinja2 import Environment, PackageLoader, StrictUndefined

        self.environment = Environment(
            loader=PackageLoader("gkeval.publish", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals |= {
            "t": {key: _upper(label(key, lang)) for key in LABELS},
            "lang": "zh-CN" if lang == "zh" else "en",
            "lang_code": lang,
            "title": title or result.scheme.title.to(lang),
            "scheme": result.scheme,
            "result": result,
            "several": len({row.group for row in facts.ranking}) > 1,
            "graded": bool(result.scheme.grades),
            "has_problems": bool(result.problems),
            "percent": percent,
            "colon": "：" if lang == "zh" else ": ",
            "version": version(),
        }

    def write(self, folder: Path, template: str, to: str | None = None, **values: Any) -> None:
        target = to or template
        text = self.environment.get_template(template).render(
            root="../" * target.count("/"), page=template.removesuffix(".html"), **values
        )
        (folder / target).write_text(text, "utf-8", newline="\n")


def _index(result: Assessment, facts: Facts, lang: Lang) -> dict[str, Any]:
    return {
        "paragraphs": overview(result, lang),
        "rows": facts.ranking,
        "first": [facts.lines[indicator] for indicator in facts.first],
        "figures": [page_figure("chart-ranking", charts.ranking(result, lang=lang))],
    }


def _indicators(result: Assessment, lang: Lang) -> dict[str, Any]:
    titles = {node.id: node.title.to(lang) for node, _ in result.scheme.walk()}
    figures: list[PageFigure] = [
        page_figure("chart-attainment", charts.attainment(result, lang=lang)),
        page_figure("chart-contributions", charts.contributions(result, lang=lang)),
        page_figure("chart-distribution", charts.distribution(result, lang=lang)),
    ]
    rates: Iterable[Any] = attainment_frame(result).itertuples(index=False)
    return {
        "figures": figures,
        "rates": [
            (titles[row.indicator], row.points, row.rate, row.units, row.full, row.none)
            for row in rates
        ],
    }


def _write_assets(folder: Path) -> None:
    from plotly.offline import get_plotlyjs

    folder.mkdir()
    own = files("gkeval.publish") / "assets"
    for name in ("style.css", "table.js"):
        (folder / name).write_text((own / name).read_text("utf-8"), "utf-8", newline="\n")
    script = (own / "figures.js").read_text("utf-8")
    colours = json.dumps({**DARK, "font": ", ".join(theme.FONTS)}, sort_keys=True)
    script = script.replace("/* COLOURS */ {}", colours)
    (folder / "figures.js").write_text(script, "utf-8", newline="\n")
    (folder / "plotly.min.js").write_text(get_plotlyjs(), "utf-8", newline="\n")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]

"""The templates with what every page says, and the style sheet and scripts beside them."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from gkeval.assessment import Assessment
from gkeval.charts import theme
from gkeval.charts.findings import percent
from gkeval.places import version
from gkeval.publish.figures import DARK
from gkeval.spec import Lang
from gkeval.words import LABELS, label

GENERATOR = 'name="generator" content="gkeval'
"""What tells a page of ours."""


class Pages:
    """Writes pages from templates.

    Parameters
    ----------
    result, lang
        What is shown, and how.
    title
        Of the report; the scheme's title when not given.
    links
        The pages that every page leads to: key of the label, and file.
    within
        Whether the style sheet stands within each page, so that a page is a file of its own.
    """

    def __init__(
        self,
        result: Assessment,
        lang: Lang,
        title: str | None,
        *,
        links: tuple[tuple[str, str], ...] = (),
        within: bool = False,
    ) -> None:
        from jinja2 import Environment, PackageLoader, StrictUndefined

        self.environment = Environment(
            loader=PackageLoader("gkeval.publish", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals |= {
            "t": {key: said(key, lang) for key in LABELS},
            "lang": "zh-CN" if lang == "zh" else "en",
            "lang_code": lang,
            "title": title or result.scheme.title.to(lang),
            "scheme": result.scheme,
            "fingerprint": result.fingerprint,
            "links": links,
            "style": _asset("style.css") if within else "",
            "percent": percent,
            "colon": "：" if lang == "zh" else ": ",
            "version": version(),
        }

    def write(self, folder: Path, template: str, to: str | None = None, **values: Any) -> None:
        """Write one page into a folder, which is there already.

        Parameters
        ----------
        folder
            Where the report is.
        template
            Name of the template; also of the page, when `to` is not given.
        to
            Where the page goes, from `folder`, with ``/``.
        """
        target = to or template
        text = self.environment.get_template(template).render(
            root="../" * target.count("/"), page=target, **values
        )
        (folder / target).write_text(text, "utf-8", newline="\n")


def said(key: str, lang: Lang) -> str:
    """Return a label as a heading.

    >>> said("all_groups", "en")
    'All units'
    """
    text = label(key, lang)
    return text[:1].upper() + text[1:]


def write_assets(folder: Path) -> None:
    """Write the style sheet, the scripts and plotly into a new folder."""
    from plotly.offline import get_plotlyjs

    folder.mkdir()
    for name in ("style.css", "table.js"):
        (folder / name).write_text(_asset(name), "utf-8", newline="\n")
    colours = json.dumps({**DARK, "font": ", ".join(theme.FONTS)}, sort_keys=True)
    script = _asset("figures.js").replace("/* COLOURS */ {}", colours)
    (folder / "figures.js").write_text(script, "utf-8", newline="\n")
    (folder / "plotly.min.js").write_text(get_plotlyjs(), "utf-8", newline="\n")


def write_style(folder: Path) -> None:
    """Write the style sheet alone into a new folder."""
    folder.mkdir()
    (folder / "style.css").write_text(_asset("style.css"), "utf-8", newline="\n")


def _asset(name: str) -> str:
    return (files("gkeval.publish") / "assets" / name).read_text("utf-8")

"""Word documents from an assessment: the report, and a feedback sheet for each unit (问题清单).

In: an Assessment. Out: .docx files in the layout of Chinese official documents (GB/T 9704-2012).
python-docx and docxtpl (``gkeval[word]``) are loaded on first use. `write_template` gives the
templates to be changed in Word; what their tags may use is said in `context` and `feedback`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkeval.assessment import Assessment
from gkeval.charts.findings import lang_of
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.files import whole_file
from gkeval.spec import Lang

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from gkeval.publish.facts import Facts, UnitFacts
    from gkeval.uncertainty import Robustness

__all__ = [
    "Written",
    "report_figures",
    "write_feedback",
    "write_feedback_sheets",
    "write_template",
    "write_word",
]

MOST_BARS = 30
"""Ranks that a chart of the report shows; its table shows them all."""


@dataclass(frozen=True)
class Written:
    """What was written, and what had to be left out.

    Parameters
    ----------
    path
        The document.
    problems
        Such as images that could not be drawn; the document says so too.
    """

    path: Path
    problems: Problems


def report_figures(
    result: Assessment, lang: str | None = None, robustness: Robustness | None = None
) -> dict[str, go.Figure]:
    """Return the figures of the Word report by name, to be drawn in one batch with others.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> sorted(report_figures(result))
    ['attainment', 'contributions', 'distribution', 'ranking.city']
    """
    from gkeval import charts
    from gkeval.charts.frames import groups_of

    said_in = lang_of(result, lang)
    ranking = result.ranking()
    figures = {
        f"ranking.{group}": charts.ranking(result, group, lang=said_in, top=MOST_BARS)
        for group in groups_of(ranking, result)
        if ranking[(ranking["group"] == group).to_numpy()]["rank"].notna().any()
    }
    figures["distribution"] = charts.distribution(result, lang=said_in)
    figures["attainment"] = charts.attainment(result, lang=said_in)
    if ranking["rank"].notna().any():
        figures["contributions"] = charts.contributions(result, lang=said_in, top=MOST_BARS // 2)
    if robustness is not None:
        top = MOST_BARS // max(1, robustness.intervals["group"].nunique())
        figures["intervals"] = charts.rank_intervals(robustness, lang=said_in, top=top)
    return figures


def write_word(
    result: Assessment,
    path: str | os.PathLike[str],
    *,
    lang: str | None = None,
    title: str | None = None,
    template: str | os.PathLike[str] | None = None,
    figures: Mapping[str, go.Figure] | None = None,
    images: Mapping[str, Path] | None = None,
    robustness: Robustness | None = None,
) -> Written:
    """Write the Word report of an assessment, for the client.

    Overview, results by group, first-level indicators, strengths, main problems with counts and
    examples, recommendations from the scheme's remedies; the scheme in words and the problems of
    the data as annexes. Charts are images; where they cannot be drawn, the tables stand alone and
    the annex on the data says why.

    Parameters
    ----------
    result
        What `gkeval.assess`, `gkeval.score` or `gkeval.load` returned.
    path
        The file to write; an earlier one is replaced, once the new one is whole.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.
    title
        Of the report; the scheme's title when not given.
    template
        A .docx file with tags in place of ours: start from `write_template`. Its tags may use the
        names in `gkeval.publish.word.context`.
    figures
        What `report_figures` returned, where it was called before.
    images
        Files of those figures that are drawn already, by name; an empty mapping for none.
    robustness
        What `gkeval.robustness` returned, for an annex with rank intervals.

    Returns
    -------
    Written

    Raises
    ------
    GkevalError
        For an unknown language; without docxtpl; when the template cannot be read or filled, or
        the file cannot be written.
    """
    from gkeval.publish.word.context import Report
    from gkeval.publish.word.rendering import open_template, picture, render

    said_in = lang_of(result, lang)
    opened = open_template(_template("report", said_in) if template is None else Path(template))
    with tempfile.TemporaryDirectory() as folder:
        if figures is None:
            wanted = images is None or bool(images)
            figures = report_figures(result, said_in, robustness) if wanted else {}
        missing = Problems()
        if images is None:
            images, missing = _drawn(figures, Path(folder))
        report = Report(result, said_in, title, robustness)
        context = report.context(missing)
        drawn = {name: picture(opened, images[name]) for name in figures if name in images}
        _place(context, figures, drawn, said_in)
        render(opened, context, Path(path), context["title"].replace("\n", ""))
    return Written(Path(path), missing)


def write_feedback(
    result: Assessment,
    unit: str,
    path: str | os.PathLike[str],
    *,
    lang: str | None = None,
    template: str | os.PathLike[str] | None = None,
) -> Path:
    """Write the feedback sheet of one unit (问题清单).

    Its result, its scores, and for every loss: indicator, points lost, reason, clause, evidence and
    remedy. It holds nothing about another unit.

    Parameters
    ----------
    result
        What `gkeval.assess`, `gkeval.score` or `gkeval.load` returned.
    unit
        Id of the unit.
    path, lang, template
        As for `write_word`; the names that tags may use are in `gkeval.publish.word.feedback`.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    GkevalError
        For an unknown unit; as `write_word`.

    Examples
    --------
    >>> import gkeval as gk, tempfile
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> write_feedback(result, "成都市", tempfile.mkdtemp() + "/成都市.docx").name
    '成都市.docx'
    """
    result.row(unit)
    facts = _facts(result, lang_of(result, lang))
    chosen = [row for row in facts.ranking if row.unit == unit]
    source = None if template is None else Path(template)
    for unit_facts in facts.units(chosen):
        _write_sheet(facts, unit_facts, Path(path), source)
    return Path(path)


def write_feedback_sheets(
    facts: Facts,
    folder: Path,
    units: Iterable[str] | None = None,
    template: str | os.PathLike[str] | None = None,
) -> Iterable[Path]:
    """Write a sheet for each of many units, one after the other, and yield their files.

    Parameters
    ----------
    facts
        Of the result, made with what the unit edition hides.
    folder
        Takes one file per unit, named as its page.
    units
        Ids; every unit when not given.
    template
        As for `write_feedback`.
    """
    wanted = None if units is None else set(units)
    chosen = [row for row in facts.ranking if wanted is None or row.unit in wanted]
    source = None if template is None else Path(template)
    for unit_facts in facts.units(chosen):
        path = folder / f"{facts.files[unit_facts.rank.unit]}.docx"
        _write_sheet(facts, unit_facts, path, source)
        yield path


def write_template(path: str | os.PathLike[str], kind: str = "report", *, lang: str = "zh") -> Path:
    """Write one of our templates, to be changed in Word and given back as ``template=``.

    Parameters
    ----------
    path
        The .docx file to write.
    kind
        ``"report"`` or ``"feedback"``.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    GkevalError
        For another kind or language; without python-docx; when the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> write_template(tempfile.mkdtemp() + "/report.docx").name
    'report.docx'
    """
    for name, found, allowed in (
        ("kind", kind, ("report", "feedback")),
        ("lang", lang, ("zh", "en")),
    ):
        if found not in allowed:
            raise GkevalError(f"{name} is {found!r}, must be one of: {', '.join(allowed)}")
    content = _template(kind, lang)
    with whole_file(path) as draft:
        draft.write_bytes(content)
    return Path(path)


def _template(kind: Any, lang: Any) -> bytes:
    try:
        from gkeval.publish.word.templates import template

        return template(kind, lang)
    except ImportError as error:
        raise GkevalError(
            'to write Word documents, install their writer: pip install "gkeval[word]"'
        ) from error


def _facts(result: Assessment, lang: Lang) -> Facts:
    from gkeval.publish.editions import FEWEST
    from gkeval.publish.evidence import OURS
    from gkeval.publish.facts import Facts

    return Facts(result, lang, hide=OURS, fewest=FEWEST)


def _write_sheet(facts: Facts, unit: UnitFacts, path: Path, source: Path | None) -> None:
    from gkeval.publish.word.feedback import feedback_context
    from gkeval.publish.word.rendering import open_template, render

    opened = open_template(_template("feedback", facts.lang) if source is None else source)
    context = feedback_context(facts, unit)
    render(opened, context, path, f"{context['name']}{context['title']}")


def _drawn(figures: Mapping[str, go.Figure], folder: Path) -> tuple[dict[str, Path], Problems]:
    """Draw the figures in one batch; without a browser or a font, say so and go on."""
    from gkeval.charts import save_images

    files = {name: folder / f"{name}.png" for name in figures}
    try:
        save_images({files[name]: figure for name, figure in figures.items()}, scale=2)
    except GkevalError as error:
        said, _, remedy = str(error).partition(" Remedy: ")
        problem = Problem(
            "no_images",
            found=f"charts could not be drawn: {said.rstrip('.')}",
            allowed="kaleido with Chromium, and a font that holds Chinese",
            remedy=remedy or "install them, and write the report again",
            source="Word",
            severity="warning",
        )
        return {}, Problems([problem])
    return files, Problems()


def _place(
    context: dict[str, Any], figures: Mapping[str, go.Figure], drawn: Mapping[str, Any], lang: Lang
) -> None:
    """Put images into a context and number them in the order of the report."""
    numbers = iter(range(1, len(figures) + 1))

    def caption(name: str) -> str:
        finding = figures[name].layout.meta["finding"]
        number = next(numbers)
        return f"图{number}　{finding}" if lang == "zh" else f"Figure {number}  {finding}"

    context["figures"] = {}
    order = ["distribution", *(f"ranking.{one['group']}" for one in context["rankings"])]
    order += ["attainment", "contributions", "intervals"]
    captions = {name: caption(name) for name in order if name in drawn}
    for name in ("distribution", "attainment", "contributions", "intervals"):
        found = name in drawn
        context["figures"][name] = (
            {"image": drawn[name], "caption": captions[name]} if found else None
        )
    for group in context["rankings"]:
        name = f"ranking.{group['group']}"
        if name in drawn:
            group["image"], group["figure_caption"] = drawn[name], captions[name]

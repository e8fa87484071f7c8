"""Reports from an assessment: what an evaluator hands over, to whom, and in which format.

`report` checks what was asked for and writes a folder; each edition and each format has a module of
its own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gkeval.arguments import path_of
from gkeval.assessment import Assessment
from gkeval.charts.findings import lang_of
from gkeval.publish.editions import edition_of

if TYPE_CHECKING:
    from gkeval.uncertainty import Robustness

__all__ = ["report"]


def report(
    result: Assessment,
    to: str | os.PathLike[str],
    *,
    formats: str | Sequence[str] = ("html",),
    edition: str = "client",
    units: str | Sequence[str] | None = None,
    show: str = "top",
    top: int | None = None,
    lang: str | None = None,
    title: str | None = None,
    robustness: Robustness | None = None,
    progress: bool = True,
) -> Path:
    """Write a report of an assessment, for those who may read it.

    The HTML report opens from the disk, without network, and the same result gives the same bytes.

    Parameters
    ----------
    result
        What `gkeval.assess`, `gkeval.score` or `gkeval.load` returned.
    to
        Folder of the report; an earlier report there is replaced, once the new one is whole.
    formats
        Any of ``"html"``, ``"docx"``, ``"xlsx"``, and for the figures of the Word report as images
        ``"png"``, ``"svg"``, ``"pdf"``; the workbook, the images and the Word report are for the
        client, and ``"docx"`` of the unit edition is its feedback sheet (问题清单). A figure is
        drawn once for all of them.
    edition
        ``"client"``: everything, a page for every unit and indicator. ``"unit"``: the sheet of each
        unit, its losses and how to earn them, and nothing about another unit. ``"public"``: names
        as `show` says, rates of groups of five units and more, the method; never a unit's losses.
    units
        For the unit edition: one id (its sheet is then the whole report), or several (a folder
        each); all units when not given.
    show
        For the public edition: ``"top"`` (names of the first `top` ranks of each group),
        ``"bands"`` (all names by grade, without points) or ``"administrative"`` (all names in their
        given order, with points and without ranks).
    top
        How many ranks of each group ``show="top"`` names, ties with the last included; 10, but at
        most half of the group, when not given.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.
    title
        Of the report; the scheme's title when not given.
    robustness
        What `gkeval.robustness` returned, for a technical annex with rank intervals; there is none
        when it is not given. The unit edition tells a unit its own interval, the public edition
        those of the units it names with points.
    progress
        Whether to show a bar over the units (in terminals only).

    Returns
    -------
    pathlib.Path
        The page to open first; of several sheets, their folder.

    Raises
    ------
    GkevalError
        For an unknown format, edition, unit or language, or the robustness of another result;
        when the folder holds anything but an earlier report, or cannot be written; for images
        without kaleido, Chromium or a font that holds Chinese (a Word report without them says so).

    Examples
    --------
    >>> import gkeval as gk, tempfile
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> gk.report(result, tempfile.mkdtemp() + "/report", progress=False).name
    'index.html'
    """
    said_in = lang_of(result, lang)
    asked = edition_of(result, formats=formats, edition=edition, units=units, show=show, top=top)
    from gkeval.publish import robustness as annex
    from gkeval.publish.writing import write_report

    annex.check(robustness, result)

    return write_report(
        result,
        path_of("to", to),
        asked,
        lang=said_in,
        title=title,
        robustness=robustness,
        progress=progress,
    )

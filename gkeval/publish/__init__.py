"""Reports from an assessment: what an evaluator hands over.

HTML for now; each format is one function that writes a result into a folder.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from gkeval.assessment import Assessment
from gkeval.charts.findings import lang_of
from gkeval.errors import GkevalError

__all__ = ["report"]

FORMATS = ("html",)


def report(
    result: Assessment,
    to: str | os.PathLike[str],
    *,
    formats: Sequence[str] = FORMATS,
    lang: str | None = None,
    title: str | None = None,
    progress: bool = True,
) -> Path:
    """Write a report of an assessment.

    The HTML report is a folder: ``index.html`` with overview, ranking table and chart; one page per
    unit with every score, what was lost and how to earn it, and the records that were looked at;
    pages on the indicators, the method and the data problems. It opens from the disk, without
    network, and the same result gives the same bytes.

    Parameters
    ----------
    result
        What `gkeval.assess`, `gkeval.score` or `gkeval.load` returned.
    to
        Folder of the report; an earlier report there is replaced, once the new one is whole.
    formats
        ``"html"``.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.
    title
        Of the report; the scheme's title when not given.
    progress
        Whether to show a bar over the units (in terminals only).

    Returns
    -------
    pathlib.Path
        The page to open first.

    Raises
    ------
    GkevalError
        For an unknown format or language; when the folder holds anything but an earlier report,
        or cannot be written.

    Examples
    --------
    >>> import gkeval as gk, tempfile
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> gk.report(result, tempfile.mkdtemp() + "/report", progress=False).name
    'index.html'
    """
    asked = [formats] if isinstance(formats, str) else list(formats)
    if unknown := [name for name in asked if name not in FORMATS] or ([] if asked else ["none"]):
        raise GkevalError(f"formats holds {unknown[0]!r}, must be one of: {', '.join(FORMATS)}")
    said_in = lang_of(result, lang)
    from gkeval.publish.site import write_site

    write_site(result, Path(to), lang=said_in, title=title, progress=progress)
    return Path(to) / "index.html"

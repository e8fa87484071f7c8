"""Figures as image files, many in one go: starting the browser is what takes the time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gkeval.charts.fonts import check_fonts
from gkeval.collecting.keeping import named
from gkeval.errors import GkevalError

if TYPE_CHECKING:
    import plotly.graph_objects as go

FORMATS = ("png", "svg", "pdf")


def save_images(
    figures: Mapping[str | os.PathLike[str], go.Figure], *, scale: float = 2
) -> list[Path]:
    """Write figures as PNG, SVG or PDF, in the size that they are laid out for.

    Parameters
    ----------
    figures
        File to be written → figure; the ending of the file says the format.
    scale
        Pixels of the image per pixel of the layout; 2 is sharp enough to print.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    GkevalError
        For another ending; when no font holds Chinese; when kaleido or Chromium is missing; when a
        figure cannot be drawn.

    Examples
    --------
    >>> save_images({"ranking.gif": None})
    Traceback (most recent call last):
    gkeval.errors.GkevalError: ranking.gif ends in '.gif', must be one of: .png, .svg, .pdf
    """
    paths = [Path(path) for path in figures]
    for path in paths:
        if path.suffix.lower().lstrip(".") not in FORMATS:
            allowed = ", ".join(f".{name}" for name in FORMATS)
            raise GkevalError(f"{path.name} ends in {path.suffix!r}, must be one of: {allowed}")
    if not paths:
        return []
    check_fonts()
    import plotly.io

    drawn = list(figures.values())
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        plotly.io.write_images(
            drawn,
            paths,
            width=[figure.layout.width for figure in drawn],
            height=[figure.layout.height for figure in drawn],
            scale=scale,
        )
    except (RuntimeError, ImportError, ValueError) as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise GkevalError(
            "images need kaleido and Chromium or Chrome. Remedy: pip install 'gkeval[images]', and "
            f"install Chromium (on Debian and Ubuntu: apt-get install chromium) ({said})"
        ) from error
    if undrawn := [path.name for path in paths if not path.is_file()]:
        raise GkevalError(
            f"{named(undrawn)} could not be drawn: the browser made no image of it. Remedy: look "
            "for control characters in titles and names, and take them out"
        )
    return paths

"""Figures on a page: their data as JSON, their words as HTML beside it.

A page wraps its own text, so title, legend and note leave the figure; light colours are written
as they are, and `DARK` tells the page what to show for each where the reader prefers dark.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gkeval.assessment.showing import RAMP
from gkeval.charts import theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

DARK = {
    theme.INK: "#e6e9ed",
    theme.SOFT: "#a3adb8",
    theme.GRID: "#2c343d",
    theme.PAPER: "#171c22",
    theme.MAIN: "#5b9bd0",
    theme.PALE: "#35506a",
    theme.ACCENT: "#e59468",
    theme.OPEN: "#4b5560",
    theme.LINE: "#8a5b42",
    **dict(
        zip(RAMP, ("#8cc4f0", "#5f9fd6", "#4480b5", "#35628b", "#56616d", "#75675a"), strict=True)
    ),
}
"""Light colour → dark colour."""


@dataclass(frozen=True, slots=True)
class PageFigure:
    """A figure as a page needs it.

    Parameters
    ----------
    id
        Of its element; unique on the page.
    finding, shows, note, legend
        Its words; the legend as (title, colour, pattern).
    json
        plotly's data and layout, safe inside a script element.
    height
        In pixels.
    """

    id: str
    finding: str
    shows: str
    note: tuple[str, ...]
    legend: tuple[tuple[str, str, str], ...]
    json: str
    height: int


def page_figure(id: str, figure: go.Figure) -> PageFigure:
    """Return a figure without the words that the page says itself, as wide as the page allows."""
    meta = figure.layout.meta
    body = json.loads(figure.to_json())
    layout = body["layout"]
    above = 12
    margin = layout["margin"]
    notes = len(layout.get("annotations", []))
    layout["annotations"] = [
        entry
        for entry in layout.get("annotations", [])
        if entry.get("name") not in ("note", "legend")
    ]
    below = 34 if notes else 12
    height = layout["height"] - margin["t"] - margin["b"] + above + below
    margin |= {"t": above, "b": below}
    for key in ("title", "width", "meta", "template"):
        layout.pop(key, None)
    layout |= {"height": height, "autosize": True}
    layout["paper_bgcolor"] = layout["plot_bgcolor"] = "rgba(0,0,0,0)"
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return PageFigure(
        id=id,
        finding=meta["finding"],
        shows=meta["shows"],
        note=tuple(meta["note"]),
        legend=tuple((title, shade, pattern) for title, shade, pattern in meta["legend"]),
        json=text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"),
        height=int(height),
    )

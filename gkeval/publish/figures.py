"""Figures on a page: their data as JSON, their words as HTML beside it.

A page wraps its own text, so title, legend and note leave the figure; light colours are written
as they are, and `DARK` tells the page what to show for each where the reader prefers dark.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gkeval.assessment.showing import RAMP
from gkeval.charts import shades, theme
from gkeval.charts.calendars import SHADES

if TYPE_CHECKING:
    import plotly.graph_objects as go

_AMOUNTS = ("#22303d", "#2c4a66", "#3a6c99", "#5f9fd6", "#a9d4f5")

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
    # amounts: on a dark page the more, the lighter
    **dict(zip(shades.RATES, ("#b8703a", *_AMOUNTS), strict=True)),
    **dict(zip(shades.CHANCE[1:], _AMOUNTS, strict=True)),
    **dict(
        zip(
            shades.SIGNED,
            ("#e59467", "#9c5f3c", "#3f2f26", "#20262d", "#24394c", "#4480b4", "#8cc4ef"),
            strict=True,
        )
    ),
    SHADES[0]: "#262d35",
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
        Its words; the legend as (title, colour, pattern, sign).
    json
        plotly's data and layout, safe inside a script element.
    height, width
        In pixels; `width` is 0 for a figure that is as wide as the page allows.
    """

    id: str
    finding: str
    shows: str
    note: tuple[str, ...]
    legend: tuple[tuple[str, str, str, str], ...]
    json: str
    height: int
    width: int = 0


def page_figure(id: str, figure: go.Figure) -> PageFigure:
    """Return a figure without the words that the page says itself, as wide as the page allows.

    A grid of many columns keeps its width, and is moved sideways in its frame.
    """
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
    for key in ("title", "meta", "template"):
        layout.pop(key, None)
    wide = layout["width"] > theme.WIDTH
    if not wide:
        layout.pop("width")
    layout |= {"height": height, "autosize": not wide}
    layout["paper_bgcolor"] = layout["plot_bgcolor"] = "rgba(0,0,0,0)"
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return PageFigure(
        id=id,
        finding=meta["finding"],
        shows=meta["shows"],
        note=tuple(meta["note"]),
        legend=tuple(
            (title, shade, pattern, sign) for title, shade, pattern, sign in meta["legend"]
        ),
        json=text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"),
        height=int(height),
        width=int(layout["width"]) if wide else 0,
    )

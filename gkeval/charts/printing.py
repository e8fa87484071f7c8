"""The print variant: any figure of this room in grey.

In: a figure in colour. Out: a new one that says the same without colour. Parts differ by grey and
pattern, lines by dash, points by sign; scales of amounts keep their order from pale to dark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from gkeval.assessment.showing import RAMP
from gkeval.charts import shades, theme
from gkeval.charts.shades import lightness

if TYPE_CHECKING:
    import plotly.graph_objects as go

FILLS = (
    ("#4a4a4a", "", "■"),
    ("#cfcfcf", "", "■"),
    ("#8a8a8a", "", "■"),
    ("#ffffff", "/", "▨"),
    ("#ffffff", "x", "▩"),
    ("#ffffff", "-", "▤"),
    ("#ffffff", "|", "▥"),
    ("#ffffff", "\\", "▧"),
)
"""Grey, pattern and sign in the legend of each colour of `theme.SERIES`."""
SIGNS = (
    ("circle", "solid", "●"),
    ("square", "dash", "■"),
    ("diamond", "dot", "◆"),
    ("triangle-up", "dashdot", "▲"),
    ("triangle-down", "longdash", "▼"),
    ("star", "longdashdot", "★"),
    ("circle-open", "5px,2px", "○"),
    ("square-open", "2px,4px", "□"),
)
"""Sign, dash and legend sign of each colour of `theme.SERIES` where it is a line or a point."""

GREYS = {
    theme.MAIN: "#4a4a4a",
    theme.PALE: "#c4c4c4",
    theme.ACCENT: "#000000",
    theme.LINE: "#9a9a9a",
    theme.OPEN: "#c8c8c8",
    shades.NOTHING: "#ffffff",
    **dict(
        zip(RAMP, ("#2a2a2a", "#5a5a5a", "#8a8a8a", "#b4b4b4", "#d2d2d2", "#ececec"), strict=True)
    ),
    **dict(
        zip(
            shades.SIGNED,
            ("#ffffff", "#f0f0f0", "#dcdcdc", "#c8c8c8", "#a2a2a2", "#6a6a6a", "#222222"),
            strict=True,
        )
    ),
}
"""Colour → grey where lightness alone would not do."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def grey(figure: go.Figure) -> go.Figure:
    """Return a figure in grey, for print without colour.

    Parameters
    ----------
    figure
        A figure of `gkeval.charts`; it is left as it is.

    Returns
    -------
    plotly.graph_objects.Figure
        Of the same size; every colour in it is a grey.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> gk.charts.grey(gk.charts.ranking(result)).data[0].marker.color
    '#4a4a4a'
    """
    import plotly.graph_objects as go

    # trace by trace: the whole figure would give its arrays in base 64
    data, before = [trace.to_plotly_json() for trace in figure.data], figure.layout.to_plotly_json()
    traces = [_trace(trace) for trace in data]
    filled = any(trace.get("type", "scatter") != "scatter" for trace in data)
    layout = _greyed(before)
    for shape, coloured in zip(layout.get("shapes", ()), before.get("shapes", ()), strict=True):
        if coloured.get("line", {}).get("color") in theme.SERIES:
            shape["line"]["color"] = "#333333"  # the fill of some parts is white
    for entry in layout.get("annotations", ()):
        if entry.get("name") == "legend":
            entry["text"] = _legend(entry["text"], filled)
    return go.Figure(data=traces, layout=layout)


def grey_of(colour: str) -> str:
    """Return the grey of one colour.

    >>> grey_of("#e4e7eb"), grey_of(theme.ACCENT)
    ('#e7e7e7', '#000000')
    """
    level = round(lightness(colour) * 255)
    return GREYS.get(colour, f"#{level:02x}{level:02x}{level:02x}")


def _trace(trace: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = _greyed(trace)
    if trace.get("type", "scatter") == "bar":
        marker = trace.get("marker", {})
        place = _place(marker.get("color"))
        if place is None or marker.get("pattern", {}).get("shape"):
            return result
        level, pattern, _ = FILLS[place]
        result["marker"]["color"] = level
        if pattern:
            result["marker"]["pattern"] = {
                "shape": pattern,
                "bgcolor": theme.PAPER,
                "fgcolor": "#333333",
                "size": 6,
                "solidity": 0.25,
            }
            result["marker"]["line"] = {"color": "#333333", "width": 1}
            result["insidetextfont"] = {**result.get("insidetextfont", {}), "color": "#000000"}
        return result
    place = _place((trace.get("line") or {}).get("color"))
    if trace.get("mode") == "lines" and place is not None and trace.get("fill") is None:
        sign, dash, _ = SIGNS[place]
        result["mode"] = "lines+markers"
        result["line"] |= {"dash": dash, "color": "#333333"}
        result["marker"] = {"symbol": sign, "size": 7, "color": "#333333", "maxdisplayed": 8}
        return result
    for part, key, at in (("marker", "symbol", 0), ("line", "dash", 1)):
        look = trace.get(part)
        place = _place(look.get("color")) if isinstance(look, dict) else None
        if isinstance(look, dict) and place and key not in look:
            result[part] |= {key: SIGNS[place][at], "color": "#333333"}
    return result


def _place(colour: Any) -> int | None:
    return (
        theme.SERIES.index(colour) if isinstance(colour, str) and colour in theme.SERIES else None
    )


def _legend(text: str, filled: bool) -> str:
    """Give the keys of a legend their grey, and the sign that stands for their pattern."""

    def key(found: re.Match[str]) -> str:
        colour, sign = found["colour"], found["sign"]
        place = _place(colour)
        if place is None or sign != "■":
            edge = "□" if grey_of(colour) == "#ffffff" and sign == "■" else sign
            level = "#333333" if edge == "□" else grey_of(colour)
            return f"<span style='color:{level}'>{edge}</span>"
        level, _, fill = FILLS[place]
        shown = fill if filled else SIGNS[place][2]
        dark = "#333333" if shown != "■" or not filled else level
        return f"<span style='color:{dark}'>{shown}</span>"

    return re.sub(r"<span style='color:(?P<colour>#\w{6})'>(?P<sign>.)</span>", key, text)


def _greyed(value: Any, name: str = "") -> Any:
    """Return a copy in which every text that is a colour is a grey."""
    if isinstance(value, dict):
        return {key: _greyed(item, key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_greyed(item, name) for item in value]
    if isinstance(value, np.ndarray) and value.dtype == object and name in ("color", "colors"):
        return [_greyed(item, name) for item in value]
    if isinstance(value, str) and _COLOUR.fullmatch(value):
        return grey_of(value.lower())
    return value

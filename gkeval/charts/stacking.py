"""Rows stacked in blocks: how high a row is, where each block stands, and the axes of both ways.

The number of rows comes in; heights in pixels, places as shares of the plot, and axes go out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gkeval.charts import theme
from gkeval.charts.setting import said


def row_height(rows: int) -> float:
    """Return the pixels that one row of bars gets: less when there are many.

    >>> row_height(5), row_height(30), row_height(300)
    (34.0, 24.0, 19.0)
    """
    return 34.0 if rows <= 8 else 28.0 if rows <= 20 else 24.0 if rows <= 60 else 19.0


def label_size(rows: int) -> int:
    """Return the font size of row labels."""
    return theme.LABEL if rows <= 60 else theme.LABEL - 1


@dataclass(frozen=True, slots=True)
class Panel:
    """Where one block of rows stands in the plot, as shares of its height, from the bottom."""

    bottom: float
    top: float


def panels(rows: Sequence[int], row: float, head: float) -> tuple[list[Panel], float]:
    """Stack blocks of rows from the top, each below a heading `head` pixels high.

    Returns
    -------
    list of Panel, float
        The blocks in order, and the height of all of them in pixels.

    >>> blocks, height = panels([3, 1], row=10, head=5)
    >>> [(round(b.bottom, 2), round(b.top, 2)) for b in blocks], height
    ([(0.3, 0.9), (0.0, 0.2)], 50.0)
    """
    height = sum(count * row + head for count in rows)
    blocks, used = [], 0.0
    for count in rows:
        top = used + head
        used = top + count * row
        blocks.append(Panel(max(0.0, 1 - used / height), 1 - top / height))
    return blocks, float(height)


def one_block(rows: int) -> tuple[int, Panel, float]:
    """Return the size of row labels, the place of a single block without a heading, its height.

    >>> size, panel, height = one_block(5)
    >>> size, round(panel.top, 2), height
    (13, 0.94, 180.0)
    """
    (panel,), height = panels([rows], row_height(rows), head=10)
    return label_size(rows), panel, height


def axis_name(place: int) -> str:
    """Return plotly's name of the vertical axis of a block.

    >>> axis_name(0), axis_name(1)
    ('y', 'y2')
    """
    return "y" if place == 0 else f"y{place + 1}"


def block_axis(
    place: int, labels: Sequence[str], panel: Panel, size: int, **more: Any
) -> dict[str, Any]:
    """Return the vertical axis of the block at `place`, by the name that a layout has for it.

    >>> list(block_axis(1, ["a"], Panel(0.0, 0.4), 13))
    ['yaxis2']
    """
    stands = {"anchor": "free", "position": 0.0} if place else {"anchor": "x"}
    return {f"yaxis{place + 1 if place else ''}": rows_axis(labels, panel, size, **stands, **more)}


def rows_axis(labels: Sequence[str], panel: Panel, size: int, **more: Any) -> dict[str, Any]:
    """Return a vertical axis with one labelled row per entry, the first on top."""
    count = len(labels)
    return {
        "domain": [panel.bottom, panel.top],
        "range": [count - 0.5, -0.5],
        "tickmode": "array",
        "tickvals": list(range(count)),
        "ticktext": [f"{said(label)}{theme.GAP}" for label in labels],
        "tickfont": {"size": size},
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": False,
        **more,
    }


def points_axis(highest: float, **more: Any) -> dict[str, Any]:
    """Return a horizontal axis of points, from 0."""
    return {
        "range": [0, highest],
        "showgrid": True,
        "gridcolor": theme.GRID,
        "zeroline": True,
        "zerolinecolor": theme.SOFT,
        "zerolinewidth": 1,
        "ticks": "",
        "tickfont": {"size": theme.NOTE, "color": theme.SOFT},
        "fixedrange": True,
        **more,
    }


def heading(text: str, panel: Panel, left: float = 0) -> dict[str, Any]:
    """Return the heading above a block of rows, as an annotation."""
    return {
        "text": f"<b>{said(text)}</b>",
        "x": left,
        "xref": "paper",
        "xanchor": "left",
        "y": panel.top,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"size": theme.LABEL, "color": theme.INK},
    }

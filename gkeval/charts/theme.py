"""The one look of every figure: fonts, colours, sizes, and where titles and notes stand.

A figure is laid out in pixels: its height grows with what it shows, its left margin with its
labels, its top margin with the lines of its title. Nothing is left to chance, so nothing overlaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gkeval.charts.setting import em, said, wrapped

if TYPE_CHECKING:
    import plotly.graph_objects as go

FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
"""Fonts that hold Chinese, the first one that a machine has is used."""

INK, SOFT, GRID, PAPER = "#1f2933", "#5f6c7b", "#e4e7eb", "#ffffff"
MAIN, PALE, ACCENT = "#2b6ca3", "#a9c6df", "#b3541e"
OPEN, LINE = "#c5cbd3", "#d9a78e"
SERIES = (
    "#2b6ca3",
    "#e6a532",
    "#2f9e7d",
    "#86c5ea",
    "#c77bab",
    "#c4581f",
    "#8a929c",
    "#e3d24f",
)
"""Colours of parts, told apart with every common colour blindness (after Okabe and Ito)."""
PATTERNS = ("", "/", ".", "x")
"""Patterns of parts beyond the eighth: the colours start anew with the next pattern."""

GAP = "\u00a0\u00a0"
"""Between a label and its bar."""

WIDTH = 960
EDGE = 24
TITLE, SUBTITLE, NOTE, LABEL = 19, 13, 11, 13


@dataclass(frozen=True, slots=True)
class Words:
    """What a figure says beside its data.

    Parameters
    ----------
    finding
        The title: what the reader learns.
    shows
        The line below: what is drawn, in which unit.
    note
        Lines at the foot: signs, scheme, period, fingerprint.
    """

    finding: str
    shows: str
    note: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend."""

    title: str
    colour: str
    pattern: str = ""
    sign: str = "■"


def colour(position: int) -> tuple[str, str]:
    """Return colour and pattern of the part at `position`."""
    return (
        SERIES[position % len(SERIES)],
        PATTERNS[position // len(SERIES) % len(PATTERNS)],
    )


def part_marker(position: int) -> dict[str, Any]:
    """Return the look of the part at `position`: its colour, and its pattern beyond the eighth."""
    shade, pattern = colour(position)
    return {
        "color": shade,
        "line": {"color": PAPER, "width": 1},
        "pattern": {
            "shape": pattern,
            "bgcolor": shade,
            "fgcolor": PAPER,
            "size": 7,
            "solidity": 0.15,
        },
    }


def open_marker() -> dict[str, Any]:
    """Return the look of what may still be earned: hatched."""
    return {
        "color": PAPER,
        "line": {"color": OPEN, "width": 1},
        "pattern": {"shape": "/", "fgcolor": SOFT, "size": 6, "solidity": 0.15},
    }


def layout(
    figure: go.Figure,
    words: Words,
    *,
    height: float,
    labels: Sequence[str] = (),
    size: int = LABEL,
    right: float = 90,
    legend: Sequence[Key] = (),
    foot: float = 0,
    width: float = WIDTH,
    left: float | None = None,
) -> go.Figure:
    """Give a figure its look, and its title, legend and note their place.

    Parameters
    ----------
    figure
        With traces and axes; changed in place and returned.
    words
        Title, subtitle, note.
    height
        Of the plot itself, in pixels.
    labels
        Row labels (without mark-up), which set the left margin.
    size
        Their font size.
    right
        Pixels right of the plot, for values printed at bar ends.
    legend
        The keys of the legend; empty for none.
    foot
        Pixels below the plot for an axis.
    width
        Of the whole figure, in pixels; wider than `WIDTH` only for grids of many columns.
    left
        Pixels left of the plot, when not what `labels` need.
    """
    inner = width - 2 * EDGE
    title = wrapped(words.finding, TITLE, inner - 8)
    shows = wrapped(words.shows, SUBTITLE, inner)
    note = [line for text in words.note for line in wrapped(text, NOTE, inner)]
    left = text_room(labels, size) if left is None else left
    keys = _legend_lines(legend, inner)
    # measured in Chromium: plotly draws a title line 24.7 pixels high and its subtitle 18 below
    above = 37 + 24.7 * (len(title) - 1) + 18 + 17 * len(shows)
    top = above + 12 + (len(keys) * 20 + 4 if keys else 0)
    bottom = foot + 16 + len(note) * NOTE * 1.5 + 10
    figure.update_layout(
        template="none",
        width=round(width),
        height=round(top + height + bottom),
        margin={"l": round(left), "r": round(right), "t": round(top), "b": round(bottom), "pad": 0},
        font={"family": ", ".join(FONTS), "size": size, "color": INK},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        title={
            "text": "<b>" + "<br>".join(map(said, title)) + "</b>",
            "font": {"size": TITLE, "color": INK},
            "subtitle": {
                "text": "<br>".join(map(said, shows)),
                "font": {"size": SUBTITLE, "color": SOFT},
            },
            "x": EDGE / width,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 20 if len(title) == 1 else 33},
        },
        showlegend=False,
        bargap=0.28,
        hoverlabel={
            "align": "left",
            "bgcolor": PAPER,
            "bordercolor": SOFT,
            "font": {"family": ", ".join(FONTS), "size": 13, "color": INK},
        },
        meta={
            "finding": words.finding,
            "shows": words.shows,
            "note": list(words.note),
            "legend": [[key.title, key.colour, key.pattern, key.sign] for key in legend],
        },
    )
    edge = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": EDGE - left, "showarrow": False}
    entries: list[dict[str, Any]] = [
        {
            "name": "note",
            "text": "<br>".join(map(said, note)),
            "y": 0,
            "yref": "paper",
            "yanchor": "top",
            "yshift": -foot - 14,
            "align": "left",
            "font": {"size": NOTE, "color": SOFT},
            **edge,
        }
    ]
    entries += [
        {
            "name": "legend",
            "text": line,
            "y": 1,
            "yref": "paper",
            "yanchor": "middle",
            "yshift": top - above - 14 - 20 * place,
            "font": {"size": 12, "color": INK},
            **edge,
        }
        for place, line in enumerate(keys)
    ]
    annotate(figure, entries)
    return figure


def annotate(figure: go.Figure, entries: Sequence[dict[str, Any]]) -> None:
    """Add texts to a figure at once; one by one, plotly copies all of them each time."""
    figure.layout.annotations = [*figure.layout.annotations, *entries]


def reworded(figure: go.Figure, words: Words) -> go.Figure:
    """Give a figure that is laid out already another title, subtitle and note, and their room.

    Parameters
    ----------
    figure
        Made by `layout`; changed in place and returned.
    words
        The new ones.
    """
    old, margin = figure.layout, figure.layout.margin
    legend = [Key(*entry) for entry in old.meta["legend"]]
    note = next(entry for entry in old.annotations if entry.name == "note")
    rest = [entry for entry in old.annotations if entry.name not in ("note", "legend")]
    height = old.height - margin.t - margin.b
    figure.layout.annotations = rest
    layout(
        figure,
        words,
        height=height,
        size=old.font.size,
        right=margin.r,
        legend=legend,
        foot=-note.yshift - 14,
        width=old.width,
        left=margin.l,
    )
    return figure


def text_room(labels: Sequence[str], size: int) -> float:
    """Return the pixels left of a plot that row labels of this size take.

    >>> text_room(["成都市"], 10)
    64.0
    """
    return max([float(EDGE), *(em(label) * size + EDGE + 10 for label in labels)])


def _legend_lines(legend: Sequence[Key], width: float) -> list[str]:
    """Set the keys of a legend in lines; plotly's own legend takes room that nobody can foresee."""
    lines: list[str] = []
    used = width
    for key in legend:
        need = em(key.title) * 12 + 40
        box = f"<span style='color:{key.colour}'>{'▨' if key.pattern else key.sign}</span> "
        entry = box + said(key.title)
        if used + need > width and used:
            lines.append(entry)
            used = need
        else:
            lines[-1] += GAP * 2 + entry
            used += need
    return lines

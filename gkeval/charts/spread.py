"""How far units are apart: the totals of each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gkeval.assessment import Assessment
from gkeval.charts import findings, stacking, theme
from gkeval.charts.frames import distribution_frame, ranking_frame
from gkeval.charts.setting import said, shortened
from gkeval.numbers import plain
from gkeval.words import counted

if TYPE_CHECKING:
    import plotly.graph_objects as go

HALF = 0.3
"""Half the height that a group's points take, in rows."""


def distribution(result: Assessment, *, lang: str | None = None) -> go.Figure:
    """Draw the totals of every group: each unit a point, over the middle half and the median.

    Parameters
    ----------
    result
        What `gkeval.assess` or `gkeval.score` returned.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        Units without a settled total are left out, and counted in the label of their group.

    Raises
    ------
    GkevalError
        For an unknown language.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> gk.charts.distribution(result).layout.meta["finding"]
    '21个市（州）总分从38.0到96.4，中位数65.6分'
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    frame = distribution_frame(result)
    ranked = ranking_frame(result, None, None, said_in)
    row = 110.0 if len(frame) <= 3 else 90.0
    blocks, height = stacking.panels([max(len(frame), 1)], row, head=6)
    figure = go.Figure()
    labels = []
    full = float(result.scheme.full_mark)
    for place, line in frame.iterrows():
        title = findings.group_title(result, str(line["group"]), said_in)
        waiting = (
            (f"，{line['open']}个未定" if zh else f", {line['open']} open") if line["open"] else ""
        )
        count = f"{line['units']}个{waiting}" if zh else counted(line["units"], "unit") + waiting
        labels.append((shortened(title), count))
        mine = ranked[(ranked["group"] == line["group"]) & ranked["score"].notna()]
        if line["units"] >= 4:
            _box(figure, float(place), line["lower"], line["median"], line["upper"])  # type: ignore[arg-type]
        scores = mine["score"].to_numpy(dtype=np.float64)
        figure.add_scatter(
            x=scores,
            y=float(place) + swarm(scores, full, HALF),  # type: ignore[arg-type]
            mode="markers",
            marker={
                "size": 9 if len(mine) <= 60 else 6,
                "color": theme.MAIN,
                "opacity": 0.75,
                "line": {"color": theme.PAPER, "width": 1},
            },
            hovertext=[
                f"<b>{said(name)}</b>　{findings.marks(result, score)}"
                for name, score in zip(mine["named"], mine["score"], strict=True)
            ],
            hoverinfo="text",
            name=said(title),
        )
        if line["units"] >= 4:
            figure.add_annotation(
                text=f"{'中位数' if zh else 'median'} {findings.marks(result, line['median'])}",
                x=line["median"],
                y=place,
                yshift=0.44 * row,
                showarrow=False,
                font={"size": theme.NOTE, "color": theme.ACCENT},
            )
    shows = (
        f"各组总分（满分{plain(full)}分）：每点一个评估对象，横条为中间一半，竖线为中位数"
        if zh
        else f"Totals (out of {plain(full)}): a point per unit, the bar holds the middle half, "
        "the line is the median"
    )
    highest = max([full, *ranked["score"].dropna()])
    axis = stacking.rows_axis([""] * max(len(frame), 1), blocks[0], theme.LABEL)
    small = "<span style='font-size:11px'>"
    axis["ticktext"] = [
        f"<b>{said(title)}</b>{theme.GAP}<br>{small}{count}</span>{theme.GAP}"
        for title, count in labels
    ]
    figure.update_layout(xaxis=stacking.points_axis(highest, anchor="y"), yaxis=axis)
    words = theme.Words(
        findings.distribution_finding(result, said_in), shows, findings.note(result, said_in)
    )
    widest = [text for pair in labels for text in pair]
    return theme.layout(figure, words, height=height, labels=widest, right=40, foot=22)


def swarm(scores: npt.NDArray[np.float64], full: float, half: float) -> npt.NDArray[np.float64]:
    """Return offsets that spread points of nearly equal scores, around 0, at most `half` away.

    Parameters
    ----------
    scores : array of float, shape (n,)
    full
        The full mark: scores within a hundredth of it share a column.
    half
        The largest offset.

    >>> swarm(np.array([10.0, 10.1, 50.0]), 100, 0.3).tolist()
    [-0.05, 0.05, 0.0]
    """
    columns = np.round(scores / full * 100)
    _, column, counts = np.unique(columns, return_inverse=True, return_counts=True)
    order = np.argsort(column, kind="stable")
    starts = np.cumsum(counts) - counts
    place = np.empty(len(scores))
    place[order] = np.arange(len(scores)) - np.repeat(starts, counts)
    steps = np.minimum(0.1, 2 * half / np.maximum(counts - 1, 1))
    offsets: npt.NDArray[np.float64] = (place - (counts[column] - 1) / 2) * steps[column]
    return offsets


def _box(figure: go.Figure, place: float, lower: float, median: float, upper: float) -> None:
    figure.add_shape(
        type="rect",
        x0=lower,
        x1=upper,
        y0=place - HALF,
        y1=place + HALF,
        layer="below",
        fillcolor=theme.PALE,
        opacity=0.45,
        line={"width": 0},
    )
    figure.add_shape(
        type="line",
        x0=median,
        x1=median,
        y0=place - HALF - 0.05,
        y1=place + HALF + 0.05,
        line={"color": theme.ACCENT, "width": 2},
    )

"""Heat map of units by indicators: where points were earned and where they were not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings, shades, stacking, theme
from gkeval.charts.frames import branch_of, chosen_indicators, ranking_frame
from gkeval.charts.grid_blocks import band_blocks, unit_blocks
from gkeval.charts.grid_frames import cells_frame
from gkeval.charts.setting import em, said, shortened, upright
from gkeval.errors import GkevalError
from gkeval.spec import Lang

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROWS = 400
"""Units that get a row each; more are drawn in bands of neighbours in the ranking."""
CELL, WIDE = 15.0, 1500.0
"""Least width of a column with a head, and the width that a figure does not pass, in pixels."""


def heat_map(
    result: Assessment,
    group: str | None = None,
    *,
    level: int | None = None,
    ranks: tuple[int, int] | None = None,
    lang: str | None = None,
) -> go.Figure:
    """Draw the rate (得分率) of every unit at every indicator, the first unit on top.

    More than 400 units are drawn in bands of neighbours in the ranking, each with its mean rates;
    `ranks` draws a stretch of them unit by unit. The figure can be zoomed.

    Parameters
    ----------
    result
        What `gkeval.assess` or `gkeval.score` returned.
    group
        A group of the scheme, or a subset of one; all of them, below each other, when not given.
    level
        Indicators of this level, 1 for the first; leaves when not given.
    ranks
        First and last rank to draw, such as ``(301, 600)``.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        Each heat map trace has the classes of `shades.rate_classes` as z, the rates as customdata.

    Raises
    ------
    GkevalError
        For an unknown group, level or language, and for ranks out of order or that nobody has.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> gk.charts.heat_map(result).data[0].customdata.shape
    (21, 5)
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    if ranks is not None and not 1 <= ranks[0] <= ranks[1]:
        raise GkevalError(f"ranks is {ranks}, must be (first, last) with 1 <= first <= last")
    cells = cells_frame(result, group, level)
    held = set(cells["indicator"])
    indicators = [name for name in chosen_indicators(result, level) if name in held]
    ranked = ranking_frame(result, group, None, said_in)
    whole = len(ranked)
    if ranks is not None:
        kept = ranked[ranked["rank"].between(*ranks).fillna(False).to_numpy(dtype=bool)]
        if kept.empty:
            last = ranked["rank"].max()
            told = "no unit has a rank" if pd.isna(last) else f"the last rank is {last}"
            raise GkevalError(f"ranks is {ranks}, must hold the rank of a unit: {told}")
        ranked = kept
    binned = len(ranked) > ROWS
    titles = [findings.indicator_title(result, name, said_in) for name in indicators]
    blocks = (
        band_blocks(result, group, indicators, titles, cells, said_in)
        if binned
        else unit_blocks(result, ranked, indicators, titles, cells, said_in)
    )
    rows = sum(len(block.labels) for block in blocks)
    size, row = stacking.label_size(rows), min(stacking.row_height(rows), 24.0)
    row = 14.0 if binned else row
    size = 10 if binned else size
    left = max(em(text) * size for block in blocks for text in block.labels or [""])
    left = max(theme.EDGE, left + theme.EDGE + 10)
    room = theme.WIDTH - left - theme.EDGE
    headed = CELL * len(indicators) <= WIDE - left - theme.EDGE
    column = max(room / max(len(indicators), 1), CELL if headed else 0)
    width = left + theme.EDGE + column * len(indicators)
    head, heads = _heads(titles, said_in) if headed else (14.0, [])
    several = len(blocks) > 1
    panels, height = stacking.panels(
        [len(block.labels) for block in blocks], row, head=28.0 if several else 4.0
    )
    above = head + 18
    scale = height / (height + above)
    figure = go.Figure()
    axes: dict[str, Any] = {}
    for place, (block, panel) in enumerate(zip(blocks, panels, strict=True)):
        axis = stacking.axis_name(place)
        panel = stacking.Panel(panel.bottom * scale, panel.top * scale)
        figure.add_heatmap(
            z=shades.rate_classes(block.rates),
            customdata=block.rates,
            hovertext=block.hover,
            hoverinfo="text",
            colorscale=shades.stepped(shades.RATES),
            zmin=-0.5,
            zmax=5.5,
            showscale=False,
            xgap=1,
            ygap=1 if row > 10 else 0,
            yaxis=axis,
            name=said(block.title),
        )
        for state, symbol in (("not_applicable", "line-ew-open"), ("open", "x-thin-open")):
            at = np.argwhere(block.states == state)
            if len(at):
                figure.add_scatter(
                    x=at[:, 1],
                    y=at[:, 0],
                    mode="markers",
                    marker={"symbol": symbol, "size": 6, "color": theme.SOFT},
                    hoverinfo="skip",
                    name=state,
                    yaxis=axis,
                )
        axes |= stacking.block_axis(place, block.labels, panel, size, fixedrange=False)
        if several:
            figure.add_annotation(stacking.heading(block.title, panel))
    figure.update_layout(
        **axes,
        xaxis={
            "range": [-0.5, len(indicators) - 0.5],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
        },
    )
    _draw_heads(figure, result, indicators, heads, column, head, scale, said_in)
    states = {state for block in blocks for state in np.unique(block.states) if state}
    shows = f"{_what(level, zh)}得分率" if zh else f"Rate of each {_what(level, zh)}"
    if binned:
        shows += (
            f"，{whole}个评估对象按名次每{int(blocks[0].size)}个一行取平均，可放大"
            if zh
            else f": {whole} units by rank, means of {int(blocks[0].size)} per row; zoom in"
        )
    else:
        shows += "，按名次排列" if zh else ", units by rank"
    cut = whole - len(ranked)
    note = findings.note(result, said_in, None if binned else ranked[ranked["tied"]], cut)
    signs = _signs(states, zh)
    words = theme.Words(
        _finding(result, cells, ranked, said_in), shows, (*([signs] if signs else []), *note)
    )
    return theme.layout(
        figure,
        words,
        height=height + above,
        labels=[text for block in blocks for text in block.labels],
        size=size,
        right=theme.EDGE,
        legend=shades.rate_keys(said_in),
        width=max(width, theme.WIDTH),
    )


def _heads(titles: list[str], lang: Lang) -> tuple[float, list[str]]:
    """Return the height that the column heads take, and the heads."""
    if lang == "zh":
        heads = [upright(title) for title in titles]
        return max(text.count("<br>") + 1 for text in heads) * 14.4 + 14, heads
    heads = [shortened(title, 18) for title in titles]
    return max(map(em, heads)) * 11 + 10, [said(text) for text in heads]


def _draw_heads(
    figure: go.Figure,
    result: Assessment,
    indicators: list[str],
    heads: list[str],
    column: float,
    head: float,
    top: float,
    lang: Lang,
) -> None:
    """Write the heads above their columns, and the branches above them."""
    common: dict[str, Any] = {"y": top, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    entries = [
        {
            "text": text,
            "x": at,
            "yshift": 4,
            "textangle": 0 if lang == "zh" else -90,
            "font": {"size": 11, "color": theme.INK},
            **common,
        }
        for at, text in enumerate(heads)
    ]
    branches = [branch_of(result, name) for name in indicators]
    if branches == indicators:
        theme.annotate(figure, entries)
        return
    order = list(dict.fromkeys(branches))
    starts = [at for at in range(len(branches)) if at == 0 or branches[at] != branches[at - 1]]
    for start, end in zip(starts, [*starts[1:], len(branches)], strict=True):
        title = findings.indicator_title(result, branches[start], lang)
        fit = (end - start) * column / 12 - 0.5
        middle = (start + end - 1) / 2
        figure.add_shape(
            type="line",
            x0=start - 0.42,
            x1=end - 0.58,
            y0=head,
            y1=head,
            yref="paper",
            yanchor=top,
            ysizemode="pixel",
            line={"color": theme.colour(order.index(branches[start]))[0], "width": 3},
        )
        if fit >= min(2.5, em(title)):
            entries.append(
                {
                    "text": said(shortened(title, fit)),
                    "x": middle,
                    "yshift": head + 2,
                    "font": {"size": 12, "color": theme.INK},
                    **common,
                }
            )
    theme.annotate(figure, entries)


def _finding(result: Assessment, cells: pd.DataFrame, ranked: pd.DataFrame, lang: Lang) -> str:
    """Say where most units earned nothing; else which indicator divides them most."""
    zh = lang == "zh"
    mine = cells[cells["unit"].isin(ranked["unit"]) & (cells["state"] == "scored")]
    if mine.empty:
        return "尚无已评分的指标" if zh else "No indicator has been scored yet"
    nothing = mine.assign(none=mine["rate"] < 1e-9).groupby("indicator", sort=False)["none"]
    counts = nothing.sum()
    worst = str(counts.idxmax())
    title = findings.indicator_title(result, worst, lang)
    if counts[worst]:
        units = int(nothing.size()[worst])
        return (
            f"“{title}”零分最多：{units}个评估对象中{counts[worst]}个"
            if zh
            else f"Most zeros: {title}, {counts[worst]} of {units} units"
        )
    if mine["unit"].nunique() == 1:
        return "只有一个评估对象已评分" if zh else "Only one unit has been scored"
    spread = mine.groupby("indicator", sort=False)["rate"].std(ddof=0).fillna(0)
    title = findings.indicator_title(result, str(spread.idxmax()), lang)
    if spread.max() < 1e-9:
        return "各评估对象在每项指标上得分率相同" if zh else "All units have the same rates"
    return f"差距最大的是“{title}”" if zh else f"Units differ most in {title}"


def _signs(states: set[str], zh: bool) -> str:
    texts = {
        "not_applicable": ("–：不适用", "–: not applicable"),
        "open": ("×：未评定", "×: open"),
    }
    told = [texts[state][0 if zh else 1] for state in texts if state in states]
    return ("；" if zh else "; ").join(told)


def _what(level: int | None, zh: bool) -> str:
    if level is None:
        return "各项指标" if zh else "indicator"
    return f"各{'一二三四五六七八九'[level - 1]}级指标" if zh else f"indicator of level {level}"

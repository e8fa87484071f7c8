"""Updates of a website: a calendar of one unit, a cell per day, its longest gap framed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings, shades, stacking, theme
from gkeval.charts.frames import ranking_frame
from gkeval.charts.gaps import days_said, gap_said, month_said
from gkeval.charts.time_frames import ends_of, gaps_frame
from gkeval.spec import Lang
from gkeval.words import counted

if TYPE_CHECKING:
    import plotly.graph_objects as go

SHADES = ("#edf0f3", *shades.CHANCE[2:])
"""Of days with 0, 1, 2, 3 and more records."""
STEPS = (0, 1, 2, 4, 8)
WEEK = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


def calendar(
    result: Assessment, indicator: str, unit: str, *, lang: str | None = None
) -> go.Figure:
    """Draw the updates of a unit as a calendar, its longest gap framed.

    Parameters
    ----------
    result
        What `gkeval.assess` returned; its records are read.
    indicator
        A leaf with a measure ``longest_gap``.
    unit
        Id of a unit.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        The heat map has one cell per day, customdata is the number of records.

    Raises
    ------
    GkevalError
        For an indicator of another kind, an unknown unit, one that the indicator is not for, or
        without records.
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    gaps = gaps_frame(result, indicator, None, unit)
    longest = gaps.longest.iloc[0]
    start, end = ends_of(result, gaps.longest, gaps.days)
    days = pd.date_range(start, end)
    given = gaps.days.set_index("day")["records"]
    records = given.reindex(days).fillna(0).to_numpy(dtype=np.int64)
    years = sorted(set(days.year))
    figure = go.Figure()
    cell = 16.0
    panels, height = stacking.panels([7] * len(years), cell, head=44.0)
    axes: dict[str, Any] = {}
    for place, (year, panel) in enumerate(zip(years, panels, strict=True)):
        axis = stacking.axis_name(place)
        in_year = days.year == year
        mine, held = days[in_year], records[in_year]
        weeks, first = _weeks(mine, year)
        counts = np.full((7, 54), np.nan)
        told = np.full((7, 54), "", dtype=object)
        counts[mine.day_of_week, weeks] = held
        told[mine.day_of_week, weeks] = days_said(mine, held, zh)
        known = ~np.isnan(counts)
        classes = np.searchsorted(STEPS, np.where(known, counts, 0), side="right") - 1.0
        figure.add_heatmap(
            z=np.where(known, classes, np.nan),
            customdata=counts,
            hovertext=told,
            hoverinfo="text",
            colorscale=shades.stepped(SHADES),
            zmin=-0.5,
            zmax=len(SHADES) - 0.5,
            showscale=False,
            xgap=2,
            ygap=2,
            yaxis=axis,
            name=str(year),
        )
        names = [f"周{day}" for day in WEEK[0]] if zh else list(WEEK[1])
        axes |= stacking.block_axis(place, names, panel, theme.NOTE)
        _months(figure, first, mine, panel, year, zh)
        _frame(figure, longest, year, axis)
    figure.update_layout(
        **axes,
        xaxis={
            "range": [-0.6, 53.6],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "fixedrange": True,
        },
    )
    name = str(ranking_frame(result, None, None, said_in).set_index("unit").loc[unit, "named"])
    title = findings.indicator_title(result, indicator, said_in)
    total, active = int(records.sum()), int((records > 0).sum())
    shows = (
        f"{title}：{total}条，{active}天有更新；框内为最长未更新时段"
        if zh
        else f"{title}: {counted(total, 'record')} on {counted(active, 'day')}; "
        "the frame is the longest gap"
    )
    if longest["key"]:
        shows += f"（{longest['key']}）" if zh else f" ({longest['key']})"
    words = theme.Words(
        _calendar_finding(name, longest, said_in), shows, findings.note(result, said_in)
    )
    texts = ("0", "1", "2–3", "4–7", "8条以上" if zh else "8 and more")
    keys = [theme.Key(text, shade) for text, shade in zip(texts, SHADES, strict=True)]
    keys.append(theme.Key("最长间隔" if zh else "longest gap", theme.ACCENT, sign="□"))
    return theme.layout(
        figure,
        words,
        height=height,
        labels=["周一" if zh else "Mon"],
        size=theme.NOTE,
        right=theme.EDGE,
        legend=keys,
    )


def _weeks(days: pd.DatetimeIndex, year: int) -> tuple[npt.NDArray[np.int64], int]:
    """Return the column of each day, and the weekday of 1 January."""
    first = pd.Timestamp(year, 1, 1).day_of_week
    return ((days.day_of_year + first - 1) // 7).to_numpy(), int(first)


def _months(
    figure: go.Figure,
    first: int,
    days: pd.DatetimeIndex,
    panel: stacking.Panel,
    year: int,
    zh: bool,
) -> None:
    for month in sorted(set(days.month)):
        start = pd.Timestamp(year, month, 1)
        text = month_said(start, zh)
        if month == min(days.month):
            text = f"<b>{year}</b>　{text}" if zh else f"<b>{year}</b> {text}"
        figure.add_annotation(
            text=text,
            x=(start.day_of_year + first - 1) // 7 - 0.5,
            y=panel.top,
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=4,
            showarrow=False,
            font={"size": theme.NOTE, "color": theme.SOFT},
        )


def _frame(figure: go.Figure, longest: pd.Series[Any], year: int, axis: str) -> None:
    """Frame the days of a stretch, from its first week column to its last."""
    inside = pd.date_range(longest["first"], longest["last"])
    inside = inside[inside.year == year]
    if not len(inside):
        return
    weeks, _ = _weeks(inside, year)
    start, end = int(weeks[0]), int(weeks[-1])
    top, foot = inside[0].day_of_week - 0.5, inside[-1].day_of_week + 0.5
    corners = [
        (start - 0.5, top),
        (start + 0.5, top),
        *([(start + 0.5, -0.5)] if end > start else []),
        *([(end + 0.5, -0.5)] if end > start else []),
        (end + 0.5, foot),
        (end - 0.5, foot),
        *([(end - 0.5, 6.5)] if end > start else []),
        *([(start - 0.5, 6.5)] if end > start else []),
    ]
    path = "M " + " L ".join(f"{x} {y}" for x, y in corners) + " Z"
    figure.add_shape(
        type="path",
        path=path,
        xref="x",
        yref=axis,
        line={"color": theme.ACCENT, "width": 1.8},
    )


def _calendar_finding(name: str, longest: pd.Series[Any], lang: Lang) -> str:
    zh = lang == "zh"
    if not longest["n"]:
        return f"{name}评估期内没有更新" if zh else f"{name} had no update in the period"
    span = f"{longest['start']:%Y-%m-%d}", f"{longest['end']:%Y-%m-%d}"
    told = gap_said(name, longest["days"], zh)
    return told + (f"（{span[0]}至{span[1]}）" if zh else f" ({span[0]} to {span[1]})")

"""Updates of websites: a calendar of one unit, and the longest gap of every unit on a time line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings, shades, theme
from gkeval.charts.frames import ranking_frame
from gkeval.charts.setting import said, shortened
from gkeval.charts.time_frames import gaps_frame
from gkeval.errors import GkevalError
from gkeval.spec import Lang

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
        For an indicator of another kind, an unknown unit, or without records.
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    gaps = gaps_frame(result, indicator, None, unit)
    longest = gaps.longest.iloc[0]
    start, end = _ends(result, gaps.longest, gaps.days)
    days = pd.date_range(start, end)
    given = gaps.days.set_index("day")["records"]
    records = given.reindex(days).fillna(0).to_numpy(dtype=np.int64)
    years = sorted(set(days.year))
    figure = go.Figure()
    cell = 16.0
    panels, height = theme.panels([7] * len(years), cell, head=44.0)
    axes = {}
    for place, (year, panel) in enumerate(zip(years, panels, strict=True)):
        axis = "y" if place == 0 else f"y{place + 1}"
        in_year = days.year == year
        mine, held = days[in_year], records[in_year]
        weeks, first = _weeks(mine, year)
        counts = np.full((7, 54), np.nan)
        told = np.full((7, 54), "", dtype=object)
        counts[mine.day_of_week, weeks] = held
        told[mine.day_of_week, weeks] = [
            f"{day:%Y-%m-%d}　{n}{'条' if zh else ' records'}"
            for day, n in zip(mine, held, strict=True)
        ]
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
        axes["yaxis" if place == 0 else f"yaxis{place + 1}"] = theme.rows_axis(
            names,
            panel,
            theme.NOTE,
            anchor="x" if place == 0 else "free",
            **({"position": 0.0} if place else {}),
        )
        _months(figure, first, mine, panel, year, zh)
        if pd.notna(longest["start"]):
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
        else f"{title}: {total} records on {active} days; the frame is the longest gap"
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


def update_gaps(
    result: Assessment, indicator: str, group: str | None = None, *, lang: str | None = None
) -> go.Figure:
    """Draw the updates of every unit on a time line, its longest gap marked; longest gap on top.

    Parameters
    ----------
    result
        What `gkeval.assess` returned; its records are read.
    indicator
        A leaf with a measure ``longest_gap``.
    group
        Only units of this group or subset.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        The trace ``gap`` holds the stretches, ``days`` the days with a record.

    Raises
    ------
    GkevalError
        For an indicator of another kind, an unknown group, or without records.
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    gaps = gaps_frame(result, indicator, group)
    longest = gaps.longest.dropna(subset=["start"])
    longest = longest.sort_values("days", ascending=False, kind="stable").reset_index(drop=True)
    if longest.empty:
        raise GkevalError(f"indicator {indicator}: no unit has a stretch to draw")
    names = ranking_frame(result, group, None, said_in).set_index("unit")["named"]
    rows = len(longest)
    size, row = theme.label_size(rows), theme.row_height(rows)
    panels, height = theme.panels([rows], row, head=10)
    labels = [shortened(str(names[unit])) for unit in longest["unit"]]
    days = gaps.days[gaps.days["unit"].isin(longest["unit"])]
    place = pd.Index(longest["unit"]).get_indexer(pd.Index(days["unit"]))
    word = "天" if zh else " days"
    figure = go.Figure()
    figure.add_bar(
        y=longest.index,
        base=longest["start"].dt.strftime("%Y-%m-%d"),
        x=(longest["end"] - longest["start"]).dt.days * 86_400_000.0,
        orientation="h",
        width=0.56,
        marker={"color": theme.LINE},
        hovertext=[
            f"<b>{said(names[one['unit']])}</b>　{one['days']}{word}<br>"
            f"{one['start']:%Y-%m-%d} – {one['end']:%Y-%m-%d} {said(one['key'])}"
            for one in longest.to_dict("records")
        ],
        hoverinfo="text",
        name="gap",
    )
    figure.add_scatter(
        x=days["day"],
        y=place,
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 10 if rows <= 60 else 8,
            "line": {"width": 1.2, "color": theme.MAIN},
            "color": theme.MAIN,
        },
        hovertext=[
            f"{day:%Y-%m-%d}　{n}{'条' if zh else ' records'}"
            for day, n in zip(days["day"], days["records"], strict=True)
        ],
        hoverinfo="text",
        name="days",
    )
    start, end = _ends(result, longest, days)
    theme.annotate(
        figure,
        [
            {
                "text": f"{length}{word}",
                "x": 1,
                "xref": "paper",
                "y": at,
                "xanchor": "left",
                "xshift": 8,
                "showarrow": False,
                "font": {"size": size},
            }
            for at, length in longest["days"].items()
        ],
    )
    months = pd.date_range(start, end, freq="MS")
    step = max(1, round(len(months) / 12))
    figure.update_layout(
        xaxis={
            "type": "date",
            "range": [f"{start:%Y-%m-%d}", f"{end + pd.Timedelta(days=1):%Y-%m-%d}"],
            "tickvals": [f"{month:%Y-%m-%d}" for month in months[::step]],
            "ticktext": [f"{m.month}月" if zh else f"{m:%b}" for m in months[::step]],
            "ticklabelposition": "outside right",
            "tickfont": {"size": theme.NOTE, "color": theme.SOFT},
            "showgrid": True,
            "gridcolor": theme.GRID,
            "zeroline": False,
            "anchor": "y",
            "fixedrange": True,
        },
        yaxis=theme.rows_axis(labels, panels[0], size),
    )
    middle = float(longest["days"].median())
    top = longest.iloc[0]
    finding = (
        f"{names[top['unit']]}最长{top['days']}天未更新；各评估对象最长间隔的中位数{middle:g}天"
        if zh
        else f"{names[top['unit']]} had no update for {top['days']} days; median longest gap "
        f"{middle:g} days"
    )
    title = findings.indicator_title(result, indicator, said_in)
    shows = (
        f"{title}，右列为最长间隔天数" if zh else f"{title}; days of the longest gap at the right"
    )
    if (longest["key"] != "").any():
        shows += "（按栏目或账号分别计，取最长）" if zh else ", of any one column or account"
    words = theme.Words(finding, shows, findings.note(result, said_in))
    keys = [
        theme.Key("有更新的日期" if zh else "days with an update", theme.MAIN, sign="┃"),
        theme.Key("最长未更新时段" if zh else "longest gap", theme.LINE),
    ]
    return theme.layout(
        figure, words, height=height, labels=labels, size=size, right=84, legend=keys, foot=22
    )


def _ends(
    result: Assessment, longest: pd.DataFrame, days: pd.DataFrame
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last day to draw: the period, and what lies outside it."""
    period = result.scheme.period
    first = [pd.Timestamp(period.start), longest["start"].min(), days["day"].min()]
    last = [pd.Timestamp(period.end), longest["end"].max(), days["day"].max()]
    return min(day for day in first if pd.notna(day)), max(day for day in last if pd.notna(day))


def _weeks(days: pd.DatetimeIndex, year: int) -> tuple[npt.NDArray[np.int64], int]:
    """Return the column of each day, and the weekday of 1 January."""
    first = pd.Timestamp(year, 1, 1).day_of_week
    return ((days.day_of_year + first - 1) // 7).to_numpy(), int(first)


def _months(
    figure: go.Figure, first: int, days: pd.DatetimeIndex, panel: theme.Panel, year: int, zh: bool
) -> None:
    for month in sorted(set(days.month)):
        start = pd.Timestamp(year, month, 1)
        text = f"{month}月" if zh else f"{start:%b}"
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
    if pd.isna(longest["start"]) or not longest["n"]:
        return f"{name}评估期内没有更新" if zh else f"{name} had no update in the period"
    span = f"{longest['start']:%Y-%m-%d}", f"{longest['end']:%Y-%m-%d}"
    if zh:
        return f"{name}最长{longest['days']}天未更新（{span[0]}至{span[1]}）"
    return f"{name} had no update for {longest['days']} days ({span[0]} to {span[1]})"

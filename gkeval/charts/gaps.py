"""Updates of websites: the longest gap of every unit on a time line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings, stacking, theme
from gkeval.charts.frames import ranking_frame
from gkeval.charts.setting import said, shortened
from gkeval.charts.time_frames import ends_of, gaps_frame
from gkeval.errors import GkevalError
from gkeval.words import counted

if TYPE_CHECKING:
    import plotly.graph_objects as go


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
    longest, days = gaps.longest, gaps.days
    if longest.empty:
        raise GkevalError(f"indicator {indicator} is not for any unit of group {group!r}")
    longest = longest.sort_values("days", ascending=False, kind="stable").reset_index(drop=True)
    names = ranking_frame(result, group, None, said_in).set_index("unit")["named"]
    rows = len(longest)
    size, panel, height = stacking.one_block(rows)
    labels = [shortened(str(names[unit])) for unit in longest["unit"]]
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
        hovertext=days_said(days["day"], days["records"], zh),
        hoverinfo="text",
        name="days",
    )
    start, end = ends_of(result, longest, days)
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
            "ticktext": [month_said(month, zh) for month in months[::step]],
            "ticklabelposition": "outside right",
            "tickfont": {"size": theme.NOTE, "color": theme.SOFT},
            "showgrid": True,
            "gridcolor": theme.GRID,
            "zeroline": False,
            "anchor": "y",
            "fixedrange": True,
        },
        yaxis=stacking.rows_axis(labels, panel, size),
    )
    middle = float(longest["days"].median())
    top = longest.iloc[0]
    finding = gap_said(str(names[top["unit"]]), top["days"], zh) + (
        f"；各评估对象最长间隔的中位数{middle:g}天"
        if zh
        else f"; median longest gap {middle:g} days"
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


def days_said(days: Iterable[pd.Timestamp], records: Iterable[int], zh: bool) -> list[str]:
    """Say how many records each day has.

    >>> days_said([pd.Timestamp(2017, 3, 5)], [2], zh=True)
    ['2017-03-05　2条']
    """
    return [
        f"{day:%Y-%m-%d}　{f'{n}条' if zh else counted(n, 'record')}"
        for day, n in zip(days, records, strict=True)
    ]


def month_said(month: pd.Timestamp, zh: bool) -> str:
    """Name a month on an axis.

    >>> march = pd.Timestamp(2017, 3, 1)
    >>> month_said(march, zh=True), month_said(march, zh=False)
    ('3月', 'Mar')
    """
    return f"{month.month}月" if zh else f"{month:%b}"


def gap_said(name: str, days: int, zh: bool) -> str:
    """Say how long a unit had no update at most.

    >>> gap_said("Qingshan", 12, zh=False)
    'Qingshan had no update for 12 days'
    """
    return f"{name}最长{days}天未更新" if zh else f"{name} had no update for {counted(days, 'day')}"

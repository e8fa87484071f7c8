"""Figures by indicator: how far each was attained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gkeval.assessment import Assessment
from gkeval.charts import findings, stacking, theme
from gkeval.charts.frames import attainment_frame
from gkeval.charts.setting import said, shortened
from gkeval.numbers import plain

if TYPE_CHECKING:
    import plotly.graph_objects as go


def attainment(
    result: Assessment,
    group: str | None = None,
    *,
    level: int | None = None,
    lang: str | None = None,
) -> go.Figure:
    """Draw the rate (得分率) of every indicator over all units, the best on top.

    Parameters
    ----------
    result
        What `gkeval.assess` or `gkeval.score` returned.
    group
        Only units of this group or subset.
    level
        Indicators of this level, 1 for the first; leaves when not given.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    GkevalError
        For an unknown group, level or language.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> len(gk.charts.attainment(result).data[0].x)
    5
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    frame = attainment_frame(result, group, level)
    size, panel, height = stacking.one_block(max(len(frame), 1))
    titles = [findings.indicator_title(result, node, said_in) for node in frame["indicator"]]
    labels = [shortened(title) for title in titles]
    branches = [indicator.id for indicator in result.scheme.indicators]
    several = frame["branch"].nunique() > 1 and bool((frame["branch"] != frame["indicator"]).any())
    figure = go.Figure()
    hover = [
        _hover(title, *values, zh=said_in == "zh")
        for title, values in zip(
            titles,
            frame[["points", "rate", "units", "full", "none"]].itertuples(index=False),
            strict=True,
        )
    ]
    keys = [branch for branch in branches if branch in set(frame["branch"])] if several else [""]
    for key in keys:
        mine = frame[frame["branch"] == key] if key else frame
        title = findings.indicator_title(result, key, said_in) if key else ""
        figure.add_bar(
            y=mine.index,
            x=mine["rate"] * 100,
            orientation="h",
            width=0.72,
            offset=-0.36,
            marker=theme.part_marker(branches.index(key) if key else 0),
            text=[findings.percent(rate) for rate in mine["rate"]],
            textposition="outside",
            textfont={"color": theme.INK},
            textangle=0,
            constraintext="none",
            cliponaxis=False,
            name=said(title),
            hovertext=[hover[position] for position in mine.index],
            hoverinfo="text",
        )
    who = findings.group_title(result, group, said_in) if group else ""
    shows = (
        f"各项指标得分率{f'（{who}）' if who else ''}：得分之和÷可得分之和，由高到低"
        if said_in == "zh"
        else f"Points earned ÷ points available, by indicator{f' ({who})' if who else ''}"
    )
    figure.update_layout(
        xaxis=stacking.points_axis(100, ticksuffix="%", anchor="y"),
        yaxis=stacking.rows_axis(labels, panel, size),
    )
    words = theme.Words(
        findings.attainment_finding(result, frame, said_in), shows, findings.note(result, said_in)
    )
    legend = [
        theme.Key(
            findings.indicator_title(result, key, said_in), *theme.colour(branches.index(key))
        )
        for key in (keys if several else [])
    ]
    return theme.layout(
        figure, words, height=height, labels=labels, size=size, legend=legend, foot=22
    )


def _hover(
    title: str, points: float, rate: float, units: int, full: int, none: int, *, zh: bool
) -> str:
    head = f"<b>{said(title)}</b>　{findings.percent(rate)}"
    if zh:
        return f"{head}<br>分值{plain(points)}　评定{units}个<br>满分{full}个　零分{none}个"
    return (
        f"{head}<br>{plain(points)} points, scored for {units}"
        f"<br>full marks: {full}, nothing: {none}"
    )

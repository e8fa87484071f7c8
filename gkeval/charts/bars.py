"""Bars by unit: the ranking, and the parts that each total is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.assessment.showing import grade_colours, grade_titles
from gkeval.charts import findings, stacking, theme
from gkeval.charts.frames import parts_frame, ranking_frame
from gkeval.charts.rows import Sheet, hover_texts, value_text
from gkeval.charts.setting import said
from gkeval.numbers import plain
from gkeval.spec import Lang

if TYPE_CHECKING:
    import plotly.graph_objects as go


def ranking(
    result: Assessment,
    group: str | None = None,
    *,
    lang: str | None = None,
    top: int | None = None,
    span: float = 1.0,
) -> go.Figure:
    """Draw the ranking as bars, the first unit on top.

    A unit with open indicators has no rank: its bar shows what is certain, a hatched part what may
    still come. Bars take the colour of the grade where the scheme has grades.

    Parameters
    ----------
    result
        What `gkeval.assess` or `gkeval.score` returned.
    group
        A group of the scheme, or a subset of one; one block of bars per group when not given.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.
    top
        Show ranks up to this one only.
    span
        Share of the width that the bars take; less than 1 leaves room for a second plot.

    Returns
    -------
    plotly.graph_objects.Figure
        Its `layout.meta` holds the finding, what is shown and the note as plain text.

    Raises
    ------
    GkevalError
        For an unknown group or language, or `top` below 1.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> figure = gk.charts.ranking(result)
    >>> figure.layout.meta["finding"][:12]
    '成都市以96.4分居首，'
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    frame = ranking_frame(result, group, top, said_in)
    sheet = Sheet(result, frame, said_in, group, span)
    figure = go.Figure()
    hover = hover_texts(result, frame, said_in)
    for place, (_, block) in enumerate(sheet.blocks):
        settled = block[block["score"].notna()]
        # without any total (vetoed, say) a bar of no length carries the “—”
        waiting = block[block["score"].isna()].fillna({"low": 0.0, "high": 0.0})
        told = [value_text(result, row) for _, row in block.loc[waiting.index].iterrows()]
        axis = stacking.axis_name(place)
        for grade, title, colour in _grades(result, settled, said_in):
            mine = settled[settled["grade"] == grade] if result.scheme.grades else settled
            figure.add_bar(
                y=mine["row"],
                x=mine["score"],
                marker={"color": colour},
                text=[value_text(result, row) for _, row in mine.iterrows()],
                name=said(title),
                **_bar_style(axis, [hover[unit] for unit in mine["unit"]]),
            )
        if not waiting.empty:
            figure.add_bar(
                y=waiting["row"],
                x=waiting["low"],
                marker={"color": theme.OPEN},
                name="low",
                **_bar_style(axis, [hover[unit] for unit in waiting["unit"]]),
            )
            figure.add_bar(
                y=waiting["row"],
                x=waiting["high"] - waiting["low"],
                base=waiting["low"],
                marker=theme.open_marker(),
                text=told,
                name="open",
                **_bar_style(axis, [hover[unit] for unit in waiting["unit"]]),
            )
        sheet.mean_line(figure, block, place)
    grades = _grades(result, frame[frame["score"].notna()], said_in)
    keys = [theme.Key(title, shade) for _, title, shade in grades] if len(grades) > 1 else []
    full = plain(result.scheme.full_mark)
    whole = len(result.ranking(group))
    if said_in == "zh":
        shows = f"总分（满分{full}分）与名次" + (f"，前{top}名" if top else "")
    else:
        shows = f"Total (out of {full}) and rank" + (f", first {top}" if top else "")
    words = theme.Words(
        findings.ranking_finding(result, frame, said_in, group),
        shows,
        findings.note(result, said_in, frame, cut=whole - len(frame)),
    )
    return sheet.finish(figure, words, legend=keys)


def contributions(
    result: Assessment,
    group: str | None = None,
    *,
    lang: str | None = None,
    top: int | None = None,
) -> go.Figure:
    """Draw what each first-level indicator adds to each unit's total, stacked.

    Parameters
    ----------
    result, group, lang, top
        As for `ranking`.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    GkevalError
        As for `ranking`.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> [trace.name for trace in gk.charts.contributions(result).data][:2]
    ['政务公开及日常更新', '在线服务']
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    frame = ranking_frame(result, group, top, said_in)
    parts = parts_frame(result, pd.Index(frame["unit"]))
    sheet = Sheet(result, frame, said_in, group)
    figure = go.Figure()
    hover = hover_texts(result, frame, said_in)
    held = set(parts["indicator"])
    for place, (_, block) in enumerate(sheet.blocks):
        axis = stacking.axis_name(place)
        mine = parts[parts["unit"].isin(block["unit"])]
        for position, indicator in enumerate(result.scheme.indicators):
            if indicator.id not in held:
                continue
            title = indicator.title.to(said_in)
            rows = block.merge(mine[mine["indicator"] == indicator.id], on="unit")
            figure.add_bar(
                y=rows["row"],
                x=rows["earned"],
                text=[
                    "" if theme.colour(position)[1] else sheet.fitting(points)
                    for points in rows["earned"]
                ],
                textposition="inside",
                insidetextanchor="middle",
                insidetextfont={"size": theme.NOTE},
                textangle=0,
                constraintext="none",
                marker=theme.part_marker(position),
                name=said(title),
                **_part_style(axis, [hover[unit] for unit in rows["unit"]]),
            )
        waiting = block.merge(mine.groupby("unit", sort=False)["open"].sum(), on="unit")
        waiting = waiting[waiting["open"] > 0]
        if not waiting.empty:
            figure.add_bar(
                y=waiting["row"],
                x=waiting["open"],
                marker=theme.open_marker(),
                name="open",
                **_part_style(axis, [hover[unit] for unit in waiting["unit"]]),
            )
        # adjustments may put the total elsewhere than where the stack ends
        stacked = block["unit"].map(mine.groupby("unit")[["earned", "open"]].sum().sum(axis=1))
        ends = stacked.combine(block["score"].fillna(block["high"]), max)
        figure.add_scatter(
            y=block["row"],
            x=ends,
            mode="text",
            text=[f"  {value_text(result, row)}" for _, row in block.iterrows()],
            textposition="middle right",
            textfont={"color": theme.INK, "size": stacking.label_size(len(frame))},
            cliponaxis=False,
            hoverinfo="skip",
            name="total",
            yaxis=axis,
        )
    full = plain(result.scheme.full_mark)
    shows = (
        f"各一级指标得分，条末为总分（满分{full}分）"
        if said_in == "zh"
        else f"Points by first-level indicator; the total (out of {full}) stands at the end"
    )
    if not result.adjustments.empty:
        shows += "，含加分、扣分等调整" if said_in == "zh" else ", adjustments included"
    if result.scheme.combine is not None:
        shows += (
            "；总分另行合成，不是各段之和"
            if said_in == "zh"
            else "; it is combined from their rates, not their sum"
        )
    words = theme.Words(
        findings.contributions_finding(result, frame, said_in, group),
        shows,
        findings.note(result, said_in, frame, cut=len(result.ranking(group)) - len(frame)),
    )
    figure.update_layout(barmode="stack")
    legend = [
        theme.Key(indicator.title.to(said_in), *theme.colour(position))
        for position, indicator in enumerate(result.scheme.indicators)
        if indicator.id in held
    ]
    return sheet.finish(figure, words, legend=legend)


def _grades(result: Assessment, settled: pd.DataFrame, lang: Lang) -> list[tuple[str, str, str]]:
    """Return grade, title and colour of the grades held, the best first; one without grades."""
    colours, titles = grade_colours(result.scheme), grade_titles(result.scheme, lang)
    if not colours:
        return [("", "total", theme.MAIN)]
    held = set(settled["grade"])
    return [(grade, titles[grade], shade) for grade, shade in colours.items() if grade in held]


def _bar_style(axis: str, hover: list[str]) -> dict[str, Any]:
    return {
        "orientation": "h",
        "offset": -0.36,
        "width": 0.72,
        "textposition": "outside",
        "textfont": {"color": theme.INK},
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "hovertext": hover,
        "hoverinfo": "text",
        "yaxis": axis,
    }


def _part_style(axis: str, hover: list[str]) -> dict[str, Any]:
    return {
        "orientation": "h",
        "width": 0.72,
        "hovertext": hover,
        "hoverinfo": "text",
        "yaxis": axis,
    }

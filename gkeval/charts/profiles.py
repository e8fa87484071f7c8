"""One unit against its group: a dot per indicator over the middle half of the group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings, stacking, theme
from gkeval.charts.frames import ranking_frame
from gkeval.charts.profile_frames import FEWEST, profile_frame
from gkeval.charts.setting import said, shortened
from gkeval.numbers import plain
from gkeval.spec import Lang
from gkeval.words import counted, label

if TYPE_CHECKING:
    import plotly.graph_objects as go


def profile(
    result: Assessment, unit: str, *, level: int | None = None, lang: str | None = None
) -> go.Figure:
    """Draw the rates (得分率) of a unit against its group, indicator by indicator.

    The bar is the middle half of the group, the line its median, the dot the unit. Of single other
    units nothing is shown.

    Parameters
    ----------
    result
        What `gkeval.assess` or `gkeval.score` returned.
    unit
        Id of a unit.
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
        For an unknown unit, level or language.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> gk.charts.profile(result, "眉山市").layout.meta["finding"]
    '眉山市“政务公开及日常更新”高于同组中位数最多：98.1%，中位数69.5%'
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    frame = profile_frame(result, unit, level)
    group = str(result.units["group"].iloc[result.row(unit)])
    ranked = ranking_frame(result, None, None, said_in).set_index("unit")
    name = str(ranked.loc[unit, "named"])
    branches = [node.id for node in result.scheme.indicators if node.id in set(frame["branch"])]
    headed = len(branches) > 1 and bool((frame["branch"] != frame["indicator"]).any())
    blocks = (
        [(branch, frame[frame["branch"] == branch].reset_index(drop=True)) for branch in branches]
        if headed
        else [("", frame)]
    )
    rows = max(len(frame), 1)
    size, row = stacking.label_size(rows), min(stacking.row_height(rows), 28.0)
    panels, height = stacking.panels(
        [max(len(block), 1) for _, block in blocks], row, head=28.0 if headed else 10.0
    )
    figure = go.Figure()
    axes: dict[str, Any] = {}
    labels: list[str] = []
    for place, ((branch, block), panel) in enumerate(zip(blocks, panels, strict=True)):
        axis = stacking.axis_name(place)
        titles = [findings.indicator_title(result, node, said_in) for node in block["indicator"]]
        mine = [shortened(title) for title in titles]
        labels += mine
        axes |= stacking.block_axis(place, mine, panel, size)
        if headed:
            heading = findings.indicator_title(result, branch, said_in)
            figure.add_annotation(stacking.heading(heading, panel))
        _draw(
            figure,
            block,
            [
                _hover(title, line, said_in)
                for title, line in zip(titles, block.to_dict("records"), strict=True)
            ],
            axis,
        )
        for at, state in zip(block.index, block["state"], strict=True):
            if state != "scored":
                figure.add_annotation(
                    text=label(state, said_in),
                    x=1,
                    y=at,
                    yref=axis,
                    xanchor="left",
                    showarrow=False,
                    font={"size": theme.NOTE, "color": theme.SOFT},
                )
    figure.update_layout(
        **axes,
        xaxis=stacking.points_axis(
            102,
            ticksuffix="%",
            anchor=stacking.axis_name(len(blocks) - 1),
            side="bottom",
        )
        | {"range": [-1.5, 102]},
    )
    title = findings.group_title(result, group, said_in)
    others = int((result.units["group"] == group).sum())
    shows = (
        f"得分率：点为{name}，横条为{title}（{others}个）中间一半，竖线为中位数"
        if zh
        else f"Rates: the dot is {name}, the bar the middle half of {others} ({title}), the line "
        "their median"
    )
    few = frame["units"] < FEWEST
    sign = (
        (
            f"同组已评分不足{FEWEST}个的指标不显示中位数"
            if zh
            else f"no median where fewer than {FEWEST} of the group were scored",
        )
        if bool(few.any())
        else ()
    )
    words = theme.Words(
        _finding(result, name, frame, said_in), shows, (*sign, *findings.note(result, said_in))
    )
    return theme.layout(
        figure,
        words,
        height=height,
        labels=labels,
        size=size,
        right=60,
        foot=22,
        legend=[
            theme.Key("达到或高于中位数" if zh else "at the median or above", theme.MAIN, sign="●"),
            theme.Key("低于中位数" if zh else "below the median", theme.ACCENT, sign="◆"),
            theme.Key("本组中间一半" if zh else "middle half of the group", theme.PALE),
        ],
    )


def _draw(figure: go.Figure, block: pd.DataFrame, hover: list[str], axis: str) -> None:
    figure.add_bar(
        y=block.index,
        base=block["lower"] * 100,
        x=(block["upper"] - block["lower"]) * 100,
        orientation="h",
        width=0.5,
        marker={"color": theme.PALE, "opacity": 0.7},
        hovertext=hover,
        hoverinfo="text",
        name="middle half",
        yaxis=axis,
    )
    figure.add_scatter(
        x=block["median"] * 100,
        y=block.index,
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 13,
            "color": theme.SOFT,
            "line": {"width": 2, "color": theme.SOFT},
        },
        hoverinfo="skip",
        cliponaxis=False,
        name="median",
        yaxis=axis,
    )
    behind = block["behind"] > 1e-9
    for name, mine, shade, symbol in (
        ("ahead", block[~behind], theme.MAIN, "circle"),
        ("behind", block[behind], theme.ACCENT, "diamond"),
    ):
        figure.add_scatter(
            x=mine["rate"] * 100,
            y=mine.index,
            mode="markers",
            marker={
                "size": 11,
                "color": shade,
                "symbol": symbol,
                "line": {"color": theme.PAPER, "width": 1},
            },
            hovertext=[hover[at] for at in mine.index],
            hoverinfo="text",
            cliponaxis=False,
            name=name,
            yaxis=axis,
        )


def _hover(title: str, line: dict[Any, Any], lang: Lang) -> str:
    head = f"<b>{said(title)}</b>"
    if pd.isna(line["rate"]):
        return f"{head}<br>{label(line['state'], lang)}"
    points = f"{plain(round(line['score'], 2))} / {plain(round(line['available'], 2))}"
    text = f"{head}<br>{findings.percent(line['rate'])}　{points}"
    if pd.isna(line["median"]):
        return text
    low, middle, high = (findings.percent(line[k]) for k in ("lower", "median", "upper"))
    if lang == "zh":
        return f"{text}<br>同组中位数{middle}，中间一半{low}–{high}（{line['units']}个）"
    return f"{text}<br>median {middle}, middle half {low}–{high} ({counted(line['units'], 'unit')})"


def _finding(result: Assessment, name: str, frame: pd.DataFrame, lang: Lang) -> str:
    """Say where the unit is furthest behind the median, else where it is furthest ahead."""
    zh = lang == "zh"
    known = frame.dropna(subset=["behind"])
    if known.empty:
        return f"{name}的各项得分率" if zh else f"Rates of {name}"
    points = known["available"].fillna(0)
    lost = (known["behind"] * points).to_numpy()
    behind = lost.max() > 1e-9
    line = known.iloc[int(lost.argmax() if behind else (-lost).argmax())]
    title = findings.indicator_title(result, str(line["indicator"]), lang)
    rate, middle = findings.percent(line["rate"]), findings.percent(line["median"])
    if abs(float(line["behind"])) < 1e-9:
        return f"{name}各项均为同组中位数" if zh else f"{name} is at the median throughout"
    if zh:
        told = "低于" if behind else "高于"
        return f"{name}“{title}”{told}同组中位数最多：{rate}，中位数{middle}"
    return (
        f"{name} is furthest {'behind' if behind else 'ahead'} in {title}: {rate}, median {middle}"
    )

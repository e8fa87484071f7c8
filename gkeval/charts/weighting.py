"""One weight from nothing to all: the totals as lines, and the points where they cross."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gkeval.charts import findings, stacking, theme
from gkeval.charts.frames import ranking_frame
from gkeval.charts.setting import em, said, shortened
from gkeval.charts.timing import spread
from gkeval.errors import GkevalError
from gkeval.numbers import plain
from gkeval.spec import Lang
from gkeval.uncertainty import OneWeight
from gkeval.words import in_points

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAMED = 6
"""Units whose lines are named: the first ones when nobody else is asked for."""
STEPS = 200
"""Stretches that a line is drawn in; totals bend where points are passed on."""


def weight_lines(
    found: OneWeight,
    group: str | None = None,
    *,
    units: Sequence[str] | None = None,
    lang: str | None = None,
) -> go.Figure:
    """Draw the totals as one indicator weighs from nothing to all, with the crossing points.

    Parameters
    ----------
    found
        What `gkeval.one_weight` returned.
    group
        One of its groups; may be left out where there is one only.
    units
        At most 8 ids of units whose lines are named; the first 6 when not given.
    lang
        ``"zh"`` or ``"en"``; that of `found` when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        A trace per unit (weight in points, total); the trace ``crossings`` holds the swaps between
        named units.

    Raises
    ------
    GkevalError
        For an unknown group, unit or language, more than 8 units, or a group without totals.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> figure = gk.charts.weight_lines(gk.one_weight(result, "services"))
    >>> figure.layout.meta["finding"]
    '“在线服务”分值在1.94至76.22分之间时，成都市保持第一（现为9分）'
    """
    import plotly.graph_objects as go

    result = found.parts.result
    said_in = findings.lang_of(result, lang or found.lang)
    zh = said_in == "zh"
    frame = weight_lines_frame(found, group)
    group = str(frame.attrs["group"])
    ranked = ranking_frame(result, group, None, said_in).set_index("unit")
    names = ranked["named"]
    order = [unit for unit in ranked.index if unit in frame.columns]
    named = _named(order, units)
    figure = go.Figure()
    thin = [
        {
            "type": "scatter",
            "x": frame.index,
            "y": frame[unit],
            "mode": "lines",
            "line": {"color": theme.PALE if len(order) <= 60 else theme.GRID, "width": 1},
            "hovertext": f"<b>{said(names[unit])}</b>",
            "hoverinfo": "text",
            "name": said(names[unit]),
        }
        for unit in order
        if unit not in named
    ]
    bold = [
        {
            "type": "scatter",
            "x": frame.index,
            "y": frame[unit],
            "mode": "lines",
            "line": {"color": theme.SERIES[place], "width": 2.2},
            "hovertext": [
                f"<b>{said(names[unit])}</b><br>{plain(round(weight, 2))} → {total:.2f}"
                for weight, total in zip(frame.index, frame[unit], strict=True)
            ],
            "hoverinfo": "text",
            "name": said(names[unit]),
        }
        for place, unit in enumerate(named)
    ]
    crossings = crossings_frame(found, frame, named)
    dots = {
        "type": "scatter",
        "x": crossings["weight"],
        "y": crossings["total"],
        "mode": "markers",
        "marker": {
            "size": 8,
            "color": theme.PAPER,
            "line": {"color": theme.ACCENT, "width": 2},
        },
        "hovertext": [
            f"<b>{plain(round(weight, 4))}</b><br>"
            + (
                f"此后{said(names[ahead])}高于{said(names[behind])}"
                if zh
                else f"from here {said(names[ahead])} is above {said(names[behind])}"
            )
            for weight, ahead, behind in crossings[["weight", "ahead", "behind"]].itertuples(
                index=False
            )
        ],
        "hoverinfo": "text",
        "name": "crossings",
    }
    figure.add_traces([*thin, *bold, dots])
    low, high = float(np.nanmin(frame.to_numpy())), float(np.nanmax(frame.to_numpy()))
    pad = max((high - low) * 0.06, 0.5)
    height = 420.0
    ends = [(float(frame[unit].iloc[-1]), str(names[unit]), "") for unit in named]
    texts = [shortened(text, 14) for _, text, _ in ends]
    theme.annotate(
        figure,
        [
            {
                "text": said(shortened(text, 14)),
                "x": found.all,
                "y": level,
                "xanchor": "left",
                "xshift": 6,
                "showarrow": False,
                "font": {"size": 12},
            }
            for level, text, _ in spread(ends, 17 / height * (high - low + 2 * pad), low - pad)
        ],
    )
    now = (
        f"现为{plain(round(found.weight, 4))}分"
        if zh
        else "now " + in_points(plain(round(found.weight, 4)), "en")
    )
    figure.add_shape(
        type="line",
        x0=found.weight,
        x1=found.weight,
        y0=0,
        y1=1,
        yref="y domain",
        layer="below",
        line={"color": theme.ACCENT, "width": 1.5, "dash": "dash"},
    )
    left = found.weight < found.all * 0.12
    theme.annotate(
        figure,
        [
            {
                "text": now,
                "x": found.weight,
                "y": 1,
                "yref": "y domain",
                "yanchor": "bottom",
                "xanchor": "left" if left else "center",
                "showarrow": False,
                "font": {"size": theme.NOTE, "color": theme.ACCENT},
            }
        ],
    )
    grey = {"size": theme.NOTE, "color": theme.SOFT}
    title = result.scheme.by_id[found.indicator].title.to(said_in)
    axis = f"“{title}”的分值" if zh else f"Points of {title}"
    figure.update_layout(
        xaxis=stacking.points_axis(found.all, anchor="y")
        | {"title": {"text": said(axis), "font": grey, "standoff": 4}, "showgrid": False},
        yaxis={
            "range": [low - pad, high + pad],
            "domain": [0, 1 - 20 / height],
            "tickfont": grey,
            "gridcolor": theme.GRID,
            "zeroline": False,
            "fixedrange": True,
        },
    )
    whole = plain(round(found.all, 4))
    shows = (
        f"{findings.group_title(result, group, said_in)}总分随该项分值（0至{whole}分，"
        "同级其他指标按比例增减）的变化；圆圈为交叉点"
        if zh
        else f"Totals ({findings.group_title(result, group, said_in)}) as it weighs 0 to {whole} "
        "points, its siblings in proportion; rings are crossings"
    )
    if thin:
        shows += "，细线为其他评估对象" if zh else ", thin lines the other units"
    words = theme.Words(
        _finding(found, group, names, title, said_in), shows, findings.note(result, said_in)
    )
    keys = [theme.Key(str(names[unit]), theme.SERIES[place]) for place, unit in enumerate(named)]
    return theme.layout(
        figure,
        words,
        height=height,
        labels=["000000"],
        size=theme.NOTE,
        right=max(map(em, texts), default=0) * 12 + theme.EDGE + 10,
        legend=keys,
        foot=42,
    )


def weight_lines_frame(found: OneWeight, group: str | None = None) -> pd.DataFrame:
    """Return the totals by weight: index weight (in points), a column per unit with a total.

    `attrs["group"]` names the group. The crossings stand among the weights, so that lines that
    bend meet where they should.
    """
    groups = list(found.holds["group"])
    if group is None and len(groups) == 1:
        group = groups[0]
    if group not in groups:
        raise GkevalError(f"group is {group!r}, must be one of: {', '.join(groups)}")
    ids = found.parts.result.roster.ids.to_numpy()
    mine = found.lines[found.lines["group"] == group]["unit"]
    breaks = found.breaks.loc[found.breaks["group"] == group, "share"].to_numpy()
    few = breaks if len(breaks) <= 2000 else breaks[:0]
    shares = np.unique(np.concatenate([np.linspace(0, 1, STEPS + 1), few]))
    totals = found.curves.at(shares, len(ids))
    frame = pd.DataFrame(totals, index=pd.Index(shares * found.all, name="weight"), columns=ids)
    frame = frame[list(mine)].dropna(axis="columns", how="all")
    if frame.empty:
        raise GkevalError(f"group is {group!r}, in which no unit has a total: no line can be drawn")
    frame.attrs["group"] = group
    return frame


def crossings_frame(found: OneWeight, frame: pd.DataFrame, units: Sequence[str]) -> pd.DataFrame:
    """Return the swaps between these units: weight, total, ahead, behind."""
    breaks = found.breaks
    mine = breaks[breaks["ahead"].isin(units) & breaks["behind"].isin(units)]
    totals = [
        float(np.interp(weight, frame.index.to_numpy(dtype=np.float64), frame[unit]))
        for weight, unit in zip(mine["weight"], mine["ahead"], strict=True)
    ]
    columns = ["weight", "ahead", "behind"]
    return mine[columns].assign(total=totals).reset_index(drop=True)


def _named(order: list[str], units: Sequence[str] | None) -> list[str]:
    if units is None:
        return order[:NAMED]
    if len(units) > len(theme.SERIES):
        raise GkevalError(f"units has {len(units)} ids, must have at most {len(theme.SERIES)}")
    unknown = [unit for unit in units if unit not in order]
    if unknown:
        raise GkevalError(f"units names {', '.join(unknown)}, must be units with a total")
    return list(units)


def _finding(found: OneWeight, group: str, names: pd.Series[str], title: str, lang: Lang) -> str:
    zh = lang == "zh"
    row = found.holds[found.holds["group"] == group].iloc[0]
    now = plain(round(found.weight, 2))
    first = names[row["first"]]
    low, high = (plain(round(float(row[key]), 2)) for key in ("first_from", "first_to"))
    if float(row["first_from"]) <= 0 and float(row["first_to"]) >= found.all:
        return (
            f"无论“{title}”占多少分，{first}都居第一"
            if zh
            else f"{first} comes first whatever {title} is worth"
        )
    if zh:
        return f"“{title}”分值在{low}至{high}分之间时，{first}保持第一（现为{now}分）"
    return f"{first} stays first while {title} is worth {low} to {high} points (now {now})"

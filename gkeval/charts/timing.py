"""Timeliness curves: which share was done by which day, with the time limit marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings, stacking, theme
from gkeval.charts.frames import ranking_frame
from gkeval.charts.setting import em, said, shortened
from gkeval.charts.time_frames import Lags, lags_frame
from gkeval.errors import GkevalError
from gkeval.spec import Lang
from gkeval.words import counted

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAMED, THIN = 8, 60
"""Units up to which each is named, and up to which each has a thin line; a band beyond."""


def timeliness(
    result: Assessment,
    indicator: str,
    group: str | None = None,
    *,
    units: Sequence[str] | None = None,
    lang: str | None = None,
) -> go.Figure:
    """Draw which share of the items was done by each day, for all and for single units.

    Parameters
    ----------
    result
        What `gkeval.assess` returned; its records are read.
    indicator
        A leaf with a measure ``share_within``, such as answers to requests.
    group
        Only units of this group or subset.
    units
        At most 8 ids of units whose lines are named. When not given: all of them up to 8 units.
        Of the others, up to 60 units have a thin line each, more a band that holds the middle half.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        The trace ``all`` is the curve of all items.

    Raises
    ------
    GkevalError
        For an indicator of another kind, an unknown group or unit, more than 8 units, or without
        records.

    Examples
    --------
    >>> import gkeval as gk
    >>> records = gk.read_records(gk.sample("ningxia-2017"), on_error="report")
    >>> result = gk.assess("ningxia-2017", records)
    >>> figure = gk.charts.timeliness(result, "disclosure.five_days")
    >>> figure.layout.meta["finding"]
    '“政策性文件印发后5个工作日内公开”：86.9%在5个工作日内办结，1.7%未办'
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    lags = lags_frame(result, indicator, group)
    ranked = ranking_frame(result, group, None, said_in).set_index("unit")["named"]
    named = _named(lags, ranked.index.to_list(), units)
    figure = go.Figure()
    _context(figure, lags, named, ranked.to_dict())
    days = lags.days
    last = float(days[-1])
    ends: list[tuple[float, str, str]] = []
    for place, unit in enumerate(named):
        row = int(lags.units.get_indexer(pd.Index([unit]))[0])
        colour = theme.SERIES[place % len(theme.SERIES)]
        figure.add_scatter(
            x=days,
            y=lags.shares[row] * 100,
            mode="lines",
            line={"color": colour, "width": 2, "shape": "hv"},
            hovertext=_hover(str(ranked[unit]), lags, lags.shares[row], zh),
            hoverinfo="text",
            name=said(ranked[unit]),
        )
        ends.append((float(lags.shares[row, -1] * 100), str(ranked[unit]), colour))
    whole = "全部" if zh else "all"
    figure.add_scatter(
        x=days,
        y=lags.whole * 100,
        mode="lines",
        line={"color": theme.INK, "width": 3, "shape": "hv"},
        hovertext=_hover(whole, lags, lags.whole, zh),
        hoverinfo="text",
        name="all",
    )
    ends.append((float(lags.whole[-1] * 100), whole, theme.INK))
    height = 400.0
    for level, text, _ in spread(ends, 17 / height * 104):
        figure.add_annotation(
            text=said(shortened(text, 14)),
            x=last,
            y=level,
            xanchor="left",
            xshift=6,
            showarrow=False,
            font={"size": 12, "color": theme.INK},
        )
    for limit in lags.limits:
        figure.add_shape(
            type="line",
            x0=limit,
            x1=limit,
            y0=0,
            y1=100,
            layer="below",
            line={"color": theme.ACCENT, "width": 1.5, "dash": "dash"},
        )
        figure.add_annotation(
            text=f"期限{limit}{_unit(lags, zh)}" if zh else f"limit {limit} {_unit(lags, zh)}",
            x=limit,
            y=101,
            yanchor="bottom",
            showarrow=False,
            font={"size": theme.NOTE, "color": theme.ACCENT},
        )
    figure.update_layout(
        xaxis=stacking.points_axis(last, anchor="y")
        | {
            "title": {
                "text": f"第几{_nth(lags)}" if zh else _unit(lags, False).capitalize(),
                "font": {"size": theme.NOTE, "color": theme.SOFT},
                "standoff": 4,
            },
            "showgrid": False,
        },
        yaxis={
            "range": [0, 104],
            "tickvals": [0, 20, 40, 60, 80, 100],
            "ticksuffix": "%",
            "tickfont": {"size": theme.NOTE, "color": theme.SOFT},
            "gridcolor": theme.GRID,
            "zeroline": False,
            "fixedrange": True,
        },
    )
    title = findings.indicator_title(result, indicator, said_in)
    words = theme.Words(
        _finding(lags, title, said_in),
        _shows(lags, len(named), zh),
        findings.note(result, said_in),
    )
    widest = max(em(shortened(text, 14)) for _, text, _ in ends)
    keys = [
        theme.Key(str(ranked[unit]), theme.SERIES[place % len(theme.SERIES)])
        for place, unit in enumerate(named)
    ]
    return theme.layout(
        figure,
        words,
        height=height,
        labels=["0000%"],
        size=theme.NOTE,
        right=widest * 12 + theme.EDGE + 10,
        legend=keys,
        foot=42,
    )


def spread(
    ends: list[tuple[float, str, str]], step: float, floor: float = 2.0
) -> list[tuple[float, str, str]]:
    """Move labels apart so that each has `step`, in order from the top, none below `floor`.

    >>> spread([(90.0, "a", ""), (89.0, "b", ""), (10.0, "c", "")], 5)
    [(90.0, 'a', ''), (85.0, 'b', ''), (10.0, 'c', '')]
    """
    ordered = sorted(ends, key=lambda end: -end[0])
    moved: list[tuple[float, str, str]] = []
    for level, text, colour in ordered:
        most = moved[-1][0] - step if moved else level
        moved.append((min(level, most), text, colour))
    lift = max(0.0, floor - moved[-1][0]) if moved else 0.0
    if not lift:
        return moved
    raised: list[tuple[float, str, str]] = []
    for level, text, colour in reversed(moved):
        least = raised[-1][0] + step if raised else floor
        raised.append((max(level, least), text, colour))
    return raised[::-1]


def _named(lags: Lags, known: list[str], units: Sequence[str] | None) -> list[str]:
    if units is None:
        return list(lags.units) if len(lags.units) <= NAMED else []
    if len(units) > NAMED:
        raise GkevalError(f"units has {len(units)} ids, must have at most {NAMED}")
    unknown = [unit for unit in units if unit not in known]
    if unknown:
        raise GkevalError(f"units names {', '.join(unknown)}, must be ids of units shown here")
    return [unit for unit in units if unit in lags.units]


def _context(figure: go.Figure, lags: Lags, named: list[str], names: dict[Any, Any]) -> None:
    """Draw the units without a name of their own: thin lines, or the band of the middle half."""
    rest = [at for at, unit in enumerate(lags.units) if unit not in named]
    if len(rest) > THIN:
        low, high = np.quantile(lags.shares[rest], [0.25, 0.75], axis=0) * 100
        for name, edge, fill in (("upper", high, None), ("lower", low, "tonexty")):
            figure.add_scatter(
                x=lags.days,
                y=edge,
                mode="lines",
                line={"color": theme.PALE, "width": 0.5, "shape": "hv"},
                fill=fill,
                fillcolor=theme.PALE if fill else None,
                hoverinfo="skip",
                name=name,
            )
        return
    for at in rest:
        figure.add_scatter(
            x=lags.days,
            y=lags.shares[at] * 100,
            mode="lines",
            line={"color": theme.PALE, "width": 1, "shape": "hv"},
            hovertext=f"<b>{said(names[lags.units[at]])}</b>",
            hoverinfo="text",
            name=said(names[lags.units[at]]),
        )


def _unit(lags: Lags, zh: bool) -> str:
    texts = {
        "workdays": ("个工作日", "working days"),
        "days": ("天", "days"),
        "hours": ("小时", "hours"),
    }
    return texts[lags.unit][0 if zh else 1]


def _nth(lags: Lags) -> str:
    return {"workdays": "个工作日", "days": "天", "hours": "小时"}[lags.unit]


def _hover(name: str, lags: Lags, shares: npt.NDArray[np.float64], zh: bool) -> list[str]:
    unit = _unit(lags, zh)
    return [
        f"<b>{said(name)}</b><br>{day}{unit}内{findings.percent(share)}"
        if zh
        else f"<b>{said(name)}</b><br>{findings.percent(share)} within {day} {unit}"
        for day, share in zip(lags.days, shares, strict=True)
    ]


def _finding(lags: Lags, title: str, lang: Lang) -> str:
    zh = lang == "zh"
    items = lags.items
    in_time = findings.percent(float(items["in_time"].mean()))
    undone = findings.percent(float(items["lag"].isna().mean()))
    if len(lags.limits) == 1:
        limit, unit = lags.limits[0], _unit(lags, zh)
        within = f"在{limit}{unit}内" if zh else f"within {limit} {unit}"
    else:
        within = "在期限内" if zh else "in time"
    left = bool(items["lag"].isna().any())
    if zh:
        return f"“{title}”：{in_time}{within}办结" + (f"，{undone}未办" if left else "")
    return f"{title}: {in_time} done {within}" + (f", {undone} not done" if left else "")


def _shows(lags: Lags, named: int, zh: bool) -> str:
    items, units = len(lags.items), len(lags.units)
    rest = units - named
    text = (
        f"{units}个评估对象到期事项{items}件，按办结用时累计的比例；黑线为全部"
        if zh
        else f"Share done by each day, {counted(items, 'item')} of {counted(units, 'unit')} "
        "that fell due; "
        "the black line is all of them"
    )
    if rest > THIN:
        return text + (
            "，浅色带为评估对象的中间一半" if zh else ", the band the middle half of units"
        )
    if rest:
        return text + ("，细线为各评估对象" if zh else ", the thin lines are units")
    return text

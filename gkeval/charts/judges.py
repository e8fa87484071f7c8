"""Raters: the judged cells in which they differ, and who is severe or lenient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings, stacking, theme
from gkeval.charts.frames import at_least_one, ranking_frame
from gkeval.charts.judges_frames import disputes_frame, severity_frame
from gkeval.charts.setting import said, shortened
from gkeval.errors import GkevalError
from gkeval.numbers import plain
from gkeval.words import counted, in_points

if TYPE_CHECKING:
    import plotly.graph_objects as go

RATERS = 6
"""Raters up to which each has a colour and a sign."""
SIGNS = ("circle", "square", "triangle-up", "triangle-down", "star", "hexagon")
KEYS = ("●", "■", "▲", "▼", "★", "⬢")


def disagreement(
    result: Assessment, group: str | None = None, *, top: int = 40, lang: str | None = None
) -> go.Figure:
    """Draw the judged cells in which raters differ, those with most points at stake on top.

    Parameters
    ----------
    result
        What `gkeval.assess` returned, from records with judgements.
    group
        Only units of this group or subset.
    top
        At most so many cells.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        Each rater is a trace of points (rates in per cent); ``counted`` is what the score rests on.

    Raises
    ------
    GkevalError
        For an unknown group or language, `top` below 1, or without judgements.

    Examples
    --------
    >>> import gkeval as gk
    >>> records = gk.read_records(gk.sample("ningxia-2017"), on_error="report")
    >>> figure = gk.charts.disagreement(gk.assess("ningxia-2017", records))
    >>> [trace.name for trace in figure.data if trace.name.startswith("评估员")]
    ['评估员乙', '评估员甲']
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    most = at_least_one(top)
    found = disputes_frame(result, group)
    cells = found.cells.head(most)
    ratings = found.ratings[found.ratings["cell"] < len(cells)]
    names = ranking_frame(result, group, None, said_in).set_index("unit")["named"]
    titles = [findings.indicator_title(result, node, said_in) for node in cells["indicator"]]
    units = [str(names[unit]) for unit in cells["unit"]]
    labels = [
        f"{shortened(unit, 12)} · {shortened(title, 15)}"
        for unit, title in zip(units, titles, strict=True)
    ]
    rows = max(len(cells), 1)
    size, panel, height = stacking.one_block(rows)
    hover = [
        f"<b>{said(unit)}</b><br>{said(title)}<br>{said(given)}<br>"
        + in_points(plain(stake), said_in)
        for unit, title, given, stake in zip(
            units, titles, cells["ratings"], cells["at_stake"], strict=True
        )
    ]
    figure = go.Figure()
    figure.add_bar(
        y=cells.index,
        base=cells["low"] * 100,
        x=(cells["high"] - cells["low"]) * 100,
        orientation="h",
        width=0.22,
        marker={"color": theme.OPEN},
        hovertext=hover,
        hoverinfo="text",
        name="range",
    )
    raters = sorted(set(ratings["rater"]))
    few = len(raters) <= RATERS
    for place, rater in enumerate(raters):
        mine = ratings[ratings["rater"] == rater]
        at = place if few else 0
        figure.add_scatter(
            x=mine["rate"] * 100,
            y=mine["cell"] + _apart(mine, ratings),
            mode="markers",
            marker={
                "size": 10,
                "symbol": SIGNS[at],
                "color": theme.SERIES[at],
                "line": {"color": theme.PAPER, "width": 1},
            },
            hovertext=[
                f"<b>{said(rater)}</b> {said(given)}<br>{hover[cell]}"
                for given, cell in zip(mine["given"], mine["cell"], strict=True)
            ],
            hoverinfo="text",
            cliponaxis=False,
            name=said(rater),
        )
    kept = cells["counted"].dropna()
    figure.add_scatter(
        x=kept * 100,
        y=kept.index,
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 18,
            "color": theme.ACCENT,
            "line": {"width": 2, "color": theme.ACCENT},
        },
        hoverinfo="skip",
        cliponaxis=False,
        name="counted",
    )
    theme.annotate(
        figure,
        [
            {
                "text": in_points(plain(round(stake, 2)), said_in),
                "x": 1,
                "xref": "paper",
                "xanchor": "left",
                "xshift": 12,
                "y": at,
                "showarrow": False,
                "font": {"size": size},
            }
            for at, stake in cells["at_stake"].items()
        ],
    )
    figure.update_layout(
        xaxis=stacking.points_axis(100, ticksuffix="%", anchor="y") | {"range": [-2, 102]},
        yaxis=stacking.rows_axis(labels, panel, size),
    )
    keys = (
        [
            theme.Key(rater, theme.SERIES[place], sign=KEYS[place])
            for place, rater in enumerate(raters)
        ]
        if few
        else [theme.Key("评估员" if zh else "raters", theme.SERIES[0], sign=KEYS[0])]
    )
    keys.append(theme.Key("计分所用" if zh else "counts", theme.ACCENT, sign="┃"))
    cut = len(found.cells) - len(cells)
    sign = (f"另有{cut}处分歧未列出" if zh else f"{cut} more cells are not shown",) if cut else ()
    shows = (
        f"各评估员给出的得分率，右列为相差分值；共{found.judged}处评定，{found.several}处有两人以上"
        if zh
        else f"Rates by rater, points at stake at the right; "
        f"{counted(found.judged, 'cell')} judged, {found.several} by two or more"
    )
    several = max(found.several, 1)
    share = findings.percent(len(found.cells) / several)
    if not found.several:
        finding = "各处均由一人评定" if zh else "No cell was judged by two"
    elif found.cells.empty:
        finding = "各评估员评定一致" if zh else "All raters agree"
    elif zh:
        finding = (
            f"{len(found.cells)}处评定有分歧（占{share}），最大相差{plain(cells['at_stake'].max())}分："
            f"{units[0]}“{titles[0]}”"
        )
    else:
        finding = (
            f"Raters differ in {counted(len(found.cells), 'cell')} ({share}), by up to "
            f"{in_points(plain(cells['at_stake'].max()), 'en')}: {units[0]}, {titles[0]}"
        )
    words = theme.Words(finding, shows, (*sign, *findings.note(result, said_in)))
    return theme.layout(
        figure, words, height=height, labels=labels, size=size, right=90, legend=keys, foot=22
    )


def severity(result: Assessment, group: str | None = None, *, lang: str | None = None) -> go.Figure:
    """Draw how severe or lenient each rater is, with the interval of the effect.

    Parameters
    ----------
    result
        What `gkeval.assess` returned, from records with judgements.
    group
        Only units of this group or subset.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        The trace ``effect`` holds the column effect of `gkeval.judging.raters`, in points per cent
        of the rate.

    Raises
    ------
    GkevalError
        For an unknown group or language, or without judgements that several raters gave.
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    frame = severity_frame(result, group).dropna(subset=["effect"])
    if frame.empty:
        raise GkevalError("no cell was judged by two raters, so none can be called severe")
    # noise of the estimate must not order raters who are equally severe
    frame["effect"] = frame["effect"].round(12)
    frame = frame.sort_values(["effect", "rater"], kind="stable").reset_index(drop=True)
    rows = len(frame)
    size, panel, height = stacking.one_block(rows)
    labels = [
        f"{shortened(rater, 16)}（{n}）" if zh else f"{shortened(rater, 20)} ({n})"
        for rater, n in zip(frame["rater"], frame["n"], strict=True)
    ]
    effect, low, high = (frame[name] * 100 for name in ("effect", "low", "high"))
    figure = go.Figure()
    colours = {"severe": theme.ACCENT, "lenient": theme.MAIN, "": theme.SOFT}
    signs = {"severe": "diamond", "lenient": "square", "": "circle"}
    hover = [
        f"<b>{said(one['rater'])}</b><br>{_signed(one['effect'] * 100)}"
        + (
            ""
            if pd.isna(one["low"])
            else f" ({_signed(one['low'] * 100)} – {_signed(one['high'] * 100)})"
        )
        + f"<br>n = {one['n']}"
        for one in frame.to_dict("records")
    ]
    figure.add_bar(
        y=frame.index,
        base=low,
        x=high - low,
        orientation="h",
        width=0.14,
        marker={"color": theme.PALE},
        hovertext=hover,
        hoverinfo="text",
        name="interval",
    )
    figure.add_scatter(
        x=effect,
        y=frame.index,
        mode="markers",
        marker={
            "size": 11,
            "color": [colours[one] for one in frame["finding"]],
            "symbol": [signs[one] for one in frame["finding"]],
        },
        hovertext=hover,
        hoverinfo="text",
        cliponaxis=False,
        name="effect",
    )
    reach = max(5.0, float(pd.concat([effect, low, high]).abs().max()) * 1.08)
    figure.update_layout(
        xaxis=stacking.points_axis(reach, anchor="y", ticksuffix="%") | {"range": [-reach, reach]},
        yaxis=stacking.rows_axis(labels, panel, size),
    )
    severe = list(frame.loc[frame["finding"] == "severe", "rater"])
    mild = frame[frame["finding"] == "lenient"]
    lenient = list(mild.sort_values(["effect", "rater"], ascending=[False, True])["rater"])
    if not severe and not lenient:
        finding = "未见评估员明显偏严或偏宽" if zh else "No rater is clearly severe or lenient"
    elif zh:
        parts = [
            f"{'、'.join(names[:3])}{'等' if len(names) > 3 else ''}{word}"
            for names, word in ((severe, "偏严"), (lenient, "偏宽"))
            if names
        ]
        finding = "，".join(parts)
    else:
        parts = [
            f"{', '.join(names[:3])}{' and others' if len(names) > 3 else ''}: {word}"
            for names, word in ((severe, "severe"), (lenient, "lenient"))
            if names
        ]
        finding = "; ".join(parts)
    shows = (
        "各评估员与其他人相比的偏差（得分率百分点），括号内为共评次数；"
        "横条为95%区间（对全体评估员同时成立）"
        if zh
        else "How far each rater lies from the others (points per cent of the rate), in "
        "brackets the shared cells; bars: 95% intervals that hold for all at once"
    )
    keys = [
        theme.Key("偏严" if zh else "severe", theme.ACCENT, sign="◆"),
        theme.Key("偏宽" if zh else "lenient", theme.MAIN, sign="■"),
        theme.Key("不明显" if zh else "neither", theme.SOFT, sign="●"),
    ]
    words = theme.Words(finding, shows, findings.note(result, said_in))
    return theme.layout(
        figure, words, height=height, labels=labels, size=size, right=40, legend=keys, foot=22
    )


def _apart(mine: pd.DataFrame, ratings: pd.DataFrame) -> pd.Series[float]:
    """Move signs at the same place apart, so that none hides another."""
    same = ratings.groupby(["cell", "rate"])["rater"]
    place, count = same.cumcount(), same.transform("size")
    return ((place - (count - 1) / 2) * 0.24).loc[mine.index]


def _signed(number: float) -> str:
    """Return a number of points per cent with its sign.

    >>> _signed(3.14159), _signed(-2.0)
    ('+3.1', '−2.0')
    """
    return f"{number:+.1f}".replace("-", "−")

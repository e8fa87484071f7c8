"""Chances of ranks as grids: every rank of every unit, and who is above whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings, shades, stacking, theme
from gkeval.charts.frames import at_least_one, ranking_frame
from gkeval.charts.robust import what_was_drawn
from gkeval.charts.setting import said, shortened
from gkeval.spec import Lang
from gkeval.uncertainty import Robustness

if TYPE_CHECKING:
    import plotly.graph_objects as go

NUMBERED = 12
"""Units up to which probabilities are printed in their cells."""


def rank_probabilities(
    robust: Robustness, group: str | None = None, *, top: int = 300, lang: str | None = None
) -> go.Figure:
    """Draw the probability of every rank of every unit as a strip.

    Parameters
    ----------
    robust
        What `gkeval.robustness` returned.
    group
        A ranked group; may be left out where there is one only.
    top
        At most so many units.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        Its heat map holds `Robustness.rank_probabilities`, probabilities of 0 left blank.

    Raises
    ------
    GkevalError
        For an unknown group or language.
    """
    import plotly.graph_objects as go

    result = robust.result
    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    whole = robust.rank_probabilities(group)
    shares = whole.iloc[: at_least_one(top)]
    last = int(np.flatnonzero(shares.to_numpy().any(axis=0)).max(initial=0)) + 1
    shares = shares.iloc[:, :last]
    ranked = _named(result, shares.index, said_in)
    held = shares.to_numpy(dtype=np.float64)
    labels = _labels(ranked)
    rows = len(labels)
    size, row = stacking.label_size(rows), stacking.row_height(rows)
    figure = go.Figure()
    numbered = rows <= NUMBERED and last <= 20
    _cells(figure, held, last, row, numbered)
    figure.data[0].hovertext = [
        [
            (
                f"<b>{said(name)}</b><br>第{rank}名　{findings.percent(chance)}"
                if zh
                else f"<b>{said(name)}</b><br>rank {rank}　{findings.percent(chance)}"
            )
            for rank, chance in zip(shares.columns, line, strict=True)
        ]
        for name, line in zip(ranked["named"], held, strict=True)
    ]
    at = ranked["rank"].astype("int64")
    figure.add_scatter(
        x=at - 1,
        y=list(range(rows)),
        mode="markers",
        marker={
            # where numbers are printed, the cell is framed instead
            "symbol": "square-open" if numbered else "circle-open",
            "size": min(row - 6, 26) if numbered else 7,
            "color": theme.ACCENT,
            "line": {"width": 1.5, "color": theme.ACCENT},
        },
        hoverinfo="skip",
        name="rank",
    )
    figure.update_layout(
        xaxis=_rank_axis(last), yaxis=stacking.rows_axis(labels, stacking.Panel(0, 1), size)
    )
    figure.update_yaxes(fixedrange=False)
    own = held[np.arange(rows), at.to_numpy() - 1]
    weak, firm = int(own.argmin()), int((own >= 0.9 - 1e-12).sum())
    kept = findings.percent(float(own[weak]))
    name = ranked["named"].iloc[weak]
    if firm == rows:
        finding = f"{rows}个名次都有九成把握" if zh else f"All {rows} ranks hold in 9 of 10 draws"
    elif zh:
        finding = f"{rows}个评估对象中{firm}个名次有九成把握；{name}保持原名次的概率只有{kept}"
    else:
        finding = f"{firm} of {rows} keep their rank in 9 of 10 draws; {name} in only {kept}"
    shows = (
        f"各名次的概率，标记为本次名次（{robust.draws}次重算）"
        if zh
        else f"Probability of each rank; the mark is the rank as assessed ({robust.draws} draws)"
    )
    return _finished(
        figure, robust, finding, shows, labels, size, rows * row, len(whole) - rows, zh
    )


def above(
    robust: Robustness, group: str | None = None, *, top: int = 60, lang: str | None = None
) -> go.Figure:
    """Draw for every pair how often the unit of the row ranks above that of the column.

    Parameters
    ----------
    robust, group, top, lang
        As for `rank_probabilities`.

    Returns
    -------
    plotly.graph_objects.Figure
        Its heat map holds `Robustness.above`, the diagonal left blank.

    Raises
    ------
    GkevalError
        For an unknown group or language.
    """
    import plotly.graph_objects as go

    result = robust.result
    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    order = robust.rank_probabilities(group).index
    chosen = list(order[: at_least_one(top)])
    held = robust.above(group, chosen).to_numpy(dtype=np.float64).copy()
    ranked = _named(result, pd.Index(chosen), said_in)
    labels = _labels(ranked)
    rows = len(labels)
    np.fill_diagonal(held, np.nan)
    size, row = stacking.label_size(rows), min(stacking.row_height(rows), 24.0)
    figure = go.Figure()
    _cells(figure, held, rows, row, rows <= NUMBERED)
    names = [str(name) for name in ranked["named"]]
    figure.data[0].hovertext = [
        [
            ""
            if np.isnan(chance)
            else (
                f"{said(first)}高于{said(second)}：{findings.percent(chance)}"
                if zh
                else f"{said(first)} above {said(second)}: {findings.percent(chance)}"
            )
            for second, chance in zip(names, line, strict=True)
        ]
        for first, line in zip(names, held, strict=True)
    ]
    figure.update_layout(
        xaxis=_rank_axis(rows, [str(rank) for rank in ranked["rank"]]),
        yaxis=stacking.rows_axis(labels, stacking.Panel(0, 1), size),
    )
    next_ = held[np.arange(rows - 1), np.arange(1, rows)]
    doubtful = int((next_ < 0.9 - 1e-12).sum())
    if not len(next_):
        finding = "只有一个评估对象" if zh else "There is only one unit"
    elif not doubtful:
        finding = "相邻名次都分得出先后" if zh else "All neighbours can be told apart"
    else:
        weak = int(next_.argmin())
        pair = names[weak], names[weak + 1]
        chance = findings.percent(float(next_[weak]))
        pair_said = (
            f"{pair[0]}高于{pair[1]}的概率只有{chance}"
            if zh
            else f"{pair[0]} is above {pair[1]} in only {chance}"
        )
        if not next_[weak] and not held[weak + 1, weak]:  # neither is ever above the other
            pair_said = (
                f"{pair[0]}与{pair[1]}始终并列" if zh else f"{pair[0]} always ties {pair[1]}"
            )
        finding = (
            f"{len(next_)}对相邻名次中{doubtful}对分不出先后；{pair_said}"
            if zh
            else f"{doubtful} of {len(next_)} neighbours cannot be told apart; {pair_said}"
        )
    shows = (
        f"行高于列的概率；列为名次（{robust.draws}次重算，不足90%为分不出先后）"
        if zh
        else f"Probability that the row is above the column ({robust.draws} draws); below 90% they "
        "cannot be told apart"
    )
    return _finished(
        figure, robust, finding, shows, labels, size, rows * row, len(order) - rows, zh
    )


def _named(result: Assessment, units: pd.Index, lang: Lang) -> pd.DataFrame:
    frame = ranking_frame(result, None, None, lang).set_index("unit")
    return frame.loc[units].reset_index()


def _labels(ranked: pd.DataFrame) -> list[str]:
    return [
        f"{shortened(str(name), 18)}{theme.GAP}{rank}{'=' if tied else ''}"
        for name, rank, tied in zip(ranked["named"], ranked["rank"], ranked["tied"], strict=True)
    ]


def _cells(
    figure: go.Figure, held: np.ndarray[Any, Any], columns: int, row: float, numbered: bool
) -> None:
    shown = np.where(held > 0, held, np.nan)
    narrow = theme.WIDTH * 0.8 / max(columns, 1) < 6
    figure.add_heatmap(
        z=shown,
        customdata=held,
        text=[
            [
                "" if np.isnan(chance) or chance < 0.005 else f"{chance * 100:.0f}%"
                for chance in line
            ]
            for line in held
        ]
        if numbered
        else None,
        texttemplate="%{text}" if numbered else None,
        textfont={"size": theme.NOTE},
        hoverinfo="text",
        colorscale=shades.smooth(shades.CHANCE[1:]),
        zmin=0,
        zmax=1,
        xgap=0 if narrow else 1,
        ygap=1,
        colorbar={
            "thickness": 12,
            "len": min(1.0, 200 / (row * len(held))),
            "y": 1,
            "yanchor": "top",
            "tickvals": [0, 0.5, 1],
            "ticktext": ["0", "50%", "100%"],
            "tickfont": {"size": theme.NOTE, "color": theme.SOFT},
            "outlinewidth": 0,
        },
    )


def _rank_axis(last: int, texts: list[str] | None = None) -> dict[str, Any]:
    step = max(1, int(np.ceil(last / 30)))
    places = list(range(0, last, step))
    return {
        "range": [-0.5, last - 0.5],
        "side": "bottom",
        "tickvals": places,
        "ticktext": [(texts[at] if texts else str(at + 1)) for at in places],
        "tickangle": 0,
        "tickfont": {"size": theme.NOTE, "color": theme.SOFT},
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "anchor": "y",
    }


def _finished(
    figure: go.Figure,
    robust: Robustness,
    finding: str,
    shows: str,
    labels: list[str],
    size: int,
    height: float,
    cut: int,
    zh: bool,
) -> go.Figure:
    more = (
        (f"另有{cut}个评估对象未列出" if zh else f"{cut} more units are not shown",) if cut else ()
    )
    note = findings.note(robust.result, "zh" if zh else "en")
    words = theme.Words(finding, shows, (*more, what_was_drawn(robust, zh), *note))
    return theme.layout(figure, words, height=height, labels=labels, size=size, right=90, foot=22)

"""How sure ranks are: the ranking as bars, and beside each bar the interval of its rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gkeval.charts import bars, findings, stacking, theme
from gkeval.charts.frames import groups_of, ranking_frame
from gkeval.charts.setting import said
from gkeval.errors import GkevalError
from gkeval.uncertainty import Robustness
from gkeval.uncertainty.saying import what_varied

if TYPE_CHECKING:
    import plotly.graph_objects as go

BARS, RANKS = (0.0, 0.60), (0.70, 1.0)
"""Where the bars and where the intervals stand, as shares of the plot's width."""


def rank_intervals(
    robust: Robustness,
    group: str | None = None,
    *,
    level: float = 0.9,
    top: int | None = None,
    lang: str | None = None,
) -> go.Figure:
    """Draw the ranking as bars, and beside each the interval of its rank.

    Parameters
    ----------
    robust
        What `gkeval.robustness` returned.
    group
        A group of the scheme, or a subset of one; one block of bars per group when not given.
    level
        Share of the draws in the interval, more than 0 and less than 1.
    top
        Show ranks up to this one only.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        The traces ``interval`` run from low to high, the traces ``rank`` hold the ranks.

    Raises
    ------
    GkevalError
        For an unknown group or language, one without ranks, `top` below 1, or a level out of range.
    """
    result = robust.result
    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    held = robust.at(level).set_index("unit")
    ranked = ranking_frame(result, group, top, said_in)
    wide = held[held.index.isin(ranked["unit"])]
    if wide.empty:
        raise GkevalError(f"group is {group!r}, in which no unit has a rank: nothing to draw")
    figure = bars.ranking(result, group, lang=said_in, top=top, span=BARS[1])
    groups = groups_of(ranked, result)
    most = int(wide["high"].max())
    for place, name in enumerate(groups):
        block = ranked[ranked["group"] == name].reset_index(drop=True)
        mine = block[block["unit"].isin(held.index)]
        found = held.loc[mine["unit"]]
        hover = [
            f"<b>{said(unit)}</b><br>" + _interval_words(line, level, zh)
            for unit, line in zip(mine["named"], found.to_dict("records"), strict=True)
        ]
        common: dict[str, Any] = {
            "hovertext": hover,
            "hoverinfo": "text",
            "xaxis": "x2",
            "yaxis": stacking.axis_name(place),
        }
        figure.add_bar(
            y=mine.index,
            base=found["low"] - 0.25,
            x=found["high"] - found["low"] + 0.5,
            orientation="h",
            width=0.34,
            offset=-0.17,
            marker={"color": theme.PALE},
            name="interval",
            **common,
        )
        figure.add_scatter(
            x=mine["rank"].astype("int64"),
            y=mine.index,
            mode="markers",
            marker={"size": 8, "color": theme.ACCENT, "line": {"color": theme.PAPER, "width": 1}},
            cliponaxis=False,
            name="rank",
            **common,
        )
    lowest = stacking.axis_name(len(groups) - 1)
    figure.update_layout(
        xaxis2=stacking.points_axis(most + 0.5, anchor=lowest, side="bottom")
        | {"range": [0.4, most + 0.6], "domain": RANKS, "nticks": 6, "zeroline": False},
    )
    sure = int((wide["width"] == 1).sum())
    broad = wide.iloc[int(wide["width"].to_numpy().argmax())]
    name = str(ranked.set_index("unit")["named"][str(broad.name)])
    percent = f"{level:.0%}"
    if sure == len(wide):
        finding = f"{sure}个名次都确定" if zh else f"All {sure} ranks are certain"
    elif zh:
        finding = (
            f"{len(wide)}个名次中{sure}个确定；"
            f"{name}最不确定（第{broad['low']}至{broad['high']}名）"
        )
    else:
        finding = (
            f"{sure} of {len(wide)} ranks are certain; {name} is least so "
            f"({broad['low']} to {broad['high']})"
        )
    if zh:
        shows = f"左：总分与名次；右：名次的{percent}区间（圆点为名次），{robust.draws}次重算"
    else:
        shows = f"Left: totals; right: {percent} rank intervals, {robust.draws} draws"
    note = (what_was_drawn(robust, zh), *figure.layout.meta["note"])
    return theme.reworded(figure, theme.Words(finding, shows, note))


def _interval_words(line: dict[Any, Any], level: float, zh: bool) -> str:
    low, high, mean = line["low"], line["high"], f"{line['mean_rank']:.1f}"
    if zh:
        return f"第{line['rank']}名，{level:.0%}区间第{low}至{high}名<br>平均名次{mean}"
    return f"rank {line['rank']}, {level:.0%} interval {low} to {high}<br>mean rank {mean}"


def what_was_drawn(robust: Robustness, zh: bool) -> str:
    """Say what varied, from where chance started."""
    what = what_varied(robust.plan, "zh" if zh else "en")
    return f"变动：{what}；随机种子{robust.seed}" if zh else f"Varied: {what}; seed {robust.seed}"

"""Figures of one set of records under several schemes: how ranks move, where documents differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gkeval.assessment.crossing import CrossAssessment
from gkeval.charts import findings, stacking, theme
from gkeval.charts.setting import em, said, shortened
from gkeval.errors import GkevalError

if TYPE_CHECKING:
    import plotly.graph_objects as go


def rank_moves(
    cross: CrossAssessment, group: str | None = None, *, lang: str | None = None
) -> go.Figure:
    """Draw how the ranks of common units move from scheme to scheme, one line per unit.

    Parameters
    ----------
    cross
        What `gkeval.cross_assess` returned.
    group
        A group of the first scheme; not needed when the common units are all of one group.
    lang
        ``"zh"`` or ``"en"``; the language of the first scheme when not given.

    Raises
    ------
    GkevalError
        For a group without common units that are ranked, and when several groups leave it open
        which is meant.
    """
    import plotly.graph_objects as go

    first = next(iter(cross.results.values()))
    said_in = findings.lang_of(first, lang)
    moves, schemes = cross.moves, list(cross.results)
    known = list(moves["group"].unique())
    if group is None and len(known) == 1:
        group = known[0]
    if group not in known:
        allowed = ", ".join(known) or "(the schemes have no unit in common)"
        raise GkevalError(f"group is {group!r}, must be one of: {allowed}")
    mine = moves[moves["group"] == group].dropna(subset=schemes).sort_values([schemes[0], "unit"])
    mine = mine.reset_index(drop=True)
    if mine.empty:
        raise GkevalError(f"group is {group!r}, in which no unit has a rank under all schemes")
    size, row = stacking.label_size(len(mine)), stacking.row_height(len(mine))
    names = [shortened(name, 16) for name in mine["name"]]
    figure = go.Figure()
    most = int(mine["spread"].max())
    ends_told: list[dict[str, Any]] = []
    for place, unit in enumerate(mine.to_dict("records")):
        moved = bool(most and unit["spread"] == most)
        ranks = [int(unit[scheme]) for scheme in schemes]
        figure.add_scatter(
            x=list(range(len(schemes))),
            y=ranks,
            mode="lines+markers",
            line={"color": theme.ACCENT if moved else theme.PALE, "width": 2.4 if moved else 1.4},
            marker={"size": 7, "color": theme.ACCENT if moved else theme.MAIN},
            hovertext=[
                f"<b>{said(unit['name'])}</b><br>{said(scheme)}: {rank}"
                for scheme, rank in zip(schemes, ranks, strict=True)
            ],
            hoverinfo="text",
            name=said(unit["name"]),
        )
        # units that share a rank leave the next ones free: their labels stand there
        ends = (
            (0, "right", -8, f"{said(names[place])}{theme.GAP}{ranks[0]}"),
            (-1, "left", 8, f"{ranks[-1]}{theme.GAP}{said(names[place])}"),
        )
        for end, anchor, shift, text in ends:
            before = int((mine[schemes[end]].iloc[:place] == ranks[end]).sum())
            ends_told.append(
                {
                    "x": 0 if end == 0 else len(schemes) - 1,
                    "y": ranks[end] + before,
                    "text": text,
                    "xanchor": anchor,
                    "xshift": shift,
                    "showarrow": False,
                    "font": {"size": size},
                }
            )
    theme.annotate(figure, ends_told)
    figure.update_layout(
        xaxis={
            "range": [-0.02, len(schemes) - 0.98],
            "tickmode": "array",
            "tickvals": list(range(len(schemes))),
            "ticktext": [said(scheme) for scheme in schemes],
            "tickfont": {"size": 12, "color": theme.INK},
            "showgrid": True,
            "gridcolor": theme.GRID,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={
            "range": [len(mine) + 0.7, 0.3],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )
    title = findings.group_title(first, str(group), said_in)
    widest = str(mine["name"].iloc[int(mine["spread"].to_numpy().argmax())]) if most else ""
    zh = said_in == "zh"
    if not most:
        finding = (
            f"{len(schemes)}个文件之下名次相同"
            if zh
            else f"The same ranks under all {len(schemes)}"
        )
    elif zh:
        finding = f"同一批底稿、{len(schemes)}个文件：名次最多相差{most}位（{widest}）"
    else:
        finding = f"Same records, {len(schemes)} documents: ranks differ by up to {most} ({widest})"
    shows = f"{title}在各文件下的名次" if zh else f"Rank of {title} under each document"
    words = theme.Words(finding, shows, findings.note(first, said_in))
    return theme.layout(
        figure,
        words,
        height=len(mine) * row + 20,
        foot=26,
        labels=[f"{name}00000" for name in names],
        size=size,
        right=max(em(name) * size for name in names) + 60,
    )


def concepts(cross: CrossAssessment, *, lang: str | None = None) -> go.Figure:
    """Draw the mean rate of what two or more documents ask for alike, one dot per document.

    Parameters
    ----------
    cross
        What `gkeval.cross_assess` returned.
    lang
        ``"zh"`` or ``"en"``; the language of the first scheme when not given.
    """
    import plotly.graph_objects as go

    first = next(iter(cross.results.values()))
    said_in = findings.lang_of(first, lang)
    frame = cross.concepts.groupby(["concept", "scheme"], sort=False).agg(
        title=("title", "first"), rate=("mean_rate", "mean"), clause=("clause", "first")
    )
    frame = frame.reset_index().dropna(subset=["rate"])
    frame = frame[frame.groupby("concept")["scheme"].transform("size") > 1]
    order = list(frame["concept"].unique())
    titles = frame.drop_duplicates("concept")["title"].to_list()
    labels = [shortened(title) for title in titles]
    rows = max(len(order), 1)
    size, panel, height = stacking.one_block(rows)
    figure = go.Figure()
    for place, concept in enumerate(order):
        rates = frame.loc[frame["concept"] == concept, "rate"] * 100
        figure.add_scatter(
            x=[rates.min(), rates.max()],
            y=[place, place],
            mode="lines",
            line={"color": theme.GRID, "width": 5},
            hoverinfo="skip",
        )
    schemes = [scheme for scheme in cross.results if scheme in set(frame["scheme"])]
    for position, scheme in enumerate(schemes):
        mine = frame[frame["scheme"] == scheme]
        figure.add_scatter(
            x=mine["rate"] * 100,
            y=[order.index(concept) for concept in mine["concept"]],
            mode="markers",
            marker={"size": 11, "color": theme.colour(position)[0], "opacity": 0.9},
            hovertext=[
                f"<b>{said(title)}</b><br>{said(scheme)} {said(clause)}<br>{rate:.1%}"
                for title, clause, rate in mine[["title", "clause", "rate"]].itertuples(index=False)
            ],
            hoverinfo="text",
            name=said(scheme),
        )
    figure.update_layout(
        xaxis=stacking.points_axis(102, ticksuffix="%", anchor="y"),
        yaxis=stacking.rows_axis(labels, panel, size),
    )
    spread = frame.groupby("concept")["rate"].agg(lambda rates: rates.max() - rates.min())
    zh = said_in == "zh"
    finding = "各文件没有共同的要求" if zh else "The documents ask for nothing alike"
    if len(spread):
        widest = titles[order.index(str(spread.idxmax()))]
        finding = (
            f"要求差别最大的是“{widest}”，得分率相差{spread.max() * 100:.0f}个百分点"
            if zh
            else f"Documents differ most in “{widest}”: {spread.max() * 100:.0f} points apart"
        )
    shows = (
        "同一批底稿在各文件相同事项上的平均得分率" if zh else "Mean rate on what they ask for alike"
    )
    legend = [theme.Key(scheme, *theme.colour(place)) for place, scheme in enumerate(schemes)]
    words = theme.Words(finding, shows, findings.note(first, said_in))
    return theme.layout(
        figure, words, height=height, labels=labels, size=size, legend=legend, foot=22
    )

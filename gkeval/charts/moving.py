"""Rank changes between two assessments of the same units, such as two years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.assessment import Assessment, compare
from gkeval.charts import findings, stacking, theme
from gkeval.charts.frames import ranking_frame
from gkeval.charts.setting import em, said, shortened
from gkeval.errors import GkevalError
from gkeval.spec import Lang

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

LABELS = 16
"""Longest name beside a line, in units of its size."""


def rank_changes(
    before: Assessment,
    after: Assessment,
    group: str | None = None,
    *,
    renamed: Mapping[str, str] | None = None,
    titles: tuple[str, str] | None = None,
    lang: str | None = None,
) -> go.Figure:
    """Draw how ranks moved from one assessment to another: a line per unit that is in both.

    Parameters
    ----------
    before, after
        Two results, such as two years.
    group
        A group of `after`; not needed when its units are all of one group.
    renamed
        Earlier unit id → present unit id; as in `gkeval.compare`.
    titles
        What stands above the two columns; the periods when not given.
    lang
        ``"zh"`` or ``"en"``; the language of the later scheme when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        One trace per unit, y are its two ranks.

    Raises
    ------
    GkevalError
        For an unknown group, no unit that is ranked in both, or several groups with none named.
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(after, lang)
    zh = said_in == "zh"
    frame = rank_changes_frame(before, after, group, renamed, said_in)
    size, row = stacking.label_size(len(frame)), stacking.row_height(len(frame))
    figure = go.Figure()
    lines, texts = [], []
    far = float(frame["moved"].abs().quantile(0.8))
    colours = {1: theme.MAIN, -1: theme.ACCENT, 0: theme.OPEN}
    names = [shortened(name, LABELS) for name in frame["named"]]
    for place, unit in enumerate(frame.to_dict("records")):
        way = (unit["moved"] > 0) - (unit["moved"] < 0)
        lines.append(
            {
                "type": "scatter",
                "x": [0, 1],
                "y": [unit["rank_before"], unit["rank"]],
                "mode": "lines+markers",
                "line": {
                    "color": colours[way],
                    "width": 2 if abs(unit["moved"]) >= far else 1.1,
                    "dash": "dot" if way < 0 else "solid",
                },
                "marker": {"size": 6, "color": colours[way]},
                "hovertext": _hover(unit, before, after, said_in),
                "hoverinfo": "text",
                "name": said(unit["named"]),
            }
        )
        for end, column, anchor in ((0, "rank_before", "right"), (1, "rank", "left")):
            rank, name = unit[column], said(names[place])
            moved = f"<span style='font-size:11px'> {_arrow(unit['moved'])}</span>" if end else ""
            text = f"{rank}{theme.GAP}{name}{moved}" if end else f"{name}{theme.GAP}{rank}"
            texts.append(
                {
                    "x": end,
                    "y": unit["place"] if end else unit["place_before"],
                    "text": text,
                    "xanchor": anchor,
                    "xshift": 8 if end else -8,
                    "showarrow": False,
                    "font": {"size": size},
                }
            )
    figure.add_traces(lines)
    theme.annotate(figure, texts)
    most = max(int(frame[["rank_before", "rank", "place", "place_before"]].max().max()), 1)
    heads = titles or (_period(before), _period(after))
    figure.update_layout(
        xaxis={
            "range": [-0.02, 1.02],
            "side": "top",
            "tickmode": "array",
            "tickvals": [0, 1],
            "ticktext": [f"<b>{said(head)}</b>" for head in heads],
            "tickfont": {"size": theme.LABEL},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={
            "range": [most + 0.7, 0.3],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "domain": [0, 1 - 26 / (most * row + 36)],
        },
    )
    title = findings.group_title(after, str(frame["group"].iloc[0]), said_in)
    gone = frame.attrs["others"]
    shows = (
        f"{title}的名次，右列为升降位数" if zh else f"Ranks of {title}; places moved at the right"
    )
    sign = (
        (
            f"{gone}个评估对象只在一次评估中有名次，未列出"
            if zh
            else f"units with a rank in one of them only: {gone}",
        )
        if gone
        else ()
    )
    words = theme.Words(_finding(frame, said_in), shows, (*sign, *findings.note(after, said_in)))
    keys = [
        theme.Key("上升" if zh else "up", theme.MAIN, sign="━"),
        theme.Key("下降" if zh else "down", theme.ACCENT, sign="┅"),
        theme.Key("不变" if zh else "same", theme.OPEN, sign="━"),
    ]
    widest = max(em(name) for name in names) * size
    return theme.layout(
        figure,
        words,
        height=most * row + 36,
        labels=[f"{name}0000" for name in names],
        size=size,
        right=widest + 100,
        legend=keys,
    )


def rank_changes_frame(
    before: Assessment,
    after: Assessment,
    group: str | None,
    renamed: Mapping[str, str] | None,
    lang: Lang,
) -> pd.DataFrame:
    """Return the units ranked in both: unit, named, group, ranks, moved, scores, places.

    place and place_before are rows that no other unit has: units that share a rank follow each
    other. `attrs["others"]` counts the units of the group that have a rank in one of them only.
    """
    units = compare(before, after, renamed=renamed).units
    if group is None:
        groups = list(units.loc[units["rank"].notna(), "group"].unique())
        if len(groups) > 1:
            raise GkevalError(f"group is None, must be one of: {', '.join(groups)}")
        group = groups[0] if groups else None
    mine = units[units["unit"].isin(after.ranking(group)["unit"])]
    both = mine.dropna(subset=["rank_before", "rank"])
    if both.empty:
        raise GkevalError(
            "no unit has a rank in both assessments. Remedy: name units with renamed="
        )
    named = ranking_frame(after, group, None, lang).set_index("unit")["named"]
    both = both.assign(named=both["unit"].map(named))
    ranks = {"rank_before": "int64", "rank": "int64", "moved": "int64"}
    both = both.astype(ranks).sort_values(["rank", "unit"], kind="stable").reset_index(drop=True)
    for rank, place in (("rank", "place"), ("rank_before", "place_before")):
        both[place] = both[rank] + both.groupby(rank).cumcount()
    columns = "unit named group rank_before rank moved score_before score place place_before"
    frame = both[columns.split()]
    frame.attrs["others"] = len(mine) - len(both)
    return frame


def _period(result: Assessment) -> str:
    start, end = result.scheme.period.start, result.scheme.period.end
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{start:%Y-%m} – {end:%Y-%m}"


def _arrow(moved: int) -> str:
    """Return places moved with their direction.

    >>> _arrow(3), _arrow(-2), _arrow(0)
    ('▲3', '▼2', '')
    """
    return "" if not moved else f"{'▲' if moved > 0 else '▼'}{abs(moved)}"


def _hover(unit: dict[Any, Any], before: Assessment, after: Assessment, lang: Lang) -> str:
    first = findings.marks(before, float(unit["score_before"]))
    last = findings.marks(after, float(unit["score"]))
    rank = "第{}名" if lang == "zh" else "rank {}"
    return (
        f"<b>{said(unit['named'])}</b><br>{rank.format(unit['rank_before'])}　{first} → "
        f"{rank.format(unit['rank'])}　{last}"
    )


def _finding(frame: pd.DataFrame, lang: Lang) -> str:
    """Say who rose most and who fell most."""
    zh = lang == "zh"
    if not frame["moved"].abs().max():
        return "名次没有变化" if zh else "No rank changed"
    moved = frame["moved"].to_numpy()
    up, down = frame.iloc[int(moved.argmax())], frame.iloc[int(moved.argmin())]
    parts = []
    if up["moved"] > 0:
        parts.append(
            f"{up['named']}上升最多（{up['moved']}位）"
            if zh
            else f"{up['named']} rose most (by {up['moved']})"
        )
    if down["moved"] < 0:
        parts.append(
            f"{down['named']}下降最多（{-down['moved']}位）"
            if zh
            else f"{down['named']} fell most (by {-down['moved']})"
        )
    return ("，" if zh else "; ").join(parts)

"""How far the indicators of a scheme move together: correlations, with a box for each branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gkeval.assessment import Assessment
from gkeval.charts import findings, shades, stacking, theme
from gkeval.charts.grid_frames import FEWEST, Correlations, correlations
from gkeval.charts.setting import said, shortened
from gkeval.spec import Lang
from gkeval.words import counted

if TYPE_CHECKING:
    import plotly.graph_objects as go

FEW = 10
"""Units below which a coefficient says little."""
NUMBERED = 16
"""Indicators up to which the coefficients are printed in their cells."""


def correlation(
    result: Assessment,
    group: str | None = None,
    *,
    level: int | None = None,
    kind: Literal["pearson", "spearman", "kendall"] = "spearman",
    lang: str | None = None,
) -> go.Figure:
    """Draw the correlation of every pair of indicators, a box around each first-level indicator.

    Parameters
    ----------
    result
        What `gkeval.assess` or `gkeval.score` returned.
    group
        Only units of this group or subset.
    level
        Indicators of this level, 1 for the first; leaves when not given.
    kind
        Which coefficient; of ranks (Spearman's) when not given.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    GkevalError
        For an unknown group, level, kind or language.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> gk.charts.correlation(result).data[0].z.shape
    (5, 5)
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    found = correlations(result, group, level, kind)
    count = max(len(found.indicators), 1)
    titles = [findings.indicator_title(result, node, said_in) for node in found.indicators]
    size = stacking.label_size(count) if count <= 40 else 10
    labels = [f"{shortened(title, 18)}{theme.GAP}{at + 1}" for at, title in enumerate(titles)]
    cell = min(46.0, max(13.0, 660 / count))
    height, head = cell * count, 22.0
    scale = height / (height + head)
    figure = go.Figure()
    numbers = np.array([["" if np.isnan(r) else _text(r) for r in line] for line in found.r])
    figure.add_heatmap(
        z=found.r,
        text=numbers if count <= NUMBERED else None,
        texttemplate="%{text}" if count <= NUMBERED else None,
        textfont={"size": theme.NOTE},
        hovertext=_pairs(found, titles, numbers, zh),
        hoverinfo="text",
        colorscale=shades.smooth(shades.SIGNED),
        zmin=-1,
        zmax=1,
        xgap=1,
        ygap=1,
        colorbar={
            "thickness": 12,
            "len": min(1.0, 220 / (height + head)),
            "y": scale,
            "yanchor": "top",
            "tickvals": [-1, -0.5, 0, 0.5, 1],
            "tickfont": {"size": theme.NOTE, "color": theme.SOFT},
            "outlinewidth": 0,
        },
    )
    starts = [
        at
        for at, branch in enumerate(found.branches)
        if at == 0 or branch != found.branches[at - 1]
    ]
    for start, end in zip(starts, [*starts[1:], count], strict=False):
        if end - start > 1 or len(starts) < count:
            figure.add_shape(
                type="rect",
                x0=start - 0.5,
                x1=end - 0.5,
                y0=start - 0.5,
                y1=end - 0.5,
                line={"color": theme.INK, "width": 1.6},
            )
    wide = max(theme.text_room(labels, size), theme.EDGE)
    right = max(theme.WIDTH - wide - height, 90.0)
    figure.update_layout(
        xaxis={
            "range": [-0.5, count - 0.5],
            "side": "top",
            "tickmode": "array",
            "tickvals": list(range(count)),
            "ticktext": [str(at + 1) for at in range(count)],
            "tickangle": 0,
            "tickfont": {"size": 11 if count <= 40 else 8, "color": theme.SOFT},
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "anchor": "y",
        },
        yaxis=stacking.rows_axis(labels, stacking.Panel(0.0, scale), size) | {"fixedrange": False},
    )
    flat = [title for title, r in zip(titles, np.diag(found.r), strict=True) if np.isnan(r)]
    units = len(result.ranking(group))
    signs = []
    if units < FEW:
        signs.append(
            f"只有{units}个评估对象，相关系数仅供参考"
            if zh
            else f"only {counted(units, 'unit')}: the coefficients say little"
        )
    if flat:
        signs.append(
            f"空白：{len(flat)}项指标各评估对象得分率相同，或评分对象不足{FEWEST}个"
            if zh
            else f"blank: {counted(len(flat), 'indicator')} the same for all, or scored for fewer "
            f"than {FEWEST}"
        )
    names = {
        "spearman": ("斯皮尔曼等级相关", "Spearman's rank correlation"),
        "pearson": ("皮尔逊相关", "Pearson's correlation"),
        "kendall": ("肯德尔等级相关", "Kendall's rank correlation"),
    }
    shows = (
        f"{names[kind][0]}系数，{units}个评估对象；方框内同属一个一级指标"
        if zh
        else f"{names[kind][1]} over {counted(units, 'unit')}; "
        "a box holds one first-level indicator"
    )
    told = (("；" if zh else "; ").join(signs),) if signs else ()
    words = theme.Words(
        _correlation_finding(found, titles, said_in),
        shows,
        (*told, *findings.note(result, said_in)),
    )
    return theme.layout(
        figure,
        words,
        height=height + head,
        labels=labels,
        size=size,
        right=right,
        width=max(theme.WIDTH, wide + height + right),
    )


def _pairs(found: Correlations, titles: list[str], numbers: Any, zh: bool) -> list[list[str]]:
    count = "个" if zh else " units"
    return [
        [
            f"<b>{said(row)}</b><br>{said(column)}<br>{number or '—'}　{n}{count}"
            for column, number, n in zip(titles, line, counts, strict=True)
        ]
        for row, line, counts in zip(titles, numbers, found.n, strict=True)
    ]


def _correlation_finding(found: Correlations, titles: list[str], lang: Lang) -> str:
    """Say which two indicators move together most, and whether branches hold together."""
    zh = lang == "zh"
    pairs = found.pairs()
    if pairs.empty:
        return "没有可计算的相关系数" if zh else "No coefficient can be computed"
    names = dict(zip(found.indicators, titles, strict=True))
    many = pairs[pairs["n"] >= FEW]
    told = pairs if many.empty else many
    most = told.iloc[int(told["r"].abs().to_numpy().argmax())]
    first, second, r = names[most["first"]], names[most["second"]], _text(most["r"])
    text = (
        f"“{first}”与“{second}”相关最强（{r}）"
        if zh
        else f"{first} and {second} move together most ({r})"
    )
    means = pairs.groupby("same")["r"].mean()
    if len(means) < 2:
        return text
    inside, between = _text(means[True]), _text(means[False])
    return text + (
        f"；同一一级指标内平均{inside}，之间平均{between}"
        if zh
        else f"; mean within branches {inside}, between them {between}"
    )


def _text(r: float) -> str:
    """Return a coefficient with two decimals and a true minus.

    >>> _text(-0.456), _text(-0.001)
    ('−0.46', '0.00')
    """
    return f"{0.0 if abs(r) < 0.005 else r:.2f}".replace("-", "−")

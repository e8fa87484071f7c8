"""The tree of a scheme: every indicator a field as large as its points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

from gkeval.assessment import Assessment
from gkeval.charts import findings, shades, theme
from gkeval.charts.setting import em, said, shortened, wrapped
from gkeval.errors import GkevalError
from gkeval.numbers import plain
from gkeval.rules.sentences import say_rule
from gkeval.scheme.model import Indicator, Scheme
from gkeval.spec import Lang
from gkeval.words import in_points, label

if TYPE_CHECKING:
    import plotly.graph_objects as go

LEAST, TALLEST = 17.0, 3600.0
"""Height that the smallest leaf gets, and what the figure does not pass, in pixels."""


def tree(
    scheme: Scheme | Assessment,
    *,
    shape: Literal["icicle", "sunburst"] = "icicle",
    lang: str | None = None,
) -> go.Figure:
    """Draw the tree of a scheme; fields are as large as the points (分值) of their indicator.

    Parameters
    ----------
    scheme
        A scheme, or an assessment whose scheme is drawn.
    shape
        ``"icicle"`` (for print: every label horizontal) or ``"sunburst"`` (rings; first level
        labelled, the rest by hover and click).
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        Of the icicle, customdata are the ids of the indicators, y their points.

    Raises
    ------
    GkevalError
        For another shape or language.

    Examples
    --------
    >>> import gkeval as gk
    >>> figure = gk.charts.tree(gk.load_scheme("sichuan-land-2011"))
    >>> sum(figure.data[0].y)
    100.0
    """
    import plotly.graph_objects as go

    result = scheme if isinstance(scheme, Assessment) else None
    drawn = cast("Scheme", result.scheme if result is not None else scheme)
    if lang not in (None, "zh", "en"):
        raise GkevalError(f"lang is {lang!r}, must be 'zh' or 'en'")
    if shape not in ("icicle", "sunburst"):
        raise GkevalError(f"shape is {shape!r}, must be 'icicle' or 'sunburst'")
    said_in = cast("Lang", lang or drawn.lang)
    zh = said_in == "zh"
    nodes = list(drawn.walk())
    levels = max(depth for _, depth in nodes)
    smallest = min(float(node.points) for node, _ in nodes if node.is_leaf)
    inner = theme.WIDTH - 2 * theme.EDGE
    full = float(drawn.points)
    icicle = shape == "icicle"
    height = min(max(LEAST * full / smallest, 240.0), TALLEST) if icicle else 620.0
    column = inner / levels
    texts, colours = [], []
    order = [node.id for node in drawn.indicators]
    for node, depth in nodes:
        points = float(node.points)
        text = _text(node.title.to(said_in), points, column, height * points / full, icicle)
        texts.append(text if icicle or depth == 1 else "")
        top = node.id
        while above := drawn.parents[top]:
            top = above
        colours.append(_tint(theme.colour(order.index(top))[0], depth, levels))
    data: dict[str, Any] = {
        "ids": [node.id for node, _ in nodes],
        "labels": [node.title.to(said_in) for node, _ in nodes],
        "values": [float(node.points) for node, _ in nodes],
        "hover": [_hover(drawn, node, said_in) for node, _ in nodes],
        "levels": [depth for _, depth in nodes],
        "parents": [drawn.parents[node.id] or "" for node, _ in nodes],
    }
    figure = go.Figure()
    if icicle:
        _icicle(figure, data, texts, colours, full)
    else:
        figure.add_sunburst(
            ids=data["ids"],
            parents=data["parents"],
            values=data["values"],
            labels=[said(title) for title in data["labels"]],
            branchvalues="total",
            text=texts,
            textinfo="text",
            hovertext=data["hover"],
            hoverinfo="text",
            sort=False,
            insidetextorientation="horizontal",
            marker={"colors": colours, "line": {"color": theme.PAPER, "width": 1}},
            textfont={"color": [shades.on(colour) for colour in colours], "size": theme.LABEL},
        )
    note = findings.note(result, said_in) if result is not None else _note(drawn, said_in)
    words = theme.Words(_finding(drawn, said_in), _shows(drawn, levels, zh), note)
    return theme.layout(figure, words, height=height, right=theme.EDGE)


def _icicle(
    figure: go.Figure, data: dict[str, Any], texts: list[str], colours: list[str], full: float
) -> None:
    """Draw a column of fields per level; a leaf above the last level reaches to the edge."""
    levels = max(data["levels"])
    held = set(data["parents"])
    starts: dict[str, float] = {"": 0.0}
    used: dict[str, float] = {}
    for node, parent, value in zip(data["ids"], data["parents"], data["values"], strict=True):
        starts[node] = starts[parent] + used.get(parent, 0.0)
        used[parent] = used.get(parent, 0.0) + value
    wide = [
        1 if node in held else levels - level + 1
        for node, level in zip(data["ids"], data["levels"], strict=True)
    ]
    figure.add_bar(
        x=[level - 1 for level in data["levels"]],
        offset=0,
        width=wide,
        base=[starts[node] for node in data["ids"]],
        y=data["values"],
        customdata=data["ids"],
        marker={"color": colours, "line": {"color": theme.PAPER, "width": 1}},
        hovertext=data["hover"],
        hoverinfo="text",
    )
    fields = zip(data["ids"], data["levels"], data["values"], texts, colours, strict=True)
    theme.annotate(
        figure,
        [
            {
                "text": text,
                "x": level - 1,
                "y": starts[node] + value / 2,
                "xanchor": "left",
                "yanchor": "middle",
                "xshift": 8,
                "align": "left",
                "showarrow": False,
                "font": {"size": theme.LABEL, "color": shades.on(colour)},
            }
            for node, level, value, text, colour in fields
            if text
        ],
    )
    hidden = {"visible": False, "fixedrange": True}
    figure.update_layout(
        xaxis={"range": [0, levels], **hidden}, yaxis={"range": [full, 0], **hidden}
    )


def _text(title: str, points: float, width: float, height: float, icicle: bool) -> str:
    """Return title and points, set in the lines that the field has room for; empty for none."""
    worth = plain(points)
    lines = int((height + 1) // 17)
    if lines < 1 and icicle:
        return ""
    room = width - 14
    number = f"{theme.GAP}{worth}"
    if not icicle:
        return f"{said(shortened(title, 8))}<br>{worth}"
    broken = wrapped(title, theme.LABEL, room - em(number) * theme.LABEL)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], "".join(broken[lines - 1 :])]
        broken[-1] = shortened(broken[-1], room / theme.LABEL - em(number))
    return "<br>".join(map(said, broken)) + number


def _tint(colour: str, depth: int, levels: int) -> str:
    """Return a colour, paler the deeper the level."""
    share = 0.0 if levels == 1 else 0.72 * (depth - 1) / (levels - 1)
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [round(part + (255 - part) * share) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _points(points: float, zh: bool) -> str:
    return in_points(plain(points), "zh" if zh else "en")


def _hover(scheme: Scheme, node: Any, lang: Lang) -> str:
    zh = lang == "zh"
    lines = [f"<b>{said(node.title.to(lang))}</b>　{_points(float(node.points), zh)}"]
    if node.clause:
        lines.append(
            f"{label('clause', lang)}：{said(node.clause)}" if zh else f"Clause {said(node.clause)}"
        )
    if isinstance(node, Indicator) and node.is_leaf and node.rule is not None:
        titles = {name: group.title for name, group in scheme.groups.items()}
        rule = say_rule(node.rule, lang, points=node.points, measure=node.measured, groups=titles)
        lines += [said(line) for line in wrapped(rule, theme.LABEL, 420)]
    return "<br>".join(lines)


def _finding(scheme: Scheme, lang: Lang) -> str:
    """Say which first-level indicator is worth most."""
    most = max(scheme.indicators, key=lambda node: node.points)
    title, share = most.title.to(lang), findings.percent(float(most.points / scheme.points))
    if lang == "zh":
        return f"“{title}”分值最高：{plain(float(most.points))}分，占{share}"
    return f"{title} is worth most: {_points(float(most.points), zh=False)}, {share} of all"


def _shows(scheme: Scheme, levels: int, zh: bool) -> str:
    leaves, first = len(scheme.leaves), len(scheme.indicators)
    if zh:
        return f"指标体系与分值：{first}个一级指标，共{leaves}项末级指标，{levels}级；面积为分值"
    return f"Scheme with points: {first} first-level indicators, {leaves} leaves, {levels} levels"


def _note(scheme: Scheme, lang: Lang) -> tuple[str, ...]:
    """Return the note of a scheme without a result."""
    zh = lang == "zh"
    start, end = scheme.period.start.isoformat(), scheme.period.end.isoformat()
    title, document = scheme.title.to(lang), scheme.source.document
    proposed = scheme.points_from == "proposed"
    if zh:
        foot = (
            f"指标体系：{title}{'（分值为拟定）' if proposed else ''}　评估期：{start}至{end}　"
            f"指标体系指纹：{scheme.fingerprint}"
        )
        return (foot, *((f"依据：{document}",) if document not in title else ()))
    foot = (
        f"Scheme: {title}{' (points proposed)' if proposed else ''} · Period: {start} to {end} · "
        f"Fingerprint of the scheme: {scheme.fingerprint}"
    )
    return (foot, *((f"Source: {document}",) if document not in title else ()))

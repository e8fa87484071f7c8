"""Map of the totals, on boundaries that the user gives; drawn as outlines, with no base map."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.assessment.showing import RAMP, grade_colours, grade_titles
from gkeval.charts import findings, shades, theme
from gkeval.charts.frames import ranking_frame
from gkeval.charts.geometry import Area, areas
from gkeval.charts.rows import hover_texts
from gkeval.charts.setting import em, said
from gkeval.errors import GkevalError
from gkeval.numbers import plain
from gkeval.spec import Lang
from gkeval.words import counted

if TYPE_CHECKING:
    import plotly.graph_objects as go

FIELDS = 5
"""Classes of equal width, from the lowest to the highest total, where the scheme has no grades."""
LABEL = 12


def map_of(
    result: Assessment,
    geojson: str | os.PathLike[str] | Mapping[str, Any],
    group: str | None = None,
    *,
    key: str | None = None,
    lang: str | None = None,
) -> go.Figure:
    """Draw the totals on a map.

    Parameters
    ----------
    result
        What `gkeval.assess` or `gkeval.score` returned.
    geojson
        A GeoJSON file, or its content, with an area per unit in degrees (WGS 84). Nothing is
        downloaded.
    group
        Only units of this group or subset.
    key
        The property of the features that holds the unit's id or name; the one that fits most units
        when not given.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    plotly.graph_objects.Figure
        One trace per area, named by the unit. Units without an area are counted in the note.

    Raises
    ------
    GkevalError
        For a GeoJSON without areas, a `key` that no feature has, or when no area fits a unit.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> square = [[[103, 30], [105, 30], [105, 31], [103, 31], [103, 30]]]
    >>> area = {"type": "Feature", "properties": {"name": "成都市"},
    ...         "geometry": {"type": "Polygon", "coordinates": square}}
    >>> figure = gk.charts.map_of(result, {"type": "FeatureCollection", "features": [area]})
    >>> figure.layout.meta["note"][0]
    '20个评估对象没有对应的区域'
    """
    import plotly.graph_objects as go

    said_in = findings.lang_of(result, lang)
    zh = said_in == "zh"
    frame = ranking_frame(result, group, None, said_in)
    found = areas(geojson)
    placed = _placed(found, result, frame, key)
    if not any(placed):
        held = "、".join(dict.fromkeys(name for area in found for name in area.properties))
        raise GkevalError(
            f"no area of the geojson is a unit: its properties {held or '(none)'} hold no unit id "
            "or name. Remedy: name the property with key=, or write the unit ids into the geojson"
        )
    rows = frame.set_index("unit")
    colours, keys = _classes(result, frame, said_in)
    hover = hover_texts(result, frame, said_in)
    width = theme.WIDTH - 2 * theme.EDGE
    left = min(float(pd.Series(area.x).min()) for area in found)
    right = max(float(pd.Series(area.x).max()) for area in found)
    low = min(float(pd.Series(area.y).min()) for area in found)
    high = max(float(pd.Series(area.y).max()) for area in found)
    pixels = min(width / max(right - left, 1e-9), 760 / max(high - low, 1e-9))
    height = max(pixels * (high - low), 200.0) + 16
    figure = go.Figure()
    figure.add_traces(
        [
            {
                "type": "scatter",
                "x": area.x,
                "y": area.y,
                "mode": "lines",
                "fill": "toself",
                **_fill(colours.get(unit) if unit else theme.PAPER),
                "line": {"color": theme.PAPER if unit else theme.SOFT, "width": 0.8},
                "text": hover[unit] if unit else "",
                "hoverinfo": "text" if unit else "skip",
                "hoveron": "fills",
                "name": said(rows.loc[unit, "named"]) if unit else "",
            }
            for area, unit in zip(found, placed, strict=True)
        ]
    )
    _names(figure, found, placed, rows, colours, pixels)
    spare = (width - pixels * (right - left)) / 2 / pixels
    hidden = {"visible": False, "fixedrange": False}
    figure.update_layout(
        xaxis={"range": [left - spare, right + spare], **hidden},
        yaxis={
            "range": [low - 8 / pixels, high + 8 / pixels],
            "scaleanchor": "x",
            "scaleratio": 1,
            **hidden,
        },
    )
    missing = len(frame) - len({unit for unit in placed if unit})
    empty = sum(unit is None for unit in placed)
    notes = []
    if missing:
        notes.append(
            f"{missing}个评估对象没有对应的区域"
            if zh
            else f"{counted(missing, 'unit')} without an area on the map"
        )
    if empty:
        notes.append(
            f"空白：{empty}个区域不是评估对象"
            if zh
            else f"blank: {counted(empty, 'area')} without a unit"
        )
    full = plain(result.scheme.full_mark)
    words = theme.Words(
        findings.ranking_finding(result, frame, said_in, group),
        f"各地总分（满分{full}分）" if zh else f"Totals (out of {full})",
        (
            *((("；" if zh else "; ").join(notes),) if notes else ()),
            *findings.note(result, said_in),
        ),
    )
    return theme.layout(figure, words, height=height, right=theme.EDGE, legend=keys)


def _fill(shade: str | None) -> dict[str, Any]:
    """Return the look of an area; hatched where the total is open."""
    if shade is not None:
        return {"fillcolor": shade}
    hatch = {
        "shape": "/",
        "fgcolor": theme.SOFT,
        "bgcolor": theme.PAPER,
        "size": 7,
        "solidity": 0.1,
    }
    return {"fillpattern": hatch}


def _placed(
    found: list[Area], result: Assessment, frame: pd.DataFrame, key: str | None
) -> list[str | None]:
    """Return the unit of each area, or None."""
    units = result.units.set_index("unit").reindex(frame["unit"])
    by_name: dict[str, str] = {}
    for column in ("name_en", "name"):
        by_name |= {str(name): str(unit) for unit, name in units[column].items() if name}
    by_name |= {unit: unit for unit in frame["unit"]}
    names = dict.fromkeys(name for area in found for name in area.properties)
    if key is not None and key not in names:
        raise GkevalError(
            f"key is {key!r}, must be a property of the features: {', '.join(names) or '(none)'}"
        )
    best: list[str | None] = [None] * len(found)
    for name in [key] if key is not None else names:
        units_at = [by_name.get(str(area.properties.get(name, ""))) for area in found]
        if sum(unit is not None for unit in units_at) > sum(unit is not None for unit in best):
            best = units_at
    return best


def _classes(
    result: Assessment, frame: pd.DataFrame, lang: Lang
) -> tuple[dict[str, str], list[theme.Key]]:
    """Return the colour of each unit, and the legend: by grade, else by classes of the total."""
    zh = lang == "zh"
    settled = frame.dropna(subset=["score"])
    waiting = frame[frame["score"].isna()]
    colours: dict[str, str] = {}
    without = "没有总分或总分未定" if zh else "no total, or open"
    text = without if waiting["low"].isna().any() else "总分未定" if zh else "open"
    last = [theme.Key(text, theme.SOFT, "/")] if len(waiting) else []
    grades = grade_colours(result.scheme)
    if grades:
        titles = grade_titles(result.scheme, lang)
        held = set(settled["grade"])
        colours |= {
            unit: grades[grade]
            for unit, grade in zip(settled["unit"], settled["grade"], strict=True)
        }
        keys = [theme.Key(titles[grade], shade) for grade, shade in grades.items() if grade in held]
        return colours, [*keys, *last]
    if settled.empty:
        return colours, last
    low, high = float(settled["score"].min()), float(settled["score"].max())
    step = (high - low) / FIELDS or 1.0
    place = ((settled["score"] - low) / step).clip(upper=FIELDS - 1).astype(int)
    shades_ = RAMP[:FIELDS][::-1]
    colours |= {unit: shades_[at] for unit, at in zip(settled["unit"], place, strict=True)}
    keys = [
        theme.Key(
            f"{findings.marks(result, low + at * step)}–"
            f"{findings.marks(result, low + (at + 1) * step)}",
            shades_[at],
        )
        for at in range(FIELDS - 1, -1, -1)
        if (place == at).any()
    ]
    return colours, [*keys, *last]


def _names(
    figure: go.Figure,
    found: list[Area],
    placed: list[str | None],
    rows: pd.DataFrame,
    colours: dict[str, str],
    pixels: float,
) -> None:
    """Write the names into the areas that have room for them, the larger areas first."""
    taken: list[tuple[float, float, float, float]] = []
    texts: list[dict[str, Any]] = []
    order = sorted(range(len(found)), key=lambda at: -found[at].width * found[at].height)
    for at in order:
        unit, area = placed[at], found[at]
        if unit is None:
            continue
        name = str(rows.loc[unit, "named"])
        wide, high = em(name) * LABEL, LABEL * 1.3
        if wide > area.width * pixels * 0.95 or high > area.height * pixels * 0.8:
            continue
        x, y = area.centre
        box = (
            x * pixels - wide / 2,
            x * pixels + wide / 2,
            y * pixels - high / 2,
            y * pixels + high / 2,
        )
        if any(
            box[0] < other[1] and other[0] < box[1] and box[2] < other[3] and other[2] < box[3]
            for other in taken
        ):
            continue
        taken.append(box)
        texts.append(
            {
                "text": said(name),
                "x": x,
                "y": y,
                "showarrow": False,
                "font": {"size": LABEL, "color": shades.on(colours.get(unit, theme.PAPER))},
            }
        )
    theme.annotate(figure, texts)

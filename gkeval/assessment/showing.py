"""How a result looks in a notebook: the ranking with bars and grades, in plain HTML.

Inline styles only, colours that hold on light and dark pages, nothing to load.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.numbers import plain
from gkeval.scoring.grades import FAILED
from gkeval.words import label

if TYPE_CHECKING:
    from gkeval.assessment.result import Assessment
    from gkeval.scheme.model import Scheme
    from gkeval.spec import Lang

ROWS = 60
"""Rows shown before the table says how many more there are."""

RAMP = ("#1d4f7c", "#2f74ad", "#5f9bcb", "#9dbfdd", "#c3c9d1", "#d8c8b8")
"""Colours of grades from best to worst: one hue that fades, so that colour blindness hides none."""

BARE, OPEN = "#2b6ca3", "#98a2ad"


def grade_colours(scheme: Scheme) -> dict[str, str]:
    """Return a colour for every grade id, the darkest for the best.

    Parameters
    ----------
    scheme
        Its grades stand in order, the best first.

    Returns
    -------
    dict of str to str
        CSS colours; the empty id stands for those below all grades. Empty without grades.

    Examples
    --------
    >>> import gkeval as gk
    >>> grade_colours(gk.load_scheme("sichuan-land-2011"))
    {}
    """
    if not scheme.grades:
        return {}
    ids = [*(grade.id for grade in scheme.grades), ""]
    last = len(RAMP) - 1
    spread = [round(place * last / (len(ids) - 1)) for place in range(len(ids))]
    return {grade: RAMP[step] for grade, step in zip(ids, spread, strict=True)} | {FAILED: RAMP[-1]}


def grade_titles(scheme: Scheme, lang: Lang) -> dict[str, str]:
    """Return the title of every grade id, of `FAILED` and of the empty one; empty without grades.

    >>> import gkeval as gk
    >>> grade_titles(gk.load_scheme("ningxia-2017"), "en")["excellent"]
    'Excellent'
    """
    titles = {grade.id: grade.title.to(lang) for grade in scheme.grades}
    other = {"": label("below_grades", lang), FAILED: scheme.failed.to(lang)}
    return other | titles if titles else {}


def ranking_html(result: Assessment) -> str:
    """Return the ranking as an HTML table.

    Parameters
    ----------
    result
        The assessment.

    Returns
    -------
    str
        At most 60 rows, then a line that says how many more there are.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> "成都市" in ranking_html(result)
    True
    """
    scheme = result.scheme
    lang = scheme.lang
    ranking = result.ranking()
    colours = grade_colours(scheme)
    grades = grade_titles(scheme, lang)
    several = ranking["group"].nunique() > 1
    head = [label("rank", lang), label("unit", lang)]
    head += [label("group", lang)] if several else []
    head += [label("score", lang), ""]
    head += [label("grade", lang)] if grades else []
    rows = []
    for _, row in ranking.head(ROWS).iterrows():
        cells = [_cell(_rank(row), "right"), _cell(escape(str(row["name"])))]
        if several:
            cells.append(_cell(escape(scheme.groups[row["group"]].title.to(lang))))
        cells.append(_cell(_score(result, row), "right"))
        cells.append(_cell(_bar(row, float(scheme.full_mark), colours)))
        if grades:
            known = row["grade"] or not pd.isna(row["score"])
            cells.append(_cell(escape(grades[row["grade"]] if known else "—")))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    heads = "".join(
        f"<th style='text-align:left;padding:2px 10px;font-weight:600'>{escape(text)}</th>"
        for text in head
    )
    more = len(ranking) - ROWS
    last = f"<p style='margin:4px 10px;opacity:.7'>… {more} {label('more', lang)}</p>"
    return (
        "<div style='font-size:13px;line-height:1.6;font-variant-numeric:tabular-nums'>"
        f"<p style='margin:0 10px 6px'><b>{escape(scheme.title.to(lang))}</b>"
        f"<span style='opacity:.7'> · {escape(result.fingerprint)}</span></p>"
        f"<table style='border-collapse:collapse'><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>{last if more > 0 else ''}</div>"
    )


def _cell(content: str, align: str = "left") -> str:
    return f"<td style='text-align:{align};padding:2px 10px;white-space:nowrap'>{content}</td>"


def _rank(row: pd.Series[Any]) -> str:
    return "—" if pd.isna(row["rank"]) else f"{row['rank']}{'=' if row['tied'] else ''}"


def _score(result: Assessment, row: pd.Series[Any]) -> str:
    decimals = result.scheme.rounding.decimals
    star = "*" if row["provisional"] else ""
    if pd.isna(row["low"]):
        return "—"
    if pd.isna(row["score"]):
        return f"{plain(float(row['low']), decimals)}–{plain(float(row['high']), decimals)}{star}"
    return f"{plain(float(row['score']), decimals)}{star}"


def _bar(row: pd.Series[Any], full: float, colours: dict[str, str]) -> str:
    if pd.isna(row["low"]):
        return ""
    colour = OPEN if pd.isna(row["score"]) else colours.get(row["grade"], BARE)
    low, high = (max(0.0, min(1.0, row[key] / full)) * 160 for key in ("low", "high"))
    sure = f"<span style='flex:none;width:{low:.1f}px;background:{colour}'></span>"
    maybe = (
        f"<span style='flex:none;width:{high - low:.1f}px;background:{colour};opacity:.3'></span>"
        if high - low > 0.05
        else ""
    )
    return (
        "<span style='display:flex;width:160px;height:11px;border-radius:2px;overflow:hidden;"
        f"background:rgba(128,128,128,.18)'>{sure}{maybe}</span>"
    )

"""How an explanation and a comparison look in a notebook, in plain HTML.

Inline styles only, colours that hold on light and dark pages, nothing to load; every text from
data is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.numbers import plain
from gkeval.words import label, number

if TYPE_CHECKING:
    from gkeval.assessment.comparing import Comparison
    from gkeval.assessment.explaining import Explanation

ROWS = 60
"""Rows shown before a table says how many more there are."""

SHORT = 16
"""Characters up to which a cell stays on one line."""

UP, DOWN = "#2f7fc1", "#c4702f"
"""Better and worse: told apart with every colour blindness, and on light and dark pages."""

_BOX = "font-size:13px;line-height:1.6;font-variant-numeric:tabular-nums"
_HEAD = "padding:3px 10px;font-weight:600;vertical-align:bottom;white-space:nowrap"
_CELL = "padding:3px 10px;vertical-align:baseline"
_LINE = "border-bottom:1px solid rgba(128,128,128,.3);background:none"


def box(*parts: str) -> str:
    """Return parts in one block of one font size."""
    return f"<div style='{_BOX}'>{''.join(parts)}</div>"


def heading(title: str, small: str = "") -> str:
    """Return a title, with smaller words behind it."""
    more = f"<span style='opacity:.7'> · {escape(small)}</span>" if small else ""
    return f"<p style='margin:4px 10px 6px'><b>{escape(title)}</b>{more}</p>"


def table(heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]]) -> str:
    """Return a table.

    Parameters
    ----------
    heads
        Title and alignment (``left`` or ``right``) of every column.
    rows
        Cells as HTML: the caller has escaped what comes from data.
    """
    head = "".join(
        f"<th style='text-align:{align};{_HEAD}'>{escape(title)}</th>" for title, align in heads
    )
    lines = (
        "".join(
            f"<td style='text-align:{align};{_CELL}'>{cell}</td>"
            for (_, align), cell in zip(heads, row, strict=True)
        )
        for row in rows
    )
    body = "".join(f"<tr style='{_LINE}'>{line}</tr>" for line in lines)
    return (
        "<table style='border-collapse:collapse;margin:0;font-size:inherit'>"
        f"<thead><tr style='{_LINE}'>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def more(count: int, lang: Any) -> str:
    """Return a line that says how many rows are left out; empty for none."""
    if count < 1:
        return ""
    return f"<p style='margin:4px 10px;opacity:.7'>{label('more', lang).format(count)}</p>"


def explanation_html(explained: Explanation) -> str:
    """Return an explanation: what was scored, why, and the records that were looked at."""
    facts = "".join(
        f"<tr style='background:none'><th style='text-align:left;{_HEAD};vertical-align:baseline;"
        f"opacity:.75'>{escape(name)}</th>"
        f"<td style='text-align:left;{_CELL};max-width:60em'>{escape(text)}</td></tr>"
        for name, text in explained.facts()
    )
    shown = explained.shown(ROWS)
    numeric = [shown.dtypes.iloc[place].kind in "iuf" for place in range(shown.shape[1])]
    heads = [
        (str(name), "right" if right else "left")
        for name, right in zip(shown.columns, numeric, strict=True)
    ]
    columns = [map(_said, shown.iloc[:, place].tolist()) for place in range(shown.shape[1])]
    records = table(heads, zip(*columns, strict=True)) if len(shown) else ""
    return box(
        heading(f"{explained.name} · {explained.title}", explained.indicator),
        "<table style='border-collapse:collapse;margin:0 0 10px;font-size:inherit'>"
        f"{facts}</table>",
        records,
        more(len(explained.records) - ROWS, explained.lang),
    )


def comparison_html(compared: Comparison) -> str:
    """Return a comparison: rank and points before and after, and what moved each unit most."""
    lang, units = compared.lang, compared.units
    heads = [
        (label("unit", lang), "left"),
        (label("rank", lang), "left"),
        (label("score", lang), "right"),
        (label("change", lang), "right"),
        ("", "left"),
        (label("moved_by", lang), "left"),
    ]
    largest = float(units["change"].abs().max()) if units["change"].notna().any() else 0.0
    mover = _movers(compared)
    lines: Iterable[Any] = units.head(ROWS).itertuples(index=False)
    rows = [
        (
            escape(compared.names.get(line.unit, line.unit)) + _status(line, lang),
            _ranks(line),
            _scores(line, compared.decimals),
            _signed(line.change, compared.decimals),
            _beam(line.change, largest),
            escape(mover.get(line.unit, "")),
        )
        for line in lines
    ]
    counts = units["status"].value_counts(sort=False)
    said = " · ".join(f"{label(str(name), lang)} {count}" for name, count in counts.items())
    return box(
        heading(label("comparison", lang), said), table(heads, rows), more(len(units) - ROWS, lang)
    )


def _movers(compared: Comparison) -> dict[str, str]:
    """Return, for every unit, the scored indicator that moved most, with its change."""
    frame = compared.indicators
    moved = frame[frame["indicator"].isin(list(compared.titles)) & (frame["change"].abs() > 1e-9)]
    first: Iterable[Any] = moved.drop_duplicates("unit").itertuples(index=False)
    return {
        line.unit: f"{compared.titles[line.indicator]} {_signed(line.change, 2)}" for line in first
    }


def _status(line: Any, lang: Any) -> str:
    if line.status == "same":
        return ""
    return f" <span style='opacity:.7'>{escape(label(line.status, lang))}</span>"


def _ranks(line: Any) -> str:
    before, now = ("—" if pd.isna(r) else str(int(r)) for r in (line.rank_before, line.rank))
    if pd.isna(line.moved) or line.moved == 0:
        return now if before == now else f"{before} → {now}"
    up = line.moved > 0
    arrow = f"<span style='color:{UP if up else DOWN}'>{'▲' if up else '▼'}"
    return f"{before} → {now} {arrow}{abs(int(line.moved))}</span>"


def _scores(line: Any, decimals: int) -> str:
    before, now = (
        "—" if pd.isna(score) else plain(float(score), decimals)
        for score in (line.score_before, line.score)
    )
    return f"{before} → {now}"


def _signed(change: float, decimals: int) -> str:
    if pd.isna(change):
        return "—"
    text = plain(abs(float(change)), decimals)
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{text}"


def _beam(change: float, largest: float) -> str:
    """Return a bar from the middle: to the right for more, to the left for less."""
    if pd.isna(change) or not largest:
        return ""
    size = abs(change) / largest * 50
    start = 50 if change > 0 else 50 - size
    return (
        "<span style='display:block;position:relative;width:120px;height:11px;"
        "background:rgba(128,128,128,.15);border-radius:2px'>"
        f"<span style='position:absolute;top:0;bottom:0;left:{start:.1f}%;width:{size:.1f}%;"
        f"background:{UP if change > 0 else DOWN};border-radius:2px'></span></span>"
    )


def _said(cell: Any) -> str:
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float):
        return number(cell, 4)
    text = escape(str(cell))
    # a day or a code is not broken
    return f"<span style='white-space:nowrap'>{text}</span>" if len(text) <= SHORT else text

"""The records behind every score as small tables of text, read once for all units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.measures.phrases import say_column
from gkeval.measures.reasons import reason
from gkeval.spec import Lang
from gkeval.tables import TABLES, Column
from gkeval.words import LABELS, label, number

SHOWN = 50
"""Records of one unit and indicator that a page lists; the total is said."""

_PERSONAL = {
    column.name for table in TABLES.values() for column in table.columns if column.personal
}
_FIRST, _LAST = ("record", "evidence"), ("base", "counted", "why")

Cell = tuple[str, str]
"""Text, and the address it leads to where it may be opened."""


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """Records of one unit and leaf or adjustment.

    Parameters
    ----------
    heads
        Titles of the columns.
    rows
        The first records.
    total
        How many there are.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


def evidence_tables(result: Assessment, lang: Lang) -> dict[tuple[str, str], EvidenceTable]:
    """Return the records that were looked at, by unit and leaf or adjustment.

    Columns that may name a person are left out; so are those that are empty throughout.
    """
    everything = result.evidence.everything()
    looking = {item.id: item.measured for item in result.scheme.measured}
    tables: dict[tuple[str, str], EvidenceTable] = {}
    parts: Iterable[tuple[Any, pd.DataFrame]] = everything.groupby("indicator", sort=True)
    for indicator, part in parts:
        table = getattr(looking.get(indicator), "table", "")
        names = _shown(part)
        heads = tuple(_head(name, table, lang) for name in names)
        columns = [_texts(part[name], name, table, lang) for name in names]
        rows: dict[str, list[tuple[Cell, ...]]] = {}
        for unit, row in zip(part["unit"].tolist(), zip(*columns, strict=True), strict=True):
            rows.setdefault(unit, []).append(row)
        for unit, mine in rows.items():
            tables[unit, indicator] = EvidenceTable(heads, tuple(mine[:SHOWN]), len(mine))
    return tables


def _shown(part: pd.DataFrame) -> list[str]:
    """Return the columns that hold something: what it is, what was recorded, what was decided."""
    filled = [
        str(name)
        for name in part.columns
        if name not in ("unit", "indicator")
        and str(name).rpartition(".")[2] not in _PERSONAL
        and part[name].notna().any()
        and not (name == "base" and bool(part[name].all()))
    ]
    own = [name for name in filled if name not in (*_FIRST, *_LAST)]
    return [
        *(name for name in _FIRST if name in filled),
        *own,
        *(name for name in _LAST if name in filled),
    ]


def _head(name: str, table: str, lang: Lang) -> str:
    if name in LABELS and name in (*_FIRST, *_LAST, "lag", "numerator", "denominator"):
        return label(name, lang)
    return say_column(table, name, lang) if table in TABLES else name.replace("_", " ")


def _texts(cells: pd.Series[Any], name: str, table: str, lang: Lang) -> list[Cell]:
    """Return a column as text; web addresses become links."""
    kind = cells.dtype.kind
    given = cells.tolist()
    if name == "why":
        words = {code: reason(code, lang) for code in set(given) if not pd.isna(code)}
        return [(words.get(code, ""), "") for code in given]
    if kind == "M":
        whole = bool((cells.dropna() == cells.dropna().dt.normalize()).all())
        shown = cells.dt.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M")
        return [("" if pd.isna(text) else text, "") for text in shown.tolist()]
    if kind in "iuf":
        return [("" if pd.isna(cell) else number(float(cell), 4), "") for cell in given]
    column = _column(table, name)
    codes = {code: zh if lang == "zh" else code for code, zh in column.codes} if column else {}
    yes, no = label("yes", lang), label("no", lang)
    return [_cell(cell, codes, yes, no) for cell in given]


def _column(table: str, name: str) -> Column | None:
    other, _, own = name.rpartition(".")
    known = TABLES.get(other or table)
    return known.by_name.get(own) if known else None


def _cell(cell: Any, codes: dict[str, str], yes: str, no: str) -> Cell:
    if isinstance(cell, bool):
        return (yes if cell else no), ""
    if cell is None or pd.isna(cell):
        return "", ""
    text = str(cell)
    link = text if text.lower().startswith(("http://", "https://")) else ""
    return codes.get(text, text), link

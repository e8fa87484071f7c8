"""The records behind every score as small tables of text, read once for all units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.measures.reasons import reason
from gkeval.spec import Lang
from gkeval.tables import TABLES
from gkeval.words import LABELS, label

SHOWN = 50
"""Records of one unit and indicator that a page lists; the total is said."""

_PERSONAL = {
    column.name for table in TABLES.values() for column in table.columns if column.personal
}
_HIDDEN = {"unit", "indicator", "table"} | _PERSONAL


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """Records of one unit and leaf.

    Parameters
    ----------
    heads
        Titles of the columns.
    rows
        The first records, as text; an address stands as (text, link), where it may be opened.
    total
        How many there are.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]
    total: int


def evidence_tables(result: Assessment, lang: Lang) -> dict[tuple[str, str], EvidenceTable]:
    """Return the records that each unit's leaves looked at, by (unit, indicator).

    Columns that may name a person are left out; so are those that are empty throughout.
    """
    everything = result.evidence.everything()
    if everything.empty:
        return {}
    columns = [str(name) for name in everything.columns if name not in _HIDDEN]
    if "why" in everything:
        words = {code: reason(code, lang) for code in everything["why"].dropna().unique()}
        everything = everything.assign(why=everything["why"].map(words))
    tables = {}
    groups: Iterable[tuple[Any, pd.DataFrame]] = everything.groupby(
        ["unit", "indicator"], sort=True
    )
    for (unit, indicator), part in groups:
        head = part.head(SHOWN)
        filled = [name for name in columns if head[name].notna().any()]
        rows = tuple(
            tuple(_cell(value, lang) for value in row)
            for row in head[filled].itertuples(index=False)
        )
        heads = tuple(_head(name, indicator, result, lang) for name in filled)
        tables[str(unit), str(indicator)] = EvidenceTable(heads, rows, len(part))
    return tables


def _head(name: str, indicator: str, result: Assessment, lang: Lang) -> str:
    if name in LABELS:
        return label(name, lang)
    leaf = result.scheme.by_id[indicator]
    table = TABLES.get(getattr(leaf.measured, "table", ""))
    if lang == "zh" and table is not None and name in table.by_name:
        return table.by_name[name].zh
    return name.replace("_", " ")


def _cell(value: Any, lang: Lang) -> tuple[str, str]:
    """Return a cell as (text, link); only web addresses become links."""
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return label("yes" if value else "no", lang), ""
    if pd.isna(value):
        return "", ""
    if isinstance(value, pd.Timestamp):
        whole = value == value.normalize()
        return value.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M"), ""
    if isinstance(value, float):
        return f"{value:.10g}", ""
    text = str(value)
    link = text if text.lower().startswith(("http://", "https://")) else ""
    return text, link

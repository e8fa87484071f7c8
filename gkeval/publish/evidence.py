"""The records behind every score as small tables of text, read once for all units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.assessment.legible import Cell, head, shown, texts
from gkeval.spec import Lang

SHOWN = 50
"""Records of one unit and indicator that a page lists; the total is said."""


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
        names = shown(part)
        heads = tuple(head(name, table, lang) for name in names)
        columns = [texts(part[name], name, table, lang) for name in names]
        rows: dict[str, list[tuple[Cell, ...]]] = {}
        for unit, row in zip(part["unit"].tolist(), zip(*columns, strict=True), strict=True):
            rows.setdefault(unit, []).append(row)
        for unit, mine in rows.items():
            tables[unit, indicator] = EvidenceTable(heads, tuple(mine[:SHOWN]), len(mine))
    return tables

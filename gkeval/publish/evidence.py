"""The records behind every score as small tables of text, made for a few units at a time.

In: an Assessment. Out: `EvidenceTable` by unit and leaf or adjustment. Only the first records of
each unit are held, so that memory does not grow with what nobody is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.assessment.legible import Cell, head, shown, texts
from gkeval.spec import Lang

SHOWN = 50
"""Records of one unit and indicator that a page lists; the total is said."""

OURS = frozenset(("rater", "recorded_by"))
"""Columns about the evaluators: for the client, never for the units assessed."""


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


@dataclass(frozen=True, slots=True)
class _Part:
    """The first records of every unit for one leaf or adjustment, unit after unit."""

    table: str
    records: pd.DataFrame
    starts: dict[str, tuple[int, int, int]]
    """unit → first row, row after the last, number of all its records."""


class Records:
    """The records that were looked at, ready to be told.

    Parameters
    ----------
    result
        Whose evidence is read, one leaf or adjustment after the other.
    lang
        Of heads and codes.
    hide
        Columns to leave out, beside those that may name a person.
    """

    def __init__(self, result: Assessment, lang: Lang, hide: frozenset[str] = frozenset()) -> None:
        self._lang, self._words = lang, result.scheme.words
        self._parts: dict[str, _Part] = {}
        for item in result.scheme.measured:
            found = result.evidence.about(item.id)
            if len(found):
                self._parts[item.id] = _part(found, item.measured.table, hide)

    def of(self, units: Sequence[str]) -> dict[tuple[str, str], EvidenceTable]:
        """Return the tables of these units, by unit and leaf or adjustment.

        A table shows the columns that hold something for its own unit, so that no page depends on
        the units beside it.
        """
        tables: dict[tuple[str, str], EvidenceTable] = {}
        for indicator, part in self._parts.items():
            mine = [unit for unit in units if unit in part.starts]
            if not mine:
                continue
            spans = [part.starts[unit] for unit in mine]
            rows = np.concatenate([np.arange(first, end) for first, end, _ in spans])
            records = part.records.take(rows)
            names = list(records.columns)
            columns = [
                texts(records[name], name, part.table, self._lang, self._words) for name in names
            ]
            heads = [head(name, part.table, self._lang, self._words) for name in names]
            full = (records["base"].astype(bool)).to_numpy() if "base" in names else None
            place = 0
            for unit, (first, end, total) in zip(mine, spans, strict=True):
                stop = place + end - first
                cells = [column[place:stop] for column in columns]
                kept = [
                    at
                    for at, column in enumerate(cells)
                    if any(text for text, _ in column)
                    # where all count in the base, the column tells nothing
                    and not (names[at] == "base" and full is not None and full[place:stop].all())
                ]
                tables[unit, indicator] = EvidenceTable(
                    tuple(heads[at] for at in kept),
                    tuple(zip(*(cells[at] for at in kept), strict=True)),
                    total,
                )
                place = stop
        return tables


def _part(found: pd.DataFrame, table: str, hide: frozenset[str]) -> _Part:
    ordered = found.sort_values("unit", kind="stable")
    units = ordered["unit"].astype(str).to_numpy(dtype=object)
    within = ordered.groupby("unit", sort=False).cumcount().to_numpy()
    names = [name for name in shown(ordered) if name.rpartition(".")[2] not in hide]
    kept = ordered.loc[within < SHOWN, names].reset_index(drop=True)
    known, first, counts = np.unique(units, return_index=True, return_counts=True)
    by_place = np.argsort(first, kind="stable")
    held = np.minimum(counts, SHOWN)[by_place]
    ends = np.cumsum(held)
    starts = {
        str(known[at]): (int(end - size), int(end), int(counts[at]))
        for at, size, end in zip(by_place, held, ends, strict=True)
    }
    return _Part(table, kept, starts)

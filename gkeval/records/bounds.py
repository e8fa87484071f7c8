"""What is larger than `Limits` allow is set aside before anything is made of it.

In: a raw table. Out: the same table without the rows that hold an overlong cell, each told; a table
with too many rows or columns is not used at all.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from gkeval.errors import Problem
from gkeval.limits import Limits
from gkeval.records.cells import as_text
from gkeval.records.raw import Raw

_SHOWN = 40


def bounded(raw: Raw, limits: Limits) -> Raw:
    """Return a raw table within its limits.

    Parameters
    ----------
    raw
        A table as it was read.
    limits
        `rows`, `columns` and `cell_chars` count.
    """
    held = {"rows": len(raw.frame), "columns": raw.frame.shape[1]}
    over = [
        limits.exceeded(name, f"{size} {name}", raw.source, raw.table.name)
        for name, size in held.items()
        if size > getattr(limits, name)
    ]
    if over:
        return replace(raw, usable=False, problems=(*raw.problems, *over))
    return without_long_cells(raw, limits)


def without_long_cells(raw: Raw, limits: Limits) -> Raw:
    """Return a raw table, or some rows of one, without the rows that hold an overlong cell."""
    long = {
        name: lengths > limits.cell_chars
        for name in raw.frame.columns
        if isinstance(raw.frame[name].dtype, pd.StringDtype)
        and (lengths := raw.frame[name].str.len().to_numpy(np.float64, na_value=0)).max(initial=0)
        > limits.cell_chars
    }
    if not long:
        return raw
    out = np.logical_or.reduce(list(long.values()))
    told = [
        _too_long(raw, str(name), int(row), limits)
        for name, cells in long.items()
        for row in np.flatnonzero(cells)
    ]
    rows = pd.DataFrame({name: as_text(raw.frame[name][out]) for name in raw.frame.columns})
    rows.index = pd.Index(raw.rows[out])
    return replace(
        raw,
        frame=raw.frame[~out].reset_index(drop=True),
        rows=raw.rows[~out],
        aside=pd.concat([raw.aside, rows]).sort_index() if len(raw.aside) else rows,
        problems=(*raw.problems, *told),
    )


def _too_long(raw: Raw, name: str, row: int, limits: Limits) -> Problem:
    text = str(raw.frame[name].iloc[row])
    declared = raw.table.by_name.get(name)
    start = "" if declared is not None and declared.personal else f": {text[:_SHOWN]}…"
    problem = limits.exceeded("cell_chars", f"{len(text)} characters{start}", raw.source)
    return replace(
        problem,
        code="cell_too_long",
        line=int(raw.rows[row]),
        table=raw.table.name,
        column=name,
    )

"""Records held against their scheme before they are assessed: ratings it cannot take.

In: records as read, and the files they came from. Out: what is wrong with ratings, each with file,
sheet and row; or the records without those rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gkeval.collecting.judged_cells import check_judgements
from gkeval.engines import host_of
from gkeval.errors import Problems
from gkeval.records import Records
from gkeval.records.cells import as_text
from gkeval.records.extents import in_pandas
from gkeval.records.fingerprint import Content
from gkeval.records.raw import Raw
from gkeval.records.sources import gather
from gkeval.scheme.model import Scheme

_NAME = "judgements"


def faults_of_ratings(files: Sequence[Path], scheme: Scheme) -> Problems:
    """Return the errors of judgements under a scheme, as they stand in folders or workbooks.

    Parameters
    ----------
    files
        A folder of tables, a workbook, or several workbooks.
    scheme
        As in `check_judgements`.
    """
    return Problems(fault for file in files for fault in check_judgements(file, scheme).errors)


def without_faulty_ratings(records: Records, scheme: Scheme, files: Sequence[Path]) -> Records:
    """Return the records without the ratings that the scheme cannot take.

    Parameters
    ----------
    records
        As they were read from `files`.
    scheme, files
        As in `faults_of_ratings`.

    Returns
    -------
    Records
        The same where every rating can be taken. Else the rows are among the rejected, with what is
        wrong in `problems`, and their units are provisional.
    """
    held = records.tables.get(_NAME)
    if held is None:
        return records
    frame = in_pandas(held, _NAME)
    faulty = check_judgements({"units": records.units, _NAME: frame}, scheme).errors
    if not faulty:
        return records
    out = np.isin(np.arange(len(frame)), [fault.line or 0 for fault in faulty])
    left = frame[~out].reset_index(drop=True)
    found = faults_of_ratings(files, scheme)
    before = records.rejected.get(_NAME)
    aside = [] if before is None else [before]
    tables: dict[str, Any] = {**records.tables, _NAME: host_of(held).hold(left)}
    contents = dict(records.contents)
    if _NAME in contents:
        contents[_NAME] = Content.of(left)
    losers = set(frame["unit"][out]) & set(records.units["unit"])
    return replace(
        records,
        tables=tables,
        problems=records.problems + found,
        rejected={
            **records.rejected,
            _NAME: pd.concat([*aside, _rows(files, found, before)], ignore_index=True),
        },
        provisional=records.provisional | losers,
        contents=contents,
    )


def _rows(files: Sequence[Path], found: Problems, before: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rows of faults as text, with source and row, those that are known aside."""
    known = set() if before is None else set(zip(before["source"], before["row"], strict=True))
    wanted = {(fault.source, fault.line) for fault in found} - known
    parts = []
    found_in = [gather(file, frozenset({_NAME})).raws for file in files]
    for raw in (raw for raws in found_in for raw in raws if isinstance(raw, Raw)):
        lines = [line or 0 for source, line in wanted if source == raw.source]
        mine = np.isin(raw.rows, lines)
        rows = pd.DataFrame({name: as_text(raw.frame[name][mine]) for name in raw.frame})
        rows.insert(0, "source", raw.source)
        rows.insert(1, "row", raw.rows[mine])
        parts.append(rows)
    return pd.concat(parts, ignore_index=True)

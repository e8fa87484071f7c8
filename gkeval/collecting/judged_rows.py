"""Records held against their scheme before they are assessed: ratings it cannot take.

In: where records stand, or records as read and the files they came from. Out: what is wrong with
ratings, each with file, sheet and row; or the records without those rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from gkeval.collecting.gathering import read_workbooks, workbooks_in
from gkeval.collecting.judged_cells import check_judgements
from gkeval.engines import host_of
from gkeval.errors import GkevalError, InputError, Problems
from gkeval.limits import DEFAULT, Limits
from gkeval.records import Records, read_records
from gkeval.records.cells import as_text
from gkeval.records.extents import in_pandas
from gkeval.records.fingerprint import Content
from gkeval.records.raw import Raw
from gkeval.records.sources import Source, gather
from gkeval.scheme.model import Scheme

_NAME = "judgements"


def fitting_records(
    source: Path,
    scheme: Scheme,
    *,
    on_error: Literal["raise", "report"] = "raise",
    engine: str = "pandas",
    memory_limit: str | None = None,
    limits: Limits = DEFAULT,
    progress: bool = False,
) -> Records:
    """Read the records of an assessment, without the ratings that its scheme cannot take.

    Parameters
    ----------
    source
        Folder of tables or of workbooks, or a workbook.
    scheme
        As in `faults_of_ratings`.
    on_error, engine, memory_limit, limits, progress
        As in `gkeval.read_records`; a folder of workbooks is read on pandas.

    Raises
    ------
    InputError
        With every fault of records and ratings, when ``on_error="raise"`` and there is an error.
    GkevalError
        When there are no records.
    """
    workbooks = workbooks_in(source) if source.is_dir() else []
    files = workbooks or [source]
    if workbooks and engine != "pandas":
        raise GkevalError(
            f"engine is {engine!r}, must be 'pandas' for a folder of workbooks. "
            "Remedy: leave the engine out, or give CSV or Parquet files"
        )
    try:
        if workbooks:
            records = read_workbooks(source, on_error=on_error)
        else:
            asked: dict[str, Any] = {"engine": engine, "memory_limit": memory_limit}
            records = read_records(
                source, on_error=on_error, limits=limits, progress=progress, **asked
            )
    except InputError as error:
        raise InputError(error.what, error.problems + faults_of_ratings(files, scheme)) from error
    fitting = without_faulty_ratings(records, scheme, files)
    if on_error == "raise":
        fitting.problems.raise_if_any(f"records in {source.name}")
    return fitting


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


def without_faulty_ratings(records: Records, scheme: Scheme, files: Sequence[Path] = ()) -> Records:
    """Return the records without the ratings that the scheme cannot take.

    Parameters
    ----------
    records
        As they were read from `files`.
    scheme, files
        As in `faults_of_ratings`; without files, faults are named by their place in the table.

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
    read = {"units": records.units, _NAME: frame}
    faulty = check_judgements(read, scheme).errors
    if not faulty:
        return records
    out = np.isin(np.arange(len(frame)), [fault.line or 0 for fault in faulty])
    left = frame[~out].reset_index(drop=True)
    found = faults_of_ratings(files, scheme) if files else faulty
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
            _NAME: pd.concat([*aside, _rows(files or [read], found, before)], ignore_index=True),
        },
        provisional=records.provisional | losers,
        contents=contents,
    )


def _rows(files: Sequence[Source], found: Problems, before: pd.DataFrame | None) -> pd.DataFrame:
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

"""Many filled workbooks, one per unit or rater → one set of records.

The tables of all workbooks are put together and checked as one; every problem still names the file,
sheet and row that it is in. Units that stand alike in several workbooks count once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.collecting.keeping import checked_copy
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.records import Records, read_records
from gkeval.records.cells import as_text
from gkeval.records.raw import Raw
from gkeval.records.sources import gather
from gkeval.records.workbooks import SUFFIXES
from gkeval.tables import TABLES

_TABLES = (".csv", ".tsv", ".parquet")
_ALSO = re.compile(r"(.*, also in) row (\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Whole:
    """The rows of one table from all files, and where each comes from."""

    frame: pd.DataFrame
    sources: tuple[str, ...]
    source: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]

    def place(self, position: int) -> tuple[str, int]:
        """Return the sheet and row of the row at a position."""
        return self.sources[int(self.source[position])], int(self.row[position])


def read_workbooks(
    workbooks: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    on_error: Literal["raise", "report"] = "raise",
) -> Records:
    """Read filled workbooks as one set of records.

    Parameters
    ----------
    workbooks
        A folder of .xlsx and .xlsm files (sub-folders are not read, nor are marked copies in which
        nobody has worked), or their paths.
    on_error
        As in `gkeval.read_records`.

    Returns
    -------
    Records
        As if all rows stood in one workbook. A record number that occurs in two workbooks is a
        fault of both rows; a unit that stands in several, alike in every cell, counts once.

    Raises
    ------
    InputError
        With every problem of every workbook, when ``on_error="raise"`` and there is an error.
    GkevalError
        When there is no workbook; without the extra ``excel``.

    Examples
    --------
    >>> import tempfile
    >>> from gkeval.collecting import template
    >>> folder = Path(tempfile.mkdtemp()) / "workbooks"
    >>> units = pd.DataFrame({"unit": ["A", "B"], "group": "city"})
    >>> files = template("sichuan-land-2011", units, folder, per="rater", raters=["甲", "乙"])
    >>> records = read_workbooks(folder, on_error="report")
    >>> len(records.units), len(records.rejected["judgements"]), records.problems[0].source
    (2, 20, '乙.xlsx [评分]')
    """
    if on_error not in ("raise", "report"):
        raise ValueError(f"on_error is {on_error!r}, must be 'raise' or 'report'")
    paths = workbook_paths(workbooks)
    raws: list[Raw] = []
    problems: list[Problem] = []
    hashes: list[tuple[str, str]] = []
    for path in paths:
        found = gather(path, frozenset(TABLES))
        raws += [raw for raw in found.raws if isinstance(raw, Raw)]
        problems += found.problems
        hashes += found.hashes
    records = records_of(raws, problems, tuple(sorted(hashes)))
    if on_error == "raise":
        records.problems.raise_if_any(f"records in {len(paths)} workbooks")
    return records


def records_of(
    raws: Sequence[Raw], problems: Sequence[Problem] = (), hashes: tuple[tuple[str, str], ...] = ()
) -> Records:
    """Return checked records of tables that were read from any number of files.

    Parameters
    ----------
    raws
        Tables as read; several may be of one kind.
    problems, hashes
        What was found and read besides.
    """
    usable = [raw for raw in raws if raw.usable]
    whole = {
        name: _put_together([raw for raw in usable if raw.table.name == name])
        for name in TABLES
        if any(raw.table.name == name for raw in usable)
    }
    read = read_records({name: one.frame for name, one in whole.items()}, on_error="report")
    found = [
        *problems,
        *(problem for raw in raws for problem in raw.problems),
        *(_in_place(problem, whole) for problem in read.problems),
    ]
    rejected = {name: [_rejected(frame, whole[name])] for name, frame in read.rejected.items()}
    losers = set(read.provisional)
    for raw in raws:
        aside = raw.aside if raw.usable else _as_read(raw)
        if len(aside):
            rejected.setdefault(raw.table.name, []).append(_with_source(aside, raw.source))
            losers.update(aside["unit"].dropna() if "unit" in aside else ())
    return Records(
        read.tables,
        Problems(found),
        {name: pd.concat(parts, ignore_index=True) for name, parts in rejected.items()},
        frozenset(losers & set(read.units["unit"])) if len(read.units) else frozenset(losers),
        hashes,
    )


def workbook_paths(
    workbooks: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
) -> list[Path]:
    """Return the paths of the workbooks of a folder, or those that are given."""
    if isinstance(workbooks, str | os.PathLike):
        folder = Path(workbooks)
        if not folder.is_dir():
            raise GkevalError(
                f"{folder.name} is no folder; allowed: a folder of workbooks, or their paths. "
                "Remedy: read a single workbook with read_records"
            )
        found = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES]
        # programs leave files of their own beside a workbook that is open
        own = [path for path in found if not path.name.startswith(("~", ".", "_"))]
        paths = sorted(path for path in own if not checked_copy(path))
    else:
        paths = [Path(path) for path in workbooks]
    if not paths:
        raise GkevalError("there is no workbook. Remedy: name the folder that holds .xlsx files")
    names = [path.name for path in paths]
    if len(set(names)) < len(names):
        raise GkevalError(
            "two workbooks bear the same name. Remedy: rename one, so that problems tell them apart"
        )
    return paths


def workbooks_in(path: Path) -> list[Path]:
    """Return the workbook that a path is, or those of a folder that holds workbooks alone."""
    if path.is_file():
        return [path] if path.suffix.lower() in SUFFIXES else []
    if not path.is_dir() or any(any(path.glob(f"*{ending}")) for ending in _TABLES):
        return []
    found = [entry for entry in path.iterdir() if entry.suffix.lower() in SUFFIXES]
    return workbook_paths(path) if found else []


def _put_together(raws: Sequence[Raw]) -> _Whole:
    names = list(dict.fromkeys(name for raw in raws for name in raw.frame.columns))
    columns = {}
    for name in names:
        parts = [
            raw.frame[name]
            if name in raw.frame
            else pd.Series(np.nan, raw.frame.index, dtype="str")
            for raw in raws
        ]
        alike = len({str(part.dtype) for part in parts}) == 1
        parts = parts if alike else [as_text(part) for part in parts]
        columns[name] = pd.concat(parts, ignore_index=True)
    lengths = [len(raw.frame) for raw in raws]
    source = np.repeat(np.arange(len(raws), dtype=np.int64), lengths)
    row = np.concatenate([raw.rows for raw in raws])
    frame = pd.DataFrame(columns, index=pd.RangeIndex(sum(lengths)), copy=False)
    if raws[0].table.name == "units":
        text = pd.DataFrame({name: as_text(frame[name]).fillna("") for name in names})
        first = pd.Series(source).groupby([text[name] for name in names]).transform("first")
        own = (first == source).to_numpy()
        frame, source, row = frame[own].reset_index(drop=True), source[own], row[own]
    return _Whole(frame, tuple(raw.source for raw in raws), source, row)


def _in_place(problem: Problem, whole: dict[str, _Whole]) -> Problem:
    """Return a problem of the tables put together with the sheet and row that it is in."""
    table = whole.get(problem.table)
    if table is None or problem.source != f"data frame '{problem.table}'":
        return problem
    if problem.line is None:
        return replace(problem, source="、".join(table.sources[:3]))
    source, row = table.place(problem.line)
    found = problem.found
    if problem.code.startswith("duplicate") and (match := _ALSO.fullmatch(found)):
        other, line = table.place(int(match[2]))
        where = f"row {line}" if other == source else f"{other}, row {line}"
        found = f"{match[1]} {where}"
    return replace(problem, source=source, line=row, found=found)


def _rejected(rows: pd.DataFrame, whole: _Whole) -> pd.DataFrame:
    places = [whole.place(int(position)) for position in rows["row"]]
    rows = rows.copy()
    rows["source"] = [source for source, _ in places]
    rows["row"] = [row for _, row in places]
    return rows


def _as_read(raw: Raw) -> pd.DataFrame:
    rows = pd.DataFrame({name: as_text(raw.frame[name]) for name in raw.frame.columns})
    rows.index = pd.Index(raw.rows)
    return pd.concat([rows, raw.aside]) if len(raw.aside) else rows


def _with_source(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    rows = rows.rename(columns={"source": "source (2)", "row": "row (2)"})
    rows.insert(0, "source", source)
    rows.insert(1, "row", rows.index)
    return rows.reset_index(drop=True)

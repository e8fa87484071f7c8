"""What `read_records` is given → the raw tables in it.

A folder of CSV and Parquet files, one Excel workbook, or data frames by name. Files, sheets and
frames that are no record table are named in a Problem, unless they are documentation.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from gkeval.errors import Problem, Severity
from gkeval.records.csvfiles import read_csv
from gkeval.records.dataframes import from_any, read_parquet
from gkeval.records.headers import nearest, plain, table_named
from gkeval.records.raw import Raw
from gkeval.records.workbooks import SUFFIXES, UnreadableWorkbookError, Workbook
from gkeval.tables import TABLES, Table

Source: TypeAlias = str | os.PathLike[str] | Mapping[str, object]
"""A folder or workbook, or data frames (pandas, Polars, PyArrow) by table name."""

_DOCUMENTATION = {".md", ".txt", ".rst", ".yaml", ".yml", ".html", ".pdf", ".doc", ".docx"}
_DOCUMENTATION |= {".png", ".jpg", ".jpeg", ".svg"}
_ABOUT = (
    *("readme", "license", "说明", "填报说明", "填表说明", "使用说明", "instructions", "封面"),
    *("问题清单", "problemlist"),
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that was found in a source.

    Parameters
    ----------
    raws
        The tables that could be read, in the order of `gkeval.tables.TABLES`.
    hashes
        Name and SHA-256 of each file read.
    problems
        Files, sheets and frames that could not be read or are not known.
    broken
        Names of tables that were supplied but could not be read.
    """

    raws: tuple[Raw, ...]
    hashes: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()


def gather(source: Source, wanted: frozenset[str]) -> Gathered:
    """Read all wanted tables of a source.

    Parameters
    ----------
    source
        Folder, workbook, or data frames by name.
    wanted
        Canonical names of the tables to read; others are passed over.
    """
    if isinstance(source, Mapping):
        return _in_order(_frames(source, wanted))
    if not isinstance(source, (str, os.PathLike)):
        raise TypeError(
            f"records are {type(source).__name__}, must be a folder, a workbook, or data frames "
            "by name"
        )
    path = Path(source)
    if path.is_dir():
        return _in_order(_folder(path, wanted))
    if path.is_file() and path.suffix.lower() in SUFFIXES:
        return _in_order(_workbook(path, wanted))
    return Gathered((), problems=(_no_source(path),))


# What one file, sheet or frame gives: the table it should hold, what was read, its name and hash.
_Part = tuple[Table | None, Raw | None, tuple[str, str] | None, list[Problem]]


def _in_order(parts: Iterable[_Part]) -> Gathered:
    raws: list[Raw] = []
    hashes: list[tuple[str, str]] = []
    problems: list[Problem] = []
    broken: set[str] = set()
    for table, raw, digest, found in parts:
        problems += found
        if digest is not None and digest not in hashes:
            hashes.append(digest)
        if raw is not None:
            raws.append(raw)
        elif table is not None:
            broken.add(table.name)
    twice = {raw.table.name for raw in raws if sum(r.table is raw.table for r in raws) > 1}
    for name in sorted(twice):
        sources = [raw.source for raw in raws if raw.table.name == name]
        problems.append(
            Problem(
                "duplicate_table",
                f"{name} in {'、'.join(sources)}",
                "each table once",
                "put all rows into one, or take the other away",
                sources[1],
                None,
                name,
            )
        )
    raws = [replace(raw, usable=False) if raw.table.name in twice else raw for raw in raws]
    raws.sort(key=lambda raw: list(TABLES).index(raw.table.name))
    return Gathered(tuple(raws), tuple(sorted(hashes)), tuple(problems), frozenset(broken))


def _folder(folder: Path, wanted: frozenset[str]) -> Iterator[_Part]:
    for path in sorted(folder.iterdir()):
        name, suffix = path.name, path.suffix.lower()
        hidden = name.startswith((".", "~", "_")) or plain(path.stem) in _ABOUT
        if path.is_dir() or hidden or suffix in _DOCUMENTATION:
            continue
        table = table_named(path.stem)
        if table is None or suffix not in (".csv", ".tsv", ".parquet"):
            # a known name in a form that is not read was surely meant to count
            severity: Severity = "warning" if table is None else "error"
            yield None, None, None, [_unknown(name, path.stem, severity, suffix)]
        elif table.name in wanted:
            read = read_parquet if suffix == ".parquet" else read_csv
            try:
                raw, digest, problems = read(path, name, table)
            except OSError as error:
                yield table, None, None, [_unreadable(name, error.strerror or "", table.name)]
            else:
                yield table, raw, (name, digest), problems


def _workbook(path: Path, wanted: frozenset[str]) -> Iterator[_Part]:
    try:
        book = Workbook(path)
    except UnreadableWorkbookError as error:
        yield None, None, None, [_unreadable(path.name, str(error))]
        return
    digest = (path.name, book.digest)
    for sheet in book.sheets:
        table = table_named(sheet)
        if table is not None:
            if table.name in wanted:
                raw, problems = book.read(sheet, table)
                yield table, raw, digest, problems
        elif not sheet.startswith("_") and plain(sheet) not in _ABOUT:
            name = f"{path.name} [{sheet}]"
            yield None, None, digest, [_unknown(name, sheet, "warning")]


def _frames(frames: Mapping[str, object], wanted: frozenset[str]) -> Iterator[_Part]:
    for key, data in frames.items():
        source = f"data frame '{key}'"
        table = table_named(str(key))
        if table is None:
            yield None, None, None, [_unknown(source, str(key), "error")]
        elif table.name in wanted:
            try:
                raw = from_any(data, source, table)
            except TypeError:
                found = f"a value of type {type(data).__name__}"
                yield table, None, None, [_unreadable(source, found, table.name)]
            else:
                yield table, raw, None, []


def _unknown(source: str, name: str, severity: Severity, suffix: str = "") -> Problem:
    words = [word for table in TABLES.values() for word in (table.name, table.zh)]
    meant = nearest(name, words)
    known = table_named(name) is not None
    if known or suffix in SUFFIXES:
        allowed = "tables as .csv or .parquet, or one .xlsx workbook read by itself"
        remedy = "save the table as CSV UTF-8, or read the workbook by its own path"
    else:
        allowed = f"a name such as {', '.join(list(TABLES)[:4])} (依申请公开 …)"
        remedy = f"name it {meant}" if meant else "rename it, or leave it out"
    found = f"{name}{suffix}, which was not read"
    return Problem("unknown_table", found, allowed, remedy, source, severity=severity)


def _unreadable(source: str, found: str, table: str = "") -> Problem:
    return Problem(
        "unreadable_file",
        found or "a file that cannot be opened",
        "a CSV or Parquet file, an .xlsx workbook without a password, or a data frame",
        "save it again in one of these forms",
        source,
        None,
        table,
    )


def _no_source(path: Path) -> Problem:
    if path.is_file():
        found, remedy = f"the file {path.name}", "save it as .xlsx, or give the folder it is in"
    elif path.exists():
        found, remedy = f"{path.name}, which is neither file nor folder", "give a folder"
    else:
        found, remedy = f"no file or folder {path}", "correct the path"
    return Problem(
        "missing_source",
        found,
        "a folder of CSV or Parquet files, an .xlsx workbook, or data frames by name",
        remedy,
        path.name,
    )

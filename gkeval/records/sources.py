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

from gkeval.arguments import shown
from gkeval.engines import Host, engine_of
from gkeval.errors import GkevalError, Problem, Severity
from gkeval.limits import DEFAULT, Limits, refused
from gkeval.records.bounds import bounded
from gkeval.records.csvfiles import read_csv
from gkeval.records.dataframes import Hashes, from_any, read_parquet
from gkeval.records.headers import nearest, plain, table_named
from gkeval.records.looking import stays
from gkeval.records.parts import is_table
from gkeval.records.raw import Raw
from gkeval.records.scanning import Scan, scan_frame, scan_parquet
from gkeval.records.workbooks import SUFFIXES, UnreadableWorkbookError, Workbook
from gkeval.tables import TABLES, Table

Source: TypeAlias = str | os.PathLike[str] | Mapping[str, object]
"""A folder or workbook, or data frames (pandas, Polars, PyArrow) by table name."""

PANDAS = Host("pandas")

_READ = (".csv", ".tsv", ".parquet")
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
        The tables that could be read, in the order of `gkeval.tables.TABLES`; those that stay on
        an engine as a `Scan`.
    hashes
        Name and SHA-256 of each file read.
    problems
        Files, sheets and frames that could not be read or are not known.
    broken
        Names of tables that were supplied but could not be read.
    """

    raws: tuple[Raw | Scan, ...]
    hashes: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()


def gather(
    source: Source, wanted: frozenset[str], host: Host = PANDAS, limits: Limits = DEFAULT
) -> Gathered:
    """Read all wanted tables of a source.

    Parameters
    ----------
    source
        Folder, workbook, or data frames by name.
    wanted
        Canonical names of the tables to read; others are passed over.
    host
        The engine on which tables of Parquet files, and tables that are on it, stay.
    limits
        How large it may be.
    """
    if isinstance(source, Mapping):
        return _in_order(_frames(source, wanted, host, limits), limits)
    if not isinstance(source, (str, os.PathLike)):
        raise GkevalError(
            f"records are {shown(source)}, must be a folder, a workbook, or data frames by name"
        )
    path = Path(source)
    try:
        if path.is_dir():
            return _in_order(_folder(path, wanted, host, limits), limits)
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            return _in_order(_workbook(path, wanted, limits), limits)
    except (OSError, ValueError) as error:  # a folder that cannot be listed, no name of a file
        found = getattr(error, "strerror", None) or str(error)
        return Gathered((), problems=(_unreadable(path.name[:80], found),))
    return Gathered((), problems=(_no_source(path),))


# What one file, sheet or frame gives: the table it should hold, what was read, names and hashes.
_Part = tuple[Table | None, Raw | Scan | None, Hashes, list[Problem]]


def _in_order(parts: Iterable[_Part], limits: Limits) -> Gathered:
    raws: list[Raw | Scan] = []
    hashes: list[tuple[str, str]] = []
    problems: list[Problem] = []
    broken: set[str] = set()
    for table, raw, digests, found in parts:
        problems += found
        hashes += [digest for digest in digests if digest not in hashes]
        if raw is not None:
            raws.append(bounded(raw, limits) if isinstance(raw, Raw) else raw)
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


def _folder(folder: Path, wanted: frozenset[str], host: Host, limits: Limits) -> Iterator[_Part]:
    entries = sorted(folder.iterdir())
    if len(entries) > limits.files:
        over = limits.exceeded("files", f"{len(entries)} files", folder.name)
        yield None, None, (), [over]
        return
    read = {table.name for path in entries if (table := table_named(path.stem)) and _is_read(path)}
    for path in entries:
        name, suffix = path.name, path.suffix.lower()
        table = table_named(path.stem)
        if name.startswith((".", "~", "_")) or plain(path.stem) in _ABOUT:
            continue
        if table is None:
            if not path.is_dir() and suffix not in _DOCUMENTATION:
                yield None, None, (), [_unknown(name, path.stem, "warning", suffix)]
        elif table.name not in wanted:
            continue
        elif not _is_read(path):
            # surely meant to count; what stands beside the table itself may be about it
            if path.is_dir():
                severity: Severity = "warning" if table.name in read else "error"
                yield None, None, (), [_no_parts(name, severity, table.name)]
            elif suffix not in _DOCUMENTATION or table.name not in read:
                yield None, None, (), [_unknown(name, path.stem, "error", suffix)]
        else:
            fault = None if path.is_dir() else refused(path, name, limits, table=table.name)
            if fault is not None:
                yield table, None, (), [fault]
                continue
            try:
                form = ".parquet" if path.is_dir() else suffix
                yield (table, *_file(path, form, table, host, limits))
            except OSError as error:
                yield table, None, (), [_unreadable(name, error.strerror or "", table.name)]


def _is_read(path: Path) -> bool:
    """Say whether a file has a form that is read, or a folder the parts of a table."""
    return is_table(path) if path.is_dir() else path.suffix.lower() in _READ


def _file(
    path: Path, suffix: str, table: Table, host: Host, limits: Limits
) -> tuple[Raw | Scan | None, Hashes, list[Problem]]:
    if suffix != ".parquet":
        raw, digest, problems = read_csv(path, path.name, table, limits)
        return raw, ((path.name, digest),), problems
    if host.engine == "pandas" or table.name == "units":
        return read_parquet(path, path.name, table, limits)
    scan, hashes, problems = scan_parquet(path, path.name, table, host, limits)
    if scan is not None and scan.rows > limits.rows and not stays(scan):
        # it would come to memory, for all of its rows are set aside
        over = limits.exceeded("rows", f"{scan.rows} rows", path.name, table.name)
        return None, hashes, [over]
    return scan, hashes, problems


def _workbook(path: Path, wanted: frozenset[str], limits: Limits) -> Iterator[_Part]:
    if fault := refused(path, path.name, limits):
        yield None, None, (), [fault]
        return
    try:
        book = Workbook(path, limits)
    except UnreadableWorkbookError as error:
        yield None, None, (), [error.problem or _unreadable(path.name, str(error))]
        return
    digest = ((path.name, book.digest),)
    for sheet in book.sheets:
        table = table_named(sheet)
        if table is not None:
            if table.name in wanted:
                raw, problems = book.read(sheet, table)
                yield table, raw, digest, problems
        elif not sheet.startswith("_") and plain(sheet) not in _ABOUT:
            name = f"{path.name} [{sheet}]"
            yield None, None, digest, [_unknown(name, sheet, "warning")]


def _frames(
    frames: Mapping[str, object], wanted: frozenset[str], host: Host, limits: Limits
) -> Iterator[_Part]:
    for key, data in frames.items():
        source = f"data frame '{key}'"
        table = table_named(str(key))
        if table is None:
            yield None, None, (), [_unknown(source, str(key), "error")]
        elif table.name not in wanted:
            continue
        elif table.name != "units" and engine_of(data) == host.engine != "pandas":
            yield table, scan_frame(data, source, table, host, limits), (), []
        else:
            try:
                raw = from_any(data, source, table)
            except TypeError:
                found = f"a value of type {type(data).__name__}"
                yield table, None, (), [_unreadable(source, found, table.name)]
            else:
                yield table, raw, (), []


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


def _no_parts(source: str, severity: Severity, table: str) -> Problem:
    return Problem(
        "unknown_table",
        f"a folder {source} without Parquet files, which was not read",
        "the parts of the table as .parquet in its folder, or the table as one .csv",
        "put the rows into one CSV file beside it, or name the folder otherwise",
        source,
        None,
        table,
        severity=severity,
    )


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

"""`read_records` and `check_records`: from files or frames to checked records.

The steps are those of the other files of this room: gather raw tables, check each by itself, check
what they say of each other; here the good rows are parted from the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import pandas as pd

from gkeval.arguments import one_of
from gkeval.engines import ENGINES, Engine, Host, engine_of, host, host_of, without_zones
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.files import clear_kept
from gkeval.limits import DEFAULT, Limits
from gkeval.records.cells import as_text
from gkeval.records.checking import Checked
from gkeval.records.faults import problems_of
from gkeval.records.fingerprint import Content
from gkeval.records.frames import Records
from gkeval.records.headers import nearest, table_named
from gkeval.records.references import known
from gkeval.records.scanning import Scan, bar
from gkeval.records.sources import Source, gather
from gkeval.records.staying import Staying, examine_staying
from gkeval.tables import TABLES

OnError = Literal["raise", "report"]


def read_records(
    source: Source,
    *,
    on_error: OnError = "raise",
    tables: Iterable[str] | None = None,
    engine: str | None = None,
    memory_limit: str | None = None,
    session: Any = None,
    progress: bool = False,
    limits: Limits = DEFAULT,
) -> Records:
    """Read and check the records of an assessment.

    Parameters
    ----------
    source
        A folder of CSV (UTF-8, UTF-16 with mark, GB18030) or Parquet files, each named after a
        table (``requests.csv`` or ``依申请公开.csv``); an Excel workbook with sheets named so; or
        data frames by table name (pandas, Polars, DuckDB, Spark, PyArrow). Headers are English
        keys, Chinese headers or their synonyms; further columns are kept. A sub-folder named after
        a table holds the Parquet parts of it; others are not read.
    on_error
        ``"raise"``: any error refuses the whole input. ``"report"``: rows with an error are set
        aside into `Records.rejected`, the others can be used; a table whose columns are not all
        there, or that cannot be read, is absent. Every row that was read is kept, set aside, or
        named as the repetition of an equal row.
    tables
        Read these tables only (English keys or Chinese names), and the units always.
    engine
        Where the tables are kept and measured: ``"pandas"``, or ``"polars"``, ``"duckdb"`` or
        ``"spark"``, which read Parquet files lazily and hold tables larger than memory. Left out:
        the engine of the data frames, else pandas. Records, problems and every value are the same
        on each; rows that are set aside come to memory.
    memory_limit
        For DuckDB: how much memory it takes, such as ``"4GB"``.
    session
        For Spark: your session.
    progress
        Whether to show a progress bar over the rows of tables that stay on an engine.
    limits
        How large files, sheets and cells may be; what is larger is refused or set aside. Give
        ``gk.Limits(rows=…)`` to raise one.

    Returns
    -------
    Records

    Raises
    ------
    InputError
        With every problem found, when ``on_error="raise"`` and there is an error; and when the
        source is not there at all.
    GkevalError
        When a workbook is read without the extra ``excel``, `tables` names no table, or the engine
        cannot be had.

    Examples
    --------
    >>> units = pd.DataFrame({"评估对象": ["A"], "类别": ["county"]})
    >>> requests = pd.DataFrame({
    ...     "unit": ["A", "A"], "record": ["1", "2"], "received": ["2017年3月5日", "2017-02-30"],
    ... })
    >>> records = read_records({"units": units, "requests": requests}, on_error="report")
    >>> print(records.problems)
    data frame 'requests', row 1, received: found 2017-02-30; allowed: a date such as 2017-03-05. \
Remedy: correct the date, or format the cell as a date
    >>> len(records.tables["requests"]), len(records.rejected["requests"]), records.provisional
    (1, 1, frozenset({'A'}))
    """
    one_of("on_error", on_error, ("raise", "report"))
    to = _host(source, engine, memory_limit, session)
    examined = _examine(source, tables, to, progress, limits)
    nowhere = any(problem.code == "missing_source" for problem in examined.problems)
    if on_error == "raise" or nowhere:
        examined.problems.raise_if_any(_title(source))
    return _records(examined, to)


def check_records(
    source: Source,
    *,
    tables: Iterable[str] | None = None,
    engine: str | None = None,
    memory_limit: str | None = None,
    session: Any = None,
    progress: bool = False,
    limits: Limits = DEFAULT,
) -> Problems:
    """Return every problem of the records of an assessment; nothing is raised for them.

    Parameters
    ----------
    source, tables, engine, memory_limit, session, progress, limits
        As in `read_records`.

    Examples
    --------
    >>> print(check_records({"units": pd.DataFrame({"unit": ["A"]})}))
    data frame 'units', group: found no column 类别 (group) among unit; allowed: a column 类别 or \
group. Remedy: add the column: 类别
    """
    to = _host(source, engine, memory_limit, session)
    return _examine(source, tables, to, progress, limits).problems


@dataclass(frozen=True, slots=True)
class _Examined:
    tables: tuple[Checked, ...]
    problems: Problems
    hashes: tuple[tuple[str, str], ...]
    staying: Staying


def _host(source: Source, engine: str | None, memory_limit: str | None, session: Any) -> Host:
    """Return the engine that is named, else that of the data frames."""
    frames = list(source.values()) if isinstance(source, Mapping) else []
    named = [engine_of(frame) for frame in frames]
    if engine is None:
        if session is not None:
            engine = "spark"
        elif memory_limit is not None:
            engine = "duckdb"
        else:
            engine = next((e for e in reversed(ENGINES) if e in named), "pandas")
    if engine in named and memory_limit is None and session is None:
        return host_of(frames[named.index(cast("Engine", engine))])
    return host(engine, memory_limit=memory_limit, session=session)


def _examine(
    source: Source,
    tables: Iterable[str] | None,
    to: Host,
    progress: bool = False,
    limits: Limits = DEFAULT,
) -> _Examined:
    clear_kept()
    gathered = gather(source, _wanted(tables), to, limits)
    natives = [raw.native for raw in gathered.raws if isinstance(raw, Scan)]
    with without_zones(natives), bar(gathered.raws, progress) as told:
        staying = examine_staying(gathered.raws, gathered.broken, to, told)
    checked, across = staying.checked, staying.across
    problems = list(gathered.problems)
    if not checked and not any(problem.severity == "error" for problem in problems):
        problems.append(_nothing(source))
    units = _units(checked)
    problems += [problem for problem in across if not problem.source]
    for each in checked:
        raw = each.raw
        problems += raw.problems
        problems += each.problems
        named = each.frame.get("unit")
        if named is not None and units is not None:
            named = named.where(named.isin(units))
        problems += problems_of(each.faults, raw.table, raw.source, raw.rows, named)
        problems += [problem for problem in across if problem.source == raw.source]
    return _Examined(checked, Problems(problems), gathered.hashes, staying)


def _units(tables: Iterable[Checked]) -> pd.Series[str] | None:
    """Return the names of all units, also those set aside; missing when there is no table."""
    return next((known(each) for each in tables if each.table.name == "units"), None)


def _records(examined: _Examined, to: Host) -> Records:
    tables: dict[str, Any] = dict(examined.staying.tables)
    contents = dict(examined.staying.contents)
    rejected: dict[str, list[pd.DataFrame]] = {}
    losers: set[str] = set()
    for each in examined.tables:
        name = each.table.name
        bad = each.bad if each.usable else np.ones(len(each.frame), dtype=bool)
        out = bad & ~each.again
        if each.usable and name not in contents:
            left = bad | each.again
            tables[name] = each.frame[~left].reset_index(drop=True) if left.any() else each.frame
        if out.any() or len(each.raw.aside):
            rejected.setdefault(name, []).append(_set_aside(each, out))
        if "unit" in each.frame:
            losers.update(each.frame["unit"][out].dropna())
        if "unit" in each.raw.aside:
            losers.update(each.raw.aside["unit"].dropna())
    if to.engine != "pandas":
        for name in [n for n in tables if n not in (*contents, "units")]:
            contents[name] = Content.of(tables[name])
            tables[name] = to.hold(tables[name])
    assessed = tables["units"]["unit"] if "units" in tables else _units(examined.tables)
    if assessed is not None:
        losers &= set(assessed)
    return Records(
        tables,
        examined.problems,
        {name: pd.concat(parts, ignore_index=True) for name, parts in rejected.items()},
        frozenset(losers),
        examined.hashes,
        contents,
    )


def _set_aside(each: Checked, out: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pd.DataFrame:
    """Return rows as they were read, as text, with their source and number, in its order."""
    raw = each.raw
    rows = pd.DataFrame({name: as_text(raw.frame[name][out]) for name in raw.frame.columns})
    rows.index = pd.Index(raw.rows[out])
    if len(raw.aside):
        rows = pd.concat([rows, raw.aside]).sort_index()
    rows = rows.rename(columns={"source": "source (2)", "row": "row (2)"})
    rows.insert(0, "source", raw.source)
    rows.insert(1, "row", rows.index)
    return rows.reset_index(drop=True)


def _wanted(tables: Iterable[str] | None) -> frozenset[str]:
    if tables is None:
        return frozenset(TABLES)
    names = {"units"}
    for word in [tables] if isinstance(tables, str) else tables:
        table = table_named(word)
        if table is None:
            meant = nearest(word, list(TABLES))
            hint = f"; did you mean {meant}?" if meant else f"; tables: {', '.join(TABLES)}"
            raise GkevalError(f"there is no record table {word!r}{hint}")
        names.add(table.name)
    return frozenset(names)


def _title(source: Source) -> str:
    return "records" if isinstance(source, Mapping) else f"records in {Path(source).name}"


def _nothing(source: Source) -> Problem:
    return Problem(
        "no_tables",
        "no record table",
        f"tables named {', '.join(list(TABLES)[:4])} (评估对象、文件 …) and so on",
        "name the files, sheets or frames after the tables",
        "" if isinstance(source, Mapping) else os.path.basename(os.path.normpath(source)),
    )

"""What ``template`` reads, the units in whatever file they stand; where ``check`` writes."""

from __future__ import annotations

from pathlib import Path

from gkeval.collecting.gathering import records_of
from gkeval.collecting.keeping import untouched
from gkeval.collecting.marking import mark
from gkeval.errors import GkevalError, Problems
from gkeval.records import Records, read_records
from gkeval.records.csvfiles import read_csv
from gkeval.spec import Lang
from gkeval.tables import UNITS


def units_from(path: Path) -> Records:
    """Return the units of a CSV file of any name, a workbook or a folder of records.

    Raises
    ------
    InputError
        With every fault of the units, by file and row.
    GkevalError
        When there is no such file.
    """
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        return read_records(path, tables=["units"])
    if not path.is_file():
        raise GkevalError(f"there is no file {path}. Remedy: correct the path of the units")
    raw, digest, problems = read_csv(path, path.name, UNITS)
    records = records_of([raw] if raw is not None else [], problems, ((path.name, digest),))
    records.problems.raise_if_any(f"units in {path.name}")
    return records


def mark_each(workbooks: list[Path], problems: Problems, to: Path | None, lang: Lang) -> list[Path]:
    """Write a marked copy of every workbook that has problems; return where.

    Parameters
    ----------
    workbooks
        One, or all of a folder.
    problems
        Of all of them.
    to
        Where the copy of a single workbook goes; beside each if not given.
    """
    files = []
    for path in workbooks:
        own = Problems(
            problem
            for problem in problems
            if len(workbooks) == 1 or problem.source.split(" [")[0] == path.name
        )
        # nothing can be marked in what cannot be opened
        if to is None and (not own or any(one.code == "unreadable_file" for one in own)):
            continue
        target = _copy_beside(path) if to is None else to
        mark(path, target, problems=own, lang=lang)
        files.append(target)
    return files


def _copy_beside(path: Path) -> Path:
    """Return a name beside a workbook; a copy in which somebody worked is not written over."""
    target, number = path.with_name(f"{path.stem}-checked{path.suffix}"), 1
    while target.exists() and not untouched(target):
        number += 1
        target = path.with_name(f"{path.stem}-checked-{number}{path.suffix}")
    return target

"""What the command ``template`` reads: the table of units, in whatever file it stands."""

from __future__ import annotations

from pathlib import Path

from gkeval.collecting.gathering import records_of
from gkeval.errors import GkevalError
from gkeval.records import Records, read_records
from gkeval.records.csvfiles import read_csv
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

"""Thirty workbooks, mangled: read to the same records, or the exact cell at fault is named."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from gkeval.collecting import mark
from gkeval.collecting.problem_list import ERROR
from gkeval.errors import Problems
from gkeval.records import Records, read_records
from tests.collecting.builders import SHEETS, fill
from tests.collecting.mangling import FACTS, FORMS, SPOILT, Mangled, changes, mangle, spoilings

SEEDS = range(30)
QUICK = (4, 10, 13)
"""One workbook without spoiled cells, and two that are spoiled in six ways of nine."""


def rows(frame: pd.DataFrame, columns: list[str]) -> dict[str, tuple[str, ...]]:
    """Rows as texts by their record."""
    text = frame[columns].astype("str").fillna("")
    return dict(zip(frame["record"], map(tuple, text.to_numpy().tolist()), strict=True))


def written(path: Path) -> dict[str, int]:
    """How many records stand in each sheet, counted without the reader."""
    book = openpyxl.load_workbook(path)
    found = {}
    for name in FACTS:
        cells = [[cell.value for cell in row] for row in book[SHEETS[name]].iter_rows()]
        keys = next(line for line in cells if "record" in line)
        numbers = [line[keys.index("record")] for line in cells[cells.index(keys) + 2 :]]
        found[name] = sum(number not in (None, "record") for number in numbers)
    return found


def expected(held: dict[str, pd.DataFrame], lost: set[tuple[str, str]]) -> dict[str, dict]:
    """The records that should be read: all, but for lost ones and those that name a lost one."""
    read = read_records(held)
    found = {}
    for name in FACTS:
        columns = list(held[name].columns)
        own = rows(read.tables[name], columns)
        found[name] = {
            key: line for key, line in own.items()
            if (name, key) not in lost
            and not (
                name == "interpretations"
                and ("documents", line[columns.index("document")]) in lost
            )
        }  # fmt: skip
    return found


def holds(path: Path, held: dict[str, pd.DataFrame], said: Mangled) -> Records:
    """Check a mangled workbook; return its records."""
    counts = written(path)
    records = read_records(path, on_error="report")
    told = {
        (p.source.partition("[")[2].rstrip("]"), p.line, p.column)
        for p in records.problems.errors
        if p.code != "reference_set_aside"
    }
    assert told == said.spoiled
    names = {sheet: name for name, sheet in SHEETS.items()}
    aside = dict(records.rejected.items())
    spoiled_rows = {(names[sheet], row) for sheet, row, _ in said.spoiled}
    lost = {
        (name, key)
        for name, frame in aside.items()
        for key, row in zip(frame["record"], frame["row"], strict=True)
        if (name, row) in spoiled_rows
    }
    assert len(lost) == len(said.spoiled)
    wanted = expected(held, {(name, str(key).translate(NARROW).strip()) for name, key in lost})
    for name in FACTS:
        assert rows(records.tables[name], list(held[name].columns)) == wanted[name], name
        kept = len(records.tables[name]) + len(aside.get(name, ()))
        assert kept == counts[name] == len(held[name]), name
    return records


def places(problems: Problems) -> set[tuple[str, int | None, str]]:
    return {(p.source, p.line, p.column) for p in problems}


NARROW = str.maketrans("０１２３４５６７８９", "0123456789")


@pytest.mark.parametrize(
    "seed", [pytest.param(s, marks=[] if s in QUICK else pytest.mark.full) for s in SEEDS]
)
def test_a_mangled_workbook_is_read_or_its_cells_are_named(tmp_path: Path, seed: int):
    path = tmp_path / "filled.xlsx"
    held = fill(path, seed)
    said = mangle(path, seed)
    holds(path, held, said)
    assert said.formulas >= 4
    problems = mark(path, tmp_path / "marked.xlsx")
    copy = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    keyed = {(p.source.partition("[")[2].rstrip("]"), p.line, p.column) for p in problems}
    assert said.spoiled <= keyed
    for sheet, row, column in said.spoiled:
        keys = next(line for line in copy[sheet].iter_rows() if "record" in [c.value for c in line])
        place = next(cell.column for cell in keys if cell.value == column)
        marked = copy[sheet].cell(row, place)
        assert marked.comment is not None
        assert marked.fill.fgColor.rgb == ERROR


def test_every_kind_of_mangling_is_done():
    done = [change for seed in SEEDS for change in changes(seed)]
    assert all(done.count(change) >= 15 for change in FORMS)
    assert {name for seed in SEEDS for name in spoilings(seed)} == set(SPOILT)


@pytest.mark.full
@pytest.mark.parametrize("seed", [4, 8, 13])
def test_a_workbook_saved_by_libreoffice_is_read_the_same(tmp_path: Path, seed: int):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: install libreoffice-calc")
    path = tmp_path / "filled.xlsx"
    held = fill(path, seed)
    said = mangle(path, seed)
    before = holds(path, held, said)
    out = tmp_path / "saved"
    profile = (tmp_path / "profile").as_uri()
    done = subprocess.run(
        [
            *(office, f"-env:UserInstallation={profile}", "--headless"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)),
        ],
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    after = read_records(out / "filled.xlsx", on_error="report")
    assert places(after.problems.errors) == places(before.problems.errors)
    for name in FACTS:
        columns = list(held[name].columns)
        assert rows(after.tables[name], columns) == rows(before.tables[name], columns), name

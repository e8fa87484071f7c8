"""One raw table → its typed frame and every fault that can be seen in the table alone.

The checks of cells are those of the pandera model; the order of dates and repeated keys are
looked up with pandas, over all rows at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.errors import Problem
from gkeval.records.cells import as_text
from gkeval.records.faults import Fault, Positions, positions, rows_at_fault
from gkeval.records.headers import nearest
from gkeval.records.models import EARLIEST, LATEST, column_model, in_order, pandera
from gkeval.records.parsing import parse, parse_extra
from gkeval.records.raw import Raw
from gkeval.tables import Table


@dataclass
class Checked:
    """A table with its typed rows and what is wrong with them.

    Parameters
    ----------
    raw
        The table as it was read.
    frame
        The same rows, typed.
    faults
        What is wrong in its cells and rows.
    problems
        What is wrong with the table as a whole.
    usable
        Whether its rows can be used at all.
    bad
        Mask of the rows that are set aside.
    again
        Mask of the rows that repeat another row in every cell.
    names
        What rows of other tables may name, where `raw` holds some rows of the table only.
    filled
        How many rows fill a column, likewise.
    """

    raw: Raw
    frame: pd.DataFrame
    faults: list[Fault] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    usable: bool = True
    bad: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    again: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    names: pd.Series[str] | None = None
    filled: Mapping[str, int] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """The declaration of the table."""
        return self.raw.table

    def add(self, faults: list[Fault]) -> None:
        """Note further faults; rows with an error are set aside."""
        self.faults += faults
        self.bad |= rows_at_fault(faults, len(self.frame))

    def faulty(self, column: str) -> npt.NDArray[np.bool_]:
        """Return the mask of rows whose cell in a column is already known to be wrong."""
        return rows_at_fault(self.faults, len(self.frame), column)


def check_table(raw: Raw, numbers: Mapping[str, bool] | None = None) -> Checked:
    """Return a raw table typed and checked by itself.

    Parameters
    ----------
    raw
        The table, or some of its rows.
    numbers
        Which further columns are columns of numbers, where that is known of the whole table.
    """
    columns: dict[str, pd.Series[Any]] = {}
    faults: list[Fault] = []
    declared = [column.name for column in raw.table.columns if column.name in raw.frame]
    for name in declared:
        columns[name], found = parse(raw.table.by_name[name], raw.frame[name])
        faults += found
    for name in raw.frame.columns:
        if name not in columns:
            columns[name], found = parse_extra(name, raw.frame[name], (numbers or {}).get(name))
            faults += found
    size = len(raw.frame)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(size), copy=False)
    none = np.zeros(size, dtype=bool)
    checked = Checked(raw, frame, usable=raw.usable, bad=none, again=none.copy())
    checked.add(faults)
    missing, found = _of_model(checked)
    checked.problems += missing
    checked.usable = checked.usable and not missing
    checked.add(found)
    checked.add(_orders(checked))
    checked.add(_repeated(checked))
    return checked


def _of_model(checked: Checked) -> tuple[list[Problem], list[Fault]]:
    """Return what the pandera model of the table finds."""
    pa = pandera()
    try:
        column_model(checked.table).validate(checked.frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return [], []
    problems: list[Problem] = []
    faults: list[Fault] = []
    for check, group in cases.groupby("check", sort=False):
        if check == "column_in_dataframe":
            absent = set(group["failure_case"])
            problems += [
                _missing(checked.raw, column.name)
                for column in checked.table.columns
                if column.name in absent
            ]
            continue
        for name, part in group.groupby("column", sort=False):
            where = np.sort(part["index"].to_numpy().astype(np.int64))
            where = where[~checked.faulty(str(name))[where]]
            if len(where):
                faults.append(_fault_of(checked, str(check), str(name), where))
    return problems, faults


def _fault_of(checked: Checked, check: str, column: str, where: Positions) -> Fault:
    """Say what pandera found in one column in the words of our Problems."""
    declared = checked.table.by_name[column]
    if check == "not_nullable":
        blank = ["an empty cell"] * len(where)
        return Fault(
            "empty_cell", column, where, blank, f"a {declared.kind} in every row", "fill the cell"
        )
    codes = "、".join(f"{zh} ({code})" for code, zh in declared.codes)
    words = {
        "unknown_code": (f"one of {codes}", "write one of these words"),
        "implausible_date": (
            f"a date from {EARLIEST.year} to {LATEST.year}",
            "correct the year",
        ),
        "negative_count": ("a whole number from 0", "correct the number"),
    }
    found = as_text(checked.raw.frame[column]).iloc[where].astype(object).tolist()
    return Fault(check, column, where, found, *words[check])


def _missing(raw: Raw, column: str) -> Problem:
    """Say that a required column is missing, and which header may have been meant."""
    declared = raw.table.by_name[column]
    further = [str(name) for name in raw.frame.columns if name not in raw.table.by_name]
    words = [declared.name, declared.zh, *declared.also]
    # two of four characters: 收到时间 is close to 收到日期
    meant = next((name for name in further if nearest(name, words, 0.5)), "")
    remedy = f"rename the column {meant}" if meant else "add the column"
    headers = "、".join(map(str, raw.frame.columns[:8])) or "no headers"
    return Problem(
        "missing_column",
        f"no column {declared.zh} ({column}) among {headers}",
        f"a column {declared.zh} or {column}",
        f"{remedy}: {declared.zh}" if not meant else f"{remedy} to {declared.zh}",
        raw.source,
        None,
        raw.table.name,
        column,
    )


def _orders(checked: Checked) -> list[Fault]:
    """Return the rows in which one date is before another that must come first."""
    faults = []
    for earlier, later in checked.table.orders:
        where = positions(~in_order(checked.frame, earlier, later))
        if len(where):
            first = as_text(checked.frame[earlier].iloc[where]).astype(object)
            second = as_text(checked.frame[later].iloc[where]).astype(object)
            faults.append(
                Fault(
                    "wrong_order",
                    later,
                    where,
                    (second + f", before {earlier} " + first).tolist(),
                    f"{later} not before {earlier}",
                    "correct the date that is wrong",
                )
            )
    return faults


def _repeated(checked: Checked) -> list[Fault]:
    """Return rows whose key occurs more than once, and note those that merely repeat a row.

    Rows that are equal in every cell say one thing twice: the first is kept. Rows that differ
    contradict each other, and nobody can say which holds: all of them are set aside.
    """
    key = list(checked.table.key)
    frame = checked.frame
    if not set(key) <= set(frame.columns):
        return []
    several = frame[frame[key].notna().all(axis=1) & frame.duplicated(key, keep=False)]
    if several.empty:
        return []
    groups = several.groupby(key, sort=False)
    place = pd.Series(several.index, index=several.index)
    grouped = place.groupby([several[name] for name in key], sort=False)
    first, last = grouped.transform("first"), grouped.transform("last")
    number = groups.ngroup()
    versions = number[several.drop_duplicates().index].value_counts()
    faulty = pd.Series(checked.bad[several.index], index=several.index)
    same = (number.map(versions) == 1) & ~faulty.groupby(number).transform("any")
    repeats = positions(same & (place != first))
    where = several.index.to_numpy(dtype=np.int64)
    other = first.where(place != first, last).to_numpy(dtype=np.int64)
    rows = pd.Series(checked.raw.rows[other]).astype("str")
    text = several[key].agg("、".join, axis=1) if len(key) > 1 else several[key[0]]
    found = (text.reset_index(drop=True).astype("str") + ", also in row " + rows).tolist()
    checked.again[where[repeats]] = True
    columns = " and ".join(key)
    code = "duplicate_unit" if key == ["unit"] else "duplicate_record"
    return [
        Fault(
            "duplicate_row",
            key[-1],
            where[repeats],
            [found[i] for i in repeats],
            "each row once",
            "delete the row; it is counted once",
            "warning",
        ),
        *(
            Fault(
                code,
                key[-1],
                where[contrary],
                [found[i] for i in contrary],
                f"each {columns} once",
                f"delete the rows that do not hold, or give each its own {columns}",
            )
            for contrary in [positions(~same)]
        ),
    ]

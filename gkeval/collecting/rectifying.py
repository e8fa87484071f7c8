"""Rectification lists (整改清单): out to the units, and their answers in again.

In: a table of rectifications. Out: workbooks in which only the answers are open; read back, what
each answer changed.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.collecting import wording
from gkeval.collecting.keeping import file_names, fresh_folder, replaceable
from gkeval.collecting.sheets import record_sheet
from gkeval.collecting.writing import Book, write_book
from gkeval.errors import Problem, Problems
from gkeval.files import whole_folder
from gkeval.records import Records, read_records
from gkeval.records.cells import as_text, normal
from gkeval.records.parsing import parse
from gkeval.spec import Lang
from gkeval.tables import RECTIFICATIONS, UNITS

ANSWERED = ("responsible", "answered", "rechecked", "result", "evidence", "captured")
"""Columns that are filled after the list went out; all others are protected."""

_ABOUT = {
    "zh": (
        ("整改清单", ""),
        ("怎样填", "灰色各列是交办的内容，请勿改动。逐条填写责任单位、反馈日期和佐证地址。"),
        ("复查", "“复查日期”和“复查结果”由评估方填写。"),
        ("期限", "请在“整改期限”之前反馈；期限之后补上的材料不影响本次得分。"),
    ),
    "en": (
        ("Rectification list", ""),
        ("How to fill it", "Grey columns say what is to be put right; leave them as they are. Give "
         "the responsible office, the date of the answer and the address of the evidence."),
        ("Re-check", "The date and the result of the re-check are filled in by the assessor."),
        ("Deadline", "Answer before the date due; what is added later does not change this score."),
    ),
}  # fmt: skip


def rectification_lists(
    rectifications: pd.DataFrame | Records,
    units: pd.DataFrame | Records,
    path: str | os.PathLike[str],
    *,
    per_unit: bool = False,
    lang: Lang = "zh",
) -> list[Path]:
    """Write rectification lists as workbooks that the units fill.

    Parameters
    ----------
    rectifications
        The table of rectifications: unit, record, problem, and what else is known (indicator,
        points_lost, due, responsible, …); or records that hold it.
    units
        The table of units, or records that hold it.
    path
        The workbook; with `per_unit`, the folder of workbooks, one for each unit that has a
        problem, so that no unit sees what another lost.
    per_unit
        Whether each unit gets its own.
    lang
        Of headers and instructions.

    Returns
    -------
    list of Path

    Raises
    ------
    InputError
        When the tables are not sound.
    GkevalError
        As in `template`.

    Examples
    --------
    >>> import tempfile
    >>> units = pd.DataFrame({"unit": ["A", "B"], "group": "city"})
    >>> lost = pd.DataFrame({"unit": ["A"], "record": ["R1"], "problem": ["栏目逾期未更新"]})
    >>> folder = Path(tempfile.mkdtemp()) / "lists"
    >>> [path.name for path in rectification_lists(lost, units, folder, per_unit=True)]
    ['A.xlsx']
    """
    held = {"units": _table(units, "units"), "rectifications": _table(rectifications)}
    records = read_records(held)
    known, rows = records.units, records.tables["rectifications"]
    target = Path(path)
    if not per_unit:
        replaceable(target)
        return [write_book(_book(rows, known, lang), target)]
    fresh_folder(target)
    owners = list(dict.fromkeys(rows["unit"]))
    files = file_names(owners)
    with whole_folder(target) as folder:
        for unit in owners:
            own = known[known["unit"] == unit].drop(columns="parent", errors="ignore")
            write_book(_book(rows[rows["unit"] == unit], own, lang), folder / files[unit])
    return [target / files[unit] for unit in owners]


def with_answers(rectifications: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the rectifications with the answers that came back.

    Only what the lists leave open is taken over; a cell that came back empty stays as it was.

    Parameters
    ----------
    rectifications
        The table as it went out.
    answers
        The table as it was read back, with `gkeval.read_records` or `read_workbooks`.

    Raises
    ------
    InputError
        When an answer names a record that did not go out, or what was protected has been changed.

    Examples
    --------
    >>> out = pd.DataFrame({"unit": ["A"], "record": ["R1"], "problem": ["栏目逾期未更新"]})
    >>> back = out.assign(responsible="办公室")
    >>> with_answers(out, back)["responsible"].tolist()
    ['办公室']
    """
    sent, back = _typed(rectifications), _typed(answers)
    place = pd.Index(sent["record"]).get_indexer(pd.Index(back["record"]))
    Problems(_changed(sent, back, place)).raise_if_any("answers")
    result = sent.copy()
    for name in (column for column in ANSWERED if column in back):
        came = back[name].set_axis(place).reindex(sent.index)
        result[name] = came.where(came.notna(), sent[name]) if name in sent else came
    return result


def _book(rows: pd.DataFrame, units: pd.DataFrame, lang: Lang) -> Book:
    fixed = [name for name in rows.columns if name not in ANSWERED]
    lists = record_sheet(RECTIFICATIONS, units, {}, lang, rows=rows, fixed=fixed)
    roster = record_sheet(UNITS, units, {}, lang, rows=units, fixed=list(units.columns))
    about = _ABOUT[lang]
    made = rows["due"].min() if "due" in rows and rows["due"].notna().any() else None
    return Book(
        title=about[0][0],
        about=about,
        sheets=(lists, roster),
        lang=lang,
        made=date(2000, 1, 1) if made is None else made.date(),
        note=wording.sheet_name(RECTIFICATIONS, lang),
    )


def _table(held: pd.DataFrame | Records, name: str = "rectifications") -> pd.DataFrame:
    if not isinstance(held, Records):
        return held
    empty = pd.DataFrame({"unit": [], "record": [], "problem": []}, dtype="str")
    return held.units if name == "units" else held.tables.get(name, empty)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the types of the table, so that dates and words compare as such."""
    columns = {}
    for name in frame.columns:
        held = normal(frame[name])
        declared = RECTIFICATIONS.by_name.get(str(name))
        columns[str(name)] = parse(declared, held)[0] if declared else as_text(held)
    return pd.DataFrame(columns)


def _changed(sent: pd.DataFrame, back: pd.DataFrame, place: npt.NDArray[np.intp]) -> list[Problem]:
    """Return rows that never went out, or came back twice, and protected cells that differ."""
    twice = pd.Series(place).duplicated().to_numpy() & (place >= 0)
    problems = [
        _problem(code, row, "record", back["record"].iloc[row], allowed, "remove the row")
        for code, mask, allowed in (
            ("unknown_record", place < 0, "a record of the list that went out"),
            ("duplicate_record", twice, "each record once"),
        )
        for row in np.flatnonzero(mask).tolist()
    ]
    rows = np.flatnonzero(place >= 0)
    for name in (str(column) for column in sent if column in back and column not in ANSWERED):
        was = as_text(sent[name]).iloc[place[rows]].fillna("").to_numpy(dtype=object)
        now = as_text(back[name]).iloc[rows].fillna("").to_numpy(dtype=object)
        problems += [
            _problem(
                "protected_cell",
                int(rows[at]),
                name,
                now[at] or "an empty cell",
                f"{was[at] or 'an empty cell'}, as it went out",
                "leave this column as it is",
            )
            for at in np.flatnonzero(was != now).tolist()
        ]
    return problems


def _problem(code: str, row: int, column: str, found: object, allowed: str, remedy: str) -> Problem:
    source, table = "answers", "rectifications"
    return Problem(code, str(found), allowed, remedy, source, row, table, column)

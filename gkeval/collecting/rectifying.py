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
from gkeval.collecting.results import Result, leaf_scores
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
    owners = list(dict.fromkeys(rows["unit"]))
    files = file_names(owners)
    fresh_folder(target, files.values())
    with whole_folder(target) as folder:
        for unit in owners:
            own = known[known["unit"] == unit].drop(columns="parent", errors="ignore")
            write_book(_book(rows[rows["unit"] == unit], own, lang), folder / files[unit])
    return [target / files[unit] for unit in owners]


def to_rectify(
    result: Result,
    records: Records | None = None,
    *,
    due: date,
    least: float = 0.0,
    lang: Lang | None = None,
) -> pd.DataFrame:
    """Return what is to be put right: one row for each indicator on which a unit lost points.

    Parameters
    ----------
    result
        From `gkeval.assess`.
    records
        What it was assessed from: reasons and addresses come from its judgements and absences.
    due
        The day by which the units answer (整改期限).
    least
        Points from which a loss is listed; 0 lists every loss.
    lang
        Of the problems; the scheme's own if not given.

    Returns
    -------
    data frame
        A table of rectifications: unit, record (``unit/indicator``), indicator, problem (the title;
        why points were lost, where raters or searchers say so; what the scheme says to do),
        evidence (addresses), points_lost, due; by unit, the largest loss first.

    Examples
    --------
    >>> import gkeval as gk
    >>> records = gk.read_records(gk.sample("sichuan-land-2011"))
    >>> result = gk.assess("sichuan-land-2011", records)
    >>> lost = to_rectify(result, records, due=date(2012, 6, 30), least=1)
    >>> lost[["unit", "indicator", "points_lost"]].head(2)
      unit   indicator  points_lost
    0  成都市  disclosure          2.6
    1  成都市    services          1.0
    """
    scheme = result.scheme
    lang = lang or scheme.lang
    scores = leaf_scores(result)
    missed = scores[(scores["lost"] > 0) & (scores["lost"] >= least)].reset_index(drop=True)
    why, where = _reasons(records, lang)
    cells = list(zip(missed["unit"], missed["indicator"], strict=True))
    problems = []
    for cell in cells:
        leaf = scheme.by_id[cell[1]]
        remedy = leaf.remedy.to(lang) if leaf.remedy else ""
        parts = [leaf.title.to(lang), *why.get(cell, []), remedy]
        problems.append(("；" if lang == "zh" else "; ").join(part for part in parts if part))
    unit_order = {unit: place for place, unit in enumerate(result.units["unit"])}
    table = pd.DataFrame(
        {
            "unit": missed["unit"],
            "record": missed["unit"] + "/" + missed["indicator"],
            "indicator": missed["indicator"],
            "problem": pd.Series(problems, dtype="str"),
            "evidence": pd.Series([" ".join(where.get(cell, [])) for cell in cells], dtype="str"),
            "points_lost": missed["lost"],
            "due": pd.Timestamp(due),
            "_unit": missed["unit"].map(unit_order),
        }
    )
    ordered = table.sort_values(
        ["_unit", "points_lost", "indicator"], ascending=[True, False, True], ignore_index=True
    )
    return ordered.drop(columns="_unit").astype({"due": "datetime64[us]"})


def _reasons(
    records: Records | None, lang: Lang
) -> tuple[dict[tuple[str, str], list[str]], dict[tuple[str, str], list[str]]]:
    """Return, by unit and indicator, why points were lost, and the addresses of what was seen."""
    why: dict[tuple[str, str], list[str]] = {}
    where: dict[tuple[str, str], list[str]] = {}
    tables = {} if records is None else records.tables
    judged, absent = tables.get("judgements"), tables.get("absences")
    if judged is not None:
        others = judged[judged["kind"] != "self"] if "kind" in judged else judged
        _add(why, others, "reason", "{}")
        _add(where, others, "evidence", "{}")
    if absent is not None:
        _add(why, absent, "path", "未查到：{}" if lang == "zh" else "not found: {}")
        _add(where, absent, "evidence", "{}")
    return why, where


def _add(
    held: dict[tuple[str, str], list[str]], rows: pd.DataFrame, column: str, form: str
) -> None:
    if column not in rows:
        return
    told = rows.dropna(subset=["unit", "indicator", column])
    for unit, indicator, text in told[["unit", "indicator", column]].itertuples(index=False):
        said, own = form.format(text), held.setdefault((unit, indicator), [])
        if said not in own:
            own.append(said)


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

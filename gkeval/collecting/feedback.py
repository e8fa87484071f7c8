"""Preliminary results out to the units, appeals in (初评反馈、申诉).

In: a preliminary result. Out: one workbook per unit with its own scores and a sheet for appeals;
the appeals of all units as one table, which `gkeval.apply_appeals` takes once they are decided.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from gkeval.collecting.gathering import workbook_paths
from gkeval.collecting.keeping import file_names, fresh_folder
from gkeval.collecting.results import Result, leaf_scores
from gkeval.collecting.sheets import Field, Sheet, record_sheet
from gkeval.collecting.writing import Book, write_book
from gkeval.errors import Problem, Problems
from gkeval.files import whole_folder
from gkeval.records.checking import check_table
from gkeval.records.faults import problems_of
from gkeval.records.workbooks import UnreadableWorkbookError, Workbook
from gkeval.spec import Lang
from gkeval.tables import UNITS, Column, Table
from gkeval.words import day, label

APPEALS = Table(
    "appeals",
    "申诉",
    "one appeal of a unit against one score",
    (
        Column("unit", "评估对象", required=True, refers="units"),
        Column("indicator", "指标", required=True),
        Column("claim", "申诉理由", required=True),
        Column("evidence", "佐证地址", required=True),
        Column("submitted", "提交日期", "date"),
        Column(
            "decision",
            "复核决定",
            "code",
            codes=(("upheld", "支持"), ("partly", "部分支持"), ("rejected", "驳回")),
        ),
        Column("value", "复核后数值", "number"),
        Column("level", "复核后等次"),
        Column("decided_by", "决定人"),
        Column("date", "决定日期", "date"),
    ),
    key=("unit", "indicator"),
)
"""The sheet of appeals: what the unit fills, then what the reviewers fill."""

_SHEETS = {"zh": ("初评结果", "申诉"), "en": ("preliminary result", "appeals")}
_HEADS = {
    "zh": ("指标", "指标名称", "分值", "得分", "失分", "状态"),
    "en": ("indicator", "title", "points", "score", "points lost", "state"),
}
_WIDTHS = (30.0, 34.0, 10.0, 10.0, 12.0, 14.0)


def feedback_forms(
    result: Result,
    folder: str | os.PathLike[str],
    *,
    until: date,
    lang: Lang | None = None,
) -> list[Path]:
    """Write to each unit what it scored, with a sheet on which it can appeal, once.

    Parameters
    ----------
    result
        The preliminary result. A unit sees its own scores, and nobody else's.
    folder
        Of the workbooks, one per unit; it is made, or replaced when nobody worked in it.
    until
        The last day on which an appeal can be handed in.
    lang
        Of headers and instructions; the scheme's own if not given.

    Returns
    -------
    list of Path

    Raises
    ------
    GkevalError
        When somebody worked in a workbook of the folder; without the extra ``excel``.

    Examples
    --------
    >>> import tempfile
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> folder = Path(tempfile.mkdtemp()) / "feedback"
    >>> files = feedback_forms(result, folder, until=date(2012, 3, 31))
    >>> len(files), read_appeals(folder).empty
    (21, True)
    """
    target = Path(folder)
    lang = lang or result.scheme.lang
    units, scores = result.units, leaf_scores(result)
    totals = result.totals.set_index("unit")["total"]
    files = file_names(units["unit"])
    fresh_folder(target, files.values())
    with whole_folder(target) as draft:
        for unit, own in scores.groupby("unit", sort=False):
            row = units[units["unit"] == unit].drop(columns="parent", errors="ignore")
            book = _book(result, row, own, float(totals[str(unit)]), until, lang)
            write_book(book, draft / files[str(unit)])
    return [target / files[unit] for unit in units["unit"]]


def read_appeals(
    workbooks: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    until: date | None = None,
) -> pd.DataFrame:
    """Return the appeals of all units as one table.

    Parameters
    ----------
    workbooks
        A folder of feedback forms, or their paths.
    until
        The last day of the round; without it every appeal is in time.

    Returns
    -------
    data frame
        unit, indicator, claim, evidence, submitted, decision, value, level, decided_by, date,
        late (handed in after `until`), source, row. When every decision is there,
        `gkeval.apply_appeals` takes the table as it is.

    Raises
    ------
    InputError
        Every fault by workbook and row: no reason or evidence, a unit whose workbook it is not, a
        second appeal on one cell (there is one round), a date that cannot be read.
    """
    frames, problems = [], []
    for path in workbook_paths(workbooks):
        try:
            book = Workbook(path)
        except UnreadableWorkbookError as error:
            problems.append(_unreadable(path.name, str(error)))
            continue
        owners = _owners(book)
        for name in (sheet for sheet in book.sheets if sheet in ("申诉", "appeals")):
            raw, found = book.read(name, APPEALS)
            problems += found
            if raw is None or not raw.usable:
                problems += [] if raw is None else raw.problems
                continue
            checked = check_table(raw)
            problems += checked.problems
            problems += problems_of(
                checked.faults, APPEALS, raw.source, raw.rows, checked.frame.get("unit")
            )
            rows = checked.frame[~checked.bad].assign(source=raw.source)
            rows["row"] = raw.rows[~checked.bad]
            problems += _others(rows, owners)
            frames.append(rows)
    names = [column.name for column in APPEALS.columns]
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=names)
    table = table.reindex(columns=[*names, "source", "row"])
    problems += _second(table)
    Problems(problems).raise_if_any("appeals")
    late = np.zeros(len(table), dtype=bool)
    if until is not None:
        late = (table["submitted"] > pd.Timestamp(until)).fillna(value=False).to_numpy(dtype=bool)
    table.insert(len(names), "late", late)
    return table


def _book(
    result: Result,
    unit: pd.DataFrame,
    scores: pd.DataFrame,
    total: float,
    until: date,
    lang: Lang,
) -> Book:
    scheme = result.scheme
    applies = scores[scores["available"].notna()]
    shown = pd.DataFrame(
        {
            "indicator": applies["indicator"],
            "title": applies["title"],
            "points": applies["available"].round(4),
            "score": applies["score"].round(4),
            "lost": applies["lost"].round(4),
            "state": [label(state, lang) for state in applies["state"]],
        }
    )
    kinds = ("text", "text", "number", "number", "number", "text")
    fields = tuple(
        Field(head, "", kind, wide, fixed=True)
        for head, kind, wide in zip(_HEADS[lang], kinds, _WIDTHS, strict=True)
    )
    scored = Sheet(_SHEETS[lang][0], fields, shown, sortable=False, frozen=2)
    appeals = record_sheet(APPEALS, unit, {}, lang, indicators=tuple(applies["indicator"]))
    roster = record_sheet(UNITS, unit, {}, lang, rows=unit, fixed=list(unit.columns))
    return Book(
        title=scheme.title.to(lang),
        about=_about(scheme.title.to(lang), unit, total, until, lang),
        sheets=(scored, appeals, roster),
        lang=lang,
        made=scheme.period.end,
        note=f"{scheme.scheme} {scheme.fingerprint}",
    )


def _about(
    title: str, unit: pd.DataFrame, total: float, until: date, lang: Lang
) -> tuple[tuple[str, str], ...]:
    name = unit["name"].iloc[0] if "name" in unit else unit["unit"].iloc[0]
    zh = lang == "zh"
    open_still = "有未定项，暂无总分" if zh else "open: some indicators are not settled"
    said = f"{total:g}" if total == total else open_still
    if zh:
        return (
            (f"{title}：初评结果反馈", ""),
            ("评估对象", str(name)),
            ("初评总分", said),
            ("申诉", f"对得分有异议的，在“申诉”表逐项填写，每项一行，{day(until, lang)}前提交；"
             "申诉只有一轮，每项指标限一次。"),
            ("佐证", "写明理由并给出佐证地址。检查日之后补上的材料不计分。"),
            ("复核", "“复核决定”及其后各列由复核组填写。"),
        )  # fmt: skip
    return (
        (f"{title}: preliminary result", ""),
        ("Unit", str(name)),
        ("Preliminary total", said),
        ("Appeals", "Where a score is contested, fill a row per indicator in the sheet appeals by "
         f"{day(until, lang)}. There is one round, and one appeal for each indicator."),
        ("Evidence", "Give the reason and the address of the evidence. What was added after the "
         "check date does not score."),
        ("Review", "The columns from decision on are filled in by the reviewers."),
    )  # fmt: skip


def _owners(book: Workbook) -> set[str]:
    """Return the units whose workbook it is."""
    name = next((sheet for sheet in book.sheets if sheet in ("评估对象", "units")), None)
    raw = book.read(name, UNITS)[0] if name else None
    return set() if raw is None or "unit" not in raw.frame else set(raw.frame["unit"].dropna())


def _others(rows: pd.DataFrame, owners: set[str]) -> list[Problem]:
    strange = rows[~rows["unit"].isin(list(owners))] if owners else rows.iloc[:0]
    return [
        Problem(
            "unknown_unit",
            str(unit),
            f"an appeal of {', '.join(sorted(owners))}, whose workbook it is",
            "appeal in the workbook of the unit",
            source,
            int(row),
            "appeals",
            "unit",
        )
        for unit, source, row in strange[["unit", "source", "row"]].itertuples(index=False)
    ]


def _second(table: pd.DataFrame) -> list[Problem]:
    """Return appeals on a cell that another workbook appeals against as well."""
    again = table[table.duplicated(["unit", "indicator"])]
    first = table.drop_duplicates(["unit", "indicator"]).set_index(["unit", "indicator"])["source"]
    return [
        Problem(
            "second_appeal",
            f"{unit}, {indicator}, also in {first[unit, indicator]}",
            "one appeal for each indicator",
            "remove one",
            source,
            int(row),
            "appeals",
            "indicator",
            str(unit),
        )
        for unit, indicator, source, row in again[
            ["unit", "indicator", "source", "row"]
        ].itertuples(index=False)
    ]


def _unreadable(name: str, found: str) -> Problem:
    allowed = "an .xlsx workbook without a password"
    return Problem("unreadable_file", found, allowed, "save it again as .xlsx", name)

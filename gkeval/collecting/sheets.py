"""Sheets of a collection workbook as plain values: columns, what each may hold, prefilled rows.

In: record tables, what a scheme asks, units. Out: `Sheet` values; `collecting.writing` makes a
workbook of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from gkeval.collecting import wording
from gkeval.collecting.grids import Block
from gkeval.spec import Lang
from gkeval.tables import TABLES, Column, Table
from gkeval.words import width

Words = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down: the words that are offered, and whether others are refused.

    `sheet` and `column` name a column of another sheet whose cells are offered instead.
    """

    words: tuple[str, ...] = ()
    strict: bool = True
    sheet: str = ""
    column: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet.

    Parameters
    ----------
    header, key
        What people read, and the English key in the hidden row above it (empty for a column that
        stands beside the records).
    kind
        As in `gkeval.tables.Kind`; ``""`` for a cell of any kind.
    wide
        Width in characters of Latin letters.
    choice
        Its drop-down, if it has one.
    hint
        Shown when a cell is selected.
    fixed
        Whether its prefilled cells are protected.
    """

    header: str
    key: str
    kind: str
    wide: float
    choice: Choice | None = None
    hint: str = ""
    fixed: bool = False

    @property
    def required(self) -> bool:
        """Whether every row must fill it."""
        return self.header.startswith("*")


@dataclass(frozen=True)
class Sheet:
    """One sheet of records.

    Parameters
    ----------
    name
        Its name in the workbook.
    fields
        Its columns, from the left.
    rows
        Prefilled rows: one column per field, by position; what is missing stays empty.
    answers
        First row, last row (from 0) and `Answer` for the column `value`.
    sortable
        Whether people may sort, insert and delete rows while the sheet is protected.
    frozen
        Columns on the left that stay in view.
    """

    name: str
    fields: tuple[Field, ...]
    rows: pd.DataFrame
    answers: tuple[Block, ...] = ()
    sortable: bool = True
    frozen: int = 1


_WIDTHS = {"date": 13, "time": 18, "count": 11, "number": 11, "flag": 9, "list": 28, "code": 14}
_WIDE = {
    "title": 34, "problem": 40, "evidence": 30, "path": 30, "reason": 30, "standard": 56,
    "file_hash": 16, "record": 18, "unit": 18, "name": 22, "name_en": 26, "indicator": 28,
    "item": 28, "screenshot": 24, "clause": 12, "points": 8, "value": 12, "rater": 12,
    "gave": 40, "at_stake": 12,
}  # fmt: skip
_LAST = ("evidence", "captured", "file_hash", "recorded_by")
_JUDGED = (
    "unit", "name", "indicator", "title", "points", "standard", "clause", "rater", "value",
    "reason", "kind", "judged", *_LAST, "record",
)  # fmt: skip


def record_sheet(
    table: Table,
    units: pd.DataFrame,
    asked: Words,
    lang: Lang,
    *,
    indicators: Sequence[str] = (),
    rows: pd.DataFrame | None = None,
    sheets: Sequence[str] = (),
    fixed: Sequence[str] = (),
) -> Sheet:
    """Return the sheet of one record table.

    Parameters
    ----------
    table
        Which.
    units
        Those that can be chosen.
    asked
        Words that measures look for, by table and column.
    lang
        Of headers and drop-downs.
    indicators
        Ids that can be chosen in a column `indicator`.
    rows
        Prefilled rows under canonical names; further columns stand on the right.
    sheets
        Tables that the workbook has: columns that refer to them offer their records.
    fixed
        Columns whose prefilled cells are protected.

    Examples
    --------
    >>> from gkeval.tables import PAUSES
    >>> units = pd.DataFrame({"unit": ["A"], "group": ["city"]})
    >>> sheet = record_sheet(PAUSES, units, {}, "zh")
    >>> [field.header for field in sheet.fields][:4]
    ['*评估对象', '*底稿编号', '*申请编号', '*开始日期']
    """
    fields = tuple(
        Field(
            wording.header(column, lang),
            column.name,
            column.kind,
            _width(wording.header(column, lang), column),
            _choice(column, table, units, asked, lang, indicators, sheets),
            wording.hint(column, asked.get((table.name, column.name), ()), lang),
            column.name in fixed,
        )
        for column in table.columns
    )
    names = [column.name for column in table.columns]
    further = [] if rows is None else [str(n) for n in rows.columns if n not in table.by_name]
    more = tuple(_further(name, lang) for name in further)
    held = pd.DataFrame(columns=names) if rows is None else rows.reindex(columns=names + further)
    return Sheet(
        wording.sheet_name(table, lang),
        fields + more,
        shown(held, table, lang),
        sortable=not fixed,
        frozen=1 if table.name == "units" else 2,
    )


def judgement_sheet(
    rows: pd.DataFrame,
    answers: Sequence[Block],
    units: pd.DataFrame,
    lang: Lang,
    *,
    indicators: Sequence[str],
    raters: Sequence[str] = (),
    beside: Sequence[str] = (),
) -> Sheet:
    """Return the sheet of judgements: what is judged stands fixed, what is given is left open.

    Parameters
    ----------
    rows, answers
        From `grids.judgement_rows` and `grids.blocks`.
    units
        With their names, which are shown where they say more than the id.
    lang
        Of headers and drop-downs.
    indicators
        Ids that can be chosen in further rows.
    raters
        Names that can be chosen.
    beside
        Further columns of `rows` to read, before the rater; see `wording.FURTHER`.
    """
    table = TABLES["judgements"]
    first = _JUDGED.index("rater")
    order = (*_JUDGED[:first], *beside, *_JUDGED[first:])
    names = units["name"] if "name" in units else units["unit"]
    telling = (names.fillna(units["unit"]) != units["unit"]).any()
    prefilled = "kind" in rows
    fields = []
    for name in order:
        if name == "name" and not telling:
            continue
        if name in beside:
            fields.append(replace(_further(name, lang), wide=_WIDE.get(name, 12.0)))
            continue
        column = table.by_name.get(name)
        if column is None:
            said = wording.pick(wording.BESIDE[name], lang)
            kind = "number" if name == "points" else "text"
            fields.append(Field(said, "", kind, _WIDE[name], fixed=True))
            continue
        said = wording.header(column, lang)
        choice = _choice(column, table, units, {}, lang, indicators, ())
        if name == "rater" and raters:
            choice = Choice(tuple(raters), strict=False)
        hint = "" if name == "value" else wording.hint(column, (), lang)
        kind = "" if name == "value" else column.kind
        fixed = name in ("unit", "record", "indicator", "rater") or (name == "kind" and prefilled)
        wide = 48.0 if name == "record" else _width(said, column)
        fields.append(Field(said, name, kind, wide, choice, hint, fixed))
    if telling:
        by_unit = dict(zip(units["unit"], names, strict=True))
        rows = rows.assign(name=rows["unit"].map(by_unit))
    ordered = [name for name in order if name != "name" or telling]
    rows = rows.reindex(columns=ordered)
    return Sheet(
        wording.sheet_name(table, lang),
        tuple(fields),
        shown(rows, table, lang),
        tuple(answers),
        sortable=False,
        frozen=3 if telling else 2,
    )


def shown(rows: pd.DataFrame, table: Table, lang: Lang) -> pd.DataFrame:
    """Return rows as people read them: codes and flags in words; nothing else changes.

    >>> from gkeval.tables import REQUESTS
    >>> shown(pd.DataFrame({"channel": ["fax", None], "mock": [True, None]}), REQUESTS, "zh")
      channel mock
    0      传真    是
    1     NaN  NaN
    """
    said = {}
    for name in rows.columns:
        column = table.by_name.get(name)
        if column is not None and column.kind == "code" and lang == "zh":
            codes = dict(column.codes)
            said[name] = rows[name].map(lambda code, codes=codes: codes.get(code, code))
        elif column is not None and column.kind == "flag":
            words = {flag: wording.pick(pair, lang) for flag, pair in wording.FLAGS.items()}
            said[name] = rows[name].astype(object).map(words)
    return rows.assign(**said)


def _further(name: str, lang: Lang) -> Field:
    """Return a column that the table does not declare; those of draws and plans are known."""
    if name not in wording.FURTHER:
        return Field(name, "", "", max(width(name) + 4, 16))
    said = wording.pick(wording.FURTHER[name], lang)
    kind = "date" if name in ("send", "answer_by") else ""
    return Field(said, name, kind, max(width(said) + 4, 13), fixed=True)


def _width(said: str, column: Column) -> float:
    least = width(said) + 4  # room for the button of the filter
    return max(least, _WIDE.get(column.name, _WIDTHS.get(column.kind, 16)))


def _choice(
    column: Column,
    table: Table,
    units: pd.DataFrame,
    asked: Words,
    lang: Lang,
    indicators: Sequence[str],
    sheets: Sequence[str],
) -> Choice | None:
    if column.kind == "code":
        return Choice(tuple(zh if lang == "zh" else code for code, zh in column.codes))
    if column.kind == "flag":
        return Choice(tuple(wording.pick(pair, lang) for pair in wording.FLAGS.values()))
    if column.refers == "units" and (table.name != "units" or column.name != "unit"):
        return Choice(tuple(units["unit"]))
    if column.name == "indicator" and indicators:
        return Choice(tuple(indicators))
    if column.refers in sheets and column.refers != "units":
        other = TABLES[column.refers]
        place = [one.name for one in other.columns].index(other.key[0])
        return Choice(strict=False, sheet=wording.sheet_name(other, lang), column=place)
    words = asked.get((table.name, column.name), ())
    return Choice(words, table.name == "units") if words and column.kind == "text" else None

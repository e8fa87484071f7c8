"""Records as people read them: which columns, their heads, their cells in words.

Columns that may name a person are never shown.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from gkeval.measures.phrases import say_column
from gkeval.measures.reasons import reason
from gkeval.measures.wording import Words, worded_column
from gkeval.spec import Lang
from gkeval.tables import TABLES, Column
from gkeval.words import LABELS, label, number

PERSONAL = frozenset(
    column.name for table in TABLES.values() for column in table.columns if column.personal
)
"""Columns that may name a person: never shown, never kept in an archive."""

_FIRST, _LAST = ("record", "evidence"), ("base", "counted", "why")

_AS_WRITTEN = ("record", "unit", "name", "title", "evidence")
"""Columns whose cells are shown letter for letter, though one may read like a code."""

_WORKED = ("component", "given", "used", "imputed", "treated", "normalised", "weight")
"""Columns of what an indicator of an index is made of."""

Cell = tuple[str, str]
"""Text, and the address it leads to where it may be opened."""


def legible(
    records: pd.DataFrame, table: str, lang: Lang, words: Words | None = None
) -> pd.DataFrame:
    """Return the records of one measure as text, with heads that people read.

    Parameters
    ----------
    records
        What `measures.evaluate.items` returns.
    table
        The record table of the measure.
    lang
        ``"zh"`` or ``"en"``.
    words
        The scheme's own, for codes and columns that the records bring themselves.

    Examples
    --------
    >>> records = pd.DataFrame({"unit": ["A"], "record": ["D1"], "counted": [True],
    ...                         "published": pd.to_datetime(["2017-03-05"])})
    >>> legible(records, "documents", "zh").to_dict("records")
    [{'底稿编号': 'D1', '发布日期': '2017-03-05', '是否计入': '是'}]
    """
    names = shown(records)
    columns = [
        [text for text, _ in texts(records[name], name, table, lang, words)] for name in names
    ]
    heads = [head(name, table, lang, words) for name in names]
    return pd.DataFrame(dict(zip(heads, columns, strict=True)))


def shown(part: pd.DataFrame) -> list[str]:
    """Return the columns that hold something: what it is, what was recorded, what was decided."""
    filled = [
        str(name)
        for name in part.columns
        if name not in ("unit", "indicator")
        and not is_personal(str(name))
        and part[name].notna().any()
        and not (name == "base" and bool(part[name].all()))
    ]
    own = [name for name in filled if name not in (*_FIRST, *_LAST)]
    return [
        *(name for name in _FIRST if name in filled),
        *own,
        *(name for name in _LAST if name in filled),
    ]


def is_personal(name: str) -> bool:
    """Tell whether a column, of this table or joined from another, may name a person.

    >>> is_personal("applicant"), is_personal("requests.applicant"), is_personal("unit")
    (True, True, False)
    """
    return name.rpartition(".")[2] in PERSONAL


def head(name: str, table: str, lang: Lang, words: Words | None = None) -> str:
    """Return the title of a column.

    >>> head("published", "documents", "zh"), head("counted", "documents", "en")
    ('发布日期', 'counted')
    """
    if name in _WORKED and not _column(table, name):
        return label(name, lang)
    if name in LABELS and name in (*_FIRST, *_LAST, "due_day", "lag", "numerator", "denominator"):
        return label(name, lang)
    if table not in TABLES:
        return name.replace("_", " ")
    return say_column(table, worded_column(table, name, words or {}, lang), lang)


def texts(
    cells: pd.Series[Any], name: str, table: str, lang: Lang, words: Words | None = None
) -> list[Cell]:
    """Return a column as text, codes in words; web addresses become links."""
    kind = cells.dtype.kind
    given = cells.tolist()
    if name == "why":
        reasons = {code: reason(code, lang) for code in set(given) if not pd.isna(code)}
        return [(reasons.get(code, ""), "") for code in given]
    if kind == "M":
        # cell by cell, so that what one row shows never depends on the rows beside it
        shown = cells.dt.strftime("%Y-%m-%d %H:%M").tolist()
        return [("" if pd.isna(text) else text.removesuffix(" 00:00"), "") for text in shown]
    if kind in "iuf":
        return [("" if pd.isna(cell) else number(float(cell), 4), "") for cell in given]
    column = _column(table, name)
    codes = {code: zh if lang == "zh" else code for code, zh in column.codes} if column else {}
    if words and (column is None or column.kind == "text") and name not in _AS_WRITTEN:
        codes = {code: word.to(lang) for code, word in words.items()}
    yes, no = label("yes", lang), label("no", lang)
    return [_cell(cell, codes, yes, no) for cell in given]


def _column(table: str, name: str) -> Column | None:
    other, _, own = name.rpartition(".")
    known = TABLES.get(other or table)
    return known.by_name.get(own) if known else None


def _cell(cell: Any, codes: dict[str, str], yes: str, no: str) -> Cell:
    if isinstance(cell, bool):
        return (yes if cell else no), ""
    if cell is None or pd.isna(cell):
        return "", ""
    text = str(cell)
    link = text if text.lower().startswith(("http://", "https://")) else ""
    return codes.get(text, text), link

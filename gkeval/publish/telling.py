"""Problems of the data as the pages tell them, in the language of the report.

In: a Problem. Out: where it is, what was found, what is allowed and what to do, as text.
"""

from __future__ import annotations

from dataclasses import dataclass

from gkeval.collecting.phrases import said
from gkeval.errors import Problem
from gkeval.spec import Lang
from gkeval.tables import TABLES


@dataclass(frozen=True, slots=True)
class Told:
    """One problem in words."""

    severity: str
    where: str
    unit: str
    found: str
    allowed: str
    remedy: str


def told(problem: Problem, lang: Lang) -> Told:
    """Return a problem in words.

    >>> problem = Problem("bad_date", "去年", "a date", "correct it", source="checks.csv", line=4,
    ...                   table="checks", column="checked")
    >>> told(problem, "zh").where, told(problem, "en").where
    ('checks.csv，第4行，检查日期', 'checks.csv, row 4, checked')
    """
    found, allowed, remedy = said(problem, lang)
    return Told(problem.severity, place(problem, lang), problem.unit, found, allowed, remedy)


def place(problem: Problem, lang: Lang) -> str:
    """Return where a problem is: file, row and column."""
    if lang == "en":
        return problem.where
    table = TABLES.get(problem.table)
    column = table.by_name.get(problem.column) if table else None
    row = "" if problem.line is None else f"第{problem.line}行"
    parts = (problem.source, row, column.zh if column else problem.column)
    return "，".join(part for part in parts if part)

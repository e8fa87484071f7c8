"""Conditions of a scheme file → one closed expression: does a row belong.

What a condition compares with is read by the type of the column: days and moments, numbers,
``true`` or ``false``, codes, one element of a list, else text. Columns that no table declares take
their type from the records; as text they can still be compared with numbers and days by
``at_least`` and ``at_most``.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import and_, or_
from typing import Any

import narwhals.stable.v2 as nw

from gkeval.errors import Problem, Problems
from gkeval.measures import literals
from gkeval.measures.columns import TEMPORAL, as_test, declared, split
from gkeval.measures.expressions import always, cell, known, moment, never, number
from gkeval.measures.frames import Rows
from gkeval.measures.kinds import Test, Where
from gkeval.spec import Refused
from gkeval.tables import Kind

_META = re.compile(r"[\\.+*?()|\[\]{}^$]")


def holds(rows: Rows, where: Where) -> nw.Expr:
    """Return whether a row meets every condition.

    Raises
    ------
    InputError
        A condition that does not fit the type of its column.
    """
    problems: list[Problem] = []
    parts: list[nw.Expr] = []
    for name, condition in where.items():
        try:
            parts.append(_holds(rows, name, as_test(condition)))
        except Refused as fault:
            problems.append(as_problem(fault, rows.table, name))
    Problems(problems).raise_if_any(f"table {rows.table}")
    return reduce(and_, parts) if parts else always()


def as_problem(fault: Refused, table: str, name: str) -> Problem:
    """Give a refused condition its place."""
    other, column = split(name)
    return Problem(
        fault.code,
        found=fault.found,
        allowed=fault.allowed,
        remedy=fault.remedy,
        table=other or table,
        column=column,
    )


def has_element(name: str, element: str) -> nw.Expr:
    """Return whether a list ``a;b;c`` holds an element, spaces around it aside.

    The cell must not be missing.
    """
    plain = _META.sub(lambda found: "\\" + found.group(), element.strip())
    space = f"[{literals.SPACES}]*"
    return cell(name).str.contains(f"(?:^|[;；、]){space}{plain}{space}(?:[;；、]|$)")


def refuse_unfit(test: Test, kind: Kind) -> None:
    """Refuse comparisons that a type does not have.

    Raises
    ------
    Refused
    """
    if test.has is not None and kind not in ("list", "text"):
        raise Refused(
            "unfit_condition",
            found=f"has on a column that holds a {kind}",
            allowed="has on a column that holds a list",
            remedy="use is, at_least or at_most",
        )
    if kind == "list" and not (test.equal is None and test.one_of is None and test.differs is None):
        raise Refused(
            "unfit_condition",
            found="is, in or not on a column that holds a list",
            allowed="has: one element, or known",
            remedy="use has",
        )
    ordered = test.at_least is not None or test.at_most is not None
    if ordered and kind in ("code", "list", "flag"):
        raise Refused(
            "unfit_condition",
            found=f"at_least or at_most on a column that holds a {kind}",
            allowed="at_least and at_most on numbers, dates and times",
            remedy="use is, in or has",
        )


def _holds(rows: Rows, name: str, test: Test) -> nw.Expr:
    column = declared(rows.table, name)
    kind = rows.kinds.get(name) or (column.kind if column else "text")
    refuse_unfit(test, kind)
    there = known(name) if name in rows.kinds else never()

    def equals(text: str) -> nw.Expr:
        value = literals.parse(text, kind, column)
        return there & _equals(name, value, kind) if name in rows.kinds else never()

    parts: list[nw.Expr] = []
    if test.equal is not None:
        parts.append(equals(test.equal))
    if test.one_of is not None:
        if kind in ("text", "code") and name in rows.kinds:
            texts = [literals.parse(text, kind, column) for text in test.one_of]
            parts.append(there & cell(name).is_in(texts))
        else:
            parts.append(reduce(or_, [equals(text) for text in test.one_of]))
    if test.differs is not None:
        parts.append(~equals(test.differs))
    for bound in ("at_least", "at_most"):
        if (text := getattr(test, bound)) is not None:
            parts.append(_ordered(rows, name, kind, bound == "at_least", text))
    if test.has is not None:
        parts.append(there & has_element(name, test.has) if name in rows.kinds else never())
    if test.known is not None:
        parts.append(there if test.known else ~there)
    return reduce(and_, parts)


def _equals(name: str, value: Any, kind: Kind) -> nw.Expr:
    if kind in TEMPORAL:
        start, end = value
        equal: nw.Expr = (cell(name) >= start) & (cell(name) < end)
    elif kind == "flag":
        equal = cell(name) if value else ~cell(name)
    else:
        equal = cell(name) == value
    return equal


def _ordered(rows: Rows, name: str, kind: Kind, upwards: bool, text: str) -> nw.Expr:
    if kind in TEMPORAL or (kind == "text" and literals.is_day(text)):
        start, end = literals.span(text)
        found = moment(rows, name)
        compared = found >= start if upwards else found < end
    else:
        limit = literals.number(text)
        found = number(rows, name)
        compared = found >= limit if upwards else found <= limit
    return ~found.is_null() & compared if name in rows.kinds else never()

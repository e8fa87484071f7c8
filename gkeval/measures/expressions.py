"""Expressions that mean the same on every engine: known cells, moments, days, numbers.

On some engines a comparison with a missing cell is false, on others it is missing itself. Every
condition made here is closed: true or false, never missing. ``known(a) & (a < b)`` is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from gkeval.errors import Problem, Problems
from gkeval.measures import literals
from gkeval.measures.columns import NUMERIC, TEMPORAL, inner, split
from gkeval.measures.frames import MOMENT, Frame, Rows, collected

_EPOCH = 719_543


def always() -> nw.Expr:
    """Return a condition that every row meets."""
    return ~nw.col("unit").is_null()


def never() -> nw.Expr:
    """Return a condition that no row meets."""
    return nw.col("unit").is_null()


def cell(name: str) -> nw.Expr:
    """Return a column by the name that a measure gives it."""
    return nw.col(inner(name))


def known(name: str, *names: str) -> nw.Expr:
    """Return whether none of these cells is missing."""
    result = ~cell(name).is_null()
    for other in names:
        result = result & ~cell(other).is_null()
    return result


def either(condition: nw.Expr, yes: Any, no: Any) -> nw.Expr:
    """Return one of two values by a closed condition."""
    yes, no = (x if isinstance(x, nw.Expr) else nw.lit(x) for x in (yes, no))
    return nw.when(condition).then(yes).otherwise(no)


def moment(rows: Rows, name: str) -> nw.Expr:
    """Return a column as datetimes; missing throughout when the records do not have it.

    Text that is a day, as extra columns of a file hold it, is converted.

    Raises
    ------
    InputError
        When it holds anything else.
    """
    kind = rows.kinds.get(name)
    if kind is None:
        return nw.lit(None, dtype=MOMENT)
    if kind in TEMPORAL:
        return cell(name)
    _all_match(rows, name, literals.DAY, "a day such as 2017-03-05")
    return cell(name).str.to_datetime(format="%Y-%m-%d").cast(MOMENT)


def day(rows: Rows, name: str) -> nw.Expr:
    """Return the days of a column as datetimes at midnight; see `moment`."""
    found = moment(rows, name)
    return found.dt.truncate("1d").cast(MOMENT) if rows.kinds.get(name) == "time" else found


def number(rows: Rows, name: str) -> nw.Expr:
    """Return a column as float64; missing throughout when the records do not have it.

    Raises
    ------
    InputError
        When it holds anything else than numbers, or text that is a number.
    """
    kind = rows.kinds.get(name)
    if kind is None:
        return nw.lit(None, dtype=nw.Float64)
    if kind in NUMERIC:
        found = cell(name).cast(nw.Float64)
        return nw.when(~found.is_null() & ~found.is_nan()).then(found)
    _all_match(rows, name, literals.NUMBER, "a number such as 2 or 0.8")
    return cell(name).str.strip_chars(literals.SPACES).cast(nw.Float64)


def day_number(name: str) -> nw.Expr:
    """Return the days since 1970-01-01 of a column of datetimes (exact from 1901 to 2099)."""
    parts = nw.col(name).dt
    return (parts.year() * 1461 - 1) // 4 + parts.ordinal_day() - _EPOCH


def with_texts(rows: Rows, names: Sequence[str]) -> Frame:
    """Return the frame with these columns of text; those the records do not have are missing."""
    none = {name: nw.lit(None, dtype=nw.String) for name in names if name not in rows.kinds}
    return rows.frame.with_columns(**none) if none else rows.frame


def _all_match(rows: Rows, name: str, pattern: str, allowed: str) -> None:
    """Refuse a column of text in which a cell does not have the form, and one of flags."""
    found = "true and false"
    if rows.kinds[name] != "flag":
        wrong = ~cell(name).is_null() & ~cell(name).fill_null("").str.contains(pattern)
        # the first in the order of text: the same one on every engine
        first = collected(rows.frame.filter(wrong).select(cell(name).min()))[inner(name)]
        if first.isna().all():
            return
        found = repr(first.iloc[0])
    other, column = split(name)
    problem = Problem(
        "wrong_type",
        found=found,
        allowed=allowed,
        remedy="correct the cells, or name a column that holds such values",
        table=other or rows.table,
        column=column,
    )
    Problems([problem]).raise_if_any(f"table {rows.table}")

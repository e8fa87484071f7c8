"""Names of columns as a measure writes them: whose they are, what they hold, which date decides.

A name is a column of the measure's own table, or a column of a linked table with a dot. A table
is linked to another by the one column that refers to its records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from gkeval.errors import Problem
from gkeval.measures.kinds import (
    Coverage,
    Distinct,
    LongestGap,
    Share,
    ShareWithin,
    Staleness,
    Tally,
    Test,
    Where,
)
from gkeval.tables import TABLES, Column

DATES: dict[str, str | None] = {
    "documents": "published",
    "interpretations": "published",
    "requests": "received",
    "pauses": "began",
    "incidents": "occurred",
    "activities": "date",
    "updates": "date",
    "checks": "checked",
    # Registers hold whatever the date; a search that found nothing is made when the period is over.
    "columns": None,
    "entries": None,
    "absences": None,
    "statistics": None,
    "judgements": None,
    "samples": None,
    "rectifications": None,
}
"""The column whose date says whether a record lies in the period; None: it always counts."""

TEMPORAL = ("date", "time")
NUMERIC = ("count", "number")


@dataclass(frozen=True, slots=True)
class Link:
    """How the rows of a table are joined to those of another: own column, other's column."""

    kind: Literal["parent", "child"]
    own: str
    other: str


def link(table: str, other: str) -> Link | None:
    """Return how `other` is linked to `table`; None when it is not.

    Examples
    --------
    >>> link("interpretations", "documents").own
    'document'
    >>> link("documents", "interpretations").kind
    'child'
    """
    if other not in TABLES:
        return None
    for column in TABLES[table].columns:
        if column.refers == other:
            return Link("parent", column.name, TABLES[other].key[0])
    for column in TABLES[other].columns:
        if column.refers == table:
            return Link("child", TABLES[table].key[0], column.name)
    return None


def linked_tables(table: str) -> list[str]:
    """Return the tables that a dotted name of `table` can begin with."""
    return [other for other in TABLES if other != table and link(table, other)]


def split(name: str) -> tuple[str, str]:
    """Split a name into the linked table (an empty text: the own one) and its column.

    >>> split("documents.kind"), split("kind")
    (('documents', 'kind'), ('', 'kind'))
    """
    other, dot, column = name.partition(".")
    return (other, column) if dot else ("", name)


def inner(name: str) -> str:
    """Return the name of a column inside a frame: some engines read a dot as table and column.

    >>> inner("documents.kind")
    'documents→kind'
    """
    return name.replace(".", "→")


def declared(table: str, name: str) -> Column | None:
    """Return the declaration of a column; None for an extra one."""
    other, column = split(name)
    owner = TABLES.get(other or table)
    return owner.by_name.get(column) if owner else None


def date_column(measure: Any) -> str | None:
    """Return the column that says whether a record of the measure lies in the period."""
    own: str | None = measure.date
    return own or DATES[measure.table]


def conditions(measure: Any) -> Iterator[tuple[str, Where]]:
    """Yield the mappings of conditions that a measure has, with their key."""
    yield "where", measure.where
    if isinstance(measure, Share):
        yield "hit", measure.hit


def as_test(condition: str | tuple[str, ...] | Test) -> Test:
    """Write every form of a condition as a `Test`."""
    if isinstance(condition, Test):
        return condition
    if isinstance(condition, str):
        return Test(equal=condition)
    return Test(one_of=tuple(condition))


def named_columns(measure: Any) -> Iterator[tuple[str, str]]:
    """Yield every column that a measure over records names, with the key that names it.

    The default date comes last, under ``date``.
    """
    for key, where in conditions(measure):
        for name in where:
            yield f"{key}.{name}", name
    if isinstance(measure, Distinct):
        yield from (("of", name) for name in measure.of)
    if isinstance(measure, Tally):
        yield ("by", measure.by) if measure.by else ("column", str(measure.column))
    if isinstance(measure, Share) and measure.weight:
        yield "weight", measure.weight
    if isinstance(measure, ShareWithin):
        yield "start", measure.start
        yield "end", measure.end
    if isinstance(measure, LongestGap):
        yield from (("by", name) for name in measure.by)
    if isinstance(measure, Staleness):
        yield "updated", measure.updated
        if measure.checked:
            yield "checked", measure.checked
        if isinstance(measure.at_most, str):
            yield "at_most", measure.at_most
        if measure.explained:
            yield "explained", "explained"
    if isinstance(measure, Coverage):
        yield "column", measure.column
    date = date_column(measure)
    if date and not isinstance(measure, ShareWithin):
        yield "date", date


def unknown_column(table: str, name: str, present: Mapping[str, Any] | None = None) -> Problem:
    """Return the problem of a name that is neither declared nor a column of the records.

    Parameters
    ----------
    table, name
        The measure's table and the name it writes.
    present
        The columns that the records have.
    """
    other, column = split(name)
    owner = other or table
    names = [*TABLES[owner].by_name, *(n for n in present or () if n not in TABLES[owner].by_name)]
    near = get_close_matches(column, names, n=3, cutoff=0.6)
    return Problem(
        "unknown_column",
        found=f"column {column!r}, which the records do not have",
        allowed=", ".join(names),
        remedy=f"did you mean {' or '.join(near)}?"
        if near
        else "correct the name, or add the column to the records",
        table=owner,
        column=column,
    )


def unlinked_table(table: str, name: str) -> Problem:
    """Return the problem of a dotted name whose table is not linked."""
    known = linked_tables(table)
    return Problem(
        "unlinked_table",
        found=f"{name!r}, but {split(name)[0]!r} is not linked to {table}",
        allowed=", ".join(known) or "no linked table",
        remedy="name a column of the table itself or of a linked one",
        table=table,
        column=name,
    )

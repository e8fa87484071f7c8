"""What a measure asks that its records can never answer: found before there are any records.

Whether its columns, codes and numbers exist is checked with the scheme; here are the faults that
lie in the meaning of a kind: a share that is always 1, a gap without a period, a date that
decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gkeval.errors import Problem
from gkeval.measures.columns import (
    TEMPORAL,
    as_test,
    date_column,
    declared,
    link,
    named_columns,
    split,
)
from gkeval.measures.kinds import (
    Change,
    FirstDate,
    Judgement,
    LongestGap,
    Measure,
    Share,
    ShareWithin,
    Statistic,
)


def check_measure(measure: Measure, where: str = "") -> list[Problem]:
    """Return what is wrong with the meaning of a measure.

    Parameters
    ----------
    measure
        Any of `kinds.KINDS`.
    where
        Place of the measure, put before the key at fault in `Problem.column`.

    Examples
    --------
    >>> share = Share(kind="share", table="documents", hit={"published": {"known": "true"}},
    ...               when_empty="zero")
    >>> [(problem.code, problem.column) for problem in check_measure(share)]
    [('decided_by_date', 'hit.published')]
    """
    if isinstance(measure, Statistic | Change | Judgement):
        return []
    found = [*_dates(measure), *_linked(measure)]
    prefix = f"{where}." if where else ""
    return [
        Problem(
            code,
            found=what,
            allowed=allowed,
            remedy=remedy,
            table=measure.table,
            column=prefix + key,
        )
        for code, key, what, allowed, remedy in found
    ]


Found = Iterator[tuple[str, str, str, str, str]]


def _dates(measure: Any) -> Found:
    """Dates that decide which records lie in the period."""
    date = date_column(measure)
    if isinstance(measure, ShareWithin):
        if measure.date is not None:
            yield (
                "unused_key",
                "date",
                f"date: {measure.date}, which decides nothing",
                "no date: an item counts in the period in which it falls due",
                "remove date",
            )
        return
    needs = isinstance(measure, LongestGap | FirstDate)
    bound = measure.period is not None or (
        "during" in measure.model_fields_set and measure.during != "any"
    )
    if date is None and (needs or bound):
        yield (
            "no_date",
            "date",
            f"no date, and {measure.table} is a register without one",
            "date: the column that says when a record lies in the period",
            "add date",
        )
    if isinstance(measure, LongestGap) and measure.during != "period":
        yield (
            "gap_without_period",
            "during",
            f"during: {measure.during}",
            "during: period, because the gap runs from its start to its end",
            "remove during",
        )
    hit = measure.hit.get(date) if isinstance(measure, Share) and date else None
    if hit is not None and as_test(hit).known is not None and measure.during != "any":
        yield (
            "decided_by_date",
            f"hit.{date}",
            f"a share of records that have {date}, of which those without it are left out",
            "a hit that is not decided by the date of the period",
            "name another date, such as the day it was due, or write during: any",
        )


def _linked(measure: Any) -> Found:
    """Columns of which one record can have several."""
    checked = {name: key for key, name in named_columns(measure)}
    for name, key in checked.items():
        other = split(name)[0]
        found, column = link(measure.table, other) if other else None, declared(measure.table, name)
        if found is None or column is None or found.kind == "parent" or column.kind in TEMPORAL:
            continue
        yield (
            "not_a_date",
            key,
            f"{name}, of which a record of {measure.table} can have several",
            f"a date of {other}, which stands for the earliest",
            f"measure the table {other} itself",
        )

"""Where a unit answers for those below it, as a formula.

In: the column of what was found, and the roster. Out: a condition for every unit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gkeval.assessment.roster import Roster
from gkeval.publish.excel import words
from gkeval.publish.excel.amounts import holds
from gkeval.publish.excel.tables import FIRST, Column, Table, letters
from gkeval.publish.excel.terms import Term, every
from gkeval.scheme.adjustments import When
from gkeval.spec import Lang


def struck_below(
    table: Table,
    roster: Roster,
    bound: npt.NDArray[np.bool_],
    when: When,
    found: Term,
    lang: Lang,
) -> Term:
    """Return where any unit below meets a condition; `bound` are the units that it concerns."""
    named, rows = (words.pick(words.HEADS[key], lang) for key in ("parent", "parent_row"))
    parents = next((i for i, c in enumerate(table.columns) if c.head == rows), None)
    if parents is None:
        above = [(int(at), str(roster.ids[at])) if at >= 0 else None for at in roster.parents]
        table.add(Column(named, [one[1] if one else "" for one in above], wide=14))
        # counted by rows: a sheet takes ids for the same that differ in case or in leading zeros
        parents = len(table.columns)
        at_rows = [FIRST + one[0] if one else None for one in above]
        table.add(Column(rows, at_rows, style="whole"))
    last = FIRST + len(roster) - 1

    def span(at: int) -> str:
        return f"${letters(at)}${FIRST}:${letters(at)}${last}"

    value = next(i for i, _ in enumerate(table.columns) if table.at(i) == found.text)
    signs = (
        (">=", when.at_least),
        ("<=", when.at_most),
        (">", when.above),
        ("<", when.below),
    )
    criteria = "".join(
        f',{span(value)},"{sign}{float(limit):.15g}"' for sign, limit in signs if limit is not None
    )
    counts = np.zeros(len(roster))
    struck = every(*holds(when, found)).values > 0
    causes = struck & bound & (roster.parents >= 0)
    np.add.at(counts, roster.parents[causes], 1.0)
    counted = Term(f"COUNTIFS({span(parents)},{{r}}{criteria})", counts)
    return counted > 0

"""What a unit should have once: a rule, a list, a plan; and the searches that did not find it.

Comes in: a recipe's lines. Goes out: frames of documents, and the finished table of absences.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from gkeval.synthetic.rows import Chances, Lot, Rows, minutes, nothing, same
from gkeval.synthetic.studio import Studio


# `dataclasses.field`, because `Single` has a field of the name `field`
@dataclasses.dataclass(frozen=True)
class Single:
    """A document that a unit should have once.

    Parameters
    ----------
    kind, field
        What it is.
    groups
        Groups or subsets that should have it; all when empty.
    chance
        That there is one, for the worst unit and the best.
    between
        First and last day on which it was issued; the good are earlier.
    indicator
        Named in the searches; no searches are made without it.
    elements
        What it may carry, with its chances.
    part
        Name of its random numbers, where not as the recipe names them all.
    """

    kind: str
    field: str | None
    groups: tuple[str, ...]
    chance: tuple[float, float]
    between: tuple[date, date]
    indicator: str = ""
    elements: Chances = dataclasses.field(default_factory=dict)
    part: str = ""


def fill(
    studio: Studio, lines: Sequence[Single], *, part: str = "{kind}/{field}/{groups}"
) -> list[pd.DataFrame]:
    """Return the documents of each line, and fill the table of absences.

    `part` is the pattern of the names of their random numbers.
    """
    pairs = [single(studio, "documents", line, part) for line in lines]
    studio.done("absences", *(sought for _, sought in pairs))
    return [frame for frame, _ in pairs]


def single(
    studio: Studio, table: str, line: Single, part: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records of a line, and the searches that did not find one."""
    name = part.format(kind=line.kind, field=line.field, groups=",".join(line.groups))
    lot = Lot(line.kind, groups=line.groups, part=line.part or name)
    rows = studio.rows(table, lot)
    there = rows.chance(*line.chance)
    first, last = (rows.clock.position(day) for day in line.between)
    early = np.minimum(0.9 * rows.uniform() + 0.6 * (1.0 - rows.quality), 0.999)
    issued = first + np.floor(early * (last - first + 1)).astype(np.int64)
    dates = rows.clock.dates
    carried = rows.elements(line.elements)
    frame = rows.frame(
        kind=rows.kinds,
        title=rows.units + "：" + line.kind,
        field=same(line.field, len(rows)) if line.field else nothing(len(rows)),
        attribute=same("public", len(rows)),
        issued=dates(issued),
        published=dates(issued + rows.whole(0, 3)),
        elements=carried,
    )[there].reset_index(drop=True)
    return frame, _searches(rows.where(~there & bool(line.indicator)), line.indicator)


def _searches(rows: Rows, indicator: str) -> pd.DataFrame:
    """Return searches of the website that found nothing, a week after the period."""
    when = rows.clock.dates(np.full(len(rows), rows.clock.length + 5))
    return rows.frame(
        indicator=same(indicator, len(rows)),
        path=same("门户网站 / 信息公开 / 站内检索", len(rows)),
        keywords=same(f"{rows.kind};{indicator.rpartition('.')[2]}", len(rows)),
        searched=when + minutes(rows.whole(9 * 60, 17 * 60)),
        screenshot=rows.units + "-" + indicator + ".png",
    )

"""What units did and what happened to them: activities and incidents.

Comes in: rows, and the line of a recipe that says what an act carries. Goes out: frames.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from gkeval.synthetic.clock import NEVER, Dates
from gkeval.synthetic.rows import Chances, Lot, Rows, minutes, nothing, only
from gkeval.synthetic.studio import Studio


@dataclass(frozen=True)
class Acts(Lot):
    """Dated acts of one kind; good units have more, where not said otherwise.

    Parameters
    ----------
    topics
        Topics, drawn at random.
    elements
        What an act may carry, with its chances.
    post
        Whether the unit's head did it.
    late
        Share that took place after the period.
    """

    by_quality: bool = field(default=True, kw_only=True)
    topics: tuple[str, ...] = field(default=(), kw_only=True)
    elements: Chances = field(default_factory=dict, kw_only=True)
    post: bool = field(default=False, kw_only=True)
    late: float = field(default=0.0, kw_only=True)


def fill_activities(studio: Studio, lines: Iterable[Acts]) -> None:
    """Fill the table of activities."""
    studio.done("activities", *(activities(studio, line) for line in lines))


def activities(studio: Studio, line: Acts) -> pd.DataFrame:
    """Return the acts of a line."""
    rows = studio.rows("activities", line)
    day = rows.days()
    after = rows.uniform() < line.late
    day = np.where(after, rows.clock.length + rows.whole(0, 9), day)
    held = rows.clock.dates(day)
    return rows.frame(
        kind=rows.kinds,
        date=held,
        topic=rows.pick(line.topics) if line.topics else nothing(len(rows)),
        post=rows.heads if line.post else nothing(len(rows)),
        participants=rows.whole(5, 120),
        open=rows.chance(0.3, 0.9),
        announced=held - rows.whole(1, 14).astype("timedelta64[D]"),
        published=held + rows.whole(0, 9).astype("timedelta64[D]"),
        elements=rows.elements(line.elements),
    )


def concerns(rows: Rows, elements: Chances) -> pd.DataFrame:
    """Return public concerns: when they arose, and who answered after how many hours."""
    occurred = _moment(rows)
    surfaced = occurred + minutes(rows.whole(0, 1440))
    answered = rows.chance(0.85, 0.99)
    hours = rows.lag(70.0, 14.0) + 1
    responded = surfaced + minutes(hours * 60)
    responder = np.where(
        rows.chance(0.6, 0.99), "department_concerned", rows.pick(("superior", "publicity_body"))
    )
    closed = responded + rows.whole(1, 240).astype("timedelta64[h]")
    return rows.frame(
        kind=rows.kinds,
        occurred=occurred,
        surfaced=surfaced,
        responded=np.where(answered, responded, NEVER),
        closed=np.where(answered & (rows.uniform() < 0.9), closed, NEVER),
        severity=rows.pick(("一般", "较大", "重大"), (0.8, 0.16, 0.04)),
        responder=only(responder, answered),
        elements=rows.elements(elements),
    )


def lapses(rows: Rows, chance: tuple[float, float]) -> pd.DataFrame:
    """Return things that should not happen; `chance` per row for the worst unit and the best."""
    happened = rows.where(rows.chance(*chance))
    return happened.frame(
        kind=happened.kinds,
        occurred=_moment(happened),
        severity=happened.pick(("一般", "较大"), (0.85, 0.15)),
    )


def _moment(rows: Rows) -> Dates:
    time = minutes(rows.whole(7 * 60, 22 * 60))
    return np.asarray(rows.clock.dates(rows.days()) + time)

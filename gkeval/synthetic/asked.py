"""Requests for information (依申请公开) with the whole clock, and the intervals that do not count.

Comes in: how many requests a unit has. Goes out: the tables of requests and of pauses.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gkeval import workdays
from gkeval.synthetic.rows import Chances, Lot, Objects, Rows, likely, only
from gkeval.synthetic.studio import Studio


def fill(studio: Studio, mean: float, *, more: Chances | None = None) -> None:
    """Fill the tables of requests and pauses.

    Parameters
    ----------
    studio
        Where to.
    mean
        Requests per unit.
    more
        What an answer may carry besides what every scheme asks for.
    """
    rows = studio.rows("requests", Lot("request", mean, part="all"))
    frame, pauses = requests(rows)
    if more:
        frame = frame.assign(elements=_both(frame["elements"], rows.elements(more)))
    made = studio.done("requests", frame)
    named = made.take(pauses["request"].to_numpy()).reset_index(drop=True)
    studio.done("pauses", pauses.assign(unit=named["unit"], request=named["record"]))


def _both(first: pd.Series[str], second: Objects) -> pd.Series[str]:
    """Return two columns of lists as one."""
    own = first.astype(object).where(first.notna(), "")
    both = own + np.where((own != "") & pd.notna(second), ";", "") + pd.Series(second).fillna("")
    return both.where(both != "", None).astype("str")


def requests(rows: Rows) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return requests, and pauses that name a request by its place (column ``request``).

    Some are answered late or never, some have been received too late to be due; clarifications
    restart the clock, extensions are notified in time or not, and some pauses overlap.
    """
    size = len(rows)
    dates = rows.clock.dates
    received = rows.in_order(rows.days(before=30))
    term = workdays.term("answer", dates(received).astype("datetime64[D]"))

    unclear = rows.uniform() < 0.09
    asked = received + np.where(rows.uniform() < 0.88, rows.whole(1, 7), rows.whole(8, 12))
    returned = asked + rows.whole(1, 12)
    comes_back = unclear & (rows.uniform() < 0.75)
    dropped = unclear & ~comes_back
    start = np.where(comes_back, returned, received)

    paying = ~unclear & (rows.uniform() < 0.01)
    fee_told = start + rows.whole(1, 5)
    paid = fee_told + rows.whole(1, 8)
    start = np.where(paying, paid, start)

    consulted = ~dropped & (rows.uniform() < 0.1)
    began = start + rows.whole(1, 4)
    ended = began + rows.whole(2, 12)
    twice = consulted & (rows.uniform() < 0.4)
    overlapping = rows.uniform() < 0.6
    began_2 = np.where(overlapping, began + 1, ended + 1)
    ended_2 = began_2 + rows.whole(2, 10)
    paused = np.where(consulted, ended - began + 1, 0)
    more = np.where(overlapping, np.maximum(ended_2 - ended, 0), ended_2 - began_2 + 1)
    paused = paused + np.where(twice, more, 0)

    longer = ~dropped & (rows.uniform() < 0.13)
    approved = start + paused + term - rows.whole(1, 6)
    in_time = rows.chance(0.6, 0.98)
    too_late = start + paused + term + rows.whole(1, 4)
    notified = np.where(in_time, approved + rows.whole(0, 1), too_late)
    work = 1 + rows.lag(13.0, 5.0)
    work = np.where(longer, np.maximum(work, term + rows.whole(1, 14)), work)
    answered = np.where(dropped, asked + 16, start + paused + work)
    silent = ~rows.chance(0.94, 0.998)
    known = ~silent & (answered <= rows.clock.length + 10)
    extended = longer & ~(known & (notified > answered))

    answer = rows.pick(
        ("granted", "partial", "refused", "not_held", "not_handled", "other"),
        (0.55, 0.12, 0.08, 0.17, 0.04, 0.04),
    )
    frame = rows.frame(
        channel=rows.pick(
            ("internet", "registered_mail", "in_person", "ordinary_mail", "fax"),
            (0.62, 0.2, 0.1, 0.06, 0.02),
        ),
        received=dates(received),
        clarification_asked=dates(asked, unclear),
        clarification_due=dates(asked + 15, unclear),
        clarification_returned=dates(returned, comes_back),
        extension_approved=dates(np.minimum(approved, notified), extended),
        extension_notified=dates(notified, extended),
        fee_notified=dates(fee_told, paying),
        fee_paid=dates(paid, paying),
        answered=dates(answered, known),
        answer=only(np.where(dropped, "abandoned", answer), known),
        remedy_notice=rows.chance(0.6, 1.0),
        mock=rows.uniform() < 0.15,
        elements=rows.elements(likely((0.6, 0.99), "文号", "印章", "法律依据", "救济途径")),
    )
    places = np.arange(size)
    halves = []
    for mask, first, last in ((consulted, began, ended), (twice, began_2, ended_2)):
        part = rows.where(mask)
        halves.append(
            part.frame(
                request=places[mask],
                began=dates(first[mask]),
                ended=dates(last[mask]),
                kind=part.pick(("third_party", "organ"), (0.7, 0.3)),
            )
        )
    pauses = pd.concat(halves, ignore_index=True).sort_values(["request", "began"], kind="stable")
    return frame, pauses.reset_index(drop=True)

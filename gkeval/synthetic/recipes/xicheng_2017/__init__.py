"""The sample for xicheng-2017: a district, its departments and subdistricts half-way in a pilot.

Comes in: a studio. Goes out: every table of the sample. Collecting ends in January 2018, so that
what is due in 2018 is not there yet, or is there too early. Numbers that two tables tell (open
days, projects) agree with each other.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from gkeval.synthetic import judged, reported
from gkeval.synthetic.recipes.xicheng_2017 import documents, events, findings
from gkeval.synthetic.recipes.xicheng_2017.units import ACTIVE, DISTRICT, PILOTS, TROOPS
from gkeval.synthetic.reported import Number
from gkeval.synthetic.rows import Lot, nothing, same
from gkeval.synthetic.studio import Recipe, Studio

NUMBERS = (
    Number(
        "new_media_posts", part="posts", start=(80.0, 900.0), change=(-90.0, 160.0), missing=0.03
    ),
    Number(
        "silent_attendees", groups=DISTRICT, part="listeners", start=(6.0, 20.0), change=(-4.0, 9.0)
    ),
    Number(
        "open_day_participant_kinds",
        groups=ACTIVE,
        part="participants",
        start=(1.0, 4.0),
        change=(-1.5, 2.0),
    ),
    Number(
        "public_satisfaction",
        groups=PILOTS,
        part="satisfaction",
        start=(0.62, 0.86),
        change=(-0.06, 0.08),
        decimals=3,
        periods=("2017H1", "2017H2"),
    ),
)
OPEN_DAYS = Lot("open_days", groups=ACTIVE)
JUDGED: dict[str, tuple[str, ...]] = {
    "decision.exploration": ("special_subdistrict",),
    "organisation.leading_group": PILOTS,
    "organisation.innovation": PILOTS,
}
TO_RECTIFY = ("disclosure.elements", "decision.two_weeks", "pilot.plan")


def fill(studio: Studio) -> None:
    """Fill the tables of the sample for xicheng-2017."""
    documents.fill(studio)
    events.fill(studio)
    findings.fill(studio)
    reported.fill(studio, NUMBERS, *_open_days(studio))
    judged.fill_judgements(studio, JUDGED)
    judged.fill_rectifications(studio, 1.2, TO_RECTIFY)


def _open_days(studio: Studio) -> list[pd.DataFrame]:
    """Return the open days of both years, the second as the activities tell them."""
    rows, activities = studio.rows("statistics", OPEN_DAYS), studio.tables["activities"]
    year = rows.clock.start.year
    held = activities[(activities["kind"] == "open_day") & (activities["date"].dt.year == year)]
    days = held.groupby("unit")["date"].nunique()
    now = rows.units.map(days).fillna(0).to_numpy(dtype=np.int64)
    earlier = np.maximum(now + rows.whole(-2, 1), 0)
    return [
        rows.frame(
            item=rows.kinds,
            part=nothing(len(rows)),
            period=same(str(when), len(rows)),
            value=values.astype(np.float64),
        )
        for when, values in ((year - 1, earlier), (year, now))
    ]


RECIPE = Recipe(date(2017, 1, 1), date(2017, 12, 31), date(2018, 1, 15), TROOPS, fill)

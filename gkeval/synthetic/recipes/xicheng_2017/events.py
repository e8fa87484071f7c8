"""What happened, for xicheng-2017: requests, activities and incidents.

Comes in: a studio. Goes out: its tables of requests, pauses, activities and incidents.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from gkeval.synthetic import asked, deeds, once
from gkeval.synthetic.deeds import Acts
from gkeval.synthetic.once import Single
from gkeval.synthetic.recipes.xicheng_2017.units import ACTIVE, DISTRICT, INVOLVED, PILOTS, UNITS
from gkeval.synthetic.rows import Lot, Rows, likely
from gkeval.synthetic.studio import Studio

THEMES = ("major_projects", "environment", "culture", "employment", "social_assistance")
PUBLIC = {"民生议题": (0.5, 0.97)}
FORMS = {
    **likely((0.4, 0.9), "实地参观", "政策咨询"),
    **likely((0.1, 0.6), "模拟政府常务会", "参与环节", "创新展示"),
}
HALVES = likely((0.6, 1.0), "上半年工作情况", "下半年重点安排")
SHARED = likely((0.15, 0.7), "共同谋划", "共同推进", "共同督查", "共同评价")
_acts = partial(Acts, late=0.06)
OFTEN = (
    _acts("meeting_attendance", 3, DISTRICT),
    _acts("meeting", 3, ("livelihood_department",), elements=PUBLIC),
    _acts("meeting", 4, ("subdistrict",), elements=PUBLIC),
    _acts("open_day", 5, DISTRICT, topics=THEMES, elements=FORMS),
    _acts("open_day", 1.7, INVOLVED, topics=THEMES, elements=FORMS),
    _acts("public_report", 0.8, ACTIVE, elements=HALVES),
    _acts("joint_activity", 3, DISTRICT, elements=SHARED),
    _acts("joint_activity", 0.8, INVOLVED, elements=SHARED),
    _acts("hotline_session", 1.3, UNITS, post=True),
    _acts("expert_visit", 4, DISTRICT),
    _acts("pilot_meeting", 1.8, (*DISTRICT, *PILOTS)),
    _acts("experience_promoted", 2, DISTRICT),
    _acts("online_survey", 0.9, PILOTS),
    _acts("opinion_survey", 0.9, PILOTS),
)
QUARTERS = Lot("hot_issue_review", times=4, groups=DISTRICT, part="quarters")

JULY = (date(2017, 6, 12), date(2017, 7, 24))
SORTING = (date(2017, 5, 2), date(2017, 8, 11))
REVIEW = (date(2017, 7, 10), date(2017, 8, 4))
APPLIED = (date(2017, 7, 24), date(2018, 1, 10))
ONCE = (
    Single("plan_filed", None, PILOTS, (0.85, 1.0), JULY),
    Single("item_sorting", None, PILOTS, (0.9, 1.0), SORTING),
    Single("plan_review", None, DISTRICT, (0.9, 1.0), REVIEW),
    Single("plan_approval_meeting", None, DISTRICT, (0.9, 1.0), REVIEW),
    Single("standards_applied", None, PILOTS, (0.0, 0.2), APPLIED),
)
HANDLED = likely((0.4, 0.95), "研判处置", "效果反馈")


def fill(studio: Studio) -> None:
    """Fill the tables of requests, pauses, activities and incidents."""
    asked.fill(studio, 6)
    studio.done(
        "activities",
        *(_often(studio, line) for line in OFTEN),
        _quarters(studio.rows("activities", QUARTERS)),
        *(_once(studio, line) for line in ONCE),
    )
    concerns = studio.rows("incidents", Lot("sentiment", 1.4))
    studio.done("incidents", deeds.concerns(concerns, HANDLED))


def _often(studio: Studio, line: Acts) -> pd.DataFrame:
    """Return acts; of every sixth meeting or open day two reports of the same day are noted down.

    The district notes its own down once.
    """
    frame = deeds.activities(studio, line)
    if line.kind not in ("meeting", "open_day") or line.groups == DISTRICT:
        return frame
    times = np.where(np.arange(len(frame)) % 6 == 2, 2, 1)
    return frame.take(np.repeat(np.arange(len(frame)), times)).reset_index(drop=True)


def _once(studio: Studio, line: Single) -> pd.DataFrame:
    """Return an act that a unit should have done once, the good earlier."""
    frame, _ = once.single(studio, "activities", line, part="{kind}")
    return frame[["unit", "kind"]].assign(date=frame["issued"])


def _quarters(rows: Rows) -> pd.DataFrame:
    """Return what was sorted at the end of each quarter; `rows` has four for a unit."""
    quarters = rows.clock.quarters
    ends = np.array(list(quarters.values()), dtype="datetime64[us]")[rows.place()]
    days = ends - rows.whole(1, 20).astype("timedelta64[D]")
    frame = rows.frame(kind=rows.kinds, date=days, topic=rows.turn(list(quarters)))
    return frame.loc[rows.chance(0.5, 1.0)]

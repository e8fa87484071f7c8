"""What is written, for xicheng-2017: documents, what should be there once, interpretations.

Comes in: a studio. Goes out: its tables of documents, absences and interpretations.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from gkeval.synthetic import explained, once, papers
from gkeval.synthetic.clock import NEVER
from gkeval.synthetic.once import Single
from gkeval.synthetic.recipes.xicheng_2017.units import (
    DISTRICT,
    PILOTS,
    PLANNED,
    SPECIAL_PILOTS,
    UNITS,
)
from gkeval.synthetic.rows import Lot, Rows, likely
from gkeval.synthetic.studio import Studio

EARLY = (date(2016, 3, 1), date(2017, 12, 29))
RECENT = (date(2017, 3, 1), date(2017, 12, 29))
BEFORE = (date(2017, 6, 12), date(2017, 7, 25))
TURN = (date(2017, 11, 20), date(2018, 1, 9))
CHANGED_UNTIL = date(2018, 1, 12)

DIMENSIONS = {
    **likely((0.6, 1.0), "范围", "内容", "形式"),
    **likely((0.35, 0.96), "流程", "方式", "频次"),
}
COMPILED = {"标准目录": (0.9, 1.0), "动态调整": (0.2, 0.85)}
RECORDED = {"时间表": (0.6, 1.0), "工作台账": (0.4, 0.98)}
SUMMED_UP = likely((0.5, 1.0), "总体情况", "做法和成效", "问题及建议")
MEETINGS, MECHANISM = "decision.meeting_rules", "response.mechanism"
CATALOGUE = Single(
    "standards_catalogue", None, UNITS, (0.6, 1.0), RECENT, "disclosure.catalogue", COMPILED
)
SINGLES = (
    Single("rule", "meeting_opening", UNITS, (0.5, 1.0), RECENT, MEETINGS, DIMENSIONS),
    *(
        Single("rule", field, groups, chance, RECENT, elements=DIMENSIONS)
        for field, groups, chance in (
            ("meeting_opening", DISTRICT, (0.6, 1.0)),
            ("open_day", DISTRICT, (0.6, 1.0)),
            ("public_report", DISTRICT, (0.6, 1.0)),
            ("decision_predisclosure", DISTRICT, (0.6, 1.0)),
            ("dialogue_centre", DISTRICT, (0.5, 0.95)),
            ("opinion_projects", DISTRICT, (0.5, 0.95)),
            ("open_day", SPECIAL_PILOTS, (0.1, 0.6)),
            ("opinion_projects", SPECIAL_PILOTS, (0.1, 0.6)),
        )
    ),
    Single("rule", "response_coordination", (), (0.3, 0.95), EARLY, MECHANISM),
    Single("duty_list", None, UNITS, (0.4, 0.96), EARLY, "disclosure.duty_list"),
    CATALOGUE,
    Single("implementation_plan", "pilot", PILOTS, (0.85, 1.0), BEFORE, "pilot.plan", RECORDED),
    Single("pilot_results", "interim", DISTRICT, (0.8, 1.0), TURN),
    Single("pilot_results", "interim", PILOTS, (0.8, 1.0), TURN),
    Single("pilot_material", "mechanism", PILOTS, (0.3, 0.95), RECENT),
    Single("pilot_material", "case", PILOTS, (0.3, 0.95), RECENT),
    Single("pilot_material", "report", PILOTS, (0.3, 0.95), RECENT),
    Single("pilot_summary", None, PILOTS, (0.0, 0.15), TURN, elements=SUMMED_UP),
)
SHOWN = likely((0.4, 0.97), "背景依据", "主要内容", "惠民利民措施")


def fill(studio: Studio) -> None:
    """Fill the tables of documents, absences and interpretations."""
    single = once.fill(studio, SINGLES)
    catalogue = SINGLES.index(CATALOGUE)
    single[catalogue] = _updated(studio, single[catalogue])
    rows = partial(studio.rows, "documents")
    studio.done(
        "documents",
        papers.policies(rows(Lot("policy", 8, ("department",))), {"信息公开规定": (0.3, 0.9)}),
        _drafts(rows(Lot("predisclosure", 14, DISTRICT, part="drafts"))),
        _drafts(rows(Lot("predisclosure", 4, PLANNED, part="drafts"))),
        *single,
    )
    studio.done("interpretations", explained.of_policies(studio, SHOWN))


def _updated(studio: Studio, frame: pd.DataFrame) -> pd.DataFrame:
    """Return catalogues with a day of the last change, where that was before collecting ended."""
    rows = studio.like("documents", "standards_catalogue/updated", frame)
    changed = frame["issued"] + pd.to_timedelta(rows.whole(20, 160), unit="D")
    known = rows.chance(0.2, 0.9) & (changed <= pd.Timestamp(CHANGED_UNTIL))
    return frame.assign(updated=changed.where(known))


def _drafts(rows: Rows) -> pd.DataFrame:
    """Return topics: some decided too soon after the draft, some without one, some later."""
    decided = rows.clock.dates(rows.days(after=8))
    enough = rows.chance(0.45, 0.97)
    gap = np.where(enough, rows.whole(14, 45), rows.whole(2, 13)).astype("timedelta64[D]")
    settled = rows.uniform() < 0.95
    return rows.frame(
        kind=rows.kinds,
        title=rows.units + "：" + pd.Series(rows.turn(papers.TOPICS), dtype="str"),
        issued=np.where(settled, decided, NEVER),
        published=np.where(rows.chance(0.7, 0.99), decided - gap, NEVER),
        elements=rows.elements({"代拟稿解读": (0.1, 0.85)}),
    )

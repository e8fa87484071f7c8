"""What happened, for ningbo-2016: requests, activities and incidents.

Comes in: a studio. Goes out: its tables of requests, pauses, activities and incidents.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from gkeval.synthetic import asked, deeds
from gkeval.synthetic.deeds import Acts
from gkeval.synthetic.recipes.ningbo_2016.units import COUNTY, LITTLE, MUCH, SOME
from gkeval.synthetic.rows import Lot, Rows, likely
from gkeval.synthetic.studio import Studio

STAGES = {"政策制定": MUCH, "政策执行": (0.1, 0.6), "政策监督": (0.05, 0.5)}
TRAINED = {
    **likely(MUCH, "列入培训科目", "业务培训"),
    **likely(LITTLE, "分级分层", "高校专题班或继续教育"),
}
EVALUATED = {"评估质量": MUCH, "评估效果": SOME, "结果公布": SOME}
SUPERVISED = {
    **likely((0.05, 0.55), "人大代表", "政协委员", "社会公众"),
    **likely((0.05, 0.55), "民主党派", "人民团体", "新闻媒体"),
    "公众评价反馈": LITTLE,
}
ACTIVITIES = (
    Acts("consultation", 2.6, elements=STAGES),
    Acts("hearing", 0.8, elements=STAGES),
    Acts("press_conference", 2.2),
    Acts("briefing", 1.4),
    Acts("media_request", 3.5),
    Acts("agenda", 1.2, COUNTY),
    Acts("training", 1.6, elements=TRAINED),
    Acts("third_party_evaluation", 1.6, COUNTY, elements=EVALUATED),
    Acts("outside_supervision", 2.0, COUNTY, elements=SUPERVISED),
)
ANSWERED = {"掌握上报": SOME, "表明立场": MUCH, "主要负责人发布": LITTLE}
APPEALED = {"统一接收": (0.8, 1.0), "按责转办": MUCH, "限时办结": SOME, "统一督办": SOME}


def fill(studio: Studio) -> None:
    """Fill the tables of requests, pauses, activities and incidents."""
    asked.fill(studio, 3)
    deeds.fill_activities(studio, ACTIVITIES)
    rows = partial(studio.rows, "incidents")
    studio.done(
        "incidents",
        _emergencies(rows(Lot("emergency", 1.3))),
        deeds.concerns(rows(Lot("sentiment", 6)), ANSWERED),
        deeds.concerns(rows(Lot("appeal", 4)), APPEALED),
        deeds.lapses(rows(Lot("site_defect", times=6, part="defect")), (0.5, 0.0)),
        deeds.lapses(rows(Lot("unreviewed_release", part="review")), (0.3, 0.0)),
    )


def _emergencies(rows: Rows) -> pd.DataFrame:
    """Return emergencies: concerns that are all grave."""
    frame = deeds.concerns(rows, ANSWERED)
    severity = rows.pick(("特别重大", "重大"), (0.25, 0.75))
    return frame.assign(severity=pd.array(severity, dtype="str"))

"""What happened, for gansu-2018: requests, activities and incidents.

Comes in: a studio. Goes out: its tables of requests, pauses, activities and incidents.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from gkeval.synthetic import asked, deeds
from gkeval.synthetic.clock import NEVER, Dates
from gkeval.synthetic.deeds import Acts
from gkeval.synthetic.recipes.gansu_2018.units import CENTRAL, OFFICE
from gkeval.synthetic.rows import Lot, Rows, likely, minutes, same
from gkeval.synthetic.studio import Studio

TOPICS = ("政策解读", "政务舆情回应", "政府信息公开条例")
MEDIA = {
    **likely((0.6, 1.0), "网络", "两微一端"),
    **likely((0.1, 0.7), "手机短信", "报纸", "广播", "电视"),
}
PRESENT = likely((0.1, 0.5), "人大代表", "公众代表", "专家")
ACTIVITIES = (
    Acts("training", 2.2, topics=(*TOPICS, "公文处理")),
    Acts("special_inspection", 2.2, part="inspection", topics=(*TOPICS, "网站更新")),
    Acts("report_heard_by_head", 1.4, part="heard", post=True),
    Acts("press_conference", 1.0, part="conference", post=True),
    Acts("press_conference", 1.0, part="briefed", by_quality=False),
    Acts("service_publicity", 1.6, part="publicity", elements={"发布公告": (0.4, 0.98), **MEDIA}),
    Acts("response_evaluation", 1.0, CENTRAL, part="evaluation"),
    Acts("meeting", 1, by_quality=False, elements=PRESENT),
    Acts("ipv6_portal", groups=OFFICE, part="ipv6"),
    Acts("annual_assessment", groups=OFFICE, part="assessment"),
)
HANDLED = {
    **likely((0.35, 0.98), "监测收集", "及时预警", "科学研判", "妥善处置", "有效回应"),
    "民生热点": (0.5, 0.5),
    **likely((0.4, 0.97), "问题成因", "解决方案"),
    "制约因素": (0.15, 0.85),
}


def fill(studio: Studio) -> None:
    """Fill the tables of requests, pauses, activities and incidents."""
    asked.fill(studio, 3)
    deeds.fill_activities(studio, ACTIVITIES)
    rows = partial(studio.rows, "incidents")
    studio.done(
        "incidents",
        deeds.concerns(rows(Lot("sentiment", 4)), HANDLED),
        _emergencies(rows(Lot("emergency", 1.4))),
        _blamed(rows(Lot("criticism", times=2))),
        _blamed(rows(Lot("summons", times=2))),
        deeds.lapses(rows(Lot("unrelated_post", times=3)), (0.5, 0.0)),
        deeds.lapses(rows(Lot("uncorrected_post")), (0.3, 0.0)),
        deeds.lapses(rows(Lot("release_fault", times=2)), (0.35, 0.0)),
    )


def _blamed(rows: Rows) -> pd.DataFrame:
    """Return what a unit was blamed for after public concern."""
    frame = deeds.lapses(rows, (0.35, 0.0))
    return frame.assign(elements=pd.array(same("政务舆情", len(frame)), dtype="str"))


def _emergencies(rows: Rows) -> pd.DataFrame:
    """Return emergencies and when the press conference was; some without, lesser ones among them.

    Those of the last day of the period fall due after it.
    """
    time = minutes(rows.whole(0, 24 * 60 - 1))
    occurred: Dates = rows.clock.dates(rows.days()) + time
    surfaced = occurred + minutes(rows.whole(0, 300))
    held = rows.chance(0.7, 0.99)
    responded = occurred + minutes(30 + rows.lag(34.0 * 60, 7.0 * 60))
    responded = np.maximum(responded, surfaced)
    return rows.frame(
        kind=rows.kinds,
        occurred=occurred,
        surfaced=surfaced,
        responded=np.where(held, responded, NEVER),
        severity=rows.pick(("特别重大", "重大", "较大"), (0.2, 0.6, 0.2)),
        responder=same("department_concerned", len(rows)),
    )

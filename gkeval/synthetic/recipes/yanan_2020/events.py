"""What happened, for yanan-2020: requests, activities and incidents.

Comes in: a studio. Goes out: its tables of requests, pauses, activities and incidents.
"""

from __future__ import annotations

from functools import partial

from gkeval.synthetic import asked, deeds
from gkeval.synthetic.deeds import Acts
from gkeval.synthetic.recipes.yanan_2020.units import COUNTY, LEADING
from gkeval.synthetic.rows import Lot, likely
from gkeval.synthetic.studio import Studio

ANSWERED = {"省统一答复文本": (0.1, 0.95), "三类事项": (0.25, 0.25), "最大限度提供": (0.1, 0.95)}
PRESENT = {**likely((0.1, 0.5), "利益相关方", "公众代表"), **likely((0.05, 0.3), "专家", "媒体")}
ACCOUNTS = ("微信公众号", "微博", "短视频")
FILED = {"已备案": (0.05, 0.98)}
ACTIVITIES = (
    Acts("meeting", 6, COUNTY, elements=PRESENT),
    Acts("report_heard_by_head", 2.2, LEADING, post=True, late=0.06),
    Acts("special_study", 1.4, LEADING, late=0.06),
    Acts("training", 2.2, LEADING, late=0.06),
    Acts("induction_training", 0.8, COUNTY, late=0.06),
    Acts("platform_inspection", 1.0, COUNTY, late=0.06),
    *(
        Acts(kind, 1.1, by_quality=False, topics=ACCOUNTS, elements=FILED)
        for kind in ("account_opened", "account_changed", "account_closed", "account_cancelled")
    ),
)


def fill(studio: Studio) -> None:
    """Fill the tables of requests, pauses, activities and incidents."""
    asked.fill(studio, 12, more=ANSWERED)
    deeds.fill_activities(studio, ACTIVITIES)
    rows = partial(studio.rows, "incidents")
    studio.done(
        "incidents",
        deeds.concerns(rows(Lot("sentiment", 5, LEADING)), {}),
        deeds.concerns(rows(Lot("complaint", 9, ("county", "township"))), {}),
        deeds.lapses(rows(Lot("privacy_breach", times=2, part="privacy")), (0.4, 0.0)),
        deeds.lapses(rows(Lot("personal_post", times=3, part="views")), (0.7, 0.05)),
        deeds.lapses(rows(Lot("advertising_post", times=3, part="ads")), (0.7, 0.05)),
    )

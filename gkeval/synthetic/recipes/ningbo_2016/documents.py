"""What is written, for ningbo-2016: documents, what should be there once, interpretations.

Comes in: a studio. Goes out: its tables of documents, absences and interpretations.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import pandas as pd

from gkeval.synthetic import explained, once, papers
from gkeval.synthetic.once import Single
from gkeval.synthetic.recipes.ningbo_2016.units import COUNTY, LITTLE, MUCH, SOME
from gkeval.synthetic.rows import Chances, Lot, likely
from gkeval.synthetic.studio import Studio

BETWEEN = (date(2016, 10, 10), date(2018, 1, 19))


def _single(
    kind: str,
    chance: tuple[float, float],
    indicator: str = "",
    elements: Chances | None = None,
    *,
    field: str = "",
    groups: tuple[str, ...] = (),
) -> Single:
    return Single(kind, field, groups, chance, BETWEEN, indicator, elements or {})


EVALUATION = {
    **likely(SOME, "跟踪反馈", "第三方评估"),
    **likely(LITTLE, "专业机构鉴定", "社情民意调查"),
}
STAGES = {
    **likely(MUCH, "接收", "登记", "办理", "审核", "答复", "归档"),
    **likely(LITTLE, "会商", "法律顾问", "案例研究"),
    **likely(MUCH, "网络受理", "窗口受理"),
}
NEGATIVE = {"不予公开范围": MUCH, "具体可核对": SOME, "及时更新": LITTLE}
SPOKESPERSON = {
    "已设立": (1.0, 1.0),
    "专业培训": SOME,
    **likely(LITTLE, "列席重要会议", "阅读重要文件"),
}
BODY = {
    **likely(MUCH, "明确机构", "制定规划政策", "推进五公开", "推进信息化"),
    **likely(SOME, "专职人员", "工作经费", "统筹相关职能"),
}
LED = {"分管领导分工": (0.7, 1.0)}
MECHANISMS = "decision.mechanisms"
SINGLES = (
    *(
        _single(kind, MUCH, "management.lists")
        for kind in ("power_list", "responsibility_list", "negative_list", "list_adjustment")
    ),
    _single("list", MUCH, MECHANISMS, field="decision_catalogue"),
    _single("rule", SOME, MECHANISMS, field="meeting_opening"),
    _single("rule", (0.5, 1.0), "execution.evaluation", EVALUATION, field="decision_evaluation"),
    *(
        _single("rule", SOME, "response.rules", field=field)
        for field in (
            "sentiment_monitoring",
            "spokesperson",
            "news_emergency_plan",
            "news_emergency_system",
            "news_coordination",
        )
    ),
    _single("rule", (0.75, 1.0), "disclosure.request_rules", STAGES, field="on_request"),
    _single("list", (0.5, 1.0), "disclosure.negative_list", NEGATIVE, field="disclosure_negative"),
    _single("spokesperson", (0.85, 1.0), "response.spokesperson", SPOKESPERSON, field="part_time"),
    _single(
        "spokesperson",
        (0.0, 0.3),
        "response.full_time_spokesperson",
        field="full_time",
        groups=("lead_department",),
    ),
    _single("expert_team", LITTLE, "interpretation.experts"),
    _single("participation_list", SOME, "participation.list"),
    *(
        _single(kind, SOME, "organisation.rules")
        for kind in ("disclosure_rules", "rule_cleanup", "implementation_plan")
    ),
    _single("working_body", (0.85, 1.0), "organisation.body", BODY),
    _single("leadership_notice", (0.7, 1.0), "organisation.leader", LED, groups=COUNTY),
    *(
        _single("goal_2020", (0.0, 0.25), field=field)
        for field in ("five_disclosures", "three_lists", "whole_process", "platform_and_rules")
    ),
)

PREPARED = {"同步组织": SOME, "多形式解读": (0.2, 0.95)}
DECIDED = {"决策草案": MUCH, "听取各方意见": MUCH, "决策依据": SOME, "公开征求意见": SOME}
ACCOUNTED = {"问责主体": MUCH, "问责依据": SOME, "处理方式": SOME}
SHOWN = {
    "背景依据": MUCH,
    "主要内容": (0.85, 1.0),
    "涉及范围": SOME,
    "执行标准": LITTLE,
    "期限": LITTLE,
    "关键词诠释": (0.1, 0.8),
}


def fill(studio: Studio) -> None:
    """Fill the tables of documents, absences and interpretations."""
    rows = partial(studio.rows, "documents")
    studio.done(
        "documents",
        papers.policies(rows(Lot("policy", 8)), PREPARED),
        papers.policies(rows(Lot("official", 3)), {}),
        papers.dated(rows(Lot("decision", 4)), DECIDED, lag=26),
        papers.dated(rows(Lot("accountability_case", 1.2, part="accountability")), ACCOUNTED),
        *once.fill(studio, SINGLES, part="{kind}/{field}"),
    )
    spoken = explained.by_heads(studio, SHOWN, 1.7, "leaders")
    studio.done("interpretations", explained.of_policies(studio, SHOWN), _some_by_deputies(spoken))


def _some_by_deputies(frame: pd.DataFrame) -> pd.DataFrame:
    """Return interpretations by heads, with articles and interviews by their deputies."""
    deputy = frame["form"].isin(["article", "media_interview"])
    return frame.assign(
        author_role=frame["author_role"].mask(deputy, "leader"),
        post=frame["post"].mask(deputy, "副" + frame["post"]),
    )

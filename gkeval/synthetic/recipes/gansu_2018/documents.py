"""What is written, for gansu-2018: documents, what should be there once, interpretations.

Comes in: a studio. Goes out: its tables of documents, absences and interpretations.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from gkeval.synthetic import explained, once, papers
from gkeval.synthetic.once import Single
from gkeval.synthetic.recipes.gansu_2018.units import (
    GOVERNMENTS,
    LOCAL,
    MARKET,
    PILOTS,
    SERVICE,
    SERVING,
    WELFARE,
)
from gkeval.synthetic.rows import Lot, Rows, likely, only, same
from gkeval.synthetic.studio import Studio

EARLY = (date(2017, 3, 1), date(2018, 10, 31))
JUNE = (date(2018, 2, 5), date(2018, 7, 31))
DECEMBER = (date(2018, 4, 2), date(2019, 1, 25))
ADJUSTED = (date(2018, 5, 2), date(2018, 12, 28))
SUMMARY = (date(2018, 11, 20), date(2019, 1, 10))

METHODS = {
    **likely((0.6, 1.0), "考核", "监督检查"),
    **likely((0.35, 0.97), "评议", "责任追究", "结果运用"),
}
COORDINATED = {
    **likely((0.7, 1.0), "宣传", "网信"),
    **likely((0.3, 0.95), "公安", "通信管理", "新闻媒体"),
}
STEPS = {**likely((0.8, 1.0), "接收", "办理", "答复"), "登记": (0.5, 0.98)}
CATALOGUE = {
    "五公开": (0.7, 1.0),
    "政策解读": (0.5, 0.99),
    **likely((0.2, 0.9), "舆情回应", "公众参与"),
}
SUMMED_UP = {"总体情况": (0.9, 1.0), "做法": (0.8, 1.0), "成果": (0.5, 0.95)}
SINGLES = (
    Single("rule", "debt_disclosure", ("debt_lead",), (0.9, 1.0), JUNE),
    Single("rule", "charity_disclosure", ("charity_lead",), (0.9, 1.0), JUNE),
    Single(
        "rule",
        "enterprise_disclosure",
        ("regulator",),
        (0.7, 1.0),
        JUNE,
        "key_fields.enterprise_rules",
    ),
    Single("welfare_list", None, WELFARE, (0.75, 1.0), JUNE, "key_fields.welfare_list"),
    Single(
        "enterprise_catalogue",
        None,
        LOCAL,
        (0.75, 1.0),
        DECEMBER,
        "key_fields.enterprise_catalogue",
    ),
    Single(
        "enterprise_methods",
        None,
        LOCAL,
        (0.7, 1.0),
        DECEMBER,
        "key_fields.enterprise_methods",
        METHODS,
    ),
    Single("rule", "negative_list", MARKET, (0.5, 1.0), EARLY, "disclosure.negative_list"),
    Single(
        "power_list",
        None,
        ("restructured",),
        (0.8, 1.0),
        ADJUSTED,
        "disclosure.power_list",
        {"按时调整": (0.5, 0.98), "同步公开": (0.4, 0.97)},
    ),
    Single(
        "rule", "response_coordination", (), (0.7, 1.0), EARLY, "response.coordination", COORDINATED
    ),
    Single(
        "rule",
        "on_request",
        (*GOVERNMENTS, "department"),
        (0.8, 1.0),
        EARLY,
        "organisation.request_steps",
        STEPS,
    ),
    Single(
        "disclosure_catalogue", None, (), (0.75, 1.0), EARLY, "organisation.catalogue", CATALOGUE
    ),
    Single("grassroots_service_list", None, SERVING, (0.6, 1.0), EARLY, "service.grassroots_list"),
    Single("one_visit_list", "provincial_level", SERVICE, (0.7, 1.0), DECEMBER),
    *(
        Single("one_visit_list", level, at, chance, DECEMBER, "service.one_visit_lists")
        for level, at, chance in (
            ("city_level", LOCAL, (0.85, 1.0)),
            ("county_level", GOVERNMENTS, (0.6, 1.0)),
        )
    ),
    Single("hotline_filing", None, LOCAL, (0.8, 1.0), DECEMBER, "platform.hotline_filed"),
    Single(
        "pilot_summary", None, PILOTS, (0.9, 1.0), SUMMARY, "organisation.pilot_summary", SUMMED_UP
    ),
)

PREPARED = {"信息公开规定": (0.3, 0.97), "主要负责人解读": (0.2, 0.95), "重大部署": (0.4, 0.4)}
REFORMED = {
    **likely((0.2, 0.7), "政策落实情况", "阶段性成果"),
    "改革动态": (0.5, 0.95),
    "报送省政府办公厅": (0.3, 0.9),
}
THEMES = (
    "供给侧结构性改革",
    "脱贫攻坚",
    "生态环境保护和治理",
    "乡村振兴",
    "消费和有效投资",
    "生态产业",
    "放管服和国企国资改革",
    "对外开放",
    "保障和改善民生",
    "防范化解重大风险",
    "污染防治",
)
SHOWN = {
    "背景依据": (0.5, 0.99),
    "目标任务": (0.6, 0.99),
    "后续工作考虑": (0.15, 0.9),
    **likely((0.0, 0.11), *THEMES),
}


def fill(studio: Studio) -> None:
    """Fill the tables of documents, absences and interpretations."""
    rows = partial(studio.rows, "documents")
    studio.done(
        "documents",
        papers.policies(rows(Lot("policy", 6)), PREPARED),
        papers.dated(rows(Lot("decision", 3)), {"决策草案": (0.4, 0.99)}),
        _changes(rows(Lot("guide_change", 3))),
        _budgets(rows(Lot("budget")), "预算", month=2),
        _budgets(rows(Lot("final_accounts")), "决算", month=9),
        papers.dated(rows(Lot("reform_news", 2, by_quality=True)), REFORMED),
        *once.fill(studio, SINGLES, part="{kind}/{field}"),
    )
    explained.fill(studio, SHOWN, heads=3.4)


def _changes(rows: Rows) -> pd.DataFrame:
    """Return changes of service conditions: most public the next working day, some late or never.

    Those of the last day fall due after the period.
    """
    issued = rows.in_order(rows.days())
    known = rows.chance(0.85, 1.0)
    dates = rows.clock.dates
    return rows.frame(
        kind=rows.kinds,
        title=rows.units + "办事条件变更",
        issued=dates(issued),
        published=dates(issued + rows.lag(2.2, 0.25), known),
        elements=rows.elements({"变更后信息": (0.8, 1.0), "实施时间": (0.4, 0.98)}),
    )


def _budgets(rows: Rows, word: str, *, month: int) -> pd.DataFrame:
    """Return a budget or final account: due in a month, published early, late or never."""
    due = rows.clock.position(f"2018-{month:02d}-05") + rows.whole(0, 12)
    late = np.where(rows.chance(0.5, 0.99), -rows.whole(0, 4), rows.whole(1, 20))
    known = rows.chance(0.9, 1.0)
    whole = rows.chance(0.45, 0.98) & known
    dates = rows.clock.dates
    return rows.frame(
        kind=rows.kinds,
        title=rows.units + word,
        issued=dates(due - rows.whole(8, 14)),
        due=dates(due),
        published=dates(due + late, known),
        elements=only(same("内容完整", len(rows)), whole),
    )

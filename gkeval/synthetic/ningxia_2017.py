"""The sample for ningxia-2017: its units, and how many records of which kind they have.

It uses the kinds, fields and elements that the scheme names. The recipe of another scheme is a
function of its own that calls the same makers with other numbers.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from gkeval.synthetic import asked, deeds, found, papers
from gkeval.synthetic.cast import Troop
from gkeval.synthetic.names import CITIES, COUNTIES, DEPARTMENTS
from gkeval.synthetic.studio import Recipe, Studio

Single = tuple[str, str | None, tuple[str, ...], tuple[float, float], tuple[date, date]]
"""Kind, field, groups, chance and first and last day of a document that a unit has once."""

TROOPS = (
    Troop("city", CITIES, ("合成市", "Synthetic city"), "市长", size=1.3),
    Troop(
        "county",
        COUNTIES,
        ("合成县", "Synthetic county"),
        "县长",
        parent="city",
        subsets={"pilot_county": range(5)},
    ),
    Troop(
        "department",
        tuple((f"虚构省{zh}", f"Imaginary Province: {en}") for zh, en in DEPARTMENTS),
        ("虚构省部门", "Imaginary Province: department"),
        "厅局长",
        subsets={
            "lead_department": (0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 17, 18),
            "catalogue_2017": range(19),
            "other_department": range(19, 30),
            "regional_office": (19,),
        },
        size=0.9,
    ),
)

SHOWN: papers.Chances = {
    "背景依据": (0.6, 0.99),
    "目标任务": (0.6, 0.98),
    "主要内容": (0.85, 1.0),
    "涉及范围": (0.35, 0.95),
    "执行标准": (0.25, 0.92),
    "注意事项": (0.15, 0.85),
    "关键词诠释": (0.1, 0.8),
    "惠民利民措施": (0.2, 0.9),
    "新旧政策差异": (0.05, 0.75),
}
PREPARED: papers.Chances = {
    "属性随文报批": (0.7, 1.0),
    "同步组织": (0.4, 0.98),
    "同步审签": (0.4, 0.97),
    "同步部署": (0.3, 0.95),
    "解读方案": (0.35, 0.97),
    "解读材料": (0.5, 0.99),
    "公布前吹风": (0.1, 0.8),
    "执行中持续解读": (0.1, 0.8),
}
BY_REGION = (
    "regional_rules",
    "development_plans",
    "special_plans",
    "budgets",
    "policy_measures",
    "projects",
    "social_management",
)
BY_CITY = ("market_regulation", "development", "benefit_policies")
METHODS = ("consultation", "hearing", "negotiation", "meeting_attendance", "media_briefing")
LOCAL = ("city", "county")


def fill(studio: Studio) -> None:
    """Fill the tables of the sample for ningxia-2017."""
    documents = _documents(studio)
    _interpretations(studio, documents)
    _requests(studio)
    _activities(studio)
    _incidents(studio)
    _found(studio)
    _numbers(studio)


def _documents(studio: Studio) -> pd.DataFrame:
    rows, each = studio.rows, studio.each
    start, end = studio.clock.start, studio.clock.end
    year = start.year
    summer = (date(year, 2, 20), date(year, 7, 31))
    autumn = (date(year, 7, 3), date(year + 1, 1, 26))
    early = (date(year - 1, 3, 1), date(year, 8, 31))
    singles: list[Single] = [
        ("rule", "attribute", (), (0.6, 1.0), early),
        ("rule", "secrecy_review", (), (0.7, 1.0), early),
        ("rule", "meeting_opening", (), (0.75, 1.0), autumn),
        ("rule", "decision_predisclosure", (), (0.75, 1.0), autumn),
        ("rule", "catalogue_update", (*LOCAL, "other_department"), (0.1, 0.5), autumn),
        ("disclosure_catalogue", None, ("catalogue_2017",), (0.7, 1.0), autumn),
        ("disclosure_catalogue", None, (*LOCAL, "other_department"), (0.1, 0.6), autumn),
        ("participation_list", None, (), (0.45, 0.99), early),
        ("annual_priorities", None, (), (0.7, 1.0), (start, date(year, 6, 30))),
        ("implementation_plan", None, (), (0.5, 1.0), (date(year, 6, 1), end)),
        ("coordination_body", None, LOCAL, (0.8, 1.0), summer),
    ]
    elements: dict[str, papers.Chances] = {
        "working_body": {
            **dict.fromkeys(("信息公开", "政策解读", "回应关切"), (0.7, 1.0)),
            **dict.fromkeys(("政府网站", "两微一端", "公众参与"), (0.5, 0.98)),
            **dict.fromkeys(("挂牌", "明确岗位", "明确人员"), (0.4, 0.97)),
        },
        "leadership_notice": {"分管领导分工": (0.6, 1.0), "听取汇报情况": (0.3, 0.97)},
    }
    singles += [
        ("working_body", None, (), (0.85, 1.0), summer),
        ("leadership_notice", None, (), (0.7, 1.0), (start, end)),
    ]
    indicators = {
        "attribute": "disclosure.mechanisms",
        "secrecy_review": "disclosure.mechanisms",
        "meeting_opening": "decision.meeting_rules",
        "decision_predisclosure": "decision.predisclosure_rules",
        "participation_list": "participation.list",
        "annual_priorities": "organisation.plans",
        "implementation_plan": "organisation.plans",
        "coordination_body": "organisation.coordination_body",
        "working_body": "organisation.working_body",
        "leadership_notice": "organisation.leadership",
    }
    once, searches = [], []
    for kind, field, groups, chance, between in singles:
        part = f"{kind}/{field}/{','.join(groups)}"
        frame, sought = papers.singles(
            each("documents", part, groups=groups),
            kind=kind,
            field=field,
            chance=chance,
            between=between,
            elements=elements.get(kind),
            indicator=indicators.get(field or kind, ""),
        )
        once.append(frame)
        searches.append(sought)
    fields = ("征地补偿", "拆迁安置", "保障性住房", "农村危房改造")
    more = ("扶贫救灾", "市政服务", "公共资源交易", "义务教育")
    for level in ("county_level", "township_level"):
        frame, sought = papers.singles(
            each("documents", f"standard/{level}", groups=("pilot_county",)),
            kind="disclosure_standard",
            field=level,
            chance=(0.7, 1.0) if level == "county_level" else (0.35, 0.95),
            between=(date(year, 6, 1), end),
            elements=dict.fromkeys(fields, (0.5, 1.0)) | dict.fromkeys(more, (0.3, 0.95)),
            indicator="disclosure.pilot_levels",
        )
        once.append(frame)
        searches.append(sought)
    documents = studio.done(
        "documents",
        papers.policies(rows("documents", "policy", 22), kind="policy", elements=PREPARED),
        papers.policies(
            rows("documents", "official", 12),
            kind="official",
            elements={"属性随文报批": (0.65, 1.0)},
        ),
        papers.dated(
            rows("documents", "decision", 5),
            kind="decision",
            elements=dict.fromkeys(("决策草案", "主要内容"), (0.6, 0.99))
            | dict.fromkeys(("决策依据", "背景"), (0.35, 0.96))
            | {"公众参与": (0.5, 0.99)},
        ),
        papers.dated(
            rows("documents", "consultation", 4),
            kind="consultation",
            elements={"公布采纳情况": (0.35, 0.97), "未采纳理由已说明": (0.3, 0.95)},
        ),
        papers.reprints(rows("documents", "key", 10), kind="key_reprint", hours=(22.0, 5.0)),
        papers.reprints(rows("documents", "sector", 7), kind="sector_reprint", hours=(90.0, 24.0)),
        *once,
    )
    studio.done("absences", *searches)
    return documents


def _interpretations(studio: Studio, documents: pd.DataFrame) -> None:
    policies = documents[documents["kind"] == "policy"].reset_index(drop=True)
    studio.done(
        "interpretations",
        papers.interpretations(
            studio.like("interpretations", "documents", policies), policies, elements=SHOWN
        ),
        papers.by_heads(
            studio.rows("interpretations", "heads", 3.2, by_quality=True),
            policies,
            elements=SHOWN,
        ),
    )


def _requests(studio: Studio) -> None:
    frame, pauses = asked.requests(studio.rows("requests", "all", 42))
    requests = studio.done("requests", frame)
    named = requests.take(pauses["request"].to_numpy()).reset_index(drop=True)
    studio.done("pauses", pauses.assign(unit=named["unit"], request=named["record"]))


def _activities(studio: Studio) -> None:
    rows, make = studio.rows, deeds.activities
    parts = [
        make(
            rows("activities", "meeting", 6, by_quality=True),
            kind="meeting",
            elements=dict.fromkeys(("利益相关方", "人大代表", "政协委员"), (0.1, 0.5))
            | dict.fromkeys(("公众代表", "专家", "媒体"), (0.08, 0.45)),
        ),
        make(
            rows("activities", "video", 3),
            kind="video_meeting",
            elements={"直播": (0.2, 0.95), "费用列入预算": (0.4, 0.98)},
        ),
        make(
            rows("activities", "self_check", 1.6, by_quality=True),
            kind="self_check",
            elements=dict.fromkeys(("应公开已补公开", "可转已转主动公开"), (0.4, 0.98))
            | dict.fromkeys(("报本级政府办", "报上级公开机构"), (0.5, 0.98)),
            late=0.12,
        ),
        make(rows("activities", "spot", 1.4, groups=LOCAL, by_quality=True), kind="spot_check"),
        make(
            studio.each("activities", "pilot", groups=("city",)),
            kind="pilot_proposed",
            topics=("试点一", "试点二", "试点三"),
        ),
        make(
            rows("activities", "inspection", 2.4, groups=LOCAL, by_quality=True),
            kind="special_inspection",
            topics=("政策解读", "网站更新", "目录编制", "依申请公开"),
        ),
        make(rows("activities", "open_day", 1.7, groups=LOCAL, by_quality=True), kind="open_day"),
        make(rows("activities", "reception", 3, by_quality=True), kind="reception", post=True),
        make(
            rows("activities", "heard", 1.8, by_quality=True),
            kind="report_heard_by_head",
            post=True,
        ),
        make(
            rows("activities", "training", 1.5, by_quality=True),
            kind="training",
            elements=dict.fromkeys(("培训计划", "业务培训"), (0.5, 0.98))
            | dict.fromkeys(("研讨交流", "理论业务学习"), (0.2, 0.9)),
        ),
        make(
            rows("activities", "supervision", 1.8, by_quality=True),
            kind="outside_supervision",
            elements=dict.fromkeys(("人大代表", "政协委员", "社会公众"), (0.3, 0.9))
            | dict.fromkeys(("民主党派", "人民团体", "新闻媒体"), (0.1, 0.7)),
        ),
        make(
            rows("activities", "participation", 8, groups=("department",), by_quality=True),
            kind="consultation",
            topics=BY_REGION,
        ),
        make(
            rows("activities", "participation", 5, groups=LOCAL, by_quality=True),
            kind="consultation",
            topics=BY_CITY,
        ),
    ]
    for method in METHODS[1:]:
        groups, topics = ("department",), BY_REGION
        parts.append(
            make(
                rows("activities", method, 1.2, groups=groups, by_quality=True),
                kind=method,
                topics=topics,
            )
        )
    media = {
        "media_material": 4.0,
        "press_conference": 1.6,
        "media_at_meeting": 1.2,
        "media_interview": 1.8,
        "joint_column": 1.0,
        "publicity_coordination": 1.6,
    }
    for kind, mean in media.items():
        parts.append(make(rows("activities", kind, mean, by_quality=True), kind=kind))
    for kind in ("indicator_system", "third_party_evaluation", "online_survey"):
        part = rows("activities", kind, 1.0, groups=LOCAL, by_quality=True)
        parts.append(make(part, kind=kind))
    studio.done("activities", *parts)


def _incidents(studio: Studio) -> None:
    studio.done(
        "incidents",
        deeds.concerns(
            studio.rows("incidents", "sentiment", 6),
            kind="sentiment",
            elements=dict.fromkeys(("责任明确", "重点把握", "研判处置", "效果反馈"), (0.4, 0.95)),
        ),
        deeds.lapses(studio.each("incidents", "criticism", 3), kind="criticism", chance=(0.4, 0.0)),
    )


def _found(studio: Studio) -> None:
    columns = studio.done("columns", found.columns(studio.rows("columns", "all", 28)))
    studio.done("updates", found.updates(studio.like("updates", "all", columns), columns))
    rows, each, make = studio.rows, studio.each, found.checks
    elements = {
        "site_supervision": dict.fromkeys(
            ("开办", "建设", "备案", "运维", "安全", "关停"), (0.7, 1.0)
        )
        | dict.fromkeys(("定级", "等级保护测评", "服务", "互动"), (0.4, 0.98)),
        "new_media": dict.fromkeys(("采集程序", "审核程序", "发布程序"), (0.5, 0.99))
        | dict.fromkeys(("专人管理", "在线服务"), (0.3, 0.95)),
        "interpretation_media": {"政府网站": (0.9, 1.0), "两微一端": (0.6, 1.0)}
        | dict.fromkeys(("新闻媒体", "商业和专业媒体"), (0.2, 0.95)),
        "participation_channels": dict.fromkeys(
            ("行政首长信箱", "民意征集", "网民留言"), (0.7, 1.0)
        )
        | dict.fromkeys(("政务新媒体", "政府热线", "广播电视问政", "网络问政"), (0.3, 0.95)),
    }
    studio.done(
        "checks",
        make(
            rows("checks", "draft_file", 20),
            kind="draft_file",
            items=("保密审查", "说明理由", "公开机构审查", "脱密稿同报", "附注标注"),
            passed=(0.45, 0.99),
        ),
        make(
            rows("checks", "meeting_plan", 9),
            kind="meeting_plan",
            items=("邀请列席意见", "公开意见", "公开方式", "意见采纳说明"),
            passed=(0.4, 0.98),
        ),
        make(
            rows("checks", "test_message", 6),
            kind="test_message",
            items=("行政首长信箱", "网民留言"),
            passed=(0.4, 0.99),
        ),
        make(rows("checks", "link", 12), kind="link", items=("首页链接",), passed=(0.85, 1.0)),
        make(each("checks", "new_media", 2), kind="new_media", elements=elements["new_media"]),
        *(
            make(
                each("checks", kind, groups=LOCAL if kind == "site_supervision" else ()),
                kind=kind,
                elements=elements[kind],
            )
            for kind in ("site_supervision", "interpretation_media", "participation_channels")
        ),
    )
    studio.done(
        "entries",
        found.entries(
            rows("entries", "disclosure", 48),
            catalogue="disclosure",
            elements=dict.fromkeys(("主体", "内容"), (0.8, 1.0))
            | dict.fromkeys(("范围", "方式", "时限"), (0.4, 0.98)),
            published=(0.6, 0.99),
        ),
        found.entries(
            rows("entries", "sites", 3),
            catalogue="census_sites",
            elements={"已迁移": (0.4, 0.99)},
            published=(0.9, 1.0),
            fields=("门户网站", "部门网站", "专题网站"),
        ),
    )


def _numbers(studio: Studio) -> None:
    each = studio.each
    year = studio.clock.start.year
    years = (str(year - 1), str(year))
    quarters = {f"{year}Q{n}": f"{year}-{3 * n:02d}-{30 if n < 4 else 31}" for n in (2, 3, 4)}
    studio.done(
        "statistics",
        deeds.two_years(
            each("statistics", "posts"),
            item="service_post_share",
            years=years,
            start=(0.15, 0.45),
            change=(-0.08, 0.09),
            decimals=3,
            missing=0.03,
        ),
        deeds.two_years(
            each("statistics", "days"),
            item="median_response_days",
            years=years,
            start=(4.0, 14.0),
            change=(4.0, -3.0),
            decimals=0,
        ),
        deeds.two_years(
            each("statistics", "staff"),
            item="disclosure_staff",
            years=years,
            start=(2.0, 9.0),
            change=(-1.4, 1.6),
            decimals=0,
        ),
        deeds.growing(
            each("statistics", "trained"),
            item="staff_trained_share",
            periods=quarters,
            reach=(0.2, 1.4),
        ),
    )
    levels = ("优", "良", "中", "差")
    judged = {
        "disclosure.pilot_guidance": ("city",),
        "interpretation.coordination": LOCAL,
        "interpretation.quality": (),
    }
    studio.done(
        "judgements",
        *(
            deeds.judgements(
                each("judgements", indicator, groups=groups), indicator=indicator, levels=levels
            )
            for indicator, groups in judged.items()
        ),
        deeds.judgements(each("judgements", "response.quality"), indicator="response.quality"),
    )
    studio.done(
        "rectifications",
        deeds.rectifications(
            studio.rows("rectifications", "all", 3),
            indicators=("platform.fresh", "disclosure.five_days", "interpretation.content"),
        ),
    )


RECIPE = Recipe(date(2017, 1, 1), date(2017, 12, 31), date(2018, 1, 15), TROOPS, fill)

"""The sample for ningxia-2017: its units, and how many records of which kind they have.

It uses the kinds, fields and elements that the scheme names. Comes in: a studio. Goes out: every
table of the sample, finished.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from gkeval.synthetic import asked, deeds, explained, found, judged, once, papers, reported
from gkeval.synthetic.cast import Troop
from gkeval.synthetic.deeds import Acts
from gkeval.synthetic.found import Checks, Entries
from gkeval.synthetic.names import CITIES, COUNTIES, DEPARTMENTS
from gkeval.synthetic.once import Single
from gkeval.synthetic.reported import Number
from gkeval.synthetic.rows import Lot, likely
from gkeval.synthetic.studio import Recipe, Studio

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
LOCAL = ("city", "county")
UNLISTED = (*LOCAL, "other_department")

START, END = date(2017, 1, 1), date(2017, 12, 31)
YEAR = (START, END)
EARLY = (date(2016, 3, 1), date(2017, 8, 31))
SUMMER = (date(2017, 2, 20), date(2017, 7, 31))
AUTUMN = (date(2017, 7, 3), date(2018, 1, 26))
LATER = (date(2017, 6, 1), END)

BODY = {
    **likely((0.7, 1.0), "信息公开", "政策解读", "回应关切"),
    **likely((0.5, 0.98), "政府网站", "两微一端", "公众参与"),
    **likely((0.4, 0.97), "挂牌", "明确岗位", "明确人员"),
}
LED = {"分管领导分工": (0.6, 1.0), "听取汇报情况": (0.3, 0.97)}
PILOT = {
    **likely((0.5, 1.0), "征地补偿", "拆迁安置", "保障性住房", "农村危房改造"),
    **likely((0.3, 0.95), "扶贫救灾", "市政服务", "公共资源交易", "义务教育"),
}
MECHANISMS, PLANS = "disclosure.mechanisms", "organisation.plans"
PREDISCLOSURE = "decision.predisclosure_rules"
SINGLES = (
    Single("rule", "attribute", (), (0.6, 1.0), EARLY, MECHANISMS),
    Single("rule", "secrecy_review", (), (0.7, 1.0), EARLY, MECHANISMS),
    Single("rule", "meeting_opening", (), (0.75, 1.0), AUTUMN, "decision.meeting_rules"),
    Single("rule", "decision_predisclosure", (), (0.75, 1.0), AUTUMN, PREDISCLOSURE),
    Single("rule", "catalogue_update", UNLISTED, (0.1, 0.5), AUTUMN),
    Single("disclosure_catalogue", None, ("catalogue_2017",), (0.7, 1.0), AUTUMN),
    Single("disclosure_catalogue", None, UNLISTED, (0.1, 0.6), AUTUMN),
    Single("participation_list", None, (), (0.45, 0.99), EARLY, "participation.list"),
    Single("annual_priorities", None, (), (0.7, 1.0), (START, date(2017, 6, 30)), PLANS),
    Single("implementation_plan", None, (), (0.5, 1.0), LATER, PLANS),
    Single("coordination_body", None, LOCAL, (0.8, 1.0), SUMMER, "organisation.coordination_body"),
    Single("working_body", None, (), (0.85, 1.0), SUMMER, "organisation.working_body", BODY),
    Single("leadership_notice", None, (), (0.7, 1.0), YEAR, "organisation.leadership", LED),
    *(
        Single(
            "disclosure_standard",
            level,
            ("pilot_county",),
            chance,
            LATER,
            "disclosure.pilot_levels",
            PILOT,
            part=f"standard/{level}",
        )
        for level, chance in (("county_level", (0.7, 1.0)), ("township_level", (0.35, 0.95)))
    ),
)
PREPARED = {
    "属性随文报批": (0.7, 1.0),
    "同步组织": (0.4, 0.98),
    "同步审签": (0.4, 0.97),
    "同步部署": (0.3, 0.95),
    "解读方案": (0.35, 0.97),
    "解读材料": (0.5, 0.99),
    "公布前吹风": (0.1, 0.8),
    "执行中持续解读": (0.1, 0.8),
}
DECIDED = {
    **likely((0.6, 0.99), "决策草案", "主要内容"),
    **likely((0.35, 0.96), "决策依据", "背景"),
    "公众参与": (0.5, 0.99),
}
CONSULTED = {"公布采纳情况": (0.35, 0.97), "未采纳理由已说明": (0.3, 0.95)}
SHOWN = {
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
ACTIVITIES = (
    Acts(
        "meeting",
        6,
        elements=likely((0.1, 0.5), "利益相关方", "人大代表", "政协委员")
        | likely((0.08, 0.45), "公众代表", "专家", "媒体"),
    ),
    Acts(
        "video_meeting",
        3,
        part="video",
        by_quality=False,
        elements={"直播": (0.2, 0.95), "费用列入预算": (0.4, 0.98)},
    ),
    Acts(
        "self_check",
        1.6,
        elements=likely((0.4, 0.98), "应公开已补公开", "可转已转主动公开")
        | likely((0.5, 0.98), "报本级政府办", "报上级公开机构"),
        late=0.12,
    ),
    Acts("spot_check", 1.4, LOCAL, part="spot"),
    Acts("pilot_proposed", groups=("city",), part="pilot", topics=("试点一", "试点二", "试点三")),
    Acts(
        "special_inspection",
        2.4,
        LOCAL,
        part="inspection",
        topics=("政策解读", "网站更新", "目录编制", "依申请公开"),
    ),
    Acts("open_day", 1.7, LOCAL),
    Acts("reception", 3, post=True),
    Acts("report_heard_by_head", 1.8, part="heard", post=True),
    Acts(
        "training",
        1.5,
        elements=likely((0.5, 0.98), "培训计划", "业务培训")
        | likely((0.2, 0.9), "研讨交流", "理论业务学习"),
    ),
    Acts(
        "outside_supervision",
        1.8,
        part="supervision",
        elements=likely((0.3, 0.9), "人大代表", "政协委员", "社会公众")
        | likely((0.1, 0.7), "民主党派", "人民团体", "新闻媒体"),
    ),
    Acts("consultation", 8, ("department",), part="participation", topics=BY_REGION),
    Acts("consultation", 5, LOCAL, part="participation", topics=BY_CITY),
    *(
        Acts(method, 1.2, ("department",), topics=BY_REGION)
        for method in ("hearing", "negotiation", "meeting_attendance", "media_briefing")
    ),
    Acts("media_material", 4.0),
    Acts("press_conference", 1.6),
    Acts("media_at_meeting", 1.2),
    Acts("media_interview", 1.8),
    Acts("joint_column", 1.0),
    Acts("publicity_coordination", 1.6),
    Acts("indicator_system", 1.0, LOCAL),
    Acts("third_party_evaluation", 1.0, LOCAL),
    Acts("online_survey", 1.0, LOCAL),
)
HANDLED = likely((0.4, 0.95), "责任明确", "重点把握", "研判处置", "效果反馈")

CHECKS = (
    Checks(
        "draft_file",
        20,
        items=("保密审查", "说明理由", "公开机构审查", "脱密稿同报", "附注标注"),
        passed=(0.45, 0.99),
    ),
    Checks(
        "meeting_plan",
        9,
        items=("邀请列席意见", "公开意见", "公开方式", "意见采纳说明"),
        passed=(0.4, 0.98),
    ),
    Checks("test_message", 6, items=("行政首长信箱", "网民留言"), passed=(0.4, 0.99)),
    Checks("link", 12, items=("首页链接",), passed=(0.85, 1.0)),
    Checks(
        "new_media",
        times=2,
        elements=likely((0.5, 0.99), "采集程序", "审核程序", "发布程序")
        | likely((0.3, 0.95), "专人管理", "在线服务"),
    ),
    Checks(
        "site_supervision",
        groups=LOCAL,
        elements=likely((0.7, 1.0), "开办", "建设", "备案", "运维", "安全", "关停")
        | likely((0.4, 0.98), "定级", "等级保护测评", "服务", "互动"),
    ),
    Checks(
        "interpretation_media",
        elements={"政府网站": (0.9, 1.0), "两微一端": (0.6, 1.0)}
        | likely((0.2, 0.95), "新闻媒体", "商业和专业媒体"),
    ),
    Checks(
        "participation_channels",
        elements=likely((0.7, 1.0), "行政首长信箱", "民意征集", "网民留言")
        | likely((0.3, 0.95), "政务新媒体", "政府热线", "广播电视问政", "网络问政"),
    ),
)
ENTRIES = (
    Entries(
        "disclosure",
        48,
        elements=likely((0.8, 1.0), "主体", "内容") | likely((0.4, 0.98), "范围", "方式", "时限"),
        published=(0.6, 0.99),
    ),
    Entries(
        "census_sites",
        3,
        part="sites",
        elements={"已迁移": (0.4, 0.99)},
        published=(0.9, 1.0),
        fields=("门户网站", "部门网站", "专题网站"),
    ),
)

NUMBERS = (
    Number(
        "service_post_share",
        part="posts",
        start=(0.15, 0.45),
        change=(-0.08, 0.09),
        decimals=3,
        missing=0.03,
    ),
    Number("median_response_days", part="days", start=(4.0, 14.0), change=(4.0, -3.0)),
    Number("disclosure_staff", part="staff", start=(2.0, 9.0), change=(-1.4, 1.6)),
)
TRAINED = Lot("staff_trained_share", part="trained")
JUDGED = {
    "disclosure.pilot_guidance": ("city",),
    "interpretation.coordination": LOCAL,
    "interpretation.quality": (),
}


def fill(studio: Studio) -> None:
    """Fill the tables of the sample for ningxia-2017."""
    _documents(studio)
    explained.fill(studio, SHOWN, heads=3.2)
    asked.fill(studio, 42)
    deeds.fill_activities(studio, ACTIVITIES)
    studio.done(
        "incidents",
        deeds.concerns(studio.rows("incidents", Lot("sentiment", 6)), HANDLED),
        deeds.lapses(studio.rows("incidents", Lot("criticism", times=3)), (0.4, 0.0)),
    )
    columns = found.columns(studio.rows("columns", Lot("column", 28, part="all")))
    found.fill_columns(studio, columns, most=3)
    found.fill_checks(studio, CHECKS)
    studio.done("entries", *found.listed(studio, ENTRIES))
    trained = reported.growing(studio, TRAINED, quarters=(2, 3, 4), reach=(0.2, 1.4))
    reported.fill(studio, NUMBERS, trained)
    judged.fill_judgements(studio, JUDGED, marks=("response.quality",))
    judged.fill_rectifications(
        studio, 3, ("platform.fresh", "disclosure.five_days", "interpretation.content")
    )


def _documents(studio: Studio) -> None:
    rows = partial(studio.rows, "documents")
    studio.done(
        "documents",
        papers.policies(rows(Lot("policy", 22)), PREPARED),
        papers.policies(rows(Lot("official", 12)), {"属性随文报批": (0.65, 1.0)}),
        papers.dated(rows(Lot("decision", 5)), DECIDED),
        papers.dated(rows(Lot("consultation", 4)), CONSULTED),
        papers.reprints(rows(Lot("key_reprint", 10, part="key")), hours=(22.0, 5.0)),
        papers.reprints(rows(Lot("sector_reprint", 7, part="sector")), hours=(90.0, 24.0)),
        *once.fill(studio, SINGLES),
    )


RECIPE = Recipe(START, END, date(2018, 1, 15), TROOPS, fill)

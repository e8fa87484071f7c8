"""The sample for ningbo-2016: its units, and how many records of which kind they have.

It uses the kinds, fields, catalogues and elements that the scheme names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from gkeval.synthetic import asked, deeds, found, papers
from gkeval.synthetic.cast import Troop
from gkeval.synthetic.names import COUNTIES
from gkeval.synthetic.papers import Chances
from gkeval.synthetic.rows import Rows
from gkeval.synthetic.studio import Recipe, Studio

DEPARTMENTS = (
    ("发展改革委", "Development and Reform"),
    ("经济和信息化委", "Economy and Informatisation"),
    ("教育局", "Education"),
    ("公安局", "Public Security"),
    ("民政局", "Civil Affairs"),
    ("财政局", "Finance"),
    ("人力资源社会保障局", "Human Resources and Social Security"),
    ("国土资源局", "Land and Resources"),
    ("环境保护局", "Environmental Protection"),
    ("住房城乡建设委", "Housing and Construction"),
    ("交通运输委", "Transport"),
    ("卫生计生委", "Health and Family Planning"),
    ("市场监管局", "Market Regulation"),
    ("安全监管局", "Work Safety"),
    ("审计局", "Audit"),
    ("政府办公厅", "General Office"),
    ("数据管理局", "Data"),
    ("行政服务中心", "Administrative Services"),
)

TROOPS = (
    Troop("county", COUNTIES[:10], ("合成县", "Synthetic county"), "县长", size=1.3),
    Troop(
        "department",
        tuple((f"虚构市{zh}", f"Imaginary City: {en}") for zh, en in DEPARTMENTS),
        ("虚构市部门", "Imaginary City: department"),
        "局长",
        subsets={
            "lead_department": (0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
            "enforcement_department": (3, 7, 8, 9, 10, 11, 12, 13),
            "municipal_office": (15,),
            "data_lead": (16,),
            "service_lead": (17,),
        },
        size=0.9,
    ),
)

COUNTY = ("county",)
DEPARTMENT = ("department",)
CENTRES = ("county", "service_lead")
MUCH, SOME, LITTLE = (0.6, 1.0), (0.4, 0.98), (0.2, 0.92)

SHOWN: Chances = {
    "背景依据": MUCH,
    "主要内容": (0.85, 1.0),
    "涉及范围": SOME,
    "执行标准": LITTLE,
    "期限": LITTLE,
    "关键词诠释": (0.1, 0.8),
}
GUIDE = ("设定依据", "办理条件", "办理材料", "办理流程", "审批时限", "收费依据及标准")
GUIDE_MORE = ("审批决定证件", "年检要求", "注意事项", "联系方式及投诉渠道", "格式文本", "示范文本")
ACTS = ("行政许可", "行政处罚", "行政强制", "行政征收", "行政确认", "行政检查")
REGULATED = (
    *("生态环境", "卫生防疫", "安全生产", "食品药品", "保障性住房", "质量价格"),
    *("国土资源", "社会信用", "交通运输", "旅游市场", "国有企业运营", "公共资源交易"),
)
OPENED = (
    *("信用", "交通运输", "医疗", "卫生", "就业", "人力社保", "地理", "文化", "教育", "科技"),
    *("国土资源", "农业", "扶贫", "环境", "安全监管", "食品药品", "金融", "质量", "统计"),
    *("气象", "海洋与渔业", "企业登记", "档案"),
)
SECTORS = (
    *("教育", "医疗卫生", "计划生育", "供水", "供电"),
    *("供气", "供热", "环保", "公共交通"),
)
LIVELIHOOD = (
    *("教育", "医疗", "人力社保", "户籍", "养老"),
    *("住房", "交通运输", "环保", "食品安全", "公共安全"),
)
NAMED = (
    *("财政预决算", "公共资源配置", "重大建设项目", "社会公益事业", "规范性文件", "城市发展规划"),
    *("土地利用总体规划", "三改一拆", "五水共治", "政府购买公共服务", "政府和社会资本合作"),
)
LEVELS = ("province", "city", "county", "township", "village")
FUNCTIONS = ("社会治安综合治理", "综合行政执法", "市场监管", "民生服务")
BUILT_BY: Mapping[str, tuple[str, ...]] = {
    "data_lead": ("公共数据平台", "共享交换平台", "信息资源管理系统", "公共数据开放平台"),
    "service_lead": ("咨询投诉举报平台", "电子证照数据库", "移动公共服务平台", "实名用户体系"),
    "municipal_office": ("督查情况公开平台", "网上新闻发布平台", "政策意见征集平台"),
}
RULED_BY: Mapping[str, tuple[str, ...]] = {
    "data_lead": ("数据开放计划", "数据开放目录规范", "数据开放格式规范", "数据开放利用机制"),
    "municipal_office": (
        "公开目录标准",
        "主动公开标准",
        "网站开办准入机制",
        "舆情分析联席会议制度",
    ),
}


def fill(studio: Studio) -> None:
    """Fill the tables of the sample for ningbo-2016."""
    documents = _documents(studio)
    _interpretations(studio, documents)
    frame, pauses = asked.requests(studio.rows("requests", "all", 3))
    requests = studio.done("requests", frame)
    named = requests.take(pauses["request"].to_numpy()).reset_index(drop=True)
    studio.done("pauses", pauses.assign(unit=named["unit"], request=named["record"]))
    _incidents(studio)
    _activities(studio)
    _found(studio)
    studio.done("entries", *_entries(studio))
    _numbers(studio)


@dataclass(frozen=True)
class Single:
    """A document that a unit has once: its chance, for the worst unit and the best."""

    kind: str
    chance: tuple[float, float]
    field: str = ""
    groups: tuple[str, ...] = ()
    elements: Chances | None = None
    indicator: str = ""


def _singles() -> list[Single]:
    lists = ("power_list", "responsibility_list", "negative_list", "list_adjustment")
    emergency = ("news_emergency_plan", "news_emergency_system", "news_coordination")
    stages = dict.fromkeys(("接收", "登记", "办理", "审核", "答复", "归档"), MUCH)
    body = ("明确机构", "制定规划政策", "推进五公开", "推进信息化")
    full = "response.full_time_spokesperson"
    return [
        *(Single(kind, MUCH, indicator="management.lists") for kind in lists),
        Single("list", MUCH, "decision_catalogue", indicator="decision.mechanisms"),
        Single("rule", SOME, "meeting_opening", indicator="decision.mechanisms"),
        Single(
            "rule",
            (0.5, 1.0),
            "decision_evaluation",
            elements=dict.fromkeys(("跟踪反馈", "第三方评估"), SOME)
            | dict.fromkeys(("专业机构鉴定", "社情民意调查"), LITTLE),
            indicator="execution.evaluation",
        ),
        *(
            Single("rule", SOME, name, indicator="response.rules")
            for name in ("sentiment_monitoring", "spokesperson", *emergency)
        ),
        Single(
            "rule",
            (0.75, 1.0),
            "on_request",
            elements=stages
            | dict.fromkeys(("会商", "法律顾问", "案例研究"), LITTLE)
            | dict.fromkeys(("网络受理", "窗口受理"), MUCH),
            indicator="disclosure.request_rules",
        ),
        Single(
            "list",
            (0.5, 1.0),
            "disclosure_negative",
            elements={"不予公开范围": MUCH, "具体可核对": SOME, "及时更新": LITTLE},
            indicator="disclosure.negative_list",
        ),
        Single(
            "spokesperson",
            (0.85, 1.0),
            "part_time",
            elements={"已设立": (1.0, 1.0), "专业培训": SOME}
            | dict.fromkeys(("列席重要会议", "阅读重要文件"), LITTLE),
            indicator="response.spokesperson",
        ),
        Single("spokesperson", (0.0, 0.3), "full_time", ("lead_department",), indicator=full),
        Single("expert_team", LITTLE, indicator="interpretation.experts"),
        Single("participation_list", SOME, indicator="participation.list"),
        *(
            Single(kind, SOME, indicator="organisation.rules")
            for kind in ("disclosure_rules", "rule_cleanup", "implementation_plan")
        ),
        Single(
            "working_body",
            (0.85, 1.0),
            elements=dict.fromkeys(body, MUCH)
            | dict.fromkeys(("专职人员", "工作经费", "统筹相关职能"), SOME),
            indicator="organisation.body",
        ),
        Single(
            "leadership_notice",
            (0.7, 1.0),
            groups=COUNTY,
            elements={"分管领导分工": (0.7, 1.0)},
            indicator="organisation.leader",
        ),
        *(
            Single("goal_2020", (0.0, 0.25), name)
            for name in ("five_disclosures", "three_lists", "whole_process", "platform_and_rules")
        ),
    ]


def _documents(studio: Studio) -> pd.DataFrame:
    rows = studio.rows
    year = studio.clock.start.year
    between = (date(year - 1, 10, 10), date(year + 1, 1, 19))
    once, searches = [], []
    for single in _singles():
        frame, sought = papers.singles(
            studio.each("documents", f"{single.kind}/{single.field}", groups=single.groups),
            kind=single.kind,
            field=single.field or None,
            chance=single.chance,
            between=between,
            elements=single.elements,
            indicator=single.indicator,
        )
        once.append(frame)
        searches.append(sought)
    documents = studio.done(
        "documents",
        papers.policies(
            rows("documents", "policy", 8),
            kind="policy",
            elements={"同步组织": SOME, "多形式解读": (0.2, 0.95)},
        ),
        papers.policies(rows("documents", "official", 3), kind="official", elements={}),
        papers.dated(
            rows("documents", "decision", 4),
            kind="decision",
            elements={"决策草案": MUCH, "听取各方意见": MUCH, "决策依据": SOME}
            | {"公开征求意见": SOME},
            lag=26,
        ),
        papers.dated(
            rows("documents", "accountability", 1.2),
            kind="accountability_case",
            elements={"问责主体": MUCH, "问责依据": SOME, "处理方式": SOME},
        ),
        *once,
    )
    studio.done("absences", *searches)
    return documents


def _interpretations(studio: Studio, documents: pd.DataFrame) -> None:
    policies = documents[documents["kind"] == "policy"].reset_index(drop=True)
    spoken = papers.by_heads(
        studio.rows("interpretations", "leaders", 1.7, by_quality=True), policies, elements=SHOWN
    )
    deputy = spoken["form"].isin(["article", "media_interview"])
    studio.done(
        "interpretations",
        papers.interpretations(
            studio.like("interpretations", "documents", policies), policies, elements=SHOWN
        ),
        spoken.assign(
            author_role=spoken["author_role"].mask(deputy, "leader"),
            post=spoken["post"].mask(deputy, "副" + spoken["post"]),
        ),
    )


def _incidents(studio: Studio) -> None:
    rows, each = studio.rows, studio.each
    answers: Chances = {"掌握上报": SOME, "表明立场": MUCH, "主要负责人发布": LITTLE}
    grave = rows("incidents", "emergency", 1.3)
    emergencies = deeds.concerns(grave, kind="emergency", elements=answers)
    severity = grave.pick(("特别重大", "重大"), (0.25, 0.75))
    studio.done(
        "incidents",
        emergencies.assign(severity=pd.array(severity, dtype="str")),
        deeds.concerns(rows("incidents", "sentiment", 6), kind="sentiment", elements=answers),
        deeds.concerns(
            rows("incidents", "appeal", 4),
            kind="appeal",
            elements={"统一接收": (0.8, 1.0), "按责转办": MUCH, "限时办结": SOME, "统一督办": SOME},
        ),
        deeds.lapses(each("incidents", "defect", 6), kind="site_defect", chance=(0.5, 0.0)),
        deeds.lapses(each("incidents", "review"), kind="unreviewed_release", chance=(0.3, 0.0)),
    )


def _activities(studio: Studio) -> None:
    stages: Chances = {"政策制定": MUCH, "政策执行": (0.1, 0.6), "政策监督": (0.05, 0.5)}
    people = ("人大代表", "政协委员", "社会公众", "民主党派", "人民团体", "新闻媒体")
    plans: list[tuple[str, float, tuple[str, ...], Chances]] = [
        ("consultation", 2.6, (), stages),
        ("hearing", 0.8, (), stages),
        ("press_conference", 2.2, (), {}),
        ("briefing", 1.4, (), {}),
        ("media_request", 3.5, (), {}),
        ("agenda", 1.2, COUNTY, {}),
        (
            "training",
            1.6,
            (),
            dict.fromkeys(("列入培训科目", "业务培训"), MUCH)
            | dict.fromkeys(("分级分层", "高校专题班或继续教育"), LITTLE),
        ),
        (
            "third_party_evaluation",
            1.6,
            COUNTY,
            {"评估质量": MUCH, "评估效果": SOME, "结果公布": SOME},
        ),
        (
            "outside_supervision",
            2.0,
            COUNTY,
            dict.fromkeys(people, (0.05, 0.55)) | {"公众评价反馈": LITTLE},
        ),
    ]
    studio.done(
        "activities",
        *(
            deeds.activities(
                studio.rows("activities", kind, mean, groups=groups, by_quality=True),
                kind=kind,
                elements=elements,
            )
            for kind, mean, groups, elements in plans
        ),
    )


def _found(studio: Studio) -> None:
    rows, each, make = studio.rows, studio.each, found.checks
    columns = studio.done("columns", found.columns(rows("columns", "all", 9)))
    studio.done("updates", found.updates(studio.like("updates", "all", columns), columns, most=1))
    steps = ("合法性审查", "集体讨论决定", "审查在讨论之前", "公众参与", "专家论证", "风险评估")
    once: list[tuple[str, tuple[str, ...], Chances]] = [
        (
            "enforcement_online",
            ("county", "enforcement_department"),
            {"执法公示制度": MUCH} | dict.fromkeys(ACTS, SOME),
        ),
        (
            "service_network",
            (),
            dict.fromkeys(("权力事项", "网上服务", "政务信息"), MUCH)
            | dict.fromkeys(("数据资源", "网上预约", "自助终端", "联动办理", "大厅互补"), LITTLE),
        ),
        (
            "data_sharing",
            (),
            dict.fromkeys(("政务云", "数据目录", "跨部门"), SOME)
            | dict.fromkeys(("跨区域", "跨层级"), LITTLE),
        ),
        (
            "site_links",
            (),
            dict.fromkeys(("网上办事大厅", "政府网站"), MUCH)
            | dict.fromkeys(("主要新闻媒体", "主要新闻网站", "重点商业网站"), LITTLE),
        ),
        (
            "new_media_accounts",
            (),
            dict.fromkeys(("微博", "微信", "加入矩阵"), MUCH)
            | dict.fromkeys(("客户端", "征集意见"), LITTLE),
        ),
        (
            "gazette",
            ("municipal_office",),
            dict.fromkeys(("政府规章", "政策", "规范性文件", "网站", "社区", "企业"), MUCH)
            | dict.fromkeys(("微博", "微信", "商协会", "乡村", "出版提速"), SOME),
        ),
    ]
    studio.done(
        "checks",
        make(
            rows("checks", "decision_step", 9),
            kind="decision_step",
            items=steps,
            passed=(0.5, 1.0),
        ),
        make(rows("checks", "message", 4), kind="test_message", items=("网民留言",), passed=SOME),
        make(rows("checks", "call", 3), kind="test_call", items=("热线", "在线客服"), passed=SOME),
        make(
            each("checks", "window", groups=CENTRES),
            kind="request_window",
            items=("受理点",),
            passed=(0.6, 1.0),
        ),
        make(
            rows("checks", "channels", 2.5, by_quality=True),
            kind="participation_channels",
            elements=dict.fromkeys(("政府门户网站", "政务微信"), (0.5, 0.9))
            | dict.fromkeys(("报刊", "广播", "电视", "政务客户端", "社区公开栏"), (0.1, 0.5)),
        ),
        *(
            make(each("checks", kind, groups=groups), kind=kind, elements=elements)
            for kind, groups, elements in once
        ),
    )


def _entries(studio: Studio) -> list[pd.DataFrame]:
    guide = dict.fromkeys(GUIDE, MUCH) | dict.fromkeys(GUIDE_MORE, SOME)
    several: list[tuple[str, float, Chances]] = [
        ("execution_reports", 3, {}),
        (
            "work_report_tasks",
            3,
            dict.fromkeys(("具体措施", "实施步骤", "责任分工", "监督方式"), SOME),
        ),
        ("findings", 2, {}),
        ("results", 3, {}),
        ("powers", 4, {"名称": (0.9, 1.0), "内容": MUCH, "行使主体": MUCH, "法律依据": SOME}),
        ("funds", 2, dict.fromkeys(("管理或对象", "分配", "执行或使用"), SOME)),
        ("service_items", 4, {**guide, "流程已精简": LITTLE}),
        ("licences", 2, {"全程网上": LITTLE}),
        ("fee_items", 2, {"全程网上": SOME}),
        ("disclosure", 7, {}),
        ("past_documents", 3, {}),
        ("converted_replies", 3, {}),
    ]
    # By group: every field of a list for a county, some of its own for a department.
    fields: list[tuple[str, tuple[str, ...], Chances]] = [
        ("regulation", REGULATED, {}),
        (
            "public_enterprises",
            SECTORS,
            {"服务事项目录": MUCH, "具体办法": LITTLE, "主动公开": MUCH, "指导监督": SOME},
        ),
        ("livelihood_services", LIVELIHOOD, {"查询": (0.8, 1.0), "申请": MUCH, "办理": SOME}),
        ("priority_data", OPENED, {}),
        ("key_fields", NAMED, {}),
    ]
    made = [
        _listed(studio, studio.rows("entries", name, mean), name, elements)
        for name, mean, elements in several
    ]
    made.append(_listed(studio, studio.rows("entries", "audits", 3, groups=COUNTY), "audits", {}))
    for name, words, elements in fields:
        every = studio.each("entries", name, len(words), COUNTY)
        own = studio.rows("entries", name, 1.2, groups=DEPARTMENT)
        made += [_listed(studio, rows, name, elements, words) for rows in (every, own)]
    levels = studio.each("entries", "service_network", len(LEVELS), CENTRES)
    made.append(_listed(studio, levels, "service_network", {}, LEVELS, (0.82, 1.0)))
    functions = studio.each("entries", "platforms", len(FUNCTIONS), COUNTY)
    made.append(_listed(studio, functions, "platforms", {}, FUNCTIONS))
    for catalogue, tasks in (("platforms", BUILT_BY), ("city_rules", RULED_BY)):
        for group, words in tasks.items():
            part = studio.each("entries", catalogue, len(words), (group,))
            made.append(_listed(studio, part, catalogue, {}, words))
    return made


def _listed(
    studio: Studio,
    rows: Rows,
    catalogue: str,
    elements: Chances,
    words: tuple[str, ...] = ("民生", "经济", "环境", "教育", "卫生"),
    published: tuple[float, float] = (0.5, 0.99),
) -> pd.DataFrame:
    return found.entries(
        rows, catalogue=catalogue, elements=elements, published=published, fields=words
    )


def _numbers(studio: Studio) -> None:
    year = studio.clock.start.year
    years = (str(year - 1), str(year))
    quarters = {f"{year}Q{n}": f"{year}-{3 * n:02d}-{30 if n < 4 else 31}" for n in (2, 4)}
    numbers: list[tuple[str, tuple[float, float], tuple[float, float], float]] = [
        ("median_response_days", (4.0, 14.0), (4.0, -3.0), 0.05),
        ("standalone_sites", (0.0, 6.0), (1.5, -2.5), 0.0),
        ("request_disputes", (0.0, 7.0), (2.0, -3.0), 0.0),
        ("repeat_requests", (0.0, 9.0), (2.5, -3.5), 0.0),
    ]
    studio.done(
        "statistics",
        *(
            deeds.two_years(
                studio.each("statistics", item),
                item=item,
                years=years,
                start=start,
                change=change,
                decimals=0,
                missing=missing,
            )
            for item, start, change, missing in numbers
        ),
        deeds.two_years(
            studio.each("statistics", "backbone", groups=("data_lead",)),
            item="backbone_gbps",
            years=years,
            start=(1.0, 1.0),
            change=(9.0, 9.0),
            decimals=0,
        ),
        deeds.growing(
            studio.each("statistics", "trained"),
            item="staff_trained_share",
            periods=quarters,
            reach=(0.2, 1.4),
        ),
    )


RECIPE = Recipe(date(2017, 1, 1), date(2017, 12, 31), date(2018, 1, 15), TROOPS, fill)

"""The sample for gansu-2018: its units, and how many records of which kind they have.

It uses the kinds, fields and elements that the scheme names, and the makers that other samples
use; what only this scheme asks for is made here.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from gkeval.synthetic import asked, deeds, found, papers
from gkeval.synthetic.cast import Troop
from gkeval.synthetic.names import CITIES, DEPARTMENTS
from gkeval.synthetic.rows import Dates, Rows, only, same
from gkeval.synthetic.studio import Recipe, Studio

Single = tuple[str, str | None, tuple[str, ...], tuple[float, float], tuple[date, date]]
"""Kind, field, groups, chance and first and last day of a document that a unit has once."""

PREFECTURES = (
    *CITIES,
    ("雁回市", "Wildgoose City"),
    ("云杉市", "Spruce City"),
    ("驼铃市", "Camelbell City"),
    ("砚池市", "Inkstone City"),
    ("沙棘市", "Seabuckthorn City"),
    ("金盏市", "Marigold City"),
    ("白桦市", "Birch City"),
    ("雪莲州", "Snowlotus Prefecture"),
    ("格桑州", "Galsang Prefecture"),
    ("启明新区", "Morningstar New Area"),
)
TROOPS = (
    Troop(
        "prefecture",
        PREFECTURES,
        ("合成市", "Synthetic prefecture"),
        "市州长",
        subsets={
            "prefecture_government": range(14),
            "new_area": (14,),
            "pilot_prefecture": (0, 3, 6, 13),
        },
        size=1.2,
    ),
    Troop(
        "department",
        tuple((f"虚构省{zh}", f"Imaginary Province: {en}") for zh, en in DEPARTMENTS[:24]),
        ("虚构省部门", "Imaginary Province: department"),
        "厅局长",
        subsets={
            "provincial_office": (19,),
            "restructured": (7, 8, 14, 15, 17, 23),
            "market_department": (0, 8, 9, 11, 14, 15, 16, 17),
            "project_department": (0, 7, 9, 10, 22),
            "trading_department": (0, 5, 7, 9),
            "welfare_department": (2, 4, 8, 12, 16, 18),
            "regulator": (2, 8, 9, 10, 12, 22),
            "service_department": (*range(18), 21, 22, 23),
            "debt_lead": (5,),
            "charity_lead": (4,),
            "business_lead": (9, 14),
        },
        size=0.9,
    ),
)

LOCAL = ("prefecture",)
GOVERNMENTS = ("prefecture_government",)
SERVING = ("prefecture", "service_department")
WELFARE = ("prefecture", "welfare_department")
MARKET = ("prefecture", "market_department")
PILOTS = ("pilot_prefecture",)
OFFICE = ("provincial_office",)

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
SHOWN: papers.Chances = {
    "背景依据": (0.5, 0.99),
    "目标任务": (0.6, 0.99),
    "后续工作考虑": (0.15, 0.9),
    **dict.fromkeys(THEMES, (0.0, 0.11)),
}
PREPARED: papers.Chances = {
    "信息公开规定": (0.3, 0.97),
    "主要负责人解读": (0.2, 0.95),
    "重大部署": (0.4, 0.4),
}
REFORMS = ("business_startup", "construction_permit")
WELFARE_FIELDS = (
    "poverty_relief",
    "social_assistance",
    "education",
    "health",
    "environment",
    "disaster_rescue",
    "culture_sport",
)


def fill(studio: Studio) -> None:
    """Fill the tables of the sample for gansu-2018."""
    documents = _documents(studio)
    _interpretations(studio, documents)
    _requests(studio)
    _incidents(studio)
    _activities(studio)
    _found(studio)
    _entries(studio)
    _numbers(studio)


def _documents(studio: Studio) -> pd.DataFrame:
    rows = studio.rows
    once, searches = _singles(studio)
    documents = studio.done(
        "documents",
        papers.policies(rows("documents", "policy", 6), kind="policy", elements=PREPARED),
        papers.dated(
            rows("documents", "decision", 3), kind="decision", elements={"决策草案": (0.4, 0.99)}
        ),
        _changes(rows("documents", "guide_change", 3)),
        _budgets(studio.each("documents", "budget"), kind="budget", month=2),
        _budgets(studio.each("documents", "final_accounts"), kind="final_accounts", month=9),
        papers.dated(
            rows("documents", "reform_news", 2, by_quality=True),
            kind="reform_news",
            elements=dict.fromkeys(("政策落实情况", "阶段性成果"), (0.2, 0.7))
            | {"改革动态": (0.5, 0.95), "报送省政府办公厅": (0.3, 0.9)},
        ),
        *once,
    )
    studio.done("absences", *searches)
    return documents


def _singles(studio: Studio) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """Return the documents that a unit should have once, and the searches that found none."""
    year = studio.clock.start.year
    june = (date(year, 2, 5), date(year, 7, 31))
    december = (date(year, 4, 2), date(year + 1, 1, 25))
    summary = (date(year, 11, 20), date(year + 1, 1, 10))
    early = (date(year - 1, 3, 1), date(year, 10, 31))
    adjusted = (date(year, 5, 2), date(year, 12, 28))
    bound = (*GOVERNMENTS, "department")
    serving = ("service_department",)
    plans: list[Single] = [
        ("rule", "debt_disclosure", ("debt_lead",), (0.9, 1.0), june),
        ("rule", "charity_disclosure", ("charity_lead",), (0.9, 1.0), june),
        ("rule", "enterprise_disclosure", ("regulator",), (0.7, 1.0), june),
        ("welfare_list", None, WELFARE, (0.75, 1.0), june),
        ("enterprise_catalogue", None, LOCAL, (0.75, 1.0), december),
        ("enterprise_methods", None, LOCAL, (0.7, 1.0), december),
        ("rule", "negative_list", MARKET, (0.5, 1.0), early),
        ("power_list", None, ("restructured",), (0.8, 1.0), adjusted),
        ("rule", "response_coordination", (), (0.7, 1.0), early),
        ("rule", "on_request", bound, (0.8, 1.0), early),
        ("disclosure_catalogue", None, (), (0.75, 1.0), early),
        ("grassroots_service_list", None, SERVING, (0.6, 1.0), early),
        ("one_visit_list", "provincial_level", serving, (0.7, 1.0), december),
        ("one_visit_list", "city_level", LOCAL, (0.85, 1.0), december),
        ("one_visit_list", "county_level", GOVERNMENTS, (0.6, 1.0), december),
        ("hotline_filing", None, LOCAL, (0.8, 1.0), december),
        ("pilot_summary", None, PILOTS, (0.9, 1.0), summary),
    ]
    elements: dict[str, papers.Chances] = {
        "enterprise_methods": dict.fromkeys(("考核", "监督检查"), (0.6, 1.0))
        | dict.fromkeys(("评议", "责任追究", "结果运用"), (0.35, 0.97)),
        "power_list": {"按时调整": (0.5, 0.98), "同步公开": (0.4, 0.97)},
        "response_coordination": dict.fromkeys(("宣传", "网信"), (0.7, 1.0))
        | dict.fromkeys(("公安", "通信管理", "新闻媒体"), (0.3, 0.95)),
        "on_request": dict.fromkeys(("接收", "办理", "答复"), (0.8, 1.0)) | {"登记": (0.5, 0.98)},
        "disclosure_catalogue": {"五公开": (0.7, 1.0), "政策解读": (0.5, 0.99)}
        | dict.fromkeys(("舆情回应", "公众参与"), (0.2, 0.9)),
        "pilot_summary": {"总体情况": (0.9, 1.0), "做法": (0.8, 1.0), "成果": (0.5, 0.95)},
    }
    indicators = {
        "enterprise_disclosure": "key_fields.enterprise_rules",
        "welfare_list": "key_fields.welfare_list",
        "enterprise_catalogue": "key_fields.enterprise_catalogue",
        "enterprise_methods": "key_fields.enterprise_methods",
        "negative_list": "disclosure.negative_list",
        "power_list": "disclosure.power_list",
        "response_coordination": "response.coordination",
        "on_request": "organisation.request_steps",
        "disclosure_catalogue": "organisation.catalogue",
        "grassroots_service_list": "service.grassroots_list",
        "city_level": "service.one_visit_lists",
        "county_level": "service.one_visit_lists",
        "hotline_filing": "platform.hotline_filed",
        "pilot_summary": "organisation.pilot_summary",
    }
    once, searches = [], []
    for kind, field, groups, chance, between in plans:
        frame, sought = papers.singles(
            studio.each("documents", f"{kind}/{field}", groups=groups),
            kind=kind,
            field=field,
            chance=chance,
            between=between,
            elements=elements.get(field or kind),
            indicator=indicators.get(field or kind, ""),
        )
        once.append(frame)
        searches.append(sought)
    return once, searches


def _changes(rows: Rows) -> pd.DataFrame:
    """Return changes of service conditions: most public the next working day, some late or never.

    Those of the last day fall due after the period.
    """
    days = rows.days()
    issued = days[np.lexsort((days, rows.unit))]
    known = rows.chance(0.85, 1.0)
    dates = rows.clock.dates
    return rows.frame(
        kind=same("guide_change", len(rows)),
        title=rows.units + "办事条件变更",
        issued=dates(issued),
        published=dates(issued + rows.lag(2.2, 0.25), known),
        elements=rows.elements({"变更后信息": (0.8, 1.0), "实施时间": (0.4, 0.98)}),
    )


def _budgets(rows: Rows, *, kind: str, month: int) -> pd.DataFrame:
    """Return a budget or final account: due in a month, published early, late or never."""
    first = int(np.searchsorted(rows.clock.worked, np.datetime64(f"2018-{month:02d}-05")))
    due = first - rows.clock.first + rows.whole(0, 12)
    late = np.where(rows.chance(0.5, 0.99), -rows.whole(0, 4), rows.whole(1, 20))
    known = rows.chance(0.9, 1.0)
    whole = rows.chance(0.45, 0.98) & known
    dates = rows.clock.dates
    return rows.frame(
        kind=same(kind, len(rows)),
        title=rows.units + ("预算" if kind == "budget" else "决算"),
        issued=dates(due - rows.whole(8, 14)),
        due=dates(due),
        published=dates(due + late, known),
        elements=only(same("内容完整", len(rows)), whole),
    )


def _interpretations(studio: Studio, documents: pd.DataFrame) -> None:
    policies = documents[documents["kind"] == "policy"].reset_index(drop=True)
    studio.done(
        "interpretations",
        papers.interpretations(
            studio.like("interpretations", "documents", policies), policies, elements=SHOWN
        ),
        papers.by_heads(
            studio.rows("interpretations", "heads", 3.4, by_quality=True), policies, elements=SHOWN
        ),
    )


def _requests(studio: Studio) -> None:
    frame, pauses = asked.requests(studio.rows("requests", "all", 3))
    requests = studio.done("requests", frame)
    named = requests.take(pauses["request"].to_numpy()).reset_index(drop=True)
    studio.done("pauses", pauses.assign(unit=named["unit"], request=named["record"]))


def _incidents(studio: Studio) -> None:
    rows, each, lapses = studio.rows, studio.each, deeds.lapses
    steps = ("监测收集", "及时预警", "科学研判", "妥善处置", "有效回应")
    points = dict.fromkeys(("问题成因", "解决方案"), (0.4, 0.97)) | {"制约因素": (0.15, 0.85)}
    blamed = [
        _with_elements(
            lapses(each("incidents", kind, 2), kind=kind, chance=(0.35, 0.0)), "政务舆情"
        )
        for kind in ("criticism", "summons")
    ]
    studio.done(
        "incidents",
        deeds.concerns(
            rows("incidents", "sentiment", 4),
            kind="sentiment",
            elements=dict.fromkeys(steps, (0.35, 0.98)) | {"民生热点": (0.5, 0.5)} | points,
        ),
        _emergencies(rows("incidents", "emergency", 1.4)),
        *blamed,
        lapses(each("incidents", "unrelated_post", 3), kind="unrelated_post", chance=(0.5, 0.0)),
        lapses(each("incidents", "uncorrected_post"), kind="uncorrected_post", chance=(0.3, 0.0)),
        lapses(each("incidents", "release_fault", 2), kind="release_fault", chance=(0.35, 0.0)),
    )


def _with_elements(frame: pd.DataFrame, text: str) -> pd.DataFrame:
    return frame.assign(elements=pd.array(same(text, len(frame)), dtype="str"))


def _emergencies(rows: Rows) -> pd.DataFrame:
    """Return emergencies and when the press conference was; some without, lesser ones among them.

    Those of the last day of the period fall due after it.
    """
    minutes = rows.whole(0, 24 * 60 - 1).astype("timedelta64[m]")
    occurred: Dates = rows.clock.dates(rows.days()) + minutes
    surfaced = occurred + rows.whole(0, 300).astype("timedelta64[m]")
    held = rows.chance(0.7, 0.99)
    responded = occurred + (30 + rows.lag(34.0 * 60, 7.0 * 60)).astype("timedelta64[m]")
    responded = np.maximum(responded, surfaced)
    return rows.frame(
        kind=same("emergency", len(rows)),
        occurred=occurred,
        surfaced=surfaced,
        responded=np.where(held, responded, np.datetime64("NaT", "us")),
        severity=rows.pick(("特别重大", "重大", "较大"), (0.2, 0.6, 0.2)),
        responder=same("department_concerned", len(rows)),
    )


def _activities(studio: Studio) -> None:
    rows, each, make = studio.rows, studio.each, deeds.activities
    media = dict.fromkeys(("网络", "两微一端"), (0.6, 1.0)) | dict.fromkeys(
        ("手机短信", "报纸", "广播", "电视"), (0.1, 0.7)
    )
    topics = ("政策解读", "政务舆情回应", "政府信息公开条例")
    studio.done(
        "activities",
        make(
            rows("activities", "training", 2.2, by_quality=True),
            kind="training",
            topics=(*topics, "公文处理"),
        ),
        make(
            rows("activities", "inspection", 2.2, by_quality=True),
            kind="special_inspection",
            topics=(*topics, "网站更新"),
        ),
        make(
            rows("activities", "heard", 1.4, by_quality=True),
            kind="report_heard_by_head",
            post=True,
        ),
        make(
            rows("activities", "conference", 1.0, by_quality=True),
            kind="press_conference",
            post=True,
        ),
        make(rows("activities", "briefed", 1.0), kind="press_conference"),
        make(
            rows("activities", "publicity", 1.6, by_quality=True),
            kind="service_publicity",
            elements={"发布公告": (0.4, 0.98)} | media,
        ),
        make(
            rows("activities", "evaluation", 1.0, groups=(*LOCAL, *OFFICE), by_quality=True),
            kind="response_evaluation",
        ),
        make(
            rows("activities", "meeting", 1),
            kind="meeting",
            elements=dict.fromkeys(("人大代表", "公众代表", "专家"), (0.1, 0.5)),
        ),
        make(each("activities", "ipv6", groups=OFFICE), kind="ipv6_portal"),
        make(each("activities", "assessment", groups=OFFICE), kind="annual_assessment"),
    )


def _found(studio: Studio) -> None:
    ordinary = found.columns(studio.rows("columns", "all", 4))
    welfare = _welfare_columns(studio.each("columns", "welfare", groups=WELFARE))
    columns = studio.done("columns", ordinary, welfare)
    studio.done("updates", found.updates(studio.like("updates", "all", columns), columns, most=2))
    rows, each, make = studio.rows, studio.each, found.checks
    three: papers.Chances = dict.fromkeys(("可检索", "可核查", "可利用"), (0.4, 0.98))
    hall: papers.Chances = dict.fromkeys(
        ("前台统一受理", "统一窗口出件", "综合窗口", "人员保障", "设施保障"), (0.6, 1.0)
    ) | dict.fromkeys(("后台分类审批", "经费保障", "激励约束制度"), (0.3, 0.95))
    lists: dict[str, tuple[tuple[str, ...], papers.Chances]] = {
        "service_systems": (
            SERVING,
            dict.fromkeys(("系统互联互通", "前端整合"), (0.35, 0.97))
            | dict.fromkeys(("咨询问答知识库", "政务服务资源库"), (0.2, 0.95)),
        ),
        "site_functions": ((), dict.fromkeys(("信息资源", "信息搜索", "办事服务"), (0.5, 1.0))),
        "site_management": (
            (),
            dict.fromkeys(("开办整合流程", "名称规范", "域名规范"), (0.7, 1.0))
            | dict.fromkeys(("站点建设机制", "内容发布机制", "组织保障机制"), (0.3, 0.96)),
        ),
        "site_security": (
            (),
            dict.fromkeys(("防攻击", "防篡改", "防病毒"), (0.7, 1.0))
            | {"用户信息保护制度": (0.3, 0.95)},
        ),
        "open_data": ((), {"数据开放栏目": (0.2, 0.9), "标准规范": (0.05, 0.6)}),
        "hotline": (
            LOCAL,
            dict.fromkeys(("统一接收", "按责转办", "限时办结"), (0.7, 1.0))
            | dict.fromkeys(("统一督办", "评价反馈", "值守接通", "督办考核"), (0.3, 0.96)),
        ),
        "gazette": (
            (*LOCAL, *OFFICE),
            {"纸质版": (0.9, 1.0), "电子版": (0.6, 1.0)}
            | dict.fromkeys(("数据库", "数据开放"), (0.1, 0.8)),
        ),
    }
    studio.done(
        "checks",
        make(each("checks", "key_field_data", 2), kind="key_field_data", elements=three),
        make(
            each("checks", "information", 4, SERVING),
            kind="service_information",
            items=("准确规范", "与实际一致", "线上线下一致", "指南之外无要求"),
            passed=(0.45, 0.99),
        ),
        make(
            each("checks", "message", 3, SERVING),
            kind="test_message",
            items=("政务服务网留言",),
            passed=(0.4, 0.98),
        ),
        make(
            each("checks", "review", 4),
            kind="release_review",
            items=("内容表述", "公开时机", "公开方式", "去标识化"),
            passed=(0.5, 0.99),
        ),
        make(each("checks", "hall", 2, (*LOCAL, *OFFICE)), kind="service_hall", elements=hall),
        make(
            rows("checks", "new_media", 1.6),
            kind="new_media",
            elements=dict.fromkeys(("信息发布", "政策解读", "审核程序"), (0.6, 1.0))
            | dict.fromkeys(("在线服务", "专人管理", "日常监管"), (0.3, 0.95)),
        ),
        *(
            make(each("checks", kind, groups=groups), kind=kind, elements=elements)
            for kind, (groups, elements) in lists.items()
        ),
    )


def _welfare_columns(rows: Rows) -> pd.DataFrame:
    """Return the public-welfare columns: some opened late or on an unknown day, some stale."""
    rows = rows.where(rows.chance(0.8, 1.0))
    june = int(np.searchsorted(rows.clock.worked, np.datetime64("2018-06-30"))) - rows.clock.first
    opened = np.where(rows.chance(0.45, 0.98), june - rows.whole(1, 60), june + rows.whole(0, 60))
    checked = rows.clock.dates(rows.clock.length - rows.whole(1, 10))
    age = np.where(rows.chance(0.4, 1.0), rows.whole(0, 30), rows.whole(31, 120))
    return rows.frame(
        site=rows.units + "门户网站",
        path=same("社会公益事业", len(rows)),
        kind=same("public_welfare", len(rows)),
        interval_days=rows.whole(30, 30),
        opened=rows.clock.dates(opened, rows.chance(0.9, 1.0)),
        last_update=checked - age.astype("timedelta64[D]"),
        empty=rows.chance(0.05, 0.0),
        checked=checked,
    )


def _entries(studio: Studio) -> None:
    rows, each = studio.rows, studio.each

    def make(
        of: Rows,
        catalogue: str,
        elements: papers.Chances,
        fields: tuple[str, ...],
        published: tuple[float, float] = (0.7, 1.0),
    ) -> pd.DataFrame:
        return found.entries(
            of, catalogue=catalogue, elements=elements, published=published, fields=fields
        )

    service: papers.Chances = {
        "一网通办": (0.35, 0.95),
        "一般审批事项": (0.7, 0.7),
        "网上申报": (0.45, 0.97),
        "线上线下同步受理": (0.3, 0.95),
        "办理条件": (0.8, 1.0),
        "办理材料": (0.85, 1.0),
        "办理流程": (0.6, 1.0),
        "暂未网上办理": (0.25, 0.1),
        "列明原因": (0.3, 0.95),
    }
    project = dict.fromkeys(("批准结果", "中标结果"), (0.7, 1.0)) | dict.fromkeys(
        ("合同订立及履行", "征收土地方案", "征地补偿安置方案"), (0.25, 0.92)
    )
    trade = dict.fromkeys(("交易公告", "成交信息"), (0.85, 1.0)) | dict.fromkeys(
        ("资格审查结果", "交易过程信息", "履约信息", "变更信息"), (0.3, 0.94)
    )
    pilot = dict.fromkeys(("事项梳理", "事项标准", "事项目录"), (0.7, 1.0)) | dict.fromkeys(
        ("流程规范", "可复制", "可推广", "可考核"), (0.3, 0.95)
    )
    reform = dict.fromkeys(("相关举措", "工作进展", "改革成效"), (0.4, 0.97))
    key = ("budgets", "major_projects", "public_resources", "public_welfare")
    five = dict.fromkeys(("主体", "内容"), (0.8, 1.0)) | dict.fromkeys(
        ("标准", "方式", "程序"), (0.35, 0.97)
    )
    inspected: papers.Chances = {
        "双随机抽查": (0.5, 1.0),
        "结果公开": (0.5, 0.99),
        "多渠道公开": (0.15, 0.85),
    }
    studio.done(
        "entries",
        make(rows("entries", "proposals", 4), "proposals", {}, ("livelihood", "economy")),
        make(
            rows("entries", "inspections", 4, groups=MARKET),
            "inspection_items",
            inspected,
            ("market", "safety"),
        ),
        make(
            rows("entries", "projects", 4, groups=(*LOCAL, "project_department")),
            "major_projects",
            project,
            ("transport", "water", "housing"),
        ),
        make(
            rows("entries", "trading", 4, groups=(*LOCAL, "trading_department")),
            "trading",
            trade,
            ("construction", "procurement", "land"),
        ),
        make(rows("entries", "welfare", 5, groups=WELFARE), "public_welfare", five, WELFARE_FIELDS),
        make(
            rows("entries", "disclosure", 3, by_quality=True),
            "disclosure",
            {},
            ("机构职能", *key),
        ),
        make(
            rows("entries", "services", 8, groups=LOCAL),
            "service_items",
            service,
            ("city_level", "county_level"),
        ),
        make(
            rows("entries", "services", 6, groups=("service_department",)),
            "service_items",
            service,
            ("provincial_level",),
        ),
        make(
            rows("entries", "certificates", 4, groups=SERVING),
            "certificates",
            {"法律法规依据": (0.6, 1.0)},
            ("proof",),
            (0.5, 1.0),
        ),
        make(each("entries", "reforms", 2, LOCAL), "business_reforms", reform, REFORMS),
        _by_department(
            make(
                each("entries", "reform", 1, ("business_lead",)),
                "business_reforms",
                reform,
                REFORMS,
            )
        ),
        make(
            rows("entries", "sites", 2),
            "census_sites",
            {"应支持IPv6": (0.6, 0.6), "支持IPv6": (0.3, 0.95)},
            ("门户网站", "专题网站"),
        ),
        make(
            rows("entries", "accounts", 2.5),
            "accounts",
            {"低效账号": (0.4, 0.3), "已关停整合": (0.2, 0.95)},
            ("微博", "微信", "客户端"),
        ),
        make(
            rows("entries", "hotlines", 1.5, groups=LOCAL),
            "hotlines",
            {"对外使用": (0.95, 0.35)},
            ("政务热线",),
        ),
        make(
            rows("entries", "normative", 3),
            "normative_documents",
            {"已送公报": (0.4, 0.99)},
            ("规范性文件",),
        ),
        make(each("entries", "pilots", 3, PILOTS), "pilot_areas", pilot, ("试点县区",)),
    )


def _by_department(frame: pd.DataFrame) -> pd.DataFrame:
    """Give each lead department its own reform: start-up to industry and commerce."""
    startup = frame["unit"].str.endswith("工商局").to_numpy(dtype=bool)
    return frame.assign(field=pd.array(np.where(startup, *REFORMS), dtype="str"))


def _numbers(studio: Studio) -> None:
    each = studio.each
    year = studio.clock.start.year
    studio.done(
        "statistics",
        deeds.two_years(
            each("statistics", "bypass", groups=(*LOCAL, "project_department")),
            item="bypass_requests",
            years=(str(year - 1), str(year)),
            start=(0.0, 9.0),
            change=(9.0, -4.0),
            decimals=0,
            missing=0.04,
        ),
        _numbered(
            studio.rows("statistics", "visits", 5, groups=SERVING),
            item="visits_needed",
            part="事项",
            right=(0.4, 0.99),
            wrong=2,
        ),
        _numbered(
            each("statistics", "standards", 3, PILOTS),
            item="pilot_standard_sets",
            part="试点领域",
            right=(0.5, 1.0),
            wrong=0,
        ),
    )
    studio.done(
        "judgements",
        deeds.judgements(
            each("judgements", "interpretation.quality"),
            indicator="interpretation.quality",
            levels=("优", "良", "中", "差"),
        ),
    )
    studio.done(
        "rectifications",
        deeds.rectifications(
            studio.rows("rectifications", "all", 2),
            indicators=("service.guides", "platform.site_content", "interpretation.content"),
        ),
    )


def _numbered(
    rows: Rows, *, item: str, part: str, right: tuple[float, float], wrong: int
) -> pd.DataFrame:
    """Return a number per service or field: 1 where it is right, else `wrong`.

    `right` is the chance of that for the worst unit and the best.
    """
    number = pd.Series(rows.place() + 1).astype("str")
    return rows.frame(
        item=same(item, len(rows)),
        part=part + number,
        period=same(str(rows.clock.start.year), len(rows)),
        value=np.where(rows.chance(*right), 1.0, float(wrong)),
    )


RECIPE = Recipe(date(2018, 1, 1), date(2018, 12, 31), date(2019, 1, 15), TROOPS, fill)

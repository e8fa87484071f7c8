"""What evaluators find, for gansu-2018: columns of websites, checks, catalogue entries.

Comes in: a studio. Goes out: its tables of columns, updates, checks and entries.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gkeval.synthetic import found
from gkeval.synthetic.found import Checks, Entries
from gkeval.synthetic.recipes.gansu_2018.units import (
    CENTRAL,
    LOCAL,
    MARKET,
    PILOTS,
    PROJECT,
    SERVICE,
    SERVING,
    TRADING,
    WELFARE,
)
from gkeval.synthetic.rows import Lot, Rows, likely, same
from gkeval.synthetic.studio import Studio

CHECKS = (
    Checks("key_field_data", times=2, elements=likely((0.4, 0.98), "可检索", "可核查", "可利用")),
    Checks(
        "service_information",
        times=4,
        groups=SERVING,
        part="information",
        items=("准确规范", "与实际一致", "线上线下一致", "指南之外无要求"),
        passed=(0.45, 0.99),
    ),
    Checks(
        "test_message",
        times=3,
        groups=SERVING,
        part="message",
        items=("政务服务网留言",),
        passed=(0.4, 0.98),
    ),
    Checks(
        "release_review",
        times=4,
        part="review",
        items=("内容表述", "公开时机", "公开方式", "去标识化"),
        passed=(0.5, 0.99),
    ),
    Checks(
        "service_hall",
        times=2,
        groups=CENTRAL,
        part="hall",
        elements={
            **likely((0.6, 1.0), "前台统一受理", "统一窗口出件", "综合窗口"),
            **likely((0.6, 1.0), "人员保障", "设施保障"),
            **likely((0.3, 0.95), "后台分类审批", "经费保障", "激励约束制度"),
        },
    ),
    Checks(
        "new_media",
        1.6,
        elements={
            **likely((0.6, 1.0), "信息发布", "政策解读", "审核程序"),
            **likely((0.3, 0.95), "在线服务", "专人管理", "日常监管"),
        },
    ),
    Checks(
        "service_systems",
        groups=SERVING,
        elements={
            **likely((0.35, 0.97), "系统互联互通", "前端整合"),
            **likely((0.2, 0.95), "咨询问答知识库", "政务服务资源库"),
        },
    ),
    Checks("site_functions", elements=likely((0.5, 1.0), "信息资源", "信息搜索", "办事服务")),
    Checks(
        "site_management",
        elements={
            **likely((0.7, 1.0), "开办整合流程", "名称规范", "域名规范"),
            **likely((0.3, 0.96), "站点建设机制", "内容发布机制", "组织保障机制"),
        },
    ),
    Checks(
        "site_security",
        elements={
            **likely((0.7, 1.0), "防攻击", "防篡改", "防病毒"),
            "用户信息保护制度": (0.3, 0.95),
        },
    ),
    Checks("open_data", elements={"数据开放栏目": (0.2, 0.9), "标准规范": (0.05, 0.6)}),
    Checks(
        "hotline",
        groups=LOCAL,
        elements={
            **likely((0.7, 1.0), "统一接收", "按责转办", "限时办结"),
            **likely((0.3, 0.96), "统一督办", "评价反馈", "值守接通", "督办考核"),
        },
    ),
    Checks(
        "gazette",
        groups=CENTRAL,
        elements={
            "纸质版": (0.9, 1.0),
            "电子版": (0.6, 1.0),
            **likely((0.1, 0.8), "数据库", "数据开放"),
        },
    ),
)

INSPECTED = {"双随机抽查": (0.5, 1.0), "结果公开": (0.5, 0.99), "多渠道公开": (0.15, 0.85)}
PROJECTED = {
    **likely((0.7, 1.0), "批准结果", "中标结果"),
    **likely((0.25, 0.92), "合同订立及履行", "征收土地方案", "征地补偿安置方案"),
}
TRADED = {
    **likely((0.85, 1.0), "交易公告", "成交信息"),
    **likely((0.3, 0.94), "资格审查结果", "交易过程信息", "履约信息", "变更信息"),
}
STATED = {**likely((0.8, 1.0), "主体", "内容"), **likely((0.35, 0.97), "标准", "方式", "程序")}
SERVED = {
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
REFORMS = ("business_startup", "construction_permit")
REFORMED = likely((0.4, 0.97), "相关举措", "工作进展", "改革成效")
PILOTED = {
    **likely((0.7, 1.0), "事项梳理", "事项标准", "事项目录"),
    **likely((0.3, 0.95), "流程规范", "可复制", "可推广", "可考核"),
}
WELFARE_FIELDS = (
    "poverty_relief",
    "social_assistance",
    "education",
    "health",
    "environment",
    "disaster_rescue",
    "culture_sport",
)
LED = Entries(
    "business_reforms", groups=("business_lead",), part="reform", elements=REFORMED, fields=REFORMS
)
ENTRIES = (
    Entries("proposals", 4, fields=("livelihood", "economy")),
    Entries(
        "inspection_items",
        4,
        MARKET,
        part="inspections",
        elements=INSPECTED,
        fields=("market", "safety"),
    ),
    Entries(
        "major_projects",
        4,
        PROJECT,
        part="projects",
        elements=PROJECTED,
        fields=("transport", "water", "housing"),
    ),
    Entries("trading", 4, TRADING, elements=TRADED, fields=("construction", "procurement", "land")),
    Entries("public_welfare", 5, WELFARE, part="welfare", elements=STATED, fields=WELFARE_FIELDS),
    Entries(
        "disclosure",
        3,
        by_quality=True,
        fields=("机构职能", "budgets", "major_projects", "public_resources", "public_welfare"),
    ),
    Entries(
        "service_items",
        8,
        LOCAL,
        part="services",
        elements=SERVED,
        fields=("city_level", "county_level"),
    ),
    Entries(
        "service_items", 6, SERVICE, part="services", elements=SERVED, fields=("provincial_level",)
    ),
    Entries(
        "certificates",
        4,
        SERVING,
        elements={"法律法规依据": (0.6, 1.0)},
        published=(0.5, 1.0),
        fields=("proof",),
    ),
    Entries(
        "business_reforms", times=2, groups=LOCAL, part="reforms", elements=REFORMED, fields=REFORMS
    ),
    LED,
    Entries(
        "census_sites",
        2,
        part="sites",
        elements={"应支持IPv6": (0.6, 0.6), "支持IPv6": (0.3, 0.95)},
        fields=("门户网站", "专题网站"),
    ),
    Entries(
        "accounts",
        2.5,
        elements={"低效账号": (0.4, 0.3), "已关停整合": (0.2, 0.95)},
        fields=("微博", "微信", "客户端"),
    ),
    Entries("hotlines", 1.5, LOCAL, elements={"对外使用": (0.95, 0.35)}, fields=("政务热线",)),
    Entries(
        "normative_documents",
        3,
        part="normative",
        elements={"已送公报": (0.4, 0.99)},
        fields=("规范性文件",),
    ),
    Entries(
        "pilot_areas", times=3, groups=PILOTS, part="pilots", elements=PILOTED, fields=("试点县区",)
    ),
)


def fill(studio: Studio) -> None:
    """Fill the tables of columns, updates, checks and entries."""
    ordinary = found.columns(studio.rows("columns", Lot("column", 4, part="all")))
    welfare = Lot("public_welfare", groups=WELFARE, part="welfare")
    found.fill_columns(studio, ordinary, _welfare_columns(studio.rows("columns", welfare)), most=2)
    found.fill_checks(studio, CHECKS)
    entries = found.listed(studio, ENTRIES)
    led = ENTRIES.index(LED)
    entries[led] = _by_department(entries[led])
    studio.done("entries", *entries)


def _welfare_columns(rows: Rows) -> pd.DataFrame:
    """Return the public-welfare columns: some opened late or on an unknown day, some stale."""
    rows = rows.where(rows.chance(0.8, 1.0))
    june = rows.clock.position("2018-06-30")
    opened = np.where(rows.chance(0.45, 0.98), june - rows.whole(1, 60), june + rows.whole(0, 60))
    checked = rows.clock.dates(rows.clock.length - rows.whole(1, 10))
    age = np.where(rows.chance(0.4, 1.0), rows.whole(0, 30), rows.whole(31, 120))
    return rows.frame(
        site=rows.units + "门户网站",
        path=same("社会公益事业", len(rows)),
        kind=rows.kinds,
        interval_days=rows.whole(30, 30),
        opened=rows.clock.dates(opened, rows.chance(0.9, 1.0)),
        last_update=checked - age.astype("timedelta64[D]"),
        empty=rows.chance(0.05, 0.0),
        checked=checked,
    )


def _by_department(frame: pd.DataFrame) -> pd.DataFrame:
    """Give each lead department its own reform: start-up to industry and commerce."""
    startup = frame["unit"].str.endswith("工商局").to_numpy(dtype=bool)
    return frame.assign(field=pd.array(np.where(startup, *REFORMS), dtype="str"))

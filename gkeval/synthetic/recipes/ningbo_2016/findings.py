"""What evaluators find, for ningbo-2016: columns of websites, checks, catalogue entries.

Comes in: a studio. Goes out: its tables of columns, updates, checks and entries.
"""

from __future__ import annotations

from functools import partial

from gkeval.synthetic import found
from gkeval.synthetic.found import Checks, Entries
from gkeval.synthetic.recipes.ningbo_2016.units import (
    CENTRES,
    COUNTY,
    DEPARTMENT,
    ENFORCING,
    LITTLE,
    MUCH,
    OFFICE,
    SOME,
)
from gkeval.synthetic.rows import Chances, Lot, likely
from gkeval.synthetic.studio import Studio

STEPS = ("合法性审查", "集体讨论决定", "审查在讨论之前", "公众参与", "专家论证", "风险评估")
CHANNELS = {
    **likely((0.5, 0.9), "政府门户网站", "政务微信"),
    **likely((0.1, 0.5), "报刊", "广播", "电视", "政务客户端", "社区公开栏"),
}
ENFORCED = {
    "执法公示制度": MUCH,
    **likely(SOME, "行政许可", "行政处罚", "行政强制", "行政征收", "行政确认", "行政检查"),
}
NETWORK = {
    **likely(MUCH, "权力事项", "网上服务", "政务信息"),
    **likely(LITTLE, "数据资源", "网上预约", "自助终端", "联动办理", "大厅互补"),
}
SHARED = {**likely(SOME, "政务云", "数据目录", "跨部门"), **likely(LITTLE, "跨区域", "跨层级")}
LINKED = {
    **likely(MUCH, "网上办事大厅", "政府网站"),
    **likely(LITTLE, "主要新闻媒体", "主要新闻网站", "重点商业网站"),
}
ACCOUNTS = {**likely(MUCH, "微博", "微信", "加入矩阵"), **likely(LITTLE, "客户端", "征集意见")}
GAZETTE = {
    **likely(MUCH, "政府规章", "政策", "规范性文件", "网站", "社区", "企业"),
    **likely(SOME, "微博", "微信", "商协会", "乡村", "出版提速"),
}
CHECKS = (
    Checks("decision_step", 9, items=STEPS, passed=(0.5, 1.0)),
    Checks("test_message", 4, part="message", items=("网民留言",), passed=SOME),
    Checks("test_call", 3, part="call", items=("热线", "在线客服"), passed=SOME),
    Checks("request_window", groups=CENTRES, part="window", items=("受理点",), passed=(0.6, 1.0)),
    Checks("participation_channels", 2.5, by_quality=True, part="channels", elements=CHANNELS),
    Checks("enforcement_online", groups=ENFORCING, elements=ENFORCED),
    Checks("service_network", elements=NETWORK),
    Checks("data_sharing", elements=SHARED),
    Checks("site_links", elements=LINKED),
    Checks("new_media_accounts", elements=ACCOUNTS),
    Checks("gazette", groups=OFFICE, elements=GAZETTE),
)

_entries = partial(Entries, fields=("民生", "经济", "环境", "教育", "卫生"), published=(0.5, 0.99))
TASKS = likely(SOME, "具体措施", "实施步骤", "责任分工", "监督方式")
POWERS = {"名称": (0.9, 1.0), "内容": MUCH, "行使主体": MUCH, "法律依据": SOME}
FUNDS = likely(SOME, "管理或对象", "分配", "执行或使用")
GUIDE = {
    **likely(MUCH, "设定依据", "办理条件", "办理材料", "办理流程", "审批时限", "收费依据及标准"),
    **likely(SOME, "审批决定证件", "年检要求", "注意事项", "联系方式及投诉渠道"),
    **likely(SOME, "格式文本", "示范文本"),
    "流程已精简": LITTLE,
}
SEVERAL = (
    _entries("execution_reports", 3),
    _entries("work_report_tasks", 3, elements=TASKS),
    _entries("findings", 2),
    _entries("results", 3),
    _entries("powers", 4, elements=POWERS),
    _entries("funds", 2, elements=FUNDS),
    _entries("service_items", 4, elements=GUIDE),
    _entries("licences", 2, elements={"全程网上": LITTLE}),
    _entries("fee_items", 2, elements={"全程网上": SOME}),
    _entries("disclosure", 7),
    _entries("past_documents", 3),
    _entries("converted_replies", 3),
    _entries("audits", 3, COUNTY),
)

REGULATED = (
    *("生态环境", "卫生防疫", "安全生产", "食品药品", "保障性住房", "质量价格"),
    *("国土资源", "社会信用", "交通运输", "旅游市场", "国有企业运营", "公共资源交易"),
)
SECTORS = (*("教育", "医疗卫生", "计划生育", "供水", "供电"), *("供气", "供热", "环保", "公共交通"))
LIVELIHOOD = (
    *("教育", "医疗", "人力社保", "户籍", "养老"),
    *("住房", "交通运输", "环保", "食品安全", "公共安全"),
)
OPENED = (
    *("信用", "交通运输", "医疗", "卫生", "就业", "人力社保", "地理", "文化", "教育", "科技"),
    *("国土资源", "农业", "扶贫", "环境", "安全监管", "食品药品", "金融", "质量", "统计"),
    *("气象", "海洋与渔业", "企业登记", "档案"),
)
NAMED = (
    *("财政预决算", "公共资源配置", "重大建设项目", "社会公益事业", "规范性文件", "城市发展规划"),
    *("土地利用总体规划", "三改一拆", "五水共治", "政府购买公共服务", "政府和社会资本合作"),
)
RUN = {"服务事项目录": MUCH, "具体办法": LITTLE, "主动公开": MUCH, "指导监督": SOME}
SERVED = {"查询": (0.8, 1.0), "申请": MUCH, "办理": SOME}
BY_FIELD: tuple[tuple[str, tuple[str, ...], Chances], ...] = (
    ("regulation", REGULATED, {}),
    ("public_enterprises", SECTORS, RUN),
    ("livelihood_services", LIVELIHOOD, SERVED),
    ("priority_data", OPENED, {}),
    ("key_fields", NAMED, {}),
)
"""Catalogues with an entry for every field from a county, for some of its own from a department."""

LEVELS = ("province", "city", "county", "township", "village")
TO_BUILD = (
    ("platforms", "county", ("社会治安综合治理", "综合行政执法", "市场监管", "民生服务")),
    (
        "platforms",
        "data_lead",
        ("公共数据平台", "共享交换平台", "信息资源管理系统", "公共数据开放平台"),
    ),
    (
        "platforms",
        "service_lead",
        ("咨询投诉举报平台", "电子证照数据库", "移动公共服务平台", "实名用户体系"),
    ),
    ("platforms", "municipal_office", ("督查情况公开平台", "网上新闻发布平台", "政策意见征集平台")),
    (
        "city_rules",
        "data_lead",
        ("数据开放计划", "数据开放目录规范", "数据开放格式规范", "数据开放利用机制"),
    ),
    (
        "city_rules",
        "municipal_office",
        ("公开目录标准", "主动公开标准", "网站开办准入机制", "舆情分析联席会议制度"),
    ),
)
"""Catalogue, who is in charge, and what is to be built or ruled: each once."""

ENTRIES = (
    *SEVERAL,
    *(
        line
        for name, fields, elements in BY_FIELD
        for line in (
            _entries(name, times=len(fields), groups=COUNTY, elements=elements, fields=fields),
            _entries(name, 1.2, DEPARTMENT, elements=elements, fields=fields),
        )
    ),
    _entries(
        "service_network", times=len(LEVELS), groups=CENTRES, fields=LEVELS, published=(0.82, 1.0)
    ),
    *(
        _entries(name, times=len(tasks), groups=(group,), fields=tasks)
        for name, group, tasks in TO_BUILD
    ),
)


def fill(studio: Studio) -> None:
    """Fill the tables of columns, updates, checks and entries."""
    columns = found.columns(studio.rows("columns", Lot("column", 9, part="all")))
    found.fill_columns(studio, columns, most=1)
    found.fill_checks(studio, CHECKS)
    studio.done("entries", *found.listed(studio, ENTRIES))

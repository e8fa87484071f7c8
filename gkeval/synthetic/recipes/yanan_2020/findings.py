"""What evaluators find, for yanan-2020: columns of websites, checks, catalogue entries.

Comes in: a studio. Goes out: its tables of columns, checks and entries.
"""

from __future__ import annotations

import pandas as pd

from gkeval.synthetic import found
from gkeval.synthetic.found import Checks, Entries
from gkeval.synthetic.recipes.yanan_2020.units import BODIES, COUNTY, SERVICES, TOWNSHIP
from gkeval.synthetic.rows import Lot, likely
from gkeval.synthetic.studio import Studio

STAGES = {
    **likely((0.4, 1.0), "决策公开", "服务公开", "结果公开"),
    **likely((0.0, 0.95), "执行公开", "管理公开"),
}
MEANS = likely((0.0, 0.9), "电子证照", "电子公文", "电子印章")
FUNCTIONS = {"信息发布": (0.9, 1.0), **likely((0.0, 0.9), "政民互动", "在线服务")}
CHECKS = (
    Checks("five_disclosures", part="five", elements=STAGES),
    Checks(
        "attribute_review",
        9,
        part="attributes",
        items=("属性有据", "转涉密处理"),
        passed=(0.2, 0.98),
    ),
    Checks(
        "request_channel",
        times=3,
        groups=BODIES,
        part="channels",
        items=("当面", "信函", "网络"),
        passed=(0.3, 1.0),
    ),
    Checks(
        "material_check",
        times=8,
        groups=SERVICES,
        part="materials",
        items=("指南外材料", "重复提供"),
        passed=(0.2, 1.0),
    ),
    Checks("electronic_means", groups=SERVICES, part="means", elements=MEANS),
    Checks("new_media", 2.2, part="accounts", elements=FUNCTIONS),
    Checks(
        "same_source",
        times=10,
        groups=COUNTY,
        part="source",
        items=("政策文件", "办事指南", "通知公告"),
        passed=(0.3, 0.98),
    ),
    Checks(
        "village_match",
        times=8,
        groups=TOWNSHIP,
        part="villages",
        items=("惠农补贴", "社会救助", "村级财务"),
        passed=(0.1, 0.95),
    ),
)

STANDARDS = Entries("standards", 10, part="standard", elements={"嵌入业务流程": (0.0, 0.95)})
GUIDES = Entries(
    "unit_guides",
    times=12,
    groups=COUNTY,
    part="guides",
    published=(0.4, 1.0),
    fields=("部门", "乡镇", "街道"),
)
SERVED = {
    **likely((0.8, 1.0), "设定依据", "实施机关", "办理条件", "办理材料"),
    **likely((0.3, 1.0), "办理流程", "办理时限"),
    **likely((0.1, 0.95), "规范表格", "填写说明", "示范文本"),
    "中心可评价": (0.5, 1.0),
    "网上可评价": (0.1, 0.95),
}
ZONE = {
    "公开专区": (0.2, 1.0),
    "统一标识": (0.3, 1.0),
    "信息查询": (0.5, 1.0),
    **likely((0.1, 0.95), "公开申请", "办事咨询"),
}
VILLAGE = {
    "小微权力清单": (0.0, 1.0),
    "公开事项清单": (0.2, 1.0),
    **likely((0.4, 1.0), "脱贫攻坚", "村级财务", "社会救助"),
    **likely((0.1, 0.95), "乡村振兴", "惠农政策", "养老服务"),
    "村民微信群": (0.7, 1.0),
    "公众号": (0.1, 0.8),
    "信息公示栏": (0.8, 1.0),
}
FURTHER = (
    Entries(
        "service_items",
        16,
        SERVICES,
        part="services",
        elements=SERVED,
        published=(0.9, 1.0),
        fields=("社会保障", "不动产登记", "企业开办", "教育入学"),
    ),
    Entries(
        "accounts",
        3,
        elements={"低效账号": (0.7, 0.3), "已关停": (0.0, 0.95)},
        published=(1.0, 1.0),
        fields=("微信公众号", "微博", "短视频"),
    ),
    Entries(
        "zone_venues",
        times=9,
        groups=COUNTY,
        part="venues",
        elements=ZONE,
        published=(0.8, 1.0),
        fields=("政务服务中心", "档案馆", "图书馆", "公共服务单位"),
    ),
    Entries(
        "villages", times=8, groups=TOWNSHIP, elements=VILLAGE, published=(0.8, 1.0), fields=("村",)
    ),
)


def fill(studio: Studio) -> None:
    """Fill the tables of columns, checks and entries."""
    found.fill_checks(studio, CHECKS)
    columns = studio.rows("columns", Lot("column", 6, COUNTY, part="all"))
    studio.done("columns", found.columns(columns))
    studio.done(
        "entries",
        *found.listed(studio, (STANDARDS,)),
        _guides(studio),
        *found.listed(studio, FURTHER),
    )


def _guides(studio: Studio) -> pd.DataFrame:
    """Return the guides of units, some of them published before the revised Regulation."""
    rows = studio.rows("entries", GUIDES)
    frame = found.entries(rows, GUIDES)
    old = rows.chance(0.5, 0.0)
    earlier = frame["published"] - pd.Timedelta(days=800)
    return frame.assign(published=frame["published"].mask(old, earlier))

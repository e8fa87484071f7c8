"""The record tables that there are: every column with its type, its codes and its Chinese header.

In: nothing. Out: `TABLES`, by name, and each table by its own; the common columns come first (whose
row it is) and last (where it was seen).
"""

from __future__ import annotations

from gkeval.tables.shapes import Column, Table

UNIT = Column("unit", "评估对象", required=True, refers="units", also=("单位", "评估单位"))
RECORD = Column("record", "底稿编号", required=True, also=("记录编号", "编号"))
PROVENANCE = (
    Column("evidence", "佐证地址", also=("网址", "链接", "url")),
    Column("captured", "采集时间", "time"),
    Column("file_hash", "文件哈希"),
    Column("recorded_by", "记录人"),
)


def _table(
    name: str,
    zh: str,
    about: str,
    *columns: Column,
    key: tuple[str, ...] = ("record",),
    orders: tuple[tuple[str, str], ...] = (),
) -> Table:
    return Table(name, zh, about, (UNIT, RECORD, *columns, *PROVENANCE), key, orders)


UNITS = Table(
    "units",
    "评估对象",
    "one government or department that is assessed",
    (
        Column("unit", "评估对象", required=True, also=("单位", "评估单位", "单位编码")),
        Column("name", "名称", also=("单位名称",)),
        Column("name_en", "英文名称"),
        Column("group", "类别", required=True, also=("评估对象类别", "组别")),
        Column("subsets", "所属子类", "list"),
        Column("parent", "上级单位", refers="units"),
        Column("order", "行政区划序", "number"),
    ),
    key=("unit",),
)

DOCUMENTS = _table(
    "documents",
    "文件",
    "one document: policy, rule, plan, list, catalogue, guide, annual report, result",
    Column("kind", "文件类型", required=True, also=("类型",)),
    Column("title", "标题", also=("文件标题",)),
    Column("doc_no", "文号", also=("发文字号",)),
    Column("field", "领域"),
    Column(
        "attribute",
        "公开属性",
        "code",
        codes=(
            ("public", "主动公开"),
            ("on_request", "依申请公开"),
            ("declassified", "脱密后公开"),
            ("partial", "部分公开"),
            ("not_public", "不公开"),
        ),
    ),
    Column("written", "成文日期", "date"),
    Column("issued", "印发日期", "date"),
    Column("published", "发布日期", "date", also=("公开日期",)),
    Column("first_seen", "首次发现日期", "date"),
    Column("source_published", "来源发布时间", "time"),
    Column("reprinted", "转载时间", "time"),
    Column("due", "应公开日期", "date"),
    Column("updated", "更新日期", "date"),
    Column("major", "重大", "flag"),
    Column("elements", "已有要素", "list", also=("要素",)),
    orders=(("written", "issued"),),
)

INTERPRETATIONS = _table(
    "interpretations",
    "政策解读",
    "one interpretation of a policy, in any form",
    Column("document", "被解读文件", refers="documents", also=("解读文件编号",)),
    Column("published", "发布日期", "date", required=True, also=("解读日期",)),
    Column("form", "解读形式"),
    Column(
        "author_role",
        "解读人身份",
        "code",
        codes=(
            ("principal", "主要负责人"),
            ("leader", "领导班子成员"),
            ("drafter", "起草部门"),
            ("expert", "专家"),
            ("media", "媒体"),
            ("other", "其他"),
        ),
    ),
    Column("post", "职务"),
    Column("policy", "政策"),
    Column("event", "原始活动"),
    Column("author", "解读人", personal=True),
    Column("elements", "已有要素", "list", also=("要素",)),
)

REQUESTS = _table(
    "requests",
    "依申请公开",
    "one request for information, with its whole clock",
    Column(
        "channel",
        "申请渠道",
        "code",
        codes=(
            ("in_person", "当面"),
            ("registered_mail", "挂号信"),
            ("ordinary_mail", "平信"),
            ("fax", "传真"),
            ("internet", "互联网"),
        ),
    ),
    Column("received", "收到日期", "date", required=True, also=("收到申请日期",)),
    Column("clarification_asked", "要求补正日期", "date"),
    Column("clarification_due", "补正期限", "date"),
    Column("clarification_returned", "收到补正日期", "date"),
    Column("extension_approved", "延期批准日期", "date"),
    Column("extension_notified", "延期告知日期", "date"),
    Column("fee_notified", "收费告知日期", "date"),
    Column("fee_paid", "缴费日期", "date"),
    Column("answered", "答复日期", "date", also=("答复发出日期",)),
    Column(
        "answer",
        "答复类型",
        "code",
        codes=(
            ("granted", "予以公开"),
            ("partial", "部分公开"),
            ("refused", "不予公开"),
            ("not_held", "无法提供"),
            ("not_handled", "不予处理"),
            ("abandoned", "视为放弃"),
            ("other", "其他"),
        ),
    ),
    Column("remedy_notice", "告知救济途径", "flag"),
    Column("mock", "模拟申请", "flag"),
    Column("applicant", "申请人", personal=True),
    Column("elements", "已有要素", "list", also=("要素",)),
    orders=(
        ("received", "answered"),
        ("received", "clarification_asked"),
        ("clarification_asked", "clarification_returned"),
        ("received", "extension_notified"),
        ("fee_notified", "fee_paid"),
    ),
)

PAUSES = _table(
    "pauses",
    "征求意见期间",
    "one interval of a request that does not count: consulting a third party or another organ",
    Column("request", "申请编号", required=True, refers="requests"),
    Column("began", "开始日期", "date", required=True),
    Column("ended", "结束日期", "date", required=True),
    Column(
        "kind",
        "类型",
        "code",
        codes=(("third_party", "征求第三方意见"), ("organ", "征求其他机关意见")),
    ),
    orders=(("began", "ended"),),
)

INCIDENTS = _table(
    "incidents",
    "事件",
    "one thing that happened and had to be dealt with: public sentiment, leak, error, complaint",
    Column("kind", "事件类型", required=True, also=("类型",)),
    Column("occurred", "发生时间", "time", required=True),
    Column("surfaced", "发现时间", "time"),
    Column("responded", "回应时间", "time"),
    Column("closed", "办结时间", "time"),
    Column("severity", "程度"),
    Column("responder", "回应主体"),
    Column("elements", "已有要素", "list", also=("要素",)),
    orders=(("occurred", "responded"), ("occurred", "closed")),
)

ACTIVITIES = _table(
    "activities",
    "活动",
    "one dated act: meeting, open day, press conference, training, hearing of a report, inspection",
    Column("kind", "活动类型", required=True, also=("类型",)),
    Column("date", "日期", "date", required=True, also=("活动日期",)),
    Column("topic", "主题"),
    Column("post", "职务"),
    Column("person", "人员", personal=True),
    Column("participants", "参加人数", "count"),
    Column("open", "是否开放", "flag"),
    Column("announced", "预告日期", "date"),
    Column("published", "发布日期", "date"),
    Column("elements", "已有要素", "list", also=("要素",)),
)

COLUMNS = _table(
    "columns",
    "网站栏目",
    "one column of a site or account, as found on the check date",
    Column("site", "网站", required=True),
    Column("path", "栏目", required=True, also=("栏目路径",)),
    Column("kind", "栏目类型"),
    Column("interval_days", "应更新周期（天）", "count", also=("更新周期",)),
    Column("opened", "开设日期", "date"),
    Column("last_update", "最近更新日期", "date", also=("最后更新日期",)),
    Column("empty", "是否空白", "flag"),
    Column("explained", "有说明页", "flag"),
    Column("checked", "检查日期", "date"),
)

UPDATES = _table(
    "updates",
    "栏目更新",
    "one update of a column",
    Column("column", "栏目编号", required=True, refers="columns"),
    Column("date", "更新日期", "date", required=True),
    Column("title", "标题"),
)

CHECKS = _table(
    "checks",
    "检查",
    "one check by an evaluator: a link, a search, a service item, a hotline call",
    Column("kind", "检查类型", required=True, also=("类型",)),
    Column("item", "检查内容"),
    Column("checked", "检查日期", "date", required=True),
    Column("passed", "是否合格", "flag"),
    Column("found", "问题数", "count"),
    Column("elements", "已有要素", "list", also=("要素",)),
)

ABSENCES = _table(
    "absences",
    "未查到记录",
    "one search that found nothing: where, with which words, when",
    Column("indicator", "指标", required=True),
    Column("path", "查找路径", required=True),
    Column("keywords", "检索词", "list"),
    Column("searched", "查找时间", "time", required=True),
    Column("screenshot", "截图"),
)

ENTRIES = _table(
    "entries",
    "目录条目",
    "one entry of a catalogue, list or register, with its state of publication",
    Column("catalogue", "所属目录", required=True),
    Column("item", "事项", required=True, also=("公开事项",)),
    Column("field", "领域"),
    Column("mandatory", "应公开", "flag"),
    Column("due", "应公开日期", "date"),
    Column("published", "发布日期", "date", also=("公开日期",)),
    Column("elements", "已有要素", "list", also=("要素",)),
)

STATISTICS = _table(
    "statistics",
    "统计数据",
    "one reported or counted number",
    Column("item", "统计项", required=True, also=("指标名称",)),
    Column("part", "分项"),
    Column("period", "时期", required=True, also=("年度",)),
    Column("value", "数值", "number", required=True),
)

JUDGEMENTS = _table(
    "judgements",
    "评分",
    "what one rater gave one unit for one indicator",
    Column("indicator", "指标", required=True),
    Column("rater", "评估员", required=True),
    Column("value", "得分", required=True, also=("评分", "等次")),
    Column(
        "kind",
        "评分来源",
        "code",
        codes=(("third_party", "第三方"), ("self", "自评"), ("leader", "组长裁定")),
    ),
    Column("judged", "评分时间", "time"),
    Column("reason", "扣分理由"),
)

SAMPLES = _table(
    "samples",
    "抽样",
    "how many cases one unit had for one indicator where only some were checked",
    Column("indicator", "指标", required=True),
    Column("population", "总数", "count", required=True, also=("总量", "应查总数")),
    key=("unit", "indicator"),
)

RECTIFICATIONS = _table(
    "rectifications",
    "整改",
    "one problem handed to a unit for correction",
    Column("indicator", "指标"),
    Column("problem", "问题", required=True),
    Column("points_lost", "扣分", "number"),
    Column("due", "整改期限", "date"),
    Column("responsible", "责任单位"),
    Column("answered", "反馈日期", "date"),
    Column("rechecked", "复查日期", "date"),
    Column(
        "result",
        "复查结果",
        "code",
        codes=(("done", "已整改"), ("partly", "部分整改"), ("open", "未整改")),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        UNITS,
        DOCUMENTS,
        INTERPRETATIONS,
        REQUESTS,
        PAUSES,
        INCIDENTS,
        ACTIVITIES,
        COLUMNS,
        UPDATES,
        CHECKS,
        ABSENCES,
        ENTRIES,
        STATISTICS,
        JUDGEMENTS,
        SAMPLES,
        RECTIFICATIONS,
    )
}

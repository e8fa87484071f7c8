"""The sample for yanan-2020: counties, their departments and townships, and what they disclosed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from gkeval.synthetic import asked, deeds, found, papers
from gkeval.synthetic.cast import Troop
from gkeval.synthetic.names import COUNTIES
from gkeval.synthetic.rows import Rows, same
from gkeval.synthetic.studio import Recipe, Studio

BUREAUS = (
    ("民政局", "Civil Affairs"),
    ("教育局", "Education"),
    ("自然资源局", "Natural Resources"),
    ("市场监管局", "Market Regulation"),
    ("卫生健康局", "Health"),
    ("财政局", "Finance"),
)
TOWNS = (
    ("听雪镇", "Snowlisten Town"),
    ("拾光镇", "Lightgather Town"),
    ("枕星镇", "Starpillow Town"),
    ("折柳镇", "Willowbend Town"),
    ("采薇乡", "Fernpick Township"),
    ("踏歌乡", "Songstep Township"),
    ("揽月街道", "Moonreach Subdistrict"),
    ("停云街道", "Cloudrest Subdistrict"),
    ("吹笛乡", "Fluteplay Township"),
    ("捕梦镇", "Dreamcatch Town"),
    ("织梦街道", "Dreamweave Subdistrict"),
    ("抱琴镇", "Luteholder Town"),
    ("煮酒乡", "Winewarm Township"),
    ("寻鹿镇", "Deerseek Town"),
)
HOMES = COUNTIES[8:16]
OFFICES = tuple(
    (home + BUREAUS[(place + turn) % 6][0], f"{english}: {BUREAUS[(place + turn) % 6][1]}")
    for turn in (0, 3)
    for place, (home, english) in enumerate(HOMES)
)
"""Two bureaus of every county, in the order in which counties are dealt out as parents."""
SERVING = tuple(n for n, (zh, _) in enumerate(OFFICES) if not zh.endswith("财政局"))
REGULATING = tuple(
    n for n, (zh, _) in enumerate(OFFICES) if zh.endswith(("资源局", "监管局", "健康局"))
)
Single = tuple[str, str | None, tuple[str, ...], tuple[float, float], str, papers.Chances]
"""Kind, field, groups, chance, indicator and elements of a document that a unit has once."""

Change = tuple[tuple[str, ...], tuple[float, float], tuple[float, float], int, float]
"""Groups, first number, change for the worst and the best, decimals, share that report neither."""

FIELDS = (
    "territorial_planning",
    "major_projects",
    "public_resources",
    "budgets",
    "taxation",
    "environment",
    "food_drug",
    "work_safety",
    "culture",
    "legal_services",
    "employment",
    "social_assistance",
    "social_insurance",
    "household_registration",
    "health",
    "urban_enforcement",
    "elderly_care",
    "land_compensation",
    "affordable_housing",
    "disaster_relief",
    "municipal_services",
    "compulsory_education",
    "poverty_relief",
    "farm_subsidies",
    "rural_housing",
    "house_expropriation",
)
"""The 26 fields; the interview names the first three."""

TROOPS = (
    Troop("county", HOMES, ("合成县", "Synthetic county"), "县长", size=1.2),
    Troop(
        "department",
        OFFICES,
        ("合成局", "Synthetic bureau"),
        "局长",
        parent="county",
        subsets={"service_department": SERVING, "regulator": REGULATING},
        size=0.7,
    ),
    Troop("township", TOWNS, ("合成镇", "Synthetic town"), "镇长", parent="county", size=0.6),
)

SHOWN: papers.Chances = {
    "背景依据": (0.6, 0.99),
    "主要内容": (0.85, 1.0),
    "涉及范围": (0.35, 0.95),
    "惠民利民措施": (0.2, 0.9),
}
PREPARED: papers.Chances = {
    "属性随文报批": (0.5, 0.98),
    "不公开理由": (0.1, 0.95),
    "同步组织": (0.2, 0.95),
    "同步审签": (0.2, 0.92),
    "同步部署": (0.1, 0.9),
    "投放专区": (0.0, 0.95),
}
BODIES = ("department", "township")
LEADING = ("county", "department")
SERVICES = ("county", "service_department")
FALLING = ("on_request_documents", "not_public_documents", "dispute_rate", "correction_rate")


def fill(studio: Studio) -> None:
    """Fill the tables of the sample for yanan-2020."""
    documents = _documents(studio)
    policies = documents[documents["kind"] == "policy"].reset_index(drop=True)
    studio.done(
        "interpretations",
        papers.interpretations(
            studio.like("interpretations", "documents", policies), policies, elements=SHOWN
        ),
        papers.by_heads(
            studio.rows("interpretations", "heads", 1.6, by_quality=True), policies, elements=SHOWN
        ),
    )
    _requests(studio)
    _activities(studio)
    _incidents(studio)
    _checks(studio)
    _entries(studio)
    _numbers(studio)


def _marked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return documents with the attributes of the plan: partly public for declassified."""
    return frame.assign(attribute=frame["attribute"].replace("declassified", "partial"))


def _fields(rows: Rows) -> pd.DataFrame:
    """Return a catalogue for most of the 26 fields, some of them not revised by the guideline."""
    frame = papers.dated(
        rows, kind="standards_catalogue", elements={"已按指引修订": (0.4, 1.0)}, field=FIELDS
    )
    return frame[rows.chance(0.2, 1.0)].reset_index(drop=True)


def _new_fields(rows: Rows) -> pd.DataFrame:
    """Return catalogues of newly guided fields: in time, late, missing, or not due in the period.

    The catalogue comes some working days after the guideline; three months are about 62.
    """
    issued = rows.days(before=70)
    done = issued + rows.whole(15, 50) + np.where(rows.chance(0.05, 0.8), 0, rows.whole(15, 60))
    out = rows.chance(0.75, 1.0) & (done <= rows.clock.length + 10)
    dates = rows.clock.dates
    return rows.frame(
        kind=same("new_field_catalogue", len(rows)),
        field=rows.turn(("新增领域一", "新增领域二", "新增领域三", "新增领域四")),
        attribute=same("public", len(rows)),
        source_published=dates(issued) + np.timedelta64(10, "h"),
        published=dates(done, out),
    )


def _results(rows: Rows) -> pd.DataFrame:
    """Return findings of inspections, some of them never published."""
    frame = papers.dated(rows, kind="inspection_result", elements={}, lag=12)
    return frame.assign(published=frame["published"].where(rows.chance(0.2, 0.98)))


def _documents(studio: Studio) -> pd.DataFrame:
    rows, each = studio.rows, studio.each
    year = studio.clock.start.year
    early = (date(year - 1, 3, 1), date(year, 8, 31))
    autumn = (date(year, 6, 1), date(year + 1, 1, 22))
    systems = (
        "information_management",
        "release",
        "interpretation_response",
        "participation",
        "supervision",
    )
    five = dict.fromkeys(("登记", "办理", "答复"), (0.5, 1.0)) | dict.fromkeys(
        ("审核", "归档"), (0.1, 0.9)
    )
    steps = dict.fromkeys(("收集", "研判", "回应"), (0.3, 1.0)) | dict.fromkeys(
        ("预警", "报告"), (0.0, 0.9)
    )
    singles: list[Single] = [
        *(("rule", field, (), (0.1, 1.0), "catalogue.systems", {}) for field in systems),
        ("rule", "on_request", (), (0.7, 1.0), "catalogue.systems", five),
        ("rule", "attribute", (), (0.3, 1.0), "attributes.mechanisms", {}),
        ("rule", "attribute_adjustment", (), (0.0, 0.9), "attributes.mechanisms", {}),
        ("rule", "sentiment_monitoring", LEADING, (0.7, 1.0), "participation.concern_steps", steps),
        ("rule", "hotline_county", ("county",), (0.8, 1.0), "supervision.hotline", {}),
        ("rule", "hotline_township", ("county",), (0.0, 0.9), "supervision.hotline", {}),
        ("rule", "hotline_township", ("township",), (0.2, 0.98), "supervision.hotline", {}),
        ("catalogue_compilation", None, ("county",), (0.1, 0.95), "catalogue.compiled", {}),
        ("disclosure_guide", None, BODIES, (0.4, 1.0), "requests.guide", {}),
    ]
    once, searches = [], []
    for kind, field, groups, chance, indicator, elements in singles:
        frame, sought = papers.singles(
            each("documents", f"{kind}/{field}/{','.join(groups)}", groups=groups),
            kind=kind,
            field=field,
            chance=chance,
            between=autumn if kind == "catalogue_compilation" else early,
            elements=elements or None,
            indicator=indicator,
        )
        once.append(frame)
        searches.append(sought)
    county = ("county",)
    documents = studio.done(
        "documents",
        _marked(
            papers.policies(
                rows("documents", "policy", 8, groups=LEADING), kind="policy", elements=PREPARED
            )
        ),
        _marked(
            papers.policies(
                rows("documents", "official", 7),
                kind="official",
                elements={"属性随文报批": (0.4, 0.98), "不公开理由": (0.1, 0.95)},
            )
        ),
        papers.dated(
            rows("documents", "decision", 5, groups=county),
            kind="decision",
            elements=dict.fromkeys(("决策草案", "主要内容"), (0.6, 0.99))
            | {"公众参与": (0.2, 0.95)},
        ),
        papers.dated(
            rows("documents", "gazette", 6, groups=county),
            kind="gazette_issue",
            elements={"投放专区": (0.1, 1.0)},
        ),
        _fields(each("documents", "fields", 26, groups=county)),
        papers.dated(
            rows("documents", "fields again", 1.5, groups=county),
            kind="standards_catalogue",
            elements={"已按指引修订": (1.0, 1.0)},
            field=FIELDS,
        ),
        _new_fields(rows("documents", "new fields", 4, groups=county)),
        _results(rows("documents", "results", 10, groups=("county", "regulator"))),
        *once,
    )
    studio.done("absences", *searches)
    return documents


def _requests(studio: Studio) -> None:
    rows = studio.rows("requests", "all", 12)
    frame, pauses = asked.requests(rows)
    more = rows.elements(
        {"省统一答复文本": (0.1, 0.95), "三类事项": (0.25, 0.25), "最大限度提供": (0.1, 0.95)}
    )
    both = frame["elements"].astype(object).where(frame["elements"].notna(), "")
    both = both + np.where((both != "") & pd.notna(more), ";", "") + pd.Series(more).fillna("")
    frame = frame.assign(elements=both.where(both != "", None).astype("str"))
    requests = studio.done("requests", frame)
    named = requests.take(pauses["request"].to_numpy()).reset_index(drop=True)
    studio.done("pauses", pauses.assign(unit=named["unit"], request=named["record"]))


def _activities(studio: Studio) -> None:
    rows, make = studio.rows, deeds.activities
    county = ("county",)
    means: dict[str, tuple[float, tuple[str, ...]]] = {
        "report_heard_by_head": (2.2, LEADING),
        "special_study": (1.4, LEADING),
        "training": (2.2, LEADING),
        "induction_training": (0.8, county),
        "platform_inspection": (1.0, county),
    }
    accounts = ("account_opened", "account_changed", "account_closed", "account_cancelled")
    studio.done(
        "activities",
        make(
            rows("activities", "meeting", 6, groups=county, by_quality=True),
            kind="meeting",
            elements=dict.fromkeys(("利益相关方", "公众代表"), (0.1, 0.5))
            | dict.fromkeys(("专家", "媒体"), (0.05, 0.3)),
        ),
        *(
            make(
                rows("activities", kind, mean, groups=groups, by_quality=True),
                kind=kind,
                post=kind == "report_heard_by_head",
                late=0.06,
            )
            for kind, (mean, groups) in means.items()
        ),
        *(
            make(
                rows("activities", kind, 1.1),
                kind=kind,
                topics=("微信公众号", "微博", "短视频"),
                elements={"已备案": (0.05, 0.98)},
            )
            for kind in accounts
        ),
    )


def _incidents(studio: Studio) -> None:
    rows, each = studio.rows, studio.each
    studio.done(
        "incidents",
        deeds.concerns(
            rows("incidents", "sentiment", 5, groups=LEADING), kind="sentiment", elements={}
        ),
        deeds.concerns(
            rows("incidents", "complaint", 9, groups=("county", "township")),
            kind="complaint",
            elements={},
        ),
        deeds.lapses(each("incidents", "privacy", 2), kind="privacy_breach", chance=(0.4, 0.0)),
        deeds.lapses(each("incidents", "views", 3), kind="personal_post", chance=(0.7, 0.05)),
        deeds.lapses(each("incidents", "ads", 3), kind="advertising_post", chance=(0.7, 0.05)),
    )


def _checks(studio: Studio) -> None:
    rows, each, make = studio.rows, studio.each, found.checks
    stages = dict.fromkeys(("决策公开", "服务公开", "结果公开"), (0.4, 1.0)) | dict.fromkeys(
        ("执行公开", "管理公开"), (0.0, 0.95)
    )
    means = dict.fromkeys(("电子证照", "电子公文", "电子印章"), (0.0, 0.9))
    functions = {"信息发布": (0.9, 1.0)} | dict.fromkeys(("政民互动", "在线服务"), (0.0, 0.9))
    studio.done(
        "checks",
        make(each("checks", "five"), kind="five_disclosures", elements=stages),
        make(
            rows("checks", "attributes", 9),
            kind="attribute_review",
            items=("属性有据", "转涉密处理"),
            passed=(0.2, 0.98),
        ),
        make(
            each("checks", "channels", 3, groups=BODIES),
            kind="request_channel",
            items=("当面", "信函", "网络"),
            passed=(0.3, 1.0),
        ),
        make(
            each("checks", "materials", 8, groups=SERVICES),
            kind="material_check",
            items=("指南外材料", "重复提供"),
            passed=(0.2, 1.0),
        ),
        make(each("checks", "means", groups=SERVICES), kind="electronic_means", elements=means),
        make(rows("checks", "accounts", 2.2), kind="new_media", elements=functions),
        make(
            each("checks", "source", 10, groups=("county",)),
            kind="same_source",
            items=("政策文件", "办事指南", "通知公告"),
            passed=(0.3, 0.98),
        ),
        make(
            each("checks", "villages", 8, groups=("township",)),
            kind="village_match",
            items=("惠农补贴", "社会救助", "村级财务"),
            passed=(0.1, 0.95),
        ),
    )
    studio.done("columns", found.columns(rows("columns", "all", 6, groups=("county",))))


def _entries(studio: Studio) -> None:
    rows, each, make = studio.rows, studio.each, found.entries
    county = ("county",)
    guides = each("entries", "guides", 12, groups=county)
    bodies = make(
        guides,
        catalogue="unit_guides",
        elements={},
        published=(0.4, 1.0),
        fields=("部门", "乡镇", "街道"),
    )
    old = guides.chance(0.5, 0.0)  # published, but before the revised Regulation
    earlier = bodies["published"] - pd.Timedelta(days=800)
    studio.done(
        "entries",
        make(
            rows("entries", "standard", 10),
            catalogue="standards",
            elements={"嵌入业务流程": (0.0, 0.95)},
            published=(0.7, 1.0),
        ),
        bodies.assign(published=bodies["published"].mask(old, earlier)),
        make(
            rows("entries", "services", 16, groups=SERVICES),
            catalogue="service_items",
            elements=dict.fromkeys(("设定依据", "实施机关", "办理条件", "办理材料"), (0.8, 1.0))
            | dict.fromkeys(("办理流程", "办理时限"), (0.3, 1.0))
            | dict.fromkeys(("规范表格", "填写说明", "示范文本"), (0.1, 0.95))
            | {"中心可评价": (0.5, 1.0), "网上可评价": (0.1, 0.95)},
            published=(0.9, 1.0),
            fields=("社会保障", "不动产登记", "企业开办", "教育入学"),
        ),
        make(
            rows("entries", "accounts", 3),
            catalogue="accounts",
            elements={"低效账号": (0.7, 0.3), "已关停": (0.0, 0.95)},
            published=(1.0, 1.0),
            fields=("微信公众号", "微博", "短视频"),
        ),
        make(
            each("entries", "venues", 9, groups=county),
            catalogue="zone_venues",
            elements={"公开专区": (0.2, 1.0), "统一标识": (0.3, 1.0), "信息查询": (0.5, 1.0)}
            | dict.fromkeys(("公开申请", "办事咨询"), (0.1, 0.95)),
            published=(0.8, 1.0),
            fields=("政务服务中心", "档案馆", "图书馆", "公共服务单位"),
        ),
        make(
            each("entries", "villages", 8, groups=("township",)),
            catalogue="villages",
            elements={"小微权力清单": (0.0, 1.0), "公开事项清单": (0.2, 1.0)}
            | dict.fromkeys(("脱贫攻坚", "村级财务", "社会救助"), (0.4, 1.0))
            | dict.fromkeys(("乡村振兴", "惠农政策", "养老服务"), (0.1, 0.95))
            | {"村民微信群": (0.7, 1.0), "公众号": (0.1, 0.8), "信息公示栏": (0.8, 1.0)},
            published=(0.8, 1.0),
            fields=("村",),
        ),
    )


def _counted(
    rows: Rows, *, item: str, parts: tuple[str, ...], year: str, none: float
) -> pd.DataFrame:
    """Return a small number of each part: mostly 1, more in poor units, 0 for a share `none`."""
    more = np.where(rows.chance(0.8, 0.1), rows.whole(1, 2), 0)
    value = np.where(rows.uniform() < none, 0, 1 + more).astype(np.float64)
    return rows.frame(
        item=same(item, len(rows)), part=rows.turn(parts), period=same(year, len(rows)), value=value
    )


def _beside(frame: pd.DataFrame, item: str, year: str) -> pd.DataFrame:
    """Return a number of two years; last year's beside this year's where it is to fall to none."""
    if item not in FALLING:
        return frame
    last = frame["period"] != year
    return frame.assign(item=frame["item"].mask(last, f"{item}_last_year"), period=year)


def _numbers(studio: Studio) -> None:
    each = studio.each
    year = studio.clock.start.year
    changes: dict[str, Change] = {
        "on_request_documents": ((), (0.0, 9.0), (4.0, -3.0), 0, 0.0),
        "not_public_documents": ((), (0.0, 6.0), (4.0, -2.5), 0, 0.0),
        "proactive_share": ((), (0.5, 0.8), (-0.1, 0.07), 3, 0.03),
        "dispute_rate": ((), (0.0, 0.2), (0.12, -0.07), 3, 0.0),
        "correction_rate": ((), (0.0, 0.4), (0.3, -0.2), 3, 0.0),
        "service_sub_items": (SERVICES, (40.0, 160.0), (-60.0, 40.0), 0, 0.0),
        "original_items": (("county",), (300.0, 1200.0), (-400.0, 260.0), 0, 0.0),
    }
    studio.done(
        "statistics",
        *(
            _beside(
                deeds.two_years(
                    each("statistics", item, groups=groups),
                    item=item,
                    years=(str(year - 1), str(year)),
                    start=start,
                    change=change,
                    decimals=decimals,
                    missing=missing,
                ),
                item,
                str(year),
            )
            for item, (groups, start, change, decimals, missing) in changes.items()
        ),
        _counted(
            each("statistics", "accounts", 3),
            item="accounts_on_platform",
            parts=("微信公众号", "微博", "短视频"),
            year=str(year),
            none=0.3,
        ),
        _counted(
            each("statistics", "forms", 8, groups=SERVICES),
            item="submissions_per_application",
            parts=tuple(f"事项{n}" for n in range(1, 9)),
            year=str(year),
            none=0.0,
        ),
    )
    judged: dict[str, tuple[str, ...]] = {
        "catalogue.workflow": (),
        "zones.media": ("county",),
        "organisation.leading_group": ("county",),
    }
    studio.done(
        "judgements",
        *(
            deeds.judgements(
                each("judgements", indicator, groups=groups),
                indicator=indicator,
                levels=("优", "良", "中", "差"),
            )
            for indicator, groups in judged.items()
        ),
    )
    studio.done(
        "rectifications",
        deeds.rectifications(
            studio.rows("rectifications", "all", 1.5),
            indicators=("catalogue.fields", "requests.guide", "platform.one_account"),
        ),
    )


RECIPE = Recipe(date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 15), TROOPS, fill)

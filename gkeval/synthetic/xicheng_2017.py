"""The sample for xicheng-2017: a district, its departments and subdistricts half-way in a pilot.

Collecting ends in January 2018, so that what is due in 2018 is not there yet, or is there too
early. Numbers that two tables tell (open days, projects) agree with each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from gkeval.synthetic import asked, deeds, found, papers
from gkeval.synthetic.cast import Troop
from gkeval.synthetic.rows import Rows, nothing, only, same
from gkeval.synthetic.studio import Recipe, Studio

OFFICES = (
    ("编办", "Institutional Establishment"),
    ("发展改革委", "Development and Reform"),
    ("教委", "Education"),
    ("民政局", "Civil Affairs"),
    ("司法局", "Justice"),
    ("财政局", "Finance"),
    ("人力社保局", "Human Resources and Social Security"),
    ("环保局", "Environmental Protection"),
    ("住房城市建设委", "Housing and Construction"),
    ("重大项目办", "Major Projects"),
    ("房管局", "Housing Administration"),
    ("市政市容委", "Municipal Administration"),
    ("商务委", "Commerce"),
    ("文化委", "Culture"),
    ("卫生计生委", "Health and Family Planning"),
    ("安全监管局", "Work Safety"),
    ("行政服务中心", "Service Centre"),
    ("园区管委会", "Park Committee"),
    ("城管执法局", "Urban Enforcement"),
    ("地税局", "Local Taxation"),
    ("国税局", "State Taxation"),
    ("食品药监局", "Food and Drugs"),
    ("公安分局", "Public Security"),
    ("新闻办", "News Office"),
    ("社会办", "Social Work"),
    ("政府办公室", "Government Office"),
    ("体育局", "Sports"),
    ("园林绿化局", "Landscaping"),
    ("审计局", "Audit"),
    ("统计局", "Statistics"),
    ("信访办", "Letters and Calls"),
    ("档案局", "Archives"),
    ("科技信息化委", "Science and Informatisation"),
    ("金融办", "Financial Services"),
)
SUBDISTRICTS = (
    ("琥珀街道", "Amber Subdistrict"),
    ("珊瑚街道", "Coral Subdistrict"),
    ("青瓷街道", "Celadon Subdistrict"),
    ("丹枫街道", "Redmaple Subdistrict"),
    ("白鹭街道", "Egret Subdistrict"),
    ("鹿鸣街道", "Deercall Subdistrict"),
    ("萤火街道", "Firefly Subdistrict"),
    ("纸鸢街道", "Kite Subdistrict"),
    ("风铃街道", "Windchime Subdistrict"),
    ("雪松街道", "Cedar Subdistrict"),
    ("薄荷街道", "Mint Subdistrict"),
    ("芦笛街道", "Reedpipe Subdistrict"),
    ("云雀街道", "Skylark Subdistrict"),
    ("紫藤街道", "Wisteria Subdistrict"),
    ("陶笛街道", "Ocarina Subdistrict"),
)
LIVELIHOOD = (2, 3, 6, 7, 11, 12, 13, 14, 15, 26, 27)
TROOPS = (
    Troop(
        "district",
        (("虚构区政府", "Imaginary District"),),
        ("合成区", "Synthetic district"),
        "区长",
        size=1.4,
    ),
    Troop(
        "department",
        tuple((f"虚构区{zh}", f"Imaginary District: {en}") for zh, en in OFFICES),
        ("虚构区部门", "Imaginary District: department"),
        "局长",
        parent="district",
        subsets={
            "livelihood_department": LIVELIHOOD,
            "planned_department": (1, 2, 3, 5, 6, 7, 8, 10, 11, 13, 14, 16, 21, 26),
            "key_pilot": range(23),
            "special_pilot": (16, 21, 23, 24, 25, *LIVELIHOOD),
        },
    ),
    Troop(
        "subdistrict",
        SUBDISTRICTS,
        ("合成街道", "Synthetic subdistrict"),
        "街道办事处主任",
        parent="district",
        subsets={"special_subdistrict": range(6)},
        size=0.9,
    ),
)

DISTRICT = ("district",)
UNITS = ("department", "subdistrict")
PILOTS = ("key_pilot", "special_pilot", "special_subdistrict")
INVOLVED = ("livelihood_department", "subdistrict")
KEY_FIELDS = (
    "major_projects",
    "budgets",
    "taxation",
    "environment",
    "food_drug",
    "work_safety",
    "culture",
    "legal_services",
)
FURTHER_FIELDS = (
    "public_services",
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
    "public_resources",
    "compulsory_education",
    "enterprise_support",
)
THEMES = ("major_projects", "environment", "culture", "employment", "social_assistance")
PROJECTS = 19
TASKS: papers.Chances = {
    "事项梳理": (0.7, 1.0),
    "事项标准": (0.5, 0.99),
    "流程规范": (0.35, 0.96),
    "公开方式": (0.35, 0.97),
}
STATED: papers.Chances = {
    **dict.fromkeys(("名称", "内容", "主体"), (0.8, 0.99)),
    **dict.fromkeys(("依据", "时限", "方式"), (0.35, 0.93)),
}
DIMENSIONS: papers.Chances = {
    **dict.fromkeys(("范围", "内容", "形式"), (0.6, 1.0)),
    **dict.fromkeys(("流程", "方式", "频次"), (0.35, 0.96)),
}
FORMS: papers.Chances = {
    **dict.fromkeys(("实地参观", "政策咨询"), (0.4, 0.9)),
    **dict.fromkeys(("模拟政府常务会", "参与环节", "创新展示"), (0.1, 0.6)),
}
SHARED: papers.Chances = dict.fromkeys(
    ("共同谋划", "共同推进", "共同督查", "共同评价"), (0.15, 0.7)
)


def fill(studio: Studio) -> None:
    """Fill the tables of the sample for xicheng-2017."""
    documents, searches = _documents(studio)
    policies = documents[documents["kind"] == "policy"].reset_index(drop=True)
    studio.done(
        "interpretations",
        papers.interpretations(
            studio.like("interpretations", "documents", policies),
            policies,
            elements=dict.fromkeys(("背景依据", "主要内容", "惠民利民措施"), (0.4, 0.97)),
        ),
    )
    _requests(studio)
    activities = _activities(studio)
    studio.done(
        "incidents",
        deeds.concerns(
            studio.rows("incidents", "sentiment", 1.4),
            kind="sentiment",
            elements=dict.fromkeys(("研判处置", "效果反馈"), (0.4, 0.95)),
        ),
    )
    _found(studio)
    studio.done("absences", searches)
    _entries(studio)
    _numbers(studio, activities)


def _documents(studio: Studio) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fill the documents; return them, and the searches that found none."""
    once: list[pd.DataFrame] = []
    searches: list[pd.DataFrame] = []

    def single(
        kind: str,
        groups: tuple[str, ...],
        chance: tuple[float, float],
        between: tuple[date, date],
        field: str | None = None,
        elements: papers.Chances | None = None,
        indicator: str = "",
    ) -> pd.DataFrame:
        frame, sought = papers.singles(
            studio.each("documents", f"{kind}/{field}/{','.join(groups)}", groups=groups),
            kind=kind,
            field=field,
            chance=chance,
            between=between,
            elements=elements,
            indicator=indicator,
        )
        once.append(frame)
        searches.append(sought)
        return frame

    early = (date(2016, 3, 1), date(2017, 12, 29))
    recent = (date(2017, 3, 1), date(2017, 12, 29))
    meeting = "decision.meeting_rules"
    single("rule", UNITS, (0.5, 1.0), recent, "meeting_opening", DIMENSIONS, meeting)
    for field in ("meeting_opening", "open_day", "public_report", "decision_predisclosure"):
        single("rule", DISTRICT, (0.6, 1.0), recent, field, DIMENSIONS)
    for field in ("dialogue_centre", "opinion_projects"):
        single("rule", DISTRICT, (0.5, 0.95), recent, field, DIMENSIONS)
    for field in ("open_day", "opinion_projects"):
        single("rule", PILOTS[1:], (0.1, 0.6), recent, field, DIMENSIONS)
    mechanism = "response.mechanism"
    single("rule", (), (0.3, 0.95), early, "response_coordination", None, mechanism)
    single("duty_list", UNITS, (0.4, 0.96), early, None, None, "disclosure.duty_list")
    compiled = {"标准目录": (0.9, 1.0), "动态调整": (0.2, 0.85)}
    catalogues = single(
        "standards_catalogue", UNITS, (0.6, 1.0), recent, None, compiled, "disclosure.catalogue"
    )
    _update(studio, catalogues, "standards_catalogue", until=date(2018, 1, 12))
    records = {"时间表": (0.6, 1.0), "工作台账": (0.4, 0.98)}
    before = (date(2017, 6, 12), date(2017, 7, 25))
    single("implementation_plan", PILOTS, (0.85, 1.0), before, "pilot", records, "pilot.plan")
    turn = (date(2017, 11, 20), date(2018, 1, 9))
    for groups in (DISTRICT, PILOTS):
        single("pilot_results", groups, (0.8, 1.0), turn, "interim")
    for field in ("mechanism", "case", "report"):
        single("pilot_material", PILOTS, (0.3, 0.95), recent, field)
    parts = dict.fromkeys(("总体情况", "做法和成效", "问题及建议"), (0.5, 1.0))
    single("pilot_summary", PILOTS, (0.0, 0.15), turn, elements=parts)
    policies = studio.rows("documents", "policy", 8, groups=("department",))
    documents = studio.done(
        "documents",
        papers.policies(policies, kind="policy", elements={"信息公开规定": (0.3, 0.9)}),
        _drafts(studio.rows("documents", "drafts", 14, groups=DISTRICT)),
        _drafts(studio.rows("documents", "drafts", 4, groups=("planned_department",))),
        *once,
    )
    return documents, pd.concat(searches, ignore_index=True)


def _update(studio: Studio, frame: pd.DataFrame, part: str, until: date) -> None:
    """Give documents a day of the last change, where that was before collecting ended."""
    rows = studio.like("documents", f"{part}/updated", frame)
    changed = frame["issued"] + pd.to_timedelta(rows.whole(20, 160), unit="D")
    frame["updated"] = changed.where(rows.chance(0.2, 0.9) & (changed <= pd.Timestamp(until)))


def _drafts(rows: Rows) -> pd.DataFrame:
    """Return topics: some decided too soon after the draft, some without one, some later."""
    decided = rows.clock.dates(rows.days(after=8))
    enough = rows.chance(0.45, 0.97)
    gap = np.where(enough, rows.whole(14, 45), rows.whole(2, 13)).astype("timedelta64[D]")
    none = np.datetime64("NaT", "us")
    settled = rows.uniform() < 0.95
    return rows.frame(
        kind=same("predisclosure", len(rows)),
        title=rows.units + "：" + pd.Series(rows.turn(papers.TOPICS), dtype="str"),
        issued=np.where(settled, decided, none),
        published=np.where(rows.chance(0.7, 0.99), decided - gap, none),
        elements=rows.elements({"代拟稿解读": (0.1, 0.85)}),
    )


def _requests(studio: Studio) -> None:
    frame, pauses = asked.requests(studio.rows("requests", "all", 6))
    requests = studio.done("requests", frame)
    named = requests.take(pauses["request"].to_numpy()).reset_index(drop=True)
    studio.done("pauses", pauses.assign(unit=named["unit"], request=named["record"]))


def _activities(studio: Studio) -> pd.DataFrame:
    rows, make = studio.rows, deeds.activities

    def often(
        kind: str,
        mean: float,
        groups: tuple[str, ...] = (),
        topics: Sequence[str] = (),
        elements: papers.Chances | None = None,
        post: bool = False,
    ) -> pd.DataFrame:
        drawn = rows("activities", kind, mean, groups=groups, by_quality=True)
        return make(drawn, kind=kind, topics=topics, elements=elements, post=post, late=0.06)

    public: papers.Chances = {"民生议题": (0.5, 0.97)}
    halves = dict.fromkeys(("上半年工作情况", "下半年重点安排"), (0.6, 1.0))
    reports = often("public_report", 0.8, (*DISTRICT, *INVOLVED), elements=halves)
    july, sorting = (date(2017, 6, 12), date(2017, 7, 24)), (date(2017, 5, 2), date(2017, 8, 11))
    review = (date(2017, 7, 10), date(2017, 8, 4))
    return studio.done(
        "activities",
        often("meeting_attendance", 3, DISTRICT),
        _twice(often("meeting", 3, ("livelihood_department",), elements=public)),
        _twice(often("meeting", 4, ("subdistrict",), elements=public)),
        often("open_day", 5, DISTRICT, THEMES, FORMS),
        _twice(often("open_day", 1.7, INVOLVED, THEMES, FORMS)),
        reports,
        often("joint_activity", 3, DISTRICT, elements=SHARED),
        often("joint_activity", 0.8, INVOLVED, elements=SHARED),
        often("hotline_session", 1.3, UNITS, post=True),
        often("expert_visit", 4, DISTRICT),
        often("pilot_meeting", 1.8, (*DISTRICT, *PILOTS)),
        often("experience_promoted", 2, DISTRICT),
        often("online_survey", 0.9, PILOTS),
        often("opinion_survey", 0.9, PILOTS),
        _quarters(studio.each("activities", "quarters", 4, DISTRICT), studio.clock.start.year),
        _acts(studio, "plan_filed", PILOTS, (0.85, 1.0), july),
        _acts(studio, "item_sorting", PILOTS, (0.9, 1.0), sorting),
        _acts(studio, "plan_review", DISTRICT, (0.9, 1.0), review),
        _acts(studio, "plan_approval_meeting", DISTRICT, (0.9, 1.0), review),
        _acts(studio, "standards_applied", PILOTS, (0.0, 0.2), (july[1], date(2018, 1, 10))),
    )


def _twice(frame: pd.DataFrame) -> pd.DataFrame:
    """Repeat every sixth act, as two reports of the same day are both noted down."""
    times = np.where(np.arange(len(frame)) % 6 == 2, 2, 1)
    return frame.take(np.repeat(np.arange(len(frame)), times)).reset_index(drop=True)


def _acts(
    studio: Studio,
    kind: str,
    groups: tuple[str, ...],
    chance: tuple[float, float],
    between: tuple[date, date],
) -> pd.DataFrame:
    """Return an act that a unit should have done once, the good earlier."""
    each = studio.each("activities", kind, groups=groups)
    frame, _ = papers.singles(each, kind=kind, chance=chance, between=between)
    return frame[["unit", "kind"]].assign(date=frame["issued"])


def _quarters(rows: Rows, year: int) -> pd.DataFrame:
    """Return what was sorted at the end of each quarter; `rows` has four for a unit."""
    ends = np.array([f"{year}-{month}" for month in ("03-31", "06-30", "09-30", "12-31")])
    at = rows.place()
    days = ends[at].astype("datetime64[us]") - rows.whole(1, 20).astype("timedelta64[D]")
    frame = rows.frame(
        kind=same("hot_issue_review", len(rows)),
        date=days,
        topic=np.array([f"{year}Q{n}" for n in range(1, 5)], dtype=object)[at],
    )
    return frame.loc[rows.chance(0.5, 1.0)]


def _found(studio: Studio) -> None:
    each, make = studio.each, found.checks
    section = found.columns(each("columns", "section", groups=DISTRICT))
    section = section.assign(kind="pilot_section", path="首页/试点专题")
    columns = studio.done("columns", section, found.columns(studio.rows("columns", "all", 4)))
    studio.done("updates", found.updates(studio.like("updates", "all", columns), columns))
    looked = {
        "item_sources": (
            UNITS,
            dict.fromkeys(("权责清单", "公共服务事项", "年度公开要点"), (0.7, 1.0))
            | dict.fromkeys(("年度计划总结", "区实施意见和细则"), (0.4, 0.97))
            | dict.fromkeys(("机关工作手册", "三定职责条目"), (0.2, 0.85)),
        ),
        "workstreams": (
            UNITS,
            dict.fromkeys(("会议开放", "政府开放日", "政民互动"), (0.15, 0.7))
            | dict.fromkeys(("向公众报告和四同", "预公开和政策解读", "民意立项"), (0.1, 0.6)),
        ),
        "publication_channels": (
            (),
            dict.fromkeys(("公示栏", "办事大厅", "便民服务窗口"), (0.5, 1.0))
            | dict.fromkeys(("广播", "电视", "报纸"), (0.1, 0.7)),
        ),
        "pilot_resources": (PILOTS, dict.fromkeys(("经费", "机构", "人员"), (0.5, 1.0))),
    }
    studio.done(
        "checks",
        *(
            make(each("checks", kind, groups=groups), kind=kind, elements=elements)
            for kind, (groups, elements) in looked.items()
        ),
        make(
            each("checks", "website_upgrade", groups=DISTRICT),
            kind="website_upgrade",
            items=("门户网站",),
            passed=(0.6, 1.0),
        ),
        make(
            studio.rows("checks", "window", 4, groups=("planned_department", "subdistrict")),
            kind="one_window",
            items=("服务窗口",),
            passed=(0.4, 0.98),
        ),
    )


def _entries(studio: Studio) -> None:
    rows, each = studio.rows, studio.each
    due: papers.Chances = {"领导参加": (0.5, 0.97)}
    studio.done(
        "entries",
        _fields(each("entries", "fields", len(KEY_FIELDS), DISTRICT), KEY_FIELDS),
        _fields(each("entries", "further", len(FURTHER_FIELDS), DISTRICT), FURTHER_FIELDS),
        _fields(each("entries", "fields", 2, ("key_pilot",)), KEY_FIELDS, drawn=True),
        _fields(
            rows("entries", "further", 1.2, groups=("department",)), FURTHER_FIELDS, drawn=True
        ),
        found.entries(
            rows("entries", "standards", 10, groups=UNITS),
            catalogue="standards",
            elements=STATED,
            published=(0.6, 0.99),
        ),
        *_projects(studio),
        _issues(rows("entries", "issues", 1.8, groups=UNITS), studio.clock.start.year, due),
        found.entries(
            rows("entries", "live_plan", 1.3, groups=UNITS),
            catalogue="live_plan",
            elements={},
            published=(0.4, 0.96),
            fields=("民生",),
        ),
        found.entries(
            rows("entries", "hot_topics", 0.9, groups=UNITS),
            catalogue="hot_topics",
            elements={},
            published=(0.3, 0.95),
            fields=("民生",),
        ),
    )


def _fields(rows: Rows, fields: Sequence[str], *, drawn: bool = False) -> pd.DataFrame:
    """Return fields with the tasks done in them: all in turn, or drawn at random."""
    field = rows.pick(fields) if drawn else rows.turn(fields)
    return rows.frame(
        catalogue=same("pilot_fields", len(rows)),
        item=field,
        field=field,
        elements=rows.elements(TASKS),
    )


def _projects(studio: Studio) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nineteen projects under the units in charge, and again under the district."""
    streets = studio.each("entries", "projects", groups=("subdistrict",))
    offices = studio.each("entries", "projects", groups=("livelihood_department",))
    parts = [
        part.frame(
            catalogue=same("opinion_projects", len(part)),
            elements=part.elements({"已落实": (0.2, 0.92), "已入案例库": (0.2, 0.9)}),
        )
        for part in (streets, offices)
    ]
    own = pd.concat(parts, ignore_index=True).head(PROJECTS)
    own["item"] = "民意立项项目" + (own.index.to_series() + 1).astype("str").str.zfill(2)
    whole = studio.each("entries", "all projects", len(own), DISTRICT)
    listed = own.take(whole.place()).reset_index(drop=True)
    return own, listed.assign(unit=whole.units)


def _issues(rows: Rows, year: int, elements: papers.Chances) -> pd.DataFrame:
    """Return hot issues, due by the end of a quarter; those of the next year are still open."""
    ends = [f"{year}-03-31", f"{year}-06-30", f"{year}-09-30", f"{year}-12-31"]
    due = rows.pick((*ends, f"{year + 1}-03-31")).astype("datetime64[us]")
    done = rows.chance(0.5, 0.99) & (due < np.datetime64(f"{year + 1}-01-01"))
    held = due - rows.whole(0, 40).astype("timedelta64[D]")
    return rows.frame(
        catalogue=same("hot_issues", len(rows)),
        item=pd.Series(rows.turn(papers.TOPICS), dtype="str"),
        due=due,
        published=np.where(done, held, np.datetime64("NaT", "us")),
        elements=only(rows.elements(elements), done),
    )


def _numbers(studio: Studio, activities: pd.DataFrame) -> None:
    each, make = studio.each, deeds.two_years
    year = studio.clock.start.year
    years = (str(year - 1), str(year))
    judged: dict[str, tuple[str, ...]] = {
        "decision.exploration": ("special_subdistrict",),
        "organisation.leading_group": PILOTS,
        "organisation.innovation": PILOTS,
    }
    studio.done(
        "statistics",
        make(
            each("statistics", "posts"),
            item="new_media_posts",
            years=years,
            start=(80.0, 900.0),
            change=(-90.0, 160.0),
            decimals=0,
            missing=0.03,
        ),
        make(
            each("statistics", "listeners", groups=DISTRICT),
            item="silent_attendees",
            years=years,
            start=(6.0, 20.0),
            change=(-4.0, 9.0),
            decimals=0,
        ),
        make(
            each("statistics", "participants", groups=(*DISTRICT, *INVOLVED)),
            item="open_day_participant_kinds",
            years=years,
            start=(1.0, 4.0),
            change=(-1.5, 2.0),
            decimals=0,
        ),
        make(
            each("statistics", "satisfaction", groups=PILOTS),
            item="public_satisfaction",
            years=(f"{year}H1", f"{year}H2"),
            start=(0.62, 0.86),
            change=(-0.06, 0.08),
            decimals=3,
        ),
        *_open_days(each("statistics", "open_days", groups=(*DISTRICT, *INVOLVED)), activities),
    )
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
            studio.rows("rectifications", "all", 1.2),
            indicators=("disclosure.elements", "decision.two_weeks", "pilot.plan"),
        ),
    )


def _open_days(rows: Rows, activities: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the open days of both years, the second as the activities tell them."""
    year = rows.clock.start.year
    held = activities[(activities["kind"] == "open_day") & (activities["date"].dt.year == year)]
    days = held.groupby("unit")["date"].nunique()
    now = rows.units.map(days).fillna(0).to_numpy(dtype=np.int64)
    earlier = np.maximum(now + rows.whole(-2, 1), 0)
    return [
        rows.frame(
            item=same("open_days", len(rows)),
            part=nothing(len(rows)),
            period=same(str(when), len(rows)),
            value=values.astype(np.float64),
        )
        for when, values in ((year - 1, earlier), (year, now))
    ]


RECIPE = Recipe(date(2017, 1, 1), date(2017, 12, 31), date(2018, 1, 15), TROOPS, fill)

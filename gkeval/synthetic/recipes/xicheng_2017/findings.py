"""What evaluators find, for xicheng-2017: columns of websites, checks, catalogue entries.

Comes in: a studio. Goes out: its tables of columns, updates, checks and entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from gkeval.synthetic import found, papers
from gkeval.synthetic.clock import NEVER
from gkeval.synthetic.found import Checks, Entries
from gkeval.synthetic.recipes.fields import FURTHER_FIELDS, KEY_FIELDS
from gkeval.synthetic.recipes.xicheng_2017.units import DISTRICT, PILOTS, PLANNED, UNITS
from gkeval.synthetic.rows import Lot, Rows, likely, only
from gkeval.synthetic.studio import Studio

SOURCES = {
    **likely((0.7, 1.0), "权责清单", "公共服务事项", "年度公开要点"),
    **likely((0.4, 0.97), "年度计划总结", "区实施意见和细则"),
    **likely((0.2, 0.85), "机关工作手册", "三定职责条目"),
}
STREAMS = {
    **likely((0.15, 0.7), "会议开放", "政府开放日", "政民互动"),
    **likely((0.1, 0.6), "向公众报告和四同", "预公开和政策解读", "民意立项"),
}
CHANNELS = {
    **likely((0.5, 1.0), "公示栏", "办事大厅", "便民服务窗口"),
    **likely((0.1, 0.7), "广播", "电视", "报纸"),
}
CHECKS = (
    Checks("item_sources", groups=UNITS, elements=SOURCES),
    Checks("workstreams", groups=UNITS, elements=STREAMS),
    Checks("publication_channels", elements=CHANNELS),
    Checks("pilot_resources", groups=PILOTS, elements=likely((0.5, 1.0), "经费", "机构", "人员")),
    Checks("website_upgrade", groups=DISTRICT, items=("门户网站",), passed=(0.6, 1.0)),
    Checks(
        "one_window",
        4,
        (*PLANNED, "subdistrict"),
        part="window",
        items=("服务窗口",),
        passed=(0.4, 0.98),
    ),
)

KEY = ("major_projects", "budgets", *KEY_FIELDS)
FURTHER = (
    "public_services",
    *FURTHER_FIELDS,
    *("public_resources", "compulsory_education", "enterprise_support"),
)
EVERY_KEY = Lot("pilot_fields", times=len(KEY), groups=DISTRICT, part="fields")
EVERY_FURTHER = Lot("pilot_fields", times=len(FURTHER), groups=DISTRICT, part="further")
OWN_KEY = Lot("pilot_fields", times=2, groups=("key_pilot",), part="fields")
OWN_FURTHER = Lot("pilot_fields", 1.2, ("department",), part="further")
TASKS = {
    "事项梳理": (0.7, 1.0),
    "事项标准": (0.5, 0.99),
    "流程规范": (0.35, 0.96),
    "公开方式": (0.35, 0.97),
}
STATED = {
    **likely((0.8, 0.99), "名称", "内容", "主体"),
    **likely((0.35, 0.93), "依据", "时限", "方式"),
}
STANDARDS = Entries("standards", 10, UNITS, elements=STATED, published=(0.6, 0.99))
PLANS = (
    Entries("live_plan", 1.3, UNITS, published=(0.4, 0.96), fields=("民生",)),
    Entries("hot_topics", 0.9, UNITS, published=(0.3, 0.95), fields=("民生",)),
)
PROJECTS = 19


def fill(studio: Studio) -> None:
    """Fill the tables of columns, updates, checks and entries."""
    section = Lot("pilot_section", groups=DISTRICT, part="section")
    found.fill_columns(
        studio,
        found.columns(studio.rows("columns", section)).assign(path="首页/试点专题"),
        found.columns(studio.rows("columns", Lot("column", 4, part="all"))),
        most=3,
    )
    found.fill_checks(studio, CHECKS)
    rows = partial(studio.rows, "entries")
    studio.done(
        "entries",
        _fields(rows(EVERY_KEY), KEY),
        _fields(rows(EVERY_FURTHER), FURTHER),
        _fields(rows(OWN_KEY), KEY, drawn=True),
        _fields(rows(OWN_FURTHER), FURTHER, drawn=True),
        *found.listed(studio, (STANDARDS,)),
        *_projects(studio),
        _issues(rows(Lot("hot_issues", 1.8, UNITS, part="issues"))),
        *found.listed(studio, PLANS),
    )


def _fields(rows: Rows, fields: Sequence[str], *, drawn: bool = False) -> pd.DataFrame:
    """Return fields with the tasks done in them: all in turn, or drawn at random."""
    field = rows.pick(fields) if drawn else rows.turn(fields)
    return rows.frame(catalogue=rows.kinds, item=field, field=field, elements=rows.elements(TASKS))


def _projects(studio: Studio) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nineteen projects under the units in charge, and again under the district."""
    parts = []
    for group in ("subdistrict", "livelihood_department"):
        lot = Lot("opinion_projects", groups=(group,), part="projects")
        rows = studio.rows("entries", lot)
        elements = rows.elements({"已落实": (0.2, 0.92), "已入案例库": (0.2, 0.9)})
        parts.append(rows.frame(catalogue=rows.kinds, elements=elements))
    own = pd.concat(parts, ignore_index=True).head(PROJECTS)
    own["item"] = "民意立项项目" + (own.index.to_series() + 1).astype("str").str.zfill(2)
    every = Lot("opinion_projects", times=len(own), groups=DISTRICT, part="all projects")
    whole = studio.rows("entries", every)
    listed = own.take(whole.place()).reset_index(drop=True)
    return own, listed.assign(unit=whole.units)


def _issues(rows: Rows) -> pd.DataFrame:
    """Return hot issues, due by the end of a quarter; those of the next year are still open."""
    later = str(rows.clock.start.year + 1)
    due = rows.pick((*rows.clock.quarters.values(), f"{later}-03-31")).astype("datetime64[us]")
    done = rows.chance(0.5, 0.99) & (due < np.datetime64(later))
    held = due - rows.whole(0, 40).astype("timedelta64[D]")
    return rows.frame(
        catalogue=rows.kinds,
        item=pd.Series(rows.turn(papers.TOPICS), dtype="str"),
        due=due,
        published=np.where(done, held, NEVER),
        elements=only(rows.elements({"领导参加": (0.5, 0.97)}), done),
    )

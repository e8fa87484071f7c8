"""What is written, for yanan-2020: documents, what should be there once, interpretations.

Comes in: a studio. Goes out: its tables of documents, absences and interpretations.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from gkeval.synthetic import explained, once, papers
from gkeval.synthetic.once import Single
from gkeval.synthetic.recipes.fields import FURTHER_FIELDS, KEY_FIELDS
from gkeval.synthetic.recipes.yanan_2020.units import BODIES, COUNTY, INSPECTING, LEADING, TOWNSHIP
from gkeval.synthetic.rows import Lot, Rows, likely, same
from gkeval.synthetic.studio import Studio

FIELDS = (
    *("territorial_planning", "major_projects", "public_resources", "budgets"),
    *KEY_FIELDS,
    *FURTHER_FIELDS,
    *("compulsory_education", "poverty_relief", "farm_subsidies", "rural_housing"),
    "house_expropriation",
)
"""The 26 fields; the interview names the first three."""

EARLY = (date(2019, 3, 1), date(2020, 8, 31))
AUTUMN = (date(2020, 6, 1), date(2021, 1, 22))
FIVE = {**likely((0.5, 1.0), "登记", "办理", "答复"), **likely((0.1, 0.9), "审核", "归档")}
STEPS = {**likely((0.3, 1.0), "收集", "研判", "回应"), **likely((0.0, 0.9), "预警", "报告")}
SYSTEMS, MECHANISMS = "catalogue.systems", "attributes.mechanisms"
CONCERNS, HOTLINE = "participation.concern_steps", "supervision.hotline"
SINGLES = (
    *(
        Single("rule", field, (), (0.1, 1.0), EARLY, SYSTEMS)
        for field in (
            "information_management",
            "release",
            "interpretation_response",
            "participation",
            "supervision",
        )
    ),
    Single("rule", "on_request", (), (0.7, 1.0), EARLY, SYSTEMS, FIVE),
    Single("rule", "attribute", (), (0.3, 1.0), EARLY, MECHANISMS),
    Single("rule", "attribute_adjustment", (), (0.0, 0.9), EARLY, MECHANISMS),
    Single("rule", "sentiment_monitoring", LEADING, (0.7, 1.0), EARLY, CONCERNS, STEPS),
    Single("rule", "hotline_county", COUNTY, (0.8, 1.0), EARLY, HOTLINE),
    Single("rule", "hotline_township", COUNTY, (0.0, 0.9), EARLY, HOTLINE),
    Single("rule", "hotline_township", TOWNSHIP, (0.2, 0.98), EARLY, HOTLINE),
    Single("catalogue_compilation", None, COUNTY, (0.1, 0.95), AUTUMN, "catalogue.compiled"),
    Single("disclosure_guide", None, BODIES, (0.4, 1.0), EARLY, "requests.guide"),
)

PREPARED = {
    "属性随文报批": (0.5, 0.98),
    "不公开理由": (0.1, 0.95),
    "同步组织": (0.2, 0.95),
    "同步审签": (0.2, 0.92),
    "同步部署": (0.1, 0.9),
    "投放专区": (0.0, 0.95),
}
OFFICIAL = {"属性随文报批": (0.4, 0.98), "不公开理由": (0.1, 0.95)}
DECIDED = {**likely((0.6, 0.99), "决策草案", "主要内容"), "公众参与": (0.2, 0.95)}
SHOWN = {
    "背景依据": (0.6, 0.99),
    "主要内容": (0.85, 1.0),
    "涉及范围": (0.35, 0.95),
    "惠民利民措施": (0.2, 0.9),
}
CATALOGUES = Lot("standards_catalogue", times=26, groups=COUNTY, part="fields")
CATALOGUES_AGAIN = Lot("standards_catalogue", 1.5, COUNTY, part="fields again")
NEW_CATALOGUES = Lot("new_field_catalogue", 4, COUNTY, part="new fields")
RESULTS = Lot("inspection_result", 10, INSPECTING, part="results")


def fill(studio: Studio) -> None:
    """Fill the tables of documents, absences and interpretations."""
    rows = partial(studio.rows, "documents")
    studio.done(
        "documents",
        _marked(papers.policies(rows(Lot("policy", 8, LEADING)), PREPARED)),
        _marked(papers.policies(rows(Lot("official", 7)), OFFICIAL)),
        papers.dated(rows(Lot("decision", 5, COUNTY)), DECIDED),
        papers.dated(
            rows(Lot("gazette_issue", 6, COUNTY, part="gazette")), {"投放专区": (0.1, 1.0)}
        ),
        _fields(rows(CATALOGUES)),
        papers.dated(rows(CATALOGUES_AGAIN), {"已按指引修订": (1.0, 1.0)}, fields=FIELDS),
        _new_fields(rows(NEW_CATALOGUES)),
        _results(rows(RESULTS)),
        *once.fill(studio, SINGLES),
    )
    explained.fill(studio, SHOWN, heads=1.6)


def _marked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return documents with the attributes of the plan: partly public for declassified."""
    return frame.assign(attribute=frame["attribute"].replace("declassified", "partial"))


def _fields(rows: Rows) -> pd.DataFrame:
    """Return a catalogue for most of the 26 fields, some of them not revised by the guideline."""
    frame = papers.dated(rows, {"已按指引修订": (0.4, 1.0)}, fields=FIELDS)
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
        kind=rows.kinds,
        field=rows.turn(("新增领域一", "新增领域二", "新增领域三", "新增领域四")),
        attribute=same("public", len(rows)),
        source_published=dates(issued) + np.timedelta64(10, "h"),
        published=dates(done, out),
    )


def _results(rows: Rows) -> pd.DataFrame:
    """Return findings of inspections, some of them never published."""
    frame = papers.dated(rows, {}, lag=12)
    return frame.assign(published=frame["published"].where(rows.chance(0.2, 0.98)))

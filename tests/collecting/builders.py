"""A small scheme that asks for most kinds of records, its units, and a workbook filled for it."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd

from gkeval.collecting import template
from gkeval.scheme import parse_scheme

UNITS = pd.DataFrame(
    {
        "unit": ["清水市", "长河县", "青山县", "白石县"],
        "name": ["清水市人民政府", "长河县人民政府", "青山县人民政府", "白石县人民政府"],
        "group": ["city", "county", "county", "county"],
        "subsets": ["", "", "pilot", "pilot"],
        "parent": ["", "清水市", "清水市", "清水市"],
    },
    dtype="str",
)
RATERS = ["甲", "乙"]

SCHEME = {
    "scheme": "small",
    "title": {"zh": "采集表算例", "en": "Small collection"},
    "source": {"document": "算例"},
    "period": {"from": "2017-01-01", "to": "2017-12-31"},
    "points": 100,
    "points_from": "proposed",
    "groups": {
        "city": {"title": {"zh": "市", "en": "City"}},
        "county": {"title": {"zh": "县", "en": "County"}},
        "pilot": {"title": {"zh": "试点县", "en": "Pilot"}, "within": "county"},
    },
    "indicators": [
        {
            "id": "timely",
            "title": {"zh": "及时公开", "en": "Timely"},
            "points": 20,
            "measure": {
                "kind": "share_within", "table": "documents", "start": "issued",
                "end": "published", "at_most": 5, "when_empty": "not_applicable",
                "where": {"kind": ["policy", "rule"]},
            },
            "rule": {"kind": "proportion"},
        },
        {
            "id": "explained",
            "title": {"zh": "政策解读", "en": "Interpretation"},
            "points": 10,
            "measure": {
                "kind": "coverage", "table": "interpretations", "elements": ["背景", "措施"],
                "where": {"documents.kind": "policy"}, "when_empty": "zero",
            },
            "rule": {"kind": "proportion"},
        },
        {
            "id": "answered",
            "title": {"zh": "按时答复", "en": "Answered"},
            "points": 20,
            "measure": {
                "kind": "share_within", "table": "requests", "start": "received",
                "end": "answered", "clock": "request", "when_empty": "not_applicable",
            },
            "rule": {"kind": "proportion"},
        },
        {
            "id": "meetings",
            "title": {"zh": "会议开放", "en": "Meetings"},
            "points": 10,
            "measure": {"kind": "count", "table": "activities", "where": {"kind": "meeting"}},
            "rule": {"kind": "at_least", "target": 2},
        },
        {
            "id": "judged",
            "title": {"zh": "评议", "en": "Judged"},
            "points": 40,
            "indicators": [
                {
                    "id": "judged.quality",
                    "title": {"zh": "解读质量", "en": "Quality"},
                    "points": 15,
                    "clause": "二(一)",
                    "about": {"zh": "看是否讲清来龙去脉。", "en": "Is it made plain."},
                    "rule": {"kind": "levels", "levels": {"优": 1, "良": 0.8, "差": 0}},
                },
                {
                    "id": "judged.form",
                    "title": {"zh": "答复规范", "en": "Form"},
                    "points": 10,
                    "clause": "二(二)",
                    "rule": {"kind": "expert", "scale": "points"},
                },
                {
                    "id": "judged.pilot",
                    "title": {"zh": "试点成效", "en": "Pilot"},
                    "points": 15,
                    "groups": ["pilot"],
                    "rule": {"kind": "expert", "scale": "percent"},
                },
            ],
        },
    ],
}  # fmt: skip


def scheme():
    return parse_scheme(SCHEME)


def made(seed: int) -> dict[str, pd.DataFrame]:
    """Records as a program would hold them; what raters gave stands in the rows of the template."""
    chance = random.Random(seed)
    units = UNITS["unit"].tolist()
    start = date(2017, 1, 1)

    def day(most: int = 300) -> date:
        return start + timedelta(days=chance.randrange(most))

    documents = [
        {
            "unit": chance.choice(units), "record": f"D{n:03}", "title": f"关于第{n}项工作的意见",
            "kind": chance.choice(["policy", "rule"]), "doc_no": f"〔2017〕{n}号",
            "attribute": chance.choice(["public", "on_request", None]),
            "issued": (issued := day()), "published": issued + timedelta(days=chance.randrange(9)),
            "major": chance.choice([True, False, None]), "elements": "背景;措施",
        }
        for n in range(1, 13)
    ]  # fmt: skip
    interpretations = [
        {
            "unit": one["unit"], "record": f"I{n:03}", "document": one["record"],
            "published": one["published"], "author_role": chance.choice(["principal", "expert"]),
            "elements": chance.choice(["背景", "背景;措施", None]),
        }
        for n, one in enumerate(chance.sample(documents, 6), start=1)
    ]  # fmt: skip
    requests = [
        {
            "unit": chance.choice(units), "record": f"{n:03}", "channel": "internet",
            "received": (received := day()),
            "answered": received + timedelta(days=chance.randrange(40)),
            "answer": chance.choice(["granted", "partial"]), "mock": chance.random() < 0.3,
        }
        for n in range(1, 9)
    ]  # fmt: skip
    activities = [
        {
            "unit": chance.choice(units), "record": f"A{n}", "kind": "meeting", "date": day(),
            "topic": f"议题{n}", "participants": chance.choice([12, 1200, None]),
        }
        for n in range(1, 9)
    ]  # fmt: skip
    absences = [
        {
            "unit": chance.choice(units), "record": f"N{n}", "indicator": "meetings",
            "path": "门户网站 / 公开", "keywords": "会议;开放",
            "searched": datetime(2018, 1, 9, chance.randrange(8, 18), chance.randrange(60)),
        }
        for n in range(1, 4)
    ]  # fmt: skip
    return {
        "documents": pd.DataFrame(documents),
        "interpretations": pd.DataFrame(interpretations),
        "requests": pd.DataFrame(requests),
        "activities": pd.DataFrame(activities).astype({"participants": "Int64"}),
        "absences": pd.DataFrame(absences),
    }


CODES = {
    "attribute": {"public": "主动公开", "on_request": "依申请公开"},
    "author_role": {"principal": "主要负责人", "expert": "专家"},
    "channel": {"internet": "互联网"},
    "answer": {"granted": "予以公开", "partial": "部分公开"},
}
SHEETS = {
    "units": "评估对象",
    "documents": "文件",
    "interpretations": "政策解读",
    "requests": "依申请公开",
    "activities": "活动",
    "absences": "未查到记录",
    "judgements": "评分",
}


def given(indicator: str, chance: random.Random) -> object:
    """What a rater gives for an indicator."""
    if indicator == "judged.quality":
        return chance.choice(["优", "良", "差", "不适用"])
    return chance.randrange(21) / 2 if indicator == "judged.form" else chance.randrange(101)


def fill(path: Path, seed: int) -> dict[str, pd.DataFrame]:
    """Write a template, fill it as people do, and return the records that it then holds."""
    template(scheme(), UNITS, path, raters=RATERS)
    held = {"units": UNITS.copy(), **made(seed)}
    chance = random.Random(seed + 1)
    book = openpyxl.load_workbook(path)
    for name, frame in held.items():
        if name == "units":
            continue
        sheet = book[SHEETS[name]]
        place = {cell.value: cell.column for cell in sheet[1] if cell.value}
        for row, line in enumerate(frame.to_dict("records"), start=3):
            for column, value in line.items():
                if value is not None and not pd.isna(value):
                    sheet.cell(row, place[column]).value = typed(column, value)
    sheet = book[SHEETS["judgements"]]
    place = {cell.value: cell.column for cell in sheet[1] if cell.value}
    rows = []
    for row in range(3, sheet.max_row + 1):
        own = {name: sheet.cell(row, column).value for name, column in place.items()}
        own["value"] = given(own["indicator"], chance)
        sheet.cell(row, place["value"]).value = own["value"]
        rows.append({name: own[name] for name in ("unit", "record", "indicator", "rater", "value")})
    book.save(path)
    return held | {"judgements": pd.DataFrame(rows)}


def typed(column: str, value: object) -> object:
    """What people type, or choose from a list, for a value."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if column in ("elements", "keywords"):
        return str(value).replace(";", "；")
    return CODES.get(column, {}).get(value, value)

"""An assessment in which everything that belongs to one unit bears that unit's mark.

Synthetic: 12 counties, 6 departments and a lone office. A mark that turns up where it does not
belong is a leak.
"""

import io
import zipfile
from html import unescape
from pathlib import Path

import pandas as pd

import gkeval as gk

COUNTIES = [f"QX{number:02}" for number in range(1, 13)]
DEPARTMENTS = [f"QB{number:02}" for number in range(1, 7)]
MARKS = [*COUNTIES, *DEPARTMENTS, "QL01"]
RATER = "RATERQZ"
PERSON = "PERSONQZ"


def unit(mark):
    return f"id-{mark.lower()}"


def assessed(scheme):
    """Assess the marked units under the scheme of the five; every table of it is there."""
    groups = {"county": {"title": {"zh": "县"}}, "department": {"title": {"zh": "部门"}}}
    groups["lone"] = {"title": {"zh": "独立机构"}}
    grades = [
        {"id": "good", "title": {"zh": "良好"}, "at_least": 60},
        {"id": "pass", "title": {"zh": "合格"}, "at_least": 30},
    ]
    scheme = scheme.replace(groups=groups, grades=grades)
    kinds = ["county"] * 12 + ["department"] * 6 + ["lone"]
    ids = [unit(mark) for mark in MARKS]
    units = pd.DataFrame(
        {
            "unit": ids,
            "name": [f"名{mark}县" for mark in MARKS],
            "name_en": [f"Name{mark}" for mark in MARKS],
            "group": kinds,
        }
    )
    # one in `place + 2` documents is late, so every unit has a rate of its own
    documents = [
        {
            "unit": ids[place],
            "record": f"D-{mark}-{number}",
            "kind": "policy",
            "title": f"文件{mark}",
            "issued": "2017-03-01",
            "published": "2017-03-02" if number else "2017-09-01",
            "evidence": f"https://{mark.lower()}.example/{number}",
            "recorded_by": RATER,
        }
        for place, mark in enumerate(MARKS)
        for number in range(place + 2)
    ]
    documents += [
        {**documents[0], "unit": one, "record": f"BAD-{mark}", "issued": f"坏日期{mark}"}
        for one, mark in zip(ids, MARKS, strict=True)
    ]
    requests = [
        {
            "unit": one,
            "record": f"R-{mark}",
            "received": "2017-05-02",
            "answered": "2017-05-08",
            "applicant": PERSON,
        }
        for one, mark in zip(ids, MARKS, strict=True)
    ]
    activities = [
        {"unit": one, "record": f"A-{mark}", "kind": "meeting", "date": "2017-04-01", "topic": mark}
        for one, mark in zip(ids, MARKS, strict=True)
    ]
    judgements = [
        {
            "unit": one,
            "record": f"J-{mark}",
            "indicator": "response.form",
            "rater": RATER,
            "value": f"{8.13 - 0.37 * place:.2f}",
            "reason": f"理由{mark}",
        }
        for place, (one, mark) in enumerate(zip(ids, MARKS, strict=True))
    ]
    tables = {
        "units": units,
        "documents": documents,
        "requests": requests,
        "activities": activities,
        "judgements": judgements,
    }
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    return gk.assess(scheme, gk.read_records(frames, on_error="report"))


def texts(folder: Path):
    """Every output file as the texts that could hide something: raw, unescaped, unzipped."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from told(path.relative_to(folder).as_posix(), path.read_bytes())


def told(name: str, data: bytes):
    yield name, name
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from told(f"{name}:{member}", archive.read(member))
        return
    text = data.decode("utf-8", "replace")
    yield name, text
    yield name, unescape(text)
    if "\\u" in text:
        yield name, text.encode("ascii", "backslashreplace").decode("unicode_escape", "replace")


def found(folder: Path, words) -> dict[str, str]:
    """Which of these words stand anywhere in a folder, and where, whatever their case."""
    return {
        word: name for name, text in texts(folder) for word in words if word.lower() in text.lower()
    }

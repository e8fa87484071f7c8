"""A small assessment on disk, synthetic: records, scheme, and every kind of output of it.

`PERSON` stands in every column that may name a person, in sound rows and in faulty ones.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

import gkeval as gk
from gkeval.collecting import append_log
from gkeval.publish.bundle import write_bundle

FIVE = Path(__file__).resolve().parent.parent / "five" / "scheme.yaml"
PERSON = "某某某PERSONQZ"
UNITS = ("青山县", "白石县", "长河县", "民政局")
CHANGES = pd.DataFrame(
    {
        "unit": ["青山县", "白石县", "青山县"],
        "indicator": ["response.form", "publicity.meetings", "response.form"],
        "value": [9.0, 2.0, 9.5],
        "who": ["组长甲", "组长乙", "组长甲"],
        "when": ["2018-03-01", "2018-03-02", "2018-03-05"],
        "why": ["补交答复书", "漏看一次会议", "复核"],
        "evidence": ["https://example.invalid/a", "", ""],
    }
)


def tables() -> dict[str, pd.DataFrame]:
    """Records of four units; each is late with another number of documents."""
    units = pd.DataFrame({"unit": UNITS, "group": ["county"] * 3 + ["department"]})
    documents = [
        {
            "unit": unit,
            "record": f"D{place}{number}",
            "kind": "policy",
            "issued": "2017-03-01",
            "published": "2017-03-02" if number > place else "2017-09-01",
            "evidence": f"https://example.invalid/{place}/{number}",
            "recorded_by": "评估员丙",
        }
        for place, unit in enumerate(UNITS)
        for number in range(5)
    ]
    activities = [
        {"unit": unit, "record": f"A{place}", "kind": "meeting", "date": "2017-04-01"}
        | {"person": PERSON}
        for place, unit in enumerate(UNITS[:3])
    ]
    requests = [
        {"unit": unit, "record": f"R{place}", "received": "2017-05-02", "answered": "2017-05-08"}
        | {"applicant": PERSON}
        for place, unit in enumerate(UNITS)
    ]
    judgements = [
        {"unit": unit, "record": f"J{place}", "indicator": "response.form", "rater": "评估员丁"}
        | {"value": f"{8 - place}", "judged": "2018-01-05", "reason": f"理由{place}"}
        for place, unit in enumerate(UNITS)
    ]
    made = {"documents": documents, "activities": activities, "requests": requests}
    made["judgements"] = judgements
    return {"units": units, **{name: pd.DataFrame(rows) for name, rows in made.items()}}


def write_records(folder: Path, frames: dict[str, pd.DataFrame] | None = None) -> Path:
    """Write tables as CSV files; return their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in (tables() if frames is None else frames).items():
        frame.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8", lineterminator="\n")
    return folder


def build(home: Path) -> Path:
    """Write records, scheme, log, and an output of every kind."""
    shutil.copy(FIVE, home / "scheme.yaml")
    records = gk.read_records(write_records(home / "records"))
    result = gk.assess(home / "scheme.yaml", records)
    write_bundle(result, home / "out", "zh")
    gk.report(result, home / "full", formats=["html", "docx", "xlsx"], progress=False)
    gk.report(result, home / "sheets", edition="unit", units=list(UNITS[:2]), progress=False)
    sure = gk.robustness(result, draws=50, seed=7)
    gk.report(result, home / "sure", robustness=sure, progress=False)
    changed = gk.apply_changes(result, CHANGES)
    changed.save(home / "changed.zip")
    append_log(home / "changes.csv", CHANGES)
    frame = result.values.query("indicator != 'total'")
    gk.score(home / "scheme.yaml", frame, result.units).save(home / "scored.zip")
    return home

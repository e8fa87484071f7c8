"""Write a report for 100 units (HTML, Word, Excel), against drawing its images alone."""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import pandas as pd

import gkeval as gk
from gkeval.charts import save_images
from gkeval.publish.word import report_figures
from gkeval.tables import TABLES

UNITS = (50, 100)
FORMATS = ("html", "docx", "xlsx")
LIMIT = 3.0  # times the images
PER_UNIT = 1.0  # MiB of memory that each further unit may take


def tables(units: int) -> dict[str, pd.DataFrame]:
    """The synthetic records of Ningxia 2017 for so many units: the same again under other names."""
    sample = gk.read_records(gk.sample("ningxia-2017"), on_error="report").tables
    known = list(sample["units"]["unit"])
    copies = []
    for turn in range(-(-units // len(known))):
        mine = known[: units - turn * len(known)]
        frames = {}
        for name, frame in sample.items():
            held = frame[frame["unit"].isin(mine)].copy()
            linked = [c.name for c in TABLES[name].columns if c.refers and c.name in held]
            for column in {"unit", "record", *linked} & set(held):
                held[column] = held[column].where(held[column].isna(), held[column] + f"·{turn}")
            frames[name] = held
        frames["units"]["parent"] = pd.NA
        frames["units"]["name"] = frames["units"]["unit"]
        copies.append(frames)
    return {
        name: pd.concat([one[name] for one in copies], ignore_index=True).dropna(axis=1, how="all")
        for name in sample
    }


def peak() -> float:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(units: int) -> dict[str, float]:
    """Time and memory of one report; to be run in a process of its own."""
    records = gk.read_records(tables(units), on_error="report")
    result = gk.assess("ningxia-2017", records)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = report_figures(result)
        save_images({folder / "warm.png": next(iter(figures.values()))})
        start = perf_counter()
        save_images({folder / f"{key}.png": figure for key, figure in figures.items()})
        images, before = perf_counter() - start, peak()
        found = {"images": images, "before": before}
        for form in FORMATS:
            start = perf_counter()
            gk.report(result, folder / form, formats=form, progress=False)
            found[form] = perf_counter() - start
        start = perf_counter()
        gk.report(result, folder / "whole", formats=FORMATS, progress=False)
        found["whole"] = perf_counter() - start
    return found | {"peak": peak()}


def run() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    grown = {}
    for units in UNITS:
        command = [sys.executable, "-m", "benchmarks.bench_report", str(units)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        grown[units] = found["peak"]
        ratio = found["whole"] / found["images"]
        rows.append(
            {
                "units": units,
                "images s": found["images"],
                **{f"{form} s": found[form] for form in FORMATS},
                "report s": found["whole"],
                "× images": ratio,
                "limit": LIMIT,
                "peak MiB": found["peak"],
                "ok": ratio <= LIMIT,
            }
        )
    each = (grown[UNITS[1]] - grown[UNITS[0]]) / (UNITS[1] - UNITS[0])
    rows.append(
        {"units": "each further", "peak MiB": each, "limit": PER_UNIT, "ok": each <= PER_UNIT}
    )
    return rows


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))

"""Read, check and reconcile a filled workbook, against python-calamine reading it alone."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
import pandas as pd

from gkeval.collecting.templates import collection_book
from gkeval.collecting.writing import Book, write_book
from gkeval.judging import reconcile_judgements
from gkeval.measures.ways import Trimmed
from gkeval.records import read_records
from gkeval.scheme.loading import parse_scheme
from gkeval.scheme.model import Scheme

UNITS, INDICATORS, RATERS = 3_000, 60, ("评估员甲", "评估员乙", "评估员丙")
REPEATS = 5
LIMIT = 3.0  # times python-calamine, which only reads the cells


def scheme() -> Scheme:
    """Sixty judged indicators of 10 points each."""
    return parse_scheme(
        {
            "scheme": "bench",
            "title": {"zh": "采集表计时"},
            "source": {"document": "无"},
            "period": {"from": "2024-01-01", "to": "2024-12-31"},
            "points": INDICATORS * 10,
            "points_from": "proposed",
            "groups": {"county": {"title": {"zh": "县"}}},
            "indicators": [
                {
                    "id": f"judged.i{number:02}",
                    "title": {"zh": f"第{number}项工作的落实情况"},
                    "points": 10,
                    "clause": f"二({number})",
                    "about": {"zh": "看制度是否健全、责任是否明确、落实是否有记录。"},
                    "rule": {"kind": "expert", "scale": "points"},
                }
                for number in range(INDICATORS)
            ],
        }
    )


def filled() -> Book:
    """The workbook of all units and raters, every cell judged."""
    units = pd.DataFrame({"unit": [f"第{n:04}县" for n in range(UNITS)], "group": "county"})
    book = collection_book(scheme(), units, ["units", "judgements"], RATERS, "zh")
    sheets = []
    for sheet in book.sheets:
        keys = [one.key for one in sheet.fields]
        if "value" in keys:
            given = np.random.default_rng(0).integers(0, 21, len(sheet.rows)) / 2
            rows = sheet.rows.copy()
            rows.isetitem(keys.index("value"), given)
            sheet = replace(sheet, rows=rows)
        sheets.append(sheet)
    return replace(book, sheets=tuple(sheets))


def seconds(work: Callable[[], object]) -> float:
    # both run in one thread: processor time leaves out what else the machine does meanwhile
    start = process_time()
    work()
    return process_time() - start


def cells_alone(path: Path) -> list[list[list[object]]]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def whole(path: Path) -> pd.DataFrame:
    return reconcile_judgements(read_records(path).tables["judgements"], Trimmed())


def run() -> list[dict[str, object]]:
    book = filled()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "filled.xlsx"
        written = seconds(lambda: write_book(book, path))
        size = path.stat().st_size / 1e6
        assert len(whole(path)) == UNITS * INDICATORS
        # in turns: a machine that slows down or speeds up meets both alike
        pairs = [
            (seconds(lambda: cells_alone(path)), seconds(lambda: whole(path)))
            for _ in range(REPEATS)
        ]
        ratio = median(ours / theirs for theirs, ours in pairs)
        return [
            {
                "work": "540,000 judgements: read, check, reconcile",
                "python-calamine s": median(theirs for theirs, _ in pairs),
                "gkeval s": median(ours for _, ours in pairs),
                "ratio": ratio,
                "limit": LIMIT,
                "ok": ratio <= LIMIT,
            },
            {"work": f"write the workbook ({size:.0f} MB)", "gkeval s": written},
        ]

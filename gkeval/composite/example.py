"""A synthetic national index to try things on: 31 invented provinces, two years, 12 indicators.

Nothing in it is real. ``python -m gkeval.composite.example FOLDER`` writes the tables that
``sample_data/composite-index`` holds.
"""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from gkeval.files import whole_file

SEED = 2024
YEARS = (2023, 2024)
REGIONS = ("东部", "中部", "西部")
NAMES = (
    "澄川 岚江 沅山 霁海 砚湖 栖原 朔宁 溪东 泽西 曜南 堇北 琅平 钧阳 苍岭 沐河 湛州 榆林川 "
    "翡江 晗山 珀海 屿原 黛川 麓宁 汀东 篁西 皋南 萦北 澜平 旻阳 岫岭 溟河"
).split()
"""Invented: there are no such provinces."""

TREE = """\
id,parent,weight,direction,target,denominator,per,title,title_en
proactive,,4,1,,,,主动公开,Proactive disclosure
documents,proactive,3,1,,population,10000,每万人公开文件数,Documents published per 10 000 people
timely,proactive,3,1,0.95,,,按时公开率,Documents published in time
interpretation,proactive,2,1,1,,,政策解读率,Policies interpreted
annual_report,proactive,1,1,1,,,公布年度报告,Annual report published
requests,,3,1,,,,依申请公开,Disclosure on request
days,requests,2,-1,10,,,平均答复天数,Working days to answer
granted,requests,2,1,,,,同意公开比例,Requests granted
corrected,requests,1,-1,,,,复议诉讼纠错率,Decisions corrected on review
participation,,2,1,,,,公众参与,Participation
consultations,participation,1,1,,,,征求意见次数,Consultations held
replies,participation,2,1,1,,,留言回复率,Messages answered
platform,,1,1,,,,平台建设,Platform
availability,platform,2,1,1,,,网站可用率,Website available
visits,platform,1,1,,population,1,人均访问次数,Visits per head
columns,platform,1,1,,,,栏目更新率,Columns up to date
"""


def example(seed: int = SEED) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a synthetic national index: its data and its tree.

    Parameters
    ----------
    seed : int
        Another seed gives other numbers.

    Returns
    -------
    frame, tree : pandas.DataFrame
        frame: unit, name, group, year, population, and 12 indicators, with gaps, an indicator that
        every province meets, and a few outliers. tree: the flat table.

    Examples
    --------
    >>> frame, tree = example()
    >>> frame.shape, int(frame.isna().sum().sum()) > 0
    ((62, 17), True)
    """
    rng = np.random.default_rng(seed)
    count = len(NAMES)
    region = np.arange(count) % 3
    wealth = rng.normal(0.5 - 0.4 * region, 0.5)
    capacity = 0.6 * wealth + rng.normal(0, 0.7, count)
    people = np.round(np.exp(rng.normal(8.2, 0.6, count)))  # in ten thousands
    tables = []
    for year in YEARS:
        effort = capacity + 0.15 * (year - YEARS[0]) + rng.normal(0, 0.25, count)

        def share(offset: float, pull: float, effort: np.ndarray = effort) -> np.ndarray:
            level = offset + pull * effort + rng.normal(0, 0.35, count)
            return np.round(1 / (1 + np.exp(-level)), 3)

        visits = np.exp(0.8 * effort + rng.normal(0.4, 0.7, count))
        visits[rng.integers(count)] *= 25  # one province counts robots as well
        tables.append(
            pd.DataFrame(
                {
                    "unit": [f"P{k + 1:02d}" for k in range(count)],
                    "name": [f"{name}省" for name in NAMES],
                    "group": [REGIONS[k] for k in region],
                    "year": year,
                    "population": people * 10000,
                    "documents": np.round(people * np.exp(1.2 + 0.4 * effort
                                                          + rng.normal(0, 0.3, count))),
                    "timely": share(1.8, 0.7),
                    "interpretation": share(0.9, 0.8),
                    "annual_report": 1,
                    "days": np.round(np.clip(14 - 2.2 * effort + rng.normal(0, 1.5, count), 3, 20),
                                     1),
                    "granted": share(0.6, 0.3),
                    "corrected": share(-1.8, -0.4),
                    "consultations": rng.poisson(np.exp(3 + 0.4 * effort)),
                    "replies": share(1.6, 0.9),
                    "availability": np.round(1 - np.exp(rng.normal(-5, 0.8, count) - 0.5 * effort),
                                             4),
                    "visits": np.round(people * 10000 * visits),
                    "columns": share(1.2, 0.7),
                }
            )
        )  # fmt: skip
    frame = pd.concat(tables, ignore_index=True)
    whole = ["population", "documents", "consultations", "visits"]
    frame[whole] = frame[whole].astype("Int64")
    with_gaps = ["interpretation", "granted", "corrected", "consultations", "visits", "columns"]
    gaps = rng.random((len(frame), len(with_gaps))) < 0.06
    frame[with_gaps] = frame[with_gaps].mask(gaps)
    return frame, pd.read_csv(StringIO(TREE))


def write(folder: Path, seed: int = SEED) -> None:
    """Write data.csv and tree.csv; the same seed gives the same bytes."""
    frame, tree = example(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in (("data", frame), ("tree", tree)):
        with whole_file(folder / f"{name}.csv") as draft:
            table.to_csv(draft, index=False, lineterminator="\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))

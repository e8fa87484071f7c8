"""What was drawn to be checked, said beside the rows: how many of how many, which margin.

In: prefilled rows by table, some of them from `gkeval.judging.draw`. Out: one line per stratum, for
the sheet ``_抽样方案`` of a collection workbook.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from gkeval.collecting import wording
from gkeval.judging.sampling import margin_of
from gkeval.spec import Lang
from gkeval.tables import TABLES
from gkeval.words import percent

DRAWN = ("drawn", "population", "size", "seed")
"""Columns by which rows are known to be drawn."""


def drawn_plan(rows: Mapping[str, pd.DataFrame], lang: Lang = "zh") -> pd.DataFrame:
    """Return one line per table and stratum: population, sample, margin at 95 per cent, seed.

    Parameters
    ----------
    rows
        Rows by record table; those without the columns of a draw are passed over.
    lang
        Of headers and tables.

    Returns
    -------
    data frame
        All cells are texts; empty when nothing was drawn.

    Examples
    --------
    >>> from gkeval.judging import draw
    >>> cases = pd.DataFrame({"unit": ["A"] * 50 + ["B"] * 4, "record": map(str, range(54))})
    >>> drawn_plan({"documents": draw(cases, size=12, seed=7)}, "en").iloc[:, 1:5]
      unit population sample size margin (95%)
    0    A         50          12      ±24.9 %
    1    B          4           4         ±0 %
    """
    zh = lang == "zh"
    heads = ["工作表", "评估对象", "总体数", "样本量", "误差范围（95%）", "抽样种子"]
    if not zh:
        heads = ["sheet", "unit", "population", "sample size", "margin (95%)", "seed"]
    lines = []
    for name, frame in rows.items():
        if not set(DRAWN) <= set(frame):
            continue
        # every stratum, which may be finer than a unit, has one case that was drawn first
        first = frame.loc[frame["drawn"] == 1, ["unit", "population", "size", "seed"]]
        sheet = wording.sheet_name(TABLES[name], lang)
        for unit, population, size, seed in first.itertuples(index=False):
            margin = float(margin_of(size, population))
            said = f"±{percent(round(margin, 3), lang)}"
            lines.append([sheet, str(unit), f"{population}", f"{size}", said, f"{seed}"])
    return pd.DataFrame(lines, columns=heads, dtype="str")

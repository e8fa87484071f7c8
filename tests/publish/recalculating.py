"""What a workbook says once it is recalculated, set beside the result it was written from."""

import math
from pathlib import Path

import pandas as pd
import pytest

from gkeval.publish.excel import write_workbook
from tests.publish.calculating import calculated
from tests.publish.office import emptied

pytest.importorskip("xlsxwriter")


def recalculated(result, folder: Path, lang="zh"):
    """The sheets of a result's workbook, computed from its inputs alone."""
    path = write_workbook(result, folder / "written.xlsx", lang=lang)
    return calculated(emptied(path, folder / "emptied.xlsx"))


def checked(result, folder: Path):
    """The recalculated sheets of a result, once every number in them is the result's."""
    book = recalculated(result, folder)
    assert faults(result, book) == []
    return book


def column(rows, head, key=0):
    """A column below its head, by the unit in another column."""
    at = rows[4].index(head)
    return {line[key]: line[at] for line in rows[5:] if line[key] != ""}


def same(cell, number, decimals):
    if number is None or number != number:
        return cell == "" or cell == "—"
    return isinstance(cell, int | float) and abs(cell - number) < 0.1**decimals / 1000


def faults(result, book):
    """Every cell of the workbook that is not what the result says."""
    totals = result.totals.set_index("unit")
    decimals = result.scheme.rounding.decimals
    found = []
    sheet = book["总分"]
    for head, name in (
        ("总分", "total"),
        ("名次", "rank"),
        ("总分下限", "low"),
        ("总分上限", "high"),
    ):
        if head not in sheet[4]:
            continue
        for unit, cell in column(sheet, head).items():
            known = totals.loc[unit, name]
            number = math.nan if pd.isna(known) else float(known)
            if not same(cell, number, decimals):
                found.append((head, unit, cell, number))
    tree = result.tree
    scores = result.scores.set_index(["unit", "indicator"])
    for level in range(1, int(tree.level.max()) + 1):
        rows = book[f"{'一二三四五六'[level - 1]}级指标得分"]
        for at, (id, head) in enumerate(zip(rows[2], rows[4], strict=True)):
            if not id or "（加减分前）" in head:
                continue
            for line in rows[5:]:
                if isinstance(line[at], str) or (line[0], id) not in scores.index:
                    continue  # what is not for a unit's group may earn points all the same
                known = float(scores.loc[(line[0], id), "low"])
                if abs(line[at] - known) > 1e-6:
                    found.append((head, line[0], line[at], known))
    for name, rows in book.items():
        found += [(name, "error", c, "") for line in rows for c in line if str(c).startswith("#")]
        found += [(name, "stale", c, "") for line in rows for c in line if c == -77777]
    return found

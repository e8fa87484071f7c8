"""Seeded draws in the workbook: what is checked, how many of how many, and the margin reached."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import gkeval as gk
from gkeval.collecting import template
from gkeval.errors import GkevalError, InputError
from gkeval.judging import draw, margin_of, sample_size
from tests.collecting.builders import UNITS, scheme

CASES = pd.DataFrame(
    {
        "unit": ["清水市"] * 60 + ["长河县"] * 8,
        "record": [f"D{n:03}" for n in range(68)],
        "kind": "policy",
        "title": [f"文件{n}" for n in range(68)],
    }
)


def test_drawn_documents_stand_in_the_workbook(tmp_path: Path):
    drawn = draw(CASES, margin=0.15, seed=11)
    sizes = dict(zip(["清水市", "长河县"], sample_size([60, 8], 0.15).tolist(), strict=True))
    assert drawn["unit"].value_counts().to_dict() == sizes
    [path] = template(scheme(), UNITS, tmp_path / "a.xlsx", rows={"documents": drawn})
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["文件"][2]]
    assert heads[-5:] == ["抽样序号", "总体数", "样本量", "权数", "抽样种子"]
    plan = [[cell.value for cell in row] for row in book["_抽样方案"].iter_rows()]
    assert plan[0] == ["工作表", "评估对象", "总体数", "样本量", "误差范围（95%）", "抽样种子"]
    size = sizes["清水市"]
    share = round(float(margin_of(size, 60)) * 100, 1)
    assert plan[1] == ["文件", "清水市", "60", str(size), f"±{share:g}%", "11"]
    assert len(plan) == 3
    records = gk.read_records(path, on_error="report").tables["documents"]
    assert sorted(records["record"]) == sorted(drawn["record"])
    back = records.set_index("record")["population"]
    assert back.to_dict() == drawn.set_index("record")["population"].to_dict()


def test_the_same_seed_draws_the_same_workbook(tmp_path: Path):
    files = [
        template(
            scheme(), UNITS, tmp_path / f"{n}.xlsx",
            rows={"documents": draw(cases, size=5, seed=3)},
        )[0].read_bytes()
        for n, cases in enumerate([CASES, CASES.sample(frac=1, random_state=1)])
    ]  # fmt: skip
    assert files[0] == files[1]


def test_each_unit_gets_what_was_drawn_for_it(tmp_path: Path):
    drawn = draw(CASES, size=5, seed=3)
    template(scheme(), UNITS, tmp_path / "u", per="unit", rows={"文件": drawn})
    own = gk.read_records(tmp_path / "u" / "长河县.xlsx", on_error="report").tables["documents"]
    assert set(own["unit"]) == {"长河县"}
    assert len(own) == 5
    book = openpyxl.load_workbook(tmp_path / "u" / "青山县.xlsx")
    assert "_抽样方案" not in book.sheetnames


def test_rows_of_unknown_units_and_tables_are_refused(tmp_path: Path):
    strange = CASES.head(2).assign(unit="不存在县")
    with pytest.raises(InputError, match="不存在县"):
        template(scheme(), UNITS, tmp_path / "a.xlsx", rows={"documents": strange})
    for name in ("incidents", "judgements", "nothing"):
        with pytest.raises(GkevalError, match="rows are given for"):
            template(scheme(), UNITS, tmp_path / "a.xlsx", rows={name: CASES})
    assert not list(tmp_path.iterdir())

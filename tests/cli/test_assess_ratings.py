"""`assess` of ratings that the scheme cannot take: the place in the file, as `check` names it."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import gkeval as gk
from gkeval.cli import app
from gkeval.collecting import template

SCHEME = "sichuan-land-2011"
UNITS = pd.DataFrame({"unit": ["A", "B"], "group": "city"})
SAID = (
    "[评分], row 4, value: found 99; allowed: a number from 0 to 77, or a state such as 不适用, "
    "未评估. Remedy: correct the judgement"
)


def run(*args: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    assert done.exit_code == code, done.output + repr(done.exception)
    return done.output


def fill(path: Path, **cells: object) -> None:
    """Give 1 point everywhere, and 99 of 77 for B's first indicator."""
    book = openpyxl.load_workbook(path)
    sheet = book["评分"]
    for row in range(3, sheet.max_row + 1):
        sheet.cell(row, 8).value = 99 if row == 4 else 1
    for place, value in cells.items():
        sheet[place] = value
    book.save(path)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_workbook_is_refused_with_file_sheet_and_row(here: Path):
    fill(*template(SCHEME, UNITS, here / "rated.xlsx", raters=["甲"]))
    said = run("assess", SCHEME, "rated.xlsx", code=1)
    assert said == f"records in rated.xlsx: 1 problem\n  rated.xlsx {SAID}\n"
    assert f"error: rated.xlsx {SAID}" in run("check", "rated.xlsx", "--scheme", SCHEME, code=1)
    assert not Path("out").exists()


def test_each_workbook_of_a_folder_is_named_with_its_other_faults(here: Path):
    one, other = template(SCHEME, UNITS, here / "rated", per="rater", raters=["甲", "乙"])
    fill(one)
    fill(other, A5="nobody")
    said = run("assess", SCHEME, "rated", code=1)
    assert said.startswith("records in 2 workbooks: 3 problems\n")
    assert f"甲.xlsx {SAID}" in said
    assert f"乙.xlsx {SAID}" in said
    assert "乙.xlsx [评分], row 5, unit: found nobody" in said


def test_a_rating_that_a_mean_would_hide_is_found(here: Path):
    pd.DataFrame(
        {
            "评估对象": "A", "编号": ["1", "2"], "评估员": ["甲", "乙"],
            "指标": "disclosure", "得分": ["99", "1"],
        }
    ).to_csv("评分.csv", index=False)  # fmt: skip
    UNITS.to_csv("评估对象.csv", index=False)
    said = run("assess", SCHEME, ".", code=1)
    assert "评分.csv, row 2, value: found 99; allowed: a number from 0 to 77" in said


@pytest.mark.parametrize("many", [False, True])
def test_a_row_can_be_left_out_and_is_listed(here: Path, many: bool):
    if many:
        for path in template(SCHEME, UNITS, here / "rated", per="rater", raters=["甲"]):
            fill(path)
        source, name = Path("rated"), "甲.xlsx"
    else:
        fill(*template(SCHEME, UNITS, here / "rated.xlsx", raters=["甲"]))
        source, name = Path("rated.xlsx"), "rated.xlsx"
    said = run("assess", SCHEME, source, "--on-error", "report")
    assert "1 problem in the records" in said
    listed = pd.read_csv(f"out/{SCHEME}/problems.csv", encoding="utf-8-sig")
    assert listed["where"].tolist() == [f"{name} [评分], row 4, value"]
    kept = gk.load(f"out/{SCHEME}/result.zip")
    # A has 1 point of each of five; what B lost may be anything from 0 to 77
    ranked = kept.ranking().set_index("unit")
    assert ranked.loc["A", "score"] == 5
    assert ranked.loc["B", ["low", "high"]].tolist() == [4, 81]
    assert ranked["provisional"].to_dict() == {"A": False, "B": True}


@pytest.mark.parametrize("many", [False, True])
def test_what_was_left_out_is_no_difference_to_verify(here: Path, many: bool):
    per = {"per": "rater"} if many else {}
    [book] = template(
        SCHEME, UNITS, here / ("rated" if many else "rated.xlsx"), raters=["甲"], **per
    )
    fill(book)
    source = "rated" if many else "rated.xlsx"
    run("assess", SCHEME, source, "--on-error", "report")
    said = run("verify", f"out/{SCHEME}", "--records", source)
    assert "result.zip：已由输入数据重算" in said
    assert "没有不同" in said
    if not many:  # records that were read before know their files, but not the sheet of a row
        read = gk.read_records(source, on_error="report")
        assert gk.verify(f"out/{SCHEME}", records=read, rebuild=False).ok
    fill(book, H5=2)  # another judgement of B
    said = run("verify", f"out/{SCHEME}", "--records", source, code=1)
    assert "应为 1，实为 2" in said


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_every_engine_leaves_out_the_same_row(here: Path, engine: str):
    leaves = [leaf.id for leaf in gk.load_scheme(SCHEME).leaves]
    rows = [
        {"unit": unit, "record": f"{unit}{leaf}", "indicator": leaf, "rater": "甲", "value": "1"}
        for unit in "AB"
        for leaf in leaves
    ]
    rows[0]["value"] = "99"
    rows.append(rows[1] | {"record": "x", "unit": "nobody", "value": "98"})
    Path("records").mkdir()
    UNITS.to_parquet("records/units.parquet", index=False)
    pd.DataFrame(rows).to_parquet("records/judgements.parquet", index=False)
    said = run("assess", SCHEME, "records", "--engine", engine, code=1)
    assert "judgements.parquet, row 0, value: found 99" in said
    assert "judgements.parquet, row 10, unit: found nobody" in said
    run("assess", SCHEME, "records", "--engine", engine, "--on-error", "report")
    kept = gk.load(f"out/{SCHEME}/result.zip")
    assert sorted(kept.ranking()["score"].dropna()) == [5]
    assert kept.provenance.options["rows_set_aside"] == 2
    assert [p.line for p in kept.problems if p.code == "judgement_out_of_range"] == [0, 10]


def test_records_without_ratings_are_assessed_as_they_are(here: Path):
    (here / "records").mkdir()
    UNITS.to_csv("records/units.csv", index=False)
    said = run("assess", SCHEME, "records")
    assert "0.0–100.0" in said  # nothing is assessed: all of it may be lost or earned
    assert gk.load(f"out/{SCHEME}/result.zip").ranking()["rank"].isna().all()

"""The commands of collecting: templates are written, filled workbooks checked and marked."""

from pathlib import Path

import openpyxl
import pytest
import yaml
from typer.testing import CliRunner

import gkeval as gk
from gkeval.cli import app
from tests.collecting.builders import RATERS, SCHEME, UNITS, fill


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command in a folder that holds a scheme and a table of units."""
    monkeypatch.chdir(tmp_path)
    Path("scheme.yaml").write_text(yaml.safe_dump(SCHEME, allow_unicode=True), "utf-8")
    UNITS.to_csv("单位.csv", index=False, encoding="utf-8-sig")

    def invoke(*args: object, code: int = 0) -> str:
        done = CliRunner().invoke(app, [str(arg) for arg in args])
        assert done.exit_code == code, done.output + repr(done.exception)
        return done.output

    return invoke


def spoil(path: Path, text: str = "12人") -> None:
    book = openpyxl.load_workbook(path)
    keys = {cell.value: cell.column for cell in book["活动"][1]}
    book["活动"].cell(3, keys["participants"]).value = text
    book.save(path)


def test_a_template_is_written_and_read_back(run):
    said = run("template", "scheme.yaml", "--units", "单位.csv", "--to", "采集表.xlsx",
               "--rater", "甲", "--rater", "乙")  # fmt: skip
    assert "采集表.xlsx" in said
    records = gk.read_records("采集表.xlsx", on_error="report")
    assert records.units["unit"].tolist() == UNITS["unit"].tolist()
    assert set(records.rejected["judgements"]["rater"]) == {"甲", "乙"}


def test_templates_by_unit_and_by_rater(run):
    run("template", "scheme.yaml", "--units", "单位.csv", "--to", "单位", "--per", "unit")
    assert sorted(p.stem for p in Path("单位").iterdir()) == sorted(UNITS["unit"])
    run("template", "scheme.yaml", "--units", "单位.csv", "--to", "评估员", "--per", "rater",
        "--rater", "甲", "--lang", "en")  # fmt: skip
    book = openpyxl.load_workbook("评估员/甲.xlsx")
    assert "judgements" in book.sheetnames


def test_a_template_needs_units_that_are_there(run):
    assert "there is no file" in run(
        "template", "scheme.yaml", "--units", "no.csv", "--to", "a.xlsx", code=1
    )
    Path("bad.csv").write_text("unit,group\n甲,village\n", "utf-8")
    said = run("template", "scheme.yaml", "--units", "bad.csv", "--to", "a.xlsx", code=1)
    assert "village" in said
    assert not Path("a.xlsx").exists()


def test_check_writes_a_marked_copy_beside_the_workbook(run):
    path = Path("filled.xlsx")
    fill(path, 2)
    spoil(path)
    before = path.read_bytes()
    said = run("check", path, "--scheme", "scheme.yaml", code=1)
    assert "filled.xlsx [活动], row 3, participants: found 12人" in said
    assert said.splitlines()[-2:] == ["1 error", "filled-checked.xlsx"]
    assert path.read_bytes() == before
    copy = openpyxl.load_workbook("filled-checked.xlsx")
    assert copy.worksheets[0]["A1"].value.startswith("共1处问题")
    # as long as nobody works in the copy, it is written anew
    run("check", path, code=1)
    assert sorted(p.name for p in Path().glob("*.xlsx")) == ["filled-checked.xlsx", "filled.xlsx"]
    copy["活动"]["A4"] = "长河县"
    copy.save("filled-checked.xlsx")
    assert run("check", path, code=1).splitlines()[-1] == "filled-checked-2.xlsx"


def test_the_copy_can_be_left_out_or_put_elsewhere(run):
    path = Path("filled.xlsx")
    fill(path, 2)
    assert "没有问题" in run("check", path)
    assert not list(Path().glob("*-checked*"))
    spoil(path)
    run("check", path, "--no-copy", code=1)
    assert not list(Path().glob("*-checked*"))
    run("check", path, "--marked", "marked.xlsx", "--lang", "en", code=1)
    assert openpyxl.load_workbook("marked.xlsx").worksheets[0].title == "problem list"
    run("check", "scheme.yaml", "--marked", "marked.xlsx", code=2)


def test_a_judgement_beyond_the_full_mark_is_found_with_the_scheme(run):
    path = Path("filled.xlsx")
    fill(path, 2)
    book = openpyxl.load_workbook(path)
    keys = {cell.value: cell.column for cell in book["评分"][1]}
    book["评分"].cell(12, keys["value"]).value = 99
    book.save(path)
    run("check", path)
    said = run("check", path, "--scheme", "scheme.yaml", code=1)
    assert "[评分], row 12, value: found 99" in said
    assert said.splitlines()[-2] == "1 error"


def test_a_folder_of_workbooks_is_checked_as_one(run):
    folder = Path("评估员")
    run("template", "scheme.yaml", "--units", "单位.csv", "--to", folder, "--per", "rater",
        *(word for rater in RATERS for word in ("--rater", rater)))  # fmt: skip
    for path in folder.iterdir():
        book = openpyxl.load_workbook(path)
        keys = {cell.value: cell.column for cell in book["评分"][1]}
        for row in range(3, book["评分"].max_row + 1):
            indicator = book["评分"].cell(row, keys["indicator"]).value
            given = "优" if indicator == "judged.quality" else 5
            book["评分"].cell(row, keys["value"]).value = given
        if path.stem == "乙":
            book["评分"].cell(3, keys["value"]).value = "甚好"
        book.save(path)
    assert "没有问题" in run("check", folder)
    said = run("check", folder, "--scheme", "scheme.yaml", code=1)
    assert "乙.xlsx [评分], row 3, value: found 甚好" in said
    assert [p.name for p in sorted(folder.glob("*-checked*"))] == ["乙-checked.xlsx"]
    # the copy is no third workbook of the folder
    assert len(gk.read_workbooks(folder).tables["judgements"]) == 20


def test_what_is_no_workbook_is_told(run):
    Path("broken.xlsx").write_text("no workbook", "utf-8")
    said = run("check", "broken.xlsx", code=1)
    assert "not a workbook" in said
    assert not list(Path().glob("*-checked*"))

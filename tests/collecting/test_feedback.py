"""Feedback forms and what comes back in them, where it is not as it should be."""

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import gkeval as gk
from gkeval.collecting import feedback_forms, read_appeals, self_gaps
from gkeval.errors import InputError

SCHEME = "sichuan-land-2011"
UNTIL = date(2012, 3, 31)
UNITS = pd.DataFrame({"unit": ["A", "B"], "group": "city"})
VALUES = pd.DataFrame(
    {"unit": ["A", "B"], "disclosure": [70, None], "services": [9, 9], "participation": [7, 7],
     "design": [4, 4], "openness_rate": [3, 3]}
)  # fmt: skip


@pytest.fixture(scope="module")
def result() -> gk.Assessment:
    """A has 93 points; B's disclosure is not assessed."""
    return gk.score(SCHEME, VALUES)


def texts(path: Path, sheet: str) -> list[str]:
    return [str(cell.value) for row in openpyxl.load_workbook(path)[sheet] for cell in row]


@pytest.mark.parametrize(
    ("lang", "sheet", "total", "still"),
    [
        ("zh", "填报说明", "93", "有未定项，暂无总分"),
        ("en", "instructions", "93", "open: some indicators are not settled"),
    ],
)
def test_a_form_says_the_total_or_that_it_is_open(
    tmp_path: Path, result: gk.Assessment, lang: str, sheet: str, total: str, still: str
):
    one, other = feedback_forms(result, tmp_path / "forms", until=UNTIL, lang=lang)
    assert total in texts(one, sheet)
    assert still in texts(other, sheet)
    assert total not in texts(other, sheet)


def test_forms_that_cannot_be_read_are_named(tmp_path: Path, result: gk.Assessment):
    one, other = feedback_forms(result, tmp_path / "forms", until=UNTIL)
    book = openpyxl.load_workbook(one)
    header = book["申诉"]
    header.delete_rows(1, 2)
    header["A1"], header["B1"], header["C1"] = "评估对象", "评估对象", "评估对象"
    header["A2"] = "A"
    book.save(one)
    other.write_bytes(b"no workbook")
    with pytest.raises(InputError) as told:
        read_appeals(tmp_path / "forms")
    found = {(p.code, p.source) for p in told.value.problems}
    assert ("unreadable_file", "B.xlsx") in found
    assert ("duplicate_column", "A.xlsx [申诉]") in found


def test_a_form_whose_appeals_were_cleared_is_told(tmp_path: Path, result: gk.Assessment):
    one, _ = feedback_forms(result, tmp_path / "forms", until=UNTIL)
    book = openpyxl.load_workbook(one)
    place = book.sheetnames.index("申诉")
    del book["申诉"]
    book.create_sheet("申诉", place)
    book.save(one)
    with pytest.raises(InputError, match=r"A\.xlsx \[申诉\], row 1: found an empty sheet"):
        read_appeals(tmp_path / "forms")


def test_an_appeal_in_two_workbooks_is_told_once(tmp_path: Path, result: gk.Assessment):
    one, _ = feedback_forms(result, tmp_path / "forms", until=UNTIL)
    book = openpyxl.load_workbook(one)
    keys = {cell.value: cell.column for cell in book["申诉"][1] if cell.value}
    said = {"unit": "A", "indicator": "disclosure", "claim": "漏看", "submitted": "2012-04-01",
            "evidence": "https://a.invalid"}  # fmt: skip
    for name, value in said.items():
        book["申诉"].cell(3, keys[name]).value = value
    book.save(one)
    [late] = read_appeals([one], until=UNTIL)["late"]
    assert late
    book.save(tmp_path / "forms" / "A2.xlsx")
    with pytest.raises(InputError) as told:
        read_appeals(tmp_path / "forms")
    [problem] = told.value.problems
    assert (problem.code, problem.source) == ("second_appeal", "A2.xlsx [申诉]")
    assert problem.found == "A, disclosure, also in A.xlsx [申诉]"


def test_without_self_assessments_there_are_no_gaps(result: gk.Assessment):
    nobody = pd.DataFrame({"unit": ["A"], "indicator": ["disclosure"], "value": [1]})
    for given in (nobody, gk.read_records({"units": UNITS})):
        found = self_gaps(given, result)
        assert found.empty
        assert list(found)[-3:] == ["self_score", "score", "gap"]

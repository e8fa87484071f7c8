"""Work is never lost: what somebody filled, corrected or put there is not written over."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from gkeval.cli import app
from gkeval.collecting import mark, read_workbooks, template
from gkeval.collecting.keeping import checked_copy, file_names, unfilled, untouched
from gkeval.errors import GkevalError
from tests.collecting.builders import UNITS, scheme

CITIES = pd.DataFrame({"unit": ["A", "B"], "group": "city"})
SICHUAN = "sichuan-land-2011"


def by_rater(folder: Path, *raters: str) -> list[Path]:
    return template(SICHUAN, CITIES, folder, per="rater", raters=raters)


def filled(path: Path, value: object = 5) -> bytes:
    """Fill the first judgement of a workbook, as a rater does; return the file."""
    book = openpyxl.load_workbook(path)
    book["评分"]["H3"] = value
    book.save(path)
    return path.read_bytes()


def filled_by_hand(path: Path) -> bytes:
    """Change a cell and nothing else: neither the hour nor the name of who saved it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = re.sub(rb"<v>9</v>", b"<v>8</v>", content)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path.read_bytes()


@pytest.mark.parametrize("work", [filled, filled_by_hand])
def test_what_a_rater_filled_is_not_replaced(tmp_path: Path, work):
    folder = tmp_path / "raters"
    one, other = by_rater(folder, "甲", "乙")
    before, blank = work(one), other.read_bytes()
    with pytest.raises(GkevalError) as told:
        by_rater(folder, "甲", "乙")
    assert str(told.value) == (
        "raters holds 甲.xlsx, which somebody may have worked in; the folder was left as it is. "
        "Remedy: give another folder, or move the files away"
    )
    assert (one.read_bytes(), other.read_bytes()) == (before, blank)


def test_the_command_refuses_with_the_same_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    CITIES.to_csv("units.csv", index=False)
    args = ["template", SICHUAN, "--units", "units.csv", "--to", "raters", "--per", "rater"]
    args += ["--rater", "甲", "--rater", "乙"]
    assert CliRunner().invoke(app, args).stdout.split() == ["raters/甲.xlsx", "raters/乙.xlsx"]
    assert CliRunner().invoke(app, args).exit_code == 0  # the same, still unfilled
    work = filled(Path("raters/乙.xlsx"))
    done = CliRunner().invoke(app, args)
    assert done.exit_code == 1
    assert "raters holds 乙.xlsx, which somebody may have worked in" in done.stderr
    assert Path("raters/乙.xlsx").read_bytes() == work


def test_a_marked_copy_handed_in_under_the_raters_name_is_work(tmp_path: Path):
    folder = tmp_path / "raters"
    [path] = by_rater(folder, "甲")
    filled(path)
    mark(path, tmp_path / "copy.xlsx", problems=None)
    path.unlink()
    work = (tmp_path / "copy.xlsx").rename(path).read_bytes()
    assert untouched(path)
    assert not unfilled(path)
    with pytest.raises(GkevalError, match=r"甲\.xlsx"):
        by_rater(folder, "甲")
    with pytest.raises(GkevalError, match="somebody may have worked in it"):
        template(SICHUAN, CITIES, path)
    assert path.read_bytes() == work


def test_a_form_that_would_vanish_is_named(tmp_path: Path):
    folder = tmp_path / "raters"
    by_rater(folder, "甲", "乙", "丙")
    with pytest.raises(GkevalError, match=r"holds 丙\.xlsx, 乙\.xlsx, which would not be written"):
        by_rater(folder, "甲")
    filled(folder / "乙.xlsx")
    with pytest.raises(GkevalError) as told:
        by_rater(folder, "甲")
    assert "乙.xlsx, which somebody may have worked in; and 丙.xlsx, which would" in str(told.value)
    assert len(list(folder.iterdir())) == 3


def test_a_folder_with_other_files_is_not_replaced(tmp_path: Path):
    folder = tmp_path / "units"
    template(scheme(), UNITS, folder, per="unit")
    template(scheme(), UNITS.assign(name="x"), folder, per="unit")  # nobody has worked in it
    (folder / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(GkevalError, match=r"notes\.txt"):
        template(scheme(), UNITS, folder, per="unit")
    assert (folder / "notes.txt").read_text("utf-8") == "mine"


def test_many_files_are_counted(tmp_path: Path):
    folder = tmp_path / "books"
    folder.mkdir()
    for number in range(23):
        (folder / f"{number:02}.xlsx").write_bytes(b"mine")
    with pytest.raises(GkevalError, match=r"holds 00\.xlsx, .*, 19\.xlsx and 3 more, which"):
        by_rater(folder, "甲")


def test_a_folder_must_be_a_folder(tmp_path: Path):
    (tmp_path / "raters").write_text("a file", "utf-8")
    with pytest.raises(GkevalError, match="raters is a file; allowed: a folder"):
        by_rater(tmp_path / "raters", "甲")


def test_a_single_workbook_is_replaced_only_while_nobody_worked_in_it(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    template(SICHUAN, CITIES, path)
    template(SICHUAN, CITIES, path, raters=["甲"])
    before = filled(path)
    with pytest.raises(GkevalError, match=r"a\.xlsx is there already"):
        template(SICHUAN, CITIES, path)
    assert path.read_bytes() == before
    (tmp_path / "books").mkdir()
    with pytest.raises(GkevalError, match="books is there already"):
        template(SICHUAN, CITIES, tmp_path / "books")


@pytest.mark.parametrize("name", ["t.txt", "t", "t.xlsm"])
def test_a_form_is_written_under_the_name_of_a_workbook_alone(tmp_path: Path, name):
    with pytest.raises(
        GkevalError, match=r"^t\S* is no name of a workbook; allowed: .*\.xlsx\. Rem"
    ):
        template(SICHUAN, CITIES, tmp_path / name)
    assert not list(tmp_path.iterdir())
    assert template(SICHUAN, CITIES, tmp_path / "T.XLSX")[0].is_file()


def test_a_marked_copy_is_passed_over_until_it_is_corrected(tmp_path: Path):
    [path] = template(SICHUAN, CITIES, tmp_path / "a.xlsx", raters=["甲"])
    copy = tmp_path / "a-checked.xlsx"
    mark(path, copy)
    first = copy.read_bytes()
    assert checked_copy(copy)
    mark(path, copy)  # marked again
    assert copy.read_bytes() == first
    filled(copy)
    assert not checked_copy(copy)
    with pytest.raises(GkevalError, match="somebody may have worked in it"):
        mark(path, copy)
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    assert not untouched(tmp_path / "b.xlsx")


def with_wrong_bytes(content: bytearray) -> None:
    """Spoil the compressed part that bears the seal."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("docProps/core.xml")
    start = part.header_offset + 30 + len(part.filename) + 5
    content[start : start + 20] = b"\xff" * 20


def with_password(content: bytearray) -> None:
    """Mark every part as encrypted."""
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(head), bytes(content)):
            content[found.start() + at] |= 1


def with_another_compression(content: bytearray) -> None:
    """Name a method of compression that nobody knows, for every part."""
    for head, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        for found in re.finditer(re.escape(head), bytes(content)):
            content[found.start() + at] = 99


@pytest.mark.parametrize("spoil", [with_wrong_bytes, with_password, with_another_compression])
def test_a_workbook_that_cannot_be_opened_is_somebody_s_work(tmp_path: Path, spoil):
    [path] = template(SICHUAN, CITIES, tmp_path / "a-checked.xlsx")
    content = bytearray(path.read_bytes())
    spoil(content)
    path.write_bytes(content)
    assert not untouched(path)
    with pytest.raises(GkevalError, match=r"a-checked\.xlsx is there already"):
        template(SICHUAN, CITIES, path)
    assert path.read_bytes() == content
    with pytest.raises(GkevalError, match=r"a-checked\.xlsx"):  # nor is it passed over
        read_workbooks(tmp_path)


def test_file_names_are_safe_and_differ():
    assert file_names(["~x", ".x", "  ", "甲/乙", "甲|乙"]) == {
        "~x": "x~x.xlsx", ".x": "x.xlsx", "  ": "x_.xlsx", "甲/乙": "甲_乙.xlsx",
        "甲|乙": "甲_乙 (2).xlsx",
    }  # fmt: skip
    # names of devices on Windows, whatever follows the first stop
    assert file_names(["con", "Con", "NUL.1", "lpt9 .x", "COM¹", "con1", "index"]) == {
        "con": "xcon.xlsx", "Con": "xCon (2).xlsx", "NUL.1": "xNUL.1.xlsx",
        "lpt9 .x": "xlpt9 .x.xlsx", "COM¹": "xCOM¹.xlsx", "con1": "con1.xlsx",
        "index": "index.xlsx",
    }  # fmt: skip

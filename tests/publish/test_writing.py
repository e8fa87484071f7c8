"""A report's folder: what it replaces, what it refuses, which files each format leaves in it."""

import json
import os

import pytest

import gkeval as gk
from gkeval.publish import writing


def seen(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", [".", "..", "/"])
def test_a_folder_without_a_name_of_its_own_is_refused(five, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(gk.GkevalError, match="has no name of its own"):
        gk.report(five, name)
    assert os.listdir(tmp_path) == []


def test_a_file_is_never_replaced_by_a_report(five, tmp_path):
    (tmp_path / "report").write_text("mine", "utf-8")
    with pytest.raises(gk.GkevalError, match="report is a file"):
        gk.report(five, tmp_path / "report")
    assert (tmp_path / "report").read_text("utf-8") == "mine"


def test_a_report_without_pages_is_its_folder_and_is_replaced_as_ours(five, tmp_path):
    pytest.importorskip("xlsxwriter")
    folder = gk.report(five, tmp_path / "report", formats="xlsx")
    assert folder == tmp_path / "report"
    assert seen(folder) == {"results.xlsx", "manifest.json"}
    said = json.loads((folder / "manifest.json").read_text("utf-8"))["options"]["report"]
    assert (said["formats"], said["edition"], said["units"]) == (["xlsx"], "client", [])
    page = gk.report(five, folder, edition="public", progress=False)
    assert page == folder / "index.html"
    assert "results.xlsx" not in seen(folder)


def test_feedback_in_word_stands_beside_the_page_of_its_unit(five, tmp_path):
    docx = pytest.importorskip("docx")
    pytest.importorskip("docxtpl")

    def names_in(path):
        return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)

    several = gk.report(
        five, tmp_path / "several", formats="docx", edition="unit", units=["甲县", "戊局"]
    )
    sheets = sorted(several.glob("*/feedback.docx"))
    assert len(sheets) == 2
    assert len(seen(several)) == 3
    texts = [names_in(path) for path in sheets]
    assert sorted("甲县" in text for text in texts) == [False, True]
    assert sorted("戊局" in text for text in texts) == [False, True]
    alone = gk.report(five, tmp_path / "alone", formats="docx", edition="unit", units="甲县")
    assert seen(alone) == {"feedback.docx", "manifest.json"}
    assert "甲县" in names_in(alone / "feedback.docx")


def test_the_manifest_says_how_ranks_were_tried(five):
    kept = writing.repeated(gk.robustness(five, 20, 3, weights=None))
    moved = writing.repeated(gk.robustness(five, 30, 4, weights=gk.Noise(0.1, levels=(1,))))
    assert (kept["draws"], kept["seed"], kept["weights"], kept["raters"]) == (20, 3, None, None)
    assert (moved["draws"], moved["seed"]) == (30, 4)
    assert moved["weights"] == {"kind": "Noise", "by": 0.1, "levels": (1,)}


@pytest.mark.parametrize(
    ("name", "text"), [("my-notes.docx", "notes"), ("units/a.csv", "x"), (".hidden", "h")]
)
def test_files_that_were_put_into_an_earlier_report_are_named_and_stay(five, tmp_path, name, text):
    folder = gk.report(five, tmp_path / "report", progress=False).parent
    before = seen(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(gk.GkevalError) as told:
        gk.report(five, folder, edition="public", progress=False)
    assert str(told.value) == (
        f"{folder} holds {name}, which no report of gkeval wrote there; the folder was left as it "
        "is. Remedy: move the files away, or name a new folder"
    )
    assert seen(folder) == before | {name}
    assert (folder / name).read_text("utf-8") == text
    (folder / name).unlink()
    gk.report(five, folder, edition="public", progress=False)


def test_a_report_whose_manifest_is_gone_is_not_replaced(five, tmp_path):
    """Nothing says any more which of the files are its own."""
    folder = gk.report(five, tmp_path / "report", edition="public", progress=False).parent
    (folder / "manifest.json").write_text("[" * 100_000, "utf-8")
    with pytest.raises(gk.GkevalError, match=r"report holds index\.html, .*, which no report of"):
        gk.report(five, folder, progress=False)


def test_a_manifest_of_something_else_is_not_replaced(five, tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "manifest.json").write_text('{"name": "my site"}', "utf-8")
    with pytest.raises(gk.GkevalError, match=r"report holds manifest\.json, which no report"):
        gk.report(five, tmp_path / "report", progress=False)


def test_a_document_that_somebody_worked_in_is_not_replaced(five, tmp_path):
    pytest.importorskip("xlsxwriter")
    folder = gk.report(five, tmp_path / "report", formats="xlsx")
    with (folder / "results.xlsx").open("ab") as file:
        file.write(b"saved again")
    (folder / "notes.txt").touch()
    with pytest.raises(gk.GkevalError) as told:
        gk.report(five, folder, formats="xlsx")
    assert (
        "holds notes.txt, which no report of gkeval wrote there; and results.xlsx, which was "
        "changed since it was written; the folder was left as it is."
    ) in str(told.value)


def test_pages_that_were_changed_and_what_systems_leave_do_not_stop_a_report(five, tmp_path):
    folder = gk.report(five, tmp_path / "report", progress=False).parent
    before = seen(folder)
    (folder / "index.html").write_text("changed", "utf-8")
    for name in (".DS_Store", "Thumbs.db", "units/desktop.ini", ".~lock.report.docx#"):
        (folder / name).touch()
    gk.report(five, folder, progress=False)
    assert seen(folder) == before

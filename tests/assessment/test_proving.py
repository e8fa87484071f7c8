"""An archive and a folder against their manifests: what was changed, and by how much care."""

import json
import os

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.assessment import proving
from gkeval.assessment.differences import table_differs
from gkeval.assessment.manifest import NAME, as_bytes, hashes_in, manifest_in, seal_of
from gkeval.assessment.verification import Finding, Verification
from gkeval.limits import Limits
from tests.proof.acts import cell, members_of, repacked


@pytest.fixture
def home(five, tmp_path):
    five.save(tmp_path / "r.zip")
    return tmp_path


def codes(proof):
    return [(one.code, one.where) for one in proof.findings]


def sealed(change):
    """Change a manifest, and seal it anew."""

    def done(held):
        said = json.loads(held[NAME])
        change(said)
        held[NAME] = as_bytes(said | {"seal": seal_of(said)})

    return done


def test_an_archive_as_it_was_written(home, five):
    proof = proving.prove_archive(home / "r.zip")
    assert codes(proof) == [("recomputed_from_values", "r.zip")]
    assert not proof.differs
    assert proof.result.fingerprint == five.fingerprint


def test_a_byte_behind_its_end(home):
    (home / "r.zip").write_bytes((home / "r.zip").read_bytes() + b"\0")
    assert ("archive_changed", "r.zip") in codes(proving.prove_archive(home / "r.zip"))


def test_half_of_it_cannot_be_read(home):
    data = (home / "r.zip").read_bytes()
    (home / "r.zip").write_bytes(data[: len(data) // 2])
    proof = proving.prove_archive(home / "r.zip")
    assert codes(proof) == [("archive_unreadable", "r.zip")]
    assert (proof.said, proof.result) == (None, None)


def test_a_total_that_does_not_follow_from_the_values(home):
    repacked("r.zip", cell("totals", "total", 100.0))(home)
    proof = proving.prove_archive(home / "r.zip")
    said = [one.say("en") for one in proof.findings if one.kind == "difference"]
    assert said == ["r.zip, totals, 丙县, total 100 stated, 88 found"]


def test_a_careless_change_is_told_by_its_member(home):
    repacked("r.zip", cell("totals", "total", 100.0), careful=False)(home)
    assert codes(proving.prove_archive(home / "r.zip"))[0] == (
        "file_changed",
        "r.zip, totals.parquet",
    )


def test_another_scheme_and_more_changes_than_there_are(home):
    def change(said):
        said["scheme"] = "other"
        said["changes"]["count"] = 3

    repacked("r.zip", sealed(change), careful=False)(home)
    found = codes(proving.prove_archive(home / "r.zip"))
    assert ("scheme_differs", f"r.zip, {NAME}") in found
    assert ("cell_differs", f"r.zip, {NAME}, changes") in found


@pytest.mark.parametrize("scheme", [b"{}", b"[1"])
def test_values_without_a_scheme_give_no_result(home, scheme):
    repacked("r.zip", lambda held: held.update({"scheme.json": scheme}))(home)
    proof = proving.prove_archive(home / "r.zip")
    assert proof.result is None
    assert proof.findings[-1].code == "archive_unreadable"
    with pytest.raises(gk.GkevalError, match=r"r\.zip: |r\.zip is no result archive that gkeval"):
        gk.load(home / "r.zip")


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(home):
    with pytest.raises(gk.GkevalError, match="once unpacked"):
        gk.load(home / "r.zip", limits=Limits(unpacked_bytes=10))
    proof = proving.prove_archive(home / "r.zip", Limits(unpacked_bytes=10))
    assert [one.code for one in proof.findings] == ["archive_unreadable"]


def test_an_archive_without_one_of_its_tables(home):
    repacked("r.zip", lambda held: held.pop("scores.parquet"), careful=False)(home)
    with pytest.raises(gk.GkevalError, match=r"it lacks scores\.parquet"):
        gk.load(home / "r.zip")


def test_a_fingerprint_that_does_not_follow(home):
    repacked("r.zip", sealed(lambda said: said.update(fingerprint="0" * 16)), careful=False)(home)
    with pytest.raises(gk.GkevalError, match="the fingerprint does not follow"):
        gk.load(home / "r.zip")


@pytest.fixture
def folder(home, five):
    """A folder that holds what somebody put beside the output, too."""
    out = home / "out"
    (out / "more").mkdir(parents=True)
    (out / "more" / "page.html").write_text("x", "utf-8")
    said = json.loads(members_of(home / "r.zip")[NAME])
    said |= {"sha256": hashes_in(out), "kept": ["notes.txt", "more"]}
    (out / NAME).write_bytes(as_bytes(said | {"seal": seal_of(said)}))
    (out / "notes.txt").write_text("mine", "utf-8")
    return out


def test_a_folder_and_what_was_there_before_it(folder):
    assert codes(proving.prove_folder(folder)) == [("not_ours", "notes.txt")]
    assert manifest_in(folder)["kind"] == "archive"


def test_a_pipe_in_a_folder_is_no_file(folder):
    os.mkfifo(folder / "more" / "pipe")
    assert hashes_in(folder)["more/pipe"] == "no file"
    assert ("file_added", "more/pipe") in codes(proving.prove_folder(folder))


def test_a_link_in_the_place_of_the_manifest_is_not_followed(folder):
    (folder / NAME).rename(folder.parent / "elsewhere.json")
    (folder / NAME).symlink_to(folder.parent / "elsewhere.json")
    proof = proving.prove_folder(folder)
    assert codes(proof) == [("manifest_unreadable", ".")]
    assert "manifest.json is no manifest of gkeval" in proof.findings[0].found
    (folder / NAME).unlink()
    assert codes(proving.prove_folder(folder)) == [("manifest_missing", ".")]


@pytest.mark.parametrize(
    ("form", "remedy"),
    [(1, "write it again with this version"), (99, "use a newer gkeval")],
)
def test_a_manifest_of_another_format_says_which_version_reads_it(folder, form, remedy):
    said = json.loads((folder / NAME).read_bytes()) | {"format": form}
    (folder / NAME).write_bytes(as_bytes(said))
    with pytest.raises(gk.GkevalError, match=f"has format {form}.*{remedy}"):
        manifest_in(folder)


def test_a_table_that_lost_the_column_of_its_names():
    one = pd.DataFrame({"unit": ["A"], "total": [1.0]})
    found = table_differs(one, one.drop(columns="unit"), ("unit",), "totals")
    assert [one.say() for one in found] == ["totals unit is missing"]


def test_columns_and_rows_that_one_side_lacks():
    one = pd.DataFrame({"unit": ["A", "B"], "total": [1.0, np.nan], "grade": ["x", None]})
    other = pd.DataFrame({"unit": ["A", "A"], "total": [np.nan, 2.0], "rank": [1, 2]})
    said = [found.say() for found in table_differs(one, other, ("unit",), "t")]
    assert said == [
        "t B is missing",
        "t A, row 2 was not there",
        "t grade is missing",
        "t rank was not there",
        "t, A, total 1 stated, — found",
    ]


def test_findings_as_a_table_and_in_a_notebook():
    findings = (Finding("file_changed", "<a>.html"), Finding("no_output", "guide"))
    found = Verification(findings, "0a", 3, "en")
    assert not found.ok
    assert found.to_frame()[["kind", "code", "where", "text"]].to_numpy().tolist() == [
        ["difference", "file_changed", "<a>.html", "<a>.html was changed"],
        ["note", "no_output", "guide", "guide holds no output of gkeval"],
    ]
    assert str(found) == (
        "✗ <a>.html was changed\n· guide holds no output of gkeval\n"
        "3 files verified: 1 difference; seal 0a"
    )
    page = found._repr_html_()
    assert "<li>&lt;a&gt;.html was changed</li>" in page
    none = Verification((), "", 1)
    assert str(none) == "核对 1 个文件：没有不同；封签 无"

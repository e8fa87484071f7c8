"""`verify` on folders: a bundle that lacks parts, manifests that ask for nonsense, one archive."""

import json
import shutil

import pytest

import gkeval as gk
from gkeval.publish.bundle import write_bundle
from tests.proof.acts import in_manifest, resealed


@pytest.fixture(scope="module")
def untouched(five, tmp_path_factory):
    """The folder of an assessment of five units, and a report of another one beside it."""
    home = tmp_path_factory.mktemp("folders")
    write_bundle(five, home / "out", "zh")
    return home


@pytest.fixture
def home(untouched, tmp_path):
    return shutil.copytree(untouched, tmp_path / "home")


@pytest.mark.parametrize("path", [[], None, 5])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(gk.GkevalError, match=r"^path is .*, must be the path of an archive or a"):
        gk.verify(path)


def test_records_of_no_kind_are_refused(untouched):
    with pytest.raises(gk.GkevalError, match=r"^records are dict, must be what read_records"):
        gk.verify(untouched / "out", records={"units": None})


def told(found):
    return [(one.code, one.where) for one in found.findings]


def test_a_folder_around_one_output_has_the_seal_of_that_output(home):
    within = gk.verify(home / "out", rebuild=False)
    found = gk.verify(home, seal=within.seal, rebuild=False)
    assert (found.ok, found.seal, found.files) == (True, within.seal, within.files)
    wrong = gk.verify(home, seal="0" * 32, rebuild=False)
    assert [(one.code, one.stated, one.found) for one in wrong.differences] == [
        ("seal_differs", "0" * 32, within.seal)
    ]


def test_archives_that_lie_in_a_folder_without_manifest_are_verified_and_it_is_told(five, tmp_path):
    """The rest of a bundle may have been taken away; two archives have no seal in common."""
    five.save(tmp_path / "results" / "2017.zip")
    five.save(tmp_path / "results" / "copy.zip")
    found = gk.verify(tmp_path / "results")
    assert (found.seal, found.files) == ("", 2)
    assert [one.code for one in found.differences] == ["manifest_missing"]
    for name in ("2017.zip", "copy.zip"):
        assert ("recomputed_from_values", name) in told(found)


def test_a_bundle_without_its_archive_is_not_written_again(home):
    (home / "out" / "result.zip").unlink()
    found = gk.verify(home / "out")
    assert ("file_missing", "result.zip") in told(found)
    reasons = [one.found for one in found.findings if one.code == "not_rebuilt"]
    assert reasons == ["no_result"]
    assert "report：未重新生成：没有可用的结果档案，也未给出数据" in str(found)


def test_a_bundle_whose_report_lost_its_manifest_says_so_once(home):
    (home / "out" / "report" / "manifest.json").unlink()
    found = gk.verify(home / "out")
    codes = told(found)
    assert ("manifest_missing", "report") in codes
    assert ("file_missing", "report/manifest.json") in codes
    assert "rebuilt" not in {code for code, _ in codes}


def test_a_bundle_without_its_report_is_verified_as_far_as_it_goes(home):
    shutil.rmtree(home / "out" / "report")
    codes = told(gk.verify(home / "out"))
    assert ("recomputed_from_values", "result.zip") in codes
    assert ("file_missing", "report/index.html") in codes
    assert {code for code, _ in codes} == {
        "recomputed_from_values",
        "file_missing",
        "not_recomputed",
    }


def test_a_bundle_whose_language_is_none_has_a_manifest_that_cannot_be_read(home):
    in_manifest("out", lambda said: said["options"].pop("bundle"), careful=True)(home)
    found = gk.verify(home / "out", rebuild=False)
    assert [(one.code, one.where, one.found) for one in found.differences] == [
        ("manifest_unreadable", "manifest.json", "KeyError 'bundle'")
    ]


def test_a_report_that_nobody_can_have_asked_for_has_a_manifest_that_cannot_be_read(home):
    change = in_manifest("out/report", lambda said: said["options"]["report"].update(formats=5))
    resealed("out/report", change)(home)
    resealed("out", lambda home: None)(home)
    found = gk.verify(home / "out")
    bad = [one for one in found.differences if one.code == "manifest_unreadable"]
    assert [one.where for one in bad] == ["report"]
    assert bad[0].found.startswith("TypeError ")


def test_the_report_of_another_result_is_not_written_again(home, five_values, five):
    """乙县 has other values there: the reports differ in their result before any byte of a page."""
    values = five_values.copy()
    values.loc[values["unit"] == "乙县", "response.form"] = 9
    other = gk.score(five.scheme, values)
    shutil.rmtree(home / "out" / "report")
    gk.report(other, home / "out" / "report", lang="zh", progress=False)
    resealed("out", lambda home: None)(home)
    found = gk.verify(home / "out")
    assert [one.found for one in found.findings if one.code == "not_rebuilt"] == ["differences"]
    stated = json.loads((home / "out" / "manifest.json").read_bytes())
    unlike = [one for one in found.differences if one.code == "cell_differs"]
    assert [one.where.rpartition(", ")[2] for one in unlike] == ["sources", "inputs"]
    assert (unlike[1].stated, unlike[1].found) == (stated["inputs"], other.inputs)

"""`verify` finds each of fifty tamperings and more, and nothing where nothing was done."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import gkeval as gk
from gkeval.assessment.differences import table_differs
from gkeval.assessment.verification import _DIFFERENCES, _NOTES, _REASONS, Finding
from tests.proof import world
from tests.proof.tampering import TAMPERINGS


@pytest.fixture(scope="module")
def untouched(tmp_path_factory) -> Path:
    pytest.importorskip("docxtpl")
    pytest.importorskip("xlsxwriter")
    return world.build(tmp_path_factory.mktemp("world"))


@pytest.fixture
def home(untouched, tmp_path) -> Path:
    return shutil.copytree(untouched, tmp_path / "world")


def given(home: Path, names: dict[str, str]) -> dict[str, object]:
    found: dict[str, object] = {name: home / path for name, path in names.items() if name != "seal"}
    if "seal" in names:
        found["seal"] = json.loads((home / names["seal"] / "manifest.json").read_bytes())["seal"]
    return found


def test_there_are_fifty():
    assert len(TAMPERINGS) >= 50


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("out", {}),
        ("out", {"records": "records", "scheme": "scheme.yaml", "seal": "out"}),
        ("out/result.zip", {"records": "records"}),
        ("full", {"records": "records", "scheme": "scheme.yaml"}),
        ("sheets", {"records": "records", "scheme": "scheme.yaml"}),
        ("sure", {"records": "records", "scheme": "scheme.yaml"}),
        ("changed.zip", {"records": "records", "log": "changes.csv"}),
        ("scored.zip", {}),
    ],
)
def test_what_nobody_touched_has_no_difference(untouched, path, names):
    found = gk.verify(untouched / path, **given(untouched, names))
    assert found.differences == (), str(found)
    codes = {finding.code for finding in found.findings}
    assert "not_recomputed" not in codes or "records" not in names
    assert ("rebuilt" in codes) == (path == "out" or (path in ("full", "sheets", "sure")))


# every seventh in the quick suite, all of them in the full one
QUICK = list(TAMPERINGS)[::7]


@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.full) for name in TAMPERINGS],
)
def test_each_tampering_is_found(home, name):
    tampering = TAMPERINGS[name]
    arguments = given(home, tampering.given)
    tampering.act(home)
    found = gk.verify(home / tampering.path, **arguments, lang="zh")
    assert not found.ok
    said = [(one.code, one.where) for one in found.differences]
    assert [one for one in said if one[0] == tampering.code and tampering.where in one[1]], said
    assert len(found.differences) < 120
    assert "Traceback" not in str(found)


def test_a_folder_of_outputs_is_verified_whole(home):
    assert gk.verify(home.parent / "world" / "out").ok
    several = home / "several"
    several.mkdir()
    for name in ("out", "sheets"):
        shutil.move(home / name, several / name)
    (several / "guide").mkdir()
    found = gk.verify(several, rebuild=False)
    assert found.ok
    assert [one.where for one in found.findings if one.code == "no_output"] == ["guide"]
    (several / "sheets" / "manifest.json").unlink()
    assert not gk.verify(several / "sheets").ok


def test_other_order_of_rows_is_a_note_and_no_difference(home):
    path = home / "records" / "documents.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([head, *reversed(rows)]) + "\n", "utf-8")
    found = gk.verify(home / "out" / "result.zip", records=home / "records")
    assert found.ok, str(found)
    assert ("same_content", "documents.csv") in [(f.code, f.where) for f in found.findings]


def test_a_judgement_that_was_changed_is_told_with_both_values(home):
    frames = world.tables()
    frames["judgements"].loc[0, "value"] = "9"
    found = gk.verify(home / "out" / "result.zip", records=gk.read_records(frames), lang="en")
    said = [one.say() for one in found.differences if ", values, " in one.where]
    assert said == [
        f"result.zip, values, 青山县, response.form, {name} 8 stated, 9 found"
        for name in ("value", "level")
    ]


def test_values_of_a_score_are_set_beside_it(home):
    values = gk.load(home / "scored.zip").values
    assert gk.verify(home / "scored.zip", records=values).ok
    values.loc[0, "value"] = 0.0
    assert not gk.verify(home / "scored.zip", records=values).ok


def test_a_file_that_was_there_before_is_no_difference(home):
    from gkeval.publish.bundle import write_bundle

    result = gk.load(home / "out" / "result.zip")
    (home / "out" / "notes.txt").write_text("mine", "utf-8")
    write_bundle(result, home / "out", "zh")
    found = gk.verify(home / "out", rebuild=False)
    assert found.ok
    assert [one.where for one in found.findings if one.code == "not_ours"] == ["notes.txt"]


def test_an_output_of_other_versions_is_not_written_again(home, monkeypatch):
    from gkeval.assessment import manifest

    others = dict(manifest.versions()) | {"plotly": "0.1"}
    monkeypatch.setattr("gkeval.publish.recomputing.versions", lambda: others)
    found = gk.verify(home / "full", records=home / "records", scheme=home / "scheme.yaml")
    assert found.ok
    assert "版本不同（plotly）" in str(found)


def test_the_manifest_holds_no_clock_and_no_path(untouched):
    for path in untouched.rglob("manifest.json"):
        text = path.read_text("utf-8")
        assert str(untouched) not in text
        assert str(Path.home()) not in text
        said = json.loads(text)
        hashes = [name for name in said["sha256"] if name.startswith("/") or ".." in name]
        assert hashes == []
        assert said["options"]["assess"] == {"engine": "pandas", "rows_set_aside": 0}
        assert set(said["sources"]["files"]) == {f"{name}.csv" for name in world.tables()}


def test_the_seed_and_draws_stand_in_the_manifest(untouched):
    said = json.loads((untouched / "sure" / "manifest.json").read_bytes())
    assert (said["seed"], said["robustness"]["draws"]) == (7, 50)
    assert said["robustness"]["weights"] == {"kind": "Noise", "by": 0.25, "levels": []}


def test_every_finding_can_be_said_in_both_languages():
    for code in [*_DIFFERENCES, *_NOTES]:
        for lang in ("zh", "en"):
            said = Finding(code, "a.html", "1", "no_log").say(lang)
            assert said.startswith("a.html")
            assert "{" not in said
    assert all(zh != en for zh, en in (_DIFFERENCES | _NOTES | _REASONS).values())


def test_what_is_not_there_is_an_error(tmp_path):
    with pytest.raises(gk.GkevalError, match="there is no file or folder nowhere"):
        gk.verify(tmp_path / "nowhere")


def test_an_empty_folder_is_no_output(tmp_path):
    assert [one.code for one in gk.verify(tmp_path).differences] == ["manifest_missing"]


def test_rows_and_cells_that_differ_are_counted_beyond_the_first():
    one = pd.DataFrame({"unit": [f"u{n:02}" for n in range(50)], "total": 1.0})
    found = table_differs(one, one.assign(total=2.0), ("unit",), "totals")
    assert len(found) == 21
    assert found[-1].say() == "totals 30 more differences"

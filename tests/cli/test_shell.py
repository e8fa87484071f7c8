"""The shell around the commands: the entry point, units from any file, grades in doubt."""

import io
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import gkeval as gk
from gkeval.cli import app, main
from gkeval.cli.collecting import units_from
from gkeval.errors import GkevalError, InputError
from gkeval.synthetic.__main__ import main as write_synthetic
from tests import samples

UNITS = pd.DataFrame({"unit": ["A", "B"], "group": "city"})


def run(*args: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    assert done.exit_code == code, done.output + repr(done.exception)
    return done.output


@pytest.mark.parametrize("reconfigured", [True, False])
def test_the_entry_point_shows_chinese_or_question_marks(monkeypatch, reconfigured: bool):
    held = io.BytesIO()
    shell = io.TextIOWrapper(held, "latin-1") if reconfigured else io.StringIO()
    monkeypatch.setattr(sys, "argv", ["gkeval", "schemes"])
    monkeypatch.setattr(sys, "stdout", shell)
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    shell.flush()
    said = held.getvalue().decode("latin-1") if reconfigured else shell.getvalue()
    assert ("sichuan-land-2011  ???2011?" in said) == reconfigured
    assert ("sichuan-land-2011  四川省2011年" in said) == (not reconfigured)


def test_units_may_stand_in_a_table_a_workbook_or_a_folder(tmp_path: Path):
    UNITS.to_csv(tmp_path / "单位名单.tsv", sep="\t", index=False)
    UNITS.to_excel(tmp_path / "a.xlsx", sheet_name="评估对象", index=False)
    (tmp_path / "folder").mkdir()
    UNITS.to_parquet(tmp_path / "folder" / "units.parquet", index=False)
    for name in ("单位名单.tsv", "a.xlsx", "folder"):
        assert units_from(tmp_path / name).units["unit"].tolist() == ["A", "B"]
    with pytest.raises(GkevalError, match=r"there is no file .*none.csv"):
        units_from(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"unit,group\n\xff\xff,city\n")
    with pytest.raises(InputError, match=r"bytes\.csv"):
        units_from(tmp_path / "bytes.csv")


def test_grades_in_doubt_are_listed_after_the_intervals(tmp_path: Path, five):
    five.save(tmp_path / "result.zip")
    said = run("robustness", tmp_path / "result.zip", "--draws", 300, "--weights", 1, "--seed", 1)
    sure = gk.robustness(five, 300, 1, weights=1.0)
    doubtful = sure.doubtful()
    assert len(doubtful)
    *_, last = said.strip().split("\n\n")
    lines = last.splitlines()
    assert lines[0].split() == ["评估对象", "等级", "等级不变", "另一可能等级", "其可能性"]
    assert [line.split()[0] for line in lines[1:]] == doubtful["name"].tolist()


def test_no_grade_in_doubt_is_no_table(tmp_path: Path, five):
    five.save(tmp_path / "result.zip")
    said = run("robustness", tmp_path / "result.zip", "--draws", 5, "--weights", 0)
    assert "另一可能等级" not in said


def test_a_marked_copy_is_of_one_workbook(tmp_path: Path):
    for name in ("a", "b"):
        UNITS.to_excel(tmp_path / f"{name}.xlsx", sheet_name="units", index=False)
    said = run("check", tmp_path, "--marked", tmp_path / "m.xlsx", code=2)
    assert "--marked takes the copy of one workbook" in said
    assert not (tmp_path / "m.xlsx").exists()


def test_what_holds_no_workbooks_has_no_copies(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("records").mkdir()
    Path("records/units.csv").write_text("unit,group\nA,city\nA,county\n", "utf-8")
    assert "2 errors" in run("check", "records", code=1)
    assert [path.name for path in tmp_path.rglob("*")] == ["records", "units.csv"]
    assert "no file or folder nowhere" in run("check", "nowhere", code=1)


def test_synthetic_records_are_written_by_a_command(tmp_path: Path, monkeypatch, capsys):
    args = ["synthetic", str(tmp_path / "out"), "--scheme", "yanan-2020", "--volume", "0.1"]
    monkeypatch.setattr(sys, "argv", args)
    write_synthetic()
    said = dict(line.rsplit(": ", 1) for line in capsys.readouterr().out.splitlines())
    assert {Path(file).parent for file in said} == {tmp_path / "out"}
    for file, count in said.items():
        assert len(pd.read_csv(file)) == int(count)
    assert gk.read_records(tmp_path / "out").units["name"].str.endswith("（合成）").all()
    monkeypatch.setattr(sys, "argv", ["synthetic", str(tmp_path), "--scheme", "nowhere"])
    with pytest.raises(SystemExit) as left:
        write_synthetic()
    assert left.value.code == 2
    assert "nowhere" in capsys.readouterr().err


def test_records_can_be_left_out_of_report_and_archive(tmp_path: Path):
    options = "--sample", "--no-evidence", "--lang", "en"
    run("assess", "sichuan-land-2011", *options, "--out", tmp_path)
    whole = gk.assess("sichuan-land-2011", samples.read("sichuan-land-2011"))
    kept = gk.load(tmp_path / "sichuan-land-2011" / "result.zip")
    assert kept.fingerprint == whole.fingerprint
    pd.testing.assert_frame_equal(kept.values, whole.values)
    unit, leaf = str(whole.roster.ids[0]), whole.scheme.leaves[0].id
    assert len(whole.explain(unit, leaf).records) > 0
    assert len(kept.explain(unit, leaf).records) == 0
    assert gk.verify(tmp_path / "sichuan-land-2011").differences == ()

"""The shell on an engine: a folder of Parquet is checked and assessed as on pandas."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import gkeval as gk
from gkeval.cli import app
from tests.records.builders import TABLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    records = gk.read_records(gk.sample("sichuan-land-2011"))
    for name, frame in records.tables.items():
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
    return tmp_path


def test_assess_on_duckdb(folder, tmp_path):
    scheme, out = "sichuan-land-2011", tmp_path / "out"
    command = ["assess", scheme, str(folder), "--out", str(out), "--engine", "duckdb"]
    done = CliRunner().invoke(app, [*command, "--memory-limit", "500MB"])
    assert done.exit_code == 0, done.output
    kept = gk.load(out / scheme / "result.zip")
    wanted = gk.assess(scheme, gk.read_records(folder))
    assert kept.fingerprint == wanted.fingerprint
    unit, leaf = str(wanted.roster.ids[0]), wanted.scheme.leaves[0].id
    assert len(kept.explain(unit, leaf).records) == len(wanted.explain(unit, leaf).records)


def test_check_on_an_engine_says_the_same(tmp_path):
    broken = TABLES["requests"].assign(received=["2017-02-30", "", "x", "2017-03-05"])
    frames = TABLES | {"requests": broken}
    for name, frame in frames.items():
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
    said = [
        CliRunner().invoke(app, ["check", str(tmp_path), "--engine", engine])
        for engine in ("pandas", "polars", "duckdb")
    ]
    assert {done.exit_code for done in said} == {1}
    assert {done.stdout for done in said} == {said[0].stdout}
    assert "requests.parquet, row 0, received: found 2017-02-30" in said[0].stdout


def test_a_memory_limit_is_for_duckdb(tmp_path):
    (tmp_path / "units.csv").write_text("unit,group\nA,county\n", "utf-8")
    command = ["check", str(tmp_path), "--engine", "polars", "--memory-limit", "4GB"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1
    assert "memory_limit is '4GB' on polars" in done.stderr

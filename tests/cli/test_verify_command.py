"""`gkeval verify`: what it prints, and its exit codes."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gkeval.cli import app


@pytest.fixture
def run(five, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    five.save("result.zip")

    def invoke(*args: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["verify", *args])
        assert done.exit_code == code, done.output + repr(done.exception)
        return done.output

    return invoke


def test_an_untouched_archive_is_exit_code_0(run):
    last = run("result.zip").splitlines()[-1]
    assert last.startswith("核对 1 个文件：没有不同；封签 ")
    assert "no difference; seal" in run("result.zip", "--lang", "en")


def test_a_touched_archive_is_exit_code_1(run):
    data = bytearray(Path("result.zip").read_bytes())
    data[len(data) // 2] ^= 1
    Path("result.zip").write_bytes(data)
    said = run("result.zip", code=1)
    assert said.startswith("✗ result.zip")
    assert "1 处不同" in said


def test_the_seal_that_was_noted_is_compared(run):
    seal = run("result.zip").split()[-1]
    assert len(seal) == 32
    run("result.zip", "--seal", seal)
    assert "封签应为 0，实为" in run("result.zip", "--seal", "0", code=1)


def test_another_scheme_is_a_difference(run):
    said = run("result.zip", "--scheme", "sichuan-land-2011", "--lang", "en", code=1)
    assert "sichuan-land-2011" in said


def test_records_that_were_named_and_cannot_be_read_are_exit_code_1(run):
    said = run("result.zip", "--records", "nope", "--lang", "en", code=1)
    assert "inputs cannot be assessed: " in said
    assert "nope" in said
    assert "1 difference" in said


def test_what_is_not_there_is_said_without_a_traceback(run):
    assert "there is no file or folder nowhere" in run("nowhere", code=1)


def test_wrong_usage_is_exit_code_2(run):
    run("--nonsense", "x", code=2)

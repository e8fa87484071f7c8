"""300 hostile or broken inputs: each gives its Problem or the right result, none anything else.

The inputs stand in the tables beside this file, named by their fault; those of tests/broken are
counted with them. Each has a limit of time.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import gkeval as gk
from gkeval.composite.coin import read_coin_tool
from tests.hostile import results, schemes, tables, workbooks

BROKEN = Path(__file__).resolve().parent.parent / "broken"
SECONDS = 30


@pytest.fixture(autouse=True)
def within_time() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError(f"took more than {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def commands() -> dict[str, tuple[list[str], str]]:
    """Arguments of the shell that cannot be right: what stands in the message."""
    return {
        "a scheme that is not there": (["describe", "nowhere"], "no scheme of this name"),
        "a scheme with a NUL in its name": (["describe", "a\x00b"], "no scheme of this name"),
        "a scheme of 5,000 letters": (["describe", "x" * 5000], "no scheme of this name"),
        "a scheme that is a device": (["describe", "/dev/zero"], "no scheme of this name"),
        "a scheme that is a pipe": (["describe", "pipe"], "no scheme of this name"),
        "records that are not there": (["check", "nowhere.csv"], "no file or folder"),
        "records that are a device": (["check", "/dev/zero"], "neither file nor folder"),
        "records that are a pipe": (["check", "pipe"], "neither file nor folder"),
        "an archive that is not there": (["explain", "nowhere.zip", "u"], "there is no file"),
        "an archive that is a pipe": (["explain", "pipe", "u"], "a named pipe"),
        "an archive that is a folder": (["explain", ".", "u"], "a folder"),
        "a report of a text": (["report", "text.txt", "--to", "out"], "no result archive"),
    }


def total() -> int:
    ours = (schemes.SCHEMES, tables.TABLES, tables.NUMBERS, workbooks.WORKBOOKS)
    ours += (results.VALUES, results.CHANGES, results.ARCHIVES, results.ARCHIVE_FILES, commands())
    broken = len(list((BROKEN / "schemes").iterdir())) + len(list((BROKEN / "records").iterdir()))
    return sum(map(len, ours)) + broken


def test_there_are_three_hundred():
    assert total() >= 300


@pytest.mark.parametrize("name", schemes.SCHEMES)
def test_schemes(name: str, tmp_path: Path):
    content, codes = schemes.SCHEMES[name]
    file = tmp_path / "scheme-file.yaml"
    file.write_bytes(content)
    problems = gk.check_scheme(file)
    assert {problem.code for problem in problems} == set(codes), str(problems)
    if problems.errors:
        with pytest.raises(gk.InputError) as raised:
            gk.load_scheme(file)
        assert str(raised.value).isprintable() or "\n" in str(raised.value)
        assert len(str(raised.value)) < 50_000
    else:
        assert gk.load_scheme(file).points == 10


@pytest.mark.parametrize("name", tables.TABLES)
def test_tables(name: str, tmp_path: Path):
    make, codes, kept = tables.TABLES[name]
    tables.units(tmp_path)
    make(tmp_path)
    records = gk.read_records(tmp_path, on_error="report")
    assert {problem.code for problem in records.problems} == set(codes), str(records.problems)
    held = records.tables.get("requests")
    assert (None if held is None else len(held)) == kept
    assert len(str(records.problems)) < 50_000
    if records.problems.errors:
        with pytest.raises(gk.InputError):
            gk.read_records(tmp_path)


@pytest.mark.parametrize("name", tables.NUMBERS)
def test_numbers(name: str, tmp_path: Path):
    cell, expected = tables.NUMBERS[name]
    tables.units(tmp_path)
    tables.statistics(cell)(tmp_path)
    records = gk.read_records(tmp_path, on_error="report")
    if isinstance(expected, str):
        assert [problem.code for problem in records.problems] == [expected]
        assert len(records.rejected["statistics"]) == 1
    else:
        assert not records.problems
        assert records.tables["statistics"]["value"].tolist() == [expected]


@pytest.mark.parametrize("name", workbooks.WORKBOOKS)
def test_workbooks(name: str, tmp_path: Path):
    make, codes, kept = workbooks.WORKBOOKS[name]
    make(tmp_path)
    book = tmp_path / "set.xlsx"
    records = gk.read_records(book, on_error="report", limits=workbooks.LIMITS)
    assert {problem.code for problem in records.problems} == set(codes), str(records.problems)
    held = records.tables.get("requests")
    assert (None if held is None else len(held)) == kept
    if records.problems.errors:
        with pytest.raises(gk.InputError):
            gk.read_records(book, limits=workbooks.LIMITS)
    # the reader of the COIN tool is given the same, and finds no sheet Database in any
    with pytest.raises(gk.GkevalError):
        read_coin_tool(book, limits=workbooks.LIMITS)


def told(work: object, expected: str | float) -> None:
    """What comes out is the total that is expected, or an error that says what is expected."""
    if isinstance(expected, float):
        assert work().totals["total"].tolist() == [expected]
        return
    with pytest.raises(gk.GkevalError) as raised:
        work()
    assert expected in str(raised.value)
    assert len(str(raised.value)) < 20_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> gk.Scheme:
    file = tmp_path_factory.mktemp("small") / "small.yaml"
    file.write_text(schemes.SOUND, "utf-8")
    return gk.load_scheme(file)


@pytest.mark.parametrize("name", results.VALUES)
def test_values(name: str, small: gk.Scheme):
    values, expected = results.VALUES[name]
    told(lambda: gk.score(small, values), expected)


@pytest.mark.parametrize("name", results.CHANGES)
def test_changes(name: str, small: gk.Scheme):
    log, expected = results.CHANGES[name]
    told(lambda: gk.apply_changes(gk.score(small, results.wide(6)), log), expected)


@pytest.mark.parametrize("name", results.ARCHIVES)
def test_archives(name: str, small: gk.Scheme, tmp_path: Path):
    tamper, expected = results.ARCHIVES[name]
    gk.score(small, results.wide(6)).save(tmp_path / "whole.zip")
    results.tampered(tmp_path / "whole.zip", tmp_path / "t.zip", tamper)
    told(lambda: gk.load(tmp_path / "t.zip"), expected)


@pytest.mark.parametrize("name", results.ARCHIVE_FILES)
def test_archive_files(name: str, small: gk.Scheme, tmp_path: Path):
    change, expected = results.ARCHIVE_FILES[name]
    gk.score(small, results.wide(6)).save(tmp_path / "whole.zip")
    (tmp_path / "t.zip").write_bytes(change((tmp_path / "whole.zip").read_bytes()))
    told(lambda: gk.load(tmp_path / "t.zip"), expected)


@pytest.mark.parametrize("name", commands())
def test_commands(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from typer.testing import CliRunner

    from gkeval.cli import app

    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("text.txt").write_text("a text", "utf-8")
    arguments, expected = commands()[name]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code in (1, 2)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert expected in done.output
    assert "Traceback" not in done.output


LIMITS = {
    "file_bytes": 20,
    "files": 1,
    "rows": 1,
    "columns": 2,
    "cell_chars": 3,
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_told_and_can_be_raised(name: str, tmp_path: Path):
    tables.units(tmp_path)
    tables.text(tables.HEAD + tables.ROW + "B,2,2017-03-05\n")(tmp_path)
    problems = gk.check_records(tmp_path, limits=gk.Limits(**{name: LIMITS[name]}))
    assert f"at most {LIMITS[name]} " in str(problems)
    assert f"limits=Limits({name}=…)" in str(problems)
    assert not gk.check_records(tmp_path, limits=gk.Limits(**{name: 10**6}))


def test_what_a_unit_is_called_is_no_formula_in_the_files_that_excel_opens(tmp_path: Path):
    from gkeval.cli.output import write_csv

    names = ["=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "＝1", "甲市", "-3"]
    file = write_csv(pd.DataFrame({"单位": names, "得分": range(8)}), tmp_path / "r.csv")
    read = pd.read_csv(file, dtype=str, encoding="utf-8-sig")["单位"].tolist()
    assert read == [f"'{name}" for name in names[:6]] + ["甲市", "-3"]

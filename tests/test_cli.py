"""The shell commands: what they print and write, and their exit codes."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import gkeval as gk
from gkeval.cli import app
from gkeval.words import width

FIVE = Path(__file__).parent / "five" / "scheme.yaml"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def invoke(*args, code=0):
        done = CliRunner().invoke(app, [str(arg) for arg in args])
        assert done.exit_code == code, done.output + repr(done.exception)
        return done

    return invoke


@pytest.fixture
def archive(five, tmp_path):
    five.save(tmp_path / "result.zip")
    return "result.zip"


@pytest.mark.parametrize("args", [["version"], ["--version"]])
def test_version(run, args):
    assert run(*args).stdout == f"gkeval {gk.__version__}\n"


def test_help_names_the_commands_and_the_exit_codes(run):
    said = run("--help").stdout
    for name in "schemes describe check assess report explain demo version".split():
        assert name in said
    assert "0 fine, 1 problems in the input, 2 wrong usage" in said


@pytest.mark.parametrize("args", [["nonsense"], ["assess"], ["report", "x.zip"], ["--nonsense"]])
def test_wrong_usage_is_exit_code_2(run, args):
    run(*args, code=2)


def test_schemes_are_listed_and_aligned(run):
    lines = run("schemes").stdout.rstrip().splitlines()
    assert any("sichuan-land-2011" in line for line in lines[1:])
    start = lines[0].index("document")
    assert {" "} == {_column(line, start - 1) for line in lines}


def _column(line: str, place: int) -> str:
    """The sign at a column of the shell, where a Chinese one takes two."""
    used = 0
    for sign in line:
        if used >= place:
            return sign
        used += width(sign)
    return " "


def test_describe_says_a_scheme_in_both_languages(run):
    assert "及时公开" in run("describe", FIVE).stdout
    assert "Timely" in run("describe", FIVE, "--lang", "en").stdout


def test_an_unknown_scheme_is_told_without_a_traceback(run):
    done = run("describe", "no-such-scheme", code=1)
    assert "no-such-scheme" in done.stderr
    assert "Traceback" not in done.output


def test_check_of_a_sound_scheme(run):
    assert "没有问题" in run("check", "sichuan-land-2011").stdout


def test_warnings_alone_are_exit_code_0(run):
    lines = run("check", FIVE).stdout.splitlines()
    assert lines[0].startswith("warning: ")
    assert lines[-1] == "1 warning"


def test_check_prints_every_problem_of_a_scheme_with_its_place(run):
    text = (
        FIVE.read_text("utf-8")
        .replace("points: 40", "points: 41")
        .replace("kind: expert", "kind: expart")
    )
    Path("broken.yaml").write_text(text, "utf-8")
    lines = run("check", "broken.yaml", code=1).stdout.splitlines()
    assert lines[0].startswith("error: broken.yaml, line ")
    assert any("expart" in line for line in lines)
    assert lines[-1] == f"{len(lines) - 2} errors, 1 warning"


def test_check_of_records(run):
    assert "没有问题" in run("check", gk.sample("sichuan-land-2011")).stdout
    Path("records").mkdir()
    Path("records/units.csv").write_text("unit,group\n甲,city\n甲,other\n", "utf-8")
    said = run("check", "records", code=1).stdout
    assert "units.csv, row 3" in said


def test_check_of_records_against_a_scheme(run):
    Path("records").mkdir()
    Path("records/units.csv").write_text("unit,group\n甲,village\n", "utf-8")
    assert "village" not in run("check", "records").stdout
    assert "village" in run("check", "records", "--scheme", "sichuan-land-2011", code=1).stdout


def test_assess_prints_and_writes_the_ranking(run):
    done = run("assess", "sichuan-land-2011", "--sample")
    lines = done.stdout.splitlines()
    start = lines.index("名次  评估对象  总分")
    assert lines[start + 1].split() == ["1", "成都市", "96.4"]
    assert lines[-3:] == [
        "out/sichuan-land-2011/ranking.csv",
        "out/sichuan-land-2011/result.zip",
        "out/sichuan-land-2011/report/index.html",
    ]
    data = Path("out/sichuan-land-2011/ranking.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # so that Excel reads the Chinese
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["名次", "评估对象", "类别", "总分"]
    assert rows[9] == ["9=", "泸州市", "市（州）", "67.0"]
    assert len(rows) == 22
    loaded = gk.load("out/sichuan-land-2011/result.zip")
    assert loaded.ranking()["score"].iloc[0] == 96.4


def test_assess_from_own_records_into_an_own_folder_in_english(run):
    source = gk.sample("sichuan-land-2011")
    done = run("assess", "sichuan-land-2011", source, "--out", "mine/here", "--lang", "en")
    assert "rank" in done.stdout
    assert done.stdout.splitlines()[-1] == "mine/here/sichuan-land-2011/report/index.html"


def test_assess_wants_either_records_or_the_sample(run):
    assert "RECORDS or --sample" in run("assess", "sichuan-land-2011", code=2).stderr
    run("assess", "sichuan-land-2011", "records", "--sample", code=2)


def test_faulty_records_stop_or_are_reported(run):
    source = gk.sample("sichuan-land-2011")
    Path("records").mkdir()
    for name in ("units", "judgements"):
        text = (source / f"{name}.csv").read_text("utf-8-sig")
        if name == "judgements":
            lines = text.splitlines()
            text += lines[1].replace("成都市", "无此市").replace("J", "X") + "\n"
        Path(f"records/{name}.csv").write_text(text, "utf-8")
    assert "judgements.csv" in run("assess", "sichuan-land-2011", "records", code=1).stderr
    assert not Path("out").exists()
    done = run("assess", "sichuan-land-2011", "records", "--on-error", "report")
    assert "problem in the records" in done.stderr
    assert "judgements.csv" in Path("out/sichuan-land-2011/problems.csv").read_text("utf-8-sig")
    assert Path("out/sichuan-land-2011/report/problems.html").exists()


def test_report_of_an_archive(run, archive):
    assert run("report", archive, "--to", "site", "--title", "报告").stdout == "site/index.html\n"
    assert "<h1>报告</h1>" in Path("site/index.html").read_text("utf-8")


def test_a_missing_archive_is_told(run):
    assert "nothing.zip" in run("report", "nothing.zip", "--to", "site", code=1).stderr
    assert not Path("site").exists()


def test_explain_an_archive(run, archive):
    assert "及时公开" in run("explain", archive, "甲县", "publicity.timely").stdout
    assert "94" in run("explain", archive, "甲县").stdout
    assert "nobody" in run("explain", archive, "nobody", code=1).stderr


def test_demo_recomputes_what_was_published(run):
    done = run("demo", "--out", "shown")
    assert "21 of 21 totals, 21 of 21 ranks as published" in done.stdout
    files = [Path(line) for line in done.stdout.splitlines() if line.startswith("shown/")]
    assert all(file.exists() for file in files)
    names = {file.relative_to("shown").as_posix() for file in files}
    assert {
        "sichuan-land-2011/published-beside-recomputed.csv",
        "sichuan-land-2011/report/index.html",
        "ningxia-2017/ranking-county.csv",
        "ningxia-2017/report/index.html",
    } <= names
    compared = Path("shown/sichuan-land-2011/published-beside-recomputed.csv")
    rows = list(csv.DictReader(compared.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 21
    assert {row["same_total"] for row in rows} == {row["same_rank"] for row in rows} == {"True"}
    assert "0.03: plan for ningxia-2017" in done.stdout
    assert "0.04: no problems" in done.stdout


def test_demo_fails_when_the_ranking_differs(run, monkeypatch):
    import pandas as pd

    read = pd.read_csv
    monkeypatch.setattr(
        "pandas.read_csv",
        lambda *a, **k: read(*a, **k).assign(total=lambda frame: frame["total"] + 1),
    )
    assert "not the published one" in run("demo", code=1).stderr


def test_a_shell_that_cannot_show_chinese_gets_question_marks(tmp_path):
    code = "import sys; sys.argv = ['gkeval', 'schemes']; from gkeval.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env={"PYTHONIOENCODING": "latin-1", "PYTHONPATH": str(Path(gk.__file__).parents[1])},
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert b"sichuan-land-2011  ???2011?" in done.stdout


def test_the_demo_names_the_other_schemes_that_have_a_sample():
    from gkeval.cli.demo import offered

    assert "gkeval assess gansu-2018 --sample" in offered()
    assert not any("sichuan" in command or "ningxia" in command for command in offered())

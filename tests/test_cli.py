"""The shell commands: what they print and write, and their exit codes."""

import csv
import subprocess
import sys
from pathlib import Path

import pandas as pd
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
    for (
        name
    ) in "schemes describe check assess report compare robustness explain demo version".split():
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


def test_a_report_in_other_formats_for_one_unit(run, archive):
    args = ["--edition", "unit", "--unit", "甲县", "--format", "html", "--format", "docx"]
    assert run("report", archive, "--to", "sheet", *args).stdout == "sheet/index.html\n"
    assert {path.name for path in Path("sheet").iterdir() if path.is_file()} == {
        "index.html",
        "feedback.docx",
        "manifest.json",
    }
    page = Path("sheet/index.html").read_text("utf-8")
    assert "甲县" in page
    assert "乙县" not in page


def test_units_that_are_named_get_a_sheet_each(run, archive):
    args = ["--edition", "unit", "--unit", "甲县", "--unit", "乙县"]
    assert run("report", archive, "--to", "sheets", *args).stdout == "sheets\n"
    assert len(list(Path("sheets").glob("*/index.html"))) == 2


def test_a_public_report_shows_what_was_asked_for(run, archive):
    run("report", archive, "--to", "open", "--edition", "public", "--show", "administrative")
    assert "甲县" in Path("open/index.html").read_text("utf-8")
    assert not Path("open/units").exists()
    run("report", archive, "--to", "one", "--edition", "public", "--top", "1", "--lang", "en")
    assert 'lang="en"' in Path("one/index.html").read_text("utf-8")


def test_a_report_with_rank_intervals(run, archive):
    run("report", archive, "--to", "sure", "--robustness", "50", "--seed", "3")
    first = Path("sure/robustness.html").read_bytes()
    assert "重复评估50次" in first.decode("utf-8")
    run("report", archive, "--to", "sure", "--robustness", "50", "--seed", "3")
    assert Path("sure/robustness.html").read_bytes() == first


@pytest.mark.parametrize(
    "args", [["--edition", "boss"], ["--show", "all"], ["--format", "odt"], ["--robustness", "0"]]
)
def test_what_a_report_does_not_have_is_wrong_usage(run, archive, args):
    run("report", archive, "--to", "site", *args, code=2)
    assert not Path("site").exists()


def test_what_an_edition_does_not_have_is_told(run, archive):
    args = ["--edition", "public", "--format", "xlsx"]
    assert (
        "public edition does not have" in run("report", archive, "--to", "o", *args, code=1).stderr
    )


def test_compare_shows_what_moved(run, five, archive):
    before, after = archive, "after.zip"
    values = five.values.copy()
    mine = (values["unit"] == "甲县") & (values["indicator"] == "publicity.timely")
    values.loc[mine, ["value", "numerator"]] = 0
    gk.score(five.scheme, values, five.units).save(after)
    lines = run("compare", before, after, "--csv", "moved.csv").stdout.splitlines()
    assert lines[0].split() == ["评估对象", "名次", "位次升降", "总分", "变化", "变化最大的指标"]
    line = next(line for line in lines if line.startswith("甲县"))
    assert "及时公开 −" in line or "及时公开 -" in line
    assert "▼" in line
    assert lines[-1] == "moved.csv"
    rows = list(csv.reader(Path("moved.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 6


def test_compare_takes_renamed_units(run, five, archive):
    run("compare", archive, archive, "--renamed", "甲县", code=2)
    assert "renamed names" in run("compare", archive, archive, "--renamed", "a=b", code=1).stderr
    assert "→" in run("compare", archive, archive, "--lang", "en").stdout


def test_robustness_of_an_archive(run, archive):
    done = run("robustness", archive, "--draws", "200", "--seed", "1", "--csv", "sure.csv")
    assert "200 次模拟（各指标权重在 ±25% 内随机变动）" in done.stdout
    again = run("robustness", archive, "--draws", "200", "--seed", "1", "--csv", "sure.csv")
    assert again.stdout == done.stdout
    rows = list(csv.DictReader(Path("sure.csv").read_text("utf-8-sig").splitlines()))
    wanted = gk.robustness(gk.load(archive), 200, 1).intervals
    assert [row["评估对象"] for row in rows] == wanted["name"].to_list()
    ends = [row["名次区间"].split("–") for row in rows]
    assert [int(end[0]) for end in ends] == wanted["low"].to_list()
    assert [int(end[-1]) for end in ends] == wanted["high"].to_list()
    assert "rank interval" in run("robustness", archive, "--draws", "9", "--lang", "en").stdout


def test_raters_are_drawn_only_where_there_are_some(run, archive):
    assert "judged by several" in run("robustness", archive, "--raters", "draw", code=1).stderr


def test_a_missing_archive_is_told(run):
    assert "nothing.zip" in run("report", "nothing.zip", "--to", "site", code=1).stderr
    assert not Path("site").exists()


def test_explain_an_archive(run, archive):
    assert "及时公开" in run("explain", archive, "甲县", "publicity.timely").stdout
    assert "94" in run("explain", archive, "甲县").stdout
    assert "nobody" in run("explain", archive, "nobody", code=1).stderr


def test_explain_sets_two_units_side_by_side(run, archive):
    said = run("explain", archive, "甲县", "--versus", "乙县").stdout
    assert "甲县" in said.splitlines()[0]
    assert "乙县" in said.splitlines()[0]
    assert "points" in run("explain", archive, "甲县", "--versus", "乙县", "--lang", "en").stdout
    args = ["explain", archive, "甲县", "publicity.timely", "--versus", "乙县"]
    assert "either INDICATOR or --versus" in run(*args, code=2).stderr


def test_a_folder_of_workbooks_is_assessed_as_one_set_of_records(run):
    source = gk.sample("sichuan-land-2011")
    units, judged = (
        pd.read_csv(source / f"{name}.csv", encoding="utf-8-sig", dtype="str")
        for name in ("units", "judgements")
    )
    Path("books").mkdir()
    for place in range(2):
        mine = units["评估对象"].iloc[place::2]
        with pd.ExcelWriter(f"books/{place}.xlsx") as book:
            units[units["评估对象"].isin(mine)].to_excel(book, sheet_name="units", index=False)
            judged[judged["评估对象"].isin(mine)].to_excel(
                book, sheet_name="judgements", index=False
            )
    run("assess", "sichuan-land-2011", "books")
    ours = gk.load("out/sichuan-land-2011/result.zip").ranking()[["unit", "score", "rank"]]
    wanted = gk.assess("sichuan-land-2011", gk.read_records(source)).ranking()
    assert sorted(ours.itertuples(index=False)) == sorted(
        wanted[["unit", "score", "rank"]].itertuples(index=False)
    )
    said = run("assess", "sichuan-land-2011", "books", "--engine", "polars", code=1).stderr
    assert "folder of workbooks" in said


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

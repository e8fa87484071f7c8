"""The tables of an assessment's folder: what the CSV files say of every kind of unit."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.errors import GkevalError
from gkeval.publish.bundle import ranking_table, tables_of, write_bundle, write_csv
from tests.proof import world
from tests.publish.workbooks import AB, row
from tests.scoring.builders import act, grade, scheme, scored


def test_a_ranking_says_ties_intervals_and_what_does_not_apply():
    made = scheme(*AB, rounding={"decimals": 1})
    result = scored(
        made,
        u1=row(50, 30), u2=row(60, 20), u3=row(50, "未评估"), u4=row("不适用", "不适用"),
    )  # fmt: skip
    table = ranking_table(result, None, "zh")
    assert list(table) == ["名次", "评估对象", "类别", "总分"]
    assert dict(zip(table["评估对象"], table["总分"], strict=True)) == {
        "u1": "80.0", "u2": "80.0", "u3": "50.0–90.0", "u4": "—",
    }  # fmt: skip
    assert sorted(table["名次"]) == ["", "", "1=", "1="]


def test_grades_are_words_also_of_those_who_failed():
    made = scheme(
        *AB,
        adjustments=[act("veto", "x", result="fail")],
        grades=[grade("good", at_least=80), grade("rest", at_least=0)],
    )
    result = scored(made, u1=row(50, 30), u2=row(50, 30, x=1), u3=row(60, "未评估"))
    table = ranking_table(result, None, "zh")
    assert dict(zip(table["评估对象"], table["等级"], strict=True)) == {
        "u1": "good", "u2": "不合格", "u3": "",
    }  # fmt: skip
    assert list(ranking_table(result, None, "en"))[-1] == "grade"


def test_groups_have_a_table_each_and_one_group_has_none(five):
    assert list(tables_of(five, "zh")) == [
        "ranking.csv", "ranking-county.csv", "ranking-department.csv",
    ]  # fmt: skip
    county = tables_of(five, "en")["ranking-county.csv"]
    assert county["group"].tolist() == ["County"] * 3
    alone = scored(scheme(*AB), u1=row(1, 1))
    assert list(tables_of(alone, "zh")) == ["ranking.csv"]


def test_rows_that_were_set_aside_are_listed_and_mark_their_unit():
    frames = world.tables()
    frames["documents"].loc[0, "issued"] = "2017-02-30"
    result = gk.assess(world.FIVE, gk.read_records(frames, on_error="report"))
    tables = tables_of(result, "zh")
    assert list(tables)[-1] == "problems.csv"
    assert tables["problems.csv"]["found"].tolist() == ["2017-02-30"]
    ranking = tables["ranking.csv"]
    assert ranking[ranking["暂定"] == "*"]["评估对象"].tolist() == ["青山县"]


def test_nothing_in_a_table_is_a_formula(tmp_path):
    path = write_csv(pd.DataFrame({"unit": ["=1+1", "甲"], "total": [1.5, 2]}), tmp_path / "t.csv")
    assert path.read_bytes().decode("utf-8-sig") == "unit,total\n'=1+1,1.5\n甲,2.0\n"


def test_tables_beside_stand_in_the_folder_and_others_files_stay(five, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", "utf-8")
    beside = {"changes.csv": pd.DataFrame({"unit": ["甲县"]})}
    files = write_bundle(five, folder, "zh", beside=beside)
    assert [path.relative_to(folder).as_posix() for path in files] == [
        "changes.csv", "ranking.csv", "ranking-county.csv", "ranking-department.csv",
        "result.zip", "report/index.html",
    ]  # fmt: skip
    assert all(path.is_file() for path in files)
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    assert gk.verify(folder, rebuild=False).ok
    write_bundle(five, folder, "zh")  # without the table beside, which stays there
    write_bundle(five, folder, "zh", beside=beside)


def test_a_report_of_somebody_else_is_not_replaced(five, tmp_path):
    (tmp_path / "out" / "report").mkdir(parents=True)
    (tmp_path / "out" / "report" / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(GkevalError, match=r"report holds thesis\.txt, which no report of gkeval"):
        write_bundle(five, tmp_path / "out", "zh")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report"]


def test_a_table_of_somebody_else_is_not_written_over(five, tmp_path):
    """Ours are those of the earlier manifest: a file of that name without one is another's."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "ranking.csv").write_text("mine", "utf-8")
    with pytest.raises(GkevalError, match=r"out holds ranking\.csv, which no report of gkeval"):
        write_bundle(five, folder, "zh")
    assert [path.read_text("utf-8") for path in folder.iterdir()] == ["mine"]
    (folder / "ranking.csv").unlink()
    write_bundle(five, folder, "zh")
    (folder / "problems.csv").write_text("mine", "utf-8")  # the run before found no problems
    with pytest.raises(GkevalError, match=r"out holds problems\.csv, which"):
        write_bundle(five, folder, "en")
    (folder / "problems.csv").unlink()
    write_bundle(five, folder, "en")

"""Five units whose every number was worked by hand (tests/five)."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk

TOTALS = {"甲县": 94, "乙县": 46, "丙县": 88, "丁局": 58}


def test_totals_are_as_worked_by_hand(five):
    totals = five.totals.set_index("unit")["total"]
    assert {unit: totals[unit] for unit in TOTALS} == TOTALS
    assert np.isnan(totals["戊局"])


def test_an_unassessed_leaf_makes_the_total_an_interval_without_a_rank(five):
    row = five.totals.set_index("unit").loc["戊局"]
    assert (row["low"], row["high"]) == (28, 88)
    assert pd.isna(row["rank"])
    assert row["grade"] == ""


def test_units_are_ranked_within_their_group(five):
    ranking = five.ranking()
    assert ranking["unit"].to_list() == ["甲县", "丙县", "乙县", "丁局", "戊局"]
    assert ranking["rank"].to_list()[:4] == [1, 2, 3, 1]
    assert ranking["grade"].to_list() == ["good", "good", "", "pass", ""]
    assert five.ranking("department")["unit"].to_list() == ["丁局", "戊局"]


def test_points_that_do_not_apply_go_to_the_siblings(five):
    scores = five.scores.set_index(["unit", "indicator"])
    assert scores.loc[("丙县", "response.form"), ["available", "score"]].to_list() == [40, 32]
    assert scores.loc[("丁局", "publicity.timely"), "available"] == 60
    assert ("丁局", "publicity.meetings") not in scores.index


def test_missing_zero_settles_the_total(five, five_values):
    zero = gk.score(five.scheme.replace(missing="zero"), five_values)
    assert zero.totals.set_index("unit").loc["戊局", "total"] == 28


def test_rows_in_any_order_give_the_same_result(five, five_values):
    shuffled = gk.score(five.scheme, five_values.sample(frac=1, random_state=1))
    assert shuffled.fingerprint == five.fingerprint
    pd.testing.assert_frame_equal(shuffled.scores, five.scores)
    pd.testing.assert_frame_equal(shuffled.ranking(), five.ranking())


def test_long_values_give_the_same_result(five):
    units = five.units[["unit", "group"]]
    again = gk.score(five.scheme, five.values, units)
    pd.testing.assert_frame_equal(again.scores, five.scores)


def test_explain_says_rule_points_and_clause(five):
    told = five.explain("乙县", "publicity.timely")
    assert (told.low, told.available, told.clause) == (20, 40, "一(一)")
    assert "5个工作日" in told.remedy
    assert "50" in told.value
    assert "20 / 40" in str(told)
    assert "及时公开" in told._repr_html_()


def test_explain_a_branch_lists_what_is_below(five):
    told = five.explain("乙县")
    assert told.records["score"].to_list() == [20, 26]


def test_explain_refuses_unknown_names(five):
    with pytest.raises(gk.GkevalError, match="unit is 'x'"):
        five.explain("x")
    with pytest.raises(gk.GkevalError, match="indicator is 'y'"):
        five.explain("甲县", "y")


def test_a_saved_result_comes_back_equal(five, tmp_path):
    five.save(tmp_path / "five.zip")
    again = gk.load(tmp_path / "five.zip")
    assert again.fingerprint == five.fingerprint
    pd.testing.assert_frame_equal(again.totals, five.totals)
    pd.testing.assert_frame_equal(again.scores, five.scores)
    pd.testing.assert_frame_equal(again.values, five.values)
    five.save(tmp_path / "twice.zip")
    assert (tmp_path / "twice.zip").read_bytes() == (tmp_path / "five.zip").read_bytes()


def test_a_changed_archive_is_refused(five, tmp_path):
    import zipfile

    five.save(tmp_path / "five.zip")
    with zipfile.ZipFile(tmp_path / "five.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["values.parquet"] = members["scores.parquet"]
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(gk.GkevalError, match=r"values\.parquet changed"):
        gk.load(tmp_path / "changed.zip")


@pytest.mark.parametrize("content", [b"", b"PK nonsense", b"{}"])
def test_what_is_no_archive_is_refused(content, tmp_path):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(gk.GkevalError, match=r"x\.zip is no result archive"):
        gk.load(tmp_path / "x.zip")
    with pytest.raises(gk.GkevalError, match="no file"):
        gk.load(tmp_path / "nothing.zip")


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("publicity.timely", 1.2, "value_out_of_range"),
        ("publicity.timely", "many", "bad_value"),
        ("response.form", 11, "value_out_of_range"),
        ("publicity.meetings", -1, "value_out_of_range"),
        ("group", "city", "unknown_group"),
    ],
)
def test_bad_values_are_problems_with_their_place(five, five_values, column, cell, code):
    bad = five_values.astype({column: object})
    bad.loc[1, column] = cell
    with pytest.raises(gk.InputError) as caught:
        gk.score(five.scheme, bad)
    assert code in {problem.code for problem in caught.value.problems}
    assert {problem.unit for problem in caught.value.problems} == {"乙县"}


def test_no_indicator_column_at_all(five, five_values):
    with pytest.raises(gk.InputError) as caught:
        gk.score(five.scheme, five_values[["unit", "group"]])
    assert [problem.code for problem in caught.value.problems] == ["no_indicator"]


def test_groups_must_be_said_when_there_are_several(five, five_values):
    with pytest.raises(gk.GkevalError, match="county, department"):
        gk.score(five.scheme, five_values.drop(columns="group"))


def test_an_indicator_without_a_column_is_a_warning_that_names_the_nearest(five, five_values):
    result = gk.score(five.scheme, five_values.rename(columns={"response.form": "response.from"}))
    (problem,) = result.problems
    assert (problem.code, problem.column) == ("no_column", "response.form")
    assert "response.from" in problem.remedy
    assert result.totals["total"].isna().all()

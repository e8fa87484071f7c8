"""Two assessments side by side: what moved, worked by hand."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from tests.scoring.builders import branch, leaf, scheme, scored


def made(**more):
    return scheme(branch("a", 60, leaf("a.x", 40), leaf("a.y", 20)), leaf("b", 40), **more)


@pytest.fixture
def last_year():
    return scored(
        made(),
        甲={"a.x": 40, "a.y": 10, "b": 30},  # 80, first
        乙={"a.x": 20, "a.y": 20, "b": 30},  # 70, second
        丙={"a.x": 20, "a.y": 10, "b": 30},  # 60, third
        丁={"a.x": 10, "a.y": 10, "b": 30},  # 50, fourth
    )


@pytest.fixture
def this_year():
    return scored(
        made(),
        甲={"a.x": 30, "a.y": 10, "b": 30},  # 70
        乙={"a.x": 40, "a.y": 15, "b": 30},  # 85
        丙区={"a.x": 40, "a.y": 20, "b": 40},  # 100
        戊={"a.x": 0, "a.y": 0, "b": 30},  # 30
    )


def rows(frame, *columns):
    return frame.set_index("unit")[list(columns)].T.to_dict("list")


def test_what_moved(last_year, this_year):
    found = gk.compare(last_year, this_year, renamed={"丙": "丙区"})
    units = rows(found.units, "status", "change", "rank_before", "rank", "moved", "from_units")
    assert units["甲"] == ["same", -10, 1, 3, -2, ""]
    assert units["乙"] == ["same", 15, 2, 2, 0, ""]
    assert units["丙区"] == ["renamed", 40, 3, 1, 2, "丙"]
    assert units["戊"][0] == "new"
    assert units["戊"][3] == 4
    assert all(pd.isna(units["戊"][at]) for at in (1, 2, 4))
    assert units["丁"][0] == "gone"
    assert found.units["score_before"].to_list()[-1] == 50
    assert found.units["unit"].to_list() == [*this_year.totals["unit"], "丁"]
    assert "1 renamed" in repr(found)
    assert "丙区" in found._repr_html_()


def test_which_indicator_moved_it(last_year, this_year):
    indicators = gk.compare(last_year, this_year, renamed={"丙": "丙区"}).indicators
    mine = indicators[indicators["unit"] == "乙"]
    assert mine[["indicator", "score_before", "score", "change"]].to_numpy().tolist() == [
        ["a.x", 20, 40, 20],
        ["a", 40, 55, 15],
        ["a.y", 20, 15, -5],
        ["b", 30, 30, 0],
    ]
    leaves = indicators[indicators["indicator"].isin(["a.x", "a.y", "b"])]
    assert leaves.groupby("unit")["change"].sum().to_dict() == {"甲": -10, "乙": 15, "丙区": 40}


def test_merged_units_have_nothing_to_be_compared_with(last_year, this_year):
    found = gk.compare(last_year, this_year, renamed={"丙": "丙区", "丁": "丙区"})
    units = rows(found.units, "status", "score_before", "change", "from_units")
    assert units["丙区"][0] == "merged"
    assert np.isnan(units["丙区"][1:3]).all()
    assert units["丙区"][3] == "丁;丙"
    assert "丙区" not in set(found.indicators["unit"])
    assert "丁" not in units


def test_a_unit_that_took_another_in_is_merged(last_year, this_year):
    found = gk.compare(last_year, this_year, renamed={"丁": "甲", "丙": "丙区"})
    units = rows(found.units, "status", "from_units")
    assert units["甲"] == ["merged", "丁;甲"]


def test_a_result_and_itself(last_year):
    found = gk.compare(last_year, last_year)
    assert set(found.units["status"]) == {"same"}
    assert (found.units[["change", "moved"]] == 0).all().all()
    assert (found.indicators["change"] == 0).all()


def test_a_changed_scheme_is_a_what_if(last_year):
    dense = scored(
        made(missing="zero"),
        甲={"a.x": 40, "a.y": 10, "b": "未评估"},
        乙={"a.x": 20, "a.y": 20, "b": 30},
        丙={"a.x": 20, "a.y": 10, "b": 30},
        丁={"a.x": 10, "a.y": 10, "b": 30},
    )
    units = rows(gk.compare(last_year, dense).units, "change", "moved")
    assert units["甲"] == [-30, -2]


def test_an_open_total_has_no_change(last_year):
    opened = scored(made(), 甲={"a.x": 40, "a.y": 10, "b": "未评估"})
    units = rows(gk.compare(last_year, opened).units, "status", "score", "change", "moved")
    assert units["甲"][0] == "same"
    assert pd.isna(units["甲"][1:]).all()


def test_indicators_of_one_edition_only_are_left_out(last_year):
    newer = scored(scheme(leaf("b", 40), leaf("c", 60)), 甲={"b": 40, "c": 30})
    found = gk.compare(last_year, newer)
    assert found.indicators[["indicator", "change"]].to_numpy().tolist() == [["b", 10]]
    assert rows(found.units, "change")["甲"] == [-10]


@pytest.mark.parametrize("renamed", [{"己": "甲"}, {"甲": "己"}])
def test_unknown_names_are_refused(last_year, this_year, renamed):
    with pytest.raises(gk.GkevalError, match="renamed names 己"):
        gk.compare(last_year, this_year, renamed=renamed)


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True)])
def test_what_is_no_assessment_is_refused(last_year, before, after):
    given = [last_year if yes else None for yes in (before, after)]
    name = "after" if before else "before"
    with pytest.raises(gk.GkevalError, match=f"^{name} is NoneType, must be an Assessment"):
        gk.compare(*given)

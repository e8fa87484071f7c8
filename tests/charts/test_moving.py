"""Rank changes draw what `compare` says."""

import numpy as np
import pytest

import gkeval as gk
from gkeval.charts.moving import rank_changes_frame


def test_lines_run_from_the_earlier_rank_to_the_later(many):
    before, after = many(30, seed=1), many(30, seed=2)
    units = gk.compare(before, after).units.set_index("unit")
    figure = gk.charts.rank_changes(before, after)
    assert {trace.name: list(trace.y) for trace in figure.data} == {
        unit: [int(row["rank_before"]), int(row["rank"])] for unit, row in units.iterrows()
    }
    most = units["moved"].astype(int)
    finding = figure.layout.meta["finding"]
    assert f"{most.idxmax()}上升最多（{most.max()}位）" in finding
    assert f"下降最多（{-most.min()}位）" in finding


def test_labels_of_shared_ranks_stand_below_each_other(sichuan):
    frame = rank_changes_frame(sichuan, sichuan, None, None, "zh")
    assert frame["rank"].duplicated().any()
    assert sorted(frame["place"]) == list(range(1, 22))
    figure = gk.charts.rank_changes(sichuan, sichuan)
    right = [entry.y for entry in figure.layout.annotations if entry.x == 1]
    assert len(set(right)) == 21
    assert figure.layout.meta["finding"] == "名次没有变化"


def test_a_renamed_unit_keeps_its_line_and_a_new_one_is_counted(five_scheme, five_values):
    before = gk.score(five_scheme, five_values[five_values["unit"] != "乙县"])
    later = five_values.assign(unit=five_values["unit"].replace("丙县", "丙市"))
    after = gk.score(five_scheme, later)
    figure = gk.charts.rank_changes(before, after, "county", renamed={"丙县": "丙市"})
    assert sorted(trace.name for trace in figure.data) == ["丙市", "甲县"]
    assert figure.layout.meta["note"][0] == "1个评估对象只在一次评估中有名次，未列出"


def test_columns_are_named_by_their_years(five):
    assert gk.charts.rank_changes(five, five, "county").layout.xaxis.ticktext == (
        "<b>2017</b>",
        "<b>2017</b>",
    )


def test_several_groups_must_be_told_apart(five):
    with pytest.raises(gk.GkevalError, match="must be one of: county, department"):
        gk.charts.rank_changes(five, five)


def test_300_units_are_drawn_with_room_for_each(many):
    figure = gk.charts.rank_changes(many(300), many(300, seed=2))
    layout = figure.layout
    bottom, top = layout.yaxis.domain
    pixels = (layout.height - layout.margin.t - layout.margin.b) * (top - bottom)
    rows = np.ptp(layout.yaxis.range)
    assert pixels / rows > 1.25 * 12

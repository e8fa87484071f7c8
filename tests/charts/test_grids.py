"""Heat map, profile and correlation draw the rates of the assessment."""

import itertools

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.charts.grid_frames import FEWEST, bands_frame, cells_frame, correlations
from gkeval.charts.profile_frames import profile_frame
from gkeval.charts.shades import rate_classes


def heats(figure):
    return [trace for trace in figure.data if trace.type == "heatmap"]


def test_a_heat_map_holds_the_rate_of_every_cell_in_the_order_of_the_ranking(sichuan):
    figure = gk.charts.heat_map(sichuan)
    (heat,) = heats(figure)
    order = sichuan.ranking()["unit"]
    leaves = [leaf.id for leaf in sichuan.scheme.leaves]
    rates = sichuan.scores.pivot(index="unit", columns="indicator", values="rate")
    assert np.array_equal(heat.customdata, rates.loc[order, leaves].to_numpy(), equal_nan=True)
    assert np.array_equal(heat.z, rate_classes(heat.customdata), equal_nan=True)
    assert [text.split("\u2007")[0] for text in figure.layout.yaxis.ticktext] == list(order)


def test_what_does_not_apply_or_is_open_is_marked_and_not_coloured(five):
    """丙县 has no requests (不适用), 戊局 is not yet assessed for publicity.timely."""
    figure = gk.charts.heat_map(five)
    county, department = heats(figure)
    marks = {(trace.name, trace.yaxis): trace for trace in figure.data if trace.type == "scatter"}
    leaves = [leaf.id for leaf in five.scheme.leaves]
    rows = {
        unit: row
        for group in ("county", "department")
        for row, unit in enumerate(five.ranking(group)["unit"])
    }
    excused = marks["not_applicable", "y"]
    assert list(zip(excused.y, excused.x, strict=True)) == [
        (rows["丙县"], leaves.index("response.requests"))
    ]
    (cell,) = zip(marks["open", "y2"].y, marks["open", "y2"].x, strict=True)
    assert cell == (rows["戊局"], leaves.index("publicity.timely"))
    assert np.isnan(department.z[cell])
    assert np.isnan(department.z[:, leaves.index("publicity.meetings")]).all()
    assert not np.isnan(county.z[:, leaves.index("publicity.meetings")]).any()
    assert "–：不适用；×：未评定" in figure.layout.meta["note"][0]


def test_classes_stand_on_the_right_side_of_their_limits():
    rates = np.array([0.0, 1e-12, 0.4 - 1e-12, 0.5999, 0.6, 0.8, 0.9999, 1 - 1e-12])
    assert rate_classes(rates).tolist() == [0, 0, 2, 2, 3, 4, 4, 5]


def test_many_units_are_drawn_in_bands_whose_means_are_those_of_their_units(many):
    result = many(500)
    (heat,) = heats(gk.charts.heat_map(result))
    assert len(heat.y or heat.z) <= 100
    order = result.ranking()["unit"].to_list()
    rates = result.scores.pivot(index="unit", columns="indicator", values="rate")
    leaves = ["publicity.timely", "response.requests", "response.form"]
    expected = [rates.loc[order[at : at + 5], leaves].mean() for at in range(0, 500, 5)]
    assert np.allclose(heat.customdata, np.array(expected))


def test_a_stretch_of_ranks_is_drawn_unit_by_unit(many):
    figure = gk.charts.heat_map(many(500), ranks=(301, 330))
    assert len(figure.layout.yaxis.ticktext) == 30
    assert "另有470个评估对象未列出" in str(figure.layout.meta["note"])
    with pytest.raises(gk.GkevalError, match="first <= last"):
        gk.charts.heat_map(many(5), ranks=(3, 1))


def test_the_bands_hold_every_unit_once(many):
    result = many(457)
    cells = cells_frame(result)
    frame = bands_frame(result, None, ["response.form"], cells, "zh").frame
    assert frame["units"].sum() == 457
    assert (frame["last"] - frame["first"] + 1 == frame["units"]).all()


@pytest.mark.parametrize("count", [5, 30, 300])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rows_and_heads_have_room_at_every_size(many, count, lang):
    layout = gk.charts.heat_map(many(count), lang=lang).layout
    rows = layout.height - layout.margin.t - layout.margin.b
    bottom, top = layout.yaxis.domain
    assert (top - bottom) * rows / count > layout.yaxis.tickfont.size * 1.25
    assert (1 - top) * rows > 40


def test_the_title_counts_the_zeros(five_scheme):
    values = pd.DataFrame(
        {
            "unit": ["甲", "乙", "丙"],
            "group": "department",
            "publicity.timely": [0, 0, 1],
            "response.requests": [0, 1, 1],
            "response.form": 10,
        }
    )
    finding = gk.charts.heat_map(gk.score(five_scheme, values)).layout.meta["finding"]
    assert finding == "“及时公开”零分最多：3个评估对象中2个"


def test_a_profile_shows_the_unit_and_the_quartiles_of_its_group(sichuan):
    unit = sichuan.ranking()["unit"][4]
    rates = sichuan.scores[sichuan.scores["level"] == 1]
    frame = profile_frame(sichuan, unit, level=1).set_index("indicator")
    for indicator, mine in rates.groupby("indicator"):
        line = frame.loc[indicator]
        assert line["median"] == pytest.approx(mine["rate"].median())
        assert line["lower"] == pytest.approx(mine["rate"].quantile(0.25))
        assert line["rate"] == mine.set_index("unit").loc[unit, "rate"]
    figure = gk.charts.profile(sichuan, unit, level=1)
    drawn = {}
    for trace in figure.data:
        if trace.name in ("ahead", "behind"):
            drawn |= dict(zip(trace.y, trace.x, strict=True))
    assert [drawn[at] for at in range(5)] == pytest.approx((frame["rate"] * 100).to_list())


def test_a_profile_gives_nothing_away_of_a_small_group(five):
    """Of three counties a quartile would be another one's rate."""
    figure = gk.charts.profile(five, "甲县")
    assert all(
        x is None or np.isnan(x)
        for trace in figure.data
        if trace.name in ("median", "middle half")
        for x in trace.x
    )
    assert "不足4个" in figure.layout.meta["note"][0]


def test_correlations_are_those_of_the_ranks(sichuan):
    found = correlations(sichuan, kind="spearman")
    rates = sichuan.scores.pivot(index="unit", columns="indicator", values="rate")
    expected = rates[found.indicators].corr("spearman").to_numpy()
    assert np.allclose(found.r, expected, equal_nan=True)
    (heat,) = heats(gk.charts.correlation(sichuan))
    assert np.array_equal(heat.z, found.r, equal_nan=True)
    assert (found.n == 21).all()


def test_boxes_stand_around_the_branches(ningxia):
    figure = gk.charts.correlation(ningxia)
    boxes = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert len(boxes) == len(ningxia.scheme.indicators)
    assert boxes[0].x0 == -0.5
    assert all(a.x1 == b.x0 for a, b in itertools.pairwise(boxes))
    assert boxes[-1].y1 == len(figure.layout.yaxis.ticktext) - 0.5


def test_a_coefficient_of_three_units_is_not_drawn(five):
    found = correlations(five, "county")
    assert FEWEST > 3
    assert np.isnan(found.r).all()


@pytest.mark.parametrize("draw", [gk.charts.heat_map, gk.charts.correlation])
def test_the_order_of_rows_does_not_show(five, five_scheme, five_values, draw):
    again = gk.score(five_scheme, five_values.sample(frac=1, random_state=5))
    assert draw(five).to_json() == draw(again).to_json()


def test_wrong_arguments_are_told(sichuan):
    with pytest.raises(gk.GkevalError, match="level is 7, must be from 1 to"):
        gk.charts.heat_map(sichuan, level=7)
    with pytest.raises(gk.GkevalError, match="unit is 'x'"):
        gk.charts.profile(sichuan, "x")
    with pytest.raises(gk.GkevalError, match="kind is 'phi'"):
        gk.charts.correlation(sichuan, kind="phi")

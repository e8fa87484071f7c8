"""Ranking and contributions draw the frames they come from, and say what they show."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.charts.frames import parts_frame
from gkeval.charts.rows import FIGURE_SPACE


def bars(figure):
    return [trace for trace in figure.data if trace.type == "bar"]


def labels(figure):
    """Row labels of every block, from the top."""
    names = sorted(name for name in figure.layout if name.startswith("yaxis"))
    return [list(figure.layout[name].ticktext) for name in names]


def test_ranking_draws_the_totals_of_the_frame(five):
    figure = gk.charts.ranking(five)
    names = [[label.split(FIGURE_SPACE)[0] for label in block] for block in labels(figure)]
    drawn = {}
    for trace in bars(figure):
        if trace.name not in ("low", "open"):
            block = names[int((trace.yaxis or "y")[1:] or 1) - 1]
            drawn |= {block[row]: total for row, total in zip(trace.y, trace.x, strict=True)}
    assert drawn == five.totals.dropna(subset="total").set_index("unit")["total"].to_dict()
    assert [name for block in names for name in block] == five.ranking()["unit"].to_list()


def test_an_open_total_is_drawn_as_an_interval_and_not_ranked(five):
    figure = gk.charts.ranking(five)
    (low,) = [trace for trace in figure.data if trace.name == "low"]
    (rest,) = [trace for trace in figure.data if trace.name == "open"]
    assert (list(low.x), list(rest.base), list(rest.x)) == ([28], [28], [60])
    assert rest.marker.pattern.shape == "/"
    assert list(rest.text) == ["28.00–88.00"]
    assert not any(digit in labels(figure)[1][1] for digit in "0123456789")
    assert any("区间" in line for line in figure.layout.meta["note"])


def test_values_at_bar_ends_have_the_published_decimals(sichuan):
    (trace,) = bars(gk.charts.ranking(sichuan))
    assert trace.text[:3] == ("96.4", "94.0", "82.9")


def test_ties_are_marked_in_the_labels_and_explained(sichuan):
    figure = gk.charts.ranking(sichuan)
    (names,) = labels(figure)
    assert [name.strip("\u00a0 ").endswith("9=") for name in names].count(True) == 2
    assert "名次后“=”：并列" in figure.layout.meta["note"][0]


def test_the_title_says_who_leads_and_the_mean(sichuan):
    mean = sichuan.totals["total"].mean()
    figure = gk.charts.ranking(sichuan)
    assert figure.layout.meta["finding"] == f"成都市以96.4分居首，21个市（州）平均{mean:.1f}分"
    english = gk.charts.ranking(sichuan, lang="en").layout.meta["finding"]
    assert english.startswith("成都市 leads with 96.4 points; mean of 21")


def test_shared_first_place_is_said(five_scheme):
    values = pd.DataFrame(
        {
            "unit": ["甲", "乙", "丙", "丁"],
            "group": "department",
            "publicity.timely": 1,
            "response.requests": 1,
            "response.form": 10,
        }
    )
    two = gk.charts.ranking(gk.score(five_scheme, values.head(2)))
    assert "、" in two.layout.meta["finding"]
    assert "以100.00分并列第一" in two.layout.meta["finding"]
    four = gk.charts.ranking(gk.score(five_scheme, values))
    assert "等4个以100.00分并列第一" in four.layout.meta["finding"]


def test_top_keeps_ties_at_the_border_and_counts_the_rest(sichuan):
    figure = gk.charts.ranking(sichuan, top=9)
    assert len(labels(figure)[0]) == 10
    assert "另有11个评估对象未列出" in figure.layout.meta["note"][0]


@pytest.mark.parametrize(
    ("call", "message"),
    [({"top": 0}, "top is 0"), ({"lang": "fr"}, "lang is 'fr'"), ({"group": "x"}, "group is 'x'")],
)
def test_wrong_arguments_are_told(sichuan, call, message):
    with pytest.raises(gk.GkevalError, match=message):
        gk.charts.ranking(sichuan, **call)


def test_contributions_add_up_to_the_totals(sichuan):
    figure = gk.charts.contributions(sichuan)
    stacked = np.sum([np.asarray(trace.x, dtype=float) for trace in bars(figure)], axis=0)
    assert np.allclose(stacked, sichuan.ranking()["score"])
    assert [trace.name for trace in bars(figure)] == [
        indicator.title.zh for indicator in sichuan.scheme.indicators
    ]


def test_contributions_are_the_first_level_scores(five):
    parts = parts_frame(five).set_index(["unit", "indicator"])
    scores = five.scores.set_index(["unit", "indicator"])
    for key in parts.index:
        assert parts.loc[key, "earned"] == scores.loc[key, "low"]
    assert parts.loc[("戊局", "publicity"), ["earned", "open"]].to_list() == [0, 60]


def test_hover_tells_the_points_by_first_level_indicator(five):
    (trace,) = [trace for trace in gk.charts.ranking(five).data if "甲县" in str(trace.hovertext)]
    assert (
        trace.hovertext[0]
        == "<b>甲县</b>　第1名　94.00分<br>主动公开　56 / 60<br>依申请公开　38 / 40"
    )


def test_names_are_shown_letter_for_letter(five_scheme, five_values):
    evil = "<img src=x onerror=alert(1)>"
    values = five_values.assign(unit=five_values["unit"].replace("甲县", evil))
    figure = gk.charts.ranking(gk.score(five_scheme, values))
    assert evil in figure.layout.meta["finding"]  # plain text, for whoever escapes it
    text = figure.update_layout(meta=None).to_json().replace("\\u003c", "<")
    assert "<img" not in text
    assert "&lt;img src=x" in text


def test_the_height_grows_with_the_units_and_labels_keep_their_place(five_scheme):
    heights = []
    for count in (5, 30, 300):
        values = pd.DataFrame(
            {
                "unit": [f"第{number}号评估对象人民政府办公室" for number in range(count)],
                "group": "department",
                "publicity.timely": np.linspace(0, 1, count),
                "response.requests": 1,
                "response.form": 10,
            }
        )
        layout = gk.charts.ranking(gk.score(five_scheme, values)).layout
        heights.append(layout.height)
        rows = layout.height - layout.margin.t - layout.margin.b
        assert rows / count > layout.yaxis.tickfont.size * 1.3
        assert layout.margin.l > 14 * layout.yaxis.tickfont.size
    assert heights == sorted(heights)
    assert heights[2] > 5000


def test_same_result_same_figure(five, five_scheme, five_values):
    again = gk.score(five_scheme, five_values.sample(frac=1, random_state=3))
    for draw in (gk.charts.ranking, gk.charts.contributions):
        assert draw(five).to_json() == draw(again).to_json()


def test_a_subset_is_named_and_measured_by_itself(piloted):
    """Its units keep their rank in the group, its best one is said to lead it."""
    result = piloted("county", ["", "pilot", "pilot", "", ""])
    figure = gk.charts.ranking(result, "pilot")
    assert figure.layout.meta["finding"] == "丙县以88.00分居首，2个试点平均67.00分"
    assert [FIGURE_SPACE + "2" in labels(figure)[0][0], "甲县" in str(labels(figure))] == [
        True,
        False,
    ]


def test_the_line_of_the_mean_leaves_out_rows_where_a_value_is_printed(sichuan):
    figure = gk.charts.ranking(sichuan)
    mean = sichuan.totals["total"].mean()
    shown = sichuan.ranking()
    crossed = [
        row
        for shape in figure.layout.shapes
        for row in range(round(shape.y0 + 0.5), round(shape.y1 + 0.5))
    ]
    behind = shown.index[shown["score"] > mean + 1]
    clear = shown.index[shown["score"] < mean - 8]
    assert set(behind) | set(clear) <= set(crossed)
    assert not set(shown.index[(shown["score"] - mean).abs() < 0.5]) & set(crossed)

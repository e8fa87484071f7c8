"""How a result shows itself in a notebook."""

import pickle
from dataclasses import replace

import pandas as pd

import gkeval as gk
from gkeval.assessment.showing import RAMP, grade_colours, grade_titles, ranking_html


def test_the_ranking_is_shown_in_order_with_published_decimals(five):
    html = five._repr_html_()
    places = [html.index(f">{unit}<") for unit in five.ranking()["unit"]]
    assert places == sorted(places)
    assert ">94.00<" in html
    assert ">28.00–88.00<" in html
    assert ">良好<" in html


def test_nothing_is_loaded_and_nothing_from_data_runs(five, five_values):
    evil = "<img src=x onerror=alert(1)>"
    values = five_values.assign(unit=five_values["unit"].replace("甲县", evil))
    html = ranking_html(gk.score(five.scheme, values))
    assert "<img" not in html
    assert "&lt;img" in html
    assert not any(word in html for word in ("<script", "<style", "http"))


def test_long_rankings_are_cut_and_the_rest_is_counted(five):
    values = pd.DataFrame(
        {
            "unit": [f"u{number:03}" for number in range(75)],
            "group": "department",
            "publicity.timely": 1,
            "response.requests": 1,
            "response.form": 10,
        }
    )
    html = ranking_html(gk.score(five.scheme, values))
    assert html.count("<tr ") == 61
    assert "… 另有 15 行" in html


def test_provisional_scores_bear_a_star(five):
    assert ">94.00*<" in ranking_html(replace(five, provisional=frozenset(["甲县"])))


def test_a_ranking_frame_shows_itself_in_the_same_way(five):
    frame = five.ranking("county")
    assert isinstance(frame, pd.DataFrame)
    html = frame._repr_html_()
    assert ">94.00<" in html
    assert "部门" not in html
    assert html.count("width:160px") == 3
    assert frame.head(2)._repr_html_().count("width:160px") == 2
    assert pickle.loads(pickle.dumps(frame))._repr_html_() == html


def test_what_is_no_longer_a_ranking_shows_itself_as_any_frame(five):
    frame = five.ranking()
    for other in (frame[["rank", "unit"]], frame.rename(columns={"score": "points"})):
        assert "width:160px" not in other._repr_html_()
        assert "甲县" in other._repr_html_()
    evil = frame[["unit"]].assign(unit="<img src=x>")
    assert "<img" not in evil._repr_html_()
    assert type(frame["rank"]) is pd.Series
    pd.testing.assert_frame_equal(frame, pd.DataFrame(frame), check_frame_type=False)


def test_an_explanation_is_told_with_its_records(five):
    html = five.explain("乙县", "publicity.timely")._repr_html_()
    assert "20 / 40" in html
    assert "印发后5个工作日内发布" in html
    total = five.explain("乙县")._repr_html_()
    assert ">主动公开<" in total


def test_a_comparison_tells_what_moved(five, five_values):
    values = five_values.copy()
    values.loc[values["unit"] == "乙县", "publicity.timely"] = 1.0
    html = gk.compare(five, gk.score(five.scheme, values))._repr_html_()
    assert "46.00 → 66.00" in html
    assert ">+20.00<" in html
    assert "及时公开 +20.00" in html
    assert html.index("乙县") < html.index("46.00 → 66.00")


def test_no_card_lets_data_run(five, five_values):
    evil = "<img src=x onerror=alert(1)>"
    values = five_values.assign(unit=five_values["unit"].replace("乙县", evil))
    result = gk.score(five.scheme, values)
    problem = gk.Problem("x", found=evil, allowed=evil, remedy=evil, source=evil)
    cards = (
        result.ranking()._repr_html_(),
        result.explain(evil)._repr_html_(),
        gk.compare(result, result)._repr_html_(),
        gk.Problems([problem])._repr_html_(),
    )
    for html in cards:
        assert "<img" not in html
        assert "&lt;img" in html
        assert not any(word in html for word in ("<script", "<style", "http"))


def test_problems_are_counted_by_severity():
    common = {"found": "a", "allowed": "b", "remedy": "c"}
    warning = gk.Problem("x", severity="warning", **common)
    html = gk.Problems([gk.Problem("x", **common), warning, warning])._repr_html_()
    assert "<b>3 problems</b> · ✗ 1 error · ! 2 warnings" in html


def test_the_best_grade_is_the_darkest_and_every_grade_has_its_own_colour(five):
    colours = grade_colours(five.scheme)
    assert colours["good"] == RAMP[0]
    assert len({colours[name] for name in ("good", "pass", "")}) == 3
    assert set(grade_titles(five.scheme, "zh")) == set(colours)

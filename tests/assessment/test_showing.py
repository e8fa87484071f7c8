"""How a result shows itself in a notebook."""

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
    assert html.count("<tr>") == 61
    assert "… 15 更多" in html


def test_provisional_scores_bear_a_star(five):
    assert ">94.00*<" in ranking_html(replace(five, provisional=frozenset(["甲县"])))


def test_the_best_grade_is_the_darkest_and_every_grade_has_its_own_colour(five):
    colours = grade_colours(five.scheme)
    assert colours["good"] == RAMP[0]
    assert len({colours[name] for name in ("good", "pass", "")}) == 3
    assert set(grade_titles(five.scheme, "zh")) == set(colours)

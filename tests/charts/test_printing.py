"""The print variant has no colour, and tells apart what colour told apart."""

import itertools
import re

import numpy as np
import pytest

import gkeval as gk
from gkeval.charts import shades, theme
from gkeval.charts.printing import grey_of
from gkeval.charts.shades import lightness


def is_grey(colour):
    return colour[1:3] == colour[3:5] == colour[5:7]


@pytest.mark.parametrize(
    "draw",
    [
        "ranking",
        "contributions",
        "attainment",
        "distribution",
        "heat_map",
        "correlation",
        "tree",
    ],
)
def test_every_colour_is_a_grey_and_nothing_else_changes(five, draw):
    figure = getattr(gk.charts, draw)(five)
    grey = gk.charts.grey(figure)
    colours = re.findall(r"#[0-9a-f]{6}\b", grey.to_json())
    assert colours
    assert all(is_grey(colour) for colour in colours)
    assert any(not is_grey(c) for c in re.findall(r"#[0-9a-f]{6}\b", figure.to_json()))
    assert (grey.layout.width, grey.layout.height) == (figure.layout.width, figure.layout.height)
    assert grey.layout.title.text == figure.layout.title.text
    for before, after in zip(figure.data, grey.data, strict=True):
        assert str(before.x) == str(after.x)


def test_parts_differ_in_grey_or_pattern(ningxia):
    figure = gk.charts.grey(gk.charts.contributions(ningxia, "county"))
    looks = {
        (trace.name, str(trace.marker.color), str(trace.marker.pattern.shape))
        for trace in figure.data
        if trace.type == "bar" and trace.name != "open"
    }
    assert len({look[1:] for look in looks}) == len({look[0] for look in looks}) == 7


@pytest.mark.parametrize("scale", [shades.RATES[1:], shades.CHANCE, shades.SIGNED])
def test_scales_keep_their_order_in_grey(scale):
    greys = [lightness(grey_of(colour)) for colour in scale]
    assert all(first > second for first, second in itertools.pairwise(greys))


def test_text_is_legible_on_every_colour_and_on_its_grey():
    """Contrast of at least 3 to 1, by WCAG 2 for text of this size in bold or large."""
    for colour in (*theme.SERIES, *shades.RATES, *shades.CHANCE):
        text = shades.on(colour)
        assert contrast(colour, text) >= 3, colour
        assert contrast(grey_of(colour), text) >= 3, colour


def contrast(first, second):
    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_lines_get_signs_that_their_legend_shows(ningxia):
    units = list(ningxia.ranking("county")["unit"][:3])
    figure = gk.charts.timeliness(ningxia, "disclosure.five_days", "county", units=units)
    grey = gk.charts.grey(figure)
    named = [trace for trace in grey.data if trace.mode == "lines+markers"]
    assert [trace.marker.symbol for trace in named] == ["circle", "square", "diamond"]
    assert len({trace.line.dash for trace in named}) == 3
    (legend,) = [entry.text for entry in grey.layout.annotations if entry.name == "legend"]
    assert [sign in legend for sign in "●■◆"] == [True, True, True]


def test_the_figure_itself_stays_in_colour(five):
    figure = gk.charts.ranking(five)
    before = figure.to_json()
    gk.charts.grey(figure)
    assert figure.to_json() == before


def test_signs_of_a_rater_keep_their_shape_and_lose_their_colour(ningxia):
    """Markers that have a sign of their own keep it; those without get the sign of their colour."""
    figure = gk.charts.disagreement(ningxia, "county", top=5)
    grey = gk.charts.grey(figure)
    for before, after in zip(figure.data, grey.data, strict=True):
        if before.type == "scatter":
            assert before.marker.symbol == after.marker.symbol
            assert is_grey(after.marker.color)


def test_dots_of_documents_get_the_sign_of_their_colour():
    """The first colour keeps the circle, the second is told by a square."""
    go = pytest.importorskip("plotly.graph_objects")
    figure = go.Figure()
    for colour in theme.SERIES[:2]:
        figure.add_scatter(x=[1], y=[1], mode="markers", marker={"color": colour, "size": 11})
    first, second = gk.charts.grey(figure).data
    assert (first.marker.symbol, second.marker.symbol) == (None, "square")
    assert (first.marker.color, second.marker.color) == ("#4a4a4a", "#333333")


def test_colours_given_as_an_array_become_greys_one_by_one():
    """plotly takes a colour per point; data that look like colours are not touched elsewhere."""
    go = pytest.importorskip("plotly.graph_objects")
    figure = go.Figure()
    colours = np.array([theme.ACCENT, "#ffffff"], dtype=object)
    figure.add_scatter(x=[1, 2], y=[1, 2], mode="markers", marker={"color": colours})
    (dots,) = gk.charts.grey(figure).data
    assert list(dots.marker.color) == ["#000000", "#ffffff"]

"""The map draws the outlines that the user gives, and asks no network for more."""

import json

import numpy as np
import pytest

import gkeval as gk
from gkeval.charts.geometry import areas


def square(x, y, **properties):
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def test_areas_take_the_colour_of_their_unit(five):
    shapes = collection(square(100, 30, 名称="甲县"), square(101, 30, 名称="丁局"))
    figure = gk.charts.map_of(five, shapes)
    colours = gk.charts.ranking(five).data
    by_grade = {trace.name: trace.marker.color for trace in colours}
    drawn = {trace.name: trace.fillcolor for trace in figure.data}
    assert drawn["甲县"] == by_grade["良好"]
    assert "94.00" in figure.data[0].text
    assert "3个评估对象没有对应的区域" in figure.layout.meta["note"][0]


def test_an_open_total_is_hatched_and_a_strange_area_blank(five):
    shapes = collection(square(100, 30, id="戊局"), square(101, 30, id="邻省"))
    waiting, strange = gk.charts.map_of(five, shapes).data
    assert waiting.fillpattern.shape == "/"
    assert strange.fillcolor == "#ffffff"
    assert strange.hoverinfo == "skip"


def test_the_property_that_fits_most_units_is_taken(five):
    shapes = collection(
        square(100, 30, code="1", name="甲县"), square(101, 30, code="甲县", name="乙县")
    )
    assert [trace.name for trace in gk.charts.map_of(five, shapes).data] == ["甲县", "乙县"]
    figure = gk.charts.map_of(five, shapes, key="code")
    assert [trace.name for trace in figure.data] == ["", "甲县"]


def test_a_file_is_read(five, tmp_path):
    file = tmp_path / "map.geojson"
    file.write_text("\ufeff" + json.dumps(collection(square(100, 30, name="甲县"))), "utf-8")
    assert gk.charts.map_of(five, file).data[0].name == "甲县"


def test_shapes_keep_their_proportions_at_their_latitude():
    (area,) = areas(collection(square(100, 59.5)))
    assert area.width == pytest.approx(0.5, abs=1e-3)  # cos 60° = ½
    assert area.height == 1
    assert area.centre == (pytest.approx(100.5 * np.cos(np.radians(60))), pytest.approx(60))


def test_rings_turn_so_that_holes_stay_holes():
    feature = square(0, 0)
    hole = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8], [0.2, 0.2]]
    outer = feature["geometry"]["coordinates"][0]
    turned = []
    for rings in ([outer, hole], [outer[::-1], hole[::-1]]):
        feature["geometry"]["coordinates"] = rings
        (area,) = areas(feature)
        gap = int(np.flatnonzero(np.isnan(area.x))[0])
        parts = (slice(0, gap), slice(gap + 1, None))
        turned.append([np.trapezoid(area.y[part], area.x[part]) < 0 for part in parts])
    assert turned == [[True, False], [True, False]]


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (collection(), "holds no area"),
        (collection(square(400000, 3000000, name="甲县")), "must be degrees"),
        (collection(square(100, 30, name="丑县")), "properties name hold no unit"),
    ],
)
def test_what_is_no_map_of_these_units_is_told(five, shapes, message):
    with pytest.raises(gk.GkevalError, match=message):
        gk.charts.map_of(five, shapes)


def test_a_wrong_key_or_file_is_told(five, tmp_path):
    with pytest.raises(gk.GkevalError, match="key is 'code', must be a property"):
        gk.charts.map_of(five, collection(square(100, 30, name="甲县")), key="code")
    with pytest.raises(gk.GkevalError, match=r"none\.json cannot be read"):
        gk.charts.map_of(five, tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("{", "utf-8")
    with pytest.raises(gk.GkevalError, match="is no JSON"):
        gk.charts.map_of(five, tmp_path / "bad.json")


@pytest.mark.browser
def test_the_map_opens_without_network(five, tmp_path, page):
    asked = []
    page.route("http*://**", lambda route: (asked.append(route.request.url), route.abort()))
    figure = gk.charts.map_of(five, collection(square(100, 30, name="甲县")))
    figure.write_html(tmp_path / "map.html", include_plotlyjs=True)
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector(".scatterlayer .fills path")
    assert asked == []
    assert page.console_errors == []

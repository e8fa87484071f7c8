"""Maps without grades, names that would cover each other, and boundaries that are none."""

import json

import pytest

import gkeval as gk
from gkeval.charts.geometry import areas
from tests.charts.test_maps import collection, square
from tests.scoring.builders import act, leaf, scheme, scored


@pytest.fixture(scope="module")
def plain():
    """Without grades: totals of 0, 20, 55 and 100, and d, which is vetoed."""
    made = scheme(
        leaf("a", 100),
        adjustments=[act("veto", "leak", result="fail")],
        rounding={"decimals": 0},
        title={"zh": "小", "en": "Small"},
        groups={"unit": {"title": {"zh": "单位", "en": "Unit"}}},
    )
    totals = {"m": 0, "n": 20, "o": 55, "p": 100}
    units = {name: {"a": total} for name, total in totals.items()}
    return scored(made, d={"a": 50, "leak": 1}, **units)


def test_without_grades_totals_fall_into_classes_of_equal_width(plain):
    """From 0 to 100 in fives: 20 is the lowest of the second class, 100 in the last."""
    shapes = collection(*(square(100 + at, 30, id=unit) for at, unit in enumerate("mnopd")))
    figure = gk.charts.map_of(plain, shapes, lang="zh")
    fills = {trace.name: trace.fillcolor for trace in figure.data}
    titles = {entry[1]: entry[0] for entry in figure.layout.meta["legend"]}
    assert [titles[fills[unit]] for unit in "mnop"] == ["0–20", "20–40", "40–60", "80–100"]
    assert fills["d"] is None
    assert [entry[0] for entry in figure.layout.meta["legend"]] == [
        "80–100",
        "40–60",
        "20–40",
        "0–20",
        "没有总分或总分未定",
    ]
    english = gk.charts.map_of(plain, shapes, lang="en").layout.meta
    assert english["legend"][-1][0] == "no total, or open"
    assert english["shows"] == "Totals (out of 100)"


def test_equal_totals_are_one_class():
    result = scored(scheme(leaf("a", 100), rounding={"decimals": 0}), u={"a": 70}, v={"a": 70})
    shapes = collection(square(100, 30, id="u"), square(101, 30, id="v"))
    figure = gk.charts.map_of(result, shapes)
    assert [entry[0] for entry in figure.layout.meta["legend"]] == ["70–71"]
    assert len({trace.fillcolor for trace in figure.data}) == 1


def test_a_map_of_vetoed_units_alone_is_hatched():
    made = scheme(leaf("a", 100), adjustments=[act("veto", "leak", result="fail")])
    figure = gk.charts.map_of(scored(made, u={"a": 9, "leak": 1}), square(100, 30, id="u"))
    assert [entry[0] for entry in figure.layout.meta["legend"]] == ["没有总分或总分未定"]
    assert figure.data[0].fillpattern.shape == "/"


@pytest.mark.parametrize(
    ("lang", "note"),
    [
        ("zh", "3个评估对象没有对应的区域；空白：1个区域不是评估对象"),
        ("en", "3 units without an area on the map; blank: 1 area without a unit"),
    ],
)
def test_what_does_not_fit_is_counted_on_both_sides(plain, lang, note):
    shapes = collection(square(100, 30, id="m"), square(101, 30, id="n"), square(102, 30, id="x"))
    assert gk.charts.map_of(plain, shapes, lang=lang).layout.meta["note"][0] == note


def test_a_map_on_which_all_fits_has_no_such_note(plain):
    shapes = collection(*(square(100 + at, 30, id=unit) for at, unit in enumerate("mnopd")))
    assert gk.charts.map_of(plain, shapes).layout.meta["note"][0].startswith("指标体系：小")


def test_names_stand_where_there_is_room_and_never_over_each_other(plain):
    """m and n lie on each other, the larger has its name; o is too small for one."""
    tiny = square(103, 30, id="o")
    tiny["geometry"]["coordinates"] = [[[103, 30], [103.01, 30], [103.01, 30.01], [103, 30]]]
    shapes = collection(square(100, 30, id="m"), square(100, 30, id="n"), tiny, square(106, 30))
    figure = gk.charts.map_of(plain, shapes)
    names = [entry.text for entry in figure.layout.annotations if entry.name is None]
    assert names == ["m"]


LINE = {
    "type": "Feature",
    "geometry": {"type": "LineString", "coordinates": [[100, 30], [101, 30]]},
}
RING = [[100, 30], [101, 30], [101, 31], [100, 30]]


def test_a_collection_of_geometries_is_one_area_and_lines_are_none():
    geometries = [{"type": "Polygon", "coordinates": [RING]}, LINE["geometry"]]
    feature = {
        "type": "Feature",
        "geometry": {"type": "GeometryCollection", "geometries": geometries},
    }
    assert [len(area.x) for area in areas(collection(feature, LINE, {"geometry": None}))] == [4]
    with pytest.raises(gk.GkevalError, match="geojson holds no area"):
        areas(collection(LINE))


def test_islands_are_one_area_labelled_on_the_largest():
    small = [[110, 30], [110.1, 30], [110.1, 30.1], [110, 30]]
    shape = {"type": "MultiPolygon", "coordinates": [[small], [RING]]}
    (area,) = areas({"type": "Feature", "geometry": shape, "id": 7})
    assert dict(area.properties) == {"id": 7}
    assert area.height == 1
    assert area.centre[1] == pytest.approx(30 + 1 / 3)  # of a triangle: a third of its height


@pytest.mark.parametrize("coordinates", [[[["x", 30], [101, 30], [101, 31], ["x", 30]]], [5]])
def test_coordinates_that_are_no_numbers_are_told(coordinates):
    shape = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": coordinates}}
    with pytest.raises(gk.GkevalError, match="geojson has coordinates that are no numbers"):
        areas(shape)


def test_a_ring_without_an_area_is_labelled_in_its_middle():
    ring = [[100, 30], [101, 30], [102, 30], [100, 30]]
    (area,) = areas({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}})
    assert area.centre[1] == 30
    assert area.height == 0


def test_a_list_of_features_is_no_collection(tmp_path):
    file = tmp_path / "list.json"
    file.write_text(json.dumps([square(100, 30)]), "utf-8")
    with pytest.raises(gk.GkevalError, match=r"list\.json is a list, must be a FeatureCollection"):
        areas(file)

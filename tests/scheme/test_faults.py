"""Places in words, remedies by the nearest name."""

import pytest

from gkeval.scheme.faults import Fault, at, indicator_path, line_of, named, nearest, to_problems

DATA = {"groups": {"county": {}}, "indicators": [{"id": "a", "indicators": [{"id": "a.1"}, {}]}]}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ((), ""),
        (("groups", "county", "title"), "groups.county.title"),
        (("grades", 1, "at_least"), "grades[2].at_least"),
        (("indicators", 0, "points"), "indicator a, points"),
        (("indicators", 0, "indicators", 0, "rule", "steps", 2), "indicator a.1, rule.steps[3]"),
        (("indicators", 0, "indicators", 1), "indicator 1.2"),
    ],
)
def test_a_path_is_said_in_words(path: tuple[str | int, ...], words: str):
    assert named(path, DATA) == words


def test_a_line_is_that_of_the_nearest_thing_above():
    lines = {(): 1, ("a",): 3, ("a", 0): 4}
    assert line_of(("a", 0, "b", "c"), lines) == 4
    assert line_of(("b",), lines) == 1
    assert line_of(("b",), {}) is None


def test_what_stands_at_a_path():
    assert at(DATA, ("indicators", 0, "indicators", 0, "id")) == "a.1"
    assert at(DATA, ("indicators", 9)) is None
    assert at(DATA, ("groups", "county", "x", "y")) is None
    assert indicator_path(("groups", "indicators", 0)) == ()


def test_the_nearest_name_is_the_remedy():
    assert nearest("cuonty", ["county", "city"], "-") == "write county, if that is meant"
    assert nearest("x", ["county", "city"], "-") == "-"


def test_problems_stand_in_the_order_of_the_file_and_once():
    faults = [Fault("b", ("b",), "x", "y", "z"), Fault("a", ("a",), "x", "y", "z")]
    problems = to_problems(faults * 2, "s.yaml", {("a",): 1, ("b",): 2}, {})
    assert [(problem.code, problem.line) for problem in problems] == [("a", 1), ("b", 2)]

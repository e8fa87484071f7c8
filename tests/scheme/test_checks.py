"""Soundness of the tree: one test per fault, with the number or name that is shown."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.scheme.faults import Fault
from gkeval.scheme.loading import examine
from tests.scheme.builders import leaf, scheme


def faults(*indicators: dict[str, Any], **more: Any) -> list[Fault]:
    return examine(scheme(*indicators, **more))[1]


def codes(*indicators: dict[str, Any], **more: Any) -> list[tuple[str, tuple[Any, ...]]]:
    return [(fault.code, fault.path) for fault in faults(*indicators, **more)]


def branch(name: str, points: Any, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return leaf(name, points, rule=None, indicators=list(children), **more)


def test_an_id_is_used_once_at_any_level():
    found = codes(branch("a", 6, leaf("b", 6)), leaf("b", 4))
    assert found == [("duplicate_id", ("indicators", 1, "id"))]


def test_an_adjustment_has_an_id_that_no_indicator_has():
    praise = {"id": "a", "kind": "bonus", "title": {"zh": "表扬"}, "per_case": 1}
    (fault,) = faults(adjustments=[praise])
    assert (fault.code, fault.path) == ("duplicate_id", ("adjustments", 0, "id"))
    assert fault.remedy == "rename the adjustment"
    assert codes(adjustments=[praise | {"id": "b"}]) == []


def test_a_dotted_id_begins_with_its_parents():
    assert codes(branch("a", 10, leaf("b.c", 5), leaf("c", 5))) == [
        ("id_not_under_parent", ("indicators", 0, "indicators", 0, "id"))
    ]
    assert codes(leaf("1.10", 10)) == []


def test_sums_are_exact_and_say_the_difference():
    (fault,) = faults(branch("a", 10, leaf("a.1", "3.3"), leaf("a.2", "6.71")))
    assert fault.path == ("indicators", 0, "points")
    assert fault.found == "the indicators under a add up to 10.01 points, 0.01 too many"
    assert fault.allowed == "exactly 10"
    (fault,) = faults(leaf("a", 4), leaf("b", "5.5"))
    assert fault.path == ("points",)
    assert fault.found.endswith("add up to 9.5 points, 0.5 too few")


def test_tenths_add_up_although_floats_do_not():
    assert 0.1 + 0.2 != 0.3
    assert codes(leaf("a", 0.1), leaf("b", 0.2), points=0.3) == []


@given(st.lists(st.decimals("0.001", "100", places=3), min_size=1, max_size=12))
def test_any_decimals_add_up_exactly(points: list[Decimal]):
    leaves = [leaf(f"i{n}", value) for n, value in enumerate(points)]
    assert codes(*leaves, points=sum(points)) == []
    wrong = codes(*leaves, points=sum(points) + Decimal("0.001"))
    assert wrong == [("points_do_not_add_up", ("points",))]


def test_a_branch_can_be_marked_out_of_another_number():
    channel = branch("a", 10, leaf("a.1", 40), leaf("a.2", 60), out_of=100)
    assert codes(channel) == []
    assert codes(channel | {"out_of": 90}) == [
        ("points_do_not_add_up", ("indicators", 0, "out_of"))
    ]


def test_percent_and_points_agree():
    assert codes(leaf("a", None, percent=40), leaf("b", 6, percent=60)) == []
    assert codes(leaf("a", 4, percent=30), leaf("b", 6)) == [
        ("percent_differs", ("indicators", 0, "percent"))
    ]


def test_a_group_that_nothing_is_for_has_nothing_to_add_up():
    groups = {name: {"title": {"zh": name}} for name in ("county", "department", "town")}
    own = [leaf("a", 10, groups=["county"]), leaf("b", 10, groups=["department"])]
    assert codes(*own, groups=groups) == []
    own[1]["points"] = 9
    (fault,) = faults(*own, groups=groups)
    assert fault.found == (
        "the indicators of the first level, for department, add up to 9 points, 1 too few"
    )


@pytest.mark.parametrize(
    ("first", "second", "about"),
    [
        ({"kind": "cap", "at": 5}, {"kind": "bonus", "per_case": 1, "on": "a"}, "the whole"),
        (
            {"kind": "deduction", "per_case": 1, "on": "a"},
            {"kind": "cap", "at": 3, "on": "a.1"},
            "a",
        ),
    ],
)
def test_parts_are_adjusted_before_what_they_are_parts_of(first: Any, second: Any, about: str):
    acts = [
        {"id": name, "title": {"zh": name}} | act
        for name, act in (("first", first), ("second", second))
    ]
    tree = branch("a", 10, leaf("a.1", 4), leaf("a.2", 6))
    (fault,) = faults(tree, adjustments=acts)
    assert (fault.code, fault.severity) == ("whole_before_part", "warning")
    assert fault.found == f"{second['on']} adjusted after first, which is about {about}"
    assert codes(tree, adjustments=acts[::-1]) == []


def test_a_leaf_has_a_rule_and_a_branch_has_none():
    assert codes(leaf("a", rule=None)) == [("no_rule", ("indicators", 0, "rule"))]
    judged = {"kind": "judgement"}
    found = codes(leaf("a", measure=judged, indicators=[leaf("a.1")]))
    assert found == [
        ("branch_with_rule", ("indicators", 0, "rule")),
        ("branch_with_rule", ("indicators", 0, "measure")),
    ]


def test_only_judged_rules_stand_without_a_measure():
    assert codes(leaf("a", rule={"kind": "levels", "levels": {"优": 1, "差": 0}})) == []
    assert codes(leaf("a", rule={"kind": "proportion"})) == [
        ("rule_without_measure", ("indicators", 0, "rule"))
    ]


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ({"kind": "siblings"}, []),
        ({"kind": "share", "rate": 0.8}, []),
        ({"kind": "share"}, [("incomplete_policy", ())]),
        ({"kind": "full", "rate": 1}, [("unused_key", ("rate",))]),
        ({"kind": "within"}, [("incomplete_policy", ())]),
        ({"kind": "explained", "rates": {"优": 0.8}}, []),
        (
            {"kind": "explained", "rate": 0.8},
            [("incomplete_policy", ()), ("unused_key", ("rate",))],
        ),
    ],
)
def test_policies_say_what_they_need_and_no_more(policy: dict[str, Any], found: list[Any]):
    below = [(code, ("not_applicable", *path)) for code, path in found]
    assert sorted(codes(not_applicable=policy)) == sorted(below)
    own = [(code, ("indicators", 0, *path)) for code, path in below]
    assert sorted(codes(leaf("a", not_applicable=policy))) == sorted(own)


def grade(name: str, limit: Any) -> dict[str, Any]:
    return {"id": name, "title": {"zh": name}, "at_least": limit}


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ([9, 8, 0], []),
        ([9, 9, 0], [("grades_not_falling", 1)]),
        ([8, 9, 0], [("grades_not_falling", 1)]),
        ([11, 8, 0], [("grade_out_of_range", 0)]),
        ([9, 8, -1], [("grade_out_of_range", 2)]),
        ([9, 6], [("scores_without_grade", 1)]),
    ],
)
def test_grades_fall_within_the_full_mark(limits: list[int], found: list[tuple[str, int]]):
    grades = [grade(f"g{n}", limit) for n, limit in enumerate(limits)]
    wanted = [(code, ("grades", position, "at_least")) for code, position in found]
    assert list(dict.fromkeys(codes(grades=grades))) == wanted


def test_grades_by_group_fall_in_every_group():
    grades = [
        grade("good", {"county": 8, "department": 7}),
        grade("rest", {"county": 0, "department": 9}),
    ]
    assert ("grades_not_falling", ("grades", 1, "at_least", "department")) in codes(grades=grades)


def test_limits_of_a_subset_are_checked_as_those_of_its_group():
    best, good = {"county": 8, "pilot": 5000}, {"county": 6, "pilot": 9}
    found = codes(grades=[grade("a", best), grade("b", good), grade("c", 0)])
    assert found == [("grade_out_of_range", ("grades", 0, "at_least", "pilot"))]
    # a pilot county needs 5 for the first grade, and 6 as any county for the second
    best, good = {"county": 8, "pilot": 5}, {"county": 6}
    found = codes(grades=[grade("a", best), grade("b", good), grade("c", 0)])
    assert found == [("grades_not_falling", ("grades", 1, "at_least", "county"))]
    assert codes(grades=[grade("a", best | {"pilot": 7}), grade("b", good), grade("c", 0)]) == []


def test_a_quota_is_larger_than_that_of_the_grade_before():
    def top(name: str, share: str, **more: Any) -> dict[str, Any]:
        return {"id": name, "title": {"zh": name}, "top": share} | more

    rest = grade("rest", 0)
    (fault,) = faults(grades=[top("a", "0.7"), top("b", "0.3"), rest])
    assert (fault.code, fault.path) == ("quotas_not_rising", ("grades", 1, "top"))
    assert fault.found == "the best 0.3 of the units, after the best 0.7"
    assert codes(grades=[top("a", "0.3"), top("b", "0.3"), rest]) == [
        ("quotas_not_rising", ("grades", 1, "top"))
    ]
    # who misses the condition of the first takes the second
    first = top("a", "0.3", needs={"no_veto": "true"})
    assert codes(grades=[first, top("b", "0.3"), rest]) == []
    assert codes(grades=[top("a", "0.3"), top("b", "0.7"), rest]) == []


@pytest.mark.parametrize(
    "first",
    [{}, {"at_least": 0}, {"at_least": {"county": 0, "department": 0}}, {"top": 1}, {"needs": {}}],
)
def test_only_the_last_grade_takes_all(first: dict[str, Any]):
    first = {"id": "a", "title": {"zh": "优"}} | first
    (fault,) = [
        fault
        for fault in faults(grades=[first, {"id": "b", "title": {"zh": "良"}}])
        if fault.severity == "error"
    ]
    assert (fault.code, fault.path) == ("grade_takes_all", ("grades", 0))
    assert fault.found == "the grade a, which every unit earns, before b"
    assert codes(grades=[first]) == []


def test_what_breaks_ties_is_said_where_ties_are_broken():
    assert codes(ranking={"ties": "ordinal"}) == [("ties_not_broken", ("ranking", "ties"))]
    for ties in ("competition", "dense"):
        (fault,) = faults(ranking={"ties": ties, "break_by": ["a"]})
        assert (fault.code, fault.path) == ("unused_key", ("ranking", "break_by"))
        assert fault.found == f"break_by with ties: {ties}"
    assert codes(ranking={"ties": "ordinal", "break_by": ["order"]}) == []


def test_decimals_are_told_apart():
    assert codes(leaf("a", 10000), points=10000, rounding={"decimals": 5}) == []
    assert codes(leaf("a", 10000), points=10000, rounding={"decimals": 6}) == [
        ("too_many_decimals", ("rounding", "decimals"))
    ]


def test_a_duty_is_covered_or_outside_and_listed_once():
    outside = [{"id": "nx-1", "reason": {"zh": "不评"}}, {"id": "nx-1", "reason": {"zh": "再说"}}]
    found = codes(
        leaf("a", 4, covers=["nx-2", "nx-1"]),
        leaf("b", 6, covers=["nx-2", "nx-2"]),
        outside=outside,
    )
    assert found == [
        ("duplicate_id", ("outside", 1, "id")),
        ("covered_and_outside", ("indicators", 0, "covers", 1)),
        ("duplicate_cover", ("indicators", 1, "covers", 1)),
    ]


def test_days_are_off_or_on():
    calendar = {"days_off": ["2017-06-26", "2017-06-26"], "days_on": ["2017-06-26"]}
    assert codes(calendar=calendar) == [
        ("duplicate_day", ("calendar", "days_off", 1)),
        ("day_off_and_on", ("calendar", "days_on", 0)),
    ]
    assert codes(calendar={"days_off": ["2017-06-26"], "days_on": ["2017-07-01"]}) == []


def test_a_draw_takes_some_of_equal_children():
    children = [leaf("a.1", 5), leaf("a.2", 5), leaf("a.3", 5)]
    assert codes(branch("a", 10, *children, draw={"take": 2, "seed": 1})) == []
    assert codes(branch("a", 10, *children, draw={"take": 4, "seed": 1})) == [
        ("draw_too_large", ("indicators", 0, "draw", "take"))
    ]
    assert codes(branch("a", 10, *children, draw={"take": 1, "seed": 1})) == [
        ("points_do_not_add_up", ("indicators", 0, "points"))
    ]
    thirds = [leaf("a.1", 3), leaf("a.2", 3), leaf("a.3", 3)]
    drawn = branch("a", 10, *thirds, draw={"take": 2, "seed": 1}, out_of=7)
    (fault,) = faults(drawn)
    assert (fault.code, fault.path) == ("points_do_not_add_up", ("indicators", 0, "out_of"))
    assert fault.found == "2 of the indicators under a add up to 6 points, 1 too few"
    assert codes(drawn | {"out_of": 6}) == []
    uneven = [*children[:2], leaf("a.3", 6)]
    assert codes(branch("a", 10, *uneven, draw={"take": 2, "seed": 1})) == [
        ("draw_of_unequal", ("indicators", 0, "draw", "take"))
    ]

"""What a unit could still earn, by every kind of rule: the next value, and what it gives."""

import pytest

import gkeval as gk
from tests.scoring.builders import leaf, scheme, scored

COUNT = {"kind": "count", "table": "documents"}
FIRST = {"kind": "first_date", "table": "documents"}
CHANGE = {"kind": "change", "item": "days", "before": "2019", "now": "2020", "as": "difference"}
COVERAGE = {
    "kind": "coverage",
    "table": "documents",
    "elements": ["a", "b", "c", "d"],
    "when_empty": "zero",
}


def gained_by(rule, value, measure=None):
    """What 甲 could gain by one indicator of 10 points beside another of 90 that is at 45."""
    held = {"measure": measure} if measure else {}
    made = scheme(leaf("x", 10, rule=rule, **held), leaf("y", 90))
    result = scored(made, 甲={"x": value, "y": 45}, 乙={"x": value, "y": 90})
    found = gk.improve(result, "甲", to=100.0)
    worth = found.worth.set_index("indicator")
    return float(worth.loc["x", "gained"]) if "x" in worth.index else 0.0


@pytest.mark.parametrize(
    ("rule", "measure", "value", "gained"),
    [
        ({"kind": "at_least", "target": 2}, COUNT, 1, 10),
        ({"kind": "at_least", "target": 2}, COUNT, 2, 0),
        ({"kind": "at_most", "target": 3}, COUNT, 4, 10),
        ({"kind": "proportion", "target": 4}, COUNT, 1, 7.5),
        ({"kind": "linear", "zero": 30, "full": 10}, COUNT, 25, 7.5),
        (
            {
                "kind": "steps",
                "steps": [{"at_least": 1, "rate": "0.4"}, {"at_least": 3, "rate": 1}],
            },
            COUNT,
            1,
            6,
        ),
        (
            {"kind": "steps", "steps": [{"at_most": 5, "rate": "0.4"}, {"at_most": 2, "rate": 1}]},
            COUNT,
            9,
            10,
        ),
        ({"kind": "deadline", "by": "2020-03-31"}, FIRST, "2020-04-02", 10),
        (
            {"kind": "deadline", "by": "2020-03-31", "late": [{"days": 5, "rate": "0.5"}]},
            FIRST,
            "2020-04-02",
            5,
        ),
        ({"kind": "deduct", "per_case": 2}, COUNT, 3, 6),
        ({"kind": "deduct", "per_case": 2, "free": 1}, COUNT, 3, 4),
        ({"kind": "checklist", "lost": "0.25"}, COVERAGE, 0.5, 5),
        ({"kind": "trend", "up": 0, "flat": "0.5", "down": 1}, CHANGE, 0, 5),
        ({"kind": "trend", "up": 1, "flat": "0.5", "down": 0}, CHANGE, -3, 10),
        ({"kind": "expert", "scale": "percent"}, None, 40, 6),
        ({"kind": "expert", "scale": "rate"}, None, "0.9", 1),
        ({"kind": "levels", "levels": {"good": 1, "fair": "0.6"}}, None, "fair", 4),
    ],
)
def test_what_full_marks_would_add(rule, measure, value, gained):
    assert gained_by(rule, value, measure) == pytest.approx(gained)


def test_the_limit_of_a_subset_binds_before_that_of_its_group():
    rule = {"kind": "at_least", "target": {"unit": 2, "pilot": 5}}
    groups = {"unit": {}, "pilot": {"within": "unit"}}
    made = scheme(leaf("x", 10, rule=rule, measure=COUNT), leaf("y", 90), groups=groups)
    result = scored(
        made,
        甲={"x": 3, "y": 45, "subsets": "pilot"},
        乙={"x": 3, "y": 45, "subsets": ""},
    )
    assert result.totals.set_index("unit")["total"].to_dict() == {"甲": 45, "乙": 55}
    [remedy] = [x for one in gk.improve(result, "甲", to=55.0).sets for x in one.remedies][1:]
    assert (remedy.indicator, remedy.value, remedy.to_value) == ("x", "3", "5")
    assert list(gk.improve(result, "乙", to=60.0).worth["indicator"]) == ["y"]


@pytest.mark.parametrize(
    ("better", "values", "best"), [("more", (1, 9, 4), "9"), ("less", (7, 2, 4), "2")]
)
def test_against_the_others_the_best_value_of_the_group_is_the_aim(better, values, best):
    rule = {"kind": "relative", "method": "minmax", "better": better}
    made = scheme(leaf("x", 10, rule=rule, measure=COUNT), leaf("y", 90))
    units = {name: {"x": x, "y": 90} for name, x in zip("甲乙丙", values, strict=True)}
    found = gk.improve(scored(made, **units), "甲", to=100.0)
    assert found.sets[0].remedies[0].to_value == best
    assert found.sets[0].gained == pytest.approx(10)


def test_an_explanation_of_what_does_not_apply_is_a_rung():
    policy = {"kind": "explained", "rates": {"good": 1, "fair": "0.5"}}
    made = scheme(leaf("x", 10, not_applicable=policy), leaf("y", 90))
    result = scored(made, 甲={"x": "fair", "y": 90}, 乙={"x": 10, "y": 90})
    assert result.totals.set_index("unit")["total"].to_dict() == {"甲": 95, "乙": 100}
    found = gk.improve(result, "甲", to=100.0)
    assert [remedy.indicator for remedy in found.sets[0].remedies] == ["x"]
    assert found.sets[0].gained == pytest.approx(5)


def test_the_grade_line_of_a_subset_binds_before_that_of_its_group():
    line = {"unit": 90, "pilot": 60}
    grades = [{"id": "good", "title": {"en": "Good"}, "at_least": line}]
    groups = {"unit": {}, "pilot": {"within": "unit"}}
    made = scheme(leaf("x", 10), leaf("y", 90), groups=groups, grades=grades)
    values = {"x": 0, "y": 58}
    result = scored(made, 甲=values | {"subsets": "pilot"}, 乙=values | {"subsets": ""})
    # 甲 lacks 2 of 60, which x alone brings; 乙 lacks 32 of 90, which only y can
    small, large = (gk.improve(result, unit, to="good") for unit in "甲乙")
    assert {one.remedies[0].indicator for one in small.sets} == {"x", "y"}
    assert [one.remedies[0].indicator for one in large.sets] == ["y"]

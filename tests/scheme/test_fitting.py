"""Rules fit their measures, and limits lie where values can lie."""

from typing import Any, get_args

import pytest

from gkeval.measures import kinds as measures
from gkeval.rules import kinds as rules
from gkeval.scheme.fitting import SCALES
from tests.scheme.builders import counted, leaf
from tests.scheme.test_checks import codes, faults

SHARE = {"kind": "share", "table": "checks", "hit": {"passed": "true"}, "when_empty": "zero"}
GAP = {"kind": "longest_gap", "table": "updates"}
NUMBER = {"kind": "statistic", "plus": ["x"]}
MEASURES: dict[str, dict[str, Any]] = {
    "whole": {"kind": "count", "table": "checks"},
    "share": SHARE,
    "days": GAP,
    "date": {"kind": "first_date", "table": "checks"},
    "number": NUMBER,
    "judged": {"kind": "judgement"},
}
RULES: dict[str, dict[str, Any]] = {
    "at_least": {"target": 1},
    "at_most": {"target": 0},
    "proportion": {},
    "linear": {"zero": 0, "full": 1},
    "steps": {"steps": [{"at_least": 1, "rate": 1}]},
    "levels": {"levels": {"优": 1}},
    "checklist": {"lost": 0.2},
    "deadline": {"by": "2017-06-30"},
    "deduct": {"per_case": 1},
    "trend": {"up": 1, "flat": 0.5, "down": 0},
    "relative": {"method": "rank"},
    "expert": {},
}


def test_every_kind_is_tried_below():
    assert {get_args(k.model_fields["kind"].annotation)[0] for k in rules.KINDS} == set(RULES)
    assert {k.scale for k in measures.KINDS} == set(MEASURES) == set(SCALES)


@pytest.mark.parametrize("scale", MEASURES)
@pytest.mark.parametrize("kind", RULES)
def test_a_rule_takes_the_scales_it_declares(kind: str, scale: str):
    takes = next(
        k.takes for k in rules.KINDS if kind in get_args(k.model_fields["kind"].annotation)
    )
    found = codes(leaf("a", rule={"kind": kind, **RULES[kind]}, measure=MEASURES[scale]))
    misfit = ("rule_does_not_fit", ("indicators", 0, "rule", "kind"))
    wanted = scale not in takes or (kind == "checklist" and scale == "share")
    assert (misfit in found) == wanted


def test_a_checklist_needs_elements():
    cover = {"kind": "coverage", "table": "documents", "elements": ["主体"], "when_empty": "zero"}
    assert codes(leaf("a", rule={"kind": "checklist", "lost": 0.2}, measure=cover)) == []


def steps(key: str, *limits: Any) -> dict[str, Any]:
    return {"kind": "steps", "steps": [{key: limit, "rate": 1} for limit in limits]}


@pytest.mark.parametrize(
    ("scale", "rule", "path"),
    [
        ("share", {"kind": "at_least", "target": 80}, ("target",)),
        ("share", {"kind": "at_most", "target": {"county": 0.8, "department": 1.5}}, None),
        ("share", {"kind": "proportion", "target": -0.1}, ("target",)),
        ("share", {"kind": "proportion", "target": 0}, ("target",)),
        ("share", {"kind": "linear", "zero": 0, "full": 90}, ("full",)),
        ("share", steps("at_least", 80), ("steps", 0, "at_least")),
        ("whole", {"kind": "at_least", "target": 1.5}, ("target",)),
        ("whole", {"kind": "at_most", "target": -1}, ("target",)),
        ("whole", steps("at_most", 0.5), ("steps", 0, "at_most")),
        ("days", {"kind": "at_most", "target": -1}, ("target",)),
    ],
)
def test_limits_outside_the_range_are_refused(scale: str, rule: dict[str, Any], path: Any):
    found = set(codes(leaf("a", rule=rule, measure=MEASURES[scale])))
    path = path or ("target", "department")
    assert found == {("target_out_of_range", ("indicators", 0, "rule", *path))}


@pytest.mark.parametrize(
    ("scale", "rule"),
    [
        ("share", {"kind": "at_least", "target": "0.8"}),
        ("share", steps("at_least", 0, "0.5", 1)),
        ("whole", {"kind": "linear", "zero": 0, "full": 2.5}),
        ("whole", {"kind": "at_most", "target": 0}),
        ("days", {"kind": "at_most", "target": 7.5}),
        ("number", {"kind": "at_least", "target": -3.5}),
        ("number", {"kind": "at_least", "target": 0}),
    ],
)
def test_limits_within_the_range_pass(scale: str, rule: dict[str, Any]):
    assert codes(leaf("a", rule=rule, measure=MEASURES[scale])) == []


def test_a_per_cent_is_told_how_to_be_written():
    (fault,) = faults(leaf("a", rule={"kind": "at_least", "target": 80}, measure=SHARE))
    assert fault.remedy == "write a per cent as a share: 0.8 for 80 %"


@pytest.mark.parametrize(
    ("measure", "rule"),
    [
        (MEASURES["whole"], {"kind": "at_least", "target": 0}),
        (SHARE, {"kind": "at_least", "target": 0}),
        (SHARE, {"kind": "at_most", "target": 1}),
    ],
)
def test_a_limit_that_all_meet_is_a_warning(measure: dict[str, Any], rule: dict[str, Any]):
    (fault,) = faults(leaf("a", rule=rule, measure=measure))
    assert (fault.code, fault.severity) == ("always_true", "warning")


def at_least(target: Any, **more: Any) -> dict[str, Any]:
    return counted({"kind": "at_least", "target": target}) | more


@pytest.mark.parametrize(
    ("target", "named", "found"),
    [
        ({"county": 2, "department": 1}, None, []),
        ({"county": 2, "department": 1, "pilot": 3}, None, []),
        ({"county": 2}, None, [("target_missing", ())]),
        ({"county": 2}, ["county"], []),
        ({"county": 2}, ["pilot"], []),
        ({"pilot": 2}, ["county"], [("target_missing", ())]),
        ({"county": 2, "department": 1}, ["county"], [("unused_target", ("department",))]),
        ({"county": 2, "department": 1, "city": 1}, None, [("unknown_group", ("city",))]),
    ],
)
def test_a_target_by_group_is_there_for_every_group(target: Any, named: Any, found: list[Any]):
    more = {"groups": named} if named else {}
    wanted = [(code, ("indicators", 0, "rule", "target", *path)) for code, path in found]
    assert codes(at_least(target, **more)) == wanted


def test_deadlines_by_group_are_checked_like_targets():
    rule = {"kind": "deadline", "by": {"county": "2017-06-30"}}
    found = codes(leaf("a", rule=rule, measure=MEASURES["date"]))
    assert found == [("target_missing", ("indicators", 0, "rule", "by"))]


def test_a_deadline_after_the_period_is_no_fault():
    rule = {"kind": "deadline", "by": "2019-12-31"}
    assert codes(leaf("a", rule=rule, measure=MEASURES["date"])) == []


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ({"kind": "levels", "levels": {"良": 0.8, "差": 0}}, "levels"),
        ({"kind": "steps", "steps": [{"at_least": 1, "rate": 0.8}]}, "steps"),
        ({"kind": "trend", "up": 0.8, "flat": 0.5, "down": 0}, "up"),
    ],
)
def test_full_points_that_nobody_can_earn_are_a_warning(rule: dict[str, Any], key: str):
    measure = {"levels": None, "steps": MEASURES["whole"], "trend": NUMBER}[rule["kind"]]
    (fault,) = faults(leaf("a", rule=rule, measure=measure))
    assert (fault.code, fault.severity) == ("full_points_out_of_reach", "warning")
    assert fault.path == ("indicators", 0, "rule", key)


def test_late_steps_fall():
    late = [{"days": 30, "rate": 0.5}, {"days": 10, "rate": 0.2}, {"days": 60, "rate": 0.6}]
    rule = {"kind": "deadline", "by": "2017-06-30", "late": late}
    assert codes(leaf("a", rule=rule, measure=MEASURES["date"])) == [
        ("late_not_falling", ("indicators", 0, "rule", "late", 1)),
        ("late_not_falling", ("indicators", 0, "rule", "late", 2)),
    ]


def test_lags_do_not_cross():
    lag = {"table": "documents", "start": "issued", "end": "published", "when_empty": "zero"}
    measure = {"kind": "share_within", "at_least": 6, "at_most": 5, **lag}
    assert codes(leaf("a", rule={"kind": "proportion"}, measure=measure)) == [
        ("limits_crossed", ("indicators", 0, "measure", "at_least"))
    ]

"""Every kind of rule at, just below and just above its limits."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.rules import kinds
from gkeval.rules.rates import EPOCH, Leaf, rate

NAN = float("nan")


def leaf(n, points=10, elements=0, **members):
    return Leaf(
        Decimal(points),
        elements,
        {name: np.array(chosen, dtype=bool) for name, chosen in members.items()},
        np.zeros(n, dtype=np.intp),
        frozenset({"lead"}),
    )


def rates(rule, values, **known):
    return rate(rule, np.array(values, dtype=float), leaf(len(values), **known)).tolist()


def test_at_least_takes_the_limit_of_the_subset_before_that_of_the_group():
    rule = kinds.AtLeast(kind="at_least", target={"lead": 3, "county": 2})
    members = {"county": [1, 1, 0], "lead": [0, 1, 0]}
    found = rates(rule, [2, 2, 5], **members)
    assert found == [1.0, 0.0, 0.0]


def test_at_least_holds_at_the_limit_with_noise():
    rule = kinds.AtLeast(kind="at_least", target="0.3")
    assert rates(rule, [0.1 + 0.2, 0.3 - 1e-12, 0.29]) == [1.0, 1.0, 0.0]


def test_at_most():
    rule = kinds.AtMost(kind="at_most", target=14)
    assert rates(rule, [0, 14, 15]) == [1.0, 1.0, 0.0]


def test_proportion_stops_at_all_points():
    rule = kinds.Proportion(kind="proportion", target=4)
    assert rates(rule, [0, 1, 4, 9]) == [0.0, 0.25, 1.0, 1.0]


def test_linear_may_fall():
    rule = kinds.Linear(kind="linear", zero=30, full=10)
    assert rates(rule, [5, 10, 15, 30, 90]) == [1.0, 1.0, 0.75, 0.0, 0.0]


def test_steps_up_and_down():
    up = kinds.Steps(
        kind="steps", steps=[{"at_least": 1, "rate": 1}, {"at_least": "0.8", "rate": "0.6"}]
    )
    assert rates(up, [1, 0.99, 0.8, 0.79]) == [1.0, 0.6, 0.6, 0.0]
    down = kinds.Steps(
        kind="steps", steps=[{"at_most": 2, "rate": 1}, {"at_most": 5, "rate": "0.5"}]
    )
    assert rates(down, [0, 2, 3, 5, 6]) == [1.0, 1.0, 0.5, 0.5, 0.0]


def test_levels_score_what_was_given():
    rule = kinds.Levels(kind="levels", levels={"优": 1, "良": "0.8"})
    given = np.array(["良", "优", ""], dtype=object)
    found = rate(rule, np.full(3, NAN), leaf(3), given)
    assert found[:2].tolist() == [0.8, 1.0]
    assert np.isnan(found[2])


def test_checklist_loses_a_share_for_each_missing_element():
    rule = kinds.Checklist(kind="checklist", lost="0.25")
    assert rates(rule, [1, 8 / 9, 5 / 9, 0], elements=9) == pytest.approx([1, 0.75, 0, 0])


def test_deadline_counts_natural_days_late_and_nothing_when_never_done():
    by = date(2017, 6, 30)
    rule = kinds.Deadline(kind="deadline", by=by, late=[{"days": 30, "rate": "0.5"}])
    day = by.toordinal() - EPOCH
    assert rates(rule, [day, day + 1, day + 30, day + 31, NAN]) == [1.0, 0.5, 0.5, 0.0, 0.0]


def test_deduct_stops_when_the_points_are_used_up():
    rule = kinds.Deduct(kind="deduct", per_case=6, free=1)
    assert rates(rule, [0, 1, 2, 3, 9], points=10) == pytest.approx([1, 1, 0.4, 0, 0])


def test_trend_with_tolerance():
    rule = kinds.Trend(kind="trend", up=1, flat="0.8", down=0, tolerance="0.05")
    assert rates(rule, [0.2, 0.05, 0, -0.05, -0.06, NAN])[:5] == [1.0, 0.8, 0.8, 0.8, 0.0]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("max", [1.0, 0.5, 0.5, 0.0]),
        ("minmax", [1.0, 0.5, 0.5, 0.0]),
        ("rank", [1.0, 2 / 3, 2 / 3, 0.0]),
        ("percentile", [1.0, 0.75, 0.75, 0.25]),
    ],
)
def test_relative_methods(method, expected):
    rule = kinds.Relative(kind="relative", method=method)
    assert rates(rule, [10, 5, 5, 0]) == pytest.approx(expected)


def test_relative_with_a_constant_group_gives_everyone_all_points():
    for method in ("max", "minmax", "rank", "percentile"):
        assert rates(kinds.Relative(kind="relative", method=method), [3, 3]) == [1.0, 1.0]


def test_relative_looks_at_the_group_only():
    rule = kinds.Relative(kind="relative", method="minmax", better="less")
    known = Leaf(Decimal(1), 0, {}, np.array([0, 0, 1, 1]))
    assert rate(rule, np.array([1.0, 3, 7, 9]), known).tolist() == [1.0, 0.0, 1.0, 0.0]


def test_expert_scales():
    assert rates(kinds.Expert(kind="expert"), [7.5], points=10) == [0.75]
    assert rates(kinds.Expert(kind="expert", scale="percent"), [75]) == [0.75]
    assert rates(kinds.Expert(kind="expert", scale="rate"), [0.75]) == [0.75]


ABSOLUTE = [
    kinds.AtLeast(kind="at_least", target=3),
    kinds.Proportion(kind="proportion", target=7),
    kinds.Linear(kind="linear", zero=2, full=9),
    kinds.Steps(kind="steps", steps=[{"at_least": 2, "rate": "0.3"}, {"at_least": 6, "rate": 1}]),
    kinds.Checklist(kind="checklist", lost="0.3"),
    kinds.Trend(kind="trend", up=1, flat="0.8", down=0),
    kinds.Expert(kind="expert"),
]


@pytest.mark.parametrize("rule", ABSOLUTE, ids=lambda rule: rule.kind)
@given(values=st.lists(st.floats(-20, 20), min_size=2, max_size=30))
def test_a_higher_value_never_earns_less(rule, values):
    ordered = sorted(values)
    found = rates(rule, ordered, elements=4)
    assert all(b >= a for a, b in pairwise(found))


@pytest.mark.parametrize(
    "rule",
    [rule for rule in ABSOLUTE if rule.kind != "expert"]
    + [kinds.AtMost(kind="at_most", target=3), kinds.Deduct(kind="deduct", per_case=2)],
    ids=lambda rule: rule.kind,
)
@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_rates_stay_between_none_and_all(rule, values):
    found = rates(rule, values, elements=4)
    assert all(0 <= earned <= 1 for earned in found)


def test_a_missing_value_has_no_rate():
    for rule in ABSOLUTE:
        assert np.isnan(rates(rule, [NAN], elements=4)[0])


def test_every_kind_of_rule_is_computed():
    from gkeval.rules.rates import _RATES

    assert set(_RATES) | {kinds.Levels} == set(kinds.KINDS)


def test_a_subset_goes_before_its_group_whatever_their_names():
    for lead, county in (("a_lead", "county"), ("z_lead", "county")):
        rule = kinds.AtLeast(kind="at_least", target={county: 2, lead: 3})
        members = {county: np.array([True, True]), lead: np.array([False, True])}
        known = Leaf(Decimal(1), 0, members, np.zeros(2, dtype=np.intp), frozenset({lead}))
        assert rate(rule, np.array([2.0, 2.0]), known).tolist() == [1.0, 0.0]


def test_a_limit_of_another_group_is_none():
    rule = kinds.AtMost(kind="at_most", target={"county": 2})
    assert rates(rule, [1, 1, 3], county=[1, 0, 1]) == [1.0, 0.0, 0.0]


def test_steps_at_and_below_zero():
    down = kinds.Steps(
        kind="steps", steps=[{"at_most": 0, "rate": 1}, {"at_most": 1, "rate": "0.5"}]
    )
    assert rates(down, [-1, 0, 1e-3, 1, 2]) == [1.0, 1.0, 0.5, 0.5, 0.0]
    up = kinds.Steps(kind="steps", steps=[{"at_least": 0, "rate": 1}])
    assert rates(up, [0, -1e-3, 5]) == [1.0, 0.0, 1.0]


def test_several_late_steps_earn_the_best_that_holds():
    late = [{"days": 10, "rate": "0.8"}, {"days": 30, "rate": "0.5"}]
    by = {"county": date(2017, 6, 30), "city": date(2017, 7, 10)}
    day = date(2017, 6, 30).toordinal() - EPOCH
    members = {"county": [1, 1, 1, 1, 0, 0], "city": [0, 0, 0, 0, 1, 1]}
    for steps in (late, late[::-1]):
        rule = kinds.Deadline(kind="deadline", by=by, late=steps)
        values = [day, day + 10, day + 11, day + 31, day + 10, day + 11]
        assert rates(rule, values, **members) == [1.0, 0.8, 0.5, 0.0, 1.0, 0.8]
    plain = kinds.Deadline(kind="deadline", by=date(2017, 6, 30))
    assert rates(plain, [day, day + 1]) == [1.0, 0.0]


def test_a_level_without_a_name_is_a_rate_already():
    rule = kinds.Levels(kind="levels", levels={"优": 1, "良": "0.8"})
    assert rates(rule, [0.9, 0.3]) == [0.9, 0.3]
    given = np.array(["", "良", "未评"], dtype=object)
    found = rate(rule, np.array([0.4, 0.4, 0.4]), leaf(3), given)
    assert found[:2].tolist() == [0.4, 0.8]
    assert np.isnan(found[2])


def test_against_a_group_of_small_negative_and_nearly_equal_values():
    def relative(method, values, **more):
        return rates(kinds.Relative(kind="relative", method=method, **more), values)

    assert relative("max", [-2, -1, NAN])[:2] == [0.0, 0.0]
    assert relative("max", [-2, 0, 4])[:3] == [0.0, 0.0, 1.0]
    assert relative("max", [0, -1]) == [0.0, 0.0]
    assert relative("max", [0, 0]) == [1.0, 1.0]
    assert relative("max", [-1, 1e-9]) == [0.0, 1.0]
    assert relative("minmax", [-2e-6, 0, 2e-6]) == [0.0, 0.5, 1.0]
    assert relative("rank", [0.1 + 0.2, 0.3, 0.2]) == [1.0, 1.0, 0.0]
    assert relative("rank", [3, 1, 2], better="less") == [0.0, 1.0, 0.5]
    assert relative("percentile", [3, 1, 1, 2], better="less") == [0.25, 1.0, 1.0, 0.5]
    assert np.isnan(relative("rank", [NAN, NAN])).all()
    assert relative("minmax", [7, NAN])[0] == 1.0


def test_a_trend_that_is_the_tolerance_or_noise_is_flat():
    rule = kinds.Trend(kind="trend", up=1, flat="0.8", down="0.1")
    assert rates(rule, [1e-12, -1e-12, 0, 1e-6, -1e-6]) == [0.8, 0.8, 0.8, 1.0, 0.1]
    wide = kinds.Trend(kind="trend", up=1, flat="0.8", down="0.1", tolerance=2)
    assert rates(wide, [2, -2, 2.1, -2.1]) == [0.8, 0.8, 1.0, 0.1]
    assert np.isnan(rates(wide, [NAN])).all()

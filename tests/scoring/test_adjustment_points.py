"""How many points an adjustment moves: every form of it, and when its condition holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.scheme.adjustments import Bonus, Deduction, When
from gkeval.scoring.adjustments import holds, points_of

NAN = float("nan")
QUARTERS = st.integers(0, 400).map(lambda n: n / 4)


def bonus(**form):
    return Bonus(kind="bonus", id="x", title={"en": "X"}, **form)


@pytest.mark.parametrize(
    ("form", "value", "points"),
    [
        ({"per_case": 3}, 2, 6),
        ({"per_case": 3}, -2, 0),
        ({"per_case": 3, "cap": 5}, 2, 5),
        ({"steps": [{"at_least": 1, "points": 1}, {"at_least": 3, "points": 4}]}, 0, 0),
        ({"steps": [{"at_least": 1, "points": 1}, {"at_least": 3, "points": 4}]}, 2, 1),
        ({"steps": [{"at_least": 1, "points": 1}, {"at_least": 3, "points": 4}]}, 9, 4),
        ({"judged_up_to": 5}, 3.5, 3.5),
        ({"judged_up_to": 5}, 6, 5),
        ({"amount": 8}, 1, 8),
        ({"amount": 8}, 0, 0),
        ({"amount": 8, "when": {"below": 0.5}}, 0.4, 8),
        ({"share": "0.5"}, 1, 40),
        ({"per_case": 3}, NAN, 0),
        ({"amount": 8, "when": {"at_most": 0}}, NAN, 0),
    ],
)
def test_points_by_form(form, value, points):
    found = points_of(bonus(**form), np.array([value], dtype=float), np.array([80.0]))
    assert found.tolist() == [points]


@pytest.mark.parametrize(
    ("over_quota", "points"),
    [(0, 0), (0.0999, 0), (0.1, 1), (0.29, 1), (0.3, 2), (0.1 + 0.2, 2), (0.5, 3), (1.1, 6)],
)
def test_one_point_at_ten_per_cent_over_quota_and_one_for_each_further_twenty(over_quota, points):
    form = bonus(ladder={"from": "0.1", "points": 1, "each": "0.2", "each_points": 1})
    assert points_of(form, np.array([over_quota]), np.zeros(1)).tolist() == [points]


def test_a_ladder_may_give_other_points_further_up_and_stop_at_its_cap():
    form = bonus(ladder={"from": 3, "points": 2, "each": 1, "each_points": "0.5"}, cap=3)
    assert points_of(form, np.array([2.0, 3, 4, 9]), np.zeros(4)).tolist() == [0, 2, 2.5, 3]


def test_noise_does_not_decide_a_condition():
    third = 0.1 + 0.2
    assert holds(When(at_least="0.3"), np.array([third, 0.3])).all()
    assert holds(When(at_most="0.3"), np.array([third, 0.3])).all()
    assert not holds(When(above="0.3"), np.array([third, 0.3])).any()
    assert not holds(When(below="0.3"), np.array([third, 0.3])).any()
    assert holds(When(above=1, below=3), np.array([1, 2, 3, NAN])).tolist() == [0, 1, 0, 0]


@given(st.sampled_from([Bonus, Deduction]), st.lists(QUARTERS, min_size=1, max_size=20))
def test_more_of_the_value_is_never_less_of_the_points(kind, values):
    forms = [
        {"per_case": 3, "cap": 20},
        {"ladder": {"from": "0.1", "points": 1, "each": "0.2"}},
        {"steps": [{"at_least": 3, "points": 4}, {"at_least": 1, "points": 1}]},
        {"judged_up_to": 20},
        {"amount": 3},
    ]
    ordered = np.array(sorted(values))
    for form in forms:
        made = kind(kind=kind.__name__.lower(), id="x", title={"en": "X"}, **form)
        assert (np.diff(points_of(made, ordered, np.ones(len(ordered)))) >= 0).all()

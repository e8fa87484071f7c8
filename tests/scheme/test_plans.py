"""Plans against the duties of the assessor: what is short, what is no number, what is unknown."""

import numpy as np
import pytest

import gkeval as gk
from gkeval.scheme.loading import parse_scheme
from tests.scheme.builders import scheme

DUTIES = [
    {"id": "w", "kind": "efficiency_weight", "at_least": "0.04", "clause": "六(四)"},
    {"id": "i", "kind": "inspections", "at_least": 2, "remedy": {"en": "plan one more"}},
]
ENOUGH = {"efficiency_weight": "0.04", "inspections": 2}


@pytest.fixture
def made():
    return parse_scheme(scheme(constraints=DUTIES))


def test_what_is_asked_exactly_is_enough(made):
    assert list(gk.check_plan(made, ENOUGH)) == []


@pytest.mark.parametrize(
    ("planned", "code", "found"),
    [
        (0.039, "constraint_not_met", "0.039"),
        ("four", "constraint_not_answered", "four"),
        ("", "constraint_not_answered", ""),
        (None, "constraint_not_answered", "nothing"),
        ("NaN", "constraint_not_answered", "NaN"),
    ],
)
def test_what_is_short_or_no_number_names_the_clause(made, planned, code, found):
    (problem,) = gk.check_plan(made, ENOUGH | {"efficiency_weight": planned})
    assert (problem.code, problem.found, problem.column) == (code, found, "efficiency_weight")
    assert problem.allowed == (
        "at least 0.04: weight of disclosure in the efficiency assessment (效能考核), "
        "from 0 to 1, clause 六(四)"
    )
    assert problem.remedy == "change the plan"


@pytest.mark.parametrize("planned", [3, 4, "100", -1, 1.01])
def test_a_weight_is_a_share(made, planned):
    (problem,) = gk.check_plan(made, ENOUGH | {"efficiency_weight": planned})
    assert (problem.code, problem.found) == ("out_of_range", str(planned))
    assert problem.allowed.endswith("from 0 to 1")
    assert problem.remedy == "write a per cent as a share: 0.04 for 4 %"


@pytest.mark.parametrize(
    ("planned", "code"),
    [
        (True, None),
        (np.True_, None),
        (1, None),
        (False, "constraint_not_met"),
        (0, "constraint_not_met"),
        (7, "out_of_range"),
        ("yes", "constraint_not_answered"),
    ],
)
def test_whether_something_is_done_is_yes_or_no(planned, code):
    duty = {"id": "u", "kind": "results_used", "at_least": 1}
    problems = gk.check_plan(parse_scheme(scheme(constraints=[duty])), {"results_used": planned})
    assert [problem.code for problem in problems] == ([code] if code else [])


@pytest.mark.parametrize("plan", [None, ["inspections"], "inspections", 3])
def test_a_plan_is_a_mapping(made, plan):
    with pytest.raises(gk.GkevalError, match="must be a mapping of constraints to numbers"):
        gk.check_plan(made, plan)


@pytest.mark.parametrize(
    ("kind", "at_least", "sound"),
    [
        ("efficiency_weight", 4, False),
        ("efficiency_weight", -1, False),
        ("efficiency_weight", "0.04", True),
        ("results_used", 2, False),
        ("results_published", 1, True),
        ("inspections", 4, True),
    ],
)
def test_a_duty_that_no_plan_can_meet_is_a_fault(kind, at_least, sound):
    duty = {"id": "d", "kind": kind, "at_least": at_least}
    if sound:
        assert parse_scheme(scheme(constraints=[duty])).constraints[0].at_least > 0
        return
    with pytest.raises(gk.InputError) as caught:
        parse_scheme(scheme(constraints=[duty]))
    (problem,) = caught.value.problems
    assert (problem.code, problem.column) == ("out_of_range", "constraints[1].at_least")


def test_the_remedy_is_that_of_the_duty(made):
    (problem,) = gk.check_plan(made, ENOUGH | {"inspections": 1})
    assert problem.remedy == "plan one more"


def test_an_unknown_key_lists_the_duties(made):
    (problem,) = gk.check_plan(made, ENOUGH | {"inspection": 2})
    assert (problem.code, problem.allowed) == ("unknown_key", "efficiency_weight, inspections")
    none = parse_scheme(scheme())
    (problem,) = gk.check_plan(none, {"inspections": 2})
    assert problem.allowed == "nothing: the scheme has no constraints"

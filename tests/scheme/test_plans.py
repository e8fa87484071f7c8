"""Plans against the duties of the assessor: what is short, what is no number, what is unknown."""

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


def test_the_remedy_is_that_of_the_duty(made):
    (problem,) = gk.check_plan(made, ENOUGH | {"inspections": 1})
    assert problem.remedy == "plan one more"


def test_an_unknown_key_lists_the_duties(made):
    (problem,) = gk.check_plan(made, ENOUGH | {"inspection": 2})
    assert (problem.code, problem.allowed) == ("unknown_key", "efficiency_weight, inspections")
    none = parse_scheme(scheme())
    (problem,) = gk.check_plan(none, {"inspections": 2})
    assert problem.allowed == "nothing: the scheme has no constraints"

"""What a rule of a scheme refuses, and what lies just beside it."""

from itertools import permutations

import pytest
from pydantic import TypeAdapter, ValidationError

from gkeval.rules.kinds import Rule

RULES = TypeAdapter(Rule)


def refused(**said):
    """Code and key of the refusal."""
    with pytest.raises(ValidationError) as caught:
        RULES.validate_python(said)
    (error,) = caught.value.errors()
    return error["ctx"]["error"].code, error["ctx"]["error"].key


def step(rate, **limit):
    return limit | {"rate": rate}


def test_steps_go_one_way():
    up, down = step("0.5", at_least=1), step(1, at_most=3)
    for steps in ([up, down], [up, step(1)], [step(1)], [step(1, at_least=1, at_most=2)]):
        for order in permutations(steps):
            assert refused(kind="steps", steps=list(order)) == ("mixed_steps", "steps")
    assert refused(kind="steps", steps=[down | {"at_least": 2}, down]) == ("mixed_steps", "steps")


@pytest.mark.parametrize(("limit", "other"), [("at_least", "0.5"), ("at_most", "0.5")])
def test_limits_of_steps_are_different(limit, other):
    twice = [step(1, **{limit: 2}), step(other, **{limit: 2}), step("0.2", **{limit: 5})]
    assert refused(kind="steps", steps=twice) == ("duplicate_step", "steps")
    assert RULES.validate_python({"kind": "steps", "steps": twice[:1]}).steps[0].rate == 1


def test_a_better_value_never_gets_a_lower_rate():
    for order in permutations([step("0.5", at_least=1), step("0.4", at_least=2)]):
        assert refused(kind="steps", steps=list(order)) == ("steps_not_rising", "steps")
    for order in permutations([step("0.4", at_most=1), step("0.5", at_most=2)]):
        assert refused(kind="steps", steps=list(order)) == ("steps_not_rising", "steps")
    for order in permutations(
        [step("0.5", at_least=1), step("0.5", at_least=2), step(1, at_least=0 + 3)]
    ):
        RULES.validate_python({"kind": "steps", "steps": list(order)})
    for order in permutations([step("0.5", at_most=0), step("0.2", at_most=2)]):
        RULES.validate_python({"kind": "steps", "steps": list(order)})


def test_zero_and_full_are_apart():
    assert refused(kind="linear", zero=3, full="3.0") == ("no_distance", "full")
    assert RULES.validate_python({"kind": "linear", "zero": 3, "full": 4}).full == 4


def test_the_highest_is_no_measure_where_less_is_better():
    rule = {"kind": "relative", "method": "max", "better": "less"}
    assert refused(**rule) == ("method_for_less", "method")
    for method, better in (("max", "more"), ("rank", "less"), ("minmax", "less")):
        made = RULES.validate_python({"kind": "relative", "method": method, "better": better})
        assert (made.method, made.better) == (method, better)

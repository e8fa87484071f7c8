"""Rules in words where the points are not known: shares of them, in both languages."""

import pytest
from pydantic import TypeAdapter

from gkeval.rules.kinds import Rule
from gkeval.rules.sentences import say_rule

RULES = TypeAdapter(Rule)


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        ({"kind": "checklist", "lost": "0.2"}, "每缺一项扣20%的分", "20 % of them off for each"),
        ({"kind": "levels", "levels": {"good": 1}}, "“good”得满分", "“good”"),
    ],
)
def test_shares_are_written_as_the_language_does(rule, zh, en):
    made = RULES.validate_python(rule)
    assert zh in say_rule(made, "zh")
    assert en in say_rule(made, "en")

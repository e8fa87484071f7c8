"""The scheme as a value: fingerprint, replacement, order."""

from gkeval.scheme.loading import parse_scheme
from tests.scheme.builders import leaf, scheme

TWO = scheme(leaf("a", 6), leaf("b", 4))


def test_the_fingerprint_is_of_what_is_said_not_of_how():
    said = parse_scheme(TWO)
    others = [
        scheme(leaf("a", "6.0"), leaf("b", 4.0)),
        scheme(leaf("a", 6, clause=""), leaf("b", 4)),
        TWO | {"ranking": {"ties": "competition"}, "grades": []},
        dict(reversed(TWO.items())),
    ]
    assert {parse_scheme(other).fingerprint for other in others} == {said.fingerprint}


def test_the_fingerprint_changes_with_anything_that_is_said():
    changed = [
        TWO,
        TWO | {"ranking": {"ties": "dense"}},
        scheme(leaf("b", 4), leaf("a", 6)),
        scheme(leaf("a", 5), leaf("b", 5)),
        TWO | {"groups": dict(reversed(TWO["groups"].items()))},
    ]
    assert len({parse_scheme(one).fingerprint for one in changed}) == len(changed)


def test_a_changed_scheme_changed_back_is_equal():
    made = parse_scheme(TWO)
    there = made.replace(ranking={"ties": "dense"})
    assert there != made
    assert there.replace(ranking=made.ranking) == made

"""Points from a percentage of the parent."""

from decimal import Decimal

from gkeval.scheme.loading import parse_scheme
from tests.scheme.builders import leaf, scheme
from tests.scheme.test_checks import branch, codes


def test_points_are_taken_from_the_parent_at_every_level():
    """40 % of 10 is 4; 25 % of that 1; 60 % of a branch marked out of 100 is 60."""
    made = parse_scheme(
        scheme(
            branch("a", None, leaf("a.1", None, percent=25), leaf("a.2", 3), percent=40),
            branch("b", 6, leaf("b.1", None, percent="60"), leaf("b.2", 40), out_of=100),
        )
    )
    points = {name: indicator.points for name, indicator in made.by_id.items()}
    assert points == {"a": 4, "a.1": 1, "a.2": 3, "b": 6, "b.1": 60, "b.2": 40}
    assert made.by_id["a.1"].percent == 25


def test_percentages_are_exact():
    made = parse_scheme(scheme(leaf("a", None, percent="33.3"), leaf("b", None, percent=66.7)))
    assert made.by_id["a"].points == Decimal("3.33")
    assert made.replace() == made


def test_percentages_that_do_not_reach_a_hundred_do_not_add_up():
    assert codes(leaf("a", None, percent=30), leaf("b", None, percent=60)) == [
        ("points_do_not_add_up", ("points",))
    ]


def test_what_is_no_number_is_left_to_the_form():
    found = codes(leaf("a", None, percent="half"))
    assert ("not_a_number", ("indicators", 0, "percent")) in found

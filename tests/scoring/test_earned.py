"""What a leaf earns where it does not apply, when the scheme says a share of its points."""

import pytest

from tests.scoring.builders import leaf, scheme, scored, totals


@pytest.mark.parametrize(("rate", "total"), [("0", 60), ("0.5", 80), ("1", 100)])
def test_a_share_of_the_points_none_among_them(rate, total):
    made = scheme(leaf("a", 60), leaf("b", 40), not_applicable={"kind": "share", "rate": rate})
    assert totals(scored(made, 甲={"a": 60, "b": "not_applicable"})) == {"甲": total}

"""Arguments: what is in range comes back plain, everything else is refused by name."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.arguments import listed, number, one_of, share, shown, whole
from gkeval.errors import GkevalError

NO_NUMBER = [None, True, "1", "", [1], (1,), {}, np.array(1.0), np.bool_(True), pd.NA, pd.NaT, 1j]
NOT_FINITE = [math.nan, math.inf, -math.inf, np.float32("nan"), Decimal("sNaN"), Decimal("inf")]


@pytest.mark.parametrize("value", [*NO_NUMBER, *NOT_FINITE, 1.5, Decimal("1.5"), 0, -1, 4, 10**400])
def test_what_is_no_whole_number_of_the_range_is_refused(value):
    with pytest.raises(GkevalError, match=r"^k is .*, must be a whole number from 1 to 3$"):
        whole("k", value, 1, 3)


@pytest.mark.parametrize("value", [2, 2.0, np.int8(2), np.float32(2), Decimal("2.0"), Fraction(2)])
def test_a_whole_number_is_one_however_it_is_written(value):
    found = whole("k", value, 1, 3)
    assert found == 2
    assert type(found) is int


@given(st.integers(), st.integers(), st.integers())
def test_a_whole_number_comes_back_exactly_where_it_is_in_range(value, low, high):
    if low <= value <= high:
        assert whole("k", value, low, high) == value
    else:
        with pytest.raises(GkevalError):
            whole("k", value, low, high)


@pytest.mark.parametrize("value", [*NO_NUMBER, *NOT_FINITE, -0.001, 1.001, 10**400])
def test_what_is_no_number_of_the_range_is_refused(value):
    with pytest.raises(GkevalError, match=r"^by is .*, must be a number from 0 to 1$"):
        number("by", value, 0, 1)


@pytest.mark.parametrize("value", [0, 1, -1, 2, math.nan, "0.5"])
def test_a_share_is_neither_none_nor_all(value):
    with pytest.raises(GkevalError, match=r"must be a number more than 0 and less than 1$"):
        share("level", value)
    assert share("level", np.float32(0.5)) == 0.5


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({}, "a finite number"),
        ({"low": 1}, "a finite number at least 1"),
        ({"above": 0}, "a finite number more than 0"),
        ({"below": 0.5}, "a finite number less than 0.5"),
        ({"low": 1e-6, "high": 10**12}, "a number from 0.000001 to 1,000,000,000,000"),
        ({"low": 0, "below": 1}, "a number at least 0 and less than 1"),
        ({"above": 0, "high": 1000}, "a number more than 0 and at most 1,000"),
    ],
)
def test_the_message_says_which_ends_are_allowed(limits, said):
    with pytest.raises(GkevalError, match=f"^x is inf, must be {said}$"):
        number("x", math.inf, **limits)


def test_ends_are_allowed_or_not_as_they_were_named():
    assert number("x", 1, 1, 2) == 1.0
    assert number("x", 2, 1, 2) == 2.0
    with pytest.raises(GkevalError):
        number("x", 1, above=1)
    with pytest.raises(GkevalError):
        number("x", 2, below=2)


def test_a_name_is_one_of_those_allowed():
    assert one_of("raters", "draw", ("draw", None)) == "draw"
    assert one_of("raters", None, ("draw", None)) is None
    for value in (None, "Draw", ["draw"], np.array(["draw", "draw"]), pd.NA, 1):
        with pytest.raises(GkevalError, match=r"^raters is .*, must be 'draw'$"):
            one_of("raters", value, ("draw",))


COLUMN = pd.Series(["b", "a"], index=[5, 3])


@pytest.mark.parametrize(
    "value",
    [["b", "a"], ("b", "a"), np.array(["b", "a"]), iter("ba"), COLUMN, pd.Index(["b", "a"])],
)
def test_a_list_is_one_however_it_is_held(value):
    assert listed("units", value, "units") == ["b", "a"]


@pytest.mark.parametrize("value", ["ba", b"ba", {"b": 1}, {"b"}, frozenset("b"), 1, None, math.nan])
def test_what_has_no_order_is_no_list(value):
    with pytest.raises(GkevalError, match=r"^units is .*, must be a list of units$"):
        listed("units", value, "units")


def test_what_is_shown_is_short():
    assert shown("长" * 100) == repr("长" * 59 + "…")
    assert shown(10**5000) == "a number of more than 60 digits"
    assert shown(pd.DataFrame({"a": [1]})) == "a DataFrame"

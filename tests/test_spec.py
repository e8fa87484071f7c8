"""Numbers, days and truth values: one way to write each."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import TypeAdapter, ValidationError

from gkeval.errors import InputError
from gkeval.measures.ways import Trimmed
from gkeval.spec import Day, Flag, Number, Period, Rate, Refused, Text, Whole


def read(form: Any, value: Any) -> Any:
    return TypeAdapter(form).validate_python(value)


@pytest.mark.parametrize(
    ("form", "value", "meant"),
    [
        (Number, "2.50", Decimal("2.5")),
        (Number, "-3", Decimal(-3)),
        (Number, 0.1, Decimal("0.1")),
        (Number, np.float64(0.1), Decimal("0.1")),
        (Number, np.int64(3), Decimal(3)),
        (Rate, "1", Decimal(1)),
        (Whole, "12", 12),
        (Whole, 12.0, 12),
        (Whole, np.int64(12), 12),
        (Whole, Decimal("1.2e1"), 12),
        (Whole, Decimal("-999999999999999999"), -999999999999999999),
        (Day, "2017-03-05", date(2017, 3, 5)),
        (Day, datetime(2017, 3, 5), date(2017, 3, 5)),
        (Day, pd.Timestamp("2017-03-05"), date(2017, 3, 5)),
        (Flag, "true", True),
        (Flag, False, False),
    ],
)
def test_what_is_read(form: Any, value: Any, meant: Any):
    assert read(form, value) == meant


@pytest.mark.parametrize(
    ("form", "value"),
    [
        *((Number, text) for text in ("", "1e3", "1_000", "1,000", "６", "2%", " 2", ".5", "nan")),
        *((Number, value) for value in (True, None, [], float("nan"), float("inf"))),
        *((Number, Decimal(text)) for text in ("NaN", "sNaN", "-Infinity")),
        *(
            (Whole, Decimal(text))
            for text in ("NaN", "sNaN", "Infinity", "1e40", "1e9999999", "2.5")
        ),
        *((Whole, value) for value in (float("inf"), float("nan"), 1e18, 10**18)),
        *((Rate, text) for text in ("1.01", "-0.1", "80")),
        *((Whole, value) for value in ("2.0", "2.5", 2.5, True, "", "9" * 30)),
        *((Day, text) for text in ("2017-3-5", "2017/03/05", "20170305", "1488672000", "2017")),
        *((Day, value) for value in ("2017-02-29", 1488672000, datetime(2017, 3, 5, 8))),
        *((Flag, value) for value in ("yes", "True", "1", 1, "on")),
    ],
)
def test_what_is_refused(form: Any, value: Any):
    with pytest.raises(ValidationError):
        read(form, value)


def test_a_text_is_shown_in_the_other_language_when_one_is_missing():
    assert Text(zh="县").to("en") == "县"
    with pytest.raises(InputError, match=r"Text: 1 problem\n  found a text without words"):
        Text(zh=" ")


@pytest.mark.parametrize(
    ("form", "value", "code", "remedy"),
    [
        (Number, "80%", "not_a_number", "write a per cent as a share: 0.8 for 80 %"),
        (Number, "1,000", "not_a_number", "write digits 0-9 and a point, without commas"),
        (Number, "６", "not_a_number", "write digits 0-9 and a point, without commas"),
        (Number, "two", "not_a_number", "write the number without quotes, unit or words"),
        (Whole, "2.5", "not_a_whole_number", "write digits only"),
        (Day, "2017-02-29", "not_a_date", "write year-month-day with four, two and two digits, "
         "a day that exists"),
        (Flag, "yes", "not_true_or_false", "write true or false, in lower case"),
    ],
)  # fmt: skip
def test_a_refused_value_comes_with_its_remedy(form: Any, value: Any, code: str, remedy: str):
    with pytest.raises(ValidationError) as caught:
        read(form, value)
    refused = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(refused, Refused)
    assert (refused.code, refused.remedy, refused.found) == (code, remedy, repr(value))


def test_a_period_may_be_one_day_and_never_ends_before_it_starts():
    assert Period(start="2017-01-01", end="2017-01-01").end == date(2017, 1, 1)
    with pytest.raises(InputError) as caught:
        Period(start="2017-12-31", end="2017-01-01")
    (problem,) = caught.value.problems
    assert (problem.code, problem.column) == ("period_reversed", "to")
    assert problem.found == "a period from 2017-12-31 to 2017-01-01"


@pytest.mark.parametrize(
    ("given", "column", "found", "allowed"),
    [
        (
            {"lowest": 2, "highest": 2},
            "at_least",
            "at_least: 3 where 4 ratings are dropped",
            "at_least: 5 or more",
        ),
        ({"lowest": -1}, "lowest", "-1 (int)", "a number of at least 0"),
        ({"lower": 1}, "lower", "1 (int)", "no such key"),
        ({"kind": "mean"}, "kind", "'mean'", "one of 'trimmed'"),
    ],
)
def test_a_part_made_in_python_is_refused_in_our_words(given, column, found, allowed):
    with pytest.raises(InputError) as caught:
        Trimmed(**given)
    (problem,) = caught.value.problems
    assert (problem.column, problem.found, problem.allowed) == (column, found, allowed)
    assert "pydantic" not in str(caught.value)


def test_what_is_missing_is_named():
    with pytest.raises(InputError, match="from: found nothing; allowed: a value"):
        Period(end="2017-01-01")


def test_a_number_too_long_to_be_written_is_refused_all_the_same():
    with pytest.raises(ValidationError, match="more than 60 digits"):
        read(Whole, 10**5000)

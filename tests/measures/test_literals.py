"""Text of a scheme file as a value: days, moments, numbers, flags and codes."""

from datetime import datetime, timedelta

import pytest

from gkeval.measures.literals import code, flag, is_day, midnight, number, parse, span
from gkeval.spec import Refused
from gkeval.tables import TABLES
from tests.measures.lab import day

ANSWER = TABLES["requests"].by_name["answer"]


def refused(compute, *given):
    with pytest.raises(Refused) as caught:
        compute(*given)
    return caught.value.code


def test_a_day_lasts_a_day_and_a_moment_an_instant():
    assert span("2016-02-29") == (datetime(2016, 2, 29), datetime(2016, 3, 1))
    moment = datetime(2017, 12, 31, 8, 30)
    assert span("2017-12-31T08:30") == (moment, moment + timedelta(microseconds=1))
    assert span("2017-12-31 08:30:00") == span("2017-12-31T08:30")
    for text in ("2017-02-29", "2017-2-1", "2017-13-01T08:30", "2017-12-31T24:30", "今天", ""):
        assert refused(span, text) == "not_a_date"
    for text in ("2017-03-05\n", "2017-12-31T08:30\n"):
        assert (refused(span, text), is_day(text)) == ("not_a_date", False)
    assert [is_day(text) for text in ("2016-02-29", "2017-02-29", "2017-12-31T08:30", "8")] == [
        True,
        False,
        True,
        False,
    ]
    assert midnight(day("2017-03-05")) == datetime(2017, 3, 5)


def test_numbers_flags_and_codes():
    assert [number(text) for text in ("2", "-0.5", " +3.25 ")] == [2, -0.5, 3.25]
    for text in ("1e3", "1,000", "", "nan", "1" * 16):
        assert refused(number, text) == "not_a_number"
    assert (flag("true"), flag("false")) == (True, False)
    for text in ("True", "yes", ""):
        assert refused(flag, text) == "not_true_or_false"
    name = ANSWER.codes[0][0]
    assert code(name, ANSWER) == name
    assert refused(code, "nobody", ANSWER) == "unknown_code"


def test_what_a_text_is_depends_on_the_column():
    name = ANSWER.codes[0][0]
    assert parse(name, "code", ANSWER) == name
    assert refused(parse, "nobody", "code", ANSWER) == "unknown_code"
    assert parse("nobody", "code") == "nobody"
    assert parse("nobody", "text", ANSWER) == "nobody"
    assert [parse("2", kind) for kind in ("text", "list", "count", "number")] == ["2", "2", 2, 2]
    assert parse("true", "flag") is True
    for kind in ("date", "time"):
        assert parse("2017-03-05", kind) == span("2017-03-05")

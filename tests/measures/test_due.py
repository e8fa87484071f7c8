"""Due days as a table: every day whose items fall due in the period, and no other."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval import workdays
from gkeval.measures.due import after, due
from tests.measures.lab import CALENDAR, day, period

UNITS = ["workdays", "days", "weeks", "months"]


def one_after(start, unit, n):
    return after(np.array([start], dtype="M8[D]"), unit, n, CALENDAR)[0].item()


@given(
    st.sampled_from(UNITS),
    st.integers(0, 15),
    st.dates(day("2016-06-01"), day("2018-06-01")),
    st.integers(0, 40),
)
def test_the_table_holds_the_starts_that_fall_due(unit, n, start, length):
    window = period(start.isoformat(), (start + timedelta(days=length)).isoformat())
    found = due(unit, n, None, window, CALENDAR)
    table = dict(zip(found.table["_day"].dt.date, found.table["_due"].dt.date, strict=True))
    around = [window.end - timedelta(days=back) for back in range(-5, 520)]
    ends = {one: one_after(one, unit, n) for one in around}
    wanted = {one: end for one, end in ends.items() if window.start <= end <= window.end}
    assert table == wanted
    assert found.last == max(one for one, end in ends.items() if end <= window.end)
    steps = np.diff(found.table["_day"].to_numpy("M8[D]")).astype(int)
    assert (steps == 1).all()


@pytest.mark.parametrize("unit", UNITS)
def test_since_an_earlier_day(unit):
    window = period("2017-06-01", "2017-06-30")
    found = due(unit, 2, 1, window, CALENDAR, since=day("2017-01-01"))
    assert found.table["_day"].dt.date[0] == day("2017-01-01")
    assert (found.table["_due"].dt.date <= window.end).all()
    assert (found.table["_earliest"] <= found.table["_due"]).all()


def test_nothing_to_start_from():
    window = period("2017-06-01", "2017-06-30")
    found = due("days", 2, None, window, CALENDAR, since=day("2018-01-01"))
    assert found.table.empty
    assert found.last < day("2018-01-01")


def test_months_are_clipped_to_the_end_of_the_shorter_one():
    assert one_after(day("2016-01-31"), "months", 1) == day("2016-02-29")
    assert one_after(day("2017-03-31"), "months", -1) == day("2017-02-28")


def test_a_period_outside_the_calendar():
    beyond = workdays.announced()[1] + timedelta(days=400)
    window = period(beyond.isoformat(), (beyond + timedelta(days=9)).isoformat())
    found = due("workdays", 3, None, window, CALENDAR)
    assert found.table.empty
    (unknown,) = found.unknown
    assert unknown[0] <= CALENDAR.last < unknown[1] == window.end


def test_at_the_beginning_of_the_calendar():
    """2004-01-01 is its first day and off, the 2nd, 5th and 6th are worked, the 3rd and 4th off."""
    found = due("workdays", 1, None, period("2004-01-02", "2004-01-05"), CALENDAR)
    assert found.table["_day"].dt.day.to_list() == [1, 2, 3, 4]
    assert found.table["_due"].dt.day.to_list() == [2, 5, 5, 5]
    assert found.unknown == ((day("0001-01-01"), day("2003-12-31")),)
    later = due("workdays", 1, None, period("2004-01-06", "2004-01-06"), CALENDAR)
    assert later.table["_day"].dt.date.to_list() == [day("2004-01-05")]
    assert later.unknown == ()
    since = due("workdays", 1, 0, period("2004-01-06", "2004-01-06"), CALENDAR, day("2004-01-03"))
    assert since.table["_day"].dt.date.to_list() == [
        day("2004-01-03"),
        day("2004-01-04"),
        day("2004-01-05"),
    ]
    assert since.table["_earliest"].dt.date.to_list() == [
        day("2004-01-03"),
        day("2004-01-04"),
        day("2004-01-05"),
    ]
    assert since.unknown == ()
    before = due(
        "workdays", 1, None, period("2004-01-06", "2004-01-06"), CALENDAR, day("2003-12-30")
    )
    assert before.unknown == ((day("2003-12-30"), day("2003-12-31")),)


def test_at_the_end_of_the_calendar():
    last = CALENDAR.last
    window = period((last - timedelta(days=20)).isoformat(), (last + timedelta(days=1)).isoformat())
    found = due("workdays", 3, None, window, CALENDAR)
    (unknown,) = found.unknown
    assert unknown == (found.last + timedelta(days=1), window.end)
    ends = workdays.between(found.table["_day"], [last] * len(found.table), CALENDAR)
    assert (ends >= 3).all()
    assert workdays.between(unknown[0], last, CALENDAR) == 2
    known = period((last - timedelta(days=20)).isoformat(), last.isoformat())
    assert due("workdays", 3, None, known, CALENDAR).unknown == ()


def test_nothing_falls_due_leaves_the_day_before():
    window = period("2017-06-01", "2017-06-30")
    found = due("days", 2, None, window, CALENDAR, since=day("2018-01-01"))
    assert found.last == day("2017-12-31")
    assert due("days", 0, None, window, CALENDAR).last == window.end
    assert len(due("days", 0, None, window, CALENDAR).table) == 30


def test_the_day_itself_needs_no_calendar():
    beyond = CALENDAR.last + timedelta(days=400)
    window = period(beyond.isoformat(), (beyond + timedelta(days=2)).isoformat())
    found = due("workdays", 0, None, window, CALENDAR)
    assert (len(found.table), found.last, found.unknown) == (3, window.end, ())

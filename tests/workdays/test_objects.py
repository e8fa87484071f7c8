"""Days given as Python objects: a missing one is called missing, whatever stands for it."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest

from gkeval import GkevalError
from gkeval.workdays import Calendar, UnannouncedDayError, add, announced, calendar, is_workday


@pytest.mark.parametrize("nothing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_every_mark_of_a_missing_day_is_one(nothing):
    days = np.array([dt.date(2020, 1, 6), nothing], dtype=object)
    with pytest.raises(GkevalError, match=r"a missing day \(1 of 2 days, positions 1\)"):
        is_workday(days)


def test_a_fingerprint_has_twelve_digits_and_tells_calendars_apart():
    one = calendar()
    assert re.fullmatch("[0-9a-f]{12}", one.fingerprint)
    assert calendar().fingerprint == one.fingerprint


def test_positions_are_those_of_the_days_at_fault():
    first = calendar().first
    before = first - dt.timedelta(days=1)
    with pytest.raises(GkevalError, match=r"\(1 of 2 days, positions 1\)"):
        is_workday([first, before])
    with pytest.raises(GkevalError, match=r"\(the only day given\)"):
        is_workday(before)
    last = calendar().last
    with pytest.raises(GkevalError, match=r"\(2 of 3 days, positions 1, 2\)"):
        is_workday([last, last + dt.timedelta(days=1), last + dt.timedelta(days=2)])
    with pytest.raises(GkevalError, match=r"a missing day \(the only day given\)"):
        is_workday(np.datetime64("NaT"))


def test_six_positions_are_five_and_more():
    some = [None, *[dt.date(2020, 1, 6)] * 2, *[None] * 4]
    with pytest.raises(GkevalError, match=r"5 of 7 days, positions 0, 3, 4, 5, 6\)"):
        is_workday(np.array(some, dtype=object))
    with pytest.raises(GkevalError, match=r"6 of 8 days, positions 0, 3, 4, 5, 6, …\)"):
        is_workday(np.array([*some, None], dtype=object))


def test_the_first_working_day_is_in_reach_and_the_one_before_is_not():
    first = dt.date(2004, 1, 2)  # 1 January is off
    assert add(first, 0) == add(dt.date(2004, 1, 5), -1) == first
    with pytest.raises(GkevalError, match=r"^2003: "):
        add(first, -1)


def test_two_new_years_are_taken_in_the_order_of_time():
    year = announced()[1].year + 1
    fourth = [dt.date(year, 12, day) for day in (20, 4)]
    notices = {year + 1: ([fourth[1]], []), year: ([fourth[0]], [])}
    wider = calendar(extend=notices)
    assert wider.last == dt.date(year + 1, 12, 31)
    assert is_workday(fourth, wider).tolist() == [False, False]


def test_the_last_announced_year_is_checked_as_any_other():
    year = announced()[1].year
    with pytest.raises(GkevalError, match=rf"extend, {year}: found .* other than in the holiday"):
        calendar(extend={year: ([dt.date(year, 1, 1)], [])})


def test_a_calendar_leaves_it_to_others_to_equal_them():
    class Everything:
        def __eq__(self, other):
            return True

    own = Calendar(dt.date(2024, 1, 1), np.array([True, False]))
    assert own == Everything()
    assert (own == "calendar") is False
    assert own == Calendar(dt.date(2024, 1, 1), np.array([True, False]))
    assert own != Calendar(dt.date(2024, 1, 2), np.array([True, False]))
    assert hash(own) == hash(own.fingerprint)


def test_a_notice_lists_days_from_the_december_before():
    year = announced()[1].year + 1
    first = dt.date(year - 1, 12, 1)
    assert not is_workday(first, calendar(extend={year: ([first], [])}))
    for off in (first - dt.timedelta(days=1), dt.date(year + 1, 1, 1)):
        with pytest.raises(GkevalError, match=rf"extend, {year}: found {off}; allowed: what its"):
            calendar(extend={year: ([dt.date(year, 1, 1), off], [])})


def test_a_notice_lists_days_up_to_the_end_of_its_year_and_of_any_known_year():
    year = announced()[1].year + 1
    last = dt.date(year, 12, 31)
    assert not is_workday(last, calendar(extend={year: ([last], [])}))
    first = announced()[0].year
    with pytest.raises(GkevalError, match=rf"extend, {first}: found .* other than in the holiday"):
        calendar(extend={first: ([dt.date(first, 1, 1)], [])})
    with pytest.raises(GkevalError, match=rf"extend: found {first - 1}; allowed: {year}, the year"):
        calendar(extend={first - 1: ([dt.date(first - 1, 1, 1)], [])})
    with pytest.raises(GkevalError, match=rf"extend: found {year + 1}; allowed: {year}, the year"):
        calendar(extend={year + 1: ([dt.date(year + 1, 1, 1)], [])})


def test_after_a_calendar_that_ends_within_its_year_its_end_is_named_not_its_beginning():
    week = Calendar(dt.date(2024, 1, 1), np.array([True, True, True, True, True, False, False]))
    with pytest.raises(UnannouncedDayError) as caught:
        is_workday(np.array(["2024-02-05"], dtype="M8[D]"), calendar=week)
    assert "known from 2024-01-01 to 2024-01-07" in str(caught.value)
    assert "holidays of 2024 are not announced yet" in str(caught.value)
    assert "before 2024-01-01" not in str(caught.value)

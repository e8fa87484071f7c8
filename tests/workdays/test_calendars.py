"""Where calendars end, how a notice extends them, and an organisation's own days."""

import copy
import datetime as dt
import pickle
from datetime import date

import numpy as np
import pandas as pd
import pytest

from gkeval.errors import GkevalError
from gkeval.workdays import (
    Calendar,
    UnannouncedDayError,
    add,
    between,
    calendar,
    index,
    is_workday,
    table,
)
from tests.workdays.lab import FIRST, LAST, NEXT, as_days, each_day

# The ends of the calendar


@pytest.mark.parametrize(
    "call",
    [
        lambda: is_workday(date(NEXT, 1, 1)),
        lambda: index([LAST, date(NEXT, 1, 1)]),
        lambda: between(LAST, date(NEXT, 3, 1)),
        lambda: between(date(NEXT, 3, 1), date(NEXT, 3, 1)),
        lambda: add(LAST, 1),
        lambda: add([date(2017, 1, 1), LAST], [20, 20]),
        lambda: calendar(days_off=[date(NEXT, 3, 1)]),
    ],
)
def test_an_unannounced_day_is_an_error_that_names_its_year(call):
    with pytest.raises(UnannouncedDayError, match=rf"^{NEXT}: .* {FIRST} to {LAST}") as caught:
        call()
    assert caught.value.years == (NEXT,)
    assert f"calendar(extend={{{NEXT}: (days_off, days_on)}})" in str(caught.value)
    assert isinstance(caught.value, GkevalError)
    assert pickle.loads(pickle.dumps(caught.value)).years == (NEXT,)


def test_days_before_the_data_are_an_error_too():
    with pytest.raises(UnannouncedDayError, match="no holiday data before 2004-01-01") as caught:
        index([date(1999, 5, 1), date(2003, 12, 31), date(2017, 1, 1)])
    assert caught.value.years == (1999, 2003)
    with pytest.raises(UnannouncedDayError, match=r"^2003: "):
        add(date(2004, 1, 2), -1)
    with pytest.raises(UnannouncedDayError) as caught:
        index([date(1999, 5, 1), date(9999, 12, 31)])
    assert caught.value.years == (1999, 9999)


def test_the_last_known_day_needs_nothing_beyond_it():
    assert index(LAST) == int(table()[1][-1])
    assert add(LAST, 0) <= LAST


def test_extended_by_the_days_of_a_notice():
    new_year = each_day(date(NEXT, 1, 1), date(NEXT, 1, 3))
    saturday = next(d for d in each_day(date(NEXT, 1, 4), date(NEXT, 1, 10)) if d.weekday() == 5)
    wider = calendar(extend={NEXT: ([LAST, *new_year], [saturday])})
    assert wider.last == date(NEXT, 12, 31)
    assert is_workday([LAST, *new_year, saturday], wider).tolist() == [False] * 4 + [True]
    monday = saturday + dt.timedelta(days=2)
    assert add(saturday, 1, wider) == monday
    assert between(date(NEXT, 1, 3), monday, wider) == sum(
        d.weekday() < 5 or d == saturday for d in each_day(date(NEXT, 1, 4), monday)
    )
    two = calendar(extend={NEXT + 1: ([date(NEXT + 1, 1, 1)], []), NEXT: (new_year, [])})
    assert two.last == date(NEXT + 1, 12, 31)
    assert calendar().last == LAST


def notice_of(year: int) -> tuple[list[date], list[date]]:
    """Weekdays off and weekend days worked in a known year, with the December before it."""
    listed = each_day(date(year - 1, 12, 25), date(year, 11, 30))
    worked = is_workday(listed)
    off = [d for d, on in zip(listed, worked, strict=True) if not on and d.weekday() < 5]
    return off, [d for d, on in zip(listed, worked, strict=True) if on and d.weekday() >= 5]


@pytest.mark.parametrize("year", [2008, 2018, 2019, 2020, LAST.year])
def test_a_list_that_the_data_confirms_changes_nothing(year):
    assert calendar(extend={year: notice_of(year)}) == calendar()


def test_a_list_that_the_data_contradicts_is_refused():
    off, on = notice_of(2019)
    with pytest.raises(GkevalError, match=r"2019: found 1 days other .*: 2019-02-04;"):
        calendar(extend={2019: ([d for d in off if d != date(2019, 2, 4)], on)})


@pytest.mark.parametrize(
    ("extend", "said"),
    [
        ({NEXT + 1: ([date(NEXT + 1, 1, 1)], [])}, f"found {NEXT + 1}; allowed: {NEXT},"),
        ({1999: ([date(1999, 1, 1)], [])}, "found 1999"),
        ({NEXT: ([], [])}, "no day off"),
        ({NEXT: ([date(NEXT + 1, 1, 1)], [])}, f"found {NEXT + 1}-01-01"),
        ({NEXT: ([date(NEXT, 1, 1)], [date(LAST.year, 11, 30)])}, f"found {LAST.year}-11-30"),
        ({NEXT: ([date(NEXT, 1, 1)], [date(NEXT, 1, 1)])}, "both off and on"),
    ],
)
def test_lists_that_no_notice_could_hold_are_refused(extend, said):
    with pytest.raises(GkevalError, match=said):
        calendar(extend=extend)


# An organisation's own days


def test_regional_days_off_and_on():
    """Monday 26 June 2017 off for Eid; Sunday 25 June worked instead."""
    eid, sunday, friday = date(2017, 6, 26), date(2017, 6, 25), date(2017, 6, 23)
    ningxia = calendar(days_off=[eid])
    assert (add(friday, 1), add(friday, 1, ningxia)) == (eid, date(2017, 6, 27))
    assert between(friday, date(2017, 6, 30), ningxia) == between(friday, date(2017, 6, 30)) - 1
    swapped = calendar(days_off=[eid], days_on=[sunday])
    assert is_workday([sunday, eid], swapped).tolist() == [True, False]
    assert calendar(days_off=[sunday]) == calendar()
    with pytest.raises(GkevalError, match="both off and on: found 2017-06-26"):
        calendar(days_off=[eid], days_on=[eid])


def test_calendars_are_frozen_values():
    ningxia = calendar(days_off=[date(2017, 6, 26)])
    again = calendar(days_off=as_days(["2017-06-26"]))
    assert ningxia == again != calendar()
    assert hash(ningxia) == hash(again)
    assert ningxia.fingerprint == again.fingerprint != calendar().fingerprint
    for other in (ningxia, copy.deepcopy(ningxia), pickle.loads(pickle.dumps(ningxia))):
        assert other == ningxia
        with pytest.raises(ValueError, match="read-only"):
            other.working[0] = True
    own = np.array([True, False])
    small = Calendar(date(2024, 1, 1), own)
    own[:] = False
    assert small.working.tolist() == [True, False]
    assert ningxia != "ningxia"


@pytest.mark.parametrize("working", [[], [[True]], [1, 0], True])
def test_a_calendar_needs_one_bool_per_day(working):
    with pytest.raises(GkevalError, match="one bool per day"):
        Calendar(date(2024, 1, 1), np.array(working))


def test_a_table_gives_engines_the_same_counts():
    ningxia = calendar(days_off=[date(2017, 6, 26)])
    day, count = table(ningxia)
    assert (day[0], day[-1], day.dtype) == (FIRST, LAST, np.dtype("datetime64[D]"))
    assert count.dtype == np.int32
    joined = pd.DataFrame({"day": as_days(["2017-06-30", "2017-06-23"])}).merge(
        pd.DataFrame({"day": day, "index": count}), how="left", on="day"
    )
    assert joined["index"].tolist() == index(joined["day"], ningxia).tolist()

"""Working days by hand from the notices, against NumPy's own calendar, and what always holds."""

import csv
import datetime as dt
import subprocess
import sys
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.workdays import UnannouncedDayError, add, between, index, is_workday, table, term
from tests.workdays.lab import FIRST, LAST, as_days, each_day

# Far enough from both ends for 60 working days either way.
days = st.dates(FIRST + dt.timedelta(days=120), LAST - dt.timedelta(days=120))
steps = st.integers(-60, 60)


def test_importing_the_room_brings_in_numpy_only():
    code = (
        "import sys, gkeval.workdays;"
        "print([m for m in ('pandas', 'chinese_calendar', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# By hand, from the notices


def test_national_day_and_mid_autumn_2017():
    """1 to 8 October off, Saturday 30 September worked (国办发明电〔2016〕17号)."""
    week = each_day(date(2017, 9, 29), date(2017, 10, 9))
    assert is_workday(week).tolist() == [True, True, *[False] * 8, True]
    friday = date(2017, 9, 29)
    assert between(friday, week).tolist() == [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]
    assert add(friday, [1, 2, 5, 6]).tolist() == [
        date(2017, 9, 30),
        date(2017, 10, 9),
        date(2017, 10, 12),
        date(2017, 10, 13),
    ]


def test_spring_festival_2019():
    """4 to 10 February off, Saturday 2 and Sunday 3 worked (国办发明电〔2018〕15号)."""
    fortnight = each_day(date(2019, 2, 1), date(2019, 2, 11))
    assert is_workday(fortnight).tolist() == [True] * 3 + [False] * 7 + [True]
    assert between(date(2019, 2, 1), date(2019, 2, 11)) == 3
    assert add(date(2019, 2, 10), -1) == date(2019, 2, 2)


def test_new_year_2019_moved_days_of_december_2018():
    """Saturday 29 December 2018 worked, 30 December to 1 January off (the notice for 2019)."""
    turn = each_day(date(2018, 12, 28), date(2019, 1, 2))
    assert is_workday(turn).tolist() == [True, True, False, False, False, True]


def test_spring_festival_2020_was_lengthened():
    """To 2 February, by the notice of 26 January 2020 (国办发明电〔2020〕1号)."""
    assert is_workday(each_day(date(2020, 1, 31), date(2020, 2, 3))).tolist() == [False] * 3 + [
        True
    ]


def test_answer_due_over_the_spring_festival_2019():
    """Received Monday 21 January 2019: 22–25 are days 1–4, 28 January–3 February days 5–11,
    11–14 February days 12–15."""
    received = date(2019, 1, 21)
    assert add(received, term("answer", received)) == date(2019, 2, 14)


def test_a_request_received_on_a_day_off_starts_as_on_the_working_day_before():
    assert add([date(2017, 9, 30), date(2017, 10, 4)], 1).tolist() == [date(2017, 10, 9)] * 2


def test_a_term_that_ends_in_an_unannounced_year_can_still_be_told_as_not_due():
    received, period_end = date(LAST.year, 12, 15), LAST
    with pytest.raises(UnannouncedDayError):
        add(received, 20)
    assert between(received, period_end) < 20


def test_all_days_of_the_reference_file(reference_data):
    with reference_data("cn_workdays_2016_2026.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4018
    expected = [float(row["day_off"]) == 0 for row in rows]
    assert is_workday(as_days([row["date"] for row in rows])).tolist() == expected


# Against another implementation: NumPy's busday functions, told all days off


@pytest.fixture(scope="module")
def numpy_calendar() -> np.busdaycalendar:
    every, _ = table()
    return np.busdaycalendar("1111111", holidays=every[~is_workday(every)])


def test_counts_and_dates_are_those_of_numpy(numpy_calendar):
    random = np.random.default_rng(1)
    low, high = np.datetime64(FIRST) + 120, np.datetime64(LAST) - 120
    start, end = random.integers(0, (high - low).astype(int) + 1, (2, 20_000)) + low
    n = random.integers(-60, 61, 20_000)
    first, last = np.minimum(start, end), np.maximum(start, end)
    counted = np.busday_count(first + 1, last + 1, busdaycal=numpy_calendar)
    assert np.array_equal(between(first, last), counted)
    assert np.array_equal(between(last, first), -counted)
    shifted = np.busday_offset(start, n, roll="backward", busdaycal=numpy_calendar)
    assert np.array_equal(add(start, n), shifted)


# Properties


@given(days, steps)
def test_between_undoes_add(day, n):
    assert between(day, add(day, n)) == n


@given(days, days)
def test_add_undoes_between(start, end):
    assert add(start, between(start, end)) == add(end, 0)


@given(days, st.integers(-30, 30), st.integers(-30, 30))
def test_adding_twice_is_adding_the_sum(day, a, b):
    assert add(add(day, a), b) == add(day, a + b)


@given(days, steps)
def test_add_lands_on_working_days_in_the_order_of_time(day, n):
    found = add(day, [n, n + 1])
    assert is_workday(found).all()
    assert found[0] < found[1]


@given(days, days, days)
def test_between_is_additive_and_antisymmetric(a, b, c):
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)
    assert between(a, b) == index(b) - index(a)


@given(days, days)
def test_between_keeps_the_order_of_days(a, b):
    count = between(a, b)
    assert (count >= 0) if a <= b else (count <= 0)
    assert abs(count) <= abs((b - a).days)


@given(days, days, st.integers(1, 40))
def test_a_term_has_run_out_exactly_when_its_last_day_is_reached(start, check, n):
    assert (between(start, check) >= n) == (add(start, n) <= check)


@given(st.lists(days, min_size=1, max_size=8), steps)
def test_one_day_gives_what_many_give(some, n):
    other = some[0]
    assert is_workday(some).tolist() == [is_workday(day) for day in some]
    assert index(some).tolist() == [index(day) for day in some]
    assert between(other, some).tolist() == [between(other, day) for day in some]
    assert add(some, n).tolist() == [add(day, n) for day in some]
    assert term("answer", [max(day, date(2008, 5, 1)) for day in some]).tolist() == [
        term("answer", max(day, date(2008, 5, 1))) for day in some
    ]

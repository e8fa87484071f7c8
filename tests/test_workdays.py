"""Working days by hand, by the notices, against NumPy's own calendar, and the statute's terms."""

import copy
import csv
import datetime as dt
import pickle
import subprocess
import sys
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval import workdays
from gkeval.errors import GkevalError
from gkeval.workdays import (
    Calendar,
    UnannouncedDayError,
    add,
    announced,
    between,
    calendar,
    index,
    is_workday,
    report_due,
    table,
    term,
    terms,
)

FIRST, LAST = announced()
NEXT = LAST.year + 1  # the first year not announced

# Far enough from both ends for 60 working days either way.
days = st.dates(FIRST + dt.timedelta(days=120), LAST - dt.timedelta(days=120))
steps = st.integers(-60, 60)


def each_day(first: date, last: date) -> list[date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def as_days(dates: list[date]) -> np.ndarray:
    return np.array(dates, dtype="datetime64[D]")


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


# What days may look like


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(as_days(["2017-09-30", "2017-10-09"]), index=[7, 3]),
        pd.Series(["2017-09-30T23:59:59.999999999", "2017-10-09"]).astype("datetime64[ns]"),
        pd.Series([date(2017, 9, 30), date(2017, 10, 9)]),
        pd.Series([date(2017, 9, 30), date(2017, 10, 9)], dtype="date32[pyarrow]"),
        pd.DatetimeIndex(["2017-09-30", "2017-10-09"]),
        pl.Series([date(2017, 9, 30), date(2017, 10, 9)]),
        np.array(["2017-09-30T23:59", "2017-10-09T00:00"], dtype="datetime64[m]"),
        [np.datetime64("2017-09-30"), np.datetime64("2017-10-09")],
        [dt.datetime(2017, 9, 30, 23, 59), date(2017, 10, 9)],
    ],
)
def test_columns_of_days(column):
    assert between(date(2017, 9, 29), column).tolist() == [1, 2]
    assert add(column, 1).tolist() == [date(2017, 10, 9), date(2017, 10, 10)]
    assert add(column, 1).dtype == np.dtype("datetime64[D]")
    assert is_workday(column).dtype == np.bool_
    assert between(column, column).dtype == index(column).dtype == np.int64


@pytest.mark.parametrize(
    "day",
    [
        date(2017, 9, 30),
        dt.datetime(2017, 9, 30, 23, 59),
        np.datetime64("2017-09-30"),
        pd.Timestamp("2017-09-30 12:00"),
    ],
)
def test_single_days_give_python_values(day):
    assert (is_workday(day), between(date(2017, 9, 29), day)) == (True, 1)
    assert type(is_workday(day)) is bool
    assert type(index(day)) is type(term("answer", day)) is int
    assert type(add(day, 1)) is date


def test_shapes_are_kept_and_broadcast():
    square = as_days([["2017-09-29", "2017-09-30"], ["2017-10-01", "2017-10-09"]])
    assert index(square.T).tolist() == index(square).T.tolist()
    assert between(square[:, :1], square[0]).tolist() == [[0, 1], [-1, 0]]
    assert add(date(2017, 9, 29), np.array([[1], [2]])).shape == (2, 1)
    empty = np.array([], dtype="datetime64[D]")
    assert between(empty, empty).shape == add([], 20).shape == term("answer", []).shape == (0,)


@pytest.mark.parametrize("nothing", [np.datetime64("NaT"), pd.NaT, None])
def test_missing_days_are_refused_with_their_positions(nothing):
    known = np.datetime64("2017-09-29")
    columns = [
        [known, nothing, known, nothing],
        pd.Series([known, nothing, known, nothing], dtype="datetime64[s]"),
    ]
    for column in columns:
        for call in (is_workday, index, lambda c: between(known, c), lambda c: add(c, 1)):
            with pytest.raises(GkevalError, match=r"missing day \(2 of 4 days, positions 1, 3\)"):
                call(column)
        with pytest.raises(GkevalError, match=r"missing day \(2 of 4 days, positions 1, 3\)"):
            term("answer", column)
    with pytest.raises(GkevalError, match="missing day"):
        index(nothing)


@pytest.mark.parametrize(
    ("strange", "said"),
    [
        ("2017-10-01", "<U10"),
        (["2017-10-01"], "<U10"),
        (pd.Series(["2017-10-01"]), "positions 0"),
        ([date(2017, 10, 1), 20171001], "1 of 2 days, positions 1"),
        (20171001, "int64"),
        (np.array(["2017-10"], dtype="datetime64[M]"), r"datetime64\[M\]"),
        (pd.Series(pd.to_datetime(["2017-10-01"]).tz_localize("Asia/Shanghai")), "Asia/Shanghai"),
        (pl.Series([dt.datetime(2017, 10, 1)]).dt.replace_time_zone("UTC"), "zone UTC"),
        (dt.datetime(2017, 10, 1, tzinfo=dt.UTC), "time with a zone"),
    ],
)
def test_what_is_no_local_date_is_refused(strange, said):
    with pytest.raises(GkevalError, match=said):
        index(strange)


@pytest.mark.parametrize("n", [1.0, [1.5], True, "1"])
def test_steps_are_whole_numbers(n):
    with pytest.raises(GkevalError, match="whole numbers"):
        add(date(2017, 9, 29), n)


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


# The statute


@pytest.mark.parametrize(
    ("id", "before", "since"),
    [("answer", 15, 20), ("extension", 15, 20), ("disclosure", 20, 20)],
)
def test_terms_change_with_the_regulation(id, before, since):
    on = [date(2008, 5, 1), date(2019, 5, 14), date(2019, 5, 15), date(2030, 1, 1)]
    assert term(id, on).tolist() == [before, before, since, since]
    assert term(id, as_days(on)).dtype == np.int64


@pytest.mark.parametrize(("id", "length"), [("clarification", 7), ("third_party", 15)])
def test_terms_that_began_with_the_revised_regulation(id, length):
    assert term(id, date(2019, 5, 15)) == length
    with pytest.raises(GkevalError, match=rf"2019-05-14, .*'{id}'.*2019-05-15 to now"):
        term(id, date(2019, 5, 14))


def test_a_day_before_the_first_regulation_is_an_error():
    said = r"found 2008-04-30, .*\(1 of 2 days, positions 1\).*2008-05-01 to 2019-05-14; 2019-05-15"
    with pytest.raises(GkevalError, match=said):
        term("answer", [date(2017, 1, 1), date(2008, 4, 30)])


def test_annual_reports():
    assert report_due("report_department", [2008, 2017, 2018, 2019, 2025]).tolist() == [
        date(2009, 3, 31),
        date(2018, 3, 31),
        date(2019, 3, 31),
        date(2020, 1, 31),
        date(2026, 1, 31),
    ]
    assert report_due("report_government", 2018) == date(2019, 3, 31)
    assert report_due("report_government", 2019) == date(2020, 3, 31)
    with pytest.raises(GkevalError, match="found 2008-03-31"):
        report_due("report_government", 2007)


def test_unknown_terms_name_the_known_ones():
    with pytest.raises(GkevalError, match="'reply'; allowed here: answer, extension, clarif"):
        term("reply", date(2019, 5, 15))
    with pytest.raises(GkevalError, match="allowed here: answer"):
        term("report_department", date(2019, 5, 15))
    with pytest.raises(GkevalError, match="allowed here: report_department, report_government"):
        report_due("answer", 2019)


def test_the_data_file_is_whole():
    """Every term named in both languages, its versions without gap or overlap, the last open."""
    by_id: dict[str, list[workdays.Term]] = {}
    for item in terms():
        by_id.setdefault(item.id, []).append(item)
        assert set(item.title) == set(item.regulation) == {"zh", "en"}
        assert item.article.isdigit()
    assert {id: [item.article for item in versions] for id, versions in by_id.items()} == {
        "answer": ["24", "33"],
        "extension": ["24", "33"],
        "clarification": ["30"],
        "third_party": ["32"],
        "disclosure": ["18", "26"],
        "report_department": ["31", "49"],
        "report_government": ["31", "49"],
    }
    for versions in by_id.values():
        assert versions[-1].valid_to is None
        for earlier, later in pairwise(versions):
            assert earlier.valid_to == later.valid_from - dt.timedelta(days=1)


def test_importing_the_room_brings_in_numpy_only():
    code = (
        "import sys, gkeval.workdays;"
        "print([m for m in ('pandas', 'chinese_calendar', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

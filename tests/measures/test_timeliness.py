"""Share within: due days, early and late, not yet due, months, hours. Days counted by hand.

2017: 30 September (Saturday) was worked, 1 to 8 October off; 30 and 31 December were a weekend.
"""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval import workdays
from gkeval.measures.evaluate import items
from tests.measures.lab import (
    CALENDAR,
    YEAR,
    context,
    day,
    lists,
    period,
    row,
    share_within,
    values,
    why,
)


def within(at_most, **more):
    return share_within(at_most=at_most, when_empty="not_applicable", **more)


def documents(*pairs):
    return lists(documents=[{"kind": "r", "issued": a, "published": b} for a, b in pairs])


@pytest.mark.parametrize(
    ("issued", "published", "expected"),
    [
        ("2017-09-25", "2017-09-30", "in_time"),  # 26, 27, 28, 29, 30: the Saturday is day 5
        ("2017-09-25", "2017-10-02", "late"),  # the term was over, day off or not
        ("2017-09-25", "2017-10-09", "late"),
        ("2017-09-29", "2017-10-12", "in_time"),  # 30; 9, 10, 11, 12
        ("2017-09-29", "2017-10-13", "late"),
        ("2017-10-01", "2017-10-13", "in_time"),  # started on a day off: 9 to 13
        ("2017-06-02", "2017-06-10", "late"),  # Friday to Friday is 5, Saturday is after
        ("2017-06-02", "2017-06-02", "in_time"),
        ("2017-06-02", "2017-06-01", "in_time"),  # early is in time
        ("2017-06-02", None, "overdue_unanswered"),
        (None, "2017-06-02", "no_date"),
    ],
)
def test_five_working_days(issued, published, expected):
    assert why(within(5), documents((issued, published))) == [expected]


def test_the_end_of_the_period_decides_what_is_due():
    # the fifth working day after Friday 22 December is Friday 29; after Monday 25 it is 2 January
    pairs = [("2017-12-22", "2017-12-29"), ("2017-12-25", "2017-12-26"), ("2017-12-29", None)]
    assert why(within(5), documents(*pairs)) == ["in_time", "not_yet_due", "not_yet_due"]
    assert row(within(5), documents(*pairs)) == {
        "value": 1,
        "numerator": 1,
        "denominator": 1,
        "n": 1,
        "state": "scored",
    }


def test_the_start_of_the_period_decides_too():
    # off: 31 December to 2 January. Five working days after 23 December is the 30th
    pairs = [("2016-12-23", None), ("2016-12-26", None), ("2016-12-26", "2017-01-03")]
    assert why(within(5), documents(*pairs)) == ["due_earlier", "overdue_unanswered", "in_time"]
    earlier = within(5, during="until_end")
    assert why(earlier, documents(*pairs))[0] == "overdue_unanswered"
    assert row(earlier, documents(*pairs))["denominator"] == 3


def test_only_items_not_yet_due_make_a_unit_not_yet_due():
    assert values(within(5), documents(("2017-12-28", None))) == {
        "甲": "not_yet_due",
        "乙": "not_applicable",
        "丙": "not_applicable",
    }


def test_an_item_without_a_start_leaves_nothing():
    assert values(within(5), documents((None, "2017-06-02")))["甲"] == "not_applicable"


def test_0_is_the_day_itself_also_on_a_day_off():
    pairs = [("2017-10-01", "2017-10-01"), ("2017-10-01", "2017-10-02")]
    assert why(within(0), documents(*pairs)) == ["in_time", "late"]
    # the last day of the period is a Sunday
    assert why(within(0), documents(("2017-12-31", "2017-12-31"))) == ["in_time"]
    assert why(within(0), documents(("2018-01-01", "2018-01-01"))) == ["not_yet_due"]
    assert why(within(0), documents(("2016-12-31", "2016-12-31"))) == ["due_earlier"]


@pytest.mark.parametrize(
    ("at_least", "published", "expected"),
    [
        (0, "2017-06-01", "too_early"),
        (0, "2017-06-02", "in_time"),
        (3, "2017-06-06", "too_early"),  # 5, 6, 7 June are days 1 to 3
        (3, "2017-06-07", "in_time"),
        (-1, "2017-06-01", "in_time"),
        (-1, "2017-05-31", "too_early"),
        (3, "2017-06-12", "late"),
    ],
)
def test_too_early_is_wrong_where_it_is_said_so(at_least, published, expected):
    assert why(within(5, at_least=at_least), documents(("2017-06-02", published))) == [expected]


@pytest.mark.parametrize(
    ("unit", "at_most", "issued", "last"),
    [
        ("days", 10, "2017-09-25", "2017-10-05"),
        ("weeks", 2, "2017-09-25", "2017-10-09"),
        ("months", 1, "2017-01-31", "2017-02-28"),
        ("months", 1, "2017-02-28", "2017-03-28"),
        ("months", 6, "2016-08-31", "2017-02-28"),
        ("months", 12, "2016-02-29", "2017-02-28"),
    ],
)
def test_other_units(unit, at_most, issued, last):
    after = (day(last) + timedelta(days=1)).isoformat()
    measure = within(at_most, unit=unit)
    assert why(measure, documents((issued, last), (issued, after))) == ["in_time", "late"]
    assert items(measure, context(documents((issued, last))))["due_day"].dt.date[0] == day(last)


def incidents(*pairs):
    return lists(incidents=[{"kind": "x", "occurred": a, "responded": b} for a, b in pairs])


def hours(at_most, **more):
    usual = {"unit": "hours", "when_empty": "full"}
    return share_within("incidents", "occurred", "responded", at_most=at_most, **(usual | more))


def test_hours_run_from_moment_to_moment():
    pairs = [
        ("2017-03-01 10:00", "2017-03-03 10:00"),
        ("2017-03-01 10:00", "2017-03-03 10:01"),
        ("2017-12-29 23:59", "2017-12-31 12:00"),  # due at 23:59 on the last day
        ("2017-12-30 00:00", "2017-12-30 01:00"),  # due when the period is over
        ("2016-12-30 00:00", None),  # due as it begins
        ("2016-12-29 23:59", None),
    ]
    codes = ["due_earlier", "overdue_unanswered", "in_time", "late", "in_time", "not_yet_due"]
    found = items(hours(48), context(incidents(*pairs)))
    assert found["why"].to_list() == codes
    assert found["lag"].to_list()[2:4] == [48, pytest.approx(48 + 1 / 60)]


def test_hours_can_be_too_early():
    pairs = [("2017-03-01 10:00", "2017-03-01 09:59"), ("2017-03-01 10:00", "2017-03-01 10:00")]
    assert sorted(why(hours(48, at_least=0), incidents(*pairs))) == ["in_time", "too_early"]


def test_working_days_from_times_of_day():
    measure = hours(1, unit="workdays")
    pairs = [("2017-03-01 23:00", "2017-03-02 23:59"), ("2017-03-01 00:10", "2017-03-03 00:00")]
    assert sorted(why(measure, incidents(*pairs))) == ["in_time", "late"]


def test_due_day_and_lag_of_items():
    found = items(within(5), context(documents(("2017-09-25", "2017-10-11"), ("2017-09-25", None))))
    assert found["due_day"].dt.date.to_list() == [day("2017-09-30")] * 2
    assert found["lag"].isna().to_list() == [False, True]
    assert found["lag"][0] == 8  # 26 to 30 September, 9 to 11 October
    assert found.columns.to_list()[-5:] == ["due_day", "lag", "base", "counted", "why"]


def test_an_interpretation_of_the_document_by_its_earliest_date():
    tables = lists(
        documents=[
            {"record": "d1", "published": "2017-06-01"},
            {"record": "d2", "published": "2017-06-01"},
            {"record": "d3", "published": "2017-06-01"},
        ],
        interpretations=[
            {"document": "d1", "published": "2017-06-20"},
            {"document": "d1", "published": "2017-06-06"},
            {"document": "d2", "published": "2017-06-07"},
            {"document": None, "published": "2017-06-01"},
        ],
    )
    measure = within(3, start="published", end="interpretations.published")
    assert why(measure, tables) == ["in_time", "late", "overdue_unanswered"]


def test_days_in_extra_columns_of_text():
    tables = documents(("2017-06-02", None))
    tables["documents"]["approved"] = np.array(["2017-06-05"], dtype=object)
    tables["documents"] = tables["documents"].astype({"approved": "str"})
    assert why(within(1, end="approved"), tables) == ["in_time"]


# A calendar that ends with 2019 -----------------------------------------------------------------

ENDING = workdays.Calendar(day("2016-01-01"), CALENDAR.working[4383 : 4383 + 1461])


def test_the_calendar_that_ends():
    assert ENDING.last == day("2019-12-31")
    assert workdays.calendar().working[4383:5844].tolist() == ENDING.working.tolist()


def in_2019(*pairs, end="2019-12-31", measure=None):
    return items(
        measure or within(5),
        context(documents(*pairs), during=period("2019-01-01", end), calendar=ENDING),
    )["why"].to_list()


def test_an_unannounced_year_is_not_needed_for_what_is_late_or_not_yet_due():
    pairs = [("2019-12-24", "2020-02-03"), ("2019-12-24", "2019-12-31"), ("2019-12-25", None)]
    assert in_2019(*pairs) == ["late", "in_time", "not_yet_due"]


def test_a_result_that_depends_on_an_unannounced_year_is_refused():
    with pytest.raises(workdays.UnannouncedDayError) as caught:
        in_2019(("2019-12-25", "2019-12-26"), end="2020-03-31")
    assert caught.value.years == (2020,)
    assert in_2019(("2019-12-24", None), end="2020-03-31") == ["overdue_unanswered"]
    assert in_2019(("2020-06-01", None), end="2020-03-31") == ["not_yet_due"]


def test_natural_days_need_no_calendar():
    measure = within(5, unit="days")
    assert in_2019(("2019-12-29", "2020-01-03"), end="2020-03-31", measure=measure) == ["in_time"]


def test_before_the_calendar_begins():
    early = period("2016-01-04", "2016-01-10")
    tables = documents(("2015-12-31", "2016-01-04"))
    with pytest.raises(workdays.UnannouncedDayError) as caught:
        values(within(5), tables, during=early, calendar=ENDING)
    assert caught.value.years == (2015,)
    later = period("2016-06-01", "2016-06-30")
    assert values(within(5), tables, during=later, calendar=ENDING)["甲"] == "not_applicable"
    with pytest.raises(workdays.UnannouncedDayError):
        values(within(5, during="until_end"), tables, during=later, calendar=ENDING)


# Against counting day by day --------------------------------------------------------------------

DAYS = st.dates(day("2016-11-01"), day("2018-02-28"))


@given(
    st.lists(st.tuples(st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS)), max_size=12),
    st.integers(0, 12),
    st.sampled_from([None, 0, 2]),
)
def test_values_are_those_of_counting_by_hand(pairs, at_most, at_least):
    if at_least is not None and at_least > at_most:
        at_least = at_most
    base = hits = pending = 0
    for issued, published in pairs:
        if issued is None:
            continue
        due = workdays.add(issued, at_most) if at_most else issued
        pending += due > YEAR.end
        if YEAR.start <= due <= YEAR.end:
            base += 1
            hits += (
                published is not None
                and published <= due
                and (
                    at_least is None
                    or published >= (workdays.add(issued, at_least) if at_least else issued)
                )
            )
    found = row(within(at_most, at_least=at_least), documents(*pairs))
    assert (found["numerator"], found["denominator"], found["n"]) == (hits, base, base)
    state = "scored" if base else "not_yet_due" if pending else "not_applicable"
    assert found["state"] == state

"""The statutory clock of requests; every due day was counted by hand on the calendar.

July and August 2019 and 2021 and July 2018 have no holidays, so that a week has five working days.
"""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gkeval import workdays
from gkeval.measures.evaluate import items
from tests.measures.lab import (
    CALENDAR,
    context,
    day,
    examples,
    lists,
    period,
    row,
    share_within,
    values,
)

EVER = period("2008-05-01", "2023-12-31")


def clock(**more):
    usual = {"clock": "request", "when_empty": "full"}
    return share_within("requests", "received", "answered", **(usual | more))


def judged(request, pauses=(), during=EVER, measure=None, calendar=CALENDAR):
    """The code and the due day of one request."""
    tables = lists(requests=[{"record": "r"} | request])
    if pauses:
        rows = [{"request": "r", "began": began, "ended": ended} for began, ended in pauses]
        tables |= lists(pauses=rows)
    found = items(measure or clock(), context(tables, during=during, calendar=calendar)).iloc[0]
    due = found["due_day"]
    return found["why"], None if due != due or due is None else due.date().isoformat()


def answered(received, sent, **steps):
    return {"received": received, "answered": sent} | steps


@pytest.mark.parametrize(
    ("received", "sent", "expected"),
    [
        # 20 working days since 15 May 2019; Monday 1 July: 2-5, 8-12, 15-19, 22-26, 29
        ("2019-07-01", "2019-07-29", ("in_time", "2019-07-29")),
        ("2019-07-01", "2019-07-30", ("late", "2019-07-29")),
        ("2019-07-01", "2019-07-01", ("in_time", "2019-07-29")),
        ("2019-07-01", None, ("overdue_unanswered", "2019-07-29")),
        # received on Saturday: Monday is day 1; due on a Friday, answered on the Saturday after
        ("2019-06-29", "2019-07-26", ("in_time", "2019-07-26")),
        ("2019-06-29", "2019-07-27", ("late", "2019-07-26")),
        # 15 working days before; Monday 2 July 2018: 3-6, 9-13, 16-20, 23
        ("2018-07-02", "2018-07-23", ("in_time", "2018-07-23")),
        ("2018-07-02", "2018-07-24", ("late", "2018-07-23")),
        # the regime is that of the day of receipt; 7 June 2019 was off
        ("2019-05-14", None, ("overdue_unanswered", "2019-06-04")),
        ("2019-05-15", None, ("overdue_unanswered", "2019-06-13")),
        # 29 September (Sunday) and 12 October (Saturday) 2019 were worked, 1-7 October off:
        # 26, 27, 29, 30; 8-12; 14-18; 21-25; 28
        ("2019-09-25", "2019-10-28", ("in_time", "2019-10-28")),
        ("2008-04-30", "2008-05-05", ("before_regulation", None)),
    ],
)
def test_the_term(received, sent, expected):
    code, due = judged(answered(received, sent))
    assert code == expected[0]
    if expected[1]:
        assert due == expected[1]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # notified on the last day of the term: 20 more, 30 July to 26 August
        ({"extension_notified": "2019-07-29"}, ("in_time", "2019-08-26")),
        ({"extension_notified": "2019-07-30"}, ("extension_not_in_time", "2019-07-29")),
        # on the Saturday before the last day
        ({"extension_notified": "2019-07-27"}, ("in_time", "2019-08-26")),
        (
            {"extension_notified": "2019-07-10", "extension_approved": "2019-07-09"},
            ("in_time", "2019-08-26"),
        ),
        (
            {"extension_notified": "2019-07-10", "extension_approved": "2019-08-01"},
            ("extension_not_in_time", "2019-07-29"),
        ),
        # approved but not notified
        ({"extension_approved": "2019-07-09"}, ("late", "2019-07-29")),
    ],
)
def test_an_extension_counts_when_it_was_notified_in_time(steps, expected):
    assert judged(answered("2019-07-01", "2019-08-26", **steps)) == expected


def test_an_extension_of_the_old_regulation_adds_15_days():
    steps = {"extension_notified": "2018-07-23"}
    assert judged(answered("2018-07-02", "2018-08-13", **steps)) == ("in_time", "2018-08-13")
    assert judged(answered("2018-07-02", "2018-08-14", **steps)) == ("late", "2018-08-13")


def test_too_late_an_extension_does_no_harm_to_an_answer_in_time():
    steps = {"extension_notified": "2019-07-30"}
    assert judged(answered("2019-07-01", "2019-07-29", **steps)) == ("in_time", "2019-07-29")


@pytest.mark.parametrize(
    ("asked", "returned", "expected"),
    [
        # 10 July is working day 7; afresh from Monday 22 July: 23-26, 29-2, 5-9, 12-16, 19
        ("2019-07-10", "2019-07-22", ("late", "2019-08-19")),
        # on working day 8: no restart
        ("2019-07-11", "2019-07-22", ("clarification_not_in_time", "2019-07-29")),
        # returned on a Saturday: Monday 22 July is day 1
        ("2019-07-03", "2019-07-20", ("late", "2019-08-16")),
    ],
)
def test_a_clarification_starts_the_term_afresh(asked, returned, expected):
    steps = {"clarification_asked": asked, "clarification_returned": returned}
    assert judged(answered("2019-07-01", "2019-08-20", **steps)) == expected
    due = expected[1]
    assert judged(answered("2019-07-01", due, **steps)) == ("in_time", due)


def test_the_old_regulation_knows_no_restart():
    steps = {"clarification_asked": "2018-07-03", "clarification_returned": "2018-07-20"}
    assert judged(answered("2018-07-02", "2018-08-01", **steps)) == ("late", "2018-07-23")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({"answer": "abandoned"}, "abandoned"),
        ({"clarification_due": "2019-07-20"}, "abandoned"),
        ({"clarification_due": "2024-01-01"}, "awaiting_clarification"),
        ({}, "awaiting_clarification"),
    ],
)
def test_a_clarification_that_never_came_back_leaves_the_request_out(steps, expected):
    request = answered("2019-07-01", "2019-09-30", clarification_asked="2019-07-05", **steps)
    assert judged(request)[0] == expected
    assert row(clock(), lists(requests=[request]), during=EVER)["denominator"] == 0


def test_an_answer_that_calls_a_plain_request_abandoned_is_an_answer():
    assert judged(answered("2019-07-01", "2019-07-29", answer="abandoned"))[0] == "in_time"
    assert judged(answered("2019-07-01", "2019-07-30", answer="abandoned"))[0] == "late"


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([("2019-07-08", "2019-07-12")], "2019-08-05"),  # a week
        ([("2019-07-08", "2019-07-12")] * 2, "2019-08-05"),
        # 8-12, 15, 16 July: seven days
        ([("2019-07-08", "2019-07-12"), ("2019-07-10", "2019-07-16")], "2019-08-07"),
        ([("2019-07-08", "2019-07-16"), ("2019-07-10", "2019-07-11")], "2019-08-07"),
        ([("2019-07-15", "2019-07-16"), ("2019-07-08", "2019-07-12")], "2019-08-07"),
        ([("2019-07-06", "2019-07-07")], "2019-07-29"),  # a weekend
        ([("2019-06-24", "2019-07-02")], "2019-07-30"),  # only 2 July lies in the term
        ([("2019-06-24", "2019-06-28")], "2019-07-29"),
        ([("2019-07-30", "2019-08-09")], "2019-07-29"),  # the term was over
        ([("2019-07-29", "2019-07-31")], "2019-08-01"),  # from its last day on
        # the second begins on 29 July, after 17 days that count
        ([("2019-07-08", "2019-07-10"), ("2019-07-29", "2019-07-30")], "2019-08-05"),
    ],
)
def test_consultations_do_not_count(pauses, due):
    assert judged(answered("2019-07-01", due), pauses) == ("in_time", due)
    assert judged(answered("2019-07-01", "2019-12-31"), pauses) == ("late", due)


def test_a_consultation_before_the_restart_does_not_count():
    steps = {"clarification_asked": "2019-07-10", "clarification_returned": "2019-07-22"}
    request = answered("2019-07-01", None, **steps)
    assert judged(request, [("2019-07-15", "2019-07-19")])[1] == "2019-08-19"
    assert judged(request, [("2019-07-18", "2019-07-23")])[1] == "2019-08-20"


def test_consultation_and_extension():
    # the term ends on 5 August with the pause; notified then, 20 more: 6-9, 12-16, 19-23, 26-30, 2
    late = answered("2019-07-01", None, extension_notified="2019-08-05")
    assert judged(late, [("2019-07-08", "2019-07-12")])[1] == "2019-09-02"
    # a pause in the extension counts only when there is one: 26 August becomes 2 September
    pause = [("2019-08-05", "2019-08-09")]
    assert judged(answered("2019-07-01", None), pause)[1] == "2019-07-29"
    in_time = answered("2019-07-01", None, extension_notified="2019-07-29")
    assert judged(in_time, pause)[1] == "2019-09-02"
    # from the last of the 40 days on, but not from the day after
    assert judged(in_time, [("2019-08-26", "2019-08-27")])[1] == "2019-08-28"
    assert judged(in_time, [("2019-08-27", "2019-08-30")])[1] == "2019-08-26"


def test_the_lag_leaves_out_what_does_not_count():
    tables = lists(
        requests=[{"record": "r"} | answered("2019-07-01", "2019-08-06")],
        pauses=[{"request": "r", "began": "2019-07-08", "ended": "2019-07-12"}],
    )
    assert items(clock(), context(tables, during=EVER))["lag"].to_list() == [21]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # Monday 5 July 2021: due 2 August. Paid on Monday 19 July: 20-23, 26-30, 2-6, 9-13, 16
        ({"fee_notified": "2021-07-12", "fee_paid": "2021-07-19"}, ("late", "2021-08-16")),
        ({"fee_notified": "2021-08-02", "fee_paid": "2021-08-03"}, ("in_time", "2021-08-31")),
        (
            {"fee_notified": "2021-08-03", "fee_paid": "2021-08-10"},
            ("fee_notice_not_in_time", "2021-08-02"),
        ),
        # an extension in time, then a fee within it: the extension holds for the new run
        (
            {
                "extension_notified": "2021-07-30",
                "fee_notified": "2021-08-06",
                "fee_paid": "2021-08-09",
            },
            ("in_time", "2021-10-09"),
        ),
    ],
)
def test_a_fee_that_is_paid_starts_the_term_afresh(steps, expected):
    assert judged(answered("2021-07-05", "2021-08-31", **steps)) == expected


@pytest.mark.parametrize(
    ("answer", "expected"), [(None, "awaiting_payment"), ("abandoned", "abandoned")]
)
def test_a_fee_that_is_not_paid_leaves_the_request_out(answer, expected):
    request = answered("2021-07-05", None, fee_notified="2021-07-12", answer=answer)
    assert judged(request)[0] == expected


def test_before_2021_a_fee_restarted_nothing():
    steps = {"fee_notified": "2019-07-08", "fee_paid": "2019-07-15"}
    assert judged(answered("2019-07-01", "2019-07-30", **steps)) == ("late", "2019-07-29")


def test_a_term_of_the_scheme_replaces_that_of_the_law():
    ten = clock(at_most=10)  # 2-5, 8-12, 15 July
    assert judged(answered("2019-07-01", "2019-07-15"), measure=ten) == ("in_time", "2019-07-15")
    assert judged(answered("2019-07-01", "2019-07-16"), measure=ten) == ("late", "2019-07-15")
    early = answered("2008-04-30", "2008-05-20")
    assert judged(early, measure=ten)[0] == "late"
    assert judged(early)[0] == "before_regulation"


@pytest.mark.parametrize(
    ("limits", "remedy"),
    [({"at_most": 0}, "that of the law"), ({"at_least": 0}, "never too early")],
)
def test_limits_that_the_clock_does_not_have(limits, remedy):
    with pytest.raises(ValidationError, match=remedy):
        clock(**limits)


def test_a_request_counts_in_the_period_in_which_it_falls_due():
    request = answered("2019-07-01", "2019-07-05")
    assert judged(request, during=period("2019-07-01", "2019-07-28"))[0] == "not_yet_due"
    assert judged(request, during=period("2019-07-29", "2019-12-31"))[0] == "in_time"
    assert judged(request, during=period("2019-07-30", "2019-12-31"))[0] == "due_earlier"
    tables = lists(requests=[request])
    assert values(clock(), tables, during=period("2019-07-01", "2019-07-28")) == {
        "甲": "not_yet_due",
        "乙": 1,
        "丙": 1,
    }


def test_conditions_choose_requests():
    tables = lists(
        requests=[
            answered("2019-07-01", "2019-07-05", mock=True),
            answered("2019-07-01", "2019-09-05", mock=False),
        ]
    )
    assert values(clock(where={"mock": "true"}), tables, during=EVER)["甲"] == 1
    assert values(clock(), tables, during=EVER)["甲"] == 0.5


ENDING = workdays.Calendar(day("2016-01-01"), CALENDAR.working[4383 : 4383 + 1461])
HALF_2020 = period("2019-01-01", "2020-06-30")


def test_an_unannounced_year_is_needed_only_where_the_result_depends_on_it():
    december, year = answered("2019-12-20", None), period("2019-01-01", "2019-12-31")
    assert judged(december, during=year, calendar=ENDING)[0] == "not_yet_due"
    late = answered("2019-07-01", "2020-02-01")
    assert judged(late, during=year, calendar=ENDING) == ("late", "2019-07-29")
    assert judged(late, during=HALF_2020, calendar=ENDING)[0] == "late"
    with pytest.raises(workdays.UnannouncedDayError) as caught:
        judged(december, during=HALF_2020, calendar=ENDING)
    assert caught.value.years == (2020,)
    future = answered("2020-07-01", None)
    assert judged(future, during=HALF_2020, calendar=ENDING)[0] == "not_yet_due"


# Against counting day by day --------------------------------------------------------------------

OFFSETS = st.one_of(st.none(), st.integers(0, 60))
STOPS = st.lists(st.tuples(st.integers(-10, 90), st.integers(0, 20)), max_size=4)
FIRST = st.sampled_from(["2018-06-29", "2019-05-14", "2019-05-15", "2019-09-20", "2021-01-04"])
WORKED = {
    one
    for one in (day("2018-01-01") + timedelta(days=n) for n in range(6 * 365))
    if workdays.is_workday(one)
}


def steps_of(received, asked, returned, extended, charged, paid):
    def on(offset):
        return None if offset is None else (received + timedelta(days=offset)).isoformat()

    return {
        "clarification_asked": on(asked),
        "clarification_returned": on(
            None if asked is None or returned is None else asked + returned
        ),
        "extension_notified": on(extended),
        "fee_notified": on(charged),
        "fee_paid": on(None if charged is None or paid is None else charged + paid),
    }


def due_by_days(received, steps, pauses):
    """The due day, one day at a time; None where the request is left out."""
    dates = {name: None if text is None else day(text) for name, text in steps.items()}
    term = workdays.term("answer", received)
    still = {
        one
        for began, ended in pauses
        for one in (began + timedelta(days=n) for n in range((ended - began).days + 1))
    }

    def run(start, length):
        while length:
            start += timedelta(days=1)
            length -= start in WORKED and start not in still
        return start

    def with_extension(start):
        first, notified = run(start, term), dates["extension_notified"]
        return run(start, 2 * term) if notified and notified <= first else first

    start, asked = received, dates["clarification_asked"]
    if asked and received >= day("2019-05-15") and asked <= workdays.add(received, 7):
        if dates["clarification_returned"] is None:
            return None
        start = dates["clarification_returned"]
    due, charged = with_extension(start), dates["fee_notified"]
    if charged and charged >= day("2021-01-01") and charged <= due:
        if dates["fee_paid"] is None:
            return None
        due = with_extension(dates["fee_paid"])
    return due


@examples(150)
@given(
    st.lists(
        st.tuples(
            FIRST,
            st.integers(0, 9),
            st.tuples(OFFSETS, OFFSETS, OFFSETS, OFFSETS, OFFSETS),
            STOPS,
        ),
        min_size=1,
        max_size=15,
    )
)
def test_due_days_are_those_of_counting_by_hand(cases):
    requests, pauses, wanted = [], [], {}
    for number, (first, shift, offsets, stops) in enumerate(cases):
        received = day(first) + timedelta(days=shift)
        steps = steps_of(received, *offsets)
        breaks = [
            (received + timedelta(days=n), received + timedelta(days=n + m)) for n, m in stops
        ]
        due = due_by_days(received, steps, breaks)
        answers = {"none": None}
        if due is not None:
            answers |= {"on the day": due, "after": due + timedelta(days=1)}
        for name, sent in answers.items():
            record = f"{number} {name}"
            wanted[record] = (name, due)
            requests.append({"record": record, "received": received, "answered": sent} | steps)
            pauses += [{"request": record, "began": a, "ended": b} for a, b in breaks]
    tables = lists(requests=requests) | lists(pauses=pauses or [NO_PAUSE])
    found = items(clock(), context(tables, during=EVER)).set_index("record")
    assert len(found) == len(wanted)
    for record, (name, due) in wanted.items():
        code, on = found.loc[record, "why"], found.loc[record, "due_day"]
        if due is None:
            assert code in ("awaiting_clarification", "awaiting_payment")
            continue
        assert on.date() == due
        assert found.loc[record, "counted"] == (name == "on the day")
        assert (code == "overdue_unanswered") == (name == "none")


NO_PAUSE = {"request": "nobody's", "began": "2019-01-01", "ended": "2019-01-02"}

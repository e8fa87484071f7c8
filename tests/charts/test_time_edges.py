"""Calendars, gaps and timeliness curves: several years and columns, no item due, many units."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.charts.time_frames import gaps_frame, lags_frame
from tests.scoring.builders import leaf, scheme

TITLE = {"title": {"zh": "更新", "en": "Updates"}}


def timed(**measure):
    """A scheme of one leaf with this measure, for the two years from 2022."""
    rule = {"kind": "proportion"} if measure["kind"] == "share_within" else {"kind": "at_most"}
    rule |= {} if rule["kind"] == "proportion" else {"target": 100}
    return scheme(
        leaf("t", 100, measure=measure, **TITLE) | {"rule": rule},
        period={"from": "2022-01-01", "to": "2023-12-31"},
        title={"zh": "时限", "en": "Times"},
        groups={"unit": {}, "some": {"within": "unit"}},
    )


def assessed(made, table, rows, units=None, subsets=None):
    needed = {"documents": {"kind": "other"}, "updates": {"column": "要闻"}}
    frame = pd.DataFrame([needed.get(table, {}) | row for row in rows])
    ids = units or sorted(set(frame["unit"]))
    frame["record"] = [f"R{at}" for at in range(len(frame))]
    members = pd.DataFrame({"unit": ids, "group": "unit"})
    members["subsets"] = [(subsets or {}).get(unit, "") for unit in ids]
    read = gk.read_records({"units": members, table: frame}, on_error="report")
    assert {problem.code for problem in read.problems} <= {"missing_table"}  # columns have none
    return gk.assess(made, read)


@pytest.fixture(scope="module")
def columns():
    """Two columns of 甲: 要闻 in both years, 财政 on 1 March 2022 and 1 February 2023 only."""
    days = {
        "要闻": pd.date_range("2022-01-01", "2023-12-31", freq="10D").strftime("%Y-%m-%d"),
        "财政": ["2022-03-01", "2023-02-01", "2023-06-30", "2023-12-31"],
    }
    rows = [
        {"unit": "甲", "date": day, "column": column}
        for column, held in days.items()
        for day in held
    ]
    made = timed(kind="longest_gap", table="updates", by=["column"])
    return assessed(made, "updates", rows, ["甲", "乙"])


def test_a_calendar_has_a_block_per_year_and_frames_the_gap_in_both(columns):
    """From 2 March 2022 to 31 January 2023 the column 财政 stood still."""
    figure = gk.charts.calendar(columns, "t", "甲", lang="en")
    assert [trace.name for trace in figure.data] == ["2022", "2023"]
    assert [shape.yref for shape in figure.layout.shapes] == ["y", "y2"]
    # 2022-03-02 was a Wednesday in the tenth column, 2023-01-31 a Tuesday in the sixth
    assert figure.layout.shapes[0].path.startswith("M 8.5 1.5 L 9.5 1.5")
    assert " L 5.5 1.5 L 4.5 1.5 " in figure.layout.shapes[1].path
    assert figure.layout.meta["finding"] == (
        "甲 had no update for 337 days (2022-03-01 to 2023-02-01)"
    )
    assert figure.layout.meta["shows"].endswith("the frame is the longest gap (财政)")
    months = [entry.text for entry in figure.layout.annotations if entry.name is None]
    assert (months[0], months[12], months[13]) == ("<b>2022</b> Jan", "<b>2023</b> Jan", "Feb")


def test_a_year_without_a_day_of_the_gap_has_no_frame():
    """One unit; the gap of 200 days lies in 2022."""
    days = pd.date_range("2022-07-20", "2023-12-31", freq="5D").strftime("%Y-%m-%d")
    result = assessed(
        timed(kind="longest_gap", table="updates"),
        "updates",
        [{"unit": "甲", "date": day} for day in ["2022-01-01", *days]],
    )
    figure = gk.charts.calendar(result, "t", "甲")
    assert [shape.yref for shape in figure.layout.shapes] == ["y"]
    assert "最长200天未更新（2022-01-01至2022-07-20）" in figure.layout.meta["finding"]


def test_the_gap_of_a_column_is_named(columns):
    figure = gk.charts.update_gaps(columns, "t", lang="zh")
    (gap,) = [trace for trace in figure.data if trace.name == "gap"]
    assert "337天<br>2022-03-01 – 2023-02-01 财政" in " ".join(gap.hovertext)
    assert figure.layout.meta["shows"].endswith("（按栏目或账号分别计，取最长）")
    english = gk.charts.update_gaps(columns, "t", lang="en").layout.meta["shows"]
    assert english.endswith(", of any one column or account")


def test_every_second_month_is_marked_where_two_years_are_drawn(columns):
    axis = gk.charts.update_gaps(columns, "t", lang="zh").layout.xaxis
    assert axis.ticktext == ("1月", "3月", "5月", "7月", "9月", "11月") * 2


def test_a_unit_without_an_update_is_told_in_english(site):
    finding = gk.charts.calendar(site, "gap", "b", lang="en").layout.meta["finding"]
    assert finding == "B had no update in the period"


def request(unit, received, answered=None):
    answer = "granted" if answered else None
    return {"unit": unit, "received": received, "answered": answered, "answer": answer}


def test_a_term_of_months_has_no_line_on_an_axis_of_days():
    """Published after 10 and 60 days; two months are not a number of days."""
    measure = {"start": "issued", "end": "published", "when_empty": "not_applicable"}
    made = timed(kind="share_within", table="documents", at_most=1, unit="months", **measure)
    rows = [
        {"unit": "甲", "issued": "2022-01-10", "published": day}
        for day in ("2022-01-20", "2022-03-11")
    ]
    result = assessed(made, "documents", rows)
    lags = lags_frame(result, "t")
    assert (lags.unit, lags.limits) == ("days", ())
    assert list(lags.items["lag"]) == [10, 60]
    figure = gk.charts.timeliness(result, "t", lang="zh")
    assert figure.layout.shapes == ()
    assert figure.layout.meta["finding"] == "“更新”：50.0%在期限内办结"
    english = gk.charts.timeliness(result, "t", lang="en").layout
    assert english.meta["finding"] == "Updates: 50.0% done in time"
    assert english.xaxis.title.text == "Days"


def test_weeks_are_drawn_in_days():
    measure = {"start": "issued", "end": "published", "when_empty": "not_applicable"}
    made = timed(kind="share_within", table="documents", at_most=2, unit="weeks", **measure)
    rows = [{"unit": "甲", "issued": "2022-01-10", "published": "2022-01-24"}]
    assert lags_frame(assessed(made, "documents", rows), "t").limits == (14,)


def test_a_shorter_term_than_the_law_gives_is_the_limit():
    measure = {"start": "received", "end": "answered", "when_empty": "not_applicable"}
    made = timed(kind="share_within", table="requests", clock="request", at_most=10, **measure)
    rows = [request("甲", "2022-03-07", "2022-03-14")]
    lags = lags_frame(assessed(made, "requests", rows), "t")
    assert (lags.unit, lags.limits, list(lags.items["lag"])) == ("workdays", (10,), [5])


def test_both_terms_of_the_law_are_marked_where_both_held():
    """15 working days for what came before 15 May 2019, 20 for what came from then on."""
    measure = {"start": "received", "end": "answered", "when_empty": "not_applicable"}
    made = timed(kind="share_within", table="requests", clock="request", **measure)
    made = made.replace(period={"from": "2019-01-01", "to": "2019-12-31"})
    rows = [request("甲", "2019-03-04", "2019-03-11"), request("甲", "2019-09-02")]
    figure = gk.charts.timeliness(assessed(made, "requests", rows), "t", lang="en")
    assert [shape.x0 for shape in figure.layout.shapes] == [15, 20]
    texts = [entry.text for entry in figure.layout.annotations]
    assert {"limit 15 working days", "limit 20 working days"} <= set(texts)
    assert figure.layout.meta["finding"] == "Updates: 50.0% done in time, 50.0% not done"


def test_no_item_that_fell_due_is_told():
    """Received on the last day of the period, due in the next year."""
    measure = {"start": "received", "end": "answered", "when_empty": "not_applicable"}
    made = timed(kind="share_within", table="requests", clock="request", **measure)
    result = assessed(made, "requests", [request("甲", "2023-12-29")])
    with pytest.raises(gk.GkevalError, match="indicator t: no item fell due in the period"):
        gk.charts.timeliness(result, "t")


@pytest.fixture(scope="module")
def crowd():
    """70 units; unit n published after n days, of ten to be published within 5 days."""
    measure = {"start": "issued", "end": "published", "when_empty": "not_applicable"}
    made = timed(kind="share_within", table="documents", at_most=5, unit="days", **measure)
    issued = pd.Timestamp("2022-06-01")
    rows = [
        {
            "unit": f"u{at:02}",
            "issued": "2022-06-01",
            "published": f"{issued + pd.Timedelta(days=at):%Y-%m-%d}",
        }
        for at in range(70)
    ]
    subsets = {f"u{at:02}": "some" for at in range(10)}
    return assessed(made, "documents", rows, subsets=subsets)


@pytest.mark.parametrize(
    ("lang", "ending"),
    [("zh", "，浅色带为评估对象的中间一半"), ("en", ", the band the middle half of units")],
)
def test_more_than_60_units_are_drawn_as_a_band(crowd, lang, ending):
    figure = gk.charts.timeliness(crowd, "t", lang=lang)
    assert [trace.name for trace in figure.data] == ["upper", "lower", "all"]
    upper, lower, _ = figure.data
    lags = lags_frame(crowd, "t")
    # by day 18 the first 19 of 70 units were done, more than a quarter; by day 16 there were 17
    assert (lower.y[18], upper.y[18], upper.y[16]) == (0, 100, 0)
    assert np.allclose(upper.x, lags.days)
    assert figure.layout.meta["shows"].endswith(ending)


def test_up_to_60_other_units_have_a_thin_line_each(crowd):
    """Of 70 units, 8 named ones leave 62; the ten of a subset leave two."""
    units = [f"u{at:02}" for at in range(8)]
    figure = gk.charts.timeliness(crowd, "t", units=units, lang="en")
    assert [trace.name for trace in figure.data][:3] == ["upper", "lower", "u00"]
    assert figure.data[2].hovertext[0] == "<b>u00</b><br>100.0% within 0 days"
    some = gk.charts.timeliness(crowd, "t", "some", units=units, lang="en")
    assert [trace.name for trace in some.data][:3] == ["u08", "u09", "u00"]
    assert some.layout.meta["shows"].endswith(", the thin lines are units")


def test_units_that_are_not_shown_are_refused_by_name(crowd):
    with pytest.raises(gk.GkevalError, match="units names x, must be ids of units shown here"):
        gk.charts.timeliness(crowd, "t", units=["u00", "x"])


def test_a_unit_that_the_indicator_is_not_for_is_left_out():
    """The office has a record for the leaf of the cities; it is drawn for the two cities only."""
    made = scheme(
        leaf("t", 50, measure={"kind": "longest_gap", "table": "updates"}, groups=["city"], **TITLE)
        | {"rule": {"kind": "at_most", "target": 100}},
        leaf("rest", 50),
        leaf("office", 50, groups=["office"]),
        points=100,
        groups={"city": {}, "office": {}},
    )
    units = pd.DataFrame({"unit": ["a", "b", "c"], "group": ["city", "city", "office"]})
    updates = pd.DataFrame({"unit": ["a", "c"], "date": "2020-03-01", "column": "要闻"})
    records = {"units": units, "updates": updates.assign(record=["R1", "R2"])}
    result = gk.assess(made, gk.read_records(records, on_error="report"))
    longest = gaps_frame(result, "t").longest.set_index("unit")
    assert longest["days"].to_dict() == {"a": 305, "b": 366}
    (gap, dots) = gk.charts.update_gaps(result, "t").data
    assert (len(gap.x), len(dots.x)) == (2, 1)
    with pytest.raises(gk.GkevalError, match="t is not for any unit of group 'office'"):
        gk.charts.update_gaps(result, "t", "office")
    with pytest.raises(gk.GkevalError, match="t is not for the group of unit 'c'"):
        gk.charts.calendar(result, "t", "c")

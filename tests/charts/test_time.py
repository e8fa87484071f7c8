"""Timeliness curves and calendars show the days of the records."""

import numpy as np
import pytest

import gkeval as gk
from gkeval.charts.time_frames import gaps_frame, lags_frame
from gkeval.charts.timing import spread


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_the_curve_is_the_share_done_by_each_day(site):
    """Four requests: answered after 4, 20 and 21 working days, and never."""
    figure = gk.charts.timeliness(site, "answered")
    whole = traces(figure)["all"]
    by_day = dict(zip(whole.x, whole.y, strict=True))
    assert [by_day[day] for day in (0, 3, 4, 19, 20, 21)] == [0, 0, 25, 25, 50, 75]
    assert lags_frame(site, "answered").limits == (20,)
    limit = [shape.x0 for shape in figure.layout.shapes]
    assert limit == [20]
    assert figure.layout.meta["finding"] == "“按时答复”：50.0%在20个工作日内办结，25.0%未办"


def test_curves_agree_with_the_records(ningxia):
    about = ningxia.evidence.about("disclosure.five_days")
    about = about[about["base"]]
    lags = lags_frame(ningxia, "disclosure.five_days")
    within = (about["lag"] <= 5).fillna(False).to_numpy(dtype=bool)
    assert lags.whole[5] == pytest.approx(within.mean())
    unit = lags.units[0]
    assert lags.shares[0, 5] == pytest.approx(within[(about["unit"] == unit).to_numpy()].mean())
    assert (np.diff(lags.shares, axis=1) >= 0).all()


@pytest.mark.parametrize(
    ("indicator", "unit", "limit"),
    [("platform.reprint_24h", "hours", 24), ("interpretation.same_day", "days", 0)],
)
def test_limits_are_said_in_the_unit_of_the_lag(ningxia, indicator, unit, limit):
    lags = lags_frame(ningxia, indicator)
    assert (lags.unit, lags.limits) == (unit, (limit,))
    assert lags.whole[limit] == pytest.approx(lags.items["in_time"].mean())


def test_named_units_are_drawn_bold_and_too_many_are_refused(ningxia):
    unit = ningxia.ranking("county")["unit"][0]
    figure = gk.charts.timeliness(ningxia, "disclosure.five_days", "county", units=[unit])
    name = ningxia.units.set_index("unit").loc[unit, "name"]
    assert traces(figure)[name].line.width == 2
    with pytest.raises(gk.GkevalError, match="at most 8"):
        gk.charts.timeliness(ningxia, "disclosure.five_days", units=list(ningxia.units["unit"][:9]))


def test_labels_at_the_ends_keep_their_distance():
    moved = spread([(99.0, str(at), "") for at in range(10)], 4)
    levels = sorted(level for level, _, _ in moved)
    assert np.diff(levels).min() >= 4 - 1e-9
    low = spread([(1.0, str(at), "") for at in range(5)], 4)
    assert min(level for level, _, _ in low) >= 2


def test_gaps_run_between_the_days_without_a_record(site):
    """甲县: last update before the gap on 2 March, the next on 30 December; 乙县 never."""
    longest = gaps_frame(site, "gap").longest.set_index("unit")
    one = longest.loc["a"]
    assert [f"{one[key]:%m-%d}" for key in ("start", "end", "first", "last")] == [
        "03-02",
        "12-30",
        "03-03",
        "12-29",
    ]
    assert longest["days"].to_dict() == {"a": 303, "b": 365}
    assert [f"{longest.loc['b', key]:%m-%d}" for key in ("first", "last")] == ["01-01", "12-31"]


def test_the_longest_gap_is_the_value_of_the_measure(site):
    values = site.values[site.values["indicator"] == "gap"].set_index("unit")["value"]
    assert gaps_frame(site, "gap").longest.set_index("unit")["days"].to_dict() == values.to_dict()


def test_the_calendar_has_a_cell_per_day_with_its_records(site):
    figure = gk.charts.calendar(site, "gap", "a")
    (heat,) = figure.data
    counts = np.array(heat.customdata, dtype=float)
    assert (~np.isnan(counts)).sum() == 365
    assert np.nansum(counts) == 4
    # 2023-01-01 was a Sunday, 2023-03-02 a Thursday of the tenth column
    assert counts[6, 0] == 0
    assert np.isnan(counts[5, 0])
    assert counts[3, 9] == 2
    assert figure.layout.meta["finding"] == "甲县（合成）最长303天未更新（2023-03-02至2023-12-30）"


def test_the_time_line_puts_the_longest_gap_on_top(site):
    figure = gk.charts.update_gaps(site, "gap", lang="en")
    gap = traces(figure)["gap"]
    assert list(gap.x) == [364 * 86_400_000, 303 * 86_400_000]
    assert list(gap.base) == ["2023-01-01", "2023-03-02"]
    assert [label.strip("\u00a0") for label in figure.layout.yaxis.ticktext] == ["B", "A"]
    assert len(traces(figure)["days"].x) == 3


def test_a_unit_without_updates_is_told(site):
    finding = gk.charts.calendar(site, "gap", "b").layout.meta["finding"]
    assert finding == "乙县（合成）评估期内没有更新"


def test_another_kind_of_indicator_is_refused_with_those_that_fit(site, five):
    with pytest.raises(gk.GkevalError, match="measure longest_gap: gap"):
        gk.charts.calendar(site, "answered", "a")
    with pytest.raises(gk.GkevalError, match="there are no records to draw"):
        gk.charts.timeliness(five, "publicity.timely")

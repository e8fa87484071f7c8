"""Items one by one: their order and types, moments at the ends of a period and of the calendar."""

import pandas as pd
import pytest

from gkeval.measures.evaluate import items
from tests.measures.lab import CALENDAR, context, lists, made, period, share_within, values


def test_items_of_one_day_stand_in_the_order_of_their_records():
    rows = [("2017-01-05", "2017-02-09"), ("2017-01-05", "2017-01-06"), ("2017-01-04", None)]
    tables = lists(documents=[{"issued": issued, "published": done} for issued, done in rows])
    measure = share_within(at_most=20)
    assert items(measure, context(tables), "i")["record"].to_list() == ["003", "001", "002"]


def test_hours_at_the_ends_of_the_period():
    """24 hours: what starts at midnight after the last day but one falls due after the period."""
    days = ["2016-12-30 23:59:59", "2016-12-31", "2017-12-30 23:59:59", "2017-12-31"]
    starts = [pd.Timestamp(one) for one in days]
    tables = lists(incidents=[{} for _ in starts])
    tables["incidents"] = tables["incidents"].assign(
        began=pd.Series(starts, dtype="datetime64[us]"),
        done=pd.Series(starts, dtype="datetime64[us]") + pd.Timedelta(hours=24),
    )

    def share(**more):
        return share_within("incidents", "began", "done", unit="hours", at_most=24, **more)

    told = items(share(), context(tables), "i").set_index("record")["why"].to_dict()
    assert told == {"001": "due_earlier", "002": "in_time", "003": "in_time", "004": "not_yet_due"}
    told = items(share(at_least=24), context(tables), "i").set_index("record")["why"]
    assert told["002"] == "in_time"
    tables["incidents"]["done"] -= pd.Timedelta(seconds=1)
    told = items(share(at_least=24), context(tables), "i").set_index("record")["why"]
    assert told["002"] == "too_early"
    tables["incidents"]["done"] += pd.Timedelta(seconds=2)
    told = items(share(at_least=24), context(tables), "i").set_index("record")["why"]
    assert told["002"] == "late"
    told = items(share(during="until_end"), context(tables), "i").set_index("record")["why"]
    assert told["001"] == "late"


def test_times_of_day_are_days_on_every_engine():
    """From Friday 6 January at 18:30, five working days run to Friday the 13th, midnight."""
    polars = pytest.importorskip("polars")
    moments = [pd.Timestamp("2017-01-06 18:30"), pd.Timestamp("2017-01-06")]
    tables = lists(incidents=[{}, {}, {}])
    tables["incidents"] = tables["incidents"].assign(
        began=pd.Series([*moments, moments[0]], dtype="datetime64[us]"),
        done=pd.to_datetime(["2017-01-13 23:59", "2017-01-14 00:00", "2017-01-06 08:00"]),
    )
    measure = share_within("incidents", "began", "done", at_most=5)
    for frame_ in (tables["incidents"], polars.from_pandas(tables["incidents"]).lazy()):
        told = items(measure, context({"incidents": frame_}), "i").set_index("record")
        assert told["why"].to_dict() == {"001": "in_time", "002": "late", "003": "in_time"}
        assert (told["due_day"] == pd.Timestamp("2017-01-13")).all()
        gap = made(kind="longest_gap", table="incidents", date="began")
        assert values(gap, {"incidents": frame_})["甲"] == 359  # 6 January to 31 December


def test_own_columns_show_the_type_that_they_have():
    tables = lists(documents=[{"published": "2017-05-01"}])
    own = {
        "whole": (3, "Int64"),
        "part": (0.5, "float64"),
        "yes": (True, "boolean"),
        "at": (pd.Timestamp("2017-05-01 08:30"), "datetime64[us]"),
        "said": ("x", "str"),
    }
    tables["documents"] = tables["documents"].assign(
        **{name: cell for name, (cell, _) in own.items()}
    )
    where = {name: {"known": True} for name in own}
    shown = items(made(kind="count", table="documents", where=where), context(tables), "i")
    assert {name: str(shown[name].dtype) for name in own} == {
        n: kind for n, (_, kind) in own.items()
    }
    assert shown["at"][0] == pd.Timestamp("2017-05-01 08:30")


def test_whole_numbers_may_come_as_numbers_with_decimals():
    tables = lists(
        columns=[{"last_update": "2017-12-01"}, {"last_update": "2017-12-01"}],
        statistics=[{"item": "a", "period": "2017"}],
    )
    tables["columns"] = tables["columns"].assign(interval_days=[30.0, 29.0])
    measure = made(kind="staleness", table="columns", at_most="interval_days", when_empty="zero")
    assert values(measure, tables)["甲"] == 0.5  # 30 days to 31 December
    tables["statistics"] = tables["statistics"].assign(value=3)
    assert values(made(kind="statistic", plus=["a"]), tables)["甲"] == 3


def test_items_that_are_not_due_are_listed_on_every_engine():
    polars = pytest.importorskip("polars")
    tables = lists(
        documents=[
            {"issued": "2017-03-01", "published": "2017-03-02"},
            {"issued": "2017-12-29", "published": "2018-01-02"},
            {"issued": "2016-03-01", "published": "2016-03-02"},
            {"issued": None, "published": "2017-03-02"},
        ]
    )
    measure = share_within(at_most=5)
    for frame_ in (tables["documents"], polars.from_pandas(tables["documents"]).lazy()):
        told = items(measure, context({"documents": frame_}), "i").set_index("record")["why"]
        assert told.to_dict() == {
            "001": "in_time",
            "002": "not_yet_due",
            "003": "due_earlier",
            "004": "no_date",
        }


def test_the_unit_tells_records_apart_anyway():
    tables = lists(checks=[{"item": "a"}, {"item": "a"}, {"unit": "乙", "item": "a"}])
    for of in (["item"], ["unit", "item"], ["item", "unit"]):
        measure = made(kind="distinct", table="checks", of=of, during="any")
        assert values(measure, tables) == {"甲": 1, "乙": 1, "丙": 0}
        shown = items(measure, context(tables), "i")
        assert shown["why"].to_list() == ["counted", "duplicate", "counted"]
        assert shown.columns.to_list().count("unit") == 1


def test_items_of_elements_say_which_record_they_are():
    tables = lists(
        documents=[{"published": "2017-05-01", "elements": "主体;时限", "evidence": "e"}]
    )
    measure = made(kind="coverage", table="documents", elements=["主体"], when_empty="zero")
    shown = items(measure, context(tables), "i")
    assert shown[["record", "evidence", "why"]].to_numpy().tolist() == [["001", "e", "complete"]]


def test_lags_beyond_the_calendar_are_not_known():
    """The calendar covers its first day and its last, to the last moment."""
    first, last = pd.Timestamp(CALENDAR.first), pd.Timestamp(CALENDAR.last)
    pairs = [
        (first, first + pd.Timedelta(hours=1)),
        (first - pd.Timedelta(hours=1), first),
        (last, last + pd.Timedelta(hours=23)),
        (last, last + pd.Timedelta(hours=24)),
    ]
    tables = lists(incidents=[{} for _ in pairs])
    began, done = zip(*pairs, strict=True)
    tables["incidents"] = tables["incidents"].assign(
        began=pd.Series(began, dtype="datetime64[us]"), done=pd.Series(done, dtype="datetime64[us]")
    )
    measure = share_within("incidents", "began", "done", at_most=0, during="any")
    ends = period("2003-12-01", f"{CALENDAR.last.year + 1}-12-31")
    shown = items(measure, context(tables, during=ends), "i").set_index("record")
    assert shown["lag"].fillna(-1).to_dict() == {"001": 0, "002": -1, "003": 0, "004": -1}

"""Tallies: points by a code, or a number of the records; worked by hand, equal on every engine."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from gkeval.measures.context import Context
from gkeval.measures.evaluate import evaluate, items
from gkeval.measures.kinds import Measure, Tally
from gkeval.scheme import parse_scheme
from gkeval.spec import Period
from gkeval.workdays import calendar

YEAR = Period.model_validate({"from": "2010-01-01", "to": "2010-12-31"})
UNITS = pd.DataFrame({"unit": ["甲", "乙", "丙"]})
ACTIVITIES = pd.DataFrame(
    [
        # unit, record, kind, level, date: 甲 is praised twice by the city and once by its office
        ("甲", "01", "commendation", "city", "2010-03-01"),
        ("甲", "02", "commendation", "city", "2010-12-31"),
        ("甲", "03", "commendation", "office", "2010-06-01"),
        ("甲", "04", "commendation", "county", "2010-06-01"),
        ("甲", "05", "commendation", "city", "2011-01-01"),
        ("甲", "06", "training", "city", "2010-06-01"),
        ("乙", "07", "commendation", None, "2010-06-01"),
        ("乙", "08", "commendation", "office", None),
    ],
    columns=["unit", "record", "kind", "level", "date"],
).astype({"date": "datetime64[us]"})


def tally(**measure) -> Tally:
    return TypeAdapter(Measure).validate_python({"kind": "tally"} | measure)


PRAISED = tally(
    table="activities",
    where={"kind": "commendation"},
    by="level",
    points={"city": "3", "office": "1"},
)


def engines(frame: pd.DataFrame):
    polars = pytest.importorskip("polars")
    duckdb = pytest.importorskip("duckdb")
    yield frame
    yield polars.from_pandas(frame).lazy()
    yield duckdb.connect().from_df(frame)


def found(measure: Tally, **tables) -> list:
    result = evaluate(measure, Context(tables, UNITS, YEAR, calendar()))
    return result[["value", "n", "state"]].to_numpy(dtype=object).tolist()


def test_commendations_by_level():
    # 甲: 3 + 3 + 1, the county's is worth nothing, the one of 2011 lies outside the year
    assert found(PRAISED, activities=ACTIVITIES) == [
        [7.0, 4, "scored"],
        [0.0, 0, "scored"],
        [0.0, 0, "scored"],
    ]


def test_a_table_that_was_not_supplied_is_not_assessed():
    assert [state for _, _, state in found(PRAISED)] == ["not_assessed"] * 3


def test_every_engine_gives_the_same():
    shares = tally(table="rectifications", column="points_lost")
    lost = pd.DataFrame(
        {"unit": ["甲", "甲", "乙"], "record": ["1", "2", "3"], "points_lost": [0.1, 0.2, np.nan]}
    )
    for activities, rectifications in zip(engines(ACTIVITIES), engines(lost), strict=True):
        assert found(PRAISED, activities=activities) == found(PRAISED, activities=ACTIVITIES)
        assert found(shares, rectifications=rectifications) == [
            [0.3, 2, "scored"],
            [0.0, 0, "scored"],
            [0.0, 0, "scored"],
        ]


def test_points_may_take_away():
    both = tally(
        table="activities",
        where={"kind": "commendation"},
        by="level",
        points={"city": "-0.5", "office": "1.25"},
    )
    assert found(both, activities=ACTIVITIES)[0][0] == 0.25


def test_items_say_what_each_record_is_worth():
    shown = items(PRAISED, Context({"activities": ACTIVITIES}, UNITS, YEAR, calendar()))
    rows = shown.set_index("record")[["points", "base", "counted", "why"]].to_dict("index")
    assert rows["01"] == {"points": 3.0, "base": True, "counted": True, "why": "counted"}
    assert rows["04"] == {"points": 0.0, "base": True, "counted": False, "why": "worthless"}
    assert rows["05"] == {"points": 0.0, "base": False, "counted": False, "why": "outside_period"}
    assert rows["07"]["why"] == "no_code"
    assert rows["08"]["why"] == "no_date"
    assert "06" not in rows
    assert shown[shown["counted"]].groupby("unit")["points"].sum().to_dict() == {"甲": 7.0}


@given(
    st.lists(
        st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(["a", "b", "c", None])), max_size=40
    ),
    st.lists(
        st.decimals(-100, 100, places=6, allow_nan=False, allow_infinity=False),
        min_size=2,
        max_size=2,
    ),
)
def test_sums_are_exact(rows, worth):
    records = pd.DataFrame(rows, columns=["unit", "item"], dtype="str").assign(
        record=[str(n) for n in range(len(rows))], checked=pd.Timestamp("2010-05-05")
    )
    points = {"a": worth[0], "b": worth[1]}
    result = found(tally(table="checks", by="item", points=points), checks=records)
    for unit, (value, *_) in zip("甲乙丙", result, strict=True):
        exact = sum((Fraction(points.get(code, 0)) for u, code in rows if u == unit), Fraction(0))
        assert value == float(exact)


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        ({}, "tally_form"),
        ({"by": "item"}, "tally_form"),
        ({"points": {"a": 1}}, "tally_form"),
        ({"by": "item", "points": {"a": 1}, "column": "found"}, "tally_form"),
        ({"by": "item", "points": {"a": Decimal("0.0000001")}}, "points_too_fine"),
        ({"by": "item", "points": {"a": 10_000_000}}, "points_too_fine"),
    ],
)
def test_half_a_tally_is_refused(measure, code):
    with pytest.raises(ValidationError) as caught:
        tally(table="checks", **measure)
    assert caught.value.errors()[0]["ctx"]["error"].code == code


@pytest.mark.parametrize(
    ("measure", "code", "key"),
    [
        (
            {"table": "requests", "by": "answer", "points": {"refuzed": 1}},
            "unknown_code",
            "refuzed",
        ),
        ({"table": "checks", "column": "item"}, "wrong_column", "column"),
        ({"table": "checks", "by": "itm", "points": {"a": 1}}, "undeclared_column", "by"),
    ],
)
def test_columns_and_codes_are_checked_with_the_scheme(measure, code, key):
    from gkeval.scheme.checks import faults
    from gkeval.scheme.model import Scheme

    scheme = {
        "scheme": "small",
        "title": {"en": "Small"},
        "source": {"document": "none"},
        "period": {"from": "2017-01-01", "to": "2017-12-31"},
        "points": 10,
        "points_from": "proposed",
        "groups": {"county": {"title": {"en": "County"}}},
        "indicators": [
            {
                "id": "a",
                "title": {"en": "A"},
                "points": 10,
                "measure": {"kind": "tally"} | measure,
                "rule": {"kind": "deduct", "per_case": 1},
            }
        ],
    }
    fault = next(iter(faults(Scheme.model_validate(scheme))))
    assert (fault.code, fault.path[-1]) == (code, key)
    if fault.severity == "warning":
        assert parse_scheme(scheme)


def test_whole_points_are_a_numerator_and_parts_of_points_are_none():
    told = evaluate(PRAISED, Context({"activities": ACTIVITIES}, UNITS, YEAR, calendar()))
    assert told["numerator"].tolist() == [7, 0, 0]
    assert told["denominator"].isna().all()
    halves = tally(
        table="activities",
        where={"kind": "commendation"},
        by="level",
        points={"city": "2.5", "office": "1.00"},
    )
    told = evaluate(halves, Context({"activities": ACTIVITIES}, UNITS, YEAR, calendar()))
    assert told["value"].tolist() == [6, 0, 0]
    assert told["numerator"].isna().all()
    told = evaluate(
        tally(table="rectifications", column="points_lost"),
        Context(
            {"rectifications": pd.DataFrame({"unit": ["甲"], "record": ["1"], "points_lost": [2]})},
            UNITS,
            YEAR,
            calendar(),
        ),
    )
    assert told["value"].tolist() == [2, 0, 0]
    assert told["numerator"].isna().all()

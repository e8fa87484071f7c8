"""What score, assess, measure and explain refuse, in which words, and what they take."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from tests import samples
from tests.scoring.builders import act, leaf, scheme, scored

DATED = {
    "measure": {"kind": "first_date", "table": "documents", "date": "published"},
    "rule": {"kind": "deadline", "by": "2020-06-30"},
}


def refused(made, values, units=None):
    with pytest.raises(gk.GkevalError) as caught:
        gk.score(made, values, units)
    return str(caught.value)


def with_cell(values, cell, column="response.form", row=0):
    cells = values[column].astype(object)
    cells.iloc[row] = cell
    return values.assign(**{column: cells})


@pytest.mark.parametrize("values", [None, [1], {"unit": ["甲县"]}])
def test_values_are_a_data_frame(five, values):
    assert refused(five.scheme, values) == (
        f"values is {type(values).__name__}, must be a data frame. Remedy: pd.DataFrame(…)"
    )


def test_a_column_that_stands_twice_is_named(five, five_values):
    twice = pd.concat([five_values, five_values[["group"]]], axis=1)
    assert refused(five.scheme, twice).startswith("values has the column group again")


def test_no_rows_are_refused(five, five_values):
    assert refused(five.scheme, five_values[:0]).startswith("values has no rows")


def test_the_units_stand_in_a_column_or_in_the_index(five, five_values):
    assert refused(five.scheme, five_values.rename(columns={"unit": "单位"})).startswith(
        "values has no column 'unit'; its columns are 单位, group, publicity.timely"
    )
    for frame in (
        five_values.set_index("unit"),
        five_values.set_index(five_values["unit"].astype("string").rename("单位")).drop(
            columns="unit"
        ),
    ):
        assert gk.score(five.scheme, frame).fingerprint == five.fingerprint


@pytest.mark.parametrize("name", [" ", "", None])
def test_a_unit_has_a_name(five, five_values, name):
    said = refused(five.scheme, with_cell(five_values, name, "unit", 2))
    assert said.startswith("values, row 2: found a unit that has no name")


@pytest.mark.parametrize(("column", "where"), [("unit", ", column unit"), ("response.form", "")])
def test_half_a_character_is_no_text(five, five_values, column, where):
    said = refused(five.scheme, with_cell(five_values, "\ud800", column))
    assert said.startswith(f"values{where}: found half a character (a lone surrogate)")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        pytest.param(10**5000, "a number of thousands of digits", id="long"),
        (10**500, "1" + "0" * 79),
        ([1], "[1]"),
        (pd.Timestamp("2020-01-01"), "2020-01-01 00:00:00"),
        (b"8", "b'8'"),
        ("８", "８"),
        (8 + 1j, "(8+1j)"),
    ],
)
def test_what_is_no_number_is_shown_shortly(five, five_values, cell, found):
    with pytest.raises(gk.InputError) as caught:
        gk.score(five.scheme, with_cell(five_values, cell))
    (problem,) = caught.value.problems
    assert (problem.code, problem.found, problem.unit) == ("bad_value", found, "甲县")


@pytest.mark.parametrize("cell", [pd.NaT, pd.NA, None, "  ", float("nan")])
def test_an_empty_cell_is_not_assessed(five, five_values, cell):
    values = gk.score(five.scheme, with_cell(five_values, cell)).values
    states = values.set_index(["unit", "indicator"])["state"]
    assert states["甲县", "response.form"] == "not_assessed"
    assert states["乙县", "response.form"] == "scored"


def long(**columns):
    return pd.DataFrame({"unit": ["x", "x"], "indicator": ["a", "b"], "value": [1, 2]} | columns)


@pytest.mark.parametrize("column", ["numerator", "denominator", "n"])
@pytest.mark.parametrize("count", [5.5, np.inf, "1/2"])
def test_counts_are_whole_numbers(column, count):
    made = scheme(leaf("a", 50), leaf("b", 50))
    said = refused(made, long(**{column: [1, count]}))
    assert f"values, row 1, {column}: found {count}; allowed: a whole number" in said


@pytest.mark.parametrize(
    ("measured", "allowed"),
    [
        ({"measure": {"kind": "count", "table": "documents"},
          "rule": {"kind": "proportion", "target": 5}}, "a finite number, 0 or more, for a"),
        ({"measure": {"kind": "statistic", "plus": ["words"]},
          "rule": {"kind": "proportion", "target": 5}}, "a finite number for a"),
        (DATED, "a date"),
    ],
)  # fmt: skip
def test_no_count_is_endless(measured, allowed):
    made = scheme(leaf("a", 50, **measured), leaf("b", 50))
    said = refused(made, long(value=[np.inf, 1]))
    assert f"values, row 0, value: found inf; allowed: {allowed}" in said


def test_a_fault_in_a_wide_frame_is_found_in_its_cell():
    made = scheme(leaf("a", 50), leaf("b", 50))
    wide = pd.DataFrame({"unit": ["x", "y"], "a": [1, 2], "b": [3, 400]})
    assert "values, row 1, b: found 400.0; allowed: from 0 to 50 for b" in refused(made, wide)


def test_rows_that_contradict_each_other_are_refused_in_any_order():
    made = scheme(leaf("a", 50), leaf("b", 50), groups={"g": {}, "h": {}})
    values = long(group=["g", "h"])
    for rows in (values, values[::-1]):
        said = refused(made, rows)
        assert (
            "values, group: found group g and h of unit x; allowed: the same in every row" in said
        )


def test_what_one_row_says_of_a_unit_holds_for_its_other_rows():
    made = scheme(leaf("a", 50), leaf("b", 50), groups={"g": {}, "h": {}})
    for said in (["h", None], [None, "h"], ["", "h"], ["h", "h"]):
        assert gk.score(made, long(group=said)).units["group"].to_list() == ["h"]


@pytest.mark.parametrize("name", [" ", "", None])
def test_a_unit_of_the_units_table_has_a_name(five, five_values, name):
    units = with_cell(five.units[["unit", "group"]], name, "unit", 3)
    said = refused(five.scheme, five_values, units)
    assert said.startswith("units, row 3: found a unit that has no name")


def test_blanks_around_an_id_are_no_part_of_it(five, five_values):
    units = five.units.assign(unit=" " + five.units["unit"], parent=five.units["parent"] + " ")
    assert gk.score(five.scheme, five_values, units).fingerprint == five.fingerprint


@pytest.mark.parametrize("order", ["一", np.inf])
def test_the_order_of_units_is_a_number(five, five_values, order):
    units = with_cell(five.units[["unit", "group", "order"]], order, "order")
    unit = units["unit"].iloc[0]
    said = refused(five.scheme, five_values, units)
    assert (
        f"units, order: found order {order!r} of unit {unit}; allowed: a number, or nothing" in said
    )


def test_columns_have_one_name_each(five, five_values):
    units = five.units[["unit", "group"]]
    twice = pd.concat([units, units[["group"]]], axis=1)
    assert refused(five.scheme, five_values, twice).startswith("units has the column group again")
    deep = five_values.set_axis(pd.MultiIndex.from_product([["x"], five_values.columns]), axis=1)
    assert refused(five.scheme, deep).startswith("values has columns of 2 levels")


def test_a_number_that_is_not_finite_stands_outside_the_range(five, five_values):
    with pytest.raises(gk.InputError, match="found inf; allowed: from 0 to 10"):
        gk.score(five.scheme, with_cell(five_values, np.inf))


@pytest.mark.parametrize(
    ("units", "found"),
    [([1], "list"), (pd.DataFrame({"name": ["甲县"]}), "DataFrame with name")],
)
def test_units_are_a_data_frame_with_the_column_unit(five, five_values, units, found):
    assert refused(five.scheme, five_values, units).startswith(f"units is {found}, must be")


def test_a_value_of_a_unit_that_is_not_among_the_units(five, five_values):
    with pytest.raises(gk.InputError) as caught:
        gk.score(five.scheme, five_values, five_values.loc[:3, ["unit", "group"]])
    assert {(p.code, p.unit) for p in caught.value.problems} == {("unknown_unit", "戊局")}


def test_units_that_stand_twice_above_themselves_or_under_nobody(five, five_values):
    units = five.units[["unit", "group"]].assign(parent=["乙县", "丙县", "甲县", "", "己县"])
    with pytest.raises(gk.InputError) as caught:
        gk.score(five.scheme, five_values, pd.concat([units, units[:1]]))
    found = sorted((p.code, p.unit) for p in caught.value.problems)
    assert found[0] == ("duplicate_unit", units["unit"][0])
    assert {code for code, _ in found} == {"duplicate_unit", "parent_cycle", "unknown_parent"}


@pytest.mark.parametrize("function", [gk.assess, gk.measure])
def test_records_are_what_read_records_returns(five, function):
    with pytest.raises(gk.GkevalError, match="records is dict, must be what read_records"):
        function(five.scheme, {"units": five.units})


@pytest.mark.parametrize("wrong", [None, 5, ["ningxia-2017"]])
def test_a_scheme_is_named_in_text(five_values, wrong):
    with pytest.raises(gk.InputError, match=rf"found {type(wrong).__name__}; allowed: .*a file"):
        gk.score(wrong, five_values)


def test_an_unknown_unit_is_told_with_the_nearest(five):
    with pytest.raises(gk.GkevalError) as caught:
        five.explain("甲县 ")
    assert str(caught.value) == (
        "unit is '甲县 ', must be one of the 5 units. Remedy: write '甲县', if that is meant"
    )
    with pytest.raises(gk.GkevalError, match=r"must be one of the 5 units$"):
        five.explain("x")


def test_measuring_alone_gives_the_values_of_the_result():
    name = "sichuan-land-2011"
    result = samples.assessed(name)
    values = gk.measure(name, samples.read(name))
    pd.testing.assert_frame_equal(values, result.values)


def test_progress_is_shown_where_it_is_asked_for(capfd):
    name = "sichuan-land-2011"
    result = gk.assess(name, samples.read(name), progress=True)
    assert "sichuan-land-2011: measure" in capfd.readouterr().err
    assert result.fingerprint == samples.assessed(name).fingerprint


def test_deadlines_by_group_and_by_subset_of_a_group():
    by = {"county": "2020-06-30", "poor": "2020-12-31", "town": "2021-03-31"}
    made = scheme(
        leaf("a", 60, **DATED | {"rule": {"kind": "deadline", "by": by}}),
        leaf("b", 40),
        groups={"county": {}, "town": {}, "poor": {"within": "county"}},
    )
    done = {"a": date(2020, 7, 1), "b": 0}
    result = scored(
        made,
        甲={"group": "county", **done},
        乙={"group": "county", "subsets": "poor", **done},
        丙={"group": "town", **done},
    )
    own = result.scores.set_index(["indicator", "unit"]).loc["a"]
    assert own["score"].fillna(-1).to_dict() == {"甲": 0, "乙": 60, "丙": -1}
    assert own["state"].to_dict() == {"甲": "scored", "乙": "scored", "丙": "not_yet_due"}


@pytest.mark.parametrize(
    ("cell", "rate"),
    [("2020-06-30", 1), (pd.Timestamp("2020-07-01"), 0), (date(2020, 6, 30), 1)],
)
def test_a_day_may_be_written_in_any_form(cell, rate):
    result = scored(scheme(leaf("a", 10, **DATED)), 甲={"a": cell})
    assert result.scores["rate"].to_list() == [rate]


@pytest.mark.parametrize(("cell", "state"), [("", "not_assessed"), ("不适用", "not_applicable")])
def test_a_cell_of_a_deadline_may_be_empty_or_a_state(cell, state):
    result = scored(scheme(leaf("a", 10, **DATED), leaf("b", 5)), 甲={"a": cell, "b": 5})
    assert result.values["state"].to_list() == [state, "scored"]


def test_what_is_no_day_is_refused():
    with pytest.raises(gk.InputError, match="found 30 June or so; allowed: a date"):
        scored(scheme(leaf("a", 10, **DATED)), 甲={"a": "30 June or so"})


def test_an_adjustment_that_nobody_looked_at_is_a_warning_with_the_first_units():
    made = scheme(leaf("a", 10), adjustments=[act("veto", "leak", result="fail")])
    units = {f"u{n}": {"a": n, "leak": None} for n in range(6)}
    (problem,) = scored(made, **units).problems
    assert (problem.code, problem.severity) == ("adjustment_not_assessed", "warning")
    assert problem.found == (
        "leak not assessed for 6 of 6 units (u0, u1, u2, u3, u4, …), so it changes nothing there"
    )


@pytest.mark.parametrize("way", ["mean", "median", None])
def test_no_way_of_reconciling_hides_a_rating_out_of_range(way):
    """5 and 15 of 10 points have a mean of 10, which would be full marks."""
    reconcile = {} if way is None else {"reconcile": {"kind": way}}
    judgements = pd.DataFrame(
        {
            "unit": ["u1", "u1", "u2"],
            "record": ["1", "2", "3"],
            "indicator": "a",
            "rater": ["r1", "r2", "r1"],
            "value": ["5", "15", "6"],
        }
    )
    units = pd.DataFrame({"unit": ["u1", "u2"], "group": "unit"})
    records = gk.read_records({"units": units, "judgements": judgements})
    with pytest.raises(gk.InputError) as caught:
        gk.assess(scheme(leaf("a", 10), **reconcile), records)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.found) == (1, "value", "15")


def test_an_assessment_has_units():
    made = gk.load_scheme("sichuan-land-2011")
    empty = pd.DataFrame({"unit": pd.Series([], dtype="str"), "group": pd.Series([], dtype="str")})
    records = gk.read_records({"units": empty}, on_error="report")
    with pytest.raises(gk.GkevalError, match="there are no units to assess"):
        gk.assess(made, records)

"""What holds for every kind: items add up to values, order and engine change nothing."""

from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.errors import InputError
from gkeval.measures.evaluate import evaluate, items
from gkeval.measures.kinds import KINDS
from gkeval.measures.reasons import REASONS
from gkeval.tables import STATES, TABLES, VALUES
from tests.measures.lab import context, examples, lists, made
from tests.measures.worlds import MEASURES, UNITS, World

NAMES = st.sampled_from(list(MEASURES))
SEEDS = st.integers(0, 10_000)
INTEGRAL = ["numerator", "denominator", "n"]


def kind_of(measure):
    return type(measure).__name__


def test_every_kind_is_tried():
    tried = {measure.kind for measure in MEASURES.values()}
    wanted = {get_args(kind.model_fields["kind"].annotation)[0] for kind in KINDS}
    assert wanted - tried <= {"tally"}  # which has tests of its own


@pytest.mark.parametrize("name", MEASURES)
def test_the_form_of_values(name):
    found = evaluate(MEASURES[name], context(World(1).tables(), "丙 甲 乙"), "i")
    level = ["level"] if MEASURES[name].kind == "judgement" else []
    assert list(found) == [c for c in VALUES if c != "indicator"] + level
    assert found["unit"].to_list() == ["丙", "甲", "乙"]
    assert found.dtypes.astype(str).to_dict() == {
        "unit": "str",
        "value": "float64",
        **dict.fromkeys(INTEGRAL, "Int64"),
        "state": "str",
        **dict.fromkeys(level, "str"),
    }
    assert set(found["state"]) <= {code for code, _, _ in STATES}
    assert found.loc[found["state"] != "scored", "value"].isna().all()
    empty = evaluate(MEASURES[name], context({}), "i")
    assert set(empty["state"]) == {"not_assessed"}
    assert items(MEASURES[name], context({}), "i").empty


@pytest.mark.parametrize("name", MEASURES)
def test_the_form_of_items(name):
    found = items(MEASURES[name], context(World(2).tables()), "i")
    assert list(found)[:3] == ["unit", "record", "evidence"]
    assert list(found)[-1] == "why"
    assert found["base"].dtype == found["counted"].dtype == bool
    assert not (found["counted"] & ~found["base"]).any()
    assert {code.split(":")[0] for code in found["why"]} <= set(REASONS)
    assert not any(name.startswith("_") for name in found)


@examples(300)
@given(NAMES, SEEDS)
def test_rows_in_any_order_give_the_same(name, seed):
    measure, tables = MEASURES[name], World(seed).tables()
    rng = np.random.default_rng(seed)
    shuffled = {key: frame.iloc[rng.permutation(len(frame))] for key, frame in tables.items()}
    found, again = outcome(measure, tables), outcome(measure, shuffled)
    if not isinstance(found, tuple):
        assert found == again
        return
    for own, other in zip(found, again, strict=True):
        pd.testing.assert_frame_equal(own, other, check_exact=True)
    listed = found[1]
    one = items(measure, context(tables), "i", units=["乙"])
    mine = listed[listed["unit"] == "乙"].reset_index(drop=True)
    unused = [column for column in mine if column not in one]  # missing throughout here
    pd.testing.assert_frame_equal(one, mine.drop(columns=unused))


def added_up(measure, rows):
    """(value, numerator, denominator, n) of one unit from its items; None where none is meant."""
    base, counted = rows[rows["base"]], rows[rows["counted"]]
    kind = measure.kind
    if kind in ("count", "distinct"):
        return len(counted), len(counted), None, len(base)
    if kind == "longest_gap":
        longest = base["lag"].max()
        assert counted["lag"].to_list() == [longest]
        return longest, longest, None, int(base["record"].notna().sum())
    if kind == "first_date":
        if base.empty:
            return None, None, None, 0
        days = (base["published"] - pd.Timestamp(0)).dt.days
        assert (days[counted.index] == days.min()).all()
        return days.min(), None, None, len(base)
    if kind == "judgement":
        return None, None, None, base["rater"].nunique()
    if kind == "coverage" and measure.over == "all":
        there = {one for code in base["why"] for one in code.partition(":")[2].split(";") if one}
        weight = {one: measure.weights.get(one, 1) for one in measure.elements}
        upper, lower = sum(weight[one] for one in there), sum(weight.values()) * bool(len(base))
    elif "numerator" in rows:
        upper, lower = rows["numerator"].sum(), rows["denominator"].sum()
    else:
        upper, lower = len(counted), len(base)
    return (upper / lower if lower else None), upper, lower, len(base)


@examples(300)
@given(NAMES, SEEDS)
def test_items_add_up_to_values(name, seed):
    measure = MEASURES[name]
    given_ = context(World(seed).tables())
    try:
        found = evaluate(measure, given_, "i").set_index("unit")
    except InputError:
        return
    listed = items(measure, given_, "i")
    for unit in UNITS.split():
        rows, said = listed[listed["unit"] == unit], found.loc[unit]
        if measure.kind in ("statistic", "change"):
            assert said["n"] == rows["counted"].sum()
            signs = {"added": 1, "subtracted": -1}
            if name == "statistic" and said["state"] == "scored":
                total = (rows["why"].map(signs).fillna(0) * rows["value"] * rows["counted"]).sum()
                assert said["value"] == pytest.approx(total)
            continue
        value, upper, lower, n = added_up(measure, rows)
        assert said["n"] == n
        for own, wanted in ((said["numerator"], upper), (said["denominator"], lower)):
            assert pd.isna(own) if wanted is None else own == wanted
        if said["state"] == "scored" and value is not None:
            assert said["value"] == value
        if measure.kind == "judgement":
            stands = set(rows.loc[rows["counted"], "value"].str.strip())
            assert (said["state"] == "scored") == bool(stands)
            assert not stands or said["level"] in stands


LATE = {
    "within 5": {"documents": {"issued": "2017-03-01", "published": "2017-12-01"}},
    "within hours": {"incidents": {"occurred": "2017-03-01 08:00", "responded": None}},
    "request clock": {"requests": {"received": "2017-03-01", "answered": "2017-12-01"}},
    "share": {"documents": {"published": "2017-03-01", "attribute": None}},
    "staleness": {"columns": {"last_update": None, "interval_days": 14}},
    "coverage each": {"documents": {"published": "2017-03-01", "elements": None}},
}


@examples(300)
@given(st.sampled_from(list(LATE)), SEEDS)
def test_a_late_item_never_raises_a_share(name, seed):
    tables, measure = World(seed).tables(), MEASURES[name]
    before = evaluate(measure, context(tables), "i").set_index("unit").loc["甲"]
    ((table, row),) = LATE[name].items()
    ((_, late),) = lists(**{table: [{"record": "late"} | row]}).items()
    more = {**tables, table: pd.concat([tables[table], late], ignore_index=True)}
    after = evaluate(measure, context(more), "i").set_index("unit").loc["甲"]
    assert after["denominator"] > before["denominator"]
    assert after["numerator"] == before["numerator"]
    if before["state"] == "scored":
        assert after["value"] <= before["value"]


@examples(300)
@given(st.sampled_from(["count", "share", "within 5", "request clock", "gap by column"]), SEEDS)
def test_another_unit_changes_nothing(name, seed):
    """A unit's value does not depend on the records of others, linked ones aside."""
    tables, measure = World(seed).tables(), MEASURES[name]
    frame = tables[measure.table]
    alone = tables | {measure.table: frame[frame["unit"] == "甲"]}
    both = evaluate(measure, context(tables), "i").iloc[[0]]
    pd.testing.assert_frame_equal(both, evaluate(measure, context(alone), "i").iloc[[0]])


def test_no_unit_at_all():
    for measure in MEASURES.values():
        assert evaluate(measure, context(World(3).tables(), ""), "i").empty


def test_tables_without_rows():
    tables = lists(**{name: [] for name in TABLES if name != "units"})
    states = {
        "count": 0,
        "distinct": 0,
        "share": "not_applicable",
        "within 5": "not_applicable",
        "request clock": "not_applicable",
        "gap": 365,
        "gap by column": 365,
        "staleness": "not_applicable",
        "coverage all": "not_applicable",
        "statistic": "not_assessed",
        "judgement": "not_assessed",
    }
    for name, wanted in states.items():
        row = evaluate(MEASURES[name], context(tables), "i").iloc[1]
        assert (row["value"] if row["state"] == "scored" else row["state"]) == wanted, name


@pytest.mark.parametrize("name", ["why", "base", "lag", "due_day"])
def test_a_column_of_the_records_that_bears_one_of_our_names(name):
    tables = lists(documents=[{"kind": "rule", "published": "2017-03-01", name: "x"}])
    measure = made(kind="count", table="documents", where={name: "x"})
    assert items(measure, context(tables))["why"].to_list() == ["counted"]


def test_faults_name_the_indicator():
    measure = made(kind="count", table="documents", where={"x": "1"})
    with pytest.raises(InputError, match=r"^indicator leaf, table documents: 1 problem"):
        evaluate(measure, context(World(1).tables()), "leaf")


# Engines ----------------------------------------------------------------------------------------


def engines(tables):
    polars = pytest.importorskip("polars")
    duckdb = pytest.importorskip("duckdb")
    frames = {name: polars.from_pandas(frame) for name, frame in tables.items()}
    yield "polars", frames
    yield "polars lazy", {name: frame.lazy() for name, frame in frames.items()}
    connection = duckdb.connect()
    yield "duckdb", {name: connection.from_df(frame) for name, frame in tables.items()}
    dated = {
        name: connection.from_df(frame).project(
            ", ".join(
                f'CAST("{c}" AS DATE) AS "{c}"'
                if c in TABLES[name].by_name and TABLES[name].by_name[c].kind == "date"
                else f'"{c}"'
                for c in frame
            )
        )
        for name, frame in tables.items()
    }
    yield "duckdb dates", dated


def outcome(measure, tables):
    """Values and items, or the problems that were raised."""
    try:
        return evaluate(measure, context(tables), "i"), items(measure, context(tables), "i")
    except InputError as fault:
        return fault.problems


def same_on_every_engine(name, seed):
    measure, tables = MEASURES[name], World(seed).tables()
    wanted = outcome(measure, tables)
    for engine, frames in engines(tables):
        found = outcome(measure, frames)
        if not isinstance(wanted, tuple):
            assert found == wanted, engine
            continue
        for own, plain in zip(found, wanted, strict=True):
            pd.testing.assert_frame_equal(own, plain, check_exact=True, obj=engine)


@pytest.mark.full
@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("seed", range(20, 23))
def test_engines_agree(name, seed):
    same_on_every_engine(name, seed)


@pytest.mark.full
def test_engines_agree_on_what_is_wrong():
    tables = World(1).tables()
    tables["documents"]["pages"] = tables["documents"]["pages"].fillna("viele")
    measure = MEASURES["count numbers in text"]
    wanted = outcome(measure, tables)
    assert [problem.found for problem in wanted] == ["'viele'"]
    for engine, frames in engines(tables):
        assert outcome(measure, frames) == wanted, engine

"""What tables say of each other: parents in a circle, tables that are missing, what hangs."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from gkeval.records import check_records, read_records

NAMES = "ABCDEFGH"


def reaches_itself(parents: dict[str, str], unit: str) -> bool:
    """Walk up from a unit, one step at a time."""
    above = parents[unit]
    for _ in parents:
        if above == unit:
            return True
        above = parents.get(above, "")
    return False


@given(st.lists(st.sampled_from(["", *NAMES]), min_size=1, max_size=len(NAMES)))
def test_circles_of_parents_are_found(above: list[str]):
    parents = dict(zip(NAMES, above, strict=False))
    units = pd.DataFrame({"unit": list(parents), "group": "g", "parent": above}, dtype="str")
    problems = check_records({"units": units})
    told = {p.unit for p in problems if p.code in ("own_parent", "parent_cycle")}
    assert told == {unit for unit in parents if reaches_itself(parents, unit)}
    records = read_records({"units": units}, on_error="report")
    # every parent that is left leads to a unit without one
    left = dict(records.units[["unit", "parent"]].itertuples(index=False))
    assert all(pd.isna(parent) or parent in left for parent in left.values())


def units(*names: str) -> pd.DataFrame:
    return pd.DataFrame({"unit": list(names), "group": "g"})


def test_a_table_that_is_referred_to_but_missing_is_told_once():
    pauses = pd.DataFrame(
        {"unit": "A", "record": ["1", "2"], "request": "R1", "began": "2017-03-05"}
    ).assign(ended="2017-03-06")
    problems = check_records({"units": units("A"), "pauses": pauses})
    assert [(p.code, p.severity, p.column) for p in problems] == [
        ("missing_table", "warning", "request")
    ]
    assert "which 2 rows refer to" in problems[0].found


def test_an_unusable_table_of_units_still_tells_which_units_there_are():
    requests = pd.DataFrame({"unit": ["A", "X"], "record": ["1", "2"], "received": "2017-03-05"})
    source = {"units": units("A").drop(columns="group"), "requests": requests}
    assert [(p.code, p.table, p.line) for p in check_records(source)] == [
        ("missing_column", "units", None),
        ("unknown_unit", "requests", 1),
    ]
    records = read_records(source, on_error="report")
    assert list(records.tables) == ["requests"]
    assert records.units.empty
    assert len(records.rejected["units"]) == 1


def test_full_width_names_are_the_same_names():
    requests = pd.DataFrame({"unit": ["Ｕ１"], "record": ["1"], "received": ["2017-03-05"]})
    assert not check_records({"units": units("U1"), "requests": requests})


def test_long_chains_hang_on_their_first_link():
    size = 400
    frame = pd.DataFrame(
        {
            "unit": [f"U{i}" for i in range(size)],
            "group": ["", *["g"] * (size - 1)],
            "parent": ["", *[f"U{i}" for i in range(size - 1)]],
        }
    ).sample(frac=1, random_state=1)
    records = read_records({"units": frame}, on_error="report")
    assert records.units.empty
    assert len(records.rejected["units"]) == size

"""Adjustments where something is open, in roll-ups, with their records, and in the archive."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.scheme import parse_scheme
from tests.scoring.builders import act, adjusted, branch, hundred, leaf, scheme, scored, totals


def open_totals(made, **values):
    result = scored(made, u={"a": 50, "b": "未评估"} | values)
    row = result.totals.set_index("unit").loc["u"]
    return row["low"], row["high"], row["verdict"]


@pytest.mark.parametrize(
    ("adjustments", "values", "interval"),
    [
        # a 50, b from 0 to 40: from 50 to 90
        ([], {}, (50, 90)),
        ([act("bonus", "x", per_case=5, opens_above=80)], {"x": 1}, (50, 95)),
        ([act("deduction", "x", per_case=70)], {"x": 1}, (0, 20)),
        ([act("deduction", "x", share=0.5)], {"x": 1}, (25, 45)),
        ([act("cap", "x", at=60)], {"x": 1}, (50, 60)),
        ([act("veto", "x", score=59)], {"x": 1}, (59, 59)),
        # below the gate it stays at 50 to 60; above it goes on, and loses 45
        ([act("gate", "g", below=60), act("deduction", "x", per_case=45)], {"x": 1}, (5, 60)),
        ([act("gate", "g", below=60), act("bonus", "x", per_case=5)], {"x": 1}, (50, 95)),
    ],
)
def test_low_and_high_bound_what_can_come_out(adjustments, values, interval):
    low, high, verdict = open_totals(hundred(*adjustments), **values)
    assert (low, high) == interval
    assert verdict == ("vetoed" if interval == (59, 59) else "")


def test_a_unit_that_fails_however_the_rest_turns_out_has_failed():
    made = hundred(act("gate", "pass", below=95))
    assert open_totals(made) == (50, 90, "failed")


def test_what_is_not_assessed_counts_zero_at_a_gate_where_the_scheme_says_so():
    made = hundred(act("gate", "pass", below=60), missing="zero")
    result = scored(made, u={"a": 50, "b": "未评估"})
    assert totals(result) == {"u": 50}
    assert totals(result, "verdict") == {"u": "failed"}


def test_an_adjustment_that_nobody_looked_at_is_a_warning():
    made = hundred(act("veto", "leak", result="fail"))
    values = pd.DataFrame({"unit": ["u", "v"], "a": [60, 50], "b": [40, 40], "leak": [None, 1]})
    result = gk.score(made, values)
    assert totals(result, "verdict") == {"u": "", "v": "vetoed"}
    (problem,) = result.problems
    assert (problem.code, problem.column, problem.severity) == (
        "adjustment_not_assessed",
        "leak",
        "warning",
    )
    assert "1 of 2 units (u)" in problem.found


def test_a_roll_up_passes_on_its_own_share_of_an_adjustment():
    made = scheme(
        branch("a", 60, leaf("a.x", 60)),
        leaf("b", 40),
        groups={"county": {}, "township": {}},
        adjustments=[act("deduction", "x", per_case=10, on="a.x")],
        rollup={"groups": ["county"], "own": "0.5", "children": ["township"]},
    )
    result = scored(
        made,
        c={"group": "county", "a.x": 60, "b": 40, "x": 1},
        t={"group": "township", "parent": "c", "a.x": 30, "b": 20, "x": 1},
    )
    # c: (100 + 50) ÷ 2 = 75, less half of the 10 that its own part lost; t: 50 − 10
    assert totals(result) == {"c": 70, "t": 40}


def test_records_behind_an_adjustment_are_named():
    made = parse_scheme(
        hundred().model_dump(by_alias=True)
        | {
            "adjustments": [
                act(
                    "bonus",
                    "praise",
                    per_case=1,
                    measure={"kind": "count", "table": "activities", "where": {"kind": "praise"}},
                )
            ]
        }
    )
    units = pd.DataFrame({"unit": ["u", "v"], "group": ["unit", "unit"]})
    activities = pd.DataFrame(
        {
            "unit": ["u", "u", "v", "u"],
            "record": ["r1", "r2", "r3", "r4"],
            "kind": ["praise", "praise", "meeting", "praise"],
            "date": ["2020-02-01", "2020-03-01", "2020-03-01", "2021-01-01"],
        }
    )
    judgements = pd.DataFrame(
        [
            {"unit": u, "record": f"j{u}{i}", "indicator": i, "rater": "x", "value": "30"}
            for u in "uv"
            for i in "ab"
        ]
    )
    records = gk.read_records({"units": units, "activities": activities, "judgements": judgements})
    result = gk.assess(made, records)
    assert adjusted(result, "unit", "value", "before", "after", "record") == [
        ["u", 2.0, 60.0, 62.0, "r1;r2"]
    ]


def test_the_story_survives_the_archive(tmp_path):
    made = hundred(act("bonus", "x", per_case=2), act("gate", "pass", below=60))
    result = scored(made, u={"a": 50, "b": 3, "x": 2}, v={"a": 60, "b": 3, "x": 0})
    result.save(tmp_path / "a.zip")
    pd.testing.assert_frame_equal(gk.load(tmp_path / "a.zip").adjustments, result.adjustments)
    pd.testing.assert_frame_equal(gk.load(tmp_path / "a.zip").totals, result.totals)

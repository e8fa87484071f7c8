"""Bonus, deduction, cap, veto and gate, worked by hand."""

import math

import pandas as pd
import pytest

import gkeval as gk
from gkeval.scheme.checks import faults
from tests.scoring.builders import (
    act,
    adjusted,
    branch,
    hundred,
    leaf,
    scheme,
    score_of,
    scored,
    totals,
)


def one(made, a=0, b=0, **values):
    """The published total of one unit."""
    return totals(scored(made, u={"a": a, "b": b} | values))["u"]


# Bonus


@pytest.mark.parametrize(
    ("gate", "score", "total"),
    [
        ({}, 40, 50),
        ({"opens_above": 80}, 80, 80),
        ({"opens_above": 80}, 80.5, 90.5),
        ({"opens_at": 80}, 80, 90),
        ({"opens_at": 80}, 79.999, 79.999),
    ],
)
def test_a_bonus_opens_above_its_gate_strictly_or_not(gate, score, total):
    made = hundred(act("bonus", "x", judged_up_to=10, **gate))
    assert one(made, a=min(score, 60), b=max(score - 60, 0), x=10) == total


def test_a_closed_bonus_is_told():
    made = hundred(act("bonus", "x", per_case=2, opens_above=80))
    result = scored(made, u={"a": 60, "b": 20, "x": 3}, v={"a": 60, "b": 30, "x": 0})
    assert adjusted(result, "unit", "before", "after", "value", "outcome") == [
        ["u", 80.0, 80.0, 3.0, "closed"]
    ]


def test_a_bonus_of_an_indicator_reaches_the_total():
    made = scheme(
        branch("a", 60, leaf("a.x", 30), leaf("a.y", 30)),
        leaf("b", 40),
        adjustments=[act("bonus", "x", per_case=2, on="a.x")],
    )
    result = scored(made, u={"a.x": 20, "a.y": 10, "b": 30, "x": 3})
    assert [score_of(result, "u", name) for name in ("a.x", "a", "b")] == [26, 36, 30]
    assert score_of(result, "u", "a", "rate") == 0.6
    assert totals(result)["u"] == 66
    assert adjusted(result, "on", "before", "after") == [["a.x", 20.0, 26.0]]


def test_points_of_a_channel_are_those_it_is_marked_in():
    # 30 points that are marked out of 100: 20 more there are 6 of the whole, the gate 80 is 24
    made = scheme(
        branch("site", 30, leaf("site.x", 100), out_of=100),
        branch("media", 70, leaf("media.x", 100), out_of=100),
        adjustments=[
            act("gate", "pass", on="site", below=60),
            act("bonus", "x", judged_up_to=20, on="site", opens_above=80),
        ],
    )
    result = scored(
        made,
        open={"site.x": 81, "media.x": 50, "x": 20},
        shut={"site.x": 80, "media.x": 100, "x": 20},
        fails={"site.x": 59, "media.x": 100, "x": 20},
    )
    assert totals(result) == pytest.approx({"open": 65.3, "shut": 94, "fails": 87.7})
    assert totals(result, "verdict") == {"open": "", "shut": "", "fails": "failed"}


# Deduction


def test_deductions_go_until_the_points_are_used_up():
    made = hundred(act("deduction", "x", per_case=5, on="b"))
    result = scored(made, u={"a": 60, "b": 12, "x": 2}, v={"a": 60, "b": 12, "x": 9})
    assert totals(result) == {"u": 62, "v": 60}
    assert score_of(result, "v", "b") == 0


def test_halves_and_shares_are_of_the_score_there_is():
    made = hundred(
        act("deduction", "half", share=0.5, on="b"), act("deduction", "tenth", share=0.1)
    )
    # b: 32 → 16; total 46 + 16 = 62 → 55.8
    assert one(made, a=46, b=32, half=1, tenth=1) == 55.8


def test_a_range_is_left_to_judgement():
    made = hundred(act("deduction", "x", judged_up_to=20))
    assert one(made, a=60, b=40, x=7.5) == 92.5
    with pytest.raises(gk.InputError, match="from 0 to 20"):
        one(made, a=60, b=40, x=21)


def test_passed_on_points_are_worth_more():
    # b does not apply, so a is worth 100: the 6 points taken off it are 10 of 100
    made = hundred(act("deduction", "x", per_case=6, on="a"))
    result = scored(made, u={"a": 60, "b": "不适用", "x": 1})
    assert totals(result)["u"] == 90


def test_what_does_not_apply_is_not_adjusted():
    made = hundred(
        act("deduction", "less", per_case=6, on="b"),
        act("bonus", "more", per_case=6, on="b"),
        act("cap", "most", at=1, on="b"),
        act("gate", "pass", below=10, on="b"),
    )
    result = scored(made, u={"a": 30, "b": "不适用", "less": 1, "more": 1, "most": 1})
    assert totals(result)["u"] == 50
    assert result.adjustments.empty


# Cap


def test_a_cap_and_then_further_deductions():
    # "no more than the pass mark while an element is missing", 8 × 60 % = 4.8, then 1.6 off
    made = scheme(
        leaf("a", 92),
        leaf("b", 8),
        adjustments=[
            act("cap", "missing", share=0.6, on="b"),
            act("deduction", "faults", judged_up_to=8, on="b"),
        ],
    )
    result = scored(made, u={"a": 92, "b": 8, "missing": 1, "faults": 1.6})
    assert score_of(result, "u", "b") == 3.2
    assert totals(result)["u"] == 95.2
    assert adjusted(result, "adjustment", "before", "after") == [
        ["missing", 8.0, 4.8],
        ["faults", 4.8, 3.2],
    ]


def test_a_whole_adjusted_before_its_part_is_warned_of():
    # a better part can then lower the whole: 20 of a capped 40 all go with the part's cap
    whole, part = act("cap", "most", at=20), act("cap", "less", at=20, on="a")
    [warning] = warnings_of(whole, part)
    assert warning.severity == "warning"
    assert "a adjusted after most, which is about the whole" in warning.found
    values = {"most": 1, "less": 1, "b": 0}
    assert one(hundred(whole, part), a=40, **values) == 0
    assert one(hundred(whole, part), a=20, **values) == 20
    assert one(hundred(part, whole), a=40, **values) == 20
    assert warnings_of(part, whole) == []
    assert warnings_of(whole, act("bonus", "x", per_case=1)) == []  # of the whole too
    assert warnings_of(act("veto", "leak", result="fail"), part) == []  # moves no points


def warnings_of(*adjustments):
    found = faults(hundred(*adjustments))
    return [one for one in found if one.code == "whole_before_part"]


def test_the_order_of_the_file_is_the_order_of_the_day():
    cap, less = act("cap", "most", at=60), act("deduction", "less", per_case=10)
    values = {"a": 60, "b": 20, "most": 1, "less": 1}
    assert one(hundred(cap, less), **values) == 50
    assert one(hundred(less, cap), **values) == 60


def test_a_cap_leaves_alone_what_is_lower():
    made = hundred(act("cap", "most", at=60))
    result = scored(made, u={"a": 40, "b": 19, "most": 1})
    assert totals(result)["u"] == 59
    assert result.adjustments.empty


# Veto


def test_a_veto_leaves_no_total_and_nothing_after_it_counts():
    made = hundred(act("veto", "leak", result="fail"), act("bonus", "x", per_case=5))
    result = scored(made, u={"a": 60, "b": 30, "leak": 1, "x": 1}, v={"a": 60, "b": 20, "x": 1})
    assert math.isnan(totals(result)["u"])
    assert totals(result, "verdict") == {"u": "vetoed", "v": ""}
    assert totals(result, "rank")["v"] == 1
    assert pd.isna(totals(result, "rank")["u"])
    assert adjusted(result, "unit", "adjustment") == [["u", "leak"], ["v", "x"]]


def test_a_veto_may_set_the_score():
    made = hundred(act("veto", "leak", score=59, when={"at_least": 2}))
    result = scored(made, u={"a": 60, "b": 30, "leak": 2}, v={"a": 30, "b": 0, "leak": 1})
    assert totals(result) == {"u": 59, "v": 30}
    assert totals(result, "grade") == {"u": "failed", "v": ""}


def test_a_unit_that_is_only_inspected_can_be_vetoed():
    groups = {"county": {}, "account": {}}
    made = scheme(
        leaf("a", 100, groups=["county"]),
        groups=groups,
        adjustments=[act("veto", "dead", groups=["account"], result="fail")],
    )
    result = scored(
        made,
        c={"group": "county", "a": 70},
        live={"group": "account"},
        dead={"group": "account", "dead": 1},
    )
    assert totals(result, "verdict") == {"c": "", "live": "", "dead": "vetoed"}
    assert totals(result, "grade") == {"c": "", "live": "", "dead": "failed"}


def test_one_vetoed_account_fails_its_county_whatever_struck_the_account_first():
    made = scheme(
        leaf("a", 100, groups=["county"]),
        groups={"county": {}, "account": {}},
        adjustments=[
            act("veto", "other", groups=["account"], result="fail"),
            act("veto", "dead", groups=["account"], score=59, parent_too=True),
        ],
    )
    result = scored(
        made,
        c={"group": "county", "a": 70},
        d={"group": "county", "a": 80},
        x={"group": "account", "parent": "c", "other": 1, "dead": 1},
        y={"group": "account", "parent": "d"},
    )
    assert totals(result)["c"] == 59
    assert totals(result)["d"] == 80
    assert adjusted(result, "unit", "adjustment", "outcome", "from_unit") == [
        ["x", "other", "applied", ""],
        ["c", "dead", "by_child", "x"],
    ]


# Gate


def test_below_the_gate_a_unit_fails_and_keeps_its_total():
    made = hundred(act("gate", "pass", below=60), act("bonus", "x", per_case=10))
    result = scored(made, u={"a": 59, "b": 0, "x": 1}, v={"a": 60, "b": 0, "x": 1})
    assert totals(result) == {"u": 59, "v": 70}
    assert totals(result, "verdict") == {"u": "failed", "v": ""}
    assert totals(result, "grade") == {"u": "failed", "v": ""}


def test_noise_fails_nobody():
    thirds = [leaf(f"l{n}", 10) for n in range(9)]
    made = scheme(*thirds, adjustments=[act("gate", "pass", below=60)], scale_to=900)
    values = {f"l{n}": 10 * (0.1 + 0.2) * 2 / 9 for n in range(9)}
    # 9 × 10 × 0.6 ÷ 9 = 6 of 90, which is 60 of 900
    result = scored(made, u=values)
    assert totals(result)["u"] == 60
    assert totals(result, "verdict")["u"] == ""

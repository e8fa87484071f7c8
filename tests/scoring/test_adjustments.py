"""Bonus, deduction, cap, veto and gate: worked by hand, and what must hold for all of them."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gkeval as gk
from gkeval.numbers import clean
from gkeval.scheme import parse_scheme
from gkeval.scheme.adjustments import Bonus, Deduction, When
from gkeval.scheme.checks import faults
from gkeval.scoring.adjustments import holds, points_of
from tests.scoring.builders import act, branch, leaf, scheme, score_of, scored, totals

NAN = float("nan")


def hundred(*adjustments, **more):
    """A tree of 60 and 40 points with these adjustments."""
    return scheme(leaf("a", 60), leaf("b", 40), adjustments=list(adjustments), **more)


def one(made, a=0, b=0, **values):
    """The published total of one unit."""
    return totals(scored(made, u={"a": a, "b": b} | values))["u"]


def rows(result, *columns):
    return result.adjustments[list(columns)].to_numpy(dtype=object).tolist()


def bonus(**form):
    return Bonus(kind="bonus", id="x", title={"en": "X"}, **form)


# How many points


@pytest.mark.parametrize(
    ("form", "value", "points"),
    [
        ({"per_case": 3}, 2, 6),
        ({"per_case": 3}, -2, 0),
        ({"per_case": 3, "cap": 5}, 2, 5),
        ({"steps": [{"at_least": 1, "points": 1}, {"at_least": 3, "points": 4}]}, 0, 0),
        ({"steps": [{"at_least": 1, "points": 1}, {"at_least": 3, "points": 4}]}, 2, 1),
        ({"steps": [{"at_least": 1, "points": 1}, {"at_least": 3, "points": 4}]}, 9, 4),
        ({"judged_up_to": 5}, 3.5, 3.5),
        ({"judged_up_to": 5}, 6, 5),
        ({"amount": 8}, 1, 8),
        ({"amount": 8}, 0, 0),
        ({"amount": 8, "when": {"below": 0.5}}, 0.4, 8),
        ({"share": "0.5"}, 1, 40),
        ({"per_case": 3}, NAN, 0),
        ({"amount": 8, "when": {"at_most": 0}}, NAN, 0),
    ],
)
def test_points_by_form(form, value, points):
    found = points_of(bonus(**form), np.array([value], dtype=float), np.array([80.0]))
    assert found.tolist() == [points]


@pytest.mark.parametrize(
    ("over_quota", "points"),
    [(0, 0), (0.0999, 0), (0.1, 1), (0.29, 1), (0.3, 2), (0.1 + 0.2, 2), (0.5, 3), (1.1, 6)],
)
def test_one_point_at_ten_per_cent_over_quota_and_one_for_each_further_twenty(over_quota, points):
    form = bonus(ladder={"from": "0.1", "points": 1, "each": "0.2", "each_points": 1})
    assert points_of(form, np.array([over_quota]), np.zeros(1)).tolist() == [points]


def test_a_ladder_may_give_other_points_further_up_and_stop_at_its_cap():
    form = bonus(ladder={"from": 3, "points": 2, "each": 1, "each_points": "0.5"}, cap=3)
    assert points_of(form, np.array([2.0, 3, 4, 9]), np.zeros(4)).tolist() == [0, 2, 2.5, 3]


def test_noise_does_not_decide_a_condition():
    third = 0.1 + 0.2
    assert holds(When(at_least="0.3"), np.array([third, 0.3])).all()
    assert holds(When(at_most="0.3"), np.array([third, 0.3])).all()
    assert not holds(When(above="0.3"), np.array([third, 0.3])).any()
    assert not holds(When(below="0.3"), np.array([third, 0.3])).any()
    assert holds(When(above=1, below=3), np.array([1, 2, 3, NAN])).tolist() == [0, 1, 0, 0]


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
    assert rows(result, "unit", "before", "after", "value", "outcome") == [
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
    assert rows(result, "on", "before", "after") == [["a.x", 20.0, 26.0]]


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
    assert rows(result, "adjustment", "before", "after") == [
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
    assert rows(result, "unit", "adjustment") == [["u", "leak"], ["v", "x"]]


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
    assert rows(result, "unit", "adjustment", "outcome", "from_unit") == [
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


# What is open


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
    assert rows(result, "unit", "value", "before", "after", "record") == [
        ["u", 2.0, 60.0, 62.0, "r1;r2"]
    ]


def test_the_story_survives_the_archive(tmp_path):
    made = hundred(act("bonus", "x", per_case=2), act("gate", "pass", below=60))
    result = scored(made, u={"a": 50, "b": 3, "x": 2}, v={"a": 60, "b": 3, "x": 0})
    result.save(tmp_path / "a.zip")
    pd.testing.assert_frame_equal(gk.load(tmp_path / "a.zip").adjustments, result.adjustments)
    pd.testing.assert_frame_equal(gk.load(tmp_path / "a.zip").totals, result.totals)


# What must hold for all

KINDS = st.sampled_from(["bonus", "deduction", "cap", "veto", "gate"])
QUARTERS = st.integers(0, 400).map(lambda n: n / 4)


@st.composite
def adjustments(draw):
    """A list of adjustments on a tree of 60 (30 + 30) and 40 points, and values for them."""
    made, names = [], []
    for number in range(draw(st.integers(0, 5))):
        kind, name = draw(KINDS), f"x{number}"
        on = draw(st.sampled_from([None, "a", "a.x", "b"])) if kind != "veto" else None
        form = {"on": on} if on else {}
        if kind in ("bonus", "deduction"):
            form |= draw(
                st.sampled_from(
                    [
                        {"per_case": 3},
                        {"per_case": "2.5", "cap": 5},
                        {"amount": 10},
                        {"share": "0.5"},
                        {"steps": [{"at_least": 1, "points": 2}, {"at_least": 2, "points": 7}]},
                        {"ladder": {"from": 1, "points": 1, "each": 1, "each_points": 4}},
                    ]
                )
            )
        if kind == "bonus":
            form |= draw(st.sampled_from([{}, {"opens_above": 20}, {"opens_at": 60}]))
        if kind == "cap":
            form |= draw(st.sampled_from([{"at": 20}, {"share": "0.6"}]))
        if kind == "veto":
            form |= draw(st.sampled_from([{"result": "fail"}, {"score": 59}]))
        if kind == "gate":
            form |= {"below": draw(st.sampled_from([10, 30, 60]))}
        else:
            names.append(name)
        made.append(act(kind, name, **form))
    return made, names


@st.composite
def worlds(draw, least=1):
    """Adjustments, and values of one to four units for the leaves and for them."""
    made, names = draw(adjustments())
    size = draw(st.integers(least, 4))
    points = {"a.x": 30, "a.y": 30, "b": 40}
    units = {
        f"u{n}": {leaf: draw(st.integers(0, 4)) / 4 * most for leaf, most in points.items()}
        | {name: draw(st.integers(0, 3)) for name in names}
        for n in range(size)
    }
    return made, units


def tree(made, **more):
    return scheme(
        branch("a", 60, leaf("a.x", 30), leaf("a.y", 30)), leaf("b", 40), adjustments=made, **more
    )


@given(worlds())
def test_scores_stay_within_what_there_is(world):
    made, units = world
    result = scored(tree(made), **units)
    has_bonus = any(item["kind"] == "bonus" for item in made)
    for node, _ in result.scheme.walk():
        frame = result.scores[result.scores["indicator"] == node.id]
        assert (frame["score"] >= 0).all()
        assert has_bonus or (frame["score"] <= frame["available"]).all()
    low, high = result.totals["low"].dropna(), result.totals["high"].dropna()
    assert ((low >= 0) & (low <= high)).all()
    assert has_bonus or (high <= 100).all()


@given(worlds())
def test_children_add_up_where_branches_are_left_alone(world):
    made, units = world
    own = [item for item in made if item.get("on") not in ("a",)]
    result = scored(tree(own), **{u: _for(values, own) for u, values in units.items()})
    scores = result.scores.pivot(index="unit", columns="indicator", values="score")
    parts = scores["a.x"] + scores["a.y"]
    assert (clean(parts, 100) == clean(scores["a"], 100)).all()


def _for(values, made):
    names = {"a.x", "a.y", "b"} | {item["id"] for item in made}
    return {name: value for name, value in values.items() if name in names}


@given(worlds(), st.integers(0, 5), st.integers(1, 3))
def test_a_bonus_never_lowers(world, at, cases):
    made, units = world
    both = [*made[:at], act("bonus", "extra", per_case=3, opens_at=20), *made[at:]]
    without = {f"{u} without": values | {"extra": 0} for u, values in units.items()}
    having = {f"{u} with": values | {"extra": cases} for u, values in units.items()}
    found = scored(tree(both), **without, **having).totals.set_index("unit")
    for unit in units:
        before, after = found.loc[f"{unit} without"], found.loc[f"{unit} with"]
        assert math.isnan(before["exact"]) or after["exact"] >= before["exact"] - 1e-9


@given(worlds(), st.integers(0, 5))
def test_a_veto_dominates(world, at):
    """Whatever stands before or after it, a unit that a veto struck is vetoed, or failed before."""
    made, units = world
    struck = {unit: values | {"leak": 1} for unit, values in units.items()}
    leak = act("veto", "leak", result="fail")
    result = scored(tree([*made[:at], leak, *made[at:]]), **struck)
    assert set(result.totals["verdict"]) <= {"vetoed", "failed"}
    assert set(result.totals["grade"]) == {"failed"}
    first = scored(tree([leak, *made]), **struck)
    assert first.totals["total"].isna().all()
    assert set(first.adjustments["adjustment"]) == {"leak"}


@given(worlds(), st.integers(1, 100))
def test_deductions_never_take_more_than_there_is(world, cases):
    made, units = world
    extra = [act("deduction", "all", per_case=7, on="a"), act("deduction", "more", per_case=9)]
    result = scored(
        tree([*made, *extra]),
        **{u: values | {"all": cases, "more": cases} for u, values in units.items()},
    )
    mine = result.adjustments[result.adjustments["adjustment"].isin(["all", "more"])]
    lost = mine["before"] - mine["after"]
    assert (mine["after"] >= 0).all()
    assert (lost >= 0).all()
    asked = mine["adjustment"].map({"all": 7.0, "more": 9.0}).astype(float) * cases
    assert (lost <= asked + 1e-6).all()
    assert ((mine["after"] == 0) | (abs(lost - asked) < 1e-6)).all()
    assert (result.totals["exact"].dropna() >= 0).all()


@given(worlds(least=2), st.randoms(use_true_random=False))
def test_the_order_of_units_never_matters(world, random):
    made, units = world
    names = list(units)
    random.shuffle(names)
    one_way = scored(tree(made), **units)
    other = scored(tree(made), **{name: units[name] for name in names})
    pd.testing.assert_frame_equal(one_way.totals, other.totals)
    pd.testing.assert_frame_equal(one_way.scores, other.scores)
    pd.testing.assert_frame_equal(one_way.adjustments, other.adjustments)
    alone = scored(tree(made), **{names[0]: units[names[0]]}).totals
    together = one_way.totals[one_way.totals["unit"] == names[0]].reset_index(drop=True)
    for column in ("total", "low", "high", "verdict"):
        assert alone[column].equals(together[column])


@given(worlds(), st.sampled_from([("a.x", 30), ("a.y", 30), ("b", 40)]))
def test_low_and_high_hold_every_outcome(world, opened):
    """Open one leaf: the interval contains what comes out at each of its values."""
    (made, units), (name, most) = world, opened
    values = units["u0"]
    ways = {f"at {n}": values | {name: n / 8 * most} for n in range(9)}
    found = scored(tree(made), open=values | {name: "未评估"}, **ways).totals.set_index("unit")
    interval, outcomes = found.loc["open"], found.drop("open")
    if interval["verdict"] == "failed":
        assert set(outcomes["verdict"]) == {"failed"}
    if interval["verdict"] == "":
        known = outcomes["total"].dropna()
        assert known.between(interval["low"] - 1e-6, interval["high"] + 1e-6).all()


@given(st.sampled_from([Bonus, Deduction]), st.lists(QUARTERS, min_size=1, max_size=20))
def test_more_of_the_value_is_never_less_of_the_points(kind, values):
    forms = [
        {"per_case": 3, "cap": 20},
        {"ladder": {"from": "0.1", "points": 1, "each": "0.2"}},
        {"steps": [{"at_least": 3, "points": 4}, {"at_least": 1, "points": 1}]},
        {"judged_up_to": 20},
        {"amount": 3},
    ]
    ordered = np.array(sorted(values))
    for form in forms:
        made = kind(kind=kind.__name__.lower(), id="x", title={"en": "X"}, **form)
        assert (np.diff(points_of(made, ordered, np.ones(len(ordered)))) >= 0).all()

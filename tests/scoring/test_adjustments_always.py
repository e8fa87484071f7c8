"""What must hold for every list of adjustments and all values."""

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from gkeval.numbers import clean
from tests.scoring.builders import act, branch, leaf, scheme, scored

KINDS = st.sampled_from(["bonus", "deduction", "cap", "veto", "gate"])


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

"""Channels, own trees, draws, roll-ups, what does not apply, other full marks: worked by hand."""

import hashlib

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from tests.scoring.builders import act, branch, leaf, scheme, score_of, scored, totals

TWO = {"county": {}, "department": {}}


# Channels


def channels():
    return scheme(
        branch("third", 70, leaf("third.a", 60), leaf("third.b", 40), out_of=100),
        branch("daily", 30, leaf("daily.a", 100), out_of=100),
    )


def test_a_channel_of_seventy_is_marked_out_of_a_hundred():
    result = scored(channels(), u={"third.a": 45, "third.b": 30, "daily.a": 90})
    # 75 × 0.7 + 90 × 0.3
    assert totals(result)["u"] == 79.5
    assert score_of(result, "u", "third") == 52.5
    assert score_of(result, "u", "third.a", "points") == 60
    assert score_of(result, "u", "third.a", "available") == 42
    assert score_of(result, "u", "third.a") == 31.5


def test_points_stay_in_their_channel():
    result = scored(channels(), u={"third.a": "不适用", "third.b": 30, "daily.a": 90})
    # b is worth the whole channel: 30 ÷ 40 of 70, and 27
    assert score_of(result, "u", "third") == 52.5
    assert totals(result)["u"] == 79.5


def test_two_halves_of_fifty():
    made = scheme(branch("x", 50, leaf("x.a", 8), out_of=8), branch("y", 50, leaf("y.a", 50)))
    assert totals(scored(made, u={"x.a": 5, "y.a": 40}))["u"] == 71.25


def test_percent_of_the_parent_and_points_mixed_by_branch():
    below = [branch("a.x", None, leaf("a.x.1", 12)), leaf("a.y", None)]
    for item, percent in zip(below, (60, 40), strict=True):
        item.pop("points")
        item["percent"] = percent
    made = scheme(branch("a", 20, *below), leaf("b", 80))
    assert [float(made.by_id[name].points) for name in ("a.x", "a.x.1", "a.y")] == [12, 12, 8]
    assert totals(scored(made, u={"a.x.1": 6, "a.y": 8, "b": 40}))["u"] == 54


@pytest.mark.parametrize("levels", [1, 2, 3, 4, 5])
def test_one_to_five_levels(levels):
    left, right = leaf("l", 6), leaf("r", 4)
    tree = [left, right]
    for level in range(2, levels + 1):
        tree = [branch(f"b{level}", 10, *tree), leaf(f"s{level}", 10 * level)]
        tree[0]["points"] = sum(item["points"] for item in tree[0]["indicators"])
    made = scheme(*tree)
    assert max(level for _, level in made.walk()) == levels
    values = {f"s{level}": 5 * level for level in range(2, levels + 1)}
    total = 3 + 4 + sum(values.values())
    assert totals(scored(made, u={"l": 3, "r": 4} | values))["u"] == total


# Trees of their own


def own_trees(**more):
    return scheme(
        leaf("a1", 70, groups=["county"]),
        leaf("a2", 30, groups=["county"]),
        branch("b", 100, leaf("b1", 55), leaf("b2", 45), groups=["department"]),
        groups=TWO,
        points=100,
        **more,
    )


def test_every_group_has_its_own_table():
    made = own_trees()
    result = scored(
        made,
        c={"group": "county", "a1": 60, "a2": 20},
        d={"group": "department", "b1": 50, "b2": 40},
        e={"group": "department", "b1": "不适用", "b2": 40},
    )
    assert totals(result) == pytest.approx({"c": 80, "d": 90, "e": 4000 / 45})
    assert totals(result, "rank") == {"c": 1, "d": 1, "e": 2}
    assert score_of(result, "c", "a1", "available") == 70


@pytest.mark.parametrize("kind", ["siblings", "whole_tree"])
def test_another_groups_table_passes_no_points_on(kind):
    made = own_trees(not_applicable={"kind": kind})
    result = scored(made, c={"group": "county", "a1": 35, "a2": "不适用"})
    assert score_of(result, "c", "a1", "available") == 100
    assert totals(result)["c"] == 50


def test_a_common_branch_with_children_of_one_group_each():
    made = scheme(
        branch(
            "x",
            40,
            leaf("x.c", 30, groups=["county"]),
            leaf("x.d", 30, groups=["department"]),
            leaf("x.all", 10),
        ),
        leaf("y", 60),
        groups=TWO,
    )
    result = scored(
        made,
        c={"group": "county", "x.c": 15, "x.all": 10, "y": 30},
        d={"group": "department", "x.d": 30, "x.all": 0, "y": 60},
    )
    assert totals(result) == {"c": 55, "d": 90}


def test_a_subset_may_have_its_own_table():
    made = scheme(
        leaf("content", 30, groups=["service"]),
        leaf("services", 20, groups=["service"]),
        leaf("office", 50, groups=["office"]),
        groups={"unit": {}, "service": {"within": "unit"}, "office": {"within": "unit"}},
        points=50,
    )
    result = scored(
        made,
        s={"group": "unit", "subsets": "service", "content": 15, "services": 20},
        o={"group": "unit", "subsets": "office", "office": 40},
    )
    assert totals(result) == {"s": 35, "o": 40}
    assert totals(result, "rank") == {"s": 2, "o": 1}


def test_the_table_of_every_group_must_add_up():
    with pytest.raises(gk.InputError) as caught:
        scheme(
            leaf("a", 100, groups=["county"]),
            leaf("b", 60, groups=["department"]),
            leaf("c", 50, groups=["department"]),
            groups=TWO,
            points=100,
        )
    (problem,) = caught.value.problems
    assert problem.code == "points_do_not_add_up"
    assert "for department, add up to 110 points, 10 too many" in problem.found


def test_a_group_that_nothing_is_scored_for_has_nothing_to_add_up():
    made = scheme(leaf("a", 100, groups=["county"]), groups=TWO)
    result = scored(made, c={"group": "county", "a": 70}, d={"group": "department"})
    assert totals(result)["c"] == 70
    assert np.isnan(totals(result)["d"])
    assert totals(result, "state") == {"c": "scored", "d": "not_applicable"}


# Draws


def drawn(seed, take=3, names="abcdefgh", points=2):
    fields = [leaf(f"f.{name}", points) for name in names]
    draw = {"take": take, "seed": seed}
    return scheme(branch("f", 30, *fields, draw=draw, out_of=take * points), leaf("other", 70))


def test_anybody_can_repeat_a_draw():
    made = drawn(seed=7)
    ids = sorted(f"f.{name}" for name in "abcdefgh")
    ordered = sorted(ids, key=lambda name: hashlib.sha256(f"7:{name}".encode()).hexdigest())
    assert made.undrawn == set(ordered[3:])
    assert drawn(seed=7, names="hgfedcba").undrawn == made.undrawn
    assert len({drawn(seed=seed).undrawn for seed in range(20)}) > 10


@pytest.mark.parametrize("policy", ["siblings", "whole_tree", "full"])
def test_what_is_drawn_shares_the_points_and_the_rest_counts_nowhere(policy):
    made = drawn(seed=7).replace(not_applicable={"kind": policy})
    values = {f"f.{name}": 0 if f"f.{name}" in made.undrawn else 1 for name in "abcdefgh"}
    result = scored(made, u=values | {"other": 70})
    chosen = next(name for name in values if name not in made.undrawn)
    assert score_of(result, "u", chosen, "available") == 10
    assert score_of(result, "u", "f") == 15
    assert totals(result)["u"] == 85
    assert not set(made.undrawn) & set(result.scores["indicator"])


def test_a_drawn_field_that_does_not_apply_leaves_its_points_to_the_others_drawn():
    made = drawn(seed=7)
    chosen = sorted({f"f.{name}" for name in "abcdefgh"} - made.undrawn)
    values = dict.fromkeys(made.undrawn, 2) | dict(zip(chosen, (1, 2, "不适用"), strict=True))
    result = scored(made, u=values | {"other": 0})
    # 15 points each: half and all
    assert totals(result)["u"] == 22.5


# Roll-ups


def third_party(own="0.5"):
    rollup = {"groups": ["county"], "own": own, "children": ["dept", "township"]}
    return scheme(
        branch("third", 70, leaf("third.a", 100), out_of=100, rollup=rollup),
        leaf("daily", 30, groups=["county"]),
        groups={"county": {}, "dept": {}, "township": {}},
    )


def test_a_county_is_half_its_own_and_half_the_mean_of_those_below():
    result = scored(
        third_party(),
        c={"group": "county", "third.a": 84, "daily": 24},
        d={"group": "dept", "parent": "c", "third.a": 70},
        t1={"group": "township", "parent": "c", "third.a": 60},
        t2={"group": "township", "parent": "c", "third.a": 50},
        alone={"group": "county", "third.a": 80, "daily": 30},
    )
    # 84 × 0.5 + 60 × 0.5 = 72, of 70 points; below, the daily points go to the third party's
    assert totals(result) == pytest.approx({"c": 74.4, "d": 70, "t1": 60, "t2": 50, "alone": 86})
    assert score_of(result, "c", "third") == 50.4
    assert score_of(result, "c", "third", "rate") == 0.72
    assert score_of(result, "c", "third.a", "rate") == 0.84


@pytest.mark.parametrize(("own", "total"), [("1", 88.8), ("0", 72), ("0.7", 83.76)])
def test_other_shares(own, total):
    result = scored(
        third_party(own),
        c={"group": "county", "third.a": 84, "daily": 30},
        t={"group": "township", "parent": "c", "third.a": 60},
    )
    assert totals(result)["c"] == total


def test_those_below_that_have_no_score_there_are_left_out_of_the_mean():
    result = scored(
        third_party(),
        c={"group": "county", "third.a": 80, "daily": 30},
        t={"group": "township", "parent": "c", "third.a": 60},
        n={"group": "township", "parent": "c", "third.a": "不适用"},
    )
    assert totals(result)["c"] == 79


def test_what_is_open_below_is_open_above():
    result = scored(
        third_party(),
        c={"group": "county", "third.a": 80, "daily": 30},
        t={"group": "township", "parent": "c", "third.a": "未评估"},
    )
    row = result.totals.set_index("unit").loc["c"]
    # 70 × (0.4 + 0 … 0.5) + 30
    assert (row["low"], row["high"], row["state"]) == (58, 93, "not_assessed")
    assert pd.isna(row["rank"])


def test_a_city_of_counties_of_townships():
    made = scheme(
        leaf("a", 100),
        groups={"city": {}, "county": {}, "township": {}},
        rollup={"groups": ["city", "county"], "own": "0.5", "children": ["county", "township"]},
    )
    result = scored(
        made,
        t={"group": "township", "parent": "c", "a": 40},
        c={"group": "county", "parent": "m", "a": 80},
        m={"group": "city", "a": 100},
    )
    assert totals(result) == {"m": 80, "c": 60, "t": 40}


@pytest.mark.parametrize(
    ("parents", "code"),
    [
        ({"t": "nobody"}, "unknown_parent"),
        ({"t": "t"}, "parent_cycle"),
        ({"t": "c", "c": "t"}, "parent_cycle"),
    ],
)
def test_a_parent_must_be_a_unit_above(parents, code):
    units = {
        "c": {"group": "county", "third.a": 80, "daily": 30},
        "t": {"group": "township", "third.a": 60},
    }
    with pytest.raises(gk.InputError) as caught:
        scored(third_party(), **{u: v | {"parent": parents.get(u, "")} for u, v in units.items()})
    assert {problem.code for problem in caught.value.problems} == {code}


# What does not apply


def policies(**policy):
    return scheme(
        branch("a", 60, leaf("a.x", 40), leaf("a.y", 20)),
        branch("b", 40, leaf("b.x", 30), leaf("b.y", 10, not_applicable=policy)),
    )


@pytest.mark.parametrize(
    ("policy", "available", "total"),
    [
        # a.x 20 of 40, a.y 20 of 20, b.x 15 of 30, b.y does not apply
        ({"kind": "siblings"}, {"a.x": 40, "b.x": 40}, 20 + 20 + 20),
        ({"kind": "whole_tree"}, {"a.x": 400 / 9, "b.x": 300 / 9}, (20 + 20 + 15) / 0.9),
        ({"kind": "within", "of": "b"}, {"a.x": 40, "b.x": 40}, 20 + 20 + 20),
        ({"kind": "full"}, {"b.x": 30, "b.y": 10}, 65),
        ({"kind": "share", "rate": "0.8"}, {"b.x": 30, "b.y": 10}, 63),
        ({"kind": "explained", "rates": {"good": "0.8"}}, {"b.x": 30, "b.y": 10}, 55),
    ],
)
def test_where_the_points_go(policy, available, total):
    result = scored(policies(**policy), u={"a.x": 20, "a.y": 20, "b.x": 15, "b.y": "不适用"})
    for name, points in available.items():
        assert score_of(result, "u", name, "available") == pytest.approx(points, abs=1e-6)
    assert totals(result)["u"] == pytest.approx(total, abs=1e-6)


def test_within_keeps_points_under_a_branch_further_up():
    made = scheme(
        branch(
            "a",
            60,
            branch("a.x", 30, leaf("a.x.1", 20), leaf("a.x.2", 10)),
            branch("a.y", 30, leaf("a.y.1", 30)),
            not_applicable={"kind": "within", "of": "a"},
        ),
        leaf("b", 40),
    )
    result = scored(made, u={"a.x.1": 10, "a.x.2": "不适用", "a.y.1": 30, "b": 40})
    # 10 points over 20 and 30: 24 and 36
    assert score_of(result, "u", "a.x.1", "available") == 24
    assert score_of(result, "u", "a.y", "available") == 36
    assert totals(result)["u"] == 12 + 36 + 40


def explained():
    rates = {"充分": "0.8", "一般": "0.6", "简单": "0.4"}
    return scheme(
        leaf("a", 50), leaf("b", 50), not_applicable={"kind": "explained", "rates": rates}
    )


@pytest.mark.parametrize(
    ("cell", "points"), [("充分", 40), ("一般", 30), ("简单", 20), ("不适用", 0), (35, 35)]
)
def test_an_explanation_earns_by_its_quality(cell, points):
    result = scored(explained(), u={"a": 50, "b": cell})
    assert totals(result)["u"] == 50 + points
    assert score_of(result, "u", "b") == points
    assert gk.score(result.scheme, result.values, result.units).totals.equals(result.totals)


def test_an_explanation_that_the_scheme_does_not_know_is_a_fault():
    values = pd.DataFrame(
        {
            "unit": ["u", "u"],
            "indicator": ["a", "b"],
            "value": [50.0, None],
            "state": ["scored", "not_applicable"],
            "level": ["", "马虎"],
        }
    )
    with pytest.raises(gk.InputError) as caught:
        gk.score(explained(), values, pd.DataFrame({"unit": ["u"], "group": ["unit"]}))
    (problem,) = caught.value.problems
    assert (problem.code, problem.found) == ("unknown_level", "马虎")


@pytest.mark.parametrize(
    ("given", "state", "total"),
    [("40", "scored", 90), ("一般", "not_applicable", 80), ("不适用", "not_applicable", 50)],
)
def test_raters_may_give_an_explanation_or_a_state_for_a_value(given, state, total):
    rows = [("a", "50"), ("b", given)]
    judgements = pd.DataFrame(
        [{"unit": "u", "record": i, "indicator": i, "rater": "x", "value": v} for i, v in rows]
    )
    units = pd.DataFrame({"unit": ["u"], "group": ["unit"]})
    result = gk.assess(explained(), gk.read_records({"units": units, "judgements": judgements}))
    assert result.values.set_index("indicator").loc["b", "state"] == state
    assert totals(result)["u"] == total


def test_seventy_five_times_four_thirds():
    made = scheme(leaf("x", 30), leaf("services", 25), leaf("y", 25), leaf("z", 20))
    result = scored(made, u={"x": 26, "services": "不适用", "y": 22, "z": 18})
    assert totals(result)["u"] == 88
    assert score_of(result, "u", "x", "available") == 40


# Full marks


@pytest.mark.parametrize(("base", "total"), [(81.22, 81.34), (100, 100), (0, 0.64)])
def test_base_and_key_fields_over_what_both_could_earn(base, total):
    made = scheme(
        leaf("base", 100),
        leaf("key", 0.64),
        points="100.64",
        scale_to=100,
        rounding={"decimals": 2},
    )
    assert totals(scored(made, u={"base": base, "key": 0.64}))["u"] == total


@pytest.mark.parametrize("full", [1, 100, 120, 1000])
def test_full_marks_of_any_size(full):
    made = scheme(leaf("a", full * 0.6), leaf("b", full * 0.4), points=full)
    result = scored(made, u={"a": full * 0.45, "b": full * 0.4}, v={"a": 0, "b": 0})
    assert totals(result) == pytest.approx({"u": full * 0.85, "v": 0})


def test_another_full_mark_moves_adjustments_gates_and_grades_with_it():
    made = scheme(
        leaf("a", 50),
        scale_to=100,
        adjustments=[act("gate", "pass", below=60), act("bonus", "x", per_case=5)],
        grades=[{"id": "good", "title": {"en": "Good"}, "at_least": 80}],
    )
    result = scored(made, u={"a": 38, "x": 1}, v={"a": 37, "x": 0}, w={"a": 29, "x": 9})
    assert totals(result) == {"u": 81, "v": 74, "w": 58}
    assert totals(result, "grade") == {"u": "good", "v": "", "w": "failed"}

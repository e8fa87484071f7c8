"""Draws of several ways to assess, of failed units and of broken ties; the bar of progress."""

import pytest

import gkeval as gk
from tests.scoring.builders import act, branch, grade, leaf, scheme, scored

TREE = branch("a", 60, leaf("a.x", 40), leaf("a.y", 20)), leaf("b", 30), leaf("c", 10)
FULL = {"a.x": 40, "a.y": 20, "b": 30, "c": 10}


def test_a_single_draw_takes_one_of_the_ways():
    made = scheme(*TREE)
    low, high = (scored(made, 甲=FULL | {"c": c}, 乙=FULL | {"c": 5}) for c in (0, 10))
    scores = set()
    for seed in range(6):
        robust = gk.robustness(low, 1, seed, weights=None, choices={"other": high})
        scores.add(round(robust.intervals.set_index("unit").at["甲", "mean_score"], 9))
    assert scores == {90, 100}


def test_what_a_grade_needs_is_looked_up_in_the_way_that_was_drawn():
    # 甲 has 92 points; its a is 52 of 60 as assessed, 60 where a.x was judged better, and b worse
    grades = [grade("good", at_least=80, needs={"rates": {"a": "0.9"}}), grade("rest", at_least=0)]
    made = scheme(*TREE, grades=grades)
    one = scored(made, 甲=FULL | {"a.x": 32}, 乙=FULL)
    other = scored(made, 甲=FULL | {"b": 22}, 乙=FULL)
    assert one.totals["total"].to_list() == other.totals["total"].to_list()
    shares = gk.robustness(one, 400, weights=None, choices={"other": other}).grades
    assert shares.loc["乙"].to_list() == [1, 0]
    assert shares.at["甲", "good"] == pytest.approx(0.5, abs=0.08)
    assert shares.loc["甲"].sum() == pytest.approx(1)


def test_a_grade_that_no_draw_gives_again_is_in_doubt_all_the_same():
    # 甲 fails the gate by one point; with full marks for b and c worth more, it passes
    grades = [grade("good", at_least=80), grade("pass", at_least=60)]
    made = scheme(*TREE, grades=grades, adjustments=[act("gate", "low", below=60)])
    result = scored(made, 甲={"a.x": 40, "a.y": 0, "b": 10, "c": 9}, 乙=FULL)
    robust = gk.robustness(result, 1, seed=5)
    row = robust.doubtful().iloc[0]
    assert row[["unit", "grade", "kept", "other", "share"]].to_list() == [
        "甲",
        "failed",
        0,
        "pass",
        1,
    ]
    assert robust.grades["failed"].to_list() == [0, 0]
    assert robust.errors().set_index("unit").at["甲", "grade"] == 0


def test_points_passed_on_to_siblings_of_hardly_any_weight_are_not_lost():
    made = scheme(*TREE)
    whole = {"a.x": "不适用", "a.y": 20, "b": 30, "c": 10}  # all there is, so 100 in every draw
    robust = gk.robustness(
        scored(made, 甲=whole, 乙=FULL | {"c": 0}), 300, weights=gk.Dirichlet(0.02)
    )
    scores = robust.intervals.set_index("unit").loc["甲", ["mean_score", "sd_score"]]
    assert scores.to_list() == pytest.approx([100, 0], abs=1e-6)


def test_without_grades_none_is_in_doubt():
    robust = gk.robustness(scored(scheme(*TREE), 甲=FULL, 乙=FULL | {"c": 5}), 10)
    assert robust.doubtful().empty
    assert list(robust.doubtful().columns) == ["unit", "name", "grade", "kept", "other", "share"]
    assert "grades" not in robust.summary("en")
    assert "等级" not in robust.summary("zh")


def test_without_grades_a_gate_fails_units_all_the_same():
    # 甲 has 39 points and 乙 100: the gate of 50 fails 甲 and passes 乙 under any weights
    made = scheme(*TREE, adjustments=[act("gate", "low", below=50)])
    result = scored(made, 甲={"a.x": 16, "a.y": 8, "b": 12, "c": 3}, 乙=FULL)
    robust = gk.robustness(result, 40, seed=1)
    shares = {name: column.to_dict() for name, column in robust.grades.items()}
    assert shares == {"failed": {"甲": 1, "乙": 0}, "": {"甲": 0, "乙": 1}}
    assert robust.errors()["grade"].to_list() == [0, 0]
    assert robust.doubtful().empty
    none = gk.robustness(scored(scheme(*TREE), 甲=FULL), 5)
    assert none.grades.to_dict() == {"": {"甲": 1}}


def test_broken_ties_count_as_above():
    # both have the same in everything; b decides among equals, so 甲 by 30 to 20 of a.x and c
    own = {"甲": {"a.x": 20, "b": 30}, "乙": {"a.x": 30, "b": 20}}
    own = {name: {"a.y": 0, "c": 10} | cells for name, cells in own.items()}
    made = scheme(*TREE, ranking={"ties": "ordinal", "break_by": ["b"]})
    robust = gk.robustness(scored(made, **own), 20, weights=None)
    assert robust.above().loc["甲", "乙"] == 1
    assert robust.above().loc["乙", "甲"] == 0
    shared = gk.robustness(scored(scheme(*TREE), **own), 20, weights=None)
    assert shared.above().to_numpy().sum() == 0


def test_groups_are_asked_for_by_name_and_never_mixed():
    made = scheme(*TREE, groups={"city": {}, "county": {}})
    units = {
        "甲": FULL | {"group": "city", "c": 1},
        "乙": FULL | {"group": "county", "c": 2},
        "丙": FULL | {"group": "county", "c": 3},
    }
    robust = gk.robustness(scored(made, **units), 10)
    assert robust.top(1, "county").to_dict() == {"丙": 1, "乙": 0}
    assert robust.tiers("city")["unit"].to_list() == ["甲"]
    with pytest.raises(gk.GkevalError, match="group must be said one of: city, county"):
        robust.top(1)
    with pytest.raises(gk.GkevalError, match=r"group is 'town', must be one of: city, county"):
        robust.above("town")
    with pytest.raises(gk.GkevalError, match="of several groups, must be ranked with each other"):
        robust.above(units=["甲", "乙"])


def test_the_draws_that_are_enough():
    robust = gk.robustness(scored(scheme(*TREE), 甲=FULL, 乙=FULL), 10)
    # both always share the first rank: no mean rank errs, and a share of ½ errs by 0.5 ÷ √n
    assert robust.enough(ranks=0.1, share=0.01) == 2500
    assert robust.enough(ranks=0.1, share=0.5) == 1
    with pytest.raises(gk.GkevalError, match="ranks is 0, must be a finite number at least"):
        robust.enough(ranks=0)


def test_progress_is_shown_when_asked_for(capsys):
    result = scored(scheme(*TREE), 甲=FULL, 乙=FULL | {"c": 5})
    gk.robustness(result, 30, progress=True)
    assert "30/30" in capsys.readouterr().err
    gk.robustness(result, 30)
    assert capsys.readouterr().err == ""


def test_a_choice_must_be_marked_out_of_the_same():
    one = scored(scheme(*TREE), 甲=FULL)
    ten = scored(scheme(*TREE, scale_to=10), 甲=FULL)
    with pytest.raises(gk.GkevalError, match="'ten' is marked out of 10, must be out of 100"):
        gk.robustness(one, choices={"ten": ten})


def test_the_policy_in_force_is_not_an_alternative_to_itself():
    result = scored(scheme(*TREE), 甲=FULL)
    same = gk.robustness(result, 5, weights=None, choices={"not_applicable": ["siblings"]})
    assert same.varied("en") == "nothing"

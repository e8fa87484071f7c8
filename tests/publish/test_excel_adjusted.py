"""Adjustments in the workbook: what the formulas come to from their inputs, as worked by hand."""

import pytest

from tests.publish import workbooks as made
from tests.publish.recalculating import checked, column
from tests.publish.workbooks import row
from tests.scoring.builders import act, branch, grade, leaf, scheme, scored

AMOUNTS = {  # for 0, 0.3, 1, 2, 3.5 and 6 found
    "per_case": (0, 0.45, 1.5, 3, 4, 4),
    "ladder": (0, 1.5, 3, 5.5, 9.5, 15.5),
    "steps": (0, 0, 2, 2, 5, 5),
    "judged": (0, 0.3, 1, 2, 3.5, 6),
    "amount": (0, 0, 0, 4, 0, 0),
}
BARE = [70 + 2 * n for n in range(6)]
"""Totals of the same six units before anything is adjusted; 20 + n of them on b."""


def totals(book, head="总分"):
    return column(book["总分"], head)


@pytest.mark.parametrize("form", AMOUNTS)
def test_a_bonus_adds_what_its_form_says(form, tmp_path):
    told = totals(checked(made.form("bonus", form, on="b"), tmp_path))
    sums = [bare + more for bare, more in zip(BARE, AMOUNTS[form], strict=True)]
    assert [told[f"u{n}"] for n in range(1, 7)] == pytest.approx(sums)
    # what nobody assessed changes nothing: 50 + 20; a unit without points has no total
    assert told["u8"] == 70
    assert told["u9"] == ""


def test_a_share_of_an_indicator_is_a_share_of_its_points(tmp_path):
    """A tenth of b (20 + n of it) from one case on; of the total at most the cap of 5."""
    told = totals(checked(made.form("deduction", "share", on="b"), tmp_path))
    sums = [bare - (20 + n) / 10 * (n >= 2) for n, bare in enumerate(BARE)]
    assert [told[f"u{n}"] for n in range(1, 7)] == pytest.approx(sums)
    whole = totals(checked(made.form("deduction", "share"), tmp_path))
    assert [whole[f"u{n}"] for n in range(1, 7)] == [70, 72, 69, 71, 73, 75]


def test_a_share_without_a_cap_takes_all_of_it(tmp_path):
    cut = act("deduction", "x", share="0.5")
    told = totals(checked(made.adjusted(cut, rows=[row(60, 20, x=1), row(60, 20)]), tmp_path))
    assert told == {"u1": 40, "u2": 80}


def test_a_ladder_of_one_step_has_no_further_steps(tmp_path):
    one = act("bonus", "x", ladder={"from": 2, "points": 3})
    rows = [row(10, 10, x=1), row(10, 10, x=2), row(10, 10, x=9)]
    told = totals(checked(made.adjusted(one, rows=rows), tmp_path))
    assert told == {"u1": 20, "u2": 23, "u3": 23}


def test_a_deduction_never_takes_more_than_there_is(tmp_path):
    """50 for each case: 0 is left of 30, and 20 of 70."""
    loss = act("deduction", "x", per_case=50)
    told = totals(checked(made.adjusted(loss, rows=[row(20, 10, x=1), row(50, 20, x=1)]), tmp_path))
    assert told == {"u1": 0, "u2": 20}


def test_bonuses_open_above_and_at_a_total_and_a_cap_ends_them(tmp_path):
    """80 is not above 80; 80.1 + 2 is at 82, + 5; 82 + 6 + 5 = 93 is capped at 84."""
    book = checked(made.opening(), tmp_path)
    assert totals(book) == {"u1": 80, "u2": 87.1, "u3": 84, "u4": ""}
    assert totals(book, "总分下限")["u4"] == 60
    assert totals(book, "总分上限")["u4"] == 108


def test_caps_hold_single_indicators(tmp_path):
    """50 is cut to half of 60, 30 to 10, of which 15 are taken; then nothing is cut."""
    book = checked(made.capped(), tmp_path)
    assert totals(book) == {"u1": 30, "u2": 20, "u3": 80}
    assert column(book["一级指标得分"], "a（加减分前）") == {"u1": 50, "u2": 20, "u3": 50}
    assert column(book["一级指标得分"], "a") == {"u1": 30, "u2": 20, "u3": 50}
    assert column(book["一级指标得分"], "b") == {"u1": 0, "u2": 0, "u3": 30}


def test_after_a_veto_nothing_counts(tmp_path):
    """59 stays 59 whatever follows, and only the unit without a veto has its bonus."""
    book = checked(made.vetoed(), tmp_path)
    assert totals(book) == {"u1": 83, "u2": 59, "u3": "", "u4": 59, "u5": 59}
    grades = {"u1": "good", **dict.fromkeys(("u2", "u3", "u4", "u5"), "不合格")}
    assert column(book["总分"], "等级") == grades
    assert column(book["总分"], "备注") == {
        "u1": "", "u2": "一票否决", "u3": "一票否决", "u4": "一票否决", "u5": "一票否决",
    }  # fmt: skip


def test_after_a_veto_neither_deduction_nor_cap_nor_gate_counts(tmp_path):
    """Vetoed to 59: 59. Not vetoed: 80 − 5 = 75, at most 70, and 70 is below the gate of 72."""
    result = made.adjusted(
        act("veto", "x", score=59),
        act("deduction", "y", per_case=5),
        act("cap", "z", at=70),
        act("gate", "g", below=72),
        act("veto", "w", result="fail"),
        rows=[row(50, 30, x=1, y=1, z=1, w=1), row(50, 30, y=1, z=1, w=1), row(50, 30, w=1)],
    )
    book = checked(result, tmp_path)
    assert totals(book) == {"u1": 59, "u2": 70, "u3": ""}
    assert column(book["总分"], "备注") == {"u1": "一票否决", "u2": "不合格", "u3": "一票否决"}


def test_conditions_are_at_most_above_and_below(tmp_path):
    """From 2 to 3: 4 points; above 3: 5; below 2: 6."""
    result = made.adjusted(
        act("bonus", "x", amount=4, when={"at_least": 2, "at_most": 3}),
        act("bonus", "y", amount=5, when={"above": 3}),
        act("bonus", "z", amount=6, when={"below": 2}),
        rows=[row(10, 10, x=n, y=n, z=n) for n in (1, 2, 3, 4)],
    )
    assert totals(checked(result, tmp_path)) == {"u1": 26, "u2": 24, "u3": 24, "u4": 25}


def test_a_gate_that_is_undecided_keeps_both_ends(tmp_path):
    """50 to 90 on a gate of 60: 50 if it fails, 90 + 6 if it does not."""
    book = checked(made.gated(), tmp_path)
    assert totals(book, "总分下限") == {"u1": 83, "u2": 59, "u3": 50, "u4": 14, "u5": 30}
    assert totals(book, "总分上限") == {"u1": 83, "u2": 59, "u3": 96, "u4": 74, "u5": 73}
    remarks = column(book["总分"], "备注")
    assert (remarks["u2"], remarks["u3"]) == ("不合格", "有指标未评定，不排名")


def test_a_gate_may_be_for_one_group_and_what_is_missing_may_count_as_nothing(tmp_path):
    """The gate of 60 is the county's: 50 of the department passes, and so does 40 with 0 for b."""
    parts = scheme(
        *made.AB, groups={"county": {}, "department": {}}, missing="zero",
        adjustments=[act("gate", "pass", below=60, groups=["county"])],
    )  # fmt: skip
    result = scored(
        parts,
        u1=row(30, 20, group="county"), u2=row(30, 20, group="department"),
        u3=row(60, 20, group="county"), u4=row(40, "未评估", group="department"),
        u5=row(50, "未评估", group="county"),
    )  # fmt: skip
    book = checked(result, tmp_path)
    failed = "不合格"
    assert column(book["总分"], "备注") == {
        "u1": failed,
        "u2": "",
        "u3": "",
        "u4": "",
        "u5": failed,
    }
    assert totals(book) == {"u1": 50, "u2": 50, "u3": 80, "u4": 40, "u5": 50}
    applies = column(book["加减分"], "pass：是否适用")
    assert applies == {"u1": 1, "u2": 0, "u3": 1, "u4": 0, "u5": 1}


def test_scores_of_those_below_are_mixed_in_and_their_veto_strikes_the_parent(tmp_path):
    """D1: 13 + 3 + (41 + 9) × 0.4 = 36, less 2 × 3 on a, less a quarter of the 10 left of g."""
    book = checked(made.families(), tmp_path)
    told = totals(book)
    assert {unit: told[unit] for unit in ("K1", "D1", "D2")} == {"K1": 66, "D1": 27.5, "D2": 100}
    vetoed = {unit for unit, said in column(book["总分"], "备注").items() if said == "一票否决"}
    assert vetoed == {"K3", "D4"}
    assert column(book["加减分"], "本级占比：g")["K1"] == 0.5
    rows = [line for line in book["上下级合成"][5:] if line[:2] == ["g", "K1"]]
    assert [(line[2], line[5]) for line in rows] == [("D1", pytest.approx(16 / 60)), ("D2", 1)]


@pytest.mark.parametrize(
    ("when", "struck"),
    [
        ({"at_least": 2}, {"K1"}),
        ({"above": 0, "at_most": 1}, {"K2"}),
        ({"below": 1}, {"K3"}),
    ],
)
def test_a_parent_answers_for_those_below_who_meet_the_condition(when, struck, tmp_path):
    """Departments with 2, 1 and 0 cases below three counties that have none of their own."""
    two = scheme(
        *made.AB,
        groups={"county": {}, "department": {}},
        adjustments=[
            act("veto", "other", result="fail", parent_too=True),
            act("veto", "leak", score=10, when=when, parent_too=True, groups=["department"]),
        ],
    )
    units = {f"K{n}": row(50, 30, group="county") for n in (1, 2, 3)}
    for number, cases in enumerate((2, 1, 0), start=1):
        units[f"D{number}"] = row(40, 30, group="department", parent=f"K{number}", leak=cases)
    book = checked(scored(two, **units), tmp_path)
    told = totals(book)
    assert {unit for unit in ("K1", "K2", "K3") if told[unit] == 10} == struck
    assert {told[unit] for unit in ("K1", "K2", "K3")} == {10, 80}


def test_what_an_adjustment_moves_in_a_branch_that_is_no_sum_is_a_number(tmp_path):
    """min(1, 0.5) of 60 is 30; one case takes 10 of b's 20, so that a quarter of 60 is left."""
    parts = scheme(
        branch("g", 60, leaf("a", 20), leaf("b", 40), combine={"kind": "minimum"}),
        leaf("c", 40),
        adjustments=[act("deduction", "x", on="b", per_case=10)],
    )
    result = scored(parts, u1={"a": 20, "b": 20, "c": 5, "x": 1}, u2={"a": 5, "b": 40, "c": 5})
    book = checked(result, tmp_path)
    assert totals(book) == {"u1": 20, "u2": 20}
    head = next(one for one in book["加减分"][4] if "合成后的变化" in one)
    assert column(book["加减分"], head) == {"u1": -15, "u2": 0}


def test_a_branch_that_is_held_moves_by_the_least_and_the_most_its_part_can(tmp_path):
    """g is 60 points and held at 20; then half of a is taken.

    u1: 30 + 0 to 20 is held at 20, and a loses 15 whatever b is. u2: a is open, so that 10 to 50
    is 10 to 20, and half of nothing to half of 40 may be taken: 0 to 20.
    """
    parts = scheme(
        branch("g", 60, leaf("a", 40), leaf("b", 20)),
        leaf("c", 40),
        adjustments=[
            act("cap", "x", on="g", at=20),
            act("deduction", "y", on="a", share="0.5"),
        ],
    )
    result = scored(
        parts,
        u1={"a": 30, "b": "未评估", "c": 10, "x": 1, "y": 1},
        u2={"a": "未评估", "b": 10, "c": 10, "x": 1, "y": 1},
        u3={"a": 30, "b": 10, "c": 10, "x": 0, "y": 1},
    )
    book = checked(result, tmp_path)
    assert totals(book, "总分下限") == {"u1": 15, "u2": 10, "u3": 35}
    assert totals(book, "总分上限") == {"u1": 15, "u2": 30, "u3": 35}


def test_grades_follow_the_group_the_rates_and_the_quota(tmp_path):
    """good: 80, in towns 60; fine: a rate of 0.5 at b; the rest is in order, whatever it earns."""
    parts = scheme(
        *made.AB,
        groups={"county": {}, "town": {}, "island": {"within": "town"}},
        grades=[
            grade("good", at_least={"county": 80, "town": 60, "island": 50}),
            grade("fine", needs={"rates": {"b": "0.5"}}),
            grade("rest"),
        ],
    )
    result = scored(
        parts,
        u1=row(50, 30, group="county"), u2=row(50, 25, group="county"),
        u3=row(50, 19, group="county"), u4=row(40, 25, group="town"),
        u5=row(30, 25, group="town", subsets="island"), u6=row(30, "不适用", group="town"),
    )  # fmt: skip
    told = column(checked(result, tmp_path)["总分"], "等级")
    # b does not apply to u6, and stands in no one's way
    assert told == {
        "u1": "good", "u2": "fine", "u3": "rest", "u4": "good", "u5": "good", "u6": "fine",
    }  # fmt: skip

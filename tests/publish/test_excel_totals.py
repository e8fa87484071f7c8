"""Sums, totals, ranks and grades in the workbook, recalculated and worked by hand."""

import math

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from tests.proof import world
from tests.publish import workbooks as made
from tests.publish.recalculating import checked, column, faults, recalculated
from tests.publish.workbooks import row
from tests.scoring.builders import act, branch, grade, leaf, scheme, scored

HALF = {"groups": ["county"], "own": "0.5", "children": ["department"]}


def totals(book, head="总分"):
    return column(book["总分"], head)


COMBINED = {  # of 50 of 60 and 30 of 40: rates 5/6 and 3/4, weights 0.6 and 0.4
    "geometric": 100 * (5 / 6) ** 0.6 * (3 / 4) ** 0.4,
    "scale": 100 * ((1 + 9 * 5 / 6) ** 0.6 * (1 + 9 * 3 / 4) ** 0.4 - 1) / 9,
    "harmonic": 100 / (0.6 / (5 / 6) + 0.4 / (3 / 4)),
    "power": 100 * (0.6 * (5 / 6) ** -0.5 + 0.4 * (3 / 4) ** -0.5) ** -2,
    "power_0": 100 * (5 / 6) ** 0.6 * (3 / 4) ** 0.4,
    "power_2": 100 * math.sqrt(0.6 * (5 / 6) ** 2 + 0.4 * (3 / 4) ** 2),
    "minimum": 75,
    "maximum": 100 * 5 / 6,
}

FLOORS = {"harmonic": 1, "power": 5, "power_0": 5}


@pytest.mark.parametrize("kind", COMBINED)
def test_a_total_that_is_no_sum_is_a_formula(kind, tmp_path):
    book = checked(made.combined(kind), tmp_path)
    assert totals(book)["u3"] == pytest.approx(COMBINED[kind], abs=1e-6)
    # b does not apply to u8, which has half of a; nothing is assessed of u9
    assert totals(book)["u8"] == pytest.approx(50)
    assert totals(book, "总分下限")["u9"] == pytest.approx(FLOORS.get(kind, 0))
    assert totals(book, "总分上限")["u9"] == 100


def test_what_has_no_formula_is_a_number_and_the_first_sheet_says_so(tmp_path):
    """The median of 50 of 60 and 30 of 40, weighted, lies at the heavier: 5/6."""
    book = checked(made.combined("median"), tmp_path)
    assert totals(book)["u3"] == pytest.approx(100 * 5 / 6, abs=1e-6)
    about = "".join(f"{line[0]}{line[1]}" for line in book["说明"])
    assert "以有序加权、中位数等方式合成的指标写成数值" in about
    assert "写成数值" not in str(recalculated(made.combined("minimum"), tmp_path)["说明"])


def test_rates_that_depend_on_others_are_numbers_and_the_first_sheet_says_so(tmp_path):
    """2 and 4 cases of at most 4: rates 0.5 and 1 of 60, and 20 and 30 more."""
    book = checked(made.relative(), tmp_path)
    assert totals(book) == {"u1": 50, "u2": 90}
    assert "不随别的单元格变化" in str(book["说明"])


@pytest.mark.parametrize(
    ("policy", "total"),
    [
        # x1 is not due for u2: x2 has all 50 of x, of which it earns half; y 20 + 5 of 40
        ("siblings", 50 * 10 / 20 + 50 * (20 / 20 * 30 + 5) / 50),
        # x1 and y11 leave 60 of 100: 10 + 20 + 5 of them
        ("whole_tree", 100 * (10 + 20 + 5) / 60),
        ("full", 30 + 10 + 10 + 20 + 5),
        ("share", 0.8 * 30 + 10 + 0.8 * 10 + 20 + 5),
    ],
)
def test_points_that_do_not_apply_are_shared_as_the_scheme_says(policy, total, tmp_path):
    book = checked(made.policy(policy), tmp_path)
    assert totals(book)["u2"] == pytest.approx(total, abs=1e-6)


def test_points_stay_within_a_branch_and_a_reason_keeps_half(tmp_path):
    """y11 leaves 50 to y12 and y2; x2 of u4 is explained, and keeps half of its 20 points."""
    within = checked(made.policy("within"), tmp_path)
    assert totals(within)["u2"] == pytest.approx(50 * 10 / 20 + 50 * (20 + 5) / 40)
    explained = checked(made.policy("explained"), tmp_path)
    assert column(explained["得分率"], "x2")["u4"] == 0.5
    assert column(explained["二级指标得分"], "x2")["u4"] == 10


@pytest.mark.parametrize(
    ("ties", "on", "ranks"),
    [
        # 80, 80, 80, 20, open, 80: all that tie are first, and 20 comes fifth or second
        ("competition", "published", [1, 1, 1, 5, "", 1]),
        ("dense", "published", [1, 1, 1, 2, "", 1]),
        ("dense", "exact", [1, 1, 1, 2, "", 1]),
    ],
)
def test_ties_share_a_rank(ties, on, ranks, tmp_path):
    book = checked(made.ranked(ties, on), tmp_path)
    assert list(totals(book, "名次").values()) == ranks
    grades = list(totals(book, "等级").values())
    assert grades == ["first", "first", "first", "未达等级", "", "first"]


def test_exact_scores_part_what_is_published_alike(tmp_path):
    """80.4 and 79.6 are both published as 80; 80.4 is ahead where the exact score ranks."""
    parts = scheme(*made.AB, rounding={"decimals": 0, "rank_on": "exact"})
    result = made.units(parts, [row(50, 29.6), row(50, 30.4), row(10, 10)])
    book = checked(result, tmp_path)
    assert totals(book) == {"u1": 80, "u2": 80, "u3": 20}
    assert totals(book, "名次") == {"u1": 2, "u2": 1, "u3": 3}


def test_ties_are_broken_by_indicators_and_then_by_the_given_order(tmp_path):
    """Four times 80: 30 on b twice, parted by their order; 25; 20. b is not for u6."""
    parts = scheme(*made.AB, ranking={"ties": "ordinal", "break_by": ["b", "order"]})
    rows = [row(60, 20), row(55, 25), row(50, 30), row(50, 30), row(40, 10), row("不适用", 32)]
    frame = pd.DataFrame({"unit": [f"u{n}" for n in range(1, 7)], "group": "unit"})
    # codes of twelve digits, as of divisions; u5 and u6 have none and come last
    order = [540102000001, 540102000002, 540102000004, 540102000003, np.nan, np.nan]
    values = pd.DataFrame([{"unit": u, **r} for u, r in zip(frame["unit"], rows, strict=True)])
    result = gk.score(parts, values.astype(object), frame.assign(order=order))
    book = checked(result, tmp_path)
    told = {"u1": 5, "u2": 4, "u3": 3, "u4": 2, "u5": 6, "u6": 1}
    # a does not apply to u6: b has its points, 32 of 40 are 80 of 100
    assert totals(book, "名次") == told
    assert totals(book, "同分时看：b")["u6"] == 80
    assert totals(book, "同分时看：行政区划序")["u3"] == 540102000004


def test_ids_that_a_sheet_takes_for_the_same_keep_their_own_totals(tmp_path):
    """The parents of the three that are struck answer for them, and nobody else does."""
    book = checked(made.alike(), tmp_path)
    known = {"bxc": 78, "A1": 74, "~x": 72, "1": 68, ">5": 66, "5": 64}
    assert {unit: total for unit, total in totals(book).items() if total != ""} == known
    ranked = column(book["排名"], "总分", book["排名"][4].index("编号"))
    assert {unit: total for unit, total in ranked.items() if total != ""} == known


def test_ties_are_broken_by_what_adjustments_left(tmp_path):
    """Both have 70, u1 with 30 and u2 with 25 on b, of which 10 were taken from u1."""
    parts = scheme(
        *made.AB,
        ranking={"ties": "ordinal", "break_by": ["b"]},
        adjustments=[act("deduction", "x", on="b", per_case=10)],
    )
    result = made.units(parts, [row(50, 30, x=1), row(45, 25)])
    book = checked(result, tmp_path)
    assert totals(book) == {"u1": 70, "u2": 70}
    assert totals(book, "同分时看：b") == {"u1": 20, "u2": 25}
    assert totals(book, "名次") == {"u1": 2, "u2": 1}


def test_a_scale_sets_points_on_the_full_mark(tmp_path):
    """80 of 100 points are 96 of 120."""
    parts = scheme(*made.AB, scale_to=120, rounding={"decimals": 1})
    book = checked(made.units(parts, [row(50, 30), row(40, "未评估")]), tmp_path)
    assert totals(book) == {"u1": 96, "u2": ""}
    assert totals(book, "总分下限") == {"u1": 96, "u2": 48}
    assert totals(book, "总分上限") == {"u1": 96, "u2": 96}


def test_a_grade_that_needs_a_rate_waits_until_it_is_known(tmp_path):
    """40 of 60 on a, and 0.5 asked of b: u1 has it, u2 has not, and what u3 has is open."""
    parts = scheme(*made.AB, missing="zero", grades=[grade("good", needs={"rates": {"b": "0.5"}})])
    result = made.units(parts, [row(40, 20), row(40, 19), row(40, "未评估")])
    told = column(checked(result, tmp_path)["总分"], "等级")
    assert told == {"u1": "good", "u2": "未达等级", "u3": "未达等级"}


def test_a_provisional_total_says_why(five_scheme, tmp_path):
    """A document without a day that there is: its row is set aside, and its unit provisional."""
    frames = world.tables()
    frames["documents"].loc[0, "issued"] = "2017-02-30"
    result = gk.assess(five_scheme, gk.read_records(frames, on_error="report"))
    remarks = totals(checked(result, tmp_path), "备注")
    assert remarks["青山县"] == "部分底稿有误未计入，得分为暂定"
    assert remarks["白石县"] == ""


def test_families_without_open_indicators_have_no_open_columns(tmp_path):
    """Own 0.5 of 40 of 60, and the mean rate of two departments, 0.25 and 0.75, at the other."""
    parts = scheme(
        branch(
            "g",
            60,
            leaf("a", 60),
            rollup=HALF,
        ),
        branch("h", 40, leaf("b", 40)),
        **made.TWO,
    )
    result = scored(
        parts,
        K={"a": 40, "b": 40, "group": "county"},
        L={"a": 30, "b": 40, "group": "county"},
        D={"a": 15, "b": 0, "group": "department", "parent": "K"},
        E={"a": 45, "b": 0, "group": "department", "parent": "K"},
    )
    book = checked(result, tmp_path)
    # K: 0.5 × 40 + 0.5 × 0.5 × 60 = 35, and 40; L has nobody below it
    assert totals(book) == {"K": 75, "L": 70, "D": 15, "E": 45}
    heads = book["上下级合成"][4]
    assert "下级得分率" in heads
    assert "下级待定分" not in heads


def test_a_rollup_to_which_nobody_belongs_leaves_no_sheet(tmp_path):
    parts = scheme(
        *made.AB,
        **made.TWO,
        rollup=HALF,
    )
    result = scored(parts, K=row(50, 30, group="county"), D=row(50, 20, group="department"))
    book = checked(result, tmp_path)
    assert "上下级合成" not in book
    assert totals(book) == {"K": 80, "D": 70}


def test_a_fault_in_a_cell_would_be_found(five, tmp_path):
    """The comparison itself: another total, another score, an error, a value that is stale."""
    book = recalculated(five, tmp_path)
    assert faults(five, book) == []
    sheet, level = book["总分"], book["一级指标得分"]
    sheet[5][sheet[4].index("总分")] += 1
    level[5][3] += 0.1
    level[6][4] = "#DIV/0!"
    level[7][4] = -77777
    found = faults(five, book)
    assert {one[0] for one in found} >= {"总分", "主动公开", "一级指标得分"}
    assert {"error", "stale"} <= {one[1] for one in found}

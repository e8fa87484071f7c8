"""The sentence above a figure says what the numbers say, in both languages and at the edges."""

import pandas as pd
import pytest

import gkeval as gk
from tests.scoring import builders

LEAVES = ["publicity.timely", "publicity.meetings", "response.requests", "response.form"]
FULL, HALF, OPEN, EXCUSED = [1, 2, 1, 10], [0.5, 2, 1, 5], [None] * 4, ["不适用"] * 4
"""Values of a county that earns 100, 75 (20 and 5 points lost), nothing yet, nothing ever."""


@pytest.fixture(scope="module")
def scored(five_scheme):
    """`scored(甲=FULL, 乙=OPEN)`: these units as counties; `group=` says otherwise."""

    def made(group="county", **units):
        frame = pd.DataFrame(list(units.values()), columns=LEAVES)
        return gk.score(five_scheme, frame.assign(unit=list(units), group=group))

    return made


def assert_finding(draw, result, zh, en, *more):
    """Assert what the finding of a figure is in both languages."""
    told = [draw(result, *more, lang=lang).layout.meta["finding"] for lang in ("zh", "en")]
    assert told == [zh, en]


@pytest.mark.parametrize(
    ("units", "zh", "en"),
    [
        ("A", "A以100.00分居首", "A leads with 100.00 points"),
        (
            "AB",
            "A、B以100.00分并列第一，2个县平均100.00分",
            "A and B share first place with 100.00 points; mean of 2 (County): 100.00",
        ),
        (
            "ABC",
            "A、B、C以100.00分并列第一，3个县平均100.00分",
            "A, B and C share first place with 100.00 points; mean of 3 (County): 100.00",
        ),
        (
            "ABCD",
            "A等4个以100.00分并列第一，4个县平均100.00分",
            "A and 3 others share first place with 100.00 points; mean of 4 (County): 100.00",
        ),
    ],
)
def test_who_leads_is_said_for_one_two_three_and_more(scored, units, zh, en):
    result = scored(**dict.fromkeys(units, FULL))
    assert_finding(gk.charts.ranking, result, zh, en)


def test_nobody_leads_where_nobody_is_ranked(scored):
    result = scored(甲=OPEN, 乙=OPEN)
    assert_finding(
        gk.charts.ranking, result, "2个县的名次均未确定", "County: none of 2 units has a rank yet"
    )
    both = scored(group=["county", "department"], 甲=FULL, 乙=OPEN)
    assert_finding(
        gk.charts.ranking,
        both,
        "县：甲以100.00分居首；部门：名次未定",
        "County: 甲 leads with 100.00 points; Department: no rank yet",
    )


@pytest.mark.parametrize(
    ("units", "zh", "en"),
    [
        ({"甲": OPEN}, "尚无已评分的指标", "No indicator has been scored yet"),
        ({"甲": EXCUSED}, "尚无已评分的指标", "No indicator has been scored yet"),
        ({"甲": FULL, "乙": FULL}, "各项指标得分率均为100.0%", "Every indicator earned 100.0%"),
        (
            {"甲": HALF},
            "“答复规范”得分率最低，为50.0%；“会议开放”最高，为100.0%",
            "Weakest: Form of answers (50.0% of its points); strongest: Open meetings (100.0%)",
        ),
        (
            {"甲": [0.5, "不适用", "不适用", "不适用"]},
            "“及时公开”得分率50.0%",
            "Timely: 50.0% of its points",
        ),
    ],
)
def test_the_attainment_names_best_and_worst_or_the_only_one(scored, units, zh, en):
    result = scored(**units)
    assert_finding(gk.charts.attainment, result, zh, en)


@pytest.mark.parametrize(
    ("units", "zh", "en"),
    [
        ({"甲": OPEN}, "尚无已评分的一级指标", "No first-level indicator is scored yet"),
        ({"甲": FULL}, "各项指标均得满分", "Every indicator earned full marks"),
        (
            {"甲": HALF},
            "失分主要在“主动公开”：60分中平均失20.0分，得分率66.7%",
            "Most points are lost on Publicity: 20.0 of 60 on average (66.7% earned)",
        ),
    ],
)
def test_the_parts_say_where_points_were_lost(scored, units, zh, en):
    result = scored(**units)
    assert_finding(gk.charts.contributions, result, zh, en)


def test_lost_points_stand_on_the_full_mark_as_the_bars_do():
    most = builders.leaf("a", 6, title={"en": "A", "zh": "甲项"})
    made = builders.scheme(most, builders.leaf("b", 4), scale_to=100)
    result = builders.scored(made, u={"a": 3, "b": 4})
    figure = gk.charts.contributions(result, lang="en")
    assert figure.layout.meta["finding"] == (
        "Most points are lost on A: 30.0 of 60 on average (50.0% earned)"
    )


@pytest.mark.parametrize(
    ("units", "zh", "en"),
    [
        ({"甲": OPEN}, "尚无已确定的总分", "No total is settled yet"),
        ({"甲": HALF, "乙": OPEN}, "县只有一个总分：75.00分", "One total (County): 75.00"),
        ({"甲": FULL, "乙": FULL}, "县总分均为100.00分", "All totals (County) are 100.00"),
        (
            {"甲": FULL, "乙": HALF},
            "2个县总分从75.00到100.00，中位数87.50分",
            "2 totals (County) run from 75.00 to 100.00, median 87.50",
        ),
    ],
)
def test_the_distribution_says_how_far_apart_totals_are(scored, units, zh, en):
    result = scored(**units)
    assert_finding(gk.charts.distribution, result, zh, en)


def test_of_several_groups_the_one_that_differs_most_is_named(scored):
    groups = ["county", "county", "department", "department"]
    result = scored(group=groups, 甲=FULL, 乙=HALF, 丙=FULL, 丁=FULL)
    assert_finding(
        gk.charts.distribution,
        result,
        "县内部差距最大：从75.00到100.00，中位数87.50分",
        "County differ most among themselves: 75.00 to 100.00, median 87.50",
    )
    same = scored(group=groups[1:3], 甲=FULL, 乙=FULL)
    assert_finding(
        gk.charts.distribution, same, "各组内总分相同", "Totals are the same within every group"
    )


@pytest.mark.parametrize(
    ("units", "zh", "en"),
    [
        ({"甲": OPEN, "乙": OPEN}, "尚无已评分的指标", "No indicator has been scored yet"),
        ({"甲": HALF, "乙": OPEN}, "只有一个评估对象已评分", "Only one unit has been scored"),
        (
            {"甲": HALF, "乙": HALF},
            "各评估对象在每项指标上得分率相同",
            "All units have the same rates",
        ),
        ({"甲": HALF, "乙": FULL}, "差距最大的是“及时公开”", "Units differ most in Timely"),
        (
            {"甲": FULL, "乙": [1, 2, 0, 10]},
            "“按时答复”零分最多：2个评估对象中1个",
            "Most zeros: Answered in time, 1 of 2 units",
        ),
    ],
)
def test_the_heat_map_names_zeros_else_what_divides_units(scored, units, zh, en):
    result = scored(**units)
    assert_finding(gk.charts.heat_map, result, zh, en)


@pytest.mark.parametrize(
    ("others", "zh", "en"),
    [
        (
            FULL,
            "甲“及时公开”低于同组中位数最多：50.0%，中位数100.0%",
            "甲 is furthest behind in Timely: 50.0%, median 100.0%",
        ),
        (
            [0.5, 0, 1, 5],
            "甲“会议开放”高于同组中位数最多：100.0%，中位数0.0%",
            "甲 is furthest ahead in Open meetings: 100.0%, median 0.0%",
        ),
        (HALF, "甲各项均为同组中位数", "甲 is at the median throughout"),
        (OPEN, "甲的各项得分率", "Rates of 甲"),
    ],
)
def test_a_profile_says_where_the_unit_is_furthest_from_its_group(scored, others, zh, en):
    result = scored(甲=HALF, 乙=others, 丙=others, 丁=others)
    assert_finding(gk.charts.profile, result, zh, en, "甲")


def test_a_unit_of_which_nothing_is_scored_has_a_profile_that_says_so(scored):
    figure = gk.charts.profile(scored(甲=OPEN), "甲", lang="en")
    texts = [entry.text for entry in figure.layout.annotations]
    assert figure.layout.meta["finding"] == "Rates of 甲"
    assert texts.count("not assessed") == 4

"""Rank changes in one direction, of other periods, and between assessments with nothing common."""

import pytest

import gkeval as gk
from tests.scoring.builders import leaf, scheme, scored


def year(start="2020-01-01", end="2020-12-31", **totals):
    made = scheme(
        leaf("a", 100),
        period={"from": start, "to": end},
        title={"zh": "小", "en": "Small"},
        groups={"unit": {"title": {"zh": "单位", "en": "Unit"}}},
        rounding={"decimals": 0},
    )
    return scored(made, **{unit: {"a": total} for unit, total in totals.items()})


@pytest.mark.parametrize(
    ("later", "zh", "en"),
    [
        ({"u": 9, "v": 8, "w": 7}, "名次没有变化", "No rank changed"),
        ({"u": 9, "v": 8, "w": 8}, "w上升最多（1位）", "w rose most (by 1)"),
        (
            {"u": 6, "v": 8, "w": 7},
            "v上升最多（1位），u下降最多（2位）",
            "v rose most (by 1); u fell most (by 2)",
        ),
    ],
)
def test_who_rose_and_who_fell_most_is_said(later, zh, en):
    before, after = year(u=9, v=8, w=7), year(**later)
    for lang, finding in (("zh", zh), ("en", en)):
        assert gk.charts.rank_changes(before, after, lang=lang).layout.meta["finding"] == finding


def test_a_rank_that_was_shared_and_is_lost_has_nobody_rise():
    figure = gk.charts.rank_changes(year(u=9, v=9), year(u=9, v=8), lang="en")
    assert figure.layout.meta["finding"] == "v fell most (by 1)"
    (down,) = [trace for trace in figure.data if trace.name == "v"]
    assert (down.line.dash, list(down.y)) == ("dot", [1, 2])
    assert down.hovertext == "<b>v</b><br>rank 1　9 → rank 2　8"


def test_nothing_in_common_is_told_with_the_remedy():
    with pytest.raises(gk.GkevalError, match=r"no unit has a rank in both assessments.*renamed="):
        gk.charts.rank_changes(year(u=9), year(v=9))


def test_parts_of_years_stand_above_their_columns_with_their_months():
    before, after = year("2020-01-01", "2020-06-30", u=9), year("2020-07-01", "2021-06-30", u=9)
    ticks = gk.charts.rank_changes(before, after).layout.xaxis.ticktext
    assert ticks == ("<b>2020-01 – 2020-06</b>", "<b>2020-07 – 2021-06</b>")
    named = gk.charts.rank_changes(before, after, titles=("first <half>", "then"))
    assert named.layout.xaxis.ticktext == ("<b>first &lt;half&gt;</b>", "<b>then</b>")


def test_units_that_have_a_rank_once_only_are_counted_in_english():
    figure = gk.charts.rank_changes(year(u=9), year(u=9, v=8), lang="en")
    assert figure.layout.meta["note"][0] == "units with a rank in one of them only: 1"

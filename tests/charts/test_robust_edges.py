"""Chances of ranks and lines by weight: all certain, in doubt, one unit, nobody ranked."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.uncertainty import one_weight, robustness
from tests.scoring.builders import act, leaf, scheme, scored

TITLES = {
    "title": {"zh": "小", "en": "Small"},
    "groups": {"unit": {"title": {"zh": "单位", "en": "Unit"}}},
}


def certain(count):
    """The first unit earns all of both indicators, each further one a tenth less of both."""
    made = scheme(leaf("a", 60), leaf("b", 40), **TITLES)
    units = {f"u{at}": {"a": 60 - 6 * at, "b": 40 - 4 * at} for at in range(count)}
    return robustness(scored(made, **units), draws=50, seed=1)


@pytest.fixture(scope="module")
def three():
    return certain(3)


@pytest.fixture(scope="module")
def doubtful():
    """u leads v by one of 100 points, and has what v lacks: 11 at a against 10 at b."""
    made = scheme(leaf("a", 50), leaf("b", 50), **TITLES)
    units = {"u": {"a": 50, "b": 39}, "v": {"a": 39, "b": 49}, "w": {"a": 5, "b": 5}}
    return robustness(scored(made, **units), draws=300, seed=1)


@pytest.mark.parametrize(
    ("draw", "zh", "en"),
    [
        ("rank_intervals", "3个名次都确定", "All 3 ranks are certain"),
        ("rank_probabilities", "3个名次都有九成把握", "All 3 ranks hold in 9 of 10 draws"),
        ("above", "相邻名次都分得出先后", "All neighbours can be told apart"),
    ],
)
def test_certain_ranks_are_said_to_be_so(three, draw, zh, en):
    for lang, finding in (("zh", zh), ("en", en)):
        assert getattr(gk.charts, draw)(three, lang=lang).layout.meta["finding"] == finding


def test_units_that_always_tie_are_said_to():
    made = scheme(leaf("a", 50), leaf("b", 50), **TITLES)
    same = {"a": 40, "b": 30}
    tied = robustness(scored(made, u=same, v=same, w={"a": 1, "b": 1}), draws=50, seed=1)
    for lang, finding in (
        ("zh", "2对相邻名次中1对分不出先后；u与v始终并列"),
        ("en", "1 of 2 neighbours cannot be told apart; u always ties v"),
    ):
        assert gk.charts.above(tied, lang=lang).layout.meta["finding"] == finding


def test_doubt_names_the_unit_and_its_chance(doubtful):
    kept = doubtful.rank_probabilities()
    chance = f"{kept.loc['u', 1] * 100:.1f}%"
    assert 0.5 < kept.loc["u", 1] < 0.9
    found = {
        draw: getattr(gk.charts, draw)(doubtful, lang="en").layout.meta["finding"]
        for draw in ("rank_intervals", "rank_probabilities", "above")
    }
    assert found == {
        "rank_intervals": "1 of 3 ranks are certain; u is least so (1 to 2)",
        "rank_probabilities": f"1 of 3 keep their rank in 9 of 10 draws; u in only {chance}",
        "above": f"1 of 2 neighbours cannot be told apart; u is above v in only {chance}",
    }
    zh = gk.charts.above(doubtful, lang="zh").layout.meta["finding"]
    assert zh == f"2对相邻名次中1对分不出先后；u高于v的概率只有{chance}"
    zh = gk.charts.rank_probabilities(doubtful, lang="zh").layout.meta["finding"]
    assert zh == f"3个评估对象中1个名次有九成把握；u保持原名次的概率只有{chance}"


def test_the_hover_of_an_interval_says_rank_interval_and_mean(doubtful):
    (mark,) = [t for t in gk.charts.rank_intervals(doubtful, lang="en").data if t.name == "rank"]
    assert mark.hovertext[2] == "<b>w</b><br>rank 3, 90% interval 3 to 3<br>mean rank 3.0"
    (mark,) = [t for t in gk.charts.rank_intervals(doubtful, lang="zh").data if t.name == "rank"]
    assert mark.hovertext[2] == "<b>w</b><br>第3名，90%区间第3至3名<br>平均名次3.0"


def test_one_unit_has_nobody_to_be_above():
    one = certain(1)
    assert gk.charts.above(one, lang="zh").layout.meta["finding"] == "只有一个评估对象"
    figure = gk.charts.above(one, lang="en")
    assert figure.layout.meta["finding"] == "There is only one unit"
    assert np.isnan(figure.data[0].customdata).all()


def test_thirteen_units_have_colours_without_numbers():
    heat = gk.charts.rank_probabilities(certain(9)).data[0]
    assert heat.text[0][0] == "100%"
    thirteen = scored(
        scheme(leaf("a", 60), leaf("b", 40)),
        **{f"u{at:02}": {"a": 60 - at, "b": 40 - at} for at in range(13)},
    )
    figure = gk.charts.above(robustness(thirteen, draws=20, seed=1), lang="en")
    assert figure.data[0].text is None
    assert figure.data[0].hovertext[0][1] == "u00 above u01: 100.0%"


def test_a_subset_in_which_nobody_is_ranked_is_told(piloted):
    result = piloted("department", ["", "", "", "", "pilot"])
    with pytest.raises(gk.GkevalError, match="'pilot', in which no unit has a rank"):
        gk.charts.rank_intervals(robustness(result, draws=10, seed=1), "pilot")


@pytest.fixture(scope="module")
def steady():
    """u beats v whatever a is worth."""
    made = scheme(leaf("a", 60), leaf("b", 40), **TITLES)
    return one_weight(scored(made, u={"a": 60, "b": 40}, v={"a": 30, "b": 20}), "a")


@pytest.mark.parametrize(
    ("lang", "finding"),
    [("zh", "无论“a”占多少分，u都居第一"), ("en", "u comes first whatever a is worth")],
)
def test_a_first_place_that_no_weight_moves_is_said(steady, lang, finding):
    meta = gk.charts.weight_lines(steady, lang=lang).layout.meta
    assert meta["finding"] == finding
    assert "thin lines" not in meta["shows"]
    assert "细线" not in meta["shows"]


def test_the_stretch_of_weights_that_keeps_the_first_place_is_said():
    """u has all of a and none of b, v half of both: u leads while a is worth more than half."""
    made = scheme(leaf("a", 60), leaf("b", 40), **TITLES)
    found = one_weight(scored(made, u={"a": 60, "b": 0}, v={"a": 30, "b": 20}), "a")
    assert gk.charts.weight_lines(found, lang="en").layout.meta["finding"] == (
        "u stays first while a is worth 50 to 100 points (now 60)"
    )
    figure = gk.charts.weight_lines(found, lang="zh")
    assert figure.layout.meta["finding"] == "“a”分值在50至100分之间时，u保持第一（现为60分）"
    (ring,) = [trace for trace in figure.data if trace.name == "crossings"]
    assert [*ring.x, *ring.y] == pytest.approx([50, 50])
    assert ring.hovertext == ("<b>50</b><br>此后u高于v",)


def test_others_are_thin_lines_and_at_most_eight_are_named(steady):
    with pytest.raises(gk.GkevalError, match="units has 9 ids, must have at most 8"):
        gk.charts.weight_lines(steady, units=list("abcdefghi"))
    figure = gk.charts.weight_lines(steady, units=["v"], lang="en")
    assert [(trace.name, trace.line.width) for trace in figure.data[:2]] == [("u", 1), ("v", 2.2)]
    assert figure.layout.meta["shows"].endswith(", thin lines the other units")


def test_a_group_without_totals_has_no_lines(five_scheme):
    values = {"unit": ["u", "v"], "group": ["county", "department"], "response.form": [None, 5]}
    found = one_weight(gk.score(five_scheme, pd.DataFrame(values)), "response")
    with pytest.raises(gk.GkevalError, match="'county', in which no unit has a total"):
        gk.charts.weight_lines(found, "county")


def test_vetoed_units_have_no_line():
    made = scheme(
        leaf("a", 60), leaf("b", 40), adjustments=[act("veto", "leak", result="fail")], **TITLES
    )
    result = scored(made, u={"a": 60, "b": 40, "leak": 1}, v={"a": 30, "b": 20})
    figure = gk.charts.weight_lines(one_weight(result, "a"))
    assert [trace.name for trace in figure.data] == ["v", "crossings"]

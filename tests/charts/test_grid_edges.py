"""Heads, marks and words of heat maps, profiles and correlations at the edges."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.charts.frames import attainment_frame
from gkeval.charts.grids import heat_map
from gkeval.charts.setting import upright
from tests.scoring.builders import branch, leaf, scheme, scored


@pytest.fixture(scope="module")
def four():
    """Four units; p has 8 leaves of 10 points, q 2; only 甲 earns anything at q, 丁 nothing."""
    made = scheme(
        branch("p", 80, *(leaf(f"p.{at}", 10) for at in range(8))),
        branch("q", 20, leaf("q.0", 10), leaf("q.1", 10)),
        title={"zh": "四个单位", "en": "Four"},
        groups={"unit": {"title": {"zh": "单位", "en": "Unit"}}},
    )
    p = {f"p.{at}": 10 for at in range(8)}
    return scored(
        made,
        甲=p | {"q.0": 10, "q.1": 10},
        乙=p | {"p.0": 4, "q.0": 0, "q.1": 0},
        丙=p | {"p.0": 2, "q.0": 0, "q.1": 0},
        丁=dict.fromkeys(p, 0) | {"q.0": 0, "q.1": 0},
    )


def test_ranks_that_nobody_has_are_refused_with_the_last_one(four, five_scheme):
    with pytest.raises(gk.GkevalError, match=r"^ranks is \(5, 9\), .*: the last rank is 4$"):
        heat_map(four, ranks=(5, 9))
    values = {"unit": ["x"], "group": ["county"], "response.form": [None]}
    nobody = gk.score(five_scheme, pd.DataFrame(values))
    with pytest.raises(gk.GkevalError, match=r"no unit has a rank$"):
        heat_map(nobody, ranks=(1, 9))


@pytest.mark.parametrize("draw", ["heat_map", "correlation", "attainment"])
def test_a_level_that_the_scheme_does_not_have_is_refused_by_all(four, draw):
    with pytest.raises(gk.GkevalError, match="level is 3, must be from 1 to 2, or None for leaves"):
        getattr(gk.charts, draw)(four, level=3)
    with pytest.raises(gk.GkevalError, match="level is 0"):
        attainment_frame(four, level=0)


def test_the_branches_stand_above_their_columns_where_there_is_room(four):
    """Of eight columns the title is written whole, and each branch has a line of its colour."""
    figure = heat_map(four, lang="en")
    texts = {entry.text: entry.x for entry in figure.layout.annotations}
    assert (texts["p"], texts["q"]) == (3.5, 8.5)
    lines = [(shape.x0, shape.x1) for shape in figure.layout.shapes]
    assert lines == [(-0.42, 7.42), (7.58, 9.42)]


def test_a_branch_too_narrow_for_its_title_has_its_line_alone():
    """One of 43 columns, 19 pixels wide, holds no word of twelve."""
    leaves = [leaf(f"b.{at}", 1) for at in range(42)]
    made = scheme(
        branch("narrow-branch", 1, leaf("n.0", 1)), branch("wide", 42, *leaves), points=43
    )
    figure = heat_map(scored(made, u={"n.0": 1} | {f"b.{at}": 1 for at in range(42)}))
    texts = [entry.text for entry in figure.layout.annotations]
    assert "wide" in texts
    assert not any(text.startswith("narrow") for text in texts)
    assert len(figure.layout.shapes) == 2


@pytest.mark.parametrize(
    ("lang", "level", "shows"),
    [
        ("zh", None, "各项指标得分率，按名次排列"),
        ("en", None, "Rate of each indicator, units by rank"),
        ("zh", 1, "各一级指标得分率，按名次排列"),
        ("en", 2, "Rate of each indicator of level 2, units by rank"),
    ],
)
def test_a_heat_map_says_which_indicators_it_shows(four, lang, level, shows):
    assert heat_map(four, level=level, lang=lang).layout.meta["shows"] == shows


def test_the_head_of_a_column_is_cut_after_ten_signs():
    head = upright("主动公开政府信息目录及时更新")
    assert head.count("<br>") == 9
    assert head.endswith("目<br>…")


def test_bands_are_told_in_english(many):
    figure = heat_map(many(401), lang="en")
    assert figure.layout.meta["shows"] == (
        "Rate of each indicator: 401 units by rank, means of 5 per row; zoom in"
    )
    assert list(figure.layout.yaxis.ticktext)[-1].startswith("401–401")


def test_the_dots_of_a_profile_part_where_the_unit_is_behind(four):
    """丙 earned 20 % of p.0; of 100, 40, 20 and 0 the median is 30, the middle half 15 to 55."""
    figure = gk.charts.profile(four, "丙", lang="zh")
    dots = {trace.name: trace for trace in figure.data if trace.yaxis in (None, "y")}
    assert (list(dots["behind"].y), list(dots["behind"].x)) == ([0], [20])
    assert list(dots["ahead"].x) == [100] * 7
    assert dots["behind"].hovertext[0] == (
        "<b>p.0</b><br>20.0%　2 / 10<br>同组中位数30.0%，中间一半15.0%–55.0%（4个）"
    )
    english = gk.charts.profile(four, "丙", lang="en").data
    (behind,) = [trace for trace in english if trace.name == "behind" and trace.yaxis == "y"]
    assert behind.hovertext[0] == (
        "<b>p.0</b><br>20.0%　2 / 10<br>median 30.0%, middle half 15.0%–55.0% (4 units)"
    )


def test_what_was_not_scored_is_said_in_its_place(five):
    figure = gk.charts.profile(five, "丙县", lang="zh")
    (mark,) = [entry for entry in figure.layout.annotations if entry.text == "不适用"]
    assert (mark.yref, mark.y) == ("y2", 0)
    told = [text for trace in figure.data for text in trace.hovertext or () if "按时答复" in text]
    assert "<b>按时答复</b><br>不适用" in told


def test_correlations_of_few_units_are_said_to_say_little(four):
    """Over 4 units p.1 to p.7 move together, and q.0 with q.1."""
    figure = gk.charts.correlation(four, lang="en", kind="pearson")
    assert figure.layout.meta["note"][0] == "only 4 units: the coefficients say little"
    assert figure.layout.meta["finding"].startswith("p.1 and p.2 move together most (1.00)")
    assert figure.layout.meta["shows"].startswith("Pearson's correlation over 4 units")
    zh = gk.charts.correlation(four, lang="zh", kind="kendall").layout.meta
    assert zh["note"][0] == "只有4个评估对象，相关系数仅供参考"
    assert zh["shows"] == "肯德尔等级相关系数，4个评估对象；方框内同属一个一级指标"


def test_one_branch_has_no_mean_between_branches(four):
    """Of first-level indicators no two are in one branch."""
    meta = gk.charts.correlation(four, level=1, lang="zh").layout.meta
    assert meta["finding"] == "“p”与“q”相关最强（0.77）"


def test_nothing_to_correlate_is_said(five):
    meta = gk.charts.correlation(five, "county", lang="zh").layout.meta
    assert meta["finding"] == "没有可计算的相关系数"
    assert "评分对象不足4个" in meta["note"][0]
    english = gk.charts.correlation(five, "county", lang="en").layout.meta
    assert english["finding"] == "No coefficient can be computed"

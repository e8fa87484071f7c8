"""Figures of several schemes when they agree, when nothing is common, and by group."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.assessment.crossing import CrossAssessment
from tests.scoring.builders import leaf, scheme, scored

NAMES = ["first", "second"]


@pytest.fixture(scope="module")
def crossed():
    """`crossed(moves, concepts)`: two schemes over one group, with these tables."""
    made = scheme(
        leaf("a", 60),
        leaf("b", 40),
        title={"zh": "小", "en": "Small"},
        groups={"city": {"title": {"zh": "市", "en": "City"}}, "office": {}},
    )
    result = scored(made, u={"a": 60, "b": 40})

    def of(moves=(), concepts=()):
        ranks = pd.DataFrame(moves, columns=["unit", "group", *NAMES])
        ranks = ranks.astype(dict.fromkeys(NAMES, "Int64"))
        spread = ranks[NAMES].max(axis=1) - ranks[NAMES].min(axis=1)
        asked = pd.DataFrame(concepts, columns=["concept", "scheme", "mean_rate"])
        return CrossAssessment(
            dict.fromkeys(NAMES, result),
            pd.DataFrame(),
            ranks.assign(name=ranks["unit"], spread=spread),
            asked.assign(title=asked["concept"], clause="一"),
            pd.DataFrame(),
            pd.DataFrame(),
        )

    return of


@pytest.mark.parametrize(
    ("first", "second", "zh", "en"),
    [
        ([1, 2, 2], [1, 2, 2], "2个文件之下名次相同", "The same ranks under all 2"),
        (
            [1, 2, 3],
            [3, 2, 1],
            "同一批底稿、2个文件：名次最多相差2位（u）",
            "Same records, 2 documents: ranks differ by up to 2 (u)",
        ),
    ],
)
def test_the_title_says_whether_ranks_moved(crossed, first, second, zh, en):
    cross = crossed([*zip("uvw", ["city"] * 3, first, second, strict=True)])
    assert gk.charts.rank_moves(cross, lang="zh").layout.meta["finding"] == zh
    assert gk.charts.rank_moves(cross, lang="en").layout.meta["finding"] == en


def test_units_that_share_a_rank_have_labels_below_each_other(crossed):
    cross = crossed([("u", "city", 1, 1), ("v", "city", 1, 2)])
    texts = gk.charts.rank_moves(cross).layout.annotations
    left = {entry.text: entry.y for entry in texts if entry.xanchor == "right"}
    assert left == {"u\u00a0\u00a01": 1, "v\u00a0\u00a01": 2}


def test_the_only_group_needs_no_name_and_of_two_one_must_be_said(crossed):
    one = gk.charts.rank_moves(crossed([("u", "city", 1, 1)]))
    assert [trace.name for trace in one.data] == ["u"]
    two = crossed([("u", "city", 1, 1), ("v", "office", 1, 1)])
    with pytest.raises(gk.GkevalError, match="group is None, must be one of: city, office"):
        gk.charts.rank_moves(two)
    with pytest.raises(gk.GkevalError, match="the schemes have no unit in common"):
        gk.charts.rank_moves(crossed())


def test_units_without_a_rank_in_both_cannot_be_compared(crossed):
    with pytest.raises(gk.GkevalError, match="'city', in which no unit has a rank under all"):
        gk.charts.rank_moves(crossed([("u", "city", 1, None), ("v", "city", None, 1)]))


@pytest.mark.parametrize(
    ("rates", "zh", "en"),
    [
        ([], "各文件没有共同的要求", "The documents ask for nothing alike"),
        (
            [("解读", "first", 0.9), ("解读", "second", 0.4), ("公报", "first", 1.0)],
            "要求差别最大的是“解读”，得分率相差50个百分点",
            "Documents differ most in “解读”: 50 points apart",
        ),
    ],
)
def test_concepts_name_what_documents_differ_in_most(crossed, rates, zh, en):
    cross = crossed([("u", "city", 1, 1)], rates)
    assert gk.charts.concepts(cross, lang="zh").layout.meta["finding"] == zh
    figure = gk.charts.concepts(cross, lang="en")
    assert figure.layout.meta["finding"] == en
    dots = {trace.name: list(trace.x) for trace in figure.data if trace.mode == "markers"}
    assert dots == ({"first": [90], "second": [40]} if rates else {})

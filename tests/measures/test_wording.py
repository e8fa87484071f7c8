"""Codes that a scheme explains are said in its words, wherever a measure holds them."""

import pytest

from gkeval.measures import kinds
from gkeval.measures.wording import worded, worded_column
from gkeval.spec import Text

WORDS = {
    name: Text(zh=zh, en=en)
    for name, zh, en in [
        ("policy", "政策文件", "policies"),
        ("notice", "通知", "notices"),
        ("map", "一图读懂", "infographic"),
        ("faq", "问答", "questions"),
        ("region", "地区", "region"),
        ("north", "北部", "the north"),
    ]
}


def said(measure, lang="zh"):
    return worded(measure, WORDS, lang)


@pytest.mark.parametrize(
    ("test", "shown"),
    [
        ("policy", "政策文件"),
        (("policy", "notice", "other"), ("政策文件", "通知", "other")),
        ({"equal": "policy"}, {"equal": "政策文件"}),
        ({"differs": "notice"}, {"differs": "通知"}),
        ({"has": "policy"}, {"has": "政策文件"}),
        ({"one_of": ["policy", "notice"]}, {"one_of": ("政策文件", "通知")}),
    ],
)
def test_conditions(test, shown):
    where = {"region": test} if not isinstance(test, str) else {"kind": test}
    measure = kinds.Count(kind="count", table="documents", where=where)
    [(name, found)] = said(measure).where.items()
    assert name == ("kind" if isinstance(test, str) else "地区")
    if isinstance(shown, dict):
        [(key, value)] = shown.items()
        assert getattr(found, key) == value
    else:
        assert found == shown


def test_elements_and_their_weights():
    measure = kinds.Coverage(
        kind="coverage",
        table="documents",
        elements=["map", "faq", "text"],
        weights={"map": 2},
        when_empty="zero",
    )
    found = said(measure, "en")
    assert found.elements == ("infographic", "questions", "text")
    assert found.weights == {"infographic": 2}


def test_columns_that_the_records_bring():
    distinct = kinds.Distinct(kind="distinct", table="documents", of=["region", "kind"])
    assert said(distinct).of == ("地区", "kind")
    gap = kinds.LongestGap(kind="longest_gap", table="documents", by=["region"])
    assert said(gap).by == ("地区",)
    assert worded_column("documents", "region", WORDS, "en") == "region"


def test_points_of_a_tally():
    tally = kinds.Tally(kind="tally", table="documents", by="region", points={"north": 2, "x": 1})
    found = said(tally)
    assert (found.by, found.points) == ("地区", {"北部": 2, "x": 1})


def test_without_words_a_measure_is_the_same():
    measure = kinds.Count(kind="count", table="documents", where={"kind": "policy"})
    assert worded(measure, {}, "zh") is measure
    judged = kinds.Judgement(kind="judgement")
    assert said(judged) == judged

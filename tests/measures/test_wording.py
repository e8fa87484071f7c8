"""A scheme's own words stand in sentences in place of its codes, and nowhere else."""

import pytest

from gkeval.measures.kinds import Change, Count, Coverage, Distinct, Statistic, Tally, Test
from gkeval.measures.sentences import say_measure
from gkeval.measures.wording import worded
from gkeval.spec import Text

WORDS = {
    "policy": Text(zh="政策文件", en="policy paper"),
    "draft": Text(zh="草案"),
    "posts": Text(zh="发布条数", en="number of posts"),
    "2017H1": Text(zh="2017年上半年"),
    "region": Text(zh="地区", en="Region"),
    "principal": Text(zh="不该出现"),
}


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"kind": "policy"}, "文件类型为“政策文件”的文件件数"),
        ({"kind": ("policy", "draft", "else")}, "“政策文件”、“草案”或“else”"),
        ({"kind": Test(differs="policy")}, "文件类型不为“政策文件”"),
        ({"kind": Test(one_of=("policy",))}, "文件类型为“政策文件”"),
        ({"elements": Test(has="draft")}, "已有要素含“草案”"),
        ({"region": "policy"}, "地区为“政策文件”"),
    ],
)
def test_conditions_are_said_in_words(where, said):
    assert said in say_measure(Count(kind="count", table="documents", where=where), "zh", WORDS)


def test_english_takes_the_english_word_or_the_other():
    count = Count(kind="count", table="documents", where={"kind": ("policy", "draft")})
    assert "“policy paper” or “草案”" in say_measure(count, "en", WORDS)


def test_words_of_the_tables_are_kept():
    count = Count(kind="count", table="interpretations", where={"author_role": "principal"})
    assert "主要负责人" in say_measure(count, "zh", WORDS)
    linked = Count(kind="count", table="interpretations", where={"documents.kind": "policy"})
    assert "文件的文件类型为“政策文件”" in say_measure(linked, "zh", WORDS)


def test_every_family_is_said_in_words():
    cover = Coverage(
        kind="coverage",
        table="documents",
        elements=["draft", "依据"],
        weights={"draft": 2},
        when_empty="zero",
    )
    assert "草案×2和依据" in say_measure(cover, "zh", WORDS)
    change = Change(kind="change", item="posts", before="2017H1", now="2017H2", as_="ratio")
    assert "“发布条数”从2017年上半年到2017H2" in say_measure(change, "zh", WORDS)
    number = Statistic(kind="statistic", plus=["posts"], over=["draft"])
    assert "“发布条数”÷“草案”" in say_measure(number, "zh", WORDS)
    points = Tally(kind="tally", table="documents", by="kind", points={"policy": 2})
    assert "“政策文件” 2" in say_measure(points, "zh", WORDS)
    alike = Distinct(kind="distinct", table="documents", of=["region"])
    assert "地区相同的只计一件" in say_measure(alike, "zh", WORDS)


def test_without_words_a_measure_is_said_as_it_stands():
    count = Count(kind="count", table="documents", where={"kind": "policy"})
    assert worded(count, {}, "zh") is count
    assert say_measure(count, "zh", {}) == say_measure(count, "zh")

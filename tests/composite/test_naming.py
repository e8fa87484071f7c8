"""Choices in words: every method has a name in both languages, and unknown ones keep theirs."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.composite import build, steps, weights
from gkeval.composite.combination import METHODS as AGGREGATE
from gkeval.composite.combination import POLICIES
from gkeval.composite.naming import NAMES, say_choice
from gkeval.composite.normalise import METHODS as NORMALISE
from gkeval.composite.treat import METHODS as TREAT


def test_every_method_and_policy_has_a_name():
    known = {*steps.IMPUTE, *TREAT, *NORMALISE, *weights.METHODS, *AGGREGATE, *POLICIES}
    assert known <= set(NAMES)


@pytest.mark.parametrize(
    ("choice", "zh", "en"),
    [
        ("given", "按指标树", "as the tree states"),
        ("winsorise for 2", "缩尾（2项）", "winsorised (for 2)"),
        ("minmax(high=100), by period", "最小—最大法（上端100，分年）",
         "min-max (high 100, by period)"),
        ("a: geometric(floor=0.01); b: mine", "甲：加权几何平均（下限0.01）；b：mine",
         "甲: geometric mean (floor 0.01); b: mine"),
        ("owa(order=[3, 2])", "有序加权平均（次序权重[3, 2]）",
         "ordered weighted average (order [3, 2])"),
        ("renormalise, at least 0.5; missing, at least 1",
         "权重转给其余指标（至少有0.5）；上级缺失（至少有1）",
         "their weight goes to the others (at least 0.5); their parent is missing (at least 1)"),
        ("<lambda>", "<lambda>", "<lambda>"),
    ],
)  # fmt: skip
def test_choices_in_words(choice, zh, en):
    assert say_choice(choice, "zh", {"a": "甲"}) == zh
    assert say_choice(choice, "en", {"a": "甲"}) == en


def test_an_explanation_has_its_heads_in_the_language_asked_for():
    frame = pd.DataFrame({"unit": ["x", "y", "z"], "a": [1, 2, 4], "b": [3.0, None, 1]})
    tree = pd.DataFrame(
        {"id": ["a", "b"], "parent": "", "title": ["甲项", "乙项"], "title_en": ["A", "B"]}
    )
    index = build(frame, tree, impute="mean")
    result = gk.from_index(index, title="指数", dates=("2024-01-01", "2024-12-31"))
    zh, en = (str(result.explain("y", "b", lang=lang)) for lang in ("zh", "en"))
    assert "插补" in zh
    assert "是" in zh
    assert "imputed" in en
    assert "yes" in en
    assert "插补：均值" in result.scheme.source.note.zh
    assert "imputation: mean" in result.scheme.source.note.en
    assert index.ranking().columns.to_list() == ["rank", "tied", "unit", "score"]
    named = build(frame.assign(name=["甲省", "乙省", "丙省"]), tree, impute="mean")
    assert named.ranking()["name"].to_list()[0] == "甲省"

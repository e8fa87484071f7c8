"""A scheme in words: everything that is scored is said, in both languages, aligned and escaped."""

import pytest

import gkeval as gk
from gkeval.scheme.description import describe
from gkeval.scheme.loading import built_in, parse_scheme
from gkeval.words import width
from tests.scheme.builders import counted, leaf, scheme
from tests.scheme.test_checks import branch


@pytest.mark.parametrize("name", sorted(built_in()))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_indicator_of_every_scheme_is_said(name: str, lang: str):
    made = gk.load_scheme(name)
    said = describe(made, lang)
    whole = said.text(400)
    assert len(said.table) == sum(1 for _ in made.walk())
    for line, (indicator, level) in zip(said.lines, made.walk(), strict=True):
        assert (line.id, line.level) == (indicator.id, level)
        assert bool(line.measure) == bool(line.rule) == indicator.is_leaf
        assert line.title in whole
    assert max(map(width, said.text(100).splitlines())) <= 100


def test_the_language_is_the_schemes_own_when_none_is_asked_for():
    made = gk.load_scheme("sichuan-land-2011")
    assert str(describe(made)).startswith("四川省2011年")
    assert list(describe(made).table.columns) == [
        "编号", "级次", "指标", "分值", "适用对象", "取数口径", "评分标准", "条款",
    ]  # fmt: skip
    assert list(describe(made, "en").table.columns)[:4] == ["id", "level", "indicator", "points"]


def test_a_whole_year_is_said():
    made = parse_scheme(scheme(counted({"kind": "at_least", "target": 2})))
    assert describe(made).lines[0].rule == "全年不少于2次得满分，否则不得分。"
    assert "in the year" in describe(made, "en").lines[0].rule
    quarter = made.replace(period={"from": "2017-01-01", "to": "2017-03-31"})
    assert describe(quarter).lines[0].rule == "不少于2次得满分，否则不得分。"


def test_text_is_indented_by_level_and_aligned():
    made = parse_scheme(scheme(branch("a", 6, leaf("a.1", 6)), leaf("b", 4)))
    lines = describe(made).text(60).splitlines()
    start = lines.index("a      6分  指标a")
    assert lines[start + 1] == "  a.1  6分  指标a.1"
    assert lines[start + 2] == "       取数口径：由评估员评定。"
    assert "b      4分  指标b" in lines


def test_html_is_escaped_and_says_its_language():
    made = parse_scheme(scheme(leaf("a", title={"zh": "<script>alert(1)</script>"}, clause="<b>")))
    html = describe(made).to_html()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;" in html
    assert html.startswith("<div lang='zh'")
    assert made._repr_html_() == describe(made)._repr_html_() == html


def test_groups_and_own_policies_are_said():
    policy = {"kind": "share", "rate": "0.8"}
    made = parse_scheme(scheme(leaf("a", groups=["county", "pilot"], not_applicable=policy)))
    line = describe(made).lines[0]
    assert line.groups == "县和试点县"
    assert line.not_applicable == "得80%的分"
    assert "不适用" in describe(made).text()


def test_a_branch_says_what_its_children_count_for():
    """Drawn, marked out of another number, rolled up: in the text, the table and the HTML."""
    made = gk.load_scheme("xianning-2023")
    lines = {line.id: line for line in describe(made).lines}
    party, fields = lines["third_party"], lines["third_party.disclosure.fields"]
    assert party.combine.startswith(
        "下级按100分评定，折合70分；县（市、区）政府和高新区：本级得分占50%"
    )
    assert fields.combine.startswith("从下级26项中随机抽取15项计分：国土空间规划、")
    left_out = [line for line in lines.values() if line.rule.startswith("未抽中，不计分；")]
    assert len(left_out) == 26 - 15
    assert {line.id for line in left_out} <= made.undrawn
    english = {line.id: line.combine for line in describe(made, "en").lines}
    assert english["daily"] == "marked out of 100 below it, which count for 30"
    for whole in (describe(made).text(2000), describe(made).to_html()):
        assert fields.combine in whole
    assert party.combine in describe(made).table["评分标准"].to_list()


def test_another_language_is_refused():
    with pytest.raises(gk.GkevalError, match="lang is 'fr', must be 'zh' or 'en'"):
        describe(gk.load_scheme("sichuan-land-2011"), "fr")

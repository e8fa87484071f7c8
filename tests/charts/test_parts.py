"""Bars of totals that are not the plain sum: adjustments, other combinations, what is excused."""

import pandas as pd
import pytest

import gkeval as gk
from tests.scoring.builders import act, grade, leaf, scheme, scored

TWO = (leaf("a", 60), leaf("b", 40))


@pytest.fixture(scope="module")
def adjusted():
    """u earns 80 and a bonus of 6; v would have all 100 and is vetoed; w earns 20."""
    made = scheme(
        *TWO,
        adjustments=[act("bonus", "x", per_case=2), act("veto", "leak", result="fail")],
        grades=[grade("ok", at_least=60), grade("bad")],
        rounding={"decimals": 0},
    )
    return scored(
        made,
        u={"a": 50, "b": 30, "x": 3},
        v={"a": 60, "b": 40, "leak": 1},
        w={"a": 10, "b": 10},
    )


def hover(result, unit, lang):
    figure = gk.charts.ranking(result, lang=lang)
    texts = [text for trace in figure.data for text in trace.hovertext or ()]
    return next(text for text in texts if text.startswith(f"<b>{unit}</b>"))


def test_the_hover_tells_what_an_adjustment_did(adjusted):
    assert hover(adjusted, "u", "zh") == (
        "<b>u</b>　第1名　86分<br>a　50 / 60<br>b　30 / 40<br>x　80 → 86"
    )
    assert hover(adjusted, "w", "en") == "<b>w</b>　rank 2　20 points<br>a　10 / 60<br>b　10 / 40"


def test_an_adjustment_that_moved_nothing_is_not_told():
    """A bonus that opens above 80 leaves 50 as it is."""
    made = scheme(*TWO, adjustments=[act("bonus", "x", per_case=2, opens_above=80)])
    result = scored(made, u={"a": 40, "b": 10, "x": 3})
    assert len(result.adjustments) == 1
    assert hover(result, "u", "en").split("<br>")[1:] == ["a　40 / 60", "b　10 / 40"]


def test_a_vetoed_unit_has_no_total_and_is_not_called_open(adjusted):
    assert hover(adjusted, "v", "zh") == (
        "<b>v</b>　未排名　—<br>a　60 / 60<br>b　40 / 40<br>leak　100 → —"
    )
    figure = gk.charts.ranking(adjusted, lang="zh")
    (bar,) = [trace for trace in figure.data if trace.name == "open"]
    assert (list(bar.y), list(bar.base), list(bar.x), bar.text) == ([2], [0], [0], ("—",))
    note = figure.layout.meta["note"][0]
    assert note == "“—”：没有总分（一票否决或无适用指标），不排名"
    note = gk.charts.ranking(adjusted, lang="en").layout.meta["note"][0]
    assert note == "“—”: no total (vetoed, or nothing applies), no rank"


@pytest.mark.parametrize(
    ("lang", "shows"),
    [
        ("zh", "各一级指标得分，条末为总分（满分100分），含加分、扣分等调整"),
        (
            "en",
            "Points by first-level indicator; the total (out of 100) stands at the end, "
            "adjustments included",
        ),
    ],
)
def test_the_parts_say_that_the_total_holds_adjustments(adjusted, lang, shows):
    assert gk.charts.contributions(adjusted, lang=lang).layout.meta["shows"] == shows


@pytest.mark.parametrize(
    ("lang", "ending"),
    [
        ("zh", "；总分另行合成，不是各段之和"),
        ("en", "; it is combined from their rates, not their sum"),
    ],
)
def test_the_parts_say_that_the_total_is_not_their_sum(lang, ending):
    """The worse rate counts: 30 of 40, so 75 of 100."""
    result = scored(scheme(*TWO, combine={"kind": "minimum"}), u={"a": 60, "b": 30})
    figure = gk.charts.contributions(result, lang=lang)
    (total,) = [trace for trace in figure.data if trace.name == "total"]
    assert [text.strip() for text in total.text] == ["75.000000"]
    assert figure.layout.meta["shows"].endswith(ending)


def test_an_indicator_of_another_group_is_neither_drawn_nor_in_the_legend():
    made = scheme(
        leaf("a", 60),
        leaf("b", 40, groups=["city"]),
        leaf("c", 40, groups=["office"]),
        points=100,
        groups={"city": {}, "office": {}},
    )
    result = scored(made, u={"a": 60, "b": 40, "group": "city"}, v={"a": 0, "group": "office"})
    figure = gk.charts.contributions(result, "city")
    assert [trace.name for trace in figure.data] == ["a", "b", "total"]
    assert [entry[0] for entry in figure.layout.meta["legend"]] == ["a", "b"]


@pytest.fixture(scope="module")
def excused(five_scheme):
    """Nothing applies to 甲县, only publicity to 乙县; 丙县 is open."""
    values = pd.DataFrame(
        {
            "unit": ["甲县", "乙县", "丙县"],
            "name_en": ["Jia", "", "Bing"],
            "group": "county",
            "publicity.timely": ["不适用", 1, None],
            "publicity.meetings": ["不适用", 2, 2],
            "response.requests": ["不适用", "不适用", 1],
            "response.form": ["不适用", "不适用", 10],
        }
    )
    units = values[["unit", "group", "name_en"]]
    return gk.score(five_scheme, values.drop(columns="name_en"), units)


def test_what_does_not_apply_is_told_without_points(excused):
    assert hover(excused, "甲县", "zh") == (
        "<b>甲县</b>　未排名　—<br>主动公开　不适用<br>依申请公开　不适用"
    )


def test_what_is_open_is_told_from_least_to_most(excused):
    """丙县 has 20 of 60 and up to 40 more; 40 of 40."""
    assert hover(excused, "Bing", "en") == (
        "<b>Bing</b>　no rank　60.00–100.00 points<br>Publicity　20–60 / 60<br>Response　40 / 40"
    )


def test_english_names_are_used_where_there_is_one(excused):
    labels = gk.charts.ranking(excused, lang="en").layout.yaxis.ticktext
    assert [label.split("\u2007")[0] for label in labels] == ["乙县", "Bing", "Jia"]

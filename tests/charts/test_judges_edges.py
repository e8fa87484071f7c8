"""Raters who agree, are severe or lenient, and cells that one rater judged alone."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from tests.scoring.builders import leaf, scheme


def judged(rates):
    """One cell of ten points per unit; `rates` is rater → points by unit (None: not judged)."""
    made = scheme(
        leaf("a", 10, measure={"kind": "judgement"})
        | {"rule": {"kind": "expert", "scale": "points"}},
        title={"zh": "小", "en": "Small"},
        groups={"unit": {"title": {"zh": "单位", "en": "Unit"}}},
    )
    rows = [
        {"unit": f"u{at:02}", "indicator": "a", "rater": rater, "value": str(value)}
        for rater, values in rates.items()
        for at, value in enumerate(values)
        if value is not None
    ]
    frame = pd.DataFrame(rows).assign(record=[f"J{at}" for at in range(len(rows))])
    units = pd.DataFrame({"unit": sorted(set(frame["unit"])), "group": "unit"})
    frame["kind"] = "third_party"
    return gk.assess(made, gk.read_records({"units": units, "judgements": frame}))


@pytest.fixture(scope="module")
def agreed():
    return judged({"李": [8, 6, 4], "王": [8, 6, 4]})


def test_raters_who_agree_are_said_to_agree(agreed):
    for lang, finding in (("zh", "各评估员评定一致"), ("en", "All raters agree")):
        meta = gk.charts.disagreement(agreed, lang=lang).layout.meta
        assert meta["finding"] == finding
        assert "3" in meta["shows"]


def test_one_rater_agrees_with_nobody():
    alone = judged({"李": [8, 6, 4]})
    for lang, finding in (("zh", "各处均由一人评定"), ("en", "No cell was judged by two")):
        assert gk.charts.disagreement(alone, lang=lang).layout.meta["finding"] == finding


def test_at_least_one_cell_must_be_asked_for(agreed):
    with pytest.raises(gk.GkevalError, match="top is 0, must be at least 1"):
        gk.charts.disagreement(agreed, top=0)


def test_a_rater_alone_can_not_be_called_severe():
    with pytest.raises(gk.GkevalError, match="no cell was judged by two raters"):
        gk.charts.severity(judged({"李": [8, 6], "王": [None, None, 7]}))


@pytest.fixture(scope="module")
def apart():
    """王 gives 4 of 10 points less than 李 in twenty cells, give or take one."""
    base = np.tile([9, 8, 7, 9, 6], 4)
    less = base - 4 + np.tile([1, 0, 0, -1], 5)
    return judged({"李": base.tolist(), "王": less.tolist()})


def test_severe_and_lenient_raters_are_named_and_marked(apart):
    figure = gk.charts.severity(apart, lang="zh")
    assert figure.layout.meta["finding"] == "王偏严，李偏宽"
    (effect,) = [trace for trace in figure.data if trace.name == "effect"]
    assert list(effect.x) == pytest.approx([-20, 20])  # half of 4 of 10 points each
    assert effect.marker.symbol == ("diamond", "square")
    assert [label.strip("\u00a0") for label in figure.layout.yaxis.ticktext] == [
        "王（20）",
        "李（20）",
    ]
    assert effect.hovertext[0].startswith("<b>王</b><br>−20.0 (−")
    english = gk.charts.severity(apart, lang="en").layout
    assert english.meta["finding"] == "王: severe; 李: lenient"
    assert english.yaxis.ticktext[0].strip("\u00a0") == "王 (20)"


def test_one_side_alone_is_named_and_more_than_three_are_and_others():
    """E gives 4 points less; A and B each lose 7 of 30 points more, C and D 8."""
    base = np.tile([9, 8, 7, 9, 6], 6)
    shake = np.array([[0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]])
    rates = {name: base - np.resize(row, 30) for name, row in zip("ABCD", shake, strict=True)}
    found = judged({name: list(map(int, row)) for name, row in (rates | {"E": base - 4}).items()})
    assert gk.charts.severity(found, lang="zh").layout.meta["finding"] == "E偏严，A、B、C等偏宽"
    assert gk.charts.severity(found, lang="en").layout.meta["finding"] == (
        "E: severe; A, B, C and others: lenient"
    )


def test_raters_who_differ_by_chance_are_not_accused(agreed):
    finding = gk.charts.severity(agreed, lang="zh").layout.meta["finding"]
    assert finding == "未见评估员明显偏严或偏宽"
    english = gk.charts.severity(agreed, lang="en").layout.meta["finding"]
    assert english == "No rater is clearly severe or lenient"


def test_more_than_six_raters_share_one_sign():
    """Seven raters, one of whom gives a point less."""
    found = judged({f"R{at}": [8, 6] for at in range(6)} | {"R6": [7, 6]})
    figure = gk.charts.disagreement(found, lang="en")
    dots = [trace for trace in figure.data if trace.name.startswith("R")]
    assert {(trace.marker.symbol, trace.marker.color) for trace in dots} == {("circle", "#2b6ca3")}
    assert [entry[0] for entry in figure.layout.meta["legend"]] == ["raters", "counts"]
    assert figure.layout.meta["finding"] == (
        "Raters differ in 1 cell (50.0%), by up to 1 point: u00, a"
    )

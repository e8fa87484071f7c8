"""Raters: disputed cells and severity are those of gkeval.judging."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.charts.judges_frames import disputes_frame, severity_frame


@pytest.fixture(scope="module")
def judged(five_scheme):
    """Three departments; 李 and 王 judge two indicators, the leader rules on one of their cells."""
    leaves = [
        {
            "id": "quality",
            "title": {"zh": "内容质量", "en": "Quality"},
            "points": 60,
            "measure": {"kind": "judgement"},
            "rule": {"kind": "levels", "levels": {"优": 1, "良": "0.8", "差": 0}},
        },
        {
            "id": "form",
            "title": {"zh": "答复规范", "en": "Form"},
            "points": 40,
            "measure": {"kind": "judgement"},
            "rule": {"kind": "expert", "scale": "points"},
        },
    ]
    scheme = five_scheme.replace(indicators=leaves)
    rows = [
        ("甲局", "quality", "李", "优", "third_party"),
        ("甲局", "quality", "王", "差", "third_party"),
        ("甲局", "quality", "组长", "良", "leader"),
        ("甲局", "form", "李", "30", "third_party"),
        ("甲局", "form", "王", "26", "third_party"),
        ("乙局", "quality", "李", "优", "third_party"),
        ("乙局", "quality", "王", "优", "third_party"),
        ("乙局", "form", "李", "40", "third_party"),
        ("乙局", "form", "王", "32", "third_party"),
        ("丙局", "form", "李", "20", "third_party"),
        ("丙局", "form", "自评", "40", "self"),
    ]
    columns = ["unit", "indicator", "rater", "value", "kind"]
    units = pd.DataFrame({"unit": ["甲局", "乙局", "丙局"], "group": "department"})
    judgements = pd.DataFrame(rows, columns=columns)
    judgements["record"] = [f"J{at}" for at in range(len(rows))]
    records = {"units": units, "judgements": judgements}
    read = gk.read_records(records, on_error="report")
    assert not read.problems, str(read.problems)
    return gk.assess(scheme, read), judgements


def test_cells_are_those_that_gk_judging_finds(judged):
    result, judgements = judged
    found = disputes_frame(result)
    rates = gk.judging.judged_rates(judgements, result.scheme)
    expected = gk.judging.disputes(rates, {"quality": 60, "form": 40}, given="rate")
    key = ["unit", "indicator", "at_stake"]
    assert found.cells[key].to_numpy().tolist() == expected[key].to_numpy().tolist()
    assert found.cells["at_stake"].to_list() == [60, 8, 4]
    assert (found.judged, found.several) == (5, 4)


def test_each_rating_is_drawn_at_its_rate_and_the_ruling_marked(judged):
    result, _ = judged
    figure = gk.charts.disagreement(result)
    traces = {trace.name: trace for trace in figure.data}
    points = {
        rater: sorted(zip(map(round, traces[rater].y), traces[rater].x, strict=True))
        for rater in ("李", "王")
    }
    assert points["李"] == [(0, 100), (1, 100), (2, pytest.approx(75))]
    assert points["王"] == [(0, 0), (1, pytest.approx(80)), (2, pytest.approx(65))]
    assert dict(zip(traces["counted"].y, traces["counted"].x, strict=True))[0] == 80
    finding = figure.layout.meta["finding"]
    assert finding == "3处评定有分歧（占75.0%），最大相差60分：甲局“内容质量”"


def test_top_counts_the_rest(judged):
    figure = gk.charts.disagreement(judged[0], top=1, lang="en")
    assert figure.layout.meta["note"][0] == "2 more cells are not shown"
    assert len(figure.layout.yaxis.ticktext) == 1


def test_severity_is_the_frame_of_gk_judging(judged):
    result, judgements = judged
    rates = gk.judging.judged_rates(judgements[judgements["kind"] != "self"], result.scheme)
    points = {"quality": 60, "form": 40}
    expected = gk.judging.raters(rates, points=points, given="rate").set_index("rater")
    found = severity_frame(result).set_index("rater")
    assert found["effect"].to_dict() == pytest.approx(expected["effect"].to_dict(), nan_ok=True)
    traces = {trace.name: trace for trace in gk.charts.severity(result).data}
    # by hand: 李 gives (1 + 0.1 + 0 + 0.2) ÷ 4 more than 王, half of it each from the mean
    assert list(traces["effect"].x) == pytest.approx([-16.25, 16.25])


def test_raters_of_the_sample(ningxia):
    finding = gk.charts.severity(ningxia).layout.meta["finding"]
    frame = severity_frame(ningxia).set_index("rater")["finding"]
    assert ("偏严" in finding) == ("severe" in set(frame))
    assert all((rater in finding) == bool(word) for rater, word in frame.items())


def test_ready_values_tell_no_raters(five):
    with pytest.raises(gk.GkevalError, match="holds no judgements"):
        gk.charts.disagreement(five)

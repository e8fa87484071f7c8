"""Figures of robustness hold the frames they come from."""

import numpy as np
import pytest

import gkeval as gk
from gkeval.charts.weighting import crossings_frame, weight_lines_frame
from gkeval.uncertainty import one_weight, robustness


@pytest.fixture(scope="module")
def robust(sichuan):
    return robustness(sichuan, draws=200, seed=1)


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_intervals_stand_beside_the_bars(robust, sichuan):
    figure = gk.charts.rank_intervals(robust)
    held = traces(figure)
    frame = robust.intervals
    interval = held["interval"]
    low = np.array(interval.base) + 0.25
    assert low.tolist() == frame["low"].to_list()
    assert (low + np.array(interval.x) - 0.5).tolist() == frame["high"].to_list()
    assert list(held["rank"].x) == frame["rank"].to_list()
    assert list(figure.data[0].x) == sichuan.ranking()["score"].to_list()
    assert figure.layout.xaxis.domain[1] < figure.layout.xaxis2.domain[0]
    sure = int((frame["width"] == 1).sum())
    assert f"21个名次中{sure}个确定" in figure.layout.meta["finding"]
    assert "随机种子1" in figure.layout.meta["note"][0]


def test_another_title_leaves_each_text_once(robust):
    texts = [entry.text for entry in gk.charts.rank_intervals(robust).layout.annotations]
    assert len(texts) == len(set(texts))


def test_strips_hold_the_probabilities(robust):
    figure = gk.charts.rank_probabilities(robust)
    heat, ring = figure.data
    frame = robust.rank_probabilities()
    assert np.array_equal(heat.customdata, frame.to_numpy()[:, : heat.customdata.shape[1]])
    assert frame.to_numpy()[:, heat.customdata.shape[1] :].sum() == 0
    ranks = robust.result.ranking()["rank"]
    assert (np.array(ring.x) + 1).tolist() == ranks.to_list()


def test_pairs_hold_who_is_above(robust):
    figure = gk.charts.above(robust, top=5)
    frame = robust.above(units=list(robust.rank_probabilities().index[:5])).to_numpy()
    held = np.array(figure.data[0].customdata)
    off = ~np.eye(5, dtype=bool)
    assert np.array_equal(held[off], frame[off])
    assert np.isnan(np.diag(held)).all()
    assert "另有16个评估对象未列出" in figure.layout.meta["note"][0]


@pytest.mark.parametrize("draw", ["rank_intervals", "rank_probabilities", "above"])
def test_english_says_what_varied(robust, draw):
    meta = getattr(gk.charts, draw)(robust, lang="en").layout.meta
    assert any(line.startswith("Varied: weights") for line in meta["note"])


def test_lines_are_the_totals_of_the_scheme_with_other_points(sichuan):
    found = one_weight(sichuan, "services")
    figure = gk.charts.weight_lines(found)
    lines = traces(figure)
    now = sichuan.totals.set_index("unit")["exact"]
    for unit in ("成都市", "眉山市"):
        line = lines[unit]
        at = np.interp(found.weight, np.array(line.x), np.array(line.y))
        assert at == pytest.approx(now[unit])
        ends = found.lines.set_index("unit").loc[unit, ["at_none", "at_all"]]
        assert [line.y[0], line.y[-1]] == pytest.approx(ends.to_list(), abs=1e-6)


def test_lines_cross_where_the_rings_stand(sichuan):
    found = one_weight(sichuan, "services")
    frame = weight_lines_frame(found)
    units = sichuan.ranking()["unit"].to_list()[:6]
    crossings = crossings_frame(found, frame, units)
    assert len(crossings) > 1
    for row in crossings.to_dict("records"):
        x = frame.index.to_numpy(dtype=float)
        behind = np.interp(row["weight"], x, frame[row["behind"]])
        assert behind == pytest.approx(row["total"], abs=1e-9)
    rings = traces(gk.charts.weight_lines(found))["crossings"]
    assert list(rings.x) == crossings["weight"].to_list()


def test_wrong_units_are_told(sichuan, robust):
    found = one_weight(sichuan, "services")
    with pytest.raises(gk.GkevalError, match="units names x"):
        gk.charts.weight_lines(found, units=["x"])
    with pytest.raises(gk.GkevalError, match="group is 'y'"):
        gk.charts.weight_lines(found, "y")
    with pytest.raises(gk.GkevalError, match="top is 0"):
        gk.charts.above(robust, top=0)

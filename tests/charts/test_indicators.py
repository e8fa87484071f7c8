"""Attainment draws Σ score ÷ Σ available; distribution draws every settled total once."""

import numpy as np
import pytest

import gkeval as gk
from gkeval.charts.frames import attainment_frame, distribution_frame
from gkeval.charts.spread import swarm


def test_attainment_is_the_sum_of_scores_over_the_sum_of_points(five):
    scores = five.scores
    leaves = scores[(scores["level"] == 2) & (scores["state"] == "scored")]
    sums = leaves.groupby("indicator")[["score", "available"]].sum()
    expected = (sums["score"] / sums["available"]).to_dict()
    frame = attainment_frame(five).set_index("indicator")
    assert frame["rate"].to_dict() == pytest.approx(expected)
    # by hand: timely 36, 20, 36 of 40 and 30 of 60 points
    assert frame.loc["publicity.timely", "rate"] == pytest.approx(122 / 180)
    assert frame.loc["publicity.meetings", ["units", "full", "none"]].to_list() == [3, 2, 1]


def test_attainment_draws_its_frame_sorted(five):
    frame = attainment_frame(five)
    assert frame["rate"].is_monotonic_decreasing
    figure = gk.charts.attainment(five)
    drawn = {}
    for trace in figure.data:
        drawn |= dict(zip(trace.y, trace.x, strict=True))
    assert [drawn[row] for row in frame.index] == pytest.approx((frame["rate"] * 100).to_list())
    assert figure.data[0].text[0].endswith("%")


def test_attainment_by_level_and_group(five):
    first = gk.charts.attainment(five, level=1)
    assert sum(len(trace.x) for trace in first.data) == 2
    county = attainment_frame(five, "county")
    assert county.set_index("indicator").loc["publicity.timely", "units"] == 3
    assert "（县）" in gk.charts.attainment(five, "county").layout.meta["shows"]


def test_the_finding_names_best_and_worst(sichuan):
    frame = attainment_frame(sichuan)
    best, worst = (sichuan.scheme.by_id[name].title.zh for name in frame["indicator"].iloc[[0, -1]])
    finding = gk.charts.attainment(sichuan).layout.meta["finding"]
    assert f"“{worst}”得分率最低" in finding
    assert f"“{best}”最高" in finding


def test_distribution_has_the_quartiles_of_the_totals(sichuan):
    totals = sichuan.totals["total"]
    row = distribution_frame(sichuan).iloc[0]
    assert [row["lowest"], row["median"], row["highest"]] == [
        totals.min(),
        totals.median(),
        totals.max(),
    ]
    assert row["units"] == 21


def test_distribution_draws_every_settled_total_once(five):
    figure = gk.charts.distribution(five)
    drawn = sorted(x for trace in figure.data for x in trace.x)
    assert drawn == sorted(five.totals["total"].dropna())
    assert distribution_frame(five)["open"].to_list() == [0, 1]


def test_points_of_equal_scores_do_not_cover_each_other():
    offsets = swarm(np.full(7, 50.0), 100, 0.3)
    assert len(set(offsets.tolist())) == 7
    assert np.abs(offsets).max() <= 0.3 + 1e-12


def test_the_four_figures_are_drawn_in_english(five):
    for draw in (
        gk.charts.ranking,
        gk.charts.contributions,
        gk.charts.attainment,
        gk.charts.distribution,
    ):
        meta = draw(five, lang="en").layout.meta
        assert meta["finding"].isascii() or "县" in meta["finding"]
        assert any("Fingerprint: " + five.fingerprint in line for line in meta["note"])


@pytest.mark.parametrize(
    ("lang", "labels"),
    [("zh", ["3个", "1个，1个未定"]), ("en", ["3 units", "1 unit, 1 open"])],
)
def test_units_without_a_total_are_counted_beside_their_group(five, lang, labels):
    texts = gk.charts.distribution(five, lang=lang).layout.yaxis.ticktext
    for text, label in zip(texts, labels, strict=True):
        assert f">{label}</span>" in text


@pytest.mark.parametrize(("count", "shapes"), [(3, 0), (4, 2)])
def test_quartiles_are_drawn_from_four_units_on(many, count, shapes):
    """The box holds the middle half, the line is the median; of three units neither is shown."""
    result = many(count)
    layout = gk.charts.distribution(result, lang="en").layout
    assert len(layout.shapes) == shapes
    told = [entry.text for entry in layout.annotations if entry.text.startswith("median")]
    assert len(told) == shapes // 2
    if shapes:
        row = distribution_frame(result).iloc[0]
        box, line = layout.shapes
        assert (box.x0, box.x1, line.x0) == (row["lower"], row["upper"], row["median"])

"""Raters and samples that might have come out otherwise."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.measures.ways import Mean, Median, Trimmed
from gkeval.uncertainty.chance import Judged, Sampled, judged_leaves
from tests.scoring.builders import leaf, scheme

SHARE = {"kind": "share", "table": "checks", "hit": {"passed": "true"}, "when_empty": "zero"}


def shares(**cells):
    """Units by name: (cases that pass, cases checked, cases there were or None)."""
    made = scheme(leaf("texts", 100, measure=SHARE, rule={"kind": "proportion"}))
    rows = [
        {"unit": unit, "indicator": "texts", "value": hit / n, "numerator": hit,
         "denominator": n, "population": there}
        for unit, (hit, n, there) in cells.items()
    ]  # fmt: skip
    return gk.score(made, pd.DataFrame(rows))


def test_a_sample_of_all_cases_leaves_nothing_to_chance():
    result = shares(a=(9, 12, 12), b=(5, 12, 12))
    frame = gk.robustness(result, 50, weights=None).intervals
    assert frame["sd_score"].tolist() == [0, 0]
    assert frame["kept"].tolist() == [1, 1]


def test_a_rank_built_on_twelve_checked_documents_says_so():
    small = gk.robustness(shares(a=(9, 12, 400), b=(8, 12, 400)), 4000, weights=None)
    large = gk.robustness(shares(a=(300, 400, 400), b=(267, 400, 400)), 100, weights=None)
    assert 0.55 < small.above().loc["a", "b"] < 0.75
    assert large.above().loc["a", "b"] == 1
    assert "抽样核查的 2 个得分" in small.varied("zh")
    assert (
        gk.robustness(shares(a=(9, 12, 400)), 5, weights=None, samples=False).varied() == "无变动"
    )


def test_drawn_shares_agree_with_wilson_and_never_deny_what_was_seen():
    sampled = Sampled(0, np.arange(3), np.array([9.0, 9, 0]), np.array([12.0, 12, 12]),
                      np.array([np.inf, 40, 13]))  # fmt: skip
    drawn = sampled.draw(np.random.default_rng(1), 40_000)
    low, high = gk.judging.wilson([9, 9], 12, [np.inf, 40], confidence=0.9)
    found = np.quantile(drawn[:, :2], [0.05, 0.95], axis=0)
    np.testing.assert_allclose(found, [low, high], atol=0.03)
    assert drawn[:, 1].min() >= 9 / 40
    assert drawn[:, 1].max() <= 37 / 40
    assert set(np.round(drawn[:, 2] * 13)) == {0, 1}  # one case was not looked at
    assert (drawn[:, 2] > 0).mean() == pytest.approx(0.5 / 13, abs=0.01)


def test_an_explanation_says_how_sure_a_sampled_share_is():
    said = shares(a=(9, 12, 40)).explain("a", "texts", lang="zh").value
    # Wilson with n (N - 1) / (N - n) = 16.7 cases, never below the 9 of 40 that were seen
    assert said == "9 ÷ 12 = 75%（抽查 12 件，共 40 件；95% 置信区间 51%～89.6%）"
    assert shares(a=(9, 12, 12)).explain("a", "texts", lang="en").value == "9 ÷ 12 = 75 %"


def test_samples_can_be_said_beside_the_records():
    result = shares(a=(9, 12, None), b=(8, 12, None))
    assert gk.robustness(result, 20, weights=None).intervals["sd_score"].max() == 0
    many = gk.robustness(result, 500, weights=None, samples={"texts": None})
    assert many.intervals["sd_score"].min() > 5
    fewer = gk.robustness(result, 500, weights=None, samples={"texts": 14})
    assert 0 < fewer.intervals["sd_score"].max() < many.intervals["sd_score"].min()
    with pytest.raises(gk.GkevalError, match="samples gives texts 11 cases, but more were checked"):
        gk.robustness(result, samples={"texts": 11})


def test_fewer_cases_than_were_checked_are_refused():
    with pytest.raises(gk.InputError, match="at least the denominator"):
        shares(a=(9, 12, 11))


def test_the_table_of_samples_reaches_the_draws():
    made = scheme(leaf("texts", 100, measure=SHARE, rule={"kind": "proportion"}))
    checks = pd.DataFrame(
        {
            "unit": ["a"] * 4 + ["b"] * 4,
            "record": [f"C{n}" for n in range(8)],
            "kind": "text",
            "checked": "2020-03-02",
            "passed": ["是", "是", "是", "否", "是", "是", "否", "否"],
        }
    )
    samples = pd.DataFrame(
        {"unit": ["a"], "record": ["S1"], "indicator": ["texts"], "population": [90]}
    )
    units = pd.DataFrame({"unit": ["a", "b"], "group": "unit"})
    records = gk.read_records({"units": units, "checks": checks, "samples": samples})
    result = gk.assess(made, records)
    assert result.values.set_index("unit")["population"].fillna(0).tolist() == [90, 0]
    assert "抽查 4 件，共 90 件" in result.explain("a", "texts", lang="zh").value
    assert "抽查" not in result.explain("b", "texts", lang="zh").value
    frame = gk.robustness(result, 100, weights=None).intervals.set_index("unit")
    assert frame.at["a", "sd_score"] > 5
    assert frame.at["b", "sd_score"] == 0


def judged(rows, **more):
    made = scheme(leaf("a", 50), leaf("b", 50), **more)
    judgements = pd.DataFrame(rows, columns=["unit", "indicator", "rater", "value", "kind"])
    judgements["record"] = [f"J{n}" for n in range(len(judgements))]
    units = pd.DataFrame({"unit": sorted(set(judgements["unit"])), "group": "unit"})
    return gk.assess(made, gk.read_records({"units": units, "judgements": judgements}))


ROWS = [
    ("x", "a", "甲", "40", "third_party"), ("x", "a", "乙", "20", "third_party"),
    ("x", "a", "丙", "30", "third_party"), ("x", "b", "甲", "25", "third_party"),
    ("y", "a", "甲", "30", "third_party"), ("y", "a", "乙", "30", "third_party"),
    ("y", "b", "甲", "10", "third_party"), ("y", "b", "乙", "40", "third_party"),
    ("y", "b", "组长", "35", "leader"), ("y", "b", "自评", "50", "self"),
]  # fmt: skip


def test_cells_of_several_raters_without_a_ruling_vary():
    result = judged(ROWS, reconcile={"kind": "mean"})
    found = judged_leaves(result)
    assert [one.leaf for one in found] == [0]
    assert found[0].rows.tolist() == [0, 1]
    np.testing.assert_array_equal(
        np.sort(found[0].given, axis=1), [[0.4, 0.6, 0.8], [0.6, 0.6, np.nan]]
    )
    robust = gk.robustness(result, 3000, weights=None, raters="draw")
    frame = robust.intervals.set_index("unit")
    # one of 20, 30 and 40 points each in a third of the draws
    assert frame.at["x", "mean_score"] == pytest.approx(55, abs=0.5)
    assert frame.at["x", "sd_score"] == pytest.approx(np.std([20, 30, 40]), rel=0.03)
    assert frame.at["y", "sd_score"] == 0
    mean = gk.robustness(result, 3000, weights=None, raters="bootstrap").intervals
    sd = mean.set_index("unit").at["x", "sd_score"]
    assert sd == pytest.approx(np.std([20, 30, 40]) / np.sqrt(3), rel=0.05)
    assert "每个评分随机取一名评估员" in robust.varied("zh")


def test_a_cell_that_was_changed_since_is_settled():
    # a of x was the mean of 40, 20 and 30 points; an appeal made it 50, with 25 for b that is 75
    result = judged([*ROWS[:4], ("y", "a", "甲", "10", "third_party"),
                     ("y", "a", "乙", "30", "third_party"), ("y", "b", "甲", "5", "third_party")],
                    reconcile={"kind": "mean"})  # fmt: skip
    change = {"unit": "x", "indicator": "a", "value": 50.0, "who": "组长", "when": "2020-12-01",
              "why": "申诉"}  # fmt: skip
    changed = gk.apply_changes(result, pd.DataFrame([change]))
    assert [one.rows.tolist() for one in judged_leaves(result)] == [[0, 1]]
    assert [one.rows.tolist() for one in judged_leaves(changed)] == [[1]]
    for raters in ("draw", "bootstrap"):
        frame = gk.robustness(changed, 200, weights=None, raters=raters).intervals
        frame = frame.set_index("unit")
        assert frame.loc["x", ["score", "mean_score", "sd_score"]].to_list() == [75, 75, 0]
        assert frame.at["y", "sd_score"] > 1
    # a change of another indicator leaves the cell as it was
    other = gk.apply_changes(result, pd.DataFrame([change | {"indicator": "b"}]))
    assert [one.rows.tolist() for one in judged_leaves(other)] == [[0, 1]]


def test_what_was_counted_does_not_vary_with_the_raters():
    made = scheme(
        leaf("a", 50),
        leaf("b", 50, measure={"kind": "count", "table": "documents"},
             rule={"kind": "at_least", "target": 1}),
        reconcile={"kind": "mean"},
    )  # fmt: skip
    judgements = pd.DataFrame(
        {"unit": "x", "record": ["1", "2"], "indicator": "a", "rater": ["甲", "乙"],
         "value": ["10", "50"]}
    )  # fmt: skip
    units = pd.DataFrame({"unit": ["x"], "group": "unit"})
    documents = pd.DataFrame(
        {"unit": ["x"], "record": ["D"], "kind": "text", "published": ["2020-02-01"]}
    )
    tables = {"units": units, "judgements": judgements, "documents": documents}
    result = gk.assess(made, gk.read_records(tables))
    assert [one.leaf for one in judged_leaves(result)] == [0]
    frame = gk.robustness(result, 400, weights=None, raters="draw").intervals
    # 10 or 50 points of a, and the 50 of b in every draw
    assert frame["mean_score"][0] == pytest.approx(80, abs=3)
    assert frame["sd_score"][0] == pytest.approx(20, abs=0.5)


def test_a_judged_indicator_without_judgements_does_not_vary():
    made = scheme(leaf("a", 50), leaf("b", 50), missing="zero", reconcile={"kind": "mean"})
    judgements = pd.DataFrame(
        {"unit": "x", "record": ["1", "2"], "indicator": "a", "rater": ["甲", "乙"],
         "value": ["10", "50"]}
    )  # fmt: skip
    units = pd.DataFrame({"unit": ["x"], "group": "unit"})
    result = gk.assess(made, gk.read_records({"units": units, "judgements": judgements}))
    assert [one.leaf for one in judged_leaves(result)] == [0]


@pytest.mark.parametrize(
    ("way", "joined"),
    [
        (Mean(), lambda rates: rates.mean(axis=1)),
        (Median(), lambda rates: np.median(rates, axis=1)),
        (Trimmed(), lambda rates: np.sort(rates, axis=1)[:, 1:-1].mean(axis=1)),
    ],
)
def test_redrawn_raters_are_joined_in_the_schemes_way(way, joined):
    given = np.array([[0.1, 0.2, 0.6, 0.9]])
    drawn = Judged(0, np.zeros(1, dtype=int), given, way).draw(
        "bootstrap", np.random.default_rng(2), 500
    )[:, 0]
    rng = np.random.default_rng(2)
    chosen = (rng.random((500, 1, 4)) * 4).astype(int)[:, 0]
    np.testing.assert_allclose(drawn, joined(given[0][chosen]))


def test_words_are_redrawn_as_what_they_are_worth():
    rule = {"kind": "levels", "levels": {"优": 1, "良": "0.8", "差": 0}}
    made = scheme(leaf("a", 100, rule=rule), reconcile={"kind": "median"})
    judgements = pd.DataFrame(
        {"unit": "x", "record": ["1", "2", "3"], "indicator": "a", "rater": ["甲", "乙", "丙"],
         "value": ["优", "良", "差"]}
    )  # fmt: skip
    units = pd.DataFrame({"unit": ["x"], "group": "unit"})
    result = gk.assess(made, gk.read_records({"units": units, "judgements": judgements}))
    assert np.sort(judged_leaves(result)[0].given).tolist() == [[0, 0.8, 1]]


def test_drawn_records_say_themselves_of_how_many_they_are():
    measure = {"kind": "share", "table": "checks", "hit": {"passed": "true"},
               "where": {"kind": "text"}, "when_empty": "zero"}  # fmt: skip
    made = scheme(leaf("texts", 100, measure=measure, rule={"kind": "proportion"}))
    cases = pd.DataFrame(
        {
            "unit": ["a"] * 60 + ["b"] * 6,
            "record": [f"C{n:02}" for n in range(66)],
            "kind": ["text", "text", "link"] * 22,
            "checked": "2020-03-02",
            "passed": ["是", "否"] * 33,
        }
    )
    drawn = gk.judging.draw(cases, size=12, seed=5)
    units = pd.DataFrame({"unit": ["a", "b"], "group": "unit"})
    result = gk.assess(made, gk.read_records({"units": units, "checks": drawn}))
    values = result.values.set_index("unit")
    looked = (drawn[drawn["unit"] == "a"]["kind"] == "text").sum()
    # 12 of 60 were drawn, so each that concerns the indicator stands for five
    assert values.at["a", "denominator"] == looked
    assert values.at["a", "population"] == 5 * looked
    assert values.at["b", "population"] == values.at["b", "denominator"]
    frame = gk.robustness(result, 50, weights=None).intervals.set_index("unit")
    assert frame.at["a", "sd_score"] > 5
    assert frame.at["b", "sd_score"] == 0

"""Rank intervals, grades in doubt, pairs and tiers, against a plain loop over the draws."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

import gkeval as gk
from gkeval.uncertainty.draws import WEIGHTS
from gkeval.uncertainty.weights import draw_worth
from tests.scoring.builders import branch, grade, leaf, scheme

GRADES = [grade("good", at_least=60), grade("poor", at_least=0)]


def synthetic(units, leaves, seed=0, **more):
    """Ready values of units with many equal totals: whole points, quarters of rates."""
    made = scheme(
        *(
            branch(f"b{b}", 10, *(leaf(f"b{b}.{n}", 2, rule={"kind": "expert", "scale": "rate"})
                                  for n in range(5)))
            for b in range(leaves // 5)
        ),
        **more,
    )  # fmt: skip
    rates = np.random.default_rng(seed).integers(0, 5, size=(units, leaves)) / 4
    frame = pd.DataFrame(rates, columns=[item.id for item in made.leaves])
    frame.insert(0, "unit", [f"u{n:04}" for n in range(units)])
    return made, frame


def by_loop(result, robust):
    """Ranks of every draw, one draw after the other."""
    plan, tree = robust.plan, result.tree
    rates = plan.model.rates.T
    found = []
    for number in range(plan.tiles):
        n = min(plan.size, plan.draws - number * plan.size)
        worth = draw_worth(tree, plan.weights, plan._stream(number, WEIGHTS), n)
        for row in worth:
            totals = np.round(rates @ row[tree.leaves], 6)
            found.append(rankdata(-totals, method="min"))
    return np.array(found)


@pytest.fixture(scope="module")
def small():
    made, frame = synthetic(30, 20, grades=GRADES, scale_to=100)
    return gk.score(made, frame)


@pytest.fixture(scope="module")
def robust(small):
    return gk.robustness(small, 400, seed=3)


def test_every_figure_is_that_of_a_loop_over_the_draws(small, robust):
    ranks = by_loop(small, robust)
    frame = robust.intervals.set_index("unit").loc[small.units["unit"]]
    ordered = np.sort(ranks, axis=0)
    assert frame["low"].tolist() == ordered[20].tolist()  # 5 % of 400 draws lie before
    assert frame["high"].tolist() == ordered[379].tolist()
    assert frame["median_rank"].tolist() == np.median(ranks, axis=0).tolist()
    np.testing.assert_allclose(frame["mean_rank"], ranks.mean(axis=0))
    np.testing.assert_allclose(frame["sd_rank"], ranks.std(axis=0))
    assert frame["kept"].tolist() == (ranks == frame["rank"].to_numpy()).mean(axis=0).tolist()
    assert (frame["width"] == frame["high"] - frame["low"] + 1).all()
    shares = robust.rank_probabilities().loc[small.units["unit"]]
    expected = [(ranks == rank).mean(axis=0) for rank in range(1, 31)]
    np.testing.assert_array_equal(shares.to_numpy(), np.array(expected).T)
    top = robust.top(5).loc[small.units["unit"]]
    assert top.tolist() == (ranks <= 5).mean(axis=0).tolist()
    above = robust.above().loc[small.units["unit"], small.units["unit"]]
    np.testing.assert_array_equal(
        above.to_numpy(), (ranks[:, :, None] < ranks[:, None, :]).mean(axis=0)
    )


def test_pairs_of_some_units_are_those_of_all(robust):
    some = ["u0003", "u0001", "u0020"]
    assert robust.above(units=some).equals(robust.above().loc[some, some])


def test_a_tier_ends_where_its_first_unit_is_surely_above(robust):
    above = robust.above()
    tiers = robust.tiers(level=0.9)
    assert tiers["unit"].tolist() == above.index.tolist()
    first, number = tiers["unit"][0], 1
    for row in tiers.itertuples():
        if row.unit != first and above.at[first, row.unit] >= 0.9:
            first, number = row.unit, number + 1
        assert row.tier == number
        assert row.above == above.at[first, row.unit]
    assert tiers["tier"].max() > 1


def test_tiers_wider_than_the_first_look():
    made, frame = synthetic(80, 5)
    frame.iloc[:, 1:] = 0.5  # all the same: one tier of 80
    frame.loc[79, "b0.0"] = 0.25
    tiers = gk.robustness(gk.score(made, frame), 50).tiers()
    assert tiers["tier"].tolist() == [1] * 79 + [2]


def test_grades_in_doubt(small, robust):
    grades = robust.grades
    np.testing.assert_allclose(grades.sum(axis=1), 1)
    assert list(grades.columns) == ["good", "poor"]
    doubtful = robust.doubtful(0.95)
    totals = small.totals.set_index("unit")
    for row in doubtful.itertuples():
        assert row.grade == totals.at[row.unit, "grade"]
        assert row.kept == grades.at[row.unit, row.grade] < 0.95
        assert row.share == pytest.approx(1 - row.kept)
        assert {row.grade, row.other} == {"good", "poor"}
    sure = grades.index.difference(doubtful["unit"])
    assert (grades.loc[sure].max(axis=1) >= 0.95).all()
    assert len(doubtful) > 0


def test_workers_order_of_rows_and_repetition_change_nothing(small, robust):
    made, frame = synthetic(30, 20, grades=GRADES, scale_to=100)
    mixed = gk.score(made, frame.sample(frac=1, random_state=5))
    for other in (
        gk.robustness(small, 400, seed=3, workers=1),
        gk.robustness(small, 400, seed=3, workers=5),
        gk.robustness(mixed, 400, seed=3),
    ):
        pd.testing.assert_frame_equal(other.intervals, robust.intervals, check_exact=True)
        pd.testing.assert_frame_equal(other.grades, robust.grades, check_exact=True)
    assert not gk.robustness(small, 400, seed=4).intervals.equals(robust.intervals)


def test_more_certainty_makes_wider_intervals(robust):
    narrow, wide = robust.at(0.5), robust.at(0.99)
    assert (wide["low"] <= narrow["low"]).all()
    assert (wide["high"] >= narrow["high"]).all()
    assert (wide["width"] > narrow["width"]).any()


def test_the_error_of_a_figure_is_what_other_seeds_show(small, robust):
    means = [gk.robustness(small, 400, seed=s).at(0.9).set_index("unit")["mean_rank"]
             for s in range(40)]  # fmt: skip
    seen = pd.concat(means, axis=1).std(axis=1)
    said = robust.errors().set_index("unit")["mean_rank"]
    ratio = (seen / said)[said > 0.01]
    assert 0.8 < ratio.median() < 1.2
    errors = robust.errors().set_index("unit")
    frame = robust.intervals.set_index("unit").loc[errors.index]
    assert (errors["low_from"] <= frame["low"]).all()
    assert (frame["high"] <= errors["high_to"]).all()
    needed = robust.enough(ranks=said.max() / 2, share=0.5)
    assert needed == pytest.approx(4 * 400, abs=1)


def test_units_without_a_rank_stay_out():
    made, frame = synthetic(6, 5)
    frame = frame.astype(object)
    frame.loc[2, "b0.1"] = "未评估"
    robust = gk.robustness(gk.score(made, frame), 20)
    assert "u0002" not in set(robust.intervals["unit"])
    assert robust.rank_probabilities().shape == (5, 5)
    with pytest.raises(gk.GkevalError, match="unit 'u0002' has no rank"):
        robust.above(units=["u0002", "u0001"])
    frame["b0.1"] = "未评估"
    with pytest.raises(gk.GkevalError, match="no unit has a rank"):
        gk.robustness(gk.score(made, frame))


def test_other_choices_are_drawn_as_often_as_the_own(small):
    made, frame = synthetic(30, 20, seed=9, grades=GRADES, scale_to=100)
    other = gk.score(made, frame)
    robust = gk.robustness(small, 2000, weights=None, choices={"other data": other})
    own, theirs = (r.totals.set_index("unit")["rank"] for r in (small, other))
    frame = robust.intervals.set_index("unit")
    differ = own[own != theirs].index
    np.testing.assert_allclose(frame.loc[differ, "kept"], 0.5, atol=0.05)
    assert set(robust.at(0.5).set_index("unit").loc["u0000", ["low", "high"]]) == {
        own["u0000"], theirs["u0000"]
    }  # fmt: skip
    with pytest.raises(gk.GkevalError, match="assesses other units"):
        gk.robustness(small, choices={"x": gk.score(made, frame_of_five())})


def frame_of_five():
    return synthetic(5, 20)[1]


def test_the_policy_for_what_does_not_apply_can_be_a_choice():
    made, frame = synthetic(6, 10)
    frame = frame.astype(object)
    frame.loc[0, "b0.1"] = "不适用"
    result = gk.score(made, frame)
    robust = gk.robustness(
        result, 300, weights=None, choices={"not_applicable": ["siblings", "full"]}
    )
    full = gk.score(made.replace(not_applicable={"kind": "full"}), frame).totals
    expected = (result.totals["total"][0] + full["total"][0]) / 2
    score = robust.intervals.set_index("unit").at["u0000", "mean_score"]
    assert score == pytest.approx(expected, abs=0.1)
    assert "not_applicable: full" in robust.varied("en")


def test_changes_are_sure_when_they_exceed_what_weights_can_do():
    made, frame = synthetic(12, 20)
    better = frame.copy()
    better.iloc[3, 1:] = 1.0  # full marks in everything: above itself under any weights
    before, now = (gk.robustness(gk.score(made, f), 200, seed=1) for f in (frame, better))
    changes = now.since(before)
    assert changes.sure["unit"].tolist() == ["u0003"]
    row = changes.table.set_index("unit").loc["u0003"]
    assert (row["up"], row["down"], row["sure"]) == (1.0, 0.0, "up")
    same = changes.table.set_index("unit").drop("u0003")
    assert (same[["up", "down", "change"]] == 0).all(axis=None)  # the same weights in both


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"draws": 0}, "draws is 0, must be a whole number from 1"),
        ({"draws": 2.5}, "draws is 2.5"),
        ({"seed": -1}, "seed is -1, must be a whole number from 0"),
        ({"raters": "all"}, "raters is 'all', must be 'draw', 'bootstrap' or None"),
        ({"raters": "draw"}, "no cell was judged by several raters"),
        ({"weights": 2}, "by is 2.0, must be a number from 0 to 1"),
        ({"choices": {"colour": ["red"]}}, "choices names 'colour', must be 'not_applicable'"),
        ({"choices": {"not_applicable": ["x"]}}, "not_applicable holds 'x', must be one of"),
        ({"samples": {"nothing": None}}, "samples names nothing, must be leaves of the scheme"),
        ({"samples": {"b0.0": None}}, "samples names b0.0, whose values are no shares"),
    ],
)
def test_what_makes_no_sense_is_refused(small, given, said):
    with pytest.raises(gk.GkevalError, match=said):
        gk.robustness(small, **given)


def test_figures_that_make_no_sense_are_refused(robust):
    for wrong in (0, 1):
        with pytest.raises(gk.GkevalError, match="must be a number more than 0 and less than 1"):
            robust.at(wrong)
    with pytest.raises(gk.GkevalError, match="k is 31, must be a whole number from 1 to 30"):
        robust.top(31)
    with pytest.raises(gk.GkevalError, match="group is 'x', must be one of: unit"):
        robust.rank_probabilities("x")


def test_what_was_done_is_said(robust):
    assert robust.varied("zh") == "各指标权重在 ±25% 内随机变动"
    assert robust.varied("en") == "weights ±25 %"
    assert repr(robust).startswith("<Robustness small: 400 draws (weights ±25 %): ")
    assert "grades in doubt" in robust.summary("en")
    assert "个等级存疑" in robust.summary("zh")
    assert "<table" in robust._repr_html_()


@pytest.mark.full
def test_memory_stays_flat_however_many_the_draws():
    made, frame = synthetic(3000, 60)
    result = gk.score(made, frame)
    peaks = []
    for draws in (1000, 6000):
        tracemalloc.start()
        gk.robustness(result, draws, workers=2).intervals  # noqa: B018
        peaks.append(tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()
    assert max(peaks) < 150, peaks


def test_normalisation_and_aggregation_are_choices_of_an_index():
    from gkeval import composite

    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.uniform(1, 9, size=(12, 4)), columns=list("abcd"))
    frame.insert(0, "unit", [f"u{n:02}" for n in range(12)])
    tree = pd.DataFrame(
        {"id": ["p", "q", *"abcd"], "parent": ["", "", "p", "p", "q", "q"], "weight": 1.0}
    )
    told = {"title": "指数", "dates": ("2024-01-01", "2024-12-31"), "full": 100}

    def built(**choices):
        return gk.from_index(composite.build(frame, tree, **choices), **told)

    result = built()
    others = {
        "rank": built(normalise="percentile_rank"),
        "geometric": built(normalise={"method": "minmax", "low": 1, "high": 100},
                           aggregate="geometric"),
    }  # fmt: skip
    robust = gk.robustness(result, 3000, weights=None, choices=others)
    ranks = pd.concat([one.totals.set_index("unit")["rank"] for one in (result, *others.values())],
                      axis=1)  # fmt: skip
    expected = ranks.mean(axis=1).loc[robust.intervals["unit"]]
    np.testing.assert_allclose(robust.intervals["mean_rank"], expected, atol=0.15)
    frame = robust.at(0.999).set_index("unit")
    assert (frame["low"] == ranks.min(axis=1).loc[frame.index]).all()
    assert (frame["high"] == ranks.max(axis=1).loc[frame.index]).all()
    varied = gk.robustness(result, 200, choices=others)  # weights of all three trees vary too
    assert varied.intervals["sd_rank"].max() > 0

"""Nothing known, nothing that differs, nobody there: every step says so or stays out of the way."""

import runpy
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval import GkevalError
from gkeval.composite import build, coin, diagnostics, impute, normalise, treat
from gkeval.composite import weights as weighting
from gkeval.composite.aggregate.pairwise import copeland, outranking
from gkeval.composite.weights import doubt

GAP = np.nan
NOBODY = np.empty((0, 2))
UNKNOWN = [[1.0, GAP], [2.0, GAP], [3.0, GAP]]


def test_contests_of_nobody_of_one_and_without_weight():
    assert outranking(NOBODY).shape == (0, 0)
    assert copeland(NOBODY).shape == (0,)
    assert np.isnan(copeland([[GAP, GAP], [GAP, GAP]])).all()
    assert copeland([[3, 1], [GAP, GAP]]).tolist()[0] == 0.5  # no one to win against or lose to
    # an indicator of no weight decides nothing
    found = outranking([[1, 9], [2, 1]], [1, 0])
    assert found.tolist() == [[0.5, 0], [1, 0.5]]


def test_an_indicator_nobody_has_a_value_of_stays_missing():
    assert np.isnan(normalise.categories(UNKNOWN)[:, 1]).all()
    assert np.isnan(normalise.categories([[GAP], [GAP]])).all()
    assert np.isnan(impute.median([[GAP], [GAP]]).values).all()
    assert not diagnostics.outliers([[GAP], [GAP]]).any()
    # in group b no one has a value: its median is nobody's
    filled = impute.median([[1.0], [GAP], [GAP]], ["a", "a", "b"]).values
    assert filled.ravel().tolist()[:2] == [1, 1]
    assert np.isnan(filled[2, 0])


def test_indicators_that_do_not_differ_have_no_coefficients():
    alike = [[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]
    assert np.isnan(diagnostics.cronbach_alpha(alike))
    assert np.isnan(diagnostics.variance_shares(alike)).all()
    one = diagnostics.redundancy([[1.0, 2.0], [2.0, 2.0], [3.0, 2.0]])
    assert one.empty


def test_a_constant_indicator_is_left_as_it_is_by_boxcox():
    found = treat.boxcox([[7.0], [7.0]], every=True)
    assert found.values.ravel().tolist() == pytest.approx([6, 6])  # (7¹ − 1) ÷ 1


def test_values_of_every_size_are_taken_as_logarithms():
    # evenly spread on the scale of logarithms; high powers of them are beyond all numbers
    values = 10.0 ** np.linspace(-60, 60, 25)[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        found = treat.boxcox(values, every=True)
    assert found.methods[0].startswith("boxcox(exponent=")
    assert abs(float(found.methods[0].split("=")[1].split(",")[0])) < 1e-3


def test_bounds_that_the_known_indicators_cannot_meet_are_widened():
    # half of the weight at most for each; who has one indicator is scored on that alone
    found = weighting.benefit_of_the_doubt([[1.0, GAP], [0.5, 1.0], [GAP, GAP]], upper=0.5)
    assert found.scores[:2].tolist() == [1, 1]
    assert found.weights[0].tolist() == [1, 0]
    assert np.isnan(found.scores[2])


def test_a_programme_without_a_solution_is_no_traceback(monkeypatch):
    failed = SimpleNamespace(status=4, message="numerical difficulties")
    scipy = SimpleNamespace(optimize=SimpleNamespace(linprog=lambda *_, **__: failed))
    monkeypatch.setattr(doubt, "needs_scipy", lambda _: scipy)
    with pytest.raises(GkevalError, match=r"no solution for values \[1. 2.\]: numerical"):
        weighting.benefit_of_the_doubt([[1.0, 2.0]])


def test_judgements_that_contradict_each_other_still_give_weights():
    huge = 1e6
    found = weighting.ahp([[1, huge, 1 / huge], [1 / huge, 1, huge / 2], [huge, 2 / huge, 1]])
    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights > 0).all()
    assert found.ratio > 1  # Saaty asks for less than 0.1


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "unit": ["甲", "乙", "丙", "丁"] * 2,
            "year": [2023] * 4 + [2024] * 4,
            "group": ["east", "east", "west", "west"] * 2,
            "a": [1.0, 3, 10, 30, 2, 4, 50, 90],
            "b": [5.0, 6, 1, 2, 6, 5, 2, 1],
        }
    )


TREE = pd.DataFrame({"id": ["a", "b"], "parent": ["", ""], "weight": [1, 1]})


def test_groups_in_each_period_are_compared_apart(frame):
    options = {"group": "group", "period": "year", "within": "group_period"}
    found = build(frame, TREE, **options)
    # pairs of a group and a year: 乙 and 丁 have the better a, and in 2023 the better b as well
    better = found.units["unit"].isin(["乙", "丁"]).to_numpy()
    late = (found.units["period"] == 2024).to_numpy()
    assert found.normalised[:, 0].tolist() == better.astype(float).tolist()
    assert found.normalised[:, 1].tolist() == (better ^ late).astype(float).tolist()
    contests = build(frame, TREE, aggregate="copeland", **options)
    assert contests.total.tolist() == np.where(late, 0.5, better).tolist()


def test_points_by_category_are_the_ends_of_the_scale(frame):
    halves = {"method": "categories", "cuts": (0.5,)}
    worst = build(frame.assign(b=GAP), TREE, normalise=halves, missing="worst", period="year")
    assert worst.total.max() == 0.5  # b counts as 0, the worst of 0 and 1
    points = {**halves, "points": (10, 30)}
    worst = build(frame.assign(b=GAP), TREE, normalise=points, missing="worst", period="year")
    assert sorted(set(worst.total)) == [10, 20]


def test_what_was_not_treated_has_an_empty_report(frame):
    report = build(frame, TREE, period="year").treatment
    assert report.empty
    assert report.columns.tolist() == ["indicator", "method", "cells", "label"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"impute": "group_mean"}, "impute='group_mean' needs groups: give group="),
        ({"impute": "carry", "period": None}, "impute='carry' needs periods: give period="),
        ({"impute": lambda values: values[:1]}, "returned (1, 2), must be (8, 2)"),
        ({"aggregate": lambda values, weights: np.full(len(values), np.inf)}, "infinite scores"),
        ({"aggregate": lambda values, weights: weights}, "returned shape (2,), must be (8,)"),
    ],
)
def test_steps_that_lack_something_say_what(frame, options, said):
    units = {"unit": "unit"} if "period" in options else {"period": "year"}
    if "period" in options:
        frame = frame.iloc[:4]
    gaps = frame.assign(b=frame["b"].where(frame["b"] != 6))
    with pytest.raises(GkevalError) as error:
        build(gaps, TREE, **units, **options)
    assert said in str(error.value)


def test_a_function_may_fill_gaps(frame):
    gaps = frame.assign(b=frame["b"].where(frame["b"] != 6))
    found = build(gaps, TREE, period="year", impute=lambda values: np.nan_to_num(values, nan=3.5))
    assert found.imputed.sum() == 2
    # from 1 to 5, 3.5 lies at five eighths
    assert found.normalised[found.imputed].tolist() == [0.625, 0.625]


def test_every_indicator_may_be_filled_in_its_own_way(frame):
    gaps = frame.assign(a=frame["a"].where(frame["a"] != 90), b=frame["b"].where(frame["b"] != 6))
    found = build(gaps, TREE, period="year", impute={"a": "mean", "b": "median"})
    # the mean of 1, 3, 10, 30, 2, 4 and 50; the median of 5, 1, 2, 5, 2 and 1
    assert found.values[found.imputed[:, 0], 0].tolist() == pytest.approx([100 / 7])
    assert found.values[found.imputed[:, 1], 1].tolist() == [2, 2]


def test_what_is_not_for_a_group_is_not_filled_there(frame):
    east = TREE.assign(group=["", "east"])
    gaps = frame.assign(b=frame["b"].where((frame["b"] != 6) & (frame["group"] == "east")))
    found = build(gaps, east, group="group", period="year", impute="median")
    there = (found.units["group"] == "east").to_numpy()
    assert found.values[there, 1].tolist() == [5, 5, 5, 5]
    assert np.isnan(found.values[~there, 1]).all()


def test_tables_of_coinr_may_lack_what_an_index_does_not_need():
    i_data = pd.DataFrame({"uCode": ["A", "B"], "x": [1.0, 2.0], "y": [3.0, 1.0]})
    i_meta = pd.DataFrame(
        [("x", "Index", 1, 1, "Indicator"), ("y", "Index", 1, 1, "Indicator"),
         ("Index", None, 1, 1, "Aggregate")],
        columns=["iCode", "Parent", "Direction", "Weight", "Type"],
    ).assign(Level=[1, 1, 2])  # fmt: skip
    found = coin.from_coinr(i_data, i_meta)
    assert found.tree.indicators == ("x", "y")
    assert build(found.frame, found.tree, unit="uCode").total.tolist() == [0.5, 0.5]


def test_the_example_is_written_from_the_shell(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["example", str(tmp_path)])
    monkeypatch.delitem(sys.modules, "gkeval.composite.example", raising=False)
    runpy.run_module("gkeval.composite.example", run_name="__main__")
    home = gk.sample("composite-index")
    for name in ("data.csv", "tree.csv"):
        assert (tmp_path / name).read_bytes() == (home / name).read_bytes()

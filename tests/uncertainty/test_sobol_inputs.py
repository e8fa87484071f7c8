"""Raters and samples as inputs of the Sobol indices: alone they explain all, still ones none."""

import math
import sys

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from tests.scoring.builders import leaf, scheme, scored
from tests.uncertainty.test_chance import SHARE, judged

FIXED = gk.Noise(0.0)
RATED = [
    (unit, "a", rater, value, "third_party")
    for unit, values in {"x": "40 20 30", "y": "30 10 50", "z": "20 20 20"}.items()
    for rater, value in zip("甲乙丙", values.split(), strict=True)
] + [(unit, "b", "甲", value, "third_party") for unit, value in zip("xyz", "987", strict=True)]


def test_raters_alone_explain_every_rank():
    result = judged(RATED, reconcile={"kind": "mean"})
    found = gk.sensitivity(result, 256, 1, weights=FIXED, raters="draw", units=["x"])
    assert set(found.table["input"]) == {"a", "b", "raters"}
    own = found.of("x").set_index("input")
    assert own.index[0] == "raters"
    assert own.loc["raters", ["first", "total"]].to_list() == pytest.approx([1, 1], abs=0.15)
    assert own.loc[["a", "b"], "total"].abs().max() == 0


def test_samples_are_an_input_and_a_group_that_never_moves_has_no_index():
    made = scheme(
        leaf("texts", 60, measure=SHARE, rule={"kind": "proportion"}),
        leaf("other", 40),
    )  # fmt: skip
    rows = [
        {"unit": unit, "indicator": "texts", "value": hit / 12, "numerator": hit,
         "denominator": 12, "population": 400}
        for unit, hit in (("a", 9), ("b", 8))
    ] + [{"unit": unit, "indicator": "other", "value": 20} for unit in "ab"]  # fmt: skip
    result = gk.score(made, pd.DataFrame(rows))
    found = gk.sensitivity(result, 256, 1, weights=FIXED)
    table = found.table.set_index("input")
    assert table.index[0] == "samples"
    assert table.loc["samples", "total"] == pytest.approx(1, abs=0.15)
    assert table.loc[["texts", "other"], "total"].abs().max() == 0
    still = gk.sensitivity(result, 16, 1, samples=False)
    assert set(still.table["input"]) == {"texts", "other"}
    assert not np.any(still.table[["first", "total", "first_error", "total_error"]])


def test_a_sensitivity_shows_itself_and_names_its_outputs():
    result = judged(RATED, reconcile={"kind": "mean"})
    found = gk.sensitivity(result, 16, 1, weights=FIXED, raters="draw", units=["x", "z"])
    assert repr(found).startswith(f"<Sensitivity small: {16 * (3 + 2)} assessments; mean rank")
    assert found._repr_html_().count("<tr") == len(found.table) + 1
    with pytest.raises(gk.GkevalError, match=r"output is 'q', must be one of: mean rank .*, x, z"):
        found.of("q")


@pytest.mark.parametrize(
    ("weights", "zh", "en"),
    [
        (gk.Noise(0.25), "各指标权重在 ±25% 内随机变动", "weights ±25 %"),
        (gk.Noise(0.1, levels=(1,)), "第 1 级指标权重在 ±10% 内随机变动",
         "weights of level 1 ±10 %"),
        (gk.Dirichlet(50), "各指标权重服从狄利克雷分布（集中度 50）",
         "weights of a Dirichlet distribution (concentration 50)"),
        (gk.Feasible(within=0.2), "各指标权重在 ±20% 内等可能取值", "any weights within ±20 %"),
        (gk.Feasible(), "各指标权重在允许范围内等可能取值", "any feasible weights"),
    ],
)  # fmt: skip
def test_what_varied_is_said_in_both_languages(weights, zh, en):
    result = judged(RATED, reconcile={"kind": "mean"})
    robust = gk.robustness(result, 5, weights=weights)
    assert zh in robust.varied("zh")
    assert en in robust.varied("en")


def test_choices_that_change_nothing_explain_nothing():
    # more ways than draws of a small design: some are never taken
    made = scheme(leaf("a", 50), leaf("b", 50))
    result = scored(made, x={"a": 40, "b": 20}, y={"a": 20, "b": 39})
    same = {f"way {number}": result for number in range(60)}
    found = gk.sensitivity(result, 8, 1, choices=same, lang="en")
    table = found.table.set_index("input")
    assert table.loc["choices", ["title", "total"]].to_list() == ["choice of method", 0]
    assert table.loc[["a", "b"], "total"].max() > 0


def test_weights_may_stay_where_raters_and_choices_vary():
    result = judged(RATED, reconcile={"kind": "mean"})
    other = judged([(u, i, r, "0", k) for u, i, r, _, k in RATED], reconcile={"kind": "mean"})
    found = gk.sensitivity(result, 64, 1, weights=None, raters="draw", choices={"none": other})
    assert set(found.table["input"]) == {"raters", "choices"}
    assert (found.table["total"] > 0.1).all()


def test_a_unit_without_a_rank_is_no_output():
    made = scheme(leaf("a", 60), leaf("b", 40))
    rows = [("x", 1, 2), ("y", 3, 1), ("z", 4, "未评估")]
    result = gk.score(made, pd.DataFrame(rows, columns=["unit", "a", "b"], dtype=object))
    with pytest.raises(gk.GkevalError, match="units holds one without a rank"):
        gk.sensitivity(result, 8, units=["z"])


NO_WHOLE = [math.nan, None, "16", True, 8.5, -8, [8]]


@pytest.mark.parametrize(
    ("name", "values", "limits"),
    [
        ("n", [*NO_WHOLE, 0, 7, 2**30], "a whole number from 8 to 16,777,216"),
        ("n", [9, 100], "a power of 2"),
        ("seed", [*NO_WHOLE, 2**63], "a whole number from 0 to"),
        ("resamples", [*NO_WHOLE, 0, 1], "a whole number from 2"),
        ("workers", [*NO_WHOLE[2:], 0, math.nan, "a"], "a whole number from 1"),
        ("level", [0, 1, 2, math.nan, "a", None], "a number more than 0 and less than 1"),
        ("units", ["x", "", 1, None, {"x"}], "a list of units"),
        ("lang", ["fr", "", 1], "'zh', 'en' or None"),
    ],
)
def test_arguments_that_make_no_sense(name, values, limits):
    made = scheme(leaf("a", 60), leaf("b", 40))
    result = scored(made, x={"a": 40, "b": 20}, y={"a": 20, "b": 39})
    for value in values:
        with pytest.raises(gk.GkevalError, match=f"^{name} is .*, must be {limits}"):
            gk.sensitivity(result, **{"n": 8, name: value})


def test_numbers_of_any_kind_and_units_named_twice_do_the_same():
    made = scheme(leaf("a", 60), leaf("b", 40))
    result = scored(made, x={"a": 40, "b": 20}, y={"a": 20, "b": 39})
    one = gk.sensitivity(result, 16, 1, resamples=10, units=["x"])
    other = gk.sensitivity(result, 16.0, np.int8(1), resamples=10.0, units=["x", "x"])
    assert one.table.equals(other.table)
    assert (other.n, other.seed) == (16, 1)


def test_the_extra_is_named_where_it_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(gk.GkevalError, match=r'pip install "gkeval\[stats\]"'):
        gk.sensitivity(judged(RATED, reconcile={"kind": "mean"}), 8)

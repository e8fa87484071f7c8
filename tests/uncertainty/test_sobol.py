"""Sobol indices of an assessment: what cannot matter does not, what alone matters is all."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from tests.scoring.builders import branch, leaf, scheme
from tests.uncertainty.test_robust import synthetic


def test_what_everybody_has_alike_moves_nobody():
    made = scheme(
        branch("p", 50, leaf("p1", 25), leaf("p2", 25)),
        branch("q", 50, leaf("q1", 25), leaf("q2", 25)),
    )
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"unit": [f"u{n}" for n in range(20)], "p1": rng.integers(0, 26, 20),
         "p2": rng.integers(0, 26, 20), "q1": 10, "q2": 10}
    )  # fmt: skip
    found = gk.sensitivity(gk.score(made, frame), 128, 1)
    total = found.table.set_index("input")["total"]
    # q1 and q2 are equal, so neither their weights nor those of p and q change any order
    assert total[["q1", "q2", "p", "q"]].abs().max() < 1e-12
    assert total[["p1", "p2"]].min() > 0.3
    assert found.evaluations == 128 * (6 + 2)
    assert found.table["output"].unique().tolist() == ["mean rank shift: unit"]


def test_levels_units_and_titles():
    made, frame = synthetic(25, 20)
    result = gk.score(made, frame)
    found = gk.sensitivity(result, 64, 1, weights=gk.Noise(0.3, levels=(1,)), units=["u0004"])
    assert set(found.table["input"]) == {"b0", "b1", "b2", "b3"}
    assert found.table["output"].unique().tolist() == ["mean rank shift: unit", "u0004"]
    own = found.of("u0004")
    assert (own["total"].diff().dropna() <= 0).all()
    # an index is a share of the variance; first orders cannot exceed the whole by more than noise
    assert own["first"].sum() < 1 + own["first_error"].sum()
    again = gk.sensitivity(result, 64, 1, weights=gk.Noise(0.3, levels=(1,)), units=["u0004"],
                           workers=1)  # fmt: skip
    assert again.table.equals(found.table)


def test_choices_are_an_input():
    made, frame = synthetic(10, 10)
    result = gk.score(made, frame)
    other = gk.score(made, frame.assign(**{"b0.0": frame["b0.0"].to_numpy()[::-1]}))
    found = gk.sensitivity(result, 64, 1, weights=gk.Noise(0.0), choices={"reversed": other})
    first = found.table.iloc[0]
    assert (first["input"], first["title"]) == ("choices", "方法选择")
    # nothing else moves anything: the choice explains all of it, alone
    assert first["first"] == pytest.approx(1, abs=0.15)
    assert first["total"] == pytest.approx(1, abs=0.15)
    assert found.table["total"].iloc[1:].abs().max() == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"n": 100}, "n is 100, must be a power of 2"),
        ({"level": 1}, "level is 1, must be a number more than 0 and less than 1"),
        ({"weights": gk.Dirichlet()}, "weights must be Noise, or a number"),
        ({"weights": None}, "0 inputs vary, must be 2 or more"),
    ],
)
def test_what_makes_no_sense_is_refused(given, said):
    made, frame = synthetic(5, 10)
    with pytest.raises(gk.GkevalError, match=said):
        gk.sensitivity(gk.score(made, frame), **given)

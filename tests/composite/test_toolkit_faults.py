"""Faults that users of the R toolkit report, one test each: none of them comes back."""

import builtins

import numpy as np
import pandas as pd
import pytest

from gkeval import GkevalError, InputError
from gkeval.composite import aggregate, build, comparison, normalise, weights

GAP = np.nan
FRAME = pd.DataFrame(
    {
        "unit": [f"省{n}" for n in range(8)],
        "a": [1.0, 2, 3, 4, 5, 6, 7, 8],
        "b": [3.0, 1, 4, 1, 5, 9, 2, 6],
        "report": [1.0] * 8,
    }
)
TREE = pd.DataFrame({"id": ["a", "b", "report"], "parent": "", "weight": [2, 1, 1]})


def test_what_every_unit_publishes_stays_in_the_score_with_a_stated_value():
    assert normalise.minmax([[1.0, 5.0], [2.0, 5.0]])[:, 1].tolist() == [1, 1]
    index = build(FRAME, TREE)
    assert index.score("report").tolist() == [1] * 8
    assert index.total.min() >= 0.25  # its quarter of the weight
    assert [(p.code, p.column) for p in index.problems] == [("constant_indicator", "report")]


@pytest.mark.parametrize("name", ["arithmetic", "geometric", "harmonic", "power"])
def test_a_mean_does_not_vanish_with_one_value(name):
    options = {"exponent": 0.5} if name == "power" else {}
    found = aggregate.METHODS[name]([[4.0, GAP, 4.0]], [1, 5, 1], **options)
    assert found[0] == pytest.approx(4)


@pytest.mark.parametrize("seed", range(5))
def test_outranking_with_gaps_knows_no_order_of_rows(seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 4, size=(20, 5)) * 1.0
    values[rng.random(values.shape) < 0.3] = GAP
    share = rng.integers(1, 5, 5)
    rows = rng.permutation(20)
    moved = aggregate.outranking(values[rows], share)
    np.testing.assert_array_equal(moved, aggregate.outranking(values, share)[np.ix_(rows, rows)])
    found = aggregate.copeland(values, share)
    np.testing.assert_array_equal(aggregate.copeland(values[rows], share), found[rows])


def test_optimised_weights_are_never_negative():
    """The second indicator runs against the others: what it is worth cannot be reached."""
    rng = np.random.default_rng(2)
    values = rng.normal(size=(80, 3))
    values[:, 1] = -values[:, 0] + rng.normal(size=80) * 0.1
    found = weights.optimised(values)
    assert (found.weights >= 0).all()
    assert found.weights.sum() == pytest.approx(1)


def test_a_choice_that_fails_is_listed_and_the_others_stand():
    choices = {"stated": {}, "geometric": {"aggregate": "geometric"}, "median": {
        "aggregate": "median"}}  # fmt: skip
    found = comparison.variants(FRAME, TREE, choices)
    assert list(found.indices) == ["stated", "median"]
    assert [p.column for p in found.problems] == ["geometric"]
    assert set(found.ranks().columns) >= {"stated", "median"}


def test_a_negative_weight_is_refused():
    with pytest.raises(InputError, match="never negative"):
        build(FRAME, TREE.assign(weight=[2, -1, 1]))
    with pytest.raises(GkevalError, match="weights"):
        aggregate.arithmetic([[1.0, 2.0]], [2, -1])


def test_ranks_come_before_rounding():
    close = FRAME.assign(a=[1, 1.00001, 1.00002, 2, 3, 4, 5, 8], b=1.0)
    index = build(close, TREE)
    assert sorted(index.rank) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(set(np.round(index.total, 2))) < 8


def test_a_geometric_mean_that_meets_zeros_asks_for_a_floor():
    with pytest.raises(
        GkevalError, match=r"0 values are negative and 3 are 0. Remedy: state floor="
    ):
        build(FRAME, TREE, aggregate="geometric")
    index = build(FRAME, TREE, aggregate={"method": "geometric", "floor": 0.01})
    assert np.isfinite(index.total).all()
    assert "lifted_to_floor" in [p.code for p in index.problems]


def test_other_choices_run_without_a_question_and_give_the_same_again(monkeypatch):
    def asked(*_):
        raise AssertionError("nobody is there to answer")

    monkeypatch.setattr(builtins, "input", asked)
    choices = {f"weight {n}": {"weights": {"a": n, "b": 1, "report": 1}} for n in range(1, 30)}
    one, two = (comparison.variants(FRAME, TREE, choices).ranks() for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert len(one.columns) == 29 + 4

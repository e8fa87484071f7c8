"""What must hold for all inputs: order, equality, units of measurement, monotony."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkeval.composite import aggregate, build, normalise, treat, weights
from gkeval.numbers import ranks

NORMALISE = {
    "minmax": {"low": 1, "high": 10},
    "zscore": {},
    "rank": {},
    "percentile_rank": {},
    "distance_to_maximum": {"kind": "span"},
    "distance_to_target": {"target": 3},
    "goalposts": {"low": -2, "high": 4},
    "scaled": {"low": -2, "high": 4},
    "borda": {},
    "categories": {"cuts": (0.3, 0.6)},
    "above_mean": {},
    "vector": {},
    "none": {},
}
AGGREGATE = {
    "arithmetic": {},
    "geometric": {"floor": 0.01},
    "harmonic": {"floor": 0.01},
    "power": {"exponent": 0.5},
    "median": {},
    "minimum": {},
    "maximum": {},
    "mazziotta_pareto": {},
    "mean_min": {"alpha": 0.6, "beta": 0.1},
    "owa": {"exponent": 2},
    "copeland": {},
    "borda": {},
    "topsis": {},
    "vikor": {},
}
MONOTONE = {
    **{n: AGGREGATE[n] for n in AGGREGATE if n not in ("mazziotta_pareto", "topsis", "vikor")},
    "topsis": {"ideal": 10, "worst": 0},
}
WEIGH = ("entropy", "critic", "standard_deviation")

quarters = st.integers(-40, 40).map(lambda n: n / 4)
positive = st.integers(0, 40).map(lambda n: n / 4)


@st.composite
def tables(draw, numbers=positive, gaps=True, smallest=2):
    """Values of 2 to 8 units and 1 to 5 indicators, some of them equal, some missing."""
    units, count = draw(st.integers(smallest, 8)), draw(st.integers(1, 5))
    cell = st.one_of(numbers, numbers, numbers, st.just(np.nan)) if gaps else numbers
    rows = draw(
        st.lists(st.lists(cell, min_size=count, max_size=count), min_size=units, max_size=units)
    )
    return np.array(rows, dtype=float)


def shares(draw_from, count):
    return np.array([draw_from.draw(st.integers(1, 9)) for _ in range(count)], dtype=float)


def same_ranks(one, other, full=10.0):
    np.testing.assert_array_equal(ranks(one, full), ranks(other, full))


@pytest.mark.parametrize("name", sorted(NORMALISE))
@given(data=st.data())
def test_normalisation_knows_no_order_and_treats_equals_alike(name, data):
    values = data.draw(tables(quarters))
    sign = data.draw(st.lists(st.sampled_from([1, -1]), min_size=values.shape[1],
                              max_size=values.shape[1]))  # fmt: skip
    options = NORMALISE[name]
    found = normalise.within(values, None, name, direction=sign, **options)
    rows = data.draw(st.permutations(range(len(values))))
    columns = data.draw(st.permutations(range(values.shape[1])))
    moved = values[np.ix_(rows, columns)]
    again = normalise.within(moved, None, name, direction=np.array(sign)[list(columns)], **options)
    np.testing.assert_array_equal(again, found[np.ix_(rows, columns)])
    for column in range(values.shape[1]):
        for value in np.unique(values[:, column]):
            mine = values[:, column] == value
            assert len(set(found[mine, column])) <= 1


@pytest.mark.parametrize("name", sorted(set(NORMALISE) - {"vector"}))
@given(data=st.data())
def test_normalisation_keeps_the_order_of_values(name, data):
    values = data.draw(tables(quarters, gaps=False))
    up = normalise.within(values, None, name, **NORMALISE[name])
    down = normalise.within(
        values, None, name, direction=-np.ones(values.shape[1]), **NORMALISE[name]
    )
    for column in range(values.shape[1]):
        order = np.argsort(values[:, column], kind="stable")
        assert (np.diff(up[order, column]) >= -1e-12).all()
        assert (np.diff(down[order, column]) <= 1e-12).all()


@pytest.mark.parametrize("name", ["minmax", "zscore", "rank", "percentile_rank", "borda"])
@given(data=st.data())
def test_units_of_measurement_do_not_matter(name, data):
    values = data.draw(tables(quarters))
    factor = data.draw(st.sampled_from([0.01, 0.3, 7, 1000]))
    offset = data.draw(st.sampled_from([-50, 0, 3]))
    options = NORMALISE[name]
    found = normalise.within(values, None, name, **options)
    again = normalise.within(values * factor + offset, None, name, **options)
    np.testing.assert_allclose(again, found, atol=1e-9)
    same_ranks(aggregate.arithmetic(again), aggregate.arithmetic(found))


@pytest.mark.parametrize("name", sorted(AGGREGATE))
@given(data=st.data())
def test_aggregation_knows_no_order_and_treats_equals_alike(name, data):
    values = data.draw(tables())
    given_weights = shares(data, values.shape[1])
    method = aggregate.METHODS[name]
    found = method(values, given_weights, **AGGREGATE[name])
    rows = list(data.draw(st.permutations(range(len(values)))))
    columns = list(data.draw(st.permutations(range(values.shape[1]))))
    again = method(values[np.ix_(rows, columns)], given_weights[columns], **AGGREGATE[name])
    np.testing.assert_allclose(again, found[rows], atol=1e-12)
    same_ranks(again, found[rows])
    for i in range(len(values)):
        for j in range(i):
            if np.array_equal(values[i], values[j], equal_nan=True):
                assert found[i] == found[j] or (np.isnan(found[i]) and np.isnan(found[j]))


@pytest.mark.parametrize("name", sorted(MONOTONE))
@given(data=st.data())
def test_better_never_hurts(name, data):
    values = data.draw(tables(gaps=False))
    given_weights = shares(data, values.shape[1])
    unit = data.draw(st.integers(0, len(values) - 1))
    indicator = data.draw(st.integers(0, values.shape[1] - 1))
    better = values.copy()
    better[unit, indicator] += data.draw(st.sampled_from([0.25, 1, 5]))
    better = np.minimum(better, 10)
    method, options = aggregate.METHODS[name], MONOTONE[name]
    before, after = (
        method(values, given_weights, **options),
        method(better, given_weights, **options),
    )
    assert after[unit] >= before[unit] - 1e-12
    assert ranks(after, 10)[unit] <= ranks(before, 10)[unit]


@pytest.mark.parametrize("name", sorted(set(AGGREGATE) - {"copeland", "borda", "topsis", "vikor"}))
@given(data=st.data())
def test_absolute_methods_stay_between_the_worst_and_the_best_value(name, data):
    values = data.draw(tables(gaps=False))
    if name == "mazziotta_pareto":
        values = values + 10
    found = aggregate.METHODS[name](values, shares(data, values.shape[1]), **AGGREGATE[name])
    assert (found <= np.maximum(values.max(axis=1), 0.01) + 1e-9).all()
    if name not in ("mazziotta_pareto", "mean_min"):
        assert (found >= values.min(axis=1) - 1e-9).all()


@pytest.mark.parametrize("name", WEIGH)
@given(data=st.data())
def test_objective_weights_are_weights_and_know_no_order(name, data):
    values = data.draw(tables())
    method = weights.METHODS[name]
    found = method(values)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    rows = list(data.draw(st.permutations(range(len(values)))))
    columns = list(data.draw(st.permutations(range(values.shape[1]))))
    np.testing.assert_allclose(method(values[np.ix_(rows, columns)]), found[columns], atol=1e-9)


@settings(max_examples=15)
@given(data=st.data())
def test_the_benefit_of_the_doubt(data):
    values = data.draw(tables())
    found = weights.benefit_of_the_doubt(values, lower=0.05)
    rows = list(data.draw(st.permutations(range(len(values)))))
    again = weights.benefit_of_the_doubt(values[rows], lower=0.05)
    np.testing.assert_allclose(again.scores, found.scores[rows], atol=1e-9)
    present = ~np.isnan(found.scores)
    assert (found.scores[present] <= 1).all()
    if (np.nan_to_num(values) > 0).any():
        assert found.scores[present].max() == pytest.approx(1)
    for i in range(len(values)):
        for j in range(i):
            if np.array_equal(values[i], values[j], equal_nan=True) and present[i]:
                assert found.scores[i] == found.scores[j]


@given(data=st.data())
def test_treatment_keeps_order_and_gaps(data):
    values = data.draw(tables(st.sampled_from([0, 1, 2, 3, 4, 5, 100, 5000]), smallest=6))
    for method in (treat.winsorise, treat.stepwise):
        found = method(values)
        assert np.isnan(found.values).tolist() == np.isnan(values).tolist()
        for column in range(values.shape[1]):
            have = ~np.isnan(values[:, column])
            order = np.argsort(values[have, column], kind="stable")
            assert (np.diff(found.values[have, column][order]) >= 0).all()


@settings(max_examples=25)
@given(data=st.data())
def test_equal_units_share_a_rank_under_every_combination(data):
    values = data.draw(tables(smallest=3)) + 0.5
    values[1] = values[0]
    values[np.isnan(values).all(axis=1)] = 1.0
    values[1] = values[0]
    count = values.shape[1]
    frame = pd.DataFrame(values, columns=[f"i{k}" for k in range(count)])
    frame.insert(0, "unit", [f"u{k}" for k in range(len(frame))])
    tree = pd.DataFrame({"id": frame.columns[1:], "parent": ""})
    name = data.draw(st.sampled_from(sorted(AGGREGATE)))
    scales = ["minmax", "zscore", "percentile_rank", "none"]
    chosen = {
        "normalise": "none" if name == "mazziotta_pareto" else data.draw(st.sampled_from(scales)),
        "aggregate": {"method": name, **AGGREGATE[name]},
        "weights": data.draw(st.sampled_from(["equal", "standard_deviation"])),
    }
    index = build(frame, tree, at_least=0, **chosen)
    assert index.rank[0] == index.rank[1]
    assert index.total[0] == index.total[1]
    ranking = index.ranking().set_index("unit")
    assert ranking.loc["u0", "tied"]

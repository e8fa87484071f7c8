"""Ranks of many draws are those of each draw alone, ties included."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

import gkeval as gk
from gkeval.numbers import ranks
from gkeval.scoring.grades import ranks_within
from gkeval.uncertainty.counting import RankCounter
from gkeval.uncertainty.ranking import keys_of, ranks_of
from tests.scoring.builders import leaf, scheme, scored

tables = st.integers(1, 12).flatmap(
    lambda units: st.lists(
        st.lists(st.integers(0, 6), min_size=units, max_size=units), min_size=1, max_size=6
    )
)


@given(tables, st.sampled_from(["competition", "dense"]))
def test_each_draw_is_ranked_as_alone(table, ties):
    keys = np.array(table)
    found = ranks_of(keys, ties)
    assert found.tolist() == [ranks(row, 100, ties).tolist() for row in keys]
    method = "min" if ties == "competition" else "dense"
    assert found.tolist() == rankdata(-keys, method=method, axis=1).tolist()


@given(tables, st.randoms(use_true_random=False))
def test_ties_are_broken_as_in_the_ranking(table, random):
    keys = np.array(table)
    breaker = np.array([random.randint(0, 2) for _ in table[0]])
    groups = np.zeros(len(breaker), dtype=int)
    expected = [
        ranks_within(row.astype(float), groups, 100, "ordinal", [-breaker.astype(float)])[0]
        for row in keys
    ]
    assert ranks_of(keys, "ordinal", breaker).tolist() == [row.tolist() for row in expected]


def test_published_and_exact_totals_are_compared_as_the_scheme_says():
    totals = np.array([[80.004, 80.0, 79.995, 0.1 + 0.2]])
    published = keys_of(scheme(leaf("x", 100), rounding={"decimals": 2}), totals)
    assert published.tolist() == [[8000, 8000, 8000, 30]]
    exact = keys_of(scheme(leaf("x", 100), rounding={"rank_on": "exact"}), totals)
    assert ranks_of(exact).tolist() == [[1, 2, 3, 4]]
    assert exact[0, 3] == keys_of(scheme(leaf("x", 100), rounding={"rank_on": "exact"}),
                                  np.array([[0.3]]))[0, 0]  # fmt: skip


@given(st.integers(2, 6), st.integers(0, 1000))
def test_few_draws_kept_and_many_counted_tell_the_same(units, seed):
    rng = np.random.default_rng(seed)
    draws = 4 * units
    found = ranks_of(rng.integers(0, 4, size=(draws, units)))
    rows = np.arange(units)
    counted = RankCounter(rows, draws)
    kept = RankCounter(rows, draws)
    kept._kept, kept._counted = np.empty((draws, units), dtype=np.uint16), None
    for part in np.array_split(found, 3):
        counted.take(part)
        kept.take(part)
    one, two = counted.finished(), kept.finished()
    assert one.counted is not None
    assert two.kept is not None
    for level in (0.5, 0.8, 0.9):
        assert [x.tolist() for x in one.interval(level)] == [
            x.tolist() for x in two.interval(level)
        ]
    assert one.median().tolist() == two.median().tolist() == np.median(found, axis=0).tolist()
    assert one.at_most(2).tolist() == two.at_most(2).tolist() == (found <= 2).mean(axis=0).tolist()
    assert one.shares().tolist() == two.shares().tolist()
    np.testing.assert_allclose(one.mean, found.mean(axis=0))
    np.testing.assert_allclose(one.sd, found.std(axis=0), atol=1e-9)


def test_an_interval_leaves_at_most_its_share_outside_at_either_end():
    counter = RankCounter(np.arange(3), 100)
    counter.take(np.column_stack([np.r_[[1] * 4, [2] * 90, [3] * 6]] * 3))
    low, high = counter.finished().interval(0.9)
    assert (low[0], high[0]) == (2, 3)  # 4 draws lie below 2, but 6 would lie above 2


def test_only_ordinal_ranks_look_at_what_breaks_ties():
    keys, breaker = np.array([[5, 7, 5, 5]]), np.array([2, 0, 1, 2])
    assert ranks_of(keys, "competition", breaker).tolist() == [[2, 1, 2, 2]]
    assert ranks_of(keys, "dense", breaker).tolist() == [[2, 1, 2, 2]]
    assert ranks_of(keys, "ordinal", breaker).tolist() == [[3, 1, 2, 3]]
    assert ranks_of(keys, "ordinal").tolist() == [[2, 1, 2, 2]]
    assert ranks_of(keys, "ordinal", breaker).dtype == np.int64


def test_places_among_equals_count_beyond_the_group():
    # places run over all units of the assessment, so those of a small group can be any
    keys, breaker = np.array([[31, 30], [30, 30]]), np.array([400, 0])
    assert ranks_of(keys, "ordinal", breaker).tolist() == [[1, 2], [2, 1]]


def test_ties_of_very_many_units_are_broken_too():
    # 2 ** 17 units with the highest keys: key × units × units would not fit 64 bits
    units = 2**17
    keys = np.full((1, units), 2**39)
    keys[0, 0] = 0
    found = ranks_of(keys, "ordinal", np.arange(units))[0]
    assert found[0] == units
    assert found[1:].tolist() == list(range(1, units))


def test_a_small_group_is_ranked_as_scoring_ranks_it():
    # 甲市 31 and 乙市 30 points; in a, which breaks ties, 乙市 is ahead of all and 甲市 last
    made = scheme(
        leaf("a", 50),
        leaf("b", 50),
        groups={"city": {}, "county": {}},
        ranking={"ties": "ordinal", "break_by": ["a"]},
        rounding={"decimals": 0},
    )
    county = {f"c{n}": {"group": "county", "a": 5 * n, "b": 1} for n in range(6)}
    city = {"甲市": {"group": "city", "a": 0, "b": 31}, "乙市": {"group": "city", "a": 30, "b": 0}}
    robust = gk.robustness(scored(made, **county, **city), 20, weights=None)
    frame = robust.intervals.set_index("unit")
    assert frame.loc["甲市", ["rank", "low", "high", "kept"]].to_list() == [1, 1, 1, 1]
    assert frame.loc["乙市", ["rank", "low", "high", "kept"]].to_list() == [2, 2, 2, 1]
    assert robust.above("city").loc["甲市", "乙市"] == 1
    assert (frame["kept"] == 1).all()


def test_as_many_units_as_fill_their_bits_and_one_more():
    for units in (1, 2, 3, 4, 5, 8, 9, 64, 65):
        keys = np.arange(units)[None] * 2**20
        assert ranks_of(keys).tolist() == [list(range(units, 0, -1))]
        assert ranks_of(-keys - 2**39).tolist() == [list(range(1, units + 1))]
        assert ranks_of(keys * 0, "dense").tolist() == [[1] * units]

import json
from pathlib import Path

import numpy as np
import pytest

from gkeval.judging import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    percent_agreement,
    wilson,
)
from gkeval.judging.patterns import RatingTable, rating_table
from gkeval.judging.weights import weights_of
from tests.judging.tables import (
    COHEN_1968,
    COHEN_1968_GRAVITY,
    FLEISS_1971,
    GWET_PREVALENT,
    KRIPPENDORFF_2011,
    NAN,
    from_counts,
    from_crossed,
    random_table,
)

ALL = (percent_agreement, fleiss_kappa, gwet_ac1, gwet_ac2)


def numbers(found):
    return [found.value, found.low, found.high]


def test_fleiss_1971():
    found = fleiss_kappa(from_counts(FLEISS_1971))
    assert found.percent == pytest.approx(0.555, abs=6e-4)
    assert found.value == pytest.approx(0.430, abs=5e-4)
    assert [times for _, times in found.counts] == [26, 26, 30, 55, 43]


def test_cohen_1968():
    ratings = from_crossed(COHEN_1968)
    assert cohen_kappa(ratings).value == pytest.approx(0.492, abs=5e-4)
    weighted = cohen_kappa(ratings, 1 - COHEN_1968_GRAVITY / 6)
    assert weighted.value == pytest.approx(0.348, abs=5e-4)
    assert weighted.coefficient == "weighted_kappa"


def test_gwet_where_one_category_prevails():
    ratings = from_crossed(GWET_PREVALENT)
    assert gwet_ac1(ratings).value == pytest.approx(0.941, abs=5e-4)
    assert cohen_kappa(ratings).value == pytest.approx(-0.023, abs=5e-4)


def test_gwet_2014_four_raters_with_missing_cells():
    """The figures printed in the vignette of his R package irrCAC, errors included."""
    ac1, fleiss = gwet_ac1(KRIPPENDORFF_2011), fleiss_kappa(KRIPPENDORFF_2011)
    assert ac1.percent == pytest.approx(0.81818, abs=5e-6)
    assert numbers(ac1) == pytest.approx([0.77544, 0.46081, 1], abs=5e-6)
    assert numbers(fleiss) == pytest.approx([0.76117, 0.42438, 1], abs=5e-6)


def test_two_hundred_tables_equal_gwets_program():
    """Tables with missing cells; coefficients and standard errors from irrCAC 0.4.4."""
    quantile = pytest.importorskip("scipy.stats").t.ppf
    lines = Path(__file__).with_name("gwet_tables.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 200
    for place, line in enumerate(lines):
        table = json.loads(line)
        ratings = np.array(
            [[NAN if digit == "." else float(digit) for digit in row] for row in table["ratings"]]
        )
        # every second table has the levels that occur, the others all that could be given
        levels = {"levels": table["levels"]} if place % 2 else {}
        for name, found in {
            "gwet_ac1": gwet_ac1(ratings, **levels),
            "gwet_ac2": gwet_ac2(ratings, table["weights"], **levels),
            "fleiss_kappa": fleiss_kappa(ratings, **levels),
            "weighted_fleiss": fleiss_kappa(ratings, table["weights"], **levels),
        }.items():
            value, error = table[name]
            half = quantile(0.975, len(ratings) - 1) * error
            expected = [value, value - half, min(value + half, 1)]
            assert numbers(found) == pytest.approx(expected, abs=1e-9), (place, name)


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic"])
def test_cohen_equals_the_oracle_on_two_hundred_tables(weights):
    oracle = pytest.importorskip("statsmodels.stats.inter_rater")
    for seed in range(200):
        ratings = random_table(seed, raters=2)
        both = ratings[~np.isnan(ratings).any(axis=1)].astype(int)
        highest = int(np.nanmax(ratings)) + 1
        table = np.zeros((highest, highest))
        np.add.at(table, (both[:, 0], both[:, 1]), 1)
        theirs = oracle.cohens_kappa(table, wt=None if weights == "identity" else weights)
        ours = cohen_kappa(ratings, weights, levels=range(highest))
        assert ours.value == pytest.approx(theirs.kappa, abs=1e-9), seed
        assert ours.low == pytest.approx(theirs.kappa_low, abs=1e-9), seed
        assert ours.high == pytest.approx(min(theirs.kappa_upp, 1), abs=1e-9), seed
        assert ours.n_items == len(both)


def test_fleiss_equals_the_oracle_on_complete_tables():
    oracle = pytest.importorskip("statsmodels.stats.inter_rater")
    for seed in range(200):
        ratings = random_table(seed, missing=False).astype(int)
        theirs = oracle.fleiss_kappa(oracle.aggregate_raters(ratings)[0])
        assert fleiss_kappa(ratings).value == pytest.approx(theirs, abs=1e-9), seed


@pytest.mark.parametrize("compute", ALL)
def test_order_of_items_and_raters_changes_nothing(compute):
    generator = np.random.default_rng(1)
    for seed in range(20):
        ratings = random_table(seed)
        shuffled = ratings[generator.permutation(len(ratings))]
        shuffled = shuffled[:, generator.permutation(ratings.shape[1])]
        assert numbers(compute(ratings)) == numbers(compute(shuffled))


def test_swapping_two_raters_leaves_cohens_kappa():
    for seed in range(20):
        ratings = random_table(seed, raters=2)
        for weights in ("identity", "linear", "ordinal"):
            one, other = (cohen_kappa(r, weights) for r in (ratings, ratings[::-1, ::-1]))
            assert numbers(one) == pytest.approx(numbers(other), abs=1e-12)


@pytest.mark.parametrize("compute", [percent_agreement, fleiss_kappa, gwet_ac1, cohen_kappa])
def test_names_of_nominal_codes_never_matter(compute):
    words = np.array(["中", "z", "A", "9", "优", "m"], dtype=object)
    for seed in range(20):
        ratings = random_table(seed, raters=2)
        named = np.where(np.isnan(ratings), None, words[np.nan_to_num(ratings).astype(int)])
        assert numbers(compute(named)) == pytest.approx(numbers(compute(ratings)), abs=1e-12)


def test_percent_agreement_counts_pairs_and_every_item_once():
    ratings = [[1, 1, 2], [3, 3, NAN], [NAN, 4, NAN], [1, 2, 3]]
    found = percent_agreement(ratings)
    assert found.value == found.percent == pytest.approx((1 / 3 + 1 + 0) / 3)
    assert (found.n_items, found.left_out, found.n_raters, found.n_ratings) == (3, 1, 3, 9)
    low, high = wilson(found.value * 3, 3)
    assert (found.low, found.high) == (low, high)


def test_levels_that_nobody_gave_raise_ac1():
    ratings = [[1, 1], [2, 2], [1, 2], [2, 2]]
    assert gwet_ac1(ratings, levels=[1, 2, 3, 4]).value > gwet_ac1(ratings).value
    constant = gwet_ac1([[1, 1], [1, 1]], levels=[0, 1])
    assert numbers(constant) == [1.0, 1.0, 1.0]


def test_undefined_cases_say_why():
    constant = np.full((5, 2), 3.0)
    for compute in (cohen_kappa, fleiss_kappa):
        found = compute(constant)
        assert np.isnan(numbers(found)).all()
        assert found.reason == "every rating is the same: chance alone would give full agreement"
        assert (found.percent, found.interval) == (1.0, "")
    assert "only one level" in gwet_ac1(constant).reason
    assert "only one level" in gwet_ac2(constant).reason
    for compute in (*ALL, cohen_kappa):
        found = compute([[1, NAN], [NAN, 2]])
        assert np.isnan(numbers(found)).all()
        assert found.reason == "no item has two ratings"
        assert np.isnan(found.percent)
    three = cohen_kappa(np.ones((4, 3)))
    assert three.reason == "for two raters, there are 3"


def test_one_rater_who_never_varies_gives_kappa_zero():
    assert cohen_kappa([[1, 1], [1, 2], [1, 2]]).value == 0.0


def test_one_item_has_no_interval():
    for compute in (cohen_kappa, fleiss_kappa, gwet_ac1):
        found = compute([[1, 2]])
        assert not np.isnan(found.value)
        assert np.isnan([found.low, found.high]).all()
        assert found.reason == "one item: no interval"


def test_too_many_values_for_a_table_of_weights():
    found = gwet_ac2(np.arange(4200.0).reshape(-1, 2))
    assert np.isnan(found.value)
    assert "4200 different values, at most 2000" in found.reason


def test_intervals_hold_the_truth_as_often_as_they_say():
    """1,000 samples of 60 items from raters whose kappa is 0.49 by construction (0.7 squared)."""
    generator = np.random.default_rng(0)
    hits = {cohen_kappa: 0, fleiss_kappa: 0}
    for _ in range(1000):
        true = generator.integers(0, 2, (60, 1))
        knows = generator.random((60, 2)) < 0.7
        ratings = np.where(knows, true, generator.integers(0, 2, (60, 2)))
        for compute in hits:
            found = compute(ratings)
            hits[compute] += found.low <= 0.49 <= found.high
    assert all(925 <= count <= 975 for count in hits.values())


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("cubic", "weights are 'cubic'"),
        (np.ones((2, 3)), "must be"),
        ([[1, 0.5], [0.2, 1]], "symmetric"),
        ([[1, 0], [0, 0.9]], "1 on the diagonal"),
    ],
)
def test_weights_that_are_none(weights, said):
    with pytest.raises(ValueError, match=said):
        cohen_kappa([[1, 2], [2, 2]], weights)


def test_an_agreement_is_printed_with_what_must_be_read_beside_it():
    printed = str(gwet_ac1(from_crossed(GWET_PREVALENT)))
    assert printed == (
        "gwet_ac1 0.941 (95% 0.895 to 0.986): 94 % of pairs agree; 125 items, 2 raters, "
        "250 ratings; 0 × 243, 1 × 7"
    )
    assert "undefined (every rating is the same" in str(fleiss_kappa(np.ones((3, 2))))
    assert str(fleiss_kappa(np.arange(60).reshape(30, 2))).endswith("and 40 more values")


def test_confidence_is_that_of_the_quantile():
    stats = pytest.importorskip("scipy.stats")
    ratings = random_table(12, raters=2, missing=False)
    for compute, quantile in [
        (cohen_kappa, stats.norm.ppf),
        (fleiss_kappa, lambda p: stats.t.ppf(p, len(ratings) - 1)),
        (gwet_ac1, lambda p: stats.t.ppf(p, len(ratings) - 1)),
        (gwet_ac2, lambda p: stats.t.ppf(p, len(ratings) - 1)),
    ]:
        wide, narrow = compute(ratings), compute(ratings, confidence=0.5)
        assert (wide.confidence, narrow.confidence) == (0.95, 0.5)
        found = (wide.value - wide.low) / (narrow.value - narrow.low)
        assert found == pytest.approx(quantile(0.975) / quantile(0.75)), compute
        assert narrow.interval == "analytic"
    found = percent_agreement(ratings, confidence=0.5)
    low, high = wilson(found.value * len(ratings), len(ratings), confidence=0.5)
    assert (found.low, found.high, found.interval) == (low, high, "wilson")
    for compute in (*ALL, cohen_kappa):
        for wrong in (0, 1):
            with pytest.raises(ValueError, match=f"confidence is {wrong}, must be between"):
                compute(ratings, confidence=wrong)


def test_names_and_levels():
    ratings = [[1, 1], [2, 2], [1, 2], [2, 2]]
    names = "percent_agreement fleiss_kappa gwet_ac1 gwet_ac2 cohen_kappa".split()
    for compute, name in zip((*ALL, cohen_kappa), names, strict=True):
        found = compute(ratings, levels=[1, 2, 3])
        assert found.coefficient == name
        assert found.counts == (("1", 3), ("2", 5), ("3", 0))
        with pytest.raises(ValueError, match="ratings hold 2"):
            compute(ratings, levels=[1, 3])
    assert cohen_kappa(ratings, np.eye(2)).coefficient == "weighted_kappa"
    assert cohen_kappa(ratings, np.eye(2)).value == cohen_kappa(ratings).value
    assert cohen_kappa(ratings, "linear").coefficient == "weighted_kappa"
    assert cohen_kappa(ratings, "ordinal").value == cohen_kappa(ratings).value  # of two levels


def test_weights_by_hand():
    """Levels 1, 2, 5: distances 1, 3, 4 of at most 4; ordinal weights know the steps only."""
    table = rating_table([[1, 2], [5, 5]], None)
    assert weights_of(table, "identity").tolist() == np.eye(3).tolist()
    assert weights_of(table, "linear").tolist() == [[1, 0.75, 0], [0.75, 1, 0.25], [0, 0.25, 1]]
    assert weights_of(table, "quadratic")[0].tolist() == [1, 1 - 1 / 16, 0]
    # pairs of labels from one to the other: 1 for neighbours, 3 from end to end, of 3
    ordinal = weights_of(table, "ordinal")
    assert ordinal == pytest.approx(np.array([[1, 2 / 3, 0], [2 / 3, 1, 2 / 3], [0, 2 / 3, 1]]))
    one = rating_table([[3, 3]], None)
    for name in ("identity", "linear", "quadratic", "ordinal"):
        assert weights_of(one, name).tolist() == [[1]]
    level = rating_table([[1, 1]], None)
    same = RatingTable(level.codes, np.array([2.0, 2.0]), ("a", "b"), numeric=True)
    assert weights_of(same, "linear").tolist() == [[1, 1], [1, 1]]  # worth the same


def test_two_thousand_values_still_have_their_table_of_weights():
    ratings = np.arange(2000.0).reshape(-1, 2)
    assert np.isfinite(gwet_ac2(ratings).value)
    assert np.isnan(gwet_ac2(np.append(ratings, [[2000, 2000]], axis=0)).value)


def test_value_counts_stop_after_twenty():
    found = fleiss_kappa(np.arange(60).reshape(30, 2))
    shown = ", ".join(f"{number} × 1" for number in range(20))
    assert found.counted == f"{shown} and 40 more values"
    assert fleiss_kappa(np.arange(20).reshape(10, 2)).counted == shown
    assert fleiss_kappa(np.arange(21).reshape(7, 3)).counted == f"{shown} and 1 more values"
    assert str(percent_agreement([[1, NAN], [2, NAN]])) == (
        "percent_agreement undefined (no item has two ratings): no pairs; 0 items, 1 raters, "
        "2 ratings; 1 × 1, 2 × 1"
    )

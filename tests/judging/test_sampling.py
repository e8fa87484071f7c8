import numpy as np
import pandas as pd
import pytest

from gkeval.errors import InputError
from gkeval.judging import draw, exact, margin_of, sample_size, share_intervals, wilson

CASES = pd.DataFrame(
    {"unit": np.repeat(["a", "b", "c"], [50, 20, 3]), "record": [f"d{n}" for n in range(73)]}
)


def test_sizes_printed_in_tables():
    # R. V. Krejcie, D. W. Morgan (1970), Educational and Psychological Measurement 30, table 1
    # (they print 217 for 500 and 384 for many: rounded, not rounded up)
    assert sample_size([10, 100, 200, 500, 1000, 10_000], 0.05).tolist() == [
        10,
        80,
        132,
        218,
        278,
        370,
    ]
    assert sample_size(np.inf, 0.05) == 385
    assert sample_size(np.inf, [0.03, 0.1], confidence=0.99).tolist() == [1844, 166]
    assert sample_size([0, 1, 2], 0.05, share=0.9).tolist() == [0, 1, 2]


def test_size_and_margin_belong_together():
    whole = np.array([5, 30, 200, 5000, np.inf])
    for margin in (0.02, 0.05, 0.1):
        size = sample_size(whole, margin)
        assert (margin_of(size, whole) <= margin + 1e-12).all()
        fewer = np.maximum(size - 1, 0)
        # n - 1 would miss it (Cochran's formula and the exact variance differ by a hair)
        assert (margin_of(fewer, whole) > margin * 0.999).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"margin": 5}, "margin must be above 0 and below 1"),
        ({"share": 1}, "share must be above 0"),
        ({"population": -1}, "population must be at least 0"),
        ({"confidence": 0}, "confidence is 0"),
    ],
)
def test_sizes_refuse(change, said):
    with pytest.raises(ValueError, match=said):
        sample_size(**({"population": 10, "margin": 0.1} | change))
    with pytest.raises(ValueError, match="n must be from 0"):
        margin_of(3, 2)


def test_draws_by_stratum_with_numbers_and_weights():
    drawn = draw(CASES, size=10, seed=3)
    assert drawn.groupby("unit").size().to_dict() == {"a": 10, "b": 10, "c": 3}
    assert drawn.groupby("unit")["weight"].sum().to_dict() == {"a": 50, "b": 20, "c": 3}
    assert drawn["drawn"].tolist() == [*range(1, 11), *range(1, 11), 1, 2, 3]
    assert not drawn.duplicated(["unit", "record"]).any()
    assert len(drawn.merge(CASES, on=["unit", "record"])) == 23


def test_order_of_rows_and_other_strata_never_matter():
    drawn = draw(CASES, size=10, seed=3)
    for state in range(5):
        shuffled = draw(CASES.sample(frac=1, random_state=state), size=10, seed=3)
        pd.testing.assert_frame_equal(drawn, shuffled)
    alone = draw(CASES[CASES["unit"] == "b"], size=10, seed=3)
    pd.testing.assert_frame_equal(
        drawn[drawn["unit"] == "b"].reset_index(drop=True), alone, check_dtype=False
    )


def test_a_larger_sample_holds_the_smaller_one_and_seeds_differ():
    small, large = (draw(CASES, size=size, seed=3) for size in (5, 12))
    head = large[large["drawn"] <= 5]
    assert head[["unit", "record", "drawn"]].to_numpy().tolist() == (
        small[["unit", "record", "drawn"]].to_numpy().tolist()
    )
    assert draw(CASES, size=5, seed=4)["record"].tolist() != small["record"].tolist()


def test_the_drawn_cases_of_a_seed_are_written_down():
    """A change here changes every published sampling plan."""
    drawn = draw(CASES, size=4, seed=2017)
    assert drawn[drawn["unit"] == "a"]["record"].tolist() == ["d18", "d27", "d17", "d21"]


def test_every_case_and_every_pair_is_drawn_equally_often():
    strata = 5000
    cases = pd.DataFrame({"unit": np.repeat(np.arange(strata), 8), "record": [*range(8)] * strata})
    drawn = draw(cases, size=3, seed=11)
    chosen = np.zeros((strata, 8))
    chosen[drawn["unit"], drawn["record"]] = 1
    pairs = chosen.T @ chosen
    expected = strata * 3 / 8
    assert np.diag(pairs) == pytest.approx(expected, abs=4.5 * np.sqrt(expected * 5 / 8))
    expected = strata * 3 / 8 * 2 / 7
    assert pairs[~np.eye(8, dtype=bool)] == pytest.approx(expected, abs=5 * np.sqrt(expected))


def test_a_margin_sets_the_size_of_every_stratum():
    drawn = draw(CASES, margin=0.1, seed=1)
    sizes = drawn.groupby("unit")["size"].first()
    assert sizes.tolist() == sample_size([50, 20, 3], 0.1).tolist()


def test_sizes_by_stratum_and_strata_of_several_columns():
    cases = CASES.assign(kind=np.where(np.arange(73) % 2, "x", "y"))
    drawn = draw(cases, size={"a": 2, "b": 0, "c": 9}, seed=1)
    assert drawn.groupby("unit").size().to_dict() == {"a": 2, "c": 3}
    every = {(unit, kind): 1 for unit in "abc" for kind in "xy"}
    drawn = draw(cases, "record", ["unit", "kind"], size=every, seed=1)
    assert drawn[["unit", "kind"]].apply(tuple, axis=1).tolist() == sorted(every)
    with pytest.raises(InputError, match="stratum c without a size"):
        draw(cases, size={"a": 2, "b": 0}, seed=1)


def test_faults_of_the_cases_are_all_named():
    faulty = CASES.astype(object)
    faulty.loc[3, "record"] = None
    faulty.loc[5, "unit"] = None
    with pytest.raises(InputError) as caught:
        draw(faulty, size=1, seed=1)
    assert {(p.line, p.column) for p in caught.value.problems} == {(3, "record"), (5, "unit")}
    with pytest.raises(InputError, match="a, d0 once more"):
        draw(pd.concat([CASES, CASES[:1]]), size=1, seed=1)
    with pytest.raises(InputError, match="no such column"):
        draw(CASES, "document", size=1, seed=1)
    assert len(draw(CASES[:0], size=3, seed=1)) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"size": 1, "margin": 0.1}, "both given or both missing"),
        ({}, "both given or both missing"),
        ({"size": -1}, "size must be at least 0"),
        ({"size": 1, "seed": -1}, "seed is -1"),
    ],
)
def test_draw_refuses(change, said):
    with pytest.raises(ValueError, match=said):
        draw(CASES, **({"seed": 1} | change))


def test_shares_of_a_values_table_get_their_intervals():
    values = pd.DataFrame(
        {
            "unit": ["a", "b", "c"],
            "numerator": pd.array([9, 12, None], dtype="Int64"),
            "denominator": pd.array([12, 12, None], dtype="Int64"),
            "there": pd.array([40, None, 7], dtype="Int64"),
        }
    )
    found = share_intervals(values, "there")
    low, high = wilson([9, 12], 12, [40, np.inf])
    assert found["low"].tolist()[:2] == low.tolist()
    assert found["high"].tolist()[:2] == high.tolist()
    assert found.loc[2, ["low", "high"]].isna().all()
    wider = share_intervals(values, "there", method="exact")
    assert wider.loc[0, "low"] == 19 / 40
    assert "low" not in values
    with pytest.raises(ValueError, match="method is 'normal'"):
        share_intervals(values, method="normal")


def test_a_drawn_table_has_the_columns_of_the_cases_and_what_was_drawn():
    cases = CASES.set_index(pd.Index(range(100, 173)))
    drawn = draw(cases, size=2, seed=5)
    assert list(drawn) == ["unit", "record", "drawn", "population", "size", "weight", "seed"]
    assert drawn.index.tolist() == list(range(6))
    assert drawn["unit"].tolist() == list("aabbcc")
    assert drawn["population"].tolist() == [50, 50, 20, 20, 3, 3]
    assert drawn["size"].tolist() == [2] * 6
    assert drawn["weight"].tolist() == [25, 25, 10, 10, 1.5, 1.5]
    assert set(drawn["seed"]) == {5}
    assert list(CASES) == ["unit", "record"]


def test_confidence_and_share_belong_to_the_margin():
    for asked in ({"confidence": 0.8}, {"share": 0.9}, {"confidence": 0.99, "share": 0.2}):
        sizes = draw(CASES, margin=0.1, seed=1, **asked).groupby("unit")["size"].first()
        assert sizes.tolist() == sample_size([50, 20, 3], 0.1, **asked).tolist()
    # z² p (1 - p) ÷ margin², by hand: 1.2816² × 0.25 ÷ 0.01 = 41.06; 1.96² × 0.09 ÷ 0.01 = 34.57
    assert sample_size(np.inf, 0.1, confidence=0.8) == 42
    assert sample_size(np.inf, 0.1, share=0.9) == 35
    assert margin_of(100, confidence=0.8) == pytest.approx(1.2815515655 * 0.05)
    assert margin_of(100, share=0.9) == pytest.approx(1.9599639845 * 0.03)
    # finite: × root of (N - n) ÷ (N - 1) = 0.5
    assert margin_of(75.25, 100) == pytest.approx(1.9599639845 * np.sqrt(0.25 / 75.25 * 0.25))
    assert margin_of([0, 0, 1, 1], [0, 5, 1, 2]).tolist()[:3] == [0, np.inf, 0]
    assert margin_of(1, 2) == pytest.approx(1.9599639845 * 0.5)


@pytest.mark.parametrize("name", ["margin", "share"])
@pytest.mark.parametrize("wrong", [0, 1, -0.5, 1.5, np.nan])
def test_margin_and_share_lie_between_0_and_1(name, wrong):
    with pytest.raises(ValueError, match=f"{name} must be above 0 and below 1"):
        sample_size(**({"population": 10, "margin": 0.1} | {name: wrong}))


def test_seeds_go_up_to_64_bits():
    assert len(draw(CASES, size=1, seed=2**64 - 1)) == 3
    assert len(draw(CASES, size=1, seed=0)) == 3
    for wrong in (2**64, -1):
        with pytest.raises(ValueError, match=f"seed is {wrong}, must be from 0 to"):
            draw(CASES, size=1, seed=wrong)


def test_keys_of_several_columns_and_numbers():
    cases = pd.DataFrame({"unit": "a", "year": [2016, 2016, 2017], "no": [1, 2, 1]})
    drawn = draw(cases, ["year", "no"], size=3, seed=1)
    assert sorted(zip(drawn["year"], drawn["no"], strict=True)) == [(2016, 1), (2016, 2), (2017, 1)]
    with pytest.raises(InputError, match="a, 2016 once more"):
        draw(cases, "year", size=3, seed=1)
    texts = draw(cases.astype(str), ["year", "no"], size=3, seed=1)
    assert texts["no"].tolist() == drawn["no"].astype(str).tolist()


def test_confidence_reaches_the_intervals_of_shares():
    values = pd.DataFrame({"numerator": [9], "denominator": [12], "there": [40]})
    for population in (None, "there"):
        whole = None if population is None else 40
        found = share_intervals(values, population, confidence=0.8)
        assert found[["low", "high"]].to_numpy()[0].tolist() == list(
            wilson(9, 12, whole, confidence=0.8)
        )
        found = share_intervals(values, population, method="exact", confidence=0.8)
        assert found[["low", "high"]].to_numpy()[0].tolist() == list(
            exact(9, 12, whole, confidence=0.8)
        )

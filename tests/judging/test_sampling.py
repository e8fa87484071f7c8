import numpy as np
import pandas as pd
import pytest

from gkeval.errors import InputError
from gkeval.judging import draw, margin_of, sample_size, share_intervals, wilson

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

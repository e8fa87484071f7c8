import numpy as np
import pandas as pd
import pytest

import gkeval.judging as judging
from gkeval.errors import InputError
from gkeval.judging import agreement
from gkeval.judging.agreeing import COEFFICIENTS
from tests.judging.tables import KRIPPENDORFF_2011, NAN, SHROUT_FLEISS_1979, random_table


def long(ratings, indicator="i"):
    """Judgements from an array items × raters."""
    items, raters = np.indices(ratings.shape)
    frame = pd.DataFrame(
        {
            "unit": [f"u{item:03}" for item in items.ravel()],
            "indicator": indicator,
            "rater": [f"r{rater}" for rater in raters.ravel()],
            "value": ratings.ravel(),
        }
    )
    return frame.dropna()


def value(frame, coefficient):
    return frame.set_index("coefficient").loc[coefficient, "value"]


def test_overall_equals_the_array_functions():
    frame = agreement(long(KRIPPENDORFF_2011), "nominal", draws=0)
    assert value(frame, "krippendorff_alpha") == pytest.approx(0.743, abs=5e-4)
    assert value(frame, "gwet_ac1") == pytest.approx(0.77544, abs=5e-6)
    assert value(frame, "fleiss_kappa") == pytest.approx(0.76117, abs=5e-6)
    assert frame["percent"].to_numpy() == pytest.approx(0.81818, abs=5e-6)
    assert set(frame["n_items"]) == {11}
    assert set(frame["n_ratings"]) == {41}
    assert frame["counts"].iat[0] == "1 × 9, 2 × 13, 3 × 11, 4 × 5, 5 × 3"


def test_every_coefficient_can_be_asked_for():
    two = long(SHROUT_FLEISS_1979[:, :2])
    frame = agreement(two, "interval", coefficients=COEFFICIENTS, draws=20)
    assert frame["coefficient"].tolist() == list(COEFFICIENTS)
    assert frame["value"].notna().all()
    assert (frame["low"] <= frame["value"]).all()
    assert (frame["value"] <= frame["high"]).all()


@pytest.mark.parametrize(
    ("scale", "of_two"), [("nominal", "cohen_kappa"), ("ordinal", "weighted_kappa")]
)
def test_by_pair_of_raters(scale, of_two):
    ratings = random_table(5, raters=4)
    frame = agreement(long(ratings), scale, by="rater_pair", draws=0)
    pairs = frame[["rater_a", "rater_b"]].drop_duplicates()
    assert len(pairs) == 6
    chosen = frame[(frame["rater_a"] == "r1") & (frame["rater_b"] == "r3")]
    weights = "identity" if scale == "nominal" else "quadratic"
    expected = judging.cohen_kappa(ratings[:, [1, 3]], weights).value
    assert value(chosen, of_two) == pytest.approx(expected, abs=1e-12)


def test_by_indicator_each_with_its_own_levels_and_raters():
    first, second = random_table(1, raters=3), random_table(2, raters=2) * 10
    both = pd.concat([long(first, "a"), long(second, "b")])
    frame = agreement(both, "nominal", by="indicator", draws=30, seed=4)
    for name, ratings in (("a", first), ("b", second)):
        mine = frame[frame["indicator"] == name]
        alpha = judging.krippendorff_alpha(ratings, draws=30, seed=4)
        row = mine.set_index("coefficient").loc["krippendorff_alpha"]
        assert row[["value", "low", "high"]].tolist() == [alpha.value, alpha.low, alpha.high]
        assert value(mine, "gwet_ac1") == pytest.approx(judging.gwet_ac1(ratings).value, abs=1e-12)
    # of two raters Cohen's kappa is given too; the third one rated nothing of b
    assert set(frame["indicator"][frame["coefficient"] == "cohen_kappa"]) == {"b"}


def test_ordinal_looks_at_the_order_only():
    ratings = random_table(6)
    stretched = np.where(np.isnan(ratings), NAN, np.nan_to_num(ratings) ** 3 * 7 + 1)
    one, other = (agreement(long(r), draws=20) for r in (ratings, stretched))
    pd.testing.assert_frame_equal(one.drop(columns="counts"), other.drop(columns="counts"))
    one, other = (agreement(long(r), "interval", draws=0) for r in (ratings, stretched))
    assert value(one, "krippendorff_alpha") != pytest.approx(value(other, "krippendorff_alpha"))


def test_levels_in_words_and_those_that_nobody_gave():
    frame = long(np.array([["良", "优"], ["优", "优"], ["良", "良"], ["良", "良"]], dtype=object))
    levels = ["差", "中", "良", "优"]
    found = agreement(frame, levels=levels, draws=0)
    assert found["counts"].iat[0] == "良 × 5, 优 × 3"
    assert value(found, "gwet_ac2") > value(
        agreement(frame, levels=["良", "优"], draws=0), "gwet_ac2"
    )
    with pytest.raises(InputError, match="found 良") as caught:
        agreement(frame)
    assert len(caught.value.problems) == 8
    assert "levels" in caught.value.problems[0].remedy


def test_order_of_rows_changes_nothing_to_the_last_bit():
    frame = pd.concat([long(random_table(seed), f"i{seed}") for seed in range(3)])
    shuffled = frame.sample(frac=1, random_state=1)
    for by in (None, "indicator", "rater_pair"):
        for scale in ("ordinal", "interval"):
            one, other = (agreement(f, scale, by, draws=20) for f in (frame, shuffled))
            pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_self_assessments_and_decisions_are_no_ratings():
    frame = long(SHROUT_FLEISS_1979).assign(kind="third_party")
    more = frame.assign(kind="self", rater="unit", value=10).drop_duplicates(["unit"])
    leader = more.assign(kind="leader", rater="head")
    one, other = (
        agreement(f, "interval", draws=0) for f in (frame, pd.concat([frame, more, leader]))
    )
    pd.testing.assert_frame_equal(one, other)


def test_without_rows_there_is_nothing_to_say():
    empty = long(SHROUT_FLEISS_1979).iloc[:0]
    assert agreement(empty)["value"].isna().all()
    assert list(agreement(empty, by="indicator").columns)[:2] == ["indicator", "coefficient"]
    assert len(agreement(empty, by="rater_pair")) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scale": "metric"}, "scale is 'metric'"),
        ({"by": "unit"}, "by is 'unit'"),
        ({"coefficients": ["alpha"]}, "must be among percent_agreement"),
        ({"coefficients": ["icc_1_1"]}, "must be interval or ratio"),
        ({"weights": "cubic"}, "weights are 'cubic'"),
    ],
)
def test_refusals(change, said):
    with pytest.raises(ValueError, match=said):
        agreement(long(SHROUT_FLEISS_1979), **({"scale": "ordinal"} | change))


def test_scipy_is_asked_for_in_words(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "scipy.special", None)
    with pytest.raises(judging.quantiles.GkevalError, match=r'pip install "gkeval\[stats\]"'):
        agreement(long(SHROUT_FLEISS_1979), draws=0)
    frame = agreement(long(SHROUT_FLEISS_1979), coefficients=["krippendorff_alpha"], draws=10)
    assert frame["low"].notna().all()


def test_every_argument_reaches_every_coefficient():
    ratings = np.array([[1, 2], [3, 3], [2, 3], [5, 4], [1, 1], [4, 4.0]])
    asked = {"confidence": 0.8, "draws": 40, "seed": 9}
    frame = agreement(
        long(ratings), "interval", coefficients=COEFFICIENTS, weights="linear", **asked
    )
    sure = {"confidence": 0.8}
    expected = [
        judging.percent_agreement(ratings, **sure),
        judging.cohen_kappa(ratings, **sure),
        judging.cohen_kappa(ratings, "linear", **sure),
        judging.fleiss_kappa(ratings, **sure),
        judging.krippendorff_alpha(ratings, "interval", **asked),
        judging.gwet_ac1(ratings, **sure),
        judging.gwet_ac2(ratings, "linear", **sure),
        *(
            judging.icc(ratings, form, **sure)
            for form in ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")
        ),
    ]
    assert frame["coefficient"].tolist() == [one.coefficient for one in expected]
    for row, one in zip(frame.itertuples(), expected, strict=True):
        assert [row.value, row.low, row.high] == [one.value, one.low, one.high]
        assert (row.confidence, row.interval, row.reason) == (0.8, one.interval, one.reason)
        assert row.counts == "1 × 3, 2 × 2, 3 × 3, 4 × 3, 5 × 1"


def test_what_is_usual_for_each_scale_and_for_two_raters():
    three, two = SHROUT_FLEISS_1979[:, :3], SHROUT_FLEISS_1979[:, :2]
    corrected = ["fleiss_kappa", "krippendorff_alpha", "gwet_ac1"]
    numbers = ["percent_agreement", "krippendorff_alpha", "icc_2_1", "icc_2_k"]
    for scale, of_three, of_two in [
        ("nominal", ["percent_agreement", *corrected], ["percent_agreement", "cohen_kappa"]),
        (
            "ordinal",
            ["percent_agreement", "krippendorff_alpha", "gwet_ac2"],
            ["percent_agreement", "weighted_kappa"],
        ),
        ("interval", numbers, numbers),
        ("ratio", numbers, numbers),
    ]:
        found = agreement(long(three), scale, draws=0)["coefficient"].tolist()
        assert found == of_three
        found = agreement(long(two), scale, draws=0)["coefficient"].tolist()
        assert found == [*of_two, *(name for name in of_three if name not in of_two)]


def test_columns_of_the_group_come_first():
    frame = long(SHROUT_FLEISS_1979)
    columns = list(agreement(frame, draws=0))
    assert columns[:5] == ["coefficient", "value", "low", "high", "confidence"]
    assert list(agreement(frame, by="indicator", draws=0)) == ["indicator", *columns]
    assert list(agreement(frame, by="rater_pair", draws=0)) == ["rater_a", "rater_b", *columns]
    defaults = agreement(frame, "interval")
    assert set(defaults["confidence"]) == {0.95}
    alpha = judging.krippendorff_alpha(SHROUT_FLEISS_1979, "interval")
    row = defaults.set_index("coefficient").loc["krippendorff_alpha"]
    assert [row["low"], row["high"]] == [alpha.low, alpha.high]


def test_a_rater_who_gave_only_the_lowest_level_is_a_rater():
    frame = agreement(long(np.array([[1, 1, 2], [1, 3, 3.0]])), draws=0)
    assert set(frame["n_raters"]) == {3}
    assert "weighted_kappa" not in set(frame["coefficient"])


def test_labels_in_words_have_no_order():
    frame = long(np.array([["是", "是"], ["否", "是"], ["否", "否"]], dtype=object))
    found = agreement(frame, "nominal", draws=0)
    assert value(found, "cohen_kappa") == pytest.approx(0.4)  # 2/3 agree, 4/9 by chance
    assert found["counts"].iat[0] == "否 × 3, 是 × 3"
    for scale in ("interval", "ratio"):
        with pytest.raises(InputError, match="found 是"):
            agreement(frame, scale)

import numpy as np
import pandas as pd
import pytest

from gkeval.errors import InputError
from gkeval.judging import rater_effects, raters
from gkeval.judging.severity import deviations
from tests.judging.tables import NAN, SHROUT_FLEISS_1979, random_table


def long(ratings):
    items, of = np.indices(ratings.shape)
    return pd.DataFrame(
        {
            "unit": [f"u{item:03}" for item in items.ravel()],
            "indicator": "i",
            "rater": [f"r{rater}" for rater in of.ravel()],
            "value": ratings.ravel(),
        }
    ).dropna()


def test_effects_equal_least_squares_with_missing_cells():
    """The additive model fitted by the oracle, with effects that add up to 0."""
    oracle = pytest.importorskip("statsmodels.formula.api")
    for seed in range(10):
        ratings = random_table(seed, raters=3)
        frame = long(ratings)
        frame = frame[frame.groupby("unit")["rater"].transform("size") > 1]
        fit = oracle.ols("value ~ C(unit) + C(rater, Sum)", frame).fit()
        found = rater_effects(ratings)
        names = [f"C(rater, Sum)[S.r{rater}]" for rater in range(2)]
        assert found.effect[:2] == pytest.approx(fit.params[names].to_numpy(), abs=1e-9)
        assert found.error[:2] == pytest.approx(fit.bse[names].to_numpy(), abs=1e-9)
        assert found.freedom == fit.df_resid
        assert found.effect.sum() == pytest.approx(0, abs=1e-9)
        table = raters(frame, simultaneous=False)
        interval = fit.conf_int().loc[names].to_numpy()
        assert table[["low", "high"]].to_numpy()[:2] == pytest.approx(interval, abs=1e-9)


def test_complete_tables_give_differences_of_means():
    found = rater_effects(SHROUT_FLEISS_1979)
    means = SHROUT_FLEISS_1979.mean(axis=0)
    assert found.effect == pytest.approx(means - means.mean())
    # mean square of the rest (Shrout and Fleiss, table 3: 1.02), 6 targets, 4 judges
    assert found.error == pytest.approx(np.sqrt(1.02 / 6 * 3 / 4), rel=2e-3)
    mean, _ = deviations(SHROUT_FLEISS_1979)
    assert mean == pytest.approx((means - means.mean()) * 4 / 3)


def test_raters_are_compared_through_third_ones_where_deviations_mislead():
    """x is 1 below y, y 1 below z; x and z never meet, so that z meets lenient company only."""
    ratings = np.array([[4, 5, NAN], [2, 3, NAN], [NAN, 7, 8], [NAN, 1, 2.0]])
    assert rater_effects(ratings).effect == pytest.approx([-1, 0, 1])
    assert deviations(ratings)[0] == pytest.approx([-1, 0, 1])
    ratings = np.vstack([ratings, [[NAN, 6, 7]] * 10])
    assert rater_effects(ratings).effect == pytest.approx([-1, 0, 1])
    assert deviations(ratings)[0] == pytest.approx([-1, -10 / 14, 1])


def test_raters_who_never_meet_are_not_compared():
    ratings = np.array([[1, 2, NAN, NAN, NAN], [3, 5, NAN, NAN, NAN], [NAN, NAN, 4, 8, NAN]])
    ratings = np.vstack([ratings, [[NAN, NAN, 6, 7, NAN], [NAN, NAN, NAN, NAN, 9]]])
    found = rater_effects(ratings)
    assert found.linked.tolist() == [0, 0, 1, 1, 2]
    assert found.effect[:4] == pytest.approx([-0.75, 0.75, -1.25, 1.25])
    assert np.isnan(found.effect[4])
    table = raters(long(ratings))
    assert table["n"].tolist() == [2, 2, 2, 2, 0]
    assert table.loc[4, ["mean", "deviation", "effect", "low"]].isna().all()


def test_severe_and_lenient_raters_are_found():
    generator = np.random.default_rng(0)
    true = generator.normal(70, 10, (200, 1))
    ratings = true + np.array([-3, 0, 0, 3]) + generator.normal(0, 4, (200, 4))
    ratings[generator.random(ratings.shape) < 0.3] = NAN
    table = raters(long(ratings))
    assert table["finding"].tolist() == ["severe", "", "", "lenient"]
    assert table["effect"].tolist() == pytest.approx([-3, 0, 0, 3], abs=1)
    wide = table["high"] - table["low"]
    alone = raters(long(ratings), simultaneous=False)
    assert (wide > alone["high"] - alone["low"]).all()


def test_findings_among_equal_raters_are_as_rare_as_the_confidence_says():
    """500 sets of 10 equal raters: at least one finding in about 5 % of them, not in 40 %."""
    generator = np.random.default_rng(1)
    false = 0
    for _ in range(500):
        found = rater_effects(generator.normal(0, 1, (30, 10)))
        quantile = pytest.importorskip("scipy.stats").t.ppf(1 - 0.025 / 10, found.freedom)
        false += (np.abs(found.effect) > quantile * found.error).any()
    assert 0.02 < false / 500 < 0.08


def test_points_make_indicators_comparable():
    frame = pd.concat(
        [
            long(np.array([[2, 4], [1, 3.0], [3, 3]])).assign(indicator="small"),
            long(np.array([[20, 40], [10, 30.0], [30, 30]])).assign(indicator="large"),
        ]
    )
    table = raters(frame, points={"small": 4, "large": 40})
    assert table["effect"].tolist() == pytest.approx([-1 / 6, 1 / 6])
    assert raters(frame)["effect"].tolist() == pytest.approx([-22 / 6, 22 / 6])
    percent = raters(frame, points={"small": 4, "large": 40}, given="percent")
    assert percent["effect"].tolist() == pytest.approx([-0.22 / 6, 0.22 / 6])
    with pytest.raises(InputError, match="indicator small without points"):
        raters(frame, points={"large": 40})
    with pytest.raises(ValueError, match="given is 'marks'"):
        raters(frame, points={"large": 40}, given="marks")


def test_levels_count_as_steps():
    frame = pd.DataFrame(
        {"unit": list("aabb"), "indicator": "i", "rater": list("xyxy"), "value": list("良优中良")}
    )
    assert raters(frame, levels=["中", "良", "优"])["deviation"].tolist() == [-1, 1]


def test_order_of_rows_changes_nothing_and_no_rows_give_none():
    frame = long(random_table(3))
    pd.testing.assert_frame_equal(
        raters(frame), raters(frame.sample(frac=1, random_state=2)), check_exact=True
    )
    assert len(raters(frame.iloc[:0])) == 0


def test_exact_agreement_is_no_finding():
    table = raters(long(np.array([[0.1, 0.1], [0.7, 0.7], [0.3, 0.3]])))
    assert table["finding"].tolist() == ["", ""]
    assert table["effect"].tolist() == [0, 0]


def test_every_column_by_hand():
    """Ratings 4 5 6, 1 2 3 and 7 8 (and 9 of x alone): deviations from the mean of the others."""
    stats = pytest.importorskip("scipy.stats")
    ratings = np.array([[4, 5, 6], [1, 2, 3], [7, 8.5, NAN], [9, NAN, NAN]])
    apart = [np.array([-1.5, -1.5, -1.5]), np.array([0, 0, 1.5]), np.array([1.5, 1.5])]
    for simultaneous, single in ((True, 1 - 0.2 / 3), (False, 0.8)):
        table = raters(long(ratings), confidence=0.8, simultaneous=simultaneous)
        assert table["rater"].tolist() == ["r0", "r1", "r2"]
        assert table["n"].tolist() == [3, 3, 2]
        assert table["mean"].tolist() == pytest.approx([4, 15.5 / 3, 4.5])
        effects = rater_effects(ratings)
        assert effects.freedom == 3  # 8 ratings, 3 items, 2 differences of raters
        for row, own in zip(table.itertuples(), apart, strict=True):
            half = stats.t.ppf((1 + single) / 2, len(own) - 1) * stats.sem(own)
            expected = [own.mean(), own.mean() - half, own.mean() + half]
            found = [row.deviation, row.deviation_low, row.deviation_high]
            assert found == pytest.approx(expected)
        half = stats.t.ppf((1 + single) / 2, 3) * effects.error
        assert table["low"].to_numpy() == pytest.approx(effects.effect - half)
        assert table["high"].to_numpy() == pytest.approx(effects.effect + half)
        assert table["linked"].tolist() == [0, 0, 0]
    assert list(table) == (
        "rater n mean deviation deviation_low deviation_high effect low high linked finding".split()
    )


def test_a_chain_of_raters_is_one_set():
    """Nine raters of whom only neighbours share an item: linked through up to seven others."""
    ratings = np.full((8, 9), NAN)
    for item in range(8):
        ratings[item, item : item + 2] = [1, 2]
    found = rater_effects(ratings)
    assert found.linked.tolist() == [0] * 9
    assert found.effect == pytest.approx(np.arange(9) - 4)
    assert found.freedom == 0
    assert np.isnan(found.error).all()


def test_nothing_shared_has_no_effect():
    found = rater_effects(np.array([[1, NAN], [NAN, 2.0]]))
    assert np.isnan(found.effect).all()
    assert (found.n.tolist(), found.linked.tolist(), found.freedom) == ([0, 0], [0, 1], 0)
    mean, error = deviations(np.array([[1, 3.0], [2, NAN]]))
    assert mean.tolist() == [-2, 2]
    assert np.isnan(error).all()

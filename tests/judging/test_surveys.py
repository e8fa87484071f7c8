import numpy as np
import pandas as pd
import pytest

from gkeval.errors import InputError
from gkeval.judging import survey_means, survey_shares, wilson
from gkeval.judging.surveys import weighted_sums
from gkeval.tables import STATISTICS

GENERATOR = np.random.default_rng(0)
ANSWERS = pd.DataFrame(
    {
        "unit": GENERATOR.choice(["甲", "乙", "丙"], 300),
        "item": GENERATOR.choice(["满意度", "知晓度"], 300),
        "period": 2017,
        "value": GENERATOR.integers(1, 6, 300) * 20.0,
        "weight": GENERATOR.choice([0.5, 1.0, 2.5], 300),
    }
)


def test_unweighted_means_are_the_textbook_interval():
    stats = pytest.importorskip("scipy.stats")
    table = survey_means(ANSWERS)
    assert len(table) == 6
    for row in table.itertuples():
        mine = ANSWERS[(ANSWERS["unit"] == row.unit) & (ANSWERS["item"] == row.item)]["value"]
        low, high = stats.t.interval(0.95, len(mine) - 1, mine.mean(), stats.sem(mine))
        assert [row.value, row.low, row.high] == pytest.approx([mine.mean(), low, high])
        assert (row.n, row.design_effect) == (len(mine), pytest.approx(1))


def test_weights_enter_by_kish():
    """Weights 1, 1, 2 on 80, 90, 100, by hand: effective n 16 ÷ 6, variance 68.75."""
    t = pytest.importorskip("scipy.stats").t.ppf(0.975, 16 / 6 - 1)
    answers = pd.DataFrame(
        {"unit": "a", "item": "s", "period": "2017", "value": [80, 90, 100], "w": [1, 1, 2]}
    )
    row = survey_means(answers, weight="w").iloc[0]
    half = t * np.sqrt(68.75 / (16 / 6 - 1))
    assert [row["value"], row["low"], row["high"]] == pytest.approx(
        [92.5, 92.5 - half, 92.5 + half]
    )
    assert row["effective_n"] == pytest.approx(16 / 6)
    assert row["design_effect"] == pytest.approx(18 / 16)


def test_shares_use_wilson_with_the_effective_n():
    table = survey_shares(ANSWERS, [80.0, 100.0], weight="weight", part="满意率")
    for row in table.itertuples():
        mine = ANSWERS[(ANSWERS["unit"] == row.unit) & (ANSWERS["item"] == row.item)]
        share = np.average(mine["value"] >= 80, weights=mine["weight"])
        size = mine["weight"].sum() ** 2 / (mine["weight"] ** 2).sum()
        low, high = wilson(share * size, size)
        assert [row.value, row.low, row.high] == pytest.approx([share, float(low), float(high)])
        assert row.record == f"{row.unit}/{row.item}/2017/满意率"


def test_rows_fit_the_statistics_table():
    table = survey_means(ANSWERS)
    assert {column.name for column in STATISTICS.columns if column.required} <= set(table)
    assert table["record"].is_unique
    assert table["period"].tolist() == ["2017"] * 6


def test_order_of_rows_and_scale_of_weights_never_matter():
    shuffled = ANSWERS.sample(frac=1, random_state=1)
    for find in (survey_means, lambda *a, **k: survey_shares(*a, [100.0], **k)):
        one = find(ANSWERS, weight="weight")
        pd.testing.assert_frame_equal(one, find(shuffled, weight="weight"), check_exact=True)
        scaled = find(ANSWERS.assign(weight=ANSWERS["weight"] * 8), weight="weight")
        pd.testing.assert_frame_equal(one, scaled)


def test_missing_answers_are_counted_and_left_out():
    answers = ANSWERS.assign(value=ANSWERS["value"].where(ANSWERS.index % 3 > 0))
    answers.loc[answers["unit"] == "丙", "value"] = np.nan
    table = survey_means(answers).set_index(["unit", "item"])
    assert (table["n"] + table["unanswered"]).sum() == 300
    assert table.loc["丙", ["value", "low"]].isna().all().all()
    shares = survey_shares(answers, [100.0]).set_index(["unit", "item"])
    assert shares.loc["丙", ["value", "low", "high"]].isna().all().all()
    assert (shares["n"] == table["n"]).all()


def test_one_answer_has_a_mean_and_no_interval():
    one = ANSWERS[:1]
    row = survey_means(one).iloc[0]
    assert row["value"] == one["value"].iat[0]
    assert np.isnan(row["low"])
    assert survey_shares(one, one["value"].tolist()).loc[0, "low"] > 0


def test_bounds_limit_the_interval_and_refuse_what_lies_outside():
    answers = pd.DataFrame({"unit": "a", "item": "s", "period": "p", "value": [100, 100, 60]})
    assert survey_means(answers)["high"].iat[0] > 100
    assert survey_means(answers, bounds=(0, 100))["high"].iat[0] == 100
    with pytest.raises(InputError, match="found 60; allowed: a number from 80 to 100"):
        survey_means(answers, bounds=(80, 100))


def test_faults_are_all_named():
    faulty = ANSWERS.astype(object)
    faulty.loc[2, "weight"] = 0
    faulty.loc[4, "weight"] = None
    faulty.loc[6, "unit"] = None
    with pytest.raises(InputError) as caught:
        survey_means(faulty, weight="weight")
    assert {(p.line, p.column) for p in caught.value.problems} == {
        (2, "weight"),
        (4, "weight"),
        (6, "unit"),
    }
    with pytest.raises(InputError, match="found 很好"):
        survey_means(ANSWERS.astype(object).assign(value="很好"))
    with pytest.raises(InputError, match="answer 满意, which nobody gave"):
        survey_shares(ANSWERS, ["满意"])
    with pytest.raises(InputError, match="no column period"):
        survey_means(ANSWERS.drop(columns="period"))


def test_no_answers_give_no_rows():
    assert len(survey_means(ANSWERS[:0])) == 0
    assert len(survey_shares(ANSWERS[:0], [100])) == 0


def test_two_answers_have_an_interval():
    """80 and 90: mean 85, standard error 5, Student's t of one degree of freedom 12.7062."""
    answers = pd.DataFrame({"unit": "a", "item": "s", "period": "p", "value": [80, 90]})
    row = survey_means(answers).iloc[0]
    assert [row["low"], row["high"]] == pytest.approx([85 - 63.531, 85 + 63.531], abs=1e-3)
    row = survey_means(answers, confidence=0.5).iloc[0]  # t is 1
    assert [row["low"], row["high"]] == pytest.approx([80, 90])
    bound = survey_means(answers, bounds=(70, 95))
    assert bound[["low", "high"]].to_numpy().tolist() == [[70, 95]]


def test_every_column():
    answers = pd.DataFrame(
        {"unit": "a", "item": "s", "period": "p", "value": [1.0, 3.0, None], "w": [1, 3, 5]}
    )
    for find, share in ((survey_means, False), (survey_shares, True)):
        hits = ([3.0],) if share else ()
        table = find(answers, *hits, weight="w", part="分项")
        assert " ".join(table) == (
            "unit record item part period value low high n unanswered effective_n design_effect"
        )
        row = table.iloc[0]
        assert row[["unit", "record", "item", "part", "period"]].tolist() == [
            "a",
            "a/s/p/分项",
            "s",
            "分项",
            "p",
        ]
        assert row["value"] == (0.75 if share else 2.5)
        assert row[["n", "unanswered"]].tolist() == [2, 1]
        assert row["effective_n"] == pytest.approx(16 / 10)
        assert row["design_effect"] == pytest.approx(20 / 16)
        assert find(answers, *hits)["record"].tolist() == ["a/s/p"]
        assert find(answers, *hits)["part"].tolist() == [""]
    found = survey_shares(answers, [3.0], weight="w", confidence=0.5)
    low, high = wilson(0.75 * 1.6, 1.6, confidence=0.5)
    assert found[["low", "high"]].to_numpy()[0] == pytest.approx([float(low), float(high)])


def test_weighted_sums_by_hand():
    """1 and 3 with weights 1 and 3: mean 2.5, variance (2.25 + 3 × 0.25) ÷ 4."""
    found = weighted_sums([1, 3, np.nan, 7], [1, 3, 9, 2], [1, 1, 1, 0], 3)
    assert found.mean[:2].tolist() == [7, 2.5]
    assert found.spread[:2].tolist() == [0, 0.75]
    assert found.n.tolist() == [1, 2, 0]
    assert found.effective[:2].tolist() == [1, 1.6]
    assert np.isnan([found.mean[2], found.spread[2], found.effective[2]]).all()


def test_twelve_answers_are_told_by_the_first_ten():
    answers = pd.DataFrame({"unit": "a", "item": "s", "period": "p", "value": list("abcdefghijkl")})
    with pytest.raises(InputError, match=r"allowed: a, b, c, d, e, f, g, h, i, j\. Remedy"):
        survey_shares(answers, ["z"])


def test_the_index_of_the_answers_means_nothing():
    named = ANSWERS.set_index("unit", drop=False)
    pd.testing.assert_frame_equal(survey_means(named), survey_means(ANSWERS))
    pd.testing.assert_frame_equal(survey_shares(named, [100.0]), survey_shares(ANSWERS, [100.0]))

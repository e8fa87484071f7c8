from typing import get_args

import numpy as np
import pandas as pd
import pytest

from gkeval.judging import icc
from gkeval.judging.intraclass import Form, mean_squares
from tests.judging.tables import NAN, SHROUT_FLEISS_1979, random_table

FORMS = get_args(Form)


@pytest.mark.parametrize(
    ("form", "printed"),
    [("1,1", 0.17), ("2,1", 0.29), ("3,1", 0.71), ("1,k", 0.44), ("2,k", 0.62), ("3,k", 0.91)],
)
def test_shrout_and_fleiss_1979(form, printed):
    assert icc(SHROUT_FLEISS_1979, form).value == pytest.approx(printed, abs=5e-3)


@pytest.mark.filterwarnings("ignore")  # of the oracle: deprecated pandas, division by zero
def test_two_hundred_tables_equal_the_oracle():
    oracle = pytest.importorskip("pingouin")
    rounding, oracle.options["round.column.CI95"] = oracle.options["round.column.CI95"], None
    theirs = "ICC(1,1) ICC(A,1) ICC(C,1) ICC(1,k) ICC(A,k) ICC(C,k)".split()
    names = dict(zip(theirs, FORMS, strict=True))
    compared = 0
    try:
        for seed in range(200):
            ratings = random_table(seed)
            complete = ratings[~np.isnan(ratings).any(axis=1)]
            if len(complete) < 5:  # the oracle asks for five
                complete = ratings = random_table(seed, missing=False)
            items, raters = np.indices(complete.shape)
            long = pd.DataFrame(
                {"item": items.ravel(), "rater": raters.ravel(), "value": complete.ravel()}
            )
            theirs = oracle.intraclass_corr(long, "item", "rater", "value")
            for _, row in theirs.iterrows():
                ours = icc(ratings, names[row["Type"]])
                assert ours.n_items == len(complete)
                low, high = row["CI95"] if row["ICC"] < 1 else (1, 1)
                # beyond its pole the formula of the mean's lower limit comes back from +inf
                expected = [row["ICC"], low if low <= high else -np.inf, high]
                assert [ours.value, ours.low, ours.high] == pytest.approx(expected, abs=1e-9), seed
                compared += 1
    finally:
        oracle.options["round.column.CI95"] = rounding
    assert compared == 1200


@pytest.mark.parametrize("form", FORMS)
def test_order_of_items_and_raters_changes_nothing(form):
    generator = np.random.default_rng(1)
    for seed in range(20):
        ratings = random_table(seed, missing=False)
        shuffled = ratings[generator.permutation(len(ratings))]
        shuffled = shuffled[:, generator.permutation(ratings.shape[1])]
        one, other = icc(ratings, form), icc(shuffled, form)
        assert [one.value, one.low, one.high] == pytest.approx(
            [other.value, other.low, other.high], abs=1e-9
        )


def test_severity_counts_in_form_two_and_not_in_form_three():
    ratings = np.array([[1.0, 3.0], [4.0, 6.0], [7.0, 9.0], [2.0, 4.0]])
    third = icc(ratings, "3,1")
    assert (third.value, third.low, third.high) == (1.0, 1.0, 1.0)
    assert icc(ratings, "2,1").value < 1
    assert icc(ratings, "1,1").value < icc(ratings, "2,1").value


@pytest.mark.parametrize("form", FORMS)
def test_equal_raters_give_exactly_one(form):
    found = icc(np.tile([[0.1], [0.3], [80.7]], 3), form)
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("form", FORMS)
def test_undefined_cases_say_why(form):
    constant = icc(np.full((5, 3), 0.1), form)
    assert np.isnan(constant.value)
    assert constant.reason == "every rating is the same"
    few = icc([[1, 2], [1, NAN], [NAN, 3]], form)
    assert np.isnan(few.value)
    assert few.reason == "complete table of 1 items by 2 raters, must be at least 2 by 2"
    assert (few.n_items, few.left_out, few.percent) == (1, 2, 0.0)


def test_items_that_do_not_differ():
    crossed = icc([[1, 2], [2, 1]], "2,1")
    assert np.isnan(crossed.value)
    assert crossed.reason == "items do not differ"
    assert icc([[1, 2], [2, 1]], "3,1").value == -1
    assert np.isnan(icc([[1, 2], [2, 1]], "3,k").value)


@pytest.mark.parametrize("form", ["2,1", "2,k"])
def test_raters_who_differ_by_the_same_step_everywhere_leave_no_interval(form):
    # no variance of items and none left over: the share of the items is 0, its error unknown
    found = icc([[1, 2], [1, 2], [1, 2]], form)
    assert found.value == 0
    assert np.isnan([found.low, found.high]).all()
    assert found.reason == "items do not differ: no interval"


def test_refusals():
    with pytest.raises(ValueError, match="form is '4,1'"):
        icc([[1, 2], [3, 4]], "4,1")
    with pytest.raises(ValueError, match="must be numbers"):
        icc([["a", "b"], ["b", "b"]])


def test_confidence_is_that_of_the_f_distribution():
    """Form 3,1 of the published table: F is 11.27 ÷ 1.02 with 5 and 15 degrees of freedom."""
    stats = pytest.importorskip("scipy.stats")
    found = icc(SHROUT_FLEISS_1979, "3,1", confidence=0.8)
    squares = mean_squares(SHROUT_FLEISS_1979.astype(float))
    quotient = squares.items / squares.rest
    low = quotient / stats.f.ppf(0.9, 5, 15)
    high = quotient * stats.f.ppf(0.9, 15, 5)
    assert [found.low, found.high] == pytest.approx([(f - 1) / (f + 3) for f in (low, high)])
    assert (found.confidence, found.interval, found.coefficient) == (0.8, "analytic", "icc_3_1")
    assert (found.n_items, found.left_out, found.n_raters, found.reason) == (6, 0, 4, "")

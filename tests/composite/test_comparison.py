"""Indices side by side, and the same data under several choices."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from gkeval import GkevalError
from gkeval.composite import build, comparison

RNG = np.random.default_rng(6)
FRAME = pd.DataFrame(RNG.uniform(1, 9, size=(25, 4)), columns=list("abcd")).assign(
    unit=[f"省{k:02d}" for k in range(25)]
)
TREE = pd.DataFrame({"id": list("abcd"), "parent": "", "weight": [4, 1, 1, 1]})


@pytest.fixture(scope="module")
def indices():
    return {
        "as stated": build(FRAME, TREE),
        "equal": build(FRAME, TREE, weights="equal"),
        "fewer": build(FRAME.iloc[:20], TREE, normalise="rank"),
    }


def test_side_by_side(indices):
    table = comparison.side_by_side(indices)
    assert table["unit"].iloc[0] == indices["as stated"].ranking()["unit"].iloc[0]
    assert table["rank: as stated"].to_list() == sorted(table["rank: as stated"])
    gone = table[~table["unit"].isin(FRAME["unit"][:20])]
    assert gone["rank: fewer"].isna().all()
    assert len(table) == 25
    one = comparison.side_by_side(indices, "a")
    assert np.allclose(one["score: as stated"], one["score: equal"])


def test_rank_shifts(indices):
    table = comparison.rank_shifts(indices["as stated"], indices["equal"])
    assert (table["rank_before"] - table["rank_after"] == table["shift"]).all()
    sizes = table["shift"].abs().to_list()
    assert sizes == sorted(sizes, reverse=True)
    assert table["shift"].sum() == 0


@pytest.mark.parametrize(
    ("kind", "oracle"),
    [
        ("spearman", lambda x, y: stats.spearmanr(x, y).statistic),
        ("kendall", lambda x, y: stats.kendalltau(x, y).statistic),
        ("weighted", lambda x, y: stats.weightedtau(x, y).statistic),
    ],
)
def test_agreement_is_that_of_scipy(indices, kind, oracle):
    table = comparison.agreement(indices, kind=kind)
    one, other = indices["as stated"].total, indices["equal"].total
    assert table.loc["as stated", "equal"] == pytest.approx(oracle(one, other))
    assert np.diag(table).tolist() == [1, 1, 1]
    assert comparison.rank_agreement(one, one * 2, kind) == pytest.approx(1)
    with pytest.raises(GkevalError, match="'spearman', 'kendall' or 'weighted'"):
        comparison.rank_agreement(one, other, "footrule")


def test_a_choice_that_fails_does_not_vanish():
    names = []
    found = comparison.variants(
        FRAME.assign(a=0.0),
        TREE,
        {
            "as stated": {},
            "geometric": {"normalise": "none", "aggregate": "geometric"},
            "floor": {"aggregate": {"method": "geometric", "floor": 0.01}},
        },
        progress=names.append,
    )
    assert names == ["as stated", "geometric", "floor"]
    assert list(found.indices) == ["as stated", "floor"]
    assert [(p.code, p.column) for p in found.problems] == [("variant_failed", "geometric")]
    assert "state floor=" in found.problems[0].found
    assert "1 failed" in repr(found)
    ranks = found.ranks()
    assert (ranks["best"] <= ranks["worst"]).all()
    assert list(ranks.columns) == ["unit", "as stated", "floor", "best", "median", "worst"]


def test_tables_ready_to_print():
    table = pd.DataFrame({"unit": ["甲"], "score": [2.675], "gap": [np.nan], "rank": pd.array([1])})
    assert comparison.printed(table, 2).splitlines()[-1] == "| 甲 | 2.68 | — | 1 |"


def test_panels_are_compared_within_their_period():
    frame = pd.concat([FRAME.assign(year=2021), FRAME.assign(year=2022, a=9 - FRAME["a"])])
    panel = build(frame, TREE, period="year")
    table = comparison.side_by_side({"x": panel})
    assert len(table) == 50
    assert table.groupby("period")["rank: x"].min().to_list() == [1, 1]


def test_nothing_to_compare():
    with pytest.raises(GkevalError, match="at least one"):
        comparison.side_by_side({})

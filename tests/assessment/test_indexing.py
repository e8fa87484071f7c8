"""An index as an assessment: what a scheme can say of it and what not, scales, dates, parts."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.assessment.indexing import _same, from_index, index_input
from gkeval.composite import build
from tests.scoring.builders import leaf, scheme, scored

DATES = ("2024-01-01", "2024-12-31")
FRAME = pd.DataFrame(
    {"unit": ["甲", "乙"], "a": [2.0, 4.0], "b": [4.0, 1.0], "c": [1.0, 1.0], "d": [4.0, 2.0]}
)
FLAT = pd.DataFrame({"id": ["a", "b"], "parent": ["", ""], "weight": [1, 1]})
TREE = pd.DataFrame(
    {
        "id": ["one", "a", "b", "two", "c", "d"],
        "parent": ["", "one", "one", "", "two", "two"],
        "weight": [1] * 6,
    }
)


def made(**options):
    goals = pd.DataFrame({"goalposts": [(0, 4)] * len(FLAT)})
    return build(FRAME, pd.concat([FLAT, goals], axis=1), normalise="goalposts", **options)


def test_a_geometric_mean_without_a_floor_keeps_its_totals():
    # 甲 √(0.5 × 1), 乙 √(1 × 0.25)
    index = made(aggregate="geometric")
    result = from_index(index, title="公开指数", dates=DATES, full=100)
    assert str(result.scheme.combine.floor) == "0"
    assert result.ranking()[["unit", "score"]].to_numpy().tolist() == [["甲", 70.71], ["乙", 50]]


def test_a_penalty_of_more_than_a_scheme_can_say_makes_one_indicator():
    # mean 0.75 less 2 × spread is beyond beta 1
    index = made(aggregate={"method": "mean_min", "alpha": 0.5, "beta": 2})
    result = from_index(index, title="公开指数", dates=DATES, scale=(0, 1))
    (whole,) = result.scheme.leaves
    assert result.explain("甲", whole.id).records["component"].to_list() == ["a", "b"]


def test_an_order_of_more_children_than_have_weight_makes_one_indicator():
    index = build(
        FRAME,
        TREE.assign(weight=[1, 1, 1, 1, 0, 1]),
        aggregate={"two": {"method": "owa", "order": [3, 1]}},
    )
    result = from_index(index, title="公开指数", dates=DATES)
    assert [i.title.zh for i in result.scheme.leaves] == ["a", "b", "two"]


def test_parts_of_one_branch_are_told_without_those_of_the_next():
    result = from_index(
        build(FRAME, TREE, aggregate={"one": "copeland"}), title="公开指数", dates=DATES
    )
    first = result.scheme.leaves[0]
    assert result.explain("甲", first.id).records["component"].to_list() == ["a", "b"]


def test_a_scale_begins_below_its_end():
    with pytest.raises(gk.GkevalError, match=r"scale is \(1, 1\), the first must be below"):
        from_index(made(), title="公开指数", dates=DATES, scale=(1, 1))


def test_periods_that_are_no_years_need_their_dates():
    panel = pd.concat([FRAME.assign(quarter="2024Q1"), FRAME.assign(quarter="2024Q2")])
    index = build(panel, FLAT, period="quarter")
    with pytest.raises(gk.GkevalError, match="dates must be said"):
        from_index(index, title="公开指数", period="2024Q1")
    with pytest.raises(gk.GkevalError, match="period is '2024Q3', must be one of: 2024Q1, 2024Q2"):
        from_index(index, title="公开指数", period="2024Q3", dates=DATES)
    result = from_index(index, title="公开指数", period="2024Q2", dates=DATES)
    assert len(result.units) == 2


def test_totals_unlike_those_of_the_index_are_refused():
    result = from_index(made(), title="公开指数", dates=DATES)
    totals = result.totals.set_index("unit")["exact"]
    _same(result, totals, 1.0)
    for other in (totals + 0.01, totals.where(totals.index != "甲")):
        with pytest.raises(gk.GkevalError, match="does not give the totals of the index"):
            _same(result, other, 1.0)


def test_rules_say_direction_goalposts_and_target():
    counted = {"measure": {"kind": "count", "table": "activities"}}
    tree_of = scheme(
        leaf("up", 40, **counted, rule={"kind": "linear", "zero": 2, "full": 10}),
        leaf("down", 30, **counted, rule={"kind": "linear", "zero": 8, "full": 3}),
        leaf("least", 20, **counted, rule={"kind": "at_least", "target": 5}),
        leaf("most", 10, **counted, rule={"kind": "at_most", "target": 1}),
    )
    values = scored(tree_of, 甲={"up": 3, "down": 4, "least": 5, "most": 0}).values
    frame, tree = index_input(tree_of, values)
    assert frame.to_dict("records") == [{"unit": "甲", "up": 3, "down": 4, "least": 5, "most": 0}]
    by_id = tree.set_index("id")
    assert by_id["weight"].to_dict() == {"up": 40, "down": 30, "least": 20, "most": 10}
    assert by_id["direction"].to_list() == [1, -1, 1, -1]
    assert by_id["goalposts"].to_list()[:2] == [(2, 10), (3, 8)]
    assert by_id["target"].to_list()[2:] == [5, 1]
    assert np.isnan(by_id["target"]["up"])


def test_values_without_states_are_all_taken():
    tree_of = scheme(leaf("a", 60), leaf("b", 40))
    values = scored(tree_of, 甲={"a": 30, "b": "未评估"}).values
    assert np.isnan(index_input(tree_of, values)[0].loc[0, "b"])
    bare = values.assign(value=[30.0, 7.0])[["unit", "indicator", "value"]]
    assert index_input(tree_of, bare)[0].loc[0, "b"] == 7

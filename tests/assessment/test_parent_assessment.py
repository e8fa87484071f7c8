"""Disclosure in the efficiency assessment (效能考核): worked by hand."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gkeval as gk
from tests.scoring.builders import leaf, scheme, scored


def disclosure(scores, **more):
    made = scheme(leaf("a", 100), **more)
    return scored(made, **{name: {"a": score} for name, score in scores.items()})


OTHER = pd.Series({"甲": 90.0, "乙": 92.0, "丙": 80.0})
# 甲 is best at disclosure, 乙 at the rest
OWN = {"甲": 100, "乙": 60, "丙": 100}


def whole(weight="0.04", own=OWN, other=OTHER, **more):
    rest = str(1 - float(weight))
    parts = {"disclosure": disclosure(own, **more), "economy": other}
    return gk.efficiency(parts, {"disclosure": weight, "economy": f"{float(rest):.4f}"})


def test_four_per_cent():
    found = whole()
    # 甲 4 + 86.4 = 90.4; 乙 2.4 + 88.32 = 90.72; 丙 4 + 76.8 = 80.8
    table = found.table.set_index("unit")
    assert table["total"].to_dict() == {"乙": 90.72, "甲": 90.4, "丙": 80.8}
    assert table["rank"].to_dict() == {"乙": 1, "甲": 2, "丙": 3}
    assert table["points"].to_dict() == {"乙": -1.28, "甲": 0.4, "丙": 0.8}
    assert table["places"].to_dict() == {"乙": 0, "甲": 0, "丙": 0}
    assert found.first == "乙"


def test_the_weight_at_which_the_first_rank_changes():
    # 92 − 32 w = 90 + 10 w at w = 2 ÷ 42
    found = whole()
    assert found.first_from == 0
    assert found.first_to == pytest.approx(2 / 42)
    after = whole("0.05")
    assert after.first == "甲"
    assert after.first_from == pytest.approx(2 / 42)
    assert after.first_to == 1
    places = after.table.set_index("unit")["places"].to_dict()
    assert places == {"甲": 1, "乙": -1, "丙": 0}


def test_several_parts_keep_their_proportions():
    parts = {
        "disclosure": disclosure({"甲": 80, "乙": 60}),
        "economy": pd.Series({"甲": 70.0, "乙": 90.0}),
        "law": pd.Series({"甲": 90.0, "乙": 70.0}),
    }
    found = gk.efficiency(parts, {"disclosure": "0.1", "economy": "0.6", "law": "0.3"})
    table = found.table.set_index("unit")
    # 8 + 42 + 27 and 6 + 54 + 21; without disclosure two thirds and one third
    assert table["total"].to_dict() == {"乙": 81, "甲": 77}
    assert table["without"].to_dict() == {"乙": 83.33, "甲": 76.67}


def test_a_disclosure_scheme_of_another_full_mark_counts_on_a_hundred():
    made = scheme(leaf("a", 50), scale_to=1000)
    result = scored(made, 甲={"a": 45}, 乙={"a": 25})
    other = pd.Series({"甲": 50.0, "乙": 50.0})
    found = gk.efficiency({"d": result, "o": other}, {"d": "0.5", "o": "0.5"})
    assert found.table["d"].to_list() == [90, 50]
    assert found.table["total"].to_list() == [70, 50]


CONSTRAINT = {
    "id": "weight",
    "kind": "efficiency_weight",
    "at_least": "0.04",
    "clause": "六(四)",
}


@pytest.mark.parametrize(("weight", "count"), [("0.04", 0), ("0.0399", 1), ("0.05", 0)])
def test_less_than_the_minimum_weight_is_a_breach_of_its_clause(weight, count):
    found = whole(weight, constraints=[CONSTRAINT])
    assert len(found.problems) == count
    if count:
        assert found.problems[0].code == "constraint_not_met"
        assert "六(四)" in found.problems[0].allowed


def test_another_duty_is_no_breach_of_the_weight():
    duty = {"id": "checks", "kind": "inspections", "at_least": 2, "clause": "六(四)"}
    assert not whole("0.01", constraints=[duty]).problems


def test_it_shows_itself():
    found = whole("0.03", constraints=[CONSTRAINT])
    assert "disclosure weighs 0.03" in repr(found)
    assert "1 problems" in repr(found)
    assert "91.04" in found._repr_html_()


@pytest.mark.parametrize(
    ("parts", "weights", "message"),
    [
        ({"d": OWN, "o": OTHER}, {"d": "0.5", "x": "0.5"}, "must be the same"),
        ({"d": OWN, "o": OTHER}, {"d": "0.5", "o": "0.4"}, "that are 1 together"),
        ({"d": OWN, "o": OTHER}, {"d": "0", "o": "1"}, "above 0"),
        ({"d": OWN}, {"d": "1"}, "two or more"),
        ({"d": OTHER, "o": OTHER}, {"d": "0.5", "o": "0.5"}, "0 parts are an Assessment"),
        ({"d": OWN, "o": OWN}, {"d": "0.5", "o": "0.5"}, "2 parts are an Assessment"),
        ({"d": OWN, "o": OTHER.drop("丙")}, {"d": "0.5", "o": "0.5"}, "丙: a part has no score"),
        ({"d": OWN | {"甲": "未评估"}, "o": OTHER}, {"d": "0.5", "o": "0.5"}, "甲: a part"),
        ({"d": OWN, "o": OTHER}, {"d": "x", "o": "0.5"}, "weights are 'x', 0.5, must be"),
        ({"d": OWN, "o": 80}, {"d": "0.5", "o": "0.5"}, "part o is int, must be a series"),
        (
            {"d": OWN, "o": pd.concat([OTHER, OTHER])},
            {"d": "0.5", "o": "0.5"},
            "甲 stands there ag",
        ),
        (
            {"d": OWN, "o": OTHER.astype(object).replace(OTHER["甲"], "x")},
            {"d": "0.5", "o": "0.5"},
            "part o: 甲 has 'x'; must be numbers",
        ),
        ({"d": OWN, "o": -math.inf * OTHER}, {"d": "0.5", "o": "0.5"}, "甲 has -inf"),
    ],
)
def test_what_cannot_be_combined_is_refused(parts, weights, message):
    made = {
        name: disclosure(given) if isinstance(given, dict) else given
        for name, given in parts.items()
    }
    with pytest.raises(gk.GkevalError, match=message):
        gk.efficiency(made, weights)


@pytest.mark.parametrize("decimals", [-1, 7, 1.5, "2", None])
def test_decimals_are_few(decimals):
    parts, half = {"d": disclosure(OWN), "o": OTHER}, {"d": "0.5", "o": "0.5"}
    with pytest.raises(gk.GkevalError, match="must be a whole number from 0 to 6"):
        gk.efficiency(parts, half, decimals=decimals)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=6),
    st.integers(1, 99),
)
def test_the_first_stays_first_in_its_range_and_nowhere_beyond(pairs, percent):
    own = {f"u{n}": 5 * a for n, (a, _) in enumerate(pairs)}
    rest = pd.Series({f"u{n}": 5.0 * b for n, (_, b) in enumerate(pairs)})
    weight = percent / 100
    found = gk.efficiency(
        {"d": disclosure(own), "o": rest}, {"d": str(weight), "o": f"{1 - weight:.2f}"}
    )
    lines = pd.Series(own, dtype=float), rest

    def lead(at):
        """How far the first is ahead of the best of the others."""
        scores = at * lines[0] + (1 - at) * lines[1]
        return scores[found.first] - scores.drop(found.first).max()

    assert found.first_from <= weight + 1e-9
    assert found.first_to >= weight - 1e-9
    for at in (found.first_from, (found.first_from + found.first_to) / 2, found.first_to):
        assert lead(at) >= -0.006  # equal in published totals
    if found.first_to < 1 and lead(weight) > 0:
        assert lead(min(found.first_to + 0.001, 1)) < 0
    if found.first_from > 0 and lead(weight) > 0:
        assert lead(max(found.first_from - 0.001, 0)) < 0

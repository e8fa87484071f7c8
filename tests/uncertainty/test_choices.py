"""Alternatives: each draw is rounded, ranked and graded by the scheme it took, or refused."""

import pytest

import gkeval as gk
from tests.scoring.builders import act, grade, leaf, scheme, scored

TREE = leaf("a", 50), leaf("b", 50)
UNITS = {"甲": {"a": 40, "b": 45}, "乙": {"a": 40, "b": 45.4}, "丙": {"a": 10, "b": 10}}
LINES = grade("good", at_least=85.2), grade("rest", at_least=0)


def drawn(first, other, draws=2000):
    return gk.robustness(first, draws, 1, weights=None, choices={"other": other})


def figures(robust, unit, *columns):
    return robust.intervals.set_index("unit").loc[unit, list(columns)].to_list()


def test_a_draw_is_rounded_as_the_scheme_that_it_took():
    # 85 and 85.4 points: 甲 is second in tenths, and shares the first rank in whole points
    fine, coarse = (
        scored(scheme(*TREE, rounding={"decimals": decimals}), **UNITS) for decimals in (1, 0)
    )
    assert fine.totals["rank"].to_list() == [3, 1, 2]  # 丙, 乙, 甲
    assert coarse.totals["rank"].to_list() == [3, 1, 1]
    robust = drawn(fine, coarse)
    assert figures(robust, "甲", "low", "high") == [1, 2]
    assert figures(robust, "甲", "kept")[0] == pytest.approx(0.5, abs=0.05)
    assert figures(robust, "乙", "low", "high", "kept") == [1, 1, 1]
    # 乙 is above 甲 in the draws that tell tenths apart, 甲 never above 乙
    above = robust.above()
    assert above.at["乙", "甲"] == figures(robust, "甲", "kept")[0]
    assert above.at["甲", "乙"] == 0


def test_ties_are_broken_by_what_the_alternative_found():
    # both have 60 points; b decides, and the alternative found the values the other way round
    own = {"甲": {"a": 20, "b": 40}, "乙": {"a": 40, "b": 20}}
    made = scheme(*TREE, ranking={"ties": "ordinal", "break_by": ["b"]})
    one, other = scored(made, **own), scored(made, 甲=own["乙"], 乙=own["甲"])
    robust = drawn(one, other)
    kept = figures(robust, "甲", "kept")[0]
    assert kept == pytest.approx(0.5, abs=0.05)
    assert figures(robust, "乙", "rank", "kept") == [2, kept]
    assert robust.above().loc["甲", "乙"] == kept
    assert robust.above().loc["乙", "甲"] == pytest.approx(1 - kept)


def test_dense_ranks_and_competition_ranks_mix():
    # 80, 80, 70: the third is 3 by competition and 2 where ranks are dense; half the group is good
    units = {"甲": {"a": 40, "b": 40}, "乙": {"a": 40, "b": 40}, "丙": {"a": 40, "b": 30}}
    more = {"grades": [grade("good", top="0.67"), grade("rest", at_least=0)]}
    dense, plain = (
        scored(scheme(*TREE, ranking={"ties": ties}, **more), **units)
        for ties in ("dense", "competition")
    )
    robust = drawn(dense, plain)
    assert figures(robust, "丙", "rank", "low", "high") == [2, 2, 3]
    # places are counted in units, so 丙 is third of three in every draw: never among the best two
    assert robust.grades["good"].to_dict() == {"甲": 1, "乙": 1, "丙": 0}


def test_a_draw_is_graded_by_the_lines_that_it_took():
    # good asks for 85.2 points here and for 84 there: 甲 with 85 is good in half of the draws
    high = scored(scheme(*TREE, grades=list(LINES)), **UNITS)
    low = scored(scheme(*TREE, grades=[grade("good", at_least=84), LINES[1]]), **UNITS)
    shares = drawn(high, low).grades
    assert shares.at["甲", "good"] == pytest.approx(0.5, abs=0.05)
    assert shares["good"].drop("甲").to_dict() == {"乙": 1, "丙": 0}


@pytest.mark.parametrize("turned", [False, True])
def test_what_only_one_of_the_schemes_asks_for_is_asked_in_its_draws_alone(turned):
    # 丙 has 70 points and rates of 0.4 in a: good, unless a must reach a half
    units = UNITS | {"丙": {"a": 20, "b": 50}}
    strict, lax = (
        scored(scheme(*TREE, grades=[grade("good", at_least=60, needs=needs), LINES[1]]), **units)
        for needs in ({"rates": {"a": "0.5"}}, {})
    )
    shares = drawn(*((lax, strict) if turned else (strict, lax))).grades
    assert shares.at["丙", "good"] == pytest.approx(0.5, abs=0.05)
    assert shares["good"].drop("丙").to_list() == [1, 1]


def test_sensitivity_ranks_by_the_scheme_that_was_drawn():
    fine, coarse = (
        scored(scheme(*TREE, rounding={"decimals": decimals}), **UNITS) for decimals in (1, 0)
    )
    found = gk.sensitivity(fine, 256, 1, weights=gk.Noise(0), choices={"whole": coarse})
    own = found.table.set_index("input")
    assert own.at["choices", "first"] == pytest.approx(1, abs=0.15)
    assert own.loc[["a", "b"], "total"].max() == 0


VETO = scheme(*TREE, adjustments=[act("veto", "struck", result="fail")])
GROUPS = scheme(*TREE, groups={"city": {}, "county": {}})


@pytest.mark.parametrize(
    ("first", "other", "said"),
    [
        pytest.param(
            scored(scheme(*TREE), **UNITS),
            scored(scheme(*TREE), **(UNITS | {"甲": {"a": 40, "b": "not_assessed"}})),
            "'x' has no rank for 甲, must have one for every unit that has one",
            id="open",
        ),
        pytest.param(
            scored(scheme(*TREE), **UNITS),
            scored(scheme(*TREE), **{name: {"a": "不适用", "b": "不适用"} for name in UNITS}),
            "'x' has no rank for 丙, 乙, 甲, must have",
            id="not applicable",
        ),
        pytest.param(
            scored(VETO, **UNITS),
            scored(VETO, **(UNITS | {"乙": UNITS["乙"] | {"struck": 1}})),
            "'x' has no rank for 乙, must have",
            id="vetoed",
        ),
        pytest.param(
            scored(scheme(*TREE, grades=list(LINES)), **UNITS),
            scored(scheme(*TREE), **UNITS),
            r"'x' has the grades \(none\), must have good, rest; their lines may differ",
            id="no grades",
        ),
        pytest.param(
            scored(GROUPS, **{name: own | {"group": "city"} for name, own in UNITS.items()}),
            scored(GROUPS, **{name: own | {"group": "city" if name != "甲" else "county"}
                              for name, own in UNITS.items()}),
            "'x' has 甲 in another group, must have every unit in the same",
            id="groups",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_together_is_refused(first, other, said):
    for asked in (gk.robustness, gk.sensitivity):
        with pytest.raises(gk.GkevalError, match=said):
            asked(first, choices={"x": other})


def test_a_policy_that_leaves_a_unit_without_a_rank_is_refused():
    made = scheme(*TREE, not_applicable={"kind": "full"})
    result = scored(made, **(UNITS | {"甲": {"a": "不适用", "b": "不适用"}}))
    with pytest.raises(gk.GkevalError, match="'not_applicable: siblings' has no rank for 甲"):
        gk.robustness(result, choices={"not_applicable": ["siblings"]})


def test_one_policy_needs_no_list():
    result = scored(scheme(*TREE), **UNITS)
    robust = gk.robustness(result, 5, weights=None, choices={"not_applicable": "full"})
    assert robust.varied("en") == "other methods: not_applicable: full"


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ([1], "choices is a list, must be alternatives by name"),
        (scored(scheme(*TREE), **UNITS), "choices is an Assessment, must be alternatives by name"),
        ({"not_applicable": None}, "not_applicable is None, must be some of: siblings"),
        ({"not_applicable": 3}, "not_applicable is 3, must be some of: siblings"),
        ({"not_applicable": [None]}, "not_applicable holds None, must be one of: siblings"),
        ({"": scored(scheme(*TREE), **UNITS)}, "choices names '', must be"),
        ({"x": None}, "choices names 'x', must be"),
    ],
)
def test_what_is_no_choice_is_refused(choices, said):
    with pytest.raises(gk.GkevalError, match=said):
        gk.robustness(scored(scheme(*TREE), **UNITS), choices=choices)

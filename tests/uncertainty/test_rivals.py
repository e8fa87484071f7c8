"""A unit that is raised where a rule compares units: the others fall, so that less is enough."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gkeval as gk
from gkeval.uncertainty.rescoring import Parts
from gkeval.uncertainty.rivals import rivals_at_least
from tests.scoring.builders import act, grade, leaf, scheme, scored
from tests.uncertainty.test_improving import ids

COUNT = {"kind": "count", "table": "documents"}
FULL = {"a": 30, "b": 30}


def against(name, points, method):
    return leaf(name, points, rule={"kind": "relative", "method": method}, measure=COUNT)


def made(method="rank", **more):
    return scheme(against("r", 40, method), leaf("a", 30), leaf("b", 30), **more)


def test_raising_one_lowers_the_others():
    # ranks of r: 丙 8, 乙 4, 丁 3, 甲 1, so that rates are 1, 2/3, 1/3 and 0.
    # 甲 30; 乙 26.67 + 45 = 71.67; 丙 40 + 22.5 = 62.5; 丁 13.33 + 37.5
    result = scored(
        made(),
        甲={"r": 1, "a": 0, "b": 30},
        乙={"r": 4, "a": 22.5, "b": 22.5},
        丙={"r": 8, "a": 15, "b": 7.5},
        丁={"r": 3, "a": 15, "b": 22.5},
    )
    found = gk.improve(result, "甲", to=1)
    # with r at 8, as 丙: 甲 70; 乙 is third of four, 13.33 + 45 = 58.33; 丙 62.5
    assert ids(found) == [["r"]]
    assert (found.sets[0].score, found.sets[0].rank) == (70, 1)
    assert found.complete
    assert found.sentence().startswith("甲要达到第1名，最少需提升1项指标：r；可增加40分，达到70分")


def test_a_quota_asks_no_more_than_the_others_have_then():
    grades = [grade("top", title={"en": "Top"}, top="0.25"), grade("rest", at_least=0)]
    result = scored(
        made(grades=grades),
        甲={"r": 1, "a": 0, "b": 30},
        乙={"r": 4, "a": 22.5, "b": 22.5},
        丙={"r": 8, "a": 15, "b": 7.5},
        丁={"r": 3, "a": 15, "b": 22.5},
    )
    assert ids(gk.improve(result, "甲", to="top")) == [["r"]]


def test_the_least_of_the_others_is_known_only_where_they_all_fall():
    units = {"甲": {"r": 1, "a": 0, "b": 0}, "乙": {"r": 4, "a": 30, "b": 0}}
    units |= {"丙": {"r": 8, "a": 0, "b": 0}}

    def found(**more):
        result = scored(made(**more), **units)
        values = result.values
        mine = (values["unit"] == "甲") & (values["indicator"] == "r")
        values.loc[mine, "value"] = 8.0
        highest = gk.score(result.scheme, values, result.units)
        found = rivals_at_least(Parts.of(result), result.row("甲"), highest)
        return {id(None): "none", id(result): "now", id(highest): "highest"}[id(found)]

    assert found() == "highest"
    assert found(ranking={"ties": "dense"}) == "none"
    gate, off = act("gate", "low", below=10), act("deduction", "off", amount=5)
    assert found(adjustments=[off, gate]) == "highest"
    assert found(adjustments=[gate, off]) == "none"
    assert found(method="minmax") == "highest"  # 乙 and 丙 are measured from 4, not from 1
    assert found(method="max") == "now"  # the highest value stays
    units["甲"]["r"] = 8
    assert found() == "now"


def test_a_part_may_do_where_all_together_does_not():
    # dense ties, and a lid of 55 on 甲. Percentiles of r: 1, 3/4, 2/4, 2/4, so that 乙 and 丙 have
    # 70, 丁 50 and 甲 15. With r of 甲 at 3, 丙 has 2/4 and 62.5, no longer the first
    result = scored(
        scheme(
            against("r", 30, "percentile"),
            leaf("a", 70),
            ranking={"ties": "dense"},
            adjustments=[act("cap", "lid", at=55)],
        ),
        甲={"r": 0, "a": 0, "lid": 1},
        乙={"r": 3, "a": 40},
        丙={"r": 2, "a": 47.5},
        丁={"r": 0, "a": 35},
    )
    totals = result.totals.set_index("unit")
    assert totals["total"].to_dict() == {"甲": 15, "乙": 70, "丙": 70, "丁": 50}
    assert totals.at["甲", "rank"] == 3
    found = gk.improve(result, "甲", to=2)
    assert found.best["rank"] == 3  # behind 70 and 62.5
    assert ids(found) == [["a"]]  # behind 70 and 70
    assert (found.able, found.complete) == (True, True)


@st.composite
def compared(draw):
    methods = draw(st.lists(st.sampled_from(["rank", "percentile", "minmax", "max"]), min_size=2,
                            max_size=2))  # fmt: skip
    acts = draw(st.sampled_from([[], [act("gate", "low", below=30), act("cap", "lid", at=70)]]))
    one = scheme(
        against("r", 25, methods[0]),
        against("q", 15, methods[1]),
        leaf("a", 30),
        leaf("b", 30),
        ranking={"ties": draw(st.sampled_from(["competition", "dense"]))},
        adjustments=acts,
    )
    values = st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 4), st.integers(0, 4))
    units = {}
    for at, (r, q, a, b) in enumerate(draw(st.lists(values, min_size=2, max_size=5))):
        units[f"u{at}"] = {"r": r, "q": q, "a": a * 7.5, "b": b * 7.5}
        if acts:
            units[f"u{at}"]["lid"] = at % 2
    return scored(one, **units)


@settings(max_examples=8)
@given(compared(), st.sampled_from([1, 2]))
def test_every_set_and_no_other_where_units_are_compared(result, to):
    values = result.values
    best = values[values["indicator"].isin(["r", "q"])].groupby("indicator")["value"].max()
    aims = FULL | best.to_dict()

    def reaches(raised):
        changed = values.copy()
        mine = (changed["unit"] == "u0") & changed["indicator"].isin(raised)
        changed.loc[mine, "value"] = changed.loc[mine, "indicator"].map(aims).astype(float)
        totals = gk.score(result.scheme, changed, result.units).totals.set_index("unit")
        return totals.at["u0", "rank"] <= to

    found = gk.improve(result, "u0", to, most=50)
    assert found.complete
    if found.already:
        assert reaches([])
        return
    least = []
    for size in range(1, 5):
        for some in map(set, combinations(aims, size)):
            if not any(one <= some for one in least) and reaches(some):
                least.append(some)
    assert sorted(map(sorted, least)) == sorted(map(sorted, ids(found)))
    assert found.able == bool(least)


def test_a_tie_with_the_best_is_the_aim():
    result = scored(made(), 甲={"r": 1, "a": 30, "b": 30}, 乙={"r": 8, "a": 30, "b": 30})
    found = gk.improve(result, "甲", to=1)
    assert found.sets[0].remedies[0].to_value == "8"
    assert found.sets[0].score == pytest.approx(100)

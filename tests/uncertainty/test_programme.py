"""The integer programme behind remedies: sets by hand, where scoring says no, where it stops."""

import numpy as np
import pytest

import gkeval as gk
from gkeval.uncertainty import programme
from gkeval.uncertainty.programme import Programme
from tests.scoring.builders import act, leaf, scheme, scored
from tests.uncertainty.test_improving import ids, result_of

ALONE = np.array([-1, -1, -1])


def found(gains, needed, reaches, most=5, below=ALONE):
    one = Programme(np.ones(len(below)), np.array([gains]), np.array([needed]), below)
    sets, complete = one.sets(most, lambda chosen: reaches(set(chosen.tolist())))
    return [chosen.tolist() for chosen in sets], complete


def test_what_scoring_refuses_is_cut_off_with_all_inside_it():
    tried = []

    def reaches(chosen):
        tried.append(chosen)
        return chosen >= {0, 2}

    assert found([5.0, 5, 5], 5.0, reaches) == ([[0, 2]], True)
    assert {0, 1, 2} not in tried  # it holds a set that is enough


def test_where_scoring_refuses_all_the_search_comes_to_its_end():
    assert found([5.0, 5, 5], 5.0, lambda chosen: False) == ([], True)


def test_a_solver_without_an_answer_is_no_proof_that_there_is_none():
    dear = Programme(np.array([1e-3, 1e15]), np.array([[5.0, 5]]), np.array([6.0]), ALONE[:2])
    with pytest.raises(gk.GkevalError, match="the integer programme has no answer: "):
        dear.sets(5, lambda chosen: True)


def test_costs_far_apart_are_told_apart():
    # 60 of 100: two of a, b and c, whatever d costs
    made = scheme(leaf("a", 30), leaf("b", 30), leaf("c", 30), leaf("d", 10))
    nothing = dict.fromkeys("abcd", 0)
    result = scored(made, 甲=nothing)
    costs = {"a": 1e6, "b": 1e6 + 1, "c": 1e6 + 2, "d": 1e-2}
    found = gk.improve(result, "甲", 60.0, costs=costs)
    assert ids(found) == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert [one.cost for one in found.sets] == [2e6 + 1, 2e6 + 2, 2e6 + 3]


def test_a_search_that_is_cut_short_says_so(monkeypatch):
    monkeypatch.setattr(programme, "TRIES", 2)
    assert found([5.0, 5, 5], 5.0, lambda chosen: chosen >= {0, 2}) == ([], False)


def test_a_step_is_not_left_out_from_under_the_next():
    below = np.array([-1, 0, -1])  # 1 stands on 0
    sets = found([1.0, 5, 2], 6.0, lambda chosen: True, below=below)
    assert sets == ([[0, 1]], True)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            "未能在限定次数内找到甲达到优秀的组合；全部提升后最高可达90分、第1名。"
            "以下事项不因指标提升而消除：扣分。",
        ),
        (
            "en",
            "No set found for 甲 to reach Good; with all raised it gets to 90 and rank 1. "
            "No indicator heals: Off.",
        ),
    ],
)
def test_no_set_in_time_is_not_said_to_be_out_of_reach(monkeypatch, lang, said):
    monkeypatch.setattr(programme, "TRIES", 0)
    off = act("deduction", "off", title={"zh": "扣分", "en": "Off"}, amount=10)
    result = result_of(adjustments=[off], units={"甲": {"off": 1}})
    sets = gk.improve(result, "甲", to="good", lang=lang)
    assert (sets.able, sets.complete, ids(sets)) == (True, False, [])
    assert sets.sentence() == said
    assert "<table" not in sets._repr_html_()


def test_out_of_reach_is_said_in_english_too():
    cap = act("cap", "lid", title={"en": "Lid"}, at=75)
    capped = result_of(adjustments=[cap], units={"甲": {"lid": 1}})
    assert gk.improve(capped, "甲", to=90.0, lang="en").sentence() == (
        "Raising every indicator does not take 甲 to 90 points: it gets to 75 and rank 2. "
        "No indicator heals: Lid."
    )
    veto = act("veto", "leak", title={"en": "Leak"}, result="fail")
    struck = result_of(adjustments=[veto], units={"甲": {"leak": 1}})
    assert gk.improve(struck, "甲", to=3, lang="en").sentence() == (
        "Raising every indicator does not take 甲 to rank 3: there is no total. "
        "No indicator heals: Leak."
    )


def test_more_than_the_full_mark_is_out_of_reach_of_itself():
    found = gk.improve(result_of(), "甲", to=120.0, lang="en")
    assert found.sentence() == (
        "Raising every indicator does not take 甲 to 120 points: it gets to 100 and rank 1."
    )
    assert not found.able


def test_rules_that_compare_units_are_named_in_the_answer():
    rule = {"kind": "relative", "method": "minmax"}
    measure = {"kind": "count", "table": "documents"}
    made = scheme(leaf("x", 10, rule=rule, measure=measure), leaf("y", 90))
    result = scored(made, 甲={"x": 1, "y": 90}, 乙={"x": 9, "y": 90})
    zh, en = (gk.improve(result, "甲", to=100.0, lang=lang).sentence() for lang in ("zh", "en"))
    assert zh == (
        "甲要达到100分，最少需提升1项指标：x；可增加10分，达到100分、第1名。"
        "其中有与其他对象比较的指标，此处假定其他对象的指标值不变。"
    )
    assert en == (
        "To reach 100 points, 甲 has to raise at least 1 indicator: x. That adds 10 points and "
        "makes 100 and rank 1. Some rules compare units; the others are taken to keep their values."
    )

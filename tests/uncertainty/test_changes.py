"""Which changes are larger than their uncertainty: rises, falls, and what cannot be compared."""

import pytest

import gkeval as gk
from tests.scoring.builders import leaf, scheme, scored

BEFORE = {"甲": {"a": 40, "b": 20}, "乙": {"a": 30, "b": 20}, "丙": {"a": 20, "b": 10}}


def repeated(units, draws=40, **more):
    made = scheme(leaf("a", 60), leaf("b", 40), **more)
    return gk.robustness(scored(made, **units), draws, seed=1)


def test_who_rose_and_who_fell_by_hand():
    # 丙 has all points now and comes first under any weights; 甲 and 乙 stay as they were
    now = BEFORE | {"丙": {"a": 60, "b": 40}}
    changes = repeated(now).since(repeated(BEFORE))
    table = changes.table.set_index("unit")
    assert table.loc["丙", ["score_before", "score", "change"]].to_list() == [30, 100, 70]
    assert table.loc["丙", ["up", "down", "rank_before", "rank"]].to_list() == [1, 0, 3, 1]
    assert table["sure"].to_dict() == {"丙": "up", "甲": "", "乙": ""}
    # one that stood still can still be overtaken
    assert table["rank_sure"].to_dict() == {"丙": "up", "甲": "down", "乙": "down"}
    assert repr(changes) == (
        "<Changes: of 3 units 1 surely rose and 0 surely fell (95% of 40 draws)>"
    )
    assert changes._repr_html_().count("<tr") == 4
    assert repr(repeated(BEFORE).since(repeated(now))).startswith(
        "<Changes: of 3 units 0 surely rose and 1 surely fell"
    )


def test_units_of_one_year_alone_are_left_out():
    now = {"甲": {"a": 40, "b": 20}, "丁": {"a": 60, "b": 40}}
    assert repeated(now).since(repeated(BEFORE)).table["unit"].to_list() == ["甲"]
    with pytest.raises(gk.GkevalError, match="no unit has a rank in both assessments"):
        repeated({"丁": {"a": 60, "b": 40}}).since(repeated(BEFORE))


def test_scores_of_schemes_that_round_otherwise_are_compared_exactly():
    # 60 points in both years, then published as 60 and now as 60.00: nobody rose
    coarse, fine = (repeated(BEFORE, rounding={"decimals": decimals}) for decimals in (0, 2))
    for changes in (fine.since(coarse), coarse.since(fine)):
        assert (changes.table[["up", "down", "change"]] == 0).all(axis=None)
        assert set(changes.table["sure"]) == {""}


@pytest.mark.parametrize("before", [None, 1, "x", BEFORE])
def test_only_what_was_repeated_can_be_compared(before):
    with pytest.raises(gk.GkevalError, match=r"before is .*, must be a Robustness\. Remedy"):
        repeated(BEFORE).since(before)


def test_full_marks_must_be_the_same():
    tenth = repeated(BEFORE, scale_to=10)
    with pytest.raises(gk.GkevalError, match="marked out of 100 and 10, must be out of the same"):
        tenth.since(repeated(BEFORE))


@pytest.mark.parametrize("level", [0.5, 1, float("nan"), None])
def test_a_level_that_makes_no_sense_is_refused(level):
    from gkeval.uncertainty.changes import changes

    one = repeated(BEFORE)
    with pytest.raises(
        gk.GkevalError, match=f"level is {level}, must be a number more than 0.5 and"
    ):
        changes(one, one, level)

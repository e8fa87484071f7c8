"""Lines of one weight under adjustments and roll-ups: by hand, and as scoring gives them."""

import numpy as np
import pytest

import gkeval as gk
from gkeval.uncertainty.rescoring import shared_with_siblings
from tests.scoring.builders import act, branch, leaf, scheme, scored
from tests.uncertainty.builders import exact

SHARES = (0.05, 0.2, 0.45, 0.5, 0.7, 0.95)


def holds(found):
    """Every total on the lines is the one that scoring gives."""
    tree, units = found.parts.tree, len(found.lines)
    for share in SHARES:
        again = found.parts.reweighed(shared_with_siblings(tree, found.node, share))
        assert found.curves.at(share, units)[0] == pytest.approx(
            exact(again), abs=2e-7, nan_ok=True
        )


def test_half_of_the_total_off_halves_the_line():
    half = act("deduction", "half", share="0.5")
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[half])
    # 甲 (0.8 w + 0.5 (100 − w)) ÷ 2 = 25 + 0.15 w; 乙 0.2 w + 0.4 (100 − w) = 40 − 0.2 w
    result = scored(made, 甲={"a": 48, "b": 20, "half": 1}, 乙={"a": 12, "b": 16})
    found = gk.one_weight(result, "a")
    assert found.breaks["weight"].to_list() == pytest.approx([15 / 0.35])
    holds(found)


def test_a_veto_that_reaches_the_parent_makes_both_flat():
    veto = act("veto", "dead", score=40, parent_too=True)
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[veto])
    result = scored(
        made,
        县={"a": 60, "b": 40},
        乡={"a": 30, "b": 10, "parent": "县", "dead": 1},
        城={"a": 0, "b": 40},
    )
    found = gk.one_weight(result, "a")
    lines = found.lines.set_index("unit")
    assert lines.loc[["县", "乡"], ["at_none", "at_all"]].to_numpy().tolist() == [[40, 40]] * 2
    # 城 has 100 − w: level with both of them where a weighs 60, as it does now
    assert found.breaks["weight"].to_list() == pytest.approx([60, 60])
    holds(found)


def test_a_veto_without_a_score_leaves_no_line():
    made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[act("veto", "dead", result="fail")])
    result = scored(made, 甲={"a": 60, "b": 40, "dead": 1}, 乙={"a": 30, "b": 10})
    found = gk.one_weight(result, "a")
    assert found.breaks.empty
    assert np.isnan(found.curves.at(0.5, 2)[0]).sum() == 1
    holds(found)


def test_above_a_roll_up_only_the_own_share_of_an_adjustment_moves():
    made = scheme(
        branch("a", 60, leaf("a.x", 60)),
        leaf("b", 40),
        groups={"county": {}, "township": {}},
        adjustments=[act("deduction", "off", per_case=10, on="a.x")],
        rollup={"groups": ["county"], "own": "0.5", "children": ["township"]},
    )
    result = scored(
        made,
        县={"group": "county", "a.x": 60, "b": 40, "off": 1},
        乡={"group": "township", "parent": "县", "a.x": 30, "b": 20, "off": 1},
    )
    found = gk.one_weight(result, "b")
    # 县 is at 75 whatever the weights, and loses half of 10 points of 60; 乡 is at 50 less them
    assert found.lines.set_index("unit")["score"].to_dict() == {"县": 70, "乡": 40}
    assert found.lines.set_index("unit")["at_all"].to_dict() == pytest.approx({"县": 75, "乡": 50})
    holds(found)


def test_what_counts_as_nothing_has_a_line():
    made = scheme(leaf("a", 60), leaf("b", 40), missing="zero")
    result = scored(made, 甲={"a": 60, "b": None}, 乙={"a": 30, "b": 20})
    found = gk.one_weight(result, "a")
    # 甲 w against 乙 50
    assert found.breaks["weight"].to_list() == pytest.approx([50])
    holds(found)
    open_ = scored(made.replace(missing="interval"), 甲={"a": 60, "b": None}, 乙={"a": 30, "b": 20})
    assert gk.one_weight(open_, "a").breaks.empty


def test_no_closed_form_is_said_with_the_units():
    # a.x passes its points to the whole, a.y to its siblings: b and the rest of a bend each other
    made = scheme(
        branch(
            "a",
            60,
            leaf("a.x", 20, not_applicable={"kind": "whole_tree"}),
            leaf("a.y", 20),
            leaf("a.z", 20),
        ),
        leaf("b", 40),
    )
    result = scored(
        made,
        甲={"a.x": "不适用", "a.y": "不适用", "a.z": 20, "b": 20},
        乙={"a.x": 20, "a.y": 20, "a.z": 0, "b": 40},
    )
    with pytest.raises(gk.GkevalError, match=r"no closed form for 1 unit \(甲\)"):
        gk.one_weight(result, "a.z")


def test_a_group_without_a_rank_has_no_first_to_speak_of():
    made = scheme(leaf("a", 60), leaf("b", 40), groups={"city": {}, "county": {}})
    result = scored(
        made,
        甲={"a": 60, "b": 20, "group": "city"},
        乙={"a": 30, "b": None, "group": "county"},
    )
    found = gk.one_weight(result, "a", lang="en")
    assert found.holds["first"].to_list() == ["甲", ""]
    assert found.sentences() == [
        "a is worth 60 points now (from 0 to 100). "
        "In city, 甲 stays first between 0 and 100 points."
    ]
    assert repr(found) == "<OneWeight a: 60 of 100 points, 0 swaps>"
    assert found.to_frame()["unit"].to_list() == ["甲", "乙"]


def test_swaps_are_headed_in_the_language_asked_for():
    made = scheme(leaf("a", 60), leaf("b", 40))
    result = scored(made, 甲={"a": 48, "b": 20}, 乙={"a": 24, "b": 28})
    zh, en = (gk.one_weight(result, "a", lang=lang)._repr_html_() for lang in ("zh", "en"))
    assert all(f"<th>{head}</th>" in zh for head in ("分值", "超过者", "被超过者", "名次"))
    assert all(f"<th>{head}</th>" in en for head in ("points", "ahead", "behind", "rank"))

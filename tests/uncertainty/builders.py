"""Random small assessments with all that bends a total: gaps, bonuses, caps, gates, vetoes."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

import gkeval as gk
from tests.scoring.builders import act, branch, leaf, scheme, scored

LEAVES = {"a.x": 20, "a.y": 10, "a.z": 10, "b.x": 15, "b.y": 15, "c": 30}

ADJUSTMENTS = (
    act("bonus", "more", per_case=2, cap=5),
    act("bonus", "gated", amount=6, opens_at=60),
    act("bonus", "above", judged_up_to=4, opens_above=55),
    act("deduction", "less", per_case=3),
    act("deduction", "half", share="0.5", cap=20),
    act("cap", "capped", at=59),
    act("gate", "low", below=30),
    act("veto", "struck", score=40),
    act("deduction", "inside", on="a", amount=4),
    act("bonus", "leafy", on="b.x", amount=2),
    act("cap", "shut", on="a", share="0.6"),
    act("deduction", "deep", on="a.x", amount=12),
    act("bonus", "open", on="b", amount=3, opens_at=15),
)

PARTS_FIRST = ["a.x", "b.x", "a", "b", None]
"""Parts before what they are parts of, so that a better part never lowers the whole."""


def made(kept: list[dict[str, Any]], **more: Any) -> gk.Scheme:
    """A scheme of three branches of 40, 30 and 30 points with these adjustments."""
    below = {
        "a": [leaf(name, LEAVES[name]) for name in ("a.x", "a.y", "a.z")],
        "b": [leaf(name, LEAVES[name]) for name in ("b.x", "b.y")],
    }
    tree = branch("a", 40, *below["a"]), branch("b", 30, *below["b"]), leaf("c", 30)
    return scheme(*tree, adjustments=kept, **more)


@st.composite
def assessments(draw: Any, gaps: bool = True, adjusted: bool = True) -> gk.Assessment:
    """From three to six units; every value is a fifth of the points."""
    kept = draw(st.lists(st.sampled_from(ADJUSTMENTS), unique_by=lambda one: one["id"], max_size=4))
    kept = sorted(kept, key=lambda one: PARTS_FIRST.index(one.get("on"))) if adjusted else []
    policy = draw(st.sampled_from(["siblings", "whole_tree", "full"] if gaps else ["siblings"]))
    one = made(kept, not_applicable={"kind": policy})
    units = {}
    for at in range(draw(st.integers(3, 6))):
        rates = draw(st.lists(st.integers(0, 5), min_size=6, max_size=6))
        cells: dict[str, Any] = {
            name: points * rate / 5
            for (name, points), rate in zip(LEAVES.items(), rates, strict=True)
        }
        if gaps:
            gone = draw(st.lists(st.sampled_from(["a.x", "a.y", "b.x", "b.y", "c"]), max_size=2))
            cells |= dict.fromkeys(gone, "not_applicable")
        for item in kept:
            if item["kind"] != "gate":
                most = 4 if item["id"] == "above" else 3
                cells[item["id"]] = draw(st.integers(0, most if item["id"] != "struck" else 1))
        units[f"u{at}"] = cells
    return scored(one, **units)


def exact(result: gk.Assessment) -> np.ndarray:
    return result.totals["exact"].to_numpy()

"""Results of every kind that a workbook writes as formulas, small enough to be worked by hand."""

import pandas as pd

import gkeval as gk
from tests.scoring.builders import act, branch, grade, leaf, scheme, scored

AB = (leaf("a", 60), leaf("b", 40))
TWO = {"groups": {"county": {}, "department": {}}}


def units(made, values, **more):
    """Judged points for u1, u2 …; a dict adds to a row or replaces parts of it."""
    rows = {}
    for number, value in enumerate(values, start=1):
        rows[f"u{number}"] = value
    return scored(made, **rows, **more)


def adjusted(*adjustments, rows, **more):
    return units(scheme(*AB, adjustments=list(adjustments), **more), rows)


def row(a, b, **more):
    return {"a": a, "b": b, **more}


POLICIES = {
    "siblings": {"kind": "siblings"},
    "whole_tree": {"kind": "whole_tree"},
    "full": {"kind": "full"},
    "share": {"kind": "share", "rate": "0.8"},
    "within": {"kind": "within", "of": "y"},
    "explained": {"kind": "explained", "rates": {"已说明": "0.5"}},
}


def policy(name):
    """What does not apply, at every place of a tree of three levels."""
    nested = branch("x", 50, leaf("x1", 30), leaf("x2", 20))
    deep = branch("y", 50, branch("y1", 30, leaf("y11", 10), leaf("y12", 20)), leaf("y2", 20))
    kind = POLICIES[name]
    if name == "within":
        kind, deep = {"kind": "siblings"}, {**deep, "not_applicable": kind}
    said = "已说明" if name == "explained" else "不适用"
    cells = [
        (30, 10, 7, 20, 5),
        ("不适用", 10, "不适用", 20, 5),
        ("不适用", "不适用", 7, "未到期", 5),
        (11, said, "不适用", "不适用", 13),
        ("不适用",) * 5,
        ("不适用", "未评估", "不适用", 3, "未评估"),
    ]
    leaves = ("x1", "x2", "y11", "y12", "y2")
    rows = [dict(zip(leaves, line, strict=True)) for line in cells]
    return units(scheme(nested, deep, not_applicable=kind), rows)


def families():
    made = scheme(
        branch("g", 60, leaf("a", 40), leaf("b", 20), out_of=60,
               rollup={"groups": ["county"], "own": "0.5", "children": ["department"]}),
        branch("h", 40, leaf("c", 70), leaf("d", 30), out_of=100),
        **TWO,
        rollup={"groups": ["county"], "own": "0.8", "children": ["department"]},
        adjustments=[
            act("deduction", "slip", on="a", per_case=3, cap=7),
            act("deduction", "loss", on="g", share="0.25"),
            act("veto", "leak", result="fail", parent_too=True),
        ],
    )  # fmt: skip
    columns = "unit group parent a b c d slip loss leak".split()
    frame = pd.DataFrame(
        [
            ("K1", "county", "", 30, 10, 50, 20, 1, 0, 0),
            ("K2", "county", "", 33, 17, 60, "不适用", 5, 1, 0),
            ("K3", "county", "", 20, 1, 1, 3, 0, 0, 0),
            ("K4", "county", "", 20, "未评估", 1, 3, 0, 0, 0),
            ("D1", "department", "K1", 13, 3, 41, 9, 2, 1, 0),
            ("D2", "department", "K1", 40, 20, 70, 30, 0, 0, 0),
            ("D3", "department", "K2", 7, 7, 7, "未评估", 0, 0, 0),
            ("D4", "department", "K3", 7, 7, 7, 7, 0, 0, 1),
        ],
        columns=columns,
    )
    values = frame.drop(columns=["group", "parent"]).astype(object)
    return gk.score(made, values, frame[["unit", "group", "parent"]])


FORMS = {
    "per_case": {"per_case": "1.5", "cap": 4},
    "ladder": {"ladder": {"from": "0.1", "points": 1, "each": "0.2", "each_points": "0.5"}},
    "steps": {"steps": [{"at_least": 1, "points": 2}, {"at_least": 3, "points": 5}]},
    "judged": {"judged_up_to": 6},
    "amount": {"amount": 4, "when": {"above": 1, "at_most": 3}},
    "share": {"share": "0.1", "cap": 5},
}
OPEN = row(40, "未评估")
TIES = [row(60, 20), row(55, 25), row(50, 30), row(10, 10), OPEN, row(59.5, 20.5)]
COMBINING = {
    "geometric": {"kind": "geometric", "floor": 0},
    "scale": {"kind": "geometric", "zero": 1, "full": 10},
    "harmonic": {"kind": "harmonic", "floor": "0.01"},
    "power": {"kind": "power", "exponent": "-0.5", "floor": "0.05"},
    "power_0": {"kind": "power", "exponent": 0, "floor": "0.05"},
    "power_2": {"kind": "power", "exponent": 2},
    "minimum": {"kind": "minimum"},
    "maximum": {"kind": "maximum"},
    "median": {"kind": "median"},
}


def form(kind, name, **on):
    """One adjustment of this kind and form, on values from nothing to many."""
    rows = [row(50 + n, 20 + n, x=value) for n, value in enumerate((0, 0.3, 1, 2, 3.5, 6))]
    rows += [row(50, "未评估", x=2), row(50, 20, x="未评估"), row("不适用", "不适用", x=1)]
    return adjusted(act(kind, "x", **FORMS[name], **on), rows=rows)


def opening():
    """Bonuses that open above and at a total, and a cap at the end."""
    return adjusted(
        act("bonus", "x", per_case=2, opens_above=80),
        act("bonus", "y", per_case=2, cap=5, opens_at=82),
        act("cap", "z", at=84),
        rows=[row(50, 30, x=1, y=1, z=0), row(50, 30.1, x=1, y=9, z=0),
              row(50, 32, x=3, y=9, z=1), row(60, "未评估", x=2, y=2, z=0)],
    )  # fmt: skip


def capped():
    """Caps and a deduction on single indicators."""
    return adjusted(
        act("cap", "x", on="a", share="0.5"),
        act("cap", "y", on="b", at=10, when={"below": 1}),
        act("deduction", "z", on="b", per_case=15),
        rows=[row(50, 30, x=1, y=0, z=1), row(20, 5, x=1, y=0, z=1), row(50, 30, x=0, y=3, z=0)],
    )


def vetoed():
    """A veto to a fixed total, a bonus, a veto that fails, grades."""
    return adjusted(
        act("veto", "x", score=59),
        act("bonus", "w", per_case=3),
        act("veto", "y", result="fail"),
        rows=[row(50, 30, x=0, y=0, w=1), row(50, 30, x=1, y=0, w=1), row(50, 31, x=0, y=1, w=0),
              row(40, 31, x=1, y=1, w=0), row("不适用", "不适用", x=1, y=0, w=0)],
        grades=[grade("good", at_least=80), grade("fine", at_least=60, needs={"no_veto": True})],
    )  # fmt: skip


def gated():
    """A gate on the total, a bonus, a gate on an indicator."""
    return adjusted(
        act("gate", "pass", below=60),
        act("bonus", "w", per_case=3),
        act("gate", "part", on="b", below=15),
        rows=[row(50, 30, w=1), row(50, 9, w=1), row(50, "未评估", w=2), row("未评估", 14, w=0),
              row(30, "未评估", w=1)],
    )  # fmt: skip


def ranked(ties, on):
    """Totals that tie once they are rounded to whole points, and grades by rank."""
    made = scheme(
        *AB,
        ranking={"ties": ties},
        rounding={"decimals": 0, "rank_on": on},
        grades=[grade("first", top="0.2"), grade("second", top="0.5", at_least=30)],
    )
    return units(made, TIES)


def broken():
    """Ties that an indicator breaks, and the order of the units where it ties too."""
    made = scheme(*AB, ranking={"ties": "ordinal", "break_by": ["b", "order"]})
    rows = [row(60, 20), row(55, 25), row(50, 30), row(50, 30), OPEN, row("不适用", 20)]
    return units(made, rows)


def combined(name):
    """A total that is no sum."""
    rows = [*TIES, row(0, 20), row("不适用", 20), row("未评估", "未评估")]
    return units(scheme(*AB, combine=COMBINING[name]), rows)


def moved(whole, *adjustments):
    """Adjustments of parts of a branch, with what is open in it or beside it."""
    made = scheme(
        branch("g", 60, leaf("a", 40), leaf("b", 20), **whole),
        leaf("c", 40),
        adjustments=list(adjustments),
    )
    cells = [
        (40, 20, 40), (30, 10, 30), ("未评估", 20, 40), (7, "未评估", 30), ("不适用", 20, "未评估"),
    ]  # fmt: skip
    found = [(1, 2, 1), (0, 9, 0), (2, 1, 1)]
    lines = [zip("abcxyz", (*line, *more), strict=True) for line in cells for more in found]
    return units(made, [dict(line) for line in lines])


def held(**whole):
    """The total capped and a branch reduced before an indicator of it is."""
    return moved(
        whole,
        act("cap", "x", at=60),
        act("deduction", "y", on="g", per_case=3),
        act("deduction", "z", on="a", share="0.5"),
    )


def held_combined():
    """The same where the branch is no sum of its indicators."""
    return held(combine={"kind": "geometric", "floor": 0})


def combining_moved():
    """Three adjustments of the children of a branch that is no sum."""
    return moved(
        {"combine": {"kind": "geometric", "floor": 0}},
        act("deduction", "x", on="a", per_case=3),
        act("deduction", "y", on="b", per_case=1),
        act("bonus", "z", on="a", per_case=1),
    )


def alike():
    """Ids that a sheet takes for the same: by case, as a pattern, as a number; three are struck."""
    made = scheme(
        *AB, groups={"city": {}, "town": {}},
        adjustments=[act("veto", "leak", result="fail", parent_too=True)],
    )  # fmt: skip
    ids = ["b?c", "bxc", "a1", "A1", "~x", "01", "1", ">5", "5", "t1", "t2", "t3"]
    parents = [""] * 9 + ["b?c", "a1", "01"]
    units = pd.DataFrame({"unit": ids, "group": ["city"] * 9 + ["town"] * 3, "parent": parents})
    rows = [row(50 - n, 30 - n, unit=id, leak=int(n > 8)) for n, id in enumerate(ids)]
    return gk.score(made, pd.DataFrame(rows).astype(object), units)


def relative():
    """One indicator whose rate depends on the other units: 2, 4, 3 cases of at most 4."""
    counted = {"measure": {"kind": "count", "table": "documents"}}
    rule = {"rule": {"kind": "relative", "method": "max"}}
    return units(scheme(leaf("a", 60, **counted, **rule), leaf("b", 40)), [row(2, 20), row(4, 30)])


def cases(five):
    """Results of every kind by name."""
    made = {"five": five, "families": families()}
    made |= {f"policy_{name}": policy(name) for name in POLICIES}
    for name in FORMS:
        for kind in ("bonus", "deduction"):
            made[f"{kind}_{name}"] = form(kind, name)
            made[f"{kind}_{name}_on"] = form(kind, name, on="b")
    made |= {"opening": opening(), "caps": capped(), "vetoes": vetoed(), "gates": gated()}
    for ties in ("competition", "dense"):
        for on in ("published", "exact"):
            made[f"ties_{ties}_{on}"] = ranked(ties, on)
    made["ties_ordinal"] = broken()
    made["missing_zero"] = units(scheme(*AB, missing="zero"), [*TIES, row("未评估", "有争议")])
    made["scaled"] = units(scheme(*AB, scale_to=120, rounding={"decimals": 1}), TIES)
    made |= {"relative": relative(), "held": held(), "held_combined": held_combined()}
    made["alike"] = alike()
    made["combining_moved"] = combining_moved()
    return made | {f"combine_{name}": combined(name) for name in COMBINING}

"""The results workbook after LibreOffice has recalculated it from the rates: the same numbers."""

import math
import random

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import gkeval as gk
from gkeval.publish.excel import write_workbook
from gkeval.rules.kinds import Deadline, Expert, Levels
from gkeval.scheme.loading import built_in
from tests.properties.test_whole_schemes import worlds
from tests.publish.office import converted, emptied
from tests.scoring.builders import act, branch, grade, leaf, scheme, scored

calamine = pytest.importorskip("python_calamine")
pytestmark = pytest.mark.full

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


def policies():
    nested = branch("x", 50, leaf("x1", 30), leaf("x2", 20))
    deep = branch("y", 50, branch("y1", 30, leaf("y11", 10), leaf("y12", 20)), leaf("y2", 20))
    made = {}
    for kind in (
        {"kind": "siblings"},
        {"kind": "whole_tree"},
        {"kind": "full"},
        {"kind": "share", "rate": "0.8"},
        {"kind": "within", "of": "y"},
        {"kind": "explained", "rates": {"已说明": "0.5"}},
    ):
        parts = [nested, deep]
        if kind["kind"] == "within":
            parts = [nested, {**deep, "not_applicable": kind}]
            kind = {"kind": "siblings"}
        said = "已说明" if kind["kind"] == "explained" else "不适用"
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
        name = kind["kind"] + ("_within" if parts[1] is not deep else "")
        made[f"policy_{name}"] = units(scheme(*parts, not_applicable=kind), rows)
    return made


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


def cases(five):
    """Results of every kind by name."""
    open_ = row(40, "未评估")
    ties = [row(60, 20), row(55, 25), row(50, 30), row(10, 10), open_, row(59.5, 20.5)]
    forms = {
        "per_case": {"per_case": "1.5", "cap": 4},
        "ladder": {"ladder": {"from": "0.1", "points": 1, "each": "0.2", "each_points": "0.5"}},
        "steps": {"steps": [{"at_least": 1, "points": 2}, {"at_least": 3, "points": 5}]},
        "judged": {"judged_up_to": 6},
        "amount": {"amount": 4, "when": {"above": 1, "at_most": 3}},
        "share": {"share": "0.1", "cap": 5},
    }
    made = {"five": five, **policies(), "families": families()}
    for name, form in forms.items():
        for kind in ("bonus", "deduction"):
            for on in ({}, {"on": "b"}):
                rows = [
                    row(50 + n, 20 + n, x=value) for n, value in enumerate((0, 0.3, 1, 2, 3.5, 6))
                ]
                rows += [
                    row(50, "未评估", x=2),
                    row(50, 20, x="未评估"),
                    row("不适用", "不适用", x=1),
                ]
                title = f"{kind}_{name}{'_on' if on else ''}"
                made[title] = adjusted(act(kind, "x", **form, **on), rows=rows)
    made["gate_opens"] = adjusted(
        act("bonus", "x", per_case=2, opens_above=80),
        act("bonus", "y", per_case=2, cap=5, opens_at=82),
        act("cap", "z", at=84),
        rows=[row(50, 30, x=1, y=1, z=0), row(50, 30.1, x=1, y=9, z=0),
              row(50, 32, x=3, y=9, z=1), row(60, "未评估", x=2, y=2, z=0)],
    )  # fmt: skip
    made["caps"] = adjusted(
        act("cap", "x", on="a", share="0.5"),
        act("cap", "y", on="b", at=10, when={"below": 1}),
        act("deduction", "z", on="b", per_case=15),
        rows=[row(50, 30, x=1, y=0, z=1), row(20, 5, x=1, y=0, z=1), row(50, 30, x=0, y=3, z=0)],
    )
    made["vetoes"] = adjusted(
        act("veto", "x", score=59),
        act("bonus", "w", per_case=3),
        act("veto", "y", result="fail"),
        rows=[row(50, 30, x=0, y=0, w=1), row(50, 30, x=1, y=0, w=1), row(50, 31, x=0, y=1, w=0),
              row(40, 31, x=1, y=1, w=0), row("不适用", "不适用", x=1, y=0, w=0)],
        grades=[grade("good", at_least=80), grade("fine", at_least=60, needs={"no_veto": True})],
    )  # fmt: skip
    made["gates"] = adjusted(
        act("gate", "pass", below=60),
        act("bonus", "w", per_case=3),
        act("gate", "part", on="b", below=15),
        rows=[row(50, 30, w=1), row(50, 9, w=1), row(50, "未评估", w=2), row("未评估", 14, w=0),
              row(30, "未评估", w=1)],
    )  # fmt: skip
    for ties_by in ("competition", "dense"):
        for on in ("published", "exact"):
            made[f"ties_{ties_by}_{on}"] = units(
                scheme(*AB, ranking={"ties": ties_by},
                       rounding={"decimals": 0, "rank_on": on},
                       grades=[grade("first", top="0.2"), grade("second", top="0.5", at_least=30)]),
                ties,
            )  # fmt: skip
    made["ties_ordinal"] = units(
        scheme(*AB, ranking={"ties": "ordinal", "break_by": ["b", "order"]}),
        [row(60, 20), row(55, 25), row(50, 30), row(50, 30), open_, row("不适用", 20)],
    )
    made["missing_zero"] = units(scheme(*AB, missing="zero"), [*ties, row("未评估", "有争议")])
    made["scaled"] = units(scheme(*AB, scale_to=120, rounding={"decimals": 1}), ties)
    for name, combine in {
        "geometric": {"kind": "geometric", "floor": 0},
        "scale": {"kind": "geometric", "zero": 1, "full": 10},
        "harmonic": {"kind": "harmonic", "floor": "0.01"},
        "power": {"kind": "power", "exponent": "-0.5", "floor": "0.05"},
        "minimum": {"kind": "minimum"},
        "maximum": {"kind": "maximum"},
        "median": {"kind": "median"},
    }.items():
        rows = [*ties, row(0, 20), row("不适用", 20), row("未评估", "未评估")]
        made[f"combine_{name}"] = units(scheme(*AB, combine=combine), rows)
    relative = (
        scheme(leaf("a", 60, rule={"kind": "relative", "by": "best"}), leaf("b", 40))
        if False
        else None
    )
    assert relative is None
    return made


def drawn(name):
    """Random values for a built-in scheme: every group, every state, every adjustment."""
    made = gk.load_scheme(name)
    dice = random.Random(name)
    ranked = [group for group, own in made.groups.items() if not own.within]
    subsets = {g: [n for n, own in made.groups.items() if own.within == g] for g in ranked}
    rows = []
    for group in ranked:
        for number in range(4):
            mine = [one for one in subsets[group] if dice.random() < 0.5]
            parent = f"{ranked[0]}{number % 2}" if group != ranked[0] else ""
            rows.append(
                {
                    "unit": f"{group}{number}",
                    "group": group,
                    "subsets": ";".join(mine),
                    "parent": parent,
                }
            )
    frame = pd.DataFrame(rows)
    wide = pd.DataFrame({"unit": frame["unit"]}, dtype=object)
    for item in made.measured:
        wide[item.id] = [_cell(item, dice) for _ in rows]
    return gk.score(made, wide, frame)


def _cell(item, dice):
    rule = getattr(item, "rule", None)
    lot = dice.random()
    if rule is not None and lot < 0.06:
        return "不适用"
    if lot < 0.01:
        return "未评估"
    if isinstance(rule, Levels):
        return dice.choice(list(rule.levels))
    if isinstance(rule, Deadline):
        return pd.Timestamp("2000-01-01") + pd.Timedelta(days=dice.randrange(12000))
    if isinstance(rule, Expert):
        most = {"points": float(item.points), "percent": 100, "rate": 1}[rule.scale]
        return round(dice.uniform(0.3, 1) * most, 2)
    if rule is None:
        if getattr(item, "judged_up_to", None) is not None:
            return round(dice.uniform(0, float(item.judged_up_to)), 1)
        scale = item.measured.scale
        return round(dice.random(), 2) if scale == "share" else dice.choice([0, 0, 0, 0, 0, 1, 2])
    return round(dice.random(), 2) if item.measured.scale == "share" else dice.randrange(6)


@pytest.fixture(scope="module")
def written(five, sichuan, tmp_path_factory):
    """By name: the result, and the sheets as LibreOffice computes them."""
    folder = tmp_path_factory.mktemp("recalculated")
    results = cases(five) | {"sichuan": sichuan}
    results |= {f"drawn_{name}": drawn(name) for name in built_in()}
    paths = []
    for name, result in results.items():
        path = write_workbook(result, folder / "made" / f"{name}.xlsx", lang="zh")
        paths.append(emptied(path, folder / f"{name}.xlsx"))
    made = converted(paths, "xlsx", folder)
    return {
        name: (result, sheets(path))
        for (name, result), path in zip(results.items(), made, strict=True)
    }


def sheets(path):
    book = calamine.CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def column(rows, head, key=0):
    """A column below its head, by the unit in another column."""
    at = rows[4].index(head)
    return {line[key]: line[at] for line in rows[5:] if line[key] != ""}


def same(cell, number, decimals):
    if number is None or number != number:
        return cell == "" or cell == "—"
    return isinstance(cell, int | float) and abs(cell - number) < 0.1**decimals / 1000


def faults(result, book):
    """Every cell of the workbook that is not what the result says."""
    totals = result.totals.set_index("unit")
    decimals = result.scheme.rounding.decimals
    found = []
    sheet = book["总分"]
    for head, name in (
        ("总分", "total"),
        ("名次", "rank"),
        ("总分下限", "low"),
        ("总分上限", "high"),
    ):
        if head not in sheet[4]:
            continue
        for unit, cell in column(sheet, head).items():
            known = totals.loc[unit, name]
            number = math.nan if pd.isna(known) else float(known)
            if not same(cell, number, decimals):
                found.append((head, unit, cell, number))
    tree = result.tree
    scores = result.scores.set_index(["unit", "indicator"])
    for level in range(1, int(tree.level.max()) + 1):
        rows = book[f"{'一二三四五六'[level - 1]}级指标得分"]
        for at, (id, head) in enumerate(zip(rows[2], rows[4], strict=True)):
            if not id or "（加减分前）" in head:
                continue
            for line in rows[5:]:
                if isinstance(line[at], str) or (line[0], id) not in scores.index:
                    continue  # what is not for a unit's group may earn points all the same
                known = float(scores.loc[(line[0], id), "low"])
                if abs(line[at] - known) > 1e-6:
                    found.append((head, line[0], line[at], known))
    for name, rows in book.items():
        found += [(name, "error", c, "") for line in rows for c in line if str(c).startswith("#")]
        found += [(name, "stale", c, "") for line in rows for c in line if c == -77777]
    return found


def test_every_number_is_ours_after_a_recalculation(written):
    wrong = {name: faults(result, book)[:4] for name, (result, book) in written.items()}
    assert {name: some for name, some in wrong.items() if some} == {}
    assert len(written) > 50


def test_the_ranking_looks_up_the_same(written):
    for result, book in written.values():
        ranking = result.ranking()
        rows = book["排名"][5:]
        assert [line[2] for line in rows] == ranking["unit"].to_list()
        for line, rank in zip(rows, ranking["rank"], strict=True):
            assert line[3] == ("" if pd.isna(rank) else rank) or line[3] == "—"


def test_grades_are_formulas_too(written):
    for name, (result, book) in written.items():
        if not result.scheme.grades:
            continue
        titles = {g.id: g.title.to("zh") for g in result.scheme.grades}
        titles |= {"failed": result.scheme.failed.to("zh"), "": "未达等级"}
        for unit, cell in column(book["总分"], "等级").items():
            row = result.totals.set_index("unit").loc[unit]
            known = row["grade"] or not pd.isna(row["total"])
            assert cell == (titles[row["grade"]] if known else ""), (name, unit)


@settings(max_examples=1, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(worlds(), min_size=12, max_size=12))
def test_any_scheme_and_any_values(tmp_path_factory, several):
    folder = tmp_path_factory.mktemp("worlds")
    results = [gk.score(made, values) for made, values, _ in several]
    paths = []
    for number, result in enumerate(results):
        path = write_workbook(result, folder / "made" / f"{number}.xlsx", lang="zh")
        paths.append(emptied(path, folder / f"{number}.xlsx"))
    for result, path in zip(results, converted(paths, "xlsx", folder), strict=True):
        assert faults(result, sheets(path)) == []

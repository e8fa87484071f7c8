"""What holds for every scheme and every value: drawn at random, trees, rules, groups and states."""

from decimal import Decimal

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import gkeval as gk
from tests.scoring.builders import branch, leaf, scheme

COUNT = {"kind": "count", "table": "activities"}
SHARE = {"kind": "share", "table": "checks", "hit": {"passed": "true"}, "when_empty": "zero"}
ELEMENTS = {
    "kind": "coverage",
    "table": "checks",
    "elements": ["a", "b", "c", "d"],
    "when_empty": "zero",
}
# rule, measure, the highest value that is drawn, and whether more is better
RULES = [
    ({"kind": "at_least", "target": 2}, COUNT, 4, True),
    ({"kind": "proportion", "target": 3}, COUNT, 5, True),
    ({"kind": "linear", "zero": 1, "full": 4}, COUNT, 6, True),
    (
        {
            "kind": "steps",
            "steps": [{"at_least": 1, "rate": "0.3"}, {"at_least": 3, "rate": 1}],
        },
        COUNT,
        4,
        True,
    ),
    ({"kind": "proportion"}, SHARE, 1, True),
    ({"kind": "at_least", "target": "0.6"}, SHARE, 1, True),
    ({"kind": "checklist", "lost": "0.4"}, ELEMENTS, 1, True),
    ({"kind": "expert", "scale": "percent"}, None, 100, True),
    ({"kind": "expert", "scale": "rate"}, None, 1, True),
    ({"kind": "at_most", "target": 2}, COUNT, 4, False),
    ({"kind": "deduct", "per_case": "0.7"}, COUNT, 20, False),
    ({"kind": "linear", "zero": 5, "full": 1}, COUNT, 7, False),
]
POLICIES = [
    {"kind": "siblings"},
    {"kind": "whole_tree"},
    {"kind": "full"},
    {"kind": "share", "rate": "0.8"},
    {"kind": "explained", "rates": {"说明": "0.6"}},
]
COMBINES = [
    {"kind": "geometric", "floor": 0},
    {"kind": "geometric", "zero": 1, "full": 10},
    {"kind": "harmonic", "floor": "0.01"},
    {"kind": "power", "exponent": 3},
    {"kind": "power", "exponent": "-0.5", "floor": "0.05"},
    {"kind": "median"},
    {"kind": "minimum"},
    {"kind": "maximum"},
    {"kind": "mean_min", "alpha": "0.7", "beta": "0.1"},
    {"kind": "owa", "exponent": 2},
    {"kind": "owa", "exponent": "0.5"},
]
GROUPS = {"county": {}, "department": {}, "pilot": {"within": "county"}}
STATES = ["不适用", "未评估", "未到期"]


@st.composite
def trees(draw):
    """Nested indicators of one to four levels, and by leaf: its highest value and direction."""
    leaves, number = {}, iter(range(1000))

    def grow(level):
        name = f"n{next(number)}"
        below = draw(st.integers(0, 3)) if level < 4 and len(leaves) < 8 else 0
        own = {}
        if draw(st.integers(0, 4)) == 0:
            own["not_applicable"] = draw(st.sampled_from(POLICIES))
        if below:
            children = [grow(level + 1) for _ in range(below)]
            points = sum(child["points"] for child in children)
            if draw(st.integers(0, 3)) == 0:
                own["out_of"], points = points, draw(st.integers(1, 40))
            if draw(st.integers(0, 3)) == 0:
                own["combine"] = draw(st.sampled_from(COMBINES))
            return branch(name, points, *children, **own)
        rule, measure, most, more = draw(st.sampled_from(RULES))
        leaves[name] = (most, more)
        if measure is not None:
            own["measure"] = measure
        if draw(st.integers(0, 4)) == 0:
            own["groups"] = [draw(st.sampled_from(list(GROUPS)))]
        return leaf(name, draw(st.integers(1, 20)), rule=rule, **own)

    nested = [grow(1) for _ in range(draw(st.integers(1, 3)))]
    return nested, leaves


@st.composite
def worlds(draw, states=True, groups=True):
    """A scheme and a wide frame of ready values."""
    nested, leaves = draw(trees())
    if not groups:
        nested = [_everybody(item) for item in nested]
    made = scheme(
        *nested,
        groups=GROUPS,
        not_applicable=draw(st.sampled_from(POLICIES)),
        ranking={"ties": draw(st.sampled_from(["competition", "dense"]))},
        missing=draw(st.sampled_from(["interval", "zero"])),
        combine=draw(st.sampled_from([None, None, None, *COMBINES])),
    )
    rows = []
    for n in range(draw(st.integers(1, 5))):
        group = draw(st.sampled_from(["county", "department"]))
        row = {"unit": f"u{n}", "group": group, "subsets": ""}
        if group == "county":
            row["subsets"] = draw(st.sampled_from(["", "pilot"]))
        for name, (most, _) in leaves.items():
            cell = draw(st.integers(0, 12))
            row[name] = STATES[cell] if states and cell < len(STATES) else (cell % 5) / 4 * most
        rows.append(row)
    return made, pd.DataFrame(rows, dtype=object), leaves


def _everybody(item):
    plain = {key: value for key, value in item.items() if key != "groups"}
    if "indicators" in item:
        plain["indicators"] = [_everybody(child) for child in item["indicators"]]
    return plain


def by_cell(result):
    return result.scores.set_index(["unit", "indicator"]).sort_index()


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_of_siblings_never_matters(world, random):
    made, values, _ = world

    def shuffled(items):
        mixed = [
            {**item, "indicators": shuffled(item["indicators"])} if "indicators" in item else item
            for item in items
        ]
        random.shuffle(mixed)
        return mixed

    plain = made.model_dump(by_alias=True)
    other = made.replace(indicators=shuffled(plain["indicators"]))
    columns = list(values.columns)
    random.shuffle(columns)
    rows = list(range(len(values)))
    random.shuffle(rows)
    one, two = gk.score(made, values), gk.score(other, values.iloc[rows][columns])
    pd.testing.assert_frame_equal(one.totals, two.totals)
    pd.testing.assert_frame_equal(by_cell(one), by_cell(two))
    assert one.inputs == two.inputs or [x.id for x in made.leaves] != [x.id for x in other.leaves]


@given(worlds(), st.data())
def test_better_never_hurts(world, data):
    made, values, leaves = world
    rising = [name for name, (_, more) in leaves.items() if more]
    if not rising:
        return
    name = data.draw(st.sampled_from(rising))
    row = data.draw(st.integers(0, len(values) - 1))
    before = values.loc[row, name]
    if isinstance(before, str):
        return
    raised = values.copy()
    raised.loc[row, name] = data.draw(st.floats(before, leaves[name][0]))
    unit = values.loc[row, "unit"]
    one, two = (gk.score(made, frame).totals.set_index("unit") for frame in (values, raised))
    for column in ("low", "high", "exact"):
        if not np.isnan(one.loc[unit, column]):
            assert two.loc[unit, column] >= one.loc[unit, column] - 1e-9
    if not pd.isna(one.loc[unit, "rank"]):
        assert two.loc[unit, "rank"] <= one.loc[unit, "rank"]
    others = one.index != unit
    pd.testing.assert_series_equal(one.loc[others, "exact"], two.loc[others, "exact"])


@given(worlds())
def test_scores_stay_within_what_is_available_and_children_make_their_parent(world):
    made, values, _ = world
    result = gk.score(made, values)
    sheet, tree = result.sheet, result.tree
    full = float(made.points)
    known = ~np.isnan(sheet.available)
    assert (sheet.low >= 0).all()
    assert (sheet.low <= sheet.high).all()
    assert (sheet.high[known] <= sheet.available[known] + 1e-7 * full).all()
    assert (sheet.low[~known] == 0).all()
    assert np.isin(sheet.available[:, 0][known[:, 0]], [full]).all()
    for node, below in enumerate(tree.children):
        if below:
            nodes = list(below)
            here = known[:, node]
            added = [np.nan_to_num(sheet.available), sheet.low, sheet.high]
            if node in tree.combines:  # a mean of some kind: no rate beyond those of the children
                added = added[:1]
                assert_between(sheet, node, nodes, getattr(tree.combines[node], "floor", None))
            for points in added:
                together = points[:, nodes].sum(axis=1)
                assert np.allclose(together[here], points[here, node], atol=1e-7 * full, rtol=0)
    totals = result.totals
    settled = totals["low"] == totals["high"]
    assert (totals.loc[settled, "total"].fillna(-1) == totals.loc[settled, "low"].fillna(-1)).all()


def assert_between(sheet, node, nodes, floor):
    for points in (sheet.low, sheet.high):
        with np.errstate(invalid="ignore"):
            below = points[:, nodes] / sheet.available[:, nodes]
            own = points[:, node] / sheet.available[:, node]
        lowest = np.maximum(np.fmin.reduce(below, axis=1), 0.0)
        highest = np.maximum(np.fmax.reduce(below, axis=1), float(floor or 0))
        known = ~np.isnan(own)
        assert (own[known] >= lowest[known] - 1e-6).all()
        assert (own[known] <= highest[known] + 1e-6).all()


@given(worlds(states=False, groups=False), st.sampled_from([*POLICIES[1:], "within"]))
def test_policies_agree_where_everything_applies(world, policy):
    made, values, _ = world

    def bare(items):
        return [
            {
                **{key: value for key, value in item.items() if key != "not_applicable"},
                **({"indicators": bare(item["indicators"])} if "indicators" in item else {}),
            }
            for item in items
        ]

    plain = bare(made.model_dump(by_alias=True, exclude_none=True)["indicators"])
    first = made.replace(indicators=plain, not_applicable={"kind": "siblings"})
    other = {"not_applicable": policy}
    if policy == "within":
        home = {"kind": "within", "of": plain[0]["id"]}
        branch = plain[0] | ({"not_applicable": home} if plain[0].get("indicators") else {})
        other = {"indicators": [branch, *plain[1:]]}
    expected, found = (gk.score(one, values) for one in (first, first.replace(**other)))
    assert expected.totals["low"].equals(expected.totals["high"])
    pd.testing.assert_frame_equal(found.scores, expected.scores)
    pd.testing.assert_frame_equal(found.totals, expected.totals)


@given(worlds(), st.sampled_from(["0.5", "10", "7"]))
def test_a_full_mark_of_another_size_changes_no_rank(world, scale):
    made, values, _ = world
    exact = made.replace(rounding={"decimals": 6, "rank_on": "exact"})
    larger = exact.replace(scale_to=made.points * Decimal(scale))
    one, two = (gk.score(scheme, values).totals for scheme in (exact, larger))
    off = (one["exact"] * float(scale) - two["exact"]).abs()
    assert (off.fillna(0) <= 2e-9 * float(larger.full_mark)).all()
    for column in ("rank", "tied", "verdict", "state"):
        assert one[column].equals(two[column])

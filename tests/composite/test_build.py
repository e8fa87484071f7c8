"""From a frame to an index: every step, every mark, and faults that must not come back."""

import numpy as np
import pandas as pd
import pytest

from gkeval import GkevalError, InputError
from gkeval.composite import Missing, Screening, Tree, aggregate, build, weights

GAP = np.nan


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "unit": ["丙", "甲", "乙", "丁"],
            "group": ["east", "east", "west", "west"],
            "a": [4.0, 1, 3, 2],
            "b": [10.0, 20, GAP, 40],
            "c": [1.0, 0, 1, 0],
            "people": [2, 1, 4, 8],
        }
    )


@pytest.fixture
def tree():
    return pd.DataFrame(
        {
            "id": ["p", "a", "b", "c"],
            "parent": ["", "p", "p", ""],
            "weight": [3, 1, 1, 1],
            "direction": [1, 1, -1, 1],
        }
    )


def scores(index, node="index"):
    return dict(zip(index.units["unit"], index.score(node).tolist(), strict=True))


def test_by_hand(frame, tree):
    """minmax: a 1, 0, 2/3, 1/3; b (less is better) 1, 2/3, -, 0; c 1, 0, 1, 0."""
    index = build(frame, tree)
    assert scores(index, "p") == pytest.approx({"丙": 1, "甲": 1 / 3, "乙": 2 / 3, "丁": 1 / 6})
    assert scores(index) == pytest.approx({"丙": 1, "甲": 0.25, "乙": 0.75, "丁": 0.125})
    ranking = index.ranking()
    assert ranking["unit"].to_list() == ["丙", "乙", "甲", "丁"]
    assert ranking["rank"].to_list() == [1, 2, 3, 4]
    assert index.weights.set_index("id")["effective"].to_dict() == {
        "index": 1, "p": 0.75, "a": 0.375, "b": 0.375, "c": 0.25,
    }  # fmt: skip
    assert index.incomplete.sum() == 1
    detail = index.detail("乙").set_index("indicator")
    assert np.isnan(detail.loc["b", "normalised"])
    assert detail["weight"].to_dict() == {"a": 0.375, "b": 0.375, "c": 0.25}


@pytest.mark.parametrize("stated", [{"missing": {"q": "zero"}}, {"at_least": {"q": 0.6}}])
def test_policies_of_what_is_no_branch_are_refused(frame, tree, stated):
    with pytest.raises(GkevalError, match=f"{next(iter(stated))} names 'q', must be a branch"):
        build(frame, tree, **stated)


def test_missing_policies(frame, tree):
    for policy, expected in (("zero", 0.25), ("worst", 0.75 / 3 + 0.25)):
        assert scores(build(frame, tree, missing=policy))["乙"] == pytest.approx(expected)
    for strict in ({"missing": {"p": "missing"}}, {"at_least": {"p": 0.6}}):
        index = build(frame, tree, **strict)
        assert np.isnan(scores(index, "p")["乙"])
        assert scores(index)["乙"] == 1  # p is missing, and c carries on as half of the children
    everywhere = build(frame, tree, at_least={"p": 0.6, 0: 1})
    assert np.isnan(scores(everywhere)["乙"])
    last = everywhere.ranking().iloc[-1]
    assert last["unit"] == "乙"
    assert pd.isna(last["rank"])


def test_methods_by_node_level_and_table(frame, tree):
    named = build(frame, tree, aggregate={"p": "minimum", 0: {"method": "power", "exponent": 2}})
    assert scores(named, "p") == pytest.approx({"丙": 1, "甲": 0, "乙": 2 / 3, "丁": 0})
    assert scores(named)["乙"] == pytest.approx(np.sqrt(0.75 * 4 / 9 + 0.25))
    stated = build(
        frame, tree.assign(method=["maximum", "", "", ""]), aggregate={"index": "median"}
    )
    assert scores(stated, "p")["甲"] == pytest.approx(2 / 3)
    assert named.choices["aggregate"] == "index: power(exponent=2); p: minimum"


def test_weights_by_number_method_and_branch(frame, tree):
    given = build(frame, tree, weights={"p": 1, "c": 1})
    assert given.weights.set_index("id").loc["p", "share"] == 0.5
    equal = build(frame, tree, weights="equal")
    assert equal.shares.tolist() == [1, 0.5, 0.5, 0.5, 0.5]
    found = build(frame, tree, weights={0: "critic"})
    values = np.column_stack([found.score("c"), found.score("p")])
    assert found.shares[[3 + 1, 1]] == pytest.approx(weights.critic(values))
    assert found.weights.set_index("id").loc["a", "share"] == 0.5
    mixed = build(frame, tree, weights={"*": "equal", "p": "given"})
    assert mixed.weights.set_index("id").loc[["p", "a"], "share"].to_list() == [0.5, 0.5]
    complete = frame.assign(b=[10.0, 20, 30, 40])
    fitted = build(complete, tree, weights={0: lambda values: weights.optimised(values).weights})
    assert fitted.shares[[1, 4]].sum() == pytest.approx(1)
    own = build(frame, tree, weights=lambda values: np.arange(1, values.shape[1] + 1))
    assert own.weights.set_index("id").loc[["a", "b"], "share"].to_list() == pytest.approx(
        [1 / 3, 2 / 3]
    )


def test_a_negative_weight_is_refused_wherever_it_comes_from(frame, tree):
    with pytest.raises(InputError, match="never negative"):
        build(frame, tree.assign(weight=[3, -1, 1, 1]))
    with pytest.raises(InputError, match="never negative"):
        build(frame, tree, weights={"a": -1})
    with pytest.raises(GkevalError, match="0 or more"):
        build(frame, tree, weights=lambda values: np.array([2.0, -1.0]))


def test_an_indicator_that_every_unit_publishes_stays_and_is_said(frame, tree):
    index = build(frame.assign(c=1.0), tree)
    assert scores(index, "c") == {"丁": 1, "丙": 1, "乙": 1, "甲": 1}
    problem = next(p for p in index.problems if p.code == "constant_indicator")
    assert problem.column == "c"
    assert problem.severity == "warning"
    assert "every unit gets 1" in problem.remedy
    low = build(frame.assign(c=1.0), tree, normalise={"method": "minmax", "constant": 0})
    assert set(scores(low, "c").values()) == {0}


def test_an_indicator_without_any_value_is_said(frame, tree):
    index = build(frame.assign(c=GAP), tree)
    assert [p.code for p in index.problems] == ["empty_indicator"]
    assert scores(index) == scores(index, "p")


def test_zeros_under_a_geometric_mean_need_a_word(frame, tree):
    with pytest.raises(GkevalError, match=r"p: geometric: 0 values are negative and 2 are 0"):
        build(frame, tree, aggregate="geometric")
    index = build(frame, tree, aggregate={"method": "geometric", "floor": 0.05})
    lifted = [p for p in index.problems if p.code == "lifted_to_floor"]
    assert {(p.column, p.found) for p in lifted} == {
        ("p", "2 values below the floor"),
        ("index", "2 values below the floor"),
    }


def test_ranks_come_from_unrounded_scores_unless_decimals_are_said(tree):
    frame = pd.DataFrame({"unit": ["x", "y", "z"], "a": [0.501, 0.502, 1], "b": 1.0, "c": 1.0})
    index = build(frame, tree, normalise="none")
    assert index.ranking()["rank"].to_list() == [1, 2, 3]
    rounded = index.ranking(decimals=2)
    assert rounded["rank"].to_list() == [1, 2, 2]
    assert rounded["tied"].to_list() == [False, True, True]


def test_sums_equal_on_paper_share_a_rank():
    rng = np.random.default_rng(0)
    values = rng.integers(0, 3, size=(300, 12)) / 10
    frame = pd.DataFrame(values, columns=[f"i{k}" for k in range(12)])
    frame.insert(0, "unit", [f"u{k}" for k in range(300)])
    tree = pd.DataFrame({"id": frame.columns[1:], "parent": ""})
    index = build(frame, tree, normalise="none")
    whole = np.rint(values * 10).sum(axis=1)
    found = dict(zip(index.units["unit"], index.rank.tolist(), strict=True))
    expected = pd.Series(-whole).rank(method="min").to_list()
    assert [found[f"u{k}"] for k in range(300)] == expected


def test_every_imputed_cell_is_marked(frame, tree):
    index = build(frame, tree, group="group", impute="group_mean")
    assert index.imputed.sum() == 1
    change = index.changes.iloc[0]
    assert change[["unit", "indicator", "step"]].to_list() == ["乙", "b", "imputed"]
    assert np.isnan(change["before"])
    assert change["after"] == 40
    assert index.detail("乙").set_index("indicator").loc["b", "imputed"]
    late = build(frame, tree, impute="siblings")
    assert late.changes["step"].to_list() == ["imputed_normalised"]
    assert late.changes["after"].to_list() == pytest.approx([2 / 3])
    assert not late.incomplete.any()


def test_treated_cells_are_reported_before_and_after():
    values = np.concatenate([np.arange(1.0, 30), [500.0]])
    frame = pd.DataFrame({"unit": [f"u{k:02d}" for k in range(30)], "a": values, "b": values[::-1]})
    tree = pd.DataFrame({"id": ["a", "b"], "parent": ""})
    index = build(frame, tree, treat={"a": "winsorise"})
    assert index.treated.sum() == 1
    change = index.changes.iloc[0]
    assert change[["unit", "indicator", "step", "before", "after"]].to_list() == [
        "u29", "a", "treated", 500, 29,
    ]  # fmt: skip
    assert index.treatment["method"].to_list() == ["winsorise(low=0, high=1)"]
    assert index.choices["treat"] == "winsorise for 1"


def test_denominators_logarithms_and_targets(frame):
    tree = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "parent": "",
            "denominator": ["people", "", ""],
            "per": [100, None, None],
            "transform": ["", "log", ""],
            "target": [100, 50, 1],
        }
    )
    index = build(frame, tree, normalise={"*": "minmax", "c": "distance_to_target"})
    given = pd.DataFrame(index.given, index=index.units["unit"], columns=["a", "b", "c"])
    assert given["a"].to_dict() == {"丁": 25, "丙": 200, "乙": 75, "甲": 100}
    assert given["b"].to_dict() == pytest.approx(
        {"丁": np.log(40), "丙": np.log(10), "乙": GAP, "甲": np.log(20)}, nan_ok=True
    )
    gone = build(frame.assign(people=[2, 0, 4, 8]), tree)
    problem = next(p for p in gone.problems if p.code == "bad_denominator")
    assert (problem.unit, problem.column, problem.line) == ("甲", "a", 1)
    with pytest.raises(InputError, match="a value above 0"):
        build(frame.assign(b=[1.0, 0, 1, 1]), tree)


def test_indicators_for_some_groups_only(frame, tree):
    only_east = tree.assign(group=["", "", "east", ""])
    index = build(frame, only_east, group="group", at_least=1)
    assert not index.incomplete.any()
    assert scores(index, "p")["丁"] == pytest.approx(1 / 3)  # a alone: b is not for the west
    assert not index.detail("丁").set_index("indicator").loc["b", "applies"]
    with pytest.raises(InputError, match="give group="):
        build(frame, only_east)
    typo = build(frame, tree.assign(group=["", "", "east;nort", ""]), group="group")
    assert [p.code for p in typo.problems] == ["unknown_group"]


def test_a_panel_jointly_or_by_year(tree):
    frame = pd.DataFrame(
        {
            "unit": ["x", "y", "x", "y"],
            "year": [2020, 2020, 2021, 2021],
            "a": [1.0, 2, 3, 5],
            "b": [1.0, 1, 1, 0],
            "c": [0.0, 1, 1, 1],
        }
    )
    jointly = build(frame, tree, period="year")
    assert jointly.score("a").tolist() == [0, 0.25, 0.5, 1]
    by_year = build(frame, tree, period="year", within="period")
    assert by_year.score("a").tolist() == [0, 1, 0, 1]
    assert by_year.rank.tolist() == [2, 1, 2, 1]
    assert by_year.ranking(period=2021)["unit"].to_list() == ["y", "x"]
    carried = build(frame.assign(a=[1.0, 2, GAP, 5]), tree, period="year", impute="carry")
    assert carried.changes[["unit", "period", "after"]].to_numpy().tolist() == [["x", 2021, 1]]
    assert by_year.detail("x", 2021)["given"].to_list() == [3, 1, 1]
    with pytest.raises(GkevalError, match="2 periods"):
        by_year.detail("x")
    with pytest.raises(GkevalError, match="must be one of: 2020, 2021"):
        by_year.ranking(period=2019)


def test_screened_units_move_no_other_and_are_listed(frame, tree):
    extreme = frame.assign(a=[4.0, 1, 1000, 2], c=[1.0, 0, GAP, 0])
    index = build(extreme, tree, screen=0.6)
    assert scores(index, "a")["丙"] == 1
    assert np.isnan(scores(index)["乙"])
    assert index.passed.tolist() == [True, True, False, True]
    assert [p.code for p in index.problems] == ["screened_out"]
    assert index.ranking()["unit"].to_list()[-1] == "乙"
    strict = build(frame, tree, screen=Screening(in_branch=1))
    assert np.isnan(scores(strict)["乙"])


def test_outranking_and_doubt_inside_a_tree_stay_on_the_scale(frame, tree):
    index = build(
        frame,
        tree,
        normalise={"method": "minmax", "high": 100},
        aggregate={"p": "copeland", "index": "benefit_of_the_doubt"},
    )
    assert index.scale == (0, 100)
    part = np.column_stack([index.score("a"), index.score("b")])
    assert index.score("p") == pytest.approx(100 * aggregate.copeland(part))
    assert index.total.max() == 100


def test_own_functions(frame, tree):
    index = build(
        frame,
        tree,
        impute=lambda values: np.nan_to_num(values, nan=15.0),
        treat=lambda values: np.minimum(values, 30),
        normalise=lambda values: values / 10,
        aggregate=lambda values, weights: aggregate.arithmetic(values, weights) + 1,
    )
    assert index.imputed.sum() == index.treated.sum() == 1
    assert scores(index, "b") == {"丁": -3, "丙": -1, "乙": -1.5, "甲": -2}
    with pytest.raises(GkevalError, match=r"p: <lambda> returned shape \(2,\), must be \(4,\)"):
        build(frame, tree, aggregate=lambda values, weights: values[0])


def test_the_order_of_rows_and_columns_changes_no_bit(frame, tree):
    rng = np.random.default_rng(4)
    big = pd.DataFrame(rng.gamma(2, size=(60, 6)), columns=list("abcdef"))
    big = big.mask(rng.random(big.shape) < 0.1)
    big.insert(0, "unit", [f"u{k:02d}" for k in range(60)])
    nodes = pd.DataFrame(
        {"id": ["p", "q", *"abcdef"], "parent": ["", "", *"pppqqq"], "weight": range(1, 9)}
    )
    options = [
        {},
        {"normalise": "zscore", "weights": {1: "pca"}, "impute": "em"},
        {"treat": "stepwise", "aggregate": {"p": "copeland", "q": "vikor"}},
        {"normalise": {"method": "minmax", "low": 1, "high": 10}, "aggregate": "geometric",
         "weights": "critic", "impute": "siblings"},
    ]  # fmt: skip
    for chosen in options:
        first = build(big, nodes, **chosen)
        rows = big.sample(frac=1, random_state=1)
        columns = ["unit", *rng.permutation(list("abcdef"))]
        again = build(rows[columns], nodes.sample(frac=1, random_state=2), **chosen)
        for node in first.tree.ids:
            np.testing.assert_array_equal(first.score(node), again.score(node))
        np.testing.assert_array_equal(first.rank, again.rank)


def test_the_frame_that_was_given_is_left_alone(frame, tree):
    before = frame.copy(deep=True)
    numbers = frame[["a", "b", "c"]].copy()
    numbers.insert(0, "unit", ["甲", "乙", "丙", "丁"])
    kept = numbers.copy(deep=True)
    options = {"treat": lambda values: values + 1, "impute": "mean"}
    build(frame, tree.assign(denominator=["", "people", "", ""]), **options)
    build(numbers, tree.assign(transform=["", "log", "", ""]), **options)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(numbers, kept)


def test_frames_of_other_make_are_read(frame, tree):
    plain = build(frame, tree)
    texts = build(frame.astype({"a": "str", "b": "Float64", "c": "object"}), tree)
    np.testing.assert_array_equal(plain.total, texts.total)
    other = build(frame.rename(columns={"unit": "code"}).assign(unit="%"), tree, unit="code")
    assert other.units["unit"].to_list() == plain.units["unit"].to_list()
    by_index = build(frame.set_index("unit"), tree)
    np.testing.assert_array_equal(plain.total, by_index.total)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda f: f.drop(columns=["a", "c"]), ["missing_column", "missing_column"]),
        (lambda f: f.assign(unit=["x", "x", None, "y"]), ["missing_unit", "duplicate_unit"]),
        (lambda f: f.assign(a=["1", "二", "3,5", ""]), ["not_a_number", "not_a_number"]),
        (lambda f: f.assign(a=[1, np.inf, 2, -np.inf]), ["infinite", "infinite"]),
        (lambda f: f.iloc[:0], ["empty_frame"]),
        (lambda f: f.assign(group=["east", None, "", "west"]), ["missing_group", "missing_group"]),
        (lambda f: pd.concat([f, f["a"]], axis=1), ["duplicate_column"]),
    ],
)
def test_every_fault_of_a_frame_is_reported(frame, tree, change, codes):
    with pytest.raises(InputError) as caught:
        build(change(frame), tree, group="group")
    assert [problem.code for problem in caught.value.problems] == codes


def test_a_fault_names_the_row_as_it_was_given(frame, tree):
    with pytest.raises(InputError) as caught:
        build(frame.assign(a=[1, 2, 3, "x"]), tree)
    problem = caught.value.problems[0]
    assert (problem.line, problem.unit, problem.column, problem.found) == (3, "丁", "a", "x")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"normalise": "minmix"}, "normalise is 'minmix', must be one of: minmax"),
        ({"normalise": {"a": "minmax"}}, "leaves indicators out"),
        ({"normalise": {"zz": "minmax"}}, "names zz, must be ids"),
        ({"normalise": "goalposts"}, "needs goalposts for a, b, c"),
        ({"normalise": "distance_to_target"}, "needs target for a, b, c"),
        (
            {"normalise": {"method": "distance_to_reference", "reference": "戊"}},
            "id of one unit",
        ),
        ({"aggregate": "mean"}, "aggregate of .* is 'mean', must be one of"),
        ({"aggregate": {"a": "median"}}, "must be a branch"),
        ({"aggregate": {5: "median"}}, "must be a branch"),
        ({"weights": "best"}, "weights is 'best', must be 'given', 'equal'"),
        ({"missing": "skip"}, "missing is 'skip', must be one of"),
        ({"missing": "worst", "normalise": "zscore"}, "needs a scale with a low end"),
        ({"at_least": 3}, "share from 0 to 1"),
        ({"within": "period"}, "give group= and period="),
        ({"within": "country"}, "within is 'country', must be one of"),
        ({"impute": "group_mean"}, "needs groups"),
        ({"impute": "carry"}, "needs periods"),
        ({"impute": "zero"}, "'zero', must be one of"),
        ({"treat": {"method": "log", "base": 10}}, "no option base"),
    ],
)
def test_a_wrong_choice_is_said(frame, tree, options, said):
    with pytest.raises(GkevalError, match=said):
        build(frame, tree, **options)


def test_a_reference_unit_is_named_by_its_id(frame, tree):
    index = build(
        frame.assign(b=[10.0, 20, 30, 40], c=[1.0, 2, 3, 4]),
        tree,
        normalise={"method": "distance_to_reference", "reference": "甲"},
    )
    assert scores(index, "a") == {"丁": 2, "丙": 4, "乙": 3, "甲": 1}
    assert scores(index, "b") == pytest.approx({"丁": 0.5, "丙": 2, "乙": 2 / 3, "甲": 1})


def test_a_reference_unit_is_found_in_every_period(frame, tree):
    panel = pd.concat([frame.assign(year=2020), frame.assign(year=2021, a=[8.0, 4, 3, 2])])
    chosen = {"method": "distance_to_reference", "reference": "甲"}
    complete = panel.assign(b=[10.0, 20, 30, 40] * 2, c=[1.0, 2, 3, 4] * 2)
    index = build(complete, tree, period="year", within="period", normalise=chosen)
    keys = pd.MultiIndex.from_frame(index.units[["unit", "period"]])
    a = pd.Series(index.score("a"), index=keys)
    assert a["丙", 2020] == 4
    assert a["丙", 2021] == 2
    assert a["甲", 2020] == a["甲", 2021] == 1
    with pytest.raises(GkevalError, match="within='period' for a panel"):
        build(complete, tree, period="year", normalise=chosen)


def test_an_index_is_a_value(frame, tree):
    index = build(frame, Tree.from_table(tree))
    with pytest.raises(AttributeError):
        index.scale = None
    with pytest.raises(ValueError, match="read-only"):
        index.normalised[0, 0] = 1
    frame.loc[0, "a"] = 99
    assert scores(index, "a")["丙"] == 1
    assert "minmax" in repr(index)
    assert "丙" in index._repr_html_()
    with pytest.raises(GkevalError, match="node is 'q'"):
        index.score("q")
    with pytest.raises(GkevalError, match="unit is '戊'"):
        index.detail("戊")
    assert Missing().policy == "renormalise"

"""An index as an Assessment: same totals and ranks; explanation, archive, comparison, charts."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval import GkevalError
from gkeval.assessment.indexing import from_index, index_input
from gkeval.composite import build

DATES = ("2024-01-01", "2024-12-31")
GAP = np.nan


@pytest.fixture
def frame():
    rng = np.random.default_rng(12)
    values = rng.uniform(1, 9, size=(31, 6))
    values[rng.random(values.shape) < 0.2] = GAP
    frame = pd.DataFrame(values, columns=["公开", "解读", "回应", "办理", "平台", "监督"])
    frame["unit"] = [f"省{k:02d}" for k in range(31)]
    frame["region"] = np.array(["东", "中", "西"])[np.arange(31) % 3]
    return frame


TREE = pd.DataFrame(
    {
        "id": ["主动", "公开", "解读", "回应", "依申请", "办理", "保障", "平台", "监督"],
        "parent": ["", "主动", "主动", "主动", "", "依申请", "", "保障", "保障"],
        "weight": [3, 2, 1, 1, 2, 1, 2, 1, 3],
        "direction": [1, 1, 1, 1, 1, -1, 1, 1, 1],
    }
)


def same(result, index, low=0.0, high=1.0, full=1.0):
    totals = result.totals.set_index("unit")
    expected = pd.Series(index.total, index=index.units["unit"])
    expected = (expected - low) / (high - low) * full
    np.testing.assert_allclose(
        totals["exact"].reindex(expected.index).astype(float), expected, atol=1e-7 * full
    )
    ranks = pd.Series(index.rank, index=index.units["unit"])
    found = totals["rank"].reindex(ranks.index).astype("Float64")
    np.testing.assert_array_equal(found.to_numpy(dtype=float, na_value=GAP), ranks)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"normalise": {"method": "minmax", "high": 100}},
        {"at_least": 1},
        {"missing": "missing"},
        {"missing": "worst"},
        {"missing": "zero"},
        {"impute": "mean", "treat": "winsorise"},
        {"impute": "siblings"},
        {"screen": 0.9},
        {"weights": "critic", "impute": "mean"},
        {"aggregate": {"method": "geometric", "floor": 0.01}},
        {"aggregate": {"主动": {"method": "geometric", "floor": 0.01}, "index": "arithmetic"}},
        {"aggregate": {"index": "copeland"}},
        {"aggregate": "median"},
        {"normalise": {"method": "minmax", "low": 1, "high": 10}, "aggregate": "harmonic"},
    ],
)
def test_totals_and_ranks_are_those_of_the_index(frame, options):
    index = build(frame, TREE, **options)
    result = from_index(index, title="公开指数", dates=DATES)
    low, high = index.scale
    same(result, index, low, high, 100.0 if low else high)
    assert isinstance(result, gk.Assessment)


@pytest.mark.parametrize("seed", range(12))
def test_gaps_of_any_shape_give_the_totals_of_the_index(seed):
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 1, size=(40, 6))
    values[rng.random(values.shape) < rng.uniform(0, 0.6)] = GAP
    frame = pd.DataFrame(values, columns=["公开", "解读", "回应", "办理", "平台", "监督"])
    frame["unit"] = [f"u{k:02d}" for k in range(40)]
    frame["kind"] = np.array(["city", "county"])[np.arange(40) % 2]
    tree = TREE.assign(group=["", "", "city", "", "", "", "", "county", ""])
    policy = ["renormalise", "missing", "worst"][seed % 3]
    index = build(
        frame, tree, group="kind", missing={"*": policy, "保障": "renormalise"},
        at_least=rng.choice([0, 0.5, 0.7]),
    )  # fmt: skip
    result = from_index(index, title="公开指数", dates=DATES)
    same(result, index)


def test_branches_stay_with_how_they_combine_their_children(frame):
    mixed = {
        "主动": {"method": "geometric", "floor": 0.01},
        "保障": {"method": "power", "exponent": -np.inf},
        "依申请": "median",
        "index": {"method": "mean_min", "alpha": 0.25, "beta": 0.1},
    }
    index = build(frame, TREE, normalise={"method": "minmax", "high": 10}, aggregate=mixed)
    scheme = from_index(index, title="公开指数", dates=DATES).scheme
    branches = {i.title.zh: i.combine for i, _ in scheme.walk() if not i.is_leaf}
    assert set(branches) == {"主动", "依申请", "保障"}
    found = branches["主动"]
    assert (found.kind, str(found.floor), str(found.full)) == ("geometric", "0.01", "10")
    assert branches["保障"].kind == "minimum"
    assert branches["依申请"].kind == "median"
    assert (scheme.combine.kind, str(scheme.combine.beta)) == ("mean_min", "0.01")
    points = {i.title.zh: float(i.points) for i, _ in scheme.walk()}
    assert points["监督"] == pytest.approx(10 * 2 / 7 * 3 / 4)


def test_what_a_scheme_cannot_say_becomes_one_indicator(frame):
    mixed = {"主动": "copeland", "*": "arithmetic"}
    result = from_index(build(frame, TREE, aggregate=mixed), title="公开指数", dates=DATES)
    titles = {i.title.zh: i.is_leaf for i, _ in result.scheme.walk()}
    assert titles == {
        "主动": True, "依申请": False, "办理": True, "保障": False, "平台": True, "监督": True,
    }  # fmt: skip
    assert (
        "Copeland两两比较" in next(i for i in result.scheme.leaves if i.title.zh == "主动").about.zh
    )
    for single in ("topsis", "benefit_of_the_doubt", lambda values, weights: values.max(axis=1)):
        index = build(frame, TREE, impute="mean", aggregate=single)
        whole = from_index(index, title="公开指数", dates=DATES)
        assert len(whole.scheme.leaves) == 1
        same(whole, index)


CHOICES = [
    "arithmetic", "median", "minimum", "maximum", "harmonic", "mean_min",
    {"method": "geometric", "floor": 0.02},
    {"method": "geometric", "floor": 0},
    {"method": "harmonic", "floor": 0.1},
    {"method": "power", "exponent": 3},
    {"method": "power", "exponent": -2, "floor": 0.05},
    {"method": "power", "exponent": np.inf},
    {"method": "mean_min", "alpha": 0.8, "beta": 0.3},
    {"method": "owa", "exponent": 0.5},
    {"method": "owa", "exponent": 3},
    {"method": "owa", "order": [3, 2, 0]},
    "copeland",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_any_method_anywhere_with_gaps_gives_the_totals_of_the_index(seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 6, size=(40, 7)) / 5
    values[rng.random(values.shape) < rng.uniform(0, 0.5)] = GAP
    leaves = ["公开", "解读", "回应", "办理", "答复", "平台", "监督"]
    frame = pd.DataFrame(values, columns=leaves)
    frame["unit"] = [f"u{k:02d}" for k in range(40)]
    frame["kind"] = np.array(["city", "county"])[np.arange(40) % 2]
    tree = pd.concat(
        [TREE.assign(group=["", "", "city", "", "", "", "", "county", ""]),
         pd.DataFrame({"id": ["答复"], "parent": ["依申请"], "weight": [1], "direction": [1],
                       "group": [""]})]
    )  # fmt: skip
    low, high = [(0, 1), (1, 10), (0, 100)][seed % 3]
    choices = [choice for choice in CHOICES if choice != "harmonic" or low > 0]
    names = ["index", "主动", "依申请", "保障"]
    picked = dict(zip(names, rng.permutation(len(choices))[:4], strict=True))
    aggregate = {name: choices[place] for name, place in picked.items()}
    for name in names[2:]:  # two children each
        if isinstance(aggregate[name], dict) and "order" in aggregate[name]:
            aggregate[name] = {"method": "owa", "order": [1, 3]}
    policies = ["renormalise", "missing", "worst"]
    index = build(
        frame, tree, group="kind", aggregate=aggregate,
        normalise={"method": "minmax", "low": low, "high": high},
        missing={name: policies[rng.integers(3)] for name in names},
        at_least=rng.choice([0, 0.5, 0.7]),
    )  # fmt: skip
    result = from_index(index, title="公开指数", dates=DATES, full=100)
    same(result, index, low, high, 100)


def test_a_missing_part_that_does_not_matter_leaves_no_score_where_the_index_has_none():
    frame = pd.DataFrame({"unit": ["甲", "乙", "丙"], "a": [0, 1, 2], "b": [GAP, 3, 5]})
    tree = pd.DataFrame({"id": ["a", "b"], "parent": ["", ""], "weight": [1, 1]})
    index = build(frame, tree, aggregate="minimum", missing="missing")
    assert np.isnan(index.total[0]) or np.isnan(index.total).sum() == 1
    result = from_index(index, title="公开指数", dates=DATES)
    same(result, index)
    row = result.totals.set_index("unit").loc["甲"]
    assert (row["low"], row["high"]) == (0, 1)


def test_a_combined_branch_is_explained_by_its_children_and_by_its_parts(frame):
    index = build(frame, TREE, aggregate={"*": {"method": "geometric", "floor": 0.01}})
    result = from_index(index, title="公开指数", dates=DATES)
    said = str(result.explain("省05"))
    assert "合成方式: 按下级得分率的加权几何平均合成，低于1%的按1%计" in said
    assert "得分率" in said
    assert "weighted geometric mean" in str(result.explain("省05", lang="en"))
    first = result.scheme.indicators[0]
    below = result.explain("省05", first.id).records
    assert below["title"].to_list() == ["公开", "解读", "回应"]
    own = result.explain("省05", first.id)
    assert own.low == pytest.approx(index.score("主动")[5] * own.available)
    index = build(frame, TREE, aggregate="copeland")
    result = from_index(index, title="公开指数", dates=DATES)
    leaf = result.scheme.leaves[0]
    parts = result.explain("省05", leaf.id).records
    assert parts["component"].to_list() == TREE["id"].to_list()
    assert parts["normalised"].to_list()[0] == pytest.approx(index.score("主动")[5])
    assert len(result.evidence.everything()) == 31 * 9


def test_imputed_and_treated_cells_survive_into_explain_and_the_archive(frame, tmp_path):
    frame.loc[0, "公开"] = 4000.0
    frame.loc[1, "公开"] = GAP
    index = build(frame, TREE, impute="mean", treat="winsorise")
    result = from_index(index, title="公开指数", dates=DATES)
    leaf = next(i.id for i in result.scheme.leaves if i.title.zh == "公开")
    row = result.explain("省01", leaf).records.iloc[0]
    assert row["imputed"]
    assert np.isnan(row["given"])
    treated = result.explain("省00", leaf).records.iloc[0]
    assert treated["treated"]
    assert treated["given"] == 4000
    assert "是" in str(result.explain("省01", leaf))
    result.save(tmp_path / "index.zip")
    again = gk.load(tmp_path / "index.zip")
    pd.testing.assert_frame_equal(again.totals, result.totals)
    assert again.explain("省00", leaf).records.iloc[0]["treated"] in (True, "True")


def test_what_is_missing_is_passed_on_or_left_open(frame):
    frame.loc[2, ["公开", "解读"]] = GAP
    frame.loc[3, ["公开", "解读", "回应", "办理", "平台"]] = GAP
    index = build(frame, TREE, at_least={"index": 0.6, "主动": 0.3})
    result = from_index(index, title="公开指数", dates=DATES)
    values = result.values.merge(
        pd.DataFrame({"indicator": [i.id for i in result.scheme.leaves],
                      "name": [i.title.zh for i in result.scheme.leaves]})
    ).set_index(["unit", "name"])["state"]  # fmt: skip
    assert values["省02", "公开"] == "not_applicable"
    assert values["省02", "回应"] == "scored"
    assert values["省03", "公开"] == "not_assessed"
    row = result.totals.set_index("unit").loc["省03"]
    assert pd.isna(row["rank"])
    assert row["low"] < row["high"]


def test_groups_periods_and_scales(frame):
    panel = pd.concat([frame.assign(year=2023), frame.assign(year=2024, 公开=frame["公开"] / 2)])
    index = build(panel, TREE, period="year", group="region")
    with pytest.raises(GkevalError, match="period must be one of: 2023, 2024"):
        from_index(index, title="公开指数")
    result = from_index(index, title="公开指数", period=2024, by_group=True, full=100)
    assert str(result.scheme.period.start) == "2024-01-01"
    assert set(result.ranking()["group"]) == {"g1", "g2", "g3"}
    assert result.ranking("g1")["rank"].min() == 1
    last_year = from_index(index, title="公开指数", period=2023, by_group=True, full=100)
    moved = gk.compare(last_year, result).units
    assert moved["change"].abs().max() > 0

    standard = build(frame, TREE, normalise="zscore")
    with pytest.raises(GkevalError, match="the index has no scale"):
        from_index(standard, title="公开指数", dates=DATES)
    with pytest.raises(GkevalError, match="state a wider scale="):
        from_index(standard, title="公开指数", dates=DATES, scale=(-1, 1))
    result = from_index(standard, title="公开指数", dates=DATES, scale=(-5, 5), full=100)
    same(result, standard, -5, 5, 100)
    with pytest.raises(GkevalError, match="dates must be said"):
        from_index(standard, title="公开指数", scale=(-5, 5))
    with pytest.raises(GkevalError, match="by_group needs groups"):
        from_index(standard, title="公开指数", scale=(-5, 5), dates=DATES, by_group=True)


def test_constant_indicators_and_choices_are_told(frame):
    index = build(frame.assign(平台=5.0), TREE)
    result = from_index(index, title="公开指数", dates=DATES)
    assert "constant_indicator" in [problem.code for problem in result.problems]
    assert "标准化：最小—最大法" in result.scheme.source.note.zh
    english = from_index(index, title="Openness index", dates=DATES, lang="en")
    assert english.scheme.title.en == "Openness index"
    assert "given" in str(english.explain("省04", english.scheme.leaves[0].id))


def test_an_indicator_without_weight_has_no_points(frame):
    index = build(frame, TREE.assign(weight=[3, 2, 0, 1, 2, 1, 2, 1, 3]))
    result = from_index(index, title="公开指数", dates=DATES)
    assert "解读" not in [i.title.zh for i in result.scheme.leaves]
    same(result, index)


def test_charts_take_it_like_any_result(frame):
    pytest.importorskip("plotly")
    result = from_index(build(frame, TREE), title="公开指数", dates=DATES)
    figure = gk.charts.ranking(result)
    assert len(figure.data) > 0


def test_an_index_from_a_scheme_and_its_values(five):
    frame, tree = index_input(five.scheme, five.values)
    assert list(tree["id"]) == [i.id for i, _ in five.scheme.walk()]
    assert (tree["weight"] > 0).all()
    assert set(frame.columns) == {"unit", *(leaf.id for leaf in five.scheme.leaves)}
    index = build(frame, tree, at_least=0)
    assert len(index.units) == len(five.units)

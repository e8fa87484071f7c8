"""Why one unit stands above another: differences by hand, which add up to that of the totals."""

import pytest
from hypothesis import given, settings

import gkeval as gk
from tests.scoring.builders import act, branch, leaf, scheme, scored
from tests.uncertainty.builders import assessments


@pytest.fixture
def result():
    made = scheme(
        branch("a", 60, leaf("a.x", 40), leaf("a.y", 20)),
        leaf("b", 40),
        adjustments=[
            act("deduction", "late", on="b", per_case=1),
            act("bonus", "praise", per_case=2),
        ],
        lang="zh",
    )
    return scored(
        made,
        甲={"a.x": 40, "a.y": 10, "b": 30, "late": 2, "praise": 1},  # 78 + 2
        乙={"a.x": 30, "a.y": 14, "b": 30},  # 74
    )


def test_rows_by_hand(result):
    found = result.explain("甲", versus="乙")
    assert (found.score, found.other_score, found.difference) == (80, 74, 6)
    rows = found.rows[["kind", "indicator", "points", "other_points", "difference"]]
    assert rows.to_numpy().tolist() == [
        ["indicator", "a.x", 40, 30, 10],
        ["indicator", "a.y", 10, 14, -4],
        ["adjustment", "late", -2, 0, -2],
        ["adjustment", "praise", 2, 0, 2],
        ["indicator", "b", 30, 30, 0],
    ]
    assert found.rows["rate"].to_list()[:2] == [1, 0.5]


def test_said_in_one_sentence(result):
    zh = result.explain("甲", versus="乙").sentence()
    assert zh == "甲高于乙6分，主要因为a.x（+10）和praise（+2）；a.y（-4）和late（-2）则相反。"
    en = result.explain("乙", versus="甲", lang="en")
    assert en.sentence() == (
        "乙 stands 6 points below 甲, mostly by a.x (-10) and praise (-2); "
        "against that, a.y (+4) and late (+2)."
    )
    assert "<table" in en._repr_html_()
    assert "difference" in str(en)


def test_archive_tells_the_same(result, tmp_path):
    result.save(tmp_path / "one.gkeval")
    again = gk.load(tmp_path / "one.gkeval").explain("甲", versus="乙")
    assert again.rows.equals(result.explain("甲", versus="乙").rows)


def test_a_combined_branch_is_one_row():
    least = branch("a", 60, leaf("a.x", 30), leaf("a.y", 30), combine={"kind": "minimum"})
    made = scheme(least, leaf("b", 40))
    result = scored(made, 甲={"a.x": 10, "a.y": 20, "b": 20}, 乙={"a.x": 30, "a.y": 0, "b": 20})
    found = result.explain("甲", versus="乙")
    assert found.rows["indicator"].to_list() == ["a", "b"]
    assert found.rows["difference"].to_list() == pytest.approx([20, 0])


def test_refusals(result):
    with pytest.raises(gk.GkevalError, match="two units"):
        result.explain("甲", versus="甲")
    with pytest.raises(gk.GkevalError, match="one of the two"):
        result.explain("甲", "b", versus="乙")
    with pytest.raises(gk.GkevalError, match="must be one of the 2 units"):
        result.explain("甲", versus="丁")


def test_a_unit_without_a_total():
    made = scheme(leaf("a", 60), leaf("b", 40))
    result = scored(made, 甲={"a": 1, "b": None}, 乙={"a": 1, "b": 2})
    with pytest.raises(gk.GkevalError, match="甲 has no total"):
        result.explain("乙", versus="甲")


@settings(max_examples=25)
@given(assessments())
def test_differences_add_up(result):
    exact = result.totals.set_index("unit")["exact"]
    found = result.explain("u0", versus="u1")
    assert found.rows["difference"].sum() == pytest.approx(exact["u0"] - exact["u1"], abs=1e-6)
    assert found.rows["points"].sum() == pytest.approx(exact["u0"], abs=1e-6)

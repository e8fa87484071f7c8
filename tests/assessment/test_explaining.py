"""How a score is told: its records in words, what is left out, what is open, who stands above."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.assessment.cell_texts import shown
from gkeval.assessment.legible import head
from tests.scoring.builders import act, branch, grade, leaf, scheme, scored

SHARE = {
    "measure": {
        "kind": "share",
        "table": "documents",
        "hit": {"major": "true"},
        "when_empty": "not_assessed",
    },
    "rule": {"kind": "proportion", "target": 1},
}


@pytest.fixture(scope="module")
def sampled():
    """Sixty documents of two hundred and forty were looked at; every second one is major."""
    documents = pd.DataFrame(
        {
            "unit": "甲",
            "record": [f"D{number:02}" for number in range(60)],
            "kind": "policy",
            "published": "2020-03-01",
            "major": ["是", "否"] * 30,
        }
    )
    samples = {"unit": ["甲"], "record": ["S1"], "indicator": ["a"], "population": [240]}
    units = pd.DataFrame({"unit": ["甲"], "group": ["unit"]})
    frames = {"units": units, "documents": documents, "samples": pd.DataFrame(samples)}
    return gk.assess(scheme(leaf("a", 10, **SHARE), lang="zh"), gk.read_records(frames))


def test_a_share_of_a_sample_is_told_with_its_interval(sampled):
    # Wilson's interval at 30 of 60, narrowed as a quarter of 240 was seen
    assert sampled.explain("甲", "a").value == (
        "30 ÷ 60 = 50%（抽查 60 件，共 240 件；95% 置信区间 39.3%～60.7%）"
    )
    assert sampled.explain("甲", "a", lang="en").value == (
        "30 ÷ 60 = 50 % (60 of 240 checked; 95 % interval 39.3 % to 60.7 %)"
    )


def test_records_beyond_the_fiftieth_are_counted(sampled):
    zh, en = (str(sampled.explain("甲", "a", lang=lang)).split("\n") for lang in ("zh", "en"))
    assert (zh[-1], en[-1]) == ("… 另有 10 行", "… 10 more")
    assert zh[-2].split() == ["D49", "否", "2020-03-01", "否", "不符合"]
    assert en[-2].split()[:3] == ["D49", "no", "2020-03-01"]
    assert str(sampled.explain("甲")).count("\n") < 10


def test_a_sampled_share_may_be_changed_by_an_appeal(sampled):
    """All there is to the cell is then what was decided: nothing was checked, of nothing."""
    decided = {"who": ["组长"], "when": ["2020-12-01"], "why": ["申诉"]}
    log = pd.DataFrame({"unit": ["甲"], "indicator": ["a"], "value": [0.75]} | decided)
    changed = gk.apply_changes(sampled, log)
    assert changed.totals["total"].to_list() == [7.5]
    assert changed.explain("甲", "a").value == "75%"


def test_the_whole_is_told_after_adjustments_and_on_the_full_mark():
    """40 + 40 are 80 of 100; a bonus of 3 makes 83, a veto 59; on a scale of 50: 40, 43 and 59."""
    extra = act("bonus", "extra", amount=3, when={"at_least": 1})
    leak = act("veto", "leak", score=59, when={"at_least": 1})
    for scale, told in (({}, ("83 / 100", "59 / 100")), ({"scale_to": 50}, ("43 / 50", "59 / 50"))):
        made = scheme(leaf("a", 60), leaf("b", 40), adjustments=[extra, leak], **scale)
        marks = {"a": 40, "b": 40, "extra": 1}
        result = scored(made, u1=marks | {"leak": 0}, u2=marks | {"leak": 1})
        assert tuple(result.explain(unit).score for unit in ("u1", "u2")) == told
        assert result.explain("u1", "a").score == "40 / 60"


def graded(**more):
    return scheme(
        branch("a", 60, leaf("a.x", 40), leaf("a.y", 20)),
        leaf("b", 40),
        grades=[grade("good", at_least=80), grade("rest", at_least=0)],
        adjustments=[act("veto", "leak", result="fail")],
        rounding={"decimals": 1},
        lang="en",
        **more,
    )


@pytest.fixture
def states():
    return scored(
        graded(),
        first={"a.x": 40, "a.y": 20, "b": 40},
        nothing={"a.x": "不适用", "a.y": "不适用", "b": "不适用"},
        opened={"a.x": "未评估", "a.y": 10, "b": 40},
        vetoed={"a.x": 40, "a.y": 20, "b": 40, "leak": 1},
    )


def row_of(html, unit):
    start = html.index(f">{unit}<")
    return html[start : html.index("</tr>", start)]


def test_a_ranking_shows_who_has_no_total_and_why(states):
    html = states._repr_html_()
    assert ">100.0<" in row_of(html, "first")
    nothing = row_of(html, "nothing")
    assert nothing.count(">—<") == 2  # neither score nor grade
    assert "width:160px" not in nothing
    opened = row_of(html, "opened")
    assert ">50.0–90.0<" in opened
    assert opened.count(">—<") == 1
    assert "width:80.0px" in opened
    assert "width:64.0px" in opened  # the part of the bar that may be
    assert "failed" in row_of(html, "vetoed").lower()


def test_an_explanation_of_what_does_not_apply_has_blank_cells(states):
    told = states.explain("nothing")
    assert told.score == "not applicable"
    assert not told.lost
    html = told._repr_html_()
    assert "nan" not in html.lower().replace("font-variant-numeric", "")
    assert states.explain("opened").score == "50–90 / 100"
    assert dict(states.explain("opened", "a").facts())["score"] == "10–50 / 60"


def test_a_column_of_no_table_is_told_by_its_name():
    assert head("floor_area", "buildings", "zh") == "floor area"
    assert head("counted", "buildings", "zh") == "是否计入"


def test_a_cell_is_shown_in_eighty_letters():
    assert shown("x" * 100) == "x" * 80


@pytest.fixture
def rolled():
    made = scheme(
        branch("own", 60, leaf("own.a", 60), rollup={
            "groups": ["county"], "own": "0.5", "children": ["town"]
        }),
        leaf("daily", 40),
        groups={"county": {}, "town": {}},
        lang="en",
    )  # fmt: skip
    return scored(
        made,
        one={"group": "county", "own.a": 60, "daily": 20},  # (60 + 30) ÷ 2 + 20 = 65
        other={"group": "county", "own.a": 40, "daily": 20},  # nobody below: 60
        below={"group": "town", "parent": "one", "own.a": 30, "daily": 40},
        level={"group": "county", "own.a": 40, "daily": 20},  # 60
    )


def test_a_point_of_a_unit_with_others_below_counts_half(rolled):
    found = rolled.explain("one", versus="other")
    assert (found.score, found.other_score) == (65, 60)
    rows = found.to_frame().set_index("indicator")
    assert rows.loc["own.a", ["points", "other_points", "difference"]].to_list() == [30, 40, -10]
    # the mean of those below, 30 of 60 at half, is in no indicator of the unit's own
    assert rows.loc["", ["kind", "points", "difference"]].to_list() == ["other", 15, 15]
    assert found.sentence() == (
        "one stands 5 points above other, mostly by other (roll-up, rounding) (+15); "
        "against that, own.a (-10)."
    )


def test_two_equal_units_are_told_to_be_equal(rolled):
    found = rolled.explain("other", versus="level")
    assert found.sentence() == "other and level both score 60."
    assert rolled.explain("other", versus="level", lang="zh").sentence() == "other与level同为60分。"
    assert found.shown().empty
    frame = found.to_frame()
    frame.loc[:, "points"] = 0.0
    assert found.rows["points"].sum() == 60

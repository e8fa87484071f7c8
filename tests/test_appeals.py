"""Appeals on the five units worked by hand: what each decision moves, for whom."""

import pandas as pd
import pytest

import gkeval as gk
from tests import samples
from tests.scoring.builders import leaf, scheme

UPHELD = {
    "unit": "乙县",
    "indicator": "publicity.meetings",
    "claim": "两次会议均已开放",
    "evidence": "https://example.invalid/m",
    "decision": "支持",
    "value": 2,
    "decided_by": "组长",
    "date": "2018-03-01",
}
REJECTED = UPHELD | {
    "unit": "丙县",
    "indicator": "publicity.timely",
    "decision": "驳回",
    "value": 1,
}
PARTLY = UPHELD | {"unit": "丙县", "indicator": "response.form", "decision": "部分支持", "value": 3}


def test_an_upheld_appeal_changes_the_value_and_the_total(five):
    appealed = gk.apply_appeals(five, pd.DataFrame([UPHELD]))
    totals = appealed.result.totals.set_index("unit")
    assert totals.loc["乙县", "total"] == 46 + 20
    assert appealed.decisions["points"].to_list() == [20]
    assert five.totals.set_index("unit").loc["乙县", "total"] == 46
    assert appealed.result.fingerprint != five.fingerprint


def test_a_rejected_appeal_changes_nothing(five):
    appealed = gk.apply_appeals(five, pd.DataFrame([REJECTED]))
    pd.testing.assert_frame_equal(appealed.result.totals, five.totals)
    assert appealed.decisions["points"].to_list() == [0]
    assert appealed.log.empty


def test_every_unit_whose_rank_changed_is_named_not_only_the_appellant(five):
    # 丙县 falls to 36 + 20 + 12 = 68, 乙县 rises to 36 + 20 + 26 = 82; no decision does it alone
    rising = UPHELD | {"indicator": "publicity.timely", "value": 0.9}
    appealed = gk.apply_appeals(five, pd.DataFrame([UPHELD, PARTLY, rising]))
    totals = appealed.result.totals.set_index("unit")
    assert totals.loc[["乙县", "丙县"], "total"].to_list() == [82, 68]
    moved = appealed.comparison.units.set_index("unit")["moved"].dropna()
    assert moved[moved != 0].to_dict() == {"乙县": 1, "丙县": -1}
    assert appealed.decisions["ranks_changed"].to_list() == [0, 0, 0]


def test_the_decision_shows_in_the_explanation(five):
    told = gk.apply_appeals(five, pd.DataFrame([UPHELD])).result.explain(
        "乙县", "publicity.meetings"
    )
    assert "组长" in told.records["why"].iloc[-1]
    assert "复核改定" in str(told)


def test_replaying_the_log_gives_the_same_result(five, tmp_path):
    appealed = gk.apply_appeals(five, pd.DataFrame([UPHELD, PARTLY]))
    appealed.log.to_csv(tmp_path / "log.csv", index=False)
    again = gk.apply_changes(five, pd.read_csv(tmp_path / "log.csv", dtype={"value": float}))
    pd.testing.assert_frame_equal(again.totals, appealed.result.totals)
    appealed.result.save(tmp_path / "r.zip")
    kept = gk.load(tmp_path / "r.zip")
    pd.testing.assert_frame_equal(kept.totals, appealed.result.totals)
    assert len(kept.explain("乙县", "publicity.meetings").records) == 1


def test_a_later_row_of_the_log_goes_before_an_earlier_one(five):
    first = gk.apply_appeals(five, pd.DataFrame([UPHELD])).log
    both = pd.concat([first, first.assign(value=0)], ignore_index=True)
    assert gk.apply_changes(five, both).totals["total"].equals(five.totals["total"])


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"decision": "maybe"}, "decision"),
        ({"unit": "己县"}, "unit"),
        ({"indicator": "x"}, "indicator"),
        ({"unit": "丁局"}, "indicator"),
        ({"value": None}, "value"),
        ({"value": "many"}, "value"),
        ({"value": -1}, "value"),
        ({"decided_by": ""}, "decided_by"),
        ({"date": None}, "date"),
    ],
)
def test_faulty_appeals_are_problems_with_their_place(five, change, column):
    with pytest.raises(gk.InputError) as caught:
        gk.apply_appeals(five, pd.DataFrame([REJECTED, UPHELD | change]))
    assert column in {problem.column for problem in caught.value.problems}


def test_two_appeals_on_one_cell_are_refused(five):
    with pytest.raises(gk.InputError, match="one appeal a cell"):
        gk.apply_appeals(five, pd.DataFrame([UPHELD, UPHELD]))


def test_what_appeals_came_to_is_said_in_a_line_and_shown_as_tables(five):
    one = gk.apply_appeals(five, pd.DataFrame([UPHELD, REJECTED, PARTLY]))
    assert repr(one) == "<Appealed: 1 upheld, 1 rejected, 1 partly; 0 units changed rank>"
    page = one._repr_html_()
    assert page.count("<table") == 2
    assert "两次会议均已开放" in page
    # 丙县 falls to 36 + 8 = 44 behind 乙县 with 46: both change places
    fallen = UPHELD | {"unit": "丙县", "indicator": "publicity.timely", "value": 0}
    both = gk.apply_appeals(five, pd.DataFrame([fallen]))
    assert both.moves["unit"].to_list() == both.moves["unit"].unique().tolist()
    none = gk.apply_appeals(five, pd.DataFrame(columns=list(UPHELD)))
    assert repr(none) == "<Appealed: no appeals; 0 units changed rank>"
    assert none.result.totals["total"].equals(five.totals["total"])
    assert list(none.moves.columns) == ["appeal", "unit", "rank_before", "rank"]


def test_one_unit_that_moved_is_said_in_the_singular():
    result = samples.assessed("sichuan-land-2011")
    appeal = UPHELD | {"unit": "阿坝州", "indicator": "participation", "value": 2.5}
    appealed = gk.apply_appeals(result, pd.DataFrame([appeal]))
    assert repr(appealed) == "<Appealed: 1 upheld; 1 unit changed rank>"


def test_a_change_goes_over_the_records_it_replaces_and_over_no_others(tmp_path):
    counted = {
        "measure": {"kind": "count", "table": "activities"},
        "rule": {"kind": "at_least", "target": 2},
    }
    made = scheme(leaf("meetings", 60, **counted), leaf("visits", 40, **counted))
    rows = [("甲", "A1"), ("甲", "A2"), ("乙", "B1")]
    tables = {
        "units": pd.DataFrame({"unit": ["甲", "乙"], "group": "unit"}),
        "activities": pd.DataFrame(rows, columns=["unit", "record"]).assign(
            kind="meeting", date="2020-05-06"
        ),
    }
    result = gk.assess(made, gk.read_records(tables))
    change = {
        "unit": "甲",
        "indicator": "meetings",
        "value": 1,
        "who": "组长",
        "when": "2021-03-01",
    }
    log = pd.DataFrame([change | {"why": "复查；见附件;1"}])
    after = gk.apply_changes(result, log)

    def seen(found):
        return dict(zip(found["record"], found["counted"], strict=True))

    mine = after.evidence.items("甲", "meetings")
    assert seen(mine) == {"A1": False, "A2": False, "change 1": True}
    assert mine["why"].iloc[-1] == "changed:组长, 2021-03-01: 复查；见附件,1"
    assert seen(after.evidence.items("乙", "meetings")) == {"B1": True}
    assert seen(after.evidence.about("meetings")) == seen(mine) | {"B1": True}
    assert seen(after.evidence.about("visits")) == {"A1": True, "A2": True, "B1": True}
    everything = after.evidence.everything()
    assert len(everything) == 7
    assert everything.groupby("indicator")["counted"].sum().to_dict() == {
        "meetings": 2,
        "visits": 3,
    }
    result.save(tmp_path / "before.zip")
    again = gk.apply_changes(gk.load(tmp_path / "before.zip"), log).evidence
    assert seen(again.items("甲", "meetings")) == seen(mine)
    assert seen(again.about("meetings")) == seen(mine) | {"B1": True}


def test_a_log_says_every_fault_at_once(five):
    change = {"unit": "乙县", "indicator": "response.form", "value": 5}
    full = change | {"who": "组长", "when": "2018-03-01", "why": "复查"}
    rows = [full | {"state": "open"}, full | {"who": " "}, full | {"why": None, "value": ""}]
    with pytest.raises(gk.InputError) as caught:
        gk.apply_changes(five, pd.DataFrame(rows))
    said = [(p.line, p.column, p.found) for p in caught.value.problems]
    assert said == [
        (0, "state", "open"),
        (1, "who", "nothing"),
        (2, "value", "nothing"),
        (2, "why", "nothing"),
    ]
    assert {p.code for p in caught.value.problems} == {"bad_change"}


def test_a_cell_may_become_a_state(five):
    change = {"unit": "乙县", "indicator": "response.form", "state": "disputed"}
    log = pd.DataFrame([change | {"who": "组长", "when": "2018-03-01", "why": "复查"}])
    totals = gk.apply_changes(five, log).totals.set_index("unit")
    # 46 points without the 8 of this indicator, which is worth 10
    assert totals.loc["乙县", ["low", "high"]].to_list() == [38, 48]
    assert pd.isna(totals.loc["乙县", "rank"])


@pytest.mark.parametrize("table", [None, [UPHELD], {"unit": ["乙县"]}])
def test_what_is_no_table_is_refused(five, table):
    found = type(table).__name__
    with pytest.raises(gk.GkevalError, match=f"the table is {found}, must be a data frame"):
        gk.apply_appeals(five, table)

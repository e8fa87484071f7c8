"""Appeals on the five units worked by hand: what each decision moves, for whom."""

import pandas as pd
import pytest

import gkeval as gk

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

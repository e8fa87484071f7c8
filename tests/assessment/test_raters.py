"""Several raters: each judged cell in the way that the scheme declares."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.scheme import parse_scheme

UNITS = pd.DataFrame({"unit": ["甲县", "乙县", "丙县"], "group": "county"})


def scheme(**way):
    return parse_scheme(
        {
            "scheme": "raters",
            "title": {"zh": "多人评分"},
            "source": {"document": "算例"},
            "period": {"from": "2017-01-01", "to": "2017-12-31"},
            "points": "20",
            "points_from": "proposed",
            "groups": {"county": {"title": {"zh": "县"}}},
            "indicators": [
                {"id": "form", "title": {"zh": "规范"}, "points": "10", "rule": {"kind": "expert"}},
                {
                    "id": "effect",
                    "title": {"zh": "效果"},
                    "points": "10",
                    "rule": {"kind": "levels", "levels": {"优": "1", "良": "0.8", "差": "0"}},
                },
            ],
        }
        | way
    )


def records(form, effect=("优", "优", "优")):
    rows = [("甲县", "form", f"评估员{n}", value, "third_party") for n, value in enumerate(form)]
    rows += [
        ("甲县", "effect", f"评估员{n}", value, "third_party") for n, value in enumerate(effect)
    ]
    rows += [("乙县", i, "评估员0", v, "third_party") for i, v in (("form", "6"), ("effect", "良"))]
    rows += [("乙县", "form", "组长", "7", "leader")]
    frame = pd.DataFrame(rows, columns=["unit", "indicator", "rater", "value", "kind"])
    frame = frame.assign(record=[f"J{n}" for n in range(len(frame))])
    return gk.read_records({"units": UNITS, "judgements": frame})


def scores(result):
    return result.scores.set_index(["unit", "indicator"])["score"]


def test_by_default_only_the_leader_settles_a_difference():
    result = gk.assess(scheme(), records(["6", "8", "9"]))
    states = result.scores.set_index(["unit", "indicator"])["state"]
    assert states["甲县", "form"] == "disputed"
    assert states["丙县", "form"] == "not_assessed"
    assert scores(result)["乙县", "form"] == 7


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ({"kind": "mean"}, (6 + 8 + 10) / 3),
        ({"kind": "median"}, 8),
        ({"kind": "trimmed"}, 8),
    ],
)
def test_the_way_of_the_scheme(way, expected):
    result = gk.assess(scheme(reconcile=way), records(["6", "8", "10"]))
    assert scores(result)["甲县", "form"] == pytest.approx(expected, abs=1e-7)
    assert scores(result)["甲县", "effect"] == 10


def test_a_mean_of_levels_is_the_mean_of_what_they_are_worth():
    result = gk.assess(scheme(reconcile={"kind": "mean"}), records(["6"], ["优", "良"]))
    assert scores(result)["甲县", "effect"] == pytest.approx(9)


def test_beyond_the_tolerance_a_cell_is_disputed():
    way = {"kind": "disputed", "tolerance": "1"}
    result = gk.assess(scheme(reconcile=way), records(["6", "8"]))
    states = result.scores.set_index(["unit", "indicator"])["state"]
    assert states["甲县", "form"] == "disputed"


def test_the_way_of_an_indicator_goes_before_that_of_the_scheme():
    base = scheme(reconcile={"kind": "mean"})
    indicators = base.model_dump(by_alias=True)["indicators"]
    indicators[0]["reconcile"] = {"kind": "median"}
    result = gk.assess(base.replace(indicators=indicators), records(["1", "2", "9"]))
    assert scores(result)["甲县", "form"] == 2


def test_explain_says_which_ratings_were_dropped():
    result = gk.assess(scheme(reconcile={"kind": "trimmed"}), records(["6", "8", "10"]))
    told = result.explain("甲县", "form").records.set_index("rater")
    assert told["counted"].to_dict() == {"评估员0": False, "评估员1": True, "评估员2": False}
    assert "最高" in str(result.explain("甲县", "form"))


def test_an_archive_keeps_how_cells_were_reconciled(tmp_path):
    result = gk.assess(scheme(reconcile={"kind": "mean"}), records(["6", "9"], ["优", "差"]))
    result.save(tmp_path / "r.zip")
    again = gk.load(tmp_path / "r.zip")
    pd.testing.assert_frame_equal(again.scores, result.scores)
    assert again.explain("甲县", "form").records["counted"].astype(bool).all()

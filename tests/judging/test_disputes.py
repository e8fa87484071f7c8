"""Disagreement by points at stake, and judgements as rates of what there is to earn."""

import numpy as np
import pandas as pd
import pytest

from gkeval.errors import GkevalError, InputError
from gkeval.judging import disputes, judged_rates
from gkeval.judging.worths import in_rates, points_of
from tests.scoring.builders import leaf, scheme


def frame(*rows):
    return pd.DataFrame(rows, columns=["unit", "indicator", "rater", "value", "kind"])


JUDGED = frame(
    ("a", "i", "x", 2, ""),
    ("a", "i", "y", 6, ""),
    ("a", "j", "x", 5, ""),
    ("a", "j", "y", 9, ""),
    ("b", "j", "x", 7, ""),
    ("b", "j", "y", 7, ""),
    ("c", "i", "x", 1, ""),
    ("b", "i", "x", 0.3, ""),
    ("b", "i", "y", 0.1 + 0.2, ""),
    ("a", "i", "unit", 6, "self"),
    ("a", "i", "head", 5, "leader"),
)
POINTS = {"i": 6, "j": 10}


def test_cells_are_listed_by_points_at_stake():
    found = disputes(JUDGED, POINTS)
    assert found[["unit", "indicator", "n", "at_stake"]].to_numpy().tolist() == [
        ["a", "i", 2, 4.0],
        ["a", "j", 2, 4.0],
    ]
    assert found["share"].tolist() == [0.25, 0.25]
    assert found[["lowest", "highest"]].to_numpy().tolist() == [["2", "6"], ["5", "9"]]
    assert found["decided"].tolist() == ["5", ""]
    assert found["ratings"].tolist() == ["x 2, y 6", "x 5, y 9"]
    assert disputes(JUDGED, POINTS, total=1000)["share"].tolist() == [0.004, 0.004]


def test_what_was_given_decides_what_is_at_stake():
    percent = disputes(JUDGED, POINTS, given="percent")
    assert percent["at_stake"].tolist() == [0.4, 0.24]
    assert percent["indicator"].tolist() == ["j", "i"]
    assert disputes(JUDGED, POINTS, given="rate")["at_stake"].tolist() == [40, 24]


def test_tolerance_is_in_points_noise_aside():
    assert len(disputes(JUDGED, POINTS, tolerance=3.9)) == 2
    assert len(disputes(JUDGED, POINTS, tolerance=4)) == 0
    assert len(disputes(JUDGED, POINTS, given="percent", tolerance=0.24)) == 1


def test_levels_by_what_they_are_worth():
    judged = frame(("a", "i", "x", "优", ""), ("a", "i", "y", "中", ""), ("a", "i", "z", "良", ""))
    found = disputes(judged, POINTS, levels={"优": 1, "良": 0.8, "中": 0.6})
    assert found["at_stake"].tolist() == [2.4]
    assert found[["lowest", "highest"]].to_numpy().tolist() == [["中", "优"]]
    with pytest.raises(InputError, match="found 优"):
        disputes(judged, POINTS)


def test_faults_and_nothing():
    with pytest.raises(InputError, match="indicator j without points"):
        disputes(JUDGED, {"i": 6})
    assert len(disputes(JUDGED.iloc[:0], POINTS)) == 0
    assert len(disputes(JUDGED.iloc[:1], POINTS)) == 0


def test_order_of_rows_changes_nothing():
    shuffled = JUDGED.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(disputes(JUDGED, POINTS), disputes(shuffled, POINTS))


class TestJudgedRates:
    @pytest.fixture
    def judged_scheme(self):
        levels = {"kind": "levels", "levels": {"优": 1, "良": "0.8", "差": 0}}
        counted = {"kind": "count", "table": "activities"}
        return scheme(
            leaf("level", 6, rule=levels),
            leaf("points", 8, rule={"kind": "expert", "scale": "points"}),
            leaf("percent", 10, rule={"kind": "expert", "scale": "percent"}),
            leaf("counted", 6, rule={"kind": "at_least", "target": 2}, measure=counted),
        )

    def test_every_scale_becomes_a_rate(self, judged_scheme):
        judged = frame(
            ("a", "level", "x", "良", ""),
            ("a", "points", "x", "6", ""),
            ("a", "percent", "x", 75, ""),
            ("a", "points", "y", None, ""),
        )
        rates = judged_rates(judged, judged_scheme)
        assert rates["value"].tolist()[:3] == [0.8, 0.75, 0.75]
        assert rates["value"].isna().tolist() == [False, False, False, True]
        assert judged["value"].iat[0] == "良"
        found = disputes(
            pd.concat([rates, rates[:3].assign(rater="z", value=1.0)]),
            {"level": 6, "points": 8, "percent": 10},
            given="rate",
        )
        assert found["indicator"].tolist() == ["percent", "points", "level"]
        assert found["at_stake"].tolist() == [2.5, 2.0, 1.2]

    def test_all_faults_at_once(self, judged_scheme):
        judged = frame(
            ("a", "level", "x", "良好", ""),
            ("a", "points", "x", 8.5, ""),
            ("a", "percent", "x", "七", ""),
            ("a", "counted", "x", 1, ""),
            ("a", "points", "y", -1, ""),
        )
        with pytest.raises(InputError) as caught:
            judged_rates(judged, judged_scheme)
        assert [(p.line, p.code, p.allowed) for p in caught.value.problems] == [
            (3, "not_a_judged_indicator", "a leaf of the scheme with a rule levels or expert"),
            (0, "judgement_out_of_range", "one of 优, 良, 差"),
            (1, "judgement_out_of_range", "a number from 0 to 8"),
            (2, "judgement_out_of_range", "a number from 0 to 100"),
            (4, "judgement_out_of_range", "a number from 0 to 8"),
        ]


def test_the_whole_table_by_hand():
    """Cell a, i: 2 to 6 of 6 points; the full mark is 16."""
    found = disputes(JUDGED, POINTS)
    assert found.to_dict("list") == {
        "unit": ["a", "a"],
        "indicator": ["i", "j"],
        "n": [2, 2],
        "lowest": ["2", "5"],
        "highest": ["6", "9"],
        "at_stake": [4.0, 4.0],
        "share": [0.25, 0.25],
        "decided": ["5", ""],
        "ratings": ["x 2, y 6", "x 5, y 9"],
    }
    three = pd.concat([JUDGED, frame(("a", "i", "z", 3, ""), ("d", "i", "head", 1, "leader"))])
    found = disputes(three, POINTS, given="percent", tolerance=0)
    assert found[["indicator", "n", "at_stake"]].to_numpy().tolist() == [
        ["j", 2, 0.4],
        ["i", 3, 0.24],
    ]
    assert found["ratings"].tolist() == ["x 5, y 9", "x 2, y 6, z 3"]
    assert len(disputes(three, POINTS, tolerance=-1)) == 6  # also where all agree, or nobody rated
    quiet = disputes(three, POINTS, tolerance=-1).iloc[-1]
    assert quiet[["unit", "n", "lowest", "highest", "at_stake", "decided", "ratings"]].tolist() == [
        "d",
        0,
        "",
        "",
        0,
        "1",
        "",
    ]


def test_cells_are_sorted_by_stake_then_unit_and_indicator():
    judged = frame(
        *[("b", "j", rater, value, "") for rater, value in (("x", 1), ("y", 3))],
        *[("a", "j", rater, value, "") for rater, value in (("x", 4), ("y", 6))],
        *[("c", "i", rater, value, "") for rater, value in (("x", 1), ("y", 6))],
    )
    found = disputes(judged, POINTS)
    assert found["unit"].tolist() == ["c", "a", "b"]
    assert found["at_stake"].tolist() == [5, 2, 2]


def test_rates_as_given_and_points_of_nobody():
    numbers = np.array([[1.0, 3.0], [5.0, 10.0]])
    names = np.array(["i", "j"], dtype=object)
    assert in_rates(numbers, names, None, "points") is numbers
    assert in_rates(numbers, names, POINTS, "rate") is numbers
    assert in_rates(numbers, names, POINTS, "percent").tolist() == [[0.01, 0.03], [0.05, 0.1]]
    assert in_rates(numbers, names, POINTS, "points").tolist() == [[1 / 6, 0.5], [0.5, 1]]
    assert points_of(names[::-1], POINTS).tolist() == [10, 6]
    assert points_of(names[:0], POINTS).shape == (0,)
    for points in (None, POINTS):
        with pytest.raises(
            ValueError, match="given is 'mark', must be one of points, percent, rate"
        ):
            in_rates(numbers, names, points, "mark")


def test_points_at_stake_are_told_to_a_billionth():
    judged = frame(("a", "j", "x", "高", ""), ("a", "j", "y", "低", ""))
    found = disputes(judged, POINTS, levels={"高": 1 / 3, "低": 0})
    assert found["at_stake"].tolist() == [3.333333333]


@pytest.mark.parametrize("levels", [["良", "优"], {"优": 100, "良": 80}, {"优": 1, "良": "b"}, 3])
def test_levels_are_rates(levels):
    judged = JUDGED.assign(value="优")
    with pytest.raises(GkevalError, match="must map each level to the rate from 0 to 1"):
        disputes(judged, POINTS, levels=levels)

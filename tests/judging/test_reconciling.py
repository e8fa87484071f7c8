from statistics import fmean, median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.errors import InputError
from gkeval.judging import ratings_from, reconcile, reconcile_judgements
from gkeval.measures.ways import Disputed, Leader, Majority, Mean, Median, Trimmed

EVERY = (Mean(), Median(), Trimmed(), Majority(), Leader(), Disputed(tolerance=2))


def cells(*given, leader=None, levels=None):
    """Ratings of cells u0, u1, …, given as texts such as "5 4 - 3" (raters a, b, c, d)."""
    rows = [
        (f"u{item}", "i", rater, value, "")
        for item, line in enumerate(given)
        for rater, value in zip("abcdefgh", line.split(), strict=False)
        if value != "-"
    ]
    rows += [(unit, "i", "head", value, "leader") for unit, value in (leader or {}).items()]
    frame = pd.DataFrame(rows, columns=["unit", "indicator", "rater", "value", "kind"])
    return ratings_from(frame, levels)


def outcome(way, *given, **rest):
    done = reconcile(cells(*given, **rest), way)
    return [
        (state if np.isnan(value) else value)
        for value, state in zip(done.values, done.states, strict=True)
    ]


def test_mean_median_and_trimmed_by_hand():
    given = ("9 7 8 2", "5 6 - -", "1 1 10 3")
    assert outcome(Mean(), *given) == [6.5, 5.5, 3.75]
    assert outcome(Median(), *given) == [7.5, 5.5, 2.0]
    assert outcome(Trimmed(), *given) == [7.5, "not_assessed", 2.0]
    assert outcome(Trimmed(highest=1, lowest=0, at_least=2), *given) == [17 / 3, 5.0, 5 / 3]
    assert outcome(Trimmed(highest=0, lowest=2, at_least=4), *given) == [8.5, "not_assessed", 6.5]


def test_majority_by_hand():
    given = ("3 3 4 -", "3 3 4 4", "3 4 5 -", "2 2 2 5", "1 2 - -")
    assert outcome(Majority(), *given) == [3, "disputed", "disputed", 2, "disputed"]
    assert outcome(Majority(more_than="0.7"), *given)[:4] == ["disputed"] * 3 + [2]
    assert outcome(Majority(more_than=0), *given) == [3, "disputed", "disputed", 2, "disputed"]


def test_leader_decides_where_raters_differ():
    given = ("3 3 -", "3 4 -", "3 5 -", "2 - -")
    decided = outcome(Leader(), *given, leader={"u1": "3.5", "u0": 2})
    assert decided == [2, 3.5, "disputed", 2]


def test_beyond_the_tolerance_is_disputed_until_the_leader_decides():
    given = ("3 5 -", "3 5.5 -", "3 9 -", "0.1 0.4 -")
    assert outcome(Disputed(tolerance=2), *given, leader={"u2": 4}) == [4, "disputed", 4, 0.25]
    assert outcome(Mean(tolerance=2), *given) == [4, "disputed", "disputed", 0.25]
    assert outcome(Disputed(tolerance="0.3"), *given)[3] == 0.25  # noise: 0.4 - 0.1 > 0.3
    assert outcome(Disputed(), *given) == ["disputed"] * 4


@pytest.mark.parametrize("way", EVERY)
def test_a_decision_always_holds_and_equal_ratings_stand(way):
    given = ("1 5 9 2", "4 4 4 4", "- - - -")
    assert outcome(way, *given, leader={"u0": 7, "u1": 6, "u2": 3}) == [7, 6, 3]
    done = reconcile(cells(*given, leader={"u0": 7}), way)
    assert done.values[1] == 4
    assert done.how("en")[:2].tolist() == [
        "decided by the leader head",
        "a, b, c, d gave the same value",
    ]
    assert (done.roles[0] != 1).all()


def test_too_few_ratings_are_not_assessed():
    done = reconcile(cells("4 - -", "4 4 -", "4 4 5"), Mean(at_least=2))
    assert done.states.tolist() == ["not_assessed", "scored", "scored"]
    assert done.how("en")[0] == "1 of at least 2 ratings"
    assert np.isnan(done.values[0])
    assert (done.n.tolist(), done.spread.tolist()) == ([1, 2, 3], [0, 0, 1])


def test_every_case_is_said_with_the_names_of_the_raters():
    given = ("9 7 8 2", "3 3 4 -", "3 4 5 -", "6 - - -", "5 5 - -")
    assert reconcile(cells(*given), Trimmed()).how().tolist() == [
        "去掉最低分（d）、最高分（a）后取 b、c 的平均分",
        "去掉最低分（a）、最高分（c）后取 b 的平均分",
        "去掉最低分（a）、最高分（c）后取 b 的平均分",
        "仅有 1 个评分，少于 3 个",
        "仅有 2 个评分，少于 3 个",
    ]
    assert reconcile(cells(*given), Majority()).how("en").tolist() == [
        "no majority among a, b, c, d: a decision is due",
        "majority of a, b against c",
        "no majority among a, b, c: a decision is due",
        "only a gave a rating",
        "a, b gave the same value",
    ]
    assert reconcile(cells(*given), Disputed(tolerance="2.50")).how().tolist() == [
        "a、b、c、d 评分相差超过 2.5，待组长裁定",
        "评分相差不超过 2.5，取 a、b、c 的平均分",
        "评分相差不超过 2.5，取 a、b、c 的平均分",
        "仅 a 评分",
        "a、b 评分一致",
    ]
    assert reconcile(cells(*given), Median()).how("en")[0] == "median of a, b, c, d"
    assert reconcile(cells(*given), Leader()).how("en")[2] == "a, b, c differ: a decision is due"


def test_a_cell_is_explained_with_who_gave_what():
    done = reconcile(cells("9 7 8 2", "5 6 - -", leader={"u1": 5}), Trimmed())
    assert done.explain("u0", "i", "en") == (
        "a 9, b 7, c 8, d 2: mean of b, c; dropped the lowest (d), the highest (a)"
    )
    assert done.explain("u1", "i") == "a 5, b 6：由组长 head 裁定"
    with pytest.raises(KeyError, match="no rating of unit u9"):
        done.explain("u9", "i")


def test_levels_in_words_are_chosen_but_not_averaged():
    given = ("优 优 良", "优 良 中", "良 - -")
    done = reconcile(cells(*given, leader={"u1": "良"}), Majority())
    assert done.levels.tolist() == ["优", "良", "良"]
    assert done.states.tolist() == ["scored"] * 3
    assert np.isnan(done.values).all()
    for way in (Mean(), Median(), Trimmed(), Majority(tolerance=1)):
        with pytest.raises(InputError, match="ratings in words"):
            reconcile(cells(*given), way)
    worth = {"优": 1, "良": "0.8", "中": 0.5}
    done = reconcile(cells(*given, levels=worth), Mean())
    assert done.values.tolist() == pytest.approx([2.8 / 3, 2.3 / 3, 0.8])
    assert done.levels.tolist() == ["", "", "良"]
    # words may stand where all agree or the leader decides
    done = reconcile(cells("优 优", "优 良"), Leader())
    assert done.levels.tolist() == ["优", ""]


@given(
    st.lists(
        st.lists(st.integers(0, 100) | st.none(), min_size=4, max_size=4), min_size=1, max_size=8
    ),
    st.permutations(range(4)),
)
def test_ways_equal_their_definitions_whatever_the_order_of_raters(grid, order):
    given = [" ".join("-" if v is None else str(v / 10) for v in row) for row in grid]
    mixed = [" ".join(line.split()[at] for at in order) for line in given]
    for way, define in (
        (Mean(), fmean),
        (Median(), median),
        (Trimmed(), lambda kept: fmean(sorted(kept)[1:-1])),
    ):
        one, other = (reconcile(cells(*lines, leader={"x": 1}), way) for lines in (given, mixed))
        assert np.array_equal(one.values, other.values, equal_nan=True)
        assert (one.states == other.states).all()
        rated = [[v / 10 for v in row if v is not None] for row in grid]
        rated = [row for row in rated if row]
        found = one.values[one.ratings.units != "x"]
        for row, value in zip(rated, found, strict=True):
            if len(row) < way.at_least:
                assert np.isnan(value)
            else:
                assert value == pytest.approx(define(row), abs=1e-12)
                assert min(row) <= value + 1e-9
                assert value <= max(row) + 1e-9


def test_table_of_several_indicators_each_in_its_way():
    frame = pd.DataFrame(
        [
            ("b", "number", "x", 3, ""),
            ("b", "number", "y", 4, ""),
            ("a", "level", "x", "优", ""),
            ("a", "level", "y", "良", ""),
            ("a", "number", "x", 5, ""),
            ("a", "worth", "x", "优", ""),
            ("a", "worth", "y", "良", ""),
            ("a", "worth", "self", "优", "self"),
        ],
        columns=["unit", "indicator", "rater", "value", "kind"],
    )
    ways = {"number": Mean(), "level": Leader(), "worth": Mean()}
    levels = {"worth": {"优": 1, "良": 0.8}}
    done = reconcile_judgements(frame, ways, levels=levels, lang="en")
    assert done[["unit", "indicator", "value", "n", "state"]].astype(object).fillna(
        "-"
    ).to_numpy().tolist() == [
        ["a", "level", "-", 2, "disputed"],
        ["a", "number", 5.0, 1, "scored"],
        ["a", "worth", 0.9, 2, "scored"],
        ["b", "number", 3.5, 2, "scored"],
    ]
    shuffled = reconcile_judgements(
        frame.sample(frac=1, random_state=5), ways, levels=levels, lang="en"
    )
    pd.testing.assert_frame_equal(done, shuffled, check_exact=True)
    with pytest.raises(InputError, match="indicator level without a way"):
        reconcile_judgements(frame, {"number": Mean(), "worth": Mean()})
    assert len(reconcile_judgements(frame.iloc[:0], Mean())) == 0


def test_numbers_stay_numbers_beside_words_and_faults_keep_their_rows():
    frame = pd.DataFrame(
        [
            ("a", "words", "x", "优"),
            ("a", "words", "y", "优"),
            ("a", "number", "x", "5"),
            ("a", "number", "y", "5"),
        ],
        columns=["unit", "indicator", "rater", "value"],
    )
    done = reconcile_judgements(frame, Leader())
    assert done["value"].fillna(-1).tolist() == [5, -1]
    assert done["level"].tolist() == ["5", "优"]
    faulty = pd.concat([frame, frame.assign(value=["好", "优", "5分", "5"])[2:]], ignore_index=True)
    faulty.loc[len(faulty)] = (None, "number", "x", "4")
    with pytest.raises(InputError) as caught:
        reconcile_judgements(faulty, {"words": Leader(), "number": Mean()})
    assert [(problem.line, problem.code) for problem in caught.value.problems] == [
        (6, "missing"),
        (4, "unknown_value"),
    ]


def test_result_fits_the_values_table():
    from gkeval.tables import STATES

    frame = reconcile(cells("3 4", "- -"), Mean()).to_frame()
    assert {"unit", "indicator", "value", "n", "state"} <= set(frame)
    assert set(frame["state"]) <= {code for code, _, _ in STATES}


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (Mean(), [[1, 1, 1, 1], [1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0], [2, 2, 0, 0]]),
        (Median(), [[1, 1, 1, 1], [1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0], [2, 2, 0, 0]]),
        (Trimmed(), [[4, 1, 1, 3], [3, 1, 4, 0], [2, 0, 0, 0], [2, 2, 0, 0], [2, 2, 0, 0]]),
        (Majority(), [[2, 2, 2, 2], [1, 1, 2, 0], [1, 0, 0, 0], [1, 1, 0, 0], [2, 2, 0, 0]]),
        (Leader(), [[2, 2, 2, 2], [2, 2, 2, 0], [1, 0, 0, 0], [1, 1, 0, 0], [2, 2, 0, 0]]),
        (
            Disputed(tolerance=1),
            [[2, 2, 2, 2], [1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 0, 0], [2, 2, 0, 0]],
        ),
    ],
)
def test_what_became_of_every_rating(way, expected):
    """Kept 1, dropped 2, dropped as the lowest 3 or the highest 4; 1 is the lowest level of all."""
    given = cells("9 7 8 2", "1 1 2 -", "1 - - -", "1 1 - -", "1 2 - -", leader={"u4": 5})
    done = reconcile(given, way)
    assert done.roles.tolist() == expected
    assert done.n.tolist() == [4, 3, 1, 2, 2]
    assert done.spread.tolist() == [7, 1, 0, 0, 1]
    assert done.levels[2:].tolist() == ["" if isinstance(way, Trimmed) else "1"] * 2 + ["5"]


def test_the_table_names_its_columns():
    table = reconcile(cells("1 1 3", "2 4 -"), Majority()).to_frame("en")
    assert table.to_dict("list") == {
        "unit": ["u0", "u1"],
        "indicator": ["i", "i"],
        "value": [1, pytest.approx(np.nan, nan_ok=True)],
        "level": ["1", ""],
        "n": [3, 2],
        "state": ["scored", "disputed"],
        "spread": [2, 2],
        "how": ["majority of a, b against c", "no majority among a, b: a decision is due"],
    }
    assert reconcile(cells("2 4"), Mean()).to_frame()["how"].tolist() == ["取 a、b 的平均分"]


@pytest.mark.parametrize("way", EVERY)
def test_cells_that_only_the_leader_judged_and_no_cells(way):
    done = reconcile(cells(leader={"u0": 3, "u1": 4}), way)
    assert done.values.tolist() == [3, 4]
    assert done.states.tolist() == ["scored"] * 2
    assert (done.n.tolist(), np.isnan(done.spread).tolist()) == ([0, 0], [True, True])
    assert done.roles.shape == (2, 0)
    assert done.explain("u1", "i", "en").endswith(": decided by the leader head")
    none = reconcile(cells(), way)
    assert len(none.to_frame()) == 0
    unrated = reconcile(cells("1 2"), way).states  # no rating is another cell's
    assert len(unrated) == 1


@pytest.mark.parametrize("way", [Mean(), Trimmed(highest=2, lowest=0)])
def test_a_cell_is_said_alike_alone_and_among_others(way):
    dice = np.random.default_rng(3)
    lines = [
        " ".join("-" if cell > 3 else str(cell) for cell in row)
        for row in dice.integers(0, 6, (80, 5))
    ]
    lines = [line for line in dict.fromkeys(lines) if set(line) != {"-", " "}]
    leader = {f"u{item}": "2" for item in range(0, len(lines), 7)}
    together = reconcile(cells(*lines, leader=leader), way)
    said = dict(zip(together.ratings.units, together.how("en"), strict=True))
    assert len(set(said.values())) > 20
    for item, line in enumerate(lines):
        unit = f"u{item}"
        alone = reconcile(cells(line, leader={"u0": "2"} if unit in leader else {}), way)
        assert alone.how("en").tolist() == [said[unit]]
        assert together.explain(unit, "i") == alone.explain("u0", "i")


def test_only_what_is_dropped_is_said_to_be():
    highest = reconcile(cells("9 7 8"), Trimmed(highest=1, lowest=0, at_least=2))
    assert highest.how().tolist() == ["去掉最高分（a）后取 b、c 的平均分"]
    lowest = reconcile(cells("9 7 8"), Trimmed(highest=0, lowest=2))
    assert lowest.how("en").tolist() == ["mean of a; dropped the lowest (b, c)"]


def test_words_averaged_shows_five_labels():
    with pytest.raises(InputError, match=r"in words \(甲, 乙, 丙, 丁, 戊\) and the way mean"):
        reconcile(cells("甲 乙 丙 丁 戊 己", levels=list("甲乙丙丁戊己")), Mean())


def test_an_empty_cell_makes_no_words_of_numbers():
    frame = pd.DataFrame(
        {
            "unit": "a",
            "indicator": ["n", "n", "n", "w"],
            "rater": list("xyzx"),
            "value": ["5", None, "", "优"],
        }
    )
    done = reconcile_judgements(frame, Leader())
    assert done["value"].fillna(-1).tolist() == [5, -1]
    assert done["how"].tolist() == ["仅 x 评分"] * 2
    assert reconcile_judgements(frame, Leader(), lang="en")["how"][0] == "only x gave a rating"
    assert done["n"].tolist() == [1, 1]


def test_judgements_without_values_are_refused_before_ways_are_looked_at():
    with pytest.raises(InputError, match="no column value"):
        reconcile_judgements(pd.DataFrame({"unit": ["a"], "indicator": "i", "rater": "x"}), Mean())


def test_judgements_without_a_column_of_values_are_refused():
    bare = pd.DataFrame({"unit": ["a"], "indicator": ["i"], "rater": ["x"]})
    with pytest.raises(InputError, match="judgements, value: found no column value"):
        reconcile_judgements(bare, Mean())

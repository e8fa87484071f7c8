"""The flat table: what it means, and every fault of it at once."""

import numpy as np
import pandas as pd
import pytest

from gkeval import InputError
from gkeval.composite import Tree


def table(**columns):
    return pd.DataFrame(columns)


def codes(**columns):
    with pytest.raises(InputError) as caught:
        Tree.from_table(table(**columns))
    return [problem.code for problem in caught.value.problems.errors]


def test_weights_are_shares_of_the_parent_and_multiply_down():
    tree = Tree.from_table(
        table(
            id=["环境", "经济", "水", "气", "产出"],
            parent=["", "", "环境", "环境", "经济"],
            weight=[1, 3, 2, 2, 5],
        )
    )
    shown = tree.to_table().set_index("id")
    assert shown["share"].to_dict() == {
        "index": 1, "环境": 0.25, "水": 0.5, "气": 0.5, "经济": 0.75, "产出": 1,
    }  # fmt: skip
    assert shown["effective"].to_dict() == {
        "index": 1, "环境": 0.25, "水": 0.125, "气": 0.125, "经济": 0.75, "产出": 0.75,
    }  # fmt: skip
    assert tree.indicators == ("水", "气", "产出")


def test_one_row_without_parent_that_has_children_is_the_whole():
    tree = Tree.from_table(table(id=["x", "a", "b"], parent=[None, "x", "x"]))
    assert tree.ids == ("x", "a", "b")
    assert Tree.from_table(table(id=["a"], parent=[""])).ids == ("index", "a")
    assert Tree.from_table(table(id=["index", "b"], parent=["", ""])).ids[0] == "_index"


def test_a_table_written_and_read_again_is_the_same_tree():
    tree = Tree.from_table(
        table(
            id=["p", "a", "b"],
            parent=["", "p", "p"],
            weight=[1, 2, 3],
            direction=[1, "less", -1],
            goalposts=["", "0;100", (1, 5)],
            target=[None, 80, None],
            denominator=["", "people", ""],
            per=[1, 10000, None],
            transform=["", "", "log"],
            group=["", "county; city", ""],
            method=["geometric", "", ""],
        )
    )
    again = Tree.from_table(tree.to_table())
    pd.testing.assert_frame_equal(again.to_table(), tree.to_table())
    assert again.goalposts[1:].tolist() == [[0, 100], [1, 5]]
    assert again.groups[1] == ("county", "city")
    assert again.direction.tolist() == [1, -1, -1]


def test_every_fault_is_reported_at_once():
    found = codes(
        id=["a", "b", "a", "", "d", "e", "f"],
        parent=["", "zz", "", "", "e", "d", ""],
        weight=[1, -1, "two", 1, 1, 1, None],
        direction=[1, 0, 1, 1, 1, 1, 1],
        goalposts=["5;5", "1", None, None, None, None, "0;x"],
    )
    assert sorted(found) == sorted(
        [
            "bad_goalposts",
            "negative_weight",
            "bad_direction",
            "bad_goalposts",
            "not_a_number",
            "not_a_number",
            "duplicate_id",
            "missing_id",
            "unknown_parent",
            "cycle",
            "missing_weight",
        ]
    )


def test_a_problem_names_row_and_column():
    with pytest.raises(InputError) as caught:
        Tree.from_table(table(id=["a", "b"], parent=["", ""], weight=[1, -2]), source="树")
    problem = caught.value.problems[0]
    assert (problem.source, problem.line, problem.column) == ("树", 1, "weight")
    assert "direction -1" in problem.remedy


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"id": ["a"]}, "missing_column"),
        ({"id": [], "parent": []}, "empty_tree"),
        ({"id": ["a"], "parent": ["a"]}, "cycle"),
        ({"id": ["a", "b"], "parent": ["", ""], "weight": [0, 0]}, "no_weight"),
        ({"id": ["p", "a"], "parent": ["", "p"], "direction": [-1, 1]}, "direction_of_a_branch"),
        ({"id": ["a"], "parent": [""], "per": [0]}, "bad_per"),
        ({"id": ["a"], "parent": [""], "transform": ["sqrt"]}, "unknown_transform"),
        ({"id": ["a"], "parent": [""], "target": ["high"]}, "not_a_number"),
        ({"id": ["a"], "parent": [""], "weight": [float("inf")]}, "not_a_number"),
    ],
)
def test_faults(columns, code):
    assert codes(**columns) == [code]


def test_an_unknown_column_is_a_warning():
    tree = Tree.from_table(table(id=["a"], parent=[""], wieght=[3]))
    assert [(p.code, p.severity) for p in tree.problems] == [("unknown_column", "warning")]


def test_other_weights_make_another_tree():
    tree = Tree.from_table(table(id=["a", "b"], parent=["", ""], weight=[1, 1]))
    assert tree.with_weights({"a": 3}).shares.tolist() == [1, 0.75, 0.25]
    assert tree.shares.tolist() == [1, 0.5, 0.5]
    with pytest.raises(InputError, match="found c"):
        tree.with_weights({"c": 1})
    with pytest.raises(InputError, match="never negative"):
        tree.with_weights({"a": -1})


def test_a_tree_of_some_depth():
    ids = [f"n{depth}" for depth in range(30)]
    tree = Tree.from_table(table(id=[*ids, "leaf"], parent=["", *ids]))
    assert tree.level.max() == 30
    assert np.allclose(tree.effective, 1)
    assert tree.below(0) == [0]

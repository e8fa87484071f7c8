"""What a scheme names is there."""

from typing import Any

import pytest

from tests.scheme.builders import leaf, scheme
from tests.scheme.test_checks import branch, codes, faults


def groups(**within: str | None) -> dict[str, object]:
    return {
        name: {"title": {"zh": name}} | ({"within": group} if group else {})
        for name, group in within.items()
    }


def test_subsets_lie_within_ranked_groups():
    assert codes(groups=groups(a=None, b="a")) == []
    assert codes(groups=groups(a=None, b="z")) == [("unknown_group", ("groups", "b", "within"))]
    assert codes(groups=groups(a=None, b="a", c="b")) == [
        ("nested_group", ("groups", "c", "within"))
    ]


def test_groups_in_a_circle_are_refused():
    assert codes(groups=groups(a="b", b="a")) == [
        ("nested_group", ("groups", "a", "within")),
        ("nested_group", ("groups", "b", "within")),
        ("no_ranked_group", ("groups",)),
    ]
    assert codes(groups=groups(a=None, b="b")) == [("nested_group", ("groups", "b", "within"))]


def test_an_unknown_group_is_named_with_the_nearest():
    (fault,) = faults(leaf("a", groups=["county", "deparment"]))
    assert fault.path == ("indicators", 0, "groups", 1)
    assert fault.remedy == "write department, if that is meant"


def test_a_group_is_listed_once():
    assert codes(leaf("a", groups=["county", "county"])) == [
        ("duplicate_group", ("indicators", 0, "groups", 1))
    ]


@pytest.mark.parametrize(
    ("parent", "child", "sound"),
    [
        (["county"], ["county"], True),
        (["county"], ["pilot"], True),
        (["county"], ["department"], False),
        ([], ["department"], True),
        (["county", "department"], [], True),
    ],
)
def test_children_are_for_groups_of_their_parents(parent: list[str], child: list[str], sound: bool):
    found = codes(branch("a", 10, leaf("a.1", 10, groups=child), groups=parent))
    at = ("indicators", 0, "indicators", 0, "groups", 0)
    assert found == ([] if sound else [("group_outside_parent", at)])


def test_groups_and_indicators_are_known_wherever_they_are_named():
    more = scheme(
        leaf("a"),
        rollup={"groups": ["county"], "own": 0.5, "children": ["towns"]},
        adjustments=[
            {
                "id": "extra",
                "title": {"zh": "加分"},
                "kind": "bonus",
                "judged_up_to": 3,
                "groups": ["city"],
                "on": "b",
            }
        ],
        not_applicable={"kind": "within", "of": "c"},
        ranking={"ties": "ordinal", "break_by": ["a", "d", "order"]},
        grades=[
            {
                "id": "g",
                "title": {"zh": "优"},
                "at_least": {"city": 0},
                "needs": {"rates": {"e": 1}},
            }
        ],
    )
    del more["indicators"]
    assert set(codes(leaf("a"), **more)) == {
        ("unknown_group", ("rollup", "children", 0)),
        ("unknown_group", ("adjustments", 0, "groups", 0)),
        ("unknown_group", ("grades", 0, "at_least", "city")),
        ("unknown_indicator", ("adjustments", 0, "on")),
        ("unknown_indicator", ("not_applicable", "of")),
        ("unknown_indicator", ("ranking", "break_by", 1)),
        ("unknown_indicator", ("grades", 0, "needs", "rates", "e")),
    }


def test_points_stay_under_a_branch_above():
    def tree(policy: Any = None, other: Any = None) -> list[Any]:
        return [
            branch("a", 4, leaf("a.1", 3), leaf("a.2", 1), not_applicable=policy),
            branch(
                "b", 6, branch("b.1", 6, leaf("b.1.1", 2), leaf("b.1.2", 4)), not_applicable=other
            ),
        ]

    def within(name: str) -> dict[str, Any]:
        return {"kind": "within", "of": name}

    assert codes(*tree(within("a"), within("b"))) == []
    for name in ("b", "a.1", "b.1.1"):
        assert codes(*tree(within(name))) == [
            ("not_above", ("indicators", 0, "not_applicable", "of"))
        ]
    # said of the whole: of every indicator that nothing nearer is said of
    assert codes(*tree(None, {"kind": "siblings"}), not_applicable=within("a")) == []
    assert codes(*tree(), not_applicable=within("a")) == [("not_above", ("not_applicable", "of"))]
    (fault,) = faults(*tree(), not_applicable=within("b"))
    assert fault.found == "the indicator b, which is no branch above a.1 and 1 more"

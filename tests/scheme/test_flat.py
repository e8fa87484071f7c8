"""The flat table: there and back, also through CSV and workbooks; faults by row and column."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gkeval as gk
from gkeval.scheme.flat_rows import COLUMNS, SELDOM, TEXTS
from gkeval.scheme.loading import built_in, parse_scheme
from gkeval.scheme.model import Indicator, Scheme
from tests.scheme.builders import counted, leaf, scheme

WORDS = st.text(
    st.sampled_from("政务公开解读ABab1.0-：；，,;'\"“” =()（）[]{}#&%\n"), min_size=1, max_size=12
).filter(lambda text: text.strip() and not text.startswith("="))
RULES: list[dict[str, Any]] = [
    {"kind": "expert"},
    {"kind": "levels", "levels": {"优": 1, "良, 中": "0.85", "null": 0}},
]
MEASURED = [
    counted({"kind": "at_least", "target": {"county": 2, "department": 1}}),
    counted({"kind": "steps", "steps": [{"at_least": 1, "rate": 0.5}, {"at_least": 3, "rate": 1}]}),
    counted({"kind": "at_most", "target": 3}, where={"topic": {"not": "会议: 一"}}, during="any"),
    counted({"kind": "deduct", "per_case": "0.3", "free": 1}, table="incidents"),
]


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Small schemes of up to three levels with points of up to 15 digits."""
    count = iter(range(10_000))

    def node(level: int) -> dict[str, Any]:
        more: dict[str, Any] = {"id": f"n{next(count)}", "title": {"zh": draw(WORDS)}}
        for key in ("about", "evidence", "remedy"):
            if draw(st.booleans()):
                more[key] = {draw(st.sampled_from(["zh", "en"])): draw(WORDS)}
        if draw(st.booleans()):
            more |= {"clause": draw(WORDS), "covers": [f"c-{more['id']}", "nx-1.1"]}
        if level < 3 and draw(st.integers(0, 2)) == 0:
            children = [node(level + 1) for _ in range(draw(st.integers(1, 3)))]
            points = sum((child["points"] for child in children), Decimal(0))
            return leaf(rule=None, **more | {"name": "", "points": points, "indicators": children})
        points = draw(st.decimals("0.0001", "9999", places=4))
        base = draw(st.sampled_from([leaf("x", rule=rule) for rule in RULES] + MEASURED))
        if draw(st.booleans()):
            more["not_applicable"] = {"kind": "share", "rate": "0.8"}
        return base | more | {"points": points}

    tree = [node(1) for _ in range(draw(st.integers(1, 4)))]
    return parse_scheme(
        scheme(*(drop(item) for item in tree), points=sum(item["points"] for item in tree))
    )


def drop(item: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in item.items() if key != "name"}
    if "indicators" in kept:
        kept["indicators"] = [drop(child) for child in kept["indicators"]]
    return kept


def same(one: Scheme, other: Scheme) -> bool:
    return one == other and one.fingerprint == other.fingerprint


@given(schemes())
def test_any_scheme_comes_back_from_its_table(made: Scheme):
    assert same(made.from_table(made.to_table()), made)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=schemes(), engine=st.sampled_from(["openpyxl", "calamine"]))
def test_any_scheme_comes_back_from_a_workbook(made: Scheme, engine: Any, tmp_path: Path):
    path = tmp_path / "tree.xlsx"
    made.to_table().to_excel(path, index=False)
    assert same(made.from_table(pd.read_excel(path, engine=engine)), made)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=schemes())
def test_any_scheme_comes_back_from_csv(made: Scheme, tmp_path: Path):
    path = tmp_path / "tree.csv"
    made.to_table().to_csv(path, index=False)
    assert same(made.from_table(pd.read_csv(path, dtype=str, keep_default_na=False)), made)


@pytest.mark.parametrize("name", sorted(built_in()))
def test_built_in_schemes_come_back(name: str, tmp_path: Path):
    made = gk.load_scheme(name)
    made.to_table().to_excel(tmp_path / "tree.xlsx", index=False)
    table = pd.read_excel(tmp_path / "tree.xlsx", engine="calamine")
    assert same(made.from_table(table), made)
    assert same(made.from_table(table[list(reversed(table.columns))]), made)
    made.to_table().to_csv(tmp_path / "tree.csv", index=False)
    assert same(made.from_table(pd.read_csv(tmp_path / "tree.csv")), made)


def test_every_field_of_an_indicator_has_its_column():
    """A new field of the model must not be lost in the table."""
    texts = {f"{key}_{lang}" for key in TEXTS for lang in ("zh", "en")}
    plain = set(Indicator.model_fields) - set(TEXTS) - {"indicators"}
    assert texts | plain | {"parent", "level"} == set(COLUMNS)


def test_seldom_used_columns_come_only_where_they_are_used():
    plain = parse_scheme(scheme())
    assert not set(SELDOM) & set(plain.to_table().columns)
    children = [leaf("a.1", 50), leaf("a.2", 50)]
    marked = parse_scheme(scheme(leaf("a", rule=None, out_of=100, indicators=children)))
    table = marked.to_table()
    assert set(SELDOM) & set(table.columns) == {"out_of"}
    assert table["out_of"].tolist() == [100.0, "", ""]
    assert same(marked.from_table(table), marked)


def test_points_of_many_digits_are_kept_as_text():
    thirds = ["3.333333333333333333", "6.666666666666666667"]
    made = parse_scheme(scheme(leaf("a", thirds[0]), leaf("b", thirds[1])))
    assert made.to_table()["points"].tolist() == thirds
    assert same(made.from_table(made.to_table()), made)


def test_points_are_what_a_cell_shows():
    made = parse_scheme(scheme(leaf("a", "0.3"), leaf("b", "9.7")))
    table = made.to_table()
    assert table["points"].dtype == float
    table.loc[0, "points"] = 0.1 + 0.2  # a formula in a workbook
    assert same(made.from_table(table), made)
    assert same(made.from_table(table.assign(points=["0.3 ", Decimal("9.70")])), made)


@pytest.mark.parametrize(
    "covers",
    [
        ["a b"],
        ["c;d", "e"],
        ["五（一）、六"],
        ["[x]"],
        ["[x", "y"],
        ["a，b", 'c"d'],
        ["  z"],
    ],
)
def test_names_come_back_whatever_they_hold(covers: list[str], tmp_path: Path):
    made = parse_scheme(scheme(leaf("a", covers=covers)))
    assert same(made.from_table(made.to_table()), made)
    made.to_table().to_excel(tmp_path / "tree.xlsx", index=False)
    table = pd.read_excel(tmp_path / "tree.xlsx", engine="calamine")
    assert same(made.from_table(table), made)


def test_names_of_a_cell_may_be_parted_as_people_do():
    made = parse_scheme(scheme(leaf("a", covers=["nx-1", "nx-2", "nx-3"])))
    table = made.to_table()
    assert table.loc[0, "covers"] == "nx-1;nx-2;nx-3"
    assert same(made.from_table(table.assign(covers=" nx-1、nx-2； nx-3 ")), made)
    assert same(made.from_table(table.assign(covers='[nx-1, "nx-2", nx-3]')), made)


def test_siblings_stand_in_the_order_of_their_rows():
    made = parse_scheme(scheme(leaf("a", 1), leaf("b", 9)))
    turned = made.from_table(made.to_table().iloc[::-1])
    assert [indicator.id for indicator in turned.indicators] == ["b", "a"]


def test_children_may_stand_before_their_parents():
    children = [leaf("a.1", 4), leaf("a.2", 6)]
    made = parse_scheme(scheme(leaf("a", rule=None, indicators=children)))
    table = made.to_table()
    assert same(made.from_table(table.iloc[[1, 0, 2]]), made)


def test_numbers_as_ids_are_text_when_nothing_was_lost():
    made = parse_scheme(scheme(leaf("1", 4), leaf("2", 6)))
    assert same(made.from_table(made.to_table().assign(id=[1, 2.0])), made)
    problems = broken(made, id=[1.1, 2.0])
    assert problems[0][:3] == ("not_text", 0, "id")


def broken(made: Scheme, **columns: Any) -> list[tuple[str, Any, str]]:
    with pytest.raises(gk.InputError) as raised:
        made.from_table(made.to_table().assign(**columns))
    return [(problem.code, problem.line, problem.column) for problem in raised.value.problems]


TREE = scheme(leaf("a", 6, rule=None, indicators=[leaf("a.1", 2), leaf("a.2", 4)]), leaf("b", 4))


JUDGED = "{kind: expert}"


@pytest.mark.parametrize(
    ("column", "cells", "wanted"),
    [
        ("parent", ["", "a", "x", ""], [("unknown_parent", 2)]),
        ("parent", ["b", "a", "a", "a"], [("parent_cycle", 0), ("parent_cycle", 3)]),
        ("parent", ["a", "a", "a", ""], [("parent_cycle", 0)]),
        ("id", ["a", "a.1", "a.1", "b"], [("duplicate_id", 2)]),
        ("id", ["a", "", "a.2", "b"], [("missing_key", 1)]),
        ("level", [1, 2, 1, 1], [("wrong_level", 2)]),
        ("points", [6, 2, "vier", 4], [("not_a_number", 2)]),
        ("points", [6, 2, None, 4], [("missing_key", 2)]),
        ("points", [6, 2, 5, 4], [("points_do_not_add_up", 0)]),
        ("points", [5, 2, 3, 4], [("points_do_not_add_up", None)]),
        ("rule", ["", JUDGED, "{kind: expert", ""], [("not_yaml", 2), ("no_rule", 3)]),
        ("rule", ["", JUDGED, "{kind: exprt}", JUDGED], [("unknown_kind", 2)]),
        ("rule", ["", JUDGED, JUDGED, "expert"], [("wrong_form", 3)]),
        ("groups", ["", "county;cty", "", ""], [("unknown_group", 1)]),
        ("covers", ["", "[a, b", "[a b]", ""], [("not_yaml", 1)]),
        ("title_zh", ["甲", "乙", "", "丁"], [("missing_key", 2)]),
        ("title_zh", ["甲", "乙", "丙\u200b", "丁"], [("control_character", 2)]),
        ("rules", ["", "", "", ""], [("unknown_column", None)]),
        ("clause", [pd.Timestamp("2017-01-02"), "", "", ""], [("not_text", 0)]),
    ],
)
def test_faults_stand_at_their_row_and_column(column: str, cells: list[Any], wanted: list[Any]):
    made = parse_scheme(TREE)
    assert broken(made, **{column: cells}) == [(code, row, column) for code, row in wanted]


def test_levels_may_be_left_empty():
    made = parse_scheme(TREE)
    assert same(made.from_table(made.to_table().assign(level=["", 2, None, 1])), made)
    assert same(made.from_table(made.to_table().drop(columns=["level"])), made)


def test_missing_columns_and_rows_are_named():
    made = parse_scheme(TREE)
    table = made.to_table()
    for change, code in (
        (table.drop(columns=["id"]), "missing_column"),
        (table.drop(columns=["points"]), "missing_column"),
        (table.drop(columns=["title_zh", "title_en"]), "missing_column"),
        (table.iloc[:0], "empty_table"),
        (pd.concat([table, table[["rule"]]], axis=1), "duplicate_column"),
    ):
        with pytest.raises(gk.InputError) as raised:
            made.from_table(change)
        assert raised.value.problems[0].code == code


def test_a_problem_says_row_and_column_in_words():
    made = parse_scheme(TREE)
    rule = ["", "{kind: expert}", "{kind: at_least, target: two}", "{kind: expert}"]
    with pytest.raises(gk.InputError, match="table of small: 1 problem") as raised:
        made.from_table(made.to_table().assign(rule=rule))
    (problem,) = raised.value.problems
    assert problem.where == "indicators, row 2, rule"
    assert problem.found == "target: 'two'"


def test_a_chain_deeper_than_a_file_can_hold_is_refused():
    rows = [
        {"id": f"n{n}", "parent": f"n{n - 1}" if n else "", "title_zh": "甲", "points": 10}
        for n in range(60)
    ]
    with pytest.raises(gk.InputError) as raised:
        parse_scheme(scheme()).from_table(pd.DataFrame(rows))
    assert "too_deep" in {problem.code for problem in raised.value.problems}

"""What records may bring: linked tables, other types, columns that nobody knows."""

import pandas as pd
import pytest

from gkeval.errors import GkevalError, InputError
from gkeval.measures.columns import DATES, link, linked_tables
from gkeval.measures.evaluate import evaluate
from gkeval.tables import TABLES
from tests.measures.lab import context, lists, made, row, values

LINKED = lists(
    documents=[
        {"record": "d1", "kind": "rule", "published": "2017-05-01"},
        {"record": "d2", "kind": "plan", "published": "2017-05-01"},
    ],
    interpretations=[
        {"document": "d1", "published": "2017-05-02"},
        {"document": "d2", "published": "2017-05-02"},
        {"document": "d9", "published": "2017-05-02"},
        {"document": None, "published": "2017-05-02"},
    ],
)


def test_a_column_of_the_parent():
    measure = made(kind="count", table="interpretations", where={"documents.kind": "rule"})
    assert values(measure, LINKED)["甲"] == 1
    other = made(kind="count", table="interpretations", where={"documents.kind": {"not": "rule"}})
    assert values(other, LINKED)["甲"] == 3
    linked = made(
        kind="count", table="interpretations", where={"documents.record": {"known": True}}
    )
    assert values(linked, LINKED)["甲"] == 2
    without = {**LINKED, "interpretations": LINKED["interpretations"].drop(columns="document")}
    assert values(linked, without)["甲"] == 0
    dated = {"interpretations.published": {"known": True}}
    share = made(kind="share", table="documents", hit=dated, when_empty="full")
    assert values(share, without)["甲"] == 0


def test_a_date_of_the_children_is_their_earliest():
    known = {"interpretations.published": {"known": "true"}}
    measure = made(kind="share", table="documents", hit=known, when_empty="zero")
    assert row(measure, LINKED)["numerator"] == 2


def test_a_text_of_the_children_is_refused():
    measure = made(kind="count", table="documents", where={"interpretations.document": "d1"})
    with pytest.raises(InputError, match="can have several"):
        values(measure, LINKED)


def test_a_declared_column_that_the_linked_table_does_not_have():
    captured = {"interpretations.captured": {"known": True}, "units.parent": {"known": False}}
    measure = made(kind="share", table="documents", hit=captured, when_empty="full")
    assert values(measure, LINKED)["甲"] == 0


def test_without_the_linked_table_nothing_is_assessed():
    measure = made(kind="count", table="interpretations", where={"documents.kind": "rule"})
    tables = {"interpretations": LINKED["interpretations"]}
    assert set(values(measure, tables).values()) == {"not_assessed"}


def test_tables_that_are_not_linked():
    measure = made(kind="count", table="checks", where={"documents.kind": "rule"})
    with pytest.raises(InputError) as caught:
        values(measure, lists(checks=[{"kind": "x"}]) | LINKED)
    (problem,) = caught.value.problems
    assert problem.code == "unlinked_table"
    assert problem.allowed == "units"


def test_links():
    assert (link("updates", "columns").kind, link("updates", "columns").own) == ("parent", "column")
    assert (link("requests", "pauses").kind, link("requests", "pauses").other) == (
        "child",
        "request",
    )
    assert link("checks", "documents") is None
    assert link("checks", "nothing") is None
    assert linked_tables("documents") == ["units", "interpretations"]


def test_every_table_says_which_date_decides():
    assert set(DATES) == set(TABLES) - {"units"}
    for table, name in DATES.items():
        assert name is None or TABLES[table].by_name[name].kind in ("date", "time")


@pytest.mark.parametrize(
    ("measure", "column"),
    [
        ({"kind": "count", "where": {"knd": "rule"}}, "knd"),
        ({"kind": "count", "date": "publishd"}, "publishd"),
        ({"kind": "distinct", "of": ["titel"]}, "titel"),
        ({"kind": "share", "hit": {"majr": "true"}, "when_empty": "zero"}, "majr"),
        (
            {
                "kind": "share_within",
                "start": "isued",
                "end": "published",
                "at_most": 5,
                "when_empty": "zero",
            },
            "isued",
        ),
    ],
)
def test_a_misspelt_column_is_never_a_column_of_nothing(measure, column):
    with pytest.raises(InputError) as caught:
        values(made(table="documents", **measure), LINKED, indicator="leaf")
    (problem,) = caught.value.problems
    assert (problem.code, problem.table, problem.column) == ("unknown_column", "documents", column)
    assert "did you mean" in problem.remedy
    assert str(caught.value).startswith("indicator leaf, table documents")


def test_a_column_with_no_near_name():
    with pytest.raises(InputError, match="add the column to the records"):
        values(made(kind="count", table="documents", where={"zzzz": "1"}), LINKED)


def typed(**columns):
    frame = LINKED["documents"].assign(**columns)
    return {"documents": frame}


def test_types_that_mean_the_same():
    dates = LINKED["documents"]["published"]
    for other in (dates.astype("datetime64[ns]"), dates.astype("datetime64[s]")):
        assert values(made(kind="count", table="documents"), typed(published=other))["甲"] == 2
    kinds = LINKED["documents"]["kind"].astype("category")
    rules = made(kind="count", table="documents", where={"kind": "rule"})
    assert values(rules, typed(kind=kinds))["甲"] == 1


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"published": "2017-05-01"}, "String"),
        ({"published": pd.Timestamp("2017-05-01", tz="Asia/Shanghai")}, "Asia/Shanghai"),
        ({"published": 20170501}, "Int64"),
    ],
)
def test_dates_of_another_type_are_refused(columns, found):
    with pytest.raises(InputError) as caught:
        values(made(kind="count", table="documents"), typed(**columns))
    (problem,) = caught.value.problems
    assert (problem.code, problem.column) == ("wrong_type", "published")
    assert found in problem.found
    assert "read_records" in problem.remedy


def test_an_own_column_of_flags_is_no_date():
    measure = made(kind="count", table="documents", date="fine")
    with pytest.raises(InputError, match="true and false"):
        values(measure, typed(fine=True))


def test_positions_and_index_of_a_frame_do_not_matter():
    frame = LINKED["documents"].set_index(pd.Index([7, 7]))
    tables = {"documents": frame}
    measure = made(kind="share", table="documents", hit={"kind": "rule"}, when_empty="zero")
    assert values(measure, tables)["甲"] == 0.5


def test_engines_that_cannot_be_joined_are_named():
    polars = pytest.importorskip("polars")
    tables = LINKED | {"documents": polars.from_pandas(LINKED["documents"])}
    measure = made(kind="count", table="interpretations", where={"documents.kind": "rule"})
    with pytest.raises(GkevalError, match="of polars is linked to one of pandas"):
        values(measure, tables)
    other = made(kind="count", table="documents", where={"units.group": "county"})
    assert values(other, tables)["甲"] == 2
    back = made(
        kind="share",
        table="documents",
        hit={"interpretations.published": {"known": True}},
        when_empty="zero",
    )
    assert values(back, tables)["甲"] == 1


def test_an_engine_that_is_not_supported():
    pyarrow = pytest.importorskip("pyarrow")
    tables = {"documents": pyarrow.Table.from_pandas(LINKED["documents"])}
    measure = made(kind="count", table="documents", where={"units.group": "county"})
    with pytest.raises(GkevalError, match="pyarrow cannot be measured"):
        evaluate(measure, context(tables))

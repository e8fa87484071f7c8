"""Every fault that measuring finds in records, with all that is said about it."""

import pandas as pd
import pytest

from gkeval.errors import InputError, Problem
from gkeval.measures.checks import check_measure
from tests.measures.lab import lists, made, values


def problems(measure, tables):
    with pytest.raises(InputError) as caught:
        values(measure, tables)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("table", "column", "cells", "found", "allowed"),
    [
        ("documents", "published", "2017-05-01", "String", "dates"),
        ("requests", "received", 20170501, "Int64", "dates"),
        ("statistics", "value", "3", "String", "numbers"),
        ("documents", "major", "true", "String", "true and false"),
        ("documents", "kind", 1.5, "Float64", "text"),
        ("documents", "captured", "2017-05-01", "String", "dates with times, without a zone"),
        ("columns", "interval_days", "30", "String", "whole numbers"),
    ],
)
def test_a_column_of_another_type(table, column, cells, found, allowed):
    tables = lists(**{table: [{}]})
    tables[table] = tables[table].assign(**{column: cells})
    if table == "statistics":
        measure = made(kind="statistic", plus=["a"])
        tables[table] = tables[table].assign(item="a", period="2017")
    else:
        measure = made(kind="count", table=table, where={column: {"known": True}}, during="any")
    (problem,) = problems(measure, tables)
    assert problem == Problem(
        "wrong_type",
        f"a column of type {found}",
        allowed,
        "read the records with gkeval.read_records, which converts and checks them",
        table=table,
        column=column,
    )


def test_a_column_that_nobody_knows():
    tables = lists(updates=[{"date": "2017-05-01"}])
    (problem,) = problems(made(kind="count", table="updates", where={"columm": "x"}), tables)
    assert problem.allowed.startswith("unit, record, ")
    assert problem.remedy == "did you mean column?"
    tables["updates"] = tables["updates"].assign(columna="x", columnb="x", columnc="x")
    (problem,) = problems(made(kind="count", table="updates", where={"columnx": "x"}), tables)
    assert problem.allowed.endswith(", columna, columnb, columnc")
    assert problem.remedy.count(" or ") == 2
    named = problem.allowed.split(", ")
    assert len(set(named)) == len(named)
    tables["units"] = pd.DataFrame({"unit": ["甲"]})
    (problem,) = problems(made(kind="count", table="updates", where={"units.zzzz": "x"}), tables)
    assert (problem.table, problem.column) == ("units", "zzzz")
    assert problem.remedy == "correct the name, or add the column to the records"


def test_a_table_that_is_not_linked():
    tables = lists(checks=[{}], documents=[{}])
    measure = made(kind="count", table="checks", where={"documents.kind": "x"}, during="any")
    assert problems(measure, tables) == [
        Problem(
            "unlinked_table",
            "'documents.kind', but 'documents' is not linked to checks",
            "units",
            "name a column of the table itself or of a linked one",
            table="checks",
            column="documents.kind",
        )
    ]


def test_a_text_of_which_a_record_can_have_several():
    tables = lists(documents=[{"record": "d"}], interpretations=[{"document": "d", "form": "x"}])
    where = {"units.group": "county", "interpretations.form": "x", "kind": "rule"}
    measure = made(kind="count", table="documents", where=where, during="any")
    assert problems(measure, tables) == [
        Problem(
            "not_a_date",
            "interpretations.form, of which a record can have several",
            "a date of the linked table, which stands for the earliest",
            "measure the table interpretations itself",
            table="interpretations",
            column="form",
        )
    ]
    assert check_measure(measure, "here") == [
        Problem(
            "not_a_date",
            "interpretations.form, of which a record of documents can have several",
            "a date of interpretations, which stands for the earliest",
            "measure the table interpretations itself",
            table="documents",
            column="here.where.interpretations.form",
        )
    ]


def test_texts_that_are_no_days_or_numbers():
    tables = lists(documents=[{}, {}, {}, {}])
    tables["documents"] = tables["documents"].assign(own=["2017-05-01", None, "次日", "2017-5-1"])
    expected = Problem(
        "wrong_type",
        "'2017-5-1'",  # the first in the order of text
        "a day such as 2017-03-05",
        "correct the cells, or name a column that holds such values",
        table="documents",
        column="own",
    )
    assert problems(made(kind="count", table="documents", date="own"), tables) == [expected]
    lost = lists(rectifications=[{}, {}])
    lost["rectifications"] = lost["rectifications"].assign(own=["1.5", "一"])
    (problem,) = problems(made(kind="tally", table="rectifications", column="own"), lost)
    assert (problem.found, problem.allowed) == ("'一'", "a number such as 2 or 0.8")
    assert (problem.table, problem.column) == ("rectifications", "own")
    good = lists(rectifications=[{}, {}, {}])
    good["rectifications"] = good["rectifications"].assign(own=["1.5", " 2 ", None])
    assert values(made(kind="tally", table="rectifications", column="own"), good)["甲"] == 3.5


def test_two_numbers_for_one_cell():
    row = {"item": "a", "part": "b", "period": "2017"}
    tables = lists(statistics=[row | {"value": 2}, row | {"value": 1.5}, row | {"value": 2}])
    assert problems(made(kind="statistic", plus=["a"]), tables) == [
        Problem(
            "contradiction",
            "1.5 and 2 for a, b, 2017",
            "one number per unit, item, part and period",
            "correct one of the rows or remove it",
            table="statistics",
            column="value",
            unit="甲",
        )
    ]
    tables["statistics"] = tables["statistics"].drop(columns="part")
    (problem,) = problems(made(kind="statistic", plus=["a"]), tables)
    assert problem.found == "1.5 and 2 for a, 2017"


def test_conditions_that_do_not_fit_their_columns():
    tables = lists(documents=[{"record": "d", "major": True}], interpretations=[{"document": "d"}])
    where = {"documents.major": "yes", "published": "2017-02-30"}
    measure = made(kind="count", table="interpretations", where=where, during="any")
    found = problems(measure, tables)
    assert [(one.code, one.found, one.table, one.column) for one in found] == [
        ("not_true_or_false", "'yes'", "documents", "major"),
        ("not_a_date", "'2017-02-30'", "interpretations", "published"),
    ]
    assert found[0].allowed == "true or false"
    assert found[0].remedy == "write true or false, in lower case"


def test_a_table_that_does_not_exist():
    from pydantic import ValidationError

    for table, remedy in (
        ("documnts", "write documents, if that is meant"),
        ("units", "name the record table that holds these facts"),
        ("zzzz", "name the record table that holds these facts"),
    ):
        with pytest.raises(ValidationError) as caught:
            made(kind="count", table=table)
        fault = caught.value.errors()[0]["ctx"]["error"]
        assert (fault.code, fault.key, fault.found) == (
            "unknown_table",
            "table",
            f"table {table!r}",
        )
        assert fault.remedy == remedy
        assert "documents" in fault.allowed.split(", ")
        assert "units" not in fault.allowed.split(", ")

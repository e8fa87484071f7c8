"""The pandera models: one per table, as declared; the words for headers are unambiguous."""

import subprocess
import sys

import pandas as pd
import pytest
from pandera.errors import SchemaErrors

from gkeval.errors import GkevalError
from gkeval.records import model, models, read_records
from gkeval.records.headers import header_words, plain
from gkeval.records.models import in_order
from gkeval.tables import TABLES
from tests.records.builders import TABLES as FRAMES


def test_there_is_a_model_for_every_table():
    assert list(models()) == list(TABLES)
    for name, table in TABLES.items():
        assert list(model(name).columns) == [column.name for column in table.columns]
        assert model(table.zh) is model(name)
        for column in table.columns:
            assert model(name).columns[column.name].required == column.required
            assert model(name).columns[column.name].nullable != column.required


def test_a_model_passes_what_was_read():
    for name, frame in read_records(FRAMES).tables.items():
        model(name).validate(frame, lazy=True)


@pytest.mark.parametrize(
    ("column", "value", "check"),
    [
        ("channel", "电报", "unknown_code"),
        ("received", pd.Timestamp(1017, 3, 5), "implausible_date"),
        ("received", pd.NaT, "not_nullable"),
        ("answered", pd.Timestamp(2017, 3, 1), "received not after answered"),
    ],
)
def test_a_model_refuses_what_is_wrong(column: str, value: object, check: str):
    frame = read_records(FRAMES).tables["requests"].copy()
    frame.loc[1, column] = value
    with pytest.raises(SchemaErrors) as caught:
        model("requests").validate(frame, lazy=True)
    assert check in set(caught.value.failure_cases["check"])


def test_an_unknown_table_is_named():
    with pytest.raises(GkevalError, match="did you mean requests"):
        model("request")


def test_dates_without_a_time_stand_for_their_day():
    frame = pd.DataFrame(
        {
            "a": ["2017-03-05 14:00", "2017-03-05 14:00", "2017-03-06", None, "2017-03-05"],
            "b": ["2017-03-05 10:00", "2017-03-05", "2017-03-05", "2017-03-05", None],
        }
    ).astype("datetime64[us]")
    assert in_order(frame, "a", "b").tolist() == [False, True, False, True, True]
    assert in_order(frame, "a", "missing").all()


@pytest.mark.parametrize("name", list(TABLES))
def test_no_header_stands_for_two_columns(name: str):
    words = [
        (plain(word), column.name)
        for column in TABLES[name].columns
        for word in dict.fromkeys(header_words(TABLES[name], column.name))
    ]
    assert len({word for word, _ in words}) == len(words)


def test_no_name_stands_for_two_tables():
    names = [plain(word) for table in TABLES.values() for word in (table.name, table.zh)]
    assert len(set(names)) == len(names)


def test_reading_records_says_nothing_of_other_libraries():
    """pandera loads the pandas of PySpark where it is installed, which warns of a newer pandas."""
    code = (
        "import gkeval, pandas as pd; "
        "gkeval.read_records({'units': pd.DataFrame({'unit': ['A'], 'group': 'city'})})"
    )
    command = [sys.executable, "-W", "error::FutureWarning", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

"""The terms of the regulation: their lengths through the years, and annual reports."""

import datetime as dt
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from gkeval.errors import GkevalError
from gkeval.workdays import Term, report_due, term, terms
from tests.workdays.lab import as_days


@pytest.mark.parametrize(
    ("id", "before", "since"),
    [("answer", 15, 20), ("extension", 15, 20), ("disclosure", 20, 20)],
)
def test_terms_change_with_the_regulation(id, before, since):
    on = [date(2008, 5, 1), date(2019, 5, 14), date(2019, 5, 15), date(2030, 1, 1)]
    assert term(id, on).tolist() == [before, before, since, since]
    assert term(id, as_days(on)).dtype == np.int64


@pytest.mark.parametrize(("id", "length"), [("clarification", 7), ("third_party", 15)])
def test_terms_that_began_with_the_revised_regulation(id, length):
    assert term(id, date(2019, 5, 15)) == length
    with pytest.raises(GkevalError, match=rf"2019-05-14, .*'{id}'.*2019-05-15 to now"):
        term(id, date(2019, 5, 14))


def test_a_day_before_the_first_regulation_is_an_error():
    said = r"found 2008-04-30, .*\(1 of 2 days, positions 1\).*2008-05-01 to 2019-05-14; 2019-05-15"
    with pytest.raises(GkevalError, match=said):
        term("answer", [date(2017, 1, 1), date(2008, 4, 30)])


def test_annual_reports():
    assert report_due("report_department", [2008, 2017, 2018, 2019, 2025]).tolist() == [
        date(2009, 3, 31),
        date(2018, 3, 31),
        date(2019, 3, 31),
        date(2020, 1, 31),
        date(2026, 1, 31),
    ]
    assert report_due("report_government", 2018) == date(2019, 3, 31)
    assert report_due("report_government", 2019) == date(2020, 3, 31)
    with pytest.raises(GkevalError, match="found 2008-03-31"):
        report_due("report_government", 2007)


def test_unknown_terms_name_the_known_ones():
    with pytest.raises(GkevalError, match="'reply'; allowed here: answer, extension, clarif"):
        term("reply", date(2019, 5, 15))
    with pytest.raises(GkevalError, match="allowed here: answer"):
        term("report_department", date(2019, 5, 15))
    with pytest.raises(GkevalError, match="allowed here: report_department, report_government"):
        report_due("answer", 2019)


def test_the_data_file_is_whole():
    """Every term named in both languages, its versions without gap or overlap, the last open."""
    by_id: dict[str, list[Term]] = {}
    for item in terms():
        by_id.setdefault(item.id, []).append(item)
        assert set(item.title) == set(item.regulation) == {"zh", "en"}
        assert item.article.isdigit()
    assert {id: [item.article for item in versions] for id, versions in by_id.items()} == {
        "answer": ["24", "33"],
        "extension": ["24", "33"],
        "clarification": ["30"],
        "third_party": ["32"],
        "disclosure": ["18", "26"],
        "report_department": ["31", "49"],
        "report_government": ["31", "49"],
    }
    for versions in by_id.values():
        assert versions[-1].valid_to is None
        for earlier, later in pairwise(versions):
            assert earlier.valid_to == later.valid_from - dt.timedelta(days=1)

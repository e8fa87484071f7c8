"""Material after the check date does not score: what was not there yet does not count."""

from datetime import date

import pandas as pd
import pytest

import gkeval as gk
from gkeval.collecting import as_of
from gkeval.errors import GkevalError
from gkeval.scheme import parse_scheme
from tests import samples
from tests.collecting.builders import SCHEME

CHECKED = date(2018, 1, 15)
UNITS = pd.DataFrame({"unit": ["清水市", "长河县"], "group": ["city", "county"]})


def measured(name: str) -> dict:
    leaf = next(item for item in SCHEME["indicators"] if item["id"] == name)
    return {**SCHEME, "points": leaf["points"], "indicators": [leaf]}


def read(**tables: pd.DataFrame) -> gk.Records:
    return gk.read_records({"units": UNITS, **tables})


def test_a_late_document_stays_due_and_earns_nothing():
    documents = pd.DataFrame({
        "unit": "清水市", "record": ["1", "2"], "kind": "policy", "issued": "2017-12-04",
        "published": ["2017-12-06", "2018-01-16"], "elements": "背景",
    })  # fmt: skip
    late = documents.assign(published=["2017-12-06", "2017-12-06"])
    records = read(documents=documents)
    seen = as_of(records, CHECKED)
    assert seen.tables["documents"]["record"].tolist() == ["1", "2"]
    assert seen.tables["documents"]["published"].isna().tolist() == [False, True]
    assert seen.tables["documents"]["elements"].isna().tolist() == [False, True]
    assert [str(p) for p in seen.problems] == [
        "documents, published: found record 2: 2018-01-16, after the check date 2018-01-15; "
        "allowed: material that was there on the check date. Remedy: it does not score; correct "
        "the date if it is wrong"
    ]
    assert seen.problems[0].severity == "warning"
    # 1 of 2 in time; had the document been left out, it would be 1 of 1
    scheme = parse_scheme(measured("timely"))
    values = gk.measure(scheme, seen).set_index("unit").loc["清水市"]
    assert (values["numerator"], values["denominator"]) == (1, 2)
    assert gk.measure(scheme, read(documents=late)).set_index("unit")["value"]["清水市"] == 1.0
    # the records themselves are untouched
    assert records.tables["documents"]["published"].notna().all()


def test_first_seen_goes_before_what_a_document_says():
    documents = pd.DataFrame({
        "unit": "清水市", "record": ["1"], "kind": "policy", "issued": ["2017-12-04"],
        "published": ["2017-12-06"], "first_seen": ["2018-02-01"],
    })  # fmt: skip
    seen = as_of(read(documents=documents), CHECKED)
    assert seen.tables["documents"]["published"].isna().all()
    assert seen.problems[0].found == "record 1: 2018-02-01, after the check date 2018-01-15"


def test_an_event_after_the_check_date_had_not_happened():
    activities = pd.DataFrame({
        "unit": ["清水市", "清水市", "长河县"], "record": ["1", "2", "3"], "kind": "meeting",
        "date": ["2018-01-15", "2018-01-16", "2018-01-16"],
    })  # fmt: skip
    seen = as_of(read(activities=activities), {"清水市": CHECKED, "长河县": date(2018, 1, 31)})
    assert seen.tables["activities"]["record"].tolist() == ["1", "3"]
    assert seen.rejected["activities"]["record"].tolist() == ["2"]
    assert [p.column for p in seen.problems] == ["date"]


def test_a_request_answered_later_was_not_answered():
    requests = pd.DataFrame({
        "unit": "清水市", "record": ["1"], "received": ["2017-11-01"], "answered": ["2018-01-20"],
        "answer": ["granted"], "remedy_notice": [True],
    })  # fmt: skip
    seen = as_of(read(requests=requests), CHECKED).tables["requests"].iloc[0]
    assert pd.isna(seen["answered"])
    assert pd.isna(seen["answer"])
    assert pd.isna(seen["remedy_notice"])


def test_rows_without_a_date_go_by_when_they_were_captured():
    statistics = pd.DataFrame({
        "unit": "清水市", "record": ["1", "2"], "item": "件数", "period": "2017", "value": [3, 4],
        "captured": ["2018-01-15 17:30", "2018-01-16 09:00"],
    })  # fmt: skip
    seen = as_of(read(statistics=statistics), CHECKED)
    assert seen.tables["statistics"]["record"].tolist() == ["1"]
    # a document that was public in time may be captured later
    documents = pd.DataFrame({
        "unit": "清水市", "record": ["1"], "kind": "policy", "published": ["2017-12-06"],
        "captured": ["2018-03-01 10:00"],
    })  # fmt: skip
    assert len(as_of(read(documents=documents), CHECKED).tables["documents"]) == 1


def test_what_evaluators_write_has_no_check_date():
    judgements = pd.DataFrame({
        "unit": "清水市", "record": ["1"], "indicator": "x", "rater": "甲", "value": "5",
        "judged": ["2018-03-01 10:00"], "captured": ["2018-03-01 10:00"],
    })  # fmt: skip
    seen = as_of(read(judgements=judgements), CHECKED)
    assert len(seen.tables["judgements"]) == 1
    assert not seen.problems


def test_check_dates_may_stand_beside_the_units():
    activities = pd.DataFrame({
        "unit": ["清水市", "长河县"], "record": ["1", "2"], "kind": "meeting", "date": "2018-01-20",
    })  # fmt: skip
    units = UNITS.assign(检查日=["2018年1月15日", "2018-01-31"])
    records = gk.read_records({"units": units, "activities": activities})
    assert as_of(records).tables["activities"]["record"].tolist() == ["2"]
    # nothing is rejected or provisional because of it
    assert as_of(records).provisional == frozenset()


def test_a_check_date_is_needed_and_of_a_known_unit():
    with pytest.raises(GkevalError, match="there is no check date"):
        as_of(read())
    with pytest.raises(GkevalError, match="青山县"):
        as_of(read(), {"青山县": CHECKED})


def test_a_late_check_date_changes_nothing():
    records = samples.read("ningxia-2017")
    seen = as_of(records, date(2100, 1, 1))
    assert seen.fingerprint == records.fingerprint
    assert len(seen.problems) == len(records.problems)

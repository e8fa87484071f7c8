"""The records behind a value: none, kept with their types, and what the manifest says of inputs."""

import pandas as pd
import pytest

from gkeval.assessment import manifest
from gkeval.assessment.archive import as_kept
from gkeval.assessment.evidence import Kept, joined, kinds_of
from gkeval.assessment.provenance import Provenance

CHANGE = {"unit": "甲县", "indicator": "i", "value": 3.5, "who": "组长", "when": "2018-03-01"}


def test_ready_values_have_no_records(five):
    assert list(five.evidence.everything()) == ["unit", "indicator", "record", "evidence"]
    assert len(five.evidence.everything()) == len(five.evidence.items("甲县", "response.form")) == 0
    assert five.evidence.by_indicator() == {}


@pytest.fixture
def parts():
    """Three indicators whose columns bear the same names and hold other things."""
    days = pd.to_datetime(["2017-03-05", None])
    return {
        "dated": pd.DataFrame(
            {"unit": ["甲", "乙"], "seen": days, "value": [3, 4], "counted": [True, False]}
        ),
        "judged": pd.DataFrame(
            {"unit": ["甲"], "seen": ["上周"], "value": ["优"], "counted": ["未定"]}
        ),
        "bare": pd.DataFrame({"unit": ["乙"], "value": [0.5]}),
    }


def test_columns_of_one_name_keep_what_each_indicator_held(parts):
    columns = {name: kinds_of(frame) for name, frame in parts.items()}
    assert columns["dated"] == {
        "unit": "text", "seen": "time", "value": "number", "counted": "flag",
    }  # fmt: skip
    kept = Kept(as_kept(joined(parts)), columns)
    dated = kept.about("dated")
    assert dated["seen"].dtype.kind == "M"
    assert dated["seen"].dt.strftime("%Y-%m-%d").fillna("").to_list() == ["2017-03-05", ""]
    assert dated["value"].to_list() == [3.0, 4.0]
    assert dated["counted"].to_list() == [True, False]
    assert kept.about("judged").to_dict("records") == [
        {"unit": "甲", "seen": "上周", "value": "优", "counted": "未定"}
    ]
    assert list(kept.items("乙", "bare")) == ["unit", "value"]
    assert list(kept.by_indicator()) == list(parts)
    assert len(kept.everything()) == 4


def test_records_without_a_word_of_their_types_come_back_as_they_lie(parts):
    kept = Kept(as_kept(joined(parts)))
    assert list(kept.by_indicator()) == ["dated", "judged", "bare"]
    assert kept.about("bare")["value"].to_list() == ["0.5"]


def test_changes_are_added_to_the_end_and_the_first_inputs_stay():
    frame = pd.DataFrame([CHANGE | {"why": "漏看"}])
    once = Provenance("assess").changed(frame, "0a")
    twice = once.changed(frame.assign(value=4, when="2018-03-02"), "0b")
    assert (once.base, twice.base) == ("0a", "0a")
    assert twice.changes["value"].to_list() == ["3.5", "4"]
    assert twice.changes["when"].to_list() == ["2018-03-01", "2018-03-02"]
    assert twice.log[0] == once.log[0]
    assert twice.inputs != once.inputs
    both = pd.concat([frame, frame.assign(value=4, when="2018-03-02")], ignore_index=True)
    assert Provenance("assess").changed(both, "0a").seal == twice.seal


def test_a_library_that_is_not_there_has_no_version(monkeypatch):
    manifest.versions.cache_clear()
    monkeypatch.setattr(manifest, "_LIBRARIES", ("numpy", "no-such-library-of-gkeval"))
    try:
        assert list(manifest.versions()) == ["gkeval", "python", "platform", "numpy"]
    finally:
        manifest.versions.cache_clear()

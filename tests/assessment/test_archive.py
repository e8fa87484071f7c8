"""What an archive keeps of the records, and what it must not."""

import io
import zipfile

import pandas as pd
import pytest

import gkeval as gk
from gkeval.assessment.legible import PERSONAL, is_personal
from gkeval.scheme import parse_scheme

NAME = "某某某QZ"


@pytest.fixture(scope="module")
def result(five_scheme_of_records):
    units = pd.DataFrame({"unit": ["甲", "乙"], "group": "county"})
    requests = pd.DataFrame(
        {
            "unit": ["甲", "乙"],
            "record": ["R1", "R2"],
            "received": "2017-05-02",
            "answered": ["2017-05-08", "2017-09-08"],
            "applicant": NAME,
        }
    )
    frames = {"units": units, "requests": requests}
    return gk.assess(five_scheme_of_records, gk.read_records(frames))


@pytest.fixture(scope="module")
def five_scheme_of_records():
    """A scheme of one indicator, whose measure looks at the personal column itself."""
    return parse_scheme(
        {
            "scheme": "personal",
            "title": {"zh": "个人信息算例"},
            "source": {"document": "算例"},
            "period": {"from": "2017-01-01", "to": "2017-12-31"},
            "points": 10,
            "points_from": "proposed",
            "groups": {"county": {"title": {"zh": "县"}}},
            "indicators": [
                {
                    "id": "named",
                    "title": {"zh": "有申请人的申请"},
                    "points": 10,
                    "measure": {
                        "kind": "count",
                        "table": "requests",
                        "where": {"applicant": {"known": True}},
                    },
                    "rule": {"kind": "at_least", "target": 1},
                }
            ],
        },
        source="personal",
    )


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_records_do_name_a_person_before_they_are_kept(result):
    assert NAME in result.evidence.everything().to_csv()


def test_no_person_is_kept_in_an_archive(result, tmp_path):
    result.save(tmp_path / "r.zip")
    kept = pd.read_parquet(io.BytesIO(members(tmp_path / "r.zip")["evidence.parquet"]))
    assert sorted(kept["record"]) == ["R1", "R2"]
    assert not [name for name in kept.columns if is_personal(name)]
    for name, data in members(tmp_path / "r.zip").items():
        assert NAME.encode() not in data, name


def test_what_is_read_back_explains_itself_all_the_same(result, tmp_path):
    result.save(tmp_path / "r.zip")
    again = gk.load(tmp_path / "r.zip")
    assert again.fingerprint == result.fingerprint
    assert again.explain("甲", "named").facts() == result.explain("甲", "named").facts()
    assert again.evidence.items("甲", "named")["record"].to_list() == ["R1"]


@pytest.mark.parametrize("name", [*sorted(PERSONAL), *(f"requests.{n}" for n in sorted(PERSONAL))])
def test_joined_columns_are_personal_too(name):
    assert is_personal(name)


@pytest.mark.parametrize("path", [None, 5, "", b"x.zip"])
def test_an_archive_is_at_a_path(five, path):
    for use in (gk.load, five.save):
        with pytest.raises(gk.GkevalError, match="must be the path of a file or f"):
            use(path)

"""Plans, logs and rectification lists at their edges: nothing to send, nothing lost, wrong days."""

from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import gkeval as gk
from gkeval.collecting import (
    append_log,
    as_of,
    plan_requests,
    read_log,
    rectification_lists,
    to_rectify,
    write_aliases,
)
from gkeval.collecting.logbook import chained
from gkeval.errors import GkevalError, InputError
from gkeval.scheme import parse_scheme
from tests.collecting.test_rectifying import ROSTER, SMALL

UNITS = pd.DataFrame({"unit": ["A", "B"], "group": ["city", "county"]})
WINDOW = {
    "send_from": date(2017, 9, 4),
    "send_to": date(2017, 10, 31),
    "cutoff": date(2017, 12, 29),
}
CHANGE = {
    "unit": "A",
    "indicator": "i",
    "value": 3.5,
    "who": "组长",
    "when": "2018-03-01",
    "why": "漏",
}


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_is_a_whole_number_from_0(seed: int):
    with pytest.raises(ValueError, match=f"seed is {seed}, must be from 0"):
        plan_requests(UNITS, {"city": "x", "county": "y"}, seed=seed, **WINDOW)


def test_a_plan_needs_units_and_groups():
    with pytest.raises(InputError) as told:
        plan_requests(UNITS[["unit"]], {"city": "x"}, seed=1, **WINDOW)
    assert [(p.code, p.found) for p in told.value.problems] == [
        ("missing_column", "no column group")
    ]


def test_a_request_whose_term_ends_beyond_the_calendar_has_no_last_day():
    announced = gk.workdays.announced()[1]
    late = {"send_from": date(announced.year, 12, 1), "send_to": announced, "cutoff": announced}
    plan = plan_requests(UNITS, {"city": "x", "county": "y"}, seed=1, **late)
    assert plan["answer_by"].isna().all()
    assert set(plan["state"]) == {"pending"}


def test_nobody_to_send_to_is_an_empty_plan_and_an_empty_file(tmp_path: Path):
    plan = plan_requests(UNITS.head(0), {}, seed=1, **WINDOW)
    assert plan.empty
    assert list(plan) == ["record", "unit", "group", "script", "send", "answer_by", "state"]
    path = write_aliases(plan, [], tmp_path / "a.csv", seed=1)
    assert path.read_bytes() == b"\xef\xbb\xbfrecord,alias\n"


def test_times_and_numbers_of_a_log_are_kept_as_people_write_them(tmp_path: Path):
    path = tmp_path / "log.csv"
    days = [pd.Timestamp(2018, 3, 1), pd.Timestamp(2018, 3, 2, 9, 30)]
    values = [3.0, np.nan]
    rows = [CHANGE | {"when": day, "value": value} for day, value in zip(days, values, strict=True)]
    rows[1]["state"] = "not_applicable"
    append_log(path, pd.DataFrame(rows))
    log = read_log(path)
    assert log["when"].tolist() == ["2018-03-01", "2018-03-02 09:30:00"]
    assert log["value"].fillna(-1).tolist() == [3, -1]
    assert log["state"].fillna("").tolist() == ["", "not_applicable"]
    assert [row["value"] for row in chained(log)] == ["3", ""]


def test_a_log_with_other_columns_is_refused(tmp_path: Path):
    path = tmp_path / "log.csv"
    path.write_text("number,unit\n1,A\n", "utf-8")
    with pytest.raises(
        InputError, match=r"log\.csv, row 1: found columns number, unit; allowed: n"
    ):
        read_log(path)
    (tmp_path / "empty.csv").write_bytes(b"\xef\xbb\xbf")
    with pytest.raises(InputError, match="restore the log from a copy"):
        read_log(tmp_path / "empty.csv")


@pytest.fixture
def records() -> gk.Records:
    """清水市 held no meeting and lost points for the form of its answers, told twice alike."""
    judgements = pd.DataFrame(
        {
            "unit": "清水市", "record": ["1", "2", "3"], "indicator": "judged.form",
            "rater": ["甲", "乙", "自评"], "value": ["8", "8", "10"], "kind": [None, None, "self"],
            "reason": ["未写救济途径", "未写救济途径", "自认满分"],
        }
    )  # fmt: skip
    return gk.read_records({"units": ROSTER.head(1), "judgements": judgements})


def test_a_reason_is_told_once_and_never_that_of_the_unit_itself(records: gk.Records):
    result = gk.assess(parse_scheme(SMALL), records)
    with_reasons = to_rectify(result, records, due=date(2018, 6, 30))
    mine = with_reasons[with_reasons["indicator"] == "judged.form"]
    assert mine["problem"].str.count("未写救济途径").tolist() == [1]
    assert not mine["problem"].str.contains("自认满分").any()
    bare = to_rectify(result, due=date(2018, 6, 30))
    assert bare["indicator"].tolist() == with_reasons["indicator"].tolist()
    assert not bare["problem"].str.contains("未写救济途径").any()


def test_lists_are_written_from_records_too_and_without_any_row(tmp_path: Path):
    rows = pd.DataFrame({"unit": ["A"], "record": ["R1"], "problem": ["栏目逾期未更新"]})
    held = gk.read_records({"units": UNITS, "rectifications": rows})
    [path] = rectification_lists(held, held, tmp_path / "a.xlsx", lang="en")
    book = openpyxl.load_workbook(path)
    assert book.properties.created.year == 2000  # no row is due: there is no day to take
    assert "栏目逾期未更新" in [cell.value for cell in book["rectifications"][3]]
    none = gk.read_records({"units": UNITS})
    [path] = rectification_lists(none, none, tmp_path / "b.xlsx")
    assert gk.read_records(path).tables["rectifications"].empty


def test_check_dates_are_applied_in_memory_only():
    requests = pd.DataFrame({"unit": ["A"], "record": ["1"], "received": ["2017-03-05"]})
    records = gk.read_records({"units": UNITS, "requests": requests})
    pytest.importorskip("polars")
    with pytest.raises(GkevalError, match=r"the table requests is LazyFrame.*without an engine"):
        as_of(records.on("polars"), date(2018, 1, 15))


def test_a_late_publication_hides_what_hangs_on_it_and_nothing_else():
    documents = pd.DataFrame(
        {
            "unit": "A", "record": ["1", "2"], "kind": "rule", "issued": "2017-12-01",
            "published": ["2018-02-01", "2017-12-05"], "updated": ["2018-02-02", "2018-02-02"],
            "elements": "背景",
        }
    )  # fmt: skip
    seen = as_of(gk.read_records({"units": UNITS, "documents": documents}), date(2018, 1, 15))
    table = seen.tables["documents"]
    assert table["elements"].fillna("").tolist() == ["", "背景"]
    assert table["updated"].isna().all()
    assert [p.column for p in seen.problems] == ["published", "updated", "updated"]


def test_a_unit_without_a_check_date_is_left_as_it_is():
    activities = pd.DataFrame(
        {"unit": ["A", "B"], "record": ["1", "2"], "kind": "x", "date": "2018-02-01"}
    )
    records = gk.read_records({"units": UNITS, "activities": activities})
    seen = as_of(records, {"A": date(2018, 1, 15)})
    assert seen.tables["activities"]["record"].tolist() == ["2"]
    assert seen.rejected["activities"]["record"].tolist() == ["1"]

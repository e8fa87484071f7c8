"""Mock requests: a seeded plan, aliases in one file only, pending when sent too late."""

import stat
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import gkeval as gk
from gkeval.collecting import plan_requests, planned_rows, template, write_aliases
from gkeval.errors import GkevalError, InputError
from gkeval.scheme import parse_scheme
from tests.collecting.builders import UNITS, scheme
from tests.collecting.test_check_dates import measured

WINDOW = {"send_from": date(2017, 9, 4), "send_to": date(2017, 10, 31)}
SCRIPTS = {"city": ["预算公开", "征地补偿"], "county": "征地补偿"}


def plan(seed: int = 7, **changed) -> pd.DataFrame:
    return plan_requests(
        UNITS, SCRIPTS, seed=seed, **{**WINDOW, "cutoff": date(2017, 12, 29), **changed}
    )


def test_every_unit_is_sent_every_script_of_its_group():
    made = plan()
    sent = made.groupby("unit")["script"].agg(sorted).to_dict()
    assert sent == {
        "清水市": ["征地补偿", "预算公开"], "长河县": ["征地补偿"], "青山县": ["征地补偿"],
        "白石县": ["征地补偿"],
    }  # fmt: skip
    assert made["send"].between("2017-09-04", "2017-10-31").all()
    assert gk.workdays.is_workday(made["send"].to_numpy(dtype="datetime64[D]")).all()
    assert made["record"].tolist() == ["M001", "M002", "M003", "M004", "M005"]


def test_a_seed_gives_one_plan_whatever_the_order_of_units():
    other = plan_requests(UNITS.iloc[::-1], SCRIPTS, seed=7, **WINDOW, cutoff=date(2017, 12, 29))
    pd.testing.assert_frame_equal(plan(), other)
    assert not plan(8).equals(plan())


def test_requests_sent_too_late_are_pending():
    # 40 working days before Friday 29 December 2017 are counted from Friday 3 November
    last, after = date(2017, 11, 3), date(2017, 11, 6)
    states = [plan(send_from=day, send_to=day)["state"].unique().tolist() for day in (last, after)]
    assert states == [["planned"], ["pending"]]
    assert plan(send_from=last, send_to=last)["answer_by"].dt.date.unique().tolist() == [
        date(2017, 12, 29)
    ]


def test_a_pending_request_is_neither_met_nor_missed():
    units = UNITS[["unit", "group"]]
    requests = pd.DataFrame({
        "unit": "清水市", "record": ["M1", "M2"], "mock": True,
        "received": ["2017-10-10", "2017-12-20"], "answered": [None, None],
    })  # fmt: skip
    values = gk.measure(
        parse_scheme(measured("answered")), gk.read_records({"units": units, "requests": requests})
    ).set_index("unit")
    # the overdue one failed; the one sent in December is not due when the period ends
    assert values.loc["清水市", ["numerator", "denominator"]].tolist() == [0, 1]


def test_the_plan_stands_in_the_collection_workbook(tmp_path: Path):
    [path] = template(scheme(), UNITS, tmp_path / "a.xlsx", rows={"requests": planned_rows(plan())})
    records = gk.read_records(path, on_error="report")
    rows = records.rejected["requests"]
    assert rows["record"].tolist() == plan()["record"].tolist()
    # what is still missing: the day on which it was received
    missing = {(p.code, p.column) for p in records.problems if p.table == "requests"}
    assert missing == {("empty_cell", "received")}
    assert rows["script"].tolist() == plan()["script"].tolist()


def test_aliases_stand_in_one_file_and_nowhere_else(tmp_path: Path):
    names = ["合成申请人甲", "合成申请人乙", "合成申请人丙"]
    made = plan()
    path = write_aliases(made, names, tmp_path / "别名.csv", seed=7)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    held = pd.read_csv(path)
    assert set(held["alias"]) <= set(names)
    own = held.merge(made, on="record").query("unit == '清水市'")
    assert own["alias"].nunique() == len(own) == 2
    assert not set(made.columns) & {"alias", "applicant"}

    # even where somebody noted the applicant among the records, no output shows it
    requests = pd.DataFrame({
        "unit": made["unit"], "record": made["record"], "received": "2017-09-05",
        "answered": ["2017-09-20", "2017-12-20", None, "2017-09-21", "二月三十日"], "mock": True,
        "applicant": [names[n % 3] for n in range(5)],
    })  # fmt: skip
    small = parse_scheme(measured("answered"))
    records = gk.read_records({"units": UNITS, "requests": requests}, on_error="report")
    result = gk.assess(small, records)
    told = [str(records.problems), records.problems._repr_html_(), str(records)]
    told += [str(result.explain(unit, "answered")) for unit in result.units["unit"]]
    told += [result.explain(unit, "answered")._repr_html_() for unit in result.units["unit"]]
    result.save(tmp_path / "result.zip")
    gk.report(result, tmp_path / "report")
    with zipfile.ZipFile(tmp_path / "result.zip") as archive:
        written = [archive.read(name) for name in archive.namelist()]
    written += [p.read_bytes() for p in (tmp_path / "report").rglob("*") if p.is_file()]
    assert len(written) > 5
    for name in names:
        assert not [text for text in told if name in text]
        assert not [content for content in written if name.encode() in content]


def test_aliases_must_be_enough():
    with pytest.raises(GkevalError, match="at least 2 that differ"):
        write_aliases(plan(), ["甲"], "x.csv", seed=1)


def test_faults_of_a_plan_are_told_at_once():
    twice = pd.concat([UNITS, UNITS.head(1)])
    with pytest.raises(InputError) as error:
        plan_requests(twice, {"city": ["a", "a"]}, seed=1, **WINDOW, cutoff=date(2017, 12, 29))
    assert {p.code for p in error.value.problems} == {
        "duplicate_unit", "no_script", "duplicate_script",
    }  # fmt: skip
    with pytest.raises(GkevalError, match="in this order"):
        plan(cutoff=date(2017, 1, 1))
    with pytest.raises(GkevalError, match="no working day"):
        plan(send_from=date(2017, 10, 1), send_to=date(2017, 10, 8))

"""Every worked case of every scheme: records of one unit in, value, rate and state out.

A case names an indicator (or a constraint, with a plan), the unit's group, the rows of the tables
that were supplied, and what a person computed by hand. Unit and record ids are filled in here
where a case does not say them. `score` is what the indicator earns of its own points.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import gkeval as gk
from gkeval.scheme import strict_yaml
from gkeval.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
UNIT = "某单位"
KEYS = {"case", "indicator", "unit", "records", "expect", "because", "period", "constraint", "plan"}
EXPECTED = {"value", "numerator", "denominator", "n", "rate", "score", "state", "met"}


def cases() -> list[Any]:
    found = []
    for file in sorted((ROOT / "indicators").glob("*/cases.yaml")):
        parsed = strict_yaml.read(file.read_bytes())
        assert not parsed.faults, parsed.faults
        for case in parsed.data:
            found.append(pytest.param(file.parent.name, case, id=case["case"]))
    return found


CASES = cases()


def records_of(case: dict[str, Any]) -> gk.Records:
    unit = {"unit": UNIT, "subsets": ""} | case["unit"]
    tables = {"units": pd.DataFrame([unit])}
    for name, rows in case["records"].items():
        filled = [{"unit": UNIT, "record": f"{n:02d}"} | row for n, row in enumerate(rows, 1)]
        needed = [column.name for column in TABLES[name].columns if column.required]
        tables[name] = pd.DataFrame(filled or {column: [] for column in needed}, dtype="str")
    return gk.read_records(tables)


def alone(scheme: gk.Scheme, case: dict[str, Any]) -> gk.Scheme:
    """The scheme with the one indicator that the case is about, and the case's own period."""
    leaf = scheme.by_id[case["indicator"]]
    changes = {"period": case["period"]} if "period" in case else {}
    return scheme.replace(indicators=[leaf], points=leaf.points, grades=[], **changes)


def number(text: str) -> float:
    """A value as the values table has it: days since 1970 for a date, NaN for `missing`."""
    if text == "missing":
        return float("nan")
    if len(text) == 10 and text.count("-") == 2:
        return float((date.fromisoformat(text) - date(1970, 1, 1)).days)
    return float(text)


def test_cases_have_the_form_and_names_of_their_own():
    names = [parameter.id for parameter in CASES]
    assert len(set(names)) == len(names)
    for parameter in CASES:
        case = parameter.values[1]
        assert set(case) <= KEYS, parameter.id
        assert set(case["expect"]) <= EXPECTED, parameter.id
        assert ("indicator" in case) != ("constraint" in case), parameter.id
        assert case["because"], parameter.id


@pytest.mark.parametrize(("scheme", "case"), CASES)
def test_case(scheme: str, case: dict[str, Any]):
    loaded = gk.load_scheme(scheme)
    if "constraint" in case:
        kinds = {c.kind for c in loaded.constraints if c.id == case["constraint"]}
        unmet = {problem.column for problem in gk.check_plan(loaded, case["plan"])}
        assert kinds, "no such constraint"
        assert (not kinds & unmet) == (case["expect"]["met"] == "true")
        return
    result = gk.assess(alone(loaded, case), records_of(case))
    values, scores = (
        frame[frame["indicator"] == case["indicator"]].to_dict("records")
        for frame in (result.values, result.scores)
    )
    assert len(values) == len(scores) == 1, "the indicator is not for this unit"
    found = {**scores[0], **values[0]}
    expect = dict(case["expect"])
    assert found["state"] == expect.pop("state", "scored")
    for key, text in expect.items():
        assert found[key] == pytest.approx(number(text), abs=1e-9, nan_ok=True), key

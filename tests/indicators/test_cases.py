"""Every worked case of every scheme: what a person computed by hand, against what comes out.

A case is about one of these:

* an `indicator`: the records of one unit in; value, rate and state out. Unit and record ids are
  filled in where a case does not say them; `score` is what the indicator earns of its own points;
* a `constraint`: a `plan` of the assessor in, whether it is `met` out;
* the whole scheme: ready `values` of several units, or `units` with their `records`; out come
  totals, low, high, ranks, grades, verdicts, scores of indicators, and every row of the
  adjustments. Leaves that `values` does not name hold `others` (of the case, or of the
  row); adjustments that it does not name hold 0.

A folder without a scheme of its own holds small cases of rules from practice: they bring the part
of a `scheme` that matters, and the rest (title, source, period, group, points) is filled in here.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import gkeval as gk
from gkeval.scheme import parse_scheme, strict_yaml
from gkeval.scheme.adjustments import Gate
from gkeval.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
UNIT = "某单位"
KEYS = {"case", "indicator", "unit", "records", "expect", "because", "period", "constraint", "plan"}
KEYS |= {"scheme", "values", "units", "others", "fact"}
EXPECTED = {"value", "numerator", "denominator", "n", "rate", "score", "state", "met"}
BY_UNIT = {"totals", "low", "high", "ranks", "grades", "verdicts", "scores"}
COLUMN = {"totals": "total", "ranks": "rank", "grades": "grade", "verdicts": "verdict"}
ABOUT_UNITS = {"unit", "name", "group", "subsets", "parent", "order"}


def cases() -> list[Any]:
    found = []
    for file in sorted((ROOT / "indicators").glob("*/cases.yaml")):
        parsed = strict_yaml.read(file.read_bytes())
        assert not parsed.faults, (file.parent.name, parsed.faults)
        for case in parsed.data:
            found.append(pytest.param(file.parent.name, case, id=case["case"]))
    return found


CASES = cases()


load = cache(gk.load_scheme)


def scheme_of(folder: str, case: dict[str, Any]) -> gk.Scheme:
    """The scheme of the folder, or the small one that the case brings."""
    if "scheme" not in case:
        return load(folder)
    said = case["scheme"]
    groups = {name: {"title": {"zh": name}} | own for name, own in said.get("groups", {}).items()}
    indicators = [_titled(indicator) for indicator in said["indicators"]]
    return parse_scheme(
        {
            "scheme": "case",
            "title": {"zh": case["case"]},
            "source": {"document": "实践中的评分规则"},
            "period": {"from": "2020-01-01", "to": "2020-12-31"},
            "points": str(sum(float(indicator["points"]) for indicator in indicators)),
            "points_from": "proposed",
        }
        | said
        | {
            "groups": groups or {"unit": {"title": {"zh": "单位"}}},
            "indicators": indicators,
            "adjustments": [_titled(item) for item in said.get("adjustments", [])],
            "grades": [_titled(item) for item in said.get("grades", [])],
        },
        source=case["case"],
    )


def _titled(item: dict[str, Any]) -> dict[str, Any]:
    filled = {"title": {"zh": item["id"]}} | item
    if "indicators" in item:
        filled["indicators"] = [_titled(child) for child in item["indicators"]]
    elif "points" in item and "kind" not in item:
        filled = {"rule": {"kind": "expert"}} | filled
    return filled


def records_of(units: list[dict[str, Any]], records: dict[str, Any]) -> gk.Records:
    tables = {"units": pd.DataFrame([{"subsets": ""} | unit for unit in units], dtype="str")}
    alone = {"unit": units[0]["unit"]} if len(units) == 1 else {}
    for name, rows in records.items():
        filled = [alone | {"record": f"{n:02d}"} | row for n, row in enumerate(rows, 1)]
        needed = [column.name for column in TABLES[name].columns if column.required]
        tables[name] = pd.DataFrame(filled or {column: [] for column in needed}, dtype="str")
    return gk.read_records(tables)


def values_of(scheme: gk.Scheme, case: dict[str, Any]) -> pd.DataFrame:
    """The wide frame of a case; what it does not name is filled."""
    nothing = {item.id: "0" for item in scheme.adjustments if not isinstance(item, Gate)}
    first = next(iter(scheme.groups))
    known = ABOUT_UNITS | {item.id for item in scheme.measured}
    rows = []
    for row in case["values"]:
        others = row.get("others", case.get("others"))
        filled = {} if others is None else {leaf.id: others for leaf in scheme.leaves}
        said = {key: cell for key, cell in row.items() if key != "others"}
        assert set(said) <= known, "a name that is no indicator"
        rows.append({"group": first} | filled | nothing | said)
    return pd.DataFrame(rows)


def assessed(scheme: gk.Scheme, case: dict[str, Any]) -> gk.Assessment:
    if "values" in case:
        return gk.score(scheme, values_of(scheme, case))
    return gk.assess(scheme, records_of(case["units"], case["records"]))


def alone(scheme: gk.Scheme, case: dict[str, Any]) -> gk.Scheme:
    """The scheme with the one indicator that the case is about, and the case's own period."""
    leaf = scheme.by_id[case["indicator"]]
    changes = {"period": case["period"]} if "period" in case else {}
    return scheme.replace(
        indicators=[leaf], points=leaf.points, grades=[], adjustments=[], **changes
    )


def number(text: str) -> float:
    """A value as the values table has it: days since 1970 for a date, NaN for `missing`."""
    if text == "missing":
        return float("nan")
    if len(text) == 10 and text.count("-") == 2:
        return float((date.fromisoformat(text) - date(1970, 1, 1)).days)
    return float(text)


def same(found: Any, text: str, what: str) -> None:
    """Compare a number, or a text; `none` is an empty one."""
    if isinstance(found, str):
        assert found == ("" if text == "none" else text), what
    elif text == "none":
        assert pd.isna(found), what
    else:
        assert float(found) == pytest.approx(number(text), abs=1e-9, nan_ok=True), what


def test_cases_have_the_form_and_names_of_their_own():
    names = [parameter.id for parameter in CASES]
    assert len(set(names)) == len(names)
    for parameter in CASES:
        folder, case = parameter.values
        assert set(case) <= KEYS, parameter.id
        assert sum(key in case for key in ("indicator", "constraint", "values", "units")) == 1
        whole = "values" in case or "units" in case
        assert set(case["expect"]) <= (BY_UNIT | {"adjustments"} if whole else EXPECTED)
        assert case["expect"], parameter.id
        assert case["because"], parameter.id
        own = (ROOT / "indicators" / folder / "scheme.yaml").exists()
        assert own != ("scheme" in case), parameter.id


@pytest.mark.parametrize(("folder", "case"), CASES)
def test_case(folder: str, case: dict[str, Any]):
    scheme = scheme_of(folder, case)
    if "constraint" in case:
        constraint(scheme, case)
    elif "indicator" in case:
        one_indicator(scheme, case)
    else:
        several_units(scheme, case)


def constraint(scheme: gk.Scheme, case: dict[str, Any]) -> None:
    kinds = {c.kind for c in scheme.constraints if c.id == case["constraint"]}
    unmet = {problem.column for problem in gk.check_plan(scheme, case["plan"])}
    assert kinds, "no such constraint"
    assert (not kinds & unmet) == (case["expect"]["met"] == "true")


def one_indicator(scheme: gk.Scheme, case: dict[str, Any]) -> None:
    group = {"group": next(iter(scheme.groups))}
    unit = {"unit": UNIT} | group | case.get("unit", {})
    result = gk.assess(alone(scheme, case), records_of([unit], case["records"]))
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


def several_units(scheme: gk.Scheme, case: dict[str, Any]) -> None:
    result = assessed(scheme, case)
    expect = dict(case["expect"])
    totals = result.totals.set_index("unit")
    scores = result.scores.set_index(["unit", "indicator"])["score"]
    for unit, wanted in expect.pop("scores", {}).items():
        for indicator, text in wanted.items():
            same(scores[unit, indicator], text, f"{unit} {indicator}")
    adjustments = expect.pop("adjustments", None)
    for key, wanted in expect.items():
        for unit, text in wanted.items():
            same(totals.loc[unit, COLUMN.get(key, key)], text, f"{key} of {unit}")
    if adjustments is not None:
        place = {item.id: position for position, item in enumerate(scheme.adjustments)}

        def order(row: dict[str, Any]) -> tuple[int, str]:
            return place[row["adjustment"]], row["unit"]

        rows = result.adjustments.to_dict("records")
        assert rows == sorted(rows, key=lambda row: place[row["adjustment"]])
        assert sorted(map(order, rows)) == sorted(map(order, adjustments))
        pairs = zip(sorted(rows, key=order), sorted(adjustments, key=order), strict=True)
        for row, wanted in pairs:
            for key, text in wanted.items():
                same(row[key], text, f"{wanted['adjustment']} of {wanted['unit']}, {key}")

"""gansu-2018: whom its clauses bind, and the other readings that its README offers."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import gkeval as gk

SCHEME = gk.load_scheme("gansu-2018")
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "gansu-2018"


@pytest.fixture(scope="module")
def result() -> gk.Assessment:
    return gk.assess(SCHEME, gk.read_records(SAMPLE))


@pytest.fixture(scope="module")
def bound(result: gk.Assessment) -> dict[str, set[str]]:
    """By leaf: the units that it applies to."""
    return result.values.groupby("indicator")["unit"].agg(set).to_dict()


def members(result: gk.Assessment, *names: str) -> set[str]:
    units = result.units
    subsets = units["subsets"].str.split(";")
    chosen = units["group"].isin(names) | subsets.map(lambda own: bool(set(own) & set(names)))
    return set(units.loc[chosen, "unit"])


def read_as(leaf: str, records: dict[str, list[dict[str, Any]]], **changes: Any) -> float:
    """The rate of one prefecture for a leaf whose measure or rule is read in another way."""
    own = SCHEME.by_id[leaf].model_dump(by_alias=True, exclude_none=True)
    for key, change in changes.items():
        own[key] |= change
    scheme = SCHEME.replace(indicators=[own], points=own["points"], grades=[])
    groups = {"unit": "某市", "group": "prefecture", "subsets": "prefecture_government"}
    tables = {"units": pd.DataFrame([groups])}
    for name, rows in records.items():
        filled = [{"unit": "某市", "record": str(n)} | row for n, row in enumerate(rows)]
        tables[name] = pd.DataFrame(filled, dtype="str")
    scores = gk.assess(scheme, gk.read_records(tables)).scores
    return float(scores.loc[scores["indicator"] == leaf, "rate"].item())


def test_what_the_readme_counts():
    covered = {name for leaf in SCHEME.leaves for name in leaf.covers}
    assert (len(SCHEME.leaves), len(covered)) == (81, 114)
    assert (len(SCHEME.constraints), len(SCHEME.outside)) == (1, 9)
    points = {theme.id: int(theme.points) for theme in SCHEME.indicators}
    assert points == {
        "disclosure": 10,
        "key_fields": 22,
        "interpretation": 14,
        "response": 12,
        "service": 18,
        "platform": 12,
        "organisation": 12,
    }


def test_the_new_area_is_bound_where_the_document_names_it(result, bound):
    area, governments = members(result, "new_area"), members(result, "prefecture_government")
    assert len(area) == 1
    assert len(governments) == 14
    for leaf in ("interpretation.principal", "platform.hotline_filed", "platform.gazette"):
        assert area | governments <= bound[leaf]
    assert governments <= bound["organisation.request_steps"]
    assert not area & bound["organisation.request_steps"]


def test_leads_and_pilots_have_duties_of_their_own(result, bound):
    for leaf, subset in {
        "key_fields.debt_rules": "debt_lead",
        "key_fields.charity_rules": "charity_lead",
        "key_fields.enterprise_rules": "regulator",
        "disclosure.power_list": "restructured",
        "organisation.pilot_summary": "pilot_prefecture",
        "organisation.pilot_standards": "pilot_prefecture",
        "platform.ipv6_portal": "provincial_office",
        "organisation.assessment": "provincial_office",
    }.items():
        assert bound[leaf] == members(result, subset), leaf
    assert bound["service.reforms"] == members(result, "prefecture", "business_lead")
    assert bound["response.evaluation"] == members(result, "prefecture", "provincial_office")


def test_units_without_a_duty_pass_its_points_on(result):
    """Every unit is marked out of the whole, whatever it is not bound to."""
    scores = result.scores
    first = scores[scores["level"] == 1].groupby("unit")["available"].sum()
    assert first.to_numpy() == pytest.approx(100, abs=1e-9)


def test_the_three_june_dates_of_item_eight_are_one():
    leaves = ("welfare_list", "welfare_column", "enterprise_rules", "charity_rules")
    assert {str(SCHEME.by_id[f"key_fields.{leaf}"].rule.by) for leaf in leaves} == {"2018-06-30"}


def test_a_column_opened_in_autumn_passes_when_june_does_not_govern_it():
    column = {"site": "门户", "path": "公益", "kind": "public_welfare", "opened": "2018-10-08"}
    leaf, records = "key_fields.welfare_column", {"columns": [column]}
    assert read_as(leaf, records) == 0
    assert read_as(leaf, records, rule={"by": "2018-12-31"}) == 1


def test_eighty_per_cent_overall_and_by_level():
    def item(level: str, elements: str) -> dict[str, str]:
        return {"catalogue": "service_items", "item": "甲", "field": level, "elements": elements}

    items = [item("city_level", "一网通办")] * 4 + [item("county_level", "办理条件")]
    leaf, records = "service.one_network", {"entries": items}
    assert read_as(leaf, records) == 1
    for level, expected in (("city_level", 1), ("county_level", 0)):
        where = SCHEME.by_id[leaf].measure.where | {"field": level}
        assert read_as(leaf, records, measure={"where": where}) == expected


def test_the_clock_of_24_hours_from_the_event_and_from_first_notice():
    event = {
        "kind": "emergency",
        "severity": "重大",
        "occurred": "2018-08-03 09:30",
        "surfaced": "2018-08-03 15:00",
        "responded": "2018-08-04 12:00",
    }
    leaf, records = "response.press_conference", {"incidents": [event]}
    assert read_as(leaf, records) == 0
    assert read_as(leaf, records, measure={"start": "surfaced"}) == 1


def test_three_interpretations_all_or_in_proportion():
    rows = [
        {
            "published": f"2018-0{n}-01",
            "author_role": "principal",
            "post": "市长",
            "policy": f"政策{n}",
            "event": f"发布会{n}",
        }
        for n in (3, 4)
    ]
    leaf, records = "interpretation.principal", {"interpretations": rows}
    assert read_as(leaf, records) == 0
    assert read_as(leaf, records, rule={"kind": "proportion"}) == pytest.approx(2 / 3)


def test_results_have_to_be_made_known():
    assert not gk.check_plan(SCHEME, {"results_published": 1})
    problems = gk.check_plan(SCHEME, {"results_published": 0})
    assert [problem.column for problem in problems] == ["results_published"]
    assert "四(十七)44" in problems[0].allowed

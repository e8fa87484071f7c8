"""yanan-2020: whom its tasks bind, and the readings that its README argues for."""

from pathlib import Path

import pandas as pd
import pytest

import gkeval as gk

SCHEME = gk.load_scheme("yanan-2020")
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "yanan-2020"


@pytest.fixture(scope="module")
def result() -> gk.Assessment:
    return gk.assess(SCHEME, gk.read_records(SAMPLE))


@pytest.fixture(scope="module")
def bound(result: gk.Assessment) -> dict[str, set[str]]:
    """By leaf: the groups of the units that it applies to."""
    groups = result.units.set_index("unit")["group"]
    values = result.values.assign(group=result.values["unit"].map(groups))
    return values.groupby("indicator")["group"].agg(set).to_dict()


def test_the_source_says_that_it_is_an_interview():
    assert "访谈" in SCHEME.source.document
    assert "转述" in SCHEME.source.note.zh
    assert "interview" in SCHEME.source.note.en


def test_what_the_readme_counts():
    covered = {name for leaf in SCHEME.leaves for name in leaf.covers}
    assert (len(SCHEME.leaves), len(covered)) == (60, 65)
    assert (len(SCHEME.constraints), len(SCHEME.outside)) == (1, 2)
    assert [(theme.id, theme.points) for theme in SCHEME.indicators] == [
        ("catalogue", 18),
        ("attributes", 15),
        ("requests", 13),
        ("participation", 11),
        ("service", 12),
        ("supervision", 5),
        ("platform", 10),
        ("zones", 5),
        ("village", 5),
        ("organisation", 6),
    ]


def test_indicators_bind_the_groups_that_the_interview_binds(bound):
    for leaf in SCHEME.leaves:
        theme = leaf.id.partition(".")[0]
        if theme == "zones":
            assert bound[leaf.id] == {"county"}, leaf.id
        elif theme == "village":
            assert bound[leaf.id] == {"township"}, leaf.id
        elif theme == "attributes":
            assert bound[leaf.id] == {"county", "department", "township"}, leaf.id
    assert bound["catalogue.fields"] == {"county"}
    assert bound["requests.guide"] == {"department", "township"}
    assert bound["organisation.hearing"] == {"county", "department"}


def test_services_and_findings_are_for_the_departments_that_have_them(result):
    units = result.units.set_index("unit")
    by_leaf = result.values.groupby("indicator")["unit"].agg(set)
    counties = set(units.index[units["group"] == "county"])
    for leaf, subset in (
        ("service.guides", "service_department"),
        ("supervision.results", "regulator"),
    ):
        members = {name for name, own in units["subsets"].items() if subset in own.split(";")}
        assert members, subset
        assert by_leaf[leaf] == members | counties


def test_units_without_a_part_are_still_marked_out_of_the_whole(result):
    """What a department cannot earn in villages, and a township not in zones, goes elsewhere."""
    scores = result.scores
    first = scores[scores["level"] == 1]
    assert first.groupby("unit")["available"].sum().to_numpy() == pytest.approx(100, abs=1e-6)
    groups = first["unit"].map(result.units.set_index("unit")["group"])
    empty = first[first["available"].fillna(0) == 0].groupby(groups)["indicator"].agg(set)
    assert empty["county"] == {"village"}
    assert {"zones", "village"} <= empty["department"]
    assert empty["township"] == {"participation", "service", "zones", "organisation"}


@pytest.mark.parametrize(
    ("before", "now", "earned"),
    [(4, 3, 3.0), (4, 0, 3.0), (0, 0, 3.0), (4, 4, 0.0), (4, 5, 0.0), (0, 1, 0.0)],
)
def test_documents_on_request_fall_or_are_none(before: int, now: int, earned: float):
    leaf = SCHEME.by_id["attributes.fewer_on_request"]
    scheme = SCHEME.replace(indicators=[leaf], points=leaf.points, grades=[])
    numbers = {"on_request_documents_last_year": before, "on_request_documents": now}
    rows = [
        {"unit": "甲县", "record": item, "item": item, "period": "2020", "value": str(value)}
        for item, value in numbers.items()
    ]
    units = pd.DataFrame([{"unit": "甲县", "group": "county"}])
    records = gk.read_records({"units": units, "statistics": pd.DataFrame(rows)})
    assert gk.assess(scheme, records).totals["total"].item() == earned


def test_sample_holds_what_comes_late_early_twice_and_never():
    documents = gk.read_records(SAMPLE).tables["documents"]
    guided = documents[documents["kind"] == "new_field_catalogue"]
    assert guided["published"].isna().any()  # never, or not yet
    assert (guided["source_published"] > "2020-10-01").any()  # due after the period
    lag = (guided["published"] - guided["source_published"]).dt.days
    assert (lag > 92).any()
    assert (lag <= 89).any()
    revised = documents[documents["kind"] == "standards_catalogue"]
    assert revised.duplicated(["unit", "field"]).any()


def test_the_city_has_to_check_in_three_ways():
    assert not gk.check_plan(SCHEME, {"inspections": 3})
    (problem,) = gk.check_plan(SCHEME, {"inspections": 2})
    assert problem.column == "inspections"
    assert "第三" in problem.allowed

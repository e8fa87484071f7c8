"""xicheng-2017: whom the plan binds, its phases, and the readings that its README offers."""

from pathlib import Path

import pytest

import gkeval as gk

SCHEME = gk.load_scheme("xicheng-2017")
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "xicheng-2017"
PILOTS = ("key_pilot", "special_pilot", "special_subdistrict")
PILOT_YEAR = {"from": "2017-07-01", "to": "2018-06-30"}


@pytest.fixture(scope="module")
def records() -> gk.Records:
    return gk.read_records(SAMPLE)


@pytest.fixture(scope="module")
def result(records: gk.Records) -> gk.Assessment:
    return gk.assess(SCHEME, records)


@pytest.fixture(scope="module")
def bound(result: gk.Assessment) -> dict[str, set[str]]:
    """By leaf: the units that it applies to."""
    return result.values.groupby("indicator")["unit"].agg(set).to_dict()


def test_what_the_readme_counts():
    covered = {name for leaf in SCHEME.leaves for name in leaf.covers}
    constrained = {name for constraint in SCHEME.constraints for name in constraint.covers}
    assert (len(SCHEME.leaves), len(covered), len(constrained)) == (73, 68, 3)
    assert (len(SCHEME.constraints), len(SCHEME.outside)) == (2, 5)
    assert {theme.id: int(theme.points) for theme in SCHEME.indicators} == {
        "disclosure": 20,
        "decision": 18,
        "participation": 20,
        "response": 10,
        "platform": 8,
        "pilot": 16,
        "organisation": 8,
    }


def test_the_sample_has_as_many_units_as_the_plan_names(result, members):
    named = {"key_pilot": 23, "special_pilot": 16, "special_subdistrict": 6}
    assert {name: len(members(result, name)) for name in named} == named
    assert len(members(result, "key_pilot") & members(result, "special_pilot")) == 11
    assert len(members(result, "livelihood_department")) == 11
    assert members(result, "livelihood_department") <= members(result, "special_pilot")


def test_numbers_differ_by_group_where_the_plan_says_so():
    targets = {
        "decision.attendance": ("district", 2),
        "decision.livelihood_meetings": ("livelihood_department", 1),
        "decision.subdistrict_meetings": ("subdistrict", 2),
        "participation.open_days": ("district", 4),
        "participation.open_days_department": ("livelihood_department", 1),
        "participation.open_days_subdistrict": ("subdistrict", 1),
        "participation.report": ("district", 1),
        "participation.report_department": ("livelihood_department", 1),
        "participation.report_subdistrict": ("subdistrict", 1),
    }
    for leaf, (group, target) in targets.items():
        indicator = SCHEME.by_id[leaf]
        assert (indicator.groups, indicator.rule.target) == ((group,), target), leaf


def test_pilots_have_phases_and_others_have_none(result, bound, members):
    pilots, district = members(result, *PILOTS), members(result, "district")
    for leaf in SCHEME.leaves:
        if leaf.id.startswith(("pilot.", "organisation.")):
            assert bound[leaf.id] in (pilots, district, pilots | district), leaf.id
    assert bound["decision.exploration"] == members(result, "special_subdistrict")
    assert bound["disclosure.tasks"] == members(result, "key_pilot")
    assert len(members(result, "department", "subdistrict") - pilots) == 15


def test_units_outside_the_pilot_are_marked_out_of_the_whole(result, members):
    scores = result.scores
    first = scores[scores["level"] == 1]
    assert first.groupby("unit")["available"].sum().to_numpy() == pytest.approx(100, abs=1e-9)
    outside = members(result, "department", "subdistrict") - members(result, *PILOTS)
    theirs = first[first["unit"].isin(outside) & first["indicator"].isin(["pilot", "organisation"])]
    assert (theirs["state"] == "not_applicable").all()
    assert theirs["available"].sum() == 0


def test_the_pilots_own_year_leaves_nothing_open(records: gk.Records, result: gk.Assessment):
    values = gk.assess(SCHEME.replace(period=PILOT_YEAR), records).values
    waiting = result.values.loc[result.values["state"] == "not_yet_due", "indicator"]
    assert set(waiting) == {
        f"pilot.{leaf}"
        for leaf in ("applied", "adjusted", "summary", "acceptance", "completed", "submitted")
    }
    assert "not_yet_due" not in set(values["state"])
    assert (values.loc[values["indicator"].isin(set(waiting)), "state"] == "scored").all()


@pytest.mark.parametrize("leaf", ["plan", "filed", "started"])
def test_before_15_july_with_and_without_the_day(rate_as, leaf: str):
    records = {
        "documents": [{"kind": "implementation_plan", "field": "pilot", "issued": "2017-07-15"}],
        "activities": [
            {"kind": "plan_filed", "date": "2017-07-15"},
            {"kind": "item_sorting", "date": "2017-07-15"},
        ],
    }
    unit = {"group": "department", "subsets": "key_pilot"}
    assert rate_as(SCHEME, f"pilot.{leaf}", unit, records) == 1
    assert rate_as(SCHEME, f"pilot.{leaf}", unit, records, rule={"by": "2017-07-14"}) == 0


@pytest.mark.parametrize("leaf", ["open_days_subdistrict", "report_subdistrict"])
def test_once_a_year_or_once(rate_as, leaf: str):
    unit = {"group": "subdistrict"}
    acts = [{"kind": kind, "date": "2016-09-09"} for kind in ("open_day", "joint_activity")]
    leaf, records = f"participation.{leaf}", {"activities": acts}
    assert rate_as(SCHEME, leaf, unit, records) == 0
    assert rate_as(SCHEME, leaf, unit, records, measure={"during": "until_end"}) == 1


def test_report_and_joint_activity_together_or_each(rate_as):
    unit = {"group": "department", "subsets": "livelihood_department"}
    records = {"activities": [{"kind": "joint_activity", "date": "2017-09-09"}]}
    leaf = "participation.report_department"
    assert rate_as(SCHEME, leaf, unit, records) == 1
    each = {"measure": {"of": ["kind"]}, "rule": {"target": 2}}
    assert rate_as(SCHEME, leaf, unit, records, **each) == 0
    records["activities"].append({"kind": "public_report", "date": "2017-07-20"})
    assert rate_as(SCHEME, leaf, unit, records, **each) == 1


def test_two_attendances_of_any_kind_or_of_listeners(rate_as):
    acts = [
        {"kind": "meeting_attendance", "date": "2017-04-01", "elements": "不发言列席"},
        {"kind": "meeting_attendance", "date": "2017-08-01"},
    ]
    leaf, unit, records = "decision.attendance", {"group": "district"}, {"activities": acts}
    assert rate_as(SCHEME, leaf, unit, records) == 1
    where = SCHEME.by_id[leaf].measure.where | {"elements": {"has": "不发言列席"}}
    assert rate_as(SCHEME, leaf, unit, records, measure={"where": where}) == 0


def test_two_weeks_moved_to_the_pilots_year(rate_as):
    rows = [
        {"kind": "predisclosure", "published": "2018-06-01", "issued": "2018-06-30"},
        {"kind": "predisclosure", "published": "2017-03-01", "issued": "2017-03-05"},
    ]
    leaf, unit, records = "decision.two_weeks", {"group": "district"}, {"documents": rows}
    assert rate_as(SCHEME, leaf, unit, records) == 0
    decided = {"at_least": "2017-07-01", "at_most": "2018-06-30"}
    moved = {
        "where": {"kind": "predisclosure", "issued": decided},
        "period": {"from": "2017-07-01", "to": "2019-06-30"},
    }
    assert rate_as(SCHEME, leaf, unit, records, measure=moved) == 1


def test_the_sample_tells_the_same_in_two_tables(result, records):
    entries, activities = records.tables["entries"], records.tables["activities"]
    projects = entries[entries["catalogue"] == "opinion_projects"]
    assert projects.groupby("item").size().tolist() == [2] * 19
    days = activities[activities["kind"] == "open_day"]
    days = days[days["date"].dt.year == 2017].groupby("unit")["date"].nunique()
    numbers = records.tables["statistics"]
    now = numbers[(numbers["item"] == "open_days") & (numbers["period"] == "2017")]
    assert now["value"].tolist() == [days.get(unit, 0) for unit in now["unit"]]


def test_the_sample_holds_what_the_rules_have_to_decide(result):
    def reasons(leaf: str) -> set[str]:
        units = result.values.loc[result.values["indicator"] == leaf, "unit"]
        return set().union(*(result.explain(unit, leaf).records["why"] for unit in units))

    assert {"in_time", "too_early", "no_date"} <= reasons("decision.two_weeks")
    assert {"counted", "duplicate", "outside_period"} <= reasons("decision.subdistrict_meetings")
    assert {"met", "not_met", "outside_period"} <= reasons("response.leaders")
    states = set(result.values["state"])
    assert states == {"scored", "not_applicable", "not_yet_due", "not_assessed", "disputed"}


def test_the_organisers_own_duties():
    assert not gk.check_plan(SCHEME, {"inspections": 1, "results_used": 1})
    problems = gk.check_plan(SCHEME, {"inspections": 0, "results_used": 1})
    assert [problem.column for problem in problems] == ["inspections"]
    assert "六(四)" in problems[0].allowed

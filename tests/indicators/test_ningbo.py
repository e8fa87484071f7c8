"""ningbo-2016: whom its clauses bind, its deadlines, and the readings that its README offers."""

from decimal import Decimal
from pathlib import Path

import pytest

import gkeval as gk

SCHEME = gk.load_scheme("ningbo-2016")
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "ningbo-2016"
COUNTY = {"group": "county"}


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
    assert (len(SCHEME.leaves), len(covered), len(covered | constrained)) == (80, 159, 161)
    assert (len(SCHEME.constraints), len(SCHEME.outside)) == (4, 8)
    assert {theme.id: int(theme.points) for theme in SCHEME.indicators} == {
        "decision": 8,
        "execution": 9,
        "management": 9,
        "service": 11,
        "data": 5,
        "interpretation": 14,
        "response": 12,
        "participation": 6,
        "platform": 7,
        "disclosure": 10,
        "organisation": 9,
    }


def test_the_period_is_the_first_full_year_after_the_opinion():
    issued = SCHEME.source.issued
    assert issued is not None
    assert SCHEME.period.start.year == issued.year + 1
    for leaf in ("response.full_time_spokesperson", "organisation.trained"):
        assert SCHEME.by_id[leaf].rule.by == issued.replace(year=issued.year + 3)


def test_subsets_have_duties_of_their_own(result, bound, members):
    for leaf, names in {
        "response.full_time_spokesperson": ("lead_department",),
        "data.backbone": ("data_lead",),
        "disclosure.gazette": ("municipal_office",),
        "service.five_levels": ("county", "service_lead"),
        "disclosure.request_window": ("county", "service_lead"),
        "management.enforcement": ("county", "enforcement_department"),
        "organisation.leader": ("county",),
    }.items():
        assert bound[leaf] == members(result, *names), leaf


def test_citywide_tasks_count_for_who_leads_them(result, members):
    values = result.values[result.values["indicator"].isin(["platform.built"])]
    scored = set(values.loc[values["state"] == "scored", "unit"])
    leads = members(result, "municipal_office", "data_lead", "service_lead")
    assert scored == leads | members(result, "county")
    rest = values[~values["unit"].isin(scored)]
    assert (rest["state"] == "not_applicable").all()


def test_units_without_a_duty_pass_its_points_on(result):
    scores = result.scores
    first = scores[scores["level"] == 1].groupby("unit")["available"].sum()
    assert first.to_numpy() == pytest.approx(100, abs=1e-9)


@pytest.mark.parametrize(("year", "waiting"), [(2019, 5), (2020, 0)])
def test_deadlines_fall_due_year_by_year(records: gk.Records, year: int, waiting: int):
    period = {"from": f"{year}-01-01", "to": f"{year}-12-31"}
    values = gk.assess(SCHEME.replace(period=period), records).values
    deadlines = [leaf.id for leaf in SCHEME.leaves if leaf.rule and leaf.rule.kind == "deadline"]
    found = values[values["indicator"].isin(deadlines)]
    states = found.groupby("indicator")["state"].agg(set)
    assert len(states) == 7
    assert states.map(lambda own: own == {"not_yet_due"}).sum() == waiting
    assert states.map(lambda own: own == {"scored"}).sum() == 7 - waiting


EVENT = {
    "severity": "重大",
    "occurred": "2017-06-09 20:00",
    "surfaced": "2017-06-10 09:00",
}


@pytest.mark.parametrize(
    ("leaf", "kind", "responded", "from_event"),
    [
        ("response.press_24h", "emergency", "2017-06-11 08:00", 0),
        ("response.press_24h", "emergency", "2017-06-10 19:00", 1),
        ("response.answer_48h", "sentiment", "2017-06-12 08:00", 0),
        ("response.answer_48h", "sentiment", "2017-06-11 20:00", 1),
    ],
)
def test_the_clock_from_the_opinion_and_from_the_event(
    rate_as, leaf: str, kind: str, responded: str, from_event: int
):
    records = {"incidents": [EVENT | {"kind": kind, "responded": responded}]}
    assert rate_as(SCHEME, leaf, COUNTY, records) == 1
    assert rate_as(SCHEME, leaf, COUNTY, records, measure={"start": "occurred"}) == from_event


def test_one_leader_for_the_unit_or_each_leader_by_the_roster(rate_as):
    said = {"post": "副县长", "policy": "甲政策", "event": "发布会", "published": "2017-05-10"}
    roster = [
        {"catalogue": "leaders", "item": "县长"},
        {"catalogue": "leaders", "item": "副县长", "elements": "已解读"},
    ]
    records = {"interpretations": [said | {"author_role": "leader"}], "entries": roster}
    leaf = "interpretation.leaders"
    assert rate_as(SCHEME, leaf, COUNTY, records) == 1
    heads = {"where": {"author_role": "principal"}}
    assert rate_as(SCHEME, leaf, COUNTY, records, measure=heads) == 0
    each = {
        "kind": "share",
        "table": "entries",
        "where": {"catalogue": "leaders"},
        "hit": {"elements": {"has": "已解读"}},
        "when_empty": "not_assessed",
    }
    by_roster = {"measure": each, "rule": {"kind": "proportion"}}
    assert rate_as(SCHEME, leaf, COUNTY, records, **by_roster) == 0.5


def test_the_floor_of_three_days_lies_under_the_wish_for_the_same_day(result):
    rates = result.scores.set_index(["indicator", "unit"])["rate"]
    floor, wish, ever = (
        rates.xs(f"interpretation.{leaf}").dropna() for leaf in ("three_days", "same_day", "scope")
    )
    assert (floor - wish).min() > -0.2  # the two count documents of slightly different days
    assert floor.mean() > wish.mean()
    assert ever.mean() > floor.mean()


def test_the_sample_holds_what_the_clocks_have_to_decide(result):
    unit = result.units["unit"].head(12)
    reasons = {
        leaf: set().union(*(result.explain(name, leaf).records["why"] for name in unit))
        for leaf in ("interpretation.three_days", "response.answer_48h", "interpretation.leaders")
    }
    assert {"in_time", "late", "not_yet_due", "overdue_unanswered"} <= reasons[
        "interpretation.three_days"
    ]
    assert {"in_time", "late", "overdue_unanswered"} <= reasons["response.answer_48h"]
    assert {"counted", "duplicate", "no_key"} <= reasons["interpretation.leaders"]


def test_the_assessors_own_duties():
    plan = {
        "efficiency_weight": Decimal("0.01"),
        "third_party_evaluations": 1,
        "results_published": 1,
        "results_used": 1,
    }
    assert not gk.check_plan(SCHEME, plan)
    problems = gk.check_plan(SCHEME, plan | {"efficiency_weight": 0, "results_used": 0})
    assert [problem.column for problem in problems] == ["efficiency_weight", "results_used"]
    assert all("八(二十九)" in problem.allowed for problem in problems)

"""ningxia-2017 against its document: clauses, numbers, points; and its sample, assessed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import gkeval as gk
from gkeval.scheme import strict_yaml
from gkeval.scheme.model import Indicator
from tests import samples

FOLDER = Path(__file__).resolve().parents[2] / "indicators" / "ningxia-2017"
SCHEME = gk.load_scheme("ningxia-2017")

# How many obligations each item of the document holds, part by part.
PARTS = {"一": (10, 7, 5, 6, 4), "二": (3, 5, 7, 1, 5), "三": (5, 5, 3, 1, 3), "四": (3, 5, 6)}
ITEMS = [
    (f"{part}.{item}", f"{zh}({'一二三四五'[item - 1]})", rows)
    for part, (zh, counts) in enumerate([*PARTS.items(), ("五", ()), ("六", (4, 5, 4, 10))], 1)
    for item, rows in enumerate(counts, 1)
]
OBLIGATIONS = {
    f"nx-{item}-{row}": clause
    for item, clause, rows in [*ITEMS, ("5", "五", 2), ("end", "结尾", 1)]
    for row in range(1, rows + 1)
}

Read = Callable[[Indicator], Any]


def target(leaf: Indicator) -> Any:
    return leaf.rule.target


def by(leaf: Indicator) -> Any:
    return leaf.rule.by


def at_most(leaf: Indicator) -> Any:
    return (leaf.measure.at_most, leaf.measure.unit)


# Every number and date that the document prints: obligation, leaf, where it stands, what it is.
PRINTED: list[tuple[str, str, Read, Any]] = [
    ("nx-1.1-10", "disclosure.five_days", at_most, (5, "workdays")),
    ("nx-1.2-1", "decision.meeting_rules", by, date(2017, 12, 31)),
    ("nx-1.2-1", "decision.predisclosure_rules", by, date(2017, 12, 31)),
    ("nx-1.3-2", "disclosure.catalogue_2017", by, date(2017, 12, 31)),
    ("nx-1.3-3", "disclosure.catalogue_2018", by, date(2018, 12, 31)),
    ("nx-1.4-2", "disclosure.self_check", by, date(2017, 12, 31)),
    ("nx-1.5-1", "disclosure.pilot_proposed", target, 1),
    ("nx-1.5-3", "disclosure.pilot_levels", target, 2),
    ("nx-2.2-3", "interpretation.principal", target, 2),
    ("nx-3.2-2", "platform.reprint_24h", at_most, (24, "hours")),
    ("nx-3.5-1", "platform.gazette", by, date(2019, 12, 31)),
    ("nx-4.3-4", "participation.open_day", target, 1),
    ("nx-6.1-2", "organisation.hearing", target, 1),
    ("nx-6.1-4", "organisation.coordination_body", by, date(2017, 6, 30)),
    ("nx-6.2-1", "organisation.working_body", by, date(2017, 6, 30)),
    ("nx-6.3-2", "organisation.trained", by, date(2018, 12, 31)),
    ("nx-6.4-3", "organisation.inspections", target, 2),
]
CONSTRAINED = {
    "nx-6.4-1": ("efficiency_weight", Decimal("0.04")),
    "nx-6.4-3": ("inspections", 2),
    "nx-6.4-4": ("third_party_evaluations", 1),
}
QUANTIFIED = {obligation for obligation, *_ in PRINTED} | set(CONSTRAINED)


@pytest.fixture(scope="module")
def result() -> gk.Assessment:
    return samples.assessed("ningxia-2017")


def test_the_file_has_no_fault_and_no_warning():
    assert str(gk.check_scheme("ningxia-2017")) == "no problems"


def test_every_obligation_is_covered_or_outside():
    covered = {name for leaf in SCHEME.leaves for name in leaf.covers}
    constrained = {name for constraint in SCHEME.constraints for name in constraint.covers}
    outside = {obligation.id for obligation in SCHEME.outside}
    assert len(OBLIGATIONS) == 110
    assert covered | constrained | outside == set(OBLIGATIONS)
    assert not outside & (covered | constrained)
    assert all(obligation.reason.zh and obligation.reason.en for obligation in SCHEME.outside)
    assert (len(SCHEME.leaves), len(covered), len(outside)) == (68, 96, 11)


def test_indicators_and_constraints_cite_the_clauses_of_what_they_cover():
    for item in (*SCHEME.leaves, *SCHEME.constraints):
        clauses = {OBLIGATIONS[name] for name in item.covers}
        assert set(item.clause.split("、")) == clauses, item.id


@pytest.mark.parametrize(("obligation", "leaf", "read", "printed"), PRINTED)
def test_printed_numbers_stand_in_the_file(obligation: str, leaf: str, read: Read, printed: Any):
    indicator = SCHEME.by_id[leaf]
    assert indicator.covers == (obligation,)
    assert read(indicator) == printed


def test_all_are_trained_means_one_hundred_per_cent():
    assert SCHEME.by_id["organisation.trained"].measure.where["value"].at_least == "1"


def test_printed_numbers_of_the_assessor_are_constraints():
    assert len(QUANTIFIED) == 18
    found = {name: (c.kind, c.at_least) for c in SCHEME.constraints for name in c.covers}
    assert {name: found[name] for name in CONSTRAINED} == CONSTRAINED


def test_within_a_theme_quantified_duties_weigh_more():
    assert SCHEME.points_from == "proposed"
    for theme in SCHEME.indicators:
        quantified = [leaf.points for leaf in theme.indicators if set(leaf.covers) & QUANTIFIED]
        others = [leaf.points for leaf in theme.indicators if not set(leaf.covers) & QUANTIFIED]
        assert not quantified or min(quantified) > max(others), theme.id


def test_every_leaf_can_be_read_in_both_languages():
    for leaf in SCHEME.leaves:
        for name in ("title", "about", "evidence", "remedy"):
            text = getattr(leaf, name)
            assert text, f"{leaf.id}: {name}"
            assert min(len(text.zh), len(text.en)) > 0, f"{leaf.id}: {name}"
            assert not set("一二三四五") & set(text.en), f"{leaf.id}: {name}"


def test_every_printed_number_has_a_passing_a_failing_and_an_edge_case():
    cases = strict_yaml.read((FOLDER / "cases.yaml").read_bytes()).data
    for _, leaf, *_ in PRINTED:
        mine = [case["expect"] for case in cases if case.get("indicator") == leaf]
        rates = {expect.get("rate") for expect in mine}
        assert len(mine) >= 3, leaf
        assert {"0", "1"} <= rates, leaf
    for kind, _ in CONSTRAINED.values():
        name = next(c.id for c in SCHEME.constraints if c.kind == kind)
        met = [case["expect"]["met"] for case in cases if case.get("constraint") == name]
        assert {"true", "false"} <= set(met), name


def test_assessors_plan_is_checked_clause_by_clause():
    plan = {
        "efficiency_weight": 0.04,
        "inspections": 2,
        "third_party_evaluations": 1,
        "results_used": 1,
    }
    assert not gk.check_plan(SCHEME, plan)
    problems = gk.check_plan(SCHEME, plan | {"efficiency_weight": 0.039, "inspections": 1})
    assert [problem.column for problem in problems] == ["efficiency_weight", "inspections"]
    assert all("六(四)" in problem.allowed for problem in problems)


def test_deadlines_after_the_period_are_not_yet_due(result: gk.Assessment):
    values = result.values
    later = [
        "disclosure.catalogue_2018",
        "disclosure.catalogue_update",
        "platform.gazette",
        "organisation.trained",
    ]
    waiting = values[values["state"] == "not_yet_due"]
    due = set(waiting["indicator"])
    assert due == set(later)
    assert (values.loc[values["indicator"].isin(later), "state"] == "not_yet_due").all()


def test_sample_gives_ranks_grades_and_a_few_open_totals(result: gk.Assessment):
    totals = result.totals
    ranked = totals[totals["total"].notna()]
    assert len(ranked) >= 50
    assert len(totals) > len(ranked)  # units that did not report a number
    unsettled = totals[totals["total"].isna()]
    assert (unsettled["low"] < unsettled["high"]).all()
    assert ranked.groupby("group")["total"].std().min() > 3
    assert ranked["total"].between(30, 99).all()
    assert ranked["grade"].nunique() >= 3


def test_indicators_bind_the_groups_that_the_document_binds(result: gk.Assessment):
    units = result.units.set_index("unit")
    bound = result.values.groupby("indicator")["unit"].agg(set)
    in_group = {name: set(units.index[units["group"] == name]) for name in ("city", "county")}
    governments = in_group["city"] | in_group["county"]
    assert bound["disclosure.pilot_proposed"] == in_group["city"]
    assert bound["organisation.office"] == in_group["county"]
    for leaf in ("participation.open_day", "organisation.coordination_body"):
        assert bound[leaf] == governments
    named = bound["disclosure.catalogue_2017"]
    assert len(named) == 19
    assert bound["disclosure.catalogue_2018"] == set(units.index) - named
    heads = bound["interpretation.principal"]
    assert governments < heads
    assert (units.loc[list(heads - governments), "group"] == "department").all()


def test_every_leaf_is_decided_by_the_sample(result: gk.Assessment):
    scored = result.values[result.values["state"] == "scored"]
    later = {"disclosure.catalogue_2018", "disclosure.catalogue_update", "platform.gazette"}
    assert {leaf.id for leaf in SCHEME.leaves} - set(scored["indicator"]) == later | {
        "organisation.trained"
    }
    scores = result.scores
    leaves = scores[scores["indicator"].isin([leaf.id for leaf in SCHEME.leaves])]
    spread = leaves[leaves["state"] == "scored"].groupby("indicator")["rate"].nunique()
    assert sorted(spread[spread < 2].index) == ["disclosure.pilot_proposed"]


def test_rates_of_leaves_are_those_that_their_rules_gave(result: gk.Assessment):
    """Points that do not apply are passed on; the rate of a leaf does not depend on them."""
    values = result.values.set_index(["unit", "indicator"])["value"]
    rates = result.scores.set_index(["unit", "indicator"])["rate"]
    for leaf in ("disclosure.five_days", "platform.reprint_24h", "interpretation.content"):
        assert rates.xs(leaf, level=1).to_numpy() == pytest.approx(
            values.xs(leaf, level=1).to_numpy(), abs=1e-12
        ), leaf

"""Duties of the assessor: does an assessment plan meet what the scheme's document asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from gkeval.errors import Problem, Problems
from gkeval.numbers import plain
from gkeval.scheme.model import Constraint, Scheme

ASKS: dict[str, tuple[str, str]] = {
    "efficiency_weight": (
        "政务公开在效能考核中的权重（0到1）",
        "weight of disclosure in the efficiency assessment (效能考核), from 0 to 1",
    ),
    "inspections": ("每年专项督查次数", "special inspections a year (专项督查)"),
    "third_party_evaluations": (
        "每年第三方评估次数",
        "third-party evaluations a year (第三方评估)",
    ),
    "results_published": ("结果是否公布（1或0）", "results published, 1 or 0 (结果公布)"),
    "results_used": ("结果是否运用（1或0）", "results used in the assessment, 1 or 0 (结果运用)"),
}
"""What each kind of constraint asks a plan for: Chinese, English."""


def check_plan(scheme: Scheme, plan: Mapping[str, Any]) -> Problems:
    """Check an assessment plan against the scheme's constraints, clause by clause.

    Parameters
    ----------
    scheme
        The scheme that the plan carries out.
    plan
        A number for every kind of constraint of the scheme: ``efficiency_weight`` (0 to 1),
        ``inspections`` and ``third_party_evaluations`` (a year), ``results_published`` and
        ``results_used`` (1 or 0).

    Returns
    -------
    Problems
        One for each constraint that is not met or not answered, and for each unknown key.

    Examples
    --------
    >>> import gkeval as gk
    >>> scheme = gk.load_scheme("ningxia-2017")
    >>> plan = {c.kind: c.at_least for c in scheme.constraints}
    >>> bool(gk.check_plan(scheme, plan))
    False
    >>> problem = gk.check_plan(scheme, plan | {"efficiency_weight": 0.03})[0]
    >>> problem.code, problem.found
    ('constraint_not_met', '0.03')
    """
    source = f"plan for {scheme.scheme}"
    kinds = [constraint.kind for constraint in scheme.constraints]
    problems = [
        Problem(
            "unknown_key",
            found=key,
            allowed=", ".join(kinds) or "nothing: the scheme has no constraints",
            remedy="correct the key or leave it out",
            source=source,
            column=key,
        )
        for key in plan
        if key not in kinds
    ]
    for constraint in scheme.constraints:
        problems += _faults(constraint, plan.get(constraint.kind), source)
    return Problems(problems)


def _faults(constraint: Constraint, planned: Any, source: str) -> list[Problem]:
    asked = ASKS[constraint.kind][1]
    clause = f", clause {constraint.clause}" if constraint.clause else ""
    allowed = f"at least {plain(constraint.at_least)}: {asked}{clause}"
    remedy = constraint.remedy.en if constraint.remedy else "change the plan"
    try:
        number = Decimal(str(planned))
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and number >= constraint.at_least:
        return []
    code = "constraint_not_met" if number.is_finite() else "constraint_not_answered"
    return [
        Problem(
            code,
            found="nothing" if planned is None else str(planned),
            allowed=allowed,
            remedy=remedy or "change the plan",
            source=source,
            column=constraint.kind,
        )
    ]

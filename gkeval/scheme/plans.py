"""Duties of the assessor: does an assessment plan meet what the scheme's document asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from gkeval.arguments import shown
from gkeval.errors import GkevalError, Problem, Problems
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

UP_TO_ONE = ("efficiency_weight", "results_published", "results_used")
"""Kinds that are answered with a number from 0 to 1."""


def check_plan(scheme: Scheme, plan: Mapping[str, Any]) -> Problems:
    """Check an assessment plan against the scheme's constraints, clause by clause.

    Parameters
    ----------
    scheme
        The scheme that the plan carries out.
    plan
        A number for every kind of constraint of the scheme: ``efficiency_weight`` (0 to 1),
        ``inspections`` and ``third_party_evaluations`` (a year), ``results_published`` and
        ``results_used`` (1 or 0, True or False).

    Returns
    -------
    Problems
        One for each constraint that is not met, not answered or answered out of range, and for each
        unknown key.

    Raises
    ------
    GkevalError
        When `plan` is no mapping.

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
    if not isinstance(plan, Mapping):
        raise GkevalError(f"plan is {shown(plan)}, must be a mapping of constraints to numbers")
    source = f"plan for {scheme.scheme}"
    kinds = [constraint.kind for constraint in scheme.constraints]
    problems = [
        Problem(
            "unknown_key",
            found=str(key),
            allowed=", ".join(kinds) or "nothing: the scheme has no constraints",
            remedy="correct the key or leave it out",
            source=source,
            column=str(key),
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
    number = _number(planned)
    code = "constraint_not_met" if number.is_finite() else "constraint_not_answered"
    if number.is_finite() and constraint.kind in UP_TO_ONE and not 0 <= number <= 1:
        code, allowed = "out_of_range", asked
        if constraint.kind == "efficiency_weight":
            remedy = "write a per cent as a share: 0.04 for 4 %"
        else:
            remedy = "write 1 for yes, 0 for no"
    elif number.is_finite() and number >= constraint.at_least:
        return []
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


def _number(planned: Any) -> Decimal:
    """Return what is planned as a number: 1 or 0 for yes or no, not a number for anything else."""
    if isinstance(planned, bool | np.bool_):
        return Decimal(int(planned))
    try:
        return Decimal(str(planned))
    except InvalidOperation:
        return Decimal("NaN")

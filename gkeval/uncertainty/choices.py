"""Other ways to assess that might as well have been chosen (方法选择).

In: an assessment and alternatives. Out: assessments of the same units by name, itself first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gkeval.arguments import shown
from gkeval.assessment.result import Assessment
from gkeval.assessment.run import from_values
from gkeval.errors import GkevalError

if TYPE_CHECKING:
    import pandas as pd

Choice = Assessment | Sequence[str]
"""Another assessment of the same units, or the alternatives of a choice by their names."""

POLICIES = ("siblings", "whole_tree", "full")
"""What `not_applicable` may be changed to without saying more."""


def alternatives(result: Assessment, choices: Mapping[str, Choice] | None) -> dict[str, Assessment]:
    """Return the assessment and its alternatives by name.

    Parameters
    ----------
    result
        The assessment; it comes first, with an empty name.
    choices
        By name another assessment; or under ``not_applicable`` one or some of `POLICIES`, which
        replace the policy of the whole scheme (an indicator's own policy stays).

    Raises
    ------
    GkevalError
        For an unknown choice, or an assessment of other units, groups or grades or another full
        mark, or one in which a unit has no rank that has one here.
    """
    found = {"": result}
    if not isinstance(choices, Mapping | None):
        raise GkevalError(
            f"choices is {shown(choices)}, must be alternatives by name. "
            'Remedy: choices={"a name": another Assessment}'
        )
    for name, choice in (choices or {}).items():
        if isinstance(choice, Assessment) and isinstance(name, str) and name:
            found[name] = _comparable(result, choice, name)
        elif name == "not_applicable":
            for policy in _policies(choice):
                if policy != result.scheme.not_applicable.kind:
                    called = f"not_applicable: {policy}"
                    found[called] = _comparable(result, _with_policy(result, policy), called)
        else:
            raise GkevalError(
                f"choices names {name!r}, must be 'not_applicable' with some of "
                f"{', '.join(POLICIES)}, or a name of your own for another Assessment"
            )
    return found


def _policies(choice: Choice) -> Sequence[str]:
    named = [choice] if isinstance(choice, str) else choice
    if not isinstance(named, Sequence):
        raise GkevalError(
            f"not_applicable is {shown(choice)}, must be some of: {', '.join(POLICIES)}"
        )
    for policy in named:
        if policy not in POLICIES:
            raise GkevalError(
                f"not_applicable holds {policy!r}, must be one of: {', '.join(POLICIES)}"
            )
    return named


def _with_policy(result: Assessment, policy: str) -> Assessment:
    scheme = result.scheme.replace(not_applicable={"kind": policy})
    return from_values(
        scheme, result.values, result.units, inputs=result.inputs, evidence=result.evidence
    )


def _comparable(result: Assessment, other: Assessment, name: str) -> Assessment:
    """Refuse an alternative whose ranks or grades cannot be counted with those of the first."""
    if list(result.roster.ids) != list(other.roster.ids):
        raise GkevalError(
            f"choices: {name!r} assesses other units, or in another order; it must have the "
            f"same {len(result.roster)}"
        )
    if result.scheme.full_mark != other.scheme.full_mark:
        raise GkevalError(
            f"choices: {name!r} is marked out of {other.scheme.full_mark}, must be out of "
            f"{result.scheme.full_mark}"
        )
    grades, theirs = ([grade.id for grade in one.scheme.grades] for one in (result, other))
    if grades != theirs:
        raise GkevalError(
            f"choices: {name!r} has the grades {', '.join(theirs) or '(none)'}, must have "
            f"{', '.join(grades) or '(none)'}; their lines may differ"
        )
    mine, own = result.totals, other.totals
    moved = (mine["group"] != own["group"]).to_numpy()
    if moved.any():
        raise GkevalError(
            f"choices: {name!r} has {_units(mine['unit'][moved])} in another group, must have "
            "every unit in the same; ranks count within a group"
        )
    lost = (mine["exact"].notna() & own["exact"].isna()).to_numpy()
    if lost.any():
        raise GkevalError(
            f"choices: {name!r} has no rank for {_units(mine['unit'][lost])}, must have one for "
            "every unit that has one as assessed. Remedy: give what is open a value, or leave "
            "these units out of both"
        )
    return other


def _units(names: pd.Series[str]) -> str:
    first = ", ".join(names.iloc[:3])
    return first if len(names) <= 3 else f"{first} and {len(names) - 3} more"

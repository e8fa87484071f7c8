"""Other ways to assess that might as well have been chosen (方法选择).

In: an assessment and alternatives. Out: assessments of the same units by name, itself first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gkeval.assessment.result import Assessment
from gkeval.assessment.run import from_values
from gkeval.errors import GkevalError

Choice = Assessment | Sequence[str]
"""Another assessment of the same units, or the alternatives of a choice by their names."""

POLICIES = ("siblings", "whole_tree", "full")
"""What `not_applicable` may be changed to without saying more."""


def alternatives(result: Assessment, choices: Mapping[str, Choice]) -> dict[str, Assessment]:
    """Return the assessment and its alternatives by name.

    Parameters
    ----------
    result
        The assessment; it comes first, with an empty name.
    choices
        By name another assessment; or under ``not_applicable`` some of `POLICIES`, which replace
        the policy of the whole scheme (an indicator's own policy stays).

    Raises
    ------
    GkevalError
        For an unknown choice, or an assessment of other units or another full mark.
    """
    found = {"": result}
    for name, choice in choices.items():
        if isinstance(choice, Assessment):
            found[name] = _same_units(result, choice, name)
        elif name == "not_applicable":
            for policy in choice:
                if policy != result.scheme.not_applicable.kind:
                    found[f"not_applicable: {policy}"] = _with_policy(result, policy)
        else:
            raise GkevalError(
                f"choices names {name!r}, must be 'not_applicable' with some of "
                f"{', '.join(POLICIES)}, or a name of your own for another Assessment"
            )
    return found


def _with_policy(result: Assessment, policy: str) -> Assessment:
    if policy not in POLICIES:
        raise GkevalError(f"not_applicable holds {policy!r}, must be one of: {', '.join(POLICIES)}")
    scheme = result.scheme.replace(not_applicable={"kind": policy})
    return from_values(
        scheme, result.values, result.units, inputs=result.inputs, evidence=result.evidence
    )


def _same_units(result: Assessment, other: Assessment, name: str) -> Assessment:
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
    return other

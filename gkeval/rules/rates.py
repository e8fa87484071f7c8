"""Values become rates: one pure array function per kind of rule.

In: the values of one indicator for all units, with what the rule needs to know of the units and
of the indicator (`Leaf`). Out: rates from 0 to 1; missing where the value is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.numbers import reaches
from gkeval.rules import kinds
from gkeval.rules.kinds import Rule

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Leaf:
    """What a rule may know beside the values.

    Parameters
    ----------
    points
        What the indicator is worth.
    elements
        How many elements its coverage measure asks for (weights summed); 0 where it has none.
    members
        By group or subset: which units belong to it, shape (units,).
    groups
        The ranked group of every unit as a number, shape (units,).
    subsets
        Those of `members` that are subsets of a group.
    """

    points: Decimal
    elements: int
    members: Mapping[str, Bools]
    groups: npt.NDArray[np.intp]
    subsets: frozenset[str] = frozenset()


def rate(rule: Rule, values: Floats, leaf: Leaf, levels: npt.NDArray[Any] | None = None) -> Floats:
    """Return the rates that `rule` gives to `values`.

    Parameters
    ----------
    rule
        Any of `rules.kinds.KINDS`.
    values : array of float, shape (units,)
        In the unit of the measure; dates as days since 1970-01-01.
    leaf
        What else the rule may know.
    levels : array of str, shape (units,)
        What was given, for the kind ``levels``.

    Returns
    -------
    array of float, shape (units,)
        From 0 to 1 (a judged value outside its range is not cut off: the caller reports it);
        missing where the value is, but 0 for a deadline without a date.

    Examples
    --------
    >>> leaf = Leaf(Decimal(6), 0, {}, np.zeros(3, dtype=int))
    >>> rule = kinds.Proportion(kind="proportion", target=2)
    >>> rate(rule, np.array([0.0, 1.0, 5.0]), leaf).tolist()
    [0.0, 0.5, 1.0]
    """
    if isinstance(rule, kinds.Levels):
        return _levels(rule, values, levels if levels is not None else np.full(values.shape, ""))
    result = _RATES[type(rule)](rule, values, leaf)
    if isinstance(rule, kinds.Deadline):
        return result
    return np.where(np.isnan(values), np.nan, result)


def _limit(limit: Any, values: Floats, leaf: Leaf) -> Floats:
    """Return the limit of every unit; a subset's own limit goes before its group's."""
    if not isinstance(limit, dict):
        return np.full(values.shape, _number(limit))
    result = np.full(values.shape, np.nan)
    for name in sorted(limit, key=lambda name: name in leaf.subsets):
        result = np.where(leaf.members[name], _number(limit[name]), result)
    return result


def _number(limit: Decimal | date) -> float:
    return float(limit.toordinal() - EPOCH) if isinstance(limit, date) else float(limit)


def _at_least(rule: kinds.AtLeast, values: Floats, leaf: Leaf) -> Floats:
    return reaches(values, _limit(rule.target, values, leaf)).astype(np.float64)


def _at_most(rule: kinds.AtMost, values: Floats, leaf: Leaf) -> Floats:
    return reaches(-values, -_limit(rule.target, values, leaf)).astype(np.float64)


def _proportion(rule: kinds.Proportion, values: Floats, leaf: Leaf) -> Floats:
    return np.clip(values / _limit(rule.target, values, leaf), 0.0, 1.0)


def _linear(rule: kinds.Linear, values: Floats, leaf: Leaf) -> Floats:
    zero, full = float(rule.zero), float(rule.full)
    return np.clip((values - zero) / (full - zero), 0.0, 1.0)


def _steps(rule: kinds.Steps, values: Floats, leaf: Leaf) -> Floats:
    result = np.zeros(values.shape)
    for step in rule.steps:
        reached = (
            reaches(values, float(step.at_least))
            if step.at_least is not None
            else reaches(-values, -float(step.at_most or 0))
        )
        result = np.maximum(result, np.where(reached, float(step.rate), 0.0))
    return result


def _levels(rule: kinds.Levels, values: Floats, levels: npt.NDArray[Any]) -> Floats:
    """A level earns its rate; a mean of what several levels are worth is a rate already."""
    result = np.where(levels == "", values, np.nan)
    for level, earned in rule.levels.items():
        result = np.where(levels == level, float(earned), result)
    return result


def _checklist(rule: kinds.Checklist, values: Floats, leaf: Leaf) -> Floats:
    missing = leaf.elements * (1.0 - values)
    return np.clip(1.0 - missing * float(rule.lost), 0.0, 1.0)


def _deadline(rule: kinds.Deadline, values: Floats, leaf: Leaf) -> Floats:
    late = values - _limit(rule.by, values, leaf)
    result = np.where(late <= 0, 1.0, 0.0)
    for step in rule.late:
        result = np.where(
            (late > 0) & (late <= step.days), np.maximum(result, float(step.rate)), result
        )
    return result


def _deduct(rule: kinds.Deduct, values: Floats, leaf: Leaf) -> Floats:
    cases = np.maximum(values - rule.free, 0.0)
    return np.clip(1.0 - cases * float(rule.per_case) / float(leaf.points), 0.0, 1.0)


def _trend(rule: kinds.Trend, values: Floats, leaf: Leaf) -> Floats:
    tolerance = float(rule.tolerance)
    rising = ~reaches(-values, -tolerance) & ~np.isnan(values)
    falling = ~reaches(values, -tolerance) & ~np.isnan(values)
    return np.where(rising, float(rule.up), np.where(falling, float(rule.down), float(rule.flat)))


def _relative(rule: kinds.Relative, values: Floats, leaf: Leaf) -> Floats:
    result = np.full(values.shape, np.nan)
    signed = values if rule.better == "more" else -values
    for group in np.unique(leaf.groups):
        chosen = (leaf.groups == group) & ~np.isnan(values)
        if chosen.any():
            result[chosen] = _against_group(rule.method, signed[chosen])
    return result


def _against_group(method: str, values: Floats) -> Floats:
    """Rates of one group, all values present, more being better."""
    size = float(np.abs(values).max()) or 1.0
    whole = np.rint(values / size * 1e9)  # equal values stay equal
    lowest, highest = whole.min(), whole.max()
    if lowest == highest:
        return np.ones(values.shape)
    if method == "max":
        return np.clip(values / values.max(), 0.0, 1.0) if highest > 0 else np.zeros(values.shape)
    if method == "minmax":
        return np.asarray((whole - lowest) / (highest - lowest), dtype=np.float64)
    ordered = np.sort(whole)
    if method == "rank":
        above = len(ordered) - np.searchsorted(ordered, whole, side="right")
        rates: Floats = 1.0 - above / (len(ordered) - 1)
    else:
        rates = np.searchsorted(ordered, whole, side="right") / len(ordered)
    return rates


def _expert(rule: kinds.Expert, values: Floats, leaf: Leaf) -> Floats:
    full = {"points": float(leaf.points), "percent": 100.0, "rate": 1.0}[rule.scale]
    return values / full


_RATES: dict[type, Callable[[Any, Floats, Leaf], Floats]] = {
    kinds.AtLeast: _at_least,
    kinds.AtMost: _at_most,
    kinds.Proportion: _proportion,
    kinds.Linear: _linear,
    kinds.Steps: _steps,
    kinds.Checklist: _checklist,
    kinds.Deadline: _deadline,
    kinds.Deduct: _deduct,
    kinds.Trend: _trend,
    kinds.Relative: _relative,
    kinds.Expert: _expert,
}

"""What a unit can still earn, leaf by leaf: the steps that its rules leave open (可改进的指标).

In: an assessment and a unit. Out: its rungs, each a value that earns more than the present one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gkeval.assessment.cells import Cells
from gkeval.assessment.result import Assessment
from gkeval.assessment.run import known_to
from gkeval.rules import kinds
from gkeval.rules.rates import EPOCH, rate
from gkeval.scheme.model import Indicator
from gkeval.scoring.points import CODE, OPEN, SCORED
from gkeval.uncertainty.rescoring import Parts

Floats = npt.NDArray[np.float64]
NOT_APPLICABLE = CODE["not_applicable"]


@dataclass(frozen=True)
class Rung:
    """One value, or level, of one leaf that earns more.

    Parameters
    ----------
    leaf
        Column of the leaf.
    value, level
        What the unit would show; a level where the rule or the explanation has levels.
    rate
        What it would earn.
    """

    leaf: int
    value: float
    level: str
    rate: float


def ladders(parts: Parts, row: int, *, steps: bool) -> list[list[Rung]]:
    """Return the rungs of every leaf that a unit can still raise, the lowest first.

    Parameters
    ----------
    parts
        Of the assessment.
    row
        The unit.
    steps
        Whether every step of a rule is a rung; else only the last.
    """
    result, tree = parts.result, parts.tree
    found = []
    for column, leaf in enumerate(result.scheme.leaves):
        state = result.cells.states[row, column]
        if parts.absent[row, column] or not result.roster.bound(leaf)[row]:
            continue
        if state == NOT_APPLICABLE:
            explained = tree.policies[column].rates
            now = parts.granted[row, column]
            rungs = [Rung(column, np.nan, level, float(r)) for level, r in explained.items()]
        elif state == SCORED or state in OPEN:
            now = parts.rates[row, column] if state == SCORED else 0.0
            rungs = _rungs(result, leaf, column, row)
        else:
            continue
        better = {round(rung.rate, 12): rung for rung in rungs if rung.rate > now + 1e-9}
        ordered = [better[earned] for earned in sorted(better)]
        if ordered:
            found.append(ordered if steps else ordered[-1:])
    return found


def raised(cells: Cells, row: int, rungs: Iterable[Rung]) -> Cells:
    """Return the cells with what these rungs say of a unit."""
    values, levels, states = cells.values.copy(), cells.levels.copy(), cells.states.copy()
    for rung in rungs:
        values[row, rung.leaf], levels[row, rung.leaf] = rung.value, rung.level
        if not (rung.level and states[row, rung.leaf] == NOT_APPLICABLE):
            states[row, rung.leaf] = SCORED
    return replace(cells, values=values, levels=levels, states=states)


def _rungs(result: Assessment, leaf: Indicator, column: int, row: int) -> list[Rung]:
    """Return what every candidate value of a rule earns."""
    rule = leaf.rule
    if isinstance(rule, kinds.Levels):
        return [Rung(column, np.nan, level, float(r)) for level, r in rule.levels.items()]
    assert rule is not None
    values = _candidates(result, leaf, column, row)
    known = known_to(leaf, result.roster)
    found = []
    for value in values:
        shown = np.where(
            result.cells.states[:, column] == SCORED, result.cells.values[:, column], np.nan
        )
        shown[row] = value
        found.append(Rung(column, value, "", float(rate(rule, shown, known)[row])))
    return found


def _candidates(result: Assessment, leaf: Indicator, column: int, row: int) -> list[float]:
    """Return the values at which a rule gives more, the full one among them."""
    rule = leaf.rule
    now = float(result.cells.values[row, column])
    now = now if result.cells.states[row, column] == SCORED else np.nan
    if isinstance(rule, kinds.AtLeast | kinds.AtMost | kinds.Proportion):
        return [_own(rule.target, result, row)]
    if isinstance(rule, kinds.Linear):
        return [float(rule.full)]
    if isinstance(rule, kinds.Steps):
        return [
            float(step.at_least if step.at_least is not None else step.at_most or 0)
            for step in rule.steps
        ]
    if isinstance(rule, kinds.Checklist):
        elements = known_to(leaf, result.roster).elements
        return [1.0 - missing / elements for missing in range(elements)] if elements else [1.0]
    if isinstance(rule, kinds.Deadline):
        by = _own(rule.by, result, row)
        return [by, *(by + step.days for step in rule.late)]
    if isinstance(rule, kinds.Deduct):
        worst = 200 if np.isnan(now) else min(int(np.ceil(now)), rule.free + 200)
        return [float(cases) for cases in range(rule.free, max(worst, rule.free + 1))]
    if isinstance(rule, kinds.Trend):
        return [float(rule.tolerance) + 1.0, 0.0, -float(rule.tolerance) - 1.0]
    if isinstance(rule, kinds.Relative):
        mates = result.roster.groups == result.roster.groups[row]
        mates &= result.cells.states[:, column] == SCORED
        values = result.cells.values[mates, column]
        if not len(values):
            return []
        return [float(values.max() if rule.better == "more" else values.min())]
    assert isinstance(rule, kinds.Expert)
    return [{"points": float(leaf.points), "percent": 100.0, "rate": 1.0}[rule.scale]]


def _own(limit: object, result: Assessment, row: int) -> float:
    """Return the limit that binds a unit; a subset's own goes before its group's."""
    if isinstance(limit, dict):
        roster = result.roster
        names = sorted(limit, key=lambda name: name in roster.subsets)
        mine = [name for name in names if roster.members[name][row]]
        limit = limit[mine[-1]]
    day = getattr(limit, "toordinal", None)
    return float(day() - EPOCH) if day is not None else float(limit)  # type: ignore[arg-type]

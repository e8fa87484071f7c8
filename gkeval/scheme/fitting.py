"""Whether each rule fits its measure: the kind of value, limits within its range, every group.

In: a scheme that has the form of the model. Out: faults with their path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import get_args

from gkeval.measures.kinds import Coverage, Scale, ShareWithin
from gkeval.numbers import plain
from gkeval.rules import kinds
from gkeval.scheme.faults import Fault, Path, Placed, nearest, placed
from gkeval.scheme.model import Scheme

Faults = Iterator[Fault]
Limits = list[tuple[Path, Decimal]]

SCALES: dict[Scale, str] = {
    "whole": "a whole number from 0",
    "share": "a share from 0 to 1",
    "days": "a number of days from 0",
    "date": "a date",
    "number": "any number",
    "judged": "what a rater gave",
}
"""What a value of each scale is, in words."""


def kinds_fit(scheme: Scheme) -> Faults:
    """A rule takes the kind of value that the measure gives."""
    for item in _scored(scheme):
        rule, measure = item.indicator.rule, item.indicator.measure
        if rule is None or measure is None or measure.scale in rule.takes:
            continue
        fitting = [kind for kind in kinds.KINDS if measure.scale in kind.takes]
        names = ", ".join(get_args(kind.model_fields["kind"].annotation)[0] for kind in fitting)
        yield Fault(
            "rule_does_not_fit",
            (*item.path, "rule", "kind"),
            f"rule {rule.kind} on measure {measure.kind}, which gives {SCALES[measure.scale]}",
            f"for this measure: {names}",
            f"choose another rule, or a measure that gives {_either(rule.takes)}",
        )


def _either(scales: tuple[Scale, ...]) -> str:
    return " or ".join(SCALES[scale] for scale in scales)


def checklists_have_elements(scheme: Scheme) -> Faults:
    """A checklist takes points off for missing elements, so its measure must list them."""
    for item in _scored(scheme):
        rule, measure = item.indicator.rule, item.indicator.measure
        if isinstance(rule, kinds.Checklist) and measure and measure.scale == "share":
            if isinstance(measure, Coverage):
                continue
            yield Fault(
                "rule_does_not_fit",
                (*item.path, "rule", "kind"),
                f"rule checklist on measure {measure.kind}, which lists no elements",
                "a measure of kind coverage",
                "measure coverage of the elements, or choose proportion or steps",
            )


def limits_in_range(scheme: Scheme) -> Faults:
    """Targets, ends and steps lie where the measure's values can lie."""
    for item in _scored(scheme):
        measure = item.indicator.measure
        if measure is None:
            continue
        for path, limit in _limits(item):
            if measure.scale == "share" and not 0 <= limit <= 1:
                remedy = "write a per cent as a share: 0.8 for 80 %"
            elif measure.scale in ("whole", "days") and limit < 0:
                remedy = "write the number that is wanted"
            elif measure.scale == "whole" and limit % 1 and path[-1] not in ("zero", "full"):
                remedy = "round it to what can be counted"
            else:
                continue
            allowed = SCALES[measure.scale]
            yield Fault("target_out_of_range", path, plain(limit), allowed, remedy)


def limits_that_decide(scheme: Scheme) -> Faults:
    """A limit that every value reaches decides nothing; a share of nothing cannot be taken."""
    for item in _scored(scheme):
        rule, measure = item.indicator.rule, item.indicator.measure
        if rule is None or measure is None:
            continue
        from_zero = measure.scale in ("whole", "share", "days")
        for path, limit in _limits(item):
            if isinstance(rule, kinds.Proportion) and limit <= 0:
                allowed, remedy = "a target above 0", "write the value that earns all points"
                yield Fault("target_out_of_range", path, plain(limit), allowed, remedy)
            always = (isinstance(rule, kinds.AtLeast) and from_zero and limit == 0) or (
                isinstance(rule, kinds.AtMost) and measure.scale == "share" and limit == 1
            )
            if always:
                yield Fault(
                    "always_true",
                    path,
                    f"{rule.kind} {plain(limit)}, which every value meets",
                    "a target that can be missed",
                    "check the target: every unit gets all points as it stands",
                    "warning",
                )


def _limits(item: Placed) -> Limits:
    """Return the numbers of a rule that are compared with values, with their paths."""
    rule, path = item.indicator.rule, (*item.path, "rule")
    if isinstance(rule, kinds.AtLeast | kinds.AtMost | kinds.Proportion):
        if isinstance(rule.target, dict):
            return [((*path, "target", name), limit) for name, limit in rule.target.items()]
        return [((*path, "target"), rule.target)]
    if isinstance(rule, kinds.Linear):
        return [((*path, "zero"), rule.zero), ((*path, "full"), rule.full)]
    if isinstance(rule, kinds.Steps):
        return [
            ((*path, "steps", position, key), limit)
            for position, step in enumerate(rule.steps)
            for key, limit in (("at_least", step.at_least), ("at_most", step.at_most))
            if limit is not None
        ]
    return []


def limits_by_group(scheme: Scheme) -> Faults:
    """A limit by group names groups of the scheme, and every group the indicator is for."""
    for item in _scored(scheme):
        rule = item.indicator.rule
        key = "by" if isinstance(rule, kinds.Deadline) else "target"
        limits = getattr(rule, key, None)
        if not isinstance(limits, dict):
            continue
        path = (*item.path, "rule", key)
        wanted = _groups_for(scheme, item)
        for name in limits:
            if name not in scheme.groups:
                remedy = nearest(name, scheme.groups, "name a group of the scheme")
                allowed = ", ".join(scheme.groups)
                yield Fault("unknown_group", (*path, name), f"the group {name}", allowed, remedy)
            elif not _meets(scheme, name, wanted):
                yield Fault(
                    "unused_target",
                    (*path, name),
                    f"a {key} for {name}, which this indicator is not for",
                    f"groups of the indicator: {', '.join(wanted)}",
                    "remove it, or add the group to the indicator",
                    "warning",
                )
        missing = [
            name
            for name in wanted
            if name not in limits and (scheme.groups[name].within or name) not in limits
        ]
        if missing:
            found = f"no {key} for {', '.join(missing)}"
            allowed = f"a {key} for every group that the indicator is for: {', '.join(wanted)}"
            remedy = "add it, or leave the group out of the indicator's groups"
            yield Fault("target_missing", path, found, allowed, remedy)


def _groups_for(scheme: Scheme, item: Placed) -> list[str]:
    """Return the groups and subsets an indicator is for: its own, its parents', else all."""
    for indicator in (item.indicator, *reversed(item.above)):
        if named := [name for name in indicator.groups if name in scheme.groups]:
            return named
    return [name for name, group in scheme.groups.items() if not group.within]


def _meets(scheme: Scheme, name: str, wanted: list[str]) -> bool:
    """Tell whether some unit of the group `name` may be in one of the groups `wanted`."""
    ranked = scheme.groups[name].within or name
    return any(ranked == (scheme.groups[other].within or other) for other in wanted)


def full_points_in_reach(scheme: Scheme) -> Faults:
    """Some value earns all points."""
    for item in _scored(scheme):
        rule, path = item.indicator.rule, (*item.path, "rule")
        if isinstance(rule, kinds.Steps):
            best, key = max(step.rate for step in rule.steps), "steps"
        elif isinstance(rule, kinds.Levels):
            best, key = max(rule.levels.values()), "levels"
        elif isinstance(rule, kinds.Trend):
            best, key = max(rule.up, rule.flat, rule.down), "up"
        else:
            continue
        if best < 1:
            yield Fault(
                "full_points_out_of_reach",
                (*path, key),
                f"a best rate of {plain(best)}",
                "a rate of 1 for the best",
                "check the rates: no unit can earn all points as it stands",
                "warning",
            )


def late_rates_fall(scheme: Scheme) -> Faults:
    """The later a deadline is met, the less it earns."""
    for item in _scored(scheme):
        rule = item.indicator.rule
        late = rule.late if isinstance(rule, kinds.Deadline) else ()
        for position in range(1, len(late)):
            before, own = late[position - 1], late[position]
            if own.days <= before.days or own.rate > before.rate:
                found = f"{own.days} days late at rate {plain(own.rate)}, after {before.days} days"
                found += f" at {plain(before.rate)}"
                path = (*item.path, "rule", "late", position)
                allowed = "more days than the step before, and no higher rate"
                yield Fault("late_not_falling", path, found, allowed, "order the steps by days")


def lags_in_order(scheme: Scheme) -> Faults:
    """The shortest lag that is in time is not longer than the longest."""
    for item in _scored(scheme):
        measure = item.indicator.measure
        if not isinstance(measure, ShareWithin) or measure.at_least is None:
            continue
        if measure.at_most is not None and measure.at_least > measure.at_most:
            path = (*item.path, "measure", "at_least")
            found = f"at_least {measure.at_least} with at_most {measure.at_most}"
            yield Fault("limits_crossed", path, found, "at_least up to at_most", "swap the two")


def _scored(scheme: Scheme) -> list[Placed]:
    return [item for item in placed(scheme) if item.indicator.is_leaf]


FITTING_CHECKS: tuple[Callable[[Scheme], Faults], ...] = (
    kinds_fit,
    checklists_have_elements,
    limits_in_range,
    limits_that_decide,
    limits_by_group,
    full_points_in_reach,
    late_rates_fall,
    lags_in_order,
)
"""Every check of rules against their measures."""

"""Whether a scheme is sound: ids, rules, policies, covers. One small function per fault.

In: a scheme that has the form of the model. Out: faults with their path, all of them. Points are
checked in `point_checks`, grades in `grade_checks`, groups and indicators that are named in
`references`, rules against measures in `fitting`, measures against the record tables in `columns`,
and combinations in `combining_checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from gkeval.numbers import plain, resolution
from gkeval.rules.kinds import JUDGED
from gkeval.scheme.adjustments import Bonus, Cap, Deduction
from gkeval.scheme.columns import COLUMN_CHECKS
from gkeval.scheme.combining_checks import COMBINING_CHECKS
from gkeval.scheme.faults import Fault, placed
from gkeval.scheme.fitting import FITTING_CHECKS
from gkeval.scheme.grade_checks import GRADE_CHECKS
from gkeval.scheme.model import Scheme
from gkeval.scheme.plans import UP_TO_ONE
from gkeval.scheme.point_checks import POINT_CHECKS
from gkeval.scheme.references import REFERENCE_CHECKS, policies

Faults = Iterator[Fault]


def faults(scheme: Scheme) -> list[Fault]:
    """Return every fault of a scheme that has the right form.

    Examples
    --------
    >>> import gkeval as gk
    >>> faults(gk.load_scheme("sichuan-land-2011"))
    []
    """
    checks = (*CHECKS, *COMBINING_CHECKS, *REFERENCE_CHECKS, *FITTING_CHECKS, *COLUMN_CHECKS)
    return [fault for check in checks for fault in check(scheme)]


def indicator_ids(scheme: Scheme) -> Faults:
    """Every indicator has an id of its own."""
    first: dict[str, str] = {}
    for item in placed(scheme):
        own = item.indicator
        if own.id in first:
            found = f"the id {own.id}, which {first[own.id]!r} has already"
            remedy = f"give {own.title.to(scheme.lang)!r} an id of its own"
            yield Fault("duplicate_id", (*item.path, "id"), found, "every id once", remedy)
        first.setdefault(own.id, own.title.to(scheme.lang))


def ids_under_parents(scheme: Scheme) -> Faults:
    """A dotted id begins with the id of the parent, so that tables can be read by eye."""
    for item in placed(scheme):
        if "." not in item.indicator.id or not item.above:
            continue
        parent = item.above[-1].id
        if not item.indicator.id.startswith(f"{parent}."):
            yield Fault(
                "id_not_under_parent",
                (*item.path, "id"),
                f"the id {item.indicator.id} under {parent}",
                f"an id without dots, or one that begins with {parent}.",
                "rename it, or move it under the parent it names",
                "warning",
            )


def other_ids(scheme: Scheme) -> Faults:
    """Grades, constraints and obligations outside are each named once."""
    lists = {
        "adjustments": [adjustment.id for adjustment in scheme.adjustments],
        "grades": [grade.id for grade in scheme.grades],
        "constraints": [constraint.id for constraint in scheme.constraints],
        "outside": [outside.id for outside in scheme.outside],
    }
    for key, ids in lists.items():
        for position in _repeated(ids):
            found = f"the id {ids[position]} again"
            path = (key, position, "id")
            yield Fault("duplicate_id", path, found, "every id once", "remove one of the two")
    for position, name in enumerate(lists["adjustments"]):
        if name in scheme.by_id:
            found = f"the id {name} of an indicator"
            path = ("adjustments", position, "id")
            yield Fault("duplicate_id", path, found, "every id once", "rename the adjustment")


def leaves_have_rules(scheme: Scheme) -> Faults:
    """A leaf has a rule, and a measure unless it is judged; a branch has neither."""
    for item in placed(scheme):
        own, path = item.indicator, (*item.path, "rule")
        if own.is_leaf and own.rule is None:
            allowed = "a rule, or indicators below it"
            remedy = "add rule: {kind: …}, or {kind: expert} where raters give the points"
            yield Fault("no_rule", path, "an indicator without rule", allowed, remedy)
        elif own.is_leaf and own.measure is None and not isinstance(own.rule, JUDGED):
            found = f"a rule of kind {own.rule.kind} without measure" if own.rule else ""
            allowed = "a measure, or a rule of kind levels or expert, which raters' values feed"
            remedy = "add measure: {kind: …, table: …}"
            yield Fault("rule_without_measure", path, found, allowed, remedy)
        for key in ("rule", "measure"):
            if not own.is_leaf and getattr(own, key) is not None:
                found = f"a {key} on an indicator that has indicators below it"
                remedy = f"move the {key} to an indicator without indicators"
                yield Fault("branch_with_rule", (*item.path, key), found, f"no {key} here", remedy)


def policies_are_whole(scheme: Scheme) -> Faults:
    """What happens to points that do not apply is said in full, and nothing more is said."""
    needs = {"share": "rate", "within": "of", "explained": "rates"}
    examples = {"rate": "rate: 0.8", "of": "of: the id of a branch", "rates": "rates: {优: 0.8}"}
    for path, policy in policies(scheme):
        needed = needs.get(policy.kind)
        for key, example in examples.items():
            given = getattr(policy, key) not in (None, {})
            if key == needed and not given:
                found, allowed = (
                    f"kind: {policy.kind} without {key}",
                    f"kind: {policy.kind} with {key}",
                )
                yield Fault("incomplete_policy", path, found, allowed, f"add {example}")
            elif given and key != needed:
                kind = next(kind for kind, own in needs.items() if own == key)
                found, allowed = f"{key} with kind: {policy.kind}", f"{key} with kind: {kind}"
                remedy = f"remove {key}, or write kind: {kind}"
                yield Fault("unused_key", (*path, key), found, allowed, remedy)


def parts_before_the_whole(scheme: Scheme) -> Faults:
    """A cap or deduction should come after adjustments of what it holds together.

    Else a part that rises can lower the whole: capped at 20 first, a total of 40 then loses what a
    cap of the part takes away. Some published rules are so; the scheme's authors should know.
    """
    holding: list[tuple[str, str]] = []
    for position, adjustment in enumerate(scheme.adjustments):
        if not isinstance(adjustment, Bonus | Deduction | Cap):
            continue
        above = scheme.parents.get(adjustment.on, "") if adjustment.on else None
        line = set()
        while above is not None:
            line.add(above)
            above = scheme.parents[above] if above else None
        for name, on in holding:
            if on in line:
                yield Fault(
                    "whole_before_part",
                    ("adjustments", position, "on"),
                    f"{adjustment.on} adjusted after {name}, which is about " + (on or "the whole"),
                    "adjustments of parts before a cap or deduction of what they are parts of, "
                    "else a better part can lower the whole",
                    f"move it before {name}, unless the source says this order",
                    "warning",
                )
        if not isinstance(adjustment, Bonus):
            holding.append((adjustment.id, adjustment.on or ""))


def decimals_within_resolution(scheme: Scheme) -> Faults:
    """Scores are not published finer than they can be told apart."""
    most = resolution(scheme.full_mark)
    if scheme.rounding.decimals > most:
        path = ("rounding", "decimals")
        found = f"{scheme.rounding.decimals} decimals with a full mark of {plain(scheme.full_mark)}"
        yield Fault("too_many_decimals", path, found, f"at most {most}", "publish fewer decimals")


def duties_can_be_met(scheme: Scheme) -> Faults:
    """A duty does not ask for more than there can be."""
    for position, constraint in enumerate(scheme.constraints):
        if constraint.kind in UP_TO_ONE and not 0 <= constraint.at_least <= 1:
            share = constraint.kind == "efficiency_weight"
            allowed = f"a {'share' if share else 'number'} from 0 to 1"
            remedy = "write a per cent as a share: 0.04 for 4 %" if share else "write 1"
            path = ("constraints", position, "at_least")
            yield Fault("out_of_range", path, plain(constraint.at_least), allowed, remedy)


def covers_once(scheme: Scheme) -> Faults:
    """An obligation is covered or outside, not both, and listed once in each place."""
    lists = [(item.indicator.covers, (*item.path, "covers")) for item in placed(scheme)]
    lists += [(c.covers, ("constraints", n, "covers")) for n, c in enumerate(scheme.constraints)]
    lists += [(a.covers, ("adjustments", n, "covers")) for n, a in enumerate(scheme.adjustments)]
    outside = {obligation.id for obligation in scheme.outside}
    for covers, path in lists:
        for position in _repeated(covers):
            found, here = f"{covers[position]} again", (*path, position)
            yield Fault("duplicate_cover", here, found, "every obligation once", "remove it")
        for position, name in enumerate(covers):
            if name in outside:
                found = f"{name}, which is also listed under outside"
                allowed = "an obligation that is covered, or outside, not both"
                remedy = "remove it here or there"
                yield Fault("covered_and_outside", (*path, position), found, allowed, remedy)


def days_off_or_on(scheme: Scheme) -> Faults:
    """A day of the scheme's own calendar is off or on, not both, and listed once."""
    for key in ("days_off", "days_on"):
        days = getattr(scheme.calendar, key)
        for position in _repeated(days):
            path = ("calendar", key, position)
            yield Fault(
                "duplicate_day", path, f"{days[position]} again", "every day once", "remove it"
            )
    for position, day in enumerate(scheme.calendar.days_on):
        if day in scheme.calendar.days_off:
            path = ("calendar", "days_on", position)
            found = f"{day}, which is also a day off"
            yield Fault(
                "day_off_and_on", path, found, "a day off or a day on", "remove one of the two"
            )


def _repeated(names: Iterable[object]) -> list[int]:
    seen: set[object] = set()
    positions = []
    for position, name in enumerate(names):
        if name in seen:
            positions.append(position)
        seen.add(name)
    return positions


CHECKS: tuple[Callable[[Scheme], Faults], ...] = (
    indicator_ids,
    ids_under_parents,
    other_ids,
    *POINT_CHECKS,
    leaves_have_rules,
    policies_are_whole,
    *GRADE_CHECKS,
    parts_before_the_whole,
    decimals_within_resolution,
    duties_can_be_met,
    covers_once,
    days_off_or_on,
)
"""Every check of the tree and what belongs to it."""

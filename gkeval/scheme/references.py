"""Whether what a scheme names is there: groups, subsets, indicators. One small function per fault.

In: a scheme that has the form of the model. Out: faults with their path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from gkeval.scheme.faults import Fault, Path, nearest, placed
from gkeval.scheme.model import NotApplicable, Scheme

Faults = Iterator[Fault]
Named = tuple[Path, str]


def groups_within(scheme: Scheme) -> Faults:
    """A subset lies within a group that is ranked, not within another subset or itself."""
    ranked = [name for name, group in scheme.groups.items() if not group.within]
    for name, group in scheme.groups.items():
        path = ("groups", name, "within")
        if group.within and group.within not in scheme.groups:
            remedy = nearest(group.within, ranked, "name a group of this scheme")
            found = f"the group {group.within}"
            yield Fault("unknown_group", path, found, ", ".join(ranked), remedy)
        elif group.within and group.within not in ranked:
            found = f"{name} within {group.within}, which itself lies within another group"
            allowed = f"a group that is ranked: {', '.join(ranked) or 'none here'}"
            remedy = "put every subset directly within a ranked group"
            yield Fault("nested_group", path, found, allowed, remedy)
    if not ranked:
        found, allowed = "no group that is ranked", "at least one group without within"
        yield Fault("no_ranked_group", ("groups",), found, allowed, "add one")


def groups_named(scheme: Scheme) -> Faults:
    """Every group that is named is a group of the scheme, and is named once in a list."""
    for names in _lists_of_groups(scheme):
        seen: set[str] = set()
        for path, name in names:
            if name not in scheme.groups:
                remedy = nearest(name, scheme.groups, "add it to the groups of the scheme")
                allowed = ", ".join(scheme.groups)
                yield Fault("unknown_group", path, f"the group {name}", allowed, remedy)
            elif name in seen:
                found, allowed = f"the group {name} again", "every group once"
                yield Fault("duplicate_group", path, found, allowed, "remove it")
            seen.add(name)


def _lists_of_groups(scheme: Scheme) -> Iterator[list[Named]]:
    for item in placed(scheme):
        yield _listed(item.indicator.groups, (*item.path, "groups"))
        if item.indicator.rollup:
            yield _listed(item.indicator.rollup.groups, (*item.path, "rollup", "groups"))
            yield _listed(item.indicator.rollup.children, (*item.path, "rollup", "children"))
    if scheme.rollup:
        yield _listed(scheme.rollup.groups, ("rollup", "groups"))
        yield _listed(scheme.rollup.children, ("rollup", "children"))
    for position, adjustment in enumerate(scheme.adjustments):
        yield _listed(adjustment.groups, ("adjustments", position, "groups"))
    for position, grade in enumerate(scheme.grades):
        if isinstance(grade.at_least, dict):
            yield [(("grades", position, "at_least", name), name) for name in grade.at_least]


def _listed(names: Iterable[str], path: Path) -> list[Named]:
    return [((*path, position), name) for position, name in enumerate(names)]


def groups_within_parents(scheme: Scheme) -> Faults:
    """An indicator is for groups that the indicators above it are for."""
    for item in placed(scheme):
        for parent in item.above:
            wanted = {_ranked(scheme, name) for name in parent.groups}
            for position, name in enumerate(item.indicator.groups):
                if wanted and name in scheme.groups and _ranked(scheme, name) not in wanted:
                    yield Fault(
                        "group_outside_parent",
                        (*item.path, "groups", position),
                        f"the group {name}, for which {parent.id} above it does not count",
                        f"groups of {parent.id}: {', '.join(parent.groups)}",
                        f"remove it here, or add it to {parent.id}",
                    )


def _ranked(scheme: Scheme, name: str) -> str:
    group = scheme.groups.get(name)
    return (group.within if group else None) or name


def indicators_named(scheme: Scheme) -> Faults:
    """Every indicator that is named elsewhere is in the tree."""
    for path, name in _indicators(scheme):
        if name not in scheme.by_id:
            remedy = nearest(name, scheme.by_id, "write the id of an indicator")
            allowed = "the id of an indicator of this scheme"
            yield Fault("unknown_indicator", path, f"the indicator {name}", allowed, remedy)


def _indicators(scheme: Scheme) -> Iterator[Named]:
    for path, policy in policies(scheme):
        if policy.of is not None:
            yield (*path, "of"), policy.of
    for position, name in enumerate(scheme.ranking.break_by):
        if name != "order":
            yield ("ranking", "break_by", position), name
    for position, grade in enumerate(scheme.grades):
        for name in grade.needs.rates:
            yield ("grades", position, "needs", "rates", name), name
    for position, adjustment in enumerate(scheme.adjustments):
        if (on := getattr(adjustment, "on", None)) is not None:
            yield ("adjustments", position, "on"), on


def branches_above(scheme: Scheme) -> Faults:
    """Points that stay under a branch (`within`) belong to indicators below that branch."""
    of: dict[Path, list[str]] = {}
    named = dict(policies(scheme))
    for item in placed(scheme):
        if not item.indicator.is_leaf:
            continue
        line = [item.path[:end] for end in range(len(item.path), -1, -2)]
        path = next(here for step in line if (here := (*step, "not_applicable")) in named)
        policy, above = named[path], [branch.id for branch in item.above]
        if policy.kind == "within" and policy.of in scheme.by_id and policy.of not in above:
            of.setdefault(path, []).append(item.indicator.id)
    for path, leaves in of.items():
        more = f" and {len(leaves) - 1} more" if len(leaves) > 1 else ""
        found = f"the indicator {named[path].of}, which is no branch above {leaves[0]}{more}"
        allowed = "a branch above every indicator that this is said of"
        remedy = "name such a branch, say it at that branch, or write kind: siblings or whole_tree"
        yield Fault("not_above", (*path, "of"), found, allowed, remedy)


def policies(scheme: Scheme) -> list[tuple[Path, NotApplicable]]:
    """Return every policy for what does not apply, with its path."""
    own = [
        ((*item.path, "not_applicable"), item.indicator.not_applicable)
        for item in placed(scheme)
        if item.indicator.not_applicable is not None
    ]
    return [(("not_applicable",), scheme.not_applicable), *own]


REFERENCE_CHECKS: tuple[Callable[[Scheme], Faults], ...] = (
    groups_within,
    groups_named,
    groups_within_parents,
    indicators_named,
    branches_above,
)
"""Every check of what is named."""

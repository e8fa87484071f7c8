"""Whether points add up: of children to their parent, of the first level to the whole; draws too.

In: a scheme that has the form of the model. Out: faults with their path. Sums are exact, of all
children or of those that each group is assessed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from gkeval.numbers import plain
from gkeval.scheme.faults import Fault, Path, Placed, placed
from gkeval.scheme.model import Indicator, Scheme

Faults = Iterator[Fault]


def points_of_children(scheme: Scheme) -> Faults:
    """Children add up exactly to what their parent is marked out of: all, or for each group."""
    for item in placed(scheme):
        own = item.indicator
        if own.indicators and own.draw is None:
            who = f"the indicators under {own.id}"
            above = [list(indicator.groups) for indicator in (*item.above, own)]
            path = _whole_path(item)
            yield from _sums(scheme, path, own.indicators, own.marked_out_of, who, above)


def _whole_path(item: Placed) -> Path:
    """Return the path of what children add up to."""
    return (*item.path, "points" if item.indicator.out_of is None else "out_of")


def draws_can_be_made(scheme: Scheme) -> Faults:
    """A draw takes some of children that are worth the same, and the drawn ones add up."""
    for item in placed(scheme):
        own = item.indicator
        if own.draw is None:
            continue
        path = (*item.path, "draw", "take")
        if own.draw.take > len(own.indicators):
            allowed = f"at most {len(own.indicators)}, the indicators under {own.id}"
            yield Fault("draw_too_large", path, f"take: {own.draw.take}", allowed, "take fewer")
        if len({child.points for child in own.indicators}) > 1:
            found = f"indicators under {own.id} with different points"
            allowed = "the same points for all that may be drawn"
            yield Fault("draw_of_unequal", path, found, allowed, "give all the same points")
        elif own.draw.take <= len(own.indicators):
            drawn = [child.points for child in own.indicators[: own.draw.take]]
            who = f"{own.draw.take} of the indicators under {own.id}"
            yield from _sum(_whole_path(item), drawn, own.marked_out_of, who)


def percents_agree(scheme: Scheme) -> Faults:
    """Where points and per cent of the parent are both written, they say the same."""
    for item in placed(scheme):
        own, whole = item.indicator, scheme.points
        if item.above:
            whole = item.above[-1].marked_out_of
        if own.percent is not None and own.points * 100 != own.percent * whole:
            meant = plain(own.percent * whole / 100)
            found = f"{plain(own.points)} points with percent: {plain(own.percent)}"
            path = (*item.path, "percent")
            allowed = f"{plain(own.percent)} per cent of {plain(whole)}, which is {meant} points"
            yield Fault("percent_differs", path, found, allowed, "leave one of the two out")


def points_of_scheme(scheme: Scheme) -> Faults:
    """The first level adds up exactly to the points of the scheme: all of it, or for each group."""
    who = "the indicators of the first level"
    yield from _sums(scheme, ("points",), scheme.indicators, scheme.points, who, [])


def _sums(
    scheme: Scheme,
    path: Path,
    children: tuple[Indicator, ...],
    whole: Decimal,
    who: str,
    above: list[list[str]],
) -> Faults:
    """Check the sum of all children; where it is another and they are by group, of each group's."""
    together = list(_sum(path, [child.points for child in children], whole, who))
    mine = {
        name: [c.points for c in children if not c.groups or belongs & set(c.groups)]
        for name, belongs in _audiences(scheme, children, above).items()
    }
    if not together or all(len(parts) in (0, len(children)) for parts in mine.values()):
        yield from together
        return
    for name, parts in mine.items():
        if parts:  # a group that nothing here is for has nothing to add up
            yield from _sum(path, parts, whole, f"{who}, for {name},")


def _audiences(
    scheme: Scheme, children: tuple[Indicator, ...], above: list[list[str]]
) -> dict[str, set[str]]:
    """Return whose sums are to be checked: a group or a subset of one, and what its units are in.

    A group whose children name subsets is checked subset by subset, and once without them.
    """
    named = {name for child in children for name in child.groups}
    found: dict[str, set[str]] = {}
    for name, group in scheme.groups.items():
        if group.within:
            continue
        subsets = [s for s, own in scheme.groups.items() if own.within == name and s in named]
        found |= {name: {name}} | {subset: {name, subset} for subset in subsets}
    return {
        name: belongs
        for name, belongs in found.items()
        if all(not groups or belongs & _ranked_too(scheme, groups) for groups in above)
    }


def _ranked_too(scheme: Scheme, groups: list[str]) -> set[str]:
    return {*groups} | {scheme.groups[g].within or g for g in groups if g in scheme.groups}


def _sum(path: Path, parts: Iterable[Decimal], whole: Decimal, who: str) -> Faults:
    total = sum(map(Fraction, parts), Fraction())
    difference = total - Fraction(whole)
    if difference:
        amount = plain(_decimal(abs(difference)))
        yield Fault(
            "points_do_not_add_up",
            path,
            f"{who} add up to {plain(_decimal(total))} points, "
            f"{amount} too {'many' if difference > 0 else 'few'}",
            f"exactly {plain(whole)}",
            f"{'take' if difference > 0 else 'add'} {amount}, or correct the total",
        )


def _decimal(number: Fraction) -> Decimal:
    """Return a sum of decimals as a decimal; its denominator has no factors but 2 and 5."""
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    return Decimal(int(number * 10**places)).scaleb(-places)


POINT_CHECKS: tuple[Callable[[Scheme], Faults], ...] = (
    points_of_children,
    percents_agree,
    draws_can_be_made,
    points_of_scheme,
)
"""Every check of points."""

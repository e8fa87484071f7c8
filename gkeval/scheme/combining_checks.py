"""Whether each combination or roll-up stands where there is something below, and fits its children.

In: a scheme that has the form of the model. Out: faults with their path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gkeval.scheme.combining import Combine, Owa
from gkeval.scheme.faults import Fault, Path, placed
from gkeval.scheme.model import Indicator, Scheme

Faults = Iterator[Fault]


def branches_combine(scheme: Scheme) -> Faults:
    """Only what has children combines them, and order weights are one for each child."""
    whole: list[tuple[Path, Combine | None, tuple[Indicator, ...]]] = [
        ((), scheme.combine, scheme.indicators)
    ]
    whole += [(i.path, i.indicator.combine, i.indicator.indicators) for i in placed(scheme)]
    for path, combine, children in whole:
        if combine is not None and not children:
            found = f"combine: {combine.kind} on an indicator that has no indicators below it"
            allowed, remedy = "combine on a branch, or on the scheme", "remove combine"
            yield Fault("combine_on_leaf", (*path, "combine"), found, allowed, remedy)
        elif isinstance(combine, Owa) and combine.order and len(combine.order) != len(children):
            found = f"{len(combine.order)} order weights for {len(children)} indicators"
            remedy = "give every place a weight, the best first; 0 where it shall not count"
            yield Fault(
                "order_of_other_length",
                (*path, "combine", "order"),
                found,
                f"{len(children)} weights",
                remedy,
            )


def branches_roll_up(scheme: Scheme) -> Faults:
    """Only a branch is rolled up: scoring mixes what its children add up to."""
    for item in placed(scheme):
        if item.indicator.rollup is not None and item.indicator.is_leaf:
            yield Fault(
                "rollup_on_leaf",
                (*item.path, "rollup"),
                "rollup on an indicator that has no indicators below it",
                "rollup on a branch, or on the scheme",
                "put the indicator into a branch of its own, and the rollup on the branch",
            )


COMBINING_CHECKS: tuple[Callable[[Scheme], Faults], ...] = (branches_combine, branches_roll_up)
"""Every check of combinations."""

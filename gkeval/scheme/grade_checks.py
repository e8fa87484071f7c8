"""Whether grades and ranks can be given: limits that fall, quotas that rise, grades in reach, ties.

In: a scheme that has the form of the model. Out: faults with their path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from gkeval.numbers import plain
from gkeval.scheme.faults import Fault, Path
from gkeval.scheme.model import Grade, Needs, Scheme

Faults = Iterator[Fault]


def grades_fall(scheme: Scheme) -> Faults:
    """Limits fall from the best grade down, within the full mark, for every group and subset."""
    said: set[Fault] = set()
    for name, group in scheme.groups.items():
        for fault in _limits_fall(scheme, (name, group.within or name)):
            if fault not in said:
                said.add(fault)
                yield fault


def _limits_fall(scheme: Scheme, names: tuple[str, str]) -> Faults:
    """Check the limits that hold for a group, or for a subset: its own, else its group's."""
    full = scheme.full_mark
    before: Decimal | None = None
    for position, grade in enumerate(scheme.grades):
        limit, path = _limit(grade, position, names)
        if limit is None:
            continue
        if not 0 <= limit <= full:
            allowed = f"a score from 0 to the full mark {plain(full)}"
            yield Fault("grade_out_of_range", path, plain(limit), allowed, "correct the limit")
        if before is not None and limit >= before:
            allowed = f"less than {plain(before)}, the limit of the grade before"
            remedy = "list grades from the best down, each with a lower limit"
            yield Fault("grades_not_falling", path, plain(limit), allowed, remedy)
        before = limit
    if before is not None and before > 0 and scheme.grades[-1].at_least is not None:
        yield Fault(
            "scores_without_grade",
            ("grades", len(scheme.grades) - 1, "at_least"),
            f"no grade for scores below {plain(before)}",
            "a last grade with at_least: 0",
            "add the grade that the lowest scores get",
            "warning",
        )


def _limit(grade: Grade, position: int, names: tuple[str, str]) -> tuple[Decimal | None, Path]:
    path: Path = ("grades", position, "at_least")
    if not isinstance(grade.at_least, dict):
        return grade.at_least, path
    name = next((name for name in names if name in grade.at_least), "")
    return grade.at_least.get(name), (*path, name)


def quotas_rise(scheme: Scheme) -> Faults:
    """A quota counts from the best unit on, so that the next grade's quota is larger."""
    before: Grade | None = None
    for position, grade in enumerate(scheme.grades):
        if grade.top is None:
            continue
        if before is not None and before.top is not None:
            asks_more = before.at_least is not None or before.needs != Needs()
            if grade.top < before.top or (grade.top == before.top and not asks_more):
                yield Fault(
                    "quotas_not_rising",
                    ("grades", position, "top"),
                    f"the best {plain(grade.top)} of the units, after the best {plain(before.top)}",
                    f"more than {plain(before.top)}: a quota counts the better grades in",
                    "add the quotas of the grades before to this one",
                )
        before = grade


def grades_in_reach(scheme: Scheme) -> Faults:
    """Only the last grade takes every unit that is left."""
    for position, grade in enumerate(scheme.grades[:-1]):
        if _takes_all(scheme, grade):
            left = ", ".join(after.id for after in scheme.grades[position + 1 :])
            yield Fault(
                "grade_takes_all",
                ("grades", position),
                f"the grade {grade.id}, which every unit earns, before {left}",
                "a limit, a quota or conditions in every grade but the last",
                "add at_least or top, or move it to the end",
            )


def _takes_all(scheme: Scheme, grade: Grade) -> bool:
    limit = grade.at_least
    if isinstance(limit, dict):
        ranked = [name for name, group in scheme.groups.items() if not group.within]
        every = all(limit.get(name) == 0 for name in ranked) and not any(limit.values())
    else:
        every = limit is None or limit == 0
    return every and (grade.top is None or grade.top == 1) and grade.needs == Needs()


def ties_are_broken(scheme: Scheme) -> Faults:
    """What breaks ties is said where ties are broken, and only there."""
    ranking = scheme.ranking
    if ranking.ties == "ordinal" and not ranking.break_by:
        yield Fault(
            "ties_not_broken",
            ("ranking", "ties"),
            "ties: ordinal without break_by",
            "ties: ordinal with break_by",
            "add break_by: [ids of indicators, order], or write ties: competition",
        )
    elif ranking.ties != "ordinal" and ranking.break_by:
        found, remedy = f"break_by with ties: {ranking.ties}", "remove it, or write ties: ordinal"
        allowed = "break_by with ties: ordinal"
        yield Fault("unused_key", ("ranking", "break_by"), found, allowed, remedy)


GRADE_CHECKS: tuple[Callable[[Scheme], Faults], ...] = (
    grades_fall,
    quotas_rise,
    grades_in_reach,
    ties_are_broken,
)
"""Every check of grades and ranks."""

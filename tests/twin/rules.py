"""How a value becomes a rate from 0 to 1: every kind of rule, one sentence each.

In: the rule as the scheme file writes it, the value of one unit, and what else the rule may know.
Out: the share of the points that is earned.
"""

from datetime import date
from fractions import Fraction

from tests.twin.exact import reaches

NONE, ALL = Fraction(0), Fraction(1)


def between(rate: Fraction) -> Fraction:
    return min(max(rate, NONE), ALL)


def limit_for(limit, belongs: list[str]):
    """A limit may be given by group; that of a subset goes before that of the group."""
    if not isinstance(limit, dict):
        return limit
    return limit[next(name for name in reversed(belongs) if name in limit)]


def at_least(rule, value, belongs, **_):
    return ALL if reaches(value, Fraction(limit_for(rule["target"], belongs))) else NONE


def at_most(rule, value, belongs, **_):
    return ALL if reaches(-value, -Fraction(limit_for(rule["target"], belongs))) else NONE


def proportion(rule, value, belongs, **_):
    return between(value / Fraction(limit_for(rule.get("target", "1"), belongs)))


def linear(rule, value, **_):
    zero, full = Fraction(rule["zero"]), Fraction(rule["full"])
    return between((value - zero) / (full - zero))


def steps(rule, value, **_):
    earned = [NONE]
    for step in rule["steps"]:
        if "at_least" in step and reaches(value, Fraction(step["at_least"])):
            earned.append(Fraction(step["rate"]))
        if "at_most" in step and reaches(-value, -Fraction(step["at_most"])):
            earned.append(Fraction(step["rate"]))
    return max(earned)


def checklist(rule, value, elements, **_):
    missing = elements * (1 - value)
    return between(1 - missing * Fraction(rule["lost"]))


def deduct(rule, value, points, **_):
    cases = max(value - Fraction(rule.get("free", "0")), NONE)
    return between(1 - cases * Fraction(rule["per_case"]) / points)


def trend(rule, value, **_):
    tolerance = Fraction(rule.get("tolerance", "0"))
    if not reaches(tolerance, value):
        return Fraction(rule["up"])
    return Fraction(rule["flat"] if reaches(value, -tolerance) else rule["down"])


def deadline(rule, value, belongs, **_):
    """`value` is a date, or None when it was never done."""
    if value is None:
        return NONE
    late = (value - date.fromisoformat(limit_for(rule["by"], belongs))).days
    rates = [Fraction(step["rate"]) for step in rule.get("late", []) if late <= int(step["days"])]
    return ALL if late <= 0 else max([NONE, *rates])


def expert(rule, value, points, **_):
    out_of = {"points": points, "percent": Fraction(100), "rate": ALL}
    return value / out_of[rule.get("scale", "points")]


def relative(rule, value, peers, **_):
    """`peers` are the values of all units of the group, this one's included."""
    if rule.get("better", "more") == "less":
        value, peers = -value, [-peer for peer in peers]
    lowest, highest = min(peers), max(peers)
    if lowest == highest:
        return ALL
    if rule["method"] == "max":
        return between(value / highest) if highest > 0 else NONE
    if rule["method"] == "minmax":
        return (value - lowest) / (highest - lowest)
    if rule["method"] == "rank":
        return 1 - Fraction(sum(peer > value for peer in peers), len(peers) - 1)
    return Fraction(sum(peer <= value for peer in peers), len(peers))


KINDS = {
    rule.__name__: rule
    for rule in (
        *(at_least, at_most, proportion, linear, steps, checklist),
        *(deduct, trend, deadline, expert, relative),
    )
}

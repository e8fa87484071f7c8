"""From totals to what is published: rounded totals, ranks within groups, grades."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.twin.adjusting import Account
from tests.twin.exact import HALF, competition, dense, half_up, reaches, snapped
from tests.twin.points import OPEN
from tests.twin.rules import limit_for

LAST = Fraction(-(10**30))


@dataclass
class Place:
    """What is published of one unit; None where there is nothing to say."""

    total: Fraction | None
    low: Fraction | None
    high: Fraction | None
    rank: int | None = None
    tied: bool = False
    grade: str = ""
    verdict: str = ""


def publish(scheme: dict, accounts: Mapping[str, Account]) -> dict[str, Place]:
    full = Fraction(scheme.get("scale_to", scheme["points"]))
    rounding, ranking = scheme.get("rounding", {}), scheme.get("ranking", {})
    decimals = int(rounding.get("decimals", 2))

    def printed(score: Fraction | None) -> Fraction | None:
        return None if score is None else half_up(score, decimals, full)

    exact: dict[str, Fraction | None] = {}
    places: dict[str, Place] = {}
    for name, account in accounts.items():
        low, high = (None if end is None else snapped(end, full) for end in account.interval)
        settled = low == high or scheme.get("missing") == "zero"
        exact[name] = low if settled else None
        places[name] = Place(
            printed(exact[name]), printed(low), printed(high), verdict=account.verdict
        )

    def key(name: str):
        """By what units are ranked; equal keys share a rank."""
        place, account = places[name], accounts[name]
        score = place.total if rounding.get("rank_on") != "exact" else exact[name]
        keys = [snapped(score, full)]
        if ranking.get("ties") == "ordinal":
            for breaker in ranking.get("break_by", []):
                if breaker == "order":
                    keys.append(Fraction(-account.unit.order))
                    continue
                mark = account.marks[breaker]
                known = mark.available is not None and mark.state not in OPEN
                points = Fraction(scheme["points"])
                keys.append(snapped(snapped(mark.low, points), full) if known else LAST)
        return tuple(keys)

    groups = {account.unit.group for account in accounts.values()}
    for group in groups:
        ranked = [n for n, a in accounts.items() if a.unit.group == group]
        ranked = [n for n in ranked if places[n].total is not None]
        keys = [key(name) for name in ranked]
        ranks = dense(keys) if ranking.get("ties") == "dense" else competition(keys)
        by_place = competition([-rank for rank in ranks])
        for name, own, rank, nth in zip(ranked, keys, ranks, by_place, strict=True):
            places[name].rank, places[name].tied = rank, keys.count(own) > 1
            places[name].grade = grade_of(scheme, accounts[name], places[name], nth, len(ranked))
    for place in places.values():
        place.grade = "failed" if place.verdict else place.grade
    return places


def grade_of(scheme: dict, account: Account, place: Place, nth: int, of: int) -> str:
    """The first grade of the list that the unit earns."""
    for grade in scheme.get("grades", []):
        if "at_least" in grade:
            limit = limit_for(grade["at_least"], account.unit.belongs)
            if place.total < Fraction(limit):
                continue
        if "top" in grade and nth > int(of * Fraction(grade["top"]) + HALF):
            continue
        needs = grade.get("needs", {})
        if str(needs.get("no_veto", "false")) == "true" and place.verdict:
            continue
        if all(meets(account, node, rate) for node, rate in needs.get("rates", {}).items()):
            return grade["id"]
    return ""


def meets(account: Account, node: str, rate: str) -> bool:
    """What does not apply to a unit stands in no one's way; what is open is not met."""
    mark = account.marks[node]
    if mark.available is None:
        return True
    return mark.rate is not None and reaches(mark.rate, Fraction(rate))

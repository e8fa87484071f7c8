"""After the weighted total: bonus, deduction, cap, veto and gate, in the order of the file.

In: the marks of all units, and what each adjustment found. Out: totals on the full mark, as an
interval, and who was vetoed or failed. One unit after another; a low and a high account is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tests.twin.exact import reaches
from tests.twin.people import Node, Unit
from tests.twin.points import Mark

NOTHING = Fraction(0)


@dataclass
class Account:
    """What stands for one unit while adjustments are applied; None without any total."""

    unit: Unit
    marks: dict[str, Mark]
    low: Fraction | None
    high: Fraction | None
    verdict: str = ""
    stopped: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    held: set[str | None] = field(default_factory=set)
    """What a cap or deduction has changed: indicators, the whole (""), the total (None)."""

    @property
    def interval(self) -> tuple[Fraction | None, Fraction | None]:
        """From the lowest to the highest total, wherever an undecided gate may have stopped it."""
        if self.low is None:
            return None, None
        ends = [(self.low, self.high), *self.stopped]
        return min(low for low, _ in ends), max(high for _, high in ends)


def adjust(
    scheme: dict,
    root: Node,
    units: list[Unit],
    marks: dict[str, dict[str, Mark]],
    found: Mapping[tuple[str, str], Fraction],
) -> dict[str, Account]:
    """`found` holds the value of an adjustment for a unit, where it was assessed."""
    full = Fraction(scheme.get("scale_to", scheme["points"]))
    scale = full / root.worth
    accounts = {}
    for unit in units:
        whole = marks[unit.name][""]
        total = (None, None) if whole.available is None else (whole.low * scale, whole.high * scale)
        accounts[unit.name] = Account(unit, marks[unit.name], *total)
    nodes = {node.name: node for node in root.walk()}
    for said in scheme.get("adjustments", []):
        if said["kind"] == "veto":
            veto(said, accounts, found)
            continue
        for account in accounts.values():
            if account.verdict or account.low is None or not concerns(said, account.unit):
                continue
            value = found.get((account.unit.name, said["id"]))
            place = Place(account, nodes.get(said.get("on")), full, scale)
            {"bonus": bonus, "deduction": deduction, "cap": cap, "gate": gate}[said["kind"]](
                said, value, place, account, scheme
            )
    return accounts


def concerns(said: dict, unit: Unit) -> bool:
    return not said.get("groups") or bool(set(said["groups"]) & set(unit.belongs))


@dataclass
class Place:
    """What an adjustment works on: the total, or the points of one indicator."""

    account: Account
    node: Node | None
    full: Fraction
    scale: Fraction

    @property
    def mark(self) -> Mark:
        return self.account.marks[self.node.name]

    @property
    def available(self) -> Fraction | None:
        return self.full if self.node is None else self.mark.available

    @property
    def worth(self) -> Fraction:
        """What a printed point is worth here, after points that did not apply were passed on."""
        if self.node is None:
            return Fraction(1)
        return (self.mark.available or NOTHING) / self.node.marked_out_of

    @property
    def scores(self) -> tuple[Fraction, Fraction]:
        if self.node is None:
            return self.account.low, self.account.high
        return self.mark.low, self.mark.high

    def is_at_least(self, score: Fraction, limit: Fraction) -> bool:
        """Scores are compared as shares of the full mark."""
        whole = self.full if self.node is None else self.full / self.scale
        return reaches(score / whole, limit / whole)

    def is_at_most(self, score: Fraction, limit: Fraction) -> bool:
        return self.is_at_least(-score, -limit)

    def hold(self, low: Fraction, high: Fraction) -> None:
        """Set the score by a cap or deduction: what is above no longer follows what is below."""
        changed = (low, high) != self.scores
        self.put(low, high)
        if changed:
            self.account.held.add(None if self.node is None else self.node.name)

    def put(self, low: Fraction, high: Fraction) -> None:
        """Set the score; what an indicator gains or loses, all above it gain or lose as well.

        Above a roll-up only the unit's own share of it arrives. Nothing falls below 0 by it. Above
        what was held before, the worst case loses the most that the indicator can, the best the
        least.
        """
        account = self.account
        if self.node is None:
            account.low, account.high = low, high
            return
        move = Move(low - self.mark.low, high - self.mark.high)
        for node in self.node.line:
            mark = account.marks[node.name]
            own = node is self.node
            move = move.times(1 if own else mark.own_share)
            move = move.through(mark.low, mark.high, not own and node.name in account.held)
            mark.low, mark.high = mark.low + move.low, mark.high + move.high
            if mark.rate is not None:
                mark.rate = mark.low / mark.available if mark.available else mark.rate
        move = move.times(self.scale).through(account.low, account.high, None in account.held)
        account.low += move.low
        account.high += move.high


class Move:
    """By how much the lowest and the highest score move, and any score between: least to most."""

    def __init__(self, low, high, least=None, most=None) -> None:
        self.low, self.high = low, high
        self.least = min(low, high) if least is None else least
        self.most = max(low, high) if most is None else most

    def times(self, share) -> "Move":
        return Move(*(by * share for by in (self.low, self.high, self.least, self.most)))

    def through(self, low: Fraction, high: Fraction, held: bool) -> "Move":
        """The move of what lies above, whose scores are these."""
        by = (self.least, self.most) if held else (self.low, self.high)
        return Move(
            at_most_all(low, by[0]),
            at_most_all(high, by[1]),
            at_most_all(high, self.least),
            at_most_all(low, self.most),
        )


def at_most_all(there: Fraction, by: Fraction) -> Fraction:
    return max(by, -max(there, NOTHING))


def holds(said: dict, value: Fraction | None) -> bool:
    """The condition of an adjustment; one case is enough when it states none."""
    when = said.get("when", {"at_least": "1"})
    if value is None:
        return False
    if "at_least" in when and not reaches(value, Fraction(when["at_least"])):
        return False
    if "at_most" in when and not reaches(-value, -Fraction(when["at_most"])):
        return False
    if "above" in when and reaches(Fraction(when["above"]), value):
        return False
    return not ("below" in when and reaches(value, Fraction(when["below"])))


def printed_points(said: dict, value: Fraction | None, score: Fraction) -> Fraction:
    """How many printed points a bonus or deduction is about, at most its cap."""
    points = NOTHING
    if value is None:
        return points
    if "per_case" in said:
        points = max(value, NOTHING) * Fraction(said["per_case"])
    elif "ladder" in said:
        ladder = said["ladder"]
        start = Fraction(ladder["from"])
        if reaches(value, start):
            points = Fraction(ladder["points"])
            if "each" in ladder:
                further = (value - start) / Fraction(ladder["each"]) + Fraction(1, 10**9)
                more = Fraction(ladder.get("each_points", ladder["points"]))
                points += max(further // 1, 0) * more
    elif "steps" in said:
        for step in said["steps"]:
            if reaches(value, Fraction(step["at_least"])):
                points = max(points, Fraction(step["points"]))
    elif "judged_up_to" in said:
        points = min(max(value, NOTHING), Fraction(said["judged_up_to"]))
    elif holds(said, value):
        points = Fraction(said["amount"]) if "amount" in said else Fraction(said["share"]) * score
    return min(points, Fraction(said["cap"])) if "cap" in said else points


def points_here(said: dict, value: Fraction | None, place: Place, score: Fraction) -> Fraction:
    worth = place.worth
    return printed_points(said, value, score / worth if worth else score) * worth


def bonus(said, value, place, account, scheme) -> None:
    after = []
    for score in place.scores:
        is_open = True
        if "opens_above" in said:
            is_open &= not place.is_at_most(score, Fraction(said["opens_above"]) * place.worth)
        if "opens_at" in said:
            is_open &= place.is_at_least(score, Fraction(said["opens_at"]) * place.worth)
        after.append(score + points_here(said, value, place, score) if is_open else score)
    place.put(*after)


def deduction(said, value, place, account, scheme) -> None:
    """Never more than the score there is."""
    place.hold(
        *(
            max(score - points_here(said, value, place, score), min(score, NOTHING))
            for score in place.scores
        )
    )


def cap(said, value, place, account, scheme) -> None:
    if not holds(said, value) or place.available is None:
        return
    if "at" in said:
        limit = Fraction(said["at"]) * place.worth
    else:
        limit = Fraction(said["share"]) * place.available
    place.hold(*(min(score, limit) for score in place.scores))


def gate(said, value, place, account, scheme) -> None:
    """Missed for sure: failed. Missed at worst and passed at best: both outcomes stay possible."""
    if place.available is None:
        return
    limit = Fraction(said["below"]) * place.worth
    missed_low, missed_high = (not place.is_at_least(score, limit) for score in place.scores)
    if missed_high or (missed_low and scheme.get("missing") == "zero"):
        account.verdict = "failed"
    elif missed_low:
        most = min(account.high, limit) if place.node is None else account.high
        account.stopped.append((account.low, most))


def veto(said, accounts, found) -> None:
    """The unit fails; with `parent_too` its parent does, whatever struck the unit before."""
    struck = set()
    for account in accounts.values():
        unit = account.unit
        if concerns(said, unit) and holds(said, found.get((unit.name, said["id"]))):
            struck.add(unit.name)
            if str(said.get("parent_too", "false")) == "true" and unit.parent:
                struck.add(unit.parent)
    total = Fraction(said["score"]) if "score" in said else None
    for name in struck:
        if not accounts[name].verdict:
            accounts[name].verdict = "vetoed"
            accounts[name].low = accounts[name].high = total

"""The whole way of the twin: facts → rates → points → adjustments → what is published."""

from collections.abc import Mapping
from fractions import Fraction

from tests.twin import rules
from tests.twin.adjusting import Account, adjust
from tests.twin.facts import NOBODY_LOOKED, Fact
from tests.twin.people import Node, Unit, is_for, tree_of
from tests.twin.points import Cell, sheets
from tests.twin.standing import Place, publish

Facts = Mapping[tuple[str, str], Fact]


def assess(
    scheme: dict, units: list[Unit], facts: Facts
) -> tuple[dict[str, Place], dict[str, Account]]:
    """What is published of every unit, and the account behind it."""
    root = tree_of(scheme)
    cells: dict[str, dict[str, Cell]] = {unit.name: {} for unit in units}
    for leaf in root.leaves:
        known = {u.name: fact_of(scheme, leaf, u, facts) for u in units}
        for unit in units:
            cells[unit.name][leaf.name] = cell_of(leaf, unit, known, units)
    marks = sheets(root, units, cells)
    found = {
        key: fact.value
        for key, fact in facts.items()
        if fact.state == "scored" and fact.value is not None
    }
    accounts = adjust(scheme, root, units, marks, found)
    return publish(scheme, accounts), accounts


def fact_of(scheme: dict, leaf: Node, unit: Unit, facts: Facts) -> Fact:
    """A deadline after the period is neither met nor missed."""
    if not is_for(leaf, unit):
        return Fact("not_applicable")
    fact = facts.get((unit.name, leaf.name), NOBODY_LOOKED)
    if leaf.said["rule"]["kind"] == "deadline" and fact.state == "scored":
        by = rules.limit_for(leaf.said["rule"]["by"], unit.belongs)
        if by > scheme["period"]["to"]:
            return Fact("not_yet_due")
    return fact


def cell_of(leaf: Node, unit: Unit, known: Mapping[str, Fact], units: list[Unit]) -> Cell:
    fact, rule = known[unit.name], leaf.said["rule"]
    if fact.state != "scored":
        return Cell(fact.state, level=fact.level)
    if rule["kind"] == "levels":
        return Cell("scored", Fraction(rule["levels"][fact.level]))
    peers = [known[u.name] for u in units if u.group == unit.group]
    rate = rules.KINDS[rule["kind"]](
        rule,
        value=fact.value,
        belongs=unit.belongs,
        points=leaf.points,
        elements=len(leaf.said.get("measure", {}).get("elements", [])),
        peers=[peer.value for peer in peers if peer.state == "scored"],
    )
    return Cell("scored", Fraction(rate))

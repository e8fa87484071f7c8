"""Points up the tree: where points go that do not apply, what is earned, what stays open.

In: for one unit the state and rate of every leaf. Out: at every node the points available, and the
points earned at least and at most (all that is open lost, or earned).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.twin.people import Node, Unit, is_absent

OPEN = ("not_assessed", "disputed")
EXCUSED = ("not_applicable", "not_yet_due")


@dataclass(frozen=True)
class Cell:
    """What is known of one unit at one leaf; `level` is a level, or an explanation."""

    state: str
    rate: Fraction | None = None
    level: str = ""


@dataclass
class Mark:
    """One unit at one node; `available` is None where nothing applies."""

    available: Fraction | None
    low: Fraction
    high: Fraction
    state: str
    rate: Fraction | None
    own_share: Fraction = Fraction(1)


def granted(leaf: Node, cell: Cell) -> Fraction | None:
    """What a leaf that does not apply earns all the same; None when its points go elsewhere."""
    if cell.state != "not_applicable":
        return None
    kind = leaf.policy["kind"]
    if kind == "full":
        return Fraction(1)
    if kind == "share":
        return Fraction(leaf.policy["rate"])
    if kind == "explained":
        return Fraction(leaf.policy["rates"].get(cell.level, "0"))
    return None


def home_of(leaf: Node) -> Node:
    """The node under which the points of a leaf stay when it does not apply."""
    kind = leaf.policy["kind"]
    if kind == "whole_tree":
        return leaf.line[-1]
    if kind == "within":
        return next(node for node in leaf.line if node.name == leaf.policy["of"])
    return leaf.above


def available_of(root: Node, unit: Unit, cells: Mapping[str, Cell]) -> dict[str, Fraction | None]:
    """Points that a unit can earn at every node.

    Every branch loses the points of leaves that take them past it; then the points of a node are
    shared among its children that apply, in proportion to what each has left.
    """
    applies: dict[str, bool] = {}
    left = {node.name: node.worth for node in root.walk()}
    for leaf in root.leaves:
        cell = cells[leaf.name]
        absent = is_absent(leaf, unit)
        excused = cell.state in EXCUSED and granted(leaf, cell) is None and not absent
        applies[leaf.name] = not (excused or absent)
        if excused:
            line = leaf.line[1:]
            for node in line[: line.index(home_of(leaf))]:
                left[node.name] -= leaf.worth

    def any_applies(node: Node) -> bool:
        found = [any_applies(child) for child in node.below]
        applies[node.name] = any(found) if node.below else applies[node.name]
        return applies[node.name]

    available: dict[str, Fraction | None] = {}

    def share_out(node: Node, points: Fraction | None) -> None:
        available[node.name] = points
        whole = sum(left[child.name] for child in node.below if applies[child.name])
        for child in node.below:
            mine = points * left[child.name] / whole if applies[child.name] else None
            share_out(child, mine)

    any_applies(root)
    share_out(root, root.worth if applies[""] else None)
    return available


def sheets(
    root: Node, units: list[Unit], cells: Mapping[str, Mapping[str, Cell]]
) -> dict[str, dict[str, Mark]]:
    """Marks of all units at all nodes; a unit is rolled up with the units below it."""
    available = {unit.name: available_of(root, unit, cells[unit.name]) for unit in units}
    marks: dict[str, dict[str, Mark]] = {unit.name: {} for unit in units}

    def mark(unit: Unit, node: Node) -> Mark:
        if node.name not in marks[unit.name]:
            make = branch if node.below else leaf
            marks[unit.name][node.name] = make(unit, node)
        return marks[unit.name][node.name]

    def leaf(unit: Unit, node: Node) -> Mark:
        cell, points = cells[unit.name][node.name], available[unit.name][node.name]
        if points is None:
            return Mark(None, Fraction(0), Fraction(0), cell.state, None)
        if cell.state in OPEN:
            return Mark(points, Fraction(0), points, cell.state, None)
        rate = cell.rate if cell.state == "scored" else granted(node, cell)
        return Mark(points, points * rate, points * rate, cell.state, rate)

    def branch(unit: Unit, node: Node) -> Mark:
        below = [mark(unit, child) for child in node.below]
        points = available[unit.name][node.name]
        if points is None:
            late = any(child.state == "not_yet_due" for child in below)
            state = "not_yet_due" if late else "not_applicable"
            return Mark(None, Fraction(0), Fraction(0), state, None)
        low, high = sum(child.low for child in below), sum(child.high for child in below)
        low, high, own = rolled_up(unit, node, low, high, points)
        if low != high:
            return Mark(points, low, high, "not_assessed", None, own)
        return Mark(points, low, high, "scored", low / points, own)

    def rolled_up(unit: Unit, node: Node, low, high, points):
        """Own × the unit's score + (1 − own) × the mean rate of the units below it."""
        rule = node.said.get("rollup")
        if rule is None or not set(rule["groups"]) & set(unit.belongs):
            return low, high, Fraction(1)
        children = [
            mark(child, node)
            for child in units
            if child.parent == unit.name
            and set(rule["children"]) & set(child.belongs)
            and available[child.name][node.name] is not None
        ]
        if not children:
            return low, high, Fraction(1)
        own, count = Fraction(rule["own"]), len(children)
        low_below = sum(child.low / child.available for child in children) / count
        high_below = sum(child.high / child.available for child in children) / count
        return (
            own * low + (1 - own) * low_below * points,
            own * high + (1 - own) * high_below * points,
            own,
        )

    for unit in units:
        for node in root.walk():
            mark(unit, node)
    return marks

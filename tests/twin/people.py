"""The units, the tree of indicators, and which indicator is for which unit.

In: the scheme as its file writes it. Out: nodes that know their parent, their worth in points of
the whole, and the policy that holds for them.
"""

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(eq=False)
class Unit:
    """A unit that is assessed; `belongs` is its group, then its subsets in their order."""

    name: str
    group: str
    subsets: list[str] = field(default_factory=list)
    parent: str = ""
    order: int = 0

    @property
    def belongs(self) -> list[str]:
        return [self.group, *self.subsets]


@dataclass(eq=False)
class Node:
    """An indicator; the root stands for the whole and has an empty name."""

    name: str
    said: dict
    above: "Node | None"
    worth: Fraction
    policy: dict
    below: list["Node"] = field(default_factory=list)

    @property
    def points(self) -> Fraction:
        return Fraction(self.said["points"])

    @property
    def marked_out_of(self) -> Fraction:
        return Fraction(self.said.get("out_of", self.said["points"]))

    @property
    def line(self) -> list["Node"]:
        """This node and all above it, the root last."""
        return [self] if self.above is None else [self, *self.above.line]

    def walk(self):
        yield self
        for child in self.below:
            yield from child.walk()

    @property
    def leaves(self) -> list["Node"]:
        return [node for node in self.walk() if not node.below]

    @property
    def by_group(self) -> bool:
        """Whether the children add up for each group (or draw) by itself, not all together."""
        return bool(self.below) and sum(c.points for c in self.below) != self.marked_out_of

    def drawn(self, child: "Node") -> bool:
        """Of a draw, the `take` children with the lowest SHA-256 of ``seed:id`` count."""
        if "draw" not in self.said:
            return True
        seed, take = self.said["draw"]["seed"], int(self.said["draw"]["take"])

        def ticket(node: "Node") -> str:
            return hashlib.sha256(f"{seed}:{node.name}".encode()).hexdigest()

        return child in sorted(self.below, key=ticket)[:take]


def tree_of(scheme: dict) -> Node:
    root = Node(
        "", scheme, None, Fraction(scheme["points"]), scheme.get("not_applicable", SIBLINGS)
    )

    def grow(node: Node) -> None:
        for said in node.said.get("indicators", []):
            policy = said.get("not_applicable", node.policy)
            child = Node(said["id"], said, node, Fraction(0), policy)
            node.below.append(child)
            child.worth = child.points * node.worth / node.marked_out_of
            if "draw" in node.said:  # each drawn child has the points of the branch ÷ take
                child.worth = node.worth / int(node.said["draw"]["take"])
            grow(child)

    grow(root)
    return root


SIBLINGS = {"kind": "siblings"}


def is_for(node: Node, unit: Unit) -> bool:
    """It is for a unit when it and all above it name its group (or none), and are drawn."""
    for here in node.line[:-1]:
        groups = here.said.get("groups", [])
        if groups and not set(groups) & set(unit.belongs):
            return False
        if not here.above.drawn(here):
            return False
    return True


def is_absent(leaf: Node, unit: Unit) -> bool:
    """Under a branch that adds up by group, what is for others has no points to pass on."""
    return any(here.above.by_group and not is_for(here, unit) for here in leaf.line[:-1])

"""Bonuses, deductions, caps, vetoes and gates on many draws at once.

In: rates of the whole, and points of the adjusted indicators, per draw and unit. Out: totals on the
full mark. The work is done by `scoring.adjustments`, to which a draw of a unit is a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gkeval.scheme.model import Scheme
from gkeval.scoring.adjustments import Given, adjust
from gkeval.scoring.points import SCORED, Sheet
from gkeval.scoring.tree import Tree

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Adjusting:
    """The adjustments of a scheme, and the small tree of the nodes that they touch."""

    scheme: Scheme
    tree: Tree
    nodes: tuple[int, ...]
    given: Given
    own_shares: Mapping[int, Floats]

    @classmethod
    def of(
        cls, scheme: Scheme, tree: Tree, given: Given, own_shares: Mapping[int, Floats]
    ) -> Adjusting:
        """Find the nodes that are adjusted, and those above them."""
        touched = {0}
        for adjustment in scheme.adjustments:
            node = tree.ids.index(on) if (on := getattr(adjustment, "on", None)) else 0
            while node > 0:
                touched.add(node)
                node = int(tree.parent[node])
        nodes = tuple(sorted(touched))
        place = {node: at for at, node in enumerate(nodes)}
        small = replace(
            tree,
            ids=tuple(tree.ids[node] for node in nodes),
            parent=np.array([place.get(int(tree.parent[node]), -1) for node in nodes]),
            level=tree.level[list(nodes)],
            points=tree.points[list(nodes)],
            worth=tree.worth[list(nodes)],
            children=tuple(
                tuple(place[child] for child in tree.children[node] if child in place)
                for node in nodes
            ),
        )
        shares = {place[node]: own for node, own in own_shares.items() if node in place}
        return cls(scheme, small, nodes, given, shares)

    @property
    def any(self) -> bool:
        """Whether there is an adjustment at all."""
        return bool(self.scheme.adjustments)

    def apply(
        self,
        root: Floats,
        scores: Mapping[int, tuple[Floats, Floats]],
        alive: Bools | None = None,
    ) -> tuple[Floats, Bools, dict[int, Floats]]:
        """Return totals, which units failed, and the rates of touched nodes; (draws, units) each.

        Parameters
        ----------
        root : array of float, shape (draws, units)
            Rates of the whole.
        scores
            By touched node: points earned and points available.
        alive : array of bool, shape (units,)
            To which units anything applies at all; None for all of them.
        """
        shape = root.shape
        points = float(self.scheme.points)
        earned = [root * points]
        there = points if alive is None else np.where(alive, points, np.nan)
        available = [np.broadcast_to(there, shape)]
        for node in self.nodes[1:]:
            earned.append(np.broadcast_to(scores[node][0], shape))
            available.append(np.broadcast_to(scores[node][1], shape))
        low = np.stack([array.reshape(-1) for array in earned], axis=1)
        out_of = np.stack([array.reshape(-1) for array in available], axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            rates = low / out_of
        draws, units = shape
        states = np.full(low.shape, SCORED, dtype=np.int8)
        own_shares = {node: np.tile(own, draws) for node, own in self.own_shares.items()}
        sheet = Sheet(out_of, low, low, states, rates, own_shares)
        shifts = np.repeat(np.arange(draws) * units, units)
        parents = np.tile(self.given.parents, draws)
        given = Given(
            np.tile(self.given.values, (draws, 1)),
            np.tile(self.given.bound, (draws, 1)),
            np.where(parents >= 0, parents + shifts, -1),
        )
        done = adjust(self.scheme, self.tree, sheet, given, log=False)
        touched = {
            node: done.sheet.rates[:, at].reshape(shape) for at, node in enumerate(self.nodes)
        }
        return done.low.reshape(shape), (done.verdicts != "").reshape(shape), touched

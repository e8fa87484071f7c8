"""Totals of many draws at once: weights and rates vary, all else is as in the assessment.

In: an assessment. Out: a `Model`, whose `totals` are those of `scoring.points.add_up` and
`scoring.adjustments.adjust` with other weights and rates, as matrix products; a test holds the two
together. Where a branch applies to everybody alike, only weights are multiplied; units appear in
one product at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gkeval.assessment.binding import absent_leaves, adjustments_given, granted_rates, rolled_up
from gkeval.assessment.result import Assessment
from gkeval.assessment.run import leaf_rates
from gkeval.scheme.combining import Combine
from gkeval.scoring.combining import combined
from gkeval.scoring.points import CODE, EXCUSED, SCORED, Rolled
from gkeval.scoring.tree import Tree
from gkeval.uncertainty.adjusting import Adjusting

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Part:
    """What a node earns in every draw.

    Either `rates` of shape (draws, units); or, where the node applies to every unit alike, the
    `shares` of its `leaves` in it, shape (draws, leaves), so that rates are `shares` @ leaf rates.
    `alive` tells to which units the node applies; None for all of them.
    """

    rates: Floats | None
    shares: Floats | None = None
    leaves: tuple[int, ...] = ()
    alive: Bools | None = None


@dataclass(frozen=True, eq=False)
class Drawn:
    """Totals of a tile of draws: on the full mark, shape (draws, units); units that failed.

    `rates` holds those of the nodes that grades ask for.
    """

    totals: Floats
    failed: Bools | None
    rates: Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class Model:
    """The arrays of an assessment that a draw needs; units and leaves in its order.

    Parameters
    ----------
    rates : array of float, shape (leaves, units)
        What every leaf earns; 0 where it does not apply.
    alive, gone : array of bool, shape (leaves, units)
        Where a leaf has points of its own; where it passes them on, past its parent too when its
        home stands higher.
    ranked : array of int
        The rows that have a rank.
    """

    result: Assessment
    tree: Tree
    rates: Floats
    alive: Bools
    gone: Bools
    rollups: tuple[Rolled, ...]
    ranked: npt.NDArray[np.intp]

    @classmethod
    def of(cls, result: Assessment) -> Model:
        """Read off an assessment."""
        scheme, roster, cells = result.scheme, result.roster, result.cells
        tree = result.tree
        states = cells.states[:, : len(tree.leaves)]
        absent = absent_leaves(scheme, roster, tree)
        granted = granted_rates(tree, cells)
        kept = (states == CODE["not_applicable"]) & ~absent & ~np.isnan(granted)
        excused = np.isin(states, EXCUSED) & ~kept & ~absent
        rates = leaf_rates(scheme, roster, cells)
        known = np.where(states == SCORED, rates, np.where(kept, granted, 0.0))
        alive = ~(excused | absent)
        totals = result.totals
        return cls(
            result,
            tree,
            np.ascontiguousarray(np.where(alive, known, 0.0).T),
            np.ascontiguousarray(alive.T),
            np.ascontiguousarray(excused.T),
            tuple(rolled_up(scheme, roster, tree)),
            np.flatnonzero(totals["exact"].notna().to_numpy()),
        )

    @cached_property
    def adjusting(self) -> Adjusting:
        """The scheme's adjustments, on the units of this model."""
        result = self.result
        return Adjusting.of(
            result.scheme,
            self.tree,
            adjustments_given(result.scheme, result.roster, result.cells),
            result.sheet.own_shares,
        )

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Indicators whose rates the grades ask for."""
        asked = [name for grade in self.result.scheme.grades for name in grade.needs.rates]
        return tuple(dict.fromkeys(asked))

    def totals(self, worth: Floats, varied: Mapping[int, Floats] | None = None) -> Drawn:
        """Return the totals of every draw.

        Parameters
        ----------
        worth : array of float, shape (draws, nodes)
            What every node is worth.
        varied
            By leaf: drawn rates of all units, shape (draws, units); all others stay.
        """
        parts, weights = self._parts(worth, varied or {})
        root = self._dense(parts[0])
        full = float(self.result.scheme.full_mark)
        adjusting = self.adjusting
        failed = None
        if not adjusting.any:
            totals = root * full
        else:
            scores = {
                node: self._score(node, parts, weights, full) for node in adjusting.nodes if node
            }
            totals, failed, touched = adjusting.apply(root, scores, parts[0].alive)
        rates = {}
        for name in self.needed:
            node = self.tree.ids.index(name)
            part = parts[node]
            rate = self._dense(part)
            if failed is not None and node in touched:
                rate = touched[node]
            rates[name] = rate if part.alive is None else np.where(part.alive, rate, 1.0)
        return Drawn(totals, failed, rates)

    def _parts(
        self, worth: Floats, varied: Mapping[int, Floats]
    ) -> tuple[list[Part], dict[int, Floats]]:
        tree, units = self.tree, self.rates.shape[1]
        column = {int(leaf): at for at, leaf in enumerate(tree.leaves)}
        parts: list[Part] = [Part(None)] * len(tree.ids)
        weights: dict[int, Floats] = {}
        ones = np.ones((len(worth), 1))
        for node in range(len(tree.ids) - 1, -1, -1):
            if node in column:
                leaf = column[node]
                alive = self.alive[leaf]
                everywhere, nowhere = alive.all(), not alive.any()
                mask = None if everywhere else alive
                weights[node] = worth[:, node, None]
                if leaf in varied:
                    parts[node] = Part(varied[leaf], alive=mask)
                elif everywhere or nowhere:
                    parts[node] = Part(None, ones, (leaf,), alive=mask)
                else:
                    parts[node] = Part(self.rates[leaf][None, :], alive=mask)
            else:
                weights[node] = self._weight(node, worth)
                parts[node] = self._branch(node, parts, weights, len(worth), units)
        return parts, weights

    def _weight(self, node: int, worth: Floats) -> Floats:
        """Return what a branch weighs among its siblings: leaves that left it take points away."""
        taking = self._leaving.get(node)
        weight = worth[:, node, None]
        if taking is None:
            return weight
        leaves, gone = taking
        return weight - worth[:, self.tree.leaves[leaves]] @ gone

    @cached_property
    def _leaving(self) -> dict[int, tuple[npt.NDArray[np.intp], Floats]]:
        """By branch: the leaves that take points past it, and where, shape (leaves, units)."""
        tree = self.tree
        found: dict[int, list[int]] = {}
        for at, (leaf, home) in enumerate(zip(tree.leaves, tree.homes, strict=True)):
            above = int(tree.parent[leaf])
            while above != home and above > 0 and self.gone[at].any():
                found.setdefault(above, []).append(at)
                above = int(tree.parent[above])
        return {
            node: (np.array(leaves), self.gone[leaves].astype(np.float64))
            for node, leaves in found.items()
        }

    def _branch(
        self, node: int, parts: list[Part], weights: Mapping[int, Floats], draws: int, units: int
    ) -> Part:
        below = self.tree.children[node]
        present = [child for child in below if not self._nowhere(parts[child])]
        if not present:
            return Part(None, np.zeros((draws, 0)), (), np.zeros(units, dtype=bool))
        alike = [child for child in present if parts[child].shares is not None]
        combine = self.tree.combines.get(node)
        rolled = [rollup for rollup in self.rollups if rollup.node == node]
        even = all(weights[child].shape[1] == 1 for child in present)
        if len(alike) == len(present) and even and combine is None and not rolled:
            total = _sum([weights[child] for child in present])
            shares = [_times(parts[child].shares, weights[child] / total) for child in present]
            leaves = tuple(leaf for child in present for leaf in parts[child].leaves)
            return Part(None, np.hstack(shares), leaves)
        masks = [parts[child].alive for child in present]
        alive = None if any(mask is None for mask in masks) else np.any(np.array(masks), axis=0)
        if combine is None:
            rates = self._mean(present, parts, weights)
        else:
            rates = self._combined(combine, present, parts, weights)
        part = Part(rates if alive is None else np.where(alive, rates, 0.0), alive=alive)
        for rollup in rolled:
            part = self._rolled(rollup, part)
        return part

    def _mean(self, present: list[int], parts: list[Part], weights: Mapping[int, Floats]) -> Floats:
        """Return the weighted mean of the rates of children, over those that apply to a unit."""
        alike = [c for c in present if parts[c].shares is not None and weights[c].shape[1] == 1]
        others = [child for child in present if child not in alike]
        above: Floats | float = 0.0
        below: Floats | float = 0.0
        if alike:
            shares = np.hstack([_times(parts[c].shares, weights[c]) for c in alike])
            leaves = [leaf for child in alike for leaf in parts[child].leaves]
            above = shares @ self.rates[leaves]
            below = _sum([weights[child] for child in alike])
        # leaves whose rates do not vary share one product
        flat = {
            child: (row, alive)
            for child in others
            if (row := parts[child].rates) is not None
            and len(row) == 1
            and (alive := parts[child].alive) is not None
            and weights[child].shape[1] == 1
        }
        if flat:
            weight = np.hstack([weights[child] for child in flat])
            above = above + weight @ np.vstack([row for row, _ in flat.values()])
            below = below + weight @ np.array(
                [alive for _, alive in flat.values()], dtype=np.float64
            )
        for child in others:
            if child in flat:
                continue
            own = _masked(weights[child], parts[child].alive)
            above = above + own * self._dense(parts[child])
            below = below + own
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(above / below, dtype=np.float64)

    def _combined(
        self,
        combine: Combine,
        present: list[int],
        parts: list[Part],
        weights: Mapping[int, Floats],
    ) -> Floats:
        """Return the rates of a branch whose children do not add up; a draw of a unit is a row."""
        shape = np.broadcast_shapes(
            *(weights[child].shape for child in present),
            (1, self.rates.shape[1]),
        )
        available = [
            np.where(alive, np.broadcast_to(weights[child], shape), np.nan)
            if (alive := parts[child].alive) is not None
            else np.broadcast_to(weights[child], shape)
            for child in present
        ]
        out_of = np.stack([array.reshape(-1) for array in available], axis=1)
        rates = [np.broadcast_to(self._dense(parts[child]), shape).reshape(-1) for child in present]
        earned = np.stack(rates, axis=1) * out_of
        nothing = np.isnan(out_of).all(axis=1)
        whole = np.where(nothing, np.nan, 1.0)
        return combined(combine, earned, out_of, whole).reshape(shape)

    def _rolled(self, rollup: Rolled, part: Part) -> Part:
        """Mix the rates of parent units with the mean of their children's; the deepest first."""
        rates = self._dense(part).copy()
        applies = np.ones(rates.shape[1], dtype=bool) if part.alive is None else part.alive
        child = np.flatnonzero(rollup.children & applies & (rollup.parents >= 0))
        child = child[np.argsort(rollup.parents[child], kind="stable")]
        if not len(child):
            return part
        parents, starts, counts = np.unique(
            rollup.parents[child], return_index=True, return_counts=True
        )
        depths = np.zeros(len(applies), dtype=np.intp)
        above = rollup.parents
        while (above >= 0).any() and depths.max() < len(depths):
            depths += above >= 0
            above = np.where(above >= 0, rollup.parents[above], -1)
        mixed = rollup.rows[parents] & applies[parents]
        for depth in np.unique(depths[parents[mixed]])[::-1]:
            means = np.add.reduceat(rates[:, child], starts, axis=1) / counts
            now = mixed & (depths[parents] == depth)
            rows = parents[now]
            rates[:, rows] = rollup.own * rates[:, rows] + (1.0 - rollup.own) * means[:, now]
        return Part(rates, alive=part.alive)

    def _score(
        self, node: int, parts: list[Part], weights: Mapping[int, Floats], full: float
    ) -> tuple[Floats, Floats]:
        """Return what a node earns and what it could earn, in points of the scheme."""
        points = float(self.result.scheme.points)
        available: Floats = np.full((1, self.rates.shape[1]), points)
        path = [node]
        while (above := int(self.tree.parent[path[-1]])) >= 0:
            path.append(above)
        for child in path[-2::-1]:
            siblings = self.tree.children[int(self.tree.parent[child])]
            total = _sum([_masked(weights[one], parts[one].alive) for one in siblings])
            with np.errstate(invalid="ignore", divide="ignore"):
                available = available * _masked(weights[child], parts[child].alive) / total
        available = np.where(np.broadcast_to(available > 0, available.shape), available, np.nan)
        return np.nan_to_num(available * self._dense(parts[node])), available

    def _nowhere(self, part: Part) -> bool:
        return part.alive is not None and not part.alive.any()

    def _dense(self, part: Part) -> Floats:
        """Return rates of shape (draws, units), or (1, units) where they do not vary."""
        if part.rates is not None:
            return part.rates
        assert part.shares is not None
        return part.shares @ self.rates[list(part.leaves)]


def _times(shares: Floats | None, weight: Floats) -> Floats:
    assert shares is not None
    return shares * weight


def _masked(weight: Floats, alive: Bools | None) -> Floats:
    return weight if alive is None else weight * alive


def _sum(arrays: list[Floats]) -> Floats:
    total = arrays[0]
    for array in arrays[1:]:
        total = total + array
    return total

"""Rates times points, up the tree; where points go that do not apply to a unit.

In: rates and states of all units and leaves. Out: the points available and earned at every node,
as low and high where something was not assessed. Arrays only; no loop over units.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from gkeval.numbers import clean
from gkeval.scoring.combining import combined
from gkeval.scoring.tree import Tree
from gkeval.tables import STATES

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

CODE: dict[str, int] = {state: code for code, (state, _, _) in enumerate(STATES)}
"""The number that stands for a state in arrays."""

SCORED = CODE["scored"]
EXCUSED = (CODE["not_applicable"], CODE["not_yet_due"])
OPEN = (CODE["not_assessed"], CODE["disputed"])

BLOCK = 4096
"""Units that are added up at once."""

NOISE = 1e-9
"""Share of a branch's points below which two combined ends are the same."""


@dataclass(frozen=True)
class Sheet:
    """Points of all units at all nodes; every array has shape (units, nodes).

    Parameters
    ----------
    available
        Points that a unit could earn; missing where the node does not apply to it.
    low, high
        Points earned when everything open is lost, or earned; equal where nothing is open.
    states
        State codes; a branch is scored, or not applicable when nothing under it applies, or not
        assessed when anything under it is open (and matters, where it combines its children).
    rates
        Score ÷ points available; missing where the score is open or nothing applies.
    own_shares
        By node that is rolled up: the share of a unit's own score in it, shape (units,).
    """

    available: Floats
    low: Floats
    high: Floats
    states: Codes
    rates: Floats
    own_shares: Mapping[int, Floats] = field(default_factory=dict)

    @property
    def scores(self) -> Floats:
        """Points earned; missing where something is open or nothing applies."""
        missing = np.isin(self.states, OPEN) | np.isnan(self.available)
        return np.where(missing, np.nan, self.low)

    def snapped(self, full: float) -> Sheet:
        """Return the sheet without floating-point noise, as scores out of `full` are published."""
        available, low = _cleaned(self.available, full), _cleaned(self.low, full)
        high = low if self.high is self.low else _cleaned(self.high, full)
        return replace(self, available=available, low=low, high=high)


@dataclass(frozen=True)
class Rolled:
    """At a node, units of `rows` score `own` × their own + (1 − own) × the mean of their children.

    Parameters
    ----------
    node
        The node.
    own
        From 0 to 1.
    rows, children : array of bool, shape (units,)
        Which units are rolled up, and which may count as somebody's child.
    parents : array of int, shape (units,)
        Position of each unit's parent, −1 where it has none.
    """

    node: int
    own: float
    rows: Bools
    children: Bools
    parents: npt.NDArray[np.intp]


def add_up(
    tree: Tree,
    rates: Floats,
    states: Codes,
    absent: Bools | None = None,
    granted: Floats | None = None,
    rollups: Sequence[Rolled] = (),
) -> Sheet:
    """Return the points of every unit at every node, as they come out of the sums.

    Noise is taken off once, after adjustments (`Sheet.snapped`), not here.

    Parameters
    ----------
    tree
        The tree of the scheme.
    rates : array of float, shape (units, leaves)
        Rates of the leaves, in the order of `tree.leaves`; only those of scored cells count.
    states : array of int8, shape (units, leaves)
        State codes of the leaves (`CODE`).
    absent : array of bool, shape (units, leaves)
        Leaves that are no part of the unit's tree: they have no points to pass on.
    granted : array of float, shape (units, leaves)
        The rate that a leaf earns where it does not apply (policies ``full``, ``share`` and
        ``explained``); missing where its points are passed on. By the policies when not given.
    rollups
        Nodes at which units are mixed with their children.

    Examples
    --------
    A second indicator that does not apply leaves its points to its sibling:

    >>> from gkeval.scheme.model import NotApplicable
    >>> siblings = NotApplicable(kind="siblings")
    >>> tree = Tree(("", "a", "b"), np.array([-1, 0, 0]), np.array([0, 1, 1]),
    ...             np.array([10.0, 6.0, 4.0]), np.array([10.0, 6.0, 4.0]), ((1, 2), (), ()),
    ...             np.array([1, 2]), (siblings, siblings), np.array([0, 0]))
    >>> sheet = add_up(tree, np.array([[0.5, np.nan]]), np.array([[0, 1]], dtype=np.int8))
    >>> sheet.available.tolist(), sheet.scores[0, 0].item()
    ([[10.0, 10.0, nan]], 5.0)
    """
    absent = np.zeros(states.shape, dtype=bool) if absent is None else absent
    earned = _earned(tree, states.shape) if granted is None else granted
    # units stand alone, but for roll-ups; some at a time stay in the cache of the processor
    units = max(len(states), 1)
    step = units if rollups else BLOCK

    def part(start: int) -> Sheet:
        rows = slice(start, start + step)
        return _block(
            tree,
            np.ascontiguousarray(rates[rows].T),
            np.ascontiguousarray(earned[rows].T),
            np.ascontiguousarray(states[rows].T),
            np.ascontiguousarray(absent[rows].T),
            rollups,
        )

    starts = range(0, units, step)
    if len(starts) == 1:
        blocks = [part(0)]
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            blocks = list(pool.map(part, starts))
    low = np.concatenate([block.low for block in blocks], axis=1).T
    settled = all(block.high is block.low for block in blocks)
    return Sheet(
        np.concatenate([block.available for block in blocks], axis=1).T,
        low,
        low if settled else np.concatenate([block.high for block in blocks], axis=1).T,
        np.concatenate([block.states for block in blocks], axis=1).T,
        np.concatenate([block.rates for block in blocks], axis=1).T,
        blocks[0].own_shares,
    )


def _block(
    tree: Tree,
    rates: Floats,
    earned: Floats,
    states: Codes,
    absent: Bools,
    rollups: Sequence[Rolled],
) -> Sheet:
    """Return the sheet of some units; here every array has shape (nodes, units)."""
    kept = ~np.isnan(earned)
    some_kept = kept.any()
    if some_kept:
        kept &= (states == CODE["not_applicable"]) & ~absent
    excused = _among(states, EXCUSED) & ~kept & ~absent
    available = _share_out(tree, excused, absent)
    shape = (len(tree.ids), states.shape[1])
    low, node_states = np.zeros(shape), np.zeros(shape, dtype=np.int8)
    is_open = _among(states, OPEN)
    known = np.where(states == SCORED, rates, np.where(kept, earned, 0.0) if some_kept else 0.0)
    leaf_points = available[tree.leaves]
    nowhere = np.isnan(leaf_points)
    leaf_points[nowhere] = 0.0
    low[tree.leaves] = leaf_points * known
    settled = not is_open.any()
    high = low
    if not settled:
        high = np.zeros(shape)
        high[tree.leaves] = leaf_points * np.where(is_open, 1.0, known)
    node_states[tree.leaves] = states
    own_shares: dict[int, Floats] = {}
    for node in range(len(tree.ids) - 1, -1, -1):
        below = tree.children[node]
        if not below:
            continue
        for points in (low,) if settled else (low, high):
            if node in tree.combines:
                points[node] = _combined(tree, node, points, available)
            else:
                for child in below:
                    points[node] += points[child]
        if not settled and node in tree.combines:
            # what is open below may not matter here: the lowest of two is 0 whatever the other is
            near = high[node] - low[node] <= NOISE * np.nan_to_num(available[node])
            high[node] = np.where(near, low[node], high[node])
        for rolled in rollups:
            if rolled.node == node:
                own_shares[node] = _roll_up(low, high, available, rolled)
        nodes = list(below)
        node_states[node] = np.where(low[node] != high[node], CODE["not_assessed"], SCORED)
        nothing = np.isnan(available[nodes]).all(axis=0)
        if nothing.any():
            late = (node_states[nodes] == CODE["not_yet_due"]).any(axis=0)
            excuse = np.where(late, CODE["not_yet_due"], CODE["not_applicable"])
            node_states[node] = np.where(nothing, excuse, node_states[node])
    node_rates = np.full(shape, np.nan)
    branches = [node for node, below in enumerate(tree.children) if below]
    with np.errstate(invalid="ignore", divide="ignore"):
        for node in branches:
            np.divide(low[node], available[node], out=node_rates[node])
    node_rates[_among(node_states, OPEN)] = np.nan
    known[nowhere | is_open] = np.nan
    node_rates[tree.leaves] = known
    return Sheet(available, low, high, node_states, node_rates, own_shares)


def _cleaned(points: Floats, full: float) -> Floats:
    """Return points without noise; node by node stays in the cache of the processor."""
    if len(points) <= BLOCK:
        return clean(points, full)
    result = np.empty(points.shape, order="F")

    def column(node: int) -> None:
        result[:, node] = clean(points[:, node], full)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(column, range(points.shape[1])))
    return result


def _among(states: Codes, codes: tuple[int, int]) -> Bools:
    found: Bools = (states == codes[0]) | (states == codes[1])
    return found


def _combined(tree: Tree, node: int, points: Floats, available: Floats) -> Floats:
    """Return the points of a branch that combines its children otherwise than by adding them up.

    Every kind rises with each child, so that the ends come from the ends.
    """
    nodes = list(tree.children[node])
    return combined(tree.combines[node], points[nodes].T, available[nodes].T, available[node])


def _earned(tree: Tree, shape: tuple[int, ...]) -> Floats:
    """The rate that each leaf earns where it does not apply; missing where its points move."""
    rates = {"full": 1.0, "explained": 0.0}
    earned = [
        float(policy.rate or 0) if policy.kind == "share" else rates.get(policy.kind, np.nan)
        for policy in tree.policies
    ]
    return np.broadcast_to(np.array(earned), shape)


def _share_out(tree: Tree, excused: Bools, absent: Bools) -> Floats:
    """Return the points available at every node.

    Bottom-up, every branch loses the points that its excused leaves take past it to their home.
    Top-down, the points of a node are shared among its applicable children by what they have left.
    """
    shape = (len(tree.ids), excused.shape[1])
    weight = np.broadcast_to(tree.worth[:, None], shape).copy()
    if not (excused.any() or absent.any()):
        return weight
    alive = np.ones(shape, dtype=bool)
    alive[tree.leaves] = ~(excused | absent)
    for node in range(len(tree.ids) - 1, -1, -1):
        under = list(tree.children[node])
        if under:
            alive[node] = alive[under].any(axis=0)
    for position, (leaf, home) in enumerate(zip(tree.leaves, tree.homes, strict=True)):
        gone = excused[position]
        above = int(tree.parent[leaf])
        while above != home and above > 0:
            weight[above, gone] -= tree.worth[leaf]
            above = int(tree.parent[above])
    available = np.where(alive, tree.worth[:, None], np.nan)
    for node, below in enumerate(tree.children):
        if below:
            nodes = list(below)
            there = alive[nodes]
            carried = np.where(there, weight[nodes], 0.0)
            with np.errstate(invalid="ignore", divide="ignore"):
                factor = available[node] / _sum_of_rows(carried)
            available[nodes] = np.where(there, weight[nodes] * factor, np.nan)
    return available


def _sum_of_rows(rows: Floats) -> Floats:
    """Return the sum over children, in the one order in which they stand."""
    total: Floats = rows[0].copy()
    for row in rows[1:]:
        total += row
    return total


def _roll_up(low: Floats, high: Floats, available: Floats, rolled: Rolled) -> Floats:
    """Mix the points of parent units at one node with the mean of their children's, in place.

    The deepest parents come first: a county that is a child itself counts as rolled up. Returns the
    share of every unit's own points in its score.
    """
    node = rolled.node
    units = low.shape[1]
    applies = ~np.isnan(available[node])
    child = rolled.children & applies & (rolled.parents >= 0)
    parents = rolled.parents[child]
    counts = np.bincount(parents, minlength=units)
    mixed = rolled.rows & (counts > 0) & applies
    depths = _depths(rolled.parents)
    both = (low,) if high is low else (low, high)
    for depth in np.unique(depths[mixed])[::-1]:
        now = mixed & (depths == depth)
        for points in both:
            rates = points[node, child] / available[node, child]
            mean = np.bincount(parents, weights=rates, minlength=units) / np.maximum(counts, 1)
            points[node, now] = (
                rolled.own * points[node, now]
                + (1.0 - rolled.own) * mean[now] * available[node, now]
            )
    return np.where(mixed, rolled.own, 1.0)


def _depths(parents: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return how many units stand above each."""
    depths = np.zeros(len(parents), dtype=np.intp)
    above = parents
    while (above >= 0).any() and depths.max() < len(parents):  # units that stand in a ring end too
        depths += above >= 0
        above = np.where(above >= 0, parents[above], -1)
    return depths

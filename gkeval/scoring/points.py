"""Rates times points, up the tree; where points go that do not apply to a unit.

In: rates and states of all units and leaves. Out: the points available and earned at every node,
as low and high where something was not assessed. Arrays only; no loop over units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gkeval.numbers import clean
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
        assessed when anything under it is open.
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
    """Return the points of every unit at every node.

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
    kept = (states == CODE["not_applicable"]) & ~absent & ~np.isnan(earned)
    excused = np.isin(states, EXCUSED) & ~kept & ~absent
    available = _share_out(tree, excused, absent)
    shape = (rates.shape[0], len(tree.ids))
    low, high = np.zeros(shape), np.zeros(shape)
    own_shares: dict[int, Floats] = {}
    node_states = np.zeros(shape, dtype=np.int8)

    is_open = np.isin(states, OPEN)
    known = np.where(states == SCORED, rates, np.where(kept, earned, 0.0))
    leaf_points = np.nan_to_num(available[:, tree.leaves])
    low[:, tree.leaves] = leaf_points * known
    high[:, tree.leaves] = leaf_points * np.where(is_open, 1.0, known)
    node_states[:, tree.leaves] = states
    for node in range(len(tree.ids) - 1, -1, -1):
        below = tree.children[node]
        if not below:
            continue
        for child in below:
            low[:, node] += low[:, child]
            high[:, node] += high[:, child]
        for rolled in rollups:
            if rolled.node == node:
                own_shares[node] = _roll_up(low, high, available, rolled)
        nodes = list(below)
        nothing = np.isnan(available[:, nodes]).all(axis=1)
        waiting = low[:, node] != high[:, node]
        late = (node_states[:, nodes] == CODE["not_yet_due"]).any(axis=1)
        node_states[:, node] = np.where(
            nothing,
            np.where(late, CODE["not_yet_due"], CODE["not_applicable"]),
            np.where(waiting, CODE["not_assessed"], SCORED),
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        node_rates = np.where(np.isin(node_states, OPEN), np.nan, low / available)
    node_rates[:, tree.leaves] = np.where(
        np.isnan(available[:, tree.leaves]) | is_open, np.nan, known
    )
    full = float(tree.points[0])
    available, low, high = clean(available, full), clean(low, full), clean(high, full)
    return Sheet(available, low, high, node_states, node_rates, own_shares)


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
    shape = (excused.shape[0], len(tree.ids))
    weight = np.broadcast_to(tree.worth, shape).copy()
    if not (excused.any() or absent.any()):
        return weight
    alive = np.ones(shape, dtype=bool)
    alive[:, tree.leaves] = ~(excused | absent)
    for node in range(len(tree.ids) - 1, -1, -1):
        under = list(tree.children[node])
        if under:
            alive[:, node] = alive[:, under].any(axis=1)
    for position, (leaf, home) in enumerate(zip(tree.leaves, tree.homes, strict=True)):
        gone = excused[:, position]
        above = int(tree.parent[leaf])
        while above != home and above > 0:
            weight[gone, above] -= tree.worth[leaf]
            above = int(tree.parent[above])
    available = np.where(alive, tree.worth, np.nan)
    for node, below in enumerate(tree.children):
        if below:
            nodes = list(below)
            carried = np.where(alive[:, nodes], weight[:, nodes], 0.0)
            with np.errstate(invalid="ignore", divide="ignore"):
                factor = available[:, node] / carried.sum(axis=1)
            available[:, nodes] = np.where(
                alive[:, nodes], weight[:, nodes] * factor[:, None], np.nan
            )
    return available


def _roll_up(low: Floats, high: Floats, available: Floats, rolled: Rolled) -> Floats:
    """Mix the points of parent units at one node with the mean of their children's, in place.

    The deepest parents come first: a county that is a child itself counts as rolled up. Returns the
    share of every unit's own points in its score.
    """
    node = rolled.node
    applies = ~np.isnan(available[:, node])
    child = rolled.children & applies & (rolled.parents >= 0)
    parents = rolled.parents[child]
    counts = np.bincount(parents, minlength=len(low))
    mixed = rolled.rows & (counts > 0) & applies
    depths = _depths(rolled.parents)
    for depth in np.unique(depths[mixed])[::-1]:
        now = mixed & (depths == depth)
        for points in (low, high):
            rates = points[child, node] / available[child, node]
            mean = np.bincount(parents, weights=rates, minlength=len(low)) / np.maximum(counts, 1)
            points[now, node] = (
                rolled.own * points[now, node]
                + (1.0 - rolled.own) * mean[now] * available[now, node]
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

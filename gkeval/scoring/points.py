"""Rates times points, up the tree; where points go that do not apply to a unit.

In: rates and states of all units and leaves. Out: the points available and earned at every node,
as low and high where something was not assessed. Arrays only; no loop over units.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    available: Floats
    low: Floats
    high: Floats
    states: Codes
    rates: Floats

    @property
    def scores(self) -> Floats:
        """Points earned; missing where something is open or nothing applies."""
        return np.where(self.states == SCORED, self.low, np.nan)


def add_up(tree: Tree, rates: Floats, states: Codes) -> Sheet:
    """Return the points of every unit at every node.

    Parameters
    ----------
    tree
        The tree of the scheme.
    rates : array of float, shape (units, leaves)
        Rates of the leaves, in the order of `tree.leaves`; only those of scored cells count.
    states : array of int8, shape (units, leaves)
        State codes of the leaves (`CODE`).

    Examples
    --------
    A second indicator that does not apply leaves its points to its sibling:

    >>> from gkeval.scheme.model import NotApplicable
    >>> siblings = NotApplicable(kind="siblings")
    >>> tree = Tree(("", "a", "b"), np.array([-1, 0, 0]), np.array([0, 1, 1]),
    ...             np.array([10.0, 6.0, 4.0]), ((1, 2), (), ()), np.array([1, 2]),
    ...             (siblings, siblings))
    >>> sheet = add_up(tree, np.array([[0.5, np.nan]]), np.array([[0, 1]], dtype=np.int8))
    >>> sheet.available.tolist(), sheet.scores[0, 0].item()
    ([[10.0, 10.0, nan]], 5.0)
    """
    granted, earned = _granted(tree, states)
    available = _share_out(tree, states, granted)
    shape = (rates.shape[0], len(tree.ids))
    low, high = np.zeros(shape), np.zeros(shape)
    node_states = np.zeros(shape, dtype=np.int8)

    is_open = np.isin(states, OPEN)
    known = np.where(states == SCORED, rates, np.where(granted, earned, 0.0))
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
        nodes = list(below)
        nothing = np.isnan(available[:, nodes]).all(axis=1)
        waiting = np.isin(node_states[:, nodes], OPEN).any(axis=1)
        late = (node_states[:, nodes] == CODE["not_yet_due"]).any(axis=1)
        node_states[:, node] = np.where(
            nothing,
            np.where(late, CODE["not_yet_due"], CODE["not_applicable"]),
            np.where(waiting, CODE["not_assessed"], SCORED),
        )
    full = float(tree.points[0])
    available, low, high = clean(available, full), clean(low, full), clean(high, full)
    with np.errstate(invalid="ignore", divide="ignore"):
        node_rates = np.where(np.isin(node_states, OPEN), np.nan, low / available)
    return Sheet(available, low, high, node_states, node_rates)


def _granted(tree: Tree, states: Codes) -> tuple[Bools, Floats]:
    """Which not-applicable cells earn a share of their points all the same, and which share."""
    earned = np.array(
        [
            {"full": 1.0, "share": float(policy.rate or 0)}.get(policy.kind, np.nan)
            for policy in tree.policies
        ]
    )
    granted = (states == CODE["not_applicable"]) & ~np.isnan(earned)
    return granted, np.broadcast_to(np.nan_to_num(earned), states.shape)


def _share_out(tree: Tree, states: Codes, granted: Bools) -> Floats:
    """Return the points available at every node.

    Bottom-up, every node gets a weight: the points under it, less those that a whole-tree policy
    takes away. Top-down, the points of a node are shared among its applicable children by weight.
    """
    shape = (states.shape[0], len(tree.ids))
    weight = np.broadcast_to(tree.points, shape).copy()
    alive = np.ones(shape, dtype=bool)
    excused = np.isin(states, EXCUSED) & ~granted
    if not excused.any():
        return weight
    alive[:, tree.leaves] = ~excused
    for position, (leaf, policy) in enumerate(zip(tree.leaves, tree.policies, strict=True)):
        if policy.kind == "whole_tree":
            weight[excused[:, position], leaf] = 0.0
    for node in range(len(tree.ids) - 1, -1, -1):
        below = list(tree.children[node])
        if below:
            alive[:, node] = alive[:, below].any(axis=1)
            weight[:, node] = weight[:, below].sum(axis=1)
    available = np.where(alive, tree.points, np.nan)
    for node, below in enumerate(tree.children):
        if below:
            nodes = list(below)
            carried = np.where(alive[:, nodes], weight[:, nodes], 0.0)
            total = carried.sum(axis=1)
            with np.errstate(invalid="ignore", divide="ignore"):
                factor = available[:, node] / total
            available[:, nodes] = np.where(
                alive[:, nodes], weight[:, nodes] * factor[:, None], np.nan
            )
    return available

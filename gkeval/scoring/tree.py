"""The tree of a scheme as arrays, parents before children, as scoring walks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from gkeval.scheme.combining import Combine
from gkeval.scheme.model import Indicator, NotApplicable, Scheme


@dataclass(frozen=True)
class Tree:
    """Nodes in the order of the file, parents before children; node 0 is the whole.

    Parameters
    ----------
    ids
        Node ids; the whole has an empty id.
    parent, level
        Parent node (−1 for the whole) and level (0 for the whole), shape (nodes,).
    points
        Points as the scheme prints them, shape (nodes,).
    worth
        The same in points of the whole: under a branch that is marked out of another number than
        its points, points × points of the branch ÷ that number.
    children
        The child nodes of every node.
    leaves
        The nodes that are scored themselves, shape (leaves,).
    policies
        What happens to each leaf's points where it does not apply; one per leaf.
    homes
        For each leaf the node under which its points stay when it does not apply.
    own_trees
        Branches whose children add up for each group by itself: a child that is not for a unit's
        group is absent there, and has no points to pass on.
    combines
        By branch: how it combines its children, where their points do not add up.
    """

    ids: tuple[str, ...]
    parent: npt.NDArray[np.intp]
    level: npt.NDArray[np.intp]
    points: npt.NDArray[np.float64]
    worth: npt.NDArray[np.float64]
    children: tuple[tuple[int, ...], ...]
    leaves: npt.NDArray[np.intp]
    policies: tuple[NotApplicable, ...]
    homes: npt.NDArray[np.intp]
    own_trees: frozenset[int] = frozenset()
    combines: Mapping[int, Combine] = field(default_factory=dict)


def tree_of(scheme: Scheme) -> Tree:
    """Return the tree of a scheme.

    >>> import gkeval as gk
    >>> tree_of(gk.load_scheme("sichuan-land-2011")).points.tolist()
    [100.0, 77.0, 9.0, 7.0, 4.0, 3.0]
    """
    ids, parent, level = [""], [-1], [0]
    points, worth = [scheme.points], [float(scheme.points)]
    children: list[list[int]] = [[]]
    leaves: list[int] = []
    policies: list[NotApplicable] = []
    own_trees: set[int] = set()
    combines: dict[int, Combine] = {} if scheme.combine is None else {0: scheme.combine}

    def add(indicator: Indicator, above: int, out_of: Decimal, policy: NotApplicable) -> None:
        node = len(ids)
        ids.append(indicator.id)
        parent.append(above)
        level.append(level[above] + 1)
        points.append(indicator.points)
        exact = indicator.points == out_of  # keeps whole points free of noise
        scale = worth[above] / float(out_of)
        worth.append(worth[above] if exact else float(indicator.points) * scale)
        children.append([])
        children[above].append(node)
        if indicator.combine is not None:
            combines[node] = indicator.combine
        policy = indicator.not_applicable or policy
        if indicator.is_leaf:
            leaves.append(node)
            policies.append(policy)
        add_all(indicator.indicators, node, indicator.marked_out_of, policy)

    def add_all(
        below: tuple[Indicator, ...], node: int, out_of: Decimal, policy: NotApplicable
    ) -> None:
        if below and sum(child.points for child in below) != out_of:
            own_trees.add(node)
        for child in below:
            add(child, node, out_of, policy)

    add_all(scheme.indicators, 0, scheme.points, scheme.not_applicable)
    return Tree(
        tuple(ids),
        np.array(parent, dtype=np.intp),
        np.array(level, dtype=np.intp),
        np.array([float(number) for number in points]),
        np.array(worth),
        tuple(tuple(nodes) for nodes in children),
        np.array(leaves, dtype=np.intp),
        tuple(policies),
        np.array(
            [
                _home(policy, ids, parent, leaf)
                for leaf, policy in zip(leaves, policies, strict=True)
            ],
            dtype=np.intp,
        ),
        frozenset(own_trees),
        combines,
    )


def _home(policy: NotApplicable, ids: list[str], parent: list[int], leaf: int) -> int:
    if policy.kind == "whole_tree":
        return 0
    if policy.kind == "within":
        return ids.index(policy.of or "")
    return parent[leaf]

"""The tree of a scheme as arrays, parents before children, as scoring walks it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
        Nominal points, shape (nodes,).
    children
        The child nodes of every node.
    leaves
        The nodes that are scored themselves, shape (leaves,).
    policies
        What happens to each leaf's points where it does not apply; one per leaf.
    """

    ids: tuple[str, ...]
    parent: npt.NDArray[np.intp]
    level: npt.NDArray[np.intp]
    points: npt.NDArray[np.float64]
    children: tuple[tuple[int, ...], ...]
    leaves: npt.NDArray[np.intp]
    policies: tuple[NotApplicable, ...]


def tree_of(scheme: Scheme) -> Tree:
    """Return the tree of a scheme.

    >>> import gkeval as gk
    >>> tree_of(gk.load_scheme("sichuan-land-2011")).points.tolist()
    [100.0, 77.0, 9.0, 7.0, 4.0, 3.0]
    """
    ids, parent, level, points = [""], [-1], [0], [float(scheme.points)]
    children: list[list[int]] = [[]]
    leaves: list[int] = []
    policies: list[NotApplicable] = []

    def add(indicator: Indicator, above: int, policy: NotApplicable) -> None:
        node = len(ids)
        ids.append(indicator.id)
        parent.append(above)
        level.append(level[above] + 1)
        points.append(float(indicator.points))
        children.append([])
        children[above].append(node)
        policy = indicator.not_applicable or policy
        if indicator.is_leaf:
            leaves.append(node)
            policies.append(policy)
        for child in indicator.indicators:
            add(child, node, policy)

    for indicator in scheme.indicators:
        add(indicator, 0, scheme.not_applicable)
    return Tree(
        tuple(ids),
        np.array(parent, dtype=np.intp),
        np.array(level, dtype=np.intp),
        np.array(points),
        tuple(tuple(nodes) for nodes in children),
        np.array(leaves, dtype=np.intp),
        tuple(policies),
    )

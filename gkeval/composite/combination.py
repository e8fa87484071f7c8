"""Up the tree: the values of the children of every node become the node's score.

In: normalised values (units, indicators) and a tree; a method and weights for each node, and what
to do where children are missing. Out: a score of every unit at every branch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite import aggregate, weights
from gkeval.composite.arrays import Bools, Floats
from gkeval.composite.methods import Choice, Method, choose
from gkeval.composite.tree import Tree
from gkeval.errors import GkevalError

Policy = Literal["renormalise", "missing", "zero", "worst"]
POLICIES = ("renormalise", "missing", "zero", "worst")

DOUBT = "benefit_of_the_doubt"

METHODS: Mapping[str, Any] = {**aggregate.METHODS, DOUBT: weights.benefit_of_the_doubt}
"""Every method of a node by name."""

UNIT_SCALE = (*aggregate.RELATIVE, DOUBT)
"""Methods that give scores from 0 to 1, which are then set on the scale of the index."""


@dataclass(frozen=True)
class Missing:
    """What a node does when some of its children have no score for a unit.

    Parameters
    ----------
    policy
        ``'renormalise'``: their weight goes to the others. ``'missing'``: the node is missing.
        ``'zero'``: the node scores 0. ``'worst'``: they count as the low end of the scale.
    at_least : float
        Share of the children that must be there, from 0 to 1; below it the node is missing
        (for ``'renormalise'``).
    """

    policy: Policy = "renormalise"
    at_least: float = 0.5

    def __post_init__(self) -> None:
        if self.policy not in POLICIES:
            raise GkevalError(f"missing is {self.policy!r}, must be one of: {', '.join(POLICIES)}")
        if not 0 <= self.at_least <= 1:
            raise GkevalError(f"at_least is {self.at_least}, must be a share from 0 to 1")


@dataclass(frozen=True, eq=False)
class Combined:
    """Scores of all units at all branches.

    Attributes
    ----------
    scores : array of shape (units, branches)
        In the order of `branches`.
    branches : tuple of int
        The nodes, parents before children.
    shares : array of shape (nodes,)
        The weight of every node among its siblings, as used; the mean over units where each has
        its own.
    incomplete : array of bool, shape (units, branches)
        Where a score rests on less than all children.
    lifted : dict of node to int
        How many values a floor lifted.
    """

    scores: Floats
    branches: tuple[int, ...]
    shares: Floats
    incomplete: Bools
    lifted: Mapping[int, int]


def combine(
    tree: Tree,
    values: Floats,
    methods: Mapping[int, Method],
    *,
    found: Mapping[int, Method] | None = None,
    missing: Mapping[int, Missing] | None = None,
    scale: tuple[float, float] | None = None,
    labels: npt.NDArray[Any] | None = None,
    applicable: Bools | None = None,
) -> Combined:
    """Return the scores of all branches.

    Parameters
    ----------
    tree
        Its weights are used where `found` names no method.
    values : array of shape (units, indicators)
        Normalised, more is better, in the order of the tree's indicators.
    methods : mapping of node to Method
        How each branch combines its children; arithmetic where not given.
    found : mapping of node to Method
        How a branch finds the weights of its children from their values.
    missing : mapping of node to Missing
    scale : pair of float
        The ends of the scale of the values; None where it has none.
    labels : array of shape (units,)
        Units are compared within their label only, where a method compares units.
    applicable : array of bool, shape (units, indicators)
        What does not apply to a unit is not missed: its weight goes to the others.

    Returns
    -------
    Combined
    """
    branches = tuple(reversed(tree.branches))
    place = {node: column for column, node in enumerate(branches)}
    shape = (len(values), len(branches))
    scores, incomplete = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    due = _due(tree, applicable)
    used, lifted = tree.shares.copy(), {}
    for node in tree.branches:
        children = tree.children[node]
        # each child in one stretch of memory: sums over few children are then fast
        part = np.array(
            [
                scores[:, place[child]] if child in place else values[:, tree.column[child]]
                for child in children
            ]
        ).T
        policy = (missing or {}).get(node, Missing())
        part, absent, kept = _prepared(part, due, children, policy, scale)
        nodes = list(children)
        if found and node in found:
            used[nodes] = _found(found[node], part, tree, node)
        method = methods.get(node) or Method("arithmetic", aggregate.arithmetic)
        if count := _below_floor(method, part):
            lifted[node] = count
        names = tuple(tree.ids[child] for child in children)
        result, own = _combined(method, part, used[nodes], scale, labels, tree.ids[node], names)
        if own is not None:
            used[nodes] = own
        if absent is not None:
            incomplete[:, place[node]] = absent
            if policy.policy == "zero":
                result = np.where(absent & kept, 0.0, result)
            else:
                result = np.where(kept, result, np.nan)
                incomplete[:, place[node]] &= kept
        scores[:, place[node]] = result
    return Combined(scores, branches, used, incomplete, lifted)


def refuse_unknown(stated: Mapping[Any, Any], tree: Tree, what: str) -> None:
    """Raise a GkevalError when something is stated for what is no branch, level or ``"*"``."""
    branch_ids = {tree.ids[node] for node in tree.branches}
    levels = {int(tree.level[node]) for node in tree.branches}
    if unknown := [key for key in stated if key not in branch_ids | levels | {"*"}]:
        raise GkevalError(
            f"{what} names {', '.join(map(repr, unknown))}, must be a branch "
            f"({', '.join(sorted(branch_ids)[:12])}), a level ({min(levels)} to {max(levels)}) "
            "or '*'"
        )


def per_node(choice: Any, tree: Tree, what: str, known: Mapping[str, Any]) -> dict[int, Method]:
    """Return the method of every branch.

    Parameters
    ----------
    choice
        One `Choice` for all, or a mapping of node id, level (0 for the whole) or ``"*"`` (all
        others) to one; an id goes before a level. Branches that it does not name keep what the
        tree's column ``method`` states, or are left out.
    known
        The functions by name.

    Raises
    ------
    GkevalError
        For an unknown id, level, method or option.
    """
    single = not isinstance(choice, Mapping) or "method" in choice
    stated: Mapping[Any, Choice] = {"*": choice} if single else choice
    refuse_unknown(stated, tree, what)
    result = {}
    for node in tree.branches:
        keys = [tree.ids[node], int(tree.level[node])]
        named = [stated[key] for key in keys if key in stated]
        if not named and tree.methods[node] and what == "aggregate":
            named = [tree.methods[node]]
        if not named and "*" in stated:
            named = [stated["*"]]
        if named:
            result[node] = choose(named[0], known, f"{what} of {tree.ids[node]}")
    return result


def _due(tree: Tree, applicable: Bools | None) -> dict[int, Bools]:
    """By node: which units it applies to; empty when everything applies to all."""
    if applicable is None or applicable.all():
        return {}
    due = {int(node): applicable[:, column] for node, column in tree.column.items()}
    for node in tree.branches:
        due[node] = np.logical_or.reduce([due[child] for child in tree.children[node]])
    return due


def _prepared(
    part: Floats,
    due: Mapping[int, Bools],
    children: Sequence[int],
    policy: Missing,
    scale: tuple[float, float] | None,
) -> tuple[Floats, Bools | None, Bools]:
    """Return the children's values as the method takes them, where some are absent, what is kept.

    What is kept is where the node has a score: enough children are there.
    """
    gaps = np.isnan(part)
    everything = np.ones(len(part), dtype=bool)
    if not gaps.any():
        return part, None, everything
    wanted = np.column_stack([due[child] for child in children]) if due else np.ones_like(gaps)
    absent_cells = gaps & wanted
    absent: Bools = np.logical_or.reduce(absent_cells, axis=1)
    some: Bools = np.logical_or.reduce(wanted, axis=1)
    if policy.policy == "worst":
        if scale is None:
            raise GkevalError(
                "missing='worst' needs a scale with a low end: normalise by min-max or goalposts"
            )
        return np.where(absent_cells, scale[0], part), absent, some
    if policy.policy == "zero":
        return part, absent, some
    there = (~gaps & wanted).sum(axis=1)
    enough = there >= policy.at_least * wanted.sum(axis=1) - 1e-9
    kept: Bools = enough & (there > 0)
    if policy.policy == "missing":
        kept &= ~absent
    return part, absent, kept


def _found(method: Method, part: Floats, tree: Tree, place: int) -> Floats:
    node, names = tree.ids[place], tuple(tree.ids[child] for child in tree.children[place])
    try:
        result = np.asarray(method(part, **method.names(names)), dtype=np.float64)
    except GkevalError as error:
        raise GkevalError(f"weights of the children of {node}: {error}") from error
    if result.shape != (part.shape[1],) or not (result >= 0).all() or not result.sum() > 0:
        raise GkevalError(
            f"weights of the children of {node}: {method} returned {result}, must be "
            f"{part.shape[1]} numbers of 0 or more"
        )
    scaled: Floats = result / np.sort(result).sum()
    return scaled


def _combined(
    method: Method,
    part: Floats,
    shares: Floats,
    scale: tuple[float, float] | None,
    labels: npt.NDArray[Any] | None,
    node: str,
    children: tuple[str, ...],
) -> tuple[Floats, Floats | None]:
    """Return the node's scores, and the mean weights where every unit has its own."""
    own: list[Floats] = []
    if labels is None or method.name not in UNIT_SCALE:
        result = _of_rows(method, part, shares, own, node, children)
    else:
        result = np.full(len(part), np.nan)
        _, inverse = np.unique(labels, return_inverse=True)
        for label in range(inverse.max(initial=-1) + 1):
            mine = inverse == label
            result[mine] = _of_rows(method, part[mine], shares, own, node, children)
    if np.isinf(result).any():
        raise GkevalError(f"{node}: {method} gave infinite scores; state a floor")
    if method.name in UNIT_SCALE and not method.own and scale is not None:
        result = scale[0] + result * (scale[1] - scale[0])
    return result, np.nanmean(np.concatenate(own), axis=0) if own else None


def _of_rows(
    method: Method,
    part: Floats,
    shares: Floats,
    own: list[Floats],
    node: str,
    children: tuple[str, ...],
) -> Floats:
    """Return the scores of some units; `own` gathers the weights that each of them has."""
    try:
        if method.name == DOUBT:
            best = method(part)
            own.append(best.weights)
            result = best.scores
        else:
            result = method(part, shares, **method.names(children))
    except GkevalError as error:
        raise GkevalError(f"{node}: {error}") from error
    scores = np.asarray(result, dtype=np.float64)
    if scores.shape != (len(part),):
        raise GkevalError(f"{node}: {method} returned shape {scores.shape}, must be ({len(part)},)")
    return scores


def _below_floor(method: Method, part: Floats) -> int:
    if not method.takes("floor"):
        return 0
    floor = method.option("floor")
    return 0 if floor is None else int((part < floor).sum())

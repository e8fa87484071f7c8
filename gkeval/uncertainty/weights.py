"""Weights that might as well have been chosen (权重不确定性): how they are drawn.

In: the tree of a scheme and a kind of uncertainty. Out: what every node is worth in every draw.
Weights are drawn among siblings, branch by branch, and each branch keeps adding up to its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real

import numpy as np
import numpy.typing as npt

from gkeval.arguments import number, shown, whole
from gkeval.errors import GkevalError
from gkeval.scoring.tree import Tree

Floats = npt.NDArray[np.float64]

SWEEPS = 40
"""Passes over all pairs of siblings until a chain within tight bounds has forgotten its start."""

LEAST = 1e-12
"""Share that stands for none: where points were passed on, siblings of no weight have no shares."""

CONCENTRATIONS = 1e-6, 10**12
"""The lowest, where one sibling has all, and the highest, where weights vary by a millionth."""

ENOUGH = 0.02
"""Share of free draws that must fall within the bounds for simple rejection to be used."""


@dataclass(frozen=True)
class Noise:
    """Every weight is multiplied by a factor from 1 − `by` to 1 + `by`, evenly.

    Parameters
    ----------
    by
        From 0 to 1; 0.25 is what most audits of published indices take (Saisana, Saltelli and
        Tarantola 2005, Journal of the Royal Statistical Society A 168, 307-323).
    levels
        Levels of the tree whose weights vary, 1 being the first; all when empty.
    """

    by: float = 0.25
    levels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", number("by", self.by, 0, 1))
        object.__setattr__(self, "levels", _known_levels(self.levels))

    def shares(self, shares: Floats, branch: Branch, rng: np.random.Generator, n: int) -> Floats:
        """Return drawn shares of siblings, shape (n, siblings)."""
        return self.varied(shares, rng.random((n, len(shares))))

    def varied(self, shares: Floats, uniform: Floats) -> Floats:
        """Return the shares that belong to numbers from 0 to 1, shape (n, siblings)."""
        raw = shares * (1.0 + self.by * (2.0 * uniform - 1.0))
        shown: Floats = raw / raw.sum(axis=1, keepdims=True)
        return shown


@dataclass(frozen=True)
class Dirichlet:
    """Shares of siblings follow a Dirichlet distribution whose mean are the scheme's shares.

    Parameters
    ----------
    concentration
        From 10⁻⁶ to 10¹²; the variance of a share p is p (1 − p) ÷ (concentration + 1).
    levels
        Levels of the tree whose weights vary, 1 being the first; all when empty.
    """

    concentration: float = 100.0
    levels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        known = number("concentration", self.concentration, *CONCENTRATIONS)
        object.__setattr__(self, "concentration", known)
        object.__setattr__(self, "levels", _known_levels(self.levels))

    def shares(self, shares: Floats, branch: Branch, rng: np.random.Generator, n: int) -> Floats:
        """Return drawn shares of siblings, shape (n, siblings)."""
        drawn = rng.dirichlet(self.concentration * shares, size=n)
        return np.maximum(drawn, LEAST)


@dataclass(frozen=True)
class Feasible:
    """All weights within bounds are equally likely; each branch keeps adding up.

    Parameters
    ----------
    within
        Every weight stays from 1 − `within` to 1 + `within` times its own; from 0 to 1. Without
        it, only `bounds` hold, and weights without bounds range over all that adds up.
    bounds
        By indicator: its lowest and highest points.
    levels
        Levels of the tree whose weights vary, 1 being the first; all when empty.
    """

    within: float | None = None
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    levels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.within is not None:
            object.__setattr__(self, "within", number("within", self.within, 0, 1))
        object.__setattr__(self, "levels", _known_levels(self.levels))
        if not isinstance(self.bounds, Mapping):
            raise GkevalError(
                f"bounds is {shown(self.bounds)}, must be the lowest and the highest points by "
                'indicator, such as {"a": (10, 20)}'
            )
        for name, ends in self.bounds.items():
            if not isinstance(ends, Sequence) or isinstance(ends, str) or len(ends) != 2:
                raise GkevalError(
                    f"bounds of {name} is {shown(ends)}, must be two numbers: the lowest and the "
                    "highest points"
                )
            low = number(f"lowest of the bounds of {name}", ends[0], low=0)
            number(f"highest of the bounds of {name}", ends[1], low=low)

    def shares(self, shares: Floats, branch: Branch, rng: np.random.Generator, n: int) -> Floats:
        """Return drawn shares of siblings, shape (n, siblings)."""
        low, high = self.limits(shares, branch)
        room = 1.0 - low.sum()
        if room <= 1e-12 or (high - low).max() <= 1e-12:
            return np.broadcast_to(shares, (n, len(shares))).copy()
        free = low + room * rng.dirichlet(np.ones(len(shares)), size=2000)
        if (free <= high).all(axis=1).mean() >= ENOUGH:
            return _rejected(low, high, rng, n)
        return _walked(shares, low, high, rng, n)

    def limits(self, shares: Floats, branch: Branch) -> tuple[Floats, Floats]:
        """Return the lowest and highest shares of siblings."""
        low, high = np.zeros(len(shares)), np.ones(len(shares))
        if self.within is not None:
            low, high = shares * (1 - self.within), np.minimum(shares * (1 + self.within), 1.0)
        for at, name in enumerate(branch.names):
            if name in self.bounds:
                low[at], high[at] = (float(end) / branch.points for end in self.bounds[name])
        wrong = (low > shares + 1e-12) | (high < shares - 1e-12)
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            raise GkevalError(
                f"bounds of {branch.names[at]} are {low[at] * branch.points:g} to "
                f"{high[at] * branch.points:g} points, must hold the scheme's own "
                f"{shares[at] * branch.points:g}. Remedy: widen them"
            )
        return low, high


Weights = Noise | Dirichlet | Feasible
"""Every kind of uncertainty of weights."""


def known_weights(weights: Weights | float | None) -> Weights | None:
    """Return the kind of uncertainty that is meant; a number is the `by` of `Noise`.

    Raises
    ------
    GkevalError
        For anything else.

    Examples
    --------
    >>> known_weights(0.1)
    Noise(by=0.1, levels=())
    """
    if weights is None or isinstance(weights, Weights):
        return weights
    if isinstance(weights, Real) and not isinstance(weights, bool):
        return Noise(float(weights))
    raise GkevalError(
        f"weights is {shown(weights)}, must be a number from 0 to 1, Noise, Dirichlet, Feasible "
        "or None"
    )


def _known_levels(levels: Sequence[int]) -> tuple[int, ...]:
    if not isinstance(levels, Sequence) or isinstance(levels, str):
        raise GkevalError(f"levels is {shown(levels)}, must be levels of the tree, such as (1,)")
    return tuple(whole("level", level, 1) for level in levels)


@dataclass(frozen=True)
class Branch:
    """A branch whose children's weights are drawn: their nodes and ids, its printed points."""

    node: int
    children: tuple[int, ...]
    names: tuple[str, ...]
    points: float


def varied_branches(tree: Tree, levels: tuple[int, ...]) -> Iterator[Branch]:
    """Return the branches whose children's weights vary, parents first.

    Raises
    ------
    GkevalError
        For a level that the tree does not have.
    """
    deepest = int(tree.level.max())
    if wrong := [level for level in levels if not 1 <= level <= deepest]:
        raise GkevalError(f"levels holds {wrong[0]}, must be from 1 to {deepest}")
    for node, below in enumerate(tree.children):
        if len(below) > 1 and (not levels or int(tree.level[node]) + 1 in levels):
            points = float(sum(tree.points[child] for child in below))
            yield Branch(node, below, tuple(tree.ids[child] for child in below), points)


def known_bounds(tree: Tree, weights: Weights | None) -> None:
    """Refuse bounds of indicators that the tree does not have.

    Raises
    ------
    GkevalError
        The message lists them.
    """
    if isinstance(weights, Feasible) and (unknown := sorted(set(weights.bounds) - {*tree.ids})):
        known = ", ".join(tree.ids[1:13])
        raise GkevalError(f"bounds names {', '.join(unknown)}, must be among: {known}, …")


def draw_worth(tree: Tree, weights: Weights | None, rng: np.random.Generator, n: int) -> Floats:
    """Return what every node is worth in every draw, shape (n, nodes).

    Parameters
    ----------
    tree
        The tree of a scheme.
    weights
        The kind of uncertainty; the scheme's own weights when None.
    rng
        Where chance comes from.
    n
        Draws.

    Examples
    --------
    >>> import gkeval as gk
    >>> from gkeval.scoring.tree import tree_of
    >>> tree = tree_of(gk.load_scheme("sichuan-land-2011"))
    >>> worth = draw_worth(tree, Noise(0.25), np.random.default_rng(1), 3)
    >>> worth.shape, worth[:, 0].tolist(), worth[:, 1:].sum(axis=1).round(9).tolist()
    ((3, 6), [100.0, 100.0, 100.0], [100.0, 100.0, 100.0])
    """
    shares: dict[int, Floats] = {}
    if weights is not None:
        for branch in varied_branches(tree, weights.levels):
            own = own_shares(tree, branch.children)
            shares[branch.node] = weights.shares(own, branch, rng, n)
    return worth_of(tree, shares, n)


def own_shares(tree: Tree, children: tuple[int, ...]) -> Floats:
    """Return the scheme's own shares of siblings; they add up to 1."""
    worth = tree.worth[list(children)]
    shares: Floats = worth / worth.sum()
    return shares


def worth_of(tree: Tree, shares: Mapping[int, Floats], n: int) -> Floats:
    """Return what every node is worth when these are the shares of the children of these nodes.

    Children of a branch that add up for each group by itself keep their sum over all groups.
    """
    worth = np.empty((n, len(tree.ids)))
    worth[:, 0] = tree.worth[0]
    for node, below in enumerate(tree.children):
        if not below:
            continue
        nodes = list(below)
        if node in shares:
            grown = worth[:, node] / tree.worth[node]
            worth[:, nodes] = shares[node] * (tree.worth[nodes].sum() * grown)[:, None]
        else:
            worth[:, nodes] = tree.worth[nodes] * (worth[:, node] / tree.worth[node])[:, None]
    return worth


def _rejected(low: Floats, high: Floats, rng: np.random.Generator, n: int) -> Floats:
    """Draw evenly above the lower bounds until the upper ones hold too."""
    drawn = np.empty((n, len(low)))
    waiting = np.arange(n)
    while len(waiting):
        tried = low + (1.0 - low.sum()) * rng.dirichlet(np.ones(len(low)), size=len(waiting))
        drawn[waiting] = tried
        waiting = waiting[~(tried <= high).all(axis=1)]
    return drawn


def _walked(shares: Floats, low: Floats, high: Floats, rng: np.random.Generator, n: int) -> Floats:
    """Walk from the scheme's shares: pairs of siblings trade evenly within what both may hold.

    Each step leaves the even distribution as it is (Gibbs sampling of two shares given the rest).
    """
    drawn = np.broadcast_to(shares, (n, len(shares))).copy()
    pairs = [(one, two) for one in range(len(shares)) for two in range(one)]
    for _ in range(SWEEPS):
        for at in rng.permutation(len(pairs)):
            one, two = pairs[at]
            both = drawn[:, one] + drawn[:, two]
            least = np.maximum(low[one], both - high[two])
            most = np.minimum(high[one], both - low[two])
            drawn[:, one] = least + (most - least) * rng.random(n)
            drawn[:, two] = both - drawn[:, one]
    return drawn

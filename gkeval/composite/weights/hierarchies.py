"""The analytic hierarchy process: weights from comparing two things at a time.

In: matrices of judgements, one per branch of a hierarchy, from one expert or several. Out:
priorities, and how consistent the judgements are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from gkeval.composite.arrays import Floats, shares
from gkeval.errors import GkevalError

RANDOM_INDEX = {
    1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49,
    11: 1.51, 12: 1.48, 13: 1.56, 14: 1.57, 15: 1.59,
}  # fmt: skip
"""Consistency index of random judgements by size of the matrix (Saaty 1980, p. 21)."""

ACCEPTABLE = 0.10
"""Saaty's limit of the consistency ratio."""

Solution = Literal["eigenvector", "geometric"]


@dataclass(frozen=True, eq=False)
class Priorities:
    """Weights of one matrix of judgements, and how consistent they are.

    Attributes
    ----------
    weights : array of shape (n,)
    largest : float
        The largest eigenvalue; n when the judgements are consistent.
    index, ratio : float
        Consistency index (largest - n) / (n - 1), and its ratio to that of random judgements;
        the ratio is missing beyond 15 things, for which Saaty gives no random index, unless the
        judgements are consistent.
    geometric_index : float
        Geometric consistency index (Aguarón and Moreno-Jiménez 2003), for geometric means.
    """

    weights: Floats
    largest: float
    index: float
    ratio: float
    geometric_index: float

    @property
    def consistent(self) -> bool:
        """Whether the consistency ratio is at most 0.10."""
        return bool(self.ratio <= ACCEPTABLE)


def ahp(judgements: npt.ArrayLike, method: Solution = "eigenvector") -> Priorities:
    """Return the priorities of one matrix of judgements.

    Parameters
    ----------
    judgements : array of shape (n, n)
        How many times as important the row is as the column: above 0, reciprocal, 1 on the
        diagonal. Where one of a pair is missing (NaN), it is the reciprocal of the other.
    method : 'eigenvector' or 'geometric'
        The principal eigenvector (Saaty), or the geometric means of the rows (Crawford and
        Williams); the same when the judgements are consistent.

    Returns
    -------
    Priorities

    Raises
    ------
    GkevalError
        When the matrix is not square, not above 0 or not reciprocal.

    Notes
    -----
    T. L. Saaty, The Analytic Hierarchy Process (1980); Crawford and Williams, A note on the
    analysis of subjective judgment matrices, Journal of Mathematical Psychology 29 (1985).

    Examples
    --------
    >>> found = ahp([[1, 2, 4], [1/2, 1, 2], [1/4, 1/2, 1]])
    >>> found.weights.round(4).tolist(), round(found.ratio, 6)
    ([0.5714, 0.2857, 0.1429], 0.0)
    """
    stated = _reciprocal(judgements)
    count = len(stated)
    rows = np.exp(np.log(stated).mean(axis=1))
    if method == "geometric":
        weights = rows / rows.sum()
    elif method == "eigenvector":
        weights = _eigenvector(stated, rows / rows.sum())
    else:
        raise GkevalError(f"method is {method!r}, must be 'eigenvector' or 'geometric'")
    largest = float(((stated @ weights) / weights).mean())
    index = max(0.0, (largest - count) / (count - 1)) if count > 1 else 0.0
    random = RANDOM_INDEX.get(count, np.nan)
    ratio = 0.0 if count <= 2 or index < 1e-9 else index / random
    error = np.log(stated * weights[None, :] / weights[:, None])
    spread = 2 * np.sum(np.triu(error, 1) ** 2) / ((count - 1) * (count - 2)) if count > 2 else 0.0
    return Priorities(weights, largest, index, float(ratio), float(spread))


def group(
    judgements: Sequence[npt.ArrayLike],
    importance: npt.ArrayLike | None = None,
    *,
    of: Literal["judgements", "priorities"] = "judgements",
    method: Solution = "eigenvector",
) -> Priorities:
    """Return the priorities of several experts together.

    Parameters
    ----------
    judgements : sequence of arrays of shape (n, n)
        One matrix per expert.
    importance : array of shape (experts,)
        What each expert counts for; equal when not given.
    of : 'judgements' or 'priorities'
        ``'judgements'``: geometric means of the experts' judgements, cell by cell, for a group
        that acts as one. ``'priorities'``: geometric means of their weights, for separate people;
        the consistency is then that of the mean matrix all the same.
    method
        As in `ahp`.

    Returns
    -------
    Priorities

    Notes
    -----
    Aczél and Saaty, Procedures for synthesizing ratio judgements, Journal of Mathematical
    Psychology 27 (1983); Forman and Peniwati, Aggregating individual judgments and priorities with
    the AHP, European Journal of Operational Research 108 (1998).

    Examples
    --------
    >>> group([[[1, 2], [1/2, 1]], [[1, 8], [1/8, 1]]]).weights.tolist()
    [0.8, 0.2]
    """
    if not len(judgements):
        raise GkevalError("judgements must be those of at least one expert")
    stated = [_reciprocal(one) for one in judgements]
    if len({one.shape for one in stated}) > 1:
        raise GkevalError("judgements differ in size between experts, must be the same")
    counts_for = shares(importance, len(stated))
    together = np.exp(np.einsum("e,eij->ij", counts_for, np.log(np.stack(stated))))
    found = ahp(together, method)
    if of == "judgements":
        return found
    if of != "priorities":
        raise GkevalError(f"of is {of!r}, must be 'judgements' or 'priorities'")
    each = np.log(np.stack([ahp(one, method).weights for one in stated]))
    weights = np.exp(counts_for @ each)
    return Priorities(
        weights / weights.sum(), found.largest, found.index, found.ratio, found.geometric_index
    )


def hierarchy(
    judgements: Mapping[str, tuple[Sequence[str], npt.ArrayLike]],
    method: Solution = "eigenvector",
) -> tuple[dict[str, float], dict[str, Priorities]]:
    """Return weights for the nodes of a tree from one matrix per branch.

    Parameters
    ----------
    judgements : mapping of branch id to (ids of its children, array of shape (n, n))
    method
        As in `ahp`.

    Returns
    -------
    weights : dict of id to weight
        Among the children of each branch; `build(weights=…)` and `Tree.with_weights` take it.
    priorities : dict of branch id to Priorities

    Examples
    --------
    >>> weights, found = hierarchy({"index": (["a", "b"], [[1, 3], [1/3, 1]])})
    >>> weights
    {'a': 0.75, 'b': 0.25}
    """
    priorities: dict[str, Priorities] = {}
    weights: dict[str, float] = {}
    for branch, (children, stated) in judgements.items():
        found = ahp(stated, method)
        if len(children) != len(found.weights):
            raise GkevalError(
                f"{branch} has {len(children)} children and a matrix of {len(found.weights)}"
            )
        if repeated := sorted(set(children) & set(weights)):
            raise GkevalError(f"{', '.join(repeated)} stands below two branches, must below one")
        priorities[branch] = found
        weights |= {str(c): float(w) for c, w in zip(children, found.weights, strict=True)}
    return weights, priorities


def _eigenvector(stated: Floats, start: Floats) -> Floats:
    """Return the principal eigenvector by powers: alike in any order of rows, never complex.

    The matrix is squared each time, so that judgements that contradict each other converge too.
    """
    power, weights = stated, start
    for _ in range(64):
        following: Floats = power @ start
        following = following / following.sum()
        if np.abs(following - weights).max() < 1e-15:
            break
        weights = following
        power = power @ power
        power = power / power.max()
    following = stated @ weights
    return np.asarray(following / following.sum())


def _reciprocal(judgements: npt.ArrayLike) -> Floats:
    stated = np.array(judgements, dtype=np.float64)
    if stated.ndim != 2 or stated.shape[0] != stated.shape[1] or not len(stated):
        raise GkevalError(f"judgements have shape {stated.shape}, must be square")
    with np.errstate(divide="ignore"):
        stated = np.where(np.isnan(stated), 1.0 / stated.T, stated)
    np.fill_diagonal(stated, np.where(np.isnan(np.diag(stated)), 1.0, np.diag(stated)))
    if np.isnan(stated).any() or not (stated > 0).all() or np.isinf(stated).any():
        raise GkevalError("judgements must be above 0, and known for one of each pair")
    off = np.abs(np.log(stated * stated.T))
    if off.max() > 0.02:  # 0.33 for 1/3 is meant
        row, column = np.unravel_index(off.argmax(), off.shape)
        raise GkevalError(
            f"judgements are not reciprocal: row {row}, column {column} is "
            f"{stated[row, column]:g}, and its mirror {stated[column, row]:g}"
        )
    return stated

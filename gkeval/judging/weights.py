"""How far two different ratings still agree: weights from 1 (the same) down to 0 (the farthest)."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from gkeval.judging.patterns import RatingTable

Floats = npt.NDArray[np.float64]
Weights = Literal["identity", "linear", "quadratic", "ordinal"]

MOST = 2000
"""Most different values for which a table of weights is built."""


def weights_of(table: RatingTable, weights: Weights | npt.ArrayLike) -> Floats:
    """Return the weights of agreement between every two labels of `table`.

    Parameters
    ----------
    weights
        ``identity``: 1 for the same label, else 0. ``linear``: 1 - distance ÷ largest distance.
        ``quadratic``: 1 - its square. ``ordinal``: 1 - (pairs of labels from one to the other) ÷
        (pairs of all labels). Or a table of one's own, shape (labels, labels), symmetric, 1 on
        the diagonal.

        Distances are differences of numbers; for levels: steps between their positions.

    Raises
    ------
    ValueError
        When the weights have another name, shape or form.

    Notes
    -----
    Source: J. Cohen (1968), Psychological Bulletin 70, 213-220 (linear and other weights);
    K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 3 (ordinal).

    Examples
    --------
    >>> from gkeval.judging.patterns import rating_table
    >>> table = rating_table([[1, 2], [3, 3]], None)
    >>> weights_of(table, "quadratic").tolist()
    [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
    """
    count = table.different
    if not isinstance(weights, str):
        given = np.asarray(weights, dtype=np.float64)
        if given.shape != (count, count):
            raise ValueError(f"weights have shape {given.shape}, must be ({count}, {count})")
        if not (np.array_equal(given, given.T) and np.all(np.diag(given) == 1)):
            raise ValueError("weights must be symmetric, with 1 on the diagonal")
        return given
    if weights == "identity" or count < 2:
        return np.eye(count)
    if weights == "ordinal":
        steps = np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
        ordinal: Floats = 1.0 - steps * (steps + 1) / (count * (count - 1))
        return ordinal
    distance = np.abs(np.subtract.outer(table.values, table.values))
    share = distance / distance.max() if distance.max() > 0 else distance
    if weights == "linear":
        return 1.0 - share
    if weights == "quadratic":
        return 1.0 - share**2
    allowed = "identity, linear, quadratic, ordinal or a table"
    raise ValueError(f"weights are {weights!r}, must be {allowed}")

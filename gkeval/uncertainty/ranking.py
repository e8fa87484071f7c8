"""Ranks of many draws at once, by the tie rule of the scheme.

In: totals of shape (draws, units). Out: ranks of the same shape; equal totals share a rank.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gkeval.numbers import half_up, ticks
from gkeval.scheme.model import Scheme

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def keys_of(scheme: Scheme, totals: Floats) -> Ints:
    """Return totals as whole numbers that are equal where the scheme says that totals are."""
    if scheme.rounding.rank_on == "published":
        step = 10.0**scheme.rounding.decimals
        rounded = half_up(totals, scheme.rounding.decimals, scheme.full_mark)
        return np.rint(rounded * step).astype(np.int64)
    return ticks(totals, scheme.full_mark).astype(np.int64)


def ranks_of(keys: Ints, ties: str = "competition", breaker: Ints | None = None) -> Ints:
    """Return the rank of every unit in every draw, the highest first.

    Parameters
    ----------
    keys : array of int, shape (draws, units)
        What is compared; below 2⁴⁰ in size, with up to 2²² units.
    ties
        ``competition`` (1, 2, 2, 4), ``dense`` (1, 2, 2, 3) or ``ordinal`` (ties are broken).
    breaker : array of int, shape (units,)
        For ``ordinal``: place of each unit among equals, the lowest first; equal places share.

    Examples
    --------
    >>> ranks_of(np.array([[90, 80, 80, 70]])).tolist()
    [[1, 2, 2, 4]]
    >>> ranks_of(np.array([[90, 80, 80, 70]]), "dense").tolist()
    [[1, 2, 2, 3]]
    >>> ranks_of(np.array([[90, 80, 80, 70]]), "ordinal", np.array([0, 1, 0, 0])).tolist()
    [[1, 3, 2, 4]]
    """
    draws, units = keys.shape
    bits = max(1, int(units - 1).bit_length())
    order = None
    if ties == "ordinal" and breaker is not None:
        order = np.argsort(breaker, kind="stable")  # who comes first among equals stands first
        keys = keys[:, order]
    # one whole number per unit: the higher total, the smaller; the place of the unit stands behind
    packed = np.bitwise_or(np.left_shift(-keys, bits), np.arange(units))
    packed.sort(axis=1)
    place = np.bitwise_and(packed, (1 << bits) - 1)
    np.right_shift(packed, bits, out=packed)
    fresh = np.empty((draws, units), dtype=bool)
    fresh[:, 0] = True
    np.not_equal(packed[:, 1:], packed[:, :-1], out=fresh[:, 1:])
    if order is not None and breaker is not None:
        place = order[place]
        fresh[:, 1:] |= breaker[place[:, 1:]] != breaker[place[:, :-1]]
    if ties == "dense":
        ordered = np.cumsum(fresh, axis=1)
    else:
        ordered = np.multiply(fresh, np.arange(1, units + 1))
        np.maximum.accumulate(ordered, axis=1, out=ordered)
    ranks = np.empty((draws, units), dtype=np.int64)
    np.put_along_axis(ranks, place, ordered, axis=1)
    return ranks

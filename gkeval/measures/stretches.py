"""Longest stretches without a record, from rows in memory: keys and days become sorted numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

_MOST = 2**62


def stretches(
    frame: pd.DataFrame, keys: Sequence[str], start: int, end: int
) -> pd.DataFrame | None:
    """Return the longest stretch of every unit, in days.

    Parameters
    ----------
    frame
        One row per record: the keys, ``unit`` the first of them, and ``_day`` (datetimes at
        midnight) within the period.
    keys
        What a stretch is looked for in.
    start, end
        First and last day of the period, as days since 1970-01-01.

    Returns
    -------
    pandas.DataFrame
        unit, _lag, _n (records). None when there are more different keys than numbers for them.

    Examples
    --------
    >>> days = pd.to_datetime(["1970-01-03", "1970-01-09"])
    >>> frame = pd.DataFrame({"unit": ["a", "a"], "_day": days.astype("datetime64[us]")})
    >>> stretches(frame, ["unit"], 0, 9).to_dict("records")
    [{'unit': 'a', '_lag': 6, '_n': 2}]
    """
    units, names = pd.factorize(frame["unit"])
    packed, ways = units.astype(np.int64), 1
    for key in keys[1:]:
        codes, others = pd.factorize(frame[key])
        packed = packed * max(len(others), 1) + codes
        ways *= max(len(others), 1)
    span = end - start + 1
    if max(len(names), 1) * ways * span > _MOST:
        return None
    packed = packed * span + (frame["_day"].to_numpy("M8[D]").astype(np.int64) - start)
    packed = np.sort(pd.unique(packed[units >= 0]))
    if not len(packed):
        return pd.DataFrame({"unit": names, "_lag": np.int64(0), "_n": np.int64(0)})
    group, day = np.divmod(packed, span)
    first = np.append(True, group[1:] != group[:-1])
    before = np.append(0, day[:-1])
    # from the start to the first day of a group, else from the day before
    lag = np.where(first, day, day - before)
    last = np.append(first[1:], True)
    lag = np.maximum(lag, np.where(last, span - 1 - day, 0))
    unit = group // ways
    begins = np.flatnonzero(np.append(True, unit[1:] != unit[:-1]))
    return pd.DataFrame(
        {
            "unit": names[unit[begins]],
            "_lag": np.maximum.reduceat(lag, begins),
            "_n": np.bincount(units[units >= 0], minlength=len(names))[unit[begins]],
        }
    )

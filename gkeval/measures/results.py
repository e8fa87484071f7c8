"""Sums by unit → rows of the values table: every unit has one, and all division happens here."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.measures.context import Context
from gkeval.measures.kinds import WhenEmpty

Floats = npt.NDArray[np.float64]

_FULL = {"full": 1.0, "zero": 0.0}


def of_units(found: pd.DataFrame, context: Context, column: str, fill: float = 0) -> Floats:
    """Return a column for all units in their order; units without a row get `fill`."""
    place = pd.Index(found["unit"].astype(object)).get_indexer(context.units["unit"].astype(object))
    given = found[column].to_numpy(dtype=np.float64, na_value=np.nan)
    if not len(given):
        return np.full(len(place), float(fill))
    return np.where(place >= 0, given[place], float(fill))


def values(
    context: Context,
    value: npt.ArrayLike,
    *,
    numerator: npt.ArrayLike | None = None,
    denominator: npt.ArrayLike | None = None,
    n: npt.ArrayLike = 0,
    state: npt.ArrayLike = "scored",
    level: npt.ArrayLike | None = None,
) -> pd.DataFrame:
    """Return the rows of all units; a value is kept only where the state is scored.

    Returns
    -------
    pandas.DataFrame
        unit (str), value (float64), numerator, denominator, n (Int64), state (str) and, for
        judgements, level (str).
    """
    size = len(context.units)
    states = np.broadcast_to(np.asarray(state, dtype=object), size)
    given = np.broadcast_to(np.asarray(value, dtype=np.float64), size)
    columns: dict[str, Any] = {
        "unit": context.units["unit"].astype("str").to_numpy(dtype=object),
        "value": np.where(states == "scored", given, np.nan),
        "numerator": _whole(numerator, size),
        "denominator": _whole(denominator, size),
        "n": _whole(n, size),
        "state": states,
    }
    texts = ["unit", "state"]
    if level is not None:
        columns["level"] = np.broadcast_to(np.asarray(level, dtype=object), size)
        texts.append("level")
    return pd.DataFrame(columns).astype(dict.fromkeys(texts, "str"))


def not_assessed(context: Context, judged: bool = False) -> pd.DataFrame:
    """Return the rows of a measure whose table was not supplied."""
    return values(context, np.nan, state="not_assessed", level="" if judged else None)


def shares(
    context: Context,
    numerator: Floats,
    denominator: Floats,
    n: Floats,
    when_empty: WhenEmpty,
    pending: Floats | None = None,
) -> pd.DataFrame:
    """Divide; where there is nothing to divide by, `when_empty` holds.

    But a unit that has nothing except items that are not yet due is not yet due itself.
    """
    empty = denominator == 0
    value = np.divide(numerator, denominator, out=np.zeros(len(n)), where=~empty)
    value, state = when_nothing(value, empty, when_empty)
    if pending is not None:
        state = np.where(empty & (pending > 0), "not_yet_due", state)
    return values(context, value, numerator=numerator, denominator=denominator, n=n, state=state)


def when_nothing(
    value: Floats, empty: npt.NDArray[np.bool_], when_empty: WhenEmpty
) -> tuple[Floats, npt.NDArray[np.object_]]:
    """Return values and states with `when_empty` where a share or quotient is of nothing."""
    filled = np.where(empty, _FULL.get(when_empty, np.nan), value)
    otherwise = "scored" if when_empty in _FULL else when_empty
    return filled, np.where(empty, otherwise, "scored").astype(object)


def _whole(numbers: npt.ArrayLike | None, size: int) -> Any:
    if numbers is None:
        return pd.array([pd.NA] * size, dtype="Int64")
    given = np.broadcast_to(np.asarray(numbers, dtype=np.float64), size)
    missing = np.isnan(given)
    return pd.arrays.IntegerArray(np.where(missing, 0, given).astype(np.int64), missing)

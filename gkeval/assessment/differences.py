"""Two results side by side, as stated and as recomputed: every cell that differs, by its place.

In: tables that should be the same. Out: findings; of each table the first ones, and how many more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment.verification import Finding

KEYS: Mapping[str, tuple[str, ...]] = {
    "units": ("unit",),
    "values": ("unit", "indicator"),
    "scores": ("unit", "indicator"),
    "totals": ("unit",),
    "problems": (),
    "evidence": ("unit", "indicator", "record"),
    "changes": (),
}
"""What names a row of each table; empty where its place does."""

MOST = 20
_NEAR = 1e-9


def tables_differ(
    stated: Mapping[str, pd.DataFrame], found: Mapping[str, pd.DataFrame], where: str
) -> list[Finding]:
    """Return what differs between the tables of two results.

    Parameters
    ----------
    stated, found
        Tables by name, as an archive holds them; those that both have are compared.
    where
        What holds what is stated.
    """
    return [
        finding
        for name, keys in KEYS.items()
        if name in stated and name in found
        for finding in table_differs(stated[name], found[name], keys, f"{where}, {name}")
    ]


def table_differs(
    stated: pd.DataFrame, found: pd.DataFrame, keys: tuple[str, ...], where: str
) -> list[Finding]:
    """Return what differs between two tables, row by row and column by column.

    Parameters
    ----------
    keys
        Columns that name a row; rows that they do not tell apart are counted off.

    Examples
    --------
    >>> one = pd.DataFrame({"unit": ["A", "B"], "total": [9.5, 7.0]})
    >>> other = pd.DataFrame({"unit": ["B", "A"], "total": [7.0, 9.4]})
    >>> [finding.say() for finding in table_differs(one, other, ("unit",), "totals")]
    ['totals, A, total 9.5 stated, 9.4 found']
    """
    missing = [name for name in keys if name not in stated or name not in found]
    if missing:
        return [Finding("row_missing", where, stated=", ".join(missing))]
    columns = [str(name) for name in stated.columns if name in found and name not in keys]
    left, right = _named(stated, keys), _named(found, keys)
    both = left.index.intersection(right.index)
    lost, more = left.index.difference(right.index), right.index.difference(left.index)
    findings = [Finding("row_missing", where, stated=_said(key)) for key in lost]
    findings += [Finding("row_added", where, found=_said(key)) for key in more]
    findings += [
        Finding("row_missing", where, stated=str(name))
        for name in stated.columns
        if name not in found and stated[name].notna().any()
    ]
    findings += [
        Finding("row_added", where, found=str(name))
        for name in found.columns
        if name not in stated and found[name].notna().any()
    ]
    left, right = left.loc[both], right.loc[both]
    for name in columns:
        for row in np.flatnonzero(_apart(left[name], right[name])).tolist():
            place = ", ".join([where, _said(both[row]), name])
            cells = (_cell(side[name].iloc[row]) for side in (left, right))
            findings.append(Finding("cell_differs", place, *cells))
    if len(findings) <= MOST:
        return findings
    return [*findings[:MOST], Finding("more", where, found=str(len(findings) - MOST))]


def _named(frame: pd.DataFrame, keys: tuple[str, ...]) -> pd.DataFrame:
    """Return a table whose index names its rows."""
    names = frame[list(keys)].astype("str").fillna("")
    again = names.groupby(list(keys), sort=False).cumcount() if keys else range(len(frame))
    parts = [*(names[key] for key in keys), pd.Series(again, index=frame.index)]
    return frame.set_axis(pd.MultiIndex.from_arrays([list(part) for part in parts]), axis=0)


def _apart(one: pd.Series[Any], other: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    """Return where two columns differ; missing is missing, however it is stored."""
    if all(_is_number(side) for side in (one, other)):
        gone = np.asarray(one.isna()), np.asarray(other.isna())
        numbers = [side.to_numpy(dtype=np.float64, na_value=np.nan) for side in (one, other)]
        with np.errstate(invalid="ignore"):
            apart = np.abs(numbers[0] - numbers[1]) > _NEAR * (1 + np.abs(numbers[0]))
        return np.asarray((gone[0] != gone[1]) | (apart & (numbers[0] != numbers[1])))
    # an empty text says no more than a missing one
    texts = [side.astype("str").fillna("").to_numpy(dtype=object) for side in (one, other)]
    return np.asarray(texts[0] != texts[1], dtype=bool)


def _is_number(column: pd.Series[Any]) -> bool:
    kind = column.dtype
    return pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)


def _said(key: Any) -> str:
    *names, again = key
    place = [] if names and not again else [f"row {int(again) + 1}"]
    return ", ".join([*map(str, names), *place])


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return "—"
    text = repr(float(value)).removesuffix(".0") if isinstance(value, float) else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"

"""A hash of what tables say, whatever the order of their rows and columns.

Each row becomes one 64-bit hash of its typed cells, all rows at once; the sorted hashes of a table,
its name and its columns go into SHA-256.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.records.cells import as_text, normal


def content_hash(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the SHA-256 (hexadecimal) of the content of tables.

    Equal for equal content: the order of tables, rows and columns and the index do not matter, nor
    how the values are stored (whole numbers and floats that are equal are the same).

    Parameters
    ----------
    tables
        Data frames by name; the names of the columns are texts, each once.

    Examples
    --------
    >>> one = pd.DataFrame({"unit": ["A", "B"], "n": [1, 2]})
    >>> other = pd.DataFrame({"n": [2.0, 1.0], "unit": ["B", "A"]})
    >>> content_hash({"t": one}) == content_hash({"t": other})
    True
    """
    total = sha256()
    for name in sorted(tables):
        frame = tables[name]
        columns = sorted(frame.columns)
        rows = np.sort(_rows(frame, columns))
        total.update("\0".join([name, str(len(rows)), str(len(columns)), *columns, ""]).encode())
        total.update(rows.astype("<u8").tobytes())
    return total.hexdigest()


def _rows(frame: pd.DataFrame, columns: list[str]) -> npt.NDArray[np.uint64]:
    """Return one hash per row."""
    if not columns:
        return np.zeros(len(frame), dtype=np.uint64)
    plain = pd.DataFrame({name: _plain(frame[name]) for name in columns}, copy=False)
    return np.asarray(pd.util.hash_pandas_object(plain, index=False), dtype=np.uint64)


def _plain(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column in one of the three types that hash alike for equal values."""
    column = normal(values)
    kind = column.dtype
    if pd.api.types.is_datetime64_dtype(kind):
        return column.astype("int64")
    if isinstance(kind, pd.BooleanDtype):
        return column.astype("Int8").fillna(-1).astype("int64")
    if pd.api.types.is_numeric_dtype(kind):
        # adding 0.0 makes of -0.0 what it equals
        return pd.Series(column.to_numpy(dtype="float64", na_value=np.nan) + 0.0)
    return as_text(column)

"""A hash of what tables say, whatever the order of their rows and columns.

Each row becomes one 64-bit hash of its typed cells, all rows at once. The hashes of a table are
added up, mixed in three ways, so that a table can be read part by part; these sums, its name and
its columns go into SHA-256.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.records.cells import as_text, normal

_FACTORS = (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Content:
    """What a table says, as numbers that can be added up over its parts.

    Parameters
    ----------
    columns
        Their names, sorted.
    rows
        How many.
    sums
        Sums of three different hashes of each row, modulo 2**64.
    """

    columns: tuple[str, ...]
    rows: int = 0
    sums: tuple[int, int, int] = (0, 0, 0)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Content:
        """Return the content of a table; the names of its columns are texts, each once."""
        columns = sorted(frame.columns)
        hashes = _rows(frame, columns)
        mixed = [hashes, *(_mixed(hashes, factor) for factor in _FACTORS)]
        first, second, third = (int(one.sum(dtype=np.uint64)) for one in mixed)
        return cls(tuple(columns), len(frame), (first, second, third))

    def plus(self, other: Content, times: int = 1) -> Content:
        """Return the content with that of other rows added; with times -1, taken away."""
        if self.columns != other.columns:
            raise AssertionError(f"columns {self.columns} and {other.columns}")
        first, second, third = (
            (own + times * more) % 2**64 for own, more in zip(self.sums, other.sums, strict=True)
        )
        return Content(self.columns, self.rows + times * other.rows, (first, second, third))


def content_hash(
    tables: Mapping[str, pd.DataFrame], contents: Mapping[str, Content] | None = None
) -> str:
    """Return the SHA-256 (hexadecimal) of the content of tables.

    Equal for equal content: the order of tables, rows and columns and the index do not matter, nor
    how the values are stored (whole numbers and floats that are equal are the same).

    Parameters
    ----------
    tables
        Data frames by name; the names of the columns are texts, each once.
    contents
        The content of tables that is known already, by name.

    Examples
    --------
    >>> one = pd.DataFrame({"unit": ["A", "B"], "n": [1, 2]})
    >>> other = pd.DataFrame({"n": [2.0, 1.0], "unit": ["B", "A"]})
    >>> content_hash({"t": one}) == content_hash({"t": other})
    True
    """
    known = dict(contents or {})
    total = sha256()
    for name in sorted({*tables, *known}):
        content = known[name] if name in known else Content.of(tables[name])
        columns = content.columns
        head = [name, str(content.rows), str(len(columns)), *columns, ""]
        total.update("\0".join(head).encode())
        for one in content.sums:
            total.update(one.to_bytes(8, "little"))
    return total.hexdigest()


def _mixed(hashes: npt.NDArray[np.uint64], factor: int) -> npt.NDArray[np.uint64]:
    """Return other hashes, so that sums which agree by chance do not agree three times."""
    turned = (hashes ^ (hashes >> np.uint64(32))) * np.uint64(factor)
    return np.asarray(turned ^ (turned >> np.uint64(29)))


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

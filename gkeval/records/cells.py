"""Columns as they come from files and frames → columns of five plain types.

Whatever holds the values (Arrow, categories, Python objects, time zones), what goes out is text
(trimmed, blank = missing), whole numbers, float64, boolean or datetime64[us]; `as_text` writes any
of them the way people write it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

CHINA = "Asia/Shanghai"

_INVISIBLE = "\u200b\u200c\u200d\ufeff"
CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff"
"""Characters that no text holds on purpose and no Word document can; for ``[ ]`` of a pattern,
as they are: with escapes pandas would match each cell in Python."""

Objects = npt.NDArray[np.object_]


def normal(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column with a plain type and positions from 0 as its index.

    Text loses the spaces around it, and a blank text is missing. A time with a zone becomes the
    wall time of China.

    Parameters
    ----------
    values
        Any column.

    Examples
    --------
    >>> normal(pd.Series([" a ", "", None])).tolist()
    ['a', nan, nan]
    """
    kind = values.dtype
    values = values.reset_index(drop=True)
    if isinstance(kind, pd.ArrowDtype):
        import pyarrow as pa

        held: pd.Series[Any] = pa.array(values.array).to_pandas(date_as_object=False)
        return normal(held)
    if isinstance(kind, pd.CategoricalDtype):
        words = values.cat.categories
        if pd.api.types.infer_dtype(words, skipna=False) == "string":
            return _taken(_trimmed_each(pd.Series(words, dtype="str")), values.cat.codes.to_numpy())
        return from_objects(values.to_numpy(dtype=object))
    if isinstance(kind, pd.StringDtype):
        return _trimmed(values.astype("str"))
    if pd.api.types.is_bool_dtype(kind):
        return values.astype("boolean")
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_complex_dtype(kind):
        whole = pd.api.types.is_integer_dtype(kind)
        return values if whole else values.astype("float64")
    if isinstance(kind, pd.DatetimeTZDtype):
        here: pd.Series[Any] = values.dt.tz_convert(CHINA).dt.tz_localize(None)
        return here.astype("datetime64[us]")
    if pd.api.types.is_datetime64_dtype(kind):
        return values.astype("datetime64[us]")
    return from_objects(values.to_numpy(dtype=object))


def from_objects(values: Objects) -> pd.Series[Any]:
    """Return a column made of Python objects in the plain type that all of them share, else text.

    >>> import datetime
    >>> from_objects(np.array([datetime.date(2017, 3, 5), "3月6日", 3.0], dtype=object)).tolist()
    ['2017-03-05', '3月6日', '3']
    """
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind == "empty":
        return pd.Series(np.nan, index=pd.RangeIndex(len(values)), dtype="str")
    try:
        if kind in {"integer", "floating", "mixed-integer-float"}:
            numbers = pd.to_numeric(pd.Series(values))
            if numbers.dtype != object:
                return numbers
        if kind == "boolean":
            return pd.Series(values).astype("boolean")
        if kind in {"date", "datetime", "datetime64"}:
            return normal(pd.Series(pd.to_datetime(pd.Series(values))))
    except (ValueError, TypeError, OverflowError):
        pass
    if kind == "string":
        return _trimmed(pd.Series(values, dtype="str"))
    return _trimmed(pd.Series(_texts(values), dtype="str"))


def as_text(values: pd.Series[Any]) -> pd.Series[str]:
    """Return a plain column as text: whole numbers without a point, midnight as the day alone.

    >>> as_text(pd.Series([3.0, 2.5, np.nan])).tolist()
    ['3', '2.5', nan]
    >>> as_text(pd.Series(["2017-03-05", "2017-03-05 14:22"], dtype="datetime64[us]")).tolist()
    ['2017-03-05', '2017-03-05 14:22:00']
    """
    kind = values.dtype
    if isinstance(kind, pd.StringDtype):
        return values
    if pd.api.types.is_datetime64_dtype(kind):
        stamps = values.to_numpy(dtype="datetime64[us]")
        text = pd.Series(np.datetime_as_string(stamps, unit="us"), dtype="str", index=values.index)
        text = text.str.replace("T", " ", regex=False).str.removesuffix(".000000")
        text = text.str.removesuffix(" 00:00:00")
    else:
        text = values.astype("str").str.removesuffix(".0")
    return text.mask(values.isna())


def _trimmed(values: pd.Series[str]) -> pd.Series[str]:
    """Trim texts, each distinct one once: columns of millions of rows mostly repeat themselves."""
    encoded = _arrow(values).dictionary_encode()
    if 2 * len(encoded.dictionary) > len(values):
        return _trimmed_each(values)
    words = _trimmed_each(pd.Series(pd.array(encoded.dictionary, dtype="str")))
    places: npt.NDArray[np.int64] = encoded.indices.fill_null(-1).to_numpy()
    return _taken(words, places)


def _taken(words: pd.Series[str], places: npt.NDArray[Any]) -> pd.Series[str]:
    """Return the word at each place; missing at -1."""
    import pyarrow as pa

    found = _arrow(words).take(pa.array(places, mask=places < 0))
    return pd.Series(pd.array(found, dtype="str"))


def _arrow(values: pd.Series[str]) -> Any:
    """Return texts as one Arrow array."""
    import pyarrow as pa

    held = pa.array(values, pa.large_string(), from_pandas=True)
    return held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held


def _trimmed_each(values: pd.Series[str]) -> pd.Series[str]:
    text = values.str.strip()
    if not text.str.isascii().all() and text.str.contains(f"[{_INVISIBLE}]", regex=True).any():
        text = text.str.strip(_INVISIBLE).str.strip()
    blank = text == ""
    return text.mask(blank) if blank.any() else text


def _number(value: float) -> str | None:
    return None if value != value else repr(float(value)).removesuffix(".0")


def _stamp(value: dt.datetime) -> str | None:
    if pd.isna(value):
        return None
    if value.tzinfo is not None:
        value = pd.Timestamp(value).tz_convert(CHINA).tz_localize(None)
    return value.isoformat(" ").removesuffix(" 00:00:00")


def _list(values: Any) -> str:
    items = sorted(values, key=str) if isinstance(values, (set, frozenset)) else values
    return ";".join(str(item) for item in items if item is not None)


# The first type that fits; bool stands before int, and datetime before date, for they are both.
_WRITERS: tuple[tuple[tuple[type, ...], Callable[[Any], str | None]], ...] = (
    ((str,), str),
    ((bool, np.bool_), str),
    ((int, np.integer), lambda value: str(int(value))),
    ((float, np.floating), _number),
    ((dt.datetime, type(pd.NaT)), _stamp),
    ((np.datetime64,), lambda value: _stamp(pd.Timestamp(value))),
    ((dt.date, dt.time), lambda value: value.isoformat()),
    ((Decimal,), lambda value: None if value.is_nan() else f"{value:f}"),
    ((list, tuple, set, frozenset, np.ndarray), _list),
    ((type(None), type(pd.NA)), lambda value: None),
)


def _texts(values: Objects) -> Objects:
    """Write each cell as text, all cells of one Python type at a time."""
    types = list(map(type, values))
    number = {kind: place for place, kind in enumerate(dict.fromkeys(types))}
    codes = np.fromiter(map(number.__getitem__, types), dtype=np.int64, count=len(types))
    text = np.empty(len(values), dtype=object)
    for kind, place in number.items():
        write = next((write for kinds, write in _WRITERS if issubclass(kind, kinds)), str)
        where = np.flatnonzero(codes == place)
        text[where] = list(map(write, values[where]))
    return text

"""Columns as read → columns of the declared kind, and what could not be read.

How each kind is read:

text, list, code
    Text keeps its inner form; only the spaces around it go. In columns that name a record (keys and
    references), full-width letters and digits become plain ones; so do those of indicators and
    judgements that hold no Chinese, such as ``８．５``. A list is split at ``;``, ``、``, ``,``,
    ``|``, their full-width forms and line breaks. A code is its English key or Chinese word.
date
    Any form of `gkeval.records.dates`. Exports often carry a time of day in date columns; the day
    counts, the time of day is left out. A number such as 42799 is refused.
time
    The same with the time of day; a day alone is its midnight.
count, number
    ``1,234`` and full-width digits are read. ``85%`` is refused, for it may stand for 85 or for
    0.85, and so is a number with its unit (``5人``).
flag
    是 否, yes no, y n, true false, 1 0, √ ×.

A further column is a column of numbers when all of its texts are plain numbers, else it is text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.records.cells import CONTROLS, as_text
from gkeval.records.dates import stamps
from gkeval.records.faults import Fault, positions, rows_at_fault
from gkeval.records.headers import plain
from gkeval.records.workbooks import NOT_CALCULATED
from gkeval.tables import Column

Mask = npt.NDArray[np.bool_]
Parsed = tuple["pd.Series[Any]", list[Fault]]

_ERRORS = (
    r"#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|UNCALCULATED!)"
)
_PLAIN_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_THOUSANDS = r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?"
# No leading zero, no more digits than float64 holds: what float64 gives back as it was written.
_EXTRA_NUMBER = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?"
_UNFIT = f"[\ufffd{CONTROLS}]"
_SEPARATORS = r"\s*[;；、,，|｜\n\r\t]+\s*"
_FLAGS = {
    **dict.fromkeys(("是", "yes", "y", "true", "1", "√", "✓", "✔"), True),
    **dict.fromkeys(("否", "no", "n", "false", "0", "×", "✗", "✘", "x"), False),
}
_WIDE = str.maketrans(
    {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide).isalnum()}
)

_REMEDIES = {
    "bad_date": ("a date such as 2017-03-05", "correct the date, or format the cell as a date"),
    "bad_number": ("a number such as 12.5", "write the number alone; leave unknown cells empty"),
    "per_cent": ("a number", "write 0.85 or 85, whichever the scheme counts in"),
    "bad_count": ("a whole number from 0", "write the number alone; leave unknown cells empty"),
    "not_whole": ("a whole number from 0", "correct the number"),
    "bad_flag": ("是 or 否 (yes or no)", "write 是 or 否, or leave the cell empty"),
}


def parse(column: Column, values: pd.Series[Any]) -> Parsed:
    """Return a column as its declared kind, and the faults of the cells that cannot be read.

    Parameters
    ----------
    column
        Its declaration.
    values
        A column of a plain type (see `gkeval.records.cells.normal`).

    Examples
    --------
    >>> from gkeval.tables import REQUESTS
    >>> values, faults = parse(REQUESTS.by_name["received"], pd.Series(["2017/3/5", "2017-2-30"]))
    >>> values.tolist(), [(fault.code, list(fault.found)) for fault in faults]
    ([Timestamp('2017-03-05 00:00:00'), NaT], [('bad_date', ['2017-2-30'])])
    """
    return _PARSERS[column.kind](column, values)


def parse_extra(name: str, values: pd.Series[Any], numbers: bool | None = None) -> Parsed:
    """Return a further column as float64 when it holds nothing but numbers, else as text.

    Numbers with leading zeros or more than 15 digits are names, not quantities; and so are columns
    in which ``1.1`` and ``1.10`` may both occur (section numbers).

    Parameters
    ----------
    name, values
        As for `parse`.
    numbers
        Whether it is a column of numbers, where that is known of the whole column and these values
        are a part of it; see `seen`.

    Examples
    --------
    >>> parse_extra("预算", pd.Series(["1.50", "20.00"]))[0].tolist()
    [1.5, 20.0]
    >>> parse_extra("条款", pd.Series(["1.9", "1.10"]))[0].tolist()
    ['1.9', '1.10']
    """
    if numbers is None:
        numbers = are_numbers([seen(values)])
    if numbers:
        if _stored_as_numbers(values):
            return values.astype("float64"), []
        return pd.to_numeric(as_text(values)).astype("float64"), []
    text = as_text(values)
    return text, _broken(name, text)


@dataclass(frozen=True, slots=True)
class Seen:
    """What parts of a further column show of whether it is one of numbers.

    Parameters
    ----------
    stored, exact
        Whether the values are stored as numbers, none of which float64 rounds.
    filled, plain
        Whether there are values at all, and whether every text is a plain number.
    zeros, places
        Whether decimals end in 0, and how long the decimals are.
    """

    stored: bool
    exact: bool = True
    filled: bool = False
    plain: bool = True
    zeros: bool = False
    places: frozenset[int] = frozenset()


def seen(values: pd.Series[Any]) -> Seen:
    """Return what a part of a further column shows."""
    if _stored_as_numbers(values):
        return Seen(True, exact=not (values.astype("float64").abs() >= 2.0**53).any())
    present = as_text(values).dropna()
    if not len(present):
        return Seen(False)
    if not present.str.fullmatch(_EXTRA_NUMBER).all():
        return Seen(False, filled=True, plain=False)
    decimals = present[present.str.contains(".", regex=False)]
    lengths = decimals.str.len() - decimals.str.find(".")
    places = frozenset(lengths.unique().tolist())
    return Seen(False, filled=True, zeros=bool(decimals.str.endswith("0").any()), places=places)


def are_numbers(parts: Iterable[Seen]) -> bool:
    """Say whether the whole column of which these are all parts is one of numbers."""
    parts = list(parts)
    if all(part.stored for part in parts):
        return all(part.exact for part in parts)
    if not all(part.plain for part in parts) or not any(part.filled for part in parts):
        return False
    # decimals end in 0 although not all have the same number of places: section numbers
    places = frozenset[int]().union(*(part.places for part in parts))
    return not (any(part.zeros for part in parts) and len(places) > 1)


def _stored_as_numbers(values: pd.Series[Any]) -> bool:
    kind = values.dtype
    return bool(pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind))


def _fault(code: str, column: str, text: pd.Series[str], bad: Mask) -> list[Fault]:
    """Return the faults of a mask of cells; errors of a spreadsheet are named as such."""
    if not bad.any():
        return []
    faults = _broken(column, text.where(bad))
    rest = bad & ~rows_at_fault(faults, len(text))
    share = text.str.endswith(("%", "％")).to_numpy(dtype=bool) & (code == "bad_number")
    for mask, words in ((rest & ~share, code), (rest & share, "per_cent")):
        if mask.any():
            found = text[mask].astype(object).tolist()
            name = code if code != "bad_count" else "bad_number"
            faults.append(Fault(name, column, positions(mask), found, *_REMEDIES[words]))
    return faults


def _broken(column: str, text: pd.Series[str]) -> list[Fault]:
    """Return the cells that hold an error of a spreadsheet, lost characters or control ones."""
    faults = []
    error = text.str.startswith("#").to_numpy(dtype=bool)
    if error.any():
        error = text.str.fullmatch(_ERRORS).to_numpy(dtype=bool)
        late = error & (text == NOT_CALCULATED).to_numpy(dtype=bool)
        for mask, allowed, remedy in (
            (error & ~late, "a value", "correct the formula, or write the value itself"),
            (late, "a calculated value", "open the workbook, let it calculate, and save it"),
        ):
            if mask.any():
                found = text[mask].astype(object).tolist()
                faults.append(Fault("error_cell", column, positions(mask), found, allowed, remedy))
    unfit = text.str.contains(_UNFIT).to_numpy(dtype=bool)
    if not unfit.any():
        return faults
    lost = text.str.contains("\ufffd", regex=False).to_numpy(dtype=bool)
    again, without = "copy the text anew from where it came from", "delete the control character"
    for mask, code, allowed, remedy in (
        (lost, "damaged_text", "text whose characters are all legible", again),
        (unfit & ~lost, "control_character", "text without control characters", without),
    ):
        if mask.any():
            found = text[mask].astype(object).tolist()
            faults.append(Fault(code, column, positions(mask), found, allowed, remedy))
    return faults


def _by_distinct(
    text: pd.Series[str], read: Callable[[pd.Series[str]], tuple[Any, Mask]]
) -> tuple[pd.Series[Any], Mask]:
    """Read each distinct text once; return all values and a mask of those that cannot be read."""
    codes, distinct = pd.factorize(text)
    values, bad = read(pd.Series(distinct, dtype="str"))
    taken = pd.api.extensions.take(values, codes, allow_fill=True)
    wrong = np.append(bad, False)[codes]
    return pd.Series(taken), wrong


def _text(column: Column, values: pd.Series[Any]) -> Parsed:
    text = as_text(values)
    if column.refers or column.name in ("unit", "record"):
        wide = text.str.contains("[０-９Ａ-Ｚａ-ｚ]").to_numpy(dtype=bool)
        if wide.any():
            text = text.mask(wide, text[wide].str.translate(_WIDE))
    elif column.name in ("indicator", "value"):
        wide = text.str.contains("[！-～]").to_numpy(dtype=bool)
        if wide.any():
            plain_form = text[wide].str.normalize("NFKC")
            text = text.mask(wide, plain_form.where(plain_form.str.isascii(), text[wide]))
    return text, _broken(column.name, text)


def _list(column: Column, values: pd.Series[Any]) -> Parsed:
    def read(distinct: pd.Series[str]) -> tuple[Any, Mask]:
        parts = distinct.str.replace(_SEPARATORS, ";", regex=True).str.strip(";")
        return parts.mask(parts == "").array, np.zeros(len(distinct), dtype=bool)

    text = as_text(values)
    lists, _ = _by_distinct(text, read)
    return lists, _broken(column.name, text)


def _code(column: Column, values: pd.Series[Any]) -> Parsed:
    """Unknown codes stay as they are: the model of the table refuses them."""
    keys = {plain(word): code for code, zh in column.codes for word in (code, zh)}

    def read(distinct: pd.Series[str]) -> tuple[Any, Mask]:
        codes = [keys.get(plain(word), word) for word in distinct.tolist()]
        return pd.array(codes, dtype="str"), np.zeros(len(distinct), dtype=bool)

    text = as_text(values)
    codes, _ = _by_distinct(text, read)
    return codes, _broken(column.name, text)


def _date(column: Column, values: pd.Series[Any]) -> Parsed:
    times, faults = _time(column, values)
    return times.dt.normalize(), faults


def _time(column: Column, values: pd.Series[Any]) -> Parsed:
    if pd.api.types.is_datetime64_dtype(values.dtype):
        return values, []
    text = as_text(values)
    times = pd.Series(stamps(text))
    bad = times.isna().to_numpy() & text.notna().to_numpy()
    return times, _fault("bad_date", column.name, text, bad)


def _floats(values: pd.Series[Any]) -> tuple[pd.Series[float], pd.Series[Any], Mask]:
    """Return numbers, and a mask of cells that hold something else."""
    kind = values.dtype
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
        floats = values.astype("float64")
        return floats, values, np.isinf(floats.to_numpy())
    text = as_text(values)
    simple = text.str.fullmatch(_PLAIN_NUMBER).to_numpy(dtype=bool)
    numbers = np.full(len(text), np.nan)
    numbers[simple] = _read(text[simple])
    other = ~simple & text.notna().to_numpy()
    if other.any():
        read, _ = _by_distinct(text[other], _grouped)
        numbers[other] = read.to_numpy(dtype=np.float64)
    # more than float64 holds, such as 1e999, reads as infinite
    bad = ~np.isfinite(numbers) & text.notna().to_numpy()
    return pd.Series(numbers), text, bad


def _read(text: pd.Series[str]) -> npt.NDArray[np.float64]:
    """Read plain numbers; what float64 cannot hold becomes infinite, however it is written."""
    try:
        return pd.to_numeric(text).to_numpy(dtype=np.float64)
    except OverflowError:  # pandas reads hundreds of digits as a whole number of Python
        return np.array([float(cell) for cell in text], dtype=np.float64)


def _grouped(distinct: pd.Series[str]) -> tuple[Any, Mask]:
    """Read numbers with thousands separators or full-width digits."""
    text = distinct.str.normalize("NFKC").str.replace("−", "-", regex=False).str.strip()
    grouped = text.str.fullmatch(_THOUSANDS).to_numpy(dtype=bool)
    text = text.mask(grouped, text.str.replace(",", "", regex=False))
    fits = text.str.fullmatch(_PLAIN_NUMBER).to_numpy(dtype=bool)
    numbers = _read(text.where(fits))
    return numbers, ~fits


def _numbers(column: Column, values: pd.Series[Any]) -> Parsed:
    floats, seen, bad = _floats(values)
    if not bad.any():
        return floats, []
    return floats.mask(bad), _fault("bad_number", column.name, as_text(seen), bad)


def _count(column: Column, values: pd.Series[Any]) -> Parsed:
    """Negative counts stay as they are: the model of the table refuses them."""
    floats, seen, bad = _floats(values)
    with np.errstate(invalid="ignore"):
        broken = (floats % 1 != 0).to_numpy() & floats.notna().to_numpy() & ~bad
        large = (floats.abs() >= 2.0**53).to_numpy() & ~bad
    bad = bad | large
    faults = []
    if bad.any() or broken.any():
        text = as_text(seen)
        faults = _fault("bad_count", column.name, text, bad)
        faults += _fault("not_whole", column.name, text, broken & ~bad)
    return floats.mask(bad | broken).astype("Int64"), faults


def _flag(column: Column, values: pd.Series[Any]) -> Parsed:
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype("boolean"), []

    def read(distinct: pd.Series[str]) -> tuple[Any, Mask]:
        flags = [_FLAGS.get(plain(word)) for word in distinct.tolist()]
        return pd.array(flags, dtype="boolean"), np.array([flag is None for flag in flags], bool)

    text = as_text(values)
    flags, bad = _by_distinct(text, read)
    return flags, _fault("bad_flag", column.name, text, bad)


_PARSERS: dict[str, Callable[[Column, pd.Series[Any]], Parsed]] = {
    "text": _text,
    "code": _code,
    "list": _list,
    "date": _date,
    "time": _time,
    "count": _count,
    "number": _numbers,
    "flag": _flag,
}

"""Arguments that people give: whole numbers, numbers, shares and names, refused in one form.

In: the name of an argument, what was given, and what it may be. Out: the plain value; or a
GkevalError that names the argument, what was found and what is allowed.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping, Set
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from gkeval.errors import GkevalError

Given = TypeVar("Given")


def whole(name: str, value: object, low: int, high: int | None = None) -> int:
    """Return a whole number of the range; 16.0 is one, True and "16" are none.

    Parameters
    ----------
    name
        Of the argument, for the message.
    value
        What was given.
    low, high
        The lowest and highest that are allowed; no highest when None.

    Raises
    ------
    GkevalError
        For anything else.

    Examples
    --------
    >>> whole("draws", 1e3, 1)
    1000
    >>> whole("draws", float("nan"), 1)
    Traceback (most recent call last):
    gkeval.errors.GkevalError: draws is nan, must be a whole number from 1
    >>> whole("k", 8, 1, 7)
    Traceback (most recent call last):
    gkeval.errors.GkevalError: k is 8, must be a whole number from 1 to 7
    """
    if _is_number(value) and math.isfinite(_as_float(value)) and value == int(value):
        found = int(value)
        if found >= low and (high is None or found <= high):
            return found
    limit = f"from {low:,}" + ("" if high is None else f" to {high:,}")
    raise GkevalError(f"{name} is {shown(value)}, must be a whole number {limit}")


def number(
    name: str,
    value: object,
    low: float | None = None,
    high: float | None = None,
    *,
    above: float | None = None,
    below: float | None = None,
) -> float:
    """Return a finite number of the range.

    Parameters
    ----------
    name
        Of the argument, for the message.
    value
        What was given; a Decimal is a number too, True and "0.5" are none.
    low, high
        The lowest and highest that are allowed.
    above, below
        Ends that are not allowed themselves.

    Raises
    ------
    GkevalError
        For anything else.

    Examples
    --------
    >>> number("by", Decimal("0.25"), 0, 1)
    0.25
    >>> number("by", 2, 0, 1)
    Traceback (most recent call last):
    gkeval.errors.GkevalError: by is 2, must be a number from 0 to 1
    >>> number("concentration", float("inf"), above=0)
    Traceback (most recent call last):
    gkeval.errors.GkevalError: concentration is inf, must be a finite number more than 0
    """
    if _is_number(value) and math.isfinite(found := _as_float(value)):
        inside = (low is None or found >= low) and (high is None or found <= high)
        if inside and (above is None or found > above) and (below is None or found < below):
            return found
    if low is not None and high is not None:
        limits = f"number from {_plain(low)} to {_plain(high)}"
    else:
        said = {"at least": low, "more than": above, "at most": high, "less than": below}
        ends = [f"{words} {_plain(end)}" for words, end in said.items() if end is not None]
        kind = "number" if len(ends) == 2 else "finite number"
        limits = " ".join([kind, " and ".join(ends)]).strip()
    raise GkevalError(f"{name} is {shown(value)}, must be a {limits}")


def share(name: str, value: object) -> float:
    """Return a share that is neither none nor all: more than 0 and less than 1.

    Raises
    ------
    GkevalError
        For anything else.

    Examples
    --------
    >>> share("level", 0.9)
    0.9
    >>> share("level", "0.9")
    Traceback (most recent call last):
    gkeval.errors.GkevalError: level is '0.9', must be a number more than 0 and less than 1
    """
    return number(name, value, above=0, below=1)


def one_of(name: str, value: Given, allowed: Iterable[object]) -> Given:
    """Return a name that is among those allowed; None where that is allowed too.

    Raises
    ------
    GkevalError
        For anything else.

    Examples
    --------
    >>> one_of("raters", "mean", ("draw", "bootstrap", None))
    Traceback (most recent call last):
    gkeval.errors.GkevalError: raters is 'mean', must be 'draw', 'bootstrap' or None
    """
    names = list(allowed)
    if isinstance(value, str | None) and value in names:
        return value
    *first, last = (repr(known) for known in names)
    listed = f"{', '.join(first)} or {last}" if first else last
    raise GkevalError(f"{name} is {shown(value)}, must be {listed}")


def path_of(name: str, value: object) -> Path:
    """Return where a file or folder is, or is to be.

    Raises
    ------
    GkevalError
        For what is no path.

    Examples
    --------
    >>> path_of("path", None)
    Traceback (most recent call last):
    gkeval.errors.GkevalError: path is None, must be the path of a file or folder
    """
    if isinstance(value, str | os.PathLike):
        found = os.fspath(value)
        if isinstance(found, str) and found.strip():
            return Path(found)
    raise GkevalError(f"{name} is {shown(value)}, must be the path of a file or folder")


def listed(name: str, value: object, of: str) -> list[Any]:
    """Return the items of a list, tuple, array or column, in their order.

    Raises
    ------
    GkevalError
        For a text, a dict, a set, or what holds nothing one after the other.

    Examples
    --------
    >>> listed("units", ("甲市", "乙市"), "units")
    ['甲市', '乙市']
    >>> listed("units", "甲市", "units")
    Traceback (most recent call last):
    gkeval.errors.GkevalError: units is '甲市', must be a list of units
    """
    if isinstance(value, str | bytes | Mapping | Set) or not isinstance(value, Iterable):
        raise GkevalError(f"{name} is {shown(value)}, must be a list of {of}")
    return list(value)


def shown(value: object) -> str:
    """Return what was given, short enough for a message.

    >>> shown(2.5), shown("二"), shown([1, 2]), shown(None)
    ('2.5', "'二'", 'a list', 'None')
    """
    if isinstance(value, int) and value.bit_length() > 200:
        return "a number of more than 60 digits"
    if value is None or isinstance(value, bool) or _is_number(value):
        return str(value)
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else f"{value[:59]}…")
    kind = type(value).__name__
    return f"an {kind}" if kind[0] in "AEIOaeio" else f"a {kind}"


def _plain(limit: float) -> str:
    return f"{limit:,.12f}".rstrip("0").rstrip(".")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def _as_float(value: float) -> float:
    try:
        return float(value)
    except (OverflowError, ValueError):  # more than 308 digits; a signalling NaN
        return math.inf

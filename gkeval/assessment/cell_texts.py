"""What may stand in a cell of a values table: numbers, states in words, explanations."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from gkeval.rules.kinds import Levels
from gkeval.scheme.adjustments import MeasuredAdjustment
from gkeval.scheme.model import Indicator, Scheme
from gkeval.tables import STATES

STATE_WORDS = {word: code for code, zh, en in STATES for word in (code, zh, en)}
"""How a state may be written in a cell of a wide frame."""


def state_words(scheme: Scheme, item: Indicator | MeasuredAdjustment) -> dict[str, str]:
    """Return what may stand for a value of a leaf or adjustment: word → state."""
    rule = item.rule if isinstance(item, Indicator) else None
    levels = rule.levels if isinstance(rule, Levels) else {}
    words = STATE_WORDS | dict.fromkeys(explanations(scheme, item), "not_applicable")
    return {word: state for word, state in words.items() if word not in levels}


def explanations(scheme: Scheme, item: Indicator | MeasuredAdjustment) -> Mapping[str, Decimal]:
    """Return the explanations that earn something where a leaf does not apply, with their rates."""
    if not isinstance(item, Indicator):
        return {}
    current = item.id
    while current:
        if (policy := scheme.by_id[current].not_applicable) is not None:
            return policy.rates
        current = scheme.parents[current]
    return scheme.not_applicable.rates


def numbers_in(cells: pd.Series[Any]) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Return cells as numbers, and where they are empty; what is neither is missing.

    Only what is a number, or a text that says one, is taken: no dates, bytes or complex numbers.
    """
    if all_numbers(cells):
        return cells.astype("float64"), cells.isna()
    read = pd.Series([_number(cell) for cell in cells], index=cells.index, dtype=object)
    empty = pd.Series([cell is None for cell in read], index=cells.index, dtype=bool)
    return pd.to_numeric(read, errors="coerce").astype("float64"), empty


def all_numbers(cells: pd.Series[Any]) -> bool:
    """Say whether a column holds numbers by its type, so that no cell has to be looked at."""
    return cells.dtype.kind in "iuf" and not pd.api.types.is_extension_array_dtype(cells.dtype)


def _number(cell: Any) -> Any:
    if type(cell) is float:
        return None if cell != cell else cell
    if isinstance(cell, str):
        text = cell.strip()
        return None if not text else text if text.isascii() else "?"
    if isinstance(cell, numbers.Real | Decimal | np.bool_):
        try:
            return None if cell != cell else float(cell)
        except OverflowError:
            return "?"
    return "?" if pd.api.types.is_list_like(cell) or not pd.isna(cell) else None


def shown(cell: Any) -> str:
    """Return a cell as a message shows it."""
    try:
        return str(cell)[:80]
    except ValueError:  # Python does not write whole numbers of thousands of digits
        return "a number of thousands of digits"

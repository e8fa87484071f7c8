"""A wide frame (unit × indicator) becomes a values table, with what is wrong in its cells."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment.cell_texts import (
    STATE_WORDS,
    all_numbers,
    numbers_in,
    shown,
    state_words,
)
from gkeval.errors import Problem, Problems
from gkeval.rules.kinds import Deadline, Levels
from gkeval.scheme.adjustments import MeasuredAdjustment
from gkeval.scheme.model import Indicator, Scheme

PLAIN = {str, float, int, bool, type(None)}
"""Types of cells that are equal only when they mean the same."""


def long_from_wide(wide: pd.DataFrame, scheme: Scheme) -> tuple[pd.DataFrame, Problems]:
    """Return a values table from a wide frame, with a warning for each leaf without a column.

    The frame has a column `unit` and one column per leaf or adjustment. A cell holds a value, a
    date (for deadlines), a level (for levels), a state in words (不适用, not_applicable …), an
    explanation that the leaf's policy knows, or nothing, which is not assessed. Other columns are
    left alone.
    """
    parts = []
    problems: list[Problem] = []
    for item in scheme.measured:
        if item.id in wide:
            words = state_words(scheme, item)
            part, faults = _column(wide["unit"], wide[item.id], item, words)
            parts.append(part)
            problems += faults
    if not parts:
        problems.append(
            Problem(
                "no_indicator",
                found="no column named as an indicator",
                allowed=", ".join(leaf.id for leaf in scheme.leaves[:12]),
                remedy="name the columns by the ids of the scheme's indicators",
                source="values",
            )
        )
    else:
        problems += [_no_column(leaf.id, wide) for leaf in scheme.leaves if leaf.id not in wide]
    Problems(problems).raise_if_any("values")
    return pd.concat(parts, ignore_index=True), Problems(problems)


def _no_column(leaf: str, wide: pd.DataFrame) -> Problem:
    near = get_close_matches(leaf, [str(name) for name in wide.columns], n=1)
    return Problem(
        "no_column",
        found="no such column, so the indicator is not assessed",
        allowed="one column for each indicator",
        remedy=f"rename {near[0]!r}" if near else "add the column, or give the state 未评估",
        source="values",
        table="values",
        column=leaf,
        severity="warning",
    )


def _column(
    units: pd.Series[Any],
    cells: pd.Series[Any],
    item: Indicator | MeasuredAdjustment,
    words: Mapping[str, str],
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows of one leaf or adjustment, and what is wrong with its cells."""
    rule = item.rule if isinstance(item, Indicator) else None
    if all_numbers(cells) and not isinstance(rule, Levels | Deadline):
        known, blank = numbers_in(cells)
        states = np.where(blank, "not_assessed", "scored").astype(object)
        told = {"unit": units, "value": known, "state": states, "level": ""}
        return pd.DataFrame(told | {"indicator": item.id}), []
    codes: npt.NDArray[np.intp]
    different: Any
    if set(map(type, cells)) <= PLAIN:
        # each different cell is read once; types beside these may be equal and mean other things
        codes, different = pd.factorize(cells.astype(object), use_na_sentinel=False)
    else:
        codes, different = np.arange(len(cells)), cells.to_numpy(dtype=object)
    read = _read(pd.Series(different, dtype=object), rule, words)
    frame = read.drop(columns="wrong").take(codes).reset_index(drop=True)
    wrong = read["wrong"].to_numpy(dtype=bool)[codes]
    problems = [
        Problem(
            "bad_value",
            found=shown(cells.iloc[place]),
            allowed="a date" if isinstance(rule, Deadline) else "a number, or a state in words",
            remedy="correct the cell",
            source="values",
            table="values",
            line=int(place),
            column=item.id,
            unit=str(units.iloc[place]),
        )
        for place in np.flatnonzero(wrong)
    ]
    return frame.assign(unit=units.to_numpy(), indicator=item.id), problems


def _read(cells: pd.Series[Any], rule: Any, words: Mapping[str, str]) -> pd.DataFrame:
    """Return what cells say: value, state, level, and whether one is wrong."""
    text = cells.map(lambda cell: cell.strip() if isinstance(cell, str) else "").astype(object)
    state = text.map(words)
    plain_cells = cells.where(state.isna().to_numpy())
    explained = text.where(state.notna() & ~text.isin(list(STATE_WORDS)), "")
    level = pd.Series("", index=cells.index, dtype=object)
    if isinstance(rule, Levels):
        level = plain_cells.map(lambda cell: "" if pd.isna(cell) else str(cell).strip())
        value = pd.Series(np.nan, index=cells.index)
        empty = level == ""
    elif isinstance(rule, Deadline):
        dates = pd.to_datetime(plain_cells, errors="coerce")
        value = (dates - pd.Timestamp(0)).dt.days.astype("float64")
        empty = plain_cells.isna() | (plain_cells.astype(str).str.strip() == "")
    else:
        value, empty = numbers_in(plain_cells)
    wrong = ~empty & value.isna() & (level == "")
    state = state.where(state.notna(), empty.map({True: "not_assessed", False: "scored"}))
    level = level.where(explained == "", explained)
    return pd.DataFrame({"value": value, "state": state, "level": level, "wrong": wrong})

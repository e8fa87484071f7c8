"""The cells of an assessment: value and state of every unit at every leaf, as matrices.

They are made from a values table (long), or from a wide frame that a user gives.
"""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment.roster import Roster
from gkeval.errors import Problem, Problems
from gkeval.rules.kinds import Deadline, Expert, Levels
from gkeval.scheme.adjustments import Bonus, Deduction, MeasuredAdjustment
from gkeval.scheme.model import Indicator, Scheme
from gkeval.scoring.points import CODE
from gkeval.tables import STATES, VALUES

Floats = npt.NDArray[np.float64]

STATE_WORDS = {word: code for code, zh, en in STATES for word in (code, zh, en)}
"""How a state may be written in a cell of a wide frame."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Values and states, every array of shape (units, measured), in the order of roster and scheme.

    The columns are those of `Scheme.measured`: the leaves, then the adjustments.

    `numerators`, `denominators` and `counts` are missing where a value has none; `levels` holds
    the given level of judged cells, else an empty text. `populations` says how many cases there
    were where only some of them were checked (抽样); None when all were, everywhere.
    """

    values: Floats
    numerators: Floats
    denominators: Floats
    counts: Floats
    states: npt.NDArray[np.int8]
    levels: npt.NDArray[np.object_]
    populations: Floats | None = None

    def to_frame(self, scheme: Scheme, roster: Roster) -> pd.DataFrame:
        """Return the values table, one row per unit and leaf that applies to its group."""
        rows, columns = np.nonzero(bound_cells(scheme, roster))
        ids = np.array([item.id for item in scheme.measured], dtype=object)
        states = np.array([code for code, _, _ in STATES], dtype=object)
        frame = pd.DataFrame(
            {
                "unit": roster.ids.to_numpy()[rows],
                "indicator": ids[columns],
                "value": self.values[rows, columns],
                "numerator": self.numerators[rows, columns],
                "denominator": self.denominators[rows, columns],
                "n": self.counts[rows, columns],
                "state": states[self.states[rows, columns]],
                "level": self.levels[rows, columns],
            }
        )
        whole = dict.fromkeys(("numerator", "denominator", "n"), "Int64")
        if self.populations is not None:
            frame["population"] = self.populations[rows, columns]
            whole["population"] = "Int64"
        return frame.astype(whole | dict.fromkeys(("unit", "indicator", "state", "level"), "str"))


def bound_cells(scheme: Scheme, roster: Roster) -> npt.NDArray[np.bool_]:
    """Return which leaf or adjustment is for which unit, shape (units, measured)."""
    return np.column_stack(
        [
            roster.bound(item) if isinstance(item, Indicator) else roster.bound_to(item.groups)
            for item in scheme.measured
        ]
    )


def from_long(values: pd.DataFrame, scheme: Scheme, roster: Roster) -> Cells:
    """Return the cells of a values table (`tables.VALUES`, and `level` for judged leaves).

    A column ``population`` says how many cases there were where only some were checked.

    A leaf that binds the unit's group but has no row is not assessed; one that does not bind it
    does not apply. Where raters gave a state in words, or an explanation that the leaf's policy for
    what does not apply (``explained``) knows, instead of a value, the cell has that state.

    Raises
    ------
    InputError
        Unknown unit, indicator, state or explanation; two rows for one cell; a scored cell without
        a value.
    """
    frame = values.reset_index(drop=True)
    for column in VALUES[2:]:
        if column not in frame:
            frame = frame.assign(**{column: "scored" if column == "state" else np.nan})
    if "level" not in frame:
        frame = frame.assign(level="")
    frame = _numeric(frame)
    leaves = pd.Index([item.id for item in scheme.measured])
    row = roster.ids.get_indexer(pd.Index(frame["unit"]))
    column_ = leaves.get_indexer(pd.Index(frame["indicator"]))
    state = _states(frame, column_, scheme)
    _long_problems(frame, row, column_, state, scheme).raise_if_any("values")

    shape = (len(roster), len(leaves))
    bound = bound_cells(scheme, roster)
    states = np.where(bound, CODE["not_assessed"], CODE["not_applicable"]).astype(np.int8)
    states[row, column_] = np.where(
        bound[row, column_], state.to_numpy(dtype=np.int8), CODE["not_applicable"]
    )

    def matrix(name: str) -> Floats:
        result = np.full(shape, np.nan, order="F")  # read column by column
        result[row, column_] = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        return result

    levels = np.full(shape, "", dtype=object)
    # what is said of a leaf that is not for the unit counts as little as a value for it
    said = frame["level"].fillna("").astype(object).to_numpy()
    levels[row, column_] = np.where(bound[row, column_], said, "")
    return Cells(
        matrix("value"),
        matrix("numerator"),
        matrix("denominator"),
        matrix("n"),
        states,
        levels,
        matrix("population")
        if "population" in frame and frame["population"].notna().any()
        else None,
    )


def _numeric(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a values table whose numbers are numbers.

    Raises
    ------
    InputError
        For a cell that holds anything else.
    """
    problems = []
    for name in ("value", "numerator", "denominator", "n"):
        read, empty = numbers_in(frame[name])
        wrong = read.isna() & ~empty
        for place in np.flatnonzero(wrong.to_numpy()):
            problems.append(
                Problem(
                    "bad_value",
                    found=_shown(frame[name].iloc[place]),
                    allowed="a number",
                    remedy="correct the cell",
                    source="values",
                    table="values",
                    line=int(place),
                    column=name,
                    unit=str(frame["unit"].iloc[place]),
                )
            )
        frame = frame.assign(**{name: read})
    Problems(problems).raise_if_any("values")
    return frame


def _states(frame: pd.DataFrame, column: npt.NDArray[np.intp], scheme: Scheme) -> pd.Series[Any]:
    """Return the state codes of the rows, those that stand in the level in words included."""
    state = frame["state"].map(STATE_WORDS)
    bare = (state == "scored").to_numpy(dtype=bool) & frame["value"].isna().to_numpy(dtype=bool)
    said = frame["level"].fillna("").to_numpy(dtype=object)
    bare &= said != ""
    for position, item in enumerate(scheme.measured):
        words = _state_words(scheme, item)
        for place in np.flatnonzero(bare & (column == position)):
            state.iloc[int(place)] = words.get(said[place], "scored")
    return state.map(CODE)


def _state_words(scheme: Scheme, item: Indicator | MeasuredAdjustment) -> dict[str, str]:
    """Return what may stand for a value of a leaf or adjustment: word → state."""
    rule = item.rule if isinstance(item, Indicator) else None
    levels = rule.levels if isinstance(rule, Levels) else {}
    words = STATE_WORDS | dict.fromkeys(_explanations(scheme, item), "not_applicable")
    return {word: state for word, state in words.items() if word not in levels}


def _explanations(scheme: Scheme, item: Indicator | MeasuredAdjustment) -> Mapping[str, Decimal]:
    """Return the explanations that earn something where a leaf does not apply, with their rates."""
    if not isinstance(item, Indicator):
        return {}
    current = item.id
    while current:
        if (policy := scheme.by_id[current].not_applicable) is not None:
            return policy.rates
        current = scheme.parents[current]
    return scheme.not_applicable.rates


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
            words = _state_words(scheme, item)
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
    rule = item.rule if isinstance(item, Indicator) else None
    if _all_numbers(cells) and not isinstance(rule, Levels | Deadline):
        known, blank = numbers_in(cells)
        states = np.where(blank, "not_assessed", "scored").astype(object)
        told = {"unit": units, "value": known, "state": states, "level": ""}
        return pd.DataFrame(told | {"indicator": item.id}), []
    text = cells.astype(object).map(lambda cell: cell.strip() if isinstance(cell, str) else "")
    state = text.map(words)
    plain_cells = cells.astype(object).where(state.isna().to_numpy())
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
    problems = [
        Problem(
            "bad_value",
            found=_shown(cells.loc[position]),
            allowed="a date" if isinstance(rule, Deadline) else "a number, or a state in words",
            remedy="correct the cell",
            source="values",
            table="values",
            line=int(place),
            column=item.id,
            unit=str(units.loc[position]),
        )
        for place, position in zip(
            np.flatnonzero(wrong.to_numpy()), cells.index[wrong.to_numpy()], strict=True
        )
    ]
    state = state.where(state.notna(), empty.map({True: "not_assessed", False: "scored"}))
    level = level.where(explained == "", explained)
    frame = pd.DataFrame({"unit": units, "value": value, "state": state, "level": level})
    return frame.assign(indicator=item.id), problems


def numbers_in(cells: pd.Series[Any]) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Return cells as numbers, and where they are empty; what is neither is missing.

    Only what is a number, or a text that says one, is taken: no dates, bytes or complex numbers.
    """
    if _all_numbers(cells):
        return cells.astype("float64"), cells.isna()
    read = pd.Series([_number(cell) for cell in cells], index=cells.index, dtype=object)
    empty = pd.Series([cell is None for cell in read], index=cells.index, dtype=bool)
    return pd.to_numeric(read, errors="coerce").astype("float64"), empty


def _all_numbers(cells: pd.Series[Any]) -> bool:
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


def _shown(cell: Any) -> str:
    try:
        return str(cell)[:80]
    except ValueError:  # Python does not write whole numbers of thousands of digits
        return "a number of thousands of digits"


def _long_problems(
    frame: pd.DataFrame,
    row: npt.NDArray[np.intp],
    column: npt.NDArray[np.intp],
    state: pd.Series[Any],
    scheme: Scheme,
) -> Problems:
    problems: list[Problem] = []

    def report(
        wrong: npt.NDArray[np.bool_], code: str, key: str, allowed: str, remedy: str
    ) -> None:
        for place in np.flatnonzero(wrong):
            problems.append(
                Problem(
                    code,
                    found=str(frame[key].iloc[place]),
                    allowed=allowed,
                    remedy=remedy,
                    source="values",
                    table="values",
                    line=int(place),
                    column=key,
                    unit=str(frame["unit"].iloc[place]),
                )
            )

    report(row < 0, "unknown_unit", "unit", "a unit of the units table", "correct it or add it")
    report(
        column < 0,
        "unknown_indicator",
        "indicator",
        "a leaf of the scheme: " + ", ".join(leaf.id for leaf in scheme.leaves[:12]),
        "correct the id",
    )
    report(
        state.isna().to_numpy(),
        "unknown_state",
        "state",
        ", ".join(code for code, _, _ in STATES),
        "correct the state",
    )
    if "population" in frame:
        there, checked = (
            pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
            for name in ("population", "denominator")
        )
        given = frame["population"].notna().to_numpy()
        report(
            given & (state == CODE["scored"]).to_numpy() & ~(there >= checked),
            "population_too_small",
            "population",
            "a whole number, at least the denominator (the cases that were checked)",
            "correct the number of cases there were",
        )
    twice = frame.duplicated(["unit", "indicator"]).to_numpy()
    report(twice, "duplicate_value", "indicator", "one row per unit and indicator", "remove one")
    found = (row >= 0) & (column >= 0)
    for position, item in enumerate(scheme.measured):
        mine = found & (column == position) & (state == CODE["scored"]).to_numpy()
        _range_report(report, frame, mine, item)
        if known := list(_explanations(scheme, item)):
            excused = found & (column == position) & (state == CODE["not_applicable"]).to_numpy()
            level = frame["level"].fillna("").to_numpy(dtype=object)
            unheard = excused & (level != "") & ~np.isin(level, [*known, *STATE_WORDS])
            report(unheard, "unknown_level", "level", ", ".join(known), "correct the explanation")
    return Problems(sorted(problems, key=lambda problem: (problem.line or 0, problem.code)))


def _range_report(
    report: Any, frame: pd.DataFrame, mine: Any, item: Indicator | MeasuredAdjustment
) -> None:
    value = frame["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    rule = item.rule if isinstance(item, Indicator) else None
    if isinstance(rule, Levels):
        # a mean of several raters' levels is a rate and no level
        a_rate = (frame["level"].fillna("") == "").to_numpy() & (value >= 0) & (value <= 1)
        known = frame["level"].isin(list(rule.levels)).to_numpy() | a_rate
        report(
            mine & ~known,
            "unknown_level",
            "level",
            ", ".join(rule.levels),
            "correct the level, or add it to the rule",
        )
        return
    if isinstance(rule, Deadline):
        return
    report(
        mine & np.isnan(value),
        "missing_value",
        "value",
        "a number for a scored cell",
        "give the value, or another state",
    )
    highest = np.inf
    if isinstance(rule, Expert) and isinstance(item, Indicator):
        highest = {"points": float(item.points), "percent": 100.0, "rate": 1.0}[rule.scale]
    elif isinstance(item, Bonus | Deduction) and item.judged_up_to is not None:
        highest = float(item.judged_up_to)
    elif item.measured.scale == "share":
        highest = 1.0
    lowest = -np.inf if item.measured.scale == "number" else 0.0
    with np.errstate(invalid="ignore"):
        outside = mine & ((value > highest * (1 + 1e-9)) | (value < lowest))
    report(
        outside,
        "value_out_of_range",
        "value",
        f"from {lowest:g} to {highest:g} for {item.id}",
        "correct the value",
    )

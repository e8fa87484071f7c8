"""The cells of an assessment: value and state of every unit at every leaf, as matrices.

They are made from a values table (long); `wide` makes one from a wide frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment.cell_checks import long_problems
from gkeval.assessment.cell_texts import STATE_WORDS, numbers_in, shown, state_words
from gkeval.assessment.roster import Roster
from gkeval.errors import Problem, Problems
from gkeval.scheme.model import Indicator, Scheme
from gkeval.scoring.points import CODE
from gkeval.tables import STATES, VALUES

Floats = npt.NDArray[np.float64]


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


def from_long(values: pd.DataFrame, scheme: Scheme, roster: Roster, wide: int = 0) -> Cells:
    """Return the cells of a values table (`tables.VALUES`, and `level` for judged leaves).

    A column ``population`` says how many cases there were where only some were checked.

    A leaf that binds the unit's group but has no row is not assessed; one that does not bind it
    does not apply. Where raters gave a state in words, or an explanation that the leaf's policy for
    what does not apply (``explained``) knows, instead of a value, the cell has that state. `wide`
    is the number of rows of the wide frame that the table was made from, so that faults name its
    cells.

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
    long_problems(frame, row, column_, state, scheme, wide).raise_if_any("values")

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
        whole = name != "value"
        wrong = read.isna() & ~empty
        if whole:
            wrong |= (read % 1 != 0) & ~empty  # of what is endless too
        for place in np.flatnonzero(wrong.to_numpy()):
            problems.append(
                Problem(
                    "bad_value",
                    found=shown(frame[name].iloc[place]),
                    allowed="a whole number" if whole else "a number",
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
    if not bare.any():
        return state.map(CODE)
    for position, item in enumerate(scheme.measured):
        words = state_words(scheme, item)
        for place in np.flatnonzero(bare & (column == position)):
            state.iloc[int(place)] = words.get(said[place], "scored")
    return state.map(CODE)

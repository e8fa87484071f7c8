"""What can be wrong in a values table: units, indicators, states, numbers out of range."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment.cell_texts import STATE_WORDS, explanations
from gkeval.errors import Problem, Problems
from gkeval.rules.kinds import Deadline, Expert, Levels
from gkeval.scheme.adjustments import Bonus, Deduction, MeasuredAdjustment
from gkeval.scheme.model import Indicator, Scheme
from gkeval.scoring.points import CODE
from gkeval.tables import STATES

Rows = npt.NDArray[np.intp]


class _Report(Protocol):
    def __call__(self, rows: Rows, code: str, key: str, allowed: str, remedy: str) -> None: ...


def long_problems(
    frame: pd.DataFrame,
    row: Rows,
    column: Rows,
    state: pd.Series[Any],
    scheme: Scheme,
    wide: int = 0,
) -> Problems:
    """Return every fault of a values table.

    Parameters
    ----------
    frame
        The values table, its numbers being numbers.
    row, column : array of int, shape (rows,)
        Positions of unit and of leaf or adjustment; −1 where there is none such.
    state
        State codes; missing where the state is unknown.
    wide
        How many rows the wide frame had that the table was made from, one leaf after the other:
        faults name its rows and columns. 0 when the table was given as it is.
    """
    problems: list[Problem] = []

    def report(rows: Rows, code: str, key: str, allowed: str, remedy: str) -> None:
        for place in rows:
            problems.append(
                Problem(
                    code,
                    found=str(frame[key].iloc[place]),
                    allowed=allowed,
                    remedy=remedy,
                    source="values",
                    table="values",
                    line=int(place) % (wide or len(frame)),
                    column=str(frame["indicator"].iloc[place]) if wide else key,
                    unit=str(frame["unit"].iloc[place]),
                )
            )

    def where(wrong: Any) -> Rows:
        return np.flatnonzero(wrong)

    report(
        where(row < 0), "unknown_unit", "unit", "a unit of the units table", "correct it or add it"
    )
    report(
        where(column < 0),
        "unknown_indicator",
        "indicator",
        "a leaf of the scheme: " + ", ".join(leaf.id for leaf in scheme.leaves[:12]),
        "correct the id",
    )
    report(
        where(state.isna().to_numpy()),
        "unknown_state",
        "state",
        ", ".join(code for code, _, _ in STATES),
        "correct the state",
    )
    codes = state.to_numpy(dtype=np.float64, na_value=np.nan)
    if "population" in frame:
        there, checked = (
            pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
            for name in ("population", "denominator")
        )
        given = frame["population"].notna().to_numpy()
        report(
            where(given & (codes == CODE["scored"]) & ~(there >= checked)),
            "population_too_small",
            "population",
            "a whole number, at least the denominator (the cases that were checked)",
            "correct the number of cases there were",
        )
    report(
        where(_repeated(frame, row, column, len(scheme.measured))),
        "duplicate_value",
        "indicator",
        "one row per unit and indicator",
        "remove one",
    )
    # rows by column, so that each is looked at once however many indicators there are
    order = np.argsort(column, kind="stable")
    order = order[(row[order] >= 0) & (column[order] >= 0)]
    ends = np.searchsorted(column[order], np.arange(len(scheme.measured) + 1))
    value = frame["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    level = frame["level"].fillna("").to_numpy(dtype=object)
    for position, item in enumerate(scheme.measured):
        mine = order[ends[position] : ends[position + 1]]
        scored = mine[codes[mine] == CODE["scored"]]
        _range_report(report, value, level, scored, item)
        if known := list(explanations(scheme, item)):
            excused = mine[codes[mine] == CODE["not_applicable"]]
            said = level[excused]
            unheard = (said != "") & ~np.isin(said, [*known, *STATE_WORDS])
            report(
                excused[unheard.astype(bool)],
                "unknown_level",
                "level",
                ", ".join(known),
                "correct the explanation",
            )
    return Problems(sorted(problems, key=lambda problem: (problem.line or 0, problem.code)))


def _repeated(frame: pd.DataFrame, row: Rows, column: Rows, width: int) -> npt.NDArray[np.bool_]:
    """Return which rows say again what an earlier row says, unknown units and leaves included."""
    if (row < 0).any() or (column < 0).any():
        repeated: npt.NDArray[np.bool_] = frame.duplicated(["unit", "indicator"]).to_numpy()
        return repeated
    cell = row.astype(np.int64) * width + column
    found: npt.NDArray[np.bool_] = pd.Series(cell).duplicated().to_numpy()
    return found


def _range_report(
    report: _Report,
    values: npt.NDArray[np.float64],
    levels: npt.NDArray[np.object_],
    rows: Rows,
    item: Indicator | MeasuredAdjustment,
) -> None:
    """Report the scored cells of one leaf or adjustment that its rule cannot take."""
    value = values[rows]
    rule = item.rule if isinstance(item, Indicator) else None
    if isinstance(rule, Levels):
        level = levels[rows]
        # a mean of several raters' levels is a rate and no level
        a_rate = (level == "").astype(bool) & (value >= 0) & (value <= 1)
        known = np.isin(level, list(rule.levels)) | a_rate
        report(
            rows[~known],
            "unknown_level",
            "level",
            ", ".join(rule.levels),
            "correct the level, or add it to the rule",
        )
        return
    if isinstance(rule, Deadline):
        report(rows[np.isinf(value)], "value_out_of_range", "value", "a date", "correct the value")
        return
    report(
        rows[np.isnan(value)],
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
        outside = (value > highest * (1 + 1e-9)) | (value < lowest) | np.isinf(value)
    ends = f"from {lowest:g} to {highest:g}"
    if np.isinf(highest):
        ends = "a finite number" if np.isinf(lowest) else f"a finite number, {lowest:g} or more,"
    report(
        rows[outside],
        "value_out_of_range",
        "value",
        f"{ends} for {item.id}",
        "correct the value",
    )

"""Which of two units stands above the other, how often; made from the draws again.

In: the plan of the draws and the rows of units. Out: shares of draws.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gkeval.uncertainty.draws import Plan, Tile

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PAIRS = 2**22
"""Comparisons made at once, which bounds the memory."""


def above(plan: Plan, rows: npt.NDArray[np.intp]) -> Floats:
    """Return the share of draws in which one unit is above another, shape (units, units)."""
    units = len(rows)

    def work(tile: Tile) -> Ints:
        keys = compared(plan, tile, rows).T
        found = np.zeros((units, units), dtype=np.int64)
        step = max(1, PAIRS // (units * keys.shape[1]))
        for start in range(0, units, step):
            some = keys[start : start + step, None, :]
            found[start : start + step] = (some > keys[None]).sum(axis=2)
        return found

    total = np.zeros((units, units), dtype=np.int64)
    for found in plan.run(work, None, False):
        total += found
    return total / plan.draws


def apart(
    plan: Plan, rows: npt.NDArray[np.intp], level: float
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the tier of every unit, and how often the first of its tier is above it.

    Parameters
    ----------
    rows
        Units from the first rank to the last.
    level
        Share of draws that tells two units apart.
    """
    units, window = len(rows), 32
    tier, share = np.zeros(units, dtype=np.int64), np.zeros(units)
    often = _above_next(plan, rows, min(window, units - 1))
    start, number = 0, 1
    while start < units:
        told = np.flatnonzero(often[start] >= level - 1e-12)
        while not len(told) and start + often.shape[1] < units - 1:
            often = _above_next(plan, rows, min(2 * often.shape[1], units - 1))
            told = np.flatnonzero(often[start] >= level - 1e-12)
        end = start + 1 + int(told[0]) if len(told) else units
        tier[start:end] = number
        share[start + 1 : end] = often[start, : end - start - 1]
        start, number = end, number + 1
    return tier, share


def _above_next(plan: Plan, rows: npt.NDArray[np.intp], window: int) -> Floats:
    """Return how often each unit is above the `window` units behind it, shape (units, window)."""
    units = len(rows)

    def work(tile: Tile) -> Ints:
        keys = compared(plan, tile, rows)
        found = np.zeros((units, window), dtype=np.int64)
        for step in range(1, window + 1):
            found[:-step, step - 1] = (keys[:, :-step] > keys[:, step:]).sum(axis=0)
        return found

    total = np.zeros((units, window), dtype=np.int64)
    for found in plan.run(work, None, False):
        total += found
    return total / plan.draws


def compared(plan: Plan, tile: Tile, rows: npt.NDArray[np.intp]) -> Ints:
    """Return whole numbers that compare as the ranks of the units do, shape (draws, units)."""
    return plan.by_scenario(
        tile, lambda one, draws: one.compared(tile.totals[draws][:, rows], rows)
    )

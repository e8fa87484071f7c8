"""The cheapest sets of rungs that reach a target, by an integer programme (HiGHS).

In: what every rung adds to the limits that a target sets, and what it costs. Out: minimal sets, the
cheapest first, each of which the caller has confirmed by scoring it.

Source of the formulation: a covering knapsack with precedence (a rung stands on the one below).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gkeval.errors import GkevalError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

TRIES = 500
"""Sets that are proposed at most: each is scored again."""

OPTIMAL, INFEASIBLE = 0, 2
"""What `scipy.optimize.milp` says of a programme that is solved, and that has no solution."""


@dataclass(frozen=True, eq=False)
class Programme:
    """Rungs as zero-one choices.

    Parameters
    ----------
    costs : array of float, shape (rungs,)
    gains : array of float, shape (limits, rungs)
        What each rung adds, over the one below it.
    needed : array of float, shape (limits,)
    below : array of int, shape (rungs,)
        The rung each stands on, −1 where it is the first of its leaf.
    """

    costs: Floats
    gains: Floats
    needed: Floats
    below: Ints

    def sets(self, most: int, reaches: Callable[[Ints], bool]) -> tuple[list[Ints], bool]:
        """Return minimal sets that reach the target, and whether the search came to its end.

        `reaches` scores a set. One that fails is cut off with all that lie inside it: they cost
        less, so that they were tried before. One that holds is cut off with all that contain it.
        The cheapest that is left holds no other that reaches the target.

        Raises
        ------
        GkevalError
            When the solver gives no answer.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        count = len(self.costs)
        order = np.flatnonzero(self.below >= 0)
        rows = [*self.gains]
        low = list(self.needed)
        for rung in order:
            row = np.zeros(count)
            row[self.below[rung]], row[rung] = 1.0, -1.0
            rows.append(row)
            low.append(0.0)
        # cost first; among sets of the same cost what gains most; then the order of the scheme
        gain = self.gains[0]
        objective = 1e3 * self.costs / self.costs.min() - gain / max(float(gain.sum()), 1e-12)
        objective += 0.01 * np.arange(count) / count**2
        found: list[Ints] = []
        for _ in range(TRIES):
            solved = milp(
                objective,
                constraints=LinearConstraint(np.array(rows), np.array(low), np.inf),
                integrality=np.ones(count),
                bounds=Bounds(0, 1),
                options={"mip_rel_gap": 0.0},
            )
            if solved.status == INFEASIBLE:
                return self._ordered(found), True
            if solved.status != OPTIMAL:
                raise GkevalError(
                    f"the integer programme has no answer: {solved.message} Remedy: bring costs "
                    "nearer to each other"
                )
            chosen = np.flatnonzero(solved.x > 0.5)
            row = np.zeros(count)
            if reaches(chosen):
                found.append(chosen)
                if len(found) == most or not len(chosen):
                    return self._ordered(found), True
                row[chosen] = -1.0
                low.append(1.0 - len(chosen))
            else:
                row[:] = 1.0
                row[chosen] = 0.0
                low.append(1.0)
            rows.append(row)
        return self._ordered(found), False

    def _ordered(self, found: list[Ints]) -> list[Ints]:
        """Return sets by cost, then by gain, then as the scheme has them."""

        def key(one: Ints) -> tuple[float, float, list[int]]:
            gain = float(self.gains[0, one].sum())
            return round(float(self.costs[one].sum()), 9), -round(gain, 9), one.tolist()

        return sorted(found, key=key)

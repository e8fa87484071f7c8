"""What the others come to as one unit is raised (其他对象的得分变化).

In: an assessment, a unit, and the same with the unit raised in full. Out: the assessment in which
the others have the least that they can come to. Under a rule that compares units their rates fall
as the unit rises, so that their present totals would ask for too much.
"""

from __future__ import annotations

import numpy as np

from gkeval.assessment.result import Assessment
from gkeval.rules.kinds import Relative
from gkeval.scheme.adjustments import Cap, Deduction, Gate
from gkeval.scheme.model import Scheme
from gkeval.uncertainty.rescoring import Parts


def rivals_at_least(parts: Parts, row: int, highest: Assessment) -> Assessment | None:
    """Return the assessment in which the others have the least that they can come to.

    Parameters
    ----------
    parts
        Of the assessment.
    row
        The unit that is raised.
    highest
        The assessment with the unit raised in full.

    Returns
    -------
    Assessment or None
        The present one where no rule compares the unit with them; `highest` where they all fall;
        None where some may rise, or ties be parted.
    """
    result = parts.result
    others = np.arange(len(result.roster)) != row
    compared = [at for at, x in enumerate(result.scheme.leaves) if isinstance(x.rule, Relative)]
    before, after = (part.rates[np.ix_(others, compared)] for part in (parts, Parts.of(highest)))
    if not (np.abs(before - after) > 1e-12).any():
        return result
    rising = bool((after > before + 1e-12).any()) or _loses_behind_a_gate(result.scheme)
    # dense ranks count distinct totals, and two that were equal may fall apart
    parted = result.scheme.ranking.ties == "dense" or bool(parts.rollups)
    return None if rising or parted else highest


def _loses_behind_a_gate(scheme: Scheme) -> bool:
    """Return whether who falls below a gate may keep points that are lost behind it."""
    gates = [at for at, item in enumerate(scheme.adjustments) if isinstance(item, Gate)]
    losses = [at for at, item in enumerate(scheme.adjustments) if isinstance(item, Cap | Deduction)]
    return bool(gates and losses and min(gates) < max(losses))

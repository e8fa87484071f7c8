"""What `gk.improve` can be asked: costs, how many sets, and of whom.

In: an assessment and arguments as people give them. Out: plain costs; or a GkevalError.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gkeval.arguments import number, shown
from gkeval.assessment.result import Assessment
from gkeval.errors import GkevalError
from gkeval.scheme.model import Scheme

SPAN = 1e9
"""How many times the lowest cost the highest may be: beyond, sums of costs lose the lowest."""


def costs_of(scheme: Scheme, costs: object) -> dict[str, float]:
    """Return costs by leaf as numbers; those not given are 1.

    Raises
    ------
    GkevalError
        For what is no table of finite numbers above 0 by leaf, or costs too far apart.

    Examples
    --------
    >>> import gkeval as gk
    >>> costs_of(gk.load_scheme("sichuan-land-2011"), {"services": 2})["services"]
    2.0
    """
    leaves = [leaf.id for leaf in scheme.leaves]
    if costs is None:
        return {}
    if not isinstance(costs, Mapping):
        raise GkevalError(f"costs is {shown(costs)}, must be a dict: leaf to cost")
    if wrong := sorted(str(name) for name in costs if name not in leaves):
        raise GkevalError(f"costs names {', '.join(wrong)}, must be leaves of the scheme")
    found, bad = {}, []
    for name in sorted(costs):
        try:
            found[name] = number(name, costs[name], above=0)
        except GkevalError:
            bad.append(f"{name} ({shown(costs[name])})")
    if bad:
        raise GkevalError(f"costs of {', '.join(bad)} must be finite numbers above 0")
    every = [found.get(name, 1.0) for name in leaves]
    if max(every) > SPAN * min(every):
        raise GkevalError(
            f"costs go from {min(every):g} to {max(every):g}, 1 where not given; the highest must "
            f"be at most {SPAN:g} times the lowest. Remedy: bring them nearer to each other"
        )
    return found


def check_unit(result: Assessment, row: int) -> None:
    """Refuse what no sum of points can answer.

    Raises
    ------
    GkevalError
        Where indicators are combined otherwise than by adding up, or the unit has no total.
    """
    scheme, tree = result.scheme, result.tree
    if tree.combines:
        names = ", ".join(tree.ids[node] or "the whole" for node in sorted(tree.combines))
        raise GkevalError(
            f"{names}: indicators are combined otherwise than by adding up, so no sum of points "
            "tells what it takes. Remedy: score a changed table of values, and gk.compare"
        )
    adjusted, unit = result.adjusted, result.roster.ids[row]
    if adjusted.verdicts[row] == "vetoed":
        return
    if np.isnan(adjusted.low[row]):
        raise GkevalError(
            f"unit {unit} has no total: no indicator applies to it, or none is due yet, so there "
            "is nothing to raise. Remedy: ask about another unit"
        )
    if scheme.missing == "zero" or adjusted.low[row] == adjusted.high[row]:
        return
    scores = result.scores
    mine = scores[
        (scores["unit"] == unit) & scores["indicator"].isin([x.id for x in scheme.leaves])
    ]
    open_ = mine.loc[mine["state"].isin(["not_assessed", "disputed"]), "indicator"]
    what = f"{', '.join(open_)} not assessed" if len(open_) else "units below it have open ones"
    raise GkevalError(f"unit {unit} has no total: {what}. Remedy: assess them first")

"""Which changes from one assessment to the next are larger than their uncertainty.

In: two `Robustness` of assessments that share units. Out: `Changes`: how sure the rise or fall of
every unit is. Both are drawn again, draw by draw with the same weights where the schemes have the
same tree, for a change of weights is no change of the units; raters and samples vary in each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.arguments import number
from gkeval.errors import GkevalError
from gkeval.numbers import ticks
from gkeval.uncertainty.draws import Plan, Tile
from gkeval.uncertainty.ranking import keys_of

if TYPE_CHECKING:
    from gkeval.uncertainty.results import Robustness

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Changes:
    """Changes of every unit that both assessments rank.

    Attributes
    ----------
    table : pandas.DataFrame
        unit, name, group (now), score_before, score, change, up (share of draws in which the score
        is higher), down, rank_before, rank, rank_up (share of draws in which the rank is better),
        rank_down, sure (``up``, ``down`` or empty: the direction of the score in at least `level`
        of the draws), rank_sure (likewise of the rank).
    level : float
        Share of draws from which on a direction is called sure.
    draws : int
    """

    table: pd.DataFrame
    level: float
    draws: int

    @property
    def sure(self) -> pd.DataFrame:
        """The units whose score surely rose or fell."""
        return self.table[self.table["sure"] != ""].reset_index(drop=True)

    def __repr__(self) -> str:
        counts = self.table["sure"].value_counts()
        return (
            f"<Changes: of {len(self.table)} units {counts.get('up', 0)} surely rose and "
            f"{counts.get('down', 0)} surely fell ({self.level:.0%} of {self.draws} draws)>"
        )

    def _repr_html_(self) -> str:
        return self.table.round(3).to_html(index=False, border=0)


def changes(before: Robustness, now: Robustness, level: float = 0.95) -> Changes:
    """Return how sure the changes between two assessments are; see `Robustness.since`.

    Scores are compared as they are published where both schemes round alike, or else exactly.

    Raises
    ------
    GkevalError
        When no unit has a rank in both, the full marks differ, or `level` is out of range.
    """
    level = number("level", level, above=0.5, below=1)
    old, new = before.result, now.result
    if old.scheme.full_mark != new.scheme.full_mark:
        raise GkevalError(
            f"the assessments are marked out of {old.scheme.full_mark} and {new.scheme.full_mark}, "
            "must be out of the same"
        )
    ids = list(new.roster.ids[now.plan.model.ranked])
    rows = np.array([old.roster.ids.get_loc(u) if u in old.roster.ids else -1 for u in ids])
    both = np.isin(rows, before.plan.model.ranked)
    if not both.any():
        raise GkevalError("no unit has a rank in both assessments")
    was, are = rows[both], now.plan.model.ranked[both]
    size = min(before.plan.size, now.plan.size)
    plans = (
        replace(before.plan, draws=now.draws, seed=now.seed, tile_size=size, salt=1),
        replace(now.plan, tile_size=size),
    )
    counts = np.zeros((4, len(are)), dtype=np.int64)
    alike = old.scheme.rounding == new.scheme.rounding
    pairs = (_compared(p, rows, alike) for p, rows in zip(plans, (was, are), strict=True))
    for one, two in zip(*pairs, strict=True):
        counts[0] += (two[0] > one[0]).sum(axis=0)
        counts[1] += (two[0] < one[0]).sum(axis=0)
        counts[2] += (two[1] < one[1]).sum(axis=0)
        counts[3] += (two[1] > one[1]).sum(axis=0)
    share = counts / now.draws
    old_totals, new_totals = old.totals.iloc[was], new.totals.iloc[are]
    old_score, score = (t["total"].to_numpy(dtype=np.float64) for t in (old_totals, new_totals))

    def direction(up: Floats, down: Floats) -> npt.NDArray[np.str_]:
        return np.select([up >= level - 1e-12, down >= level - 1e-12], ["up", "down"], "")

    table = pd.DataFrame(
        {
            "unit": new_totals["unit"].to_numpy(),
            "name": new_totals["name"].to_numpy(),
            "group": new_totals["group"].to_numpy(),
            "score_before": old_score,
            "score": score,
            "change": np.round(score - old_score, 9),
            "up": share[0],
            "down": share[1],
            "rank_before": old_totals["rank"].to_numpy(dtype=np.int64),
            "rank": new_totals["rank"].to_numpy(dtype=np.int64),
            "rank_up": share[2],
            "rank_down": share[3],
            "sure": direction(share[0], share[1]),
            "rank_sure": direction(share[2], share[3]),
        }
    )
    texts = dict.fromkeys(("unit", "name", "group", "sure", "rank_sure"), "str")
    return Changes(table.astype(texts), level, now.draws)


def _compared(plan: Plan, rows: npt.NDArray[np.intp], alike: bool) -> Iterator[tuple[Ints, Ints]]:
    """Yield, tile by tile, the scores as whole numbers and the ranks of some units.

    Scores are rounded as the scheme says where both do so `alike`, or else not at all.
    """
    groups = list(plan.groups())
    scheme = plan.model.result.scheme

    def work(tile: Tile) -> tuple[Ints, Ints]:
        ranks = np.zeros(tile.totals.shape, dtype=np.int64)
        for _, members in groups:
            ranks[:, members] = plan.ranks(tile, members)
        totals = tile.totals[:, rows]
        scores = keys_of(scheme, totals) if alike else ticks(totals, scheme.full_mark)
        return scores.astype(np.int64), ranks[:, rows]

    return plan.run(work, None, False)

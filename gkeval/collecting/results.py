"""What this room needs to know of an assessment: its scheme, units, scores and values.

The assessment stands below this room, which is why it is described here instead of imported.
"""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from gkeval.scheme.model import Scheme


class Result(Protocol):
    """What `gkeval.assess` returns, as far as it is needed here."""

    @property
    def scheme(self) -> Scheme:
        """The scheme it was assessed by."""

    @property
    def units(self) -> pd.DataFrame:
        """The units."""

    @property
    def scores(self) -> pd.DataFrame:
        """unit, indicator, level, points, available, score, state of every node of the tree."""

    @property
    def values(self) -> pd.DataFrame:
        """unit, indicator, value, n, state of every leaf."""

    @property
    def totals(self) -> pd.DataFrame:
        """unit, group, total, rank, grade."""


def leaf_scores(result: Result) -> pd.DataFrame:
    """Return the scores of the leaves: unit, indicator, title, available, score, lost, state.

    ``available`` are the points that the unit could earn; ``lost`` what it did not.
    """
    scheme = result.scheme
    titles = {leaf.id: leaf.title.to(scheme.lang) for leaf in scheme.leaves}
    scores = result.scores
    own = scores[scores["indicator"].isin(list(titles))].reset_index(drop=True)
    lost = (own["available"] - own["score"]).round(9)
    columns = ["unit", "indicator", "title", "available", "score", "lost", "state"]
    return own.assign(title=own["indicator"].map(titles), lost=lost)[columns]

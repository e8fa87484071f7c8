"""The frozen result of an assessment: totals, scores, ranking, explanations.

Everything here is read off the values and states of the cells and off the scheme; nothing is
stored twice. Frames are made anew on each call, so that a caller may change what it got.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gkeval.assessment.cells import Cells
from gkeval.assessment.evidence import Evidence, NoEvidence
from gkeval.assessment.roster import Roster
from gkeval.errors import GkevalError, Problems
from gkeval.scheme.model import Scheme
from gkeval.scoring.grades import exact, grades_of, published, ranks_within
from gkeval.scoring.points import OPEN, Sheet
from gkeval.scoring.tree import Tree, tree_of
from gkeval.tables import STATES

if TYPE_CHECKING:
    from gkeval.assessment.explaining import Explanation

STATE_CODES = np.array([code for code, _, _ in STATES], dtype=object)


@dataclass(frozen=True, eq=False)
class Assessment:
    """The result of `gkeval.assess` or `gkeval.score`; a value that never changes.

    Attributes
    ----------
    scheme : Scheme
    problems : Problems
        What was wrong with the inputs and was reported instead of refused.
    inputs : str
        Hash of the content of the inputs, whatever the order of their rows.
    """

    scheme: Scheme
    roster: Roster = field(repr=False)
    cells: Cells = field(repr=False)
    sheet: Sheet = field(repr=False)
    inputs: str
    problems: Problems = field(default=Problems(), repr=False)
    provisional: frozenset[str] = field(default=frozenset(), repr=False)
    evidence: Evidence = field(default=NoEvidence(), repr=False)

    @property
    def units(self) -> pd.DataFrame:
        """The units in the order of every table here: by group, given order, id."""
        return self.roster.frame.copy()

    @property
    def values(self) -> pd.DataFrame:
        """The values table: unit, indicator, value, numerator, denominator, n, state, level."""
        return self.cells.to_frame(self.scheme, self.roster)

    @property
    def scores(self) -> pd.DataFrame:
        """One row per unit and node of the tree that is for its group.

        unit, indicator, level (1 for the first), points (nominal), available (what the unit could
        earn, after points that do not apply were passed on), rate, score (missing where open),
        low, high (equal where nothing is open), state.
        """
        tree = self.tree
        indicators = [self.scheme.by_id[node] for node in tree.ids[1:]]
        bound = np.column_stack([self.roster.bound(indicator) for indicator in indicators])
        rows, columns = np.nonzero(bound)
        nodes = columns + 1
        sheet = self.sheet
        return pd.DataFrame(
            {
                "unit": self.roster.ids.to_numpy()[rows],
                "indicator": np.array(tree.ids, dtype=object)[nodes],
                "level": tree.level[nodes],
                "points": tree.points[nodes],
                "available": sheet.available[rows, nodes],
                "rate": sheet.rates[rows, nodes],
                "score": sheet.scores[rows, nodes],
                "low": sheet.low[rows, nodes],
                "high": sheet.high[rows, nodes],
                "state": STATE_CODES[sheet.states[rows, nodes]],
            }
        ).astype({"unit": "str", "indicator": "str", "state": "str"})

    @property
    def totals(self) -> pd.DataFrame:
        """One row per unit: unit, name, group, total, rank, tied, grade, low, high, exact, state.

        total is the published one (rounded half up on the full mark), missing while something is
        open; low and high bound it then. rank counts within the group; tied tells that another
        unit shares it. provisional: rows of the unit's records were rejected.
        """
        sheet, scheme = self.sheet, self.scheme
        full = float(scheme.full_mark)
        low, high = sheet.low[:, 0], sheet.high[:, 0]
        nothing = np.isnan(sheet.available[:, 0])
        is_open = np.isin(sheet.states[:, 0], OPEN)
        whole = np.where(nothing, np.nan, low)
        settled = (
            whole if scheme.missing == "zero" else np.where(is_open, np.nan, whole)
        )
        total, cleaned = published(scheme, settled), exact(scheme, settled)
        ranked = total if scheme.rounding.rank_on == "published" else cleaned
        rank, tied = ranks_within(ranked, self.roster.groups, full, scheme.ranking.ties)
        frame = self.roster.frame
        return pd.DataFrame(
            {
                "unit": frame["unit"],
                "name": frame["name"],
                "group": frame["group"],
                "total": total,
                "rank": pd.array(rank, dtype="Float64").astype("Int64"),
                "tied": tied,
                "grade": grades_of(total, scheme.grades, full),
                "low": published(scheme, np.where(nothing, np.nan, low)),
                "high": published(scheme, np.where(nothing, np.nan, high)),
                "exact": cleaned,
                "state": STATE_CODES[sheet.states[:, 0]],
                "provisional": frame["unit"].isin(list(self.provisional)).to_numpy(dtype=bool),
            }
        ).astype({"grade": "str", "state": "str"})

    @property
    def adjustments(self) -> pd.DataFrame:
        """Every adjustment that was applied: unit, kind, reason, before, after, record."""
        columns = ["unit", "kind", "reason", "before", "after", "record"]
        return pd.DataFrame({name: pd.Series(dtype="object") for name in columns})

    def ranking(self, group: str | None = None) -> pd.DataFrame:
        """Return the ranking, the first unit on top; units without a rank come last.

        Parameters
        ----------
        group
            A ranked group of the scheme, or a subset of one (its units keep their rank in the
            group); every group when not given.

        Returns
        -------
        pandas.DataFrame
            rank, unit, name, group, score, tied, grade, low, high, provisional.

        Raises
        ------
        GkevalError
            For a group that the scheme does not have.

        Examples
        --------
        >>> import gkeval as gk
        >>> records = gk.read_records(gk.sample("sichuan-land-2011"))
        >>> gk.assess("sichuan-land-2011", records).ranking()[["rank", "unit", "score"]].head(2)
           rank unit  score
        0     1  成都市   96.4
        1     2  眉山市   94.0
        """
        totals = self.totals.rename(columns={"total": "score"})
        if group is not None:
            if group not in self.roster.members:
                known = ", ".join(self.scheme.groups)
                raise GkevalError(f"group is {group!r}, must be one of: {known}")
            totals = totals[self.roster.members[group]]
        place = totals["group"].map({name: i for i, name in enumerate(self.scheme.groups)})
        ordered = totals.assign(_group=place).sort_values(
            ["_group", "rank"], kind="stable", na_position="last"
        )
        columns = "rank unit name group score tied grade low high provisional".split()
        return ordered[columns].reset_index(drop=True)

    def explain(self, unit: str, indicator: str | None = None) -> Explanation:
        """Return how a score came about: records, value, rule, points, clause.

        Parameters
        ----------
        unit
            Id of a unit.
        indicator
            Id of an indicator of any level; the whole total when not given.

        Raises
        ------
        GkevalError
            For an unknown unit or indicator.
        """
        from gkeval.assessment.explaining import explain

        return explain(self, unit, indicator)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the result to one archive file; see `gkeval.load`."""
        from gkeval.assessment.archive import write

        write(self, path)

    @cached_property
    def tree(self) -> Tree:
        """The tree of the scheme as arrays."""
        return tree_of(self.scheme)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the scheme and of the content of the inputs, 16 hex digits."""
        text = f"{self.scheme.fingerprint}:{self.inputs}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def row(self, unit: str) -> int:
        """Return the position of a unit in the arrays.

        Raises
        ------
        GkevalError
            For an unknown unit; the message names the nearest.
        """
        position = self.roster.ids.get_indexer(pd.Index([unit], dtype=object))[0]
        if position < 0:
            raise GkevalError(f"unit is {unit!r}, must be one of the {len(self.roster)} units")
        return int(position)

    def __repr__(self) -> str:
        return (
            f"<Assessment {self.scheme.scheme}: {len(self.roster)} units, "
            f"{len(self.scheme.leaves)} indicators, {self.fingerprint}>"
        )

    def _repr_html_(self) -> str:
        from gkeval.assessment.showing import ranking_html

        return ranking_html(self)

"""The frozen result of an assessment: totals, scores, ranking, explanations.

Everything here is read off the values and states of the cells and off the scheme; nothing is
stored twice. Frames are made anew on each call, so that a caller may change what it got.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment.cells import Cells
from gkeval.assessment.evidence import Evidence, NoEvidence
from gkeval.assessment.provenance import NO_RECORDS, Provenance
from gkeval.assessment.roster import Roster
from gkeval.assessment.showing import RankingFrame, look_of, ranking_html
from gkeval.errors import GkevalError, Problems
from gkeval.scheme.adjustments import Gate
from gkeval.scheme.model import Scheme
from gkeval.scoring.adjustments import Adjusted
from gkeval.scoring.grades import Standing, grades_of, published, ranks_within
from gkeval.scoring.points import Sheet
from gkeval.scoring.tree import Tree, tree_of
from gkeval.spec import Lang
from gkeval.tables import STATES

if TYPE_CHECKING:
    from gkeval.assessment.explaining import Explanation
    from gkeval.assessment.versus import Versus

STATE_CODES = np.array([code for code, _, _ in STATES], dtype=object)


def _counted(records: pd.DataFrame) -> dict[str, str]:
    """Return the ids of the records that counted, by unit."""
    if "counted" in records:
        records = records[records["counted"].astype(bool)]
    known = records[records["record"].notna()]
    by_unit = known.groupby("unit")["record"].agg(";".join)
    return dict(zip(map(str, by_unit.index), by_unit, strict=True))


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
    provenance : Provenance
        Hashes of the files or tables, options, and changes made since; see `changes`.
    """

    scheme: Scheme
    roster: Roster = field(repr=False)
    cells: Cells = field(repr=False)
    adjusted: Adjusted = field(repr=False)
    inputs: str
    problems: Problems = field(default=Problems(), repr=False)
    provisional: frozenset[str] = field(default=frozenset(), repr=False)
    evidence: Evidence = field(default=NoEvidence(), repr=False)
    provenance: Provenance = field(default=Provenance(), repr=False)

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
        low, high (equal where nothing is open), state. While it is undecided whether a unit passes
        a gate, its scores of indicators are those of a unit that does; its total holds both.
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
        """One row per unit: unit, name, group, total, rank, tied, grade, low, high, exact and more.

        total is the published one (rounded half up on the full mark), missing while something is
        open; low and high bound it then. rank counts within the group; tied tells that another
        unit shares it. verdict is ``vetoed`` or ``failed`` where a veto or a gate struck.
        provisional: rows of the unit's records were rejected.
        """
        scheme, adjusted = self.scheme, self.adjusted
        full = float(scheme.full_mark)
        settled = adjusted.low == adjusted.high
        known = (
            adjusted.low if scheme.missing == "zero" else np.where(settled, adjusted.low, np.nan)
        )
        total = published(scheme, known)
        frame = self.roster.frame
        state = STATE_CODES[self.sheet.states[:, 0]]
        rank, tied = ranks_within(
            total if scheme.rounding.rank_on == "published" else known,
            self.roster.groups,
            full,
            scheme.ranking.ties,
            [self.breaker(name) for name in scheme.ranking.break_by],
        )
        needed = {name for grade in scheme.grades for name in grade.needs.rates}
        standing = Standing(
            total,
            rank,
            adjusted.verdicts,
            self.roster.groups,
            self.roster.members,
            self.roster.subsets,
            {node: self._rates_for_needs(node) for node in needed},
        )
        return pd.DataFrame(
            {
                "unit": frame["unit"],
                "name": frame["name"],
                "group": frame["group"],
                "total": total,
                "rank": pd.array(rank, dtype="Float64").astype("Int64"),
                "tied": tied,
                "grade": grades_of(scheme, standing),
                "low": published(scheme, adjusted.low),
                "high": published(scheme, adjusted.high),
                "exact": known,
                "state": state,
                "verdict": adjusted.verdicts,
                "provisional": frame["unit"].isin(list(self.provisional)).to_numpy(dtype=bool),
            }
        ).astype({"grade": "str", "state": "str", "verdict": "str"})

    def _rates_for_needs(self, indicator: str) -> npt.NDArray[np.float64]:
        """Return the rates that a grade asks for; what does not apply stands in no one's way."""
        node = self.tree.ids.index(indicator)
        excused = np.isnan(self.sheet.available[:, node])
        return np.where(excused, 1.0, self.sheet.rates[:, node])

    def breaker(self, name: str) -> npt.NDArray[np.float64]:
        """Return what breaks a tie, the higher the better: scores, or the given order."""
        if name == "order":
            return -self.roster.frame["order"].to_numpy(dtype=np.float64)
        return self.sheet.scores[:, self.tree.ids.index(name)]

    @property
    def adjustments(self) -> pd.DataFrame:
        """Every adjustment that took effect, in the order of the scheme.

        unit, adjustment (its id), kind, reason (its title), on (an indicator, or empty for the
        total), value, before, after (points of what it works on; the low end where something is
        open), outcome (``applied``; ``closed``: earned, but its gate was not open; ``by_child``:
        through a unit below), clause, from_unit (that unit), record (ids of the records behind it).
        """
        items, ids = self.scheme.adjustments, self.roster.ids
        found = {
            item.id: _counted(self.evidence.about(item.id))
            for position, item in enumerate(items)
            if not isinstance(item, Gate)
            and any(entry.position == position for entry in self.adjusted.log)
        }
        rows = [
            {
                "unit": ids[entry.row],
                "adjustment": items[entry.position].id,
                "kind": items[entry.position].kind,
                "reason": items[entry.position].title.to(self.scheme.lang),
                "on": getattr(items[entry.position], "on", None) or "",
                "value": entry.value,
                "before": entry.before,
                "after": entry.after,
                "outcome": entry.outcome,
                "clause": items[entry.position].clause,
                "from_unit": ids[entry.child] if entry.child >= 0 else "",
                "record": found.get(items[entry.position].id, {}).get(
                    ids[entry.child if entry.child >= 0 else entry.row], ""
                ),
            }
            for entry in self.adjusted.log
        ]
        columns = (
            "unit adjustment kind reason on value before after outcome clause from_unit record"
        )
        frame = pd.DataFrame(rows, columns=columns.split())
        numbers = dict.fromkeys(("value", "before", "after"), "float64")
        return frame.astype(dict.fromkeys(frame.columns, "str") | numbers)

    @property
    def changes(self) -> pd.DataFrame:
        """Every change of a value since the first result, in order: who, when, why.

        unit, indicator, value, level, state, who, when, why, evidence, as text; what
        `gkeval.apply_appeals` and `gkeval.apply_changes` were given.
        """
        return self.provenance.changes

    @property
    def sheet(self) -> Sheet:
        """Points of all units at all nodes, after adjustments of single indicators."""
        return self.adjusted.sheet

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
            rank, unit, name, group, score, tied, grade, low, high, provisional; a notebook shows it
            with bars and grade colours.

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
            if not isinstance(group, str) or group not in self.roster.members:
                known = ", ".join(self.scheme.groups)
                raise GkevalError(f"group is {group!r}, must be one of: {known}")
            totals = totals[self.roster.members[group]]
        place = totals["group"].map({name: i for i, name in enumerate(self.scheme.groups)})
        ordered = totals.assign(_group=place).sort_values(
            ["_group", "rank"], kind="stable", na_position="last"
        )
        columns = "rank unit name group score tied grade low high provisional".split()
        return RankingFrame.of(ordered[columns].reset_index(drop=True), look_of(self))

    @overload
    def explain(
        self, unit: str, indicator: str | None = None, *, lang: Lang | None = None
    ) -> Explanation: ...

    @overload
    def explain(self, unit: str, *, versus: str, lang: Lang | None = None) -> Versus: ...

    def explain(
        self,
        unit: str,
        indicator: str | None = None,
        *,
        versus: str | None = None,
        lang: Lang | None = None,
    ) -> Explanation | Versus:
        """Return how a score came about: records, value, rule, points, clause.

        Parameters
        ----------
        unit
            Id of a unit.
        indicator
            Id of an indicator of any level; the whole total when not given.
        versus
            Id of another unit: why the one stands above or below it, indicator by indicator.
        lang
            ``"zh"`` or ``"en"``; the scheme's own language when not given.

        Raises
        ------
        GkevalError
            For an unknown unit or indicator; for `versus` together with an indicator, or where one
            of the two has no total.

        Examples
        --------
        >>> import gkeval as gk
        >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
        >>> result.explain("成都市", versus="眉山市").rows[["indicator", "difference"]].head(3)
            indicator  difference
        0    services         3.0
        1  disclosure        -1.1
        2      design         0.5
        """
        if versus is not None:
            from gkeval.assessment.versus import versus as set_against

            if indicator is not None:
                raise GkevalError(
                    f"indicator is {indicator!r} and versus is {versus!r}, must be one of the two. "
                    "Remedy: versus tells every indicator"
                )
            return set_against(self, unit, versus, lang)
        from gkeval.assessment.explaining import explain

        return explain(self, unit, indicator, lang)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the result to one archive file; see `gkeval.load` and `gkeval.verify`."""
        from gkeval.assessment.archive import write

        write(self, path)

    def without_records(self) -> Assessment:
        """Return the result without single records: for reports and archives of very large tables.

        Values, numerators, denominators, scores and the fingerprint stay; `explain` shows them, but
        no record behind them. Looking for these needs the records, not the archive.
        """
        told = replace(self.provenance, options={**self.provenance.options, **NO_RECORDS})
        return replace(self, evidence=NoEvidence(), provenance=told)

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
        known = isinstance(unit, str)
        position = self.roster.ids.get_indexer(pd.Index([unit], dtype=object))[0] if known else -1
        if position < 0:
            near = get_close_matches(str(unit), map(str, self.roster.ids), n=1)
            meant = f". Remedy: write {near[0]!r}, if that is meant" if near else ""
            raise GkevalError(
                f"unit is {unit!r}, must be one of the {len(self.roster)} units{meant}"
            )
        return int(position)

    def __repr__(self) -> str:
        return (
            f"<Assessment {self.scheme.scheme}: {len(self.roster)} units, "
            f"{len(self.scheme.leaves)} indicators, {self.fingerprint}>"
        )

    def _repr_html_(self) -> str:
        return ranking_html(self)

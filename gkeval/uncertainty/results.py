"""What repeated assessments tell: rank intervals, probabilities, grades in doubt, ties in truth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.arguments import listed, number, one_of, share, shown, whole
from gkeval.assessment.result import Assessment
from gkeval.errors import GkevalError
from gkeval.spec import Lang
from gkeval.uncertainty.counting import RankCounts
from gkeval.uncertainty.draws import Plan
from gkeval.uncertainty.pairs import above, apart

if TYPE_CHECKING:
    from gkeval.uncertainty.changes import Changes

Floats = npt.NDArray[np.float64]

LEAST_ERROR = 1e-6
"""The smallest standard error that may be asked for."""

LEVEL = 0.9
"""The level of intervals when none is asked for."""


@dataclass(frozen=True, eq=False)
class GradeCounts:
    """How often every unit had every grade: ids, and shares of shape (grades, units)."""

    ids: tuple[str, ...]
    shares: Floats


@dataclass(frozen=True, eq=False)
class Robustness:
    """The result of `gkeval.robustness`; a value that never changes.

    Attributes
    ----------
    result : Assessment
        What was repeated.
    """

    result: Assessment
    plan: Plan = field(repr=False)
    counts: tuple[RankCounts, ...] = field(repr=False)
    graded: GradeCounts = field(repr=False)
    mean_score: Floats = field(repr=False)
    sd_score: Floats = field(repr=False)

    @property
    def draws(self) -> int:
        """How often the assessment was repeated."""
        return self.plan.draws

    @property
    def seed(self) -> int:
        """From where chance started."""
        return self.plan.seed

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """The 90 % rank interval of every unit; see `at`."""
        return self.at(LEVEL)

    def at(self, level: float) -> pd.DataFrame:
        """Return the rank interval of every unit that has a rank, by group and rank.

        Parameters
        ----------
        level
            Share of the draws in the interval, more than 0 and less than 1; at most half of the
            rest lies beyond either end.

        Returns
        -------
        pandas.DataFrame
            group, unit, name, rank (as assessed), low, high, width (ranks in the interval),
            mean_rank, median_rank, sd_rank, kept (share of draws with the rank as assessed),
            score, mean_score, sd_score.
        """
        level = share("level", level)
        totals = self.result.totals
        parts = []
        for counts in self.counts:
            rows = counts.rows
            rank = totals["rank"].to_numpy(dtype=np.int64, na_value=0)[rows]
            low, high = counts.interval(level)
            part = pd.DataFrame(
                {
                    "group": totals["group"].to_numpy()[rows],
                    "unit": totals["unit"].to_numpy()[rows],
                    "name": totals["name"].to_numpy()[rows],
                    "rank": rank,
                    "low": low,
                    "high": high,
                    "width": high - low + 1,
                    "mean_rank": counts.mean,
                    "median_rank": counts.median(),
                    "sd_rank": counts.sd,
                    "kept": counts.exactly(rank),
                    "score": totals["total"].to_numpy()[rows],
                    "mean_score": self.mean_score[rows],
                    "sd_score": self.sd_score[rows],
                }
            )
            parts.append(part.sort_values("rank", kind="stable"))
        texts = dict.fromkeys(("group", "unit", "name"), "str")
        return pd.concat(parts, ignore_index=True).astype(texts)

    def rank_probabilities(self, group: str | None = None) -> pd.DataFrame:
        """Return the probability of every rank, one row per unit, the first on top.

        Parameters
        ----------
        group
            A ranked group; may be left out where there is one only.
        """
        counts = self._group(group)
        shares = counts.shares()
        order = self._order(counts)
        ids = pd.Index(self.result.roster.ids.to_numpy()[counts.rows][order], name="unit")
        ranks = pd.RangeIndex(1, shares.shape[1] + 1, name="rank")
        return pd.DataFrame(shares[order], index=ids, columns=ranks)

    def top(self, k: int, group: str | None = None) -> pd.Series[float]:
        """Return the probability of every unit to be among the first `k` of its group."""
        counts = self._group(group)
        k = whole("k", k, 1, len(counts.rows))
        order = self._order(counts)
        ids = pd.Index(self.result.roster.ids.to_numpy()[counts.rows][order], name="unit")
        return pd.Series(counts.at_most(k)[order], index=ids, name=f"top_{k}")

    @property
    def grades(self) -> pd.DataFrame:
        """The probability of every grade, one row per unit that has a rank.

        Failed, and no grade at all, are columns where a unit has them, in a draw or as assessed;
        so they are where the scheme has no grades.
        """
        ids, shares = self.graded.ids, self.graded.shares
        rows = self.plan.model.ranked
        seen = set(self.result.totals["grade"].iloc[rows])
        seen |= {name for at, name in enumerate(ids) if shares[at, rows].any()}
        last = len(self.result.scheme.grades)
        columns = [at for at, name in enumerate(ids) if at < last or name in seen]
        units = pd.Index(self.result.roster.ids.to_numpy()[rows], name="unit")
        names = pd.Index([ids[at] for at in columns], name="grade")
        return pd.DataFrame(shares[columns][:, rows].T, index=units, columns=names)

    def doubtful(self, at_least: float = 0.95) -> pd.DataFrame:
        """Return the units whose grade is in doubt: kept in fewer than this share of the draws.

        None where the scheme has no grades; `grades` tells how often a gate fails a unit all the
        same.

        Parameters
        ----------
        at_least
            From 0 to 1.

        Returns
        -------
        pandas.DataFrame
            unit, name, grade (as assessed), kept (share of draws with it), other (the grade that
            comes next), share (of the draws with that), the most doubtful first.
        """
        at_least = number("at_least", at_least, 0, 1)
        grades = self.grades
        totals = self.result.totals.set_index("unit").reindex(grades.index)
        if not self.result.scheme.grades:
            grades = grades.iloc[:0]
            totals = totals.iloc[:0]
        mine = totals["grade"].to_numpy(dtype=object)
        place = np.array([list(grades.columns).index(name) for name in mine], dtype=np.intp)
        shares = grades.to_numpy(dtype=np.float64).copy()
        kept = shares[np.arange(len(mine)), place] if len(mine) else np.empty(0)
        shares[np.arange(len(mine)), place] = -1.0
        nearest = shares.argmax(axis=1) if len(mine) else place
        frame = pd.DataFrame(
            {
                "unit": grades.index.to_numpy(),
                "name": totals["name"].to_numpy(),
                "grade": mine,
                "kept": kept,
                "other": grades.columns.to_numpy()[nearest],
                "share": np.maximum(shares[np.arange(len(mine)), nearest], 0.0),
            }
        ).astype(dict.fromkeys(("unit", "name", "grade", "other"), "str"))
        doubtful = frame[frame["kept"] < at_least - 1e-12]
        return doubtful.sort_values("kept", kind="stable").reset_index(drop=True)

    def above(self, group: str | None = None, units: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the share of draws in which the unit of a row ranks above that of a column.

        Where both share the rank, neither is above. The draws are made again, so that no more than
        the units asked for has to be kept.

        Parameters
        ----------
        group
            A ranked group; may be left out where there is one only.
        units
            Some of its units; all of them when not given.

        Examples
        --------
        >>> import gkeval as gk
        >>> records = gk.read_records(gk.sample("sichuan-land-2011"))
        >>> robust = gk.robustness(gk.assess("sichuan-land-2011", records), 200, 1)
        >>> robust.above(units=["成都市", "眉山市"]).to_numpy().tolist()
        [[0.0, 1.0], [0.0, 0.0]]
        """
        rows = self._rows(group, units)
        ids = self.result.roster.ids.to_numpy()[rows]
        return pd.DataFrame(
            above(self.plan, rows),
            index=pd.Index(ids, name="unit"),
            columns=pd.Index(ids, name="below"),
        )

    def tiers(self, group: str | None = None, level: float = LEVEL) -> pd.DataFrame:
        """Return groups of units that cannot be told apart, from the top down.

        A tier begins with the best unit not yet in one, and takes the units below it as long as
        that unit is not above them in at least `level` of the draws.

        Parameters
        ----------
        group
            A ranked group; may be left out where there is one only.
        level
            More than 0, up to 1 (in every draw).

        Returns
        -------
        pandas.DataFrame
            tier (1 is the highest), unit, name, rank, above (share of the draws in which the first
            unit of the tier is above this one).
        """
        counts = self._group(group)
        rows = counts.rows[self._order(counts)]
        tier, often = apart(self.plan, rows, number("level", level, above=0, high=1))
        totals = self.result.totals.iloc[rows]
        return pd.DataFrame(
            {
                "tier": tier,
                "unit": totals["unit"].to_numpy(),
                "name": totals["name"].to_numpy(),
                "rank": totals["rank"].to_numpy(dtype=np.int64),
                "above": often,
            }
        ).astype({"unit": "str", "name": "str"})

    def since(self, before: Robustness) -> Changes:
        """Return which changes since another assessment are larger than their uncertainty."""
        from gkeval.uncertainty.changes import changes

        if not isinstance(before, Robustness):
            raise GkevalError(
                f"before is {shown(before)}, must be a Robustness. "
                "Remedy: gkeval.robustness of the earlier assessment"
            )
        return changes(before, self)

    def errors(self, level: float = LEVEL) -> pd.DataFrame:
        """Return the Monte Carlo error of every figure: what other seeds would change.

        Returns
        -------
        pandas.DataFrame
            unit; mean_rank (its standard error); low_from, low_to, high_from, high_to (between
            which the ends of the interval lie with 95 %, by order statistics); kept and grade (the
            standard errors of the shares of draws with the rank, and with the grade, as assessed).
        """
        parts = []
        frame = self.at(level).set_index("unit")
        outside = (1.0 - level) / 2.0
        spread = 1.96 * math.sqrt(self.draws * outside * (1.0 - outside))
        low, high = outside * self.draws, (1.0 - outside) * self.draws - 1
        grades = self.grades
        grade_of = dict(zip(self.result.totals["unit"], self.result.totals["grade"], strict=True))
        for counts in self.counts:
            units = self.result.roster.ids.to_numpy()[counts.rows]
            kept = frame["kept"].reindex(units).to_numpy()
            mine = np.array([
                grades.at[unit, grade_of[unit]] if grade_of[unit] in grades else 1.0
                for unit in units
            ])  # fmt: skip
            parts.append(
                pd.DataFrame(
                    {
                        "unit": units,
                        "mean_rank": counts.sd / math.sqrt(self.draws),
                        "low_from": counts.ordered(math.floor(low - spread)),
                        "low_to": counts.ordered(math.ceil(low + spread)),
                        "high_from": counts.ordered(math.floor(high - spread)),
                        "high_to": counts.ordered(math.ceil(high + spread)),
                        "kept": np.sqrt(kept * (1 - kept) / self.draws),
                        "grade": np.sqrt(mine * (1 - mine) / self.draws),
                    }
                )
            )
        return pd.concat(parts, ignore_index=True).astype({"unit": "str"})

    def enough(self, ranks: float = 0.1, share: float = 0.01) -> int:
        """Return how many draws keep every standard error within limits.

        Parameters
        ----------
        ranks
            Limit for the standard error of every mean rank; a millionth or more.
        share
            Limit for the standard error of every probability; a millionth or more.
        """
        ranks, share = (
            number(name, limit, low=LEAST_ERROR)
            for name, limit in (("ranks", ranks), ("share", share))
        )
        widest = max(float(counts.sd.max(initial=0.0)) for counts in self.counts)
        return max(math.ceil((widest / ranks) ** 2), math.ceil(0.25 / share**2 - 1e-9), 1)

    def varied(self, lang: Lang | None = None) -> str:
        """Return in words what was varied."""
        from gkeval.uncertainty.saying import what_varied

        return what_varied(self.plan, self._lang(lang))

    def summary(self, lang: Lang | None = None) -> str:
        """Return the finding in words."""
        from gkeval.uncertainty.saying import finding

        return finding(self, self._lang(lang))

    def _lang(self, lang: Lang | None) -> Lang:
        return one_of("lang", lang, ("zh", "en", None)) or self.result.scheme.lang

    def _group(self, group: str | None) -> RankCounts:
        names = [str(self.result.units["group"].iloc[counts.rows[0]]) for counts in self.counts]
        if group is None and len(names) == 1:
            return self.counts[0]
        if group not in names:
            said = "must be said" if group is None else f"is {group!r}, must be"
            raise GkevalError(f"group {said} one of: {', '.join(names)}")
        return self.counts[names.index(group)]

    def _rows(self, group: str | None, units: Sequence[str] | None) -> npt.NDArray[np.intp]:
        if units is None:
            counts = self._group(group)
            return counts.rows[self._order(counts)]
        units = listed("units", units, "units")
        if not units:
            raise GkevalError("units is empty, must name one or more")
        rows = np.array([self.result.row(unit) for unit in units], dtype=np.intp)
        ranked = np.isin(rows, self.plan.model.ranked)
        if not ranked.all():
            raise GkevalError(f"unit {units[int(np.argmin(ranked))]!r} has no rank")
        if len(np.unique(self.result.roster.groups[rows])) > 1:
            raise GkevalError("units are of several groups, must be ranked with each other")
        return rows

    def _order(self, counts: RankCounts) -> npt.NDArray[np.intp]:
        rank = self.result.totals["rank"].to_numpy(dtype=np.float64, na_value=np.nan)[counts.rows]
        return np.argsort(rank, kind="stable")

    def __repr__(self) -> str:
        return f"<Robustness {self.result.scheme.scheme}: {self.summary('en')}>"

    def _repr_html_(self) -> str:
        from gkeval.uncertainty.saying import as_html

        return as_html(self)

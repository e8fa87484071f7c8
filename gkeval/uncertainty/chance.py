"""Rates that might as well have come out otherwise: other raters, other cases in the sample.

In: an assessment. Out: for every leaf concerned, a function that draws the rates of all units.

* Raters: what the raters of a cell gave, one of them or as many of them drawn with replacement, in
  the place of the reconciled value. A cell that a leader decided, or that was changed since by an
  appeal or otherwise, is settled and stays.
* Samples: where only some of the cases were checked, the share among all of them. The unseen cases
  follow the beta-binomial distribution that belongs to what was seen (prior of Jeffreys); with all
  cases checked nothing varies. Source: Brown, Cai and DasGupta (2001), Statistical Science 16,
  101-133, section 4.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.arguments import shown, whole
from gkeval.assessment.result import Assessment
from gkeval.assessment.run import known_to
from gkeval.errors import GkevalError
from gkeval.measures.kinds import Judgement
from gkeval.measures.ways import Median, Trimmed, Way
from gkeval.rules.kinds import Levels
from gkeval.rules.rates import Leaf, rate
from gkeval.scheme.model import Indicator
from gkeval.scoring.points import SCORED

Floats = npt.NDArray[np.float64]
Raters = Literal["draw", "bootstrap"]


@dataclass(frozen=True, eq=False)
class Judged:
    """The cells of a leaf that several raters judged.

    Parameters
    ----------
    leaf
        Column of the leaf.
    rows : array of int, shape (cells,)
        The units.
    given : array of float, shape (cells, raters)
        The rate of what each rater gave, those of a cell in front; missing behind them.
    way
        How they become one.
    """

    leaf: int
    rows: npt.NDArray[np.intp]
    given: Floats
    way: Way

    def draw(self, how: Raters, rng: np.random.Generator, n: int) -> Floats:
        """Return drawn rates, shape (n, cells)."""
        counts = (~np.isnan(self.given)).sum(axis=1)
        cells, raters = self.given.shape
        at = np.arange(cells)
        if how == "draw":
            one: Floats = self.given[at, (rng.random((n, cells)) * counts).astype(np.intp)]
            return one
        chosen = (rng.random((n, cells, raters)) * counts[:, None]).astype(np.intp)
        drawn = self.given[at[:, None], chosen]
        drawn[:, np.isnan(self.given)] = np.nan  # a cell is redrawn with as many as it had
        return _joined(drawn, self.way)


@dataclass(frozen=True, eq=False)
class Sampled:
    """The cells of a leaf whose share was found in a sample; arrays of shape (cells,)."""

    leaf: int
    rows: npt.NDArray[np.intp]
    hits: Floats
    checked: Floats
    there: Floats

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        """Return drawn shares, shape (n, cells)."""
        share = rng.beta(self.hits + 0.5, self.checked - self.hits + 0.5, (n, len(self.rows)))
        many = np.isinf(self.there)
        unseen = np.where(many, 0.0, self.there - self.checked).astype(np.int64)
        more = rng.binomial(unseen, share)
        whole = (self.hits + more) / np.where(many, 1.0, self.there)
        return np.where(many, share, whole)


def judged_leaves(result: Assessment) -> list[Judged]:
    """Return the leaves of which some cells have several raters and were not settled otherwise."""
    found = []
    changed = result.changes[["unit", "indicator"]]
    for column, leaf in enumerate(result.scheme.leaves):
        if not isinstance(leaf.measured, Judgement) or leaf.rule is None:
            continue
        records = result.evidence.about(leaf.id)
        if records.empty or not {"rater", "value", "base"} <= set(records):
            continue
        records = records[records["base"].astype(bool)]
        ruled = records.loc[records["kind"] == "leader", "unit"].unique()
        settled = changed.loc[changed["indicator"] == leaf.id, "unit"]
        records = records[~records["unit"].isin({*ruled, *settled})]
        records = records.sort_values(["unit", "rater"])
        place = records.groupby("unit").cumcount().to_numpy()
        rows = result.roster.ids.get_indexer(pd.Index(records["unit"]))
        shape = (len(result.roster), int(place.max(initial=-1)) + 1)
        texts = np.full(shape, "", dtype=object)
        texts[rows, place] = records["value"].astype("str").str.strip().to_numpy(dtype=object)
        given = np.column_stack([_rates(leaf, texts[:, at], result) for at in range(shape[1])] or [
            np.full(len(result.roster), np.nan)
        ])  # fmt: skip
        several = (~np.isnan(given)).sum(axis=1) > 1
        several &= result.cells.states[:, column] == SCORED
        if several.any():
            cells = np.flatnonzero(several)
            # the ratings that are there in front
            kept = np.take_along_axis(given[cells], np.argsort(np.isnan(given[cells]), axis=1,
                                                               kind="stable"), axis=1)  # fmt: skip
            way = leaf.reconcile or result.scheme.reconcile
            found.append(Judged(column, cells, kept, way))
    return found


def sampled_leaves(result: Assessment, samples: bool | Mapping[str, float | None]) -> list[Sampled]:
    """Return the leaves of which some shares were found in a sample.

    Parameters
    ----------
    samples
        True for what the records say (table ``samples``, or population in the values); or, by
        indicator, how many cases there were for each unit (None: many).

    Raises
    ------
    GkevalError
        For an indicator that is no share of counted cases, or fewer cases than were checked.
    """
    cells, scheme = result.cells, result.scheme
    stated = stated_samples(samples)
    if unknown := sorted(set(stated) - {leaf.id for leaf in scheme.leaves}):
        raise GkevalError(f"samples names {', '.join(unknown)}, must be leaves of the scheme")
    found = []
    for column, leaf in enumerate(scheme.leaves):
        checked, hits = cells.denominators[:, column], cells.numerators[:, column]
        there = np.full(len(checked), np.nan)
        if leaf.id in stated:
            size = stated[leaf.id]
            there[:] = np.inf if size is None else size
        elif samples is True and cells.populations is not None:
            there = cells.populations[:, column].copy()
        with np.errstate(invalid="ignore"):
            is_share = np.isclose(cells.values[:, column], hits / checked)
            known = (cells.states[:, column] == SCORED) & is_share & (checked > 0)
            usable = known & (hits <= checked) & ~np.isnan(there)
            if leaf.id in stated and not usable.any():
                raise GkevalError(
                    f"samples names {leaf.id}, whose values are no shares of counted cases"
                )
            if (usable & (there < checked)).any():
                unit = result.roster.ids[int(np.flatnonzero(usable & (there < checked))[0])]
                raise GkevalError(
                    f"samples gives {leaf.id} {stated[leaf.id]} cases, but more were checked for "
                    f"{unit}. Remedy: give the number of cases there were, or None for many"
                )
        usable &= there > checked
        if usable.any():
            rows = np.flatnonzero(usable)
            found.append(Sampled(column, rows, hits[rows], checked[rows], there[rows]))
    return found


def stated_samples(samples: bool | Mapping[str, float | None]) -> dict[str, int | None]:
    """Return how many cases there were, by indicator; nothing where the records are asked.

    Raises
    ------
    GkevalError
        For anything but True, False or whole numbers (None: many) by indicator.
    """
    if isinstance(samples, bool) or samples is None:
        return {}
    if not isinstance(samples, Mapping):
        raise GkevalError(
            f"samples is {shown(samples)}, must be True, False, or numbers of cases by indicator "
            "(None: many)"
        )
    return {
        name: None if size is None else whole(f"samples of {name}", size, 1)
        for name, size in samples.items()
    }


def rates_of(result: Assessment, column: int, rows: npt.NDArray[np.intp], values: Floats) -> Floats:
    """Return the rates of a leaf when the units of `rows` have drawn values, (draws, units)."""
    leaf = result.scheme.leaves[column]
    draws, units = len(values), len(result.roster)
    known = known_to(leaf, result.roster)
    groups = np.tile(known.groups, draws)
    spread = Leaf(
        known.points,
        known.elements,
        {name: np.tile(mask, draws) for name, mask in known.members.items()},
        groups + np.repeat(np.arange(draws), units) * (int(known.groups.max(initial=0)) + 1),
        known.subsets,
    )
    whole = np.tile(
        np.where(result.cells.states[:, column] == SCORED, result.cells.values[:, column], np.nan),
        (draws, 1),
    )
    whole[:, rows] = values
    assert leaf.rule is not None
    rates: Floats = rate(leaf.rule, whole.reshape(-1), spread).reshape(draws, units)
    return rates


def _rates(leaf: Indicator, texts: npt.NDArray[np.object_], result: Assessment) -> Floats:
    """Return what the given texts earn by the leaf's rule; missing where nothing was given."""
    assert leaf.rule is not None
    values = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(np.float64)
    known = known_to(leaf, result.roster)
    if isinstance(leaf.rule, Levels):
        words = np.where(np.isin(texts, list(leaf.rule.levels)), texts, "")
        return rate(leaf.rule, np.full(len(texts), np.nan), known, words)
    return rate(leaf.rule, values, known)


def _joined(drawn: Floats, way: Way) -> Floats:
    """Return one rate of the drawn ones, shape (n, cells, raters) to (n, cells)."""
    if isinstance(way, Median):
        return np.asarray(np.nanmedian(drawn, axis=2), dtype=np.float64)
    if isinstance(way, Trimmed):
        ordered = np.sort(drawn, axis=2)
        counts = (~np.isnan(drawn)).sum(axis=2)[:, :, None]
        place = np.arange(drawn.shape[2])
        inside = (place >= way.lowest) & (place < counts - way.highest)
        inside |= (counts <= way.lowest + way.highest) & (place < counts)
        return np.asarray(
            np.where(inside, ordered, 0.0).sum(axis=2) / inside.sum(axis=2), dtype=np.float64
        )
    return np.asarray(np.nanmean(drawn, axis=2), dtype=np.float64)


__all__ = ["Judged", "Raters", "Sampled", "judged_leaves", "rates_of", "sampled_leaves"]

"""The tables behind figures with a cell per unit and indicator: rates as a matrix, and bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts.frames import branch_of, chosen_indicators, ranking_frame
from gkeval.composite.diagnostics import correlation
from gkeval.spec import Lang

Floats = npt.NDArray[np.float64]
FEWEST = 4
"""Units that a coefficient needs: of three, almost any pair of indicators moves together."""


def cells_frame(
    result: Assessment, group: str | None = None, level: int | None = None
) -> pd.DataFrame:
    """Return the cells of a heat map, long: one row per unit and indicator that is for its group.

    Returns
    -------
    pandas.DataFrame
        unit, indicator, rate, low, high, available, state; as in `Assessment.scores`.
    """
    scores = result.scores
    if group is not None:
        scores = scores[scores["unit"].isin(result.ranking(group)["unit"])]
    chosen = chosen_indicators(result, level)
    columns = "unit indicator rate low high available state".split()
    return scores.loc[scores["indicator"].isin(chosen), columns].reset_index(drop=True)


def matrix(cells: pd.DataFrame, units: pd.Index, indicators: list[str], column: str) -> Floats:
    """Return one column of `cells` as an array of shape (units, indicators); NaN without a cell."""
    found = np.full((len(units), len(indicators)), np.nan)
    rows = units.get_indexer(pd.Index(cells["unit"]))
    places = pd.Index(indicators).get_indexer(pd.Index(cells["indicator"]))
    kept = (rows >= 0) & (places >= 0)
    found[rows[kept], places[kept]] = cells[column].to_numpy(dtype=np.float64)[kept]
    return found


@dataclass(frozen=True, eq=False)
class Bands:
    """Units in bands by rank, for figures of more units than there is room for rows.

    Parameters
    ----------
    frame
        One row per band: group, first, last (places in the ranking of its group, from 1), units,
        names (the first ones).
    rates : array of shape (bands, indicators)
        Mean rate of the band's units that have one.
    """

    frame: pd.DataFrame
    rates: Floats


def bands_frame(
    result: Assessment,
    group: str | None,
    indicators: list[str],
    cells: pd.DataFrame,
    lang: Lang,
    most: int = 100,
) -> Bands:
    """Return at most about `most` bands of neighbours in the ranking, and their mean rates."""
    ranked = ranking_frame(result, group, None, lang)
    size = int(np.ceil(len(ranked) / most))
    place = ranked.groupby("group", sort=False).cumcount()
    key = ranked["group"].astype(str) + ":" + (place // size).astype(str)
    band = pd.factorize(key)[0]
    rates = matrix(cells, pd.Index(ranked["unit"]), indicators, "rate")
    known = ~np.isnan(rates)
    count = band.max() + 1 if len(band) else 0
    sums, n = np.zeros((count, len(indicators))), np.zeros((count, len(indicators)))
    np.add.at(sums, band, np.where(known, rates, 0.0))
    np.add.at(n, band, known)
    means = np.divide(sums, n, out=np.full(sums.shape, np.nan), where=n > 0)
    grouped = ranked.assign(band=band, place=place + 1).groupby("band", sort=True)
    frame = grouped.agg(
        group=("group", "first"),
        first=("place", "min"),
        last=("place", "max"),
        units=("unit", "size"),
        names=("named", lambda names: "、".join(list(names)[:6])),
    )
    return Bands(frame.reset_index(drop=True), means)


@dataclass(frozen=True, eq=False)
class Correlations:
    """Correlations between indicators over the units.

    Parameters
    ----------
    indicators, branches
        The indicators, and the first-level indicator of each.
    r, n : arrays of shape (indicators, indicators)
        The coefficient (NaN where an indicator is the same for all), and how many units have both.
    """

    indicators: list[str]
    branches: list[str]
    r: Floats
    n: npt.NDArray[np.int64]

    def pairs(self) -> pd.DataFrame:
        """Return each pair once: first, second, r, n, same (both of one branch)."""
        rows, columns = np.triu_indices(len(self.indicators), 1)
        names, branches = np.array(self.indicators), np.array(self.branches)
        frame = pd.DataFrame(
            {
                "first": names[rows],
                "second": names[columns],
                "r": self.r[rows, columns],
                "n": self.n[rows, columns],
                "same": branches[rows] == branches[columns],
            }
        )
        return frame.dropna(subset=["r"]).reset_index(drop=True)


def correlations(
    result: Assessment,
    group: str | None = None,
    level: int | None = None,
    kind: str = "spearman",
) -> Correlations:
    """Return the correlations between the rates of indicators.

    Raises
    ------
    GkevalError
        For an unknown group, level or kind.
    """
    cells = cells_frame(result, group, level)
    scored = cells[cells["state"] == "scored"]
    held = set(cells["indicator"])
    indicators = [name for name in chosen_indicators(result, level) if name in held]
    units = pd.Index(result.ranking(group)["unit"])
    # the order of the units must not show in the last bit
    rates = matrix(scored, units.sort_values(), indicators, "rate")
    known = (~np.isnan(rates)).astype(np.int64)
    found = correlation(rates, kind=kind)  # type: ignore[arg-type]
    both = known.T @ known
    branches = [branch_of(result, name) for name in indicators]
    r = np.where(both < FEWEST, np.nan, np.round(found, 12)).astype(np.float64)
    return Correlations(indicators, branches, r, both)

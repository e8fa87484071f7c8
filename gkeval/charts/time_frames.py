"""The tables behind figures of time: how many items were done by which day, and gaps of updates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.errors import GkevalError
from gkeval.measures.columns import date_column
from gkeval.measures.kinds import LongestGap, ShareWithin
from gkeval.scheme.model import Indicator
from gkeval.workdays import statute

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lags:
    """How long items took.

    Parameters
    ----------
    unit : str
        Of the lags: ``workdays``, ``days`` or ``hours``.
    limits : tuple of int
        The terms that hold, in this unit; empty where one cannot be said in it (months).
    items
        One row per item that fell due in the period: unit, lag (missing: not done), in_time.
    days : array of int, shape (days,)
        0, 1, 2 …
    shares : array of shape (units, days)
        Which share of a unit's items was done by each day.
    units : pandas.Index
    """

    unit: str
    limits: tuple[int, ...]
    items: pd.DataFrame
    days: npt.NDArray[np.int64]
    shares: Floats
    units: pd.Index

    @property
    def whole(self) -> Floats:
        """The share of all items done by each day."""
        return _done(self.items["lag"].to_numpy(dtype=np.float64), self.days)


def lags_frame(result: Assessment, indicator: str, group: str | None = None) -> Lags:
    """Return how long the items of a leaf of kind share_within took.

    Raises
    ------
    GkevalError
        For an indicator of another kind, an unknown group, or without records.
    """
    leaf = leaf_of(result, indicator, ShareWithin, "share_within")
    measure = leaf.measured
    assert isinstance(measure, ShareWithin)
    about = _records(result, indicator)
    shown = _units(result, indicator, group)
    kept = about["base"].astype(bool) & about["unit"].isin(shown)
    about = about[kept].reset_index(drop=True)
    if about.empty:
        raise GkevalError(f"indicator {indicator}: no item fell due in the period")
    items = pd.DataFrame(
        {
            "unit": about["unit"].astype(str),
            "lag": about["lag"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan),
            "in_time": about["counted"].astype(bool),
        }
    )
    items = items.sort_values(["unit", "lag"], kind="stable").reset_index(drop=True)
    unit, limits = _limits(measure, about)
    lag = items["lag"].to_numpy(dtype=np.float64)
    known = lag[~np.isnan(lag)]
    most = [float(2 * limit) for limit in limits]
    latest = float(known.max(initial=0.0))
    last = max([*most, *(np.quantile(known, [0.95]) if len(known) else ())], default=1.0)
    # at least up to the limit, at most to where nothing more happens
    last = int(max(np.ceil(min(last, latest)), *limits, 1)) + 1
    days = np.arange(last + 1)
    order = pd.Index([one for one in shown if one in set(items["unit"])])
    row = order.get_indexer(pd.Index(items["unit"]))
    counts = np.zeros((len(order), len(days)))
    # what was done before it began is done on day 0; fractions of hours are done by the next one
    at = np.ceil(np.clip(np.nan_to_num(lag, nan=np.inf), 0, last + 1)).astype(np.int64)
    inside = at <= last
    np.add.at(counts, (row[inside], at[inside]), 1)
    totals = np.bincount(row, minlength=len(order))
    return Lags(unit, limits, items, days, counts.cumsum(axis=1) / totals[:, None], order)


def _done(lag: Floats, days: npt.NDArray[np.int64]) -> Floats:
    known = np.sort(lag[~np.isnan(lag)])
    shares: Floats = np.searchsorted(known, days, side="right") / max(len(lag), 1)
    return shares


def _limits(measure: ShareWithin, about: pd.DataFrame) -> tuple[str, tuple[int, ...]]:
    if measure.at_most is None:  # the terms of the law, by the day of receipt
        received = about[measure.start].to_numpy(dtype="M8[D]")
        terms = np.unique(statute.term("answer", received[~np.isnat(received)]))
        return "workdays", tuple(int(term) for term in terms)
    if measure.unit == "months":
        return "days", ()
    unit, factor = ("days", 7) if measure.unit == "weeks" else (measure.unit, 1)
    return unit, (measure.at_most * factor,)


def leaf_of(result: Assessment, indicator: str, kind: type, name: str) -> Indicator:
    """Return a leaf whose measure is of this kind.

    Raises
    ------
    GkevalError
        For another indicator; the message lists those that there are.
    """
    fitting = {leaf.id: leaf for leaf in result.scheme.leaves if isinstance(leaf.measured, kind)}
    if indicator not in fitting:
        known = ", ".join(fitting) or "(this scheme has none)"
        raise GkevalError(
            f"indicator is {indicator!r}, must be a leaf with a measure {name}: {known}"
        )
    return fitting[indicator]


def _units(result: Assessment, indicator: str, group: str | None) -> pd.Series[str]:
    """Return the units that a leaf is for, as ranked; others may have records all the same."""
    scores = result.scores
    units: pd.Series[str] = result.ranking(group)["unit"]
    return units[units.isin(scores.loc[scores["indicator"] == indicator, "unit"])]


def _records(result: Assessment, indicator: str) -> pd.DataFrame:
    about = result.evidence.about(indicator)
    if about.empty or "base" not in about:
        raise GkevalError(
            f"indicator {indicator}: there are no records to draw. Remedy: assess from records; "
            "ready values hold none"
        )
    return about


@dataclass(frozen=True, eq=False)
class Gaps:
    """Updates and the stretches without one.

    Parameters
    ----------
    days
        One row per unit and day with a record: unit, day, records.
    longest
        One row per unit, in the order of the ranking: unit, start, end (of the longest stretch),
        first, last (its days without a record), days (its length), key (of which column or account,
        empty for all), n (records).
    """

    days: pd.DataFrame
    longest: pd.DataFrame


def gaps_frame(
    result: Assessment, indicator: str, group: str | None = None, unit: str | None = None
) -> Gaps:
    """Return the updates behind a leaf of kind longest_gap, and every unit's longest stretch.

    Raises
    ------
    GkevalError
        For an indicator of another kind, an unknown group, an unknown unit, a unit that the
        indicator is not for, or without records.
    """
    measure = leaf_of(result, indicator, LongestGap, "longest_gap").measured
    assert isinstance(measure, LongestGap)
    about = _records(result, indicator)
    shown = _units(result, indicator, group)
    if unit is not None:
        result.row(unit)
        shown = shown[shown == unit]
        if shown.empty:
            raise GkevalError(f"indicator {indicator} is not for the group of unit {unit!r}")
    about = about[about["unit"].isin(shown) & about["base"].astype(bool)]
    date = date_column(measure) or "date"
    period = measure.period or result.scheme.period
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    day = pd.to_datetime(about[date]).dt.normalize()
    dated = about[day.notna()].assign(day=day)
    days = dated.groupby(["unit", "day"], as_index=False).size().rename(columns={"size": "records"})
    top = about[about["counted"].astype(bool)].assign(day=day)
    until = top["why"].isin(["until_end", "never"])
    length = top["lag"].astype("float64").fillna(0)
    finish = top["day"].where(~until, end)
    begin = finish - pd.to_timedelta(length, unit="D")
    begin = begin.where(begin > start, start)
    keys = [name for name in measure.by if name in top]
    day_long = pd.Timedelta(days=1)
    longest = pd.DataFrame(
        {
            "unit": top["unit"].astype(str),
            "start": begin,
            "end": finish,
            "first": begin.where(top["why"].isin(["since_start", "never"]), begin + day_long),
            "last": finish.where(until, finish - day_long),
            "days": length.astype(np.int64),
            "key": top[keys].fillna("").agg(" ".join, axis=1) if keys and len(top) else "",
        }
    ).set_index("unit")
    longest = longest.reindex(pd.Index(shown, name="unit"))
    n = dated.groupby("unit").size()
    longest["n"] = n.reindex(longest.index).fillna(0).astype(np.int64)
    return Gaps(days, longest.reset_index())


def ends_of(
    result: Assessment, longest: pd.DataFrame, days: pd.DataFrame
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last day to draw: the period, and what lies outside it."""
    period = result.scheme.period
    first = [pd.Timestamp(period.start), longest["start"].min(), days["day"].min()]
    last = [pd.Timestamp(period.end), longest["end"].max(), days["day"].max()]
    return min(day for day in first if pd.notna(day)), max(day for day in last if pd.notna(day))

"""From records to values: one measure, all units (取数口径 → 指标值).

The stages, each in its own modules:

1. `columns`, `frames`: the columns that the measure names, typed, linked tables joined.
2. `conditions`, `expressions`, `literals`: conditions as expressions that every engine reads alike.
3. A family of kinds marks the rows and sums the marks by unit: `counting`, `tallies`, `shares`,
   `timeliness` (with `due` and `request_clock`), `gaps`, `staleness`, `coverage`, `dates`,
   `statistics`, `judged`. The engine returns whole numbers only.
4. `results`: all units, states, and every division, in NumPy.

`items` lists the rows as they were marked, with a code of `reasons` for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gkeval.engines import without_zones
from gkeval.errors import InputError
from gkeval.measures import (
    counting,
    coverage,
    dates,
    gaps,
    judged,
    kinds,
    shares,
    staleness,
    statistics,
    tallies,
    timeliness,
)
from gkeval.measures.context import Context
from gkeval.measures.kinds import Measure
from gkeval.measures.results import not_assessed

_VALUES: dict[type, Any] = {
    kinds.Count: counting.count,
    kinds.Distinct: counting.distinct,
    kinds.Tally: tallies.tally,
    kinds.Share: shares.share,
    kinds.ShareWithin: timeliness.share_within,
    kinds.LongestGap: gaps.longest_gap,
    kinds.Staleness: staleness.staleness,
    kinds.Coverage: coverage.coverage,
    kinds.FirstDate: dates.first_date,
    kinds.Statistic: statistics.statistic,
    kinds.Change: statistics.change,
}

_ITEMS: dict[type, Any] = {
    kinds.Count: counting.items,
    kinds.Distinct: counting.items,
    kinds.Tally: tallies.items,
    kinds.Share: shares.items,
    kinds.ShareWithin: timeliness.items,
    kinds.LongestGap: gaps.items,
    kinds.Staleness: staleness.items,
    kinds.Coverage: coverage.items,
    kinds.FirstDate: dates.items,
    kinds.Statistic: statistics.items,
    kinds.Change: statistics.items,
}


def evaluate(measure: Measure, context: Context, indicator: str = "") -> pd.DataFrame:
    """Return the value of every unit.

    Parameters
    ----------
    measure
        Any of `kinds.KINDS`.
    context
        Records, units, period, calendar.
    indicator
        The id of the leaf that is measured: judgements are filtered by it, faults name it.

    Returns
    -------
    pandas.DataFrame
        One row per unit of the context, in its order: unit (str), value (float64; dates as days
        since 1970-01-01), numerator, denominator, n (Int64; n counts the records that enter), state
        (scored, not_applicable, not_yet_due, not_assessed, disputed); for judgements also level.
        Records of other units are left aside.

    Raises
    ------
    InputError
        Records that do not fit the measure, every fault at once.
    workdays.UnannouncedDayError
        When a value depends on a day whose holidays are not announced.

    Examples
    --------
    >>> from datetime import date
    >>> from gkeval.spec import Period
    >>> from gkeval.workdays import calendar
    >>> records = pd.DataFrame({"unit": ["a", "a"], "record": ["1", "2"], "kind": ["meeting"] * 2,
    ...                         "date": pd.to_datetime(["2017-03-05", "2018-03-05"])})
    >>> context = Context({"activities": records}, pd.DataFrame({"unit": ["a", "b"]}),
    ...                   Period(start=date(2017, 1, 1), end=date(2017, 12, 31)), calendar())
    >>> meetings = kinds.Count(kind="count", table="activities", where={"kind": "meeting"})
    >>> evaluate(meetings, context)[["unit", "value", "state"]].values.tolist()
    [['a', 1.0, 'scored'], ['b', 0.0, 'scored']]
    """
    judging = isinstance(measure, kinds.Judgement)
    try:
        with without_zones(context.tables.values()):
            if judging:
                found = judged.judgement(context, indicator)
            else:
                found = _VALUES[type(measure)](measure, context)
    except InputError as fault:
        raise _placed(fault, indicator) from None
    return not_assessed(context, judging) if found is None else found


def items(
    measure: Measure,
    context: Context,
    indicator: str = "",
    units: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the very records that a measure looked at, and what each was to the value.

    Parameters
    ----------
    measure, context, indicator
        As for `evaluate`.
    units
        The units to list; None: all of the context.

    Returns
    -------
    pandas.DataFrame
        unit, record, evidence, the columns that matter, `due` and `lag` where there are such, base
        (it entered), counted (it counted), numerator and denominator (Int64) where a record can
        contribute something else than 1, why (a code of `reasons.REASONS`). Records that the
        conditions of `where` exclude are not listed. Stretches of time that no record ends have no
        record id. Empty when the table was not supplied.

    Raises
    ------
    InputError, workdays.UnannouncedDayError
        As for `evaluate`.
    """
    try:
        with without_zones(context.tables.values()):
            if isinstance(measure, kinds.Judgement):
                found = judged.items(context, indicator, units)
            else:
                found = _ITEMS[type(measure)](measure, context, units)
    except InputError as fault:
        raise _placed(fault, indicator) from None
    if found is not None:
        listed: pd.DataFrame = found
        return listed
    texts = {name: pd.Series(dtype="str") for name in ("unit", "record", "evidence")}
    flags = {name: pd.Series(dtype=bool) for name in ("base", "counted")}
    return pd.DataFrame({**texts, **flags, "why": pd.Series(dtype="str")})


def _placed(fault: InputError, indicator: str) -> InputError:
    """Name the indicator whose measure found the fault."""
    what = f"indicator {indicator}, {fault.what}" if indicator else fault.what
    return InputError(what, fault.problems)

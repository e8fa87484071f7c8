"""Numbers that units report: of two years, or growing from quarter to quarter.

Comes in: the line of a recipe that says how large a number is. Goes out: frames of statistics.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from gkeval.synthetic.rows import Lot, same
from gkeval.synthetic.studio import Studio


@dataclass(frozen=True)
class Number(Lot):
    """A number of every unit in the year before and the year assessed.

    Parameters
    ----------
    start
        Range of the first number.
    change
        Mean change for the worst unit and the best.
    decimals
        Decimal places; numbers below 0 become 0.
    missing
        Share of units that report neither.
    periods
        Other names of the two periods than the years.
    """

    start: tuple[float, float] = field(kw_only=True)
    change: tuple[float, float] = field(kw_only=True)
    decimals: int = field(default=0, kw_only=True)
    missing: float = field(default=0.0, kw_only=True)
    periods: tuple[str, str] | None = field(default=None, kw_only=True)


def fill(studio: Studio, lines: Iterable[Number], *more: pd.DataFrame) -> None:
    """Fill the table of statistics with the numbers of two years, and more after them."""
    studio.done("statistics", *(two_years(studio, line) for line in lines), *more)


def two_years(studio: Studio, line: Number) -> pd.DataFrame:
    """Return the numbers of a line."""
    rows = studio.rows("statistics", line)
    first = line.start[0] + (line.start[1] - line.start[0]) * rows.uniform()
    spread = abs(line.change[1] - line.change[0]) * (rows.uniform() - 0.5)
    second = first + line.change[0] + (line.change[1] - line.change[0]) * rows.quality + spread
    reported = rows.uniform() >= line.missing
    year = studio.clock.start.year
    periods = line.periods or (str(year - 1), str(year))
    parts = [
        rows.frame(
            item=rows.kinds,
            period=same(period, len(rows)),
            value=np.maximum(np.floor(values * 10**line.decimals + 0.5), 0.0) / 10**line.decimals,
        )[reported]
        for period, values in zip(periods, (first, second), strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def growing(
    studio: Studio, lot: Lot, *, quarters: tuple[int, ...], reach: tuple[float, float]
) -> pd.DataFrame:
    """Return a share that grows from report to report, at most to 1.

    Parameters
    ----------
    studio
        Where the rows come from.
    lot
        The share, and the groups that report it.
    quarters
        Quarters from 1 to 4 at whose end there is a report.
    reach
        What the last report says at most, for the worst unit and the best.
    """
    rows = studio.rows("statistics", lot)
    top = np.minimum(reach[0] + (reach[1] - reach[0]) * rows.uniform() * rows.quality, 1.0)
    parts = []
    ends = list(studio.clock.quarters.items())
    for place, quarter in enumerate(quarters, start=1):
        period, day = ends[quarter - 1]
        share = np.floor(top * place / len(quarters) * 1000 + 0.5) / 1000
        parts.append(
            rows.frame(
                item=rows.kinds,
                period=same(period, len(rows)),
                value=share,
                captured=np.full(len(rows), np.datetime64(f"{day}T10:00", "us")),
            )
        )
    return pd.concat(parts, ignore_index=True)

"""The working days around a period, by the national calendar.

Comes in: a period. Goes out: dates by their position, counted from the period's first working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from gkeval import workdays
from gkeval.synthetic.cast import Bools

Dates = npt.NDArray[np.datetime64]
NEVER = np.datetime64("NaT", "us")


@dataclass(frozen=True, eq=False)
class Clock:
    """The working days around a period, counted from 0 on the period's first.

    Parameters
    ----------
    start, end
        The period, both days included.
    worked
        All working days that are known.
    first, last
        Positions in `worked` of the period's first and last working day.
    """

    start: date
    end: date
    worked: Dates
    first: int
    last: int

    @classmethod
    def of(cls, start: date, end: date) -> Clock:
        """Return the clock of a period, by the national calendar."""
        days, counts = workdays.table()
        worked = days[np.diff(counts, prepend=0) > 0]
        first = int(np.searchsorted(worked, np.datetime64(start)))
        last = int(np.searchsorted(worked, np.datetime64(end), side="right")) - 1
        return cls(start, end, worked, first, last)

    @property
    def length(self) -> int:
        """Working days in the period."""
        return self.last - self.first + 1

    @property
    def quarters(self) -> dict[str, str]:
        """The quarters of the first day's year, and the last day of each.

        >>> Clock.of(date(2017, 1, 1), date(2017, 12, 31)).quarters["2017Q2"]
        '2017-06-30'
        """
        year = self.start.year
        ends = ("03-31", "06-30", "09-30", "12-31")
        return {f"{year}Q{n}": f"{year}-{end}" for n, end in enumerate(ends, start=1)}

    def position(self, day: date | str) -> int:
        """Return the position of a day, or of the next working day.

        >>> Clock.of(date(2017, 1, 1), date(2017, 12, 31)).position("2017-01-07")  # a Saturday
        4
        """
        return int(np.searchsorted(self.worked, np.datetime64(day))) - self.first

    def dates(self, positions: npt.ArrayLike, known: Bools | None = None) -> Dates:
        """Return the days at positions counted from the period's start; missing where not known."""
        days = self.worked.take(np.asarray(positions, dtype=np.int64) + self.first)
        result = days.astype("datetime64[us]")
        return result if known is None else np.where(known, result, NEVER)

"""The first and last day that the data knows, and days in a row."""

import datetime as dt
from datetime import date

import numpy as np

from gkeval.workdays import announced

FIRST, LAST = announced()
NEXT = LAST.year + 1  # the first year not announced


def each_day(first: date, last: date) -> list[date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def as_days(dates: list[date]) -> np.ndarray:
    return np.array(dates, dtype="datetime64[D]")

"""Working days between 10^7 pairs of days, beside a lookup in one NumPy array."""

from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np

from gkeval import workdays

PAIRS = 10**7
REPEATS = 7
LIMIT = 2.0  # times the lookup, which checks nothing: missing days and years not announced


def days() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    start = np.datetime64("2010-01-01") + rng.integers(0, 4000, PAIRS)
    return start, start + rng.integers(0, 60, PAIRS)


def seconds(work: Callable[[], object]) -> float:
    begin = process_time()
    work()
    return process_time() - begin


def run() -> list[dict[str, object]]:
    start, end = days()
    known, counts = workdays.table()
    first = int(known[0].astype(np.int64))

    def bare() -> np.ndarray:
        later = counts.take(end.view(np.int64) - first, mode="clip")
        earlier = counts.take(start.view(np.int64) - first, mode="clip")
        return np.subtract(later, earlier, dtype=np.int64)

    def ours() -> np.ndarray:
        return workdays.between(start, end)

    assert np.array_equal(bare(), ours())
    # in turns: a machine that slows down or speeds up meets both alike
    pairs = [(seconds(bare), seconds(ours)) for _ in range(REPEATS)]
    ratio = median(own / theirs for theirs, own in pairs)
    return [
        {
            "work": "working days between 10^7 pairs",
            "NumPy lookup s": median(theirs for theirs, _ in pairs),
            "gkeval s": median(own for _, own in pairs),
            "ratio": ratio,
            "limit": LIMIT,
            "ok": ratio <= LIMIT,
        }
    ]

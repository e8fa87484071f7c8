"""Scoring ready values (three levels, 10 % not applicable) beside a bare weighted mean and rank.

Both start from arrays: the bare version from rates, gkeval from checked cells, and both end with
ranks. gkeval also applies rules, passes points on, keeps states, and removes noise. The last column
is what `gk.score` takes from a wide frame, which reads and checks every cell too.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

import gkeval as gk
from gkeval.assessment.run import finished
from gkeval.scheme import parse_scheme

SIZES = (3_000, 100_000)
BRANCHES, LEAVES, MISSING = 10, 6, 0.1
REPEATS = 7
LIMIT = 4.0  # times the bare version, at 100,000 units


def scheme() -> gk.Scheme:
    """Ten branches of six leaves: whole points, so that many totals are equal."""
    return parse_scheme(
        {
            "scheme": "bench",
            "title": {"en": "Benchmark"},
            "source": {"document": "synthetic"},
            "period": {"from": "2024-01-01", "to": "2024-12-31"},
            "points": 100,
            "points_from": "proposed",
            "rounding": {"rank_on": "exact"},
            "groups": {"all": {"title": {"en": "All"}}},
            "indicators": [
                {
                    "id": f"b{branch}",
                    "title": {"en": "Branch"},
                    "points": 10,
                    "indicators": [
                        {
                            "id": f"b{branch}.{leaf}",
                            "title": {"en": "Leaf"},
                            "points": 1 if leaf < 4 else 3,
                            "rule": {"kind": "expert", "scale": "rate"},
                        }
                        for leaf in range(LEAVES)
                    ],
                }
                for branch in range(BRANCHES)
            ],
        }
    )


def rates(units: int, missing: float = MISSING) -> np.ndarray:
    """Quarters of the points; missing where the indicator does not apply."""
    rng = np.random.default_rng(0)
    found = rng.integers(0, 5, size=(units, BRANCHES * LEAVES)) / 4
    found[rng.random(found.shape) < missing] = np.nan
    return found


def wide(made: gk.Scheme, found: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame(found, columns=[leaf.id for leaf in made.leaves]).astype(object)
    frame = frame.where(frame.notna(), "不适用")
    frame.insert(0, "unit", [f"u{row:06d}" for row in range(len(found))])
    return frame


def bare(found: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Weighted means up two levels, and competition ranks of rounded totals."""
    here = ~np.isnan(found)
    shape = (len(found), BRANCHES, LEAVES)
    weights = here * points
    earned = np.nan_to_num(found * points).reshape(shape).sum(axis=2)
    there = weights.reshape(shape).sum(axis=2)
    alive = there > 0
    branch = np.divide(earned, there, out=np.zeros_like(earned), where=alive)
    total = np.round((branch * alive).sum(axis=1) / alive.sum(axis=1) * 100, 7)
    return np.searchsorted(np.sort(-total), -total) + 1


def seconds(task: Callable[[], object]) -> float:
    start = perf_counter()
    task()
    return perf_counter() - start


def run() -> list[dict[str, object]]:
    made = scheme()
    points = np.array([float(leaf.points) for leaf in made.leaves])
    rows: list[dict[str, object]] = []
    for units in SIZES:
        found = rates(units)
        frame = wide(made, found)
        start = perf_counter()
        result = gk.score(made, frame)
        whole = perf_counter() - start
        assert (result.totals["rank"].to_numpy() == bare(found, points)).all()

        def ours(result: gk.Assessment = result) -> object:
            done = finished(made, result.roster, result.cells, inputs="benchmark")
            return done.totals["rank"]

        def theirs(found: np.ndarray = found) -> object:
            return bare(found, points)

        pairs = [(seconds(theirs), seconds(ours)) for _ in range(REPEATS)]
        ratio = median(mine / other for other, mine in pairs)
        row: dict[str, object] = {
            "scoring": f"{units:,} × {len(points)}",
            "bare NumPy ms": median(other for other, _ in pairs) * 1e3,
            "gkeval ms": median(mine for _, mine in pairs) * 1e3,
            "ratio": ratio,
            "gk.score of a wide frame s": whole,
        }
        if units == max(SIZES):
            row |= {"limit": LIMIT, "ok": ratio <= LIMIT}
        rows.append(row)
    return rows

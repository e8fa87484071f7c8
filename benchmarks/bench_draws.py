"""Rank intervals from drawn weights (3,000 × 60, exact ties) beside loops of NumPy and peers.

The bare loop draws weights, multiplies, rounds noise away and ranks with SciPy's rankdata, one draw
after the other. The loops of scikit-criteria and pymcdm rank each draw with the library's weighted
sum; they are timed on fewer draws and counted per draw.
"""

import tracemalloc
import warnings
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
from scipy.stats import rankdata

import gkeval as gk
from benchmarks.bench_scoring import rates, scheme, wide

UNITS, REPEATS = 3_000, 5
DRAWS = (1_000, 10_000)
PEER_DRAWS = 10
LIMITS = {"bare NumPy loop": 1.5, "scikit-criteria": 1 / 15, "pymcdm": 1 / 80}
MEMORY_LIMIT = 150  # MB over what is there before


def bare(found: np.ndarray, points: np.ndarray, draws: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    ranks = np.empty((draws, len(found)))
    for draw in range(draws):
        weights = points * (1 + 0.25 * (2 * rng.random(len(points)) - 1))
        totals = np.round(found @ (weights / weights.sum()) * 100, 7)
        ranks[draw] = rankdata(-totals, method="min")
    return np.percentile(ranks, [5, 95], axis=0)


def by_scikit_criteria(found: np.ndarray, points: np.ndarray, draws: int) -> None:
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel

    rng, model = np.random.default_rng(1), WeightedSumModel()
    for _ in range(draws):
        weights = points * (1 + 0.25 * (2 * rng.random(len(points)) - 1))
        matrix = skcriteria.mkdm(found, [max] * len(points), weights=weights / weights.sum())
        _ = model.evaluate(matrix).rank_


def by_pymcdm(found: np.ndarray, points: np.ndarray, draws: int) -> None:
    from pymcdm.helpers import rrankdata
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization

    rng, model = np.random.default_rng(1), WSM(minmax_normalization)
    types = np.ones(len(points))
    for _ in range(draws):
        weights = points * (1 + 0.25 * (2 * rng.random(len(points)) - 1))
        _ = rrankdata(model(found, weights / weights.sum(), types))


def seconds(task: Callable[[], object]) -> float:
    start = perf_counter()
    task()
    return perf_counter() - start


def run() -> list[dict[str, object]]:
    warnings.simplefilter("ignore")
    made = scheme()
    found = rates(UNITS, missing=0.0)
    points = np.array([float(leaf.points) for leaf in made.leaves])
    result = gk.score(made, wide(made, found))
    rows: list[dict[str, object]] = []
    for draws in DRAWS:
        ours: list[float] = []
        loop: list[float] = []
        for _ in range(REPEATS if draws == min(DRAWS) else 3):
            loop.append(seconds(lambda draws=draws: bare(found, points, draws)))
            ours.append(seconds(lambda draws=draws: gk.robustness(result, draws, 1).intervals))
        tracemalloc.start()
        gk.robustness(result, draws, 1).intervals  # noqa: B018
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        rows.append(_row(draws, "bare NumPy loop", median(loop), median(ours), peak))
        if draws == min(DRAWS):
            mine = median(ours)
            for name, task in (("scikit-criteria", by_scikit_criteria), ("pymcdm", by_pymcdm)):
                each = median(
                    seconds(lambda task=task: task(found, points, PEER_DRAWS)) / PEER_DRAWS
                    for _ in range(REPEATS)
                )
                rows.append(_row(draws, name, each * draws, mine, peak))
    return rows


def _row(draws: int, name: str, theirs: float, ours: float, peak: float) -> dict[str, object]:
    ratio = ours / theirs
    return {
        "draws": f"{draws:,}",
        "beside": name,
        "seconds": theirs,
        "gkeval seconds": ours,
        "ratio": ratio,
        "limit": LIMITS[name],
        "peak MB": peak,
        "memory limit": MEMORY_LIMIT,
        "ok": ratio <= LIMITS[name] and peak <= MEMORY_LIMIT,
    }

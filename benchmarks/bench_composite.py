"""A composite index (three levels, 5 % missing) beside bare NumPy written for that one case."""

import tracemalloc
from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np
import pandas as pd

from gkeval.composite import Tree, build

UNITS, INDICATORS, MISSING = 3000, 60, 0.05
REPEATS = 25
TIME_LIMIT = 3.0  # times the bare version
MEMORY_LIMIT = 4.0  # times the input

rng = np.random.default_rng(0)
VALUES = rng.gamma(2, size=(UNITS, INDICATORS))
VALUES[rng.random(VALUES.shape) < MISSING] = np.nan
NAMES = [f"i{column:02d}" for column in range(INDICATORS)]
FRAME = pd.DataFrame(VALUES, columns=NAMES)
FRAME.insert(0, "unit", [f"u{row:04d}" for row in range(UNITS)])
TREE = Tree.from_table(
    pd.DataFrame(
        [(f"p{p}", "", 1.0) for p in range(4)]
        + [(f"s{p}{s}", f"p{p}", 1.0 + s) for p in range(4) for s in range(3)]
        + [(NAMES[k], f"s{k // 15}{k % 15 // 5}", 1.0 + k % 3) for k in range(INDICATORS)],
        columns=["id", "parent", "weight"],
    )
)
# the bare version knows this one tree: columns and weights by branch, leaves first
GROUPS = [np.arange(start, start + 5) for start in range(0, INDICATORS, 5)]
LEAF_WEIGHTS = [1.0 + group % 3 for group in GROUPS]


def ours() -> tuple[np.ndarray, np.ndarray]:
    index = build(FRAME, TREE, at_least=0)
    return index.total, index.rank


def mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.nansum(values * weights, axis=1) / np.sum(~np.isnan(values) * weights, axis=1)


def bare() -> tuple[np.ndarray, np.ndarray]:
    """Min-max, nan-weighted means up three levels, lexsort; no checks, no noise, no marks."""
    values = FRAME[NAMES].to_numpy()
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    scaled = (values - low) / (high - low)
    second = [mean(scaled[:, group], w) for group, w in zip(GROUPS, LEAF_WEIGHTS, strict=True)]
    steps = np.array([1.0, 2.0, 3.0])
    first = [mean(np.column_stack(second[k : k + 3]), steps) for k in range(0, 12, 3)]
    total = mean(np.column_stack(first), np.ones(4))
    order = np.lexsort((np.arange(UNITS), -total))
    rank = np.empty(UNITS)
    rank[order] = np.arange(1, UNITS + 1)
    return total, rank


def seconds(task: Callable[[], object]) -> float:
    # both run in one thread: processor time leaves out what else the machine does meanwhile
    start = process_time()
    task()
    return process_time() - start


def run() -> list[dict[str, object]]:
    (ours_total, ours_rank), (bare_total, bare_rank) = ours(), bare()
    assert np.abs(ours_total - bare_total).max() < 1e-8
    assert (ours_rank == bare_rank).all()
    # in turns: a machine that slows down or speeds up meets both alike
    pairs = [(seconds(bare), seconds(ours)) for _ in range(REPEATS)]
    ratio = median(mine / theirs for theirs, mine in pairs)
    tracemalloc.start()
    ours()
    peak = tracemalloc.get_traced_memory()[1] / VALUES.nbytes
    tracemalloc.stop()
    return [
        {
            "index": f"{UNITS} × {INDICATORS}, three levels, {MISSING:.0%} missing",
            "bare NumPy ms": median(theirs for theirs, _ in pairs) * 1e3,
            "gkeval ms": median(mine for _, mine in pairs) * 1e3,
            "ratio": ratio,
            "limit": TIME_LIMIT,
            "peak memory / input": peak,
            "memory limit": MEMORY_LIMIT,
            "ok": ratio <= TIME_LIMIT and peak <= MEMORY_LIMIT,
        }
    ]

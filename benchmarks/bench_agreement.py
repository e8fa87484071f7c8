"""Agreement of 180,000 items by 3 raters beside krippendorff; the frames that evaluators call."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

from gkeval.judging import agreement, krippendorff_alpha, raters, reconcile_judgements
from gkeval.measures.ways import Trimmed

UNITS, INDICATORS, RATERS = 3_000, 60, 3
REPEATS = 5
LIMIT = 1.0  # times krippendorff


def ratings() -> np.ndarray:
    """Five levels, one rating in ten missing, shape (items, raters)."""
    generator = np.random.default_rng(0)
    items = UNITS * INDICATORS
    given = generator.integers(0, 5, (items, 1)) + generator.integers(-1, 2, (items, RATERS))
    given = np.clip(given, 0, 4).astype(float)
    given[generator.random(given.shape) < 0.1] = np.nan
    return given


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def judgements(given: np.ndarray) -> pd.DataFrame:
    item, rater = np.nonzero(~np.isnan(given))
    text = np.array(["0", "1", "2", "3", "4"], dtype=object)
    return pd.DataFrame(
        {
            "unit": np.array([f"unit{n:04}" for n in range(UNITS)])[item // INDICATORS],
            "indicator": np.array([f"i{n:02}" for n in range(INDICATORS)])[item % INDICATORS],
            "rater": np.array(["甲", "乙", "丙"])[rater],
            "value": text[given[item, rater].astype(int)],
        }
    )


def run() -> list[dict[str, object]]:
    import krippendorff

    given = ratings()
    theirs_in = np.ascontiguousarray(given.T)
    rows: list[dict[str, object]] = []
    for scale in ("nominal", "ordinal", "interval", "ratio"):
        pairs = [
            (
                seconds(
                    lambda: krippendorff.alpha(
                        reliability_data=theirs_in,
                        level_of_measurement=scale,  # noqa: B023
                    )
                ),
                seconds(lambda: krippendorff_alpha(given, scale, draws=0)),  # noqa: B023
            )
            for _ in range(REPEATS)
        ]
        ratio = median(ours / theirs for theirs, ours in pairs)
        rows.append(
            {
                "work": f"alpha, {scale}",
                "krippendorff s": median(theirs for theirs, _ in pairs),
                "gkeval s": median(ours for _, ours in pairs),
                "ratio": ratio,
                "limit": LIMIT,
                "ok": ratio <= LIMIT,
            }
        )
    interval = seconds(lambda: krippendorff_alpha(given, "ordinal", draws=1000))
    rows.append({"work": "alpha, ordinal, with 1,000 draws", "gkeval s": interval})
    frame = judgements(given)
    for name, work in {
        "agreement(judgements)": lambda: agreement(frame),
        "agreement(judgements, by='indicator')": lambda: agreement(frame, by="indicator"),
        "agreement(judgements, by='rater_pair')": lambda: agreement(frame, by="rater_pair"),
        "raters(judgements)": lambda: raters(frame),
        "reconcile_judgements(judgements, Trimmed())": lambda: reconcile_judgements(
            frame, Trimmed()
        ),
    }.items():
        rows.append({"work": name, "gkeval s": median(seconds(work) for _ in range(3))})
    return rows

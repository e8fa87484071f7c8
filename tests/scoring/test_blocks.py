"""Units are added up some at a time; where one block ends and the next begins never shows."""

import numpy as np
import pandas as pd

import gkeval as gk
from gkeval.scoring import points
from tests.scoring.builders import branch, leaf, scheme


def test_blocks_give_what_one_block_gives(monkeypatch):
    made = scheme(branch("a", 60, leaf("a.x", 40), leaf("a.y", 20)), leaf("b", 40))
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "unit": [f"u{n:02}" for n in range(17)],
            "a.x": rng.integers(0, 41, 17),
            "a.y": [("not_applicable" if n % 3 == 0 else n) for n in range(17)],
            "b": [("not_assessed" if n % 5 == 0 else n) for n in range(17)],
        }
    ).astype(object)
    whole = gk.score(made, frame)
    for units in (4, 9, 16, 17):  # five blocks, two, two of which one is a single unit, one
        monkeypatch.setattr(points, "BLOCK", units)
        parts = gk.score(made, frame)
        pd.testing.assert_frame_equal(parts.totals, whole.totals, check_exact=True)
        pd.testing.assert_frame_equal(parts.scores, whole.scores, check_exact=True)

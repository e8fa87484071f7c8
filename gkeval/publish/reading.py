"""Reading an Assessment for its pages: rows unit by unit, and the decimals that scores have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment


class UnitBlocks:
    """A frame given out unit by unit."""

    def __init__(self, frame: pd.DataFrame) -> None:
        frame = frame.sort_values("unit", kind="stable", ignore_index=True)
        units = frame["unit"].to_numpy(dtype=object)
        edges = np.flatnonzero(units[1:] != units[:-1]) + 1
        starts, ends = [0, *edges.tolist()], [*edges.tolist(), len(units)]
        self._frame = frame
        self._spans = (
            {str(units[a]): (a, b) for a, b in zip(starts, ends, strict=True)} if len(units) else {}
        )

    def of(self, unit: str) -> list[Any]:
        """Return the rows of a unit as named tuples."""
        first, end = self._spans.get(unit, (0, 0))
        return list(self._frame.iloc[first:end].itertuples(index=False))


def decimals_of(result: Assessment) -> int:
    """Return how many decimals scores of indicators are shown with, all the same number.

    The scheme's own where they say every score; two where a score would be cut.

    Examples
    --------
    >>> import gkeval as gk
    >>> decimals_of(gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011"))))
    1
    """
    own = result.scheme.rounding.decimals
    scores = result.scores[["low", "high"]].to_numpy(dtype=np.float64)
    known = scores[~np.isnan(scores)]
    exact = np.abs(known - np.round(known, own)) < 1e-9
    return own if bool(exact.all()) else max(own, 2)


def rows_by_unit(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the rows of each unit, in the order of the frame."""
    rows: dict[str, list[Any]] = {}
    lines: Iterable[Any] = frame.itertuples(index=False)
    for line in lines:
        rows.setdefault(line.unit, []).append(line)
    return rows

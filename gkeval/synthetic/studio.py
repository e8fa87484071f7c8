"""What a recipe is, and what it is given to work with.

Comes in: units, a period, a seed and a volume. Goes out: rows to fill, and the finished tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from gkeval.synthetic.cast import Cast, Troop
from gkeval.synthetic.clock import Clock
from gkeval.synthetic.rows import Lot, Rows, finished, rows, stream


@dataclass
class Studio:
    """Hands out rows to a recipe and keeps what it has finished.

    Parameters
    ----------
    cast, clock
        The units and the period.
    captured
        The first day of collecting.
    seed
        Of all random numbers.
    volume
        How many records there are, against the recipe's.
    tables
        What is finished, by name.
    """

    cast: Cast
    clock: Clock
    captured: date
    seed: int
    volume: float
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def rows(self, table: str, lot: Lot) -> Rows:
        """Return the rows of a lot."""
        rng = stream(self.seed, table, lot.part or lot.kind, *lot.groups)
        return rows(rng, self.cast, self.clock, lot, self.volume)

    def like(self, table: str, part: str, frame: pd.DataFrame) -> Rows:
        """Return one row per row of a frame, for the same units."""
        index = pd.Index(self.cast.frame["unit"])
        unit = index.get_indexer(frame["unit"]).astype(np.int64)
        return Rows(stream(self.seed, table, part), self.cast, self.clock, unit)

    def done(self, table: str, *frames: pd.DataFrame) -> pd.DataFrame:
        """Finish a table and keep it; return it with its record ids."""
        self.tables[table] = finished(table, frames, self.captured)
        return self.tables[table]


@dataclass(frozen=True)
class Recipe:
    """A sample: its period, its units, the first day of collecting, its tables."""

    start: date
    end: date
    captured: date
    troops: tuple[Troop, ...]
    fill: Callable[[Studio], None]

"""What a recipe is, and what it is given to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd

from gkeval.synthetic.cast import Cast, Troop
from gkeval.synthetic.rows import Clock, Rows


class Studio(Protocol):
    """What a recipe is given: units, period, and rows to fill."""

    cast: Cast
    clock: Clock

    def rows(
        self,
        table: str,
        part: str,
        mean: float,
        *,
        groups: tuple[str, ...] = (),
        by_quality: bool = False,
    ) -> Rows:
        """Return about `mean` rows per unit, more in a larger sample."""

    def each(self, table: str, part: str, times: int = 1, groups: tuple[str, ...] = ()) -> Rows:
        """Return exactly so many rows per unit, whatever the size of the sample."""

    def like(self, table: str, part: str, frame: pd.DataFrame) -> Rows:
        """Return one row per row of a frame, for the same units."""

    def done(self, table: str, *frames: pd.DataFrame) -> pd.DataFrame:
        """Finish a table and keep it; return it with its record ids."""


@dataclass(frozen=True)
class Recipe:
    """A sample: its period, its units, the first day of collecting, its tables."""

    start: date
    end: date
    captured: date
    troops: tuple[Troop, ...]
    fill: Callable[[Studio], None]

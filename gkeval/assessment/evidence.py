"""Where the records behind a value are found again: measured anew, or kept in an archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from gkeval.assessment.raters import raters_told
from gkeval.measures.context import Context
from gkeval.measures.evaluate import items
from gkeval.measures.kinds import Measure
from gkeval.scheme.model import Scheme


class Evidence(Protocol):
    """The records that each leaf, and each adjustment, looked at."""

    def items(self, unit: str, indicator: str) -> pd.DataFrame:
        """Return the records of one unit and leaf: record, evidence, counted, base, why …."""

    def about(self, indicator: str) -> pd.DataFrame:
        """Return the records of every unit for one leaf or adjustment, with the column unit."""

    def everything(self) -> pd.DataFrame:
        """Return the records of every unit and leaf, with columns unit and indicator first."""


@dataclass(frozen=True)
class NoEvidence:
    """For values that were given ready."""

    def items(self, unit: str, indicator: str) -> pd.DataFrame:
        """Return an empty frame."""
        return pd.DataFrame({name: pd.Series(dtype="str") for name in ("record", "evidence")})

    def about(self, indicator: str) -> pd.DataFrame:
        """Return an empty frame."""
        return pd.DataFrame({n: pd.Series(dtype="str") for n in ("unit", "record", "evidence")})

    def everything(self) -> pd.DataFrame:
        """Return an empty frame."""
        return pd.DataFrame(
            {n: pd.Series(dtype="str") for n in ("unit", "indicator", "record", "evidence")}
        )


@dataclass(frozen=True, eq=False)
class Measured:
    """Looked up in the records themselves."""

    scheme: Scheme
    context: Context

    def items(self, unit: str, indicator: str) -> pd.DataFrame:
        """Return the records of one unit and leaf."""
        found = items(self._measure(indicator), self.context, indicator, units=[unit])
        return raters_told(found, self.scheme, self.context, indicator)

    def about(self, indicator: str) -> pd.DataFrame:
        """Return the records of every unit for one leaf or adjustment."""
        found = items(self._measure(indicator), self.context, indicator)
        return raters_told(found, self.scheme, self.context, indicator)

    def _measure(self, indicator: str) -> Measure:
        return next(item.measured for item in self.scheme.measured if item.id == indicator)

    def everything(self) -> pd.DataFrame:
        """Return the records of every unit and leaf."""
        parts = [self.about(item.id).assign(indicator=item.id) for item in self.scheme.measured]
        frame = pd.concat(parts, ignore_index=True)
        first = ["unit", "indicator"]
        return frame[[*first, *(name for name in frame.columns if name not in first)]]


@dataclass(frozen=True, eq=False)
class Kept:
    """Read from an archive."""

    frame: pd.DataFrame

    def items(self, unit: str, indicator: str) -> pd.DataFrame:
        """Return the records of one unit and leaf."""
        mine = (self.frame["unit"] == unit) & (self.frame["indicator"] == indicator)
        found = self.frame[mine].drop(columns="indicator").reset_index(drop=True)
        return found.dropna(axis="columns", how="all")

    def about(self, indicator: str) -> pd.DataFrame:
        """Return the records of every unit for one leaf or adjustment."""
        mine = self.frame["indicator"] == indicator
        return self.frame[mine].drop(columns="indicator").reset_index(drop=True)

    def everything(self) -> pd.DataFrame:
        """Return the records of every unit and leaf."""
        return self.frame

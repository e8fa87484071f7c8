"""Where the records behind a value are found again: measured anew, or kept in an archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from gkeval.measures.context import Context
from gkeval.measures.evaluate import items
from gkeval.scheme.model import Scheme


class Evidence(Protocol):
    """The records that each leaf looked at."""

    def items(self, unit: str, indicator: str) -> pd.DataFrame:
        """Return the records of one unit and leaf: record, evidence, counted, base, why …."""

    def everything(self) -> pd.DataFrame:
        """Return the records of every unit and leaf, with columns unit and indicator first."""


@dataclass(frozen=True)
class NoEvidence:
    """For values that were given ready."""

    def items(self, unit: str, indicator: str) -> pd.DataFrame:
        """Return an empty frame."""
        return pd.DataFrame({name: pd.Series(dtype="str") for name in ("record", "evidence")})

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
        leaf = self.scheme.by_id[indicator]
        return items(leaf.measured, self.context, indicator, units=[unit])

    def everything(self) -> pd.DataFrame:
        """Return the records of every unit and leaf."""
        parts = []
        for leaf in self.scheme.leaves:
            part = items(leaf.measured, self.context, leaf.id)
            parts.append(part.assign(indicator=leaf.id))
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

    def everything(self) -> pd.DataFrame:
        """Return the records of every unit and leaf."""
        return self.frame

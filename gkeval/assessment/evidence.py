"""Where the records behind a value are found again: measured anew, or kept in an archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

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

    def by_indicator(self) -> dict[str, pd.DataFrame]:
        """Return the records of every unit, by leaf or adjustment."""

    def everything(self) -> pd.DataFrame:
        """Return the records of every unit and leaf, with columns unit and indicator first."""


def joined(parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the records of all indicators as one table, unit and indicator first.

    Parameters
    ----------
    parts
        What `Evidence.by_indicator` returns.
    """
    first = ["unit", "indicator"]
    if not parts:
        return pd.DataFrame({n: pd.Series(dtype="str") for n in (*first, "record", "evidence")})
    frames = [frame.assign(indicator=name) for name, frame in parts.items()]
    frame = pd.concat(frames, ignore_index=True)
    return frame[[*first, *(name for name in frame.columns if name not in first)]]


def kinds_of(frame: pd.DataFrame) -> dict[str, str]:
    """Return what each column holds: time, flag, number or text.

    In one table of all indicators, columns of one name share a type; this tells it again.

    >>> kinds_of(pd.DataFrame({"record": ["D1"], "counted": [True], "lag": [3]}))
    {'record': 'text', 'counted': 'flag', 'lag': 'number'}
    """
    kinds = {"M": "time", "b": "flag", "i": "number", "u": "number", "f": "number"}
    return {
        str(name): "flag"
        if frame[name].dtype == object and pd.api.types.infer_dtype(frame[name]) == "boolean"
        else kinds.get(frame[name].dtype.kind, "text")
        for name in frame.columns
    }


def _as(column: pd.Series[Any], kind: str) -> pd.Series[Any]:
    """Return a column as what it held before it was joined with others."""
    if kind == "text" or column.dtype.kind in {"time": "M", "flag": "b", "number": "iuf"}[kind]:
        return column
    if kind == "time":
        return pd.to_datetime(column)
    if kind == "flag":
        return column.astype("str").map({"True": True, "False": False}).astype("boolean")
    return pd.to_numeric(column).astype("float64")


@dataclass(frozen=True)
class NoEvidence:
    """For values that were given ready, and results without single records."""

    def items(self, unit: str, indicator: str) -> pd.DataFrame:
        """Return an empty frame."""
        return pd.DataFrame({name: pd.Series(dtype="str") for name in ("record", "evidence")})

    def about(self, indicator: str) -> pd.DataFrame:
        """Return an empty frame."""
        return pd.DataFrame({n: pd.Series(dtype="str") for n in ("unit", "record", "evidence")})

    def by_indicator(self) -> dict[str, pd.DataFrame]:
        """Return nothing."""
        return {}

    def everything(self) -> pd.DataFrame:
        """Return an empty frame."""
        return joined({})


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

    def by_indicator(self) -> dict[str, pd.DataFrame]:
        """Return the records of every unit, by leaf or adjustment."""
        return {item.id: self.about(item.id) for item in self.scheme.measured}

    def everything(self) -> pd.DataFrame:
        """Return the records of every unit and leaf."""
        return joined(self.by_indicator())


@dataclass(frozen=True, eq=False)
class Kept:
    """Read from an archive.

    Parameters
    ----------
    frame
        The records of every unit and leaf.
    columns
        Indicator → its columns, in the order in which they are shown, and what each holds; see
        `kinds_of`.
    """

    frame: pd.DataFrame
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def items(self, unit: str, indicator: str) -> pd.DataFrame:
        """Return the records of one unit and leaf."""
        mine = (self.frame["unit"] == unit) & (self.frame["indicator"] == indicator)
        return self._in_order(self.frame[mine], indicator).dropna(axis="columns", how="all")

    def about(self, indicator: str) -> pd.DataFrame:
        """Return the records of every unit for one leaf or adjustment."""
        mine = self.frame["indicator"] == indicator
        return self._in_order(self.frame[mine], indicator)

    def _in_order(self, found: pd.DataFrame, indicator: str) -> pd.DataFrame:
        found = found.drop(columns="indicator").reset_index(drop=True)
        known = self.columns.get(indicator)
        if known is None:
            return found
        return pd.DataFrame(
            {name: _as(found[name], kind) for name, kind in known.items() if name in found}
        )

    def by_indicator(self) -> dict[str, pd.DataFrame]:
        """Return the records of every unit, by leaf or adjustment."""
        names = self.columns or dict.fromkeys(self.frame["indicator"])
        return {str(name): self.about(str(name)) for name in names}

    def everything(self) -> pd.DataFrame:
        """Return the records of every unit and leaf."""
        return self.frame

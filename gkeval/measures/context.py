"""What a measure is computed from: record tables, units, period, calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gkeval.spec import Period
from gkeval.workdays import Calendar

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Context:
    """The records of one assessment.

    Parameters
    ----------
    tables
        Record tables by name, as `gkeval.tables` declares them: pandas, Polars or Spark frames, or
        DuckDB relations. A table that is not there was not supplied, which is not the same as one
        without rows. Tables that a measure links must be of one engine; a pandas frame goes with
        any.
    units
        The units table; its order is the order of every result.
    period
        The fact window; a measure's own `period` goes before it.
    calendar
        Which days are worked.
    """

    tables: Mapping[str, Any]
    units: pd.DataFrame
    period: Period
    calendar: Calendar

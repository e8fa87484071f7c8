"""Where only some cases were checked (抽样): how many there were goes along with the value.

In: the values table and the records: the table ``samples``, and rows that `judging.draw` drew. Out:
the values with a column population.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gkeval.measures.context import Context
from gkeval.measures.frames import collected, gather
from gkeval.scheme.model import Scheme

DRAWN = ("unit", "drawn", "population", "size")
"""Columns that `judging.draw` leaves in the rows it drew."""


def with_populations(values: pd.DataFrame, scheme: Scheme, context: Context) -> pd.DataFrame:
    """Return a values table that says how many cases there were where only some were checked.

    What the table ``samples`` says of a unit and indicator goes first. Else, where the records that
    a measure looks at were drawn, the cases checked stand for as many as the draw says: of drawn
    rows that do not concern the indicator, as large a share is left out of the population.

    Parameters
    ----------
    values
        What the measures gave.
    scheme, context
        The scheme, and the records it is applied to.
    """
    key = pd.MultiIndex.from_frame(values[["unit", "indicator"]].astype("str"))
    there = np.full(len(values), np.nan)
    checked = values["denominator"].to_numpy(dtype=np.float64, na_value=np.nan)
    for item in scheme.measured:
        stretch = _stretch(getattr(item.measured, "table", ""), context)
        if stretch is not None:
            mine = (values["indicator"] == item.id).to_numpy()
            factor = values.loc[mine, "unit"].astype("str").map(stretch).to_numpy(np.float64)
            there[mine] = np.rint(checked[mine] * factor)
    said = _said(context)
    if said is not None:
        known = said.reindex(key).to_numpy(dtype=np.float64, na_value=np.nan)
        there = np.where(np.isnan(known), there, known)
    if np.isnan(there).all():
        return values
    return values.assign(population=pd.array(there, dtype="Float64").astype("Int64"))


def _stretch(table: str, context: Context) -> pd.Series[float] | None:
    """Return, by unit, how many cases one that was drawn stands for."""
    rows = context.tables.get(table)
    if not isinstance(rows, pd.DataFrame) or not set(DRAWN) <= set(rows.columns):
        return None
    numbers = rows[list(DRAWN[1:])].apply(pd.to_numeric, errors="coerce")
    # every stratum, which may be finer than a unit, has one case that was drawn first
    first = numbers[numbers["drawn"] == 1].assign(unit=rows["unit"].astype("str"))
    sums = first.groupby("unit")[["population", "size"]].sum()
    found: pd.Series[float] = sums["population"] / sums["size"].where(sums["size"] > 0)
    return found


def _said(context: Context) -> pd.Series[float] | None:
    """Return what the table ``samples`` says, by unit and indicator."""
    rows = gather(context, "samples", ["unit", "indicator", "population"])
    if rows is None:
        return None
    found = collected(rows.frame).dropna(subset=["indicator", "population"])
    sizes = found.astype({"unit": "str", "indicator": "str"}).set_index(["unit", "indicator"])
    said: pd.Series[float] = sizes.loc[~sizes.index.duplicated(), "population"]
    return said

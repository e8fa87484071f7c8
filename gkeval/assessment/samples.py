"""Where only some cases were checked (抽样): how many there were goes along with the value.

In: the values table and the record table ``samples``. Out: the values with a column population.
"""

from __future__ import annotations

import pandas as pd

from gkeval.measures.context import Context
from gkeval.measures.frames import collected, gather


def with_populations(values: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Return a values table that says how many cases there were where only some were checked.

    Parameters
    ----------
    values
        What the measures gave.
    context
        The records; those of the table ``samples`` name unit, indicator and population.
    """
    rows = gather(context, "samples", ["unit", "indicator", "population"])
    if rows is None:
        return values
    found = collected(rows.frame).dropna(subset=["indicator", "population"])
    sizes = found.astype({"unit": "str", "indicator": "str"}).set_index(["unit", "indicator"])
    sizes = sizes[~sizes.index.duplicated()]
    places = pd.MultiIndex.from_frame(values[["unit", "indicator"]].astype("str"))
    there = sizes["population"].reindex(places).to_numpy(dtype="float64", na_value=float("nan"))
    return values.assign(population=pd.array(there, dtype="Float64").astype("Int64"))

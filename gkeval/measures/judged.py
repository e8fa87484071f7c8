"""Judgement: what the raters gave, one value per unit.

* Rows of the indicator count, those of kind ``self`` (自评) never; a missing kind is a third party.
* All gave the same: that value. They differ: the leader's ruling where there is one (and the
  leaders agree); else the unit is disputed. Numbers are the same when they are equal as numbers.
* A number is the value; every value, a number too, is given as written in `level`.
* A unit without a row is not assessed. `n` is the number of raters, the leader included.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from gkeval.measures.context import Context
from gkeval.measures.expressions import known, with_texts
from gkeval.measures.frames import collected, gather
from gkeval.measures.literals import NUMBER
from gkeval.measures.marks import PROVENANCE, in_order
from gkeval.measures.results import of_units, values


def judgement(context: Context, indicator: str) -> pd.DataFrame | None:
    """Return the value of every unit for one indicator; None when the table was not supplied."""
    rows = _rows(context, indicator)
    if rows is None:
        return None
    counting = rows[rows["counted"]]
    given = counting.groupby("unit", as_index=False).agg(
        value=("_number", "first"), level=("_text", "min")
    )
    place = pd.Index(given["unit"]).get_indexer(context.units["unit"].astype(object))
    level = np.append(given["level"].to_numpy(dtype=object), "")[place]
    rated = rows[rows["base"]].drop_duplicates(["unit", "rater"])
    raters = rated.groupby("unit", as_index=False).agg(_n=("rater", "size"))
    disputed = pd.Index(rows.loc[rows["why"] == "disputed", "unit"])
    units = context.units["unit"]
    state = np.where(place >= 0, "scored", "not_assessed").astype(object)
    state[units.isin(disputed).to_numpy()] = "disputed"
    return values(
        context,
        of_units(given, context, "value", np.nan),
        n=of_units(raters, context, "_n"),
        state=state,
        level=level,
    )


def items(context: Context, indicator: str, units: Sequence[str] | None) -> pd.DataFrame | None:
    """Return what each rater gave and whether it stands."""
    rows = _rows(context, indicator)
    if rows is None:
        return None
    wanted = [str(unit) for unit in (context.units["unit"] if units is None else units)]
    return in_order(rows.drop(columns=["_number", "_text"]), wanted)


def _rows(context: Context, indicator: str) -> pd.DataFrame | None:
    """Return the judgements of an indicator: base, counted (the value that stands), why."""
    names = [*PROVENANCE, "indicator", "rater", "value", "kind", "reason"]
    rows = gather(context, "judgements", names)
    if rows is None:
        return None
    mine = known("indicator", "value") & (nw.col("indicator") == indicator)
    frame = with_texts(rows, ["indicator", "rater", "value"])
    found = collected(frame.filter(mine)).drop(columns="indicator")
    found = found[found["unit"].isin(context.units["unit"])].reset_index(drop=True)
    kind = found["kind"].fillna("third_party") if "kind" in found else "third_party"
    found["kind"] = pd.Series(kind, index=found.index, dtype="str")
    found["_text"] = found["value"].astype("str").str.strip()
    numeric = found["_text"].str.match(NUMBER).to_numpy(dtype=bool)
    found["_number"] = found["_text"].where(numeric).astype("float64")
    said = found["_number"].astype("str").where(numeric, "=" + found["_text"])

    found["base"] = (found["kind"] != "self").to_numpy(dtype=bool)
    leader = (found["kind"] == "leader").to_numpy(dtype=bool)
    different = said.where(found["base"]).groupby(found["unit"]).transform("nunique") > 1
    rulings = said.where(leader).groupby(found["unit"]).transform("nunique")
    ruled = (different & (rulings == 1)).to_numpy()
    agreed = ~different.to_numpy()
    base = found["base"].to_numpy()
    found["counted"] = base & (agreed | (ruled & leader))
    found["why"] = np.select(
        [~base, agreed, ruled & leader, ruled],
        ["self_assessment", "agreed", "ruling", "overruled"],
        "disputed",
    )
    return found.astype({"why": "str"})

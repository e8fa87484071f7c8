"""Several raters in an assessment: each judged cell in the way that the scheme declares.

The way of a cell is that of its indicator, or the scheme's. The scheme's own default, the leader's
ruling where raters differ, is what the measure `judgement` does by itself; every other way is
computed here, from `gkeval.judging`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gkeval.judging.ratings import ratings_from
from gkeval.judging.reconciling import KEPT, reconcile, reconcile_judgements
from gkeval.measures.context import Context
from gkeval.measures.kinds import Judgement
from gkeval.measures.ways import Leader, Way
from gkeval.records.extents import in_pandas
from gkeval.rules.kinds import Levels
from gkeval.scheme.model import Indicator, Scheme


def ways_of(scheme: Scheme) -> dict[str, Way]:
    """Return the way of every judged leaf that has another than the leader's ruling."""
    stated = {
        leaf.id: leaf.reconcile or scheme.reconcile
        for leaf in scheme.leaves
        if isinstance(leaf.measured, Judgement)
    }
    return {name: way for name, way in stated.items() if way != Leader()}


def reconciled(values: pd.DataFrame, scheme: Scheme, context: Context) -> pd.DataFrame:
    """Return a values table in which judged cells are reconciled in their way.

    Parameters
    ----------
    values
        What the measures gave.
    scheme, context
        The scheme, and the records it is applied to.

    Raises
    ------
    InputError
        For judgements that cannot be reconciled, such as a mean of words without numbers.
    """
    ways = ways_of(scheme)
    if not ways or context.tables.get("judgements") is None:
        return values
    judgements = _judgements(context, list(ways))
    settled = reconcile_judgements(judgements, ways, levels=_worths(scheme, ways), lang=scheme.lang)
    key = ["unit", "indicator"]
    given = settled.set_index(key)[["value", "level", "n", "state"]]
    mine = values["indicator"].isin(list(ways)).to_numpy()
    places = pd.MultiIndex.from_frame(values.loc[mine, key])
    found = given.reindex(places)
    new = values.loc[mine].assign(
        value=found["value"].to_numpy(dtype=np.float64),
        level=found["level"].fillna("").to_numpy(dtype=object),
        n=found["n"].fillna(0).to_numpy(dtype=np.int64),
        state=found["state"].fillna("not_assessed").to_numpy(dtype=object),
    )
    return pd.concat([values[~mine], new], ignore_index=True)


def raters_told(items: pd.DataFrame, scheme: Scheme, context: Context, leaf: str) -> pd.DataFrame:
    """Return the records of a judged leaf with what became of each rating, and why."""
    ways = ways_of(scheme)
    if leaf not in ways or items.empty:
        return items
    judgements = _judgements(context, [leaf])
    ladder = _worths(scheme, {leaf: ways[leaf]}).get(leaf)
    done = reconcile(ratings_from(judgements, ladder), ways[leaf])
    cells = {unit: row for row, unit in enumerate(done.ratings.units)}
    raters = {rater: place for place, rater in enumerate(done.ratings.raters)}
    how, scored = done.how(scheme.lang), done.states == "scored"
    counted, why = [], []
    for row in items.to_dict("records"):
        cell = cells.get(row["unit"])
        if not row["base"] or cell is None:
            counted.append(False)
            why.append(row["why"])
            continue
        role = done.roles[cell, raters[row["rater"]]] if row["rater"] in raters else 0
        ruled = row.get("kind") == "leader" and bool(scored[cell])
        counted.append(bool(scored[cell]) and (role == KEPT or ruled))
        why.append(f"reconciled:{how[cell]}")
    return items.assign(counted=counted, why=why)


def _judgements(context: Context, leaves: list[str]) -> pd.DataFrame:
    frame = in_pandas(context.tables["judgements"], "judgements")
    known = frame["unit"].isin(context.units["unit"]) & frame["indicator"].isin(leaves)
    return frame[known].reset_index(drop=True)


def _worths(scheme: Scheme, ways: dict[str, Way]) -> dict[str, dict[str, float]]:
    """Return what each level is worth, for leaves that are judged in levels."""
    return {
        name: {level: float(rate) for level, rate in leaf.rule.levels.items()}
        for name in ways
        for leaf in [scheme.by_id[name]]
        if isinstance(leaf, Indicator) and isinstance(leaf.rule, Levels)
    }
